"""People at browsers who fill in and send forms over HTTP, note what the service told them, and try again after errors.

What each of them was told is the only source of what must be there in the end:

* told "saved" or "sent" → it is there;
* told "not saved" (a full disk) → it is not there, and some give up then, so that it stays so;
* not told (no answer, a broken answer, "not certain", a proxy's word that it has none) → the very same request again until
  they are told.

An answer that comes too late is waited for before the next request, since what it belongs to may be done meanwhile.
"""

from __future__ import annotations

import http.client
import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from assessment.assignment import Assignment
from assessment.instrument import Instrument
from tests.cookies import after

PATIENCE = 4.0
"""Seconds after which somebody sends again."""
LATE = 60.0
TOLD_NOT = "Belum tersimpan"
TOLD_UNSURE = "Belum pasti tersimpan"
CODE = re.compile(r'class="code"[^>]*>([^<]+)<')
REVISION = re.compile(r'name="revisi" value="(\d+)"')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

Outcome = Literal["told", "refused", "unknown"]


class Contradiction(AssertionError):
    """The service told somebody what cannot be."""


@dataclass
class Answer:
    """What came back."""

    status: int
    where: str
    text: str


@dataclass
class Paper:
    """One form as its rater believes it to be."""

    assignment: Assignment
    ref: str
    draft: dict[str, str] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] | None = None
    sent_levels: dict[str, str] = field(default_factory=dict)
    receipt: str = ""
    sends: int = 0
    given_up: bool = False


