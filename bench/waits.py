"""What people wait for while HR works: 5,000 people, 55,000 forms; `python bench/waits.py [FOLDER] [WORD …]`; budget p99 ≤ 0.3 s.

Four people save and send over real HTTP while each act in bulk runs in a thread of the same service, which is the worst
place for it: it shares the store's lock and the interpreter. A FOLDER keeps what was prepared (minutes), as `desk.py` makes
it; WORDs are parts of the acts' names. Told of each act: its seconds, how long it held the store's lock and the log's (the
group that writes) at the longest, by the clock and in CPU, which a busy machine changes less, and what people waited for;
refused: answered by a page that says why.
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from city import CYCLE, PEERS, PEOPLE, TODAY, Browser, number_of, roster, sign_in  # noqa: E402  # the house is on the path now
from desk import DRAFT, prepare  # noqa: E402

CLIENTS, BUDGET = 4, 0.3
ASKED = "tanya"


class Timed:
    """A lock that notes how long it was held by whoever is no request."""

    def __init__(self, lock: Any) -> None:
        self.lock, self.held, self.since = lock, list[tuple[float, float]](), (0.0, 0.0)

    def acquire(self, *args: Any, **more: Any) -> bool:
        got: bool = self.lock.acquire(*args, **more)
        self.since = time.perf_counter(), time.thread_time()
        return got

    def release(self) -> None:
        if not threading.current_thread().name.startswith("waitress"):
            self.held.append((time.perf_counter() - self.since[0], time.thread_time() - self.since[1]))
        self.lock.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def told(self) -> tuple[float, float]:
        held, self.held = self.held, []
        return max((wall for wall, _ in held), default=0.0), max((cpu for _, cpu in held), default=0.0)


def acts(office: Any, folder: Path) -> dict[str, Callable[[], object]]:
    """Every act in bulk on the folder of an open cycle; the close comes last. What publishes holds the folder of packages and no store."""
    from assessment.form import Form
    from assessment.roster_reading import parse_roster
    from kinerja_office import accounts, answering, assignments, consultation, cycles, records
    from kinerja_office.roster import import_roster
    from kinerja_store import backup

    def paper() -> None:
        with office.store.read() as view:
            cycle = records.cycle(view, CYCLE)
            tool = records.instrument(view, cycle)
            pairs = [a for a in records.assignments(view, CYCLE, method="peer") if a.rater < number_of(PEOPLE - 99)]
        asked = {i.code for c in tool.asked("peer") for i in c.items}
        marks = "".join("3" if i.code in asked else "-" for i in tool.items)
        forms = [Form("peer", a.rater, a.ratee, marks) for a in pairs[:5000]]
        answering.import_assessments(office, CYCLE, list(enumerate(forms, 2)), False, "bench")

    def opinions() -> None:
        with office.store.read() as view:
            tool = records.instrument(view, records.cycle(view, CYCLE))
        start, end = (str(TODAY + datetime.timedelta(days=n)) for n in (101, 131))
        cycles.create(office, ASKED, tool, "Tanya", start, end, None, ("consultation",), "bench")
        cycles.next_stage(office, ASKED, "bench")
        with office.store.read() as view:
            asked = consultation.questions(view, records.cycle(view, ASKED), "before")
        for n in range(500):  # one after the other: what they take is people's, not HR's
            ratings = {q.code: "4" for q in asked}
            consultation.save(office, ASKED, "before", number_of(n), ratings, "Baik." * 40)

    changed = roster(PEOPLE).replace(b"7,Staf,", b"7,Pelaksana,")
    return {
        "nothing": lambda: time.sleep(5),
        "roster import": lambda: import_roster(office, parse_roster(changed, "roster.csv", "any"), "bench"),
        "assignments generate": lambda: assignments.generate_assignments(office, DRAFT, PEERS, "bench"),
        "slips for all": lambda: accounts.issue_slips(office, map(number_of, range(PEOPLE - 99)), "bench", again=True),
        "paper forms": paper,
        "backup": lambda: backup.backup(office.store, folder / "copy.kt", "lima kata acak yang panjang"),
        "opinions given": opinions,
        "opinions counted": lambda: consultation.end(office, ASKED, "before", "bench"),
        "compaction": lambda: office.store.compact(),
        "cycle open": lambda: cycles.open_cycle(office, DRAFT, "bench"),
        "cycle close": lambda: cycles.close_cycle(office, CYCLE, "bench"),
    }


def serve(folder: Path) -> None:
    """Child: the service in a thread; an act for each line that comes in, its times for each that goes out."""
    from forms_service import create_app
    from forms_service.web.serving import make_server
    from kinerja.config import Folders, collect_seldom, open_office

    collect_seldom()  # as the command does
    with open_office(Folders(folder, ROOT / "content")) as office:
        engine = office.store.engine
        locks = engine._writers, engine._commit = Timed(engine._writers), Timed(engine._commit)
        app = create_app(office, packages=folder / "published", content=ROOT / "content")
        server = make_server(app, "127.0.0.1", 0)
        threading.Thread(target=server.run, daemon=True).start()
        print(server.effective_port, flush=True)
        known = acts(office, folder)
        for line in sys.stdin:
            for lock in locks:
                lock.told()
            begun, cpu = time.perf_counter(), time.thread_time()
            known[line.strip()]()
            took = time.perf_counter() - begun, time.thread_time() - cpu
            print(json.dumps([*took, *(x for lock in locks for x in lock.told())]), flush=True)


class Client:
    """One person who saves and sends without a pause; what each took, and how many were refused."""

    def __init__(self, port: int, server: int, who: str) -> None:
        self.browser = Browser(port, server)
        sign_in(self.browser, who)
        refs = list(dict.fromkeys(re.findall(r'href="/tugas/([0-9a-f]{16})', self.browser.get("/tugas"))))
        self.ref, self.turn = refs[-1], 0
        self.names = dict.fromkeys(re.findall(r'name="(n-[^"]+)"', self.browser.get(f"/tugas/{self.ref}/1")))
        self.saves, self.sends, self.refused, self.going = list[float](), list[float](), 0, True
        self.thread = threading.Thread(target=self.run)

    def post(self, into: list[float], path: str, fields: dict[str, str]) -> None:
        try:
            self.browser.post(path, fields)
        except AssertionError:
            self.refused += 1
        into.append(self.browser.last.wall)

    def run(self) -> None:
        while self.going:
            for _ in range(4):
                self.turn += 1
                self.post(self.saves, f"/tugas/{self.ref}/1", dict.fromkeys(self.names, "1234"[self.turn % 4]))
            try:
                page = self.browser.get(f"/tugas/{self.ref}/periksa")
            except AssertionError:
                page = ""
            if found := re.search(r'name="revisi" value="(\d+)"', page):
                self.post(self.sends, f"/tugas/{self.ref}/kirim", {"revisi": found[1]})
            time.sleep(0.02)


def told(times: list[float]) -> str:
    if len(times) < 2:
        return f"{'–':>20}"
    return f"{statistics.median(times):6.3f} {statistics.quantiles(times, n=100)[98]:6.3f} {max(times):6.3f}"


def main() -> None:
    """Prepare where needed, then run the acts one after the other."""
    kept = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    words = sys.argv[2:]
    with tempfile.TemporaryDirectory() as where:
        source = kept or Path(where) / "desk"
        prepare(source, PEOPLE)
        folder = Path(where) / "open"
        shutil.copytree(source / "open", folder)
        child = subprocess.Popen(
            [sys.executable, __file__, "serve", str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert child.stdin
        assert child.stdout
        port = int(child.stdout.readline())
        clients = [number_of(PEOPLE - 2 - n) for n in range(CLIENTS)]
        print(
            f"{'':22} {'wall':>7} {'CPU':>6} | {'lock':>6} {'CPU':>6} | {'log':>6} {'CPU':>6} | {'save p50':>8} {'p99':>5} {'max':>6} | "
            f"{'send p50':>8} {'p99':>5} {'max':>6} | refused"
        )
        for name in acts(None, folder):
            if words and not any(w in name for w in words):
                continue
            people = [Client(port, child.pid, who) for who in clients]
            for one in people:
                one.thread.start()
            time.sleep(1)
            for one in people:
                one.saves.clear()
                one.sends.clear()
            child.stdin.write(name + "\n")
            child.stdin.flush()
            wall, cpu, *held = json.loads(child.stdout.readline())
            for one in people:
                one.going = False
            for one in people:
                one.thread.join()
            saves, sends = [x for one in people for x in one.saves], [x for one in people for x in one.sends]
            locks = " | ".join(f"{a:6.3f} {b:6.3f}" for a, b in (held[:2], held[2:]))
            over = "  !" if max(map(worst, (saves, sends))) > BUDGET else ""
            print(
                f"{name:22} {wall:7.2f} {cpu:6.2f} | {locks} | {told(saves)} | {told(sends)} | {sum(o.refused for o in people)}{over}",
                flush=True,
            )
        child.stdin.close()
        child.wait()


def worst(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98] if len(times) > 1 else 0.0


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(Path(sys.argv[2]))
    else:
        main()
