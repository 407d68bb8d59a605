"""Times of the door: 30,000 forms × 27 items aggregated and masked; a city of 300 groups planned, masked and audited.

Budgets, of CPU, as all is done in one thread: aggregation ≤ 0.12 s and ≤ 25 MB for the whole process; the city ≤ 5 s. Beside it
stands the same process that only reads the forms.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from _table import Row, show

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "publishing")]
FORMS, RUNS = 30_000, 7

AGGREGATE = """
import json, sys
from assessment.form import Form
folder, count = sys.argv[1], sys.argv[2] == "count"
known = {}
forms = []
with open(folder + "/forms") as file:
    for line in file:
        rater, ratee, answers = line.rstrip().split("\\t")
        forms.append(Form("peer", known.setdefault(rater, rater), known.setdefault(ratee, ratee), answers))
if count:
    from assessment.instrument import build_instrument
    from assessment.organisation import Disclosure
    from publishing.count import count_method
    from publishing.plan import Plan
    with open(folder + "/plan") as file:
        stored = json.load(file)
    plan, instrument = Plan.from_doc(stored["plan"]), build_instrument(stored["instrument"])
    counts = count_method(plan, instrument, stored["groups"], forms, "peer", ((f.rater, f.ratee) for f in forms), Disclosure())
    assert counts.participation["*"].forms == len(forms)
with open("/proc/self/status") as file:
    print(next(line.split()[1] for line in file if line.startswith("VmHWM")))
"""


def aggregation() -> Iterator[Row]:
    from worlds import answer, city

    world = city()
    rng = random.Random(1)
    numbers = [e.employee_number for e in world.employees]
    pairs = [(numbers[(n + s) % len(numbers)], ratee) for n, ratee in enumerate(numbers) for s in range(1, 7)][:FORMS]
    forms = [answer(rng, world.instrument, "peer", a, b, 0.01) for a, b in pairs]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "forms").write_text("".join(f"{f.rater}\t{f.ratee}\t{f.answers}\n" for f in forms))
        stored = {"plan": world.plan(["peer"]).to_doc(), "groups": world.groups, "instrument": world.instrument.source}
        Path(folder, "plan").write_text(json.dumps(stored))
        read = _run(folder, "read")
        count = _run(folder, "count")
    name = f"{len(forms):,} forms × {len(world.instrument.items)} items counted, a whole process"
    yield Row(f"{name}: CPU", count[0], 0.12, "s", peer=f"reading them {read[0]:.3f} s")
    yield Row(f"{name}: memory", count[1], 25, "MB", peer=f"reading them {read[1]:.0f} MB")


def _run(folder: str, what: str) -> tuple[float, float]:
    """Return the median CPU seconds and the peak megabytes of a fresh process with compiled modules."""
    env = {**os.environ, "PYTHONPYCACHEPREFIX": folder + "/pyc", "PYTHONPATH": str(ROOT)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    times, peak = [], 0
    for _ in range(RUNS + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        out = subprocess.run([sys.executable, "-c", AGGREGATE, folder, what], env=env, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        peak = int(out.stdout)
    return statistics.median(times[1:]), peak / 1024


def whole_city() -> Iterator[Row]:
    from worlds import answered, city

    from publishing.audit import audit_packages
    from publishing.package import build_package, write_package

    world = answered(city())
    groups = len({e.group for e in world.employees})
    print(f"a city of {len(world.employees):,} people in {groups} groups, {len(world.forms):,} forms, three methods:")
    steps = {}
    start = time.process_time()
    plan = world.plan()
    steps["plan"] = time.process_time() - start
    start = time.process_time()
    release = world.release(plan)
    steps["count and mask"] = time.process_time() - start
    start = time.process_time()
    files = build_package(release)
    steps["package"] = time.process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        write_package(files, Path(folder, "2025-1"))
        start = time.process_time()
        report = audit_packages([Path(folder, "2025-1")])
        steps[f"audit ({report.verdict})"] = time.process_time() - start
    for name, seconds in steps.items():
        print(f"  {name:24} {seconds:.3f} s")
    for method in plan.methods:
        planned = plan.of(method)
        shown = sum(c.shown for c in release.counts[method].participation.values())
        print(
            f"  {method:11} {len(planned)} rows planned, {shown} shown, {sum(' + ' in r.group for r in planned)} of them merged"
        )

    yield Row(f"{groups} groups planned, counted, masked, audited: CPU", sum(steps.values()), 5, "s")


def rows() -> Iterator[Row]:
    """Measure both."""
    yield from aggregation()
    yield from whole_city()


if __name__ == "__main__":
    sys.exit(not all(row.kept for row in show(rows())))
