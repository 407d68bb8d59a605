"""Every call to the disk fails in turn, once or for ever: what was acknowledged stays, what was refused never appears.

The short form replaces the store's own functions for the disk (`kinerja_store.disk`); the long form has strace
make the kernel's answers fail, and needs it installed. Short writes are in the short form alone: strace can only make
the kernel lie about them.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kinerja_office.keys import needed
from kinerja_store import (
    OutcomeUnknown,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnlocked,
    StoreUnwritable,
    init_store,
    open_store,
)
from kinerja_store.backup import backup, restore
from kinerja_store.check import check, mount
from kinerja_store.custody import MIN_FREE
from kinerja_store.disk import Disk
from kinerja_store.keyed import KeyedStore
from kinerja_store.lock import ProcessLock
from kinerja_store.repair import repair
from kinerja_words.catalogue import both, text
from tests.kinerja_store.helpers import (
    INTERRUPT,
    INTERRUPTED,
    SHORT,
    FailingDisk,
    contents,
    contents_of,
    fresh,
    in_threads,
    opened,
    outcome,
    put,
)

WRITES = [
    ("pwrite", errno.EIO),
    ("pwrite", errno.ENOSPC),
    ("pwrite", SHORT),
    ("fsync", errno.EIO),
    ("fsync", errno.ENOSPC),
    ("fdatasync", errno.EIO),
    ("ftruncate", errno.EIO),
    ("replace", errno.EIO),
    ("replace", errno.ENOSPC),
    ("link", errno.EIO),
    ("unlink", errno.EIO),
    ("open", errno.EMFILE),
    ("open", errno.ENOSPC),
    ("pread", errno.EIO),
    ("flock", errno.ENOLCK),
    ("fstat", errno.EIO),
    ("stat", errno.EIO),
    ("replace", errno.EINTR),
    ("link", errno.EINTR),
    ("unlink", errno.EINTR),
    ("stat", errno.EINTR),
    ("statvfs", errno.EINTR),
]
"""The last ones: calls that Python does not repeat when a signal came (PEP 475), which a network or FUSE file system may cut short."""


class Ledger:
    """What each change was told."""

    def __init__(self) -> None:
        self.acknowledged: list[str] = []
        self.unknown: list[str] = []
        self.refused: list[str] = []
        self.errors: list[StoreError] = []

    def put(self, store: KeyedStore, key: str) -> None:
        try:
            error = outcome(lambda: put(store, key, text="x" * 300))
        except KeyboardInterrupt:
            self.unknown.append(key)
            return
        if error is None:
            self.acknowledged.append(key)
        elif isinstance(error, OutcomeUnknown):
            self.unknown.append(key)
        else:
            self.refused.append(key)
        if error is not None:
            self.errors.append(error)

    def check(self, folder: Path) -> None:
        """After the disk is well again: open, compare, and go on working."""
        with opened(folder) as store:
            there = {key for _, key in contents(store)}
            assert there >= set(self.acknowledged)
            assert not there & set(self.refused)
            assert there <= {*self.acknowledged, *self.unknown}
            put(store, "afterwards")
        assert contents_of(folder).keys() == {*(("t", key) for key in there), ("t", "afterwards")}


def writing(folder: Path, ledger: Ledger) -> None:
    """Open, write (the room reserved at first is used up on the way), compact, write on."""
    try:
        store = open_store(folder, patience=1)
    except StoreError:
        return
    for number in range(6):
        ledger.put(store, f"a{number}")
    outcome(store.compact)
    for number in range(6):
        ledger.put(store, f"b{number}")
    outcome(store.wipe_history)
    ledger.put(store, "c")
    store.close()


def each_call(
    monkeypatch: pytest.MonkeyPatch,
    ram: Path,
    fault: tuple[str, int],
    forever: bool,
    scenario: Callable[[Path, Ledger], None],
    prepare: Callable[[Path], Ledger],
) -> int:
    """Run a scenario with the first, second, … call of a function failing, until the scenario makes no such call."""
    name, number = fault
    nth = 0
    while True:
        nth += 1
        folder = ram / f"run-{nth}-{number}-{forever}"
        ledger = prepare(folder)
        failing = FailingDisk(monkeypatch, name, nth, number, forever=forever)
        try:
            scenario(folder, ledger)
        finally:
            failing.heal()
        if not failing.hit:
            return nth - 1
        try:
            ledger.check(folder)
        except BaseException:
            print(f"{name} number {nth} failed with {number}, forever={forever}")
            raise
        shutil.rmtree(folder)


def with_small_reserve(folder: Path) -> Ledger:
    init_store(folder)
    return Ledger()


@pytest.mark.parametrize("forever", [False, True], ids=["once", "for ever"])
@pytest.mark.parametrize(
    "fault", [f for f in WRITES if f[0] != "ftruncate"], ids=lambda f: f"{f[0]}-{errno.errorcode.get(f[1], 'short')}"
)  # a file is cut only where it was torn: see the recovery
def test_any_call_may_fail_while_writing_and_compacting(
    monkeypatch: pytest.MonkeyPatch, ram: Path, fault: tuple[str, int], forever: bool
) -> None:
    monkeypatch.setattr("kinerja_store.journal.RESERVE", 900)
    cases = each_call(monkeypatch, ram, fault, forever, writing, with_small_reserve)
    assert cases >= (1 if fault[0] in ("link", "stat", "statvfs") else 2)


@pytest.mark.parametrize("when", [INTERRUPT, INTERRUPTED], ids=["before", "after"])
@pytest.mark.parametrize("name", list(dict.fromkeys(name for name, _ in WRITES)))
def test_a_signals_handler_may_raise_at_any_call(
    monkeypatch: pytest.MonkeyPatch, ram: Path, name: str, when: int
) -> None:
    """Ctrl-C: nobody hangs for what the interrupted change held, and what was acknowledged is there."""
    monkeypatch.setattr("kinerja_store.journal.RESERVE", 900)

    def interrupted(folder: Path, ledger: Ledger) -> None:
        try:
            store = open_store(folder, patience=1)
        except (StoreError, KeyboardInterrupt):
            return
        for key in "abc":
            ledger.put(store, key)
        for act in (
            store.compact,
            partial(ledger.put, store, "d"),
            store.wipe_history,
            partial(ledger.put, store, "e"),
            store.close,
        ):
            with suppress(StoreError, KeyboardInterrupt):
                act()
        assert not any(isinstance(error, StoreBusy) for error in ledger.errors), "what was interrupted holds it on"

    prepare = torn if name == "ftruncate" else with_small_reserve
    assert each_call(monkeypatch, ram, (name, when), False, interrupted, prepare) >= 1


CTRL_C = """
import random, signal, sys
from pathlib import Path
from kinerja_store import OutcomeUnknown, StoreError, init_store, open_store

