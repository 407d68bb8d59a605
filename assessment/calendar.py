"""Days of the office: its time zone, the calendar day of an instant, and working days with the holidays of `holidays.toml`.

A working day is Monday to Friday and neither a national holiday nor joint leave (cuti bersama): both are decreed each year by
three ministers, so a year counts as known only where the file says that it is `complete`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kinerja_words.content import HOLIDAYS
from kinerja_words.problems import Problem, Text
from kinerja_words.shape import load

ZONES: Mapping[str, datetime.timezone] = {
    name: datetime.timezone(datetime.timedelta(hours=hours), name)
    for name, hours in (("WIB", 7), ("WITA", 8), ("WIT", 9))
}
"""The time zones of Indonesia; none has daylight saving."""
WIB = ZONES["WIB"]
FRIDAY = 4


@dataclass(frozen=True)
class Holiday:
    """One day on which offices are closed."""

    day: str
    name: Text
    kind: Literal["national", "joint_leave"]


@dataclass(frozen=True)
class Holidays:
    """Holidays by ISO day, and the years of which all are known. Without any, Monday to Friday are working days."""

    days: Mapping[str, Holiday] = field(default_factory=dict)
    complete: frozenset[int] = frozenset()

    def unsure(self, first: str, last: str) -> tuple[int, ...]:
        """Return the years between two ISO days of which not all holidays are known: a limit there may end later."""
        return tuple(y for y in range(int(first[:4]), int(last[:4]) + 1) if y not in self.complete)

    def working(self, day: datetime.date) -> bool:
        """Whether a day is a working day."""
        return day.weekday() <= FRIDAY and day.isoformat() not in self.days


def parse_holidays(text: str, name: str = "holidays.toml", notices: list[Problem] | None = None) -> Holidays:
    """Read the holidays from TOML; raises `Refused` naming line and key of what is wrong (`notices`: of a slip)."""
    data = load(text, name).check(HOLIDAYS, notices)
    return Holidays({h["day"]: Holiday(**h) for h in data["holiday"]}, frozenset(data["complete"]))


def local_day(moment: datetime.datetime, zone: datetime.timezone = WIB) -> str:
    """Return the calendar day of an aware instant in a zone, ISO."""
    return moment.astimezone(zone).date().isoformat()


def add_days(day: str, n: int) -> str:
    """Return the ISO day n calendar days later."""
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=n)).isoformat()


def add_working_days(day: str, n: int, holidays: Holidays) -> str:
    """Return the n-th working day after an ISO day, which is day 0 whether or not it is a working day itself."""
    found, left = datetime.date.fromisoformat(day), n
    while left > 0:
        found += datetime.timedelta(days=1)
        left -= holidays.working(found)
    return found.isoformat()


def working_days_between(first: str, last: str, holidays: Holidays) -> int:
    """Return how many working days come after an ISO day, up to another one and with it; negative where that is earlier."""
    if last < first:
        return -working_days_between(last, first, holidays)
    start, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    return sum(holidays.working(start + datetime.timedelta(days=i)) for i in range(1, (end - start).days + 1))
