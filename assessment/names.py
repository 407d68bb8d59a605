"""Finds people in texts that are about to become public: names, with or without titles, and employee numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import combinations, pairwise
from urllib.parse import unquote

from assessment.roster import Employee
from assessment.text import fold, name_parts
from kinerja_words.problems import Doubt, Phrase, Problem

PLACES = frozenset(
    ["jalan", "jl", "jln", "gang", "gg", "lorong", "gedung", "kantor", "aula", "masjid", "mesjid", "musala",
     "mushola", "gereja", "taman", "lapangan", "stadion", "bandara", "pelabuhan", "terminal", "jembatan", "pasar",
     "puskesmas", "posyandu", "rumah", "rsud", "rs", "sekolah", "sd", "sdn", "smp", "smpn", "sma", "sman", "smk",
     "smkn", "universitas", "uin", "kelurahan", "desa", "kampung", "street", "road", "building"]
)  # fmt: skip
"""Words in front of a name that make it one of a place or an institution, by some people's ways of writing them."""
REACH = 3
"""So many words in front of a name are looked at for one of a place: `Jalan Sultan Syarif Kasim`."""
NO_MARK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
"""Signs that show nothing and are no format marks for Unicode."""
BETWEEN = "--"
"""Stands between two readings of a text: no folded word is one."""
LINKS = frozenset(["al", "bin", "binti", "da", "de", "dan", "el", "ibn", "van", "von"])
"""Parts of a name that tell nobody, so that two of its parts are two others."""


@dataclass(frozen=True)
class Found:
    """A person found in a text. `sure` is False for a name of one word, and for one that stands behind a word of a place."""

    number: str
    words: str
    sure: bool


def find_people(text: str, people: Iterable[Employee]) -> list[Found]:
    """Return everybody named in the text: by number, by full name, or by two parts of it in their order.

    Case, accents, width, punctuation, titles and single letters are left aside, in the name and in the text, which is read as a
    browser shows it: `&nbsp;` and `%20` are spaces; invisible marks are read as nothing and as spaces; numbers are also found
    with white space, dots and dashes inside. A name of one word is reported with `sure=False`, and so is one that stands behind a
    word of a place or an institution wherever it stands (`Jalan Syarif Kasim`).
    """
    read = NO_MARK.sub("\u200b", unicodedata.normalize("NFKC", unescape(unquote(text))))  # as a browser shows it
    plain, apart = ("".join(by if unicodedata.category(c) == "Cf" else c for c in read) for by in ("", " "))
    digits = re.sub(r"(?<=\d)[\s.\-\u2010-\u2015\u2212_]+(?=\d)", "", plain)
    words = fold(plain).split()
    if apart != plain:
        words += [BETWEEN, *fold(apart).split()]
    long = [w for w in words if len(w) > 1]
    single, pairs = set(words), {*pairwise(words), *pairwise(long)}
    found = []
    for person in people:
        parts, number = name_parts(person.name), person.employee_number
        if len(number) >= 8 and number in digits:
            found.append(Found(number, number, True))
            continue
        if single.isdisjoint(parts):  # nearly everybody of a city
            continue
        telling = [p for p in parts if len(p) > 1 and p not in LINKS]
        if wanted := pairs.intersection([*combinations(telling, 2), *([parts] if len(parts) == 2 else [])]):
            found.append(Found(number, person.name, not (_is_place(words, wanted) and _is_place(long, wanted))))
        elif len(telling) == 1 and telling[0] in single:
            found.append(Found(number, person.name, False))
    return found


def _is_place(words: list[str], pairs: Container[tuple[str, str]]) -> bool:
    """Whether every one of some pairs stands behind a word of a place, wherever it stands."""
    at = (i for i, pair in enumerate(pairwise(words)) if pair in pairs)
    return all(not PLACES.isdisjoint(words[max(0, i - REACH) : i]) for i in at)


def check_text(text: str, what: object, people: Iterable[Employee]) -> list[Problem]:
    """Return a problem for each person named in a text that is about to become public; a doubt where it is not sure.

    A yes to a doubt holds for the very line: another line with the same word is asked about again.
    """
    problems: list[Problem] = []
    for f in find_people(text, people):
        if f.sure:
            problems.append(Problem("names.person", what=what, words=f.words))
            continue
        telling = [p for p in name_parts(f.words) if len(p) > 1 and p not in LINKS]
        lines = [line for line in text.splitlines() if not set(telling).isdisjoint(fold(line).split())] or [text]
        yes = Phrase("doubt.name", words=f.words)
        for line in lines:
            problems.append(Doubt("names.maybe", yes=yes, about=line.strip(), words=f.words, what=what))
    return problems


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