def raising(*_):
    raise KeyboardInterrupt

signal.signal(signal.SIGALRM, raising)
for run in range(int(sys.argv[2])):
    folder, done, key = Path(sys.argv[1]) / f"run-{run}", set(), None
    init_store(folder)
    store = open_store(folder)
    try:
        signal.setitimer(signal.ITIMER_REAL, random.uniform(0.00002, 0.004))
        for number in range(1000):
            key = f"k{number}"
            with store.write() as change:
                change.put("t", key, {"text": "x" * 100})
            done.add(key)
            if number % 60 == 59:
                store.compact()
    except (KeyboardInterrupt, OutcomeUnknown):
        signal.setitimer(signal.ITIMER_REAL, 0)
    store.close()
    again = open_store(folder, patience=1)
    with again.read() as view:
        assert done <= {k for k, _ in view.find("t")} <= done | {key}, run
    again.close()
"""


@pytest.mark.parametrize("runs", [100, pytest.param(3000, marks=pytest.mark.quality)])
def test_a_signals_handler_may_raise_at_any_moment(ram: Path, runs: int) -> None:
    """What it left held keeps nobody waiting: the store closes at once, another opening has what was acknowledged."""
    done = _child(CTRL_C, str(ram), str(runs))
    assert done.returncode == 0, done.stderr


NO_LOCKS = [lambda *_: None, errno.ENOLCK, errno.EOPNOTSUPP]


def lockless(fault: int | Callable[..., None]) -> Callable[[int, int], None]:
    """Return a flock that has no effect, or fails."""

    def flock(fd: int, how: int) -> None:
        if isinstance(fault, int):
            raise OSError(fault, os.strerror(fault))

    return flock


NO_LOCKS_EACH = pytest.mark.parametrize("fault", NO_LOCKS, ids=["no effect", "ENOLCK", "EOPNOTSUPP"])


@NO_LOCKS_EACH
def test_without_locks_that_work_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int | Callable[..., None]
) -> None:
    """Some network and FUSE file systems take a lock and keep nobody out: two processes would write over each other."""
    folder = tmp_path / "private"
    store = fresh(folder)
    put(store, "k")
    store.close()
    before = (folder / "store.journal").read_bytes()

    with monkeypatch.context() as without:
        without.setattr(Disk, "flock", staticmethod(lockless(fault)))
        with opened(folder) as store:
            assert isinstance(store.failed, StoreUnlocked)
            assert contents(store) == {("t", "k"): {}}
            assert isinstance(error := outcome(lambda: put(store, "lost")), StoreUnlocked)
            assert "flock" in text(error, "id")
        (said,) = [f.said for f in check(folder, needed=needed) if f.level == "error"]
        assert said.code == "doctor.unlocked"
        assert re.search(r"\((sistem berkasnya tidak mengunci|tidak didukung di sini)\)", both(said)["id"])
    assert (folder / "store.journal").read_bytes() == before
    assert not [f for f in check(folder, needed=needed) if f.level != "ok"]
    with opened(folder) as store:
        put(store, "again")


@NO_LOCKS_EACH
def test_without_locks_that_work_nothing_is_made_or_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int | Callable[..., None]
) -> None:
    folder, path = tmp_path / "private", tmp_path / "private" / "store.journal"
    store = fresh(folder)
    put(store, "k")
    store.close()
    path.write_bytes(b"\xff" * 64 + path.read_bytes()[64:])
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    monkeypatch.setattr(Disk, "flock", staticmethod(lockless(fault)))
    with pytest.raises(StoreUnlocked):
        repair(folder)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    with pytest.raises(StoreUnlocked):
        init_store(tmp_path / "new")
    assert not (tmp_path / "new" / "store.journal").exists()


@NO_LOCKS_EACH
def test_without_locks_that_work_the_store_is_loaded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int | Callable[..., None]
) -> None:
    """That is no disk that may be well again: who writes all day is refused, and no file is opened for it."""
    now, folder = [100.0], tmp_path / "private"
    monkeypatch.setattr("kinerja_store.engine.time.monotonic", lambda: now[0])
    fresh(folder).close()
    monkeypatch.setattr(Disk, "flock", staticmethod(lockless(fault)))
    opens, real = [], Disk.open
    monkeypatch.setattr(Disk, "open", staticmethod(lambda *words: opens.append(words) or real(*words)))
    with opened(folder) as store:
        opens.clear()
        for _ in range(10):
            now[0] += 6
            assert isinstance(outcome(lambda: put(store, "lost")), StoreUnlocked)
        assert not opens


def test_a_store_opened_anew_again_and_again_holds_few_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The torn end of a file cannot be cut as long as its disk is full: each look costs a load, and leaves nothing open."""
    now, folder = [100.0], tmp_path / "private"
    monkeypatch.setattr("kinerja_store.engine.time.monotonic", lambda: now[0])
    fresh(folder).close()
    real = Disk.open
    held, close = [], Disk.close
    monkeypatch.setattr(Disk, "close", staticmethod(lambda fd: (held.remove(fd) if fd in held else None, close(fd))))

    def noted(*words: Any) -> int:
        fd = real(*words)
        held.append(fd)
        return fd

    monkeypatch.setattr(Disk, "open", staticmethod(noted))
    with opened(folder) as store:
        for _ in range(20):
            store.engine.failed = StoreUnwritable("the disk failed")
            now[0] += 6
            outcome(lambda: put(store, "lost"))
        assert len(held) <= 6, "of the file in use, and of the one before: somebody may be reading its mark"
    assert not held


