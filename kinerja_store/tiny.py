"""Puts TinyDB's API over the journal: same calls, same documents, but a change costs one entry, not the whole file.

Stock TinyDB reads everything, hands it to the updater and writes everything. Here `Table._read_table` decodes a
document when it is asked for, and `Table._update_table` gives the updater a recording view and stores what has
changed. The same tables serve three storages: one moment (a `read()` block), one change (a `write()` block), and
the journal itself, where each call is a change of its own (`store.db`).

Two differences to stock TinyDB are meant: document ids are random (a sequence would tell who answered when;
`ids="sequential"` for the library's own tests), and documents come sorted by id, not by age.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
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


def _raw(moment: Moment, name: str, doc_id: Any) -> bytes | None:
    """Return an encoded document; None where TinyDB is asked for an id that is no number."""
    try:
        return moment.raw(name, int(doc_id))
    except ValueError:
        return None


class TableReading(Mapping[str, Mapping[str, Any]]):
    """A table as TinyDB reads it: documents by id as text, each decoded when it is asked for."""

    __slots__ = ("_moment", "_name")

    def __init__(self, moment: Moment, name: str) -> None:
        self._moment = moment
        self._name = name

    def __getitem__(self, key: str) -> dict[str, Any]:
        raw = _raw(self._moment, self._name, key)
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

    __slots__ = ("_name", "_touched", "_transaction")

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

    def store(self, *, keep_empty: bool) -> None:
        """Put what has changed into the transaction. A document changed in place counts as well.

        `keep_empty`: the table is there from now on, even without documents.
        """
        for doc_id, doc in self._touched.items():
            raw = None if doc is None else encode(doc)
            if raw != self._transaction.raw(self._name, doc_id):
                self._transaction.set(self._name, doc_id, raw)
        if keep_empty and self._transaction.raw(self._name, MARKER) is None:
            self._transaction.set(self._name, MARKER, b"")


class MomentStorage(Storage):
    """One moment, or one change that is under way, as TinyDB's storage.

    Reading or writing everything at once, which is all that stock TinyDB asks of a storage, works here too.
    """

    keep_empty = False
    """Whether a table without documents is remembered, as stock TinyDB does. In the Protocol's blocks it is not:
    what a file holds would then depend on history."""
    random: Random | None = os.urandom
    """What the ids of documents without one are drawn from; None: they are counted."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment

    def now(self) -> Moment:
        """Return what a reader sees."""
        return self._moment

    def batch(self) -> AbstractContextManager[Transaction]:
        """All changes of the block, in any table, are one change. Blocks of one thread may be nested."""
        if not (isinstance(self._moment, Transaction) and self._moment.open):
            raise RuntimeError("neither a read() block nor a write() block that has ended takes changes")
        return nullcontext(self._moment)

    def version(self) -> int | None:
        """Return a number that rises with every change; None where no search result may be kept."""
        return None

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return all documents of all tables; None if there is no table."""
        moment = self.now()
        return {name: dict(TableReading(moment, name).items()) for name in moment.names()} or None

    def write(self, data: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> None:
        """Make these all the documents there are, in one change."""
        with self.batch() as transaction:
            for name in transaction.names():
                if name not in data:
                    self.drop(name)
            for name, docs in data.items():
                table = TableRecording(transaction, name)
                table.clear()
                table.update({int(doc_id): dict(doc) for doc_id, doc in docs.items()})
                table.store(keep_empty=self.keep_empty)

    def drop(self, name: str) -> None:
        """Remove a table with all its documents."""
        with self.batch() as transaction:
            for doc_id in transaction.ids(name):
                transaction.set(name, doc_id, None)


class JournalStorage(MomentStorage):
    """A store folder as TinyDB's storage: the newest durable moment, and each change by itself."""

    keep_empty = True

    def __init__(
        self,
        folder: Path,
        *,
        random: Random = os.urandom,
        ids: str = "random",
        indexes: Mapping[str, tuple[str, ...]] | None = None,
        **options: Any,
    ) -> None:
        self.engine = Engine(folder, indexes=indexes or {}, **options)
        self.random = random if ids == "random" else None

    def now(self) -> Moment:
        """Return this thread's change, or the durable documents."""
        return self.engine.now()

    def batch(self) -> AbstractContextManager[Transaction]:
        """All changes of the block are one change, or part of the one that this thread is in."""
        transaction = self.engine.transaction()
        return self.engine.change(_itself) if transaction is None else nullcontext(transaction)

    def version(self) -> int | None:
        """Return how many changes this process has seen, those of other processes included; None inside a change."""
        self.engine.now()
        return self.engine.changes if self.engine.transaction() is None else None

    def close(self) -> None:
        """Release the files."""
        self.engine.close()


def _itself(transaction: Transaction) -> Transaction:
    return transaction


class JournaledTable(Table):
    """A TinyDB table that decodes only what is asked for and stores only what has changed."""

    _storage: MomentStorage
    _seen: int | None = None

    def insert(self, document: Mapping[str, Any]) -> int:
        """As TinyDB's; choosing the id and storing the document are one change."""
        if isinstance(document, self.document_class):
            return super().insert(document)
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

    def get(  # one signature for TinyDB's seven overloads
        self, cond: QueryLike | None = None, doc_id: int | None = None, doc_ids: Iterable[int] | None = None
    ) -> Any:
        """As TinyDB's, but asked for ids it looks at those documents alone."""
        if doc_id is not None:
            raw = _raw(self._storage.now(), self._name, doc_id)
            return None if raw is None else self.document_class(decode(raw), doc_id)
        if doc_ids is not None:
            moment = self._storage.now()
            raws = ((i, _raw(moment, self._name, i)) for i in sorted(set(doc_ids)))
            return [self.document_class(decode(raw), i) for i, raw in raws if raw is not None]
        return super().get(cond)  # type: ignore[arg-type]  # as above

    def contains(self, cond: QueryLike | None = None, doc_id: int | None = None) -> bool:
        """As TinyDB's; a document that is asked for by its id is not decoded."""
        if doc_id is not None:
            return _raw(self._storage.now(), self._name, doc_id) is not None
        return super().contains(cond)

    def search(self, cond: QueryLike) -> list[Document]:
        """As TinyDB's; a cached result is used only while nothing has changed, in any process."""
        version = self._storage.version()
        if version is None or version != self._seen:
            self.clear_cache()
            self._seen = version
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
        return TableReading(self._storage.now(), self._name)

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._storage.batch() as transaction:
            table = TableRecording(transaction, self._name)
            updater(table)
            table.store(keep_empty=self._storage.keep_empty)
        self.clear_cache()


class MomentDB(TinyDB):
    """TinyDB over one moment or one change: `MomentDB(moment)`."""

    table_class = JournaledTable
    default_storage_class = MomentStorage  # type: ignore[assignment]  # TinyDB declares JSONStorage here
    _storage: MomentStorage

    def tables(self) -> set[str]:
        """As TinyDB's, but no document is read for it."""
        return set(self._storage.now().names())

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
        self._storage.drop(name)


class JournaledDB(MomentDB):
    """TinyDB over a store folder: `JournaledDB(folder)`."""

    default_storage_class = JournalStorage  # type: ignore[assignment]  # as above
    _storage: JournalStorage

    @property
    def engine(self) -> Engine:
        """What does the work."""
        return self._storage.engine
