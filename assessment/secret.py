"""Whether a secret is easy to guess for somebody who knows its owner: what is left of it without words known of them."""

from __future__ import annotations

import datetime
import functools
import gzip
import re
from collections.abc import Iterable
from pathlib import Path

from assessment.roster import NIP_DIGITS
from assessment.text import fold

SHORTEST = 10
LEAST_LEFT = 8
"""So many letters and digits must be left without anything that is known or a run."""
PIECE = 5
"""From so many digits in a row on, a piece of a number gives it away."""
WORD = 4
"""Shorter parts of names tell nothing: they are in many words."""
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "azertyuiop",
    "qwertzuiop",
)
COMMON = [
    "password",
    "passw0rd",
    "passwd",
    "katasandi",
    "sandi",
    "rahasia",
    "admin",
    "welcome",
    "selamat",
    "datang",
    "qwerty",
    "iloveyou",
    "sayang",
    "cinta",
    "bismillah",
    "alhamdulillah",
    "indonesia",
    "merdeka",
    "pancasila",
    "kinerja",
    "penilaian",
    "pegawai",
    "rahasiaku",
    "passwordku",
]
"""What people put in front of a year; a list to be kept short."""
LEAKED = Path(__file__).with_name("common.txt.gz")
"""What leaked lists have most often, one a line, in small letters as `DIGITS` reads them; where it is from it says itself."""
SIGNS, DIGITS = str.maketrans("@$!", "asi"), str.maketrans("0134578", "oieastb")
"""What stands for letters."""


def easy(secret: str, number: str = "", names: Iterable[str] = (), known: Iterable[str] = ()) -> bool:
    """Whether so little of a secret is left without what is known of its owner that it can be guessed.

    `number`: an employee number or account name; `names`: of the person, office and unit, whose words count one by one;
    `known`: texts whose words are known to everybody (the page's own example), as the most common leaked secrets are. Case, accents, spaces, signs, digits in place
    of letters, runs (`1234`, `qwerty`), repeats and years do not help.
    """
    words = {w for name in (*names, *known) for w in (fold(name).replace(" ", ""), *fold(name).split())}
    words |= {*COMMON, fold(number).replace(" ", "")}
    words = {w for w in words | {w.translate(DIGITS) for w in words} if len(w) >= WORD}
    whole = _joined(secret.translate(SIGNS))
    left = _without(re.sub(r"(?:19|20)\d\d", "", _without(whole, {*_pieces(number), *_runs()})), words)
    rests = whole.translate(DIGITS), _repeats(_without(left.translate(DIGITS), words))
    return any(len(_without(rest, (w for w in _leaked() if w in rest))) < LEAST_LEFT for rest in rests)


@functools.cache
def _leaked() -> tuple[str, ...]:
    with gzip.open(LEAKED, "rt", encoding="ascii") as lines:
        return tuple(line.strip() for line in lines if not line.startswith("#"))


def _joined(text: str) -> str:
    return fold(text).replace(" ", "")


def _without(text: str, words: Iterable[str]) -> str:
    for word in sorted(words, key=lambda w: (-len(w), w)):
        text = text.replace(word, "")
    return text


def _repeats(text: str) -> str:
    """Return a text with each block that stands there several times in a row written once."""
    return re.sub(r"(.)\1{2,}|(.{2,}?)\2+", r"\1\2", text)


def _runs() -> set[str]:
    lines = [line[::way] for line in RUNS for way in (1, -1)]
    return {line[a:b] for line in lines for a in range(len(line)) for b in range(a + WORD, len(line) + 1)}


def _pieces(number: str) -> set[str]:
    """Return the telling pieces of an employee number, and the ways to write the date of birth that a NIP begins with."""
    plain = _joined(number)
    found = {plain[a:b] for a in range(len(plain)) for b in range(a + PIECE, len(plain) + 1)}
    try:
        born = datetime.datetime.strptime(plain[:8], "%Y%m%d") if len(plain) == NIP_DIGITS else None  # a day
    except ValueError:
        born = None
    formats = ("%Y%m%d", "%d%m%Y", "%m%d%Y", "%y%m%d", "%d%m%y", "%m%d%y") if born else ()
    return found | {born.strftime(f) for f in formats if born}
