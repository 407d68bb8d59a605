"""HR uploads the roster: a preview first, every error with row and column, nothing written before "yes", no file left."""

from __future__ import annotations

import io
import time
from pathlib import Path

import openpyxl

from forms_service.web.shelf import HOUR
from kinerja_office import records
from tests.assessment.workbooks import rows as sheet
from tests.assessment.workbooks import text, workbook
from tests.forms_service.desk.office import ROSTER, Desk
from tests.forms_service.desk.rosters import URL, people, token, upload


def without(rows: int) -> bytes:
    """The example's roster without its last rows (nobody's supervisors)."""
    return "\n".join(ROSTER.splitlines()[:-rows]).encode()


def test_it_works(desk: Desk) -> None:
    hr = desk.hr
    page = upload(hr, ROSTER.encode()).text
    assert "berisi 62 orang" in page
    assert "62 orang baru" in page
    assert "Kelurahan / Sago: 7" in page
    assert people(desk) == 0
    assert hr.post(f"{URL}/terapkan", {"unggahan": token(page)}).status_code == 303
    assert people(desk) == 62
    assert "62 orang; 62 baru, 0 berubah, 0 keluar" in hr.get(URL).text


def test_a_spreadsheet_works_too(desk: Desk) -> None:
    book = openpyxl.Workbook()
    for line in ROSTER.splitlines():
        book.active.append(line.split(","))
    data = io.BytesIO()
    book.save(data)
    assert "62 orang baru" in upload(desk.hr, data.getvalue(), "pegawai.xlsx").text


def test_the_preview_names_who_joins_changes_and_leaves(desk: Desk) -> None:
    desk.roster()
    rows = without(2).decode().replace("Pengadministrasi", "Analis", 1).splitlines()
    page = upload(desk.hr, "\n".join(rows).encode()).text
    assert "2 orang keluar" in page
    assert "1 orang berubah" in page
    assert "jabatan: Pengadministrasi → Analis" in page
    assert people(desk) == 62


def test_errors_come_with_row_and_column_as_the_file_calls_it(desk: Desk) -> None:
    rows = ROSTER.splitlines()
    for n in range(40, 60):
        rows[n] = "123" + rows[n][18:]
    answer = upload(desk.hr, "\n".join(rows).encode())
    assert answer.status_code == 422
    assert "pegawai.csv ditolak" in answer.text
    assert 'class="n">41</td><td data-label="Kolom">nip</td>' in answer.text
    assert answer.text.count("<tr><td") == 12
    assert "… dan 11 lagi. (atasan tidak dikenal 3×, nomor ganda 8×)" in answer.text
    assert "<title>Kesalahan" in answer.text
    assert people(desk) == 0


def test_a_wrong_file_is_refused_in_words(desk: Desk) -> None:
    hr = desk.hr
    assert "bukan UTF-8" in upload(hr, b"\xff\xd8\xff\xe0photo", "foto.jpg").text
    assert "tidak memiliki kolom" in upload(hr, b"a,b\n1,2\n", "lain.csv").text
    assert "kosong" in upload(hr, b"", "kosong.csv").text
    assert "Pilih berkas dulu" in hr.post(URL, content_type="multipart/form-data").text


def test_a_file_that_is_too_large_is_refused(desk: Desk) -> None:
    hr = desk.hr
    # the body by hand: the test client would leave its own temporary file open
    parts = [
        ("csrf_token", "", hr.token().encode()),
        ("berkas", '; filename="besar.csv"', b"x" * (8 * 1024 * 1024 + 1)),
    ]
    body = b"".join(
        f'--garis\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + data + b"\r\n"
        for name, more, data in parts
    )
    answer = hr.http.post(URL, data=body + b"--garis--\r\n", content_type="multipart/form-data; boundary=garis")
    assert answer.status_code == 422
    assert "lebih besar dari 8 MB" in answer.text
    assert people(desk) == 0


def test_a_file_of_another_office_is_doubted_aloud(desk: Desk) -> None:
    desk.roster()
    lines = ROSTER.splitlines()
    few = [lines[0], *lines[1:9]]
    assert "lebih dari separuh daftar" in upload(desk.hr, "\n".join(few).encode()).text


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    desk.roster()
    assert "sama dengan daftar yang ada" in upload(desk.hr, ROSTER.encode()).text


def test_a_double_click_applies_once(desk: Desk) -> None:
    hr = desk.hr
    waiting = token(upload(hr, ROSTER.encode()).text)
    for _ in range(2):
        assert hr.post(f"{URL}/terapkan", {"unggahan": waiting}).status_code == 303
    assert people(desk) == 62
    page = hr.get(URL).text
    assert page.count("62 orang; 62 baru, 0 berubah, 0 keluar") == 1
    assert "tidak ditahan" not in page


