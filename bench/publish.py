"""Times of the door: 30,000 forms × 27 items aggregated and masked; a city of 300 groups planned, masked and audited.

Budgets: aggregation ≤ 0.15 s and ≤ 25 MB for the whole process; the city ≤ 5 s. Ratios are to the same process that
only reads the forms, so that they hold on other machines.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOUSE / "tests" / "publishing")]
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


def aggregation() -> None:
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
    rows = len(stored["plan"]["rows"])
    print(f"{len(forms):,} forms × {len(world.instrument.items)} items, {rows} rows, whole process, median of {RUNS}:")
    print(f"  reading the forms only  {read[0]:.3f} s  {read[1]:.1f} MB")
    print(
        f"  read, count and mask    {count[0]:.3f} s  {count[1]:.1f} MB   ratio {count[0] / read[0]:.2f} (budget 0.15 s, 25 MB)"
    )


def _run(folder: str, what: str) -> tuple[float, float]:
    """Return the median seconds and the peak megabytes of a fresh process with compiled modules."""
    env = {**os.environ, "PYTHONPYCACHEPREFIX": folder + "/pyc", "PYTHONPATH": str(HOUSE)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    times, peak = [], 0
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        out = subprocess.run([sys.executable, "-c", AGGREGATE, folder, what], env=env, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
        peak = int(out.stdout)
    return statistics.median(times[1:]), peak / 1024


def whole_city() -> None:
    from worlds import answered, city

    from publishing.package import build_package, write_package

    world = answered(city())
    groups = len({e.group for e in world.employees})
    print(f"a city of {len(world.employees):,} people in {groups} groups, {len(world.forms):,} forms, three methods:")
    steps = {}
    start = time.perf_counter()
    plan = world.plan()
    steps["plan"] = time.perf_counter() - start
    start = time.perf_counter()
    release = world.release(plan)
    steps["count and mask"] = time.perf_counter() - start
    start = time.perf_counter()
    files = build_package(release)
    steps["package"] = time.perf_counter() - start
    try:
        from publishing.audit import audit_packages
    except ImportError:
        print("  (no auditor yet)")
    else:
        with tempfile.TemporaryDirectory() as folder:
            write_package(files, Path(folder, "2025-1"))
            start = time.perf_counter()
            report = audit_packages([Path(folder, "2025-1")])
            steps[f"audit ({report.verdict})"] = time.perf_counter() - start
    for name, seconds in steps.items():
        print(f"  {name:24} {seconds:.3f} s")
    total = sum(steps.values())
    print(f"  {'together':24} {total:.3f} s   {total / 5:.0%} of the budget of 5 s")
    for method in plan.methods:
        rows = plan.of(method)
        shown = sum(c.shown for c in release.counts[method].participation.values())
        print(
            f"  {method:11} {len(rows)} rows planned, {shown} shown, {sum(' + ' in r.group for r in rows)} of them merged"
        )


if __name__ == "__main__":
    aggregation()
    whole_city()
