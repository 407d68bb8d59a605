"""The pages of texts and settings in a real browser: each under axe, nothing wider than the screen, and without scripts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import check_page, chromium
from tests.forms_service.desk.content_pages import drawing
from tests.forms_service.desk.office import CYCLE, Desk
from tests.forms_service.desk.test_in_a_browser import SCREENS, follow, press, says, sign_in, visit
from tests.forms_world import served

pytestmark = pytest.mark.browser
PAGES = (
    "/meja/isi", "/meja/isi/berkas/organisation.toml", "/meja/isi/berkas/instruments/berakhlak.toml", "/meja/isi/berkas/errata.toml",
    "/meja/isi/berkas/glossary.toml", "/meja/isi/berkas/training.toml?bentuk=teks", f"/meja/isi/berkas/notes/{CYCLE}.id.md",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.parametrize("screen", SCREENS)
def test_texts_and_settings(browser: Browser, desk: Desk, screen: dict[str, Any]) -> None:
    drawing(desk)
    desk.roster()
    desk.draft()
    scripts = screen["java_script_enabled"]
    with served(desk.app) as url:
        page = visit(browser, url, screen)
        sign_in(page, desk)
        for where in PAGES:
            page.goto(where)
            check_page(page, scripts)
            shot(page, where)
        page.goto("/meja/isi")
        follow(page, "Halaman Kesimpulan: apa yang dapat Anda lakukan")
        page.get_by_label("Satu kalimat pembuka").fill("Tiga hal yang kami perbaiki.")
        press(page, "Periksa dan pratinjau")
        says(page, "Sudah diperiksa, belum disimpan")
        shown = page.frame_locator("iframe").get_by_text("Tiga hal yang kami perbaiki.")
        shown.first.wait_for()
        check_page(page, scripts)
        shot(page, "preview")
        press(page, "Simpan")
        says(page, "Tersimpan. Situs publik memakainya")
        follow(page, "Riwayat")
        follow(page, "Versi 1")
        check_page(page, scripts)
        shot(page, "history")
        press(page, "Kembalikan versi 1")
        says(page, "Tersimpan. Situs publik memakainya")
        page.goto("/meja/isi/berkas/training.toml")
        press(page, "Tambah: Program")
        page.get_by_role("button", name="Hapus").last.click()
        page.goto("/meja/isi/berkas/organisation.toml")
        page.get_by_text("Warna", exact=True).click() if not page.get_by_label(
            "Tautan dan tombol"
        ).is_visible() else None
        page.get_by_label("Tautan dan tombol").fill("#ffee00")
        page.keyboard.press("Enter")
        says(page, "kurang dari 4,6:1")
        check_page(page, scripts)
        shot(page, "colours")


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(
            path=f"{folder}/{name.strip('/').replace('/', '_').replace('?', '_')}-{page.evaluate('innerWidth')}.png",
            full_page=True,
        )
