"""What the processes of one office tell each other for a while: who is at work at what, and what was counted.

Each is a document that stands from when it was put (`at`, seconds since 1970) to its end (`until`): past it nobody minds it, and `sweep`
removes it. So whatever a process that died had taken is free again by itself, also where the clock was set back meanwhile. The names say nothing of anybody: whoever puts one in has hashed what is in it.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import inf
from typing import Any, TypeVar

from kinerja_office.office import Office
from kinerja_store import Change, Doc, StoreError, View

TABLE = "passing"
T = TypeVar("T")
MEASURE: ContextVar[Callable[[int, int], None] | None] = ContextVar("measure", default=None)
"""Told (done, total) by a long act; set by whoever wants to say how far it is."""
LASTS = 30.0
"""Seconds for which a lease holds without being renewed: so long a dead process's work is taken for going on."""
AHEAD = 60.0
"""Seconds that the clock of another machine may be ahead: what was put later than that, this one's clock was set back since."""
RENEWED = 2.0
"""Seconds between two renewals, which also tell how far the work is."""


def find(view: View, name: str, now: float) -> Doc | None:
    """Return what was put under a name, if its end has not come."""
    doc = view.get(TABLE, name)
    return doc if doc and stands(doc, now) else None


def stands(doc: Mapping[str, Any], now: float) -> bool:
    """Whether the end of what was put has not come; what has no `at`, of an earlier program, is over."""
    return bool(doc.get("at", inf) - AHEAD <= now < doc["until"])


def put(change: Change, name: str, now: float, lasts: float, **told: Any) -> None:
    """Put something under a name for so many seconds."""
    change.put(TABLE, name, {"at": now, "until": now + lasts, **told})


def sweep(office: Office) -> None:
    """Remove what has come to its end."""
    now = office.now().timestamp()
    with office.store.read() as view:
        if all(stands(life, now) for _, life in view.each(TABLE, _life)):
            return
    with office.store.write() as change:
        forget(change, [name for name, doc in change.find(TABLE) if not stands(doc, now)])


def _life(name: str, doc: Doc) -> tuple[str, Mapping[str, float]]:
    return name, {"at": doc.get("at", inf), "until": doc["until"]}


def drop_counts(change: Change) -> None:
    """Remove all but leases; part of sealing, so that nothing tells who tried what before it."""
    forget(change, [name for name, doc in change.find(TABLE) if "holder" not in doc])


def count(view: View) -> int:
    """Return how much there is, of leases and counts together."""
    return view.count(TABLE)


def forget(change: Change, names: Iterable[str]) -> None:
    """Remove what was put under these names."""
    for name in names:
        change.delete(TABLE, name)


def make_room(change: Change, now: float, most: int, free: Mapping[str, int]) -> None:
    """Forget counts that are over and, down to so many, the smallest of those that make nobody wait (under `free` of their kind), the oldest first.

    A count that makes somebody wait is not flushed out by others; to flush out a smaller one takes as many tries for each place.
    """
    counts = [(name, doc) for name, doc in change.find(TABLE) if "kind" in doc]
    over = [name for name, doc in counts if not stands(doc, now)]
    small = sorted(
        (doc["n"], doc["at"], name) for name, doc in counts if stands(doc, now) and doc["n"] < free[doc["kind"]]
    )
    forget(change, [*over, *(name for *_, name in small[: max(0, len(small) - most)])])


@dataclass
class Lease:
    """The only right to something, until it is released or not renewed any more. `told`: what others may read of the work."""

    office: Office
    name: str
    told: Mapping[str, Any]
    holder: str = field(default_factory=lambda: secrets.token_hex(8))
    taken: bool = False
    """Whether another was found to have it, after this process stood still: work that two must not do at once then stops."""

    def put(self, change: Change) -> None:
        """Take or renew it."""
        put(change, self.name, self.office.now().timestamp(), LASTS, holder=self.holder, **self.told)

    def _lost(self, view: View) -> bool:
        return bool((view.get(TABLE, self.name) or {}).get("holder", self.holder) != self.holder)

    def renew(self) -> None:
        """Hold it on, also one that has run out and is nobody's; one that another has taken meanwhile stays theirs."""
        with self.office.store.write() as change:
            self.taken = self._lost(change)
            if not self.taken:
                self.put(change)

    def drop(self, change: Change) -> None:
        """Let it go, as part of a change."""
        if not self._lost(change):
            change.delete(TABLE, self.name)

    def release(self) -> None:
        """Let it go."""
        with self.office.store.write() as change:
            self.drop(change)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Renew it beside the block, then release it; a store that cannot be written stops no work."""
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(RENEWED):
                with suppress(StoreError):
                    self.renew()

        beside = threading.Thread(target=renew, name="lease", daemon=True)
        beside.start()
        try:
            yield
        finally:
            ended.set()
            beside.join()
            with suppress(StoreError):
                self.release()


def take(office: Office, change: Change, name: str, **told: Any) -> Lease | None:
    """Take a lease as part of a change; None where another holds it."""
    if find(change, name, office.now().timestamp()):
        return None
    lease = Lease(office, name, told)
    lease.put(change)
    return lease


def held(office: Office, name: str) -> Doc | None:
    """Return what is told of a lease that somebody holds."""
    with office.store.read() as view:
        return find(view, name, office.now().timestamp())


def measured(things: Iterable[T]) -> Iterator[T]:
    """Yield what a long act goes through, and tell how far it is."""
    every, tell = [*things], MEASURE.get()
    for n, thing in enumerate(every):
        if tell:
            tell(n, len(every))
        yield thing
