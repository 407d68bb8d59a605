"""Locks the store between processes, and keeps the mark: how far the store file is certainly on the disk.

Two files: `store.lock` is held over every read-modify-write and carries the mark in its 64 bytes;
`store.turn` is held while waiting for it, so that whoever waits is next and nobody starves.

The mark is written after the fsync of what it speaks of and is never fsync'ed itself: after a power cut it may
be old, never ahead. It tells other processes' readers how far they may read without a lock, and tells recovery
that a bad byte before it is damage, not a torn end.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
import time
import zlib
from pathlib import Path
from typing import NamedTuple

from kinerja_store.disk import disk, open_quietly, read_all, refusal, write_all
from kinerja_store.errors import StoreBusy, StoreUnlocked

LOCK_NAME, TURN_NAME = "store.lock", "store.turn"
_MARK = struct.Struct("<8s32sQII4x")
_MAGIC = b"KTMARK1\0"
MARK_SIZE = 64
QUEUE_EVERY = 8
UNKNOWN = bytes(MARK_SIZE)
"""A mark that says nothing: recovery then reads the store file alone."""


class Mark(NamedTuple):
    """What the store file is known to hold for certain."""

    digest: bytes
    offset: int
    chain: int
    failed: bool

    def pack(self) -> bytes:
        """Return the mark's bytes."""
        head = _MARK.pack(_MAGIC, self.digest, self.offset, self.chain, self.failed)
        return head + zlib.crc32(head).to_bytes(4, "little")


def about(digest: bytes, mark: Mark | None) -> Mark:
    """Return the mark if it speaks of the file with this snapshot, else one that says nothing but whether an fsync has failed."""
    if mark is not None and mark.digest == digest:
        return mark
    return Mark(digest, 0, 0, failed=mark is not None and mark.failed)


def read_mark(raw: bytes) -> Mark | None:
    """Return the mark, or None where there is none to rely on."""
    if len(raw) != MARK_SIZE:
        return None
    magic, digest, offset, chain, failed = _MARK.unpack_from(raw)
    if magic != _MAGIC or zlib.crc32(raw[:-4]) != int.from_bytes(raw[-4:], "little"):
        return None
    return Mark(digest, offset, chain, bool(failed))


class ProcessLock:
    """`store.lock` and `store.turn` of one folder, held open.

    Locks belong to the open file, so all threads of a process share this lock: the engine lets only one of
    them take it.
    """

    def __init__(self, folder: Path, *, writable: bool) -> None:
        """Open both files, creating them if need be; read-only, a missing file is left missing."""
        mode = os.O_RDWR | os.O_CREAT if writable else os.O_RDONLY
        self.writable = writable
        self._folder = folder
        self._turn = -1
        self._fd = -1
        self._unqueued = 0
        try:
            self._fd = open_quietly(folder / LOCK_NAME, mode)
            self._turn = open_quietly(folder / TURN_NAME, mode)
        except FileNotFoundError:
            if writable:
                self.close()
                raise
        except OSError:
            self.close()
            raise

    def acquire(self, patience: float) -> None:
        """Take the lock, after everybody who waited before; StoreBusy when patience ends.

        A free lock may be taken without queueing a few times in a row: cheaper, and still nobody starves.
        """
        if self._unqueued < QUEUE_EVERY:
            try:
                disk.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._unqueued += 1
                return
            except BlockingIOError:
                pass
        self._unqueued = 0
        deadline = time.monotonic() + patience
        self._take(self._turn, deadline)
        try:
            self._take(self._fd, deadline)
        finally:
            disk.flock(self._turn, fcntl.LOCK_UN)

    def must_work(self) -> None:
        """Raise StoreUnlocked where the file system's locks keep nobody out: what is locked here must be refused to another opening of it."""
        try:
            beside = disk.open(self._folder / TURN_NAME, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:  # nothing is said of the locks
            raise refusal(error) from error
        try:
            disk.flock(self._turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            try:
                disk.flock(beside, fcntl.LOCK_EX | fcntl.LOCK_NB)
            finally:
                disk.flock(self._turn, fcntl.LOCK_UN)
            raise OSError(errno.ENOLCK, "two hold the same lock")
        except BlockingIOError:
            return
        except OSError as error:
            raise StoreUnlocked(str(error)) from error
        finally:
            disk.close(beside)

    def release(self) -> None:
        """Let the next process have it."""
        disk.flock(self._fd, fcntl.LOCK_UN)

    def someone_waits(self) -> bool:
        """Whether another process waits for the lock that this one holds."""
        try:
            disk.flock(self._turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        disk.flock(self._turn, fcntl.LOCK_UN)
        return False

    def mark(self) -> bytes:
        """Return the mark's bytes as they are now; `UNKNOWN` if there are none."""
        if self._fd < 0:
            return UNKNOWN  # there was none to open, or the lock is closed
        raw = disk.pread(self._fd, MARK_SIZE, 0)
        return raw if len(raw) == MARK_SIZE else UNKNOWN

    def publish(self, raw: bytes) -> None:
        """Set the mark for all processes at once."""
        write_all(self._fd, raw, 0)

    def forget(self, *, failed: bool = False) -> None:
        """Set the mark to unknown (but for a failed fsync) and make that durable: a new store file is about to take the old one's place."""
        write_all(self._fd, Mark(bytes(32), 0, 0, failed).pack() if failed else UNKNOWN, 0)
        disk.fsync(self._fd)

    def close(self) -> None:
        """Close both files, once; a lock that is still held goes with them."""
        both, self._fd, self._turn = (self._fd, self._turn), -1, -1
        for fd in both:
            if fd >= 0:
                disk.close(fd)

    @staticmethod
    def _take(fd: int, deadline: float) -> None:
        pause = 0.0002
        while True:
            try:
                disk.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StoreBusy("the lock file is held by another process") from None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.01)


def read_mark_file(folder: Path) -> Mark | None:
    """Return the mark of a folder that nobody has opened here."""
    try:
        fd = disk.open(folder / LOCK_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return read_mark(read_all(fd, 0, MARK_SIZE))
    finally:
        disk.close(fd)
