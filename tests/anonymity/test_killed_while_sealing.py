"""A17 and A18: killed anywhere while sealing, the next process arrives at the same bytes, and "closed" is never a lie."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from kinerja_office import cycles
from kinerja_store import keyring
from kinerja_words.problems import Refused
from tests.anonymity import city, killing
from tests.anonymity.city import CYCLE, Script

Say = Callable[[str], None]


def seal(folder: Path, script: Script) -> None:
    """What the command does: open the office, finish what was left, close if that is still to do."""
    with city.reopened(folder, script) as office:
        if CYCLE not in cycles.resume(office):
            cycles.close_cycle(office, CYCLE, "hr")


def recover(folder: Path, script: Script, state: str) -> None:
    """What the next process does; where nothing had happened yet, HR closes once more."""
    with city.reopened(folder, script) as office:
        cycles.resume(office)
    if state == "assessment":
        seal(folder, script)


def prepared(folder: Path, seed: str, script: Script | None = None) -> tuple[Script, dict[str, bytes]]:
    """Play an open phase into `folder/open`; return the bytes of an undisturbed sealing."""
    script = script or city.invent(seed, people=16)
    office, _ = city.play_open(folder / "open", script, fast=True)
    office.store.close()
    shutil.copytree(folder / "open", folder / "whole")
    seal(folder / "whole", script)
    return script, city.contents(folder / "whole")


def examine(folder: Path, script: Script, reference: dict[str, bytes], where: str) -> str:
    """Look at what a kill left, let the next process go on, and compare."""
    state = killing.check_no_linkable_ballot_in_a_closed_cycle(_copy(folder), script)
    recover(folder, script, state)
    left = city.contents(folder)
    other = sorted(n for n in left.keys() | reference.keys() if left.get(n) != reference.get(n))
    assert not other, f"{where} ({state}): {', '.join(other)} differ"
    return state


def _copy(folder: Path) -> Path:
    """Looking recovers the store, so look at a copy."""
    look = folder.with_name("look")
    shutil.rmtree(look, ignore_errors=True)
    shutil.copytree(folder, look)
    return look


def kill_everywhere(folder: Path, *, torn: bool, script: Script | None = None) -> Counter[str]:
    """Kill before (or in the middle of) every call that changes the disk; returns how often in which state."""
    script, reference = prepared(folder, "killed", script)
    states: Counter[str] = Counter()
    at = 0
    while True:
        at += 1
        work = city.fresh(folder / "work")
        shutil.copytree(folder / "open", work, dirs_exist_ok=True)
        killed, calls = killing.run_killed(lambda at=work: seal(at, script), at, torn=torn)  # type: ignore[misc]
        if not killed:
            assert calls == at - 1
            assert city.contents(work) == reference
            return states
        states[examine(work, script, reference, f"killed at call {at}")] += 1


@pytest.mark.parametrize("torn", [False, True], ids=["before a call", "in the middle of a write"])
def test_a17_a18_killed_at_every_change_of_the_disk(quick: Path, say: Say, torn: bool) -> None:
    """A17 A18: before every write, fsync, truncate, rename, link and unlink, and half-way through every write."""
    states = kill_everywhere(quick, torn=torn)
    say(f"kill points: {sum(states.values())}, by state found: {dict(states)}")
    assert {"assessment", "sealing", "closed"} <= states.keys()


def test_a17_a48_killed_with_two_sealed_methods(quick: Path, say: Say) -> None:
    """A17 A18 A48: peers' ballots and reports' are counted and removed in the one change, so no kill leaves the one without the other."""
    states = kill_everywhere(quick, torn=False, script=city.invent_reports("killed"))
    say(f"kill points with two sealed methods: {sum(states.values())}, by state found: {dict(states)}")
    assert {"assessment", "sealing", "closed"} <= states.keys()


def test_a17_killed_twice(quick: Path, say: Say) -> None:
    """A17: the process that goes on may be killed as well, at any of its own changes."""
    script, reference = prepared(quick, "killed twice")
    work, points = quick / "work", 0
    for first in (12, 55):  # once while sealing, once behind "closed"
        shutil.copytree(quick / "open", city.fresh(quick / "once"), dirs_exist_ok=True)
        assert killing.run_killed(lambda: seal(quick / "once", script), first)[0]
        at = 0
        while True:
            at += 1
            shutil.copytree(quick / "once", city.fresh(work), dirs_exist_ok=True)
            killed, _ = killing.run_killed(lambda: seal(work, script), at)
            examine(work, script, reference, f"killed at {first}, then at {at}")
            if not killed:
                break
            points += 1
    say(f"kill points of a second process: {points}")


def test_a17_two_processes_close_at_once(quick: Path) -> None:
    """A17 A18: a command and the running service may finish the same sealing; a published cycle stays published."""
    script, reference = prepared(quick, "two closers")
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            try:
                with city.reopened(quick / "open", script) as office:
                    try:
                        cycles.close_cycle(office, CYCLE, "hr")
                    except Refused:
                        cycles.resume(office)
                os._exit(0)
            except BaseException:
                os._exit(1)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(c, 0)[1]) for c in children] == [0, 0, 0]
    assert city.contents(quick / "open") == reference


def test_a17_a_mark_alone_reopens_nothing(quick: Path) -> None:
    """A17: a mark beside an open cycle (a restored folder, say) does not close it, and closing works as ever."""
    script, reference = prepared(quick, "stray mark")
    keyring.mark(quick / "open" / "private", CYCLE)
    with city.reopened(quick / "open", script) as office:
        assert cycles.resume(office) == []
    seal(quick / "open", script)
    assert city.contents(quick / "open") == reference


CHILD = """
import os, sys
os.getpid = lambda: 7  # which is in the names of files
from pathlib import Path
from tests.anonymity import city
from tests.anonymity.test_killed_while_sealing import seal
script = city.invent("killed", people=16)
seal(Path(sys.argv[1]), script)
"""


def _strace(folder: Path, log: Path, extra: list[str]) -> subprocess.CompletedProcess[bytes]:
    private = folder / "private"
    inside = [private, *private.rglob("*"), private / "store.journal.next-7", private / "store.journal.old-7"]
    inside += [private / "keys" / f"{CYCLE}.sealing"]
    paths = [part for path in inside for part in ("-P", str(path))]
    command = ["strace", "-f", "-qq", "-o", str(log), *paths, *extra, sys.executable, "-c", CHILD, str(folder)]
    return subprocess.run(command, capture_output=True, cwd=Path(__file__).parents[2], check=False)


@pytest.mark.quality
def test_a17_a18_killed_at_every_system_call(quick: Path, say: Say) -> None:
    """A17 A18: SIGKILL by strace at every system call that touches the private folder, one run each."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    script, reference = prepared(quick, "killed")
    work = quick / "work"
    shutil.copytree(quick / "open", work)
    done = _strace(work, quick / "log", [])
    assert done.returncode == 0, done.stderr.decode()
    assert city.contents(work) == reference
    seen = Counter(re.findall(r"^\d+ +(\w+)\(", (quick / "log").read_text(), re.MULTILINE))
    states: Counter[str] = Counter()
    for call, times in sorted(seen.items()):
        for n in range(1, times + 1):
            shutil.copytree(quick / "open", city.fresh(work), dirs_exist_ok=True)
            done = _strace(work, quick / "log", ["-e", f"inject={call}:signal=KILL:when={n}"])
            assert done.returncode != 0, f"{call} {n} was not reached"
            states[examine(work, script, reference, f"killed at {call} {n}")] += 1
    say(f"system calls killed at: {sum(states.values())} ({dict(seen)}), by state found: {dict(states)}")
