"""An office prepared in a folder, and its form service as a process of its own that can be hurt."""

from __future__ import annotations

import datetime
import http.client
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import nacl.pwhash

from assessment.assignment import Assignment
from assessment.instrument import Instrument, parse_instrument
from assessment.roster_reading import parse_roster
from forms_service.web import service as web
from kinerja.config import Folders, open_office
from kinerja_office import assignments, cycles, records
from kinerja_office.office import Office
from kinerja_office.roster import import_roster
from kinerja_store import keyring
from kinerja_store.opening import init_at
from tests.forms_world import SMALL

ROOT = Path(__file__).parents[2]
CYCLE = "riwayat"
SECRET = "payung kopi sepeda"
UNITS = 3
START = 60.0
"""Seconds a service may take to answer after its start, on a machine that does much else."""
ODD = ".torn-", ".damaged-"
"""Files that recovery leaves beside the store."""


def hears_interrupts() -> None:
    """Undo what a shell does to what it starts in the background: such a process, and what it starts, ignores Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def number_of(index: int) -> str:
    """Return the employee number of the nth person."""
    return f"P{index:04d}"


def prepare(folder: Path, people: int, peers: int, store: str = "") -> Folders:
    """Make an office of three units whose people have their own secrets (hashed as cheaply as the library allows)."""
    folders = Folders(folder / "data", folder / "content", store=store)
    shutil.copytree(ROOT / "content", folders.content)
    init_at(folders.private, store)
    keyring.create(folders.private, keyring.SERVER)
    rows = [
        "employee_number,name,position,grade,unit_code,unit_name,parent_unit_code,publication_group,"
        "supervisor_employee_number"
    ]
    for n in range(people):
        unit = n % UNITS
        boss = "" if n < UNITS else number_of(unit)
        rows.append(f"{number_of(n)},Orang Ke {n},Staf,III/a,U{unit},Unit {unit},,Kelompok {unit},{boss}")
    with open_office(folders) as office:
        import_roster(office, parse_roster("\n".join(rows).encode(), "roster.csv", "any"), "hr")
        tool = parse_instrument(SMALL, "kecil.toml")
        start, end = (str(datetime.date.today() + datetime.timedelta(days=n)) for n in (-100, 200))
        cycles.create(office, CYCLE, tool, "Riwayat", start, end, None, (), "hr")
        assignments.generate_assignments(office, CYCLE, peers, "hr")
        cycles.open_cycle(office, CYCLE, "hr")
        low = nacl.pwhash.argon2id
        secret = low.str(SECRET.encode(), opslimit=low.OPSLIMIT_MIN, memlimit=low.MEMLIMIT_MIN).decode()
        with office.store.write() as change:
            for n in range(people):
                change.put("accounts", number_of(n), {"staff": None, "slip": "", "secret": secret})
    return folders


def everything_asked(folders: Folders) -> tuple[Instrument, dict[str, list[tuple[Assignment, str]]]]:
    """Return the instrument and, by rater, each form with the name it has in addresses."""
    asked: dict[str, list[tuple[Assignment, str]]] = {}
    with open_office(folders) as office:
        home = web.Service(office, folders.published, None, None, False)
        with office.store.read() as view:
            tool = records.instrument(view, records.cycle(view, CYCLE))
            for one in records.assignments(view, CYCLE):
                ref = home.tag("task", records.assignment_key(CYCLE, one))[:16]
                asked.setdefault(one.rater, []).append((one, ref))
    return tool, asked


@contextmanager
def beside(folders: Folders) -> Iterator[Office]:
    """Open the office a second time, as the command does while the service runs."""
    with open_office(folders) as office:
        yield office


@dataclass
class Service:
    """`kinerja serve` on one port: started, killed, stopped, halted for a while, or left without room on its disk."""

    folders: Folders
    log: IO[bytes]
    port: int = 0
    starts: int = 0
    process: subprocess.Popen[bytes] | None = None
    slowest_start: float = 0.0
    ends: list[str] = field(default_factory=list)
    told: list[tuple[float, float]] = field(default_factory=list)
    """When something was asked and when it was acknowledged, on the monotonic clock: people note it here."""

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self) -> None:
        """Start and wait until it answers."""
        words = [
            "--data",
            self.folders.data,
            "--content",
            self.folders.content,
            "--store",
            self.folders.store,
            "serve",
            "--local",
            "--port",
            self.port,
        ]
        command = [sys.executable, "-m", "kinerja.cli.commands", *map(str, words)]
        begun = time.monotonic()
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=self.log, stderr=self.log, preexec_fn=hears_interrupts
        )
        self.starts += 1
        while not self.answers():
            assert self.process.poll() is None, f"the service ended at its start with {self.process.returncode}"
            assert time.monotonic() - begun < START, "the service does not answer"
            time.sleep(0.05)
        self.slowest_start = max(self.slowest_start, time.monotonic() - begun)

    def answers(self) -> bool:
        """Whether it answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/ping")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def end(self, how: signal.Signals) -> None:
        """End it by a signal; nothing of it is waited for but its end."""
        assert self.process is not None
        assert self.process.poll() is None, f"the service had ended by itself with {self.process.returncode}"
        self.process.send_signal(how)
        self.process.wait(30)
        self.ends.append(how.name)

    @contextmanager
    def halted(self) -> Iterator[None]:
        """Let it stand still, as on a machine whose disk hangs: what was asked is answered long after."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    @contextmanager
    def full(self, room: int) -> Iterator[None]:
        """Let its disk take only so many more bytes behind what is stored; a write across the limit is cut short."""
        assert self.process is not None
        stored = len((self.folders.private / "store.journal").read_bytes().rstrip(b"\0"))
        _, most = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (stored + room, most))
        try:
            yield
        finally:
            if self.process.poll() is None:
                resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (most, most))

    def close(self) -> None:
        """End it at the end of the test, however that came."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait(30)
