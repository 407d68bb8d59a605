"""Reads the store file, judges its end, appends to it and replaces it.

Everything here is called by one thread at a time, under the process lock where it changes the file. What is
acknowledged to whom is the engine's business.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from kinerja_store.disk import disk, new_file, open_quietly, read_all, refusal, remove, replace_file, write_all
from kinerja_store.errors import OutcomeUnknown, StoreDamaged, StoreMissing, StoreUnwritable
from kinerja_store.frames import (
    ENTRY_SIZE,
    HEADER_SIZE,
    Header,
    Op,
    check_snapshot,
    later_entries,
    pack_entry,
    pack_header,
    pack_records,
    read_chain,
    read_header,
    read_records,
    snapshot_digest,
)

JOURNAL_NAME = "store.journal"
RESERVE = 1 << 18
"""Room is reserved in steps of this many zero bytes, so that an append changes no file size (a fifth
faster) and a full disk is met while reserving, before a single byte of an entry is written."""

PIECE = 1024
"""Records of a snapshot that are packed and written at a time."""

RETIRED = b"\xff" * ENTRY_SIZE
"""What stands behind the last entry of a file whose name another file has taken."""

Sink = Callable[[Iterable[Op]], None]


class Broken(Exception):
    """The file's end is in doubt: nothing more may be appended until the store has been opened anew."""

    def __init__(self, error: StoreUnwritable) -> None:
        super().__init__(str(error))
        self.error = error


