"""Employees, units and publication groups, and the roster file that brings them."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from assessment.spreadsheet import Row, Table, read_table
from assessment.text import clean, fold
from kinerja_words.problems import Problem

Kind = Literal["pns", "pppk", "external"]
KINDS: Mapping[str, Kind] = {kind: kind for kind in get_args(Kind)}
IdScheme = Literal["nip", "any"]
OTHER = "Lainnya"
"""The subgroup of people attached directly to a group that has subgroups, or to no group."""

COLUMNS = (
    "employee_number", "name", "position", "grade", "unit_code", "unit_name",
    "parent_unit_code", "publication_group", "supervisor_employee_number",
)  # fmt: skip
ALIASES = {
    "nip": "employee_number", "nama": "name", "jabatan": "position", "golongan": "grade",
    "kode_unit": "unit_code", "nama_unit": "unit_name", "kode_unit_induk": "parent_unit_code",
    "kelompok_publikasi": "publication_group", "nip_atasan": "supervisor_employee_number", "jenis": "kind",
    "telepon": "phone", "surel": "email",
}  # fmt: skip
OPTIONAL = ("kind", "phone", "email")
NIP_DIGITS = 18
OLDEST, YOUNGEST = 70, 17
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
"""A number is part of keys (`<cycle>/<number>`, `staff:<name>`) and of addresses: no separator of those stands in it."""
EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
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
        return cls(**{k: doc[k] for k in cls.__dataclass_fields__ if k in doc})


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

    def by_number(self) -> dict[str, Employee]:
        """Return the employees by number."""
        return {e.employee_number: e for e in self.employees}


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
        if (left := _like_number(employee := after[n], gone.get(fold(after[n].name), ())))
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


def parse_roster(data: bytes, name: str, id_scheme: IdScheme = "nip", today: datetime.date | None = None) -> Roster:
    """Read a roster file (CSV or XLSX, columns of `COLUMNS` or their Indonesian aliases, and those of `OPTIONAL`).

    Raises `Refused` with every problem found, each with row and column: wrong or doubled numbers, missing
    names, unknown supervisors, loops of supervisors or units, units of two names or parents, group names that
    the publication uses itself, one group spelled in two ways.
    """
    table = read_table(data, name, COLUMNS, OPTIONAL, aliases=ALIASES)
    problems = table.problems
    notices: list[Problem] = []
    employees: list[Employee] = []
    rows: dict[str, int] = {}
    units = _Units(problems)
    groups = _Groups(problems)
    today = today or datetime.datetime.now(datetime.UTC).date()
    for row in table:
        employee = _employee(row)
        _check_row(row, employee, id_scheme, rows, today, problems, notices)
        units.add(row)
        groups.check(row.number, employee.group)
        if employee.employee_number and employee.employee_number not in rows:
            rows[employee.employee_number] = row.number
            employees.append(employee)
    found = units.all()
    problems += _supervisor_problems(employees, rows)
    table.done()
    notices = [*_alike(employees, rows), *units.alike(), *_unknown_columns(table), *notices]
    placed = normalise_groups({e.employee_number: e.group for e in employees})
    return Roster(tuple(replace(e, group=placed[e.employee_number]) for e in employees), found, tuple(notices))


def normalise_groups(groups: Mapping[str, str]) -> dict[str, str]:
    """Return each person's full group path; who is attached above a subgroup, or to none, goes to `Lainnya`."""
    paths = {person: tuple(p.strip() for p in path.split(" / ") if p.strip()) for person, path in groups.items()}
    inner = {path[:depth] for path in paths.values() for depth in range(len(path))} | {()}
    return {person: " / ".join((*path, OTHER) if path in inner else path) for person, path in paths.items()}


def _unknown_columns(table: Table) -> list[Problem]:
    unknown = [c for c in table.columns if c not in (*COLUMNS, *OPTIONAL)]
    return [Problem("roster.unknown_column", row=table.header_row, column=c, name=c) for c in unknown]


def _check_row(
    row: Row, employee: Employee, id_scheme: IdScheme, seen: Mapping[str, int], today: datetime.date,
    problems: list[Problem], notices: list[Problem],
) -> None:  # fmt: skip
    def add(column: str, code: str, **values: Any) -> None:
        problems.append(Problem(code, row=row.number, column=column, **values))

    number = employee.employee_number
    if not number:
        add("employee_number", "roster.no_number")
    elif number in seen:
        add("employee_number", "roster.number_twice", earlier=seen[number])
    elif id_scheme == "any" or employee.kind == "external":
        if not NUMBER.fullmatch(number):
            add("employee_number", "roster.number_signs", number=number[:40])
    else:
        wrong = number_problem(number, today)
        if wrong:
            problem, fatal = wrong
            (problems if fatal else notices).append(problem.at(row=row.number, column="employee_number"))
    for column, code in (("name", "roster.no_name"), ("unit_code", "roster.no_unit")):
        if not row[column]:
            add(column, code)
    if row["kind"] and row["kind"].lower() not in KINDS:
        add("kind", "roster.kind", kind=row["kind"])
    if row["phone"] and not employee.phone:
        add("phone", "roster.phone", phone=row["phone"])
    if row["email"] and not EMAIL.fullmatch(row["email"]):
        add("email", "roster.email", email=row["email"])
    group = row["publication_group"]
    parts = [p.strip() for p in group.split(" / ")] if group else []
    if " + " in group or "*" in parts or any(not p or "/" in (p[0], p[-1]) for p in parts):
        add("publication_group", "roster.group", group=group)


