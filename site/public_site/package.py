"""Data packages as typed rows and cells: what was published and nothing else (`package_reading` reads them)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from kinerja_words.periods import is_short, kind_of
from public_site.words import Text, raw


class Mark(NamedTuple):
    """How a method's means are marked: in the charts of a page; in the picture, in the colour of that name. `guide`: what to read."""

    chart: str
    picture: str
    colour: str
    guide: str = ""


METHODS = {
    "self": Mark('<circle class="d" r="6"/>', '<circle r="9" fill="{}"/>', "data"),
    "supervisor": Mark(
        '<path class="p" d="M-5.5-5.5h11v11h-11z"/>', '<path fill="{}" d="M-8-8h16v16h-16z"/>', "accent"
    ),
    "peer": Mark(
        '<path class="r" d="M0-7.5 7.5 0 0 7.5-7.5 0z"/>', '<path fill="{}" d="M0-11 11 0 0 11-11 0z"/>', "mark"
    ),
    "subordinate": Mark(
        '<path class="u" d="M-7-6H7L0 7z"/>', '<path fill="{}" d="M-10-9H10L0 10z"/>', "reports", "menilai-atasan"
    ),
}
"""In the order in which a person fills them in."""
PREDICATES = ("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang")
LONGEST_LIST = 800
"""Receipt codes in one page: random text does not compress, and a page has 14 kB."""
TENTH, HALF, FINE = Decimal("0.1"), Decimal("0.5"), 40
"""A mean of fewer single ratings is written in steps of 0.5, from format 3 on."""
LEAD = ("supervisor", "peer", "self", "subordinate")
"""Whose view headlines and comparisons use: the first of these that the cycle has; reports speak of leaders alone."""


class Cell(NamedTuple):
    """One published value and where it stands."""

    ref: Markup
    raw: str
    step: Decimal = TENTH
    """How finely a mean is written: to 0.5 where few ratings are behind it (from format 3 on)."""

    @property
    def shown(self) -> bool:
        """Tell whether there is a value to read."""
        return self.raw != "x"

    @property
    def bound(self) -> str:
        """Return `≤` or `≥` where the value is coded."""
        return self.raw[0] if self.raw[:1] in "≤≥" else ""

    @property
    def number(self) -> Decimal | None:
        """Return the value, a coded end as its bound; None where it is withheld."""
        return number(self.raw)


@lru_cache(maxsize=4096)
def number(raw: str) -> Decimal | None:
    """Return what a cell is worth (`Cell.number`): few are written, and often."""
    return None if raw == "x" else Decimal(raw.lstrip("≤≥"))


class Row:
    """One row of a table; `n` counts as RFC 7111 does, the header being row 1."""

    __slots__ = ("n", "table", "values")

    def __init__(self, table: Table, n: int, values: tuple[str, ...]) -> None:
        self.table, self.n, self.values = table, n, values

    def __getitem__(self, column: str) -> str:
        """Return the raw value of a column."""
        return self.values[self.table.columns[column]]

    def cell(self, column: str) -> Cell:
        """Return the value of a column with its reference."""
        table, step = self.table, HALF if column == "mean" and self.coarse else TENTH
        return Cell(raw(f"{table.html}:{self.n}:{column}"), self.values[table.columns[column]], step)

    @property
    def mean(self) -> Cell:
        """Return the mean; the last ones are kept, for a page has each in its picture, its table and its sentences."""
        return _mean(self)

    @property
    def coarse(self) -> bool:
        """Tell whether the mean is written in steps of 0.5: no shares, and too few ratings for a finer one."""
        if not self.table.fine or self["low_share"] != "x":
            return False
        few = self["assessments" if "assessments" in self.table.columns else "responses"]
        return few != "x" and int(few) < self.table.fine

    @property
    def shown(self) -> bool:
        """Tell whether the row is shown."""
        return self.values[self.table.columns["status"]] == "shown"


@lru_cache(maxsize=1024)
def _mean(row: Row) -> Cell:
    return row.cell("mean")


