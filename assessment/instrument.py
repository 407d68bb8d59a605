"""Instruments: versioned data (criteria → items on a labelled scale), read from TOML with file and line in errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessment.method import METHODS, YEARLY, Method
from kinerja_words.problems import Problem, Text, refuse
from kinerja_words.shape import (
    File,
    Key,
    Place,
    choice,
    code,
    flag,
    label,
    load,
    many,
    maybe,
    ruled,
    storable,
    table,
    weight,
    whole,
    words,
    words_or_number,
)

CANNOT_JUDGE = "TD"
SHORT = "+ringkas"
"""Ends the version of a short form."""
HIGHEST = 9
"""A rating is stored as one digit."""
POINT = whole(0, HIGHEST)


def _scale(at: Place, scale: Mapping[str, Any]) -> None:
    points, labels = scale["max"] - scale["min"] + 1, len(scale["labels"])
    if points < 2:
        at.wrong("instrument.scale", "min")
    elif labels not in (0, points):
        at.wrong("instrument.labels", "labels", n=labels, points=points)


INSTRUMENT = table(
    code=code,
    version=label,
    title=maybe(words),
    scale=ruled(
        table(
            min=POINT,
            max=POINT,
            cannot_judge=maybe(flag, False),
            prompt=maybe(words),
            labels=maybe(many(words_or_number), []),
        ),
        _scale,
    ),
    bands=maybe(table(low=maybe(many(POINT)), mid=maybe(many(POINT)), high=maybe(many(POINT))), {}),
    methods=table("refuse", **{m: maybe(weight) for m in METHODS}),
    criteria=many(
        table(
            code=code,
            name=maybe(words),
            question=maybe(words),
            items=many(
                table(
                    code=code,
                    text=words,
                    reversed=maybe(flag, False),
                    methods=maybe(many(choice(*METHODS)), []),
                    anchors=maybe(words),
                    short=maybe(flag, False),
                ),
                least=1,
                section=True,
            ),
        ),
        least=1,
        section=True,
    ),
)
"""`instruments/<code>.toml`, and `instrument.json` of a package."""


@dataclass(frozen=True)
class Item:
    """One statement. `methods` empty means every method; `reversed` items are turned before scoring; `short`: asked in a part of a year too."""

    code: str
    text: Text
    reversed: bool = False
    methods: tuple[Method, ...] = ()
    anchors: Text | None = None
    short: bool = False


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
    prompt: Text | None = None

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


def parse_instrument(text: str, name: str, notices: list[Problem] | None = None) -> Instrument:
    """Read an instrument from TOML; raises `Refused` naming the file, line and key of each error.

    `notices` takes what may be a slip and is none that keeps the instrument from being used (a key nobody knows).
    """
    file = load(text, name)
    return _build(file, notices)


def build_instrument(data: Mapping[str, Any], name: str = "instrument.json") -> Instrument:
    """Build an instrument from its parsed form (TOML or the package's `instrument.json`); as `parse_instrument`."""
    return _build(File(data, "", name), None)


def short_form(instrument: Instrument) -> Instrument:
    """Return the instrument of a part of a year: the statements marked `short`, without yearly methods, a version of its own.

    Raises `Refused` naming the criteria of which a method would be asked nothing.
    """
    if instrument.version.endswith(SHORT):
        return instrument
    methods = [m for m in instrument.weights if m not in YEARLY]
    asked = {i.code for m in methods for c in instrument.asked(m) for i in c.items if i.short}
    lacking = {c.code for m in methods for c in instrument.asked(m) if not any(i.short for i in c.items)}
    if lacking or not asked:
        named = [c.name for c in instrument.criteria if c.code in lacking or not asked]
        raise refuse("instrument.no_short", field="instrument", instrument=instrument.code, criteria=named)

    def kept(item: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**item, "methods": [m for m in item["methods"] if m in methods]} if item.get("methods") else item

    criteria = [
        {**c, "items": [kept(i) for i in c["items"] if i["code"] in asked]} for c in instrument.source["criteria"]
    ]
    weights = {m: w for m, w in instrument.source["methods"].items() if m in methods}
    return build_instrument(
        {**instrument.source, "version": instrument.version + SHORT, "methods": weights, "criteria": [c for c in criteria if c["items"]]}
    )  # fmt: skip


def _build(file: File, notices: list[Problem] | None) -> Instrument:
    data = file.check(INSTRUMENT, notices)
    storable(Place(file), file.raw)
    scale, weights = data["scale"], data["methods"]
    minimum, maximum = scale["min"], scale["max"]
    bands = _bands(file, data["bands"], minimum, maximum)
    if not weights:
        file.wrong("instrument.no_methods", "methods")
    criteria = tuple(_criterion(file, n, c, tuple(weights)) for n, c in enumerate(data["criteria"]))
    seen: set[str] = set()
    for n, criterion in enumerate(criteria):
        places: list[tuple[str, tuple[Key, ...]]] = [(criterion.code, ("criteria", n, "code"))]
        places += [(i.code, ("criteria", n, "items", k, "code")) for k, i in enumerate(criterion.items)]
        for used, path in places:
            if used in seen:
                file.wrong("shape.twice", *path, what=used)
            seen.add(used)
    file.settle()
    return Instrument(
        data["code"], data["version"], data.get("title", {"id": data["code"]}), minimum, maximum, scale["cannot_judge"],
        tuple(scale["labels"]) or tuple({"id": str(v)} for v in range(minimum, maximum + 1)), bands, weights, criteria, file.raw,
        scale.get("prompt"),
    )  # fmt: skip


def _bands(
    file: File, bands: Mapping[str, Sequence[int]], minimum: int, maximum: int
) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    default = {"low": [1, 2], "mid": [3], "high": [4, 5]} if (minimum, maximum) == (1, 5) else {}
    low, mid, high = (frozenset(bands.get(k, default.get(k, ()))) for k in ("low", "mid", "high"))
    ordered = bool(low and mid and high) and max(low) < min(mid) and max(mid) < min(high)
    if sorted([*low, *mid, *high]) != list(range(minimum, maximum + 1)) or not ordered:
        file.wrong("instrument.bands", "bands", low=minimum, high=maximum)
    return low, mid, high


def _criterion(file: File, n: int, data: Mapping[str, Any], methods: tuple[Method, ...]) -> Criterion:
    items = []
    for k, item in enumerate(data["items"]):
        if set(item["methods"]) - set(methods):
            place = ("criteria", n, "items", k, "methods")
            file.wrong("instrument.item_methods", *place, item=item["code"], methods=item["methods"])
        asked, anchors = tuple(item["methods"]), item.get("anchors")
        items.append(Item(item["code"], item["text"], item["reversed"], asked, anchors, item["short"]))
    return Criterion(data["code"], data.get("name", {"id": data["code"]}), tuple(items), data.get("question"))
