"""A send on TinyDB's journal and on PostgreSQL, on one disk: 1 and 16 threads, 0 and 50,000 records; and 40 offices on one server.

    PLACE=/var/tmp sh tests/with_postgres.sh .venv/bin/python bench/postgres.py

A send is one acknowledged change of a form: saving a draft of 27 answers or sending it, by turns, as `kinerja_office.answering` does it.
Budget: 100 sends a second of an office at 16 threads on PostgreSQL. PLACE has to be on the disk that is meant (the tests' is in memory).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from _table import Row, ratio, show
from submit import CYCLE, DAYS, PEOPLE, ROOT, instrument

from assessment.assignment import Assignment
from assessment.instrument import parse_instrument
from assessment.organisation import parse_organisation
from assessment.roster_reading import parse_roster
from kinerja_office import answering, assignments, cycles
from kinerja_office.office import INDEXES, Office
from kinerja_office.roster import import_roster
from kinerja_store import keyring
from kinerja_store.opening import init_at, open_at

SERVER = os.environ["KINERJA_TEST_POSTGRES"]
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
RECORDS = 50_000
HEADER = "employee_number,name,position,grade,unit_code,unit_name,parent_unit_code,publication_group,supervisor_employee_number"


def office(folder: Path, url: str) -> Office:
    """An office of 61 with an open cycle."""
    init_at(folder, url)
    keyring.create(folder, keyring.SERVER)
    settings = parse_organisation((ROOT / "content" / "organisation.toml").read_text())
    made = Office(folder, open_at(folder, url, indexes=INDEXES), settings)
    rows = "\n".join(f"P{i},Orang {i},Staf,III/a,U,Unit,,Kelompok," for i in range(PEOPLE))
    import_roster(made, parse_roster(f"{HEADER}\n{rows}\n".encode(), "roster.csv", "any"), "bench")
    cycles.create(made, CYCLE, parse_instrument(instrument(9, 3), "bench.toml"), "Uji", *DAYS, None, (), "bench")
    assignments.generate_assignments(made, CYCLE, 0, "bench")
    cycles.open_cycle(made, CYCLE, "bench")
    return made


def grow(made: Office) -> None:
    """Forms of earlier years."""
    for start in range(0, RECORDS, 10_000):
        with made.store.write() as change:
            for n in range(start, start + 10_000):
                doc = {
                    "cycle": f"old-{n % 9}",
                    "rater": f"R{n // 8}",
                    "ratee": f"R{n // 7}",
                    "answers": "3" * 27,
                    "receipt": f"{n:016x}",
                }
                change.put("forms", f"old/self/{n}", doc)


def sends(offices: list[Office], threads: int) -> float:
    """Return acknowledged changes a second, of all threads together."""
    done, end = [0] * threads, time.perf_counter() + SECONDS
    codes = [f"I{c}_{i}" for c in range(9) for i in range(3)]

    def work(number: int) -> None:
        made, one = offices[number % len(offices)], Assignment("self", f"P{number}", f"P{number}")
        while time.perf_counter() < end:
            entry = answering.save(made, CYCLE, one, dict.fromkeys(codes, "35"[done[number] // 2 % 2]))
            answering.send(made, CYCLE, one, entry.revision)
            done[number] += 2

    start = time.perf_counter()
    at_work = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    for thread in at_work:
        thread.start()
    for thread in at_work:
        thread.join()
    return sum(done) / (time.perf_counter() - start)


def rows(where: Path) -> Iterator[Row]:
    plain, served = office(where / "plain", ""), office(where / "served", f"{SERVER}#bench")
    one = 0.0
    for records in (0, RECORDS):
        if records:
            grow(plain)
            grow(served)
        for threads in (1, 16):
            files, one = sends([plain], threads), sends([served], threads)
            what = f"sends, {threads} threads, {records:,} records: PostgreSQL ÷ TinyDB"
            yield ratio(what, one, files, 0.0, "/s", at_least=True)
            if threads == 16:
                yield Row(f"sends of an office, PostgreSQL, {records:,} records", one, 100, "/s", at_least=True)
    many = [office(where / f"o{n}", f"{SERVER}#o{n}") for n in range(40)]
    yield ratio(
        "sends, 40 threads of 40 offices on one server ÷ of one office", sends(many, 40), one, 0.0, "/s", at_least=True
    )


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp(dir=os.environ.get("PLACE")))
    try:
        kept = [row.kept for row in show(rows(folder))]
    finally:
        shutil.rmtree(folder)
    sys.exit(not all(kept))
