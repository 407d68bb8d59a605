"""A small invented office behind the form service: twelve people, one open cycle, a clock that can be turned."""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import BadData

from assessment.assignment import Assignment
from assessment.calendar import parse_holidays
from assessment.cycle import Cycle
from assessment.instrument import parse_instrument
from assessment.organisation import parse_organisation
from assessment.roster_reading import parse_roster
from forms_service import create_app
from forms_service.desk import unhurried
from forms_service.web import carry
from kinerja_office import accounts, assignments, cycles
from kinerja_office.office import INDEXES, Office
from kinerja_office.roster import import_roster
from kinerja_store import init_store, keyring, open_store
from tests.offices import shared

unhurried.PATIENCE = 600.0
"""No test depends on whether an act takes seconds; `tests/forms_service/desk/test_long_acts.py` says what happens where it does."""

ROOT = Path(__file__).parents[1]
CYCLE = "2026-1"
NOW = datetime.datetime(2026, 6, 10, 3, 0, tzinfo=datetime.UTC)
SECRET = "lampu tikar jendela"

ASISTEN = "196503121990031001"  # outside: the Camat's superior, rates and is not rated
CAMAT = "197004151995031002"
SEKRETARIS = "197508202000122001"
KASI = "197811052003121003"
LURAH = "198002172005011004"
RATNA = "198503102009042002"
BUDI = "198709122011011005"
MELATI = "199001232014022003"
JOKO = "198812302012121006"
SARI = "199305142018012004"
TIGOR = "199107072016031007"
WATI = "199512252020122005"

PEOPLE = (
    (ASISTEN, "Hasan Basri Lubis", "Asisten I Setda", "IV/c", "SETDA", "Sekretariat Daerah", "", "", "external"),
    (CAMAT, "Syahril Effendi", "Camat", "IV/a", "KEC", "Kecamatan", "Sekretariat", ASISTEN, "pns"),
    (SEKRETARIS, "Nurhayati Siregar", "Sekretaris Camat", "III/d", "SEK", "Sekretariat", "Sekretariat", CAMAT, "pns"),
    (KASI, "Darmawan Putra", "Kasi Pelayanan", "III/d", "PEL", "Seksi Pelayanan", "Seksi", CAMAT, "pns"),
    (LURAH, "Rizal Tanjung", "Lurah Sago", "III/c", "SAGO", "Kelurahan Sago", "Kelurahan", CAMAT, "pns"),
    (RATNA, "Ratna Dewi", "Pengadministrasi Umum", "II/d", "SEK", "Sekretariat", "Sekretariat", SEKRETARIS, "pns"),
    (BUDI, "Budi Santoso", "Bendahara", "III/a", "SEK", "Sekretariat", "Sekretariat", SEKRETARIS, "pns"),
    (MELATI, "Melati Suryakencana", "Arsiparis", "III/a", "SEK", "Sekretariat", "Sekretariat", SEKRETARIS, "pppk"),
    (JOKO, "Joko Prasetyo", "Petugas Loket", "II/c", "PEL", "Seksi Pelayanan", "Seksi", KASI, "pns"),
    (SARI, "Sari Wulandari", "Petugas Loket", "II/c", "PEL", "Seksi Pelayanan", "Seksi", KASI, "pns"),
    (TIGOR, "Tigor Sihombing", "Petugas Pengaduan", "III/a", "PEL", "Seksi Pelayanan", "Seksi", KASI, "pns"),
    (WATI, "Wati O'Brien", "Analis Layanan", "III/b", "PEL", "Seksi Pelayanan", "Seksi", KASI, "pppk"),
)  # fmt: skip
NAMES = {p[0]: p[1] for p in PEOPLE}
HOLIDAYS = parse_holidays((ROOT / "content" / "holidays.toml").read_text(encoding="utf-8"))
HEADER = (
    "employee_number,name,position,grade,unit_code,unit_name,publication_group,supervisor_employee_number,kind,"
    "parent_unit_code"
)

