"""A content file's values as texts to edit, and back into the file: comments, order and what was not changed stay as they are.

A form shows a tree of the file's shape: a dict for a table, a list for a list of tables, a str for anything else (numbers as
digits, a flag as `ya`, a list of plain values one a line). Nothing here judges: what cannot be read as a number goes into the
file as it was typed, and the check of the shape says what belongs there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from difflib import SequenceMatcher
from typing import Any

from kinerja_words.shape import MISSING, Made, Shape, bare, kind_of, text

YES = "ya"
WORDS = ("words", "words_or_number")
SINGLE = re.compile(r"[-+]?\d{1,18}(\.\d{1,9})?")
Tree = Any
"""dict[str, Tree], list[Tree] or str."""
MORE: Mapping[str, Sequence[str]] = {}


def parts(
    shape: Shape, path: str, raw: Any = None, more: Mapping[str, Sequence[str]] = MORE
) -> Iterator[tuple[str, Shape]]:
    """Yield the keys of a table with their shapes: its own, then those with names of their own, known (`more`, by path) or there."""
    shape = bare(shape)
    if kind_of(shape) in WORDS:
        yield from (("id", text), ("en", text))
    elif isinstance(shape, Made) and shape.kind == "table":
        yield from ((key, one) for key, one in shape.parts.items() if key)
        if free := shape.parts.get(""):
            there = raw if isinstance(raw, Mapping) else {}
            yield from ((k, free) for k in dict.fromkeys((*more.get(path, ()), *there)) if k not in shape.parts)


def is_table(shape: Shape) -> bool:
    """Whether a shape is drawn as a group of fields (a text in two languages is)."""
    return kind_of(bare(shape)) in ("table", *WORDS)


def rows_of(shape: Shape) -> Shape | None:
    """Return the shape of the entries of a list of tables; None for anything else."""
    shape = bare(shape)
    inner = shape.parts[""] if isinstance(shape, Made) and shape.kind == "many" else None
    return inner if inner is not None and is_table(inner) else None


def shown(shape: Shape, raw: Any, path: str = "", more: Mapping[str, Sequence[str]] = MORE) -> Tree:
    """Return the tree of a value as it stands in the file; what is missing or of another kind is empty."""
    if inner := rows_of(shape):
        return [shown(inner, one, path, more) for one in raw] if isinstance(raw, list) else []
    if is_table(shape):
        there = raw if isinstance(raw, Mapping) else {}
        if kind_of(bare(shape)) in WORDS and raw is not MISSING and not isinstance(raw, Mapping):
            there = {"id": raw, "en": raw}  # one text that stands for both
        return {k: shown(s, there.get(k, MISSING), _under(path, k), more) for k, s in parts(shape, path, raw, more)}
    if isinstance(raw, list):
        return "\n".join(_text(one) for one in raw)
    return _text(raw)


def _text(raw: Any) -> str:
    if raw is MISSING or isinstance(raw, (dict, list)):
        return ""
    return (YES if raw else "") if isinstance(raw, bool) else str(raw)


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def changed(shape: Shape, file: str, before: Tree, after: Tree, more: Mapping[str, Sequence[str]] = MORE) -> str:
    """Return a TOML text with what differs between two trees of it put in; raises `ValueError` where it is no TOML."""
    import tomlkit  # only where something is edited
    from tomlkit.exceptions import TOMLKitError

    plain = tomllib.loads(file)
    _table(shape, plain, before, after, "", more, None)
    with suppress(
        TOMLKitError, LookupError, TypeError, ValueError, AttributeError
    ):  # raised where a table stands in parts
        document = tomlkit.parse(file)
        _table(shape, document, before, after, "", more, tomlkit)
        made = tomlkit.dumps(document)
        if _same(made, plain):
            return made
    return tomlkit.dumps(plain)


def _same(made: str, wanted: Any) -> bool:
    """Whether a text that keeps the comments says what it should."""
    try:
        return bool(tomllib.loads(made) == wanted)
    except ValueError:
        return False


def _table(
    shape: Shape, there: MutableMapping[str, Any], before: Tree, after: Tree, path: str, more: Mapping[str, Sequence[str]], kit: Any
) -> None:  # fmt: skip
    for key, inner in parts(shape, path, {**before, **after}, more):
        old, new, place = before.get(key, ""), after.get(key, ""), _under(path, key)
        if old == new:
            continue
        if row := rows_of(inner):
            _rows(row, there, key, old or [], new, place, more, kit)
        elif is_table(inner):
            if not isinstance(there.get(key), MutableMapping):
                made = kit.inline_table() if kit and kind_of(bare(inner)) in WORDS else kit.table() if kit else {}
                old = {}
                there[key] = made
            _table(inner, there[key], old or {}, new, place, more, kit)
            if not there[key]:
                del there[key]
        else:
            value = _value(inner, new)
            if value is not MISSING:
                there[key] = value
            elif key in there:
                del there[key]


def _rows(
    row: Shape, there: MutableMapping[str, Any], key: str, before: Tree, after: Tree, path: str, more: Mapping[str, Sequence[str]], kit: Any
) -> None:  # fmt: skip
    """Bring a list of tables to its new entries; one that keeps its code keeps its comments."""
    if not isinstance(there.get(key), list):
        there[key] = kit.aot() if kit and kind_of(bare(row)) == "table" else kit.array() if kit else []
        before = []
    listed: Any = there[key]
    within = bool(kit) and not isinstance(listed, kit.items.AoT)
    was, now = ([_name(one) for one in entries] for entries in (before, after))
    for what, a, b, c, d in reversed(SequenceMatcher(None, was, now, autojunk=False).get_opcodes()):
        both = min(b - a, d - c) if what in ("equal", "replace") else 0
        for n in reversed(range(a + both, b)):
            del listed[n]
        for n in range(c + both, d):
            listed.insert(a + n - c, made := (kit.inline_table() if within else kit.table()) if kit else {})
            made = listed[a + n - c]
            _table(row, made, {}, after[n], path, more, kit)
        for n in (n for n in range(both) if before[a + n] != after[c + n]):
            if isinstance(listed[a + n], MutableMapping):
                _table(row, listed[a + n], before[a + n], after[c + n], path, more, kit)
            else:  # one text that stood for both languages, or a number
                listed[a + n] = dict(after[c + n])
    if not after:
        del there[key]


def _name(entry: Tree) -> str:
    return (
        str(next((entry[k] for k in ("code", "key", "day", "cycle") if entry.get(k)), ""))
        if isinstance(entry, dict)
        else ""
    )


def _value(shape: Shape, typed: str) -> Any:
    """Return what is typed as it stands in the file; nothing typed is nothing there, an unticked flag is false."""
    shape = bare(shape)
    if (kind := kind_of(shape)) == "flag":
        return typed == YES
    if not typed.strip():
        return MISSING
    if kind == "many" and isinstance(shape, Made):
        inner = shape.parts[""]
        split = re.split(r"[\s,;]+" if kind_of(inner) == "whole" else r"\n", typed.strip())
        return [_value(inner, one.strip()) for one in split if one.strip()]
    if kind in ("whole", "weight") and SINGLE.fullmatch(number := typed.strip().replace(",", ".")):
        return float(number) if "." in number or kind == "weight" else int(number)
    return typed
