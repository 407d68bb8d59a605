"""Files that cost more than they weigh, and the largest good ones: seconds of CPU and peak memory of a process that reads one.

Budget: 3 s and 70 MB each; 5 s and 150 MB for good files far larger than a city's.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from _table import Row, show

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def read(path: str) -> None:
    """Child: read one file as a roster, or as forms where its name says so."""
    from assessment.form import parse_assessments
    from assessment.instrument import parse_instrument
    from assessment.roster_reading import parse_roster
    from kinerja_words.problems import Refused

    data = Path(path).read_bytes()
    tool = parse_instrument((ROOT / "content/instruments/berakhlak.toml").read_text(), "berakhlak.toml")
    began = time.process_time()
    try:
        done = (
            parse_assessments(data, "f", tool) if path.endswith("forms") else parse_roster(data, "f", "any").employees
        )
        said = f"{len(done)} rows"
    except Refused as refused:
        said = f"{refused.problems[0].code} × {len(refused.problems)}"
    took = time.process_time() - began
    peak = int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0]) / 1024
    print(f"{len(data) / 2**20:6.2f} MB  {took:5.2f} s  {peak:4.0f} MB  {said}")


def rows() -> Iterator[Row]:
    """Read each in a process of its own; return the slowest and the largest."""
    from assessment.instrument import parse_instrument
    from tests.assessment.hostile_files import CSV_HEAD, HOSTILE, ONE
    from tests.assessment.workbooks import rows as cells
    from tests.assessment.workbooks import workbook

    tool = parse_instrument((ROOT / "content/instruments/berakhlak.toml").read_text(), "berakhlak.toml")
    people = [[f"E{i}", f"Nama {i}", *ONE[2:9], "pns"] for i in range(60_000)]
    items = [i.code for i in tool.items]
    forms = [["peer", f"A{i}", f"B{i}", *("3" for _ in items)] for i in range(30_000)]
    title = ["method", "rater", "ratee", *items]
    made = {k: (lambda make=make: make()) for k, (make, _) in HOSTILE.items()}
    made["good: 60,000 people, CSV"] = lambda: CSV_HEAD + "".join(",".join(p) + "\n" for p in people).encode()
    made["good: 10,000 people, XLSX"] = lambda: workbook(
        [("P", "visible", cells([CSV_HEAD.decode().strip().split(","), *people[:10_000]]))]
    )
    made["good: 30,000 forms"] = lambda: "".join(",".join(f) + "\n" for f in (title, *forms)).encode()
    made["wrong: 30,000 forms"] = lambda: (
        "".join(",".join(f) + "\n" for f in (title, *forms)).replace(",3", ",77").encode()
    )
    made["good: 10,000 forms, XLSX"] = lambda: workbook([("P", "visible", cells([title, *forms[:10_000]]))])
    found: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, make in made.items():
            path = Path(folder) / ("forms" if "forms" in name else "roster")
            path.write_bytes(make())
            told = subprocess.run(
                [sys.executable, __file__, str(path)], check=True, capture_output=True, text=True
            ).stdout
            print(f"{name:40}{told}", end="", flush=True)
            seconds, peak = re.findall(r"([\d.]+) s +(\d+) MB", told)[0]
            found[name] = float(seconds), float(peak)
    for good, budgets in ((False, ((3, "s"), (70, "MB"))), (True, ((5, "s"), (150, "MB")))):
        some = {name: cost for name, cost in found.items() if name.startswith("good") == good}
        for place, (budget, unit) in enumerate(budgets):
            name = max(some, key=lambda n: some[n][place])
            what = f"a file that is {'read' if good else 'refused'}, the worst of {len(some)}"
            yield Row(what, some[name][place], budget, unit, peer=name[:26])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read(sys.argv[1])
    else:
        sys.exit(not all(row.kept for row in show(rows())))