class Table:
    """One CSV file of a package."""

    def __init__(self, cycle: str, name: str, data: bytes, fine: int = 0) -> None:
        self.fine, self.data, self.name = fine, data, name
        self.ref = f"{cycle}/{name}"
        self.html = escape(self.ref)
        rows, same = self.read(), dict[str, str]().setdefault  # most values stand in many rows: one string each
        self.columns = {column: i for i, column in enumerate(next(rows))}
        self.values = [] if name == "receipts" else [tuple(map(same, values, values)) for values in rows]

    def read(self) -> Iterator[list[str]]:
        """Return the header and the rows; of receipts, of which a city has a hundred thousand, they are not kept."""
        return csv.reader(io.TextIOWrapper(io.BytesIO(self.data), "utf-8", newline=""))

    @cached_property
    def rows(self) -> Sequence[Row]:
        """Return the rows in their order."""
        return [Row(self, n, values) for n, values in enumerate(self.values, start=2)]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Item:
    """One statement of a criterion."""

    code: str
    text: Text
    reversed: bool
    methods: tuple[str, ...]
    anchor: Text


@dataclass(frozen=True)
class Criterion:
    """One thing that was assessed."""

    code: str
    name: Text
    question: Text
    items: tuple[Item, ...]


Named = tuple[Criterion, Cell]
"""A criterion with one of its means."""


@dataclass(frozen=True)
class Instrument:
    """What was asked, on which scale."""

    code: str
    version: str
    title: Text
    low: int
    high: int
    labels: tuple[Text, ...]
    prompt: Text
    cannot_judge: bool
    bands: Mapping[str, tuple[int, int]]
    criteria: tuple[Criterion, ...]

    def criterion(self, code: str) -> Criterion | None:
        """Return the criterion of a code, if there is one."""
        return next((c for c in self.criteria if c.code == code), None)


@dataclass(frozen=True)
class Group:
    """One publication group with its rows of the plan, by method."""

    name: str
    parent: str
    plan: Mapping[str, Row]

    def same_people(self, before: Package, method: str) -> bool:
        """Tell whether the row of an earlier cycle is about the same people (R6); before format 3: covers the same groups."""
        row, old = self.plan.get(method), before.groups.get(self.name)
        if row is None or old is None or method not in old.plan:
            return False
        if "comparable_with" in row.table.columns:
            return before.id in row["comparable_with"].split(" + ")
        return self.name == "*" or row["members"] == old.plan[method]["members"]


@dataclass(frozen=True)
class Mirror:
    """What citizens said about the days of a cycle, as released on one day; `id` is its place among the packages."""

    id: str
    files: Mapping[str, bytes]
    meta: Mapping[str, Any]
    release: Mapping[str, str]
    table: Table

    def pointer(self, path: str) -> Cell:
        """Return a value of `datapackage.json` under its `kinerja` object."""
        return pointer(self.id, self.meta, path)

    def rows(self, *measures: str) -> list[Row]:
        """Return the rows of some measures, in the order of the table."""
        return [r for r in self.table if r["measure"] in measures]


