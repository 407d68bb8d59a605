"""A city's folder: 5,000 people, 50,000 assessments; times and memory of everything an office does, beside a small office.

The small office has 60 people and no answers: what a command or a page costs anyway. A page's ratio says whether it looks
through everything. Every figure is of the real command or of the real server over HTTP, with the disk's real fsync.
"""

from __future__ import annotations

import datetime
import http.client
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from _process import cpu, pss
from _table import Row

from kinerja_office import answering, assignments

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import cookies  # noqa: E402  # the house is on the path now

PEOPLE, PEERS = int(os.environ.get("BENCH_PEOPLE", "5000")), 8
SMALL = 60
CYCLE, SECRET = "kota", "payung kopi sepeda"
TODAY = datetime.date.today()
START, END = (str(TODAY + datetime.timedelta(days=n)) for n in (-30, 60))
ROUNDS = 5


class Figure(NamedTuple):
    """Seconds passed, seconds of CPU (which a busy machine changes less), and megabytes of a process of its own."""

    wall: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0


Figures = dict[str, Figure]


def number_of(n: int) -> str:
    return f"P{n:05d}"


def roster(people: int) -> bytes:
    """A head, 30 offices under them, teams of ten under those; ten publication groups."""
    lines = [
        "employee_number,name,position,grade,unit_code,unit_name,parent_unit_code,publication_group,supervisor_employee_number"
    ]
    for n in range(people):
        head = 0 if n <= 30 else 1 + n % 30 if n <= 30 + people // 10 else 31 + n % (people // 10)
        boss = "" if n == 0 else number_of(head)
        unit = n % (people // 20 + 1)
        lines.append(
            f"{number_of(n)},Orang Ke {n},Staf,III/a,U{unit},Unit {unit},,Dinas {unit % 10},{boss if boss != number_of(n) else ''}"
        )
    return "\n".join(lines).encode()


def prepare(folder: Path, people: int, answered: bool) -> None:
    """Make an office with an open cycle by the acts in bulk; print what each took."""
    import nacl.pwhash

    from assessment.form import Form
    from assessment.roster_reading import parse_roster
    from kinerja.config import Folders, load_instrument, open_office
    from kinerja_office import accounts, cycles, records
    from kinerja_office.roster import import_roster
    from kinerja_store import init_store, keyring

    folders = Folders(folder, ROOT / "content")
    init_store(folders.private)
    keyring.create(folders.private, keyring.SERVER)
    times = {}

    def timed(name: str, begun: float) -> None:
        times[name] = time.perf_counter() - begun

    with open_office(folders) as office:
        begun = time.perf_counter()
        import_roster(office, parse_roster(roster(people), "roster.csv", "any"), "bench")
        timed("roster import", begun)
        tool = load_instrument(folders, "berakhlak")
        cycles.create(office, CYCLE, tool, "Kota", START, END, None, ("objections",), "bench")
        begun = time.perf_counter()
        wanted = assignments.generate_assignments(office, CYCLE, PEERS, "bench")
        timed("assignments generate", begun)
        begun = time.perf_counter()
        cycles.open_cycle(office, CYCLE, "bench")
        timed("cycle open", begun)
        begun = time.perf_counter()
        accounts.issue_slips(office, [number_of(n) for n in range(people)], "bench")
        timed("slips", begun)
        secret = nacl.pwhash.argon2id.str(SECRET.encode(), **accounts.ARGON).decode()
        with office.store.write() as change:
            for n in range(people):
                change.put("accounts", number_of(n), {"staff": None, "slip": "", "secret": secret})
            change.put("accounts", "staff:hr", {"staff": "hr", "slip": "", "secret": secret})
        if answered:
            draw = random.Random(1)
            asked = {m: {i.code for c in tool.asked(m) for i in c.items} for m in tool.weights}
            forms = []
            for one in wanted:
                marks = "".join(draw.choice("12345") if i.code in asked[one.method] else "-" for i in tool.items)
                levels = ("as", "above") if one.method == "supervisor" else ()
                if one.rater != number_of(people - 1):  # whoever is measured has not begun
                    forms.append(Form(one.method, one.rater, one.ratee, marks, *levels))
            begun = time.perf_counter()
            answering.import_assessments(office, CYCLE, list(enumerate(forms, 2)), False, "bench")
            timed(f"import of {len(forms):,} forms", begun)
        with office.store.read() as view:
            rows = {name: view.count(name) for name in view.tables()}
            assert records.cycle(view, CYCLE).open
    if answered:
        print(f"{people:,} people, {len(wanted):,} assignments; documents: {rows}")
        print("   ".join(f"{name} {seconds:.2f} s" for name, seconds in times.items()), flush=True)


class Command:
    """The command on one folder."""

    def __init__(self, folder: Path) -> None:
        command = str(Path(sys.executable).with_name("kinerja"))
        self.words = [command, "--data", str(folder), "--content", str(ROOT / "content")]
        self.env = {**os.environ, "KINERJA_PASSPHRASE": "lima kata acak yang panjang"}

    def run(self, *words: str) -> Figure:
        """Run to the end; the memory is its peak."""
        begun = time.perf_counter()
        child = subprocess.Popen([*self.words, *words], cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        assert child.returncode == 0, (words, child.returncode)
        return Figure(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)

    def serve(self) -> tuple[subprocess.Popen[bytes], int, Figure]:
        """Start the service; its process, port and what it took until it answered."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        begun = time.perf_counter()
        words = [*self.words, "serve", "--local", "--port", str(port)]
        child = subprocess.Popen(words, cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL)
        while True:
            try:
                Browser(port, child.pid).get("/ping")
            except OSError:
                assert child.poll() is None
                time.sleep(0.01)
            else:
                return child, port, Figure(time.perf_counter() - begun, cpu(child.pid), pss(child.pid))


class Browser:
    """One person without scripts."""

    def __init__(self, port: int, server: int) -> None:
        self.server = server
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookie = self.token = ""
        self.last = Figure()

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        body = urlencode({"csrf_token": self.token, **fields}) if fields is not None else None
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        used, begun = cpu(self.server), time.perf_counter()
        self.http.request(method, path, body, headers)
        answer = self.http.getresponse()
        kind, data = answer.getheader("Content-Type", ""), answer.read()
        text = data.decode() if kind.startswith("text/") else ""
        wall = time.perf_counter() - begun
        self.last = Figure(wall, cpu(self.server) - used)
        assert answer.status in (200, 303), (method, path, answer.status)
        self.cookie = cookies.after(self.cookie, answer.headers)
        if found := re.search(r'name="csrf_token" value="([^"]+)"', text):
            self.token = found[1]
        return text, answer.getheader("Location", "")

    def get(self, path: str) -> str:
        text, where = self.ask("GET", path)
        assert not where.startswith("/masuk"), (path, where)
        return text

    def post(self, path: str, fields: dict[str, str]) -> str:
        return self.ask("POST", path, fields)[1]

    def median(self, path: str) -> Figure:
        """What a page takes."""
        found = []
        for _ in range(ROUNDS):
            self.get(path)
            found.append(self.last)
        return middle(found)


def middle(found: list[Figure]) -> Figure:
    return Figure(statistics.median(f.wall for f in found), statistics.median(f.cpu for f in found))


def sign_in(browser: Browser, who: str) -> Figure:
    browser.get("/masuk")
    browser.post("/masuk", {"nomor": who, "sandi": SECRET})
    return browser.last


def while_open(folder: Path, people: int) -> Figures:
    """The service while forms are taken, and the commands beside it."""
    command = Command(folder)
    child, port, start = command.serve()
    found: Figures = {"start": start}
    me, hr = Browser(port, child.pid), Browser(port, child.pid)
    found["first sign-in"] = sign_in(me, number_of(people - 1))
    found["sign-in"] = sign_in(Browser(port, child.pid), number_of(people - 2))
    page = me.get("/tugas")
    found["tasks, first time"] = me.last
    found["tasks"] = me.median("/tugas")
    refs = list(dict.fromkeys(re.findall(r'href="/tugas/([0-9a-f]{16})', page)))
    found["a screen"] = me.median(f"/tugas/{refs[-1]}/1")
    saves, sends, receipts = [], [], []
    for ref in refs[-4:]:  # the peers'
        for screen in range(1, 10):
            names = dict.fromkeys(re.findall(r'name="(n-[^"]+)"', me.get(f"/tugas/{ref}/{screen}")))
            me.post(f"/tugas/{ref}/{screen}", dict.fromkeys(names, "4"))
            saves.append(me.last)
        revision = re.search(r'name="revisi" value="(\d+)"', me.get(f"/tugas/{ref}/periksa"))
        assert revision
        me.post(f"/tugas/{ref}/kirim", {"revisi": revision[1]})
        sends.append(me.last)
        assert 'class="code"' in me.get(f"/tugas/{ref}/bukti")
        receipts.append(me.last)
    found["save, first time"] = saves[0]
    for name, times in (("save", saves), ("send", sends), ("receipt page", receipts)):
        found[name] = middle(times)
    sign_in(hr, "hr")
    for name, path in (
        ("desk", "/meja/"), ("desk: cycle", f"/meja/periode/{CYCLE}"), ("desk: people", "/meja/pegawai"),
        ("desk: participation", f"/meja/periode/{CYCLE}/keikutsertaan"),
        ("desk: assignments", f"/meja/periode/{CYCLE}/penugasan"), ("desk: plan", f"/meja/periode/{CYCLE}/rencana"),
        ("desk: paper forms", f"/meja/periode/{CYCLE}/kertas"), ("desk: slips", "/meja/slip"),
    ):  # fmt: skip
        found[name] = hr.median(path)
    found["service after that"] = Figure(memory=pss(child.pid))
    found["backup beside it"] = command.run("backup", str(folder / "copy"))
    found["cycle status"] = command.run("cycle", "status", CYCLE)
    found["doctor"] = command.run("doctor")
    child.terminate()
    child.wait()
    return found


def let_days_pass(folder: Path) -> None:
    """Date the cycle back: documents that nobody received hold up no publication once the law's last resort is over."""
    from kinerja.config import Folders, open_office
    from kinerja_office import records

    start, end = (str(TODAY - datetime.timedelta(days=n)) for n in (230, 200))
    with open_office(Folders(folder, ROOT / "content")) as office, office.store.write() as change:
        cycle = records.cycle(change, CYCLE)
        records.put_cycle(change, replace(cycle, start=start, end=end, closed=end))


def after(folder: Path, people: int, publish: bool) -> Figures:
    """Close, what people read then, publish."""
    command = Command(folder)
    found: Figures = {"cycle close": command.run("cycle", "close", CYCLE)}
    child, port, _ = command.serve()
    me = Browser(port, child.pid)
    sign_in(me, number_of(people - 1))
    found["closed: tasks"] = me.median("/tugas")
    page = me.get("/hasil")
    found["closed: results"] = me.median("/hasil")
    own = re.search(rf'href="(/hasil/{CYCLE}/[0-9a-f]+)"', page)
    assert own
    found["closed: own result"] = me.median(own[1])
    hr = Browser(port, child.pid)
    sign_in(hr, "hr")
    found["closed: desk"] = hr.median("/meja/")
    found["closed: objections"] = hr.median(f"/meja/periode/{CYCLE}/keberatan")
    found["closed: participation"] = hr.median(f"/meja/periode/{CYCLE}/keikutsertaan")
    child.terminate()
    child.wait()
    if publish:
        let_days_pass(folder)
        found["publish"] = command.run("publish", CYCLE, "--yes", "--undelivered")
        found["site build"] = command.run("site", "build")
        found["doctor, published"] = command.run("doctor")
    return found


def rows(prepared: Path) -> Iterator[Row]:
    """Use the service of a folder with an open cycle; return what has a budget. The folder is copied."""
    with tempfile.TemporaryDirectory() as where:
        folder = Path(shutil.copytree(prepared, Path(where) / "city"))
        found = while_open(folder, PEOPLE)
    for name in ("save", "send"):
        print(f"{name}: {found[name].wall * 1000:.0f} ms")
    yield Row(f"the service of {PEOPLE:,} people, after use", found["service after that"].memory, 90, "MB")


def main() -> None:
    with tempfile.TemporaryDirectory() as where:
        results = []
        for name, people in (("small", SMALL), ("city", PEOPLE)):
            folder = Path(where) / name
            subprocess.run([sys.executable, __file__, "prepare", str(folder), str(people)], check=True)
            found = while_open(folder, people)
            found |= after(folder, people, publish=name == "city")
            size = sum(p.stat().st_size for p in (folder / "private").rglob("*") if p.is_file())
            found["private folder"] = Figure(memory=size / 1e6)
            results.append(found)
            shutil.rmtree(folder)
    small, city = results
    print(
        f"{'':22} {'small':>11} {'city':>11}   {'CPU small':>11} {'city':>11} {'ratio':>8} {'MB small':>9} {'city':>6}"
    )
    for name, one in city.items():
        other = small.get(name, Figure())
        times = [f"{x * 1000:8.1f} ms" if x else "" for x in (other.wall, one.wall, other.cpu, one.cpu)]
        ratio = f"{one.cpu / other.cpu:.1f}×" if one.cpu and other.cpu else ""
        sizes = [f"{x:.0f}" if x else "" for x in (other.memory, one.memory)]
        print(
            f"{name:22} {times[0]:>11} {times[1]:>11}   {times[2]:>11} {times[3]:>11} {ratio:>8} {sizes[0]:>9} {sizes[1]:>6}"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["prepare"]:
        prepare(Path(sys.argv[2]), int(sys.argv[3]), answered=int(sys.argv[3]) > SMALL)
    else:
        main()
