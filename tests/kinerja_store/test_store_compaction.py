"""One compaction is enough for everybody, and it needs no second copy of the documents in memory."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kinerja_store import engine, open_store
from kinerja_store.custody import Custody
from kinerja_store.disk import disk
from kinerja_store.frames import Op
from kinerja_store.journal import StoreFile
from kinerja_store.keyed import KeyedStore
from tests.kinerja_store.helpers import contents, contents_of, fresh, in_threads, memory, opened, put

THREADS = 8


def rewrites(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count the files that are written in place of the store."""
    made: list[str] = []
    real = Custody._put_in_place

    def counted(self: Custody, *args: object, **options: object) -> None:
        made.append(threading.current_thread().name)
        real(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Custody, "_put_in_place", counted)
    return made


def copying(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], None]) -> None:
    """Do something in the midst of the first copy: after its first record."""
    real, left = Custody.copy, [meanwhile]

    def copy(self: Custody, records: Iterable[Op]) -> StoreFile:
        def slowly() -> Iterator[Op]:
            for place, op in enumerate(records):
                if place == 1 and left:
                    left.pop()()
                yield op

        return real(self, slowly())

    monkeypatch.setattr(Custody, "copy", copy)


def many(store: KeyedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        put(store, f"k{number}", n=number, text="x" * 200)
    monkeypatch.setattr(engine, "COMPACT_FROM", 1000)


def test_others_write_while_the_documents_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is changed, added and removed meanwhile is acknowledged at once, and there afterwards, on the disk too."""
    store = fresh(tmp_path / "s")
    many(store, monkeypatch)

    def meanwhile() -> None:
        def write(_: int) -> None:
            put(store, "k0", n=100)
            put(store, "new", n=101)
            with store.write() as change:
                change.delete("t", "k19")

        in_threads(1, write)
        acknowledged.update(contents(store))

    acknowledged: dict[tuple[str, str], dict[str, object]] = {}
    copying(monkeypatch, meanwhile)
    before = (store.folder / "store.journal").stat().st_ino
    store.engine.compact_if_grown()
    assert acknowledged["t", "k0"] == {"n": 100}
    assert acknowledged["t", "new"] == {"n": 101}
    assert ("t", "k19") not in acknowledged
    assert contents(store) == acknowledged
    assert (store.folder / "store.journal").stat().st_ino != before, "it was compacted"
    put(store, "later", n=1)
    assert {p.name for p in store.folder.iterdir()} == {"store.journal", "store.lock", "store.turn"}
    with opened(store.folder) as other:
        assert contents(other) == {**acknowledged, ("t", "later"): {"n": 1}}
    store.close()


def test_nobody_writes_into_a_file_that_is_being_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the last look at what was appended and the new name: whoever writes then waits, and writes into the new file."""
    folder = tmp_path / "private"
    one, two = fresh(folder), open_store(folder)
    put(one, "before")
    writers: list[threading.Thread] = []
    real = Custody._put_in_place

    def slowly(custody: Custody, new: StoreFile, *, wipe: bool = False) -> None:
        writers.append(threading.Thread(target=put, args=(two, "between")))
        writers[0].start()
        writers[0].join(0.3)
        real(custody, new, wipe=wipe)

    monkeypatch.setattr(Custody, "_put_in_place", slowly)
    one.compact()
    writers[0].join()
    assert contents(one).keys() == {("t", "before"), ("t", "between")}
    one.close()
    two.close()
    assert contents_of(folder).keys() == {("t", "before"), ("t", "between")}


def test_another_process_follows_into_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second engine writes while the first one copies; both see both, in the old file and in the new one."""
    store = fresh(tmp_path / "s")
    with opened(store.folder) as other:
        many(store, monkeypatch)
        copying(monkeypatch, lambda: put(other, "theirs", n=7))
        store.engine.compact_if_grown()
        assert contents(store)["t", "theirs"] == {"n": 7}
        put(other, "theirs", n=8)
        assert contents(store) == contents(other)
        assert contents(store)["t", "theirs"] == {"n": 8}
    store.close()


@pytest.mark.parametrize("wipe", [False, True])
def test_a_copy_that_another_replacement_overtook_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wipe: bool
) -> None:
    store = fresh(tmp_path / "s")
    with opened(store.folder) as other:
        many(store, monkeypatch)

        def meanwhile() -> None:
            with other.write() as change:
                change.delete("t", "k5")
            other.engine.compact(wipe=wipe)

        copying(monkeypatch, meanwhile)
        store.engine.compact_if_grown()
        assert ("t", "k5") not in contents(store)
        assert len(contents(store)) == 19
    assert {p.name for p in store.folder.iterdir()} == {"store.journal", "store.lock", "store.turn"}
    store.close()
    assert ("t", "k5") not in contents_of(store.folder)


def test_a_copy_whose_disk_fails_leaves_the_store_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = fresh(tmp_path / "s")
    many(store, monkeypatch)

    def meanwhile() -> None:
        raise OSError(28, "No space left on device")

    copying(monkeypatch, meanwhile)
    before = contents(store)
    store.engine.compact_if_grown()
    put(store, "more", n=1)
    assert contents(store) == {**before, ("t", "more"): {"n": 1}}
    assert (store.folder / "store.compaction").exists(), "doctor says why"
    store.close()
    assert len(contents_of(store.folder)) == 21


@pytest.mark.parametrize("nth", range(8))
@pytest.mark.parametrize("call", ["unlink", "replace", "fsync", "pwrite", "fdatasync", "ftruncate"])
def test_whatever_fails_after_the_copy_the_store_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, nth: int
) -> None:
    """Any call of the disk once the copy is written, the folder's fsync behind the rename among them: no document is lost."""
    store = fresh(tmp_path / "s")
    many(store, monkeypatch)
    left, real, copy = [nth], getattr(disk, call), Custody.copy

    def failing(*args: Any, **options: Any) -> Any:
        left[0] -= 1
        if left[0] == -1:
            raise OSError(5, "Input/output error")
        return real(*args, **options)

    def then_fail(self: Custody, records: Iterable[Op]) -> StoreFile:
        made: StoreFile = copy(self, records)
        in_threads(1, lambda _: put(store, "meanwhile", n=1))
        monkeypatch.setattr(disk, call, failing)
        return made

    monkeypatch.setattr(Custody, "copy", then_fail)
    store.engine.compact_if_grown()
    monkeypatch.setattr(disk, call, real)
    store.close()
    found = contents_of(store.folder)
    assert len(found) == 21
    assert found["t", "meanwhile"] == {"n": 1}


def test_a_thread_of_the_service_does_not_wait_for_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its change is acknowledged while the copy is still being written; closing waits for the copy."""
    store = fresh(tmp_path / "s")
    many(store, monkeypatch)
    go_on, made = threading.Event(), rewrites(monkeypatch)
    copying(monkeypatch, lambda: go_on.wait(30) and None)
    in_threads(1, lambda _: put(store, "k1", n=5))
    assert made == []
    go_on.set()
    store.close()
    assert made == ["compaction"]
    assert contents_of(store.folder)["t", "k1"] == {"n": 5}


def test_a_store_closed_beside_a_compaction_notes_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ordinary stop waits only so long for it; what it then cannot do is nothing that `doctor` should tell."""
    store = fresh(tmp_path / "s", patience=0.05)
    many(store, monkeypatch)
    begun, go = threading.Event(), threading.Event()
    copying(monkeypatch, lambda: (begun.set(), go.wait(10)))  # type: ignore[arg-type,return-value]
    in_threads(1, lambda _: store.engine.compact_if_grown())
    assert begun.wait(10)
    store.close()
    go.set()
    for thread in threading.enumerate():
        if thread.name == "compaction":
            thread.join(10)
    assert {p.name for p in store.folder.iterdir()} == {"store.journal", "store.lock", "store.turn"}
    assert len(contents_of(store.folder)) == 20


def test_a_stop_that_is_interrupted_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second Ctrl-C while the first one's changes are waited for: whoever closes then is not kept waiting."""
    store = fresh(tmp_path / "s")
    with monkeypatch.context() as interrupted:
        interrupted.setattr(store.engine, "_drain", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            store.close()
    assert not store.engine._writers.locked()
    assert not store.engine._compacting.locked()
    put(store, "k")
    store.close()


def grown(store: KeyedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        put(store, "k", n=number, text="x" * 200)
    monkeypatch.setattr(engine, "COMPACT_FROM", 1000)


def test_threads_that_meet_a_grown_store_compact_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = fresh(tmp_path / "s")
    grown(store, monkeypatch)
    made = rewrites(monkeypatch)
    together = threading.Barrier(THREADS)
    real = Custody.sizes

    def sizes(self: Custody) -> tuple[int, int]:
        found = real(self)
        if not made and not threading.current_thread().name.startswith(("last", "compaction")):
            together.wait()  # everybody has seen that it is grown before anybody begins
            threading.current_thread().name = "last"
        return found

    monkeypatch.setattr(Custody, "sizes", sizes)
    in_threads(THREADS, lambda _: store.engine.compact_if_grown())
    with store.engine._compacting:  # it goes on in a thread of its own
        assert len(made) == 1
    assert contents(store) == {("t", "k"): {"n": 29, "text": "x" * 200}}


def test_processes_that_meet_a_grown_store_compact_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another engine has compacted while this one waited for the lock: it looks again and finds nothing to do."""
    store = fresh(tmp_path / "s")
    with opened(store.folder) as other:
        grown(store, monkeypatch)
        made = rewrites(monkeypatch)
        with other.write():
            waiting = threading.Thread(target=store.engine.compact_if_grown)
            waiting.start()
            while not store.engine._compacting.locked():
                pass
        other.engine.compact_if_grown()
        waiting.join()
        store.engine.close()
        assert len(made) == 1
    store.close()
    assert len(contents_of(store.folder)) == 1


def test_a_compaction_needs_less_memory_than_half_the_documents() -> None:
    with TemporaryDirectory(dir=memory()) as folder:
        store = fresh(Path(folder, "s"))
        with store.write() as change:
            for number in range(20_000):
                change.put("t", f"k{number}", {"n": number, "text": "x" * 300})
        size = (store.folder / "store.journal").stat().st_size
        before = contents(store)
        tracemalloc.start()
        try:
            store.compact()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < size / 2, (peak, size)
        assert contents(store) == before
        store.close()
        assert contents_of(store.folder) == before
