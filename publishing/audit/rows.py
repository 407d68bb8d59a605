"""One row by itself: which whole-number answers fit the printed count, mean and shares (R5).

The number of ratings is not printed: F forms hold between F and F × items ratings. Shares say there are at least
`min_ratings_for_shares`, their absence beside few forms says there are fewer.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import islice

from .figures import Span
from .package import BANDS_OF_PEOPLE, PEOPLE_FOR_SHARES, Instrument, Package
from .report import Log
from .together import ROW, Bounds, listed, surely_few
from .trees import Cell, Tree, possible_shares

TENTH = 10  # one part in so many is the coded end of a share
ENUMERATE = 200_000  # band counts looked at in one row before giving up


def share_limit(limits: dict[str, int], items: int) -> int:
    """Ratings from which on a row shows its shares: more where each rating is another person's."""
    if items == 1:
        return limits.get(BANDS_OF_PEOPLE, limits[PEOPLE_FOR_SHARES])
    return limits["min_ratings_for_shares"]


def rating_range(limit: int, cell: Cell, items: int) -> tuple[int, int]:
    """The least and the most single ratings behind a shown row; empty (least > most) when it cannot be.

    `limit`: ratings from which on shares are shown; `items`: most ratings in one form.
    """
    least, most = cell.forms, cell.forms * items
    if cell.shares is not None:
        least = max(least, limit)
    elif least < limit:
        most = min(most, limit - 1)
    return least, most


@lru_cache(maxsize=4096)
def share_mean(bands: tuple[tuple[int, int], ...], shares: tuple[Span, ...]) -> Span:
    """The means that the shares alone allow, any number of ratings."""
    least, most = [s.lo for s in shares], [s.hi for s in shares]
    return Span(_extreme(least, most, [b[0] for b in bands]), -_extreme(least, most, [-b[1] for b in bands]))


def _extreme(least: list[Fraction], most: list[Fraction], weights: list[int]) -> Fraction:
    """Smallest Σ weight × part over parts in their limits that add up to one."""
    parts, left = list(least), 1 - sum(least)
    for i in sorted(range(len(weights)), key=lambda i: weights[i]):
        step = min(left, most[i] - least[i])
        parts[i] += step
        left -= step
    return sum((w * p for w, p in zip(weights, parts, strict=True)), Fraction(0))


def tightened(instrument: Instrument, cell: Cell) -> Span:
    """The mean's span with what the shares add."""
    return cell.mean.meet(share_mean(instrument.bands, cell.shares)) if cell.shares else cell.mean


def _middles(
    instrument: Instrument, mean: Span, shares: tuple[Span, ...], total: int
) -> Iterator[tuple[int, int, int]]:
    """For every number of ratings in the low band the least and the most in the middle band; the rest is high."""
    (low_1, low_2), (mid_1, mid_2), (high_1, high_2) = instrument.bands
    least, most = mean.whole(total)
    limits = [s.whole(total) for s in shares]
    for low in range(limits[0][0], limits[0][1] + 1):
        rest = total - low
        # least possible total ≤ most, greatest possible total ≥ least, both solved for the middle count
        first = -((most - low * low_1 - rest * high_1) // (high_1 - mid_1))
        last = (rest * high_2 + low * low_2 - least) // (high_2 - mid_2)
        yield low, max(first, limits[1][0], rest - limits[2][1]), min(last, limits[1][1], rest - limits[2][0])


def band_counts(
    instrument: Instrument, mean: Span, shares: tuple[Span, ...], ratings: range
) -> Iterator[tuple[int, ...] | None]:
    """Every (low, mid, high) count of ratings that the row allows; None ends it when the bound is reached."""
    work = ENUMERATE
    for total in ratings:
        for low, first, last in _middles(instrument, mean, shares, total):
            work -= 1
            if work < 0:
                yield None
                return
            for mid in range(first, last + 1):
                yield low, mid, total - low - mid


def band_bounds(instrument: Instrument, mean: Span, shares: tuple[Span, ...], total: int) -> Bounds:
    """The least and the most ratings in every union of bands, of exactly `total` ratings with this mean."""
    there = [m for m in islice(_middles(instrument, mean, shares, total), ENUMERATE) if m[1] <= m[2]]
    if not there:
        return {}
    ends = {
        "low": (there[0][0], there[-1][0]),
        "mid": (min(m[1] for m in there), max(m[2] for m in there)),
        "high": (min(total - low - last for low, _, last in there), max(total - low - m for low, m, _ in there)),
    }
    bounds = {frozenset({band}): pair for band, pair in ends.items()}
    return bounds | {frozenset(ends) - b: (total - high, total - low) for b, (low, high) in bounds.items()}


def check_row(package: Package, instrument: Instrument, items: int, tree: Tree, cell: Cell, log: Log) -> None:
    """Contradictions inside one shown row, shares of too few ratings, and counts that follow exactly."""
    where, limit = package.where(tree.table, cell.line), share_limit(package.limits, items)
    log.checked["rows_solved"] += 1
    if cell.shares is None:
        if cell.forms >= limit:
            log.add("shares_absent", where, tree.pair, cell=cell.name, least=cell.forms)
        if not any(cell.mean.fits(r) for r in _few(*rating_range(limit, cell, items))):
            log.add("mean_shares", where, cell=cell.name)
        return
    if cell.forms * items < limit:
        most = cell.forms * items
        log.add("few_ratings", where, tree.pair, cell=cell.name, most=most, limit=limit)
        least, most = cell.forms, most
    else:
        if items == 1 and cell.forms < (safe := TENTH * package.limits["min_ratees"]):
            log.add("few_people_shares", where, tree.pair, cell=cell.name, most=cell.forms, limit=safe)
        least, most = rating_range(limit, cell, items)
    if not possible_shares(cell.shares):
        log.add("shares_sum", where, cell=cell.name)
        return
    span = tightened(instrument, cell)
    found = (
        list(islice(band_counts(instrument, cell.mean, cell.shares, range(least, most + 1)), 2))
        if span.lo <= span.hi
        else []
    )
    if None in found:
        log.add("too_large", where, tree.pair, cell=cell.name, what=f"{ENUMERATE:,}")
    elif not found:
        log.add("mean_shares", where, cell=cell.name)
    elif len(found) == 1 and found[0]:
        log.add("exact_shares", where, tree.pair, cell=cell.name)
    if items == 1:  # ratings are people, and all are there
        bounds = band_bounds(instrument, cell.mean, cell.shares, cell.forms)
        for union, value in surely_few(bounds, package.limits["min_ratees"]):
            fields = {"how": ROW, "target": cell.name, "union": listed(union), "value": value}
            log.add("few_together", where, tree.pair, package.format, **fields)


def _few(least: int, most: int) -> range:
    """Ten neighbouring numbers of ratings are enough: ten ratings or more always have a total near any tenth."""
    return range(least, min(most, least + 20) + 1)
