"""A city's last day through real HTTP: `python bench/load.py [PEOPLE] [MINUTES]`; for the record 5000 and 20, 300 and 0.5 to try it.

Everybody signs in with an own secret (argon2 at its full cost), then all send six forms each as fast as the service takes
them, then a mixed use goes on for MINUTES while a backup, a roster import and a site build run beside it, last the close.
Then the cycle is published, and every receipt that somebody was shown must stand in the package.

The service is the command as an office runs it, with the disk's real fsync. The people are in processes of their own on the
same machine, which takes them from the service: with two cores a burst is as fast as one core serves and the other asks.
A witness, signed in before all others, looks at their tasks ten times a second through everything: what they wait for is what
anybody waits for, and how late they wake up is what the machine adds of its own, or other people on it. During the sign-ins whoever does not fit is told to come back in five seconds, and does.

Failed: any answer but a page, a redirect, that "come back", and, once the close has begun, a refusal in words (409, 422) and being
asked to sign in again, for sealing ends all sessions.
"""

from __future__ import annotations

import datetime
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import city
from _process import cpu, pss
from _table import Row, show
from city import CYCLE, ROOT, SECRET, Command, number_of

from tests import cookies

PEOPLE = int(sys.argv[1]) if sys.argv[1:2] and sys.argv[1].isdigit() else 300
MINUTES = float(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[1].isdigit() else 0.5
FORMS, PROCESSES, CONNECTIONS = 6, 2, 24
THINK = 1.0
"""Seconds between two things one of those connections asks in mixed use: some 45 requests a second, a city's last hour (`submit.py`)."""
WAIT, LOADED, FLAT_MB, FLAT_HANDLES = 0.5, 8.3, 5, 8


class Failed(Exception):
    """An answer that nobody should get."""


class Taken:
    """How long each kind of request took, in seconds; what failed, and how often somebody was told to come back."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.failed: list[str] = []
        self.back = self.refused = 0
        self.receipts: dict[str, str] = {}

    def told(self) -> dict[str, Any]:
        return vars(self)

    def add(self, told: dict[str, Any]) -> None:
        for kind, times in told["times"].items():
            self.times[kind] += times
        self.failed += told["failed"]
        self.back, self.refused = self.back + told["back"], self.refused + told["refused"]
        self.receipts |= told["receipts"]


class Person:
    """One person without scripts, on a connection of their own; their cookies and the token of their last page."""

    def __init__(self, port: int, who: str) -> None:
        self.port, self.who, self.cookie, self.token, self.refs = port, who, "", "", list[str]()
        self.http: http.client.HTTPConnection | None = None
        self.closing = False
        self.sent = set[str]()

    def ask(self, taken: Taken, kind: str, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        """Return (page, where it leads); raises `Failed`."""
        body = urlencode({"csrf_token": self.token, **fields}) if fields is not None else None
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        begun = time.perf_counter()
        answer, text = self._answer("POST" if body else "GET", path, body, headers)
        taken.times[kind].append(time.perf_counter() - begun)
        self.cookie = cookies.after(self.cookie, answer.headers)
        if answer.status == 503 and kind == "sign-in":
            taken.back += 1
            time.sleep(int(answer.headers["Retry-After"]))
            return self.ask(taken, kind, path, fields)
        if answer.status in (409, 422) and self.closing:
            taken.refused += 1
        elif self.closing and (answer.status == 401 or "/masuk?" in answer.headers.get("Location", "")):
            taken.refused += 1  # sealing ends the sessions, so that none tells who was there last
            self.sign_in(taken)
        elif answer.status not in (200, 303) or "/masuk" in answer.headers.get("Location", ""):
            raise Failed(f"{kind} {path}: {answer.status} {answer.headers.get('Location', '')}")
        if found := re.search(r'name="csrf_token" value="([^"]+)"', text):
            self.token = found[1]
        return text, answer.headers.get("Location", "")

    def _answer(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, str]:
        """Ask on the open connection; on a new one where the server had closed it, as browsers do."""
        for kept in (self.http, None):
            if kept is None:
                kept = self.http = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            elif not kept.sock:
                continue
            try:
                kept.request(method, path, body, headers)
                answer = kept.getresponse()
                return answer, answer.read().decode()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                kept.close()
        raise Failed(f"{method} {path}: no answer")

    def leave(self) -> None:
        """Close the connection: the next page opens one."""
        if self.http:
            self.http.close()

    def sign_in(self, taken: Taken) -> None:
        self.ask(taken, "sign-in page", "/masuk")
        self.ask(taken, "sign-in", "/masuk", {"nomor": self.who, "sandi": SECRET})

    def tasks(self, taken: Taken) -> None:
        page, _ = self.ask(taken, "page", "/tugas")
        self.refs = self.refs or list(dict.fromkeys(re.findall(r'href="/tugas/([0-9a-f]{16})', page)))[-FORMS:]

    def send(self, taken: Taken, ref: str, mark: str) -> None:
        """Fill in a form on one page (a supervisor: and the levels), look it over, send it, see the receipt."""
        page, _ = self.ask(taken, "page", f"/tugas/{ref}/semua")
        names = dict.fromkeys(re.findall(r'name="(n-[^"]+)"', page), mark)
        _, then = self.ask(taken, "save", f"/tugas/{ref}/semua", names)
        if then and not then.endswith("/periksa"):
            self.ask(taken, "save", then, {"work_result": "as", "work_behaviour": "as", "reason": f"Contoh {mark}."})
        page, _ = self.ask(taken, "page", f"/tugas/{ref}/periksa")
        if not (revision := re.search(r'name="revisi" value="(\d+)"', page)):
            if f"{self.who}/{ref}" not in self.sent and not self.closing:
                raise Failed(f"{ref} cannot be sent")
            return  # sent with these very answers before
        self.ask(taken, "send", f"/tugas/{ref}/kirim", {"revisi": revision[1]})
        page, _ = self.ask(taken, "page", f"/tugas/{ref}/bukti")
        if code := re.search(r'class="code"[^>]*>\s*([^<\s]+)', page):
            taken.receipts[f"{self.who}/{ref}"] = code[1]
            self.sent.add(f"{self.who}/{ref}")
        elif not self.closing:
            raise Failed(f"no receipt of {ref}")

    def send_all(self, taken: Taken) -> None:
        self.tasks(taken)
        for place, ref in enumerate(self.refs):
            self.send(taken, ref, str(1 + (place + len(self.who)) % 5))

    def something(self, taken: Taken) -> None:
        """Do one of the things people do: look, read what they sent, change a screen, send again, sign in again."""
        what = random.random()
        if what < 0.02:
            self.sign_in(taken)
        elif what < 0.45 or not self.refs:
            self.tasks(taken)
        elif what < 0.55:
            self.send(taken, random.choice(self.refs), random.choice("12345"))
        else:
            path = f"/tugas/{random.choice(self.refs)}/1"
            page, _ = self.ask(taken, "page", path)
            if names := dict.fromkeys(re.findall(r'name="(n-[^"]+)"', page), random.choice("12345")):
                self.ask(taken, "save", path, names)


def publish(folder: Path) -> None:
    """Child: publish as the command does, a year later, when the law's last limit for the evaluation documents is over."""
    from functools import partial

    from kinerja.cli import main as kinerja
    from kinerja_office import office

    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=366)
    office.Office = partial(office.Office, now=lambda: later)  # type: ignore[misc,assignment]  # the class with a later clock
    kinerja(["--data", str(folder), "--content", str(ROOT / "content"), "publish", CYCLE, "--yes", "--undelivered"])


