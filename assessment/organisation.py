"""The office's own settings: names, contacts, disclosure thresholds with their floor, read from `organisation.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kinerja_words.content import ORGANISATION
from kinerja_words.problems import Problem, Text
from kinerja_words.shape import load

FLOOR = 5
"""No threshold may be set below this, whatever the configuration says."""


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

    Calendar days: `objection_days` to object after the close, `answer_days` for the answer to an objection (a goal, not
    enforced), `closing_days` for the three questions after the close. `distribution`: HR's percentages for the guide pattern, by the
    organisation's predicate, with their `source`; empty where HR entered none.
    """

    name: Text
    disclosure: Disclosure
    merges: tuple[tuple[str, tuple[str, ...]], ...] = ()
    two_person: bool = False
    objection_days: int = 14
    peers: int = 5
    answer_days: int = 14
    closing_days: int = 14
    distribution: Mapping[str, Any] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)


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
    merges = tuple((m["parent"], tuple(m["groups"])) for m in data["disclosure"].get("merge", ()))
    settings = {k: data[k] for k in ("name", "two_person", "objection_days", "peers", "answer_days")}
    closing_days = data.get("closing_days", data.get("say_days", 14))  # 0.1.0 called it `say_days`
    return Organisation(
        disclosure=disclosure, merges=merges, source=data, closing_days=closing_days, distribution=data.get("distribution") or {},
        **settings,
    )  # fmt: skip
