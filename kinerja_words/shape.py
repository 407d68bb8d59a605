"""The shape of what people write in TOML or JSON: declared once a file, checked with file, line, key and what is expected.

A shape is a function of a place and the value found there: it returns the value as the program uses it, or tells the
place what it expected. `table`, `many` and `maybe` make larger shapes of smaller ones.
"""

from __future__ import annotations

import datetime
import difflib
import json
import math
import re
import tomllib
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kinerja_words.problems import Name, Problem, Refused, refuse
from kinerja_words.system import mistake, trouble

Key = str | int
CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufff9-\uffff\ud800-\udfff]|[\ufeff\ufdd0-\ufdef]"
)
"""Control characters, other line ends, turned directions, half and no characters: they break feeds and pictures."""
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
DEEPEST, NESTED = 20, 100
"""Levels of tables and lists inside each other: of what JSON has to hold, and of any file; deeper ones end in a `RecursionError`."""
MISSING: Any = type("Missing", (), {"__repr__": lambda _: "MISSING"})()
"""The value of a key that is not there."""


# -- the file -----------------------------------------------------------------------------------------------------------


def read_text(path: Path) -> str:
    """Read a content file as UTF-8, with or without a byte order mark; raises `Refused` naming it where it is no text."""
    try:
        return decode(path.read_bytes(), path.name)
    except FileNotFoundError:
        raise refuse("file.missing", path=path) from None
    except OSError as error:
        raise refuse("file.unreadable", path=path, error=trouble(error)) from None


