"""Turns an older schema of documents into today's: a list of pure functions, each with a test of its own.

A store of schema n has been through the first n-1 migrations. Opening an older one runs the rest in memory and
writes the outcome as one new file, which then takes the old one's place: a crash leaves the old or the new
store, whole. A newer one is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kinerja_store.codec import decode, encode
from kinerja_store.docids import id_of, key_in, with_key, without_key
from kinerja_store.errors import StoreTooNew
from kinerja_store.frames import Op
from kinerja_store.protocol import Doc

Keyed = tuple[str, str, Doc]
"""Table, key and document."""
Migration = Callable[[str, str, Doc], Iterable[Keyed]]
"""What becomes of one document: itself, changed, moved, several, or none."""

OPINIONS = {"says": "opinions", "said": "opinion_counts", "say_comments": "opinion_comments"}


def sealed_opinions(table: str, key: str, doc: Doc) -> Iterable[Keyed]:
    """Schema 2: tables of the consultation carry its terms, and opinions lie in boxes.

    The office seals what 0.1.0 stored readable once it has the key (`kinerja_office.consultation.seal_readable`); the number keeps
    a program of 0.1.0 from reading boxes as answers.
    """
    yield OPINIONS.get(table, table), key, doc


migrations: tuple[Migration, ...] = (sealed_opinions,)
"""All migrations in order."""


def schema_of(steps: tuple[Migration, ...]) -> int:
    """Return the schema that a list of migrations leads to."""
    return len(steps) + 1


def steps_from(schema: int, steps: tuple[Migration, ...]) -> tuple[Migration, ...]:
    """Return the migrations that a store of this schema still needs; StoreTooNew if it is ahead."""
    if schema > schema_of(steps):
        raise StoreTooNew(f"the store has schema {schema}, this release knows {schema_of(steps)}")
    return steps[max(schema, 1) - 1 :]


def migrate(records: Iterable[Op], steps: tuple[Migration, ...]) -> Iterator[Op]:
    """Put every keyed document through the steps; records without a key pass unchanged."""
    for table, doc_id, raw in records:
        key = key_in(raw) if raw else None
        if raw is None or key is None:
            yield table, doc_id, raw
            continue
        docs: list[Keyed] = [(table, *without_key(decode(raw)))]
        for step in steps:
            docs = [after for before in docs for after in step(*before)]
        for name, new_key, doc in docs:
            yield name, id_of(name, new_key), encode(with_key(new_key, doc))
