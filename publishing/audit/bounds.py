"""How far a mean or share can still vary, for every shown cell and every remainder (R5, L3).

Unknown per cell: the number of ratings and their total. All published figures of one tree restrict them; `derive.py`
finds what is left. Shares are treated band by band as means on a scale 0–1. What joins bands and mean of *different*
rows is not used: an attacker with a linear programme over all of it may narrow an interval a little further.
"""

from collections.abc import Iterator
from fractions import Fraction

from .derive import Derived, Figures, Impossible, Key, Known, Ratings, Totals, derive, possible, tuned, uniform
from .figures import Span
from .package import Package
from .region import averages, distance
from .report import Log
from .rows import TENTH, rating_range, share_limit, tightened
from .sentences import Words, words
from .trees import PREDICATES, UNSAID, Tree
from .unions import subtracted

BANDS = words("low_share"), words("mid_share"), words("high_share")
MEAN = words("mean")


def check_means(package: Package, tree: Tree, log: Log) -> None:
    """Means of all unions of one method and criterion: contradictions, forced ends, derived extremes."""
    instrument = package.instrument
    items = instrument.items[tree.method, tree.criterion]
    limit = share_limit(package.limits, items)
    known = {g: Known(*rating_range(limit, c, items), tightened(instrument, c)) for g, c in tree.shown.items()}
    known = {g: k for g, k in known.items() if k.least <= k.most and k.span.lo <= k.span.hi}
    if len(known) < len(tree.shown):
        return  # the row itself is already a finding
    scale = Span(Fraction(instrument.low), Fraction(instrument.high))
    _look(package, Figures(tree, known, scale, items), MEAN, log)


def check_shares(package: Package, tree: Tree, log: Log) -> None:
    """Shares of all remainders, one band after the other, among the cells that show them."""
    instrument = package.instrument
    items = instrument.items[tree.method, tree.criterion]
    limit = share_limit(package.limits, items)
    for band, said in enumerate(BANDS):
        known = {}
        for group, cell in tree.shown.items():
            span = cell.shares[band] if cell.shares else UNSAID
            known[group] = Known(*rating_range(limit, cell, items), span)
        if all(k.least <= k.most for k in known.values()):
            _look(package, Figures(tree, known, UNSAID, items), said, log)


def check_predicates(package: Package, tree: Tree, log: Log) -> None:
    """One predicate: how many people stand behind a share is not printed; at most `Cell.forms`, at least the limit."""
    known, limit = {}, package.people_for_predicates
    for group, cell in tree.shown.items():
        where = package.where(tree.table, cell.line)
        if cell.forms < limit:
            log.add("few_ratings", where, tree.pair, cell=cell.name, most=cell.forms, limit=limit)
        elif PREDICATES[0] in tree.criterion.split(" + ") and cell.forms < (
            safe := TENTH * package.limits["min_ratees"]
        ):
            log.add("few_people_shares", where, tree.pair, cell=cell.name, most=cell.forms, limit=safe)
        known[group] = Known(min(limit, cell.forms), cell.forms, cell.mean)
    _look(package, Figures(tree, known, UNSAID, 1, sure=False), tree.name, log)


def _look(package: Package, figures: Figures, figure: Words, log: Log) -> None:
    """Find what is forced. Whole-number answers clear most cells; the exact region speaks on the rest."""
    tree = figures.tree
    doubt = _doubts(figures, figure)
    solved = False
    for chosen in _guesses(figures):
        answer = possible(figures, chosen)
        if answer is not None:
            solved = True
            for key in doubt.keys() & answer.keys():
                doubt[key] -= _cleared(answer[key], figures.scale, _edge(figure))
            doubt = {k: d for k, d in doubt.items() if d}
        if solved and not doubt:
            break
    log.checked["intervals"] += len(figures.rests)
    if not figures.rests or (solved and not doubt):
        return
    try:
        for found in derive(figures, set(doubt)):
            if not found.region:
                raise Impossible(found.cell)
            _judge(package, figures, found, doubt[found.key], figure, log)
        if not solved:
            top = tree.shown[figures.tops[0]]
            log.add("unsettled", package.where(tree.table, top.line), tree.pair, cell=top.name, figure=figure)
    except Impossible as error:
        cell = error.args[0]
        log.add("sum_values", package.where(tree.table, cell.line), tree.pair, cell=cell.name, figure=figure)


