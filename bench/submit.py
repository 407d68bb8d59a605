"""POST of a form under waitress, 16 connections: throughput, p50/p99, CPU as a multiple of a ping, memory.

Two posts are measured: one screen as people send it (3 statements), and all 27 statements on one page (the first measurements
counted 25 stock RadioFields: 1,128 µs CPU, 68 µs for a bare ping). Every post is durable.
Budget: CPU of a post ≤ 10 × a ping of the same server; idle ≤ 32 MB, loaded ≤ 45 MB PSS; a city's last hour needs 8.3 forms a second.
"""

from __future__ import annotations

import datetime
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from _process import cpu, first, pss
from _table import Row, ratio, show

from kinerja_office import assignments

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DAYS = tuple(str(datetime.date.today() + datetime.timedelta(days=n)) for n in (-30, 60))
CYCLE, ALL = "bench", 27
PEOPLE, CONNECTIONS, SECONDS = 61, 16, float(os.environ.get("BENCH_SECONDS", "4"))


def instrument(criteria: int, items: int) -> str:
    head = 'code = "bench"\nversion = "1"\ntitle = { id = "Uji", en = "Bench" }\n[scale]\nmin = 1\nmax = 5\ncannot_judge = true\n[methods]\nself = 1.0\n'
    for c in range(criteria):
        rows = ", ".join(f'{{ code = "I{c}_{i}", text = {{ id = "Pernyataan {i}" }} }}' for i in range(items))
        head += f'[[criteria]]\ncode = "c{c}"\nname = {{ id = "Aspek {c}" }}\nitems = [ {rows} ]\n'
    return head


def serve(folder: Path) -> None:
    """Child: an office of 61, 16 of them with sessions, served until its input ends."""
    from assessment.instrument import parse_instrument
    from assessment.organisation import parse_organisation
    from assessment.roster_reading import parse_roster
    from forms_service import create_app
    from forms_service.web.serving import make_server
    from kinerja_office import cycles
    from kinerja_office.office import INDEXES, Office
    from kinerja_office.roster import import_roster
    from kinerja_store import init_store, keyring, open_store

    init_store(folder)
    keyring.create(folder, keyring.SERVER)
    settings = parse_organisation((ROOT / "content" / "organisation.toml").read_text())
    office = Office(folder, open_store(folder, indexes=INDEXES), settings)
    header = "employee_number,name,position,grade,unit_code,unit_name,parent_unit_code,publication_group,supervisor_employee_number"
    rows = "\n".join(f"P{i},Orang {i},Staf,III/a,U,Unit,,Kelompok," for i in range(PEOPLE))
    import_roster(office, parse_roster(f"{header}\n{rows}\n".encode(), "roster.csv", "any"), "bench")
    cycles.create(office, CYCLE, parse_instrument(instrument(9, 3), "bench.toml"), "Uji", *DAYS, None, (), "bench")
    assignments.generate_assignments(office, CYCLE, 0, "bench")
    cycles.open_cycle(office, CYCLE, "bench")
    app = create_app(office, packages=folder / "published")
    cookies, refs = people(app, office)
    server = make_server(app, "127.0.0.1", 0)
    threading.Thread(target=server.run, daemon=True).start()
    print(json.dumps({"port": server.effective_port, "cookies": cookies, "refs": refs}), flush=True)
    sys.stdin.read()
    os._exit(0)


def people(app, office):  # the app and the office of the child
    import hashlib

    cookies, home = [], app.extensions["kinerja"]
    signer = app.session_interface.get_signing_serializer(app)
    with office.store.write() as change:
        for i in range(CONNECTIONS):
            token = office.random(32).hex()
            change.put("accounts", f"P{i}", {"staff": None, "slip": "", "secret": "x"})
            key = hashlib.sha256(token.encode()).hexdigest()
            change.put("sessions", key, {"account": f"P{i}", "since": office.now().isoformat(timespec="seconds")})
            cookies.append(signer.dumps({"token": token, "who": home.tag("who", f"P{i}")}))
    refs = [home.tag("task", f"{CYCLE}/self/P{i}/P{i}")[:16] for i in range(CONNECTIONS)]
    return cookies, refs


