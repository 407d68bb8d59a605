"""Makes, reads and destroys the files under `keys/`: one secret a cycle, and one for slips and sessions; never logged.

Beside a cycle's key there may be its *mark*: an empty file that says "this cycle is being sealed and the step is not done".
It lies outside the store, because it must outlast the store's own last change.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kinerja_store import disk
from kinerja_store.errors import StoreError

KEY_BYTES = 32
SERVER = "server"
FOLDER = "keys"
KEY, NEW, MARK = ".key", ".key.new", ".sealing"
DRILLS = (".drill", ".drill.restoring")
"""Folders beside the store's in which a backup is restored to see that it can be."""


class KeyMissing(StoreError):
    """The key of an open cycle is gone: its ballots cannot be read by anybody."""

    code = "store.key_missing"


class KeyWrong(StoreError):
    """A key file holds another key than the one that documents were written with."""

    code = "store.key_wrong"


class ServerKeyMissing(KeyMissing):
    """The key that slips and sign-ins depend on is gone; a new one can be made."""

    code = "store.server_key_missing"


class ServerKeyWrong(KeyWrong):
    """The key that slips and sign-ins depend on is another one."""

    code = "store.server_key_wrong"


def check_of(key: bytes) -> str:
    """Return what tells a key from others and says nothing about it: an HMAC of a constant, 128 bits, hex."""
    return hmac.digest(key, b"kinerja/key-check", "sha256")[:16].hex()


def is_whole(folder: Path, name: str) -> bool:
    """Whether there is a key of the right length."""
    try:
        return bool(read(folder, name))
    except KeyMissing:
        return False


def path(folder: Path, name: str) -> Path:
    """Return where the key of a cycle (or of the server) is."""
    return folder / FOLDER / f"{name}{KEY}"


def exists(folder: Path, name: str) -> bool:
    """Whether there is a key of that name."""
    return path(folder, name).exists()


def create(folder: Path, name: str, random: Callable[[int], bytes] = os.urandom) -> None:
    """Make a key of 32 random bytes (0600), durable on return; an existing one is kept."""
    target = path(folder, name)
    if target.exists():
        return
    disk.make_folder(target.parent)
    disk.replace_file(target, random(KEY_BYTES))


def renew(folder: Path, name: str, random: Callable[[int], bytes] = os.urandom) -> None:
    """Make a key in place of one that was never used: what a broken-off opening left is destroyed first."""
    destroy(folder, name)
    create(folder, name, random)


def read(folder: Path, name: str) -> bytes:
    """Return the key; raises `KeyMissing` where there is none or it is cut short."""
    missing = ServerKeyMissing if name == SERVER else KeyMissing
    try:
        key = path(folder, name).read_bytes()
    except FileNotFoundError:
        raise missing(name) from None
    if len(key) != KEY_BYTES:
        raise missing(f"{name}: {len(key)} bytes")
    return key


def all_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every key, by name, whatever they are."""
    found = {}
    for file in (folder / FOLDER).glob(f"*{KEY}"):
        with suppress(FileNotFoundError):
            found[file.name.removesuffix(KEY)] = file.read_bytes()
    return found


def destroy(folder: Path, name: str) -> None:
    """Overwrite and remove a key, also where a drill that was killed left it; durable on return; nothing happens where there is none.

    A file system that copies on write, or flash that remaps blocks, may keep the old bytes all the same
    (docs/anonymity.md says so).
    """
    for keys in (folder.with_name(folder.name + beside) / FOLDER for beside in ("", *DRILLS)):
        for end in (KEY, NEW):
            with suppress(FileNotFoundError):
                disk.overwrite(keys / f"{name}{end}")
        if keys.exists():
            disk.sync_folder(keys)


def mark(folder: Path, name: str) -> None:
    """Note, durably, that a cycle is being sealed; a mark that is there stays there at every moment."""
    disk.make_folder(folder / FOLDER)
    fd = disk.disk.open(folder / FOLDER / f"{name}{MARK}", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, disk.FILE_MODE)
    disk.disk.close(fd)
    disk.sync_folder(folder / FOLDER)


def marked(folder: Path) -> list[str]:
    """Return the cycles whose sealing was begun and is not done to its end, sorted."""
    return sorted(p.name.removesuffix(MARK) for p in (folder / FOLDER).glob(f"*{MARK}"))


def unmark(folder: Path, name: str) -> None:
    """Note that a sealing is done; nothing happens where there is no mark."""
    disk.remove(folder / FOLDER / f"{name}{MARK}")
    disk.sync_folder(folder / FOLDER)