def _guesses(figures: Figures) -> Iterator[Ratings]:
    for factor in sorted({figures.items, (figures.items + 1) // 2, 1}, reverse=True):
        yield uniform(figures, factor)
    if not figures.fixed:
        yield tuned(figures)


def _doubts(figures: Figures, figure: Words) -> dict[Key, set[str]]:
    """What has to be cleared: that not all ratings are at an end the figure itself reaches, and for remainders that
    the average lies outside the coded ends. Shares of shown cells speak for themselves."""
    doubt: dict[Key, set[str]] = {}
    for group, rest in figures.rests.items():
        span, scale = figures.known[group].span, figures.scale
        if figure is MEAN or figures.tree.table == "predicates":
            ends = ("low", span.lo == scale.lo), ("high", span.hi == scale.hi)
            doubt[group, False] = {name for name, reached in ends if reached}
        if rest.parts and rest.forms > 0:
            doubt[group, True] = {"low", "high", "edge"}
    return {key: kinds for key, kinds in doubt.items() if kinds}


def _cleared(totals: Totals, scale: Span, edge: Fraction) -> set[str]:
    """Which doubts a possible range of totals settles."""
    ratings, least, most = totals
    cleared = set()
    if most - scale.lo * ratings >= 1:
        cleared.add("low")
    if scale.hi * ratings - least >= 1:
        cleared.add("high")
    if most >= (scale.lo + edge) * ratings and least <= (scale.hi - edge) * ratings:
        cleared.add("edge")
    return cleared


def _edge(figure: Words) -> Fraction:
    return Fraction(1, 2) if figure is MEAN else Fraction(1, 10)


def _judge(package: Package, figures: Figures, found: Derived, doubts: set[str], figure: Words, log: Log) -> None:
    """One region in doubt: is every rating forced to an end, or the average inside a coded end?"""
    average, tree = averages(found.region), figures.tree
    if average is None:
        return
    where, low, high = package.where(tree.table, found.cell.line), int(figures.scale.lo), int(figures.scale.hi)
    gap = {end: distance(found.region, end) for end in (low, high)}
    end = min(gap, key=lambda e: gap[e])
    others = words("compare")
    how, target = subtracted(tree, found.rest, found.cell.name) if found.rest else (others, found.cell.name)
    said = {"how": how, "target": target}
    edge = _edge(figure)
    if gap[end] < 1 and figure is MEAN:
        log.add("forced_mean", where, tree.pair, value=end, **said)
    elif gap[end] < 1 and tree.table == "predicates" and end == high:
        log.add("forced_predicate", where, tree.pair, value=tree.criterion, **said)
    elif figure is MEAN and doubts & {"low", "high"} and not figures.fixed:
        log.add("nearly_forced", where, tree.pair, value=end, **said)
    elif average[1] < low + edge or average[0] > high - edge:
        top = average[0] > high - edge
        value = _coded(figures, edge, top)
        bound = words("at_least" if top else "at_most", value=value)
        log.add("derived_extreme", where, tree.pair, figure=figure, bound=bound, **said)


def _coded(figures: Figures, edge: Fraction, top: bool) -> str:
    """The coded end that a figure lies in, as the tables write it: nothing finer stands in a report either (R5)."""
    end = figures.scale.hi - edge if top else figures.scale.lo + edge
    return f"{float(end):.1f}" if edge == Fraction(1, 2) else f"{int(100 * end)}\u00a0%"
