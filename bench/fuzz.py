"""Odd requests: 30,000 of each role to every route in an open and a closed cycle, and bytes that are no request. Faults, and the slowest answer.

Budget: no fault, and no answer takes a second. `python bench/fuzz.py [COUNT]`
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _table import Row, show  # the house is on the path now

from tests.forms_service.web.fuzzing import WHO, Report, raw, requests
from tests.forms_town import build_town
from tests.forms_world import build_world, served

COUNT = 30_000


def rows(count: int = COUNT) -> Iterator[Row]:
    """Play each role in offices of its own; return faults and the slowest of each."""
    for who in (*WHO, "bytes"):
        report = Report()
        with tempfile.TemporaryDirectory() as folder:
            if who == "bytes":
                with served(build_world(Path(folder)).app) as url:
                    raw(url, count, 1, report)
            else:
                for seed, world in enumerate(
                    (build_world(Path(folder) / "a"), build_town(Path(folder) / "b", "closed"))
                ):
                    requests(world, who, count // 2, seed, report)
        print(f"{who or 'anyone'}: {sum(report.statuses.values())} requests, {dict(sorted(report.statuses.items()))}")
        print(f"  slowest {report.slowest[0]:.3f} s: {report.slowest[1][:200]}")
        for fault in report.faults[:20]:
            print(f"  FAULT {fault}")
        yield Row(f"odd requests of {who or 'anyone'}: faults", len(report.faults), 0, "")
        yield Row(f"odd requests of {who or 'anyone'}: the slowest", report.slowest[0], 1.0, "s")


if __name__ == "__main__":
    show(rows(int(sys.argv[1]) if sys.argv[1:] else COUNT))