def test_too_many_open_files_say_nothing_of_the_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second opening of the file that is asked fails: told as what it is, and written to again once that is over."""
    now, folder, real = [100.0], tmp_path / "private", Disk.open
    monkeypatch.setattr("kinerja_store.engine.time.monotonic", lambda: now[0])
    fresh(folder).close()

    def scarce(path: Path, flags: int, *mode: int) -> int:
        if path.name == "store.turn" and not mode:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return real(path, flags, *mode)

    with monkeypatch.context() as without:
        without.setattr(Disk, "open", staticmethod(scarce))
        with closing(ProcessLock(folder, writable=True)) as lock, pytest.raises(StoreUnwritable) as told:
            lock.must_work()
        assert not isinstance(told.value, StoreUnlocked)
        assert not [f for f in check(folder, needed=needed) if f.level == "error"]
        store = open_store(folder)
        assert type(outcome(lambda: put(store, "refused"))) is StoreUnwritable
    now[0] += 6
    put(store, "again")
    store.close()


MOUNTS = """22 27 0:21 / /proc rw,relatime - proc proc rw
40 28 {device} / /srv\\040x rw,relatime shared:1 - {kind} host:/srv {options}
"""


@pytest.mark.parametrize(
    ("kind", "options", "warned"),
    [
        ("ext4", "rw", False), ("nfs4", "rw,vers=4.2,local_lock=none", False), ("nfs", "rw,nolock,local_lock=all", True),
        ("nfs", "rw,local_lock=flock", True), ("fuse.sshfs", "rw", True), ("9p", "rw", True), ("fuseblk", "rw", False),
    ],
)  # fmt: skip
def test_doctor_says_where_locks_may_hold_on_this_machine_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, options: str, warned: bool
) -> None:
    folder = tmp_path / "private"
    fresh(folder).close()
    device = folder.stat().st_dev
    table = tmp_path / "mountinfo"
    table.write_text(MOUNTS.format(device=f"{os.major(device)}:{os.minor(device)}", kind=kind, options=options))
    assert mount(folder, table)[0] == kind
    monkeypatch.setattr("kinerja_store.check.mount", partial(mount, table=table))
    assert [f.said.code for f in check(folder, needed=needed) if f.level == "warning"] == ["doctor.locks_here"] * warned


def test_a_write_and_then_the_cut_may_fail(monkeypatch: pytest.MonkeyPatch, ram: Path) -> None:
    """A half-written entry that can't be cut off again: nothing more is written behind it."""
    monkeypatch.setattr("kinerja_store.journal.RESERVE", 900)
    monkeypatch.setattr(Disk, "ftruncate", staticmethod(Disk.ftruncate))
    real = Disk.ftruncate

    def scenario(folder: Path, ledger: Ledger) -> None:
        def failing(fd: int, size: int) -> None:
            raise OSError(errno.EIO, "cut")

        monkeypatch.setattr(Disk, "ftruncate", staticmethod(failing))
        writing(folder, ledger)
        monkeypatch.setattr(Disk, "ftruncate", staticmethod(real))

    for code in (errno.EIO, errno.ENOSPC):
        assert each_call(monkeypatch, ram, ("pwrite", code), False, scenario, with_small_reserve) > 10


