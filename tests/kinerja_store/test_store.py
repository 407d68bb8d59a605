"""The Protocol, as a room that keeps documents sees it."""

from __future__ import annotations

import os
import stat
import threading
from collections import Counter
from pathlib import Path

import pytest
from tinydb import where

from kinerja_store import Store, StoreBusy, StoreClosed, StoreError, StoreExists, StoreMissing, init_store, open_store
from kinerja_store.keyed import KeyedStore
from tests.kinerja_store.helpers import contents, contents_of, fresh, in_threads, opened, put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "private"


@pytest.fixture
def store(folder: Path) -> KeyedStore:
    return fresh(folder)


def test_it_works(folder: Path) -> None:
    store: Store = fresh(folder)
    with store.write() as change:
        change.put("people", "b", {"name": "Dua", "unit": "x"})
        change.put("people", "a", {"name": "Satu", "unit": "x"})
        change.put("people", "c", {"name": "Tiga", "unit": "y"})
        assert change.get("people", "a") == {"name": "Satu", "unit": "x"}
    with store.read() as view:
        assert [key for key, _ in view.find("people", unit="x")] == ["a", "b"]
        assert [view.count("people"), view.count("people", unit="y"), view.count("people", unit="z")] == [3, 1, 0]
        assert view.tables() == ["people"]
    store.close()
    again: Store = open_store(folder)
    with again.read() as view:
        assert view.get("people", "b") == {"name": "Dua", "unit": "x"}
        assert view.get("people", "d") is None
        assert view.get("nobody", "b") is None
    again.close()


