"""How one document becomes bytes: one canonical JSON text, so that equal documents are equal bytes.

The canonical form (sorted keys, no blanks, UTF-8) also lets a search look at the bytes before it decodes:
a document whose field `unit` is `x` contains the bytes `"unit":"x"`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
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


def encode(doc: Mapping[str, Any]) -> bytes:
    """Encode a document; TypeError or ValueError if it holds anything that JSON can't."""
    try:
        text = _canonical(doc)
    except TypeError:
        # Keys of mixed types can't be sorted; JSON turns them all into text, so do that first.
        text = _canonical(json.loads(json.dumps(doc, allow_nan=False)))
    return text.encode("utf-8", "surrogatepass")


def decode(raw: bytes) -> dict[str, Any]:
    """Decode a document into a new dictionary."""
    return cast(dict[str, Any], json.loads(raw))


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
        end = raw.find(b'"', begin)
        value = raw[begin:end]
        flat = raw.find(b"{", 1) < 0
        if flat and b"\\" not in value:
            return value.decode("utf-8", "surrogatepass")
        found = decode(raw).get(self.name)
        return found if isinstance(found, str) else None

    def needle(self, value: str) -> bytes:
        """Return bytes that every document contains whose field has this value."""
        return encode({self.name: value})[1:-1]
