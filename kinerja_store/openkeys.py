"""Which keys the store's documents need, and whether a key is the one they were written with.

A key's *check* is an HMAC of a constant under it, stored in the change that begins to use the key and removed in the one
that ends its use: a wrong key is told before anybody writes under it. Keys made by 0.1.0 have none at first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kinerja_store.keyring import KEY_BYTES, SERVER, check_of
from kinerja_store.protocol import Change, View

TABLE = "key_checks"
Needed = Callable[[View], list[str]]
"""Which keys documents of any release's schema cannot do without, the server's apart: what they are is known to who keeps them here."""


class Faults(NamedTuple):
    """Keys in use by what is wrong with them; `unchecked` are whole, and nothing tells whether they are right."""

    missing: list[str]
    wrong: list[str]
    unchecked: list[str]


def in_use(view: View, needed: Needed) -> list[str]:
    """Return the names of all keys that documents need or were begun with, the server's apart."""
    return sorted({*needed(view), *(name for name, _ in view.find(TABLE))})


def faults(view: View, keys: Mapping[str, bytes], needed: Needed) -> Faults:
    """Compare the keys with the checks in the store."""
    names = [*in_use(view, needed), *([SERVER] if check(view, SERVER) else [])]
    there = [n for n in names if n in keys]
    wrong = [n for n in there if check(view, n) not in ("", check_of(keys[n])) or len(keys[n]) != KEY_BYTES]
    unchecked = [n for n in there if n not in wrong and not check(view, n)]
    return Faults([n for n in names if n not in keys], wrong, unchecked)


def check(view: View, name: str) -> str:
    """Return the check of a key, or nothing where none is kept."""
    return str((view.get(*_where(name)) or {}).get("check", ""))


def put_check(change: Change, name: str, key: bytes) -> None:
    """Keep the check of a key."""
    change.put(*_where(name), {"check": check_of(key)})


def drop_check(change: Change, name: str) -> None:
    """Forget a key whose use has ended."""
    change.delete(*_where(name))


def _where(name: str) -> tuple[str, str]:
    return ("meta", "server_key") if name == SERVER else (TABLE, name)
