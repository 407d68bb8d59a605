"""The power fails at any call to the disk: whatever the disk had not been told to keep may be gone, and nothing acknowledged is.

A model of the disk beside the real one keeps of each file the bytes at its last fsync and all since, and of the folder the names
at its last fsync and all since. Before each call that changes something the cut is played for every mixture of old and new, and
each folder that it may leave is opened. What somebody has read counts as acknowledged, by whichever process.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from kinerja_store import StoreError, StoreUnwritable, open_store
from kinerja_store.disk import Disk
from kinerja_store.journal import JOURNAL_NAME
from kinerja_store.keyed import KeyedStore
from kinerja_store.lock import LOCK_NAME
from tests.kinerja_store.helpers import contents, contents_of, fresh, opened, put

KEPT = (JOURNAL_NAME, LOCK_NAME)
CALLS = ("pwrite", "ftruncate", "fsync", "fdatasync", "replace", "link", "unlink")


class Power:
    """The disk of one folder, what a power cut may leave of it, and what was acknowledged there."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path, cuts: Path) -> None:
        self.folder, self.cuts, self.states, self.quiet = folder, cuts, 0, False
        self.names = [self.listing()]
        self.bytes = {inode: [(folder / name).read_bytes()] for name, inode in self.names[0].items()}
        self.dropped: set[int] = set()
        """Files of which an fsync failed: the cache calls clean what the disk never got, and no later fsync helps."""
        self.fails: tuple[str, int] = ("", 0)
        self.there: dict[str, int] = {}
        self.going: dict[str, int] = {}
        self.also: list[Callable[[], object]] = []
        for call in CALLS:
            patch.setattr(Disk, call, staticmethod(self.watched(call, getattr(Disk, call))))

    def listing(self) -> dict[str, int]:
        return {p.name: p.stat().st_ino for p in self.folder.iterdir() if p.is_file()}

    def ours(self, it: Any) -> bool:
        path = Path(f"/proc/self/fd/{it}").readlink() if isinstance(it, int) else Path(it)
        return path == self.folder or path.parent == self.folder

    def watched(self, call: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def act(first: Any, *rest: Any) -> Any:
            if self.quiet or not self.ours(first):
                return real(first, *rest)
            self.quiet = True
            try:
                self.check()
                for also in self.also:
                    also()
            finally:
                self.quiet = False
            if self.fails[0] == call:
                self.fails = call, self.fails[1] - 1
                if self.fails[1] == 0:
                    if call in ("fsync", "fdatasync"):
                        self.dropped.add(os.fstat(first).st_ino)
                    raise OSError(errno.EIO, "the disk")
            result = real(first, *rest)
            self.note(first, durable="sync" in call)
            return result

        return act

    def note(self, it: Any, *, durable: bool) -> None:
        if not isinstance(it, int):
            self.names.append(self.listing())
        elif Path(f"/proc/self/fd/{it}").readlink() == self.folder:
            self.names = [self.listing()]
        else:
            inode, now = os.fstat(it).st_ino, Path(f"/proc/self/fd/{it}").read_bytes()
            if not durable:
                self.bytes.setdefault(inode, [b""]).append(now)
            elif inode not in self.dropped:
                self.bytes[inode] = [now]

    def left(self) -> Iterator[dict[str, bytes]]:
        """Yield the folders a cut may leave: any names, and of each file the bytes of its last fsync or some of those since."""
        seen = set()
        for names in self.names:
            kept = {name: inode for name, inode in names.items() if name in KEPT}
            for versions in product(*(self.versions(inode) for inode in kept.values())):
                state = tuple(zip(kept, versions, strict=True))
                if state not in seen:
                    seen.add(state)
                    yield dict(state)

    def versions(self, inode: int) -> list[bytes]:
        found = self.bytes.get(inode, [b""])
        return list(dict.fromkeys((found[0], *found[-3:])))

    def check(self) -> None:
        for state in self.left():
            self.states += 1
            lay_out(self.cuts, state)
            found = plain(contents_of(self.cuts))
            assert found in (self.there, {**self.there, **self.going})

    def put(self, store: KeyedStore, key: str, n: int) -> None:
        self.going = {key: n}
        put(store, key, n=n)
        self.there, self.going = {**self.there, key: n}, {}

    def read(self, store: KeyedStore) -> None:
        """Whoever reads shows receipts: all that is read has to stay."""
        self.there, self.going = plain(contents(store)), {}


def plain(docs: Any) -> dict[str, int]:
    return {key: doc["n"] for (_, key), doc in docs.items()}


def lay_out(folder: Path, state: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for name, body in state.items():
        (folder / name).write_bytes(body)


@pytest.fixture
def power(monkeypatch: pytest.MonkeyPatch, ram: Path) -> Power:
    monkeypatch.setattr("kinerja_store.journal.RESERVE", 600)
    fresh(ram / "private").close()
    return Power(monkeypatch, ram / "private", ram / "cut")


def work(power: Power) -> None:
    """Write; put a longer file in place, one with the very same snapshot, and one without history."""
    with opened(power.folder) as store:
        for number in range(4):
            power.put(store, f"a{number}", number)
        store.compact()
        power.put(store, "a0", 10)
        power.put(store, "a0", 0)
        store.compact()
        power.put(store, "b", 1)
        store.wipe_history()
        power.put(store, "c", 1)


def test_the_power_fails_at_any_call(power: Power) -> None:
    work(power)
    with opened(power.folder) as store:
        power.put(store, "d", 1)
    assert power.states > 200


def restarted(power: Power, ram: Path) -> None:
    """Killed here, started again: the next process reads what the cache holds, and the disk may still have none of it."""
    again = ram / "again"
    shutil.rmtree(again, ignore_errors=True)
    shutil.copytree(power.folder, again)
    with pytest.MonkeyPatch.context() as patch:
        next_one = Power(patch, again, ram / "cut again")
        to = {inode: next_one.listing()[name] for name, inode in power.listing().items()}
        next_one.bytes = {to.get(inode, -inode): list(found) for inode, found in power.bytes.items()}
        for inode, mine in to.items():
            next_one.bytes.setdefault(mine, [b""]).append(power_bytes(again, mine))
            if inode in power.dropped:
                next_one.dropped.add(mine)
        next_one.names = [{name: to.get(inode, -inode) for name, inode in names.items()} for names in power.names]
        next_one.there, next_one.going = power.there, power.going
        with opened(again) as store:
            next_one.read(store)
            assert next_one.there in (power.there, {**power.there, **power.going})
            next_one.put(store, "afterwards", 1)
        next_one.check()
    shutil.rmtree(again)


def power_bytes(folder: Path, inode: int) -> bytes:
    return next(p.read_bytes() for p in folder.iterdir() if p.stat().st_ino == inode)


def test_killed_at_any_call_started_again_and_then_the_power_fails(power: Power, ram: Path) -> None:
    power.also.append(lambda: restarted(power, ram))
    work(power)


@pytest.mark.parametrize("call", CALLS)
def test_a_disk_that_failed_and_fails_again_while_the_file_is_replaced(
    monkeypatch: pytest.MonkeyPatch, ram: Path, call: str
) -> None:
    """After a failed fsync the file is replaced at the next start; where that fails too, at the one after it."""
    monkeypatch.setattr("kinerja_store.journal.RESERVE", 600)
    nth = 0
    while True:
        nth += 1
        folder = ram / f"{call}-{nth}"
        fresh(folder).close()
        with pytest.MonkeyPatch.context() as patch:
            power = Power(patch, folder, ram / "cut")
            with opened(folder) as store:
                power.put(store, "a", 1)
                power.fails = "fdatasync", 1
                with pytest.raises(StoreError):
                    power.put(store, "b", 1)
            power.fails = call, nth
            try:
                store = open_store(folder)
            except StoreError:
                pass
            else:
                power.read(store)
                store.close()
            hit, power.fails = power.fails[1] <= 0, ("", 0)
            with opened(folder) as store:
                power.read(store)
                power.put(store, "c", 1)
        if not hit:
            assert nth > 1 or call in ("ftruncate", "link", "fdatasync"), "calls that a replacement does not make"
            return


def test_an_fsync_that_fails_while_a_store_is_recovered_is_remembered(power: Power, ram: Path) -> None:
    """A killed process left an entry in the cache; whoever meets it cannot make it durable, and has to say so to the next."""
    journal = power.folder / JOURNAL_NAME
    inode = journal.stat().st_ino
    with opened(power.folder) as store:
        power.put(store, "a", 1)
        kept, power.going = journal.read_bytes(), {"b": 1}
        power.also = [lambda: shutil.copytree(power.folder, ram / "killed", dirs_exist_ok=True)]
        put(store, "b", n=1)
        power.also = []
    for name in KEPT:  # as it was at the last call: the entry is written, and nobody was told
        (power.folder / name).write_bytes((ram / "killed" / name).read_bytes())
        power.bytes[power.listing()[name]] = [(ram / "killed" / name).read_bytes()]
    power.bytes[inode].insert(0, kept)
    power.fails = "fsync", 2  # after the folder's
    with pytest.raises(StoreUnwritable):
        open_store(power.folder)
    assert inode in power.dropped
    with opened(power.folder) as store:
        power.read(store)
        power.put(store, "c", 1)
    power.check()
