"""Holds what `doctor`, `verify-trail` and repair say: one phrase a finding."""

from __future__ import annotations

from typing import Literal, NamedTuple

from kinerja_words.problems import Phrase, Said

Level = Literal["ok", "warning", "error"]


class Finding(NamedTuple):
    """One thing found: how bad it is, and what it means and what to do."""

    level: Level
    said: Said


def ok(code: str, /, **values: object) -> Finding:
    """Return a finding that all is well."""
    return Finding("ok", Phrase(code, **values))


def warning(code: str, /, **values: object) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding("warning", Phrase(code, **values))


def error(code: str, /, **values: object) -> Finding:
    """Return a finding that something is lost, exposed or refused."""
    return Finding("error", Phrase(code, **values))
