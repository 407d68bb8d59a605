"""Says what every room may rely on when it keeps documents, whatever engine is behind it.

Documents are JSON objects under a key in a named table. A document handed out is decoded for the caller
alone: changing it changes nothing stored. A document handed in is encoded at once: changing it later
changes nothing either. Iteration is sorted by key, so that nothing depends on who came first.

Guarantees, each with a test in `tests/kinerja_store/` (`docs/storage.md` lists which holds which):

* a `write()` block is one change: all of its puts and deletes are there after a crash, or none;
* when the block has ended without an exception, the change is on the disk (fsync'ed);
* one lock is held from the first line of the block to its last, over all threads and processes, so a
  value read in the block is still true when it is written back;
* a `read()` block sees one moment, made of durable changes only, other processes' changes included.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

from kinerja_store.errors import StoreError

T = TypeVar("T")
Doc = dict[str, Any]
"""A JSON object: text keys; values are text, numbers, booleans, null, lists and objects."""


class View(Protocol):
    """Documents as they are at one moment."""

    def get(self, table: str, key: str) -> Doc | None:
        """Return the document, the caller's own copy, or None."""

    def find(self, table: str, **equals: str) -> Iterator[tuple[str, Doc]]:
        """Yield (key, document) of all documents whose fields equal the given texts, sorted by key."""

    def count(self, table: str, **equals: str) -> int:
        """Return how many documents `find` would yield."""

    def once(self, tables: Sequence[str], what: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` makes of these tables alone, named `what`; made anew only after a change in one of them.

        In memory alone. The answer is shared by all callers and threads, so nobody changes it.
        """

    def each(self, table: str, make: Callable[[str, Doc], T], **equals: str) -> list[T]:
        """Return what `make` makes of each (key, document) that `find` would yield, in any order; made anew only of changed documents.

        In memory alone, under the function `make`: one that looks at nothing but the document. The answers are shared as those of `once`.
        """

    def tables(self) -> list[str]:
        """Return the names of the tables that hold at least one document, sorted."""


class Change(View, Protocol):
    """A `write()` block: reads see its own puts and deletes."""

    def put(self, table: str, key: str, doc: Doc) -> None:
        """Store the document under the key, in place of any earlier one."""

    def delete(self, table: str, key: str) -> None:
        """Remove the document if there is one."""


@runtime_checkable
class Store(Protocol):
    """A folder of documents. Safe to share between threads; open it once a process, never across a fork."""

    @property
    def folder(self) -> Path:
        """The private folder that holds the store."""

    @property
    def shared(self) -> bool:
        """Whether other machines have it open too, so that the trail is kept in it and not in the folder."""

    @property
    def failed(self) -> StoreError | None:
        """Why writing is refused until the store is opened anew; None while all is well."""

    def read(self) -> AbstractContextManager[View]:
        """One consistent moment; never waits for a writer."""

    def still(self) -> AbstractContextManager[View]:
        """One moment at which nobody changes anything in the folder: for what has to agree with files beside the store."""

    def write(self) -> AbstractContextManager[Change]:
        """One atomic, durable change; nothing is stored if the block raises. Not to be nested."""

    def plan(self, act: Callable[[Change], T], then: Callable[[Change, T], object]) -> T:
        """One atomic, durable change as by `write()`, but the lock is not held while `act` works: what a person does meanwhile is not kept waiting.

        `act` sees one moment; where anything that it read is another when the lock is taken, all of it is done anew. So it may be
        called several times, and changes nothing but its block. `then`, with the lock, is given what `act` made and adds what is short and changes all the
        time: a line of the trail, sessions.
        """

    def compact(self) -> None:
        """Rewrite the store so that its bytes depend on the set of documents alone, not on history."""

    def wipe_history(self) -> None:
        """As `compact`, then overwrite the bytes of the old files before they are removed (best effort)."""

    def close(self) -> None:
        """Release the files. Everything acknowledged is on disk already."""
