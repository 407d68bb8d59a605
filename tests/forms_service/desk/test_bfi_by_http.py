"""Real answers of real people, entered through real HTTP forms, give the same package as the file import.

150 of them in the normal run, all 2,800 in the long one. Typed in by HR as paper forms they give the same bytes altogether; sent
by the people themselves everything but the receipts (which only they have) is the same.
"""

from __future__ import annotations

import csv
import http.client
import io
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import urlencode

import pytest

from assessment.form import parse_assessments
from assessment.instrument import Instrument, parse_instrument
from assessment.organisation import parse_organisation
from assessment.roster_reading import parse_roster
from forms_service import create_app
from kinerja_office import accounts, answering, assignments, cycles, publication
from kinerja_office.office import INDEXES, Office
from kinerja_office.roster import import_roster
from kinerja_store import init_store, keyring, open_store
from tests.cookies import after
from tests.forms_world import ROOT, Clock, World, served

BFI = ROOT / "tests" / "data" / "bfi"
SHORT = 150
ROWS = list(csv.DictReader(io.StringIO((BFI / "assessments.csv").read_text())))
TOOL = parse_instrument((BFI / "bfi.toml").read_text(), "bfi.toml")
SIGN_IN = 5
"""So many come in with their slip and make a secret; the others' sessions are written directly, for it is forms that count here."""


def head(name: str, people: int) -> bytes:
    """The header and the first people of a file."""
    return "\n".join((BFI / name).read_text().splitlines()[: people + 1]).encode() + b"\n"


def office(folder: Path, people: int, imported: bool = False) -> Office:
    """An office of the first people with an open cycle in which everybody assesses themselves."""
    init_store(folder / "private")
    keyring.create(folder / "private", keyring.SERVER)
    organisation = parse_organisation((ROOT / "content" / "organisation.toml").read_text())
    made = Office(folder / "private", open_store(folder / "private", indexes=INDEXES), organisation, now=Clock())
    import_roster(made, parse_roster(head("roster.csv", people), "roster.csv", "any"), "hr")
    cycles.create(made, "bfi", TOOL, "BFI", "2026-06-01", "2026-06-30", None, (), "hr", imported)
    assignments.generate_assignments(made, "bfi", None, "hr")
    cycles.open_cycle(made, "bfi", "hr")
    return made


def published(made: Office, folder: Path) -> dict[str, bytes]:
    """Close and publish; the package without what tells when it was made."""
    cycles.close_cycle(made, "bfi", "hr")
    files = publication.publish(made, "bfi", folder / "published", {}, "hr").files
    return {name: data for name, data in files.items() if name != "release.json"}


@dataclass
class Line:
    """One browser without scripts on one kept connection: cookie, token, form posts."""

    host: http.client.HTTPConnection
    cookie: str = ""
    token: str = ""

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Send one request; returns status, where it leads, and the page."""
        body = urlencode({"csrf_token": self.token, **fields}) if fields is not None else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        self.host.request(method, path, body, {"Cookie": self.cookie, **kind})
        answer = self.host.getresponse()
        page = answer.read().decode()
        self.cookie = after(self.cookie, answer.headers)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        self.token = found.group(1) if found else self.token
        return answer.status, answer.headers.get("Location", ""), page

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Post a form that has to be taken; returns where it leads."""
        status, where, page = self.ask("POST", path, fields)
        assert status == 303, (path, status, re.findall(r'role="alert".*?</ul>', page, re.DOTALL))
        return where


def sign_in(line: Line, world: World, number: str, slip: str) -> None:
    """Come in with the slip and make an own secret, or take a session as it is after that."""
    if slip:
        line.cookie = ""
        line.ask("GET", "/masuk")
        line.post("/masuk", {"nomor": number, "sandi": slip})
        line.ask("GET", "/sandi")
        line.post("/sandi", {"sandi": f"lampu tikar jendela {number}", "ulang": f"lampu tikar jendela {number}"})
        return
    app = world.app
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's cookie sessions
    data = {"token": world.session(number), "who": app.extensions["kinerja"].tag("who", number)}
    line.cookie = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(data)}"


def fill_in(line: Line, answers: dict[str, str]) -> None:
    """Go through the own form as a person does: each screen, gaps left empty on purpose, check, send."""
    page = line.ask("GET", "/tugas")[2]
    found = re.search(r'href="(/tugas/[0-9a-f]+)', page)
    assert found, page[:500]
    task = found.group(1)
    for number, criterion in enumerate(TOOL.criteria, start=1):
        screen = {f"n-{i.code}": answers[i.code] for i in criterion.items if answers[i.code]}
        line.post(f"{task}/{number}", {**screen, "aksi": "kosong" if len(screen) < len(criterion.items) else "lanjut"})
    revision = re.search(r'name="revisi" value="(\d+)"', line.ask("GET", f"{task}/periksa")[2])
    assert revision
    line.post(f"{task}/kirim", {"revisi": revision.group(1)})


