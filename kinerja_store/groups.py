"""Gathers changes that share one fsync, and wakes those who wait for it."""

from __future__ import annotations

import threading

from kinerja_store.errors import StoreError
from kinerja_store.views import Layer


class Group:
    """Changes that will share one fsync."""

    __slots__ = ("error", "layer", "payloads", "waiters")

    def __init__(self) -> None:
        self.payloads: list[bytes] = []
        self.layer: Layer = {}
        self.waiters: list[threading.Lock] = []
        self.error: StoreError | None = None

    def wake_next(self) -> None:
        """Wake one member that waits; it wakes the next.

        One after the other they find the writers' lock free; woken all at once, each would wait twice.
        """
        try:
            self.waiters.pop().release()
        except IndexError:
            return


def pass_on(waiter: threading.Lock, group: Group) -> None:
    """Wait in the place of a member that was interrupted while it waited."""
    waiter.acquire()
    group.wake_next()
