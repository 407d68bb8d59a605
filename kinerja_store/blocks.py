"""What every engine's change has in common: the block it lives in, and that a thread has one at a time."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

from kinerja_store.errors import StoreError
from kinerja_store.views import Moment, Plan, Transaction

Shown = TypeVar("Shown")


class Changing(ABC):
    """An engine: what keeps the documents of one office, as this process has it open."""

    schema: int
    failed: StoreError | None = None
    shared = False
    """Whether other machines have it open too, so that the trail is kept in it and not in the folder."""

    def __init__(self) -> None:
        self._local = threading.local()

    @abstractmethod
    def moment(self) -> AbstractContextManager[Moment]:
        """One consistent, durable state for as long as the block lasts."""

    @abstractmethod
    def exclusive(self) -> AbstractContextManager[Moment]:
        """One moment at which nobody changes anything."""

    @abstractmethod
    def compact(self, *, wipe: bool = False) -> None:
        """Leave nothing but the documents of now, and with `wipe` as little of earlier ones as the disk lets one."""

    def unsafe(self) -> list[str]:
        """Return settings of the server that lose what was acknowledged when the power fails, or write documents into its log."""
        return []

    @abstractmethod
    def close(self) -> None:
        """Release what is open."""

    @abstractmethod
    def begin(self) -> Transaction:
        """Start a change: until `commit`, nobody else in any process can change anything."""

    @abstractmethod
    def commit(self, transaction: Transaction) -> None:
        """Store a change and return when it is on the disk; StoreUnwritable says what else happened."""

    def compact_if_grown(self) -> None:  # noqa: B027  # most engines have nothing to do
        """Look after what changes leave behind, where the engine has to."""

    def transaction(self) -> Transaction | None:
        """Return the change that this thread is in."""
        found: Transaction | None = getattr(self._local, "transaction", None)
        return found

    def change(self, shown_as: Callable[[Transaction], Shown]) -> ChangeBlock[Shown]:
        """One atomic, durable change, shown to its block in the given shape."""
        return ChangeBlock(self, shown_as)

    def prepare(self, plan: Plan, act: Callable[[], Shown]) -> Shown:
        """Fill a plan without the lock; what this thread reads meanwhile is the plan."""
        self._refuse_nested()
        self._local.transaction = plan
        try:
            return act()
        finally:
            self._local.transaction, plan.open = None, False

    def _refuse_nested(self) -> None:
        if self.transaction() is not None:
            raise RuntimeError("write() blocks can't be nested in one thread")


class ChangeBlock(Generic[Shown]):
    """The `with` block of one change: durable when the block has ended; nothing is stored if it raises."""

    __slots__ = ("_engine", "_shown_as", "_transaction")

    def __init__(self, engine: Changing, shown_as: Callable[[Transaction], Shown]) -> None:
        self._engine = engine
        self._shown_as = shown_as

    def __enter__(self) -> Shown:
        """Take the lock."""
        self._transaction = self._engine.begin()
        return self._shown_as(self._transaction)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Return when the change is on the disk."""
        if kind is not None:
            self._transaction.own.clear()
        self._engine.commit(self._transaction)
        if kind is None:
            self._engine.compact_if_grown()
