"""What a process has used, as Linux counts it, and the one match that a page must have."""

from __future__ import annotations

import re
from pathlib import Path


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, to the microsecond."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def pss(pid: int) -> float:
    """MB of memory of a process, what it shares counted by its part (PSS)."""
    return int(first(r"(?m)^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())) / 1024


def first(pattern: str, text: str) -> str:
    """The first group of the first match; AssertionError with the head of the text where there is none."""
    found = re.search(pattern, text)
    assert found, (pattern, text[:300])
    return found[1]
