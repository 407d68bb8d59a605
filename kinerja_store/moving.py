"""Copies all documents and the trail of an office to another store: from its folder to PostgreSQL, or back.

What was copied is told by one digest: SHA-256 over every document in the canonical order, then the trail's bytes. It does not depend on the
engine. The copy is there as a whole or not at all, and the digest is taken of what was written, before it counts. The source is left as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from kinerja_store import custody, trail
from kinerja_store.codec import encode
from kinerja_store.disk import make_folder, refusal, remove, replace_file
from kinerja_store.docids import id_of, with_key
from kinerja_store.errors import StoreDamaged, StoreError, StoreExists
from kinerja_store.frames import Op, pack_records
from kinerja_store.journal import JOURNAL_NAME
from kinerja_store.keyed import KeyedStore, KeyedView, open_store
from kinerja_store.views import Moment
from kinerja_words.shape import read_json


class TrailDamaged(StoreError):
    """The trail has lines that are not what was written: in a table of lines that would not show any more."""

    code = "store.trail_damaged"


def contents(moment: Moment, folder: Path) -> tuple[list[Op], bytes]:
    """Return all documents but the lines of the trail, in the canonical order, and the trail's bytes."""
    return [op for op in moment.records() if op[0] != trail.TABLE], trail.read_trail(folder, KeyedView(moment))


def digest(records: Iterable[Op], lines: bytes) -> str:
    """Return what tells these documents and this trail from all others, hex."""
    return hashlib.sha256(pack_records(records) + lines).hexdigest()


def copy(store: KeyedStore, folder: Path, url: str = "") -> tuple[int, str]:
    """Copy a store into a folder that has none, or to an address where none or an empty one is; return the number of documents and the digest.

    Nobody changes anything meanwhile. StoreExists where there is one, TrailDamaged where the trail could not be copied as it is.
    """
    trail.flush(store)
    with store.engine.exclusive() as moment:
        records, lines = contents(moment, store.folder)
        told = digest(records, lines)
        if url:
            _fill_server(url, folder, store.engine.schema, records, lines, told)
        else:
            _fill_folder(folder, store.engine.schema, records, lines, told)
    return len(records), told


def _fill_server(url: str, folder: Path, schema: int, records: list[Op], lines: bytes, told: str) -> None:
    from kinerja_store import postgres

    try:
        kept = {f"{row['n']:012d}": row for row in map(read_json, lines.splitlines())}
        own = [(trail.TABLE, id_of(trail.TABLE, key), encode(with_key(key, row))) for key, row in kept.items()]
        again = b"".join(trail.written(kept[key]) for key in sorted(kept))
    except (ValueError, TypeError, KeyError):
        raise TrailDamaged() from None
    if again != lines:
        raise TrailDamaged()
    with suppress(StoreExists):  # an empty one is filled
        postgres.create(url, schema)
    with closing(postgres.Postgres(folder, url)) as there:
        there.fill([*records, *own], lambda moment: digest(*contents(moment, folder)) == told)


def _fill_folder(folder: Path, schema: int, records: list[Op], lines: bytes, told: str) -> None:
    path = folder / JOURNAL_NAME
    if path.exists():
        raise StoreExists(str(folder))
    try:
        make_folder(folder)
        replace_file(folder / trail.FILE, lines)
        custody.create(folder, records, schema)
    except OSError as error:
        raise refusal(error) from error
    with closing(open_store(folder)) as there, there.engine.exclusive() as moment:
        if digest(*contents(moment, folder)) != told:
            remove(path)
            raise StoreDamaged("what was written is not what was read")
