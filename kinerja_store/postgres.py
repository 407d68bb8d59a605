"""Keeps the documents of an office in a schema of PostgreSQL, for offices that one machine does not carry.

A table a noun: `id` (as in the journal), `raw` (the document's canonical text, which is what was promised) and `doc`, which PostgreSQL
makes of it as JSONB, for indexes and for whoever looks by SQL. `_tables` names the nouns, how many documents each has and a number
drawn at its last change: what was made of a table holds while that number stands. The number of the row `_schema` is the schema of documents.

A reader is one REPEATABLE READ READ ONLY transaction. A writer's is READ COMMITTED under an advisory lock of the schema, so that each of its
reads sees all that was committed before it had the lock. Its changes stay in memory (`views.py`) and are sent at its end, before COMMIT.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from kinerja_store import errors, migrate
from kinerja_store.blocks import Changing
from kinerja_store.codec import Wanted
from kinerja_store.engine import PATIENCE
from kinerja_store.frames import MARKER, Op
from kinerja_store.migrate import Migration, schema_of, steps_from
from kinerja_store.server import (
    SHOWN,
    Address,
    Connection,
    Connections,
    Row,
    as_bytes,
    as_text,
    index_name,
    indexed,
    meaning,
    noun_of,
    psycopg,
    relation,
    shown,
    told,
    unsampled,
    written,
)
from kinerja_store.tables import MISSING, Tables
from kinerja_store.views import EVERYTHING, Layer, Moment, Transaction

NUMBER = "_schema"
READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Made:
    """What was read, and made of it (`once`, `each`), for all blocks of this process: of tables as they are now."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: dict[tuple[tuple[str, ...], Hashable], tuple[tuple[int, ...], Any]] = {}
        self.parts: dict[str, dict[Hashable, dict[bytes, Any]]] = {}
        self.rows: dict[str, dict[int, bytes | None]] = {}
        self.versions: Counter[str] = Counter()

    def follow(self, versions: Counter[str], own: Mapping[str, Iterable[bytes] | None] | None = None) -> None:
        """Forget what was made of tables that others have changed, and of the single documents that `own` names, by table.

        One that is late with what it saw makes work, but nothing wrong: what was made is taken by whoever sees the same versions.
        """
        with self.lock:
            changed = {n for n in {*versions, *self.versions} if versions[n] != self.versions[n]}
            self.versions = versions.copy()
            self.kept = {key: k for key, k in self.kept.items() if changed.isdisjoint(key[0])} if changed else self.kept
            for noun in changed:
                self.rows.pop(noun, None)
                old = (own or {}).get(noun)
                if old is None:
                    self.parts.pop(noun, None)
                for raw in old or ():
                    for made in self.parts.get(noun, {}).values():
                        made.pop(raw, None)


