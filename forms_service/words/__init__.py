"""The catalogue: every word of the pages, Indonesian and English side by side, a module for each part of the service."""

from __future__ import annotations

from forms_service.web import language
from forms_service.words import (
    common,
    desk,
    desk_growth,
    desk_people,
    desk_release,
    fill,
    goals,
    objections,
    results,
    say,
    signin,
)


def load() -> None:
    """Register all words."""
    for part in (common, signin, fill, results, goals, objections, say, desk, desk_growth, desk_people, desk_release):
        language.register(part.WORDS)