SMALL = """
code = "kecil"
version = "1"
title = { id = "Instrumen kecil", en = "Small instrument" }
[scale]
min = 1
max = 5
cannot_judge = true
prompt = { id = "Seberapa sering hal ini terlihat?", en = "How often does this show?" }
labels = [ { id = "Sangat jarang", en = "Very rarely" }, { id = "Jarang", en = "Rarely" }, { id = "Kadang-kadang", en = "Sometimes" }, { id = "Sering", en = "Often" }, { id = "Hampir selalu", en = "Almost always" } ]
[methods]
self = 0.0
supervisor = 0.6
peer = 0.4
[[criteria]]
code = "pelayanan"
name = { id = "Pelayanan", en = "Service" }
items = [
  { code = "PEL1", text = { id = "Memahami kebutuhan warga", en = "Understands residents' needs" }, anchors = { id = "Bertanya dulu.", en = "Asks first." } },
  { code = "PEL2", text = { id = "Ramah dan cekatan", en = "Is friendly and quick" } },
]
[[criteria]]
code = "komunikasi"
name = { id = "Komunikasi", en = "Communication" }
items = [
  { code = "KOM1", text = { id = "Menyampaikan dengan jelas", en = "Says things clearly" } },
  { code = "KOM2", text = { id = "Membuat orang bingung", en = "Confuses people" }, reversed = true },
]
"""

PEER_PAIRS = (
    (RATNA, MELATI), (BUDI, MELATI), (JOKO, MELATI), (SARI, MELATI),
    (MELATI, RATNA), (BUDI, RATNA),
    (RATNA, BUDI), (MELATI, BUDI), (TIGOR, BUDI),
    (SARI, JOKO), (TIGOR, JOKO), (WATI, JOKO),
)  # fmt: skip
"""Four peers for Melati, three for Budi and Joko, two for Ratna (too few for a result)."""


@dataclass
class Clock:
    """A clock that stands still until it is turned."""

    at: datetime.datetime = NOW

    def __call__(self) -> datetime.datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += datetime.timedelta(**by)


@dataclass
class World:
    """The office, its app, and people who can be signed in without typing."""

    office: Office
    app: Flask
    clock: Clock
    slips: dict[str, str] = field(default_factory=dict)

    def client(self, account: str = "", lang: str = "id") -> Person:
        """Return a test client, signed in as an employee or `staff:<name>` if given."""
        person = Person(self.app.test_client(), self)
        with person.http.session_transaction() as cookie:
            cookie["lang"] = lang
            if account:
                cookie["token"] = self.session(account)
                cookie["who"] = self.app.extensions["kinerja"].tag("who", account)
                cookie["csrf_token"] = carry.page_secret(cookie["who"])
        return person

    def session(self, account: str) -> str:
        """Write a session as a sign-in would (the sign-in itself has its own tests) and return its token."""
        token = self.office.random(32).hex()
        with self.office.store.write() as change:
            doc = change.get("accounts", account) or {"staff": None, "slip": ""}
            change.put("accounts", account, {**doc, "secret": doc.get("secret") or "set"})
            key = hashlib.sha256(token.encode()).hexdigest()
            change.put("sessions", key, {"account": account, "since": self.clock().isoformat(timespec="seconds")})
        return token

    def ref(self, method: str, rater: str, ratee: str, cycle: str = CYCLE) -> str:
        """Return the name a task has in addresses."""
        return str(self.app.extensions["kinerja"].tag("task", f"{cycle}/{method}/{rater}/{ratee}")[:16])

    def dump(self, but: tuple[str, ...] = ("sessions", "accounts", "passing")) -> dict[str, dict[str, Any]]:
        """Return everything stored, to see that a refusal changed nothing; tables that stayed are read once."""
        with self.office.store.read() as view:
            names = [name for name in view.tables() if name not in but]
            return {n: view.once([n], ("dump", n), lambda n=n: dict(view.find(n))) for n in names}  # type: ignore[misc]

    def close(self) -> None:
        """Close and seal the cycle."""
        cycles.close_cycle(self.office, CYCLE, "hr")


