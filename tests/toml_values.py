"""Any TOML value at any key of a real content file, written back as TOML: for tests of what bad content does."""

from __future__ import annotations

import datetime
import json
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

SCALARS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        ["", " ", "x", "hijau", "a/b", "../x", "\0", "\u000b", "javascript:alert(1)", "http://[", "2026-02-30"]
    ),
    st.integers(-20, 20),
    st.sampled_from([2**63, -(2**64), 10**30]),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.datetimes(),
)
KEYS = st.one_of(
    st.sampled_from(["id", "en", "text", "code", "title", "items", "min", "a b", "", "x.y"]), st.text(max_size=5)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)


def places(value: Any, before: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every key and entry inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [p for key, inner in inside for p in ((*before, key), *places(inner, (*before, key)))]


@st.composite
def damaged(draw: st.DrawFn, data: dict[str, Any]) -> dict[str, Any]:
    """A file with one value replaced, one key taken away, or one added."""
    data = deepcopy(data)
    *outer, last = draw(st.sampled_from(places(data)))
    inside: Any = data
    for key in outer:
        inside = inside[key]
    act = draw(st.sampled_from(["replace", "replace", "replace", "delete", "add"]))
    if act == "replace":
        inside[last] = draw(VALUES)
    elif act == "delete":
        del inside[last]
    elif isinstance(inside, dict):
        inside[draw(KEYS)] = draw(VALUES)
    else:
        inside.insert(draw(st.integers(0, len(inside))), draw(VALUES))
    return data


def written(data: dict[str, Any]) -> str:
    """The file as TOML, a line for each key on top."""
    return "".join(f"{_quoted(key)} = {_value(value)}\n" for key, value in data.items())


def _quoted(text: str) -> str:
    return "".join(
        f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in json.dumps(text, ensure_ascii=False)
    )


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_quoted(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return repr(value).replace("e+", "e")
