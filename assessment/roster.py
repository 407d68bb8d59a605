"""Employees, units and publication groups, and the roster file that brings them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assessment.spreadsheet import Row, Table, read_table, require_columns
from kinerja_words.problems import Problem, Refused

Kind = Literal["pns", "pppk", "external"]
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
}  # fmt: skip
NIP_DIGITS = 18
OLDEST, YOUNGEST = 70, 17


@dataclass(frozen=True)
class Employee:
    """One person of the roster. `group` is the full path of the publication group, normalised."""

    employee_number: str
    name: str
    position: str
    grade: str
    unit: str
    group: str
    supervisor: str = ""
    kind: Kind = "pns"

    @property
    def rated(self) -> bool:
        """Whether this person is assessed; an external person rates and is never rated."""
        return self.kind != "external"

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Employee:
        """Rebuild from the JSON form."""
        return cls(**{k: doc[k] for k in cls.__dataclass_fields__})


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
    """What an import would change, as employee numbers."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def compare(old: Iterable[Employee], new: Iterable[Employee]) -> RosterChanges:
    """Return who is added, changed and removed between two rosters."""
    before = {e.employee_number: e for e in old}
    after = {e.employee_number: e for e in new}
    return RosterChanges(
        tuple(n for n in after if n not in before),
        tuple(n for n in after if n in before and after[n] != before[n]),
        tuple(n for n in before if n not in after),
    )


def show_number(number: str) -> str:
    """Return a NIP in its usual groups (`19860926 201505 1 001`); any other number as it is."""
    if len(number) == NIP_DIGITS and number.isdigit():
        return f"{number[:8]} {number[8:14]} {number[14]} {number[15:]}"
    return number


def clean_number(text: str) -> str:
    """Return an employee number without the spaces people type into it."""
    return re.sub(r"\s+", "", text)


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
    """Read a roster file (CSV or XLSX, columns of `COLUMNS` or their Indonesian aliases, optional `kind`).

    Raises `Refused` with every problem found, each with row and column: wrong or doubled numbers, missing
    names, unknown supervisors, loops of supervisors or units, units of two names or parents, group names that
    the publication uses itself.
    """
    table = read_table(data, name, ALIASES)
    require_columns(table, COLUMNS, name)
    problems: list[Problem] = []
    notices = _unknown_columns(table)
    employees: list[Employee] = []
    rows: dict[str, Row] = {}
    for row in table.rows:
        found, warned = _check_row(row, id_scheme, rows, today)
        problems += found
        notices += warned
        number = clean_number(row["employee_number"])
        if number and number not in rows:
            rows[number] = row
            employees.append(_employee(row))
    units, unit_problems = _units(table.rows)
    problems += unit_problems
    problems += _supervisor_problems(employees, rows)
    if problems:
        raise Refused(sorted(problems, key=lambda p: (p.row or 0, p.column or "")))
    groups = normalise_groups({e.employee_number: e.group for e in employees})
    placed = (Employee(**{**e.to_doc(), "group": groups[e.employee_number]}) for e in employees)
    return Roster(tuple(placed), units, tuple(notices))


def normalise_groups(groups: Mapping[str, str]) -> dict[str, str]:
    """Return each person's full group path; who is attached above a subgroup, or to none, goes to `Lainnya`."""
    paths = {person: tuple(p.strip() for p in path.split(" / ") if p.strip()) for person, path in groups.items()}
    inner = {path[:depth] for path in paths.values() for depth in range(len(path))} | {()}
    return {person: " / ".join((*path, OTHER) if path in inner else path) for person, path in paths.items()}


def _unknown_columns(table: Table) -> list[Problem]:
    unknown = [c for c in table.columns if c not in COLUMNS and c != "kind"]
    return [Problem("roster.unknown_column", row=1, column=c, name=c) for c in unknown]


def _check_row(
    row: Row, id_scheme: IdScheme, seen: Mapping[str, Row], today: datetime.date | None
) -> tuple[list[Problem], list[Problem]]:
    problems: list[Problem] = []
    notices: list[Problem] = []

    def add(column: str, code: str, into: list[Problem] = problems, **values: Any) -> None:
        into.append(Problem(code, row=row.number, column=column, **values))

    number = clean_number(row["employee_number"])
    if not number:
        add("employee_number", "roster.no_number")
    elif number in seen:
        add("employee_number", "roster.number_twice", earlier=seen[number].number)
    elif id_scheme == "nip" and (row["kind"] or "pns") != "external":
        wrong = number_problem(number, today)
        if wrong:
            problem, fatal = wrong
            (problems if fatal else notices).append(problem.at(row=row.number, column="employee_number"))
    for column, code in (("name", "roster.no_name"), ("unit_code", "roster.no_unit")):
        if not row[column]:
            add(column, code)
    if row["kind"] and row["kind"].lower() not in ("pns", "pppk", "external"):
        add("kind", "roster.kind", kind=row["kind"])
    group = row["publication_group"]
    parts = [p.strip() for p in group.split(" / ")] if group else []
    if " + " in group or "*" in parts or any(not p for p in parts):
        add("publication_group", "roster.group", group=group)
    return problems, notices


def _employee(row: Row) -> Employee:
    return Employee(
        employee_number=clean_number(row["employee_number"]),
        name=re.sub(r"\s+", " ", row["name"]),
        position=row["position"],
        grade=row["grade"],
        unit=row["unit_code"],
        group=row["publication_group"],
        supervisor=clean_number(row["supervisor_employee_number"]),
        kind=_kind(row["kind"]),
    )


def _kind(text: str) -> Kind:
    low = text.lower()
    return low if low in ("pppk", "external") else "pns"  # type: ignore[return-value]  # checked in _check_row


def _units(rows: Sequence[Row]) -> tuple[tuple[Unit, ...], list[Problem]]:
    units: dict[str, Unit] = {}
    first: dict[str, Row] = {}
    problems = []
    for row in rows:
        code = row["unit_code"]
        if not code:
            continue
        unit = Unit(code, row["unit_name"] or code, row["parent_unit_code"])
        if code not in units:
            units[code], first[code] = unit, row
        elif units[code] != unit:
            column = "unit_name" if units[code].name != unit.name else "parent_unit_code"
            problems.append(
                Problem("roster.unit_differs", row=row.number, column=column, unit=code, earlier=first[code].number)
            )
    for parent in sorted({u.parent for u in units.values() if u.parent and u.parent not in units}):
        units[parent] = Unit(parent, parent)
    for code in _loops(units, lambda c: units[c].parent):
        problems.append(
            Problem(
                "roster.unit_loop",
                row=first[code].number if code in first else None,
                column="parent_unit_code",
                unit=code,
            )
        )
    return tuple(units.values()), problems


def _supervisor_problems(employees: Sequence[Employee], rows: Mapping[str, Row]) -> list[Problem]:
    supervisors = {e.employee_number: e.supervisor for e in employees}
    problems = [
        Problem("roster.unknown_supervisor", row=rows[number].number, column="supervisor_employee_number")
        for number, boss in supervisors.items()
        if boss and boss not in supervisors
    ]
    problems += [
        Problem("roster.supervisor_loop", row=rows[number].number, column="supervisor_employee_number")
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
