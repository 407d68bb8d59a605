"""What the figures of one tree leave for each cell and remainder: exact, by two passes over the tree.

`derive` gives the exact region of (ratings, total). It is the last word but slow. `possible` is quick: with a number of
ratings chosen everywhere it knows exactly which whole totals remain (sums of intervals of whole numbers are intervals). What is possible there is possible; only what it leaves in doubt is worth a region.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from .figures import Span
from .region import NOBODY, Region, Sum, cell_region, meet, mirrored, plus
from .trees import Cell, Tree
from .unions import Remainder, remainders

NEAR = 40
Key = tuple[str, bool]  # group, and whether its remainder is meant
Totals = tuple[int, int, int]  # ratings, least total, greatest total


@dataclass(frozen=True, slots=True)
class Known:
    """What one figure of a cell says: ratings between `least` and `most`, average inside `span`."""

    least: int
    most: int
    span: Span


@dataclass(frozen=True, slots=True)
class Derived:
    """The possible (ratings, total) of a cell (`rest` None) or of a remainder."""

    cell: Cell
    rest: Remainder | None
    region: Region

    @property
    def key(self) -> Key:
        """Group, and whether its remainder is meant."""
        return self.cell.group, self.rest is not None


class Impossible(Exception):
    """The figures of a cell and of the cells below it contradict each other; the argument is the cell."""


@dataclass
class Figures:
    """One figure (mean, or one share) over one tree.

    `scale`: ends a rating can take. `items`: most ratings one form holds. `sure`: whether every form of a remainder
    surely holds a rating (not so where only head counts are known).
    """

    tree: Tree
    known: dict[str, Known]
    scale: Span
    items: int
    sure: bool = True
    rests: dict[str, Remainder] = field(init=False)
    tops: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.rests = {r.cell.group: r for r in remainders(self.tree)}
        below = {p.group for r in self.rests.values() for p in r.parts}
        self.tops = [g for g in self.rests if g not in below]

    def left(self, group: str) -> tuple[int, int]:
        """The least and the most ratings of a remainder."""
        forms = max(self.rests[group].forms, 0)
        return (forms if self.sure else 0), forms * self.items

    @property
    def fixed(self) -> bool:
        """Whether every number of ratings is known."""
        ranges = [(k.least, k.most) for k in self.known.values()]
        ranges += [self.left(g) for g, r in self.rests.items() if r.parts]
        return all(least == most for least, most in ranges)


Ratings = dict[Key, int]  # a chosen number of ratings for every leaf cell and every remainder


def uniform(figures: Figures, factor: int) -> Ratings:
    """`factor` ratings in each form, as far as what is known allows."""
    chosen = {key: min(max(forms * factor, least), most) for key, forms, least, most in _choices(figures)}
    return _whole(figures, chosen)


def _whole(figures: Figures, chosen: Ratings) -> Ratings:
    """The nearest numbers of ratings for which a cell's average is possible at all (a narrow span needs many)."""
    for (group, remainder), ratings in chosen.items():
        fact = figures.known[group]
        if not remainder and not fact.span.fits(ratings):
            around = range(max(fact.least, ratings - NEAR), min(fact.most, ratings + NEAR) + 1)
            near = sorted(around, key=lambda r: abs(r - ratings))
            chosen[group, False] = next((r for r in near if fact.span.fits(r)), ratings)
    return chosen


def _choices(figures: Figures) -> Iterator[tuple[Key, int, int, int]]:
    for group, rest in figures.rests.items():
        if rest.parts:
            yield (group, True), max(rest.forms, 0), *figures.left(group)
        else:
            fact = figures.known[group]
            yield (group, False), rest.forms, fact.least, fact.most


