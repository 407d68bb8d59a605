"""The shared offices: a private folder is played to a state once a process; whoever wants that state again gets its bytes.

Three of them, each under the helpers that play it:

* small: twelve people, `tests.forms_world` and `tests.forms_town`;
* Senapelan: the worked example's roster of 62, `tests.kinerja_office.small_town` (acts) and `tests.forms_service.desk.office` (pages);
* city: 2,800 people with the answers they really gave, `tests.kinerja.conftest` (the command).

Every test has a folder of its own, so it may change what it likes. What processes have played and every test only reads
(the worked example, the other office of `tests.another_office`) is made once a run: `once`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

from kinerja_store.pins import FILE

T = TypeVar("T")
LOCKS = ("store.lock", "store.turn")
"""Held open by whoever has the store open: written over, never replaced."""
_played: dict[Hashable, tuple[dict[str, int], dict[str, tuple[int, bytes]], object]] | None = {}
"""What was played; None where a test takes protections away or compares offices (`tests/anonymity`): each is played anew."""


def shared(private: Path, what: Hashable, play: Callable[[], T]) -> T:
    """Take a private folder, and the pins beside it, to where `play` takes them, and return what `play` returned there.

    `play` runs where no folder with the same bytes was taken through the same `what` before; `what` names everything else
    that its result depends on (clock, settings, content). A store that is open on the folder notices, as it notices
    another process that put a compacted file in place.
    """
    if _played is None:
        return play()
    key = (what, _digest(private))
    if key not in _played:
        made = play()
        beside = [(f"../{FILE}", private.parent / FILE)] if (private.parent / FILE).exists() else []
        every = [*_files(private), *beside]
        inside = {str(p.relative_to(private)): _mode(p) for p in sorted(private.rglob("*")) if p.is_dir()}
        _played[key] = (inside, {n: (_mode(p), p.read_bytes()) for n, p in every}, made)
        return made
    inside, files, made = _played[key]
    private.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, mode in inside.items():
        (private / name).mkdir(exist_ok=True)
        (private / name).chmod(mode)
    for name, path in _files(private):
        if name not in files:
            path.unlink()
    for name, (mode, body) in files.items():
        _write(private / name, mode, body)
    return made  # type: ignore[return-value]  # of the same `what`


def once(base: Path, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that `make` filled, once a test run: the first process does it, the others wait. It is only read.

    `base` is the process's own folder (`tmp_path_factory.getbasetemp()`).
    """
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder.with_suffix(".done")
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def content(folder: Path) -> str:
    """Return one hash of a content folder, for `what`."""
    return _digest(folder)


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def _files(folder: Path) -> list[tuple[str, Path]]:
    return [(str(p.relative_to(folder)), p) for p in sorted(folder.rglob("*")) if p.is_file()]


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for name, path in _files(folder):
        body = path.read_bytes()
        total.update(f"{name}/{len(body)}/".encode() + body)
    return total.hexdigest()


def _write(path: Path, mode: int, body: bytes) -> None:
    if path.name in LOCKS and path.exists():
        with path.open("r+b") as held:
            held.write(body)
        return
    path.parent.mkdir(mode=0o700, exist_ok=True)
    new = path.with_name(f"{path.name}.played")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT, mode), "wb") as out:
        # What the store holds in reserve behind its last entry stays a hole.
        out.write(body.rstrip(b"\0"))
        out.truncate(len(body))
    new.replace(path)
