"""Two processes serve one office behind a proxy that takes turns: people notice nothing, also when one of them is killed."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from assessment.instrument import parse_instrument
from forms_service.desk.jobs import Jobs
from forms_service.web.shelf import Shelf
from kinerja_office import accounts, assignments, cycles, records
from kinerja_office.office import INDEXES, Office
from kinerja_store import open_store
from tests.connections import closed_to, connected, free_port, pinged
from tests.forms_service.desk.office import ROSTER, make_desk
from tests.forms_world import MELATI, ROOT, SECRET, SMALL

CYCLE = "2026-1"


@dataclass
class Browser:
    """A browser behind a proxy that sends each request to the next process that lives."""

    ports: list[int]
    turn: int = 0
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "application/x-www-form-urlencoded") -> Answer:
        self.turn += 1
        connection = HTTPConnection("127.0.0.1", self.ports[self.turn % len(self.ports)], timeout=120)
        cookie = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        headers = {"Cookie": cookie, **({"Content-Type": kind} if body else {}), "Sec-Fetch-Site": "same-origin"}
        connection.request(method, path, body or None, headers)
        answer = Answer(connection.getresponse())
        for line in answer.cookies:
            for name, one in SimpleCookie(line).items():
                self.cookies[name] = one.value
        connection.close()
        return answer

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, **fields: str) -> Answer:
        return self.ask("POST", path, urlencode({"csrf_token": self.token(), **fields}).encode())

    def upload(self, path: str, data: bytes) -> Answer:
        parts = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self.token()}\r\n'.encode()
        parts += (
            b'--x\r\nContent-Disposition: form-data; name="berkas"; filename="isi.csv"\r\n\r\n'
            + data
            + b"\r\n--x--\r\n"
        )
        return self.ask("POST", path, parts, "multipart/form-data; boundary=x")

    def token(self) -> str:
        """Return the token of the page that a post is from: at the other process than the post."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/lupa").text)
        assert found
        self.turn -= 1
        return found[1]

    def sign_in(self, who: str, code: str) -> None:
        assert self.post("/masuk", nomor=who, sandi=code).to == "/sandi"
        assert self.post("/sandi", sandi=SECRET, ulang=SECRET).status == 303


class Answer:
    """What came back."""

    def __init__(self, got: HTTPResponse) -> None:
        self.status, self.to, self.text = got.status, got.headers.get("Location", ""), got.read().decode()
        self.cookies = got.headers.get_all("Set-Cookie") or []


@dataclass
class Farm:
    """An office's folder, and the processes that serve it."""

    folder: Path
    office: Office
    codes: dict[str, str]
    processes: list[subprocess.Popen[bytes]]
    ports: list[int]

    def browser(self) -> Browser:
        return Browser(self.ports)

    def sites_begun(self) -> int:
        return (self.folder / "private" / "trail.jsonl").read_text().count('"site.rebuild"')


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Farm]:
    made = make_desk(tmp_path)
    (tmp_path / "content" / "instruments" / "kecil.toml").write_text(SMALL)
    made.office.store.close()
    office = Office(tmp_path / "private", open_store(tmp_path / "private", indexes=INDEXES), made.office.organisation)
    codes = {"hr": accounts.rekey_staff(office, "hr", "cli")}
    farm = Farm(tmp_path, office, codes, [], [free_port(), free_port()])
    command = [sys.executable, "-c", "from kinerja.cli.commands import main; main()"]
    command += ["--data", str(tmp_path), "--content", str(tmp_path / "content"), "serve", "--local"]
    env = {k: v for k, v in os.environ.items() if not k.startswith("KINERJA_")} | {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"
    }
    try:
        for port in farm.ports:
            farm.processes.append(
                subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
            )
            with connected(port) as connection:
                pinged(connection)
        yield farm
    finally:
        for process in farm.processes:
            process.kill()
            process.wait()
        office.store.close()


