"""TinyDB's API over the journal: same queries, same documents, but a change costs one entry, not the whole file.

Stock TinyDB reads everything, hands it to the updater and writes everything. Here `Table._update_table` gives
the updater a recording view and appends what has changed. Two differences are meant: document ids are random
(a sequence would tell who answered when; `ids="sequential"` for the library's own tests), and documents come
sorted by id, not by age.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from kinerja_store.codec import decode, encode
from kinerja_store.engine import Engine
from kinerja_store.frames import MARKER
from kinerja_store.views import Moment, Transaction

Random = Callable[[int], bytes]


class TableReading(Mapping[str, Mapping[str, Any]]):
    """A table as TinyDB reads it: documents by id as text, each decoded when it is asked for."""

    def __init__(self, moment: Moment, name: str) -> None:
        self._moment = moment
        self._name = name

    def __getitem__(self, key: str) -> dict[str, Any]:
        try:
            raw = self._moment.raw(self._name, int(key))
        except ValueError:
            raw = None  # TinyDB may be asked for an id that is no number
        if raw is None:
            raise KeyError(key)
        return decode(raw)

    def __iter__(self) -> Iterator[str]:
        return (str(doc_id) for doc_id in self._moment.ids(self._name) if doc_id != MARKER)

    def __len__(self) -> int:
        return self._moment.size(self._name)

    def items(self) -> Any:
        """Yield (id as text, document), skipping what another thread removed meanwhile."""
        raws = ((i, self._moment.raw(self._name, i)) for i in self._moment.ids(self._name) if i != MARKER)
        return ((str(doc_id), decode(raw)) for doc_id, raw in raws if raw is not None)


class TableRecording(MutableMapping[int, MutableMapping[str, Any]]):
    """A table as an updater sees it: remembers what was touched, so that only what has changed is stored."""

    def __init__(self, transaction: Transaction, name: str) -> None:
        self._transaction = transaction
        self._name = name
        self._touched: dict[int, MutableMapping[str, Any] | None] = {}

    def __getitem__(self, doc_id: int) -> MutableMapping[str, Any]:
        doc = self._touched.get(doc_id)
        if doc is None:
            raw = None if doc_id in self._touched else self._transaction.raw(self._name, doc_id)
            if raw is None:
                raise KeyError(doc_id)
            doc = self._touched[doc_id] = decode(raw)
        return doc

    def __setitem__(self, doc_id: int, doc: MutableMapping[str, Any]) -> None:
        self._touched[doc_id] = doc

    def __delitem__(self, doc_id: int) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        self._touched[doc_id] = None

    def __contains__(self, doc_id: object) -> bool:
        if doc_id in self._touched:
            return self._touched[doc_id] is not None
        return isinstance(doc_id, int) and self._transaction.raw(self._name, doc_id) is not None

    def __iter__(self) -> Iterator[int]:
        ids = {*self._transaction.ids(self._name), *self._touched} - {MARKER}
        return iter(sorted(doc_id for doc_id in ids if doc_id in self))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Remove every document."""
        self._touched = dict.fromkeys(self)

    def store(self) -> None:
        """Put what has changed into the transaction. A document changed in place counts as well."""
        for doc_id, doc in self._touched.items():
            raw = None if doc is None else encode(doc)
            if raw != self._transaction.raw(self._name, doc_id):
                self._transaction.set(self._name, doc_id, raw)
        if self._transaction.raw(self._name, MARKER) is None:
            self._transaction.set(self._name, MARKER, b"")


class JournalStorage(Storage):
    """What TinyDB calls its storage. Reading or writing everything at once works, and costs as much as it says."""

    def __init__(
        self,
        folder: Path,
        *,
        random: Random = os.urandom,
        ids: str = "random",
        indexes: Mapping[str, tuple[str, ...]] | None = None,
        **options: Any,
    ) -> None:
        super().__init__()
        self.engine = Engine(folder, indexes=indexes or {}, **options)
        self.random = random if ids == "random" else None

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return all documents of all tables; None if there is no table."""
        moment = self.engine.now()
        return {name: dict(TableReading(moment, name).items()) for name in moment.names()} or None

    def write(self, data: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> None:
        """Make these all the documents there are, in one change."""
        with self.batch() as transaction:
            for name in transaction.names():
                if name not in data:
                    self.drop(transaction, name)
            for name, docs in data.items():
                table = TableRecording(transaction, name)
                table.clear()
                table.update({int(doc_id): dict(doc) for doc_id, doc in docs.items()})
                table.store()

    @staticmethod
    def drop(transaction: Transaction, name: str) -> None:
        """Remove a table with all its documents."""
        for doc_id in transaction.ids(name):
            transaction.set(name, doc_id, None)

    @contextmanager
    def batch(self) -> Iterator[Transaction]:
        """All changes of the block, in any table, are one change. Blocks of one thread may be nested."""
        transaction = self.engine.transaction()
        if transaction is not None:
            yield transaction
            return
        transaction = self.engine.begin()
        try:
            yield transaction
        except BaseException:
            self.engine.abort(transaction)
            raise
        self.engine.commit(transaction)
        self.engine.compact_if_grown()

    def close(self) -> None:
        """Release the files."""
        self.engine.close()


class JournaledTable(Table):
    """A TinyDB table whose changes are entries of the journal."""

    _storage: JournalStorage

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._seen = -1
        super().__init__(*args, **kwargs)

    def insert(self, document: Mapping[str, Any]) -> int:
        """As TinyDB's; choosing the id and storing the document are one change."""
        with self._storage.batch():
            return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """As TinyDB's; one change."""
        with self._storage.batch():
            return super().insert_multiple(documents)

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """As TinyDB's; one change."""
        with self._storage.batch():
            return super().upsert(document, cond)

    def search(self, cond: QueryLike) -> list[Document]:
        """As TinyDB's; a cached result is used only while nothing has changed, in any process."""
        engine = self._storage.engine
        engine.now()
        if self._seen != engine.changes or engine.transaction() is not None:
            self.clear_cache()
            self._seen = engine.changes
        return super().search(cond)

    def _get_next_id(self) -> int:
        table = self._read_table()
        while True:
            if self._storage.random is None:
                doc_id = int(super()._get_next_id())  # type: ignore[no-untyped-call]  # TinyDB's method has no types
            else:
                doc_id = int.from_bytes(self._storage.random(8), "big") >> 4
            if str(doc_id) not in table:
                return doc_id
            self._next_id = None

    def _read_table(self) -> TableReading:  # type: ignore[override]  # a mapping, where TinyDB names a dict
        return TableReading(self._storage.engine.now(), self.name)

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._storage.batch() as transaction:
            table = TableRecording(transaction, self.name)
            updater(table)
            table.store()
        self.clear_cache()


class JournaledDB(TinyDB):
    """TinyDB over a store folder: `JournaledDB(folder)`."""

    table_class = JournaledTable
    default_storage_class = JournalStorage  # type: ignore[assignment]  # TinyDB declares JSONStorage here
    _storage: JournalStorage

    @property
    def engine(self) -> Engine:
        """What does the work."""
        return self._storage.engine

    @contextmanager
    def batch(self) -> Iterator[None]:
        """All changes of the block, in any table, are one change: on the disk together or not at all."""
        with self._storage.batch():
            yield

    def drop_tables(self) -> None:
        """As TinyDB's; one change."""
        self._storage.write({})
        self._tables.clear()

    def drop_table(self, name: str) -> None:
        """As TinyDB's; one change."""
        self._tables.pop(name, None)
        with self._storage.batch() as transaction:
            self._storage.drop(transaction, name)
