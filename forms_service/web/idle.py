"""When each session was last used: in memory alone, by hash, so that no file tells who was there when."""

from __future__ import annotations

import datetime
import hashlib
import threading

from kinerja_office.accounts import IDLE

MOST = 200_000
"""Forgotten sessions are swept out long before this; it only bounds memory."""


class Idle:
    """Last use of sessions. A session not seen since the service started counts as just used."""

    def __init__(self, limit: datetime.timedelta = IDLE) -> None:
        self.limit = limit
        self._seen: dict[bytes, datetime.datetime] = {}
        self._lock = threading.Lock()

    def touch(self, token: str, now: datetime.datetime) -> bool:
        """Note a use; False where the session has been idle for too long (it is then forgotten)."""
        key = hashlib.sha256(token.encode()).digest()
        with self._lock:
            last = self._seen.pop(key, now)
            if now - last > self.limit:
                return False
            if len(self._seen) >= MOST:
                self._sweep(now)
            self._seen[key] = now
        return True

    def since(self, name: str, now: datetime.datetime) -> datetime.timedelta | None:
        """Return for how long a session, by its name in the store, was not used; None where nobody knows since a restart."""
        with self._lock:
            last = self._seen.get(bytes.fromhex(name))
        return now - last if last else None

    def forget(self, token: str) -> None:
        """Drop a session that ended."""
        with self._lock:
            self._seen.pop(hashlib.sha256(token.encode()).digest(), None)

    def _sweep(self, now: datetime.datetime) -> None:
        """Forget the longest unused; a dict keeps the order of the last uses."""
        for key, last in list(self._seen.items()):
            if now - last <= self.limit and len(self._seen) < MOST:
                break
            del self._seen[key]
