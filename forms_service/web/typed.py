"""Forms with words in them: what was typed, refusals put at their fields, and the language changed without losing a word."""

from __future__ import annotations

from collections.abc import Collection

from flask import g, request, session

from forms_service.web.language import lang
from kinerja_words import catalogue
from kinerja_words.catalogue import LANGUAGES
from kinerja_words.problems import Refused

Errors = list[tuple[str, str]]


def typed(name: str) -> str:
    """Return what was typed into a field, without spaces around it and with one kind of line end."""
    return request.form.get(name, "").replace("\r\n", "\n").strip()


def errors_of(refused: Refused, fields: Collection[str]) -> Errors:
    """Return each problem at the field it names; one that names no field of the page stands in the summary alone."""
    return [(p.field if p.field in fields else "", catalogue.word(p, lang())) for p in refused.problems]


def language_asked() -> bool:
    """Whether the button for the language was pressed; the page then comes back in it with everything typed."""
    wanted = request.form.get("bahasa")
    if wanted in LANGUAGES:
        session["lang"] = g.lang = wanted
        return True
    return False


def whole(text: str) -> int:
    """Return a small whole number of a hidden field, or -1."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
