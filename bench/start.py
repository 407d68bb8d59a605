"""What starting the command costs, and what is installed with it; budgets 0.15 s of CPU and 20 MB."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from _table import Row, show

HOUSE = Path(__file__).resolve().parent.parent


def start(*command: str) -> float:
    """Return the median CPU seconds of a process, modules compiled."""
    found = []
    for _ in range(8):
        child = subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        assert child.returncode == 0, command
        found.append(used.ru_utime + used.ru_stime)
    return statistics.median(found[1:])


def installed() -> float:
    """Return the MB of what is installed to run: the locked dependencies, and the packages of this house."""
    names = re.findall(r"(?m)^([\w.-]+)==", (HOUSE / "requirements.txt").read_text())
    theirs = (path.locate() for name in names for path in distribution(name).files or ())
    rooms = "assessment forms_service kinerja kinerja_office kinerja_store kinerja_words publishing site content"
    ours = (path for room in rooms.split() for path in (HOUSE / room).rglob("*") if path.suffix != ".pyc")
    return sum(path.stat().st_size for path in map(Path, (*theirs, *ours)) if path.is_file()) / 1e6


def rows() -> Iterator[Row]:
    """Measure both."""
    bare = start(sys.executable, "-c", "pass")
    command = str(Path(sys.executable).with_name("kinerja"))
    yield Row("kinerja --version: CPU", start(command, "--version"), 0.15, "s", peer=f"python -c pass {bare:.3f} s")
    yield Row("installed, without test tools", installed(), 20, "MB")


if __name__ == "__main__":
    sys.exit(not all(row.kept for row in show(rows())))
