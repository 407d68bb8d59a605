"""All budgets in one run of about ten minutes: `python bench`, or some of its parts: `python bench store build`.

Each script tells more when it is run alone. The exit code is 1 where a budget is missed or a part broke down.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

import build  # noqa: E402  # the house is on the path now
import city  # noqa: E402
import desk  # noqa: E402
import phone  # noqa: E402
import publish  # noqa: E402
import start  # noqa: E402
import store  # noqa: E402
import submit  # noqa: E402
import uploads  # noqa: E402
from _table import HEAD, Row  # noqa: E402


def waits(folder: Path) -> Iterator[Row]:
    """What people wait for while HR works, of each act in bulk; budget p99 0.3 s."""
    script = Path(__file__).with_name("waits.py")
    if script.exists():
        told = subprocess.run([sys.executable, script, folder], check=True, stdout=subprocess.PIPE, text=True).stdout
        print(told)
        for line in told.splitlines():
            parts = [part.split() for part in line.split("|")]
            worst = [float(times[1]) for times in parts[3:5] if len(times) == 3 and times[1][0].isdigit()]
            if worst:
                yield Row(f"a save or send beside: {line[:22].strip()}, p99", max(worst), 0.3, "s")


def people(folder: Path) -> Iterator[Row]:
    """Prepare a city's office once and measure what it costs whom."""
    desk.prepare(folder, city.PEOPLE)
    yield from waits(folder)
    yield from city.rows(folder / "open")
    yield from desk.measure(folder, [])


def main() -> None:
    """Run the parts one after the other, then print their rows as one table."""
    rows: list[Row] = []
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as where:
        parts: dict[str, Callable[[], Iterator[Row]]] = {
            "start": start.rows, "store": store.rows, "submit": submit.rows, "publish": publish.rows, "uploads": uploads.rows,
            "build": lambda: build.rows({100: 1, 1000: 1, 3000: 1}), "city": lambda: people(Path(where) / "desk"),
            "phone": lambda: phone.rows(["all forms, one page"]),
        }  # fmt: skip
        for name in sys.argv[1:] or parts:
            begun = time.perf_counter()
            print(f"== {name}", flush=True)
            try:
                rows += parts[name]()
            except Exception:
                traceback.print_exc()
                broken.append(name)
            print(f"   {time.perf_counter() - begun:.0f} s", flush=True)
    print(f"\n{HEAD}", *rows, sep="\n")
    missed = [row.what for row in rows if not row.kept]
    print(f"{len(rows) - len(missed)} kept, {len(missed)} missed" + "".join(f"; {name} broke down" for name in broken))
    sys.exit(bool(missed or broken))


if __name__ == "__main__":
    main()
