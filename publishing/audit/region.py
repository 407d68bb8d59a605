"""Exact convex regions in the plane (ratings, total): what a group of people can still have scored.

One cell says "between a and b ratings, average between lo and hi": a four-cornered region. The region of a union
is the Minkowski sum of its parts, the region of what is left over is the parent's region plus the mirrored parts.
On a tree this is the whole linear system, solved without a solver. Arithmetic: int and Fraction only; totals are
counted in fortieths, the common step of means (1/20) and shares (1/40), so that almost everything is an int.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction

from .figures import Span

Number = int | Fraction
Point = tuple[Number, Number]
Region = list[Point]  # corners counter-clockwise, beginning with the lowest of the leftmost; empty: impossible
Edges = dict[tuple[int, Number], Point]

UNIT = 40
NOBODY: Region = [(0, 0)]


def cell_region(least: int, most: int, span: Span) -> Region:
    """`least` to `most` ratings with an average inside `span`; with a known number totals are whole numbers."""
    if least > most or span.lo > span.hi:
        return []
    if least == most:
        first, last = span.whole(least)
        return list(dict.fromkeys([(least, first * UNIT), (least, last * UNIT)])) if first <= last else []
    low, high = _tidy(span.lo * UNIT), _tidy(span.hi * UNIT)
    return list(dict.fromkeys([(least, low * least), (most, low * most), (most, high * most), (least, high * least)]))


def _tidy(value: Number) -> Number:
    return value.numerator if value.denominator == 1 else value


def _slope(dx: Number, dy: Number) -> Number:
    if type(dx) is int and type(dy) is int and dy % dx == 0:
        return dy // dx
    return _tidy(Fraction(dy) / dx)


def _edges(region: Region) -> Iterable[tuple[tuple[int, Number], Point]]:
    """Edge vectors with a key that orders them counter-clockwise from 'straight down, turning right'."""
    for (x, y), (u, v) in zip(region, region[1:] + region[:1], strict=True):
        dx, dy = u - x, v - y
        if dx:
            yield (0 if dx > 0 else 2, _slope(dx, dy)), (dx, dy)
        elif dy:
            yield (1 if dy > 0 else 3, 0), (dx, dy)


class Sum:
    """A Minkowski sum that can also give back one of its parts."""

    def __init__(self) -> None:
        self.start: Point = (0, 0)
        self.edges: Edges = {}
        self.empty = False

    def add(self, region: Region, sign: int = 1) -> "Sum":
        """Add a part (or with sign −1 take out one that was added before)."""
        if not region:
            self.empty = True
            return self
        self.start = (self.start[0] + sign * region[0][0], self.start[1] + sign * region[0][1])
        for key, (dx, dy) in _edges(region):
            x, y = self.edges.get(key, (0, 0))
            self.edges[key] = (x + sign * dx, y + sign * dy)
        return self

    def region(self) -> Region:
        """The corners of the sum."""
        if self.empty:
            return []
        x, y = self.start
        corners = [(x, y)]
        for key in sorted(self.edges):
            dx, dy = self.edges[key]
            if dx or dy:
                x, y = x + dx, y + dy
                corners.append((x, y))
        return corners[:-1] if len(corners) > 1 else corners


def plus(*regions: Region) -> Region:
    """All sums of one point of each."""
    total = Sum()
    for region in regions:
        total.add(region)
    return total.region()


def mirrored(region: Region) -> Region:
    """The region turned about the origin: what taking it away adds."""
    return _in_order([(-x, -y) for x, y in region])


def _in_order(corners: Region) -> Region:
    if not corners:
        return []
    first = corners.index(min(corners))
    return corners[first:] + corners[:first]


def cut(region: Region, a: Number, b: Number, c: Number) -> Region:
    """The part of the region where a·ratings + b·total + c is not negative."""
    value: Callable[[Point], Number] = lambda p: a * p[0] + b * p[1] + c  # noqa: E731
    kept: Region = []
    values = [value(p) for p in region]
    if all(v >= 0 for v in values):
        return region
    for p, q, f, g in zip(region, region[1:] + region[:1], values, values[1:] + values[:1], strict=True):
        if f >= 0:
            kept.append(p)
        if (f < 0 < g) or (g < 0 < f):
            t = Fraction(f) / (f - g)
            kept.append((_tidy(p[0] + t * (q[0] - p[0])), _tidy(p[1] + t * (q[1] - p[1]))))
    return _in_order(list(dict.fromkeys(kept)))


def meet(region: Region, other: Region) -> Region:
    """What lies in both."""
    if not other:
        return []
    if len(other) == 1:
        (x, y) = other[0]
        sides: list[tuple[Number, Number, Number]] = [(1, 0, -x), (-1, 0, x), (0, 1, -y), (0, -1, y)]
    else:
        sides = []
        for (x, y), (u, v) in zip(other, other[1:] + other[:1], strict=True):
            dx, dy = u - x, v - y
            sides.append((-dy, dx, dy * x - dx * y))
            if len(other) == 2:
                sides.append((dx, dy, -dx * x - dy * y))
    for a, b, c in sides:
        if not region:
            return []
        region = cut(region, a, b, c)
    return region


def averages(region: Region) -> tuple[Fraction, Fraction] | None:
    """The least and greatest total ÷ ratings in the region; None where there may be no rating at all."""
    if not region or any(x <= 0 for x, _ in region):
        return None
    means = [Fraction(y) / (x * UNIT) for x, y in region]
    return min(means), max(means)


def distance(region: Region, end: int) -> Number:
    """How far the total can be from `end` × ratings at most: below 1 every single rating must be `end`."""
    farthest: Number = 0
    for x, y in region:
        gap = end * x * UNIT - y
        farthest = max(farthest, gap if gap >= 0 else -gap)
    return _tidy(Fraction(farthest) / UNIT)
