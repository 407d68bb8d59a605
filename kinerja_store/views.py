"""Shows one reader or one writer its documents: the durable tables, seen through layers of single documents.

A reader's layer holds what has been replaced since its moment began; a writer's layers hold its own changes
and those still on their way to the disk. So nobody copies the tables, and nobody sees a change too early.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any

from kinerja_store.codec import Field, Wanted, decode
from kinerja_store.docids import without_key
from kinerja_store.frames import MARKER, Op
from kinerja_store.tables import MISSING, Tables

Layer = dict[str, dict[int, bytes | None]]
EVERYTHING = "*"
"""Stands for all tables where a plan notes what it read."""


class Moment:
    """One consistent state of all tables."""

    __slots__ = ("_layers", "_state", "tables")

    def __init__(self, tables: Tables, layers: Sequence[Layer], state: threading.Lock) -> None:
        self.tables = tables
        self._layers = layers
        self._state = state

    def raw(self, table: str, doc_id: int) -> bytes | None:
        """Return the encoded document."""
        # The tables first, then the layers: a change is noted in the readers' layers before it is made.
        value = self.tables.raw(table, doc_id)
        for layer in self._layers:
            docs = layer.get(table)
            if docs is not None and doc_id in docs:
                return docs[doc_id]
        return value

    def matching(self, table: str, wanted: Wanted) -> dict[int, bytes]:
        """Return the encoded documents with the given fields, by id."""
        with self._state:
            over = {i for layer in self._layers for i in layer.get(table, ()) if i != MARKER}
            known = self.tables.matching(table, wanted, over)
        raws = (*known.items(), *((i, self.raw(table, i)) for i in over))
        return {i: raw for i, raw in raws if raw is not None and wanted.holds(raw)}

    def once(self, names: Sequence[str], what: Hashable, make: Callable[[], Any]) -> Any:
        """Return what `make` makes of these tables alone, as it was made before where none of them has changed since."""
        with self._state:
            versions = [self.tables.versions[name] for name in names]
            own = any(layer.get(name) for layer in self._layers for name in names)
            if not own and (found := self.tables.find_kept(names, what)) is not MISSING:
                return found
        made = make()
        with self._state:
            if not own and versions == [self.tables.versions[name] for name in names]:
                self.tables.keep(names, what, made)
        return made

    def each(self, table: str, wanted: Wanted, make: Callable[[str, dict[str, Any]], Any]) -> list[Any]:
        """Return what `make` makes of the key and document of each with the given fields, as it was made before of the same bytes."""
        what, found = (make, tuple(wanted.equals.items())), self.matching(table, wanted)
        known = self.tables.known(table, what)
        made = {
            raw: one if (one := known.get(raw, MISSING)) is not MISSING else make(*without_key(decode(raw)))
            for raw in found.values()
        }
        with self._state:
            self.tables.keep_parts(table, what, found, made)
        return [made[raw] for raw in found.values()]

    def only(self, table: str, docs: Mapping[int, bytes]) -> Moment:
        """Return a moment that holds nothing but these documents, whatever is changed later."""
        return Moment(Tables({}), ({table: {**docs}},), self._state)

    def ids(self, table: str) -> list[int]:
        """Return the ids of all records of a table, the marker of an empty one included."""
        with self._state:
            ids = set(self.tables.ids(table))
            ids.update(i for layer in self._layers for i in layer.get(table, ()))
        return sorted(i for i in ids if self.raw(table, i) is not None)

    def first(self, table: str) -> bytes | None:
        """Return some document of a table, or None where it has none."""
        with self._state:
            return self.tables.first(table)

    def size(self, table: str) -> int:
        """Return how many documents a table has."""
        with self._state:
            over = {i for layer in self._layers for i in layer.get(table, ()) if i != MARKER}
            base = self.tables.size(table) - sum(1 for i in over if self.tables.raw(table, i) is not None)
        return base + sum(1 for i in over if self.raw(table, i) is not None)

    def records(self) -> Iterator[Op]:
        """Yield every record in the canonical order, while others go on changing the tables."""
        return ((name, i, self.raw(name, i)) for name in self.names() for i in self.ids(name))

    def names(self) -> list[str]:
        """Return the names of all tables that hold a record, sorted."""
        with self._state:
            names = {*self.tables, *(name for layer in self._layers for name in layer)}
        return sorted(name for name in names if self.size(name) or self.raw(name, MARKER) is not None)

    def differs(self, now: Moment, names: Collection[str]) -> Collection[tuple[str, int]] | None:  # noqa: ARG002
        """Return which documents of these tables may be others in a later moment; None where nobody can tell."""
        if now.tables is not self.tables:
            return None
        with self._state:
            return {(name, i) for layer in (*self._layers, *now._layers) for name in layer for i in layer[name]}


class Transaction(Moment):
    """A writer's view, collecting its changes; the engine turns them into one entry."""

    __slots__ = ("epoch", "open", "own")

    def __init__(self, tables: Tables, layers: Sequence[Layer], state: threading.Lock, epoch: int) -> None:
        self.own: Layer = {}
        super().__init__(tables, (self.own, *layers), state)
        self.epoch = epoch
        self.open = True

    def set(self, table: str, doc_id: int, raw: bytes | None) -> None:
        """Store or remove one document."""
        if raw is None and self.raw(table, doc_id) is None:
            return
        docs = self.own.get(table)
        if docs is None:
            docs = self.own[table] = {}
        docs[doc_id] = raw

    def ops(self) -> list[Op]:
        """Return the changes."""
        return [(table, doc_id, raw) for table, docs in self.own.items() for doc_id, raw in docs.items()]


