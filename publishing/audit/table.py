"""Audits a table of somebody else's: any CSV with hierarchical or crossed dimensions, counts, means and shares.

The column mapping says which columns are what. A row names the set of cells that match it: `total` in a dimension
matches everything, a path `A` matches `A / B`. Rows without totals and without finer rows are the cells themselves;
if there are none, every combination of values is a cell. Reasoning is exact and linear: every combination of shown
rows that is a set of hidden cells, its count, and what the means and shares leave for it. Beyond the bounds: UNDECIDED.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path

from .figures import Span
from .linear import Infeasible, System, TooLarge, null_space, whole_bounds
from .report import Log, Report, Words

SUBSETS = 16  # hidden cells in one connected part up to which all sets are tried
CELLS = 400


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number, its place in every dimension, and what is printed (None: withheld)."""

    number: int
    place: tuple[str, ...]
    count: int | None
    values: tuple[Span | None, ...]  # mean, then shares


@dataclass(frozen=True, slots=True)
class Part:
    """Hidden cells connected by equations: cell numbers, equations over them, right sides."""

    cells: tuple[int, ...]
    rows: list[list[int]]
    right: list[int]


def audit_table(
    path: Path,
    dims: Sequence[str],
    count: str,
    mean: str | None = None,
    shares: Sequence[str] = (),
    total: str = "Total",
    withheld: str = "x",
    scale: tuple[int, int] = (1, 5),
    threshold: int = 10,
    least: int = 0,
) -> Report:
    """Audit one CSV (comma or semicolon, UTF-8). `dims`, `count`, `mean`, `shares` name columns.

    `threshold`: smallest count that may be known; `scale`: ends of a single rating; shares are percentages;
    `least`: what a withheld count is at least (1 where zeros are always printed). The precision of means and shares
    is read from their decimals. Findings as in `audit_packages`; ValueError when a named column is missing.
    """
    log = Log()
    lines = list(_lines(path, [*dims], count, [c for c in (mean, *shares) if c], withheld, scale, mean, log))
    if log.findings:
        return log.report()
    _Audit(path.name, lines, total, threshold, least, scale, mean, list(shares), log).run()
    return log.report()


def _lines(
    path: Path,
    dims: list[str],
    count: str,
    figures: list[str],
    withheld: str,
    scale: tuple[int, int],
    mean: str | None,
    log: Log,
) -> Iterator[Line]:
    text = path.read_text(encoding="utf-8-sig")
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    missing = [c for c in [*dims, count, *figures] if c not in (rows.fieldnames or [])]
    if missing:
        raise ValueError(f"kolom tidak ada / no such column: {', '.join(missing)}")
    for number, row in enumerate(rows, start=2):
        try:
            place = tuple(row[d].strip() for d in dims)
            printed = row[count].strip()
            spans = [
                _span(row[c].strip(), withheld, scale if c == mean else (0, 1), 1 if c == mean else 100)
                for c in figures
            ]
            yield Line(number, place, None if printed == withheld else int(printed), tuple(spans))
        except (ValueError, AttributeError, ArithmeticError):
            where = f"{path.name}:{number}"
            log.add("malformed", where, what=where, why=Words("angka atau jumlah kolom", "figure or columns"))


def _span(text: str, withheld: str, scale: tuple[int, int], unit: int) -> Span | None:
    """What a printed mean or share says; `≤`/`≥` reach to the end of the scale."""
    if text == withheld:
        return None
    low, high = Fraction(scale[0]), Fraction(scale[1])
    bare = text.lstrip("≤≥<>").replace(",", ".")
    value, half = Fraction(bare) / unit, Fraction(1, 2 * 10 ** len(bare.partition(".")[2])) / unit
    if text[0] in "≤<":
        return Span(low, value)
    if text[0] in "≥>":
        return Span(value, high)
    return Span(max(low, value - half), min(high, value + half))


