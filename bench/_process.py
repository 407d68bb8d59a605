"""What a process has used, as Linux counts it, and the one match that a page must have."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, to the microsecond."""
    used = 0
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError):  # a thread that has just ended
            used += int(task.read_text().split()[0])
    return used / 1e9


def pss(pid: int) -> float:
    """MB of memory of a process, what it shares counted by its part (PSS)."""
    return int(first(r"(?m)^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())) / 1024


def peak(pid: int) -> float:
    """MB of memory that a process has had at most since its program began (RSS; `ru_maxrss` would count who started it)."""
    return int(first(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())) / 1024


def family(pid: int) -> tuple[float, float]:
    """MB of a process and all that it started: together now (PSS), and the peak of the largest; what has just ended has none."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            children.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
        except (OSError, IndexError):
            continue
    together, largest, left = 0.0, 0.0, [pid]
    while left:
        one = left.pop()
        left += children.get(one, [])
        try:
            together, largest = together + pss(one), max(largest, peak(one))
        except (OSError, AssertionError):
            continue
    return together, largest


def first(pattern: str, text: str) -> str:
    """The first group of the first match; AssertionError with the head of the text where there is none."""
    found = re.search(pattern, text)
    assert found, (pattern, text[:300])
    return found[1]
