"""Instruments: versioned data (criteria → items on a labelled scale), read from TOML with file and line in errors."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessment.method import METHODS, Method
from kinerja_words.problems import Problem, Refused, Text

CANNOT_JUDGE = "TD"
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
HIGHEST = 9
"""A rating is stored as one digit."""


@dataclass(frozen=True)
class Item:
    """One statement. `methods` empty means every method; `reversed` items are turned before scoring."""

    code: str
    text: Text
    reversed: bool = False
    methods: tuple[Method, ...] = ()
    anchors: Text | None = None


@dataclass(frozen=True)
class Criterion:
    """A group of items; `question` is how the public page asks it."""

    code: str
    name: Text
    items: tuple[Item, ...]
    question: Text | None = None


@dataclass(frozen=True)
class Instrument:
    """What is asked, on which scale, by which methods; frozen once a cycle that uses it is open."""

    code: str
    version: str
    title: Text
    minimum: int
    maximum: int
    cannot_judge: bool
    labels: tuple[Text, ...]
    bands: tuple[frozenset[int], frozenset[int], frozenset[int]]
    weights: Mapping[Method, float]
    criteria: tuple[Criterion, ...]
    source: Mapping[str, Any]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in the order of the form; answers are stored in this order."""
        return tuple(item for criterion in self.criteria for item in criterion.items)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Item code → place in `items`."""
        return {item.code: i for i, item in enumerate(self.items)}

    def asked(self, method: Method) -> tuple[Criterion, ...]:
        """Return the criteria with the items this method is asked; empty criteria are left out."""
        kept = (
            Criterion(c.code, c.name, tuple(i for i in c.items if not i.methods or method in i.methods), c.question)
            for c in self.criteria
        )
        return tuple(c for c in kept if c.items)


def parse_instrument(text: str, name: str) -> Instrument:
    """Read an instrument from TOML; raises `Refused` naming the file and the line of each error."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise Refused(Problem("instrument.toml", name=name, line=line, error=str(error))) from None
    return build_instrument(data, text, name)


def build_instrument(data: Mapping[str, Any], text: str = "", name: str = "instrument.json") -> Instrument:
    """Build an instrument from its parsed form (TOML or the package's `instrument.json`); as `parse_instrument`."""
    check = _Check(text, name)
    code, version = check.code(data.get("code"), "code"), str(data.get("version", ""))
    if not version:
        check.add("version", "instrument.version")
    minimum, maximum, labels = _scale(check, data.get("scale", {}))
    bands = _bands(check, data.get("bands", {}), minimum, maximum)
    weights = _weights(check, data.get("methods", {}))
    criteria = _criteria(check, data.get("criteria", []), tuple(weights))
    if check.problems:
        raise Refused(check.problems)
    return Instrument(
        code, version, data.get("title", {"id": code}), minimum, maximum,
        bool(data.get("scale", {}).get("cannot_judge", False)), labels, bands, weights, criteria, data,
    )  # fmt: skip


class _Check:
    """Collects the problems of one file, each with the line its words stand on."""

    def __init__(self, text: str, name: str) -> None:
        self.lines, self.name, self.problems = text.splitlines(), name, list[Problem]()

    def add(self, near: str, code: str, **values: Any) -> None:
        line = next((n for n, words in enumerate(self.lines, start=1) if near in words), 1)
        self.problems.append(Problem(code, name=self.name, line=line, **values))

    def code(self, value: object, where: str) -> str:
        if isinstance(value, str) and CODE.fullmatch(value):
            return value
        self.add(str(value) if value else where, "instrument.code", value=repr(value))
        return ""


def _scale(check: _Check, scale: Mapping[str, Any]) -> tuple[int, int, tuple[Text, ...]]:
    minimum, maximum = scale.get("min"), scale.get("max")
    if not (isinstance(minimum, int) and isinstance(maximum, int) and 0 <= minimum < maximum <= HIGHEST):
        check.add("min" if minimum is not None else "[scale]", "instrument.scale")
        return 1, 5, ()
    labels = tuple(t if isinstance(t, dict) else {"id": str(t)} for t in scale.get("labels", ()))
    if labels and len(labels) != maximum - minimum + 1:
        check.add("labels", "instrument.labels", n=len(labels), points=maximum - minimum + 1)
    return minimum, maximum, labels or tuple({"id": str(v)} for v in range(minimum, maximum + 1))


def _bands(
    check: _Check, bands: Mapping[str, Any], minimum: int, maximum: int
) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    default = {"low": [1, 2], "mid": [3], "high": [4, 5]} if (minimum, maximum) == (1, 5) else {}
    low, mid, high = (frozenset(bands.get(k, default.get(k, ()))) for k in ("low", "mid", "high"))
    points = sorted([*low, *mid, *high])
    ordered = bool(low and mid and high) and max(low) < min(mid) and max(mid) < min(high)
    if points != list(range(minimum, maximum + 1)) or not ordered:
        check.add("[bands]", "instrument.bands", low=minimum, high=maximum)
    return low, mid, high


def _weights(check: _Check, methods: Mapping[str, Any]) -> dict[Method, float]:
    weights: dict[Method, float] = {}
    for method, weight in methods.items():
        if method not in METHODS or not isinstance(weight, int | float) or weight < 0:
            check.add(str(method), "instrument.weight", method=method, weight=repr(weight))
        else:
            weights[method] = float(weight)
    if not weights:
        check.add("[methods]", "instrument.no_methods")
    return weights


def _criteria(
    check: _Check, criteria: Sequence[Mapping[str, Any]], methods: tuple[Method, ...]
) -> tuple[Criterion, ...]:
    if not criteria:
        check.add("[[criteria]]", "instrument.no_criteria")
    seen: set[str] = set()
    built = []
    for criterion in criteria:
        code = check.code(criterion.get("code"), "[[criteria]]")
        items = []
        for item in criterion.get("items", ()):
            item_code = check.code(item.get("code"), code or "items")
            _once(check, item_code, seen)
            asked = tuple(item.get("methods", ()))
            if set(asked) - set(methods):
                check.add(item_code, "instrument.item_methods", item=item_code, methods=list(asked))
            if not (isinstance(item.get("text"), dict) and any(item["text"].values())):
                check.add(item_code, "instrument.item_text", item=item_code)
            items.append(Item(item_code, item.get("text", {}), bool(item.get("reversed")), asked, item.get("anchors")))
        _once(check, code, seen)
        if not items:
            check.add(code, "instrument.no_items", what=code)
        built.append(Criterion(code, criterion.get("name") or {"id": code}, tuple(items), criterion.get("question")))
    return tuple(built)


def _once(check: _Check, code: str, seen: set[str]) -> None:
    if code in seen:
        check.add(code, "instrument.used_twice", what=code)
    seen.add(code)