def sealed(folder: Path) -> dict[str, set[str]]:
    """Return the receipts of all forms that were counted, by method."""
    from kinerja.config import Folders, open_office
    from kinerja_office import records

    with open_office(Folders(folder, ROOT / "content")) as office, office.store.read() as view:
        cycle = records.cycle(view, CYCLE)
        return {
            m: set(records.must(view, "receipts", records.sealed_key(m, CYCLE))["codes"])
            if m in cycle.sealed_methods
            else {doc["receipt"] for _, doc in records.sent_forms(view, CYCLE, m)}
            for m in cycle.methods
        }


def crowd() -> None:
    """Child: its share of the people; one act for each line that comes in, what it took for each that goes out."""
    port, first, until = json.loads(sys.stdin.readline())
    people = [Person(port, number_of(n)) for n in range(first, until)]
    for line in sys.stdin:
        act, seconds, closing = json.loads(line)
        taken = together(people, getattr(Person, act), seconds, closing)
        print(json.dumps(taken.told()), flush=True)


def together(people: list[Person], act: Callable[[Person, Taken], None], seconds: float, closing: bool) -> Taken:
    """Let all people do it, so many at once as there are connections: once each, or in turns for some seconds."""
    taken, end, waiting, lock = Taken(), time.perf_counter() + seconds, iter(people), threading.Lock()

    def next_one() -> Person | None:
        with lock:
            return next(waiting, None)

    def run(thread: int) -> None:
        for person in iter(next_one, None) if not seconds else in_turns(people[thread::CONNECTIONS], end):
            person.closing = closing
            try:
                act(person, taken)
            except (Failed, OSError, http.client.HTTPException) as error:
                taken.failed.append(f"{person.who}: {error!r}")
            person.leave()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(min(CONNECTIONS, len(people)))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return taken


