"""What a printed figure says: the exact interval of true values behind `3.7`, `≤1.5`, `35` or `≥90`.

Rule: R5 and docs/formats.md. Coding looks at the exact value before rounding, so a plain `1.5`
means more than 1.5 and a plain `10` more than 10 %. Ties may have been rounded either way: both are kept.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from .sentences import Wrong

HALF_TENTH = Fraction(1, 20)
HALF_STEP = Fraction(1, 40)
MARK = "x"
DEPTH = 50  # levels of a JSON document; packages have six

SEP = r"[\s.\-]?"
NIP = re.compile(
    r"(?<![0-9A-Za-z])(19[3-9][0-9]|20[0-2][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
    + rf"{SEP}(19[5-9][0-9]|20[0-4][0-9])(0[1-9]|1[0-2]){SEP}[12]{SEP}[0-9]{{3}}(?![0-9A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of true values with exact ends; an open end is not itself possible."""

    lo: Fraction
    hi: Fraction
    lo_open: bool = False
    hi_open: bool = False

    def whole(self, ratings: int) -> tuple[int, int]:
        """The least and the greatest integer total of `ratings` ratings whose average lies in the span."""
        first, last = self.lo.numerator * ratings, self.hi.numerator * ratings
        low = first // self.lo.denominator + 1 if self.lo_open else -(-first // self.lo.denominator)
        high = -(-last // self.hi.denominator) - 1 if self.hi_open else last // self.hi.denominator
        return low, high

    def fits(self, ratings: int) -> bool:
        """Whether some whole total of `ratings` ratings gives an average inside the span."""
        low, high = self.whole(ratings)
        return low <= high

    def meet(self, other: "Span") -> "Span":
        """Both at once; may come out empty (`lo > hi`)."""
        lo, lo_open = max((self.lo, self.lo_open), (other.lo, other.lo_open))
        hi, hi_closed = min((self.hi, not self.hi_open), (other.hi, not other.hi_open))
        return Span(lo, hi, lo_open, not hi_closed)


@lru_cache(maxsize=4096)
def mean_span(text: str, low: int, high: int, coarse: bool = False) -> Span:
    """The true means behind a printed mean on a scale `low`–`high`; Wrong when it must not be written so.

    `coarse`: of so few ratings that it is written in steps of 0.5.
    """
    bottom, top = low + Fraction(1, 2), high - Fraction(1, 2)
    if text == f"≤{low}.5":
        return Span(Fraction(low), bottom)
    if text == f"≥{high - 1}.5":
        return Span(top, Fraction(high))
    if not re.fullmatch(r"(0|[1-9][0-9]*)\.[0-9]", text):
        raise Wrong("one_decimal")
    value = Fraction(text)
    if not bottom <= value <= top:
        raise Wrong("scale_ends", low=low, high=high - 1)
    if coarse and value % Fraction(1, 2):
        raise Wrong("half_steps")
    inside, half = Span(bottom, top, lo_open=True, hi_open=True), Fraction(1, 4) if coarse else HALF_TENTH
    return inside.meet(Span(value - half, value + half))


@lru_cache(maxsize=256)
def share_span(text: str) -> Span:
    """The true parts (0 to 1) behind a printed share in percent; Wrong when it must not be written so."""
    if text == "≤10":
        return Span(Fraction(0), Fraction(1, 10))
    if text == "≥90":
        return Span(Fraction(9, 10), Fraction(1))
    if not re.fullmatch(r"0|[1-9][0-9]?|100", text):
        raise Wrong("whole_percent")
    if int(text) % 5:
        raise Wrong("fives")
    if not 10 <= int(text) <= 90:
        raise Wrong("percent_ends")
    value = Fraction(int(text), 100)
    inside = Span(Fraction(1, 10), Fraction(9, 10), lo_open=True, hi_open=True)
    return inside.meet(Span(value - HALF_STEP, value + HALF_STEP))


def whole_number(text: str) -> int:
    """A count as printed; Wrong when it is not a plain whole number."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text):
        raise Wrong("whole_number")
    return int(text)


def parse_json(text: str, pairs: Callable[[list[tuple[str, Any]]], Any] = dict) -> Any:
    """The value of a JSON text; ValueError when it is none, or nested so deep that reading it on is no use."""
    try:
        value = json.loads(text, object_pairs_hook=pairs)
    except RecursionError:
        raise ValueError("nested too deep") from None
    level = [value]
    for _ in range(DEPTH):
        level = [
            v for at in level if isinstance(at, dict | list) for v in (at.values() if isinstance(at, dict) else at)
        ]
    if level:
        raise ValueError("nested too deep")
    return value
