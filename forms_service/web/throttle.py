"""Slows wrong sign-ins down without locking anybody out, in all processes of the office together, and it never learns who exists.

A growing wait binds one account *from one address* (IPv6: from one /64), and a later one the account from all addresses
together; a mild wait binds an address that tries many accounts (an office behind one address has many honest mistakes, so it
starts late and stays short). Nobody who has signed in here before waits for what others try: their device has a count of its
own (`devices`), and so have an account's signatures. What strangers can guess: at most 1,465 tries a day and account from all the world
(20 free, 5 while the wait grows, 1,440 a minute apart), and a day of quiet before it starts anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from kinerja_office import leases
from kinerja_store import Doc, Store, View


@dataclass(frozen=True)
class Limit:
    """So many wrong tries are free; then the wait doubles up to `longest` seconds, and ends `forget` quiet seconds later."""

    free: int
    longest: float
    forget: float = 900.0


LIMITS: Mapping[str, Limit] = {
    "pair": Limit(3, 60.0),
    "account": Limit(20, 60.0, 86_400.0),
    "address": Limit(40, 8.0),
    "device": Limit(3, 60.0),
    "code": Limit(5, 900.0, 86_400.0),
}
MOST, SWEPT = 50_000, 60.0
"""So many counts that make nobody wait are kept at most about, and so many seconds lie between two looks for what may go."""
Key = tuple[str, ...]
"""A kind of limit and what it counts by."""


def from_outside(who: str, address: str) -> tuple[Key, ...]:
    """Return what a try from an address counts towards; one household has a whole /64 of IPv6."""
    with suppress(ValueError):
        ip = ip_address(address.partition("%")[0])
        ip = getattr(ip, "ipv4_mapped", None) or ip
        address = str(ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
    return ("pair", who, address), ("account", who), ("address", address)


class Throttle:
    """Counts of wrong tries, kept in the store under names that only the server's key makes (`tag`)."""

    def __init__(self, store: Store, tag: Callable[[str, str], str], clock: Callable[[], float] = time.time) -> None:
        self._store, self._tag, self._clock = store, tag, clock
        self._swept = 0.0

    def wait(self, keys: Iterable[Key], at: View | None = None) -> int:
        """Return how many whole seconds this try has to wait, 0 for none; as `at` has it, where somebody reads or writes already."""
        with nullcontext(at) if at else self._store.read() as view:
            return self._seconds(view, keys, self._clock())

    def wrong(self, keys: Iterable[Key], beside: Iterable[Key] = ()) -> int:
        """Note a wrong try, `beside` too, and return 0; or, where others were wrong since it asked `wait(keys)`, how long it has to wait.

        It may then not be told that it was wrong, and counts nowhere: many tries at once learn no more than one after the other.
        """
        now, keys = self._clock(), tuple(keys)
        with self._store.write() as change:
            if seconds := self._seconds(change, keys, now):
                return seconds
            if leases.count(change) >= MOST and now - self._swept >= SWEPT:
                self._swept = now
                leases.make_room(change, now, MOST * 3 // 4, {kind: limit.free for kind, limit in LIMITS.items()})
            for key in (*keys, *beside):
                limit, before = LIMITS[key[0]], self._count(change, key, now)
                told = {"n": 1 + (before["n"] if before else 0), "kind": key[0]}
                leases.put(change, self._name(key), now, limit.forget, **told)
        return 0

    def right(self, keys: Iterable[Key]) -> None:
        """Note a good sign-in: the account starts anew from this address or device, and nowhere else."""
        keys = [key for key in keys if key[0] in ("pair", "device")]
        with self._store.read() as view:
            names = [self._name(key) for key in keys if self._count(view, key, self._clock())]
        if names:
            with self._store.write() as change:
                leases.forget(change, names)

    def _seconds(self, view: View, keys: Iterable[Key], now: float) -> int:
        left = max((self._left(view, key, now) for key in keys), default=0.0)
        return int(left) + 1 if left > 0 else 0

    def _left(self, view: View, key: Key, now: float) -> float:
        limit, found = LIMITS[key[0]], self._count(view, key, now)
        if found is None or found["n"] < limit.free:
            return 0.0
        return float(found["at"] + min(limit.longest, 2.0 ** min(found["n"] - limit.free + 1, 10)) - now)

    def _count(self, view: View, key: Key, now: float) -> Doc | None:
        return leases.find(view, self._name(key), now)

    def _name(self, key: Key) -> str:
        return "try/" + self._tag("try", "\0".join(key))
