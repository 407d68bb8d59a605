"""What people wait for at a cheap phone: `python bench/phone.py [WORD …]` walks six errands in Debian's chromium on slow 3G.

An office of nine (a head, a supervisor, seven reports) with the shipped instrument, every errand from a fresh browser of
360 × 740 px: 400 kbit/s both ways, 2 s from each request to its first byte (so a redirect costs 2 s). A tap is a click; a
field that is typed in is one tap. WORDs are parts of the errands' names. Targets: six forms ≤ 90 s, ≤ 12 kB a screen.
"""

from __future__ import annotations

import datetime
import logging
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from _table import Row, show  # noqa: E402
from playwright.sync_api import Browser, Locator, Page, Response  # noqa: E402  # the house is on the path now

from assessment.assignment import Assignment  # noqa: E402
from assessment.goal import Wish  # noqa: E402
from assessment.instrument import parse_instrument  # noqa: E402
from assessment.organisation import parse_organisation  # noqa: E402
from assessment.roster_reading import parse_roster  # noqa: E402
from forms_service import create_app  # noqa: E402
from kinerja_office import accounts, answering, assignments, cycles, goals, records  # noqa: E402
from kinerja_office.office import INDEXES, Office  # noqa: E402
from kinerja_office.roster import import_roster  # noqa: E402
from kinerja_store import init_store, keyring, open_store  # noqa: E402
from tests.browser import chromium  # noqa: E402
from tests.delivered import deliver  # noqa: E402
from tests.forms_world import HOLIDAYS, Clock, served  # noqa: E402

LATENCY, BYTES = 2000, 400_000 / 8
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "locale": "id-ID",
}
CYCLE, SECRET, ONE_PAGE = "2026-1", "lampu tikar jendela", re.compile("satu halaman")
HEAD, BOSS, REPORTS = "198001012005011001", "198101012006011002", [f"19900101201401100{n}" for n in range(1, 8)]
PAINTED = """() => Math.max(performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
    performance.getEntriesByName("first-contentful-paint")[0].startTime)"""
"""From the tap (redirects included) to the whole page on the screen, in ms; what is fetched beside it keeps nobody waiting."""


class Phone:
    """One person's browser on the slow line, counting."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.page: Page = browser.new_context(**PHONE, base_url=url).new_page()
        self.page.set_default_timeout(60_000)
        line = self.page.context.new_cdp_session(self.page)
        line.send("Network.enable")
        line.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": LATENCY, "downloadThroughput": BYTES, "uploadThroughput": BYTES},
        )
        line.on("Network.loadingFinished", lambda e: self._came(e["encodedDataLength"]))
        line.on(
            "Network.requestWillBeSent", lambda e: self._came(e.get("redirectResponse", {}).get("encodedDataLength", 0))
        )
        self.page.on("response", self._answered)
        self.reset()

    def reset(self) -> None:
        """Begin to count."""
        self.taps = self.loads = self.bytes = 0
        self.seconds = 0.0
        self.screens: list[int] = []

    def _came(self, bytes: float) -> None:
        self.bytes += int(bytes)

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            raise AssertionError(response.url)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count the load of a page."""
        before = self.bytes
        with self.page.expect_navigation(wait_until="load"):
            yield
        while not self.page.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
            self.page.wait_for_timeout(50)
        self.seconds += self.page.evaluate(PAINTED) / 1000
        self.loads += 1
        self.page.wait_for_timeout(100)  # what is told of the bytes comes behind
        self.screens.append(self.bytes - before)

    def open(self, path: str) -> None:
        """Type an address."""
        with self.waiting():
            self.page.goto(path)

    def press(self, what: Locator) -> None:
        """Tap what leads to another page."""
        self.taps += 1
        with self.waiting():
            what.click(no_wait_after=True)

    def type(self, name: str, text: str) -> None:
        """Type into a field, in one tap."""
        self.taps += 1
        self.page.locator(f"main [name={name}]").fill(text)

    def sign_in(self, who: str, code: str) -> None:
        """Sign in with a slip and choose an own secret."""
        self.open("/")
        self.type("nomor", who)
        self.type("sandi", code)
        self.press(self.page.locator("#isian button:visible"))
        if self.page.locator("main [name=ulang]").count():
            self.type("sandi", SECRET)
            self.type("ulang", SECRET)
            self.press(self.page.locator("#isian button:visible"))

    def fill_in(self, one_page: bool) -> None:
        """Fill in the form whose task was just opened and send it, with the next one of its kind where that is offered."""
        page = self.page
        while True:
            whole = page.locator("main").get_by_role("link", name=ONE_PAGE)
            if page.locator("form[action*='/kirim?']").count():
                return self.press(page.locator("form[action*='/kirim?'] button").last)
            if page.locator("#isian fieldset").count() and not (one_page and whole.count()):
                for group in page.locator("#isian fieldset").all():
                    self.taps += 1
                    group.locator("label:has(input[value='4'], input[value='as'])").click()
                if page.locator("#isian textarea").count():
                    self.type("reason", "Tugas selesai tepat waktu.")
                self.press(page.locator("#isian button[value=lanjut]:visible"))
            else:
                self.press(whole if one_page and whole.count() else page.locator("main a.button").first)

    def forms(self, how_many: int, one_page: bool, what: str = "") -> int:
        """Fill in forms one after the other, from the list of tasks; returns how many there were."""
        page, done = self.page, 0
        group = page.locator("main section").filter(has=page.get_by_role("heading", name=re.compile(what or "Menilai")))
        begin = group.locator("a[href^='/tugas/']")
        self.press(begin.first)
        while True:
            self.fill_in(one_page)
            done += 1
            on = page.locator("main a.button[href^='/tugas/']").filter(has_text=re.compile(what))
            if done == how_many or (page.url.endswith("/bukti") and not on.count()):
                return done
            if page.url.endswith("/bukti"):
                self.press(on)