class Rows(Tables):
    """The tables as one transaction sees them; a row is asked for once while its table does not change."""

    def __init__(self, address: Address, connection: Connection, registry: Sequence[Row], made: Made) -> None:
        super().__init__({})
        self.address, self.connection, self._made = address, connection, made
        self.sizes: dict[str, int] = {noun_of(noun): n for noun, _, n in registry if noun != NUMBER}
        self.versions = Counter({noun_of(noun): version for noun, version, _ in registry if noun != NUMBER})
        self.schema: int = next((n for noun, _, n in registry if noun == NUMBER), 0)
        self._seen: dict[str, dict[int, bytes | None]] = {}
        made.follow(self.versions)

    def __iter__(self) -> Iterator[str]:
        """Yield the nouns that have documents."""
        return (noun for noun, n in self.sizes.items() if n)

    def _ask(self, noun: str, what: str, where: str = "", values: Sequence[object] = ()) -> list[Row]:
        if not self.sizes.get(noun):
            return []
        with told():
            return self.connection.execute(f"SELECT {what} FROM {self.address.table(noun)} {where}", values).fetchall()

    def raw(self, noun: str, doc_id: int) -> bytes | None:
        """Return one encoded document."""
        seen = self._known(noun)
        if doc_id not in seen:
            found = self._ask(noun, "raw", "WHERE id = %s", (doc_id,)) if doc_id != MARKER else []
            seen[doc_id] = as_bytes(found[0][0]) if found else None
        return seen[doc_id]

    def _known(self, noun: str) -> dict[int, bytes | None]:
        """Return what was read of a table as it is here: by all blocks, while this is how the table is."""
        if noun not in self._seen:
            with self._made.lock:
                self._seen[noun] = self._made.rows.setdefault(noun, {}) if self._stands((noun,)) else {}
        return self._seen[noun]

    def seen(self, noun: str, doc_ids: Iterable[int]) -> Iterable[bytes] | None:
        """Return the documents of these ids, None where not all of them were asked for."""
        seen = self._seen.get(noun, {})
        found = [seen.get(i, MISSING) for i in doc_ids]
        return None if MISSING in found else [raw for raw in found if isinstance(raw, bytes)]

    def matching(self, noun: str, wanted: Wanted, but: Collection[int] = ()) -> dict[int, bytes]:
        """Return the encoded documents that may have the given fields, by id, all but some."""
        parts = [indexed(field).replace("%", "%%") + f" = left(%s, {SHOWN})" for field in wanted.equals]
        where = "WHERE " + " AND ".join(parts) if parts else ""
        rows = self._ask(noun, "id, raw", where, [shown(value) for value in wanted.equals.values()])
        found = {doc_id: as_bytes(raw) for doc_id, raw in rows}
        self._known(noun).update(found)
        return {i: raw for i, raw in found.items() if i not in but}

    def ids(self, noun: str) -> Iterable[int]:
        """Return the ids of all documents of a table."""
        return [doc_id for (doc_id,) in self._ask(noun, "id")]

    def first(self, noun: str) -> bytes | None:
        """Return some document of a table, or None where it has none."""
        return next((as_bytes(raw) for (raw,) in self._ask(noun, "raw", "LIMIT 1")), None)

    def size(self, noun: str) -> int:
        """Return how many documents a table has."""
        return self.sizes.get(noun, 0)

    def digests(self, noun: str) -> set[Row]:
        """Return (id, digest) of each document: what two moments differ in."""
        return {*self._ask(noun, "id, sha256(convert_to(raw, 'UTF8'))")}

    def find_kept(self, nouns: Sequence[str], what: Hashable) -> Any:
        """Return what was made of these tables as this transaction sees them, or MISSING."""
        stamp, made = self._made.kept.get((tuple(nouns), what), (None, None))
        return made if stamp == self._stamp(nouns) else MISSING

    def keep(self, nouns: Sequence[str], what: Hashable, made: Any) -> None:
        """Keep what was made of these tables, if they are still what they were."""
        with self._made.lock:
            if self._stands(nouns):
                self._made.kept[tuple(nouns), what] = (self._stamp(nouns), made)

    def known(self, noun: str, what: Hashable) -> Mapping[bytes, Any]:
        """Return what was made of single documents, by their bytes."""
        with self._made.lock:
            return {**self._made.parts.get(noun, {}).get(what, {})}

    def keep_parts(self, noun: str, what: Hashable, found: Mapping[int, bytes], made: Mapping[bytes, Any]) -> None:
        """Keep what was made of the documents found, if the table is still what it was."""
        kept = {raw: made[raw] for i, raw in found.items() if self.raw(noun, i) == raw}
        with self._made.lock:
            if self._stands((noun,)):
                self._made.parts.setdefault(noun, {})[what] = kept

    def _stamp(self, nouns: Sequence[str]) -> tuple[int, ...]:
        return tuple(self.versions[noun] for noun in nouns)

    def _stands(self, nouns: Sequence[str]) -> bool:
        return all(self.versions[noun] == self._made.versions[noun] for noun in nouns)


class Snapshot(Moment):
    """What one transaction sees and nobody changes."""

    tables: Rows
    __slots__ = ()

    def each(self, table: str, wanted: Wanted, make: Callable[[str, dict[str, Any]], Any]) -> list[Any]:
        """As a moment's; not even asked for again while the table has not changed."""
        what = (make, *wanted.equals.items())
        made: list[Any] = self.once((table,), what, lambda: super(Snapshot, self).each(table, wanted, make))
        return [*made]

    def differs(self, now: Moment, names: Collection[str]) -> Collection[tuple[str, int]]:
        """Return which documents of these tables are others in a later moment."""
        then, later = self.tables, cast(Rows, now.tables)
        nouns = {*then.versions, *later.versions} if EVERYTHING in names else names
        changed = [n for n in nouns if then.versions[n] != later.versions[n]]
        return {(noun, row[0]) for noun in changed for row in then.digests(noun) ^ later.digests(noun)}

    def records(self) -> Iterator[Op]:
        """Yield every document in the canonical order."""
        return (
            (n, i, raw) for n in sorted(self.tables) for i, raw in sorted(self.tables.matching(n, Wanted({})).items())
        )