def decode(data: bytes, name: str) -> str:
    """Return the text of a file's bytes, its lines ended by newlines alone; raises `Refused` where it is not UTF-8."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refuse("content.not_text", name=name, line=line) from None
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise refuse("content.control", name=name, line=line, code=f"U+{ord(found[0]):04X}")
    return text


LOCATING = 4_000_000
"""So many characters of a file are read to find the lines of what is wrong; after that a line is the next one known."""
LIKENED = 100
"""So many unknown keys of a file are compared with the known ones; nobody reads that many suggestions."""


class File:
    """One file as parsed, with what was found wrong in it. `above`: so many lines stand before `text` in the file."""

    def __init__(self, raw: Any, text: str, name: str, above: int = 0) -> None:
        self.raw, self.name, self.problems, self.notices = raw, name, list[Problem](), list[Problem]()
        self._text, self._above, self._count = text, above, text.count("\n") + 1
        self._begun, self._lines, self._read = dict[int, Any](), list[int](), 0

    def check(self, shape: Shape, notices: list[Problem] | None = None) -> Any:
        """Return the file's content in the program's form; raises `Refused` with every problem of its shape.

        Keys that nobody knows are no problem but a notice, added to `notices`; among problems they may be the reason.
        """
        data = shape(Place(self), self.raw)
        if self.problems:
            raise Refused([*self.problems, *self.notices])
        if notices is not None:
            notices += self.notices
        return data

    def wrong(self, code: str, *path: Key, **values: Any) -> None:
        """Note a problem of the rules behind the shape, at a key; `settle` raises what was noted."""
        self.problems.append(self.problem(code, path, **values))

    def settle(self) -> None:
        """Raise `Refused` with the problems noted so far, if any."""
        if self.problems:
            raise Refused(self.problems)

    def problem(self, code: str, path: tuple[Key, ...], **values: Any) -> Problem:
        """Return a problem at a key: its file, line and path are values of the sentence."""
        return Problem(code, name=self.name, line=self.line(path), key=spell(path), **values)

    def line(self, path: tuple[Key, ...]) -> int:
        """Return the line of a key, or of the nearest part around it that stands in the file."""
        path = next(p for n in range(len(path), -1, -1) if _holds(self.raw, p := path[:n]))
        found = bisect_left(range(1, self._count), True, key=lambda n: self._stands(path, n)) if path else 0
        return self._above + found + 1

    def _stands(self, path: tuple[Key, ...], lines: int) -> bool:
        """Whether a key stands in the first lines already."""
        for n in range(lines, 0, -1):
            if self._read >= LOCATING:
                known = bisect_right(self._lines, n)
                return known > 0 and _holds(self._begun[self._lines[known - 1]], path)
            if n not in self._begun:
                beginning = _beginning("\n".join(self._text.split("\n")[:n]))
                self._read += len(beginning)
                with suppress(ValueError, RecursionError):
                    self._begun[n] = _parse(beginning, self.name)
                    insort(self._lines, n)
            if n in self._begun:
                return _holds(self._begun[n], path)
        return False


def _parse(text: str, name: str) -> Any:
    return json.loads(text) if name.endswith(".json") else tomllib.loads(text)


def load(text: str, name: str, above: int = 0) -> File:
    """Parse TOML, or JSON where the name says so; raises `Refused` with the line that is neither."""
    text = text.removeprefix("\ufeff")
    form = "JSON" if name.endswith(".json") else "TOML"
    try:
        raw = _parse(text, name)
        _must_be_flat(raw)
        return File(raw, text, name, above)
    except RecursionError:
        raise refuse(
            "content.syntax", name=name, line=above + 1, form=form, error=Name("syntax.open_bracket")
        ) from None
    except ValueError as error:
        found = re.search(r" \(at line (\d+), column \d+\)|: line (\d+) column.*| \(at end of document\)", str(error))
        line = next((int(n) for n in found.groups() if n), 0) if found else 0
        line = above + (line or text.count("\n") + 1)
        raise refuse("content.syntax", name=name, line=line, form=form, error=mistake(str(error))) from None


def read_json(raw: bytes | str) -> Any:
    """Parse JSON that lay on a disk, where anybody may have written it; ValueError for what is none, and for what is nested too deep to walk."""
    try:
        found = json.loads(raw)
        _must_be_flat(found)
    except RecursionError:
        raise ValueError("nested too deep") from None
    return found


def _must_be_flat(raw: Any) -> None:
    """Raise `RecursionError` for what is nested so deep that whoever walks it would: dotted keys nest without any bracket."""
    level, depth = [raw], 0
    while level:
        level, depth = [inner for one in level for _, inner in _inside(one)], depth + 1
        if depth > NESTED:
            raise RecursionError


def spell(path: tuple[Key, ...]) -> str | Name:
    """Write a path as people count: `criteria[2].items[1].text`."""
    said = "".join(f"[{k + 1}]" if isinstance(k, int) else f".{k}" for k in path).removeprefix(".")
    return said or Name("found.content")


_MARK = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|"""|"(?:\\.|[^"\\\n])*"|\#[^\n]*|[\[\]{}]''' + r"""|'{3}.*?'{3}|'{3}|'[^'\n]*'""",
    re.DOTALL,
)


def _beginning(text: str) -> str:
    """Return the beginning of a file as a whole one: with everything closed that is still open where it was cut."""
    still_open: list[str] = []
    for found in _MARK.finditer(text):
        mark = found[0]
        if mark in ('"""', "'''"):
            return "".join((text, mark, *reversed(still_open)))
        if mark in "[{":
            still_open.append("]" if mark == "[" else "}")
        elif mark in "]}":
            still_open.pop()
    return "".join((text.rstrip().rstrip(",") if still_open else text, "\n", *reversed(still_open)))


def _holds(raw: Any, path: tuple[Key, ...]) -> bool:
    for key in path:
        try:
            raw = raw[key]
        except (KeyError, IndexError, TypeError):
            return False
    return True


# -- shapes -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where in a file a value stands."""

    file: File
    path: tuple[Key, ...] = ()

    def under(self, key: Key) -> Place:
        """Return the place of a key, or of an entry of a list."""
        return Place(self.file, (*self.path, key))

    def wrong(self, code: str, *path: Key, **values: Any) -> None:
        """Note a problem of a rule, here or at a key below."""
        self.file.wrong(code, *self.path, *path, **values)

    def expected(self, code: str, value: Any, **values: Any) -> Any:
        """Note that something else belongs here than `value`; `code` names the sentence of what does."""
        wanted = Problem(code, **values)
        if value is MISSING:
            self.wrong("shape.missing", expected=wanted)
        else:
            self.wrong("shape.wrong", expected=wanted, found=_found(value))


Shape = Callable[[Place, Any], Any]


@dataclass(frozen=True, eq=False)
class Made:
    """A shape with what it is made of, for whoever draws a form of it (`edits`). `parts`: its shapes by key; `""`: what is inside."""

    check: Shape
    kind: str
    parts: Mapping[str, Shape] = field(default_factory=dict)
    known: tuple[str, ...] = ()

    def __call__(self, at: Place, value: Any) -> Any:
        """Check a value as the shape itself does."""
        return self.check(at, value)


def kind_of(shape: Shape) -> str:
    """Return what a shape is called: `table`, `many`, `whole`, `text`."""
    return shape.kind if isinstance(shape, Made) else getattr(shape, "__name__", "text")


def bare(shape: Shape) -> Shape:
    """Return what stands inside `maybe` and `ruled`."""
    return bare(shape.parts[""]) if isinstance(shape, Made) and shape.kind in ("maybe", "ruled") else shape


def _found(value: Any) -> str | Name:
    if isinstance(value, (dict, list)):
        return Name("found.table" if isinstance(value, dict) else "found.list")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"“{value[:60]}…”" if len(value) > 60 else f"“{value}”"
    return str(value) if not isinstance(value, int) or abs(value) < 2**63 else Name("found.number")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not CONTROL.search(value)


def _is_number(value: Any) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 2**63
    return isinstance(value, float) and math.isfinite(value)


def text(at: Place, value: Any) -> Any:
    """Expect text that is not blank and holds no control character."""
    return value if _is_text(value) and value.strip() else at.expected("expected.text", value)


def label(at: Place, value: Any) -> Any:
    """Expect text, or a number that stands for its own text (`version = 2`)."""
    return str(value) if _is_number(value) else text(at, value)


def words(at: Place, value: Any) -> Any:
    """Expect a text in two languages, or one text that stands for both."""
    if _is_text(value) and value.strip():
        return {"id": value, "en": value}
    if not isinstance(value, dict):
        return at.expected("expected.words", value)
    _notice_unknown(at, value, ("id", "en"))
    for lang in ("id", "en"):
        if not _is_text(value.get(lang, "")):
            at.under(lang).expected("expected.text", value[lang])
            return None
    known = {lang: value[lang] for lang in ("id", "en") if lang in value}
    return known if any(v.strip() for v in known.values()) else at.expected("expected.words", value)


def words_or_number(at: Place, value: Any) -> Any:
    """Expect a text in two languages; a number stands for its own text."""
    return words(at, str(value) if _is_number(value) else value)


def code(at: Place, value: Any) -> Any:
    """Expect a code, as it stands in addresses, keys and packages."""
    return value if isinstance(value, str) and CODE.fullmatch(value) else at.expected("expected.code", value)


def whole(low: int, high: int) -> Shape:
    """Expect a whole number within bounds."""

    def shape(at: Place, value: Any) -> Any:
        if _is_number(value) and isinstance(value, int) and low <= value <= high:
            return value
        return at.expected("expected.whole", value, low=low, high=high)

    return Made(shape, "whole")


def weight(at: Place, value: Any) -> Any:
    """Expect a weight: a number from 0 to a million."""
    return float(value) if _is_number(value) and 0 <= value <= 10**6 else at.expected("expected.weight", value)


def flag(at: Place, value: Any) -> Any:
    """Expect true or false; 1 and 0 stand for them."""
    return bool(value) if isinstance(value, int) and value in (0, 1) else at.expected("expected.flag", value)


def choice(*known: str) -> Shape:
    """Expect one of some values."""

    def shape(at: Place, value: Any) -> Any:
        if isinstance(value, str) and value in known:
            return value
        return at.expected("expected.choice", value, known=list(known))

    return Made(shape, "choice", known=known)


def colour(at: Place, value: Any) -> Any:
    """Expect a colour as `#0b5d4e`."""
    good = isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value)
    return value if good else at.expected("expected.colour", value)