def build(folder: Path) -> tuple[Office, Clock]:
    """Make the office; every report has put one goal forward."""
    clock = Clock(datetime.datetime(2026, 5, 20, 3, tzinfo=datetime.UTC))
    init_store(folder)
    keyring.create(folder, keyring.SERVER)
    settings = parse_organisation((ROOT / "content/organisation.toml").read_text())
    office = Office(folder, open_store(folder, indexes=INDEXES), settings, now=clock, holidays=HOLIDAYS)
    header = "employee_number,name,position,grade,unit_code,unit_name,parent_unit_code,publication_group,supervisor_employee_number,kind"
    rows = [
        f"{HEAD},Kepala,Camat,IV/a,KEC,Kecamatan,,Semua,,pns",
        f"{BOSS},Atasan,Kasi,III/d,PEL,Seksi,KEC,Semua,{HEAD},pns",
    ]
    rows += [f"{who},Pegawai {n},Staf,III/a,PEL,Seksi,KEC,Semua,{BOSS},pns" for n, who in enumerate(REPORTS, 1)]
    import_roster(office, parse_roster("\n".join([header, *rows]).encode(), "roster.csv", "any"), "bench")
    tool = parse_instrument((ROOT / "content/instruments/berakhlak.toml").read_text(), "berakhlak.toml")
    cycles.create(
        office, CYCLE, tool, "Semester I 2026", "2026-06-01", "2026-06-30", None, ("goals", "objections"), "bench"
    )
    cycles.next_stage(office, CYCLE, "bench")
    assignments.generate_assignments(office, CYCLE, None, "bench")
    for who in REPORTS:
        wish = Wish.of(
            {
                "expected_result": "Keluhan terjawab",
                "success": "90 persen dalam 3 hari kerja",
                "kind": "main",
                "parent": "",
            }
        )
        goals.propose(office, CYCLE, who, goals.save(office, CYCLE, who, wish).id)
    return office, clock


def send_all(office: Office) -> None:
    """Send every named form that nobody has sent."""
    with office.store.read() as view:
        cycle, tool = records.cycle(view, CYCLE), records.instrument(view, records.cycle(view, CYCLE))
        left = [a for a in records.assignments(view, CYCLE) if not answering.load(office, view, cycle, a).sent]
    for one in left:
        given = dict.fromkeys((i.code for c in tool.asked(one.method) for i in c.items), "4")
        levels = {"work_result": "below", "work_behaviour": "as", "reason": "Terlambat."}
        entry = answering.save(
            office, CYCLE, Assignment(*one), given, levels=levels if one.method == "supervisor" else None
        )
        answering.send(office, CYCLE, one, entry.revision)


