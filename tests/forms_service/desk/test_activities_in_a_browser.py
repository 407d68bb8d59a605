"""HR at a real browser around the forms: ends the consultation, answers themes, settles an objection, trains, follows up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from kinerja_office import assignments, cycles
from tests.browser import check_page, chromium
from tests.delivered import deliver
from tests.forms_service.desk.office import CYCLE
from tests.forms_service.desk.test_in_a_browser import SCREENS, follow, menu, press, says, sign_in, visit
from tests.forms_service.desk.town import PAGE, Town
from tests.forms_world import served

pytestmark = pytest.mark.browser
COMMENT = "Pertanyaan tentang rahasia jabatan sulit dijawab oleh rekan kerja."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def url(town: Town) -> Iterator[str]:
    with served(town.app) as address:
        yield address


@pytest.mark.parametrize("options", SCREENS)
def test_hr_lets_people_have_their_say_and_does_something_about_it(
    town: Town, url: str, browser: Browser, options
) -> None:
    town.consulting()
    town.say("before", 50, COMMENT)
    page, scripts = visit(browser, url, options), options["java_script_enabled"]
    sign_in(page, town)
    page.goto(PAGE)
    check_page(page, scripts)

    # the consultation: a number, an end that is meant, an answer that must not copy
    follow(page, "Konsultasi berjalan: sedikitnya 50 orang sudah menjawab")
    check_page(page, scripts)
    expect(page.get_by_text(COMMENT)).to_have_count(0)
    follow(page, "Akhiri konsultasi …")
    check_page(page, scripts)
    press(page, "Akhiri dan hitung")
    says(page, "Beri tanda centang")
    check_page(page, scripts)
    page.locator("#yakin").check()
    page.get_by_role("button", name="Akhiri dan hitung").dblclick()
    says(page, COMMENT)
    check_page(page, scripts)
    page.get_by_label("Anda menyampaikan", exact=True).fill(COMMENT)
    page.get_by_label("Kami menindaklanjuti", exact=True).fill("Kini ada pilihan “Tidak dapat menilai”.")
    press(page, "Simpan jawaban")
    says(page, "menyalin pendapat seorang pegawai")
    assert page.title().startswith("Kesalahan: ")
    check_page(page, scripts)
    page.get_by_role("link", name="Kalimat ini menyalin").click()
    page.get_by_label("Anda menyampaikan", exact=True).fill("Sebagian hal tidak terlihat oleh rekan.")
    press(page, "Simpan jawaban")
    says(page, "Jawaban tersimpan.")
    check_page(page, scripts)
    follow(page, "Pasang versi baru …")
    check_page(page, scripts)
    page.goto(f"{PAGE}/lanjut")
    check_page(page, scripts)
    press(page, "Ya, lanjutkan")
    page.goto(f"{PAGE}/sasaran")
    check_page(page, scripts)

    # a sealed cycle: objections, one of them decided outside
    assignments.generate_assignments(town.office, CYCLE, None, "hr")
    cycles.open_cycle(town.office, CYCLE, "hr")
    town.answer()
    cycles.close_cycle(town.office, CYCLE, "hr")
    deliver(town.office, CYCLE)
    town.object("Camat")
    town.say("after", 12, "Waktu mengisi terlalu pendek.")
    page.goto(PAGE)
    check_page(page, scripts)
    follow(page, "1 keberatan menunggu Anda menyebut")
    check_page(page, scripts)
    follow(page, "Sebut pejabat yang memutus …")
    press(page, "Simpan jabatan")
    says(page, "Tulis jabatan yang memutus.")
    check_page(page, scripts)
    page.get_by_label("Jabatan yang memutus").fill("Wali Kota Pekanbaru")
    press(page, "Simpan jabatan")
    says(page, "Yang memutus: Wali Kota Pekanbaru")
    follow(page, "Catat putusan tertulis …")
    check_page(page, scripts)
    press(page, "Catat putusan")
    says(page, "Pilih putusannya.")
    check_page(page, scripts)
    page.get_by_label("Ditolak").check()
    page.get_by_label("Alasan putusan").fill("Catatan dialog mendukung penilai sepenuhnya.")
    page.get_by_label("Mengapa diputus tanpa").fill("Penilai sedang cuti.")
    page.locator("#yakin").check()
    page.get_by_role("button", name="Catat putusan").dblclick()
    says(page, "Selesai (1)")
    check_page(page, scripts)

    # training, from the preview's figures
    page.goto(f"{PAGE}/pelatihan")
    says(page, "Buat pratinjau dulu")
    check_page(page, scripts)
    town.preview(town.hr)
    town.last_cycle()
    page.goto(f"{PAGE}/pelatihan")
    says(page, "Cukup yakin ada perubahan")
    check_page(page, scripts)
    page.locator("main details summary").first.click()
    check_page(page, scripts)
    follow(page, "Teknik komunikasi")
    check_page(page, scripts)
    page.locator("#rencana").fill("2026-06-09")
    press(page, "Rencanakan")
    says(page, "direncanakan untuk 9 Juni 2026")
    page.get_by_role("link", name="Teknik komunikasi").last.click()
    page.goto(f"{PAGE}/pelatihan/teknik-komunikasi")
    press(page, "Catat")
    says(page, "dengan angka, misalnya 24")
    check_page(page, scripts)
    page.locator("#hari").fill("2026-06-09")
    page.get_by_label("Jumlah peserta").fill("24")
    press(page, "Catat")
    says(page, "24 peserta")
    check_page(page, scripts)

    # follow-up, with the action of the last cycle brought up to date
    page.goto(f"{PAGE}/tindak-lanjut")
    check_page(page, scripts)
    press(page, "Tambahkan")
    says(page, "Isi Aspek.")
    check_page(page, scripts)
    page.get_by_label("Aspek").select_option("komunikasi")
    page.get_by_label("Apa yang dilakukan", exact=True).fill("Jadwal memberi kabar ditempel di setiap loket.")
    page.get_by_label("Jabatan yang bertanggung jawab").fill("Camat")
    page.get_by_label("Tenggat").fill("2026-09-30")
    page.get_by_role("button", name="Tambahkan", exact=True).dblclick()
    expect(page.get_by_role("heading", level=3)).to_have_count(2)
    check_page(page, scripts)
    page.get_by_role("link", name="Perbarui tindak lanjut").first.click()
    page.get_by_label("Selesai").check()
    press(page, "Simpan")
    says(page, "Tulis hasilnya")
    check_page(page, scripts)
    page.get_by_label("Hasilnya", exact=True).fill("Terpasang di semua loket.")
    press(page, "Simpan")
    says(page, "Tindak lanjut diperbarui.")

    # the closing questions, and publishing that waits for the window
    page.goto(f"{PAGE}/terbit")
    check_page(page, scripts)
    follow(page, "Akhiri pertanyaan penutup …")
    check_page(page, scripts)
    page.locator("#yakin").check()
    press(page, "Akhiri dan hitung")
    says(page, "terlalu pendek")
    check_page(page, scripts)
    follow(page, "Hapus pendapat setelah")
    check_page(page, scripts)
    town.withdraw_last_cycle()
    town.preview(town.hr)
    page.goto(f"{PAGE}/terbitkan")
    says(page, "hasil menunggu dokumen itu")
    check_page(page, scripts)
    menu(page).get_by_role("button", name="English").click()
    for path in ("", "/pelatihan", "/tindak-lanjut", "/keberatan", "/pendapat/pelibatan", "/pendapat/penutup"):
        page.goto(PAGE + path)
        check_page(page, scripts)
    page.context.close()
