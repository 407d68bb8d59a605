"""How far a mean or share can still vary, for every shown cell and every remainder (R5, L3).

Unknown per cell: the number of ratings and their total. All published figures of one tree restrict them; on a
tree the exact set of what is left is found by two passes, up (sums of parts) and down (whole minus the others).
Shares are treated band by band as means on a scale 0–1. What joins bands and mean of *different* rows is not
used: an attacker with a linear programme over all of it may narrow an interval a little further.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from .figures import Span
from .package import Package
from .region import NOBODY, Region, Sum, averages, cell_region, distance, meet, mirrored, plus
from .report import Log, Words
from .rows import rating_range, tightened
from .tables import UNSAID, Cell, Tree
from .unions import Remainder, part_words, remainders, rest_words

BANDS = (
    Words("bagian nilai rendah", "low share"),
    Words("bagian nilai tengah", "middle share"),
    Words("bagian nilai tinggi", "high share"),
)
MEAN = Words("rata-rata", "mean")


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


class Impossible(Exception):
    """The figures of a cell and of the cells below it contradict each other; the argument is the cell."""


def derive(tree: Tree, known: dict[str, Known], scale: Span, items: int, leaves: set[str]) -> Iterator[Derived]:
    """Exact regions of all remainders, all cells with cells below, and of the leaf cells named in `leaves`.

    `scale` are the ends a rating can take, `items` the ratings one form can hold. Impossible when contradictory.
    """
    rests = {r.cell.group: r for r in remainders(tree) if r.cell.group in known}
    up: dict[str, Region] = {}
    sums: dict[str, Sum] = {}
    own: dict[str, Region] = {}

    def climb(group: str) -> Region:
        fact, rest = known[group], rests[group]
        region = cell_region(fact.least, fact.most, fact.span)
        if rest.parts:
            total = Sum()
            for part in rest.parts:
                total.add(climb(part.group))
            sums[group] = total
            left = max(rest.forms, 0)
            own[group] = cell_region(left, left * items, scale) if left else NOBODY
            region = meet(plus(total.region(), own[group]), region)
        if not region:
            raise Impossible(rest.cell)
        up[group] = region
        return region

    below = {p.group for r in rests.values() for p in r.parts}
    for top in rests.keys() - below:
        climb(top)
        yield from _descend(top, up[top], rests, up, sums, own, leaves)


def _descend(
    group: str,
    region: Region,
    rests: dict[str, Remainder],
    up: dict[str, Region],
    sums: dict[str, Sum],
    own: dict[str, Region],
    leaves: set[str],
) -> Iterator[Derived]:
    rest = rests[group]
    yield Derived(rest.cell, None, region)
    if not rest.parts:
        return
    if rest.forms > 0:
        yield Derived(rest.cell, rest, meet(plus(region, mirrored(sums[group].region())), own[group]))
    total = sums[group]
    total.add(own[group])
    for part in rest.parts:
        if rests[part.group].parts or part.group in leaves:
            total.add(up[part.group], -1)
            others = total.region()
            total.add(up[part.group])
            narrowed = meet(plus(region, mirrored(others)), up[part.group])
            yield from _descend(part.group, narrowed, rests, up, sums, own, leaves)
    total.add(own[group], -1)


def check_means(package: Package, tree: Tree, log: Log) -> None:
    """Means of all unions of one method and criterion: contradictions, forced ends, derived extremes."""
    tool = package.instrument
    items, limit = tool.items[tree.method, tree.criterion], package.limits["min_ratings_for_shares"]
    known = {g: Known(*rating_range(limit, c, items), tightened(tool, c)) for g, c in tree.shown.items()}
    known = {g: k for g, k in known.items() if k.least <= k.most and k.span.lo <= k.span.hi}
    if len(known) < len(tree.shown):
        return  # the row itself is already a finding
    scale = Span(Fraction(tool.low), Fraction(tool.high))
    ends = {g for g, k in known.items() if k.span.lo == scale.lo or k.span.hi == scale.hi}
    _look(package, tree, known, scale, items, ends, MEAN, log)


def check_shares(package: Package, tree: Tree, log: Log) -> None:
    """Shares of all remainders, one band after the other, among the cells that show them."""
    tool = package.instrument
    items, limit = tool.items[tree.method, tree.criterion], package.limits["min_ratings_for_shares"]
    for band, words in enumerate(BANDS):
        known = {}
        for group, cell in tree.shown.items():
            span = cell.shares[band] if cell.shares else UNSAID
            known[group] = Known(*rating_range(limit, cell, items), span)
        if all(k.least <= k.most for k in known.values()):
            _look(package, tree, known, UNSAID, items, set(), words, log)


def check_predicates(package: Package, tree: Tree, log: Log) -> None:
    """One predicate: how many people stand behind a share is not printed; at most `Cell.forms`, at least the limit."""
    known, limit = {}, package.limits["min_ratings_for_shares"]
    for group, cell in tree.shown.items():
        if cell.forms < limit:
            where = package.where(tree.table, cell.line)
            log.add("few_ratings", where, tree.pair, cell=cell.name, most=cell.forms, limit=limit)
        known[group] = Known(min(limit, cell.forms), cell.forms, cell.mean)
    _look(package, tree, known, UNSAID, 1, set(known), tree.name, log)


def _look(
    package: Package,
    tree: Tree,
    known: dict[str, Known],
    scale: Span,
    items: int,
    leaves: set[str],
    figure: Words,
    log: Log,
) -> None:
    fixed = all(k.least == k.most for k in known.values())
    try:
        for found in derive(tree, known, scale, items, leaves):
            log.checked["intervals"] += 1
            if not found.region:
                raise Impossible(found.cell)
            _judge(package, tree, found, scale, fixed, figure, log)
    except Impossible as error:
        cell: Cell = error.args[0]
        log.add(
            "sum_values",
            package.where(tree.table, cell.line),
            tree.pair,
            cell=cell.name,
            figure_id=figure.id.capitalize(),
            figure_en=figure.en,
        )


def _judge(package: Package, tree: Tree, found: Derived, scale: Span, fixed: bool, figure: Words, log: Log) -> None:
    """One derived region: is every rating forced to an end, or the average inside a coded end?"""
    average = averages(found.region)
    if average is None:
        return
    where, low, high = package.where(tree.table, found.cell.line), int(scale.lo), int(scale.hi)
    slack = 1 + (0 if fixed else len(tree.shown))
    gap = {end: distance(found.region, end) for end in (low, high)}
    end = min(gap, key=lambda e: gap[e])
    words: dict[str, object] = {**_how(tree, found)}
    if gap[end] < 1 and figure is MEAN:
        log.add("forced_mean", where, tree.pair, value=end, **words)
    elif gap[end] < 1 and tree.table == "predicates" and end == high:
        log.add("forced_predicate", where, tree.pair, value=tree.criterion, **words)
    elif gap[end] < slack and figure is MEAN:
        log.add("nearly_forced", where, tree.pair, value=end, **words)
    elif found.rest or gap[end] < 1:
        edge = Fraction(1, 2) if figure is MEAN else Fraction(1, 10)
        if average[1] < low + edge or average[0] > high - edge:
            top = average[0] > high - edge
            value = _short(average[0] if top else average[1])
            bound = Words(f"≥ {value}", f"at least {value}") if top else Words(f"≤ {value}", f"at most {value}")
            log.add(
                "derived_extreme",
                where,
                tree.pair,
                figure_id=figure.id,
                figure_en=figure.en,
                bound_id=bound.id,
                bound_en=bound.en,
                **words,
            )


def _how(tree: Tree, found: Derived) -> dict[str, object]:
    if found.rest:
        parts, left = part_words(found.rest), rest_words(tree, found.rest)
        how = Words(
            f"Kurangkan {parts.id} dari {found.cell.name.id}",
            f"Subtract {parts.en} from {found.cell.name.en}",
        )
        target = Words(f"sisanya ({left.id})", f"the remainder ({left.en})")
    else:
        how = Words("Bandingkan baris ini dengan baris lain", "Compare this row with the others")
        target = found.cell.name
    return {"how_id": how.id, "how_en": how.en, "target_id": target.id, "target_en": target.en}


def _short(value: Fraction) -> str:
    """Two decimals, cut, for a sentence only."""
    return f"{int(value * 100) / 100:.2f}"