def agree(phone: Phone) -> None:
    """Agree to all goals of seven reports."""
    phone.press(phone.page.get_by_role("link", name="Jawab rencana hasil kerja").first)
    for box in phone.page.locator("main [name=pilih]").all():
        phone.taps += 1
        box.click(force=True)
    phone.press(phone.page.locator("main form:has([name=pilih]) button:visible").last)


def file_objection(phone: Phone) -> None:
    """Object to one's result."""
    page = phone.page
    phone.open("/hasil")
    if page.locator(f"main a[href^='/hasil/{CYCLE}/']").count():
        phone.press(page.locator(f"main a[href^='/hasil/{CYCLE}/']").first)
    phone.press(page.locator(f"main a[href^='/keberatan/{CYCLE}']").first)
    phone.taps += 1
    page.locator("#isian label", has_text="Hasil kerja").first.click()
    phone.type(
        "reasons" if page.locator("main [name=reasons]").count() else "words", "Semua keluhan saya jawab tepat waktu."
    )
    phone.press(page.locator("#isian button:visible").last)


def rows(words: list[str]) -> Iterator[Row]:
    """Walk each errand, or some, print what it costs, and return what has a budget."""
    logging.disable(logging.ERROR)
    screens = {}
    print(f"{'errand':34} {'taps':>5} {'loads':>6} {'kB':>7} {'s waited':>9}  largest screen, kB")

    def walk(name: str, errand: Callable[[], Any], phone: Phone) -> None:
        phone.reset()
        said = errand()
        screens[name] = phone
        name = f"{name} ({said})" if said else name
        print(
            f"{name:34} {phone.taps:5} {phone.loads:6} {phone.bytes / 1000:7.1f} {phone.seconds:9.1f}  {max(phone.screens) / 1000:.1f}",
            flush=True,
        )

    with tempfile.TemporaryDirectory() as where:
        office, clock = build(Path(where) / "private")
        app = create_app(office, packages=Path(where) / "published", content=ROOT / "content")
        with served(app) as url, chromium() as browser:

            def person(who: str) -> Phone:
                phone = Phone(browser, url)
                phone.sign_in(who, accounts.issue_slips(office, [who], "bench").get(who, SECRET))
                return phone

            def asked(name: str) -> bool:
                return not words or any(w in name for w in words)

            if asked("agree"):
                phone = person(BOSS)
                walk("agree seven goals", lambda: agree(phone), phone)
            clock.at = datetime.datetime(2026, 6, 10, 3, tzinfo=datetime.UTC)
            cycles.open_cycle(office, CYCLE, "bench")
            if asked("sign-in"):
                phone, code = Phone(browser, url), accounts.issue_slips(office, [REPORTS[0]], "bench")[REPORTS[0]]
                walk("sign-in, first time", lambda: phone.sign_in(REPORTS[0], code), phone)
            for one_page, how in ((False, "a criterion a screen"), (True, "one page")):
                if asked(f"one peer, {how}"):
                    phone = person(REPORTS[1 + one_page])
                    walk(f"one peer, {how}", lambda p=phone, o=one_page: p.forms(1, o, "Menilai rekan") and "", phone)
                if asked(f"all forms, {how}"):
                    phone = person(REPORTS[3 + one_page])
                    walk(f"all forms, {how}", lambda p=phone, o=one_page: p.forms(6, o), phone)
            if asked("reports"):
                phone = person(BOSS)
                walk("seven reports, one page", lambda: phone.forms(7, True, "Menilai bawahan"), phone)
            if asked("object"):
                send_all(office)
                clock.at = datetime.datetime(2026, 7, 1, 3, tzinfo=datetime.UTC)
                cycles.close_cycle(office, CYCLE, "bench")
                deliver(office, CYCLE)
                phone = person(REPORTS[5])
                walk("object", lambda: file_objection(phone), phone)

    for name, phone in screens.items():
        if name == "all forms, one page":
            yield Row(f"a cheap phone, {name}: waited", phone.seconds, 90, "s")
    if screens:
        name = max(screens, key=lambda n: max(screens[n].screens))
        yield Row("a cheap phone, the largest screen", max(screens[name].screens) / 1000, 12, "kB", peer=name[:26])


if __name__ == "__main__":
    sys.exit(not all(row.kept for row in show(rows(sys.argv[1:]))))
