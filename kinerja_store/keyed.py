"""The Store of the Protocol: keyed documents in the tables of a journaled TinyDB.

The same documents can be read with TinyDB's own queries through `store.db`; this module only gives them keys,
blocks and indexes, and talks to the engine directly where TinyDB would look at every document.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import TracebackType

from kinerja_store import custody
from kinerja_store.codec import Field
from kinerja_store.disk import make_folder, refusal
from kinerja_store.docids import decode_keyed, encode_keyed, id_of, key_in
from kinerja_store.engine import PATIENCE, Engine
from kinerja_store.errors import StoreError, StoreExists
from kinerja_store.journal import JOURNAL_NAME
from kinerja_store.migrate import Migration, migrations, schema_of
from kinerja_store.protocol import Doc
from kinerja_store.tiny import JournaledDB
from kinerja_store.views import Moment, Transaction

field = cache(Field)


class KeyedView:
    """Documents at one moment, by key. Every document returned is the caller's own copy."""

    __slots__ = ("_moment",)

    def __init__(self, moment: Moment) -> None:
        self._moment = moment

    def get(self, table: str, key: str) -> Doc | None:
        """Return the document, or None."""
        raw = self._moment.raw(table, id_of(table, key))
        if raw is None:
            return None
        found, doc = decode_keyed(raw)
        return doc if found == key else None

    def find(self, table: str, **equals: str) -> Iterator[tuple[str, Doc]]:
        """Yield (key, document) of the documents with these fields, sorted by key."""
        keyed = [(key, raw) for raw in self._candidates(table, equals) if (key := key_in(raw)) is not None]
        keyed.sort()
        found = (decode_keyed(raw) for _, raw in keyed)
        wanted = equals.items()
        return ((key, doc) for key, doc in found if all(doc.get(name) == value for name, value in wanted))

    def count(self, table: str, **equals: str) -> int:
        """Return how many documents have these fields."""
        if not equals:
            return self._moment.size(table)
        raws = self._candidates(table, equals)
        return sum(all(field(name).text(raw) == value for name, value in equals.items()) for raw in raws)

    def tables(self) -> list[str]:
        """Return the names of the tables that hold documents."""
        return [name for name in self._moment.names() if self._moment.size(name)]

    def _candidates(self, table: str, equals: Mapping[str, str]) -> list[bytes]:
        """Return encoded documents that contain the bytes of these fields, at the top or inside."""
        needles = {name: (value, field(name).needle(value)) for name, value in equals.items()}
        return self._moment.matching(table, needles)


class KeyedChange(KeyedView):
    """A write block: sees and collects its own changes, and stores them all at its end."""

    __slots__ = ("_engine", "_open", "_transaction")
    _moment: Moment

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._open = False

    def __enter__(self) -> KeyedChange:
        """Take the lock."""
        self._transaction: Transaction = self._engine.begin()
        self._moment = self._transaction
        self._open = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Store the changes and return when they are on the disk; after an exception store nothing."""
        self._open = False
        if kind is None:
            self._engine.commit(self._transaction)
            self._engine.compact_if_grown()
        else:
            self._engine.abort(self._transaction)

    def put(self, table: str, key: str, doc: Doc) -> None:
        """Store the document in place of any earlier one; it is encoded now."""
        self._require_open()
        doc_id = id_of(table, key)
        there = self._transaction.raw(table, doc_id)
        raw = encode_keyed(key, doc)
        if there == raw:
            return
        if there is not None and key_in(there) != key:
            raise StoreError(f"two keys of table {table} have one id")
        self._transaction.set(table, doc_id, raw)

    def delete(self, table: str, key: str) -> None:
        """Remove the document if there is one."""
        self._require_open()
        if self.get(table, key) is not None:
            self._transaction.set(table, id_of(table, key), None)

    def _require_open(self) -> None:
        if not self._open:
            raise RuntimeError("the write() block has ended")


class KeyedStore:
    """See `kinerja_store.protocol.Store` for what is guaranteed."""

    def __init__(self, folder: Path, db: JournaledDB) -> None:
        self.folder = folder
        self.db = db
        self.engine = db.engine

    @property
    def failed(self) -> StoreError | None:
        """Why writing is refused until the store is opened anew."""
        return self.engine.failed

    @contextmanager
    def read(self) -> Iterator[KeyedView]:
        """One consistent moment of durable documents; never waits for a writer."""
        with self.engine.moment() as moment:
            yield KeyedView(moment)

    def write(self) -> KeyedChange:
        """One atomic, durable change."""
        return KeyedChange(self.engine)

    def compact(self) -> None:
        """Rewrite the file so that its bytes depend on the documents alone."""
        self.engine.compact()

    def wipe_history(self) -> None:
        """Compact, and overwrite the old file's bytes, torn ends and damaged copies before they are removed."""
        self.engine.compact(wipe=True)

    def close(self) -> None:
        """Release the files."""
        self.db.close()


def init_store(folder: Path) -> None:
    """Make the folder (0700) and an empty store in it (0600); StoreExists if there is one already."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        make_folder(folder)
        if (folder / JOURNAL_NAME).exists():
            raise StoreExists(str(folder))
        custody.create(folder, (), schema_of(migrations))
    except FileExistsError as error:
        raise StoreExists(str(error)) from error
    except OSError as error:
        raise refusal(error) from error


def open_store(
    folder: Path,
    *,
    random: Callable[[int], bytes] = os.urandom,
    indexes: Mapping[str, tuple[str, ...]] | None = None,
    steps: tuple[Migration, ...] = migrations,
    patience: float = PATIENCE,
) -> KeyedStore:
    """Open the store of a folder, recovering it from a crash if need be.

    A missing store is an error (StoreMissing), and so is a damaged one: neither is ever taken for an empty one.
    `indexes` names fields by table (`*`: any other table) by which `find` needs no look at every document.
    `random` draws the ids of documents inserted through TinyDB's API. `patience` is how many seconds a writer
    waits for others before it gives up (StoreBusy).
    """
    db = JournaledDB(folder, random=random, indexes=indexes, migrations=steps, patience=patience)
    return KeyedStore(folder, db)
