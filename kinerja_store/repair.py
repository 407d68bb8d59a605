"""Makes a damaged store readable: keeps it whole under another name, saves every right record, says what is lost.

Each record carries a checksum of its own, so one wrong byte costs one record, not the file. Nothing is guessed:
what is saved is what was written.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kinerja_store.custody import NEW_NAME
from kinerja_store.disk import disk, refusal, sync_folder
from kinerja_store.errors import StoreDamaged, StoreError, StoreMissing
from kinerja_store.findings import Finding, error, ok, warning
from kinerja_store.frames import (
    ENTRY_SIZE,
    HEADER_SIZE,
    Header,
    later_entries,
    read_header,
    read_records,
    salvage_records,
)
from kinerja_store.journal import JOURNAL_NAME, RETIRED, StoreFile, free_name
from kinerja_store.lock import ProcessLock, about, read_mark
from kinerja_store.migrate import migrations, schema_of
from kinerja_store.tables import Tables


class RepairReport(NamedTuple):
    """What a repair did. `copy` is the damaged file as it was; None if nothing had to be repaired."""

    copy: Path | None
    documents: int
    findings: list[Finding]


class _Salvage:
    """Every right record of a buffer, and sentences on the rest."""

    def __init__(self, buffer: bytes) -> None:
        self.tables = Tables({})
        self.findings: list[Finding] = []
        header = _header(buffer, self.findings)
        self.schema = header.schema if header is not None else schema_of(migrations)
        entries = list(later_entries(buffer, HEADER_SIZE, 0))
        if header is not None and header.end <= len(buffer):
            end = header.end
            entries = [entry for entry in entries if entry.start - ENTRY_SIZE >= end]
        else:
            end = entries[0].start - ENTRY_SIZE if entries else len(buffer.rstrip(b"\0"))
        self._records(buffer, HEADER_SIZE, end)
        for entry in entries:
            self._gap(buffer, end, entry.start - ENTRY_SIZE)
            self.tables.load(read_records(buffer, entry.start, entry.end))
            end = entry.end
        rest = buffer[end:].rstrip(b"\0")
        if rest and rest != RETIRED:
            self._gap(buffer, end, end + len(rest))

    def _gap(self, buffer: bytes, start: int, end: int) -> None:
        """Records of an entry that is not whole: those that are right are better than none."""
        if start < end:
            self._records(buffer, min(start + ENTRY_SIZE, end), end)
            self.findings.append(warning("repair.gap", start=start, end=end))

    def _records(self, buffer: bytes, start: int, end: int) -> None:
        for item in salvage_records(buffer, start, end):
            if isinstance(item, int):
                self.findings.append(error("repair.lost", n=item, start=start, end=end))
            else:
                self.tables.set(item)


def _header(buffer: bytes, findings: list[Finding]) -> Header | None:
    try:
        return read_header(buffer)
    except StoreDamaged:
        if len(buffer) <= HEADER_SIZE:
            raise
        findings.append(warning("repair.header"))
        return None


def repair(folder: Path, patience: float = 30.0) -> RepairReport:
    """Repair the store of a folder that nobody else has open for writing.

    StoreMissing or StoreDamaged if there is nothing to repair from: then only a backup helps, and nothing is touched. StoreUnlocked,
    and nothing is touched, where locks keep nobody out.
    """
    path = folder / JOURNAL_NAME
    if not path.exists():
        raise StoreMissing(str(path))
    try:
        lock = ProcessLock(folder, writable=True)
        try:
            lock.must_work()
            lock.acquire(patience)
            return _repair_locked(folder, path, lock)
        finally:
            lock.close()
    except OSError as failure:
        raise refusal(failure) from failure


def _repair_locked(folder: Path, path: Path, lock: ProcessLock) -> RepairReport:
    healthy = _documents_if_healthy(path, lock)
    if healthy is not None:
        said = ok("repair.healthy")
        return RepairReport(None, healthy, [said])
    buffer = path.read_bytes()
    salvage = _Salvage(buffer)
    if not salvage.tables.documents:
        raise StoreDamaged("not one document can be read; nothing was changed, only a backup helps")
    copy = free_name(folder, "damaged")
    new = StoreFile.create(folder / NEW_NAME, salvage.tables.records(), salvage.schema)
    new.close()
    lock.forget()
    disk.link(path, copy)
    disk.replace(new.path, path)
    sync_folder(folder)
    kept = warning("repair.kept", file=copy.name, n=salvage.tables.documents)
    return RepairReport(copy, salvage.tables.documents, [kept, *salvage.findings])


def _documents_if_healthy(path: Path, lock: ProcessLock) -> int | None:
    tables = Tables({})
    try:
        file = StoreFile.open(path, writable=False)
    except StoreDamaged:
        return None
    try:
        file.examine(tables.load, about(file.header.digest, read_mark(lock.mark())).offset)
    except StoreError:
        return None
    finally:
        file.close()
    return tables.documents
