"""What the system says in English is told in both languages, by its kind or its number; the machine's own words never."""

from __future__ import annotations

import errno
import io
import os
import ssl
import tomllib
from email.message import Message
from http.client import BadStatusLine
from urllib.error import HTTPError, URLError

import pytest

from kinerja_words.catalogue import worded
from kinerja_words.system import KNOWN, mistake, trouble

ERRORS = [*(OSError(n, os.strerror(n), "/x") for n in sorted(errno.errorcode)), OSError("odd"), BadStatusLine("x"), TimeoutError("timed out"),
          URLError(ConnectionRefusedError(111, "Connection refused")), URLError(ssl.SSLError(1, "CERTIFICATE_VERIFY_FAILED")), URLError("unknown")]  # fmt: skip


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_every_error_has_words_and_none_of_the_machines(error: Exception) -> None:
    said = {lang: worded(trouble(error), lang) for lang in ("id", "en")}
    assert said["id"]
    assert said["id"] != said["en"]
    assert str(getattr(error, "strerror", "") or error) not in said["id"]


def test_those_that_happen_are_told_by_what_they_mean() -> None:
    assert worded(trouble(OSError(28, "")), "id") == "disk atau jatahnya penuh"
    assert worded(trouble(PermissionError(13, "")), "id") == "tidak diizinkan"
    assert worded(trouble(OSError(9999, "")), "id") == "galat sistem 9999"
    with HTTPError("https://a.example", 503, "Unavailable", Message(), io.BytesIO()) as error:
        assert worded(trouble(error), "id") == "server menjawab 503"
    assert "sertifikat" in worded(trouble(URLError(ssl.SSLCertVerificationError(1, "x"))), "id")
    for broken in (ssl.SSLError(1, "x"), ssl.SSLEOFError(8, "x"), ssl.SSLZeroReturnError(6, "x")):
        assert worded(trouble(URLError(broken)), "id") == "sambungan terputus", "nothing is said of its certificate"
    assert len({*KNOWN.values()}) > 12


@pytest.mark.parametrize(
    ("text", "says"),
    [("a = b", "kutip"), ("a 1", "tanda ="), ("a = 1\na = 2", "sudah dipakai"), ("a = [1", "kurung"), ("[a", "kurung"), ('a = "x', "kutip"), ('a = "\\q"', "miring")],
)  # fmt: skip
def test_a_slip_in_a_file_is_told_by_its_kind(text: str, says: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as wrong:
        tomllib.loads(text)
    assert says in worded(mistake(str(wrong.value)), "id"), str(wrong.value)
