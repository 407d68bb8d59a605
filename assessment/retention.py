"""How long the named records of a cycle are kept, and the certificate of their destruction; pure rules.

The law in the product's sources names no number of years: what is kept how long is the office's own decision (its jadwal retensi
arsip), `[retention]` in `organisation.toml` with the defaults below. Years run from the publication.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Kind = Literal[
    "forms", "evaluations", "objections", "goals", "evidence", "feedback", "dialogues", "choices", "comments"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
YEARS: Mapping[Kind, int] = {
    "forms": 5, "evaluations": 5, "objections": 5, "goals": 5, "evidence": 2, "feedback": 2, "dialogues": 2, "choices": 2,
    "comments": 1,
}  # fmt: skip
"""Kept where the office decides nothing else; why so long is said in `desk_retention.toml` (`retention.why.*`)."""
NEEDS: Mapping[Kind, tuple[Kind, ...]] = {
    "objections": ("forms",), "evaluations": ("forms", "objections"), "evidence": ("goals",),
}  # fmt: skip
"""What cannot be read rightly without another kind, and so is never kept longer than that."""


@dataclass(frozen=True)
class Certificate:
    """Of one destruction: how many documents of each kind, on which ISO day, by whom. `start` tells the cycle from another of that id."""

    cycle: str
    start: str
    kinds: Mapping[Kind, int]
    day: str
    actor: str

    @property
    def hash(self) -> str:
        """SHA-256 of what it says, over canonical JSON; it also stands in the trail."""
        said = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form, with the hash."""
        return {**asdict(self), "hash": self.hash}

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Certificate:
        """Rebuild from the JSON form; ValueError for one that is not whole or says something else than its hash."""
        try:
            found = cls(**{k: doc[k] for k in cls.__dataclass_fields__})
            typed = all(isinstance(v, str) for v in (found.cycle, found.start, found.day, found.actor))
            whole = typed and found.hash == doc.get("hash") and set(found.kinds) <= set(KINDS)
        except (KeyError, TypeError) as error:
            raise ValueError(str(error)) from error
        if not whole:
            raise ValueError("hash")
        return found


def kept_until(published: str, years: int) -> str:
    """Return the first ISO day on which a record may be destroyed, so many years after the publication."""
    day = datetime.date.fromisoformat(published)
    try:
        return day.replace(year=day.year + years).isoformat()
    except ValueError:  # 29 February
        return datetime.date(day.year + years, 3, 1).isoformat()


def too_long(years: Mapping[Kind, int]) -> list[tuple[Kind, Kind]]:
    """Return (kind, what it needs) where a kind is to be kept longer than what it needs."""
    return [(kind, need) for kind, needs in NEEDS.items() for need in needs if years[kind] > years[need]]
