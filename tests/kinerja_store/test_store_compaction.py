"""One compaction is enough for everybody, and it needs no second copy of the documents in memory."""

from __future__ import annotations

import threading
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kinerja_store import engine
from kinerja_store.custody import Custody
from kinerja_store.keyed import KeyedStore
from tests.kinerja_store.helpers import contents, contents_of, fresh, in_threads, memory, opened, put

THREADS = 8


def rewrites(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count the files that are written in place of the store."""
    made: list[str] = []
    real = Custody.rewrite

    def counted(self: Custody, *args: object, **options: object) -> None:
        made.append(threading.current_thread().name)
        real(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Custody, "rewrite", counted)
    return made


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
        if not made and not threading.current_thread().name.startswith("last"):
            together.wait()  # everybody has seen that it is grown before anybody begins
            threading.current_thread().name = "last"
        return found

    monkeypatch.setattr(Custody, "sizes", sizes)
    in_threads(THREADS, lambda _: store.engine.compact_if_grown())
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
        other.engine.compact(if_grown=True)
        waiting.join()
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
