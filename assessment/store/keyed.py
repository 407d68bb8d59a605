"""Keyed documents in one file, replaced atomically under one lock: the first engine behind the Protocol."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from assessment.store.errors import StoreDamaged, StoreError, StoreExists, StoreMissing
from assessment.store.protocol import Doc

Tables = dict[str, dict[str, str]]


class _View:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, table: str, key: str) -> Doc | None:
        raw = self._tables.get(table, {}).get(key)
        return None if raw is None else json.loads(raw)

    def find(self, table: str, **equals: str) -> Iterator[tuple[str, Doc]]:
        for key, raw in sorted(self._tables.get(table, {}).items()):
            doc = json.loads(raw)
            if all(doc.get(k) == v for k, v in equals.items()):
                yield key, doc

    def count(self, table: str, **equals: str) -> int:
        return sum(1 for _ in self.find(table, **equals))

    def tables(self) -> list[str]:
        return sorted(name for name, docs in self._tables.items() if docs)

    def put(self, table: str, key: str, doc: Doc) -> None:
        self._tables.setdefault(table, {})[key] = json.dumps(doc, sort_keys=True, allow_nan=False)

    def delete(self, table: str, key: str) -> None:
        self._tables.get(table, {}).pop(key, None)


class KeyedStore:
    """One JSON file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.failed: StoreError | None = None
        self._path = folder / "store.json"
        self._mutex = threading.Lock()
        self._writer: int | None = None
        self._load()

    def _load(self) -> Tables:
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError as error:
            raise StoreMissing(str(error)) from error
        try:
            return {t: {k: json.dumps(d, sort_keys=True) for k, d in docs.items()} for t, docs in json.loads(raw).items()}
        except ValueError as error:
            raise StoreDamaged(str(error)) from error

    def _save(self, tables: Tables) -> None:
        body = json.dumps({t: {k: json.loads(r) for k, r in docs.items()} for t, docs in tables.items() if docs}, sort_keys=True)
        replace_file(self._path, body.encode())

    @contextmanager
    def read(self) -> Iterator[_View]:
        yield _View(self._load())

    @contextmanager
    def write(self) -> Iterator[_View]:
        if self._writer == threading.get_ident():
            raise RuntimeError("write() blocks cannot be nested")
        with self._mutex:
            fd = os.open(self.folder / "store.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX)
                self._writer = threading.get_ident()
                view = _View(self._load())
                yield view
                self._save(view._tables)
            finally:
                self._writer = None
                os.close(fd)

    def compact(self) -> None:
        with self.write():
            pass

    def wipe_history(self) -> None:
        self.compact()

    def close(self) -> None:
        pass


def replace_file(path: Path, body: bytes) -> None:
    new = path.with_suffix(".new")
    fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(fd, body)
        os.fsync(fd)
    finally:
        os.close(fd)
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def init_store(folder: Path) -> None:
    """Make the folder (0700) and an empty store in it; refuse to touch an existing one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / "store.json").exists():
        raise StoreExists(str(folder))
    replace_file(folder / "store.json", b"{}")


def open_store(
    folder: Path,
    *,
    random: Callable[[int], bytes] = os.urandom,
    indexes: Mapping[str, tuple[str, ...]] | None = None,
) -> KeyedStore:
    """Open the store of a folder; a missing one is an error, never an empty one."""
    del random, indexes
    return KeyedStore(folder)
