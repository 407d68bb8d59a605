"""A change that is planned without the lock keeps nobody waiting, and is never made of what has changed since."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kinerja_store import Change, Store, View, open_store
from kinerja_store.keyed import PLANS
from tests.kinerja_store.helpers import fresh

READS: dict[str, Callable[[View], object]] = {
    "get": lambda v: v.get("a", "1"),
    "find": lambda v: list(v.find("a", kind="x")),
    "find all": lambda v: list(v.find("a")),
    "count": lambda v: v.count("a"),
    "count by field": lambda v: v.count("a", kind="x"),
    "each": lambda v: v.each("a", lambda key, doc: (key, doc["kind"]), kind="x"),
    "once": lambda v: v.once(("a",), "one", lambda: v.count("a")),
    "tables": lambda v: [name for name in v.tables() if name == "a"],
}
CHANGES: dict[str, Callable[[Change], None]] = {
    "another value": lambda c: c.put("a", "1", {"kind": "x", "n": 2}),
    "another kind": lambda c: c.put("a", "1", {"kind": "y", "n": 1}),
    "gone": lambda c: c.delete("a", "1"),
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = fresh(tmp_path / "private", indexes={"a": ("kind",)})
    with made.write() as change:
        change.put("a", "1", {"kind": "x", "n": 1})
        change.put("a", "2", {"kind": "y", "n": 1})
    return made


def meanwhile(store: Store, act: Callable[[Change], None]) -> None:
    """Another person's change, in a thread of their own; returns when it is on the disk."""

    def run() -> None:
        with store.write() as change:
            act(change)

    other = threading.Thread(target=run)
    other.start()
    other.join()


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("what", CHANGES)
def test_a_plan_is_made_anew_when_what_it_read_has_changed(store: Store, read: str, what: str) -> None:
    found: list[object] = []

    def act(change: Change) -> object:
        found.append(READS[read](change))
        if len(found) == 1:
            meanwhile(store, CHANGES[what])  # ends while the plan is being made: it waited for nothing
        change.put("b", "made", {"n": len(found)})
        return found[-1]

    made = store.plan(act, lambda change, _: change.put("b", "then", {}))
    with store.read() as view:
        assert made == READS[read](view), "what was stored was made of what is there"
        assert view.get("b", "then") == {}
        assert view.get("b", "made") == {"n": len(found)}
        if found[0] != made:
            assert len(found) == 2


@pytest.mark.parametrize("elsewhere", ["the same process", "another store"])
def test_a_document_that_comes_into_what_was_asked_for_is_noticed(store: Store, elsewhere: str) -> None:
    other = store if elsewhere == "the same process" else open_store(store.folder)
    calls: list[int] = []

    def act(change: Change) -> int:
        calls.append(1)
        if len(calls) == 1:
            meanwhile(other, lambda c: c.put("a", "3", {"kind": "x", "n": 1}))
        return change.count("a", kind="x")

    assert store.plan(act, lambda *_: None) == 2
    assert len(calls) == 2


def test_what_a_plan_did_not_read_may_change(store: Store) -> None:
    calls: list[int] = []

    def act(change: Change) -> None:
        calls.append(change.count("a", kind="x"))
        change.put("b", "made", change.get("a", "1") or {})
        meanwhile(store, lambda c: c.put("a", "4", {"kind": "z", "n": 1}))

    store.plan(act, lambda *_: None)
    with store.read() as view:
        assert (calls, view.count("a"), view.count("b")) == ([1], 3, 1)


def test_a_file_that_another_process_put_in_place_is_noticed(store: Store) -> None:
    other, calls = open_store(store.folder), list[int]()

    def act(change: Change) -> int:
        calls.append(1)
        if len(calls) == 1:
            meanwhile(other, lambda c: c.put("a", "3", {"kind": "x", "n": 1}))
            other.compact()
        change.put("b", "made", {})
        return change.count("a", kind="x")

    assert store.plan(act, lambda *_: None) == 2


def test_where_everything_moves_it_is_made_with_the_lock_at_last(store: Store) -> None:
    calls: list[int] = []

    def act(change: Change) -> int:
        calls.append(1)
        if len(calls) <= PLANS:
            meanwhile(store, lambda c: c.put("a", "1", {"kind": "x", "n": len(calls) + 1}))
        found = change.get("a", "1")
        assert found
        return int(found["n"])

    assert store.plan(act, lambda change, n: change.put("b", "made", {"n": n})) == PLANS + 1
    assert len(calls) == PLANS + 1


def test_a_plan_that_raises_stores_nothing_and_holds_nothing(store: Store) -> None:
    def act(change: Change) -> None:
        change.put("b", "made", {})
        raise KeyError

    def then(change: Change, _: None) -> None:
        change.put("b", "made", {})
        raise KeyError

    for plan in (lambda: store.plan(act, lambda *_: None), lambda: store.plan(lambda _: None, then)):
        with pytest.raises(KeyError):
            plan()
    meanwhile(store, lambda c: c.put("c", "1", {}))
    with store.read() as view:
        assert (view.count("b"), view.count("c")) == (0, 1)


def test_neither_another_change_nor_another_plan_is_made_inside_a_plan(store: Store) -> None:
    def write(_: Change) -> None:
        with store.write():
            pass

    for inside in (write, lambda _: store.plan(lambda _: None, lambda *_: None)):
        with pytest.raises(RuntimeError, match="nested"):
            store.plan(inside, lambda *_: None)


def test_plans_of_many_threads_and_stores_lose_no_update(store: Store) -> None:
    """Each adds one to a number that it read without the lock; the sum is the number of those who were told."""
    stores = [store, open_store(store.folder)]

    def add(change: Change) -> None:
        found = change.get("a", "1")
        assert found
        change.put("a", "1", {**found, "n": found["n"] + 1})

    def work(one: Store, seed: int) -> None:
        draw = random.Random(seed)
        for _ in range(12):
            if draw.random() < 0.5:
                one.plan(add, lambda *_: None)
            else:
                with one.write() as change:
                    add(change)

    threads = [threading.Thread(target=work, args=(stores[n % 2], n)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with stores[1].read() as view:
        found = view.get("a", "1")
    assert found
    assert found["n"] == 1 + 4 * 12