def test_a_block_that_raises_stores_nothing(store: KeyedStore) -> None:
    def broken() -> None:
        with store.write() as change:
            change.put("t", "k", {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert contents(store) == {}
    put(store, "k", n=1)  # and the lock is free again
    assert contents(store) == {("t", "k"): {"n": 1}}


def test_a_missing_store_is_never_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        open_store(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.journal
def test_an_existing_store_is_not_touched(folder: Path) -> None:
    init_store(folder)
    before = (folder / "store.journal").stat()
    with pytest.raises(StoreExists):
        init_store(folder)
    assert (folder / "store.journal").stat().st_ino == before.st_ino


@pytest.mark.journal
def test_everything_is_private(folder: Path, store: KeyedStore) -> None:
    put(store, "k")
    store.compact()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_documents_are_copies_in_and_out(store: KeyedStore) -> None:
    doc = {"list": [1]}
    with store.write() as change:
        change.put("t", "k", doc)
        doc["list"].append(2)
        found = change.get("t", "k")
        assert found == {"list": [1]}
        found["list"].append(3)
    assert contents(store) == {("t", "k"): {"list": [1]}}


@pytest.mark.parametrize("key", ["", "2026-1/peer/198609262015051001", "ключ", 'a"b\\c', "\n\0", "\ud800", "x" * 5000])
def test_any_text_is_a_key_a_value_and_a_table(folder: Path, store: KeyedStore, key: str) -> None:
    with store.write() as change:
        change.put("t" + key, key, {"v": key, key + "f": key})
        assert [k for k, _ in change.find("t" + key, v=key)] == [key]
    store.close()
    assert contents_of(folder) == {("t" + key, key): {"v": key, key + "f": key}}


def test_what_json_cannot_hold_is_refused_at_once(store: KeyedStore) -> None:
    for wrong in (float("nan"), {1, 2}, b"x"):
        with pytest.raises((TypeError, ValueError)), store.write() as change:
            change.put("t", "k", {"v": wrong})
    with pytest.raises(StoreError), store.write() as change:
        change.put("t", "k", {"_key": "other"})
    assert contents(store) == {}


def test_a_find_sees_only_top_level_text(store: KeyedStore) -> None:
    with store.write() as change:
        change.put("t", "nested", {"in": {"unit": "x"}})
        change.put("t", "quoted", {"text": '"unit":"x"'})
        change.put("t", "number", {"unit": 1})
        change.put("t", "both", {"in": {"unit": "x"}, "unit": "y"})
        change.put("t", "right", {"unit": "x"})
    with store.read() as view:
        assert [key for key, _ in view.find("t", unit="x")] == ["right"]
        assert view.count("t", unit="x") == 1
        assert [key for key, _ in view.find("t", unit="y")] == ["both"]


@pytest.mark.parametrize("indexes", [None, {"t": ("unit", "rank")}, {"*": ("unit",)}])
def test_a_find_is_the_same_with_and_without_index(folder: Path, indexes: dict[str, tuple[str, ...]] | None) -> None:
    store = fresh(folder, indexes=indexes)
    expected: dict[str, dict[str, str]] = {}
    for step in range(400):
        key = f"k{step * 7 % 90}"
        with store.write() as change:
            if step % 5 == 4:
                change.delete("t", key)
                expected.pop(key, None)
            else:
                doc = {"unit": str(step % 4), "rank": str(step % 3)}
                change.put("t", key, doc)
                expected[key] = doc
            for unit in "0123":
                found = dict(change.find("t", unit=unit, rank="1"))
                assert found == {k: d for k, d in sorted(expected.items()) if d["unit"] == unit and d["rank"] == "1"}
                assert list(found) == sorted(found)
                assert change.count("t", unit=unit) == sum(d["unit"] == unit for d in expected.values())
    store.close()


def test_a_very_common_value_is_found_too(folder: Path) -> None:
    store = fresh(folder, indexes={"t": ("cycle", "rater")})
    with store.write() as change:
        for number in range(2500):
            change.put("t", str(number), {"cycle": "1", "rater": str(number % 500)})
    with store.write() as change:
        assert change.count("t", cycle="1") == 2500
        assert change.count("t", cycle="1", rater="7") == 5
        change.put("t", "2", {"cycle": "2", "rater": "2"})
        change.delete("t", "3")
    with store.read() as view:
        assert [view.count("t", cycle=c) for c in "12"] == [2498, 1]
    store.close()


def test_a_read_block_is_one_moment(store: KeyedStore) -> None:
    put(store, "a", n=1)
    put(store, "gone", n=1)
    with store.read() as view:
        with store.write() as change:
            change.put("t", "a", {"n": 2})
            change.put("t", "new", {"n": 2})
            change.put("u", "x", {})
            change.delete("t", "gone")
        assert view.get("t", "a") == {"n": 1}
        assert view.get("t", "new") is None
        assert dict(view.find("t")) == {"a": {"n": 1}, "gone": {"n": 1}}
        assert view.count("t") == 2
        assert view.tables() == ["t"]
    with store.read() as view:
        assert dict(view.find("t")) == {"a": {"n": 2}, "new": {"n": 2}}
        assert view.tables() == ["t", "u"]


def test_a_moment_outlasts_a_compaction(store: KeyedStore) -> None:
    put(store, "a", n=1)
    with store.read() as view:
        put(store, "a", n=2)
        store.compact()
        put(store, "a", n=3)
        assert view.get("t", "a") == {"n": 1}
    assert contents(store) == {("t", "a"): {"n": 3}}


def test_write_blocks_cannot_be_nested(store: KeyedStore) -> None:
    with pytest.raises(RuntimeError), store.write(), store.write():
        pass
    put(store, "k")


def test_a_block_that_has_ended_takes_nothing_more(store: KeyedStore) -> None:
    with store.write() as change:
        pass
    with pytest.raises(RuntimeError):
        change.put("t", "k", {})


def test_threads_lose_no_update(store: KeyedStore) -> None:
    def work(number: int) -> None:
        for step in range(60):
            with store.write() as change:
                found = change.get("t", "sum") or {"n": 0}
                change.put("t", "sum", {"n": found["n"] + 1})
                change.put("own", f"{number}/{step}", {})

    in_threads(16, work)
    with store.read() as view:
        assert view.get("t", "sum") == {"n": 960}
        assert view.count("own") == 960


def test_two_stores_on_one_folder_see_each_other(folder: Path) -> None:
    one = fresh(folder)
    two = open_store(folder)
    for number in range(50):
        put(one, f"a{number}", n=number)
        put(two, f"b{number}", n=number)
        with two.read() as view:
            assert view.count("t") == 2 * number + 2
        with one.read() as view:
            assert view.get("t", f"b{number}") == {"n": number}
        if number % 20 == 7:
            one.compact()
        if number % 20 == 13:
            two.compact()
    one.close()
    two.close()
    assert len(contents_of(folder)) == 100


def test_a_replaced_file_with_the_same_content_is_noticed(folder: Path) -> None:
    """The other process is back at the same documents: only the sign in the old file tells that it is an old file."""
    one, two = fresh(folder), open_store(folder)
    put(one, "a")
    one.compact()
    put(two, "b")  # both know the same file now
    with one.write() as change:
        change.delete("t", "b")
    one.compact()
    with two.read() as view:
        assert view.count("t") == 1
    one.compact()
    put(two, "c")
    one.close()
    two.close()
    assert set(contents_of(folder)) == {("t", "a"), ("t", "c")}


def test_whoever_waits_gets_the_lock(folder: Path) -> None:
    """A busy process with many threads does not starve another one."""
    busy = fresh(folder)
    other = open_store(folder, patience=20)
    stop = threading.Event()
    made = Counter[int]()

    def keep_writing(number: int) -> None:
        if number == 4:
            try:
                for step in range(20):
                    put(other, f"other{step}")
            finally:
                stop.set()
        while not stop.is_set():
            put(busy, f"{number}-{made[number]}")
            made[number] += 1

    in_threads(5, keep_writing)
    assert made.total() < 2_000  # about 200; without turns over 10,000
    busy.close()
    other.close()


def test_a_store_that_stays_busy_says_so(folder: Path) -> None:
    one = fresh(folder)
    two = open_store(folder, patience=0.05)
    with one.write() as change:
        change.put("t", "k", {})
        with pytest.raises(StoreBusy):
            put(two, "other")
    put(two, "other")
    one.close()
    two.close()


def test_a_closed_store_takes_nothing(store: KeyedStore) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreClosed):
        put(store, "k")


def test_a_forked_child_must_open_its_own(store: KeyedStore) -> None:
    child = os.fork()
    if child == 0:
        try:
            put(store, "child")
        except StoreClosed:
            os._exit(0)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.journal
def test_compaction_depends_on_the_documents_alone(tmp_path: Path) -> None:
    one, two = fresh(tmp_path / "one"), fresh(tmp_path / "two")
    for number in range(40):
        put(one, f"k{number}", n=number)
    put(one, "k41", n=0)
    with one.write() as change:
        change.delete("t", "k41")
        change.put("only", "x", {})
    with one.write() as change:
        change.delete("only", "x")
    with two.write() as change:
        for number in reversed(range(40)):
            change.put("t", f"k{number}", {"n": -1})
    for number in range(40):
        put(two, f"k{number}", n=number)
    one.compact()
    two.wipe_history()
    for name in ("store.journal", "store.lock", "store.turn"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    one.close()
    two.close()


@pytest.mark.journal
def test_a_grown_journal_is_compacted_by_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kinerja_store.engine.COMPACT_FROM", 20_000)
    store = fresh(folder)
    for number in range(400):
        put(store, "same", n=number, text="x" * 200)
    assert (folder / "store.journal").stat().st_size < 20_000 + (1 << 18) + 2000
    assert contents(store) == {("t", "same"): {"n": 399, "text": "x" * 200}}
    store.close()
    assert len(contents_of(folder)) == 1


@pytest.mark.journal
def test_tinydb_queries_read_the_same_documents(store: KeyedStore) -> None:
    put(store, "a", unit="x", n=1)
    put(store, "b", unit="x", n=2)
    table = store.db.table("t")
    assert sorted(doc["_key"] for doc in table.search((where("unit") == "x") & (where("n") > 1))) == ["b"]
    table.update({"unit": "y"}, where("_key") == "a")
    with store.read() as view:
        assert view.get("t", "a") == {"unit": "y", "n": 1}


@pytest.mark.journal
def test_wiped_history_leaves_no_old_bytes(folder: Path, store: KeyedStore) -> None:
    put(store, "k", text="RAHASIA-LAMA")
    old = (folder / "store.journal").open("rb")
    put(store, "k", text="baru")
    store.wipe_history()
    assert b"RAHASIA-LAMA" not in old.read()  # the bytes of the file that was replaced
    old.close()
    assert not any(b"RAHASIA-LAMA" in path.read_bytes() for path in folder.iterdir())
    with opened(folder) as again:
        assert contents(again) == {("t", "k"): {"text": "baru"}}