class Person(threading.Thread):
    """One person at one browser, without scripts, keeping one cookie."""

    def __init__(
        self, number: str, secret: str, port: int, tool: Instrument, asked: list[tuple[Assignment, str]], seed: int,
        stop: threading.Event, told: list[tuple[float, float]],
    ) -> None:  # fmt: skip
        super().__init__(name=number, daemon=True)
        self.number, self.secret, self.port, self.tool = number, secret, port, tool
        self.papers = [Paper(one, ref) for one, ref in asked]
        self.chance = random.Random(seed)
        self.stop = stop
        self.cookie = self.token = ""
        self.figures: Counter[str] = Counter()
        self.late: list[socket.socket] = []
        self.told = told
        """When each save and send was asked and acknowledged, on the monotonic clock; of all people."""
        self.error: BaseException | None = None
        self.silent = {p.ref for p in self.papers if self.chance.random() < 0.08}
        """Forms that are begun and never sent."""

    def run(self) -> None:
        """Fill in everything once, then change and send again until told to stop."""
        try:
            self.sign_in()
            for paper in self.papers:
                self.fill_in(paper)
            while not self.stop.is_set():
                if self.chance.random() < 0.1:
                    self.sign_in()
                self.fill_in(self.chance.choice(self.papers))
                time.sleep(self.chance.random() * 0.05)
            self.settle()
            self.settle()
        except BaseException as error:
            self.error = error
        finally:
            for late in self.late:
                late.close()

    def fill_in(self, paper: Paper) -> None:
        """Save screens and send; after a refusal one in ten leaves the form as it is for good."""
        if paper.given_up:
            return
        screens = list(range(1, len(self.tool.asked(paper.assignment.method)) + 1))
        boss = paper.assignment.method == "supervisor"
        if paper.sent is not None:
            screens = [self.chance.choice(screens)]
        for screen in screens:
            if not self.save(paper, screen):
                return
        if boss and not paper.levels and not self.save_levels(paper):
            return
        if paper.ref not in self.silent:
            self.send(paper)

    def save(self, paper: Paper, screen: int) -> bool:
        """Answer one screen, every statement of it."""
        items = [i.code for i in self.tool.asked(paper.assignment.method)[screen - 1].items]
        given = {code: self.chance.choice(["1", "2", "3", "4", "5", "TD"]) for code in items}
        fields = {f"n-{code}": value for code, value in given.items()}
        if not self.insist(paper, f"/tugas/{paper.ref}/{screen}", fields):
            return False
        paper.draft.update(given)
        self.figures["screens saved"] += 1
        return True

    def save_levels(self, paper: Paper) -> bool:
        """Give the two levels and the reason of a supervisor's form."""
        names = ("work_result", "work_behaviour")
        levels = {name: self.chance.choice(["above", "as", "below"]) for name in names}
        levels["reason"] = f"Alasan {self.chance.randrange(10**6)}"
        screen = len(self.tool.asked("supervisor")) + 1
        if not self.insist(paper, f"/tugas/{paper.ref}/{screen}", levels):
            return False
        paper.levels = levels
        return True

    def send(self, paper: Paper) -> None:
        """Check, send, and read the receipt; now and then by a double click."""
        page = self.page(f"/tugas/{paper.ref}/periksa")
        found = REVISION.search(page)
        if found is None:
            if paper.draft != paper.sent:
                raise Contradiction(f"nothing to send on {paper.assignment}, though it was changed")
            return
        address, fields = f"/tugas/{paper.ref}/kirim", {"revisi": found[1]}
        if not self.insist(paper, address, fields, "bukti"):
            return
        paper.sent, paper.sent_levels = dict(paper.draft), dict(paper.levels)
        paper.sends += 1
        self.figures["forms sent"] += 1
        self.read_receipt(paper)
        if self.chance.random() < 0.2 and self.insist(paper, address, fields, "bukti"):
            self.figures["sent twice"] += 1
            self.read_receipt(paper)

    def read_receipt(self, paper: Paper) -> None:
        """Look at the receipt page; the code never changes."""
        found = CODE.search(self.page(f"/tugas/{paper.ref}/bukti"))
        if found is None or paper.receipt not in ("", found[1]):
            raise Contradiction(f"{paper.assignment}: receipt {paper.receipt!r}, then {found and found[1]!r}")
        paper.receipt = found[1]
        self.figures["receipt pages seen"] += 1

    def insist(self, paper: Paper, path: str, fields: Mapping[str, str], step: str = "") -> bool:
        """Post until told; False where it was refused and this person leaves it at that."""
        waited = time.monotonic()
        unsure = False
        while True:
            outcome = self.outcome(path, fields, f"/tugas/{paper.ref}/{step}")
            self.figures[outcome] += 1
            if outcome == "told":
                self.figures["unknown, then told"] += unsure
                return True
            if outcome == "unknown":
                unsure = True
            elif not unsure and self.chance.random() < 0.1:
                paper.given_up = True
                self.figures["given up after a refusal"] += 1
                return False
            if time.monotonic() - waited > 2 * LATE:
                raise Contradiction(f"{path} is not taken any more: {outcome}")
            time.sleep(0.1 + self.chance.random() * 0.3)

    def outcome(self, path: str, fields: Mapping[str, str], good: str) -> Outcome:
        """Post once and say what the answer means."""
        asked = time.monotonic()
        answer = self.ask("POST", path, urlencode({"csrf_token": self.token, **fields}))
        if answer is None:
            return "unknown"
        if answer.status == 303 and answer.where.startswith(good):
            self.told.append((asked, time.monotonic()))
            return "told"
        if answer.status == 503 and TOLD_UNSURE in answer.text:
            return "unknown"
        if answer.status == 503 and TOLD_NOT in answer.text:
            return "refused"
        title = re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL)
        raise Contradiction(f"POST {path}: {answer.status} {answer.where} {title and title[1]}")

    def page(self, path: str) -> str:
        """Read a page until it comes."""
        begun = time.monotonic()
        while time.monotonic() - begun < 2 * LATE:
            answer = self.ask("GET", path)
            if answer is not None and answer.status == 200:
                if found := TOKEN.search(answer.text):
                    self.token = found[1]
                return answer.text
            if answer is not None and answer.status != 503:
                raise Contradiction(f"GET {path}: {answer.status} {answer.where}")
            time.sleep(0.1 + self.chance.random() * 0.3)
        raise Contradiction(f"{path} does not come any more")

    def sign_in(self) -> None:
        """Sign in anew; a session that was given must hold over every crash."""
        begun = time.monotonic()
        while time.monotonic() - begun < 2 * LATE:
            self.page("/masuk")
            fields = {"csrf_token": self.token, "nomor": self.number, "sandi": self.secret}
            answer = self.ask("POST", "/masuk", urlencode(fields))
            if answer is not None and answer.status == 303:
                self.figures["signed in"] += 1
                self.page("/tugas")
                return
            if answer is not None and answer.status != 503:
                raise Contradiction(f"sign-in: {answer.status}")
            time.sleep(0.1 + self.chance.random() * 0.3)
        raise Contradiction("nobody is let in any more")

    def ask(self, method: str, path: str, body: str = "") -> Answer | None:
        """Send one request; None where no whole answer came."""
        self.settle()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.figures["requests"] += 1
        kept = None
        try:
            connection.request(method, path, body or None, headers)
            kept = connection.sock
            answer = connection.getresponse()
            text = answer.read().decode()
        except TimeoutError:
            self.figures["answers late"] += 1
            if kept is not None:
                connection.sock = None
                self.late.append(kept)
            return None
        except (OSError, http.client.HTTPException):
            self.figures["answers lost"] += 1
            return None
        finally:
            connection.close()
        if answer.status in (502, 504) or (answer.status == 503 and not text):
            self.figures["answers lost"] += 1  # a proxy speaks for a service that is not there
            return None
        self.cookie = after(self.cookie, answer.headers)
        return Answer(answer.status, answer.getheader("Location", ""), text)

    def settle(self) -> None:
        """Wait for answers that are late, unless this very request is sent again at once (one time in two)."""
        if self.chance.random() < 0.5 and len(self.late) == 1 and not self._again:
            self._again = True
            return
        self._again = False
        while self.late:
            late = self.late.pop()
            late.settimeout(LATE)
            try:
                late.recv(1)
            except TimeoutError:
                raise Contradiction("a request was never answered, nor was its connection closed") from None
            except OSError:
                pass  # the service has ended since: it will do nothing more
            finally:
                late.close()

    _again = False