@dataclass
class Person:
    """A browser without scripts: keeps the cookie, and finds the token of the page before it posts."""

    http: FlaskClient
    world: World
    _token: tuple[object, str] = ("", "")

    def get(self, path: str, **kwargs: Any) -> Any:
        return self.http.get(path, buffered=True, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """Post with the token of this browser's session, as the forms of the pages do."""
        return self.http.post(path, data={"csrf_token": self.token(), **(data or {})}, **kwargs)

    def token(self) -> str:
        """Return the token of this browser's session; it is on every page, and read from one until the session is another."""
        if not (secret := self._secret()) or self._token[0] != secret:
            page = self.http.get("/lupa").text
            found = re.search(r'name="csrf_token" value="([^"]+)"', page)
            assert found, page[:200]
            self._token = (self._secret(), found.group(1))
        return self._token[1]

    def _secret(self) -> object:
        """Return what the token is made of, from the cookie."""
        cookie, app = self.http.get_cookie("kinerja"), self.world.app
        signed: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's own interface
        with suppress(BadData):
            return signed.loads(cookie.value).get("csrf_token") if cookie and cookie.value else None
        return None


def build_office(
    folder: Path, clock: Clock | None = None, random: Callable[[int], bytes] = os.urandom,
    play: Callable[[Office], object] | None = None, what: Hashable = "",
) -> Office:  # fmt: skip
    """Make the private folder with its twelve people, no cycle yet; `play` takes it further, to the state called `what`.

    With a random source of its own an office is played anew: whoever gives one compares offices, or protections.
    """
    private, clock = folder / "private", clock or Clock()
    organisation = parse_organisation((ROOT / "content" / "organisation.toml").read_text())

    def opened() -> Office:
        return Office(
            private, open_store(private, indexes=INDEXES), organisation, now=clock, random=random, holidays=HOLIDAYS
        )

    def played() -> datetime.datetime:
        init_store(private)
        keyring.create(private, keyring.SERVER, random)
        office = opened()
        rows = "\n".join(",".join((*p, "")) for p in PEOPLE)
        import_roster(office, parse_roster(f"{HEADER}\n{rows}\n".encode(), "roster.csv"), "hr")
        for name, staff in (("hr", "hr"), ("penyetuju", "approver"), ("pengawas", "auditor")):
            accounts.add_staff(office, name, staff, "system")  # type: ignore[arg-type]  # the three kinds
        if play:
            play(office)
        office.store.close()
        return clock.at

    clock.at = shared(private, ("small", what, clock.at), played) if random is os.urandom else played()
    return opened()


def open_cycle(office: Office, instrument: str = SMALL, id: str = CYCLE) -> Cycle:
    """Create and open a cycle: self and supervisor from the roster, peers as in `PEER_PAIRS`."""
    parsed = parse_instrument(instrument, "instrument.toml")
    cycles.create(office, id, parsed, "Semester I 2026", "2026-06-01", "2026-06-30", None, (), "hr")
    assignments.generate_assignments(office, id, 0, "hr")
    for rater, ratee in PEER_PAIRS:
        assignments.adjust_assignment(office, id, Assignment("peer", rater, ratee), True, "hr")
    return cycles.open_cycle(office, id, "hr")


def build_world(folder: Path, instrument: str = SMALL, url: str = "") -> World:
    """Make the office with an open cycle and its app."""
    clock = Clock()
    office = build_office(folder, clock, play=lambda office: open_cycle(office, instrument), what=("open", instrument))
    app = create_app(office, packages=folder / "published", content=ROOT / "content", url=url)
    app.testing = False  # error pages as people see them
    return World(office, app, clock)


@contextmanager
def served(app: Flask, proxy: str = "127.0.0.1") -> Iterator[str]:
    """Serve an app by waitress on a free port, where a proxy at an address is believed; yields its own address."""
    from forms_service.web.serving import make_server

    server = make_server(app, "127.0.0.1", 0, proxy)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # in the server's own thread: close the listener, and connections that browsers keep open
        server.trigger.pull_trigger(lambda: [part.close() for part in list(server._map.values())])
        thread.join(5)
        server.task_dispatcher.shutdown(timeout=2)


def resumed() -> None:
    """Wait for what a request has begun to finish beside it."""
    for thread in threading.enumerate():
        if thread.name == "resume":
            thread.join()
