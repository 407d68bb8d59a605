"""The files under `keys/`: one secret a cycle, and one for slips and sessions; made, read and destroyed, never logged."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from assessment.store.errors import StoreError

KEY_BYTES = 32
SERVER = "server"


class KeyMissing(StoreError):
    """The key of an open cycle is gone: its ballots cannot be read by anybody."""

    id = (
        "Kunci periode ini tidak ada di folder keys, jadi suara rekan kerja tidak dapat dibaca. Tidak ada yang diubah."
        " Pulihkan berkas .key dari cadangan dengan kinerja restore."
    )
    en = (
        "The key of this cycle is not in the keys folder, so peers' ballots cannot be read. Nothing was changed."
        " Restore the .key file of a backup with kinerja restore."
    )


def path(folder: Path, name: str) -> Path:
    """Return where the key of a cycle (or of the server) is."""
    return folder / "keys" / f"{name}.key"


def create(folder: Path, name: str, random: Callable[[int], bytes] = os.urandom) -> None:
    """Make a key of 32 random bytes (0600), durable on return; an existing one is kept."""
    target = path(folder, name)
    if target.exists():
        return
    target.parent.mkdir(mode=0o700, exist_ok=True)
    new = target.with_suffix(".new")
    fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(fd, random(KEY_BYTES))
        os.fsync(fd)
    finally:
        os.close(fd)
    new.replace(target)
    _sync(target.parent)


def read(folder: Path, name: str) -> bytes:
    """Return the key; raises `KeyMissing` where there is none or it is cut short."""
    try:
        key = path(folder, name).read_bytes()
    except FileNotFoundError:
        raise KeyMissing(name) from None
    if len(key) != KEY_BYTES:
        raise KeyMissing(f"{name}: {len(key)} bytes")
    return key


def destroy(folder: Path, name: str) -> None:
    """Overwrite and remove a key, durable on return; nothing happens where there is none.

    A file system that copies on write, or flash that remaps blocks, may keep the old bytes all the same
    (docs/anonymity.md says so).
    """
    target = path(folder, name)
    try:
        fd = os.open(target, os.O_WRONLY)
    except FileNotFoundError:
        return
    try:
        os.write(fd, bytes(KEY_BYTES))
        os.fsync(fd)
    finally:
        os.close(fd)
    target.unlink()
    _sync(target.parent)


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
