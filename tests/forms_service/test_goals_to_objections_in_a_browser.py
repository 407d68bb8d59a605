"""Goals, an objection and opinions at a real browser: scripts on and off, a phone of 320 px, a desk at 200 %, axe on each page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from kinerja_office import goals, objections
from tests.browser import check_page, chromium
from tests.forms_town import advance, case_path, goal_path, goals_of, object_to, result_path, set_goal
from tests.forms_world import ASISTEN, CAMAT, CYCLE, KASI, MELATI, RATNA, SEKRETARIS, TIGOR, World, served

pytestmark = pytest.mark.browser
SCREENS = [
    pytest.param({"java_script_enabled": True, "viewport": {"width": 320, "height": 640}}, id="phone-320"),
    pytest.param(
        {"java_script_enabled": True, "viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
        id="desk-dark",
    ),
    pytest.param(  # no page has a script (`test_headers`): the long form says that none is needed
        {"java_script_enabled": False, "viewport": {"width": 360, "height": 740}},
        id="scripts-off",
        marks=pytest.mark.quality,
    ),
]
ZOOMED = {"java_script_enabled": True, "viewport": {"width": 640, "height": 400}, "device_scale_factor": 2.0}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


class Desk:
    """Browsers of several people on one server; signing in has its own tests."""

    def __init__(self, world: World, browser: Browser, url: str, options: dict) -> None:
        self.world, self.browser, self.url, self.options = world, browser, url, options
        self.scripts: bool = options["java_script_enabled"]

    @contextmanager
    def sit(self, who: str, lang: str = "id") -> Iterator[Page]:
        person = self.world.client(who, lang)
        cookie = person.http.get_cookie("kinerja")
        assert cookie
        context = self.browser.new_context(**self.options, base_url=self.url)
        context.add_cookies([{"name": "kinerja", "value": cookie.value, "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(8000)
        yield page
        context.close()

    def check(self, page: Page) -> None:
        check_page(page, self.scripts)


@contextmanager
def desk(world: World, browser: Browser, options: dict) -> Iterator[Desk]:
    with served(world.app) as url:
        yield Desk(world, browser, url, options)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def mark(page: Page, question: str, answer: str) -> None:
    """Click on the box of an answer, as a person does."""
    group = page.get_by_role("group", name=re.compile(question))
    group.locator("label", has_text=re.compile(rf"^\s*{answer}(?!\w)")).click()


def summary_has_focus(page: Page, scripts: bool) -> None:
    expect(page).to_have_title(re.compile("^Kesalahan: "))
    if scripts:
        expect(page.locator(":focus")).to_have_class("errors")


@pytest.mark.parametrize("options", SCREENS)
def test_a_goal_from_the_first_try_to_the_report(setting: World, browser: Browser, options) -> None:
    set_goal(setting, SEKRETARIS, CAMAT, expected_result="Layanan kecamatan tepat waktu")
    with desk(setting, browser, options) as d:
        with d.sit(MELATI) as page:
            page.goto("/tugas")
            d.check(page)
            page.get_by_role("link", name="Ajukan rencana hasil kerja", exact=True).click()
            d.check(page)
            page.get_by_role("link", name="Tambah rencana hasil kerja").click()
            d.check(page)
            page.get_by_label("Hasil yang diharapkan").fill("Arsip warga mudah ditemukan")
            press(page, "Ajukan kepada atasan")
            summary_has_focus(page, d.scripts)
            d.check(page)
            expect(page.get_by_text("tersimpan sebagai rancangan")).to_be_visible()
            page.locator(".errors a", has_text="Tulis bagaimana keberhasilannya").click()
            assert page.url.endswith("#success")
            page.get_by_label("Ukuran keberhasilan").fill("1.500 berkas dipindai sampai Juni")
            page.get_by_label("Hasil kerja pimpinan yang diintervensi").select_option(
                label="Layanan kecamatan tepat waktu"
            )
            press(page, "Ajukan kepada atasan")
            expect(page.get_by_text("Sudah diajukan")).to_be_visible()
            d.check(page)
        assert [g.state for g in goals_of(setting, MELATI)] == ["proposed"]
        (goal,) = goals_of(setting, MELATI)
        with d.sit(SEKRETARIS) as page:
            page.goto("/tugas")
            page.get_by_role("link", name="Jawab rencana hasil kerja bawahan", exact=True).click()
            d.check(page)
            page.get_by_role("link", name="Arsip warga mudah ditemukan").click()
            d.check(page)
            press(page, "Kembalikan")
            summary_has_focus(page, d.scripts)
            d.check(page)
            press(page, "Setujui")
            expect(page.get_by_text("Rencana hasil kerja disepakati.")).to_be_visible()
            d.check(page)
        with d.sit(MELATI) as page:
            page.goto(goal_path(setting, goal))
            d.check(page)
            page.get_by_label("Bukti dukung").fill("Daftar pindai harian")
            press(page, "Simpan realisasi")
            summary_has_focus(page, d.scripts)
            d.check(page)
            page.get_by_label("Realisasi", exact=True).fill("1.250 berkas, dihitung tiap Jumat")
            press(page, "Simpan realisasi")
            expect(page.get_by_text("1.250 berkas, dihitung tiap Jumat").first).to_be_visible()
            d.check(page)
            page.goto("/tujuan")
            d.check(page)


def test_enter_saves_a_draft_and_changes_no_language(setting: World, browser: Browser) -> None:
    with desk(setting, browser, SCREENS[1].values[0]) as d, d.sit(MELATI) as page:
        page.goto(f"/tujuan/{CYCLE}/baru")
        page.get_by_label("Hasil yang diharapkan").fill("Arsip tertata")
        page.get_by_label("Utama").press("Enter")
        page.wait_for_load_state()
        expect(page.get_by_text("Tersimpan sebagai rancangan")).to_be_visible()
        page.goto(f"/tujuan/{CYCLE}/baru")
        page.get_by_label("Hasil yang diharapkan").fill("Loket rapi")
        press(page, "English")
        expect(page.get_by_label("Expected result")).to_have_value("Loket rapi")


def test_two_tabs_and_removing(setting: World, browser: Browser) -> None:
    goal = set_goal(setting, MELATI)
    with desk(setting, browser, SCREENS[0].values[0]) as d, d.sit(MELATI) as page:
        page.goto(goal_path(setting, goal) + "/ubah")
        other = page.context.new_page()
        other.goto(goal_path(setting, goal) + "/ubah")
        other.get_by_label("Ukuran keberhasilan").fill("95")
        press(other, "Simpan rancangan")
        other.go_back()
        other.reload()
        expect(other.get_by_label("Ukuran keberhasilan")).to_have_value("95")
        press(other, "Simpan rancangan")
        assert [g.wish.success for g in goals_of(setting, MELATI)] == ["95"]
        page.get_by_label("Ukuran keberhasilan").fill("70")
        press(page, "Simpan rancangan")
        expect(page.get_by_text("Yang tersimpan sekarang")).to_be_visible()
        d.check(page)
        page.goto(goal_path(setting, goal))
        page.get_by_role("link", name="Hapus rencana hasil kerja ini").click()
        d.check(page)
        press(page, "Ya, hapus")
        expect(page.get_by_text("Rencana hasil kerja sudah dihapus")).to_be_visible()


@pytest.mark.parametrize("options", SCREENS)
def test_an_objection_from_the_result_to_the_decision(closed: World, browser: Browser, options) -> None:
    with desk(closed, browser, options) as d:
        with d.sit(TIGOR) as page:
            page.goto(result_path(closed, TIGOR))
            d.check(page)
            page.get_by_role("link", name="Ajukan keberatan").click()
            d.check(page)
            page.get_by_label("Alasan").fill("Tidak adil")
            press(page, "Ajukan keberatan")
            summary_has_focus(page, d.scripts)
            expect(page.locator(".errors li")).to_have_count(2)
            d.check(page)
            page.locator("label", has_text="Hasil kerja").click()
            page.get_by_label("Alasan").fill("Tiga puluh delapan dari empat puluh keluhan saya jawab tepat waktu.")
            press(page, "Ajukan keberatan")
            expect(page.get_by_text("Menunggu tanggapan penilai, sebaiknya paling lambat 6 Juli 2026")).to_be_visible()
            d.check(page)
            page.get_by_role("link", name="Tarik keberatan").click()
            d.check(page)
            page.get_by_role("link", name="Tidak, kembali").click()
        with d.sit(KASI) as page:
            page.goto("/tugas")
            d.check(page)
            page.get_by_role("link", name="Tanggapi keberatan Tigor Sihombing", exact=True).click()
            d.check(page)
            press(page, "Simpan tanggapan")
            summary_has_focus(page, d.scripts)
            d.check(page)
            page.get_by_label("Tanggapan Anda").fill("Dua laporan terlambat sehari.")
            press(page, "Simpan tanggapan")
            expect(page.get_by_text("Tanggapan Anda tersimpan")).to_be_visible()
            d.check(page)
        with d.sit(CAMAT) as page:
            page.goto("/tugas")
            page.get_by_role("link", name="Putuskan keberatan Tigor Sihombing", exact=True).click()
            d.check(page)
            mark(page, "Putusan Anda", "Diterima$")
            page.get_by_label("Alasan").fill("Buku keluhan menunjukkan 38 dari 40 tepat waktu.")
            page.get_by_label("Hasil kerja").select_option("as")
            press(page, "Tetapkan putusan")
            summary_has_focus(page, d.scripts)
            d.check(page)
            page.get_by_label("Saya sudah membaca kedua pihak").check()
            page.get_by_label("Rekomendasi baru").fill("Pertahankan catatan di buku keluhan.")
            press(page, "Tetapkan putusan")
            expect(page.get_by_text("Sudah diputus pada 1 Juli 2026: diterima. Final.")).to_be_visible()
            expect(page.locator("textarea")).to_have_count(0)
            d.check(page)
        with d.sit(TIGOR) as page:
            page.goto("/keberatan")
            d.check(page)
            page.get_by_role("link", name="Semester I 2026").click()
            expect(page.get_by_text("di bawah ekspektasi menjadi sesuai ekspektasi")).to_be_visible()
            d.check(page)


@pytest.mark.parametrize("options", SCREENS)
def test_a_say_before_and_after(asking: World, browser: Browser, options) -> None:
    with desk(asking, browser, options) as d:
        with d.sit(RATNA) as page:
            page.goto("/tugas")
            page.get_by_role("link", name="Pendapat tentang rancangan instrumen").first.click()
            d.check(page)
            press(page, "Kirim pendapat")
            summary_has_focus(page, d.scripts)
            d.check(page)
            mark(page, r"Seberapa jelas.*Komunikasi", "2")
            mark(page, r"Seberapa adil.*Komunikasi", "4")
            page.get_by_label("Komentar").fill("Contoh di loket kurang.")
            press(page, "Kirim pendapat")
            expect(page.get_by_text("Pendapat Anda tersimpan dan tersegel, tanpa nama")).to_be_visible()
            d.check(page)
            page.get_by_role("link", name="Pendapat tentang rancangan instrumen").first.click()
            expect(page.get_by_text("Anda sudah menjawab")).to_be_visible()
            group = page.get_by_role("group", name=re.compile("jelas.*Komunikasi"))
            expect(group.locator("input:checked")).to_have_value("2")
            advance(asking, "goals")
            press(page, "Kirim perubahan")
            expect(page.get_by_role("heading", level=1)).to_have_text("Tahap ini tidak sedang dibuka")
            d.check(page)
        advance(asking, "closed")
        with d.sit(RATNA, "en") as page:
            page.goto("/tugas")
            page.get_by_role("link", name="Three closing questions").first.click()
            d.check(page)
            mark(page, "fair", "4")
            press(page, "Send my opinion")
            d.check(page)


@pytest.mark.parametrize("options", [*SCREENS[:2], pytest.param(ZOOMED, id="zoom-200")])
def test_every_other_state(closed: World, browser: Browser, options) -> None:
    object_to(closed, SEKRETARIS, CAMAT, ASISTEN, ("work_result", "komunikasi"))
    object_to(closed, CAMAT, ASISTEN, "")
    objections.state_side(closed.office, CYCLE, SEKRETARIS, CAMAT, "Dua laporan terlambat sehari.")
    own = f"/keberatan/{CYCLE}"
    with desk(closed, browser, options) as d:
        for who, paths in (
            (
                MELATI,
                (
                    own,
                    "/keberatan",
                    "/tujuan",
                    "/pendapat",
                    "/hasil",
                    result_path(closed, MELATI),
                    result_path(closed, MELATI) + "/langkah",
                ),
            ),
            (RATNA, (own, result_path(closed, RATNA))),
            (CAMAT, (own, "/keberatan", result_path(closed, SEKRETARIS), "/tujuan-bawahan")),
            (ASISTEN, (case_path(closed, SEKRETARIS, "putusan"), "/tugas")),
        ):
            for lang in ("id", "en"):
                with d.sit(who, lang) as page:
                    for path in paths:
                        page.goto(path)
                        d.check(page)


def test_evidence_beside_the_form(setting: World, browser: Browser) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    goals.report(setting.office, CYCLE, MELATI, goal.id, "92 persen", "Buku keluhan", "2026-05-18")
    advance(setting, "assessment")
    for screen in SCREENS[:2]:
        with desk(setting, browser, screen.values[0]) as d, d.sit(SEKRETARIS) as page:
            page.goto(f"/tugas/{setting.ref('supervisor', SEKRETARIS, MELATI)}/3")
            expect(page.get_by_text("92 persen")).to_be_visible()
            d.check(page)


def test_by_keyboard_alone(asking: World, browser: Browser) -> None:
    with desk(asking, browser, SCREENS[1].values[0]) as d, d.sit(MELATI) as page:
        page.goto(f"/pendapat/{CYCLE}/sebelum")
        name = "n-komunikasi/fair"
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == name:
                break
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        assert page.evaluate("getComputedStyle(document.activeElement.closest('label')).outlineStyle") == "solid"
        for _ in range(10):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.innerText") == "Kirim pendapat":
                break
        page.keyboard.press("Enter")
        expect(page.get_by_text("Pendapat Anda tersimpan dan tersegel, tanpa nama")).to_be_visible()
