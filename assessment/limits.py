"""The limits of PermenPANRB 6/2022 on evaluation documents and objections, each with its article, and the days they end on.

An office may set another number or unit under `[limits]` of `organisation.toml`; what it does not set is the law's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from assessment.calendar import Holidays, add_days, add_working_days, working_days_between
from assessment.cycle import days_between

Unit = Literal["working", "calendar"]
Code = Literal[
    "hand_over", "return", "objection", "decision", "take_over", "superior_hand_over", "superior_return", "report"
]


@dataclass(frozen=True)
class Limit:
    """So many days of a unit; `article` is where the law says so, empty for a goal of the office's own."""

    days: int
    unit: Unit = "working"
    article: str = ""


LAW: Mapping[Code, Limit] = {
    "hand_over": Limit(14, article="Lampiran V.A.5"),
    "return": Limit(14, article="Lampiran V.A.6"),
    "take_over": Limit(14, article="Lampiran V.A.8"),
    "superior_hand_over": Limit(7, article="Lampiran V.A.9"),
    "superior_return": Limit(7, article="Lampiran V.A.10"),
    "report": Limit(30, article="Lampiran V.A.7, V.A.11, V.B.8"),
    "objection": Limit(14, article="Lampiran V.B.2"),
    "decision": Limit(7, article="Lampiran V.B.6"),
}
"""Counted from: signing, receipt, the end of the evaluation, the superior's signing, receipt from the superior, the end of
the evaluation, receipt, filing."""
LAST_RESORT: tuple[Code, ...] = ("take_over", "superior_hand_over", "objection", "decision")
"""After all of these, one after the other from the end of the evaluation, nothing lawful can still come of a document."""


@dataclass(frozen=True)
class Due:
    """The last day (ISO) of a limit. `unsure`: years of which not all holidays are known, so that it may end later."""

    day: str
    limit: Limit
    unsure: tuple[int, ...] = ()


@dataclass(frozen=True)
class Limits:
    """The limits in force with the holidays they are counted by."""

    table: Mapping[Code, Limit] = field(default_factory=lambda: LAW)
    holidays: Holidays = field(default_factory=Holidays)

    def due(self, code: Code, since: str) -> Due:
        """Return until when a limit runs that begins on an ISO day (day 0)."""
        return self._due(self.table[code], since)

    def halfway(self, code: Code, since: str) -> Due:
        """Return the day by which half of a limit is over: a goal, no law."""
        limit = self.table[code]
        return self._due(Limit(limit.days // 2, limit.unit), since)

    def last_resort(self, end: str) -> str:
        """Return the ISO day after which an office need not wait for documents of an evaluation that ended on `end`."""
        for code in LAST_RESORT:
            end = self.due(code, end).day
        return end

    def _due(self, limit: Limit, since: str) -> Due:
        calendar = limit.unit == "calendar"
        day = add_days(since, limit.days) if calendar else add_working_days(since, limit.days, self.holidays)
        return Due(day, limit, () if calendar else self.holidays.unsure(since, day))


def left(due: Due, today: str, holidays: Holidays) -> int:
    """Return how many days of the limit's own unit are left; 0 on its last day, negative after it."""
    if due.limit.unit == "calendar":
        return days_between(today, due.day)
    return working_days_between(today, due.day, holidays) or -int(today > due.day)


def with_settings(settings: Mapping[str, Mapping[str, Any]]) -> Mapping[Code, Limit]:
    """Return the law's limits with what an office has set instead, by code."""
    return {code: replace(limit, **settings.get(code, {})) for code, limit in LAW.items()}
