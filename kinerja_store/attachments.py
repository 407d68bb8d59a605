"""Files that lie beside the store, under names the program drew: whole or not there, private, read and removed by name alone."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from kinerja_store.disk import make_folder, overwrite, refusal, replace_file, sync_folder

FOLDER = "files"
PASSING = ("waiting", "preview")
"""Folders of what waits for an hour, or until it is made anew: no backup takes them along."""
NAME = re.compile(r"[0-9a-f]{32}")


def put(folder: Path, name: str, body: bytes) -> None:
    """Write a file whole (temporary name, fsync, rename); raises `StoreUnwritable` where the disk does not take it."""
    try:
        make_folder(folder / FOLDER)
        replace_file(_path(folder, name), body)
    except OSError as error:
        raise refusal(error) from error


def read(folder: Path, name: str) -> bytes | None:
    """Return the bytes of a file, None where there is none."""
    try:
        return _path(folder, name).read_bytes()
    except FileNotFoundError:
        return None


def remove(folder: Path, name: str) -> None:
    """Overwrite and remove a file if it is there."""
    path = _path(folder, name)
    with suppress(FileNotFoundError):
        overwrite(path)
    if path.parent.is_dir():
        sync_folder(path.parent)


def names(folder: Path) -> set[str]:
    """Return the names of all files, leftovers of a crash (`.new`) too, and of what no program put there."""
    place = folder / FOLDER
    return {path.name for path in place.iterdir()} if place.is_dir() else set()


def own(name: str) -> bool:
    """Whether it is a name that the program drew."""
    return NAME.fullmatch(name.removesuffix(".new")) is not None


def _path(folder: Path, name: str) -> Path:
    """Return where a file lies; ValueError for a name that no program drew."""
    if not own(name):
        raise ValueError(name)
    return folder / FOLDER / name


def drop_waiting(folder: Path) -> None:
    """Overwrite and remove what waits for somebody, as at a close: forms on paper may be among it."""
    for path in (folder / PASSING[0]).glob("*"):
        if path.suffix != ".shared":
            with suppress(FileNotFoundError):
                overwrite(path)
