"""Makes a roster of the rows of a file, or says with row and column all that is wrong with it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from assessment.roster import (
    EMPTY,
    NIP_DIGITS,
    OTHER,
    Employee,
    IdScheme,
    Kind,
    Roster,
    Unit,
    clean_number,
    like_number,
    normalise_groups,
    number_problem,
    phone_number,
    show_number,
)
from assessment.roster_layout import NIP, read_layout
from assessment.spreadsheet import Row
from assessment.text import fold, name_parts
from kinerja_words.problems import Problem

KINDS: Mapping[str, Kind] = {kind: kind for kind in get_args(Kind)} | {"p3k": "pppk", "cpns": "pns", "luar": "external"}
"""Kinds as offices write them."""
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
"""A number is part of keys (`<cycle>/<number>`, `staff:<name>`) and of addresses: no separator of those stands in it."""
EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
CANDIDATES = 5
"""So many people are named of whom one may be meant."""


def parse_roster(
    data: bytes, name: str, id_scheme: IdScheme = "nip", today: datetime.date | None = None, *, known: Roster = EMPTY,
    named: Mapping[str, str] | None = None, reserved: Collection[str] = (),
) -> Roster:  # fmt: skip
    """Read a roster file (CSV or XLSX) in any of the layouts of `roster_layout`.

    `known`: the roster before, whose codes and spelling are kept; `named`: what an office has said of headings; `reserved`:
    numbers that nobody may have, folded. Raises `Refused` with every problem found, each with row and column, and
    `UnknownColumns` where headings have to be named first.
    """
    table, told = read_layout(data, name, named or {})
    rows = list(table)
    made = build_roster(
        rows, id_scheme, today, known=known, reserved=reserved, problems=table.problems, unread=bool(table.unreadable),
        grouped="publication_group" in table.columns,
    )  # fmt: skip
    table.done()
    unsaid = tuple(c for c in ("position", "grade", "phone", "email") if c not in table.columns)
    return replace(made, notices=(*told, *made.notices), unsaid=unsaid)


def build_roster(
    rows: Sequence[Row], id_scheme: IdScheme, today: datetime.date | None = None, *, known: Roster, reserved: Collection[str] = (),
    problems: list[Problem], unread: bool = False, grouped: bool = True,
) -> Roster:  # fmt: skip
    """Return the roster that rows are; `problems` gets what is wrong: numbers wrong, doubled or `reserved`, missing names, unknown
    supervisors, loops of supervisors or units, units of two names or parents, group names that the publication uses itself or
    spelled in two ways. `unread`: some cells could not be read, so nobody is looked for in vain."""
    notices: list[Problem] = []
    employees: list[Employee] = []
    numbers: dict[str, int] = {}
    units = _Units(problems)
    groups = _Groups(problems)
    today = today or datetime.datetime.now(datetime.UTC).date()
    for row in _with_units(rows, known, problems, notices, grouped):
        employee = _employee(row)
        _check_row(row, employee, id_scheme, numbers, today, problems, notices)
        if employee.employee_number.casefold() in reserved:
            problems.append(Problem("roster.number_taken", row=row.number, column="employee_number", number=employee.employee_number))  # fmt: skip
        units.add(row)
        groups.check(row.number, employee.group)
        if employee.employee_number and employee.employee_number not in numbers:
            numbers[employee.employee_number] = row.number
            employees.append(employee)
    found = units.all()
    employees = _find_supervisors(
        employees, numbers, problems, notices, unread, {r.number for r in rows if not r["supervisor_employee_number"]}
    )
    problems += _supervisor_problems(employees, numbers, unread)
    notices = [*_alike(employees, numbers), *units.alike(), *notices]
    placed = normalise_groups({e.employee_number: e.group for e in employees})
    return Roster(tuple(replace(e, group=placed[e.employee_number]) for e in employees), found, tuple(notices))


def _with_units(
    rows: Sequence[Row], known: Roster, problems: list[Problem], notices: list[Problem], grouped: bool
) -> Iterator[Row]:
    """Yield the rows with one spelling of each unit's name, a code for each unit, and a group where no column has any.

    A code comes from the rows themselves, the roster before, or the name; a group from the roster before, or the unit. Of several
    units of one name the roster before says whose is which; of somebody it does not know it is a problem.
    """
    spelled: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    codes: dict[str, str] = {}
    for row in rows:
        if row["unit_name"] and row["unit_code"]:
            codes.setdefault(fold(row["unit_name"]), row["unit_code"])
    same: dict[str, list[str]] = defaultdict(list)
    here = {fold(row["unit_name"]) for row in rows if row["unit_name"]}
    for unit in known.units:
        if (key := fold(unit.name)) in here:
            same[key].append(unit.code)
            codes.setdefault(key, unit.code)
            spelled[codes[key], key][unit.name] += len(rows)
    for key in sorted(here - codes.keys()):
        codes[key] = _new_code(key, set(codes.values()))
    for row in rows:
        key = fold(row["unit_name"])
        spelled[row["unit_code"] or codes.get(key, ""), key][row["unit_name"]] += 1
    names = {key: max(sorted(found), key=found.__getitem__) for key, found in spelled.items()}
    for (_, key), found in spelled.items():
        if key and (others := sorted(found.keys() - {names[_, key]})):
            notices.append(Problem("roster.unit_respelled", unit=names[_, key], others="; ".join(others)))
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    for e in known.employees:
        usual[e.unit][e.group] += 1
    was = {e.employee_number: e.unit for e in known.employees}
    for row in rows:
        key, parent = fold(row["unit_name"]), fold(row["parent_unit_code"])
        code = row["unit_code"] or codes.get(key, "")
        if not row["unit_code"] and len(same[key]) > 1:
            code = was.get(clean_number(row["employee_number"]), "")
            if code not in same[key]:
                problems.append(
                    Problem("roster.unit_several", row=row.number, column="unit_name", listed=", ".join(same[key]))
                )
                code = same[key][0]
        cells = {**row.cells, "unit_code": code, "unit_name": names.get((code, key), row["unit_name"])}
        if parent in codes and row["parent_unit_code"] not in codes.values():
            cells["parent_unit_code"] = codes[parent]
        if not grouped:
            group = usual[code].most_common(1)
            cells["publication_group"] = (
                group[0][0] if group else re.sub(r"\s*[/+*]\s*", "-", cells["unit_name"] or code)
            )
        yield Row(row.number, {c: text for c, text in cells.items() if text})


def _new_code(key: str, taken: Collection[str]) -> str:
    code = "-".join(key.upper().split())[:36] or "UNIT"
    return next(c for n in range(1, len(taken) + 2) if (c := code if n == 1 else f"{code}-{n}") not in taken)


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
        supervisor=row["supervisor_employee_number"] or row["supervisor_name"],
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
            if other := like_number(employee, known):
                yield Problem(
                    "roster.person_twice", row=rows[number], column="employee_number", name=employee.name,
                    earlier=rows[other.employee_number],
                )  # fmt: skip
            known.append(employee)


def _find_supervisors(
    employees: Sequence[Employee], rows: Mapping[str, int], problems: list[Problem], notices: list[Problem], unread: bool,
    apart: Collection[int],
) -> list[Employee]:  # fmt: skip
    """Return the people with their supervisors' numbers, where those are written as a name or a post that is one person's alone.

    `apart`: rows that have it in a column of names.
    """
    numbers = {e.employee_number for e in employees}
    by_name: dict[str, list[Employee]] = defaultdict(list)
    by_post: dict[str, list[Employee]] = defaultdict(list)
    for e in employees:
        by_name[" ".join(name_parts(e.name))].append(e)
        by_post[_post(e.position)].append(e)
    by_part: dict[str, list[tuple[set[str], Employee]]] = defaultdict(list)
    for e in employees:
        for part in (parts := set(name_parts(e.name))):
            by_part[part].append((parts, e))
    made, posts = [], {}
    for e in employees:
        written, number = e.supervisor, clean_number(e.supervisor)
        found = NIP.search(written)
        if number in numbers or not re.search(r"[^\W\d_]", written) or (re.search("[0-9]", number) and not found):
            made.append(replace(e, supervisor="" if not re.search(r"\w", number) else number))
            continue
        name, post = " ".join(name_parts(written)), _post(written)
        meant = by_name[name] if name in by_name else [b for b in by_post.get(post, ()) if b != e] if post else []
        if found or len(meant) == 1:
            to = clean_number(found[0]) if found else meant[0].employee_number
            if not found and name not in by_name:
                posts[written] = meant[0].name
        else:
            parts = set(name.split())
            close = meant or [b for other, b in by_part.get(next(iter(parts), ""), ()) if parts <= other]
            listed = "; ".join(f"{b.name} ({show_number(b.employee_number)})" for b in close[:CANDIDATES]) or "-"
            if not unread:
                code, row = (
                    "roster.supervisor_several" if close else "roster.supervisor_nobody",
                    rows[e.employee_number],
                )
                column = "supervisor_name" if row in apart else "supervisor_employee_number"
                problems.append(Problem(code, row=row, column=column, name=written, listed=listed))
            to = ""
        made.append(replace(e, supervisor=to))
    notices += [Problem("roster.by_post", post=post, name=name) for post, name in posts.items()]
    return made


def _post(text: str) -> str:
    """Return a post as it is compared: whoever holds it for a time is its holder."""
    return re.sub(r"^(plt|plh|pj|pjs|pgs) ", "", fold(text))


def _supervisor_problems(employees: Sequence[Employee], rows: Mapping[str, int], unread: bool) -> list[Problem]:
    supervisors = {e.employee_number: e.supervisor for e in employees}
    problems = [
        Problem("roster.unknown_supervisor", row=rows[number], column="supervisor_employee_number")
        for number, boss in supervisors.items()
        if boss and boss not in supervisors and not unread
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
