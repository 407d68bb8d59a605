"""What the pages of HR's own public texts share: codes made from words, and a mark of what was seen."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Container
from dataclasses import asdict, is_dataclass
from typing import Any

from forms_service.web import refs

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


def mark(what: Any) -> str:
    """Return a short mark of something as it was shown, so that a page that is out of date is noticed."""
    doc = asdict(what) if is_dataclass(what) and not isinstance(what, type) else what
    return refs.ref("mark", json.dumps(doc, sort_keys=True, default=str))
