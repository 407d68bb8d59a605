"""Gives each document its id in the file and its key a place in the document.

The id is a hash of table and key: it says nothing about when a document came, and the file's bytes depend on
the documents alone. The key itself stands in the document under `_key`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from kinerja_store.codec import Field
from kinerja_store.errors import StoreError
from kinerja_store.protocol import Doc

KEY = "_key"
_field = Field(KEY)
_FIRST = b'{"_key":"'


@lru_cache(1024)
def id_of(table: str, key: str) -> int:
    """Return the id of a document: 60 bits, so that it stays a small number in memory."""
    name = f"{table}\0{key}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "big") >> 4


def with_key(key: str, doc: Doc) -> Doc:
    """Return the document as it is stored: together with its key."""
    if KEY in doc:
        raise StoreError(f"a document's own field may not be called {KEY}")
    return {**doc, KEY: key}


def without_key(stored: Mapping[str, Any]) -> tuple[str, Doc]:
    """Return the key and the document as a new dictionary without it."""
    doc = dict(stored)
    return doc.pop(KEY), doc


def key_in(raw: bytes) -> str | None:
    """Return the key of an encoded document, or None if it was stored without one."""
    if raw.startswith(_FIRST):
        # Where it comes first (keys are sorted) it is the document's own, not one of a nested object.
        key = raw[len(_FIRST) : raw.find(b'"', len(_FIRST))]
        if b"\\" not in key:
            return key.decode("utf-8", "surrogatepass")
    return _field.text(raw)