class Postgres(Changing):
    """The store of one schema in this process. Threads share it; a forked child must open its own."""

    shared = True

    def __init__(
        self,
        folder: Path,
        url: str,
        *,
        indexes: Mapping[str, tuple[str, ...]] | None = None,
        steps: tuple[Migration, ...] = migrate.migrations,
        patience: float = PATIENCE,
    ) -> None:
        super().__init__()
        self.folder, self.address, self.patience = folder, Address(url), patience
        self.schema, self._steps = schema_of(steps), steps
        self._indexes = dict(indexes or {})
        self._pid: int | None = os.getpid()
        self.made = Made()
        self._connections = Connections.to(self.address.server)
        self._update()

    # ---- reading

    @contextmanager
    def moment(self) -> Iterator[Snapshot]:
        """One consistent, durable state for as long as the block lasts."""
        rows = self._begin(READING)
        try:
            yield Snapshot(rows, (), threading.Lock())
        finally:
            self._leave(rows)

    @contextmanager
    def exclusive(self) -> Iterator[Snapshot]:
        """One moment at which nobody changes anything: for what has to agree with files beside the store."""
        self._refuse_nested()
        rows = self._begin(self._locked())
        try:
            yield Snapshot(rows, (), threading.Lock())
        finally:
            self._leave(rows)

    def _patience(self) -> int:
        return max(1, int(self.patience * 1000))

    def _locked(self) -> str:
        return (
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL synchronous_commit = on; "
            # a machine that has gone lets go of the lock
            "SET LOCAL tcp_keepalives_idle = 10; SET LOCAL tcp_keepalives_interval = 5; SET LOCAL tcp_keepalives_count = 3;"
            f" SET LOCAL lock_timeout = {self._patience()}; SELECT pg_advisory_xact_lock({self.address.lock})"
        )

    def _begin(self, script: str, *, known: bool = True) -> Rows:
        if self._pid != os.getpid():
            raise errors.StoreClosed()
        with told():
            # The lock before the first question, which is of what is then: `compact` waits for those who have it.
            script += f"; LOCK TABLE {self.address.registry} IN ACCESS SHARE MODE; {self.address.asked}"
            connection, registry = self._connections.begin(script)
        rows = Rows(self.address, connection, registry, self.made)
        try:
            if known:
                steps_from(rows.schema, self._steps)
        except BaseException:
            self._leave(rows)
            raise
        return rows

    def _leave(self, rows: Rows) -> None:
        with suppress(psycopg.Error):
            self._connections.end(rows.connection, "ROLLBACK")

    # ---- writing

    def begin(self) -> Transaction:
        """Start a change: until `commit`, nobody else on any machine can change anything of this office."""
        self._refuse_nested()
        transaction = Transaction(self._begin(self._locked()), (), threading.Lock(), 0)
        self._local.transaction = transaction
        return transaction

    def commit(self, transaction: Transaction) -> None:
        """Store a change and return when it is on the disk; StoreUnwritable says what else happened."""
        transaction.open, self._local.transaction = False, None
        rows, own = cast(Rows, transaction.tables), {noun: docs for noun, docs in transaction.own.items() if docs}
        if not own:
            self._leave(rows)
            return
        with self._ending(rows):
            versions = self._send(rows, own)
        self.made.follow(versions, {noun: rows.seen(noun, docs) for noun, docs in own.items()})

    @contextmanager
    def _ending(self, rows: Rows) -> Iterator[None]:
        """Commit after the block: from then on, a connection that is lost leaves nobody who knows. Neither does a warning: a COMMIT
        that stopped waiting for the server that follows (a cancelled statement) says that it is done, on one machine alone."""
        try:
            with told():
                yield
        except BaseException:
            self._leave(rows)
            raise
        warned: list[psycopg.errors.Diagnostic] = []
        rows.connection.add_notice_handler(warned.append)
        try:
            said = self._connections.end(rows.connection, "COMMIT")
        except psycopg.Error as failure:
            meant = meaning(failure)
            raise (errors.OutcomeUnknown(meant.cause) if rows.connection.closed else meant) from None
        finally:
            rows.connection.remove_notice_handler(warned.append)
        if warned:
            raise errors.OutcomeUnknown(warned[0].message_primary or "")
        if said != "COMMIT":
            raise errors.StoreUnwritable(said)

    def _send(self, rows: Rows, own: Layer) -> Counter[str]:
        """Send a change's documents, a statement a table; return the tables' new versions."""
        versions = rows.versions.copy()
        with rows.connection.pipeline():
            for noun, docs in sorted(own.items()):
                if noun not in rows.sizes:
                    self._make_table(rows.connection, noun)
                versions[noun] = int.from_bytes(os.urandom(8), "big") >> 1
                puts = sorted((i, as_text(raw)) for i, raw in docs.items() if raw is not None)
                table = self.address.table(noun)
                rows.connection.execute(
                    f"WITH put AS (INSERT INTO {table} (id, raw) SELECT * FROM unnest(%s::bigint[], %s::text[])"
                    " ON CONFLICT (id) DO UPDATE SET raw = excluded.raw RETURNING xmax = 0 AS new),"
                    f" gone AS (DELETE FROM {table} WHERE id = ANY(%s::bigint[]) RETURNING 1)"
                    f" UPDATE {self.address.registry} SET version = %s, n = n + (SELECT count(*) FROM put WHERE new)"
                    " - (SELECT count(*) FROM gone) WHERE noun = %s",
                    ([i for i, _ in puts], [text for _, text in puts], [i for i, raw in docs.items() if raw is None],
                     versions[noun], written(noun)),
                )  # fmt: skip
        return versions

    def _make_table(self, connection: Connection, noun: str) -> None:
        connection.execute(
            f"CREATE TABLE {self.address.table(noun)} (id bigint PRIMARY KEY, raw text NOT NULL, doc jsonb GENERATED ALWAYS AS"
            r" (regexp_replace(raw, '(?<!\\)((\\\\)*)\\u(0000|d[89a-f][0-9a-f]{2})', E'\\1\uFFFD', 'g')::jsonb) STORED)"
        )
        connection.execute(unsampled(self.address.table(noun), "id", "raw", "doc"))
        connection.execute(f"INSERT INTO {self.address.registry} VALUES (%s, 0, 0)", (written(noun),))
        for field in self._fields(noun):
            self._make_index(connection, noun, field)

    def _make_index(self, connection: Connection, noun: str, field: str) -> None:
        name = index_name(noun, field)
        connection.execute(f'CREATE INDEX IF NOT EXISTS "{name}" ON {self.address.table(noun)} (({indexed(field)}))')
        connection.execute(f'ALTER INDEX "{self.address.schema}"."{name}" ALTER COLUMN 1 SET STATISTICS 0')

    def _fields(self, noun: str) -> tuple[str, ...]:
        return self._indexes.get(noun, self._indexes.get("*", ()))

    # ---- opening, and whole-store work

    def _update(self) -> None:
        """Bring an older schema of documents to this release's, in one change, and add indexes that are declared and not there."""
        rows = self._begin(READING, known=False)
        try:
            with told():
                asked = "SELECT indexname FROM pg_indexes WHERE schemaname = %s"
                there = {name for (name,) in rows.connection.execute(asked, (self.address.schema,)).fetchall()}
        finally:
            self._leave(rows)
        lacks = [(noun, f) for noun in rows.sizes for f in self._fields(noun) if index_name(noun, f) not in there]
        if not steps_from(rows.schema, self._steps) and not lacks:
            return
        rows = self._begin(self._locked(), known=False)
        with self._ending(rows):
            own: Layer = {}
            if todo := steps_from(rows.schema, self._steps):
                before = [*Snapshot(rows, (), threading.Lock()).records()]
                for noun, doc_id, raw in [*((n, i, None) for n, i, _ in before), *migrate.migrate(before, todo)]:
                    own.setdefault(noun, {})[doc_id] = raw
            self._send(rows, own)
            for noun, field in lacks:
                self._make_index(rows.connection, noun, field)
            rows.connection.execute(f"UPDATE {self.address.registry} SET n = %s WHERE noun = %s", (self.schema, NUMBER))

    def fill(self, records: Iterable[Op], holds: Callable[[Moment], bool]) -> None:
        """Store the documents of another store in one change, if this one is empty and afterwards `holds`."""
        with self.moment() as moment:  # before there is a lock to wait for
            self._refuse_filled(moment.tables)
        rows = self._begin(self._locked())
        with self._ending(rows):
            self._refuse_filled(rows)
            own: Layer = {}
            for noun, doc_id, raw in records:
                own.setdefault(noun, {})[doc_id] = raw
            self._send(rows, own)
            registry = rows.connection.execute(self.address.asked).fetchall()
            if not holds(Snapshot(Rows(self.address, rows.connection, registry, Made()), (), threading.Lock())):
                raise errors.StoreDamaged("what was written is not what was read")

    def _refuse_filled(self, rows: Rows) -> None:
        if [*rows]:
            raise errors.StoreExists(self.address.schema)

    def compact(self, *, wipe: bool = False) -> None:
        """Write what there is into new files, in the order of ids and by one transaction: they say of no row when it was written.

        It waits for the readers of this office, who would see no row any more, and for nobody else; StoreBusy where one reads on.
        Without `wipe` there is nothing to do: PostgreSQL clears up by itself.
        """
        if not wipe:
            return
        deadline = time.monotonic() + self.patience
        while True:
            try:
                self._rewrite()
                break
            except errors.StoreBusy:  # the writers' lock is let go meanwhile: a plan that reads may wait for it
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        with suppress(psycopg.Error), psycopg.connect(self.address.server, autocommit=True) as connection:
            connection.execute("CHECKPOINT")  # the old files go now, where the office's role may ask for it

    def _rewrite(self) -> None:
        rows = self._begin(self._locked())
        with self._ending(rows):
            rows.connection.execute("SET LOCAL lock_timeout = 100")  # who wants to begin meanwhile waits behind this
            rows.connection.execute(f"LOCK TABLE {self.address.registry} IN ACCESS EXCLUSIVE MODE")
            for name, column in (*((relation(noun), "id") for noun in rows.sizes), ("_tables", "n")):
                table = f'"{self.address.schema}"."{name}"'
                # An expression where the column would do has PostgreSQL copy the rows that there are; CLUSTER alone would copy removed ones.
                rows.connection.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE bigint USING {column} + 0")
                rows.connection.execute(f'CLUSTER {table} USING "{name}_pkey"')

    def unsafe(self) -> list[str]:
        """Return settings of the server that lose what was acknowledged when the power fails, or write documents into its log."""
        with told(), psycopg.connect(self.address.server) as connection:
            found: dict[str, str] = dict(connection.execute("SELECT name, setting FROM pg_settings").fetchall())
        logs = {
            "log_statement": ("none", "ddl"),
            "log_min_duration_statement": ("-1",),
            "log_min_duration_sample": ("-1",),
            "log_transaction_sample_rate": ("0",),
        }
        safe = {
            "fsync": ("on",),
            "full_page_writes": ("on",),
            "log_parameter_max_length_on_error": ("0",),
            "auto_explain.log_min_duration": ("-1",),  # plans name what was asked for
            "pgaudit.log_parameter": ("off",),
            **(logs if found["log_parameter_max_length"] != "0" else {}),
        }
        return [name for name, good in safe.items() if found.get(name, good[0]) not in good]

    def close(self) -> None:
        """Take no more blocks. Other offices of this process on the same server connect anew."""
        if self._pid == os.getpid():  # a child that closes its parent's would end them for the parent
            self._connections.close()
        self._pid = None


