"""Keeps documents in a folder: makes and opens stores, and names the errors they raise."""

from __future__ import annotations

from kinerja_store.errors import (
    OutcomeUnknown,
    StoreBusy,
    StoreClosed,
    StoreDamaged,
    StoreError,
    StoreExists,
    StoreFormat,
    StoreFull,
    StoreMissing,
    StoreReadOnly,
    StoreTooNew,
    StoreUnlocked,
    StoreUnreadable,
    StoreUnwritable,
)
from kinerja_store.keyed import init_store, open_store
from kinerja_store.protocol import Change, Doc, Store, View

__all__ = [
    "Change",
    "Doc",
    "OutcomeUnknown",
    "Store",
    "StoreBusy",
    "StoreClosed",
    "StoreDamaged",
    "StoreError",
    "StoreExists",
    "StoreFormat",
    "StoreFull",
    "StoreMissing",
    "StoreReadOnly",
    "StoreTooNew",
    "StoreUnlocked",
    "StoreUnreadable",
    "StoreUnwritable",
    "View",
    "init_store",
    "open_store",
]
