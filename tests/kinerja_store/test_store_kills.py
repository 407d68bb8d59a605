"""SIGKILL at any moment: nothing acknowledged is lost, nothing is half there, nothing stops the next start."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kinerja_office.keys import needed
from kinerja_store import StoreExists, StoreMissing, init_store, open_store
from kinerja_store.backup import backup, restore
from kinerja_store.disk import Disk
from kinerja_store.migrate import Keyed, migrations
from kinerja_store.protocol import Doc
from kinerja_store.repair import repair
from tests.kinerja_store.helpers import contents, contents_of, fresh, opened, put

WRITER = Path(__file__).with_name("killed_writer.py")
CALLS = ["pwrite", "fsync", "fdatasync", "ftruncate", "replace", "link", "unlink", "open", "mkdir"]


class Writers:
    """Three processes on one folder, the first with 16 threads."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self.folder = folder
        self.logs = logs
        self.started = 0
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, threads: int) -> None:
        self.started += 1
        log = (self.logs / f"{self.started}.log").open("wb")
        command = [sys.executable, str(WRITER), str(self.folder), f"p{self.started}", str(threads)]
        self.running.append(subprocess.Popen(command, stdout=log, stderr=log))
        log.close()

    def kill(self, number: int) -> None:
        process = self.running.pop(number)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, self.said(process)

    def said(self, process: subprocess.Popen[bytes]) -> str:
        return "\n".join(path.read_text()[-2000:] for path in self.logs.iterdir())

    def acknowledged(self) -> set[str]:
        lines = [line for path in self.logs.iterdir() for line in path.read_bytes().splitlines(keepends=True)]
        return {line.decode().strip() for line in lines if line.endswith(b"\n")}

    def go_on(self, more: int) -> None:
        """Wait until so many more changes are acknowledged, however slow the machine is."""
        enough = len(self.acknowledged()) + more
        while len(self.acknowledged()) < enough:
            assert any(process.poll() is None for process in self.running), self.said(self.running[0])
            time.sleep(0.01)


def _kill_and_check(tmp_path: Path, kills: int, seed: int) -> tuple[int, int]:
    chance = random.Random(seed)
    folder, logs = tmp_path / "private", tmp_path / "logs"
    logs.mkdir()
    init_store(folder)
    writers = Writers(folder, logs)
    for threads in (16, 4, 2):
        writers.start(threads)
    for number in range(kills):
        writers.go_on(11)
        time.sleep(chance.uniform(0.0, 0.25))
        if number % 4 == 3:  # all at once, as a power cut would; then look, alone
            while writers.running:
                writers.kill(0)
            check(folder, writers.acknowledged())
            for threads in (16, 4, 2):
                writers.start(threads)
        else:
            writers.kill(chance.randrange(3))
            writers.start(chance.choice([2, 4, 16]))
    while writers.running:
        writers.kill(0)
    return check(folder, writers.acknowledged())


def check(folder: Path, acknowledged: set[str]) -> tuple[int, int]:
    """Everything acknowledged is there, every change is whole, and the count of changes is the number of them."""
    with opened(folder) as store, store.read() as view:
        docs = dict(view.find("t"))
        assert acknowledged <= docs.keys(), sorted(acknowledged - docs.keys())[:5]
        assert [key for key, _ in view.find("twin")] == list(docs)
        assert all(doc["text"].startswith(key) for key, doc in docs.items())
        if docs:
            assert view.get("sum", "x") == {"n": len(docs)}
        return len(acknowledged), len(docs)


def test_killed_at_random_moments_with_16_threads_and_3_processes(tmp_path: Path) -> None:
    acknowledged, there = _kill_and_check(tmp_path, kills=10, seed=5)
    assert acknowledged > 100
    assert there >= acknowledged


@pytest.mark.quality
def test_killed_a_thousand_times(tmp_path: Path) -> None:
    total = 0
    for part in range(20):
        where = tmp_path / f"part{part}"
        where.mkdir()
        acknowledged, there = _kill_and_check(where, kills=50, seed=part)
        total += acknowledged
        shutil.rmtree(where)
        print(f"{50 * (part + 1)} kills, {total} acknowledged changes, 0 lost; the last part left {there}")


# ---- killed before each single call


