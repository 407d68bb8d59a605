"""Killing a process at any call that changes the disk, and looking at what it left."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kinerja_office import records
from kinerja_store import disk, keyring
from tests.anonymity import city
from tests.anonymity.city import CYCLE, Script

CALLS = ("write", "pwrite", "fsync", "fdatasync", "ftruncate", "replace", "rename", "link", "unlink", "remove", "mkdir")
KILLED = 17


def run_killed(work: Callable[[], object], at: int, *, torn: bool = False) -> tuple[bool, int]:
    """Do work in a child that dies right before its `at`-th changing call (`torn`: in the middle of that write).

    Returns whether it died, and how many calls it made where it did not.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        counter = _Counter(at, torn)
        try:
            counter.install()
            work()
            os.write = counter.real["write"]
            os.write(write, str(counter.made).encode())
            os._exit(0)
        except BaseException as error:
            os.write = counter.real.get("write", os.write)
            os.write(write, repr(error).encode())
            os._exit(1)
    os.close(write)
    said = b""
    while part := os.read(read, 1 << 16):
        said += part
    os.close(read)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, KILLED), said.decode()
    return code == KILLED, int(said or b"0")


class _Counter:
    """Counts the calls that change a disk, and dies at one of them."""

    def __init__(self, at: int, torn: bool) -> None:
        self.at, self.torn, self.made = at, torn, 0
        self.real: dict[str, Any] = {}

    def install(self) -> None:
        """Stand before the calls of `os`, and before those the store holds on to."""
        for name in CALLS:
            real = self.real[name] = getattr(os, name)
            seen = self._watch(name, real)
            setattr(os, name, seen)
            if hasattr(disk.disk, name):
                setattr(disk.disk, name, seen)

    def _watch(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.made += 1
            if self.made == self.at:
                if self.torn and name in ("write", "pwrite"):
                    fd, data, *rest = args
                    real(fd, bytes(data)[: len(data) // 2], *rest)
                os._exit(KILLED)
            return real(*args, **kwargs)

        return call


def check_no_linkable_ballot_in_a_closed_cycle(folder: Path, script: Script) -> str:
    """A18: whatever a kill left, "closed" means that no ballot is there and no key. Returns the state."""
    with city.reopened(folder, script) as office, office.store.read() as view:
        state = records.cycle(view, CYCLE).state
        left = {t: view.count(t, cycle=CYCLE) for t in ("ballots", "declines")}
    if state in ("closed", "published"):
        assert left == {"ballots": 0, "declines": 0}
        assert not keyring.exists(folder / "private", CYCLE)
    if not keyring.exists(folder / "private", CYCLE):
        assert left == {"ballots": 0, "declines": 0}, "a ballot is there and nobody can count it any more"
    return state
