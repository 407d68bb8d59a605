"""A store that fails, and what was typed before."""

from __future__ import annotations

from contextlib import contextmanager

from kinerja_store import StoreError

TYPED = {"n-PEL1": "4", "n-PEL2": "5"}


class Failing:
    """A store whose writes fail."""

    def __init__(self, store, error: StoreError) -> None:
        self._store, self._error = store, error

    def __getattr__(self, name):
        return getattr(self._store, name)

    @contextmanager
    def write(self):
        raise self._error
        yield