def _kill_at(nth: int, action: Callable[[], object]) -> bool:
    """Run an action in a child that kills itself before its nth call to the disk; False if it came to its end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
        return os.WIFSIGNALED(status)
    try:
        left = nth

        def counted(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any) -> Any:
                nonlocal left
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args)

            return call

        for name in CALLS:
            setattr(Disk, name, staticmethod(counted(getattr(Disk, name))))
        action()
        os._exit(0)
    except BaseException as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(1)


def moments(prepare: Callable[[Path], None], ram: Path, action: Callable[[Path], object]) -> Iterator[Path]:
    """Yield a folder in which an action was killed before its first, second, … call, at last one where it was not."""
    for nth in range(1, 400):
        folder = ram / f"at-{nth}"
        folder.mkdir()
        prepare(folder)
        killed = _kill_at(nth, lambda folder=folder: action(folder))  # type: ignore[misc]
        yield folder
        shutil.rmtree(folder)
        if not killed:
            assert nth > 3, "nothing was killed"
            return
    raise AssertionError("it never came to its end")


def _filled(folder: Path) -> None:
    store = fresh(folder / "private")
    for number in range(4):
        put(store, f"k{number}", n=number)
    put(store, "k0", n=10)
    store.close()


FILLED = {("t", "k0"): {"n": 10}, **{("t", f"k{n}"): {"n": n} for n in (1, 2, 3)}}


def test_killed_while_writing(ram: Path) -> None:
    def write(folder: Path) -> None:
        with opened(folder / "private") as store, store.write() as change:
            change.put("t", "k0", {"n": 11})
            change.delete("t", "k1")

    after = {("t", "k0"): {"n": 11}, ("t", "k2"): {"n": 2}, ("t", "k3"): {"n": 3}}
    seen = []
    for folder in moments(_filled, ram, write):
        found = contents_of(folder / "private")
        assert found in (FILLED, after)
        seen.append(found == after)
    assert seen == sorted(seen)
    assert set(seen) == {False, True}


@pytest.mark.parametrize("wipe", [False, True])
def test_killed_while_compacting(ram: Path, wipe: bool) -> None:
    def compact(folder: Path) -> None:
        with opened(folder / "private") as store:
            store.wipe_history() if wipe else store.compact()

    for folder in moments(_filled, ram, compact):
        assert contents_of(folder / "private") == FILLED
        names = {path.name for path in (folder / "private").iterdir()}
        assert names == {"store.journal", "store.lock", "store.turn"}, (
            "what the crash left is cleared at the next start"
        )
        with opened(folder / "private") as store:
            put(store, "more")
            store.compact()
            assert len(contents(store)) == 5


def test_killed_while_another_process_has_the_store_open(ram: Path) -> None:
    """The compaction dies at any point; the other process, which has the old file open, writes on and loses nothing."""
    others = []

    def prepare(folder: Path) -> None:
        _filled(folder)
        others.append(open_store(folder / "private"))

    def compact(folder: Path) -> None:
        with opened(folder / "private") as store:
            store.compact()

    for folder in moments(prepare, ram, compact):
        other = others.pop()
        put(other, "behind")
        assert contents(other) == {**FILLED, ("t", "behind"): {}}
        other.close()
        assert contents_of(folder / "private") == {**FILLED, ("t", "behind"): {}}


def test_killed_while_recovering(ram: Path) -> None:
    def torn(folder: Path) -> None:
        _filled(folder)
        (folder / "private" / "store.lock").write_bytes(bytes(64))
        with (folder / "private" / "store.journal").open("r+b") as file:
            end = len(file.read().rstrip(b"\0"))
            file.truncate(end - 2)

    def recover(folder: Path) -> None:
        with opened(folder / "private"):
            pass

    before = {**FILLED, ("t", "k0"): {"n": 0}}
    for folder in moments(torn, ram, recover):
        assert contents_of(folder / "private") == before
        assert list((folder / "private").glob("store.journal.torn-*")), "the torn end is kept"
        assert not list((folder / "private").glob("*.new"))


def _renamed(table: str, key: str, doc: Doc) -> list[Keyed]:
    return [(table, key, {"m": doc["n"]}), ("log", key, {})]


def test_killed_while_migrating(ram: Path) -> None:
    def migrate(folder: Path) -> None:
        with opened(folder / "private", steps=(*migrations, _renamed)):
            pass

    migrated = {("t", "k0"): {"m": 10}, **{("t", f"k{n}"): {"m": n} for n in (1, 2, 3)}}
    migrated |= {("log", f"k{n}"): {} for n in range(4)}
    for folder in moments(_filled, ram, migrate):
        with opened(folder / "private", steps=(*migrations, _renamed)) as store:
            assert contents(store) == migrated


def test_killed_while_repairing(ram: Path) -> None:
    def damage(folder: Path) -> None:
        _filled(folder)
        with (folder / "private" / "store.journal").open("r+b") as file:
            file.seek(64 + 28 + 25)
            file.write(b"\xff\xff")

    saved = {key: doc for key, doc in FILLED.items() if key != ("t", "k0")} | {("t", "k0"): {"n": 10}}
    for folder in moments(damage, ram, lambda folder: repair(folder / "private")):
        repair(folder / "private")
        assert contents_of(folder / "private") == saved
        assert list((folder / "private").glob("store.journal.damaged-*"))


def test_killed_while_making_a_store(ram: Path) -> None:
    for folder in moments(lambda folder: None, ram, lambda folder: init_store(folder / "private")):
        try:
            assert contents_of(folder / "private") == {}
        except StoreMissing:
            init_store(folder / "private")
            assert contents_of(folder / "private") == {}
        with pytest.raises(StoreExists):
            init_store(folder / "private")


def test_killed_while_backing_up(ram: Path) -> None:
    def copy(folder: Path) -> None:
        with opened(folder / "private") as store:
            backup(store, folder / "copy", "sandi")

    for folder in moments(_filled, ram, copy):
        assert contents_of(folder / "private") == FILLED
        if (folder / "copy").exists():
            restore(folder / "copy", folder / "again", "sandi", needed=needed)
            assert contents_of(folder / "again") == FILLED
        else:
            copy(folder)


def test_killed_while_restoring(ram: Path) -> None:
    def prepare(folder: Path) -> None:
        _filled(folder)
        with opened(folder / "private") as store:
            backup(store, folder / "copy", "sandi")

    def bring_back(folder: Path) -> None:
        restore(folder / "copy", folder / "again", "sandi", needed=needed)

    for folder in moments(prepare, ram, bring_back):
        if not (folder / "again").exists():
            bring_back(folder)
        assert contents_of(folder / "again") == FILLED
        assert not (folder / "again.restoring").exists()