def torn(folder: Path) -> Ledger:
    """A store whose last write was cut."""
    ledger = Ledger()
    store = fresh(folder)
    ledger.put(store, "first")
    ledger.put(store, "second")
    end = store.engine._custody._file.end
    store.close()
    (folder / "store.lock").write_bytes(bytes(64))
    with (folder / "store.journal").open("r+b") as file:
        file.truncate(end - 3)
    ledger.acknowledged.remove("second")
    return ledger


@pytest.mark.parametrize("fault", WRITES, ids=lambda fault: f"{fault[0]}-{errno.errorcode.get(fault[1], 'short')}")
def test_any_call_may_fail_while_recovering(monkeypatch: pytest.MonkeyPatch, ram: Path, fault: tuple[str, int]) -> None:
    assert each_call(monkeypatch, ram, fault, False, writing, torn) >= 1
    assert each_call(monkeypatch, ram, fault, True, writing, torn) >= 1


def test_a_failed_fsync_fails_the_whole_group_and_all_that_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = fresh(tmp_path / "private")
    put(store, "before")
    ledger = Ledger()
    failing = FailingDisk(monkeypatch, "fdatasync", 3, errno.EIO)

    def work(number: int) -> None:
        for step in range(5):
            ledger.put(store, f"{number}-{step}")

    in_threads(16, work)
    assert failing.hit
    assert len(ledger.unknown) >= 1
    assert len(ledger.acknowledged) + len(ledger.unknown) + len(ledger.refused) == 80
    assert isinstance(store.failed, StoreUnwritable)
    seen = {key for _, key in contents(store)}
    assert seen == {"before", *ledger.acknowledged}, "what failed must not be shown"
    assert isinstance(outcome(lambda: put(store, "later")), StoreUnwritable)
    failing.heal()
    assert isinstance(outcome(lambda: put(store, "later")), StoreUnwritable), "until the store is opened anew"
    store.close()
    ledger.acknowledged.append("before")
    ledger.check(tmp_path / "private")


