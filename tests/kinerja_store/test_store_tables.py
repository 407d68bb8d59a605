"""The Protocol's documents are documents of TinyDB's tables: one path, the same bytes as ever."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tinydb import where
from tinydb.table import Document

from kinerja_store import StoreError, keyed
from kinerja_store.docids import id_of
from kinerja_store.keyed import BATCH, KeyedStore
from kinerja_store.tiny import JournaledTable, MomentDB
from tests.kinerja_store.helpers import contents, fresh, put


@pytest.fixture
def store(ram: Path) -> Iterator[KeyedStore]:
    opened = fresh(ram / "private", indexes={"t": ("unit",)})
    yield opened
    opened.close()


def test_what_the_protocol_stores_tinydb_reads_and_the_other_way(store: KeyedStore) -> None:
    table = store.db.table("t")
    put(store, "a", unit="x")
    found = table.get(doc_id=id_of("t", "a"))
    assert found == {"_key": "a", "unit": "x"}
    table.upsert(Document({"_key": "b", "unit": "x"}, id_of("t", "b")))
    table.update({"n": 1}, doc_ids=[id_of("t", "a")])
    with store.read() as view:
        assert list(view.find("t", unit="x")) == [("a", {"unit": "x", "n": 1}), ("b", {"unit": "x"})]
    with store.write() as change:
        change.delete("t", "a")
        assert table.all() == [{"_key": "b", "unit": "x"}], "in the block, TinyDB sees the block's own changes"
    assert table.count(where("unit") == "x") == 1


def test_each_call_of_the_protocol_goes_through_tinydb(store: KeyedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    for name in ("get", "contains", "insert", "update", "remove", "__len__"):
        real = getattr(JournaledTable, name)

        def noting(
            self: JournaledTable, *args: object, name: str = name, real: object = real, **named: object
        ) -> object:
            called.append(name)
            return real(self, *args, **named)  # type: ignore[operator]

        monkeypatch.setattr(JournaledTable, name, noting)

    def calls() -> list[str]:
        seen = called.copy()
        called.clear()
        return seen

    with store.write() as change:
        change.put("t", "a", {"unit": "x"})
        assert calls() == ["contains", "insert"]
        change.put("t", "a", {"unit": "y"})
        assert calls() == ["contains", "update"]
        assert change.get("t", "a") == {"unit": "y"}
        assert calls() == ["get"]
        assert list(change.find("t", unit="y")) == [("a", {"unit": "y"})]
        assert calls() == ["get"]
        assert change.count("t") == 1
        assert calls() == ["__len__"]
        change.delete("t", "a")
        assert calls() == ["get", "remove"]


def test_the_protocol_knows_no_second_way_to_a_document() -> None:
    """`keyed.py` neither decodes nor encodes, and of the engine it uses what says which ids a search needs, and what has changed."""
    tree = ast.parse(Path(keyed.__file__).read_text())
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not names & {"encode", "decode", "Transaction"}
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "_moment"
    }
    assert used == {"matching", "only", "once", "each"}


def test_a_put_leaves_nothing_of_the_earlier_document(store: KeyedStore) -> None:
    put(store, "a", unit="x", old={"n": 1})
    put(store, "a", new=1)
    assert contents(store) == {("t", "a"): {"new": 1}}


def test_a_put_that_is_refused_leaves_the_earlier_document(store: KeyedStore) -> None:
    put(store, "a", n=1)
    with store.write() as change:
        with pytest.raises(ValueError, match="Out of range"):
            change.put("t", "a", {"other": float("nan")})
        assert change.get("t", "a") == {"n": 1}
    assert contents(store) == {("t", "a"): {"n": 1}}


def test_two_keys_with_one_id_are_refused(store: KeyedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyed, "id_of", lambda table, key: 7)
    put(store, "a", n=1)
    with store.write() as change:
        assert change.get("t", "b") is None
        change.delete("t", "b")
        with pytest.raises(StoreError):
            change.put("t", "b", {})
    assert contents(store) == {("t", "a"): {"n": 1}}


def test_a_find_is_of_the_moment_of_its_call(store: KeyedStore) -> None:
    """More than are decoded at a time; changed, removed and added while the loop runs, and read on after the block."""
    keys = [f"{number:04d}" for number in range(3 * BATCH + 5)]
    with store.write() as change:
        for key in keys:
            change.put("t", key, {"unit": "x"})
    with store.write() as change:
        seen = []
        for key, doc in change.find("t", unit="x"):
            seen.append(key)
            assert doc == {"unit": "x"}
            change.delete("t", keys[-len(seen)])
            change.put("t", f"{key}-new", {"unit": "x"})
        assert seen == keys
    with store.read() as view:
        found = view.find("t")
        rest = [f"{key}-new" for key in keys]
    with store.write() as change:
        for key in rest:
            change.delete("t", key)
    assert [key for key, _ in found] == rest


def test_a_read_block_changes_nothing_by_tinydb_either(store: KeyedStore) -> None:
    put(store, "a")
    with store.read():
        moment = MomentDB(store.engine.now())
        with pytest.raises(RuntimeError):
            moment.table("t").truncate()
    assert contents(store) == {("t", "a"): {}}


def test_a_name_that_holds_a_quote_is_another_field(store: KeyedStore) -> None:
    put(store, "a", **{'a"unit': "x", "unit": "y"})
    put(store, "b", **{'a"free': "x", "free": "y"})
    with store.read() as view:
        assert [view.count("t", unit="x"), view.count("t", unit="y")] == [0, 1]
        assert [view.count("t", free="x"), view.count("t", free="y")] == [0, 1]
        assert [key for key, _ in view.find("t", unit="y")] == ["a"]


def test_an_emptied_table_leaves_no_name(store: KeyedStore) -> None:
    with store.write() as change:
        change.put("nama-rahasia", "a", {})
    with store.write() as change:
        change.delete("nama-rahasia", "a")
    store.compact()
    assert b"nama-rahasia" not in (store.folder / "store.journal").read_bytes()


def test_the_bytes_of_the_file_are_those_of_version_0_1_0(tmp_path: Path) -> None:
    """The digests were taken with version 0.1.0, whose documents had schema 1."""
    store = fresh(tmp_path / "s", steps=())
    for number in range(30):
        with store.write() as change:
            change.put("t", f"k{number % 20}", {"n": number, "teks": 'é"\\', "in": {"unit": str(number)}})
            change.put("u/é", "", {"A": [1, None, True]})
            if number % 3:
                change.put("t", f"k{number % 20}", {"n": number})
            if number % 5 == 0:
                change.delete("t", f"k{number // 2}")
        with store.write() as change:
            change.put("gone", "x", {})
        with store.write() as change:
            change.delete("gone", "x")
            change.put("u/é", "", {"A": [1, None, True]})

    def digest() -> str:
        return hashlib.blake2b((store.folder / "store.journal").read_bytes(), digest_size=16).hexdigest()

    assert digest() == "943a2ef2433036231280d661d441e820"
    store.compact()
    assert digest() == "b7f2be23eb0f53418bcd502307fd2f2a"
