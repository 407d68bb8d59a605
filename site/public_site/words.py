"""How texts, numbers and dates are written in Indonesian and English; knows no page and no package."""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from kinerja_words.catalogue import day

LANGS = ("id", "en")


def raw(html: str) -> Markup:
    """Mark a string as finished HTML: only for strings whose blanks were filled with escaped values."""
    return str.__new__(Markup, html)  # `Markup(html)` asks first whether it is HTML already: four times the time


def safe(value: object) -> str:
    """Escape what is not HTML yet."""
    return value if type(value) is Markup else escape(value)


def fill(html: str, /, *values: object) -> Markup:
    """Fill the blanks of finished HTML with values, text escaped: as `Markup.format` does, in a fifth of its time."""
    return raw(html.format(*map(safe, values)))


NOTHING = Markup("")


@dataclass(frozen=True)
class Text:
    """A text in both languages; where one is missing the other stands in, marked as what it is."""

    id: str = ""
    en: str = ""

    @classmethod
    def of(cls, value: object) -> Text:
        """Read `"text"` (the same in both) or `{id = "…", en = "…"}`."""
        if isinstance(value, Mapping):
            return cls(str(value.get("id", "")), str(value.get("en", "")))
        return cls(str(value or ""), str(value or ""))

    def plain(self, lang: str) -> str:
        """Return the text without markup, for attributes and file contents."""
        return (self.id or self.en) if lang == "id" else (self.en or self.id)

    def html(self, lang: str) -> Markup:
        """Return the text, in a `<span lang>` where it is in the other language."""
        own, other = (self.id, self.en) if lang == "id" else (self.en, self.id)
        if own or not other:
            return name(own)
        return fill('<span lang="{}">{}</span>', "en" if lang == "id" else "id", name(other))


def first_small(text: str) -> str:
    """Write a label as it stands inside a sentence; one that begins with an abbreviation, or has digits, stays as it is."""
    return text if text[1:2].isupper() or any(map(str.isdigit, text)) else text[:1].lower() + text[1:]


@lru_cache(maxsize=1024)
def inside(label: Text, lang: str) -> Markup:
    """Return a label as it stands inside a sentence."""
    return Text(first_small(label.id), first_small(label.en)).html(lang)


@lru_cache(maxsize=8192, typed=True)
def name(text: str, tag: str = "span") -> Markup:
    """Escape a name or title; one with digits is marked as text that is no figure."""
    if any(c.isdigit() for c in text):
        return fill('<{0} data-fixed="text">{1}</{0}>', tag, text)
    return escape(text)


def fixed(value: object) -> Markup:
    """Mark a number that does not stem from a package (a scale end, a row number)."""
    return fill("<span data-fixed>{}</span>", value)


def date_words(iso: str, lang: str) -> str:
    """Write `2026-07-02` as `2 Juli 2026` / `2 July 2026`."""
    return day(datetime.date.fromisoformat(iso), lang)


def date(iso: str, lang: str) -> Markup:
    """Return a date as `<time>`; nothing where there is none."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", iso):
        return escape(iso)
    return fill('<time datetime="{}">{}</time>', iso, date_words(iso, lang))


DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
"""No file can be called so on Windows, whatever follows the dot."""


def slug(text: str, longest: int = 60, *, apart: bool = False) -> str:
    """Return a stable, readable file name for a name; what had to be cut or replaced is told apart by a short hash, and
    with `apart` any name."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    short = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")
    plain = len(short) <= longest and re.fullmatch(r"[A-Za-z0-9 +/.,()&'-]+", text)
    if plain and not apart and not DEVICES.fullmatch(short):
        return short or "x"
    return f"{short[:longest].strip('-')}-{hashlib.sha256(text.encode()).hexdigest()[:6]}".strip("-")


def file_names(parts: Mapping[str, int]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return a file name for each of some names that have so many pages each (`seksi`, `seksi-2`, …), no two alike.

    Names that claim one file get one of their own by a hash. Second: the files they claimed, with who claimed them: such an
    address may have been published, and leads on.
    """
    claims: dict[str, list[str]] = {}
    for text, count in parts.items():
        for n in range(count):
            claims.setdefault(slug(text) + (f"-{n + 1}" if n else ""), []).append(text)
    moved = {text for claimed in claims.values() if len(claimed) > 1 for text in claimed}
    left = {file: claimed for file, claimed in claims.items() if not moved.isdisjoint(claimed)}
    return {text: slug(text, apart=text in moved) for text in parts}, left


def join(parts: list[Markup], lang: str) -> Markup:
    """Join names as in speech: `a, b, dan c`."""
    if len(parts) < 2:
        return Markup("").join(parts)
    last = {"id": " dan ", "en": " and "}[lang] if len(parts) == 2 else {"id": ", dan ", "en": ", and "}[lang]
    return Markup(", ").join(parts[:-1]) + last + parts[-1]
