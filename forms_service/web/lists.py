"""HR's own lists for pages of ASN: examples of goals and training programmes, read anew when their file changes."""

from __future__ import annotations

import functools
import logging
from pathlib import Path

from assessment.goal import GoalExample, parse_goal_examples
from kinerja_office.training import Programme, parse_programmes
from kinerja_words.problems import Refused


def goal_examples(content: Path | None) -> tuple[GoalExample, ...]:
    """Return the examples of `goal_examples.toml`; none where the file is missing or wrong (a form needs no example)."""
    text = _read(content, "goal_examples.toml")
    return _examples(text) if text else ()


def programmes(content: Path | None) -> tuple[Programme, ...]:
    """Return the programmes of `training.toml`; none where the file is missing or wrong."""
    text = _read(content, "training.toml")
    return _programmes(text) if text else ()


def _read(content: Path | None, name: str) -> str:
    try:
        return (content / name).read_text(encoding="utf-8") if content else ""
    except (OSError, UnicodeDecodeError):
        return ""


@functools.lru_cache(maxsize=4)
def _examples(text: str) -> tuple[GoalExample, ...]:
    try:
        return parse_goal_examples(text)
    except Refused:
        logging.getLogger("kinerja.forms").error("goal_examples.toml cannot be used")
        return ()


@functools.lru_cache(maxsize=4)
def _programmes(text: str) -> tuple[Programme, ...]:
    try:
        return parse_programmes(text)
    except Refused:
        logging.getLogger("kinerja.forms").error("training.toml cannot be used")
        return ()
