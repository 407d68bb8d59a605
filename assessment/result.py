"""A person's own results after the close: means by criterion, the predicate, and what stands out; pure functions.

Self and supervisor forms are named, so their means are plain. Means of sealed methods arrive coded and stay as they are (L14).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import TypeVar

from assessment.form import Form, tallies
from assessment.instrument import Criterion, Instrument
from assessment.method import METHODS, RULES, Method
from assessment.predicate import Level, Predicate, predicate

T = TypeVar("T")
MOST = 3
"""So many strengths and so many things to improve are named; a longer list is no advice, unless they are equal."""
APART = Fraction(1)
"""From one scale point between one's own view and that of others on, the page says so."""


@dataclass(frozen=True)
class CriterionResult:
    """One criterion as the person sees it: the mean's text by method, of the methods that have one."""

    criterion: Criterion
    means: Mapping[Method, str]

    @property
    def own(self) -> str:
        """How the person sees it; empty without a value."""
        return next((text for m, text in self.means.items() if RULES[m].rated_by == "themselves"), "")

    @property
    def others(self) -> Fraction | None:
        """How others see it: the mean of what there is; a coded end counts as its bound."""
        values = [value(text) for m, text in self.means.items() if RULES[m].rated_by != "themselves"]
        return sum(values, Fraction(0)) / len(values) if values else None


@dataclass(frozen=True)
class Result:
    """All that a person (and their appraising officer) sees of one closed cycle."""

    criteria: tuple[CriterionResult, ...]
    work_result: Level | None = None
    work_behaviour: Level | None = None
    reason: str = ""

    @property
    def predicate(self) -> Predicate | None:
        """The predicate of the supervisor's two levels, read off the matrix."""
        if self.work_result and self.work_behaviour:
            return predicate(self.work_result, self.work_behaviour)
        return None


@dataclass(frozen=True)
class Words:
    """What stands out, as criteria: strongest first, most in need first, and where the own view is apart.

    `even`: the one value that others gave to all of several criteria, so that nothing stands out; `rated`: whether others gave any.
    """

    strengths: tuple[Criterion, ...]
    improve: tuple[Criterion, ...]
    higher: tuple[Criterion, ...]
    lower: tuple[Criterion, ...]
    even: bool = False
    rated: bool = True


def make_result(
    instrument: Instrument, named: Sequence[Form], reason: str, sealed: Mapping[Method, Mapping[str, str]]
) -> Result:
    """Put a person's result together from the named forms about them and the coded means by criterion of sealed methods."""
    plain = {m: form_means(instrument, [f for f in named if f.method == m]) for m in METHODS}
    by_method: dict[Method, Mapping[str, str]] = {**plain, **sealed}
    asked = {c.code for m in instrument.weights for c in instrument.asked(m)}
    criteria = tuple(
        CriterionResult(c, {m: by_method[m][c.code] for m in METHODS if c.code in by_method[m]})
        for c in instrument.criteria
        if c.code in asked
    )
    rated = next((f for f in named if RULES[f.method].sets_levels and f.predicate), None)
    if rated is None:
        return Result(criteria)
    return Result(criteria, rated.work_result, rated.work_behaviour, reason)


def form_means(instrument: Instrument, forms: Sequence[Form]) -> dict[str, str]:
    """Return the mean by criterion over named forms, one decimal, half away from zero; criteria without a rating are left out."""
    if not forms:
        return {}
    means = {}
    for code, tally in tallies(instrument, [f.answers for f in forms]).items():
        if tally.ratings:
            total = sum(n * (instrument.minimum + i) for i, n in enumerate(tally.counts))
            tenths = (20 * total + tally.ratings) // (2 * tally.ratings)
            means[code] = f"{tenths // 10}.{tenths % 10}"
    return means


def describe(instrument: Instrument, results: Iterable[CriterionResult]) -> Words:
    """Say what stands out.

    A strength: others' mean within the instrument's high band. To improve: half a point or more below it. The clearest first,
    about three of each: equal values are never parted, and where all are equal none is named. Own view apart: a full scale
    point or more.
    """
    high = Fraction(min(instrument.bands[2]))
    seen = [(r.others, r) for r in results if r.others is not None]
    even = len(seen) > 1 and len({o for o, _ in seen}) == 1
    strong = clearest([(-o, r.criterion) for o, r in seen if o >= high and not even], MOST)
    weak = clearest([(o, r.criterion) for o, r in seen if o <= high - Fraction(1, 2) and not even], MOST)
    apart = [(value(r.own) - o, r) for o, r in seen if r.own]
    return Words(
        tuple(strong),
        tuple(weak),
        tuple(r.criterion for d, r in apart if d >= APART),
        tuple(r.criterion for d, r in apart if d <= -APART),
        even,
        bool(seen),
    )


def clearest(ranked: Iterable[tuple[Fraction | Decimal, T]], most: int) -> list[T]:
    """Return what has the smallest values: whole groups of equal ones, as long as they stay within `most`, at least one group."""
    found: list[T] = []
    for _, group in groupby(sorted(ranked, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        same = [what for _, what in group]
        if found and len(found) + len(same) > most:
            break
        found += same
    return found


def value(text: str) -> Fraction:
    """Return the number of a mean's text; a coded end (`≥4.5`) counts as its bound."""
    return Fraction(text.lstrip("≤≥"))
