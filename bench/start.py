"""What starting the command costs, and what is installed with it; budgets 0.15 s of CPU and 20 MB."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from _process import first
from _table import Row, show

ROOT = Path(__file__).resolve().parent.parent


def start(*command: str) -> float:
    """Return the median CPU seconds of a process, modules compiled."""
    found = []
    for _ in range(8):
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        assert child.returncode == 0, command
        found.append(used.ru_utime + used.ru_stime)
    return statistics.median(found[1:])


def needed(name: str, found: dict[str, Distribution]) -> dict[str, Distribution]:
    """Return what a distribution needs to run, itself among it; what only other machines need is not installed."""
    if name not in found:
        with suppress(PackageNotFoundError):
            found[name] = distribution(name)
            for wanted in found[name].requires or ():
                if "extra ==" not in wanted:
                    needed(first(r"^([\w.-]+)", wanted).lower(), found)
    return found


def installed() -> float:
    """Return the MB of what is installed to run, compiled modules with it."""
    theirs = (path.locate() for one in needed("kinerja-terbuka", {}).values() for path in one.files or ())
    rooms = "assessment forms_service kinerja kinerja_office kinerja_store kinerja_words publishing site"
    ours = (path for room in rooms.split() for path in (ROOT / room).rglob("*"))
    return sum(path.stat().st_size for path in map(Path, (*theirs, *ours)) if path.is_file()) / 1e6


def rows() -> Iterator[Row]:
    """Measure both."""
    bare = start(sys.executable, "-c", "pass")
    command = str(Path(sys.executable).with_name("kinerja"))
    yield Row("kinerja --version: CPU", start(command, "--version"), 0.15, "s", peer=f"python -c pass {bare:.3f} s")
    yield Row("installed, without test tools", installed(), 20, "MB")


if __name__ == "__main__":
    sys.exit(not all(row.kept for row in show(rows())))
