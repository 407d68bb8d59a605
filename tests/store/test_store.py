"""The Protocol, as a room that keeps documents sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.store import Store, StoreExists, StoreMissing, init_store, open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_store(tmp_path / "private")
    return tmp_path / "private"


def test_it_works(folder: Path) -> None:
    store = open_store(folder)
    with store.write() as change:
        change.put("people", "b", {"name": "Dua", "unit": "x"})
        change.put("people", "a", {"name": "Satu", "unit": "x"})
        assert change.get("people", "a") == {"name": "Satu", "unit": "x"}
    with store.read() as view:
        assert [key for key, _ in view.find("people", unit="x")] == ["a", "b"]
        assert view.count("people") == 2
        assert view.tables() == ["people"]
    store.close()
    again: Store = open_store(folder)
    with again.read() as view:
        assert view.get("people", "b") == {"name": "Dua", "unit": "x"}
    again.close()


def test_a_block_that_raises_stores_nothing(folder: Path) -> None:
    store = open_store(folder)
    with pytest.raises(ZeroDivisionError), store.write() as change:
        change.put("t", "k", {})
        raise ZeroDivisionError
    with store.read() as view:
        assert view.get("t", "k") is None


def test_a_missing_store_is_never_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        open_store(tmp_path)


def test_an_existing_store_is_not_touched(folder: Path) -> None:
    with pytest.raises(StoreExists):
        init_store(folder)