def day(at: Place, value: Any) -> Any:
    """Expect a day that exists, as `"2026-08-03"`, with or without quotes."""
    said = value.isoformat() if type(value) is datetime.date else value
    try:
        if datetime.date.fromisoformat(said).isoformat() == said:
            return said
    except (TypeError, ValueError):
        pass
    return at.expected("expected.day", value)


def url(*schemes: str) -> Shape:
    """Expect an address with one of some schemes."""

    def shape(at: Place, value: Any) -> Any:
        try:
            parts = urlsplit(value) if _is_text(value) and not re.search(r"[\s\"'<>`{}|\\^]", value) else None
            if parts and parts.scheme in schemes and parts.hostname and not parts.query and not parts.fragment:
                return value
        except ValueError:
            pass
        return at.expected("expected.url", value, schemes=[f"{s}://" for s in schemes])

    return shape


def many(shape: Shape, least: int = 0, once: str = "", section: bool = False) -> Shape:
    """Expect a list. `once`: no two entries may have the same value of this key; `section`: its entries are `[[key]]`."""

    def listed(at: Place, value: Any) -> Any:
        if not isinstance(value, list) or len(value) < least:
            if section:
                return at.expected(
                    "expected.sections", value, section=".".join(k for k in at.path if isinstance(k, str))
                )
            return at.expected("expected.list_of" if least else "expected.list", value, n=least)
        built = [shape(at.under(n), one) for n, one in enumerate(value)]
        seen: set[Any] = set()
        for n, one in enumerate(built):
            mark = one.get(once) if isinstance(one, dict) else None
            if mark in seen:
                at.wrong("shape.twice", n, once, what=mark)
            seen |= {mark} if mark is not None else set()
        return built

    return Made(listed, "many", {"": shape})


