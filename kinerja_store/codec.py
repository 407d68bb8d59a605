"""Turns a document into bytes and back: one canonical JSON text, so that equal documents are equal bytes.

The canonical form (sorted keys, no blanks, UTF-8) also lets a search look at the bytes before it decodes:
a document whose field `unit` is `x` contains the bytes `"unit":"x"`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _quick() -> Callable[[Mapping[str, Any]], str]:
    """Return the encoder's `encode`, prepared once instead of at each call where CPython lets one."""
    make = getattr(json.encoder, "c_make_encoder", None)
    text = getattr(json.encoder, "encode_basestring", None)
    if make is None or text is None:
        return _encoder.encode
    prepared = make(None, _encoder.default, text, None, ":", ",", True, False, False)
    return lambda doc: "".join(prepared(doc, 0))


_canonical = _quick()
_decoder = json.JSONDecoder()
_BACKSLASH = ord("\\")


def encode(doc: Mapping[str, Any]) -> bytes:
    """Encode a document; TypeError or ValueError if it holds anything that JSON can't."""
    try:
        text = _canonical(doc)
    except TypeError:
        # Keys of mixed types can't be sorted; JSON turns them all into text, so do that first.
        text = _canonical(json.loads(json.dumps(doc, allow_nan=False)))
    return text.encode("utf-8", "surrogatepass")


def decode(raw: bytes) -> dict[str, Any]:
    """Decode a document into a new dictionary; ValueError for bytes that are none."""
    # What `json.loads` guesses and skips (another encoding, blanks around) takes it a third of its time.
    try:
        found, end = _decoder.raw_decode(text := raw.decode("utf-8", "surrogatepass"))
        return cast(dict[str, Any], found if end == len(text) else json.loads(raw))
    except RecursionError:
        raise ValueError("nested too deep") from None


class Field:
    """One field by name: reads its text from encoded documents without decoding them, where that is safe."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._start = encode({name: ""})[1:-2]

    def text(self, raw: bytes) -> str | None:
        """Return the field's value if it is a text, else None."""
        first = raw.find(self._start)
        if first < 0:
            return None
        begin = first + len(self._start)
        value = raw[begin : raw.find(b'"', begin)]
        if b"\\" not in value and _is_own(raw, first):
            return value.decode("utf-8", "surrogatepass")
        found = decode(raw).get(self.name)
        return found if isinstance(found, str) else None


class Wanted:
    """Fields by name that a document must have, each a text; told from the document's bytes, decoded only in doubt."""

    def __init__(self, equals: Mapping[str, str]) -> None:
        self.equals = equals
        self.needles = [(name, value, encode({name: value})[1:-1]) for name, value in equals.items()]

    def among(self, docs: Mapping[int, bytes]) -> Iterable[int]:
        """Return the ids of documents that contain the bytes of each field, at the top or inside."""
        ids: Iterable[int] = docs
        for _, _, needle in self.needles:
            ids = [i for i in ids if needle in docs[i]]
        return ids

    def holds(self, raw: bytes) -> bool:
        """Whether the document has these fields."""
        for name, value, needle in self.needles:
            place = raw.find(needle)
            if place < 0 or not (_is_own(raw, place) or decode(raw).get(name) == value):
                return False
        return True


def _is_own(raw: bytes, place: int) -> bool:
    """Whether a field found at a place is for certain the document's own, not one of an object inside it."""
    outside = raw.find(b"{", 1, place) < 0 or raw.find(b"}", place, -1) < 0
    return outside and raw[place - 1] != _BACKSLASH  # behind one, the place lies inside a name that holds a quote
