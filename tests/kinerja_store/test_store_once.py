"""What is made of whole tables is made once, and never told of a moment that it is not of."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kinerja_store import Store, View, init_store, open_store
from tests.kinerja_store.helpers import two_things_by_one_name


@pytest.fixture
def store(tmp_path: Path) -> Store:
    init_store(tmp_path / "private")
    return open_store(tmp_path / "private")


def total(view: View, calls: list[int]) -> int:
    def make() -> int:
        calls.append(1)
        return sum(d["n"] for _, d in view.find("a"))

    return view.once(("a",), "total", make)


def test_it_is_made_again_only_after_a_change_of_its_tables(store: Store) -> None:
    calls: list[int] = []
    with store.write() as change:
        change.put("a", "1", {"n": 1})
    for _ in range(3):
        with store.read() as view:
            assert total(view, calls) == 1
    with store.write() as change:
        change.put("b", "1", {"n": 9})
    with store.read() as view:
        assert total(view, calls) == 1
    assert len(calls) == 1
    with store.write() as change:
        change.delete("a", "1")
    with store.write() as change:  # the table was gone meanwhile
        change.put("a", "1", {"n": 5})
    with store.read() as view:
        assert total(view, calls) == 5
    assert len(calls) == 2


def test_an_earlier_moment_and_an_unfinished_change_see_their_own(store: Store) -> None:
    calls: list[int] = []
    with store.write() as change:
        change.put("a", "1", {"n": 1})
    with store.read() as before:
        with store.write() as change:
            change.put("a", "2", {"n": 2})
            assert total(change, calls) == 3
            with store.read() as beside:
                assert total(beside, calls) == 1
        assert total(before, calls) == 1
        with store.read() as after:
            assert total(after, calls) == 3
        assert total(before, calls) == 1
    with suppress(ZeroDivisionError), store.write() as change:
        change.put("a", "3", {"n": 9})
        assert total(change, calls) == 12
        raise ZeroDivisionError
    with store.read() as view:
        assert total(view, calls) == 3


def test_each_document_is_read_again_only_where_it_changed(store: Store) -> None:
    read: list[str] = []

    def number(key: str, doc: dict[str, int]) -> int:
        read.append(key)
        return doc["n"]

    def numbers(view: View, **equals: str) -> list[int]:
        return sorted(view.each("a", number, **equals))

    with store.write() as change:
        change.put("a", "1", {"n": 1, "kind": "x"})
        change.put("a", "2", {"n": 2, "kind": "y"})
    with store.read() as before:
        assert numbers(before) == [1, 2]
        assert numbers(before, kind="y") == [2]
        read.clear()
        with store.write() as change:
            change.put("a", "1", {"n": 5, "kind": "x"})
            change.delete("a", "2")
            change.put("a", "3", {"n": 3, "kind": "x"})
            assert numbers(change) == [3, 5]
        assert sorted(read) == ["1", "3"]
        assert numbers(before) == [1, 2]
    with store.read() as view:
        read.clear()
        assert numbers(view) == [3, 5]
        assert numbers(view) == [3, 5]
        assert numbers(view, kind="y") == []
    assert sorted(read) == ["1", "3"], "what an earlier moment saw meanwhile is not taken for what is there now"


def test_another_process_and_another_file_are_seen(store: Store) -> None:
    calls: list[int] = []
    other = open_store(store.folder)
    with store.read() as view:
        assert total(view, calls) == 0
    with other.write() as change:
        change.put("a", "1", {"n": 4})
    with store.read() as view:
        assert total(view, calls) == 4
    other.compact()
    with other.write() as change:
        change.put("a", "1", {"n": 6})
    with store.read() as view:
        assert total(view, calls) == 6


def test_what_was_made_of_a_removed_document_is_held_nowhere(store: Store) -> None:
    def secret(_: str, doc: dict[str, str]) -> str:
        return doc["who"]

    def look(view: View) -> list[str]:
        return view.once(("a", "b"), "all", lambda: view.each("a", secret))

    def held() -> str:
        engine: Any = store.engine  # type: ignore[attr-defined]  # what is kept in memory has no other door
        tables = engine.made if engine.shared else engine._tables
        return repr((tables.kept, tables.parts, getattr(tables, "rows", None)))

    with store.write() as change:
        change.put("a", "1", {"who": "rater-of-it"})
        change.put("a", "2", {"who": "another"})
    with store.read() as before:
        assert sorted(look(before)) == ["another", "rater-of-it"]
        assert held().count("rater-of-it") >= 3, "in the list, in the document's bytes, and made of them"
        with store.write() as change:
            change.delete("a", "1")
        assert "rater-of-it" not in held(), "also where nobody looks again"
        assert sorted(look(before)) == ["another", "rater-of-it"]
        assert "rater-of-it" not in held(), "nor does an earlier moment bring it back"
    with suppress(ZeroDivisionError), store.write() as change:
        change.put("a", "3", {"who": "never-stored"})
        assert "never-stored" in look(change)
        raise ZeroDivisionError
    assert "never-stored" not in held()
    with store.read() as view:
        assert look(view) == ["another"]


def test_the_same_of_two_tables_is_two_things(store: Store) -> None:
    two_things_by_one_name(store)