def test_another_process_does_not_write_behind_a_failed_fsync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failed fsync the cache may hold what the disk does not: nobody may build on it before the file is replaced."""
    folder = tmp_path / "private"
    one, two = fresh(folder), open_store(folder)
    put(one, "good")
    inode = (folder / "store.journal").stat().st_ino
    failing = FailingDisk(monkeypatch, "fdatasync", 1, errno.EIO)
    assert isinstance(outcome(lambda: put(one, "doubtful")), OutcomeUnknown)
    failing.heal()
    with two.read() as view:
        assert view.get("t", "doubtful") is None
    assert isinstance(outcome(lambda: put(two, "behind")), StoreUnwritable)
    assert two.failed is not None
    one.close()
    two.close()
    with opened(folder) as store:
        assert (folder / "store.journal").stat().st_ino != inode
        assert ("t", "behind") not in contents(store)
        put(store, "behind")
    assert contents_of(folder).keys() >= {("t", "good"), ("t", "behind")}


def test_a_store_whose_disk_is_well_again_opens_itself_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody restarts anything: after some seconds the next who writes has the file replaced; while that fails all stays as it was."""
    now = [100.0]
    monkeypatch.setattr("kinerja_store.engine.time.monotonic", lambda: now[0])
    folder = tmp_path / "private"
    store = fresh(folder)
    put(store, "good")
    inode = (folder / "store.journal").stat().st_ino
    failing = FailingDisk(monkeypatch, "fdatasync", 1, errno.EIO)
    assert isinstance(outcome(lambda: put(store, "doubtful")), OutcomeUnknown)
    failing.heal()
    for _ in range(3):
        assert isinstance(outcome(lambda: put(store, "at once")), StoreUnwritable)
        now[0] += 1
    now[0] += 5
    failing = FailingDisk(monkeypatch, "replace", 1, errno.EIO, forever=True)
    assert isinstance(outcome(lambda: put(store, "too early")), StoreUnwritable)
    failing.heal()
    assert contents(store).keys() == {("t", "good")}, "reading goes on"
    now[0] += 4
    assert isinstance(outcome(lambda: put(store, "not again yet")), StoreUnwritable)
    now[0] += 2
    put(store, "well")
    assert store.failed is None
    assert (folder / "store.journal").stat().st_ino != inode
    assert {("t", "good"), ("t", "well")} <= contents(store).keys() <= {("t", k) for k in ("good", "doubtful", "well")}
    store.close()
    assert contents_of(folder).keys() >= {("t", "good"), ("t", "well")}


