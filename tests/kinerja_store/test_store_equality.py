"""The journaled TinyDB does what stock TinyDB does: live, after opening anew, after compaction, in batches."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tinydb import TinyDB, where
from tinydb.operations import delete, increment
from tinydb.operations import set as set_to
from tinydb.table import Document

from kinerja_store import init_store
from kinerja_store.tiny import JournaledDB
from tests.kinerja_store.helpers import memory

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=3)
    | st.floats(allow_nan=False, allow_infinity=False, width=16)
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner))
documents = st.dictionaries(st.sampled_from(["a", "b", "n", "é", '"']), values, max_size=3)
numbered = st.builds(lambda doc, n: {**doc, "n": n}, documents, st.integers(-3, 3))
tables = st.sampled_from(["_default", "t", "u"])
small = st.integers(-3, 3)


def append_in_place(doc: Any) -> None:
    """An update that changes a list inside a document, where nobody sees an assignment."""
    doc.setdefault("grown", []).append(len(doc))


def _order(item: Any) -> str:
    return json.dumps(item, sort_keys=True)


class Both(RuleBasedStateMachine):
    """Every rule does the same to stock TinyDB and to ours; the invariant compares everything."""

    ids = Bundle("ids")

    @initialize()
    def start(self) -> None:
        self.where = Path(tempfile.mkdtemp(dir=memory()))
        init_store(self.where / "ours")
        self.stock = TinyDB(self.where / "stock.json")
        self.ours = JournaledDB(self.where / "ours", ids="sequential")

    def both(self, table: str, action: Any) -> Any:
        """Run an action on both; same result or same kind of error."""
        outcomes = []
        for db in (self.stock, self.ours):
            try:
                outcomes.append(("returned", action(db.table(table))))
            except (ValueError, KeyError, TypeError, RuntimeError) as error:
                outcomes.append(("raised", type(error)))
        kind, result = outcomes[0]
        if isinstance(result, list):
            outcomes = [(k, sorted(r, key=_order) if isinstance(r, list) else r) for k, r in outcomes]
        assert outcomes[0] == outcomes[1]
        return result if kind == "returned" else None

    @rule(target=ids, table=tables, doc=numbered)
    def insert(self, table: str, doc: dict[str, Any]) -> Any:
        return self.both(table, lambda t: t.insert(doc))

    @rule(target=ids, table=tables, doc=numbered, number=st.integers(0, 40))
    def insert_with_id(self, table: str, doc: dict[str, Any], number: int) -> Any:
        self.both(table, lambda t: t.insert(Document(doc, number)))
        return number

    @rule(table=tables, docs=st.lists(numbered, max_size=4))
    def insert_multiple(self, table: str, docs: list[dict[str, Any]]) -> None:
        self.both(table, lambda t: t.insert_multiple(docs))

    @rule(table=tables, doc=documents, n=small)
    def update(self, table: str, doc: dict[str, Any], n: int) -> None:
        self.both(table, lambda t: t.update(doc, where("n") == n))

    @rule(table=tables, n=small)
    def update_by_operation(self, table: str, n: int) -> None:
        self.both(table, lambda t: t.update(increment("n"), where("n") == n))
        self.both(table, lambda t: t.update(set_to("a", [n]), where("n") == n))

    @rule(table=tables)
    def update_in_place(self, table: str) -> None:
        self.both(table, lambda t: t.update(append_in_place))

    @rule(table=tables, n=small)
    def an_update_that_fails_changes_nothing(self, table: str, n: int) -> None:
        self.both(table, lambda t: t.update(delete("b"), where("n") >= n))

    @rule(table=tables, a=documents, b=documents, n=small)
    def update_multiple(self, table: str, a: dict[str, Any], b: dict[str, Any], n: int) -> None:
        self.both(table, lambda t: t.update_multiple([(a, where("n") == n), (b, where("n") > n)]))

    @rule(table=tables, doc=numbered, n=small)
    def upsert(self, table: str, doc: dict[str, Any], n: int) -> None:
        self.both(table, lambda t: t.upsert(doc, where("n") == n))

    @rule(table=tables, doc=numbered, number=ids)
    def upsert_by_id(self, table: str, doc: dict[str, Any], number: Any) -> None:
        if number is not None:
            self.both(table, lambda t: t.upsert(Document(doc, number)))

    @rule(table=tables, n=small)
    def remove(self, table: str, n: int) -> None:
        self.both(table, lambda t: t.remove(where("n") == n))

    @rule(table=tables, number=ids)
    def remove_by_id(self, table: str, number: Any) -> None:
        self.both(table, lambda t: t.remove(doc_ids=[number, 999]))

    @rule(table=tables, number=ids)
    def get(self, table: str, number: Any) -> None:
        self.both(table, lambda t: t.get(doc_id=number))
        self.both(table, lambda t: t.contains(doc_id=number))

    @rule(table=tables, numbers=st.lists(ids, max_size=4))
    def get_many(self, table: str, numbers: list[Any]) -> None:
        wanted = [number for number in numbers if number is not None]
        self.both(table, lambda t: t.get(doc_ids=[*wanted, 999, *wanted]))

    @rule(table=tables, n=small)
    def search(self, table: str, n: int) -> None:
        self.both(table, lambda t: t.search(where("n") >= n))
        self.both(table, lambda t: t.count(where("a").exists()))

    @rule(table=tables)
    def truncate(self, table: str) -> None:
        self.both(table, lambda t: t.truncate())

    @rule(table=tables)
    def drop_table(self, table: str) -> None:
        self.stock.drop_table(table)
        self.ours.drop_table(table)

    @rule()
    def drop_tables(self) -> None:
        self.stock.drop_tables()
        self.ours.drop_tables()

    @rule(table=tables, docs=st.lists(numbered, max_size=3), n=small)
    def batch(self, table: str, docs: list[dict[str, Any]], n: int) -> None:
        with self.ours.batch():
            self.both(table, lambda t: t.insert_multiple(docs))
            self.both("u", lambda t: t.remove(where("n") == n))
            self.both(table, lambda t: t.search(where("n") == n))

    @rule()
    def reopen(self) -> None:
        self.ours.close()
        self.ours = JournaledDB(self.where / "ours", ids="sequential")
        self.stock.close()
        self.stock = TinyDB(self.where / "stock.json")

    @rule()
    def compact(self) -> None:
        self.ours.engine.compact()

    @invariant()
    def same(self) -> None:
        if not hasattr(self, "ours"):
            return
        assert self.ours.tables() == self.stock.tables()
        for name in self.stock.tables():
            stock, ours = self.stock.table(name), self.ours.table(name)
            assert len(ours) == len(stock)
            assert {d.doc_id: dict(d) for d in ours} == {d.doc_id: dict(d) for d in stock}

    def teardown(self) -> None:
        if hasattr(self, "ours"):
            self.ours.close()
            self.stock.close()
            shutil.rmtree(self.where)


def _run(examples: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Both,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            database=None,
            derandomize=examples < 100,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_random_sequences_do_what_stock_tinydb_does() -> None:
    _run(examples=25, steps=25)


@pytest.mark.quality
def test_many_long_random_sequences_do_what_stock_tinydb_does() -> None:
    _run(examples=1000, steps=60)
