"""The office's own settings: names, contacts, disclosure thresholds with their floor, read from `organisation.toml`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from assessment.calendar import ZONES
from assessment.limits import LAW, Code, Limit, with_settings
from assessment.retention import YEARS, Kind, too_long
from kinerja_words.content import ORGANISATION
from kinerja_words.problems import Problem, Text
from kinerja_words.shape import load

FLOOR = 5
"""No threshold may be set below this, whatever the configuration says."""
OLD_DAYS: Mapping[str, Code] = {"objection_days": "objection", "answer_days": "decision"}
SHIPPED_DAYS = 14
"""What 0.1.0 shipped for both of them, in calendar days from the close: nobody chose it, and the law knows neither."""


@dataclass(frozen=True)
class Disclosure:
    """Thresholds of the publication rules R0-R5. Forms, people and ratings; see docs/formats.md and `publishing`."""

    min_forms: int = 10
    min_raters: int = 5
    min_ratees: int = 5
    min_rest: int = 5
    min_heads: int = 15
    min_supervisors: int = 7
    min_ratings_for_shares: int = 40
    min_people_for_shares: int = 50

    def to_doc(self) -> dict[str, int]:
        """Return the JSON form."""
        return asdict(self)


@dataclass(frozen=True)
class Organisation:
    """One office: what its pages are called and which thresholds and days it set.

    `staff_codes`: whether staff accounts must have a phone's codes. `closing_days`: calendar days for the three questions after the close. `timezone`: a key of `calendar.ZONES`. `distribution`: HR's
    percentages for the guide pattern, by the organisation's predicate, with their `source`; empty where HR entered none. `retention`:
    years from the publication.
    """

    name: Text
    disclosure: Disclosure
    merges: tuple[tuple[str, tuple[str, ...]], ...] = ()
    two_person: bool = False
    staff_codes: bool = False
    peers: int = 5
    closing_days: int = 14
    timezone: str = "WIB"
    limits: Mapping[Code, Limit] = field(default_factory=lambda: LAW)
    distribution: Mapping[str, Any] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)
    retention: Mapping[Kind, int] = field(default_factory=lambda: YEARS)

    @property
    def zone(self) -> datetime.timezone:
        """The office's time zone; days of cycles are days of this zone."""
        return ZONES[self.timezone]


def parse_organisation(
    text: str, name: str = "organisation.toml", notices: list[Problem] | None = None
) -> Organisation:
    """Read the settings from TOML; raises `Refused` naming line and key of each that is wrong (`notices`: of a slip)."""
    file = load(text, name)
    data = file.check(ORGANISATION, notices)
    thresholds = {k: v for k, v in data["disclosure"].items() if k != "merge"}
    for key, value in thresholds.items():
        if key not in Disclosure.__dataclass_fields__:
            file.wrong("shape.no_such_key", "disclosure", key, known=list(Disclosure.__dataclass_fields__))
        elif value < FLOOR:
            file.wrong("organisation.floor", "disclosure", key, value=value, floor=FLOOR)
    file.settle()
    disclosure = Disclosure(**thresholds)
    people, floor = (
        disclosure.min_people_for_shares,
        max(10 * disclosure.min_ratees, disclosure.min_ratings_for_shares),
    )
    if people < floor:
        file.wrong("organisation.people", "disclosure", "min_people_for_shares", value=people, floor=floor)
    file.settle()
    retention: Mapping[Kind, int] = {**YEARS, **data["retention"]}
    for kind, need in too_long(retention):
        file.wrong("organisation.retention", "retention", kind, need=need, years=retention[need])
    file.settle()
    merges = tuple((m["parent"], tuple(m["groups"])) for m in data["disclosure"].get("merge", ()))
    settings = {k: data[k] for k in ("name", "two_person", "staff_codes", "peers", "timezone")}
    limits = dict(data["limits"])
    for key, code in ((k, c) for k, c in OLD_DAYS.items() if k in data):
        if data[key] != SHIPPED_DAYS and code not in limits:
            limits[code] = {"days": data[key]}
        if notices is not None:
            notices.append(
                file.problem("organisation.old_days", (key,), limit=code, days=with_settings(limits)[code].days)
            )
    closing_days = data.get("closing_days", data.get("say_days", 14))  # 0.1.0 called it `say_days`
    return Organisation(
        disclosure=disclosure, merges=merges, source=data, closing_days=closing_days, limits=with_settings(limits),
        distribution=data.get("distribution") or {}, retention=retention,
        **settings,
    )  # fmt: skip