def in_turns(people: list[Person], end: float) -> Iterator[Person]:
    """Five people share a connection's place in turns, with a pause before each thing they do."""
    some = people[:5]
    while time.perf_counter() < end:
        time.sleep(random.uniform(0.5, 1.5) * THINK)
        yield random.choice(some)


class Sample(NamedTuple):
    """The service at one moment: seconds since the start, MB, open handles."""

    at: float
    memory: float
    handles: int


class Watch(threading.Thread):
    """The witness, and the service's memory and handles once a second."""

    def __init__(self, port: int, server: int) -> None:
        super().__init__(daemon=True)
        self.person, self.server, self.going, self.late = Person(port, number_of(PEOPLE)), server, True, list[float]()
        self.taken, self.samples, self.begun = Taken(), list[Sample](), time.perf_counter()
        self.person.sign_in(self.taken)

    def run(self) -> None:
        while self.going:
            try:
                self.person.tasks(self.taken)
            except (Failed, OSError, http.client.HTTPException) as error:
                self.taken.failed.append(f"witness: {error!r}")
            now = time.perf_counter() - self.begun
            if not self.samples or now - self.samples[-1].at > 1:
                handles = len(os.listdir(f"/proc/{self.server}/fd"))  # noqa: PTH208  # counted, not read
                self.samples.append(Sample(now, pss(self.server), handles))
            asleep = time.perf_counter()
            time.sleep(0.1)
            self.late.append(time.perf_counter() - asleep - 0.1)

    def since(self, before: int) -> list[float]:
        """What the witness waited from its nth page on."""
        return self.taken.times["page"][before:]


def p(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] if times else 0.0


