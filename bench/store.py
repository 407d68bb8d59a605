"""What one durable record costs, as a ratio to a bare append + fsync in the same run; memory and restart.

    .venv/bin/python bench/store.py            all of it, about two minutes
    .venv/bin/python bench/store.py --quick    fewer repetitions, no stock TinyDB at 50,000 records

Every design stores the same document, one durable change each, interleaved with the bare append, medians. The folder
is made beside this file's project (`--where` to change it): a memory file system would measure nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from _table import Row, ratio, show
from tinydb import TinyDB
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import JSONStorage

from kinerja_store import init_store, open_store
from kinerja_store.codec import encode

SIZES = (0, 1_000, 10_000, 50_000)
THREADS = 16
INDEXES = {"forms": ("cycle", "rater", "ratee")}
Insert = Callable[[int], None]


def document(number: int) -> dict[str, str]:
    """Return one assessment, about 200 bytes."""
    return {
        "cycle": "2026-1",
        "method": "peer",
        "rater": f"{198600000000000000 + number // 8:018d}",
        "ratee": f"{197500000000000000 + number * 7 % 3001:018d}",
        "state": "sent",
        "answers": ("45-T3" * 6)[:27],
        "receipt": f"{number:016x}",
    }


class Bare:
    """The floor: append the bytes, fsync."""

    def __init__(self, folder: Path) -> None:
        self.fd = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def insert(self, number: int) -> None:
        os.write(self.fd, encode(document(number)))
        os.fsync(self.fd)


class Ours:
    """The journaled store: look whether it is there, store it."""

    def __init__(self, folder: Path, size: int) -> None:
        init_store(folder / "ours")
        self.store = open_store(folder / "ours", indexes=INDEXES)
        with self.store.write() as change:
            for number in range(size):
                change.put("forms", f"2026-1/{number}", document(number))
        with self.store.read() as view:
            view.count("forms", rater="0", ratee="0")  # the indexes are built and kept up from here

    def insert(self, number: int) -> None:
        with self.store.write() as change:
            if change.get("forms", f"2026-1/{number}") is None:
                change.put("forms", f"2026-1/{number}", document(number))

    def close(self) -> None:
        self.store.close()


class Stock:
    """TinyDB as it comes, or with its caching middleware (which is not durable)."""

    def __init__(self, folder: Path, size: int, *, caching: bool) -> None:
        path = folder / f"stock-{caching}.json"
        path.write_text(json.dumps({"_default": {str(n + 1): document(n) for n in range(size)}}))
        self.db = TinyDB(path, storage=CachingMiddleware(JSONStorage)) if caching else TinyDB(path)

    def insert(self, number: int) -> None:
        self.db.insert(document(number))

    def close(self) -> None:
        self.db.close()


class Sqlite:
    """SQLite in WAL mode, fsync at each commit, the same indexes."""

    def __init__(self, folder: Path, size: int) -> None:
        self.path = folder / "sqlite.db"
        self.local = threading.local()
        db = self.connection()
        db.execute("CREATE TABLE forms (key TEXT PRIMARY KEY, cycle TEXT, rater TEXT, ratee TEXT, doc BLOB)")
        for field in INDEXES["forms"]:
            db.execute(f"CREATE INDEX by_{field} ON forms ({field})")
        with db:
            db.executemany("INSERT INTO forms VALUES (?,?,?,?,?)", (self.row(n) for n in range(size)))

    def connection(self) -> sqlite3.Connection:
        if not hasattr(self.local, "db"):
            self.local.db = sqlite3.connect(self.path, timeout=60, isolation_level=None)
            self.local.db.execute("PRAGMA journal_mode=WAL")
            self.local.db.execute("PRAGMA synchronous=FULL")
        db: sqlite3.Connection = self.local.db
        return db

    @staticmethod
    def row(number: int) -> tuple[str, str, str, str, bytes]:
        doc = document(number)
        return f"2026-1/{number}", doc["cycle"], doc["rater"], doc["ratee"], encode(doc)

    def insert(self, number: int) -> None:
        db = self.connection()
        db.execute("BEGIN IMMEDIATE")
        db.execute("SELECT doc FROM forms WHERE key = ?", (f"2026-1/{number}",)).fetchone()
        db.execute("INSERT INTO forms VALUES (?,?,?,?,?)", self.row(number))
        db.execute("COMMIT")

    def close(self) -> None:
        self.connection().close()


def timed(action: Insert, number: int) -> float:
    start = time.perf_counter()
    action(number)
    return time.perf_counter() - start


def one_record(folder: Path, size: int, repeats: int, quick: bool) -> dict[str, float]:
    """Return the median cost of one durable record at a size, divided by the bare append's."""
    bare = Bare(folder)
    fast = {"ours": Ours(folder, size), "sqlite": Sqlite(folder, size)}
    costs: dict[str, list[float]] = {name: [] for name in ("bare", *fast)}
    for step in range(repeats):
        costs["bare"].append(timed(bare.insert, step))
        for name, design in fast.items():
            costs[name].append(timed(design.insert, size + step))
    for design in fast.values():
        design.close()
    if not (quick and size >= SIZES[-1]):
        for name, caching in (("stock TinyDB", False), ("caching TinyDB", True)):
            stock = Stock(folder, size, caching=caching)
            few = max(3, min(repeats, 20_000 // max(size, 100)))
            stock.insert(size)  # reads the file once
            costs[name] = []
            for step in range(few):
                costs[name].append(timed(stock.insert, size + step))
            stock.db.storage.close() if not caching else None
            if caching:
                stock.close()
    floor = statistics.median(costs["bare"])
    ratios = {name: statistics.median(times) / floor for name, times in costs.items()}
    ratios["bare µs"] = floor * 1e6
    ratios["ours µs"] = statistics.median(costs["ours"]) * 1e6
    return ratios


def rate(insert: Insert, threads: int, count: int, start: int) -> float:
    """Return records a second."""
    each = count // threads

    def work(number: int) -> None:
        for step in range(each):
            insert(start + number * each + step)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    begin = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return each * threads / (time.perf_counter() - begin)


def many_threads(folder: Path, count: int) -> dict[str, float]:
    """Return the best rate of 16 threads, divided by the best of one thread of bare appends; interleaved."""
    bare, ours, sqlite = Bare(folder), Ours(folder, 0), Sqlite(folder, 0)
    best = {"bare": 0.0, "ours": 0.0, "sqlite": 0.0}
    for turn in range(5):
        best["bare"] = max(best["bare"], rate(bare.insert, 1, count // 8, 0))
        best["ours"] = max(best["ours"], rate(ours.insert, THREADS, count // 2, turn * count))
        best["sqlite"] = max(best["sqlite"], rate(sqlite.insert, THREADS, count // 16, turn * count))
    ours.close()
    sqlite.close()
    return {name: found / best["bare"] for name, found in best.items()}


MEMORY = """
import gc, os, sys
from pathlib import Path
from kinerja_store import open_store
store = open_store(Path(sys.argv[1]), indexes={"forms": ("cycle", "rater", "ratee")})
with store.read() as view:
    view.count("forms", rater="0", ratee="0")
gc.collect()
print(int(next(line for line in open("/proc/self/smaps_rollup") if line.startswith("Pss:")).split()[1]))
"""


def memory(folder: Path, records: int = 30_000) -> float:
    """Return the MB that so many records cost over an empty store, indexes included."""
    found = []
    for size in (0, records):
        where = folder / f"memory-{size}"
        where.mkdir()
        Ours(where, size).close()
        run = [sys.executable, "-c", MEMORY, str(where / "ours")]
        found.append(min(int(subprocess.run(run, capture_output=True, check=True).stdout) for _ in range(3)))
    return (found[1] - found[0]) / 1000


def restart(folder: Path, records: int = 30_000) -> dict[str, float]:
    """Return the time of opening a store, divided by that of parsing the same records from one JSON file."""
    init_store(folder / "restart")
    store = open_store(folder / "restart")
    plain = folder / "plain.json"
    plain.write_text(json.dumps({"_default": {str(n): document(n) for n in range(records)}}))
    for number in range(records):
        with store.write() as change:
            change.put("forms", f"2026-1/{number}", document(number))

    def opening() -> None:
        open_store(folder / "restart").close()

    def best(action: Callable[[], object]) -> float:
        return min(timed(lambda _: action() and None, 0) for _ in range(5))

    floor = best(lambda: json.loads(plain.read_text()))
    from_journal = best(opening)
    store.compact()
    store.close()
    return {
        "from the journal": from_journal / floor,
        "from a snapshot": best(opening) / floor,
        "json.load ms": floor * 1e3,
    }


def main() -> None:
    """Run everything and print it."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--where", type=Path, default=Path(__file__).parents[1])
    options = arguments.parse_args()
    sys.exit(not all(row.kept for row in show(rows(options.quick, options.where))))


def report(folder: Path, quick: bool) -> Iterator[Row]:
    """Print one table; return what has a budget."""
    names = ["ours", "sqlite", "stock TinyDB", "caching TinyDB"]
    print("one durable record ÷ one bare append + fsync (caching TinyDB is not durable)")
    print(f"{'records':>8} {'bare µs':>8} " + " ".join(f"{name:>15}" for name in names))
    costs: dict[int, dict[str, float]] = {}
    for size in SIZES:
        where = folder / f"size-{size}"
        where.mkdir()
        costs[size] = found = one_record(where, size, 200 if quick else 1500, quick)
        cells = " ".join(f"{found[name]:15.2f}" if name in found else f"{'-':>15}" for name in names)
        print(f"{size:>8} {found['bare µs']:8.0f} {cells}", flush=True)
    worst, stock = max(costs, key=lambda n: costs[n]["ours"]), costs[SIZES[-2]]["stock TinyDB"]
    peers = f"SQLite {max(found['sqlite'] for found in costs.values()):.2f}, TinyDB {stock:.0f}"
    yield Row("one durable record ÷ bare append + fsync", costs[worst]["ours"], 1.25, peer=peers)
    yield ratio("one durable record at 50,000", costs[SIZES[-1]]["ours"], costs[0]["ours"], 1.2, "×", "at 0")
    where = folder / "threads"
    where.mkdir()
    rates = many_threads(where, 4_000 if quick else 24_000)
    yield Row(
        f"{THREADS} threads ÷ one bare thread", rates["ours"], 2.5, peer=f"SQLite {rates['sqlite']:.2f}", at_least=True
    )
    yield Row("30,000 assessments over an empty store", memory(folder), 20, "MB")
    again = restart(folder)
    for name in ("from the journal", "from a snapshot"):
        yield Row(f"opening 30,000 records {name}", again[name], 2, peer=f"json.load {again['json.load ms']:.0f} ms")


def rows(quick: bool = True, where: Path = Path(__file__).parents[1]) -> Iterator[Row]:
    """Measure all of it in a folder under `where`."""
    folder = Path(tempfile.mkdtemp(dir=where, prefix=".bench-store-"))
    try:
        yield from report(folder, quick)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