def all_fill_in(world: World, url: str, rows: Sequence[dict[str, str]]) -> None:
    """Let everybody fill in their form, four at a time."""
    slips = accounts.issue_slips(world.office, [r["rater"] for r in rows[:SIGN_IN]], "hr")
    waiting: SimpleQueue[dict[str, str]] = SimpleQueue()
    for row in rows:
        waiting.put(row)
    failed: list[BaseException] = []

    def work() -> None:
        with connection(url) as host:
            line = Line(host)
            while not failed:
                try:
                    row = waiting.get_nowait()
                except Empty:
                    return
                try:
                    sign_in(line, world, row["rater"], slips.get(row["rater"], ""))
                    fill_in(line, row)
                except BaseException as error:
                    failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failed:
        raise failed[0]


@contextmanager
def connection(url: str) -> Iterator[http.client.HTTPConnection]:
    host = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    try:
        yield host
    finally:
        host.close()


def from_file(folder: Path, people: int) -> dict[str, bytes]:
    """The package of the same answers, imported from their file."""
    made = office(folder, people, imported=True)
    forms = parse_assessments(head("assessments.csv", people), "assessments.csv", TOOL)
    answering.import_assessments(made, "bfi", forms, False, "hr")
    try:
        return published(made, folder)
    finally:
        made.store.close()


def as_people(folder: Path, people: int) -> dict[str, bytes]:
    made = office(folder, people)
    app = create_app(made, packages=folder / "published")
    with served(app) as url:
        all_fill_in(World(made, app, Clock()), url, ROWS[:people])
    try:
        return published(made, folder)
    finally:
        made.store.close()


def compare(sent: dict[str, bytes], imported: dict[str, bytes], people: int) -> None:
    """Everything is the same but the codes of the receipts, of which every form has one."""
    own = {"receipts.csv", "datapackage.json", "audit.json"}  # a whole import says so
    assert {k: v for k, v in sent.items() if k not in own} == {k: v for k, v in imported.items() if k not in own}
    for package in (sent, imported):
        assert len(package["receipts.csv"].splitlines()) == people + 1
        assert b'"verdict": "NONE_FOUND"' in package["audit.json"]


def test_150_people_send_their_forms_and_the_package_is_that_of_the_file(tmp_path: Path) -> None:
    compare(as_people(tmp_path / "web", SHORT), from_file(tmp_path / "file", SHORT), SHORT)


@pytest.mark.quality
def test_2800_people_send_their_forms_and_the_package_is_that_of_the_file(tmp_path: Path) -> None:
    people = len(ROWS)
    assert people == 2800
    compare(as_people(tmp_path / "web", people), from_file(tmp_path / "file", people), people)


def test_hr_types_150_paper_forms_in_and_what_one_clerk_knows_stays_withheld(tmp_path: Path) -> None:
    made = office(tmp_path / "paper", SHORT)
    accounts.add_staff(made, "hr", "hr", "system")
    app = create_app(made, packages=tmp_path / "paper" / "published")
    world = World(made, app, Clock())
    with served(app) as url, connection(url) as host:
        line = Line(host)
        sign_in(line, world, "staff:hr", "")
        line.ask("GET", "/meja/periode/bfi/kertas")
        for row in ROWS[:SHORT]:
            type_in(line, TOOL, row)
    sent = published(made, tmp_path / "paper")
    made.store.close()
    rows = list(csv.DictReader(io.StringIO(sent["results.csv"].decode())))
    assert rows
    assert {row["status"] for row in rows} == {"withheld"}, "in R1 all forms that were typed in have one rater"
    assert sent["receipts.csv"] == b"cycle,receipt\n", "their number would tell how many forms there are"
    assert sent["plan.csv"] == from_file(tmp_path / "file", SHORT)["plan.csv"]


def type_in(line: Line, tool: Instrument, row: dict[str, str]) -> None:
    """Enter one paper form at the desk."""
    page = line.post("/meja/periode/bfi/kertas", {"metode": "self", "dinilai": row["ratee"], "penilai": ""})
    line.post(page, {f"n-{i.code}": row[i.code] for i in tool.items} | {"kosong": "ya"})
