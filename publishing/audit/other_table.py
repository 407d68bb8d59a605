"""Audits a table of somebody else's: any CSV with hierarchical or crossed dimensions, counts, means and shares.

The column mapping says which columns are what. A row names the set of cells that match it: `total` in a dimension
matches everything, a path `A` matches `A / B`. Rows without totals and without finer rows are the cells themselves;
what no such row lists, every combination of finest values fills. Reasoning is exact and linear: every combination of shown
rows that is a set of hidden cells, its count, and what the means and shares leave for it. Beyond the bounds: UNDECIDED.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path

from .linear import Infeasible, System, TooLarge, null_space, whole_bounds
from .other_table_reading import Line, Mapping, read_lines
from .report import Log, Report
from .sentences import Words, same

SUBSETS = 16  # hidden cells in one connected part up to which all sets are tried
CELLS = 400


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
    total: str | Sequence[str] = "Total",
    withheld: str = "x",
    scale: tuple[int, int] = (1, 5),
    threshold: int = 10,
    least: int = 0,
    mean_step: str | None = None,
    share_step: str | None = None,
) -> Report:
    """Audit one CSV (comma or semicolon, UTF-8). `dims`, `count`, `mean`, `shares` name columns.

    `total`: the label of a total, or several that mean the same; `threshold`: smallest count that may be known; `scale`:
    ends of a single rating; shares are percentages; `least`: what a withheld count is at least (1 where zeros are always
    printed); `mean_step`, `share_step`: to what they are rounded, otherwise read from their decimals. Findings as in
    `audit_packages`; Wrong for a column, label or option that cannot be meant.
    """
    log, labels = Log(), [total] if isinstance(total, str) else list(total)
    said = Mapping(
        list(dims), count, mean, list(shares), labels, withheld, scale, threshold, least, (mean_step, share_step)
    )
    lines = read_lines(path, said, log)
    if not log.findings:
        _Audit(path.name, lines, said, log).run()
    return log.report()


@dataclass
class _Audit:
    name: str
    lines: list[Line]
    said: Mapping
    log: Log

    def run(self) -> None:
        self.total, self.threshold, self.least = self.said.totals[0], self.said.threshold, self.said.least
        try:
            self.cells = self._cells()
            self.sets = [self._set(line.place) for line in self.lines]
            own = {cell: i for i, cell in enumerate(self.cells)}
            self.known = {own[n.place]: n.count for n in self.lines if n.place in own and n.count is not None}
            for cells, count in self._shown():
                if len(cells) == 1:
                    self.known.setdefault(next(iter(cells)), count)
            self.log.checked["rows"] += len(self.lines)
            self._direct()
            sums = [s for s, n in zip(self.sets, self.lines, strict=True) if n.place not in own]
            if sums and not any(s & t for s in sums for t in self.sets if t is not s):
                self.log.add("table_apart", self.name)
            self._unlisted()
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
        self.log.add("too_large", self.name, cell=same(self.name), what=what)

    def _set(self, place: tuple[str, ...]) -> frozenset[int]:
        """The cells that a row names."""
        return frozenset(
            i
            for i, cell in enumerate(self.cells)
            if all(p in (self.total, c) or c.startswith(p + " / ") for p, c in zip(place, cell, strict=True))
        )

    def _cells(self) -> list[tuple[str, ...]]:
        """The finest rows, and all combinations of finest values for what these leave out.

        A dimension with totals only has one value: its total.
        """
        finest = []
        for values in zip(*(line.place for line in self.lines), strict=True):
            real = set(values) - {self.total}
            above = {" / ".join(v.split(" / ")[:n]) for v in real for n in range(1, v.count(" / ") + 1)}
            finest.append(sorted(real - above) or [self.total])
        found = {n.place: None for n in self.lines if all(v in f for v, f in zip(n.place, finest, strict=True))}
        for line in self.lines:
            self.cells = list(found)
            if len(found) > CELLS:
                break
            if found and self._set(line.place):
                continue
            wanted = line.place if found else (self.total,) * len(finest)
            inside = [
                [v for v in f if p in (self.total, v) or v.startswith(p + " / ")]
                for p, f in zip(wanted, finest, strict=True)
            ]
            if prod(map(len, inside)) > CELLS:
                raise TooLarge(f"{prod(map(len, inside))} > {CELLS}")
            found |= dict.fromkeys(product(*inside))
        if len(found) > CELLS:
            raise TooLarge(f"{len(found)} > {CELLS}")
        return list(found)

    def _say(self, cells: frozenset[int] | tuple[int, ...]) -> Words:
        names = ["·".join(self.cells[i]) for i in sorted(cells)]
        shown = " + ".join(f"“{n}”" for n in names[:4]) + (f" + … ({len(names)})" if len(names) > 4 else "")
        return same(shown)

    def _line_of(self, cells: frozenset[int]) -> str:
        line = next((n.number for s, n in zip(self.sets, self.lines, strict=True) if s == cells), None)
        return f"{self.name}:{line}" if line else self.name

    def _direct(self) -> None:
        for cells, count in self._shown():
            if 0 < count < self.threshold:
                where = self._line_of(cells)
                self.log.add("table_direct", where, cell=self._say(cells), value=count, limit=self.threshold)

    def _unlisted(self) -> None:
        """A total above the sum of its rows: the difference is in rows that are not there, and as good as printed."""
        for place in range(len(self.lines) - 1, -1, -1):
            cells, line = self.sets[place], self.lines[place]
            rest = (line.count or 0) - sum(self.known.get(c, 0) for c in cells)
            if line.count is None or rest <= 0 or any(c not in self.known for c in cells):
                continue
            rule = "table_unlisted" if rest < self.threshold else "table_unlisted_many"
            fields = {"cell": self._say(cells), "value": rest, "limit": self.threshold, "whole": line.count}
            self.log.add(rule, f"{self.name}:{line.number}", None, **fields)
            del self.sets[place], self.lines[place]

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
        for place, name in enumerate(self.said.figures):
            low, high = self.said.scale if name == self.said.mean else (0, 1)
            unit = 1 if name == self.said.mean else 100
            limits = {s: (0, (high - low) * n) for s, n in known.items()}
            for cells, line in zip(self.sets, self.lines, strict=True):
                span, count = line.values[place], known.get(cells, 0)
                if span and count:
                    least, most = span.whole(count)
                    before = limits[cells]
                    limits[cells] = max(before[0], least - low * count), min(before[1], most - low * count)
                elif span and line.count is None:  # at most as many as in any row around it
                    most = min((n for s, n in known.items() if cells < s), default=0)
                    for end, apart in ((low, span.hi - low), (high, high - span.lo)):
                        if most and apart * most < 1:
                            self._forced(cells, name, end * unit, f"≤ {most}")
            system = self._totals(limits)
            for cells, count in known.items():
                goal = [int(i in cells) for i in range(system.width)]
                top, bottom = system.most(goal), system.most([-g for g in goal])
                self.log.checked["intervals"] += 1
                gaps = (low, top), (high, None if bottom is None else (high - low) * count + bottom)
                for end, gap in gaps:
                    if gap is not None and gap < 1:
                        self._forced(cells, name, end * unit, str(count))

    def _forced(self, cells: frozenset[int], name: str, end: int, count: str) -> None:
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