def test_a_change_built_on_one_that_was_refused_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk takes no byte of a group: whoever had read of it, and began before that was known, stores nothing."""
    store = fresh(tmp_path / "private")
    began, built = threading.Event(), threading.Event()
    real = Disk.pwrite
    results: list[StoreError | None] = [None, None]

    def full(fd: int, data: bytes, offset: int) -> int:
        if b'"first"' in bytes(data):
            began.set()
            built.wait(5)
            raise OSError(errno.ENOSPC, "full")
        return real(fd, data, offset)

    monkeypatch.setattr(Disk, "pwrite", staticmethod(full))

    def building() -> None:
        with store.write() as change:
            assert change.get("t", "first") == {}
            change.put("t", "second", {"built": "on it"})
            built.set()
            while store.engine._epoch == 0:
                time.sleep(0.001)

    def work(number: int) -> None:
        if number == 0:
            results[0] = outcome(lambda: put(store, "first"))
            return
        began.wait(5)
        results[1] = outcome(building)

    in_threads(2, work)
    assert isinstance(results[0], StoreFull)
    assert isinstance(results[1], StoreUnwritable)
    assert contents(store) == {}
    assert store.failed is None
    put(store, "later")
    store.close()
    assert contents_of(tmp_path / "private").keys() == {("t", "later")}


def test_nothing_of_a_refused_entry_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of it was written: it is cut off again, and no later start finds a torn end."""
    folder = tmp_path / "private"
    store = fresh(folder)
    put(store, "before")
    end = store.engine._custody._file.end
    real = Disk.pwrite

    def half(fd: int, data: bytes, offset: int) -> int:
        if len(data) < 400:
            return real(fd, data, offset)
        real(fd, data[:300], offset)
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Disk, "pwrite", staticmethod(half))
    assert isinstance(outcome(lambda: put(store, "long", text="x" * 500)), StoreFull)
    monkeypatch.setattr(Disk, "pwrite", staticmethod(real))
    assert not (folder / "store.journal").read_bytes()[end:].rstrip(b"\0")
    store.close()
    with opened(folder) as again:
        assert again.engine.torn == []
        assert contents(again).keys() == {("t", "before")}


def test_a_reader_never_sees_what_is_not_durable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = fresh(tmp_path / "private")
    other = open_store(tmp_path / "private")
    real = Disk.fdatasync
    seen: list[object] = []

    def looking(fd: int) -> None:
        for one in (store, other):
            with one.read() as view:
                seen.append(view.get("t", "k"))
        real(fd)

    monkeypatch.setattr(Disk, "fdatasync", staticmethod(looking))
    put(store, "k")
    assert seen == [None, None]
    with other.read() as view:
        assert view.get("t", "k") == {}
    store.close()
    other.close()


def test_a_block_that_only_read_waits_for_what_it_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever finds "already sent" must not show a receipt that is not on the disk: its block fails with the group."""
    store = fresh(tmp_path / "private")
    syncing, go = threading.Event(), threading.Event()

    def slow(fd: int) -> None:
        syncing.set()
        go.wait(5)
        raise OSError(errno.EIO, "late")

    monkeypatch.setattr(Disk, "fdatasync", staticmethod(slow))
    results: list[StoreError | None] = [None, None]
    found: list[object] = []

    def work(number: int) -> None:
        if number == 0:
            results[0] = outcome(lambda: put(store, "k"))
            return
        syncing.wait(5)

        def look() -> None:
            with store.write() as change:
                found.append(change.get("t", "k"))
                go.set()

        results[1] = outcome(look)

    in_threads(2, work)
    assert found == [{}]
    assert all(isinstance(result, OutcomeUnknown) for result in results)


def test_a_full_disk_is_met_before_it_is_too_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Little space left: writing is refused, reading and backing up go on, and room ends the refusal."""
    store = fresh(tmp_path / "private")
    put(store, "before")
    monkeypatch.setattr("kinerja_store.engine.SPACE_EVERY", 0.0)

    class Space:
        f_frsize, f_bavail = 1, MIN_FREE

    monkeypatch.setattr(Disk, "statvfs", staticmethod(lambda path: Space))
    error = outcome(lambda: put(store, "refused"))
    assert isinstance(error, StoreFull)
    assert "coba lagi nanti" in text(error, "id")
    assert store.failed is None
    assert contents(store).keys() == {("t", "before")}
    assert backup(store, tmp_path / "copy", "sandi") == [tmp_path / "copy"]
    Space.f_bavail = 10 * MIN_FREE
    put(store, "again")
    store.close()
    assert contents_of(tmp_path / "private").keys() == {("t", "before"), ("t", "again")}