@dataclass
class _Audit:
    name: str
    lines: list[Line]
    total: str
    threshold: int
    least: int
    scale: tuple[int, int]
    mean: str | None
    shares: list[str]
    log: Log

    def run(self) -> None:
        self.cells = self._cells()
        if len(self.cells) > CELLS:
            self._open(f"{len(self.cells)} > {CELLS}")
            return
        self.sets = [
            frozenset(i for i, c in enumerate(self.cells) if self._matches(line.place, c)) for line in self.lines
        ]
        self.known = {next(iter(s)): n for s, n in self._shown() if len(s) == 1}
        self.log.checked["rows"] += len(self.lines)
        self._direct()
        try:
            while any(self._bounds(part) for part in self._parts() if len(part.cells) <= SUBSETS):
                pass  # a cell that is now known may settle others
            for part in self._parts():
                (self._sets if len(part.cells) <= SUBSETS else self._closure)(part)
            self._attributes()
            self._figures()
        except Infeasible:
            self.log.add("table_contradiction", self.name)
        except TooLarge as error:
            self._open(str(error) or "simplex")

    def _open(self, what: str) -> None:
        self.log.add("too_large", self.name, cell=Words(*[self.name] * 2), what=what)

    def _matches(self, place: tuple[str, ...], cell: tuple[str, ...]) -> bool:
        return all(p in (self.total, c) or c.startswith(p + " / ") for p, c in zip(place, cell, strict=True))

    def _cells(self) -> list[tuple[str, ...]]:
        """The finest rows; without any, all combinations of the finest values."""
        finest = []
        for values in zip(*(line.place for line in self.lines), strict=True):
            real = sorted(set(values) - {self.total})
            finest.append([v for v in real if not any(w.startswith(v + " / ") for w in real)])
        inner = [n.place for n in self.lines if all(v in f for v, f in zip(n.place, finest, strict=True))]
        if inner:
            return list(dict.fromkeys(inner))
        return [] if len(self.lines) == 0 else list(product(*finest))

    def _say(self, cells: frozenset[int] | tuple[int, ...]) -> Words:
        names = ["·".join(self.cells[i]) for i in sorted(cells)]
        shown = " + ".join(f"“{n}”" for n in names[:4]) + (f" + … ({len(names)})" if len(names) > 4 else "")
        return Words(shown, shown)

    def _line_of(self, cells: frozenset[int]) -> str:
        line = next((n.number for s, n in zip(self.sets, self.lines, strict=True) if s == cells), None)
        return f"{self.name}:{line}" if line else self.name

    def _direct(self) -> None:
        for cells, count in self._shown():
            if 0 < count < self.threshold:
                where = self._line_of(cells)
                self.log.add("table_direct", where, cell=self._say(cells), value=count, limit=self.threshold)

    def _parts(self) -> Iterator[Part]:
        """Equations of shown rows over hidden cells, split into connected parts."""
        equations: dict[frozenset[int], int] = {}
        for cells, count in self._shown():
            if not cells:
                continue
            hidden = frozenset(c for c in cells if c not in self.known)
            value = count - sum(self.known[c] for c in cells - hidden)
            if (
                (not hidden and value)
                or value < self.least * len(hidden)
                or equations.setdefault(hidden, value) != value
            ):
                raise Infeasible
        equations.pop(frozenset(), None)
        left = set(equations)
        while left:
            group, grown = set(min(left, key=sorted)), True
            while grown:
                grown = False
                for e in list(left):
                    if e & group:
                        group |= e
                        left.discard(e)
                        grown = True
            mine = sorted((e for e in equations if e <= group), key=sorted)
            order = tuple(sorted(group))
            rows = [[int(c in e) for c in order] for e in mine]
            yield Part(order, rows, [equations[e] for e in mine])

    def _sets(self, part: Part) -> None:
        """All sets of hidden cells whose count follows: 0/1 vectors in the span of the equations (R3; sdcTools/UserSupport#307)."""
        null = null_space(part.rows, len(part.cells))
        system = System(part.rows, part.right)
        point = system.solution()
        found: list[int] = []
        for mask in sorted(range(1, 1 << len(part.cells)), key=lambda m: (m.bit_count(), m)):
            if any(mask & f == f for f in found):
                continue
            picked = [i for i in range(len(part.cells)) if mask >> i & 1]
            if any(sum(x[i] for i in picked) for x in null):
                continue
            found.append(mask)
            self.log.checked["unions"] += 1
            self._derived(frozenset(part.cells[i] for i in picked), int(sum(point[i] for i in picked)))

    def _closure(self, part: Part) -> None:
        """Large parts: sets that follow by taking a set out of another; exact on trees, otherwise left open."""
        sets: dict[frozenset[int], int] = {}
        for row, value in zip(part.rows, part.right, strict=True):
            sets[frozenset(c for c, a in zip(part.cells, row, strict=True) if a)] = value
        grown = True
        while grown:
            grown = False
            for small, big in product(list(sets), repeat=2):
                if small < big and big - small not in sets:
                    sets[big - small] = sets[big] - sets[small]
                    grown = True
            if len(sets) > CELLS:
                raise TooLarge(f"{len(sets)} > {CELLS}")
        minimal = [s for s in sets if not any(t < s for t in sets)]
        if sum(map(len, minimal)) != len(frozenset().union(*minimal)):
            self._open(f"{len(part.cells)} > {SUBSETS}")
        for cells in minimal:
            self.log.checked["unions"] += 1
            self._derived(cells, sets[cells])
            if len(cells) > 1 and sets[cells] == self.least * len(cells):
                for cell in cells:
                    self._derived(frozenset([cell]), self.least)

    def _derived(self, cells: frozenset[int], value: int) -> None:
        if value < self.threshold and (value > 0 or self.least == 0):
            self.log.add("table_set", self._line_of(cells), cell=self._say(cells), value=value, limit=self.threshold)

    def _bounds(self, part: Part) -> bool:
        """Whole-number bounds of each hidden cell (three singletons: sdcTools/UserSupport#135); whether one became known.

        With these cells known, the equations span all that follows: an inequality that holds with equality
        everywhere is a cell at its least value.
        """
        right = [v - self.least * sum(row) for row, v in zip(part.rows, part.right, strict=True)]
        before = len(self.known)
        for i, cell in enumerate(part.cells):
            goal = [int(i == j) for j in range(len(part.cells))]
            low, high = whole_bounds(part.rows, right, goal)
            self.log.checked["bounds"] += 1
            if low == high:
                self.known[cell] = low + self.least
                self._derived(frozenset([cell]), low + self.least)
        return len(self.known) > before

    def _attributes(self) -> None:
        """Everybody of a margin in one cell: the attribute of each of them follows (group attribute disclosure)."""
        counts = dict(self._shown()) | {frozenset([c]): v for c, v in self.known.items()}
        for whole, everyone in counts.items():
            for cells, value in counts.items():
                if cells < whole and value and value == everyone and len(self._changed(cells, whole)) == 1:
                    self.log.add("table_attribute", self._line_of(cells), cell=self._say(cells), whole=self._say(whole))

    def _changed(self, cells: frozenset[int], whole: frozenset[int]) -> list[int]:
        """The dimensions in which the larger set has several values and the smaller one has one."""

        def values(group: frozenset[int], d: int) -> set[str]:
            return {self.cells[i][d] for i in group}

        return [d for d in range(len(self.cells[0])) if len(values(cells, d)) < len(values(whole, d))]

    def _figures(self) -> None:
        """What means and shares leave for every set of cells with a known count: is it forced to an end?"""
        known = self._counted()
        for place, name in enumerate(n for n in (self.mean, *self.shares) if n):
            low, high = self.scale if name == self.mean else (0, 1)
            limits = {s: (0, (high - low) * n) for s, n in known.items()}
            for cells, line in zip(self.sets, self.lines, strict=True):
                span = line.values[place]
                if line.count and span:
                    least, most = span.whole(line.count)
                    limits[cells] = (least - low * line.count, most - low * line.count)
            system = self._totals(limits)
            for cells, count in known.items():
                goal = [int(i in cells) for i in range(system.width)]
                top, bottom = system.most(goal), system.most([-g for g in goal])
                self.log.checked["intervals"] += 1
                for end, distance in ((low, top), (high, bottom and (high - low) * count + bottom)):
                    if distance is not None and distance < 1:
                        self._forced(cells, name, end if name == self.mean else 100 * end, count)

    def _forced(self, cells: frozenset[int], name: str, end: int, count: int) -> None:
        fields = {"column": name, "value": end, "count": count}
        self.log.add("table_forced", self._line_of(cells), None, cell=self._say(cells), **fields)

    def _counted(self) -> dict[frozenset[int], int]:
        """All sets with a known, positive count: shown rows, derived cells, and a row without the rows inside it."""
        shown = {s: n for s, n in self._shown() if n}
        sets = dict(shown)
        for cell, value in self.known.items():
            if value:
                sets.setdefault(frozenset([cell]), value)
        for big, count in shown.items():
            inside = [s for s in shown if s < big]
            largest = [s for s in inside if not any(s < t for t in inside)]
            rest = big.difference(*largest)
            value = count - sum(shown[s] for s in largest)
            if rest and value > 0 and sum(map(len, largest)) == len(big) - len(rest):
                sets.setdefault(rest, value)
        return sets

    def _shown(self) -> Iterator[tuple[frozenset[int], int]]:
        for cells, line in zip(self.sets, self.lines, strict=True):
            if line.count is not None:
                yield cells, line.count

    def _totals(self, limits: dict[frozenset[int], tuple[int, int]]) -> System:
        """How far each cell's total lies above the low end, within the limits of all sets."""
        width = len(self.cells)
        size = width + 2 * len(limits)
        if size > CELLS:
            raise TooLarge(f"{size} > {CELLS}")
        rows, right = [], []
        for k, (cells, ends) in enumerate(sorted(limits.items(), key=lambda item: sorted(item[0]))):
            for sign, end, slack in ((-1, ends[0], 2 * k), (1, ends[1], 2 * k + 1)):
                row = [int(i in cells) for i in range(width)] + [0] * (2 * len(limits))
                row[width + slack] = sign
                rows.append(row)
                right.append(end)
        return System(rows, right)
