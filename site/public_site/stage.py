"""Switching a finished folder into place, so that whenever a build dies the old or the new site stands there whole."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kinerja_words.problems import refuse

AT_FDCWD = -100
EXCHANGE = 2
TRIES = 20
"""How often the right to build is asked for, ten times a second."""


def sibling(out: Path, what: str) -> Path:
    """Return a hidden path beside the site: same file system, never served."""
    return out.parent / f".{out.name}.{what}"


def place(out: Path) -> Path:
    """Return the folder to build into: a link is followed, so that it stays; a mount point is refused.

    What is switched is a name in the folder above. A mount point has none there that could be switched.
    """
    out = out.absolute()
    if out.is_symlink():
        try:
            out = out.resolve()
        except (OSError, RuntimeError):
            raise refuse("site.link_loop", out=out) from None
    if os.path.ismount(out):
        raise refuse("site.mount_point", out=out)
    return out


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the only right to build into a folder; the workers of a build hold it too, a moment longer where that was killed."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with sibling(out, "lock").open("w") as lock:
        for tried in range(TRIES):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if tried == TRIES - 1:
                    raise refuse("site.busy", out=out) from None
            time.sleep(0.1)
        yield


def exchange(a: Path, b: Path) -> bool:
    """Swap two folders in one step; False where the system cannot."""
    try:
        swap = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    if swap(AT_FDCWD, os.fsencode(a), AT_FDCWD, os.fsencode(b), EXCHANGE) == 0:
        return True
    if ctypes.get_errno() in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(b))


def repair(out: Path) -> None:
    """Undo what a killed build left: bring the old site back if it was moved away, throw half-built ones out."""
    old = sibling(out, "old")
    if old.is_dir() and not out.exists():
        old.rename(out)
    for left in (old, sibling(out, "new")):
        shutil.rmtree(left, ignore_errors=True)


def switch(new: Path, out: Path) -> None:
    """Put the new folder where the old one stands; raises `Refused` where the system lets nobody replace it.

    All its bytes are on the disk before it has the name, and the name when this returns: no power cut leaves a page half there.
    """
    os.sync()
    try:
        _switch(new, out)
        sync_folder(out.parent)
    except OSError as error:
        if error.errno not in (errno.EBUSY, errno.EXDEV):
            raise
        raise refuse("site.mount_point", out=out) from None  # a mount of the same file system looks like a folder


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _switch(new: Path, out: Path) -> None:
    if not out.exists():
        new.rename(out)
    elif exchange(new, out):
        shutil.rmtree(new)
    else:
        old = sibling(out, "old")
        out.rename(old)
        new.rename(out)
        shutil.rmtree(old)
