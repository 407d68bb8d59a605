"""Employees, units and publication groups, their numbers, and what differs between two rosters."""

from __future__ import annotations

import datetime
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assessment.text import clean, fold
from kinerja_words.problems import Problem

Kind = Literal["pns", "pppk", "external"]
IdScheme = Literal["nip", "any"]
OTHER = "Lainnya"
"""The subgroup of people attached directly to a group that has subgroups, or to no group."""

NIP_DIGITS = 18
OLDEST, YOUNGEST = 70, 17
SAME_NAME = 50
"""So many people of one name are compared."""


@dataclass(frozen=True, slots=True)
class Employee:
    """One person of the roster. `group` is the full path of the publication group, normalised.

    `phone` (`+62…`) and `email` are for reminders alone: they stay in the roster, and in no cycle, print or package.
    """

    employee_number: str
    name: str
    position: str
    grade: str
    unit: str
    group: str
    supervisor: str = ""
    kind: Kind = "pns"
    phone: str = ""
    email: str = ""

    @property
    def rated(self) -> bool:
        """Whether this person is assessed; an external person rates and is never rated."""
        return self.kind != "external"

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Employee:
        """Rebuild from the JSON form; those of 0.1.0 have neither phone nor e-mail."""
        fields: dict[str, Any] = {k: sys.intern(doc[k]) for k in cls.__dataclass_fields__ if k in doc}
        return cls(**fields)


@dataclass(frozen=True)
class Unit:
    """An office unit; `parent` is a unit code or empty."""

    code: str
    name: str
    parent: str = ""


@dataclass(frozen=True)
class Roster:
    """All employees and units, checked as a whole, with notices that do not stop the import."""

    employees: tuple[Employee, ...]
    units: tuple[Unit, ...]
    notices: tuple[Problem, ...] = ()
    unsaid: tuple[str, ...] = ()
    """Of people's fields, those a file had no column for: they stay as they are."""

    def by_number(self) -> dict[str, Employee]:
        """Return the employees by number."""
        return {e.employee_number: e for e in self.employees}


EMPTY = Roster((), ())


@dataclass(frozen=True)
class RosterChanges:
    """What an import would change, as employee numbers, with notices of changes that look like a slip."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    notices: tuple[Problem, ...] = ()


def compare(old: Iterable[Employee], new: Iterable[Employee]) -> RosterChanges:
    """Return who is added, changed and removed between two rosters, and which groups are only written in another way."""
    before = {e.employee_number: e for e in old}
    after = {e.employee_number: e for e in new}
    added = tuple(n for n in after if n not in before)
    removed = tuple(n for n in before if n not in after)
    gone: dict[str, list[Employee]] = defaultdict(list)
    for number in removed:
        gone[fold(before[number].name)].append(before[number])
    notices = [
        Problem(
            "roster.number_changed", name=employee.name, before=show_number(left.employee_number), after=show_number(n)
        )
        for n in added
        if (left := like_number(employee := after[n], gone.get(fold(after[n].name), ())))
    ]
    groups = {fold(e.group): e.group for e in before.values()}
    respelled = {e.group: groups.get(fold(e.group), e.group) for e in after.values()}
    notices += [Problem("roster.group_respelled", before=b, after=a) for a, b in respelled.items() if a != b]
    changed = tuple(n for n in after if n in before and after[n] != before[n])
    return RosterChanges(added, changed, removed, tuple(notices))


def show_number(number: str) -> str:
    """Return a NIP in its usual groups (`19860926 201505 1 001`); any other number as it is."""
    if len(number) == NIP_DIGITS and number.isdigit():
        return f"{number[:8]} {number[8:14]} {number[14]} {number[15:]}"
    return number


def clean_number(text: str) -> str:
    """Return an employee number without the spaces people type into it, and the marks that programs put around it."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", clean(text))).lstrip("'’`")


def phone_number(text: str) -> str:
    """Return a telephone number as `+` and its digits, an Indonesian one (`0812…`, `812…`, `62812…`) as `+62…`; "" where it is none."""
    signs = re.sub(r"[\s().-]+", "", unicodedata.normalize("NFKC", clean(text))).lstrip("'’`")
    digits = signs.removeprefix("+")
    if not signs.startswith("+"):
        digits = "62" + digits.removeprefix("62").removeprefix("0")
    return f"+{digits}" if re.fullmatch("62[1-9][0-9]{6,11}|(?!62|0)[0-9]{8,15}", digits) else ""


def number_problem(number: str, today: datetime.date | None = None) -> tuple[Problem, bool] | None:
    """Check a NIP or NI PPPK (layout of BKN): 18 digits, birth date, sex digit, serial.

    Returns `None`, or (problem, fatal). Unusual ages only warn (`fatal` False).
    """
    if not re.fullmatch(r"[0-9]{18}", number):
        return Problem("nip.digits", n=len(number)), True
    try:
        born = datetime.date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    except ValueError:
        return Problem("nip.birth_date", date=number[:8]), True
    if number[14] not in "12":
        return Problem("nip.sex_digit"), True
    if number[15:] == "000":
        return Problem("nip.serial"), True
    age = ((today or datetime.datetime.now(datetime.UTC).date()) - born).days // 365.25
    if not YOUNGEST <= age <= OLDEST:
        return Problem("nip.age", n=round(age)), False
    return None


FILE = ("employee_number", "name", "position", "grade", "unit_code", "unit_name", "parent_unit_code", "publication_group",
        "supervisor_employee_number", "kind", "phone", "email")  # fmt: skip
"""The columns of a roster that is written."""


def rows_of(roster: Roster) -> list[dict[str, str]]:
    """Return each person's cells by column, as a file has them: read again they are the same roster."""
    units = {u.code: u for u in roster.units}
    rows = []
    for e in roster.employees:
        unit = units.get(e.unit, Unit(e.unit, e.unit))
        placed = (unit.code, unit.name, unit.parent, e.group, e.supervisor)
        cells = (e.employee_number, e.name, e.position, e.grade, *placed, e.kind, e.phone, e.email)
        rows.append(dict(zip(FILE, cells, strict=True)))
    return rows


def normalise_groups(groups: Mapping[str, str]) -> dict[str, str]:
    """Return each person's full group path; who is attached above a subgroup, or to none, goes to `Lainnya`."""
    paths = {person: tuple(p.strip() for p in path.split(" / ") if p.strip()) for person, path in groups.items()}
    inner = {path[:depth] for path in paths.values() for depth in range(len(path))} | {()}
    return {person: " / ".join((*path, OTHER) if path in inner else path) for person, path in paths.items()}


def like_number(employee: Employee, known: Sequence[Employee]) -> Employee | None:
    """Return whoever of the known has nearly the same number."""
    return next((k for k in known[:SAME_NAME] if _nearly(k.employee_number, employee.employee_number)), None)


def _nearly(one: str, other: str) -> bool:
    """Whether two numbers differ in at most two digits, or in one digit or sign too many."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 2
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
