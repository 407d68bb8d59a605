"""Which keys the store's documents need, and whether a key is the one they were written with.

A key's *check* is an HMAC of a constant under it, stored in the change that begins to use the key and removed in the one
that ends its use: a wrong key is told before anybody writes under it. Keys made by 0.1.0 have none at first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kinerja_store.keyring import KEY_BYTES, SERVER, check_of
from kinerja_store.protocol import Change, View

TAKING_BALLOTS = ("opening", "assessment", "closing")
SEALED_METHODS = ("peer", "subordinate")
"""As cycles' documents spell them; a test holds both to the rules."""
TABLE = "key_checks"


class Faults(NamedTuple):
    """Keys in use by what is wrong with them; `unchecked` are whole, and nothing tells whether they are right."""

    missing: list[str]
    wrong: list[str]
    unchecked: list[str]


def cycles_in_need(view: View) -> list[str]:
    """Return the ids of the open cycles with a sealed method: their ballots are readable with the cycle's key alone."""
    asked = {key: doc for key, doc in view.find("cycles") if doc.get("state") in TAKING_BALLOTS}
    return [key for key, doc in asked.items() if any(m in doc.get("methods", ()) for m in SEALED_METHODS)]


def in_use(view: View) -> list[str]:
    """Return the names of all keys that documents need, the server's apart."""
    return sorted({*cycles_in_need(view), *(name for name, _ in view.find(TABLE))})


def faults(view: View, keys: Mapping[str, bytes]) -> Faults:
    """Compare the keys with the checks in the store."""
    names = [*in_use(view), *([SERVER] if check(view, SERVER) else [])]
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