class Plan(Transaction):
    """A change prepared over a moment that passed, without the lock: it notes what it read, so that whoever stores it can tell whether all of that still stands."""

    __slots__ = ("_asked", "_base", "_seen", "_whole")

    def __init__(self, moment: Moment) -> None:
        super().__init__(moment.tables, moment._layers, moment._state, 0)
        self._base = moment
        self._seen: dict[str, set[int]] = {}
        self._asked: dict[str, dict[tuple[str, ...], set[tuple[str | None, ...]]]] = {}
        self._whole: set[str] = set()

    def raw(self, table: str, doc_id: int) -> bytes | None:
        """As a moment's, noted."""
        self._seen.setdefault(table, set()).add(doc_id)
        return super().raw(table, doc_id)

    def matching(self, table: str, wanted: Wanted) -> dict[int, bytes]:
        """As a moment's; noted as the question, which a new document may answer too."""
        self._asked.setdefault(table, {}).setdefault(tuple(wanted.equals), set()).add(tuple(wanted.equals.values()))
        return super().matching(table, wanted)

    def once(self, names: Sequence[str], what: Hashable, make: Callable[[], Any]) -> Any:
        """As a moment's; noted as the whole tables."""
        self._whole.update(names)
        return super().once(names, what, make)

    def ids(self, table: str) -> list[int]:
        """As a moment's; noted as the whole table."""
        self._whole.add(table)
        return super().ids(table)

    def size(self, table: str) -> int:
        """As a moment's; noted as the whole table."""
        self._whole.add(table)
        return super().size(table)

    def names(self) -> list[str]:
        """As a moment's; noted as all tables."""
        self._whole.add(EVERYTHING)
        return super().names()

    def stands(self, now: Transaction) -> bool:
        """Whether whatever was read is still the same to a change that has the lock and has changed nothing yet."""
        changed = self._base.differs(now, {*self._seen, *self._asked, *self._whole})
        if changed is None:
            return False
        for name, i in changed:
            old, new = self._base.raw(name, i), now.raw(name, i)
            if old != new and self._was_read(name, i, [raw for raw in (old, new) if raw]):
                return False
        return True

    def _was_read(self, name: str, doc_id: int, raws: Sequence[bytes]) -> bool:
        if not self._whole.isdisjoint((name, EVERYTHING)) or doc_id in self._seen.get(name, ()):
            return True
        asked = self._asked.get(name, {}).items()
        return any(tuple(Field(f).text(raw) for f in fields) in values for fields, values in asked for raw in raws)