@dataclass(frozen=True)
class Package:
    """One cycle as it was published; `mirrors` are what citizens said of it, from the first release to the newest."""

    id: str
    files: Mapping[str, bytes]
    meta: Mapping[str, Any]
    instrument: Instrument
    release: Mapping[str, str]
    audit: Mapping[str, Any]
    tables: Mapping[str, Table]
    mirrors: tuple[Mirror, ...] = ()

    @cached_property
    def title(self) -> str:
        """Return the cycle's title."""
        return str(self.meta["title"])

    @cached_property
    def period(self) -> str:
        """Return what the cycle evaluates: `2026`, `2026-Q1`, `2026-03`, or nothing where it is free."""
        return str(self.meta.get("period", ""))

    @cached_property
    def kind(self) -> str:
        """Return the kind of its period: `free`, `year`, `quarter`, `month`."""
        return kind_of(self.period)

    @cached_property
    def short(self) -> bool:
        """Tell whether it asked the short form, of the supervisors and of people themselves alone."""
        return is_short(self.period)

    @cached_property
    def methods(self) -> tuple[str, ...]:
        """Return the cycle's methods in the order they are always shown."""
        return tuple(m for m in METHODS if m in self.meta["methods"])

    @cached_property
    def seen(self) -> tuple[str, ...]:
        """Return the methods by which something is shown of the organisation, and so perhaps of a group; all where nothing is."""
        shown = {r["method"] for r in self.tables["results"] if r["group"] == "*" and r.shown}
        return tuple(m for m in self.methods if m in shown) or self.methods

    @cached_property
    def lead(self) -> str:
        """Return the method headlines speak of."""
        return next(m for m in LEAD if m in self.methods)

    @property
    def guides(self) -> tuple[str, ...]:
        """Return the pages to read about its methods, of those that have one of their own."""
        return tuple(METHODS[m].guide for m in self.methods if METHODS[m].guide)

    def unanswered(self, row: Row) -> tuple[Decimal, Decimal] | None:
        """Return where a shown mean would stand if everybody who did not answer had given the lowest, and the highest point of
        the scale; a coded mean by its bound and by its end of the scale. None where it is not shown how many were asked, or all
        answered."""
        asked, mean = self.participation.get((row["group"], row["method"])), row.cell("mean")
        if mean.number is None or asked is None or not asked.shown:
            return None
        low, high = Decimal(self.instrument.low), Decimal(self.instrument.high)
        came, whole = Decimal(row["assessments"]), Decimal(asked["assigned"])
        if came >= whole:
            return None
        least, most = (low if mean.bound == "≤" else mean.number), (high if mean.bound == "≥" else mean.number)
        return (came * least + (whole - came) * low) / whole, (came * most + (whole - came) * high) / whole

    @cached_property
    def axis(self) -> tuple[int, int]:
        """Return the part of the scale that all dot charts of the cycle share: from the whole point below to the one above all
        shown means with what those who did not answer leave open, but at least half the scale: a difference that counts as
        equal is never drawn as a large one."""
        low, high = self.instrument.low, self.instrument.high
        found: list[Decimal] = []
        for row in self.tables["results"]:
            mean = row.cell("mean")
            if mean.number is not None:
                found += self.unanswered(row) or (mean.number,)
        if not found:
            return low, high
        first, last = math.floor(min(found)), math.ceil(max(found))
        last = max(last, min(high, first + math.ceil((high - low) / 2)))
        return min(first, last - math.ceil((high - low) / 2)), last

    @property
    def order(self) -> tuple[str, str, str]:
        """Return the place of the cycle in time."""
        return (str(self.meta["end"]), str(self.meta["start"]), self.id)

    @cached_property
    def results(self) -> Mapping[tuple[str, str, str], Row]:
        """Return results by group (`*` for the organisation), method and criterion."""
        return {(r["group"], r["method"], r["criterion"]): r for r in self.tables["results"]}

    @cached_property
    def participation(self) -> Mapping[tuple[str, str], Row]:
        """Return participation by group and method."""
        return {(r["group"], r["method"]): r for r in self.tables["participation"]}

    @cached_property
    def predicates(self) -> Mapping[tuple[str, str], Row]:
        """Return predicate shares by group and predicate."""
        return {(r["group"], r["predicate"]): r for r in self.tables["predicates"]}

    @cached_property
    def receipts(self) -> Sequence[str]:
        """Return the codes of the forms that were counted, in order, a line each, in texts of `LONGEST_LIST`; at least one text."""
        table, found = self.tables.get("receipts"), []
        codes = (
            (row[table.columns["receipt"]] for row in islice(table.read(), 1, None)) if table is not None else iter(())
        )
        while part := "\n".join(islice(codes, LONGEST_LIST)):
            found.append(part)
        return found or [""]

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Return the planned groups by full name, the organisation (`*`) among them."""
        plans: dict[str, dict[str, Row]] = {}
        parents: dict[str, str] = {}
        for row in self.tables["plan"]:
            plans.setdefault(row["group"], {})[row["method"]] = row
            parents[row["group"]] = row["parent"]
        return {g: Group(g, parents[g], plans[g]) for g in plans}

    @cached_property
    def extremes(self) -> Callable[[str, str], tuple[Sequence[Named], Sequence[Named]]]:
        """Return `ends_of` the means of a group by a method; the last are kept, for several parts of a page ask."""

        @lru_cache(maxsize=64)
        def extremes(group: str, method: str) -> tuple[Sequence[Named], Sequence[Named]]:
            rows = ((c, self.results.get((group, method, c.code))) for c in self.instrument.criteria)
            return ends_of([(c, row.mean) for c, row in rows if row])

        return extremes

    @cached_property
    def predicate_classes(self) -> tuple[str, ...]:
        """Return the classes of predicates in the official order; several joined by ` + ` stand where their best one does."""
        found = {row["predicate"] for row in self.tables["predicates"]}
        return tuple(sorted(found, key=lambda c: (min(map(PREDICATES.index, c.split(" + "))), -len(c))))

    @cached_property
    def children(self) -> Mapping[str, tuple[Group, ...]]:
        """Return the groups under each parent, by name."""
        tree: dict[str, list[Group]] = {}
        for group in self.groups.values():
            if group.name != "*":
                tree.setdefault(group.parent, []).append(group)
        return {parent: tuple(sorted(groups, key=lambda g: g.name)) for parent, groups in tree.items()}

    @cached_property
    def group_digests(self) -> Mapping[str, str]:
        """Return a hash of all rows about each group: what is shown of it wherever it is shown."""
        found: dict[str, Any] = {}
        sep = "\0"
        for name in ("results", "participation", "predicates", "plan"):
            for row in self.tables[name]:
                digest = found.get(row["group"]) or found.setdefault(row["group"], hashlib.sha256())
                digest.update(f"{name}{row.n}{sep}{sep.join(row.values)}\n".encode())
        return {group: digest.hexdigest() for group, digest in found.items()}

    @cached_property
    def digest(self) -> str:
        """Return a hash of everything in the package."""
        return digest_of(self.files)

    @cached_property
    def mirrors_digest(self) -> str:
        """Return a hash of everything citizens said of the cycle."""
        return digest_of({f"{m.id}/{name}": data for m in self.mirrors for name, data in m.files.items()})

    @cached_property
    def frame_digest(self) -> str:
        """Return a hash of what pages show about the cycle besides its rows: what it is, what it has, what its groups are called,
        and what decides how each of them is drawn."""
        groups = [[g.name, g.parent] for g in self.groups.values()]
        heads = [row.values for row in self.groups["*"].plan.values()]
        tables = {name: [*table.columns] for name, table in self.tables.items()}
        frame = [self.id, self.meta, self.release["published"], tables, groups, heads, self.seen, self.axis]
        text = json.dumps(frame, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode() + self.files["instrument.json"]).hexdigest()

    @cached_property
    def counters(self) -> dict[tuple[str, str], Counter[str]]:
        """Return what was counted so far, by table and column."""
        return {}

    def count(self, table: str, column: str, value: str) -> int:
        """Return how many rows of a table have a value in a column."""
        found = self.counters.get((table, column))
        if found is None:
            at = self.tables[table].columns[column]
            found = self.counters[table, column] = Counter(
                row[at] for row in islice(self.tables[table].read(), 1, None)
            )
        return found[value]

    def pointer(self, path: str) -> Cell:
        """Return a value of `datapackage.json` under its `kinerja` object, e.g. `disclosure/min_forms`."""
        return pointer(self.id, self.meta, path)

    def comparable(self, other: Package) -> bool:
        """Tell whether two cycles asked on the same scale with the same instrument, about the same kind of period: like with like."""
        a, b = self.instrument, other.instrument
        return (a.code, a.low, a.high, self.kind) == (b.code, b.low, b.high, other.kind)


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return a hash of some files."""
    parts = (name.encode() + b"\0" + hashlib.sha256(data).digest() for name, data in sorted(files.items()))
    return hashlib.sha256(b"".join(parts)).hexdigest()


def ends_of(means: Sequence[Named]) -> tuple[Sequence[Named], Sequence[Named]]:
    """Return the criteria with the highest and those with the lowest published mean: one each, or those that tie; none highest
    where there is one mean, neither where all are equal."""
    found = [(n, c, v) for c, v in means if (n := v.number) is not None]
    ends = {n for n, _, _ in found}
    if len(ends) == 1 < len(found):
        return [], []
    most, least = ([(c, v) for n, c, v in found if n == end] for end in (max(ends, default=0), min(ends, default=0)))
    return (most if len(ends) > 1 else []), least


def pointer(place: str, value: Any, path: str) -> Cell:
    """Return a value under the `kinerja` object of a package's `datapackage.json`."""
    for part in path.split("/"):
        value = value[part]
    return Cell(escape(f"{place}/datapackage.json#/kinerja/{path}"), str(value))