def tuned(figures: Figures) -> Ratings:
    """Ratings moved so that the averages of the parts meet the average of the whole, node by node upwards.

    Where the parts come out too low, parts above the whole's average are filled and parts below it are thinned, by
    the step that just suffices. Heuristic: `possible` tells whether it worked.
    """
    limits = {key: (least, most) for key, _, least, most in _choices(figures)}
    fill = {key: Fraction(least + most, 2) for key, (least, most) in limits.items()}

    def leaves(group: str) -> list[Key]:
        parts = figures.rests[group].parts
        return [(group, True), *(k for p in parts for k in leaves(p.group))] if parts else [(group, False)]

    def visit(group: str) -> None:
        parts = figures.rests[group].parts
        for part in parts:
            visit(part.group)
        if not parts:
            return
        whole = figures.known[group].span
        groups = [(leaves(p.group), figures.known[p.group].span) for p in parts] + [([(group, True)], figures.scale)]
        for sign, reach in ((1, whole.lo), (-1, whole.hi)):
            spare, gain = Fraction(-len(groups)), Fraction(0)  # rounding to whole totals may cost one a part
            for keys, span in groups:
                ahead = sign * ((span.hi if sign > 0 else span.lo) - reach)
                for key in keys:
                    least, most = limits[key]
                    spare += ahead * fill[key]
                    gain += ahead * ((most if ahead > 0 else least) - fill[key])
            if spare < 0 < gain:
                step = min(Fraction(1), -spare / gain)
                for keys, span in groups:
                    up = sign * ((span.hi if sign > 0 else span.lo) - reach) > 0
                    for key in keys:
                        fill[key] += step * (limits[key][1 if up else 0] - fill[key])

    for _ in range(3):
        for top in figures.tops:
            visit(top)
        fill = {k: Fraction(round(v)) for k, v in fill.items()}
    return _whole(figures, {key: int(value) for key, value in fill.items()})


def possible(figures: Figures, chosen: Ratings) -> dict[Key, Totals] | None:
    """The exact whole totals of every cell and remainder with these numbers of ratings; None: no totals fit."""
    up: dict[Key, Totals] = {}
    low, high = int(figures.scale.lo), int(figures.scale.hi)

    def climb(group: str) -> bool:
        fact, rest = figures.known[group], figures.rests[group]
        if not rest.parts:
            ratings = chosen[group, False]
            first, last = fact.span.whole(ratings)
        else:
            if not all(climb(p.group) for p in rest.parts):
                return False
            extra = chosen[group, True]
            up[group, True] = (extra, low * extra, high * extra)
            inside = [up[p.group, False] for p in rest.parts] + [up[group, True]]
            ratings = sum(t[0] for t in inside)
            if not fact.least <= ratings <= fact.most:
                return False
            first, last = fact.span.whole(ratings)
            first, last = max(first, sum(t[1] for t in inside)), min(last, sum(t[2] for t in inside))
        up[group, False] = (ratings, first, last)
        return first <= last

    def descend(group: str) -> None:
        parts = [(p.group, False) for p in figures.rests[group].parts]
        if not parts:
            return
        parts.append((group, True))
        _, first, last = up[group, False]
        least, most = sum(up[k][1] for k in parts), sum(up[k][2] for k in parts)
        for key in parts:
            ratings, mine, yours = up[key]
            up[key] = (ratings, max(mine, first - (most - yours)), min(yours, last - (least - mine)))
        for key in parts[:-1]:
            descend(key[0])

    if not all(climb(top) for top in figures.tops):
        return None
    for top in figures.tops:
        descend(top)
    return up


def derive(figures: Figures, wanted: set[Key] | None = None) -> Iterator[Derived]:
    """Exact regions of the wanted cells and remainders (None: all). Impossible when figures contradict each other."""
    up: dict[str, Region] = {}
    sums: dict[str, Sum] = {}
    own: dict[str, Region] = {}

    def climb(group: str) -> None:
        fact, rest = figures.known[group], figures.rests[group]
        region = cell_region(fact.least, fact.most, fact.span)
        if rest.parts:
            total = sums[group] = Sum()
            for part in rest.parts:
                climb(part.group)
                total.add(up[part.group])
            least, most = figures.left(group)
            own[group] = cell_region(least, most, figures.scale) if most else NOBODY
            region = meet(plus(total.region(), own[group]), region)
        if not region:
            raise Impossible(rest.cell)
        up[group] = region

    def descend(group: str, region: Region) -> Iterator[Derived]:
        rest = figures.rests[group]
        if wanted is None or (group, False) in wanted:
            yield Derived(rest.cell, None, region)
        if not rest.parts:
            return
        if rest.forms > 0 and (wanted is None or (group, True) in wanted):
            yield Derived(rest.cell, rest, meet(plus(region, mirrored(sums[group].region())), own[group]))
        total = sums[group]
        total.add(own[group])
        for part in rest.parts:
            if wanted is None or figures.rests[part.group].parts or (part.group, False) in wanted:
                total.add(up[part.group], -1)
                others = total.region()
                total.add(up[part.group])
                yield from descend(part.group, meet(plus(region, mirrored(others)), up[part.group]))
        total.add(own[group], -1)

    for top in figures.tops:
        climb(top)
    for top in figures.tops:
        yield from descend(top, up[top])
