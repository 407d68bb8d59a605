"""HR's whole walk in a browser without scripts: an empty folder, a published site, an erratum, the next cycle with its movers.

`kinerja init` and `kinerja serve` are the only words at a terminal. What HR clicks, types, loads and uploads is counted by
stage; no page of the walk may send them to a terminal or a text file. Employees fill in, sign and receive through the
office's functions: their own pages have their own tests. With `SHOTS=folder` every page is kept as a picture, narrow and wide.
"""

from __future__ import annotations

import csv
import datetime
import io
import os
import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from playwright.sync_api import Locator, Page, Request, expect

import forms_service
from assessment.assignment import Assignment
from assessment.form import decode
from kinerja.cli import serving
from kinerja.cli.commands import main
from kinerja.config import Folders, open_office
from kinerja.demo import invented
from kinerja_office import answering, cycles, records
from kinerja_office.office import Office
from tests.assessment.office_file import office as workbook
from tests.browser import chromium
from tests.delivered import deliver
from tests.forms_world import SECRET, Clock, served

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
CYCLE, NEXT = "2026", "2027"
LEAVES_THE_BROWSER = re.compile(
    rf"\bkinerja (?:{'|'.join(main.commands)})\b|\bcontent/|folder content\b|\.toml\b|\bmake [a-z]+\b|\bsystemctl\b"
)
"""A command of this program or of the system, or a file to edit."""
BUDGET = {"clicks": 80, "fields": 60, "pages": 70, "uploads": 2}
"""Of the first cycle, from the first page to the site that shows it. A day's work before: some 200, 460 and 11."""


@dataclass
class Tally:
    """What one stage takes: buttons, links, ticks and choices; typed fields; pages that had to be loaded; files."""

    clicks: int = 0
    fields: int = 0
    pages: int = 0
    uploads: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass
class Walk:
    """HR at one browser; counts what they do. A page that refreshes itself is counted once."""

    page: Page
    stages: dict[str, Tally] = field(default_factory=dict)
    elsewhere: dict[str, set[str]] = field(default_factory=dict)
    now: Tally = field(default_factory=Tally)
    acted: bool = False
    shots: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(30000)
        self.page.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame and not request.redirected_from:
            self.now.pages += self.acted
            self.acted = False

    def stage(self, name: str) -> None:
        """Begin a stage."""
        self.now = self.stages.setdefault(name, Tally())

    def _act(self, where: Locator) -> None:
        self.now.clicks += 1
        self.acted = True
        where.click()
        self.page.wait_for_load_state()
        self.look()

    def look(self) -> None:
        """Read the page for places that send HR away from it, and keep its picture."""
        if "/panduan" in self.page.url:
            return
        words = self.page.locator("body").inner_text()
        path = re.sub(r"^https?://[^/]+|\?.*", "", self.page.url)
        found = {m[0] for m in LEAVES_THE_BROWSER.finditer(words)}
        if found:
            self.elsewhere.setdefault(path, set()).update(found)
        if folder := os.environ.get("SHOTS"):
            self.shots[path] += 1
            name = f"{path.strip('/').replace('/', '_') or 'awal'}-{self.shots[path]}"
            for width in (360, 1280):
                self.page.set_viewport_size({"width": width, "height": 900})
                self.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)

    @property
    def body(self) -> Locator:
        return self.page.get_by_role("main")

    def start(self, address: str) -> None:
        """Type an address: the first page, once."""
        self.acted = True
        self.page.goto(address)
        self.look()

    def follow(self, name: str, within: Locator | None = None) -> None:
        self._act((within or self.body).get_by_role("link", name=name).first)

    def side(self, name: str) -> None:
        """Follow a link of the period's pages beside the content."""
        self._act(self.page.locator("nav.side.wide").get_by_role("link", name=name, exact=True))

    def desk(self, name: str) -> None:
        """Follow a link of the desk's navigation."""
        self._act(self.page.locator("nav.desk.wide").get_by_role("link", name=name, exact=True))

    def press(self, name: str) -> None:
        self._act(self.body.get_by_role("button", name=name, exact=True))

    def unfold(self, name: str) -> None:
        self.now.clicks += 1
        self.body.locator("summary", has_text=name).first.click()

    def enter(self) -> None:
        """Send the form with the key Enter."""
        self.now.clicks += 1
        self.acted = True
        with self.page.expect_event("load"):
            self.page.keyboard.press("Enter")
        self.look()

    def tick(self, name: str) -> None:
        self.now.clicks += 1
        self.body.locator("label", has_text=name).first.click()

    def choose(self, name: str, what: str) -> None:
        self.now.clicks += 1
        self.body.get_by_label(name, exact=True).select_option(label=what)

    def type(self, name: str, words: str, exact: bool = True, group: str = "") -> None:
        self.now.fields += 1
        where = self.body.get_by_role("group", name=group, exact=True) if group else self.body
        where.get_by_label(name, exact=exact).first.fill(words)

    def upload(self, name: str, data: bytes) -> None:
        self.now.clicks += 1
        self.now.uploads += 1
        self.body.locator("input[type=file]").first.set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        )

    def says(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()


@dataclass
class Running:
    """`kinerja serve`, with the clock a test turns."""

    url: str
    app: Flask
    office: Office
    clock: Clock
    folders: Folders

    def day(self, day: str) -> None:
        self.clock.at = datetime.datetime.fromisoformat(f"{day}T03:00:00+00:00")
        cycles.resume(self.office)

    def done(self, kind: str) -> None:
        """Wait until a job has ended well."""
        jobs, tick = self.app.extensions["kinerja.desk"].jobs, threading.Event()
        for _ in range(1200):
            job = jobs.find(kind)
            if job and job.state != "running":
                assert job.state == "done", job
                return
            tick.wait(0.05)
        raise AssertionError(f"{kind} does not end")


@contextmanager
def serve(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """Run the command's own service, on a clock that stands still until it is turned."""
    clock, started, stop = Clock(), SimpleQueue[tuple[str, Flask, Office]](), threading.Event()
    opened: list[Office] = []

    @contextmanager
    def on_the_clock(where: Folders) -> Iterator[Office]:
        with open_office(where) as office:
            opened.append(replace(office, now=clock))
            yield opened[0]

    def serving_app(app: Flask, *_: object) -> None:
        with served(app) as url:
            started.put((url, app, opened[0]))
            stop.wait()

    monkeypatch.setattr(serving, "open_office", on_the_clock)
    monkeypatch.setattr(forms_service, "serve", serving_app)
    thread = threading.Thread(target=serving.serve_forms, args=(folders, "127.0.0.1", 0, ""), daemon=True)
    thread.start()
    try:
        url, app, office = started.get(timeout=60)
        yield Running(url, app, office, clock, folders)
    finally:
        stop.set()
        thread.join(30)


def office_file(spoiled: bool = False) -> bytes:
    """The roster as an office keeps it: title rows, numbered columns, merged units, titles, supervisors by name, signature."""
    people = list(csv.DictReader(io.StringIO(invented.roster_csv())))
    names = {p["nip"]: p["nama"] for p in people}
    head = ["No", "NIP", "Nama Pegawai", "Pangkat/Gol.", "Jabatan", "Unit Kerja", "Kelompok Publikasi", "Atasan Langsung", "Status Kepegawaian"]  # fmt: skip
    rows: list[list[object]] = []
    merges = ["A1:I1", "A2:I2"]
    first, before = 6, ""
    for n, p in enumerate(people, 1):
        number: object = f"{p['nip'][:8]} {p['nip'][8:14]} {p['nip'][14]} {p['nip'][15:]}" if n % 2 else p["nip"]
        if spoiled and n == 9:
            number = int(p["nip"])
        name = p["nama"] + (", S.Sos., M.Si" if n % 3 == 0 else ", S.E." if n % 3 == 1 else "")
        boss = names.get(p["nip_atasan"], "-")
        kind = {"pns": "PNS", "pppk": "P3K", "external": "luar"}[p["jenis"]]
        at = 5 + n
        if p["nama_unit"] == before:
            unit = None
        else:
            if at - first > 1:
                merges.append(f"F{first}:F{at - 1}")
            unit, first, before = p["nama_unit"], at, p["nama_unit"]
        rows.append([str(n), number, name, p["golongan"], p["jabatan"], unit, p["kelompok_publikasi"], boss, kind])
    if 5 + len(people) > first:
        merges.append(f"F{first}:F{5 + len(people)}")
    signed = [[None] * 6 + [x] for x in ("Pekanbaru, 2 Desember 2026", "Mengetahui,", "CAMAT")]
    signed += [[], [None] * 6 + [names[people[1]["nip"]].upper()], [None] * 6 + [f"NIP. {people[1]['nip']}"]]
    titles = [["DAFTAR PEGAWAI KECAMATAN SENAPELAN"], ["KEADAAN DESEMBER 2026"], []]
    return workbook([*titles, head, [f"({n})" for n in range(1, 10)], *rows, [], *signed], merges)


def fill_in(office: Office, cycle: str, but: tuple[Assignment, ...] = ()) -> None:
    """Everybody fills in and sends."""
    with office.store.read() as view:
        one = records.cycle(view, cycle)
        tool, people = records.instrument(view, one), records.participants(view, cycle)
        wanted = [a for a in records.assignments(view, cycle) if a not in but]
    story = invented.Cycle(cycle, "", "", "", "", "", invented.BASE)
    for form in invented.answers(story, tool, people.values(), wanted):
        task = Assignment(form.method, form.rater, form.ratee)
        levels = {"work_result": form.work_result or "", "work_behaviour": form.work_behaviour or "", "reason": "Catatan."}  # fmt: skip
        given = levels if form.method == "supervisor" else None
        entry = answering.save(office, cycle, task, decode(tool, form.answers), levels=given)
        answering.send(office, cycle, task, entry.revision)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "web" / "situs").mkdir(parents=True)
    return Folders(tmp_path / "data", tmp_path / "content", publish_to=tmp_path / "web" / "situs")


def test_from_an_empty_folder_to_the_next_cycle(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    told = CliRunner().invoke(main, ["--data", str(folders.data), "--content", str(folders.content), "init"])
    assert told.exit_code == 0, told.output
    (password,) = re.findall(r"sekarang\): (\S+)", told.output)
    with serve(folders, monkeypatch) as service, chromium() as browser:
        options: Any = {"java_script_enabled": False, "viewport": {"width": 1280, "height": 900}}
        walk = Walk(browser.new_context(**options, base_url=service.url).new_page())
        try:
            first_cycle(walk, service, password)
            whole = sum(walk.stages.values(), Tally())
            erratum(walk, service)
            next_cycle(walk, service)
        finally:
            print(table(walk))
    assert walk.elsewhere == {}
    for what, most in BUDGET.items():
        assert getattr(whole, what) <= most, (what, table(walk))


def table(walk: Walk) -> str:
    """Return the counts, a line a stage."""
    lines = [f"{'':24}{'clicks':>8}{'fields':>8}{'pages':>8}{'uploads':>8}"]
    for name, t in (*walk.stages.items(), ("", sum(walk.stages.values(), Tally()))):
        lines.append(f"{name:24}{t.clicks:8}{t.fields:8}{t.pages:8}{t.uploads:8}")
    return "\n".join([*lines, *(f"{path}: {', '.join(sorted(found))}" for path, found in walk.elsewhere.items())])


def first_cycle(walk: Walk, service: Running, password: str) -> None:
    """From the first sign-in to the public page of the first year."""
    service.day("2026-12-02")
    walk.stage("sign in")
    walk.start("/")
    walk.type("NIP atau NI PPPK", "hr", exact=False)
    walk.type("Kode slip atau kata sandi", password, exact=False)
    walk.press("Masuk")
    walk.type("Kata sandi baru", SECRET, exact=False)
    walk.type("Ketik sekali lagi", SECRET, exact=False)
    walk.press("Simpan kata sandi")

    walk.stage("office settings")
    walk.desk("Isi dan pengaturan")
    walk.follow("Pengaturan kantor")
    walk.type("Bahasa Indonesia", "Kecamatan Senapelan Raya", group="Nama kantor")
    walk.type("Bahasa Indonesia", "0761-555123", group="Telepon")
    walk.press("Simpan")
    walk.says("Tersimpan")

    walk.stage("roster")
    walk.desk("Pegawai")
    walk.upload("pegawai.xlsx", office_file(spoiled=True))
    walk.press("Periksa berkas")
    walk.says("kehilangan digit")
    walk.upload("pegawai.xlsx", office_file())
    walk.press("Periksa berkas")
    walk.says("berisi 62 orang")
    walk.press("Ganti daftar pegawai")
    walk.says("Kini ada 62 orang")

    walk.stage("second account")
    walk.desk("Akun petugas")
    walk.type("Nama petugas", "Nuraini", exact=False)
    walk.type("Nama akun", "nuraini", exact=False)
    walk.tick("menjalankan periode")
    walk.press("Buat akun")

    walk.stage("cycle")
    walk.desk("Periode")
    walk.follow("Buat periode baru")
    walk.choose("Masa kinerja yang dinilai", "Tahunan: Tahun 2026")
    walk.type("Hari pertama", "2026-12-15")
    walk.type("Hari terakhir", "2027-01-15")
    walk.tick("Keberatan")
    walk.press("Buat rancangan")
    walk.says("Rancangan dibuat")

    walk.stage("assignments and plan")
    walk.follow("Buat penugasan: siapa menilai siapa")
    walk.press("Buat penugasan")
    walk.says("438 penugasan dibuat")
    walk.side("Rencana publikasi")
    walk.says("Sekretariat + Seksi")

    walk.stage("slips")
    walk.side("Slip akses")
    walk.tick("Saya siap mencetak")
    walk.press("Buat slip")
    walk.follow("Sudah dicetak, kembali", walk.page.locator("body"))

    walk.stage("opening")
    walk.follow("Buka penilaian …")
    walk.tick("Saya sudah membaca")
    walk.press("Buka penilaian")
    walk.says("Batalkan pembukaan")

    walk.stage("the office's predicate")
    come_again(walk, service, "2027-01-08")
    walk.side("Predikat kinerja organisasi")
    walk.tick("Baik")
    walk.type("Dokumen sumber", "LKjIP Kecamatan Senapelan 2026", exact=False)
    walk.type("Tanggal dokumen", "2027-01-08", exact=False)
    walk.press("Simpan")

    walk.stage("reminders")
    walk.side("Pengingat")
    walk.press("Catat di jejak bahwa pengingat sudah dikirim")

    walk.stage("a form on paper")
    with service.office.store.read() as view:
        one = records.assignments(view, CYCLE, method="self")[3]
        tool = records.instrument(view, records.cycle(view, CYCLE))
    code = service.app.extensions["kinerja"].tag("assignment", records.assignment_key(CYCLE, one))[:8]
    walk.side("Formulir kertas")
    walk.type("Kode di lembar", code)
    walk.enter()
    for n, item in enumerate(tool.items, 1):
        walk.type(f"{n}. {item.text['id']}", str(2 + n % 3))
    walk.enter()
    walk.says("Formulir masuk")
    fill_in(service.office, CYCLE, (one,))

    walk.stage("closing and sealing")
    come_again(walk, service, "2027-01-16")
    walk.follow("Tutup penilaian …")
    walk.tick("Saya sudah membaca")
    walk.press("Tutup penilaian")
    walk.follow("Segel sekarang …")
    walk.type("Ketik kode periode", CYCLE, exact=False)
    walk.press("Segel sekarang")
    walk.says("Periode disegel")
    deliver(service.office, CYCLE)

    walk.stage("training and follow-up")
    come_again(walk, service, "2027-03-17")
    walk.side("Tindak lanjut")
    walk.choose("Aspek", "Komunikasi")
    walk.type("Apa yang dilakukan", "Jadwal memberi kabar ditulis di setiap loket.", exact=False)
    walk.type("Jabatan", "Kepala Seksi Pelayanan Umum", exact=False)
    walk.type("Tenggat", "2027-04-30", exact=False)
    walk.press("Tambahkan")

    walk.stage("commentary")
    walk.side("Pratinjau dan terbit")
    walk.follow("Tulis komentar (Bahasa Indonesia)")
    walk.type("Teks", "Komunikasi masih yang terendah. Jadwal memberi kabar akan ditulis di setiap loket.", exact=False)
    walk.press("Simpan sebagai konsep")

    walk.stage("preview and publishing")
    walk.follow("Pratinjau dan terbit")
    walk.press("Buat pratinjau")
    service.done(f"preview/{CYCLE}")
    walk.says("Pemeriksa tidak menemukan cara mengenali seseorang")
    walk.look()
    walk.follow("Terbitkan …")
    walk.tick("Saya tahu ada dokumen")
    walk.type("Ketik kode periode", CYCLE, exact=False)
    walk.press("Terbitkan")

    walk.stage("site")
    service.done("site")
    walk.says("Disalin ke")
    walk.look()
    assert "Hasil Tahun 2026" in ((service.folders.publish_to or Path()) / CYCLE / "index.html").read_text()
    with walk.page.expect_download() as given:
        walk._act(walk.body.get_by_role("link", name="Unduh seluruh situs (ZIP)"))
    assert given.value.suggested_filename == "situs.zip"


def come_again(walk: Walk, service: Running, day: str, to: str = "Tahun 2026") -> None:
    """Sign in on another day, and go to the cycle."""
    service.day(day)
    walk.start("/")
    walk.type("NIP atau NI PPPK", "hr", exact=False)
    walk.type("Kode slip atau kata sandi", SECRET, exact=False)
    walk.press("Masuk")
    if to:
        walk.follow(to)


def erratum(walk: Walk, service: Running) -> None:
    """A mistake found after publishing is told on the site."""
    walk.stage("erratum")
    come_again(walk, service, "2027-04-01", "")
    walk.desk("Isi dan pengaturan")
    walk.follow("Ralat")
    walk.press("Tambah: Ralat")
    walk.choose("Periode", f"Tahun 2026 ({CYCLE})")
    walk.type("Tanggal ralat", "2027-04-01")
    walk.type("Bahasa Indonesia", "Judul grafik kedua keliru; angkanya benar.", group="Teks")
    walk.press("Simpan")
    walk.says("Tersimpan")
    walk.desk("Situs publik")
    walk.press("Terbitkan situs")
    service.done("site")
    walk.says("Disalin ke")
    assert "Judul grafik kedua keliru" in ((service.folders.publish_to or Path()) / CYCLE / "index.html").read_text()


def next_cycle(walk: Walk, service: Running) -> None:
    """The next year like this one, after somebody came, somebody left and somebody moved."""
    walk.stage("joiner, leaver, mover")
    come_again(walk, service, "2027-12-02", "")
    walk.desk("Pegawai")
    walk.follow("Tambah pegawai")
    walk.type("NIP", "200102032027032001")
    walk.type("Nama", "Wulandari Kampari, S.Kom.", exact=False)
    walk.choose("Unit kerja", "Seksi Pelayanan Umum")
    walk.type("Kelompok publikasi", "Seksi", exact=False)
    walk.type("Atasan langsung", "Vinastri Taluksari", exact=False)
    walk.press("Lihat yang akan berubah")
    walk.press("Simpan perubahan")
    find(walk, "Wirastama")
    walk.choose("Unit kerja", "Seksi Pemerintahan")
    walk.type("Atasan langsung", "Larasmita Tapunggara", exact=False)
    walk.press("Lihat yang akan berubah")
    walk.press("Simpan perubahan")
    find(walk, "Yudhakala")
    walk.press("Keluarkan dari daftar")
    walk.press("Simpan perubahan")
    walk.says("Kini ada 62 orang")

    walk.stage("next cycle")
    walk.desk("Periode")
    walk.follow("Salin dari Tahun 2026")
    walk.press("Buat rancangan")
    walk.says("Rancangan dibuat")
    walk.follow("Buat penugasan: siapa menilai siapa")
    walk.press("Buat penugasan")
    walk.side("Rencana publikasi")
    walk.follow("‹ Tahun 2027")
    walk.follow("Buka penilaian …")
    walk.tick("Saya sudah membaca")
    walk.press("Buka penilaian")
    walk.says("Batalkan pembukaan")
    with service.office.store.read() as view:
        one = records.cycle(view, NEXT)
        people = records.participants(view, NEXT)
    assert (one.start, one.end, one.stages) == ("2027-12-15", "2028-01-15", ("objections",))
    assert "Wulandari Kampari, S.Kom." in {e.name for e in people.values()}


def find(walk: Walk, name: str) -> None:
    """Search for somebody on the roster and go to their page."""
    walk.type("Cari", name, exact=False)
    walk.enter()
    walk.follow(name)