def _employee(row: Row) -> Employee:
    return Employee(
        employee_number=clean_number(row["employee_number"]),
        name=row["name"],
        position=row["position"],
        grade=row["grade"],
        unit=row["unit_code"],
        group=row["publication_group"],
        supervisor=clean_number(row["supervisor_employee_number"]),
        kind=_kind(row["kind"]),
        phone=phone_number(row["phone"]),
        email=row["email"],
    )


def _kind(text: str) -> Kind:
    return KINDS.get(text.lower(), "pns")


class _Units:
    """Gathers the units of a roster; `problems` gets what is wrong with them."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._units: dict[str, Unit] = {}
        self._rows: dict[str, int] = {}

    def add(self, row: Row) -> None:
        """Take the unit of a row in, or note in what it differs from the row before."""
        code = row["unit_code"]
        unit = Unit(code, row["unit_name"] or code, row["parent_unit_code"])
        known = self._units.setdefault(code, unit) if code else unit
        earlier = self._rows.setdefault(code, row.number)
        if known != unit:
            column = "unit_name" if known.name != unit.name else "parent_unit_code"
            self._problems.append(
                Problem("roster.unit_differs", row=row.number, column=column, unit=code, earlier=earlier)
            )

    def all(self) -> tuple[Unit, ...]:
        """Return all units; a parent that has no row of its own becomes one."""
        units = self._units
        for parent in sorted({u.parent for u in units.values() if u.parent and u.parent not in units}):
            units[parent] = Unit(parent, parent)
        self._problems += [
            Problem("roster.unit_loop", row=self._rows.get(code), column="parent_unit_code", unit=code)
            for code in _loops(units, lambda c: units[c].parent)
        ]
        return tuple(units.values())

    def alike(self) -> Iterator[Problem]:
        """Yield a notice for codes that differ in zeros, case or spaces only, and for one name twice under one parent."""
        first: dict[tuple[str, ...], Unit] = {}
        for unit in self._units.values():
            keys: list[tuple[str, ...]] = [("code", _fold_code(unit.code))]
            if unit.name != unit.code:
                keys.append(("name", fold(unit.name), _fold_code(unit.parent)))
            like = next((first[k] for k in keys if k in first), None)
            for key in keys:
                first.setdefault(key, unit)
            if like:
                yield Problem(
                    "roster.units_alike", row=self._rows.get(unit.code), column="unit_code", name=unit.name,
                    unit=unit.code, other=like.code,
                )  # fmt: skip


def _fold_code(code: str) -> str:
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", "".join(unicodedata.normalize("NFKC", code).casefold().split()))


class _Groups:
    """Finds groups that are one name in two spellings: they would be published as two, and share one page."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._known: dict[str, tuple[str, int]] = {}
        self._right: set[str] = set()

    def check(self, row: int, group: str) -> None:
        """Note a problem where the group, or one above it, is spelled as in no row before but reads the same."""
        if group in self._right:
            return
        parts = group.split(" / ")
        for depth in range(1, len(parts) + 1):
            path = " / ".join(parts[:depth])
            earlier, where = self._known.setdefault(fold(path), (path, row))
            if parts[depth - 1] != OTHER and fold(parts[depth - 1]) == fold(OTHER):
                earlier, where = " / ".join((*parts[: depth - 1], OTHER)), row
            if earlier != path:
                self._problems.append(
                    Problem(
                        "roster.group_spelled", row=row, column="publication_group", group=path, other=earlier,
                        earlier=where,
                    )
                )  # fmt: skip
                return
        self._right.add(group)


def _alike(employees: Iterable[Employee], rows: Mapping[str, int]) -> Iterator[Problem]:
    """Yield a notice for one name with two NIP that differ in a digit or two: one person, perhaps, entered twice."""
    seen: dict[str, list[Employee]] = defaultdict(list)
    for employee in employees:
        number, known = employee.employee_number, seen[fold(employee.name)]
        if len(number) == NIP_DIGITS:
            if other := _like_number(employee, known):
                yield Problem(
                    "roster.person_twice", row=rows[number], column="employee_number", name=employee.name,
                    earlier=rows[other.employee_number],
                )  # fmt: skip
            known.append(employee)


def _like_number(employee: Employee, known: Sequence[Employee]) -> Employee | None:
    return next((k for k in known[:SAME_NAME] if _nearly(k.employee_number, employee.employee_number)), None)


def _nearly(one: str, other: str) -> bool:
    """Whether two numbers differ in at most two digits, or in one digit or sign too many."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 2
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _supervisor_problems(employees: Sequence[Employee], rows: Mapping[str, int]) -> list[Problem]:
    supervisors = {e.employee_number: e.supervisor for e in employees}
    problems = [
        Problem("roster.unknown_supervisor", row=rows[number], column="supervisor_employee_number")
        for number, boss in supervisors.items()
        if boss and boss not in supervisors
    ]
    problems += [
        Problem("roster.supervisor_loop", row=rows[number], column="supervisor_employee_number")
        for number in _loops(supervisors, lambda n: supervisors.get(n, ""))
    ]
    return problems


def _loops(nodes: Iterable[str], parent: Callable[[str], str]) -> list[str]:
    """Return one member of each loop of the parent relation."""
    done: set[str] = set()
    loops = []
    for start in nodes:
        path: list[str] = []
        on_path: set[str] = set()
        node = start
        while node and node not in done and node not in on_path:
            path.append(node)
            on_path.add(node)
            try:
                node = parent(node)
            except KeyError:
                node = ""
        if node in on_path:
            loops.append(min(path[path.index(node) :]))
        done.update(path)
    return loops
