"""Training programmes: which answers which weak criterion, as HR wrote it in `content/training.toml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kinerja_words.content import TRAINING
from kinerja_words.problems import Problem, Text
from kinerja_words.shape import load


@dataclass(frozen=True)
class Programme:
    """One training programme that answers a weak criterion, as HR wrote it in `content/training.toml`."""

    code: str
    criterion: str
    title: Text
    description: Text
    form: Text
    hours: int


def parse_programmes(
    text: str, name: str = "training.toml", notices: list[Problem] | None = None
) -> tuple[Programme, ...]:
    """Read `[[programme]]` entries; raises `Refused` naming line and key of each that is wrong (`notices`: of a slip)."""
    return tuple(Programme(**entry) for entry in load(text, name).check(TRAINING, notices)["programme"])


def proposed(programmes: Sequence[Programme], criterion: str) -> tuple[Programme, ...]:
    """Return the programmes for a criterion in HR's order."""
    return tuple(p for p in programmes if p.criterion == criterion)
