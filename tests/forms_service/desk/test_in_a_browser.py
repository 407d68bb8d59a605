"""HR at a real browser runs a cycle of 61, from the roster to the published page, with a clerk's mistakes; each page under axe."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kinerja_office import accounts, answering, records
from tests.browser import AXE, RULES, check_page, chromium
from tests.forms_service.desk.office import CYCLE, ROSTER, Desk
from tests.forms_world import SECRET, served

pytestmark = pytest.mark.browser
SCREENS = [
    pytest.param({"java_script_enabled": True, "viewport": {"width": 1280, "height": 900}}, id="desk"),
    pytest.param(
        {"java_script_enabled": True, "viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
        id="phone-dark",
    ),
    pytest.param(  # no page has a script (`test_headers`): the long form says that none is needed
        {"java_script_enabled": False, "viewport": {"width": 1280, "height": 900}},
        id="scripts-off",
        marks=pytest.mark.quality,
    ),
]
PAGE = f"/meja/periode/{CYCLE}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def url(desk: Desk) -> Iterator[str]:
    with served(desk.app) as address:
        yield address


def visit(browser: Browser, url: str, options: dict[str, Any]) -> Page:
    page = browser.new_context(**options, base_url=url).new_page()
    page.set_default_timeout(15000)
    return page


def sign_in(page: Page, desk: Desk, name: str = "hr", role: Any = "hr") -> None:
    with desk.office.store.read() as view:
        known = accounts.staff_of(view, name)
    password = (
        accounts.rekey_staff(desk.office, name, "system")
        if known
        else accounts.add_staff(desk.office, name, role, "system")
    )
    page.goto("/masuk")
    page.locator("#nomor").fill(name)
    page.locator("#sandi").fill(password)
    page.locator("main form button").first.click()
    page.locator("#sandi").fill(SECRET)
    page.locator("#ulang").fill(SECRET)
    page.locator("main form button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meja kepegawaian" if role != "auditor" else "Jejak")


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def menu(page: Page) -> Locator:
    """Where the links of the header are: behind “Menu” on a small screen."""
    if (button := page.locator("details.menu summary")).is_visible():
        button.click()
        return page.locator("details.menu")
    return page.locator("body")


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def says(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


def choose_file(page: Page, name: str, data: bytes) -> None:
    page.locator("#berkas").set_input_files([{"name": name, "mimeType": "text/csv", "buffer": data}])
    press(page, "Periksa berkas")


@pytest.mark.parametrize("options", SCREENS)
def test_hr_runs_a_cycle_from_the_roster_to_the_published_page(
    desk: Desk, url: str, browser: Browser, options: dict[str, Any]
) -> None:
    page, scripts = visit(browser, url, options), options["java_script_enabled"]
    sign_in(page, desk)
    check_page(page, scripts)

    # the roster, after two wrong files
    follow(page, "Mulai di sini: unggah daftar pegawai.")
    check_page(page, scripts)
    choose_file(page, "foto.jpg", b"\xff\xd8\xff\xe0 not a table")
    says(page, "foto.jpg ditolak")
    check_page(page, scripts)
    rows = ROSTER.splitlines()
    broken = [rows[0], *(("12" + r[18:]) if 30 < n < 50 else r for n, r in enumerate(rows[1:]))]
    choose_file(page, "pegawai.csv", "\n".join(broken).encode())
    says(page, "Tidak ada yang disimpan")
    check_page(page, scripts)
    choose_file(page, "pegawai.csv", ROSTER.encode())
    says(page, "berisi 62 orang")
    check_page(page, scripts)
    page.get_by_role("button", name="Ganti daftar pegawai").dblclick()
    says(page, "Kini ada 62 orang")
    check_page(page, scripts)

    # the cycle, after an empty form
    menu(page).get_by_role("link", name="Periode", exact=True).click()
    follow(page, "Buat periode baru")
    press(page, "Buat rancangan")
    says(page, "Isi Nama periode")
    check_page(page, scripts)
    page.get_by_label("Nama periode").fill("Semester II 2026")
    page.get_by_label("Kode").fill(CYCLE)
    page.get_by_label("Hari pertama").fill("2026-06-01")
    page.get_by_label("Hari terakhir").fill("2026-06-30")
    press(page, "Buat rancangan")
    says(page, "Rancangan dibuat")
    check_page(page, scripts)

    # assignments, one of them by hand
    follow(page, "Buat penugasan: siapa menilai siapa")
    check_page(page, scripts)
    press(page, "Buat penugasan")
    says(page, "438 penugasan dibuat")
    check_page(page, scripts)
    follow(page, "Seksi Pemerintahan")
    check_page(page, scripts)
    page.get_by_role("button", name="hapus").first.click()
    says(page, "Dihapus:")
    page.go_back()
    page.get_by_label("Penilaian rekan kerja").check()
    page.get_by_label("Yang dinilai").fill("a")
    page.get_by_label("Penilai", exact=True).fill("")
    press(page, "Tambahkan")
    says(page, "orang yang cocok")
    check_page(page, scripts)
    page.goto(f"{PAGE}/penugasan")
    page.get_by_text("Buat ulang, atau ambil dari berkas").click()
    press(page, "Buat ulang penugasan")

    # slips
    page.goto(f"{PAGE}/slip")
    press(page, "Buat slip")
    says(page, "Beri tanda centang")
    check_page(page, scripts)
    page.get_by_label("Saya siap mencetak").check()
    press(page, "Buat slip")
    expect(page.locator("svg.qr")).to_have_count(62)
    if scripts:
        assert found(page) == [], "the slips"
    page.get_by_role("link", name="Sudah dicetak, kembali").click()

    # open: the plan is read, the tick forgotten, the button clicked twice, and another tab comes too late
    page.goto(f"{PAGE}/rencana")
    says(page, "Sekretariat + Seksi")
    check_page(page, scripts)
    other = page.context.new_page()
    other.goto(f"{PAGE}/buka")
    page.goto(PAGE)
    follow(page, "Buka penilaian …")
    check_page(page, scripts)
    press(page, "Buka penilaian")
    says(page, "Beri tanda centang")
    check_page(page, scripts)
    page.goto(f"{PAGE}/buka")
    page.locator("#yakin").check()
    page.get_by_role("main").get_by_role("button", name="Buka penilaian", exact=True).dblclick()
    says(page, "Batalkan pembukaan")
    check_page(page, scripts)
    other.locator("#yakin").check()
    press(other, "Buka penilaian")
    says(other, "sudah dibuka. Tidak ada yang diulang")
    other.close()
    page.go_back()  # to the page that asked: it is out of date, and the cycle's page says so
    says(page, "Batalkan pembukaan")
    assert desk.cycle().state == "opening"
    follow(page, "Terima formulir sekarang …")
    check_page(page, scripts)
    page.locator("#yakin").check()
    press(page, "Terima formulir sekarang")
    expect(page.get_by_role("button", name="Batalkan pembukaan")).to_have_count(0)
    assert desk.cycle().state == "assessment"
    check_page(page, scripts)

    # people answer; two decline; one hands in paper
    with desk.office.store.read() as view:
        peers = records.assignments(view, CYCLE, method="peer")
        people = records.participants(view, CYCLE)
    declined, paper = peers[:2], peers[2]
    for one in declined:
        answering.decline(desk.office, CYCLE, one, "Kami belum pernah bekerja bersama.")
    desk.answer(lambda a: a not in (*declined, paper))
    page.goto(PAGE)
    says(page, "2 tugas menilai ditolak")
    follow(page, "2 tugas menilai ditolak")
    check_page(page, scripts)
    expect(page.get_by_role("button", name="Kembalikan tugasnya")).to_have_count(2)
    page.get_by_role("button", name="Kembalikan tugasnya").first.click()
    expect(page.get_by_role("button", name="Kembalikan tugasnya")).to_have_count(1)  # left alone it lapses
    page.get_by_role("button", name="Kembalikan tugasnya").first.click()
    says(page, "Tidak ada penolakan")
    page.goto(f"{PAGE}/keikutsertaan")
    says(page, "Kelurahan Sago")
    says(page, "Berapa rekan dan bawahan yang sudah mengisi baru terlihat setelah periode ditutup")
    check_page(page, scripts)
    page.goto(f"{PAGE}/kertas")
    page.get_by_label("Penilaian rekan kerja").check()
    page.get_by_label("Yang dinilai").fill("Zorro")
    page.get_by_label("Penilai", exact=True).fill(people[paper.rater].name)
    press(page, "Lanjut ke isi formulir")
    says(page, "Tidak ada orang dengan NIP atau nama itu")
    check_page(page, scripts)
    page.get_by_label("Yang dinilai").fill(people[paper.ratee].name)
    press(page, "Lanjut ke isi formulir")
    check_page(page, scripts)
    press(page, "Masukkan formulir")
    says(page, "27 masih kosong")
    check_page(page, scripts)
    page.locator('input[name="n-PEL1"]').fill("4")
    page.get_by_label("Yang saya biarkan kosong memang kosong").check()
    press(page, "Masukkan formulir")
    says(page, "Formulir diterima")

    # close, undo, close, seal
    page.goto(f"{PAGE}/perpanjang")
    page.get_by_label("Hari terakhir yang baru").fill("2026-07-03")
    press(page, "Simpan hari terakhir")
    says(page, "Hari terakhir kini 3 Juli 2026")
    for _ in range(2):
        follow(page, "Tutup penilaian …")
        check_page(page, scripts)
        page.locator("#yakin").check()
        press(page, "Tutup penilaian")
        says(page, "Dapat dibatalkan sampai pukul")
        check_page(page, scripts)
        if _ == 0:
            press(page, "Batalkan penutupan")
            says(page, "Formulir diterima lagi")
    page.go_back()
    says(page, "Dapat dibatalkan sampai pukul")
    follow(page, "Segel sekarang …")
    check_page(page, scripts)
    press(page, "Segel sekarang")
    says(page, f"Ketik persis: {CYCLE}")
    page.locator("#ketik").fill(CYCLE)
    press(page, "Segel sekarang")
    says(page, "Periode disegel")
    check_page(page, scripts)
    page.goto(f"{PAGE}/sisa")
    says(page, "Kunci periode: sudah dimusnahkan")
    check_page(page, scripts)

    # preview, publish, site
    page.goto(PAGE)
    follow(page, "Lihat pratinjau dan terbitkan …")
    check_page(page, scripts)
    press(page, "Buat pratinjau")
    desk.wait(f"preview/{CYCLE}")
    page.goto(f"{PAGE}/terbit")
    says(page, "Pemeriksa tidak menemukan cara mengenali seseorang")
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text("Hasil Semester II 2026")
    check_page(page, scripts)
    follow(page, "Terbitkan …")
    check_page(page, scripts)
    press(page, "Terbitkan")
    says(page, f"Ketik persis: {CYCLE}")
    page.locator("#ketik").fill(CYCLE)
    press(page, "Terbitkan")
    assert desk.wait("site").state == "done"
    page.goto("/meja/situs")
    says(page, "Situs publik sudah dibangun")
    check_page(page, scripts)
    page.goto(PAGE)
    says(page, "Situs publik sudah memuat")
    check_page(page, scripts)
    public = (desk.folder / "public_html" / CYCLE / "index.html").read_text()
    assert "Hasil Semester II 2026" in public
    assert "Komunikasi" in public

    # what is left of the desk, and the way out
    for path in ("/meja/", "/meja/akun", "/meja/jejak", "/meja/slip", f"{PAGE}/penugasan", f"{PAGE}/terbit"):
        page.goto(path)
        check_page(page, scripts)
    menu(page).get_by_role("button", name="English").click()
    page.goto(PAGE)
    says(page, "Its results are published and final.")
    check_page(page, scripts)
    menu(page).get_by_role("button", name="Sign out").click()
    page.goto(PAGE)
    expect(page).to_have_url(re.compile(r"/masuk\?lanjut="))
    page.context.close()


def found(page: Page, without: str = "") -> list[str]:
    """Return what axe finds, without one rule."""
    page.evaluate(AXE)
    rules = {**RULES, "rules": {without: {"enabled": False}}} if without else RULES
    result = page.evaluate("rules => axe.run(document, rules)", rules)
    return [f"{v['id']}: {[n['html'][:120] for n in v['nodes'][:3]]}" for v in result["violations"]]


def test_the_page_of_a_job_refreshes_itself_and_can_be_told_to_stop(desk: Desk, url: str, browser: Browser) -> None:
    """axe knows no way for a refresh to be stopped; this page has one (WCAG 2.2.1, 2.2.2), so that rule alone is left out."""
    go, home = threading.Event(), desk.app.extensions["kinerja"]
    home.rebuild = lambda progress: (progress("site", 3, 10), go.wait(30))
    page = visit(browser, url, {"java_script_enabled": True})
    sign_in(page, desk)
    page.goto("/meja/situs")
    press(page, "Bangun ulang situs")
    says(page, "3 dari 10")
    assert found(page, without="meta-refresh") == []
    follow(page, "Jangan perbarui sendiri")
    assert found(page) == []
    go.set()
    desk.wait("site")
    follow(page, "Perbarui")
    says(page, "Situs publik sudah dibangun")
    page.context.close()


def test_the_keyboard_is_enough_to_open_a_cycle(desk: Desk, url: str, browser: Browser) -> None:
    desk.roster()
    desk.draft()
    page = visit(browser, url, {"java_script_enabled": True})
    sign_in(page, desk)
    page.goto(f"{PAGE}/buka")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "yakin":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    says(page, "Penilaian dibuka")
    assert desk.cycle().state == "opening"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Terima formulir sekarang …":
            break
    page.keyboard.press("Enter")
    says(page, "sesudah ini pembukaan tidak dapat dibatalkan lagi")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "yakin":
            break
    for key in ("Space", "Tab", "Enter"):
        page.keyboard.press(key)
    says(page, "Formulir kini diterima")
    assert desk.cycle().state == "assessment"
    page.context.close()


def test_an_error_takes_the_focus_without_a_script(desk: Desk, url: str, browser: Browser) -> None:
    page = visit(browser, url, {"java_script_enabled": True})
    sign_in(page, desk)
    page.goto("/meja/pegawai")
    choose_file(page, "foto.jpg", b"\xff\xd8\xff\xe0")
    says(page, "foto.jpg ditolak")
    expect(page.locator(":focus")).to_have_class("errors")
    assert page.title().startswith("Kesalahan: ")
    page.context.close()


def test_the_auditor_finds_only_the_trail(desk: Desk, url: str, browser: Browser) -> None:
    desk.opened()
    page = visit(browser, url, {"java_script_enabled": True, "viewport": {"width": 320, "height": 640}})
    sign_in(page, desk, "budi", "auditor")
    check_page(page, True)
    expect(menu(page).get_by_role("navigation", name="Meja kepegawaian").get_by_role("link")).to_have_text(
        ["Jejak", "Panduan"]
    )
    page.context.close()