def maybe(shape: Shape, default: Any = MISSING) -> Shape:
    """Expect a value or none: a key that is not there, or is empty, has the default or is left out."""

    def shape_or_none(at: Place, value: Any) -> Any:
        blank = isinstance(value, dict) and all(v == "" for v in value.values())
        return default if value is MISSING or value == "" or blank else shape(at, value)

    return Made(shape_or_none, "maybe", {"": shape})


def table(unknown: Shape | str = "notice", /, **shapes: Shape) -> Shape:
    """Expect a table of these keys. Others are a notice, or refused (`"refuse"`), or free and of a shape of their own."""

    def shape(at: Place, value: Any) -> Any:
        if not isinstance(value, dict):
            return at.expected("expected.table", value, keys=list(shapes) or "…")
        built = {key: one(at.under(key), value.get(key, MISSING)) for key, one in shapes.items()}
        if unknown == "notice":
            _notice_unknown(at, value, tuple(shapes))
        for key in (k for k in value if k not in shapes and unknown != "notice"):
            if callable(unknown):
                built[key] = unknown(at.under(key), value[key])
            else:
                at.wrong("shape.no_such_key", key, known=list(shapes))
        return {key: built[key] for key in (*value, *shapes) if built.get(key, MISSING) is not MISSING}

    return Made(shape, "table", {**shapes, **({"": unknown} if callable(unknown) else {})})


def ruled(shape: Shape, rule: Callable[[Place, Any], None]) -> Shape:
    """Expect a shape and, where it is right, what a rule asks of it: the rule notes its own problems at the place."""

    def both(at: Place, value: Any) -> Any:
        before = len(at.file.problems)
        built = shape(at, value)
        if len(at.file.problems) == before:
            rule(at, built)
        return built

    return Made(both, "ruled", {"": shape})


def _notice_unknown(at: Place, value: dict[str, Any], known: tuple[str, ...]) -> None:
    for key in (k for k in value if k not in known):
        near = difflib.get_close_matches(key, known, 1) if len(at.file.notices) < LIKENED else []
        wanted = "shape.unknown_key_like" if near else "shape.unknown_key"
        at.file.notices.append(at.file.problem(wanted, (*at.path, key), near="".join(near)))


def storable(at: Place, value: Any) -> Any:
    """Expect what JSON can hold, keys nobody knows included: no dates, no numbers without end, no deep nesting."""
    if len(at.path) > DEEPEST or not (isinstance(value, (dict, list, str, bool)) or _is_number(value)):
        return at.expected("expected.storable", value)
    for key, inner in _inside(value):
        storable(at.under(key), inner)
    return value


def _inside(value: Any) -> Iterator[tuple[Key, Any]]:
    yield from value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