class Person(threading.Thread):
    """One connection that sends the same kind of request until the time is over."""

    def __init__(self, port: int, cookie: str, path: str, fields: int) -> None:
        super().__init__()
        self.port, self.path, self.fields = port, path, fields
        self.headers = {"Cookie": f"kinerja={cookie}"}
        self.times: list[float] = []
        self.bodies: list[str] = []

    def prepare(self) -> None:
        self.http = http.client.HTTPConnection("127.0.0.1", self.port)
        if not self.fields:
            return
        self.http.request("GET", self.path, headers=self.headers)
        answer = self.http.getresponse()
        page = answer.read().decode()
        self.headers["Cookie"] = answer.getheader("Set-Cookie", self.headers["Cookie"]).split(";")[0]
        token = first(r'name="csrf_token" value="([^"]+)"', page)
        names = list(dict.fromkeys(re.findall(r'name="(n-[^"]+)"', page)))
        assert len(names) == self.fields, (len(names), page[:300])
        for value in "35":  # two different forms, so that every post changes something
            self.bodies.append(urlencode({"csrf_token": token, **dict.fromkeys(names, value)}))
        self.headers["Content-Type"] = "application/x-www-form-urlencoded"

    def run(self) -> None:
        end, n = time.perf_counter() + SECONDS, 0
        while (start := time.perf_counter()) < end:
            if self.fields:
                self.http.request("POST", self.path, self.bodies[n % 2], self.headers)
            else:
                self.http.request("GET", "/ping")
            answer = self.http.getresponse()
            answer.read()
            assert answer.status in (200, 303), answer.status
            self.times.append(time.perf_counter() - start)
            n += 1


def measure(pid: int, found: dict, fields: int) -> tuple[float, float]:
    """Return (requests a second, CPU µs a request) and print the line."""
    everybody = []
    for i in range(CONNECTIONS):
        path = f"/tugas/{found['refs'][i]}/{'1' if fields < ALL else 'semua'}" if fields else "/ping"
        everybody.append(Person(found["port"], found["cookies"][i], path, fields))
    for person in everybody:
        person.prepare()
    before, start = cpu(pid), time.perf_counter()
    for person in everybody:
        person.start()
    for person in everybody:
        person.join()
    spent, wall = cpu(pid) - before, time.perf_counter() - start
    times = sorted(t for p in everybody for t in p.times)
    rate, each = len(times) / wall, spent / len(times) * 1e6
    p99 = times[int(len(times) * 0.99)] * 1000
    name = f"POST, {fields} statements" if fields else "GET /ping"
    print(
        f"{name:22} {rate:8.0f} /s   p50 {statistics.median(times) * 1000:6.1f} ms   p99 {p99:6.1f} ms   CPU {each:6.0f} µs"
    )
    return rate, each


def rows() -> Iterator[Row]:
    """Serve, measure, and return what has a budget."""
    with tempfile.TemporaryDirectory() as folder:
        child = subprocess.Popen(
            [sys.executable, __file__, "serve", str(Path(folder) / "private")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert child.stdout
        assert child.stdin
        found = json.loads(child.stdout.readline())
        idle = pss(child.pid)
        _, ping = measure(child.pid, found, 0)
        rate, screen = measure(child.pid, found, 3)
        _, sheet = measure(child.pid, found, ALL)
        loaded = pss(child.pid)
        child.stdin.close()
        child.wait()
    print(f"CPU of a post of {ALL} statements ÷ ping: {sheet / ping:.1f}")
    yield ratio("POST of a screen: CPU", screen / 1000, ping / 1000, 10, "ms", "ping")
    yield Row("whole forms a second, 16 connections", rate / 10, 8.3, "/s", at_least=True)
    yield Row(f"the service of {PEOPLE} people, idle", idle, 32, "MB")
    yield Row(f"the service of {PEOPLE} people, loaded", loaded, 45, "MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(Path(sys.argv[2]))
    else:
        sys.exit(not all(row.kept for row in show(rows())))