def _child(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, timeout=120
    )


LIMITED = """
import resource, sys
from pathlib import Path
from kinerja_store import open_store, StoreFull, OutcomeUnknown
store = open_store(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
for number in range(3000):
    try:
        with store.write() as change:
            change.put("t", f"k{number}", {"text": "x" * 400})
    except StoreFull:
        print(number)
        break
with store.read() as view:
    assert view.count("t") == number
assert store.failed is None
"""


@pytest.mark.parametrize("limit", [70_000, 262_144, 300_001])
def test_a_file_that_may_not_grow_refuses_cleanly(tmp_path: Path, limit: int) -> None:
    """RLIMIT_FSIZE is the simplest full disk: exactly the acknowledged changes are there afterwards."""
    folder = tmp_path / "private"
    fresh(folder).close()
    done = _child(LIMITED, str(folder), str(limit))
    assert done.returncode == 0, done.stderr
    count = int(done.stdout)
    assert len(contents_of(folder)) == count
    with opened(folder) as store:
        put(store, "more")


READ_ONLY = [errno.EROFS, errno.EACCES]


@pytest.mark.parametrize("number", READ_ONLY)
def test_a_read_only_folder_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    folder = tmp_path / "private"
    writer = fresh(folder)
    put(writer, "k", n=1)
    real = Disk.open

    def read_only(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(number, os.strerror(number))
        return real(path, flags, mode)

    monkeypatch.setattr(Disk, "open", staticmethod(read_only))
    store = open_store(folder)
    assert isinstance(store.failed, StoreReadOnly)
    assert contents(store) == {("t", "k"): {"n": 1}}
    assert isinstance(outcome(lambda: put(store, "x")), StoreReadOnly)
    put(writer, "k2")  # opened before; the reader follows it
    assert len(contents(store)) == 2
    monkeypatch.setattr(Disk, "open", staticmethod(real))
    writer.compact()
    put(writer, "k3")
    assert len(contents(store)) == 3
    store.close()
    writer.close()


@pytest.mark.parametrize("fault", WRITES, ids=lambda fault: f"{fault[0]}-{errno.errorcode.get(fault[1], 'short')}")
def test_any_call_may_fail_in_backup_restore_and_repair(
    monkeypatch: pytest.MonkeyPatch, ram: Path, fault: tuple[str, int]
) -> None:
    source = ram / "source"
    store = fresh(source)
    for number in range(5):
        put(store, f"k{number}", n=number)
    expected = contents(store)
    good = ram / "good"
    backup(store, good, "sandi")
    name, code = fault
    for nth in range(1, 60):
        for path in (ram / "copy", ram / "into", ram / "broken"):
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)
        shutil.copytree(source, ram / "broken")
        (ram / "broken" / "store.lock").unlink()
        with (ram / "broken" / "store.journal").open("r+b") as file:
            file.seek(70)
            file.write(b"\xff")
        hits = []
        for action in (
            partial(backup, store, ram / "copy", "sandi"),
            partial(restore, good, ram / "into", "sandi", needed=needed),
            partial(repair, ram / "broken"),
        ):
            failing = FailingDisk(monkeypatch, name, nth, code)
            error = outcome(action)
            failing.heal()
            hits.append(failing.hit)
            assert failing.hit or error is None
        assert contents(store) == expected
        if (ram / "copy").exists():
            shutil.rmtree(ram / "check", ignore_errors=True)
            restore(ram / "copy", ram / "check", "sandi", needed=needed)
            assert contents_of(ram / "check") == expected
        if (ram / "into").exists():
            assert contents_of(ram / "into") == expected
        assert repair(ram / "broken").documents >= 4
        if not any(hits):
            break
        if store.failed:
            store.close()
            store = open_store(source)
    store.close()


