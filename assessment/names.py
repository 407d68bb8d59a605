"""Finds people in texts that are about to become public: names, with or without titles, and employee numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from assessment.roster import Employee
from assessment.text import fold
from kinerja_words.problems import Problem

BEFORE = frozenset(
    ["apt", "dr", "dra", "drg", "drh", "drs", "h", "hj", "hjh", "ir", "k", "kh", "k.h", "ners", "ns", "prof", "tgk"]
)
"""Titles in front of a name, without dots and case."""
AFTER = re.compile(
    r"(?:[A-Z]{1,2}|Ak|Amd|Ph|Psi|Sp)\.[\w.-]+\.?"
    r"|(?:S|M|A)(?:Sos|Si|Pd|Kom|Kes|Kep|Ag|Hum|Farm|Ak|Md)|A[Mm][Dd]|S(?:E|H|T|P|S|KM|IP|STP|AP|OS|PD|KOM|AG)|M(?:M|H|T|P|AP|PA|BA|SI|PD|KOM|AG)"
)
"""A degree behind a name without a comma: S.Sos, M.Si., A.Md, MSi, SE, MM, SKM; never a plain word."""
LINKS = frozenset(["al", "bin", "binti", "da", "de", "dan", "el", "ibn", "van", "von"])
"""Parts of a name that tell nobody, so that two of its parts are two others."""


@dataclass(frozen=True)
class Found:
    """A person found in a text. `sure` is False for a single word, which may also be a place or a plain word."""

    number: str
    words: str
    sure: bool


def find_people(text: str, people: Iterable[Employee]) -> list[Found]:
    """Return everybody named in the text: by number, by full name, or by two parts of it in their order.

    Case, accents, width, punctuation, titles and single letters are left aside, in the name and in the text; numbers are also
    found with white space, dots and dashes inside. A name of one word is reported with `sure=False`.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    digits = re.sub(r"(?<=\d)[\s.\-\u2010-\u2015\u2212_]+(?=\d)", "", plain)
    words = fold(plain).split()
    long = [w for w in words if len(w) > 1]
    single, pairs = set(words), {*pairwise(words), *pairwise(long)}
    found = []
    for person in people:
        parts, number = name_parts(person.name), person.employee_number
        telling = [p for p in parts if len(p) > 1 and p not in LINKS]
        if len(number) >= 8 and number in digits:
            found.append(Found(number, number, True))
        elif not pairs.isdisjoint(combinations(telling, 2)) or (len(parts) == 2 and tuple(parts) in pairs):
            found.append(Found(number, person.name, True))
        elif len(telling) == 1 and telling[0] in single:
            found.append(Found(number, person.name, False))
    return found


def name_parts(name: str) -> list[str]:
    """Return the parts of a person's name in their folded spelling, without titles and degrees; at least one where there is any."""
    words = unicodedata.normalize("NFKC", name).split(",")[0].split()
    while len(words) > 1 and AFTER.fullmatch(words[-1]):
        words.pop()
    parts = fold(" ".join(words)).split()
    while len(parts) > 1 and parts[0] in BEFORE:
        parts.pop(0)
    return parts


def check_text(text: str, what: object, people: Iterable[Employee]) -> list[Problem]:
    """Return a problem for each person surely named in a text that is about to become public."""
    return [Problem("names.person", what=what, words=f.words) for f in find_people(text, people) if f.sure]


def strings(value: object) -> Iterator[str]:
    """Return every string inside a value of tables and lists."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value
