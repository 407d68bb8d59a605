"""Finds people in texts that are about to become public: full names and employee numbers of the roster."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.roster import Employee
from kinerja_words.problems import Problem


@dataclass(frozen=True)
class Found:
    """A person found in a text. `sure` is False for a single word, which may also be a place or a plain word."""

    number: str
    words: str
    sure: bool


def find_people(text: str, people: Iterable[Employee]) -> list[Found]:
    """Return everybody whose full name or number stands in the text, ignoring case and spacing.

    Numbers are also found with other spacing inside; a name of one word is reported with `sure=False`.
    """
    plain = " " + " ".join(re.findall(r"\w+", text.casefold())) + " "
    digits = re.sub(r"(?<=\d)[ .\-](?=\d)", "", text)
    found = []
    for person in people:
        name = " ".join(re.findall(r"\w+", person.name.casefold()))
        number = person.employee_number
        if len(number) >= 8 and number in digits:
            found.append(Found(number, number, True))
        elif name and f" {name} " in plain:
            found.append(Found(number, person.name, " " in name))
    return found


def check_text(text: str, what: str, people: Iterable[Employee]) -> list[Problem]:
    """Return a problem for each person surely named in a text that is about to become public."""
    return [Problem("names.person", what=what, words=f.words) for f in find_people(text, people) if f.sure]