class Load:
    """The service, the crowds and the witness; each phase prints its lines and yields its rows."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.command = folder, Command(folder)
        self.server, self.port, _ = self.command.serve()
        share = -(-PEOPLE // PROCESSES)
        self.crowds = [
            subprocess.Popen(
                [sys.executable, __file__, "crowd"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(PROCESSES)
        ]
        for n, child in enumerate(self.crowds):
            self.say(child, [self.port, n * share, min(PEOPLE, (n + 1) * share)])
        self.watch = Watch(self.port, self.server.pid)
        self.watch.start()
        self.receipts: dict[str, str] = {}
        self.failed: list[str] = []

    def say(self, child: subprocess.Popen[str], line: object) -> None:
        assert child.stdin
        child.stdin.write(json.dumps(line) + "\n")
        child.stdin.flush()

    def phase(
        self, act: str, seconds: float = 0, closing: bool = False, beside: Callable[[], None] | None = None
    ) -> tuple[Taken, float]:
        """Let the crowds act; returns what it took them and the seconds it lasted."""
        before, used, begun = len(self.watch.taken.times["page"]), cpu(self.server.pid), time.perf_counter()
        for child in self.crowds:
            self.say(child, [act, seconds, closing])
        if beside:
            beside()
        taken = Taken()
        for child in self.crowds:
            assert child.stdout
            taken.add(json.loads(child.stdout.readline()))
        lasted = time.perf_counter() - begun
        self.receipts |= taken.receipts
        self.failed += taken.failed
        taken.times["witness"] = self.watch.since(before)
        n, late = sum(map(len, taken.times.values())), self.watch.late[before:]
        print(
            f"-- {act}: {lasted:.0f} s, {n / lasted:.0f} requests a second, the service's CPU {cpu(self.server.pid) - used:.0f} s, told to come back {taken.back}, refused in words {taken.refused}, failed {len(taken.failed)}"
        )
        for kind, times in taken.times.items():
            print(
                f"   {kind:14} {len(times):7,}   p50 {p(times, 0.5) * 1000:7.0f} ms   p99 {p(times, 0.99) * 1000:7.0f} ms   max {max(times, default=0) * 1000:7.0f} ms",
                flush=True,
            )
        print(
            f"   the machine wakes a sleeper too late by p99 {p(late, 0.99) * 1000:.0f} ms, max {max(late, default=0) * 1000:.0f} ms"
        )
        for one in taken.failed[:5]:
            print(f"   failed: {one}", flush=True)
        return taken, lasted

    def acts(self) -> None:
        """What HR and the night do meanwhile, by the command beside the service; at a third of the time each."""
        inputs = self.folder / "inputs"
        inputs.mkdir()
        (inputs / "roster.csv").write_bytes(city.roster(PEOPLE + 1).replace(b"7,Staf,", b"7,Pelaksana,"))
        golden = ROOT / "tests" / "golden" / "0.1.0"
        for name, words in (
            ("backup", ("backup", str(inputs / "copy"))),
            ("roster import", ("roster", "import", str(inputs / "roster.csv"), "--id-scheme", "any")),
            ("site build", ("rebuild", "--from", str(golden / "published"), "--content", str(golden / "content"), "--out", str(inputs / "site"))),
        ):  # fmt: skip
            figure = self.command.run(*words)
            print(f"   beside it: {name} {figure.wall:.1f} s", flush=True)
            time.sleep(MINUTES * 60 / 8)

    def close(self) -> None:
        self.watch.person.closing = True
        time.sleep(1)
        print(f"   beside it: cycle close {self.command.run('cycle', 'close', CYCLE).wall:.1f} s", flush=True)

    def rows(self) -> Iterator[Row]:
        people, seconds = self.phase("sign_in")
        yield Row(f"sign-ins a second, {PEOPLE:,} people at once", PEOPLE / seconds, 5, "/s", at_least=True)
        yield Row("a signed-in person's page meanwhile, p99", p(people.times["witness"], 0.99), WAIT, "s")
        sent, seconds = self.phase("send_all")
        yield Row("forms a second in the burst", len(sent.times["send"]) / seconds, LOADED, "/s", at_least=True)
        yield Row("forms nobody sent", PEOPLE * FORMS - len(self.receipts), 0, "")
        mixed, _ = self.phase("something", MINUTES * 60, beside=self.acts)
        yield from (
            Row(f"mixed use: {k}, p99", p(mixed.times[k], 0.99), WAIT, "s") for k in ("page", "save", "send", "witness")
        )
        yield from self.flat()
        last, _ = self.phase("something", max(10.0, MINUTES * 6), closing=True, beside=self.close)
        yield from (
            Row(f"beside the close: {k}, p99", p(last.times[k], 0.99), WAIT, "s") for k in ("page", "save", "witness")
        )
        yield Row("requests that failed", len(self.failed) + len(self.watch.taken.failed), 0, "")
        yield self.published()

    def flat(self) -> Iterator[Row]:
        """How much memory and handles have grown from the second quarter of the mixed use to its last."""
        mixed = [s for s in self.watch.samples if s.at > self.watch.samples[-1].at - MINUTES * 60]
        early, late = mixed[len(mixed) // 4 : len(mixed) // 2], mixed[-len(mixed) // 4 :]
        middle = [
            (p([s.memory for s in part], 0.5), p([float(s.handles) for s in part], 0.5)) for part in (early, late)
        ]
        print(f"   memory {middle[0][0]:.1f} → {middle[1][0]:.1f} MB, handles {middle[0][1]:.0f} → {middle[1][1]:.0f}")
        yield Row("mixed use: memory grows by", middle[1][0] - middle[0][0], FLAT_MB, "MB")
        yield Row("mixed use: handles grow by", middle[1][1] - middle[0][1], FLAT_HANDLES, "")

    def published(self) -> Row:
        """Stop the service, publish, look every receipt up."""
        self.stop()
        subprocess.run([sys.executable, __file__, "publish", str(self.folder)], check=True, stdout=subprocess.DEVNULL)
        listed = (self.folder / "published" / CYCLE / "receipts.csv").read_text(encoding="utf-8")
        codes, shown = {line.split(",")[1] for line in listed.splitlines()[1:]}, set(self.receipts.values())
        missing = shown
        for method, counted in sealed(self.folder).items():
            ours = shown & counted
            print(
                f"-- {method}: {len(ours):,} receipts were shown, {len(ours & codes):,} are in the package",
                "" if counted & codes else "(the method is withheld)",
            )
            missing = missing - (codes if counted & codes else counted)
        return Row("receipts not in the package, nor of a withheld method", len(missing), 0, "")

    def stop(self) -> None:
        self.watch.going = False
        self.watch.join()
        for child in self.crowds:
            assert child.stdin
            child.stdin.close()
            child.wait()
        self.server.terminate()
        self.server.wait()


def main() -> None:
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where) / "office"
        subprocess.run([sys.executable, __file__, "prepare", str(folder), str(PEOPLE + 1)], check=True)
        begun = time.perf_counter()
        load = Load(folder)
        try:
            rows = list(load.rows())
        finally:
            load.server.kill()
        print(f"{time.perf_counter() - begun:.0f} s")
    sys.exit(not all(row.kept for row in show(rows)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["crowd"]:
        crowd()
    elif sys.argv[1:2] == ["publish"]:
        publish(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["prepare"]:
        city.PEERS = FORMS - 1
        city.prepare(Path(sys.argv[2]), int(sys.argv[3]), answered=False)
    else:
        main()
