"""Secrets that somebody who knows the person guesses at once, in any case, spacing and spelling; and ones that are fine."""

from __future__ import annotations

import pytest

from assessment.secret import easy

NIP = "199001232014022003"
NAMES = ("Melati Suryakencana, S.Sos", "Arsiparis", "Sekretariat", "Kecamatan Senapelan", "Kota Pekanbaru")
EXAMPLES = ("payung kopi sepeda", "umbrella coffee bicycle")


@pytest.mark.parametrize(
    "secret",
    [
        "payung kopi sepeda", "PAYUNGKOPISEPEDA", "sepeda-kopi-payung", "payung  kopi sepeda!1", "umbrella coffee bicycle",
        NIP, "1990 0123 201402", "  199001232014022003  ", "23 01 1990 23 01 1990", "230190melati", "1990-01-23 oke",
        "melatisuryakencana", "Suryakencana 1990", "M3l4t1 Sury4k3nc4n4", "Ｍｅｌａｔｉ２３０１１９９０", "arsiparis2026",
        "Senapelan2026!", "kecamatan senapelan", "s3n4p3l4n 20261231", "Pekanbaru#1", "sekretariat123",
        "aaaaaaaaaaaa", "abcabcabcabc", "1234567890", "0987654321", "qwertyuiop", "abcdefghijkl", "passwordpassword",
        "P@ssw0rd2026", "rahasia1234567", "katasandi 123", "          ", "!!!!!!!!!!!!",
    ],
)  # fmt: skip
def test_what_is_known_of_a_person_or_to_everybody_is_easy(secret: str) -> None:
    assert easy(secret, NIP, NAMES, EXAMPLES)


@pytest.mark.parametrize(
    "secret",
    [
        "sunshine2019", "Manchester1", "P1nkFl0yd!1987", "basketball 12345", "ch@rlie-brown", "starwars-starwars",
        "melati sunshine 1990", "1qaz2wsx3edc", "1q2w3e4r5t", "zaq12wsxcde3", "azertyuiop1", "qazwsxedcrfv", "0okm9ijn8uhb",
    ],
)  # fmt: skip
def test_what_leaked_lists_and_keyboards_have_is_easy(secret: str) -> None:
    assert easy(secret, NIP, NAMES, EXAMPLES)


@pytest.mark.parametrize(
    "secret",
    [
        "sunshine teras tikar",
        "lampu tikar jendela",
        "kuda laut hijau",
        "kupu-kupu terbang",
        "Xk29dlQm4T",
        "melati lampu tikar jendela",
    ],
)
def test_other_words_are_fine(secret: str) -> None:
    assert not easy(secret, NIP, NAMES, EXAMPLES)


def test_a_number_that_is_no_nip_and_an_account_name_are_known_too() -> None:
    assert easy("peg-00481-2", "PEG-00481")
    assert easy("kepegawaian-1", "kepegawaian")
    assert not easy("kuda laut hijau", "00481")
