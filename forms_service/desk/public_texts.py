"""What the pages of HR's own public texts share: codes made from words, errors at their fields, and a mark of what was seen."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Container, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from forms_service.web.language import lang
from forms_service.web.service import service
from kinerja_words import catalogue
from kinerja_words.problems import Problem, Refused

CODE_WORDS = 4
CODE_CHARS = 28


def code_from(words: str, taken: Container[str]) -> str:
    """Return a short code made of the first words of a text, one that is not taken."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    found = re.findall(r"[a-z0-9]+", plain)[:CODE_WORDS]
    while len("-".join(found)) > CODE_CHARS and len(found) > 1:
        found.pop()
    base = "-".join(found)[:CODE_CHARS] or "butir"
    number, code = 2, base
    while code in taken:
        number, code = number + 1, f"{base}-{number}"
    return code


def two_languages(form: Mapping[str, str], field: str) -> dict[str, str]:
    """Return a text in both languages with single spaces; the English one may be empty."""
    return {"id": " ".join(form.get(field, "").split()), "en": " ".join(form.get(f"{field}-en", "").split())}


def labelled(
    refused: Refused, fields: Mapping[str, str], labels: Mapping[str, str], default: str
) -> list[tuple[str, str]]:  # fmt: skip
    """Return a refusal as (field, words): `fields` is field of the rule → field of the page, `labels` what a field is called there."""
    found = []
    for p in refused.problems:
        field = fields.get(p.field, default)
        label = labels.get(field, "")
        if "what" in p.values:
            p = Problem(p.code, **{**p.values, "what": label or p.values["what"]})
            label = ""
        words = catalogue.word(p, lang())
        found.append((field, f"{label}: {words}" if p.field and label else words))
    return list(dict.fromkeys(found))


def mark(what: Any) -> str:
    """Return a short mark of something as it was shown, so that a page that is out of date is noticed."""
    doc = asdict(what) if is_dataclass(what) and not isinstance(what, type) else what
    return service().tag("mark", json.dumps(doc, sort_keys=True, default=str))[:16]
