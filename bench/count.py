"""Counting and masking 30,000 forms of 25 statements as the close does (`publishing.count`), as a whole process.

Beside it the barest loop over the same file that gives the same histograms: read, group, count characters. Budgets: ≤ 0.12 s
of CPU and ≤ 25 MB at the peak, start of Python, imports and reading included. The forms come from a text file, one a line:
what opening 30,000 boxes costs is the store's and libsodium's (`bench/city.py`, `cycle close`).
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORMS, PEOPLE, ITEMS, GROUPS = 30_000, 5_000, 25, 40
SECONDS, MEGABYTES = 0.12, 25.0
ROUNDS = 5


def instrument() -> str:
    head = 'code = "bench"\nversion = "1"\ntitle = { id = "Uji", en = "Bench" }\n[scale]\nmin = 1\nmax = 5\ncannot_judge = true\n[methods]\npeer = 1.0\n'
    for c in range(5):
        rows = ", ".join(f'{{ code = "I{c}_{i}", text = {{ id = "Pernyataan {c} {i}" }} }}' for i in range(ITEMS // 5))
        head += f'[[criteria]]\ncode = "c{c}"\nname = {{ id = "Aspek {c}" }}\nitems = [ {rows} ]\n'
    return head


def prepare(path: Path) -> None:
    """Write the forms: six peers a person, one answer in a hundred *tidak dapat menilai*."""
    draw, marks = random.Random(1), "12345" * 20 + "T"
    with path.open("w") as file:
        for n in range(FORMS):
            ratee = n % PEOPLE
            rater = (ratee + 1 + n // PEOPLE * 7) % PEOPLE
            file.write(f"P{rater:05d},P{ratee:05d},{''.join(draw.choices(marks, k=ITEMS))}\n")


def group_of(number: str) -> str:
    return f"G{int(number[1:]) % GROUPS:02d}"


def product(path: Path) -> None:
    """Child: the product's way."""
    sys.path.insert(0, str(ROOT))
    from assessment.form import Form
    from assessment.instrument import parse_instrument
    from assessment.organisation import Disclosure
    from publishing.count import count_method
    from publishing.plan import Plan, PlannedRow

    tool = parse_instrument(instrument(), "bench.toml")
    with path.open() as file:
        forms = [Form("peer", *line.rstrip().split(",")) for line in file]
    groups = {f.ratee: group_of(f.ratee) for f in forms}
    leaves = sorted(set(groups.values()))
    rows = [PlannedRow("peer", "organisation", "*", "", tuple(leaves), PEOPLE)]
    rows += [PlannedRow("peer", "publication_group", leaf, "*", (leaf,), PEOPLE // GROUPS) for leaf in leaves]
    counts = count_method(
        Plan(tuple(rows), ()), tool, groups, forms, "peer", [(f.rater, f.ratee) for f in forms], Disclosure()
    )
    print(sum(c.shown for cells in counts.criteria.values() for c in cells.values()))


def bare(path: Path) -> None:
    """Child: histograms by group and criterion, nothing else."""
    by_group: dict[str, list[str]] = {}
    with path.open() as file:
        for line in file:
            _, ratee, answers = line.rstrip().split(",")
            by_group.setdefault(group_of(ratee), []).append(answers)
    found = {}
    for group, answers in by_group.items():
        joined = "".join(answers)
        for c in range(5):
            columns = [joined[c * 5 + i :: ITEMS] for i in range(5)]
            found[group, c] = [sum(column.count(v) for column in columns) for v in "12345T"]
    print(len(found))


def run(what: str, path: Path) -> tuple[float, float]:
    """Return the seconds of CPU and the peak in MB of one process."""
    child = subprocess.Popen([sys.executable, __file__, what, str(path)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, what
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    found: dict[str, list[tuple[float, float]]] = {"product": [], "bare": []}
    with tempfile.TemporaryDirectory() as where:
        path = Path(where) / "forms"
        prepare(path)
        for _ in range(ROUNDS):
            for what, times in found.items():
                times.append(run(what, path))
    (seconds, memory), (floor, least) = (
        (statistics.median(t for t, _ in times), max(m for _, m in times)) for times in found.values()
    )
    print(
        f"{FORMS:,} forms of {ITEMS}: {seconds:.3f} s of CPU, {memory:.0f} MB; a bare loop {floor:.3f} s, {least:.0f} MB"
    )
    print(f"÷ bare loop {seconds / floor:.1f} · {memory / least:.1f}; budget {SECONDS} s, {MEGABYTES:.0f} MB")
    sys.exit(int(seconds > SECONDS or memory > MEGABYTES))


if __name__ == "__main__":
    {"product": product, "bare": bare}[sys.argv[1]](Path(sys.argv[2])) if sys.argv[2:] else main()
