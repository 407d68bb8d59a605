"""Calls the system wherever the store touches a disk, in one object whose calls a test can make fail.

No other module of the store calls `os` for files that must survive. Nothing here knows what the bytes mean.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kinerja_store.errors import StoreFull, StoreReadOnly, StoreUnreadable, StoreUnwritable

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


class Disk:
    """The system calls of the store, each replaceable on its own."""

    open = staticmethod(os.open)
    close = staticmethod(os.close)
    pread = staticmethod(os.pread)
    pwrite = staticmethod(os.pwrite)
    fsync = staticmethod(os.fsync)
    fdatasync = staticmethod(getattr(os, "fdatasync", os.fsync))
    ftruncate = staticmethod(os.ftruncate)
    replace = staticmethod(os.replace)
    link = staticmethod(os.link)
    unlink = staticmethod(os.unlink)
    stat = staticmethod(os.stat)
    fstat = staticmethod(os.fstat)
    statvfs = staticmethod(os.statvfs)
    mkdir = staticmethod(os.mkdir)
    flock = staticmethod(fcntl.flock)


disk = Disk()


def refusal(error: OSError) -> StoreUnwritable:
    """Turn an error before the point of no return into what it means for the person who was writing."""
    if error.errno in _FULL:
        return StoreFull(str(error))
    if error.errno in _READ_ONLY:
        return StoreReadOnly(str(error))
    return StoreUnwritable(str(error))


def open_quietly(path: Path, flags: int) -> int:
    """Open a file so that reading it leaves no access time behind, where the system grants that."""
    flags |= os.O_CLOEXEC
    try:
        return disk.open(path, flags | getattr(os, "O_NOATIME", 0), FILE_MODE)
    except PermissionError:
        return disk.open(path, flags, FILE_MODE)


@contextmanager
def reading() -> Iterator[None]:
    """Turn an error of the system while reading into what it means."""
    try:
        yield
    except OSError as error:
        raise StoreUnreadable(str(error)) from error


def write_all(fd: int, data: bytes, offset: int) -> None:
    """Write every byte at the offset, going on after short writes."""
    done = disk.pwrite(fd, data, offset)
    while done < len(data):
        more = disk.pwrite(fd, memoryview(data)[done:], offset + done)
        if more == 0:
            raise OSError(errno.ENOSPC, "the disk took no bytes")
        done += more


def read_all(fd: int, start: int, end: int) -> bytes:
    """Read the bytes from start to end, fewer only where the file ends before."""
    parts = []
    while start < end:
        part = disk.pread(fd, min(end - start, 1 << 26), start)
        if not part:
            break
        parts.append(part)
        start += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def sync_folder(folder: Path) -> None:
    """Make names created, renamed or removed in the folder survive a power cut."""
    fd = disk.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        disk.fsync(fd)
    finally:
        disk.close(fd)


def make_folder(folder: Path) -> None:
    """Make a private folder; one that is there already is fine."""
    try:
        disk.mkdir(folder, FOLDER_MODE)
    except FileExistsError:
        return
    sync_folder(folder.parent)


def new_file(path: Path, parts: Iterable[bytes], head: Callable[[], bytes] = bytes) -> int:
    """Write a new private file, fsync it, and return its open descriptor; the name is not yet durable.

    `head` is asked last for bytes that go over the first ones. A failure leaves no file and no descriptor behind.
    """
    remove(path)
    fd = disk.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
    try:
        offset = 0
        for part in parts:
            write_all(fd, part, offset)
            offset += len(part)
        if first := head():
            write_all(fd, first, 0)
        disk.fsync(fd)
    except BaseException:
        disk.close(fd)
        remove(path)
        raise
    return fd


def replace_file(path: Path, body: bytes) -> None:
    """Put a whole new file in the place of an old one: after a crash either is there, never a part."""
    new = path.with_name(path.name + ".new")
    disk.close(new_file(new, [body]))
    try:
        disk.replace(new, path)
    except OSError:
        remove(new)
        raise
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file if it is there."""
    try:
        disk.unlink(path)
    except FileNotFoundError:
        return


def overwrite(path: Path) -> None:
    """Write 0xFF over a file's bytes, as far as the disk lets one, and remove it."""
    fd = disk.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        size = disk.fstat(fd).st_size
        block = b"\xff" * (1 << 16)
        for offset in range(0, size, len(block)):
            write_all(fd, block[: min(len(block), size - offset)], offset)
        disk.fsync(fd)
    finally:
        disk.close(fd)
    remove(path)
