"""Keeps the Protocol's documents in the tables of a TinyDB: gives them keys, and opens and makes stores.

Whatever a block reads or changes goes through TinyDB's own calls (`get`, `update`, `insert`, `remove`, by id), so the
same documents can be read by anyone who knows TinyDB, through `store.db`. What TinyDB has not is here: the id of a
document is a hash of its key, and which ids a `find` needs is told by the store's indexes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from tinydb.table import Document

from kinerja_store import custody
from kinerja_store.blocks import Changing
from kinerja_store.codec import Wanted
from kinerja_store.disk import make_folder, refusal
from kinerja_store.docids import KEY, id_of, key_in, with_key, without_key
from kinerja_store.engine import PATIENCE, Engine
from kinerja_store.errors import StoreError, StoreExists, StoreFormat
from kinerja_store.journal import JOURNAL_NAME, StoreFile
from kinerja_store.migrate import Migration, migrations, schema_of, steps_from
from kinerja_store.protocol import Doc
from kinerja_store.tiny import JournaledDB, MomentDB
from kinerja_store.views import Moment, Plan

T = TypeVar("T")
BATCH = 256
"""Documents that a `find` decodes at a time: a whole table of dictionaries would take four times its file's size."""

PLANS = 3
"""So often a plan is made anew before it is made with the lock held."""


