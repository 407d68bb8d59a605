"""Makes and opens the store of an office wherever it is: in its private folder, or in a schema of PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kinerja_store.disk import make_folder, refusal
from kinerja_store.engine import PATIENCE
from kinerja_store.errors import StoreExists, StoreMissing
from kinerja_store.journal import JOURNAL_NAME
from kinerja_store.keyed import KeyedStore, init_store, open_older, open_store
from kinerja_store.migrate import Migration, migrations, schema_of, steps_from


def init_at(folder: Path, url: str = "", steps: tuple[Migration, ...] = migrations) -> None:
    """Make the folder (0700) and an empty store, in it or at the address; StoreExists if there is one already."""
    if not url:
        init_store(folder, steps)
        return
    from kinerja_store import postgres  # no office without it waits for it

    if (folder / JOURNAL_NAME).exists():
        raise StoreExists(str(folder))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        make_folder(folder)
    except OSError as error:
        raise refusal(error) from error
    postgres.create(url, schema_of(steps))


def open_at(
    folder: Path,
    url: str = "",
    *,
    indexes: Mapping[str, tuple[str, ...]] | None = None,
    steps: tuple[Migration, ...] = migrations,
    patience: float = PATIENCE,
) -> KeyedStore:
    """Open the store of a folder, or at `postgresql://…#schema` with the folder beside it; as `open_store` otherwise."""
    if not url:
        return open_store(folder, indexes=indexes, steps=steps, patience=patience)
    from kinerja_store import postgres

    return KeyedStore(folder, postgres.Postgres(folder, url, indexes=indexes, steps=steps, patience=patience))


def there(folder: Path, url: str = "") -> bool:
    """Whether there is a store; raises `StoreError` where its server does not tell."""
    if not url:
        return (folder / JOURNAL_NAME).exists()
    from kinerja_store import postgres

    try:
        postgres.number_of(url)
    except StoreMissing:
        return False
    return True


def older_at(folder: Path, url: str = "") -> KeyedStore | None:
    """As `open_older`, wherever the store is."""
    if not url:
        return open_older(folder)
    from kinerja_store import postgres

    done = postgres.number_of(url) - 1
    return open_at(folder, url, steps=migrations[:done]) if steps_from(done + 1, migrations) else None
