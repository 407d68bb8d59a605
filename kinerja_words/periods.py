"""What a period that is evaluated is called: a year (`2026`), a quarter of it (`2026-Q1`), a month (`2026-03`), or none (free)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, Protocol, TypeVar, get_args

from kinerja_words.problems import Name, Phrase

Kind = Literal["free", "year", "quarter", "month"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PERIOD = re.compile(r"20\d\d(?:-(?:Q[1-4]|0[1-9]|1[0-2]))?", re.ASCII)
"""PermenPANRB 6/2022 Lampiran IV.A.8: every month or quarter, and the year."""
ROMAN = ("", "I", "II", "III", "IV")


class HasPeriod(Protocol):
    """A cycle in the office, or as it was published."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def period(self) -> str:
        """What it evaluates."""


T = TypeVar("T", bound=HasPeriod)


def kind_of(period: str) -> Kind:
    """Return the kind of a period that is well formed."""
    return "free" if not period else "year" if "-" not in period else "quarter" if "Q" in period else "month"


def is_short(period: str) -> bool:
    """Whether a period is a part of a year: it has the short form, so that frequent cycles stay light and tell nothing of one another."""
    return kind_of(period) in ("quarter", "month")


def period_name(period: str) -> Phrase:
    """Return what a period is called: `Triwulan I 2026`."""
    year, _, part = period.partition("-")
    kind = kind_of(period)
    said = ROMAN[int(part[1])] if kind == "quarter" else Name(f"month.{int(part)}") if kind == "month" else ""
    return Phrase(f"period.{kind}", year=year, part=said)


def by_year(cycles: Iterable[T]) -> list[tuple[str, T | None, list[T]]]:
    """Return cycles as they are listed: a year with its parts (year, its cycle where there is one, the parts), free ones by themselves."""
    found: dict[str, tuple[str, T | None, list[T]]] = {}
    for cycle in cycles:
        year, part = cycle.period[:4], is_short(cycle.period)
        place = year or cycle.id
        if not part and found.get(place, ("", None))[1] is not None:
            place = cycle.id
        _, whole, parts = found.get(place, (year, None, []))
        found[place] = (year, whole, [*parts, cycle]) if part else (year, cycle, parts)
    return list(found.values())
