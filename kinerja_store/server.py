"""The server that an office's documents lie on: its address, what is open to it, how a document and a noun are written there, and what
its errors mean."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from typing import Any, TypeAlias

from kinerja_store import errors

try:
    import psycopg as psycopg  # the store takes it from here, where its absence is told
    from psycopg.conninfo import conninfo_to_dict, make_conninfo
except ImportError as error:
    raise errors.NoDriver(str(error)) from error

SCHEMA = "kinerja"
"""The schema of an office whose address names none."""
DEFAULTS = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
            "tcp_user_timeout": 20_000, "application_name": "kinerja"}  # fmt: skip
"""What libpq is told where the address does not say: a server that has gone is noticed within half a minute."""
SHOWN = 200
"""So many characters of a field are in its index, which takes no longer ones."""
Row = tuple[Any, ...]
Connection: TypeAlias = "psycopg.Connection[Row]"
_LONE = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89a-f][0-9a-f]{2})")
_PORTS = re.compile("[0-9,]*")
_PLAIN = re.compile("[a-z][a-z0-9_]{0,39}")
_MEANS: dict[str, type[errors.StoreError]] = {
    "55P03": errors.StoreBusy, "53100": errors.StoreFull, "25006": errors.StoreReadOnly, "42501": errors.StoreReadOnly, "3F000": errors.StoreMissing, "42P01": errors.StoreMissing,
    "42P07": errors.StoreExists, "53300": errors.StoreUnreachable, "57P01": errors.StoreUnreachable, "57P02": errors.StoreUnreachable, "57P03": errors.StoreUnreachable,
}  # fmt: skip
"""PostgreSQL's error codes and what they mean here; any other refused a change."""


def as_text(raw: bytes) -> str:
    """Return a document's bytes as text that PostgreSQL takes: half a character, which JSON allows, is written as JSON escapes it."""
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", raw.decode("utf-8", "surrogatepass"))


def as_bytes(text: str) -> bytes:
    """Return the bytes of which `as_text` made a text: canonical JSON escapes no such character itself."""
    if "\\ud" in text:
        text = _ESCAPED.sub(lambda found: found[1] + chr(int(found[2], 16)), text)
    return text.encode("utf-8", "surrogatepass")


def shown(text: str) -> str:
    """Return a text as it stands in `doc`, where JSONB takes neither NUL nor half a character."""
    return _LONE.sub("\ufffd", text).replace("\0", "\ufffd")


def relation(noun: str) -> str:
    """Return the name of a noun's table."""
    odd = noun.encode("utf-8", "surrogatepass")
    return noun if _PLAIN.fullmatch(noun) else "_" + blake2b(odd, digest_size=16).hexdigest()


def written(noun: str) -> str:
    """Return a noun as it stands in `_tables`."""
    return noun if _PLAIN.fullmatch(noun) else "_" + noun.encode("utf-8", "surrogatepass").hex()


def noun_of(written: str) -> str:
    """Return the noun that stands so in `_tables`."""
    return bytes.fromhex(written[1:]).decode("utf-8", "surrogatepass") if written.startswith("_") else written


class Address:
    """Where an office's documents are: a server and a schema. `postgresql://…#schema`."""

    def __init__(self, url: str) -> None:
        server, _, schema = url.partition("#")
        self.schema = schema or SCHEMA
        try:
            given = {k: str(v) for k, v in {**DEFAULTS, **conninfo_to_dict(server), "client_encoding": "utf8"}.items()}
            self.server = make_conninfo("", **given)
        except psycopg.Error:
            raise errors.BadAddress("server") from None  # what it says may hold a password
        # A password with an @, / or # that is not escaped ends early, and its rest would be told as the name of a host, port or schema.
        torn = "@" in given.get("host", "")[1:] + given.get("dbname", "")
        if torn or not _PORTS.fullmatch(given.get("port", "")):
            raise errors.BadAddress("server")
        if not _PLAIN.fullmatch(self.schema) or self.schema.startswith(("pg_", "information_schema")):
            raise errors.BadAddress("schema")
        self.registry = f'"{self.schema}"._tables'
        self.asked = f"SELECT noun, version, n FROM {self.registry}"
        self.lock = int.from_bytes(blake2b(self.schema.encode(), digest_size=8).digest(), "big", signed=True)

    def table(self, noun: str) -> str:
        """Return the name of a noun's table, for a statement."""
        return f'"{self.schema}"."{relation(noun)}"'


class Connections:
    """What this process has open to a server, shared by all offices there: one a thread that is at work."""

    _of: dict[tuple[int, str], Connections] = {}  # noqa: RUF012  # by process: a child never touches its parent's

    def __init__(self, server: str) -> None:
        self._server = server
        self._idle: list[Connection] = []

    @classmethod
    def to(cls, server: str) -> Connections:
        """Return those of this process to a server."""
        return cls._of.setdefault((os.getpid(), server), cls(server))

    def begin(self, script: str) -> tuple[Connection, list[Row]]:
        """Run what begins a transaction and return its last rows; on a new connection where an old one turns out to be dead."""
        while True:
            try:
                connection, old = self._idle.pop(), True
            except IndexError:
                connection, old = psycopg.connect(self._server, autocommit=True), False
            try:
                return connection, _last(connection, script)
            except BaseException as error:
                with suppress(psycopg.Error):
                    self.end(connection, "ROLLBACK")
                if not (old and connection.closed and isinstance(error, psycopg.OperationalError)):
                    raise

    def end(self, connection: Connection, how: str) -> str:
        """End a transaction and keep the connection for the next one, if it is still good for it."""
        try:
            return connection.execute(how).statusmessage or ""
        finally:
            if connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE:
                self._idle.append(connection)
            else:
                connection.close()

    def close(self) -> None:
        """Close those that nobody uses."""
        with suppress(IndexError):  # the last one
            while True:
                self._idle.pop().close()


def _last(connection: Connection, script: str) -> list[Row]:
    cursor = connection.execute(script, prepare=False)
    while cursor.nextset():
        pass
    return cursor.fetchall() if cursor.description else []


def meaning(failure: psycopg.Error) -> errors.StoreError:
    """Return what an error of PostgreSQL's means; its own words only where they hold nothing of a document."""
    if failure.sqlstate is None:
        return errors.StoreUnreachable(str(failure).partition("\n")[0])
    said = f"{failure.sqlstate} {failure.diag.message_primary}"
    return _MEANS.get(failure.sqlstate, errors.StoreUnwritable)(said)


@contextmanager
def told() -> Iterator[None]:
    """Turn an error of PostgreSQL's into what it means: nothing was stored."""
    try:
        yield
    except psycopg.Error as failure:
        raise meaning(failure) from None


def indexed(field: str) -> str:
    """Return what an index holds of a document, as SQL."""
    return "left(doc ->> '" + shown(field).replace("'", "''") + f"', {SHOWN})"


def unsampled(table: str, *columns: str) -> str:
    """Return what keeps PostgreSQL from putting samples of these columns into its statistics, where no removal would reach them."""
    return f"ALTER TABLE {table} " + ", ".join(f"ALTER {column} SET STATISTICS 0" for column in columns)


def index_name(noun: str, field: str) -> str:
    """Return the name of an index."""
    name = f"{relation(noun)}.{field}"
    if re.fullmatch("[a-z0-9_.]{1,60}", name):
        return name
    return "_" + blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
