"""Exact linear reasoning for small systems: null spaces, a simplex with fractions, whole-number bounds.

Needed only for other people's tables (`other_table.py`), where cells cross in several dimensions; one publication tree
needs none of it. Everything is bounded: `TooLarge` is raised instead of guessing.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

Vector = list[Fraction]
PIVOTS = 2000
BRANCHES = 200


class TooLarge(Exception):
    """The bound of work is reached; the question stays open."""


class Infeasible(Exception):
    """No value satisfies the system: the figures contradict each other."""


def null_space(rows: Sequence[Sequence[int]], width: int) -> list[Vector]:
    """A basis of all x with rows · x = 0 (each of length `width`)."""
    reduced: list[Vector] = []
    pivots: list[int] = []
    for row in rows:
        v = [Fraction(a) for a in row]
        for p, r in zip(pivots, reduced, strict=True):
            if v[p]:
                v = [a - v[p] * b for a, b in zip(v, r, strict=True)]
        lead = next((i for i, a in enumerate(v) if a), None)
        if lead is None:
            continue
        v = [a / v[lead] for a in v]
        reduced = [[a - r[lead] * b for a, b in zip(r, v, strict=True)] if r[lead] else r for r in reduced]
        reduced.append(v)
        pivots.append(lead)
    basis = []
    for free in (i for i in range(width) if i not in pivots):
        x = [Fraction(0)] * width
        x[free] = Fraction(1)
        for p, r in zip(pivots, reduced, strict=True):
            x[p] = -r[free]
        basis.append(x)
    return basis


class System:
    """All x ≥ 0 with rows · x = right sides; kept as a feasible simplex tableau (Bland's rule, exact)."""

    def __init__(self, rows: Sequence[Sequence[int | Fraction]], right: Sequence[int | Fraction]) -> None:
        self.width = len(rows[0]) if rows else 0
        count = len(rows)
        self.table: list[Vector] = []
        for i, (row, value) in enumerate(zip(rows, right, strict=True)):
            sign = -1 if value < 0 else 1
            spare = [Fraction(int(i == j)) for j in range(count)]
            self.table.append([Fraction(sign * a) for a in row] + spare + [Fraction(sign * value)])
        self.basis = [self.width + i for i in range(count)]
        goal = [Fraction(0)] * self.width + [Fraction(-1)] * count
        if self._climb(goal, self.width + count) != 0:
            raise Infeasible
        for i in range(count - 1, -1, -1):  # spare columns leave; a row without another pivot says nothing
            if self.basis[i] >= self.width:
                lead = next((j for j in range(self.width) if self.table[i][j]), None)
                if lead is None:
                    del self.table[i], self.basis[i]
                else:
                    self._pivot(i, lead)
        self.table = [[*r[: self.width], r[-1]] for r in self.table]

    def most(self, goal: Sequence[int | Fraction]) -> Fraction | None:
        """The greatest goal · x, or None when it has no limit."""
        return self._climb([Fraction(g) for g in goal], self.width)

    def solution(self) -> Vector:
        """The corner reached last."""
        x = [Fraction(0)] * self.width
        for i, b in enumerate(self.basis):
            x[b] = self.table[i][-1]
        return x

    def _climb(self, goal: Vector, width: int) -> Fraction | None:
        for _ in range(PIVOTS):
            cost = list(goal)
            for i, b in enumerate(self.basis):
                if goal[b]:
                    cost = [c - goal[b] * a for c, a in zip(cost, self.table[i][:width], strict=True)]
            enter = next((j for j in range(width) if cost[j] > 0), None)
            if enter is None:
                return sum((goal[b] * self.table[i][-1] for i, b in enumerate(self.basis)), Fraction(0))
            ratios = [(r[-1] / r[enter], self.basis[i], i) for i, r in enumerate(self.table) if r[enter] > 0]
            if not ratios:
                return None
            self._pivot(min(ratios)[2], enter)
        raise TooLarge

    def _pivot(self, row: int, column: int) -> None:
        lead = self.table[row][column]
        self.table[row] = [a / lead for a in self.table[row]]
        for i, other in enumerate(self.table):
            if i != row and other[column]:
                factor = other[column]
                self.table[i] = [a - factor * b for a, b in zip(other, self.table[row], strict=True)]
        self.basis[row] = column


def whole_most(rows: list[list[int]], right: list[int], goal: list[int]) -> int | None:
    """The greatest goal · x over whole numbers x ≥ 0 with rows · x = right; None when it has no limit."""
    best: int | None = None
    open_: list[tuple[tuple[int, int, int], ...]] = [()]  # (variable, sign, bound): sign·x ≤ bound
    for _ in range(BRANCHES):
        if not open_:
            if best is None:
                raise Infeasible
            return best
        cuts = open_.pop()
        table = [r + [0] * len(cuts) for r in rows]
        for k, (variable, sign, _bound) in enumerate(cuts):
            row = [0] * (len(rows[0]) + len(cuts))
            row[variable], row[len(rows[0]) + k] = sign, 1
            table.append(row)
        try:
            system = System(table, right + [c[2] for c in cuts])
        except Infeasible:
            continue
        top = system.most(goal + [0] * len(cuts))
        if top is None:
            return None
        if best is not None and floor(top) <= best:
            continue
        x = system.solution()[: len(rows[0])]
        split = next((i for i, v in enumerate(x) if v.denominator != 1), None)
        if split is None:
            best = int(top)
        else:
            open_.append((*cuts, (split, 1, floor(x[split]))))
            open_.append((*cuts, (split, -1, -ceil(x[split]))))
    raise TooLarge


def whole_bounds(rows: list[list[int]], right: list[int], goal: list[int]) -> tuple[int, int | None]:
    """The least and the greatest goal · x (goal ≥ 0) over whole numbers x ≥ 0 with rows · x = right."""
    low = whole_most(rows, right, [-g for g in goal])
    return (-low if low is not None else 0), whole_most(rows, right, goal)