class KeyedView:
    """Documents at one moment, by key. Every document returned is the caller's own copy."""

    __slots__ = ("_db", "_moment")

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._db = MomentDB(moment)

    def get(self, table: str, key: str) -> Doc | None:
        """Return the document, or None."""
        found = self._db.table(table).get(doc_id=id_of(table, key))
        return without_key(found)[1] if found is not None and found.get(KEY) == key else None

    def find(self, table: str, **equals: str) -> Iterator[tuple[str, Doc]]:
        """Yield (key, document) of the documents with these fields as they are now, sorted by key."""
        raws = self._moment.matching(table, Wanted(equals))
        keys = {doc_id: key for doc_id, raw in raws.items() if (key := key_in(raw)) is not None}
        ids = sorted(keys, key=keys.__getitem__)
        then = MomentDB(self._moment.only(table, raws)).table(table)
        parts = (then.get(doc_ids=ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))
        return (without_key(doc) for part in parts for doc in sorted(part, key=itemgetter(KEY)))

    def count(self, table: str, **equals: str) -> int:
        """Return how many documents have these fields."""
        if not equals:
            return len(self._db.table(table))
        return len(self._moment.matching(table, Wanted(equals)))

    def once(self, tables: Sequence[str], what: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` makes of these tables, made anew only after a change in one of them."""
        found: T = self._moment.once(tables, what, make)
        return found

    def each(self, table: str, make: Callable[[str, Doc], T], **equals: str) -> list[T]:
        """Return what `make` makes of each document that `find` would yield, made anew only of what has changed."""
        return self._moment.each(table, Wanted(equals), make)

    def tables(self) -> list[str]:
        """Return the names of the tables that hold documents."""
        return sorted(name for name in self._db.tables() if len(self._db.table(name)))


class KeyedChange(KeyedView):
    """A write block: sees its own changes, which are stored all together at its end."""

    __slots__ = ()

    def put(self, table: str, key: str, doc: Doc) -> None:
        """Store the document in place of any earlier one; it is encoded now."""
        stored = Document(with_key(key, doc), id_of(table, key))

        def replace(there: MutableMapping[str, Any]) -> None:
            if there.get(KEY) != key:
                raise StoreError(f"two keys of table {table} have one id")
            there.clear()
            there.update(stored)

        found = self._db.table(table)
        if found.contains(doc_id=stored.doc_id):
            # Not `upsert`, which would leave fields that the document no longer has.
            found.update(replace, doc_ids=[stored.doc_id])
        else:
            found.insert(stored)

    def delete(self, table: str, key: str) -> None:
        """Remove the document if there is one."""
        if self.get(table, key) is not None:
            self._db.table(table).remove(doc_ids=[id_of(table, key)])


class KeyedStore:
    """See `kinerja_store.protocol.Store` for what is guaranteed."""

    def __init__(self, folder: Path, engine: Changing) -> None:
        self.folder = folder
        self.engine = engine

    @property
    def shared(self) -> bool:
        """Whether other machines have it open too: then the trail is a table of it."""
        return self.engine.shared

    @property
    def failed(self) -> StoreError | None:
        """Why writing is refused until the store is opened anew."""
        return self.engine.failed

    @contextmanager
    def read(self) -> Iterator[KeyedView]:
        """One consistent moment of durable documents; never waits for a writer."""
        with self.engine.moment() as moment:
            yield KeyedView(moment)

    @contextmanager
    def still(self) -> Iterator[KeyedView]:
        """One moment at which nobody changes anything in the folder: for what has to agree with files beside the store."""
        with self.engine.exclusive() as moment:
            yield KeyedView(moment)

    def write(self) -> AbstractContextManager[KeyedChange]:
        """One atomic, durable change."""
        return self.engine.change(KeyedChange)

    def plan(self, act: Callable[[KeyedChange], T], then: Callable[[KeyedChange, T], object]) -> T:
        """One change whose work is done without the lock; again where what it read has changed meanwhile, the last time with the lock."""
        for _ in range(PLANS):
            with ExitStack() as kept:
                plan = Plan(kept.enter_context(self.engine.moment()))
                made = self.engine.prepare(plan, lambda plan=plan: act(KeyedChange(plan)))  # type: ignore[misc]
                with self.engine.change(lambda transaction: transaction) as transaction:
                    stands = plan.stands(transaction)
                    kept.close()  # or the change would be noted for this moment too
                    if stands:
                        transaction.own.update(plan.own)
                        then(KeyedChange(transaction), made)
                        return made
        with self.write() as change:
            made = act(change)
            then(change, made)
        return made

    def compact(self) -> None:
        """Rewrite the file so that its bytes depend on the documents alone."""
        self.engine.compact()

    def wipe_history(self) -> None:
        """Compact, and overwrite the old file's bytes, torn ends and damaged copies before they are removed."""
        self.engine.compact(wipe=True)

    def close(self) -> None:
        """Release the files."""
        self.engine.close()


class JournaledStore(KeyedStore):
    """A store in one file of its folder, which TinyDB reads and changes too (`db`)."""

    engine: Engine

    def __init__(self, folder: Path, db: JournaledDB) -> None:
        super().__init__(folder, db.engine)
        self.db = db


def init_store(folder: Path, steps: tuple[Migration, ...] = migrations) -> None:
    """Make the folder (0700) and an empty store in it (0600); StoreExists if there is one already."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        make_folder(folder)
        if (folder / JOURNAL_NAME).exists():
            raise StoreExists(str(folder))
        custody.create(folder, (), schema_of(steps))
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
) -> JournaledStore:
    """Open the store of a folder, recovering it from a crash if need be.

    A missing store is an error (StoreMissing), and so is a damaged one: neither is ever taken for an empty one.
    `indexes` names fields by table (`*`: any other table) by which `find` needs no look at every document.
    `random` draws the ids of documents inserted through TinyDB's API. `patience` is how many seconds a writer
    waits for others before it gives up (StoreBusy).
    """
    db = JournaledDB(folder, random=random, indexes=indexes, migrations=steps, patience=patience)
    store = JournaledStore(folder, db)
    if not _has_keys(store):
        store.close()
        raise StoreFormat("no document has a key")
    return store


def open_older(folder: Path) -> JournaledStore | None:
    """Open a store that an earlier release wrote as that release did, to back it up; None where it needs no migration."""
    file = StoreFile.open(folder / JOURNAL_NAME, writable=False)
    file.close()
    done = file.header.schema - 1
    return open_store(folder, steps=migrations[:done]) if steps_from(done + 1, migrations) else None


def _has_keys(store: KeyedStore) -> bool:
    """Whether a document of any table has a key, or there is none: documents of another layout would all be overlooked."""
    with store.engine.moment() as moment:
        firsts = [raw for name in moment.names() if (raw := moment.first(name)) is not None]
    return not firsts or any(key_in(raw) is not None for raw in firsts)
