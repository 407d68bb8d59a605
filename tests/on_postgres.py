"""Gives every store that a test makes a schema of PostgreSQL instead of a file, where KINERJA_TEST_POSTGRES says on which server.

So the same tests play both engines: `make test` on files, `make test-postgres` on a server of its own.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import kinerja_store
from kinerja_store import opening
from kinerja_store.journal import JOURNAL_NAME
from kinerja_store.keyed import KeyedStore, open_older, open_store
from kinerja_store.migrate import migrations

SERVER = os.environ.get("KINERJA_TEST_POSTGRES", "")


def url_of(folder: Path) -> str:
    """Return the address of a folder's documents."""
    return f"{SERVER}#t{blake2b(str(folder.resolve()).encode(), digest_size=12).hexdigest()}"


def drop(url: str) -> None:
    import psycopg

    server, _, schema = url.partition("#")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')


def dump(folder: Path) -> dict[str, bytes]:
    """Return all rows of a folder's schema by table, sorted: what an administrator reads. Nothing without a server.

    Of `_tables` without the number drawn at the last change: it is random.
    """
    if not SERVER:
        return {}
    import psycopg

    schema, found = url_of(folder).partition("#")[2], {}
    with psycopg.connect(SERVER) as connection:
        for (name,) in connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,)
        ).fetchall():
            what = "noun, n" if name == "_tables" else "id, raw, doc"
            rows = connection.execute(f'SELECT {what} FROM "{schema}"."{name}" ORDER BY 1').fetchall()  # noqa: S608
            found[f"postgres/{name}"] = "\n".join(map(repr, rows)).encode()
    return found


def few(number: int) -> int:
    """Return how many of as many organisations are played here: a schema costs more than a file."""
    return max(1, number // 4) if SERVER else number


def everything() -> bytes:
    """Every file of the server, its write-ahead log among them; what other tests remove meanwhile is not there."""
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute("SHOW data_directory").fetchone()
    assert found
    out = []
    for path in sorted(Path(found[0]).rglob("*")):
        with suppress(FileNotFoundError, IsADirectoryError):
            out.append(path.read_bytes())
    return b"".join(out)


def _init(folder: Path, steps: Any = migrations) -> None:
    if not folder.exists():  # a new one of the same name
        drop(url_of(folder))
    return init_at(folder, url_of(folder), steps)


def _open(folder: Path, *, random: Any = None, **options: Any) -> KeyedStore:
    if (folder / JOURNAL_NAME).exists():  # restored from a backup
        return open_store(folder, **options)
    return open_at(folder, url_of(folder), **options)


def _older(folder: Path) -> KeyedStore | None:
    return open_older(folder) if (folder / JOURNAL_NAME).exists() else older_at(folder, url_of(folder))


init_at, open_at, older_at = opening.init_at, opening.open_at, opening.older_at
if SERVER:
    kinerja_store.init_store = opening.init_store = _init
    kinerja_store.open_store = opening.open_store = _open  # type: ignore[assignment]
    opening.open_older = _older  # type: ignore[assignment]