class StoreFile:
    """One open store file and how far it has been followed: `end` is the offset, `chain` the checksum there."""

    def __init__(self, path: Path, fd: int, header: Header, buffer: bytes | None = None) -> None:
        self.path = path
        self.fd = fd
        self.inode = disk.fstat(fd).st_ino
        self.header = header
        self._buffer = buffer
        self.end = header.end
        self.chain = header.crc
        self._size = header.end if buffer is None else len(buffer)

    @classmethod
    def open(cls, path: Path, *, writable: bool) -> StoreFile:
        """Open and check an existing file; `load` then delivers what it holds."""
        try:
            fd = open_quietly(path, os.O_RDWR if writable else os.O_RDONLY)
        except FileNotFoundError as error:
            raise StoreMissing(str(error)) from error
        try:
            buffer = read_all(fd, 0, disk.fstat(fd).st_size)
            header = read_header(buffer)
            check_snapshot(header, buffer)
            return cls(path, fd, header, buffer)
        except BaseException:
            disk.close(fd)
            raise

    @classmethod
    def create(cls, path: Path, ops: Iterable[Op], schema: int) -> StoreFile:
        """Write a new file that is nothing but a snapshot, fsync'ed; its name is not yet durable.

        It is written piece by piece: a copy of all documents in memory would cost more than the documents.
        """
        digest, length, left = snapshot_digest(), 0, iter(ops)

        def parts() -> Iterator[bytes]:
            nonlocal length
            yield bytes(HEADER_SIZE)
            while part := pack_records(islice(left, PIECE)):
                digest.update(part)
                length += len(part)
                yield part

        def head() -> bytes:
            return pack_header(schema, length, digest.digest())

        fd = new_file(path, parts(), head)
        try:
            return cls(path, fd, read_header(head()))
        except BaseException:
            disk.close(fd)
            raise

    def load(self, sink: Sink, limit: int | None) -> None:
        """Deliver the snapshot, then the entries up to a limit, or as far as the chain holds."""
        buffer, self._buffer = self._buffer or b"", None
        sink(read_records(buffer, HEADER_SIZE, self.header.end))
        self._follow(buffer, 0, sink, limit)

    def follow(self, sink: Sink, limit: int | None) -> None:
        """Deliver the entries that another process appended, up to the offset that it has published."""
        buffer = read_all(self.fd, self.end, limit or disk.fstat(self.fd).st_size)
        self._follow(buffer, self.end, sink, limit)
        if limit is not None and self.end != limit:
            raise StoreDamaged(f"an acknowledged entry at byte {self.end} can't be read")

    def replaced(self) -> bool:
        """Whether another file has taken this one's name."""
        try:
            return disk.stat(self.path).st_ino != self.inode
        except FileNotFoundError as error:
            raise StoreMissing(str(error)) from error

    def retire(self) -> None:
        """Before another file takes this one's name: leave a sign for processes that have it open.

        `more` shows it to them. Asking the folder instead, at every change, would cost a third of a change:
        a file whose times are looked at gets a new time, and a metadata update, at each write.
        """
        write_all(self.fd, RETIRED, self.end)

    def revive(self) -> None:
        """Take the sign away again."""
        self._cut()

    def more(self) -> bool:
        """Whether anything but reserved zeros follows the end."""
        return any(disk.pread(self.fd, ENTRY_SIZE, self.end))

    def recover(self, sink: Sink, acknowledged: int, *, sync: bool) -> Path | None:
        """Settle what follows the end: whole entries are kept and fsync'ed, a torn rest is cut and kept aside.

        StoreDamaged, and nothing changed, if bytes that had been acknowledged can't be read. OSError: entries
        that nobody had acknowledged can't be made durable. Broken: the torn end can't be cut. `sync` is false
        where an fsync has failed before and would say nothing: then the caller replaces the file.
        """
        start = self.end
        buffer = read_all(self.fd, start, disk.fstat(self.fd).st_size)
        self._follow(buffer, start, sink, None)
        torn = judge(buffer, start, self.end, acknowledged)
        if torn == RETIRED:
            # A replacement that never came to its rename; nothing was torn.
            self._cut()
            torn = b""
        if sync and self.end > acknowledged:
            disk.fsync(self.fd)
        if not torn:
            return None
        try:
            aside = free_name(self.path.parent, "torn")
            replace_file(aside, torn)
            self._cut()
            disk.fsync(self.fd)
        except OSError as error:
            raise Broken(refusal(error)) from error
        return aside

    def examine(self, sink: Sink, acknowledged: int) -> bytes:
        """Deliver all there was when the file was opened, and return the torn bytes behind it; changes nothing.

        StoreDamaged if the end is no torn end. What is appended meanwhile is not looked at.
        """
        buffer = self._buffer or b""
        self.load(sink, None)
        torn = judge(buffer, 0, self.end, acknowledged)
        return b"" if torn == RETIRED else torn

    def append(self, payloads: Iterable[bytes]) -> None:
        """Append one entry for each payload and fsync them all.

        StoreUnwritable: nothing of them is there. Broken: see its error; the file takes no more.
        """
        parts = []
        chain = self.chain
        for payload in payloads:
            entry, chain = pack_entry(payload, self.end, chain)
            parts.append(entry)
        data = b"".join(parts)
        if self.end + len(data) > self._size:
            self._reserve(self.end + len(data))
        try:
            write_all(self.fd, data, self.end)
        except OSError as error:
            self._undo(error)
            raise refusal(error) from error
        try:
            disk.fdatasync(self.fd)
        except OSError as error:
            raise Broken(OutcomeUnknown(str(error))) from error
        self.end += len(data)
        self.chain = chain

    def discard(self) -> None:
        """Close and remove a file that will not be used; best effort, the next opening clears up what is left."""
        self.close()
        with suppress(OSError):
            remove(self.path)

    def close(self) -> None:
        """Close the file, once: what a number stands for after that may be another's."""
        fd, self.fd = self.fd, -1
        if fd >= 0:
            disk.close(fd)

    def _follow(self, buffer: bytes, base: int, sink: Sink, limit: int | None) -> None:
        for entry in read_chain(buffer, self.end - base, base, self.chain):
            if limit is not None and entry.end > limit:
                return
            sink(read_records(buffer, entry.start - base, entry.end - base))
            self.end, self.chain = entry.end, entry.chain

    def _reserve(self, needed: int) -> None:
        """Put zeros behind the end. Another process may have done so already: look at the size first."""
        try:
            size = disk.fstat(self.fd).st_size
        except OSError as error:
            raise refusal(error) from error
        if size < needed:
            goal = needed + RESERVE
            try:
                write_all(self.fd, bytes(goal - size), size)
            except OSError as error:
                self._undo(error)
                raise refusal(error) from error
            try:
                disk.fsync(self.fd)
            except OSError as error:
                raise Broken(StoreUnwritable(str(error))) from error
            size = goal
        self._size = size

    def _undo(self, error: OSError) -> None:
        """Leave nothing of a write that failed half-way."""
        try:
            self._cut()
        except OSError as second:
            raise Broken(StoreUnwritable(f"{error}; then {second}")) from error

    def _cut(self) -> None:
        disk.ftruncate(self.fd, self.end)
        self._size = self.end


def judge(buffer: bytes, base: int, end: int, acknowledged: int) -> bytes:
    """Return the torn bytes behind the end of the chain (none for a clean end); StoreDamaged if it is no torn end."""
    rest = buffer[end - base :].rstrip(b"\0")
    if end < acknowledged:
        raise StoreDamaged(f"an acknowledged entry at byte {end} can't be read")
    if rest and any(entry.synced > end for entry in later_entries(buffer, end - base, base)):
        raise StoreDamaged(f"the entry at byte {end} can't be read, though later ones can")
    return rest


def free_name(folder: Path, kind: str) -> Path:
    """Return the first name that is free for bytes to keep aside: a "torn" end, a "damaged" file."""
    number = 1
    while (path := folder / f"{JOURNAL_NAME}.{kind}-{number}").exists():
        number += 1
    return path
