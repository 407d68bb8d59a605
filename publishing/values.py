"""How a figure is written (rule R5): coded on the true value before rounding, in exact arithmetic, nothing finer.

Rounding is half up throughout. `counts[i]` is the number of single ratings of the value minimum + i after reversal.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from assessment.instrument import Instrument
from assessment.organisation import Disclosure

X = "x"
"""The one mark of a value that is not shown."""

END = Fraction(1, 2)
"""A mean within this distance of an end of the scale is coded."""

FINE = 40
"""From so many single ratings on a mean has tenths (R5); a higher `min_ratings_for_shares` raises this too."""

LOW_SHARE, HIGH_SHARE, STEP = Fraction(10), Fraction(90), 5


def mean(counts: Sequence[int], minimum: int) -> Fraction:
    """Return the exact mean of single ratings; raises `ZeroDivisionError` without any."""
    return Fraction(sum((minimum + i) * n for i, n in enumerate(counts)), sum(counts))


def code_mean(value: Fraction, minimum: int, maximum: int) -> str:
    """Write a mean to 0.1 half up, or `≤min+0.5` / `≥max-0.5` where the true value lies at or beyond."""
    if value <= minimum + END:
        return f"≤{minimum}.5"
    if value >= maximum - END:
        return f"≥{maximum - 1}.5"
    tenths = (20 * value + 1) // 2
    return f"{tenths // 10}.{tenths % 10}"


def mean_text(counts: Sequence[int], minimum: int, maximum: int, fine: int = 0) -> str:
    """Write the mean of single ratings as `code_mean` does, of fewer than `fine` (never below `FINE`) in steps of 0.5.

    To 0.1 the same row with one person more tells that person's mark: of 10 people in 85 % of draws (bench/one_joiner.py).
    Raises `ZeroDivisionError` without ratings.
    """
    return coarser(code_mean(mean(counts, minimum), minimum, maximum), sum(counts) < max(fine, FINE))


def coarser(text: str, coarse: bool = True) -> str:
    """Write a coded mean in steps of 0.5, half up: a tenth has both its bounds in the same half, so nothing is rounded twice."""
    if not coarse or text[0] in "≤≥x":
        return text
    halves = int(2 * Fraction(text) + END)
    return f"{halves // 2}.{5 * (halves % 2)}"


def code_share(part: int, whole: int) -> str:
    """Write a share in whole percent to 5 half up, or `≤10` / `≥90` where the true value lies at or beyond."""
    percent = Fraction(100 * part, whole)
    if percent <= LOW_SHARE:
        return f"≤{LOW_SHARE}"
    if percent >= HIGH_SHARE:
        return f"≥{HIGH_SHARE}"
    return str(STEP * int(percent / STEP + Fraction(1, 2)))


def shares_together(disclosure: Disclosure) -> int:
    """Return from how many people on shares that add up to all of them may stand side by side: 16 × `min_ratees` (80).

    Coded to 5 % and read together, fewer leave surely one to four people in a class: in 21 % of draws at 50, 5 % at 61–70, 0
    at 80 (docs/disclosure.md, L9).
    """
    return max(disclosure.min_people_for_shares, 16 * disclosure.min_ratees)


def code_bands(
    counts: Sequence[int], instrument: Instrument, disclosure: Disclosure, *, one_a_person: bool = False, known: int = 0
) -> tuple[str, str, str]:
    """Write the shares of the low, mid and high band; all `x` below so many single ratings (R5).

    `one_a_person`: a form carries one rating, so a band is a number of people (docs/decisions/0008): then the limit is
    `shares_together`, otherwise `min_ratings_for_shares`. `known`: the number of ratings that the public knows of at least,
    where the true one is withheld.
    """
    whole = sum(counts)
    if min(whole, known or whole) < (
        shares_together(disclosure) if one_a_person else disclosure.min_ratings_for_shares
    ):
        return (X, X, X)
    low, mid, high = (sum(counts[v - instrument.minimum] for v in band) for band in instrument.bands)
    return (code_share(low, whole), code_share(mid, whole), code_share(high, whole))