def create(url: str, schema: int) -> None:
    """Make an empty schema of an office; StoreExists if there is one already."""
    address = Address(url)
    with told(), psycopg.connect(address.server) as connection:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise errors.StoreFormat(f"the database's encoding is {encoding}, not UTF8")
        # Asked without the lock, which whoever copies a store to itself holds.
        if connection.execute("SELECT to_regclass(%s)", (address.registry,)).fetchone() != (None,):
            raise errors.StoreExists(address.schema)
        connection.execute(f"SELECT pg_advisory_xact_lock({address.lock})")
        # One that the administrator has made takes no right to make schemas, which `IF NOT EXISTS` would ask for.
        if connection.execute("SELECT to_regnamespace(%s)", (address.schema,)).fetchone() == (None,):
            connection.execute(f'CREATE SCHEMA "{address.schema}"')
        connection.execute(
            f"CREATE TABLE {address.registry} (noun text PRIMARY KEY, version bigint NOT NULL, n bigint NOT NULL) WITH (fillfactor = 25)"
        )
        connection.execute(unsampled(address.registry, "noun", "version", "n"))
        connection.execute(f"INSERT INTO {address.registry} VALUES (%s, 0, %s)", (NUMBER, schema))


def number_of(url: str) -> int:
    """Return the schema of documents that a store has."""
    address = Address(url)
    with told(), psycopg.connect(address.server) as connection:
        return Rows(address, connection, connection.execute(address.asked).fetchall(), Made()).schema