# ---- the long form: the kernel's own answers


TRACED = """
import os, sys
os.getpid = lambda: 7  # which is in the names of files
from pathlib import Path
from kinerja_store import open_store, OutcomeUnknown, StoreError
folder = Path(sys.argv[1])
def say(*words):
    print(*words, flush=True)
try:
    store = open_store(folder, patience=1)
except StoreError:
    sys.exit(0)
def put(key):
    try:
        with store.write() as change:
            change.put("t", key, {"text": "x" * 300})
    except OutcomeUnknown:
        say("unknown", key)
    except StoreError:
        say("refused", key)
    else:
        say("ok", key)
for number in range(4):
    put(f"a{number}")
for action in (store.compact, store.wipe_history):
    try:
        action()
    except StoreError:
        pass
    put(f"b{action.__name__}")
store.close()
"""


@pytest.mark.quality
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("when", ["{n}", "{n}+"], ids=["once", "for ever"])
@pytest.mark.parametrize(
    "inject",
    [
        "pwrite64:error=EIO",
        "pwrite64:error=ENOSPC",
        "pwrite64:error=EDQUOT",
        "fsync:error=EIO",
        "fdatasync:error=EIO",
        "fdatasync:error=ENOSPC",
        "ftruncate:error=EIO",
        "rename:error=EIO",
        "rename:error=ENOSPC",
        "link:error=EIO",
        "openat:error=EMFILE",
        "openat:error=ENFILE",
    ],
)
def test_any_system_call_may_fail(tmp_path: Path, inject: str, when: str) -> None:
    call, fault = inject.split(":")
    folder = tmp_path / "private"
    for nth in range(1, 200):
        shutil.rmtree(folder, ignore_errors=True)
        init_store(folder)
        log = tmp_path / "log"
        done = subprocess.run(
            [
                "strace", "-f", "-o", str(log), "-P", str(folder), "-P", str(folder / "store.journal"),
                "-P", str(folder / "store.journal.next-7"), "-P", str(folder / "store.lock"), "-P",
                str(folder / "store.journal.old-7"), "-e", f"trace={call}", "-e", f"inject={inject}:when={when.format(n=nth)}",
                sys.executable, "-c", TRACED, str(folder),
            ],
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        if "INJECTED" not in log.read_text():
            assert nth > 1 or call in ("ftruncate", "link", "rename")
            return
        ledger = Ledger()
        for line in done.stdout.splitlines():
            told, key = line.split()
            {"ok": ledger.acknowledged, "unknown": ledger.unknown, "refused": ledger.refused}[told].append(key)
        assert "Traceback" not in done.stderr, done.stderr
        ledger.check(folder)
        assert fault


@pytest.mark.quality
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_full_file_system(tmp_path: Path) -> None:
    """A real file system that fills up, in the real order: refusal, reading, room, writing."""
    mount = tmp_path / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(mount)], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        code = LIMITED.replace("resource.setrlimit", "0 and resource.setrlimit").replace("range(3000)", "range(30000)")
        code = code.replace(
            "store = open_store", "import kinerja_store.custody as c; c.MIN_FREE = -1 << 40\nstore = open_store"
        )
        fresh(mount / "private").close()
        done = _child(code, str(mount / "private"), "0")
        assert done.returncode == 0, done.stderr
        assert len(contents_of(mount / "private")) == int(done.stdout)
    finally:
        subprocess.run(["umount", str(mount)], check=True)
