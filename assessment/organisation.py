"""The office's own settings: names, contacts, disclosure thresholds with their floor, read from `organisation.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kinerja_words.problems import Problem, Refused, Text

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
    enforced), `say_days` for the three questions after the close.
    """

    name: Text
    disclosure: Disclosure
    merges: tuple[tuple[str, tuple[str, ...]], ...] = ()
    two_person: bool = False
    objection_days: int = 14
    peers: int = 5
    answer_days: int = 14
    say_days: int = 14
    source: Mapping[str, Any] = field(default_factory=dict)


def parse_organisation(text: str, name: str = "organisation.toml") -> Organisation:
    """Read the settings from TOML; raises `Refused` naming the line or the setting that is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(Problem("content.toml", name=name, error=str(error))) from None
    problems: list[Problem] = []

    def line(key: str) -> int:
        found = re.search(rf"^\s*{re.escape(key)}\s*=", text, re.MULTILINE)
        return text[: found.start()].count("\n") + 1 if found else 1

    def wrong(key: str, code: str, **values: Any) -> None:
        problems.append(Problem(code, name=name, line=line(key), key=key, **values))

    thresholds = {}
    for key, value in data.get("disclosure", {}).items():
        if key == "merge":
            continue
        if key not in Disclosure.__dataclass_fields__:
            wrong(key, "organisation.threshold")
        elif not isinstance(value, int) or value < FLOOR:
            wrong(key, "organisation.floor", value=value, floor=FLOOR)
        else:
            thresholds[key] = value
    people = thresholds.get("min_people_for_shares", 50)
    floor = max(10 * thresholds.get("min_ratees", 5), thresholds.get("min_ratings_for_shares", 40))
    if people < floor:
        wrong("min_people_for_shares", "organisation.people", value=people, floor=floor)
    merges = []
    for merge in data.get("disclosure", {}).get("merge", ()):
        groups = tuple(merge.get("groups", ()))
        if len(groups) < 2:
            wrong("groups", "organisation.merge")
        merges.append((str(merge.get("parent", "*")), groups))
    for key, low, high in (("objection_days", 1, 60), ("peers", 0, 15), ("answer_days", 1, 90), ("say_days", 1, 60)):
        value = data.get(key, low)
        if not isinstance(value, int) or not low <= value <= high:
            wrong(key, "organisation.range", low=low, high=high)
    if not data.get("name"):
        wrong("name", "organisation.no_name")
    if problems:
        raise Refused(problems)
    return Organisation(
        name=data["name"],
        disclosure=Disclosure(**thresholds),
        merges=tuple(merges),
        two_person=bool(data.get("two_person", False)),
        objection_days=data.get("objection_days", 14),
        peers=data.get("peers", 5),
        answer_days=data.get("answer_days", 14),
        say_days=data.get("say_days", 14),
        source=data,
    )
