"""What can go wrong with stored records, as codes of the catalogue: what happened, what is kept, what to do next.

`str(error)` is the code with the technical cause, for the log; it never holds a document.
"""

from __future__ import annotations

from kinerja_words.problems import Explained, Problem


class StoreError(Explained):
    """Any failure of the store."""

    code = "store.trouble"

    def __init__(self, cause: str = "") -> None:
        self.cause = cause
        self.problems = (Problem(self.code),)
        super().__init__(cause)

    def __str__(self) -> str:
        """The code and the cause."""
        return self.code + (f" ({self.cause})" if self.cause else "")


class StoreMissing(StoreError):
    """There is no store in this folder; never taken for an empty one."""

    code = "store.missing"


class StoreExists(StoreError):
    """A store is already there and is not touched."""

    code = "store.exists"


class StoreDamaged(StoreError):
    """Bytes that were stored for good are not what they were; nothing is guessed, nothing is overwritten."""

    code = "store.damaged"


class StoreUnreadable(StoreError):
    """The system would not let the store be read just now; nothing says that it is damaged."""

    code = "store.unreadable"


class StoreTooNew(StoreError):
    """A newer release wrote this store."""

    code = "store.too_new"


class StoreFormat(StoreError):
    """The file is of a format that this release doesn't know; it may be whole, and is never repaired or taken for empty."""

    code = "store.other_format"


class StoreUnwritable(StoreError):
    """Nothing of this change was stored."""

    code = "store.unwritable"


class StoreReadOnly(StoreUnwritable):
    """The folder can be read but not written."""

    code = "store.read_only"


class StoreUnlocked(StoreUnwritable):
    """The file system's locks keep nobody out: two processes would write over each other."""

    code = "store.unlocked"


class StoreFull(StoreUnwritable):
    """Too little space is left; reading and backing up go on."""

    code = "store.full"


class OutcomeUnknown(StoreUnwritable):
    """The error came after the point of no return: the change may or may not be there. Retrying is safe."""

    code = "store.outcome_unknown"


class StoreBusy(StoreUnwritable):
    """Another process or thread held the lock for too long."""

    code = "store.busy"


class StoreClosed(StoreUnwritable):
    """The store was closed, or this is another process than the one that opened it."""

    code = "store.closed"


class StoreUnreachable(StoreUnwritable):
    """The database server does not answer, or takes nobody just now."""

    code = "store.unreachable"


class BadAddress(StoreError):
    """What is said to be the address of a store is none."""

    code = "store.bad_address"


class NoDriver(StoreError):
    """What speaks to PostgreSQL is not installed."""

    code = "store.no_driver"