def kill(farm: Farm) -> None:
    """Kill the first process, as a power cut would."""
    farm.processes[0].kill()
    farm.processes[0].wait()
    assert closed_to(farm.ports[0])
    farm.ports[:] = farm.ports[1:]


def unwaited(page: str) -> str:
    found = re.search(r'name="unggahan" value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_people_notice_nothing_of_two_processes_also_when_one_is_killed(farm: Farm) -> None:
    hr = farm.browser()
    hr.sign_in("hr", farm.codes["hr"])
    waiting = unwaited(hr.upload("/meja/pegawai", ROSTER.encode()).text)
    assert hr.post("/meja/pegawai/terapkan", unggahan=waiting).to == "/meja/pegawai"
    assert hr.post("/meja/pegawai/terapkan", unggahan=waiting).to == "/meja/pegawai", (
        "the second click, at the other one"
    )
    with farm.office.store.read() as view:
        employees = records.roster(view).employees
    assert len(employees) == 62
    page = hr.get("/meja/pegawai").text
    assert page.count("Daftar pegawai diganti: 62 orang") == 1

    who = next(e.employee_number for e in employees if e.rated and e.supervisor)
    today = datetime.date.today()
    tool = parse_instrument(SMALL, "kecil.toml")
    end = (today + datetime.timedelta(days=9)).isoformat()
    cycles.create(farm.office, CYCLE, tool, "Coba", today.isoformat(), end, None, (), "hr")
    assignments.generate_assignments(farm.office, CYCLE, None, "hr")
    cycles.open_cycle(farm.office, CYCLE, "hr")
    me = farm.browser()
    me.sign_in(who, accounts.issue_slips(farm.office, [who], "hr")[who])
    form = next(link for link in re.findall(r'href="(/tugas/[0-9a-f]{16})[/"]', me.get("/tugas").text))
    first = me.get(f"{form}/1").text
    fields = dict.fromkeys(re.findall(r'type="radio" name="([^"]+)"', first), "4") | dict(
        re.findall(r'type="hidden" name="(revisi|terlihat)" value="([^"]*)"', first)
    )
    assert me.post(f"{form}/1", **fields).status == 303

    both = [Browser([port], cookies=dict(hr.cookies)) for port in farm.ports]
    builds = [threading.Thread(target=one.post, args=("/meja/situs",)) for one in both]
    for one in builds:
        one.start()
    for one in builds:
        one.join()
    jobs = Jobs(farm.office, Shelf(farm.office.folder, lambda *_: ""))
    while (job := jobs.find("site")) and job.state == "running":
        assert all("sedang dibangun" in one.get("/meja/situs").text or not jobs.busy() for one in both)
        time.sleep(0.05)
    assert job
    assert job.state == "done"
    assert farm.sites_begun() == 1, "asked of both at once, begun once"

    waiting = unwaited(hr.upload("/meja/pegawai", ROSTER.replace("Penata", "Pengatur").encode()).text)
    kill(farm)
    assert hr.get("/meja/").status == 200, "the sign-in goes on"
    assert hr.post("/meja/pegawai/terapkan", unggahan=waiting).status == 303, (
        "what was uploaded to the dead one is confirmed"
    )
    check = me.get(f"{form}/periksa").text
    sent = me.post(f"{form}/kirim", **dict(re.findall(r'name="(revisi|yakin|kosong)"[^>]* value="([^"]*)"', check)))
    assert sent.to.startswith(f"{form}/bukti"), check
    with farm.office.store.read() as view:
        (form_kept,) = (doc for _, doc in view.find("forms", rater=who))
    assert form_kept["answers"].count("4") == len(fields.keys() - {"revisi", "terlihat"}), "as saved at the dead one"


def test_wrong_tries_count_at_both(farm: Farm) -> None:
    guess = farm.browser()
    answers = [guess.post("/masuk", nomor=MELATI, sandi="SALAH").status for _ in range(4)]
    assert answers == [422, 422, 422, 429]
