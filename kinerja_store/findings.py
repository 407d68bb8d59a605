"""Holds what `doctor`, `verify-trail` and repair say: one sentence a finding, in both languages."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["ok", "warning", "error"]


class Finding(NamedTuple):
    """One thing found: how bad it is, and in a sentence what it means and what to do."""

    level: Level
    id: str
    en: str


def ok(id: str, en: str) -> Finding:
    """Return a finding that all is well."""
    return Finding("ok", id, en)


def warning(id: str, en: str) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding("warning", id, en)


def error(id: str, en: str) -> Finding:
    """Return a finding that something is lost, exposed or refused."""
    return Finding("error", id, en)