def test_a_change_in_between_shows_the_new_comparison_first(desk: Desk) -> None:
    hr = desk.hr
    first = token(upload(hr, without(2)).text)
    desk.roster()  # another tab imports everybody
    answer = hr.post(f"{URL}/terapkan", {"unggahan": first})
    assert answer.status_code == 200
    assert "2 orang keluar" in answer.text
    assert people(desk) == 62
    hr.post(f"{URL}/terapkan", {"unggahan": token(answer.text)})
    assert people(desk) == 60


def test_an_upload_belongs_to_its_session_and_ends(desk: Desk) -> None:
    first, other = desk.client("staff:hr"), desk.client("staff:hr")
    waiting = token(upload(first, ROSTER.encode()).text)
    other.post(f"{URL}/terapkan", {"unggahan": waiting})
    assert people(desk) == 0
    desk.app.extensions["kinerja"].shelf.clock = lambda: time.time() + HOUR
    first.post(f"{URL}/terapkan", {"unggahan": waiting})
    assert people(desk) == 0


def test_no_copy_of_the_upload_is_left_anywhere(desk: Desk) -> None:
    before = {p for p in desk.folder.rglob("*") if p.is_file()}
    upload(desk.hr, ROSTER.encode())
    added = {p for p in desk.folder.rglob("*") if p.is_file()} - before
    assert {p.parent.name for p in added if p.name != "trail.jsonl"} <= {"waiting"}
    name = ROSTER.splitlines()[5].split(",")[1].encode()
    assert not any(name in p.read_bytes() for p in Path(desk.office.folder).rglob("*") if p.is_file())


def test_an_open_cycle_keeps_its_people(desk: Desk) -> None:
    desk.opened()
    hr = desk.hr
    page = upload(hr, without(2)).text
    assert "sudah dibuka: orang dan kelompoknya tetap seperti saat dibuka" in page
    hr.post(f"{URL}/terapkan", {"unggahan": token(page)})
    with desk.office.store.read() as view:
        assert len(records.participants(view, "2026-2")) == 62


def test_nobody_but_hr_may(desk: Desk) -> None:
    for account in ("staff:penyetuju", "staff:pengawas"):
        who = desk.client(account)
        assert who.get(URL).status_code == 403
        assert upload(who, ROSTER.encode()).status_code == 403
    assert people(desk) == 0


def test_a_file_of_another_program_is_read_or_named(desk: Desk) -> None:
    hr, rows = desk.hr, [line.split(",") for line in ROSTER.splitlines()]
    title = workbook([("Pegawai", "visible", sheet([["Daftar Pegawai"], [h.upper() for h in rows[0]], *rows[1:]]))])
    assert "62 orang baru" in upload(hr, title, "pegawai.xlsx").text
    assert "62 orang baru" in upload(hr, ROSTER.replace(",", "\t").encode("utf-16"), "pegawai.txt").text
    stray = sheet(rows, more=f'<row r="1048576">{text("XFD1048576", "x")}</row>')
    answer = upload(hr, workbook([("Pegawai", "visible", stray)]), "pegawai.xlsx")
    assert answer.status_code == 422
    assert 'class="n">1048576</td><td data-label="Kolom">XFD</td>' in answer.text
    lost = sheet(rows, {"I5": '<c r="I5" t="e"><f>VLOOKUP(A5,L:M,2)</f><v>#N/A</v></c>'})
    answer = upload(hr, workbook([("Pegawai", "visible", lost)]), "pegawai.xlsx")
    assert 'class="n">5</td><td data-label="Kolom">nip_atasan</td>' in answer.text
    assert people(desk) == 0


def test_a_number_that_is_almost_the_same_is_noticed_before_anything_is_written(desk: Desk) -> None:
    desk.roster()
    last = ROSTER.splitlines()[-1].split(",")[0]
    other = last[:-1] + str((int(last[-1]) + 1) % 10 or 1)
    page = upload(desk.hr, ROSTER.replace(last, other).encode()).text
    assert "hampir sama" in page
    assert "perbaiki nomornya" in page


def test_a_number_like_a_staff_account_is_refused(desk: Desk) -> None:
    last = ROSTER.splitlines()[-1].split(",")[0]
    answer = upload(desk.hr, ROSTER.replace(last, "hr").encode(), nomor="any")
    assert answer.status_code == 422
    assert "nama akun kantor" in answer.text
    assert desk.hr.get(URL).status_code == 200
