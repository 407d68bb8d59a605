"""What the storage tests share: stores in fresh folders, a failing disk, and writers to be killed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kinerja_store import Store, StoreError, init_store, open_store
from kinerja_store.disk import Disk
from kinerja_store.keyed import KeyedStore
from kinerja_store.migrate import migrations

Docs = dict[tuple[str, str], dict[str, Any]]


def memory() -> str | None:
    """Return a folder in memory, if the system has one, for tests that are not about durability."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108


def fresh(folder: Path, **options: Any) -> KeyedStore:
    """Make and open a store."""
    init_store(folder, options.get("steps", migrations))
    return open_store(folder, **options)


@contextmanager
def opened(folder: Path, **options: Any) -> Iterator[KeyedStore]:
    """Open a store for a block."""
    store = open_store(folder, **options)
    try:
        yield store
    finally:
        store.close()


def put(store: KeyedStore, key: str, **fields: Any) -> None:
    """Store one document of table `t`."""
    with store.write() as change:
        change.put("t", key, fields)


def two_things_by_one_name(store: Store) -> None:
    """What is made of tables is kept by the tables too: one word for what is made of either takes none for the other."""
    with store.write() as change:
        for table, n in (("a", 1), ("b", 2)):
            change.put(table, "1", {"n": n})
    for _ in range(2):
        with store.read() as view:
            for tables in (("a",), ("b",), ("a", "b")):
                assert view.once(tables, "tables", lambda tables=tables: tables) == tables


def contents(store: KeyedStore) -> Docs:
    """Return everything in a store."""
    with store.read() as view:
        return {(table, key): doc for table in view.tables() for key, doc in view.find(table)}


def contents_of(folder: Path) -> Docs:
    """Open a folder, return everything in it."""
    with opened(folder) as store:
        return contents(store)


def assessment(number: int) -> dict[str, str]:
    """Return a document of the size and shape of a stored assessment."""
    return {
        "cycle": "2026-1",
        "method": "peer",
        "rater": f"{198600000000000000 + number // 8:018d}",
        "ratee": f"{197500000000000000 + number * 7 % 3001:018d}",
        "state": "sent",
        "answers": ("45-T3" * 6)[:27],
        "receipt": f"{number:016x}",
    }


def in_threads(count: int, work: Callable[[int], None]) -> None:
    """Run work(0), work(1), … at once; the first exception of any is raised here."""
    errors: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


class FailingDisk:
    """Makes the nth call of one function of the disk fail, once or from then on; counts the calls."""

    def __init__(self, monkeypatch: Any, name: str, nth: int, errno: int, *, forever: bool = False) -> None:
        self.calls = 0
        self.hit = False
        real = getattr(Disk, name)

        def failing(*args: Any) -> Any:
            self.calls += 1
            if self.calls == nth or (forever and self.calls > nth):
                self.hit = True
                if errno == SHORT:
                    fd, data, offset = args
                    return real(fd, memoryview(data)[: max(1, len(data) // 2)], offset)
                if errno == INTERRUPTED:
                    real(*args)
                if errno < 0:
                    raise KeyboardInterrupt
                raise OSError(errno, os.strerror(errno), name)
            return real(*args)

        self._undo = lambda: monkeypatch.setattr(Disk, name, staticmethod(real))
        monkeypatch.setattr(Disk, name, staticmethod(failing))

    def heal(self) -> None:
        """Let the disk work again."""
        self._undo()


SHORT, INTERRUPT, INTERRUPTED = -1, -2, -3
"""In place of an errno: the write takes only half of the bytes; a signal's handler raises before the call, or when it has done its work."""


def outcome(action: Callable[[], object]) -> StoreError | None:
    """Run an action and return the error it raised."""
    try:
        action()
    except StoreError as error:
        return error
    return None
