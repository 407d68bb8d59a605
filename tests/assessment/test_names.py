"""Who is named in a text that becomes public, whatever titles, spacing, letters and marks stand around the name."""

from __future__ import annotations

import pytest

from assessment.names import find_people, name_parts
from assessment.roster import Employee

NUMBER = "199304142018012004"


def named(name: str, text: str) -> bool | None:
    """True where the person is surely named, False where perhaps, None where not."""
    found = find_people(text, [Employee(NUMBER, name, "Staf", "III/a", "U0", "Seksi A", "")])
    return found[0].sure if found else None


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Yanti Daulay, S.Sos", "yanti daulay"),
        ("Dr. Sekar Ayu, S.H., M.Si.", "sekar ayu"),
        ("Drs. H. Rizal Tanjung", "rizal tanjung"),
        ("Hj. Nurhayati Siregar S.Sos. M.Si", "nurhayati siregar"),
        ("Ir.Tigor Sihombing, MM", "tigor sihombing"),
        ("Prof. Dr. Ir. Budi Santoso", "budi santoso"),
        ("BUDI SANTOSO SE", "budi santoso"),
        ("Joko Prasetyo SKM", "joko prasetyo"),
        ("Sari Wulandari A.Md.Kep.", "sari wulandari"),
        ("Sari Wulandari AMd", "sari wulandari"),
        ("K.H. Hasan Basri", "hasan basri"),
        ("SUTRISNO, SH", "sutrisno"),
        ("SUTRISNO SH", "sutrisno"),
        ("Ｄｒ． Sekar Ayu", "sekar ayu"),
        ("Dr.", "dr"),
        ("", ""),
        (", S.H.", ""),
    ],
)
def test_titles_and_degrees_are_no_part_of_a_name(name: str, parts: str) -> None:
    assert " ".join(name_parts(name)) == parts


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Yanti Daulay, S.Sos", "Terima kasih, Yanti Daulay."),
        ("Yanti Daulay", "Terima kasih, Dra. Yanti Daulay, S.Sos, atas bantuannya"),
        ("Dr. Sekar Ayu, S.H., M.Si.", "sekar   AYU"),
        ("Dr. Sekar Ayu, S.H., M.Si.", "Sekar\u00a0Ayu dan Sekar\nAyu"),
        ("Sekar Ayu", "**Sekar** _Ayu_"),
        ("Sekar Ayu", "Sekar-Ayu"),
        ("Sekar Ayu", "Ｓｅｋａｒ Ａｙｕ"),
        ("Sekar Ayu", "Se\u200bkar A\u00adyu"),
        ("Sekar Ayu", "Sékar Ayu"),
        ("Sékar Ayu", "Sekar Ayu"),
        ("Sekar Ayu Lestari", "Bu Sekar Ayu"),
        ("Sekar Ayu Lestari", "Ayu Lestari"),
        ("Sekar Ayu Lestari", "Sekar Lestari"),
        ("Sekar Ayu Lestari", "Sekar A. Lestari"),
        ("Nur Sekar Ayu Lestari", "Sekar Lestari"),
        ("Ahmad bin Yusuf", "Ahmad Yusuf"),
        ("M. Rizki", "Pak M. Rizki"),
        ("Muhammad Rizki Al Fatih", "Rizki Fatih"),
        ("Wati O'Brien", "wati o’brien"),
        ("Sekar Ayu", "Bu Sekar&nbsp;Ayu"),
        ("Sekar Ayu", "S&#101;kar &#x41;yu"),
        ("Sekar Ayu", "![foto](/gambar/sekar%20ayu.png)"),
        ("Sekar Ayu", "Se\u034fkar A\ufe0fyu"),
        ("Sekar Ayu", "Se\u2060kar A\u3164yu"),
        ("Sekar Ayu", "Bu Sekar\u200bAyu hadir"),
        ("Sekar Ayu", "Sekar&#8203;Ayu"),
        ("Sekar Ayu", "Sekar\u3164Ayu"),
    ],
)
def test_a_person_is_found(name: str, text: str) -> None:
    assert named(name, text) is True


@pytest.mark.parametrize(
    "written",
    [
        "199304142018012004", "19930414 201801 2 004", "19930414-201801-2-004", "19930414\u2013201801\u20132\u2013004",
        "19930414.201801.2.004", "19930414\u00a0201801\u20092\u202f004", "19930414\n201801 2  004", "１９９３０４１４２０１８０１２００４",
        "1993\u200b0414201801\u200d2004", "19930414 - 201801 - 2 - 004",
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert named("Orang Lain", f"(NIP {written})") is True


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Sekar Ayu Lestari", "Ayu Sekar"),
        ("Sekar Ayu", "Ayu\u200bnan Sekar"),
        ("Sekar Ayu Lestari", "Sekar dan Lestari menari"),
        ("Sekar Ayu Lestari", "Sekarang Ayunan Lestarilah"),
        ("Ahmad bin Yusuf", "Umar bin Khattab"),
        ("Dr. Sekar Ayu, S.H., M.Si.", "Dr. dan S.H. serta M.Si. tanpa nama"),
        ("Dr.", "Dua dokter"),
        ("", "Apa saja"),
    ],
)
def test_nobody_is_found_where_nobody_is_named(name: str, text: str) -> None:
    assert not named(name, text)


def test_a_name_of_one_word_is_perhaps_named() -> None:
    for name in ("Sutrisno", "Drs. Sutrisno, M.M.", "H. Sutrisno", "SUTRISNO SH"):
        assert named(name, "Sutrisno juga.") is False


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Kantor pindah ke Jalan Syarif Kasim.", False),
        ("Jl. Sultan Syarif Kasim No. 3", False),
        ("Masjid Raya H. Syarif Kasim", False),
        ("Gedung Syarif Kasim dan Jalan Syarif Kasim", False),
        ("Jalan Syarif Kasim diresmikan Syarif Kasim", True),
        ("Bapak Syarif Kasim", True),
        ("Jalan itu rusak, dan menurut warga Syarif Kasim tahu", True),
        (f"Jalan Syarif Kasim {NUMBER}", True),
    ],
)
def test_a_name_is_in_doubt_only_where_it_stands_behind_a_place_everywhere(text: str, sure: bool) -> None:
    assert named("Syarif Kasim, S.Sos", text) is sure
