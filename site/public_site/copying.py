"""Copying the built site whole into a folder from which somebody serves it, and knowing that folder again."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kinerja_words.problems import refuse
from kinerja_words.system import trouble
from public_site import stage
from public_site.stage import sync_folder

LIST = ".kinerja-terbit.sha256"
"""Marks a folder as ours: a line a file, as `sha256sum -c` reads it; its own hash names what was copied."""
TROUBLE = {
    errno.ENOSPC: "site.target_full", errno.EDQUOT: "site.target_full", errno.EACCES: "site.target_denied",
    errno.EPERM: "site.target_denied", errno.EROFS: "site.target_denied", errno.ENOENT: "site.target_gone",
}  # fmt: skip


@dataclass(frozen=True)
class Copied:
    """What was copied: how many files, and the SHA-256 of their list."""

    files: int
    hash: str


def copy_site(
    site: Path, target: Path, apart: Sequence[Path] = (), progress: Callable[[int, int], None] | None = None
) -> Copied:
    """Copy a built site into `target`, which then has it whole or stays as it was.

    Raises `Refused` unless the target is an existing folder, no mount point, outside of the folders `apart` and not around one,
    and empty or ours with nothing added; and where the system does not let it be written. Nothing is made in the place of a
    folder that is gone: it may have been on a disk that is not there now.
    """
    target = stage.place(target)
    for folder in (site, *apart):
        other = folder.resolve()
        if target.is_relative_to(other) or other.is_relative_to(target):
            raise refuse("site.target_inside", out=target, folder=folder)
    try:
        with stage.locked(stage.place(site)):
            _must_be_ours(target)
            with stage.locked(target):
                stage.repair(target)
                return _copy(site, target, progress)
    except OSError as error:
        code = TROUBLE.get(error.errno or 0, "site.target_trouble")
        raise refuse(code, out=target, error=trouble(error)) from None


def _must_be_ours(target: Path) -> None:
    if not target.is_dir():
        raise refuse("site.target_gone", out=target)
    there = {p.relative_to(target).as_posix() for p in target.rglob("*") if not p.is_dir() or p.is_symlink()}
    listed = (target / LIST).read_text("utf-8", "replace").splitlines() if LIST in there else []
    foreign = sorted(there - {LIST, *(line[66:] for line in listed)})
    if foreign:
        raise refuse("site.target_foreign", out=target, n=len(foreign), files=foreign[:5])


def _copy(site: Path, target: Path, progress: Callable[[int, int], None] | None) -> Copied:
    paths = sorted(p.relative_to(site) for p in site.rglob("*") if p.is_file())
    if not paths:
        raise refuse("site.nothing_built", out=site)
    new = stage.sibling(target, "new")
    new.mkdir(mode=0o755)
    try:
        listed = ""
        for n, path in enumerate(paths, start=1):
            body = (site / path).read_bytes()
            listed += f"{hashlib.sha256(body).hexdigest()}  {path.as_posix()}\n"
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            _write(new / path, body)
            if progress:
                progress(n, len(paths))
        _write(new / LIST, listed.encode())
        for folder in (new, *(p for p in new.rglob("*") if p.is_dir())):
            folder.chmod(0o755)
            sync_folder(folder)
        stage.switch(new, target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return Copied(len(paths), hashlib.sha256(listed.encode()).hexdigest())


def _write(path: Path, body: bytes) -> None:
    with path.open("xb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)
