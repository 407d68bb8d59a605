"""Slows wrong sign-ins down without locking anybody out; in memory alone, and it never learns who exists.

A growing wait binds one account *from one address* (IPv6: from one /64), and a later one the account from all addresses
together; a mild wait binds an address that tries many accounts (an office behind one address has many honest mistakes, so it
starts late and stays short). Nobody who has signed in here before waits for what others try: their device has a count of its
own (`devices`), and so have an account's signatures. What strangers can guess: at most 1,465 tries a day and account from all the world
(20 free, 5 while the wait grows, 1,440 a minute apart), and a day of quiet before it starts anew.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address, ip_network


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
MOST = 50_000
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
    """Counts of wrong tries; keys are hashed with a secret of this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._secret = os.urandom(16)
        self._tries: dict[bytes, tuple[int, float, Limit]] = {}
        self._lock = threading.Lock()

    def wait(self, keys: Iterable[Key]) -> int:
        """Return how many whole seconds this try has to wait, 0 for none."""
        now = self._clock()
        with self._lock:
            left = max((self._left(key, now) for key in keys), default=0.0)
        return int(left) + 1 if left > 0 else 0

    def wrong(self, keys: Iterable[Key]) -> None:
        """Note a wrong try."""
        now = self._clock()
        with self._lock:
            if len(self._tries) >= MOST:  # a count that makes somebody wait is not flushed out by others
                self._tries = {
                    k: (n, last, limit)
                    for k, (n, last, limit) in self._tries.items()
                    if now - last < (limit.forget if n >= limit.free else limit.forget / 3)
                }
            for key in keys:
                limit = LIMITS[key[0]]
                count, last, _ = self._tries.get(self._hash(key), (0, now, limit))
                self._tries[self._hash(key)] = (1 if now - last > limit.forget else count + 1, now, limit)

    def right(self, keys: Iterable[Key]) -> None:
        """Note a good sign-in: the account starts anew from this address or device, and nowhere else."""
        with self._lock:
            for key in keys:
                if key[0] in ("pair", "device"):
                    self._tries.pop(self._hash(key), None)

    def _left(self, key: Key, now: float) -> float:
        limit = LIMITS[key[0]]
        count, last, _ = self._tries.get(self._hash(key), (0, 0.0, limit))
        if count < limit.free or now - last > limit.forget:
            return 0.0
        return float(last + min(limit.longest, 2.0 ** min(count - limit.free + 1, 10)) - now)

    def _hash(self, key: Key) -> bytes:
        return hashlib.blake2b("\0".join(key).encode(), key=self._secret, digest_size=16).digest()
