"""Holds the documents in memory: encoded, by table and id, with indexes built when they are first asked for.

Encoded bytes take a quarter of the memory of dictionaries and are decoded when somebody wants the document.
Not safe between threads on its own: the engine holds its state lock around every change and every search.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from kinerja_store.codec import Field, Wanted
from kinerja_store.frames import MARKER, Op

Ids = tuple[int, ...] | set[int] | None
_SMALL, _MANY = 40, 2000
MISSING = object()


class Index:
    """The ids of a table's documents by one field's text.

    Small groups are tuples, which cost a tenth of a set; of very large ones no ids are kept (None), since
    looking through the whole table is then hardly slower.
    """

    def __init__(self, field: Field, docs: Mapping[int, bytes]) -> None:
        self._field = field
        self._ids: dict[str, Ids] = {}
        for doc_id, raw in docs.items():
            self.add(doc_id, raw)

    def add(self, doc_id: int, raw: bytes) -> None:
        """Note a document."""
        value = self._field.text(raw)
        if value is None:
            return
        ids = self._ids.get(value, ())
        if ids is None:
            return
        if isinstance(ids, set):
            ids.add(doc_id)
            if len(ids) > _MANY:
                self._ids[value] = None
        elif len(ids) < _SMALL:
            self._ids[value] = (*ids, doc_id)
        else:
            self._ids[value] = {*ids, doc_id}

    def drop(self, doc_id: int, raw: bytes) -> None:
        """Forget a document."""
        value = self._field.text(raw)
        if value is None:
            return
        ids = self._ids[value]
        if ids is None:
            return
        if isinstance(ids, set):
            ids.discard(doc_id)
        else:
            ids = self._ids[value] = tuple(i for i in ids if i != doc_id)
        if not ids:
            del self._ids[value]

    def ids(self, value: str) -> Ids:
        """Return the ids of the documents with this value; None if they are too many to keep."""
        return self._ids.get(value, ())


class Table:
    """One table: documents by id."""

    __slots__ = ("_indexed", "docs", "indexes")

    def __init__(self, indexed: Mapping[str, Field]) -> None:
        self.docs: dict[int, bytes] = {}
        self.indexes: dict[str, Index] = {}
        self._indexed = indexed

    def set(self, doc_id: int, raw: bytes | None) -> None:
        """Store or remove one document."""
        old = self.docs.get(doc_id) if self.indexes else None
        if raw is None:
            self.docs.pop(doc_id, None)
        else:
            self.docs[doc_id] = raw
        if self.indexes and old != raw:
            for index in self.indexes.values():
                if old is not None:
                    index.drop(doc_id, old)
                if raw is not None:
                    index.add(doc_id, raw)

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.docs) - (MARKER in self.docs)

    def candidates(self, wanted: Wanted) -> list[int]:
        """Return ids among which are all documents with the given fields."""
        best: tuple[int, ...] | set[int] | None = None
        for name, value in wanted.equals.items():
            if name in self._indexed and (best is None or len(best) > _SMALL):
                index = self.indexes.get(name)
                if index is None:
                    index = self.indexes[name] = Index(self._indexed[name], self.docs)
                ids = index.ids(value)
                if ids is not None and (best is None or len(ids) < len(best)):
                    best = ids
        if best is not None:
            return list(best)
        return [i for i in wanted.among(self.docs) if i != MARKER]


class Tables(dict[str, Table]):
    """All tables by name. A table without any record is not there."""

    def __init__(self, indexes: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._fields = {table: {name: Field(name) for name in names} for table, names in indexes.items()}
        self._default = self._fields.get("*", {})
        self.versions: Counter[str] = Counter()
        self.kept: dict[tuple[tuple[str, ...], Hashable], Any] = {}
        """What was made of tables as they are now (`Moment.once`), by their names too: a change of one of them forgets it."""
        self._made_of: dict[str, set[tuple[tuple[str, ...], Hashable]]] = {}
        self.parts: dict[str, dict[Hashable, dict[bytes, Any]]] = {}
        """What was made of single documents by table (`Moment.each`), by their bytes: a changed one's is forgotten."""

    def raw(self, name: str, doc_id: int) -> bytes | None:
        """Return one encoded document."""
        found = self.get(name)
        return found.docs.get(doc_id) if found is not None else None

    def matching(self, name: str, wanted: Wanted, but: Collection[int]) -> dict[int, bytes]:
        """Return the encoded documents that may have the given fields, by id, all but some."""
        found = self.get(name)
        return {} if found is None else {i: found.docs[i] for i in found.candidates(wanted) if i not in but}

    def ids(self, name: str) -> Iterable[int]:
        """Return the ids of all records of a table."""
        found = self.get(name)
        return found.docs if found is not None else ()

    def first(self, name: str) -> bytes | None:
        """Return some document of a table, or None where it has none."""
        return next((raw for i in self.ids(name) if i != MARKER and (raw := self.raw(name, i))), None)

    def size(self, name: str) -> int:
        """Return how many documents a table has."""
        found = self.get(name)
        return len(found) if found is not None else 0

    def find_kept(self, names: Sequence[str], what: Hashable) -> Any:
        """Return what was made of these tables as they are now, or MISSING."""
        return self.kept.get((tuple(names), what), MISSING)

    def keep(self, names: Sequence[str], what: Hashable, made: Any) -> None:
        """Keep what was made of these tables until one of them changes."""
        key = (tuple(names), what)
        self.kept[key] = made
        for name in names:
            self._made_of.setdefault(name, set()).add(key)

    def known(self, name: str, what: Hashable) -> Mapping[bytes, Any]:
        """Return what was made of single documents, by their bytes."""
        return self.parts.get(name, {}).get(what, {})

    def keep_parts(self, name: str, what: Hashable, found: Mapping[int, bytes], made: Mapping[bytes, Any]) -> None:
        """Keep what was made of the documents found. An earlier moment's, and an unfinished change's, may be of some that are not there."""
        self.parts.setdefault(name, {})[what] = {raw: made[raw] for i, raw in found.items() if self.raw(name, i) == raw}

    def set(self, op: Op) -> None:
        """Store or remove one document."""
        name, doc_id, raw = op
        self.versions[name] += 1
        for key in self._made_of.pop(name, ()):
            self.kept.pop(key, None)
        table = self.get(name)
        if (parts := self.parts.get(name)) and table is not None and (old := table.docs.get(doc_id)) is not None:
            for made in parts.values():
                made.pop(old, None)
        if table is None:
            if raw is None:
                return
            table = self[name] = Table(self._fields.get(name, self._default))
        table.set(doc_id, raw)
        if not table.docs:
            del self[name]

    def load(self, ops: Iterable[Op]) -> None:
        """Store many documents."""
        for op in ops:
            self.set(op)

    @property
    def documents(self) -> int:
        """How many documents all tables have together."""
        return sum(len(table) for table in self.values())

    def records(self) -> Iterator[Op]:
        """Yield every record in the one canonical order: by table, then by id."""
        return chain.from_iterable(
            ((name, doc_id, raw) for doc_id, raw in sorted(self[name].docs.items())) for name in sorted(self)
        )
