"""Slows wrong sign-ins down without locking anybody out; in memory alone, and it never learns who exists.

A growing wait binds one account *from one address*: an attacker elsewhere cannot make a person wait at their own place, and
never for longer than `LONGEST` even beside them. A mild wait binds an address that tries many accounts (an office behind one
address has many honest mistakes, so it starts late and stays short). What guessing is left: one try a minute and account
against 30^10 slip codes.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable

FREE = 3
"""Wrong tries of one account from one address before the first wait."""
LONGEST = 60.0
FREE_ADDRESS = 40
LONGEST_ADDRESS = 8.0
FORGET = 900.0
"""After so many quiet seconds a count starts anew."""
MOST = 50_000


class Throttle:
    """Counts of wrong tries; keys are hashed with a secret of this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._secret = os.urandom(16)
        self._tries: dict[bytes, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def wait(self, who: str, address: str) -> int:
        """Return how many whole seconds this try has to wait, 0 for none."""
        now = self._clock()
        with self._lock:
            left = max(
                self._left(self._key("pair", who, address), FREE, LONGEST, now),
                self._left(self._key("address", address), FREE_ADDRESS, LONGEST_ADDRESS, now),
            )
        return int(left) + 1 if left > 0 else 0

    def wrong(self, who: str, address: str) -> None:
        """Note a wrong try."""
        now = self._clock()
        with self._lock:
            if len(self._tries) >= MOST:
                self._tries = {k: v for k, v in self._tries.items() if now - v[1] < FORGET / 3}
            for key in (self._key("pair", who, address), self._key("address", address)):
                count, last = self._tries.get(key, (0, now))
                self._tries[key] = (1 if now - last > FORGET else count + 1, now)

    def right(self, who: str, address: str) -> None:
        """Note a good sign-in: this account starts anew from this address."""
        with self._lock:
            self._tries.pop(self._key("pair", who, address), None)

    def _left(self, key: bytes, free: int, longest: float, now: float) -> float:
        count, last = self._tries.get(key, (0, 0.0))
        if count < free or now - last > FORGET:
            return 0.0
        return float(last + min(longest, 2.0 ** min(count - free + 1, 10)) - now)

    def _key(self, *parts: str) -> bytes:
        return hashlib.blake2b("\0".join(parts).encode(), key=self._secret, digest_size=16).digest()
