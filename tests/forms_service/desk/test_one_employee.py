"""The table of the roster and one person's page: a change of one is an import with one record changed."""

from __future__ import annotations

import io
import re
from html import unescape

import openpyxl

from assessment.roster import Employee
from assessment.roster_reading import parse_roster
from kinerja_office import records
from tests.assessment.office_file import FILE, HEAD, PEOPLE, changed
from tests.forms_service.desk.office import ROSTER, Desk, Person
from tests.forms_service.desk.rosters import URL, token, upload


def everybody(desk: Desk) -> dict[str, Employee]:
    with desk.office.store.read() as view:
        return records.roster(view).by_number()


def page_of(desk: Desk, hr: Person, e: Employee) -> str:
    found = re.search(
        r'href="(/meja/pegawai/orang/[^"]+)">' + re.escape(e.name), hr.get(f"{URL}?cari={e.employee_number}").text
    )
    assert found
    return found[1]


def values(page: str) -> dict[str, str]:
    """What the form of one person holds, as a browser would send it."""
    found = dict(
        re.findall(
            r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"',
            re.sub(r'<input type="(?:radio|hidden)[^>]*name="csrf[^>]*>', "", page),
        )
    )
    kind = re.search(r'name="jenis" value="(\w+)"[^>]* checked', page)
    unit = re.search(r'<option value="([^"]*)" selected', page)
    return {k: unescape(v) for k, v in found.items() if k not in ("csrf_token", "jenis")} | {
        "jenis": kind[1] if kind else "", "unit": unescape(unit[1]) if unit else "",
    }  # fmt: skip


def test_the_table_is_searched_sorted_and_paged(desk: Desk) -> None:
    desk.roster()
    hr = desk.hr
    first, second = hr.get(URL).text, hr.get(f"{URL}?hal=2").text
    assert first.count('data-label="Nama"') == 50
    assert second.count('data-label="Nama"') == 12
    some = next(e for e in everybody(desk).values() if e.supervisor)
    for wanted in (
        some.name,
        some.name.upper(),
        some.employee_number,
        some.employee_number[:8] + " " + some.employee_number[8:14],
    ):
        assert some.name in hr.get(f"{URL}?cari={wanted}").text
    assert "0 orang" in hr.get(f"{URL}?cari=tidakadaorangini").text
    unit = hr.get(f"{URL}?unit={some.unit}").text
    assert unit.count('data-label="Nama"') == sum(1 for e in everybody(desk).values() if e.unit == some.unit)
    link = re.search(r'<a href="([^"]+urut=nip)">NIP</a>', hr.get(f"{URL}?unit={some.unit}").text)
    assert link, "sorting is offered beside the table: on a phone its head is not seen"
    assert f"unit={some.unit}" in link[1]
    assert '<th scope="col" aria-sort="ascending">NIP</th>' in hr.get(unescape(link[1])).text
    numbers = re.findall(r'data-label="NIP">([\d ]+)<', hr.get(f"{URL}?urut=nip").text)
    assert numbers == sorted(numbers)
    assert "belum ada slip" in first
    for odd in ("hal=-1", "hal=99", "hal=x", "urut=x", "unit=%00"):
        assert hr.get(f"{URL}?{odd}").status_code == 200


def test_one_person_is_added_moved_and_leaves_after_a_preview(desk: Desk) -> None:
    desk.roster()
    hr = desk.hr
    before = everybody(desk)
    boss = next(
        e for e in before.values() if e.supervisor and any(o.supervisor == e.employee_number for o in before.values())
    )
    new = {"nip": "19860606 201506 1 001", "nama": "Dodi Saputra", "unit": boss.unit, "kelompok": boss.group.upper(), "atasan": boss.name, "jenis": "pppk",
           "telepon": "0812 3456 7890"}  # fmt: skip
    page = hr.post(f"{URL}/orang/baru", new).text
    assert "1 orang baru" in page
    assert len(everybody(desk)) == 62
    hr.post(f"{URL}/terapkan", {"unggahan": token(page)})
    made = everybody(desk)["198606062015061001"]
    assert (made.supervisor, made.group, made.kind, made.phone) == (
        boss.employee_number,
        boss.group,
        "pppk",
        "+6281234567890",
    )
    assert {n: e for n, e in everybody(desk).items() if n != made.employee_number} == before
    # unchanged as it stands, then moved
    address = page_of(desk, hr, made)
    sent = values(hr.get(address).text)
    assert "Tidak ada yang berubah" in hr.post(address, sent).text
    page = hr.post(address, {**sent, "unit": "", "unit_baru": "Bagian Hukum", "atasan": ""}).text
    assert "unit: " in page
    hr.post(f"{URL}/terapkan", {"unggahan": token(page)})
    moved = everybody(desk)[made.employee_number]
    assert (moved.supervisor, moved.phone) == ("", made.phone)
    with desk.office.store.read() as view:
        assert "Bagian Hukum" in {u.name for u in records.roster(view).units if u.code == moved.unit}
    page = hr.post(address, {"aksi": "keluar"}).text
    assert "1 orang keluar" in page
    hr.post(f"{URL}/terapkan", {"unggahan": token(page)})
    assert everybody(desk) == before
    assert hr.get(address).status_code == 404


def test_what_is_wrong_stands_at_its_field(desk: Desk) -> None:
    desk.roster()
    hr = desk.hr
    people = everybody(desk)
    boss = next(e for e in people.values() if any(o.supervisor == e.employee_number for o in people.values()))
    taken = {
        "nip": boss.employee_number,
        "nama": "",
        "unit": "",
        "jenis": "pns",
        "atasan": "Tidak Ada",
        "telepon": "x",
        "surel": "y",
    }
    answer = hr.post(f"{URL}/orang/baru", taken)
    assert answer.status_code == 422
    assert f"sudah dipakai {boss.name}" in answer.text
    answer = hr.post(f"{URL}/orang/baru", {**taken, "nip": "198606062015061000"})
    for field in ("nip", "nama", "unit", "atasan", "telepon", "surel"):
        assert f'href="#{field}"' in answer.text, field
    leaving = hr.post(page_of(desk, hr, boss), {"aksi": "keluar"})
    assert leaving.status_code == 422
    assert all(e.name in leaving.text for e in people.values() if e.supervisor == boss.employee_number)
    under = next(e for e in people.values() if e.supervisor == boss.employee_number)
    address = page_of(desk, hr, boss)
    looped = hr.post(address, {**values(hr.get(address).text), "atasan": under.employee_number})
    assert "melingkar" in looped.text
    assert everybody(desk) == people


def test_the_file_of_an_office_needs_one_upload_and_a_known_one_no_question(desk: Desk) -> None:
    hr = desk.hr
    assert "5 orang baru" in upload(hr, FILE, "pegawai.xlsx").text
    own = changed(
        lambda people: None,
        ["No", "NIP", "Nama Pegawai", "Pangkat/Gol.", "Jabatan", "Tempat Tugas", "Yang Menilai", "Status Kepegawaian"],
    )
    asked = upload(hr, own, "pegawai.xlsx").text
    assert "Kolom ini yang mana?" in asked
    assert "Sekretariat; Seksi Pemerintahan" in asked
    chosen = dict(re.findall(r'<select id="[^"]*" name="(kolom-\d+)".*?<option value="(\w*)" selected', asked, re.S))
    wrong = hr.post(f"{URL}/kolom", {**chosen, "kolom-4": "name", "kolom-5": "", "unggahan": token(asked)})
    assert wrong.status_code == 422
    page = hr.post(
        f"{URL}/kolom", {**chosen, "kolom-4": "unit_name", "kolom-5": "supervisor_name", "unggahan": token(wrong.text)}
    ).text
    assert "5 orang baru" in page
    assert "5 orang baru" in upload(hr, own, "lagi.xlsx").text
    hr.post(f"{URL}/kolom/lupakan", {})
    assert "Kolom ini yang mana?" in upload(hr, own, "lagi.xlsx").text


def test_a_refused_file_comes_back_with_its_cells_marked(desk: Desk) -> None:
    hr = desk.hr
    for data, name in (
        (changed(lambda people: people[3].__setitem__(6, "Wali Kota")), "pegawai.xlsx"),
        ("\n".join([*ROSTER.splitlines()[:4], "123" + ROSTER.splitlines()[4][18:]]).encode(), "pegawai.csv"),
    ):
        page = upload(hr, data, name)
        assert page.status_code == 422
        answer = hr.post(f"{URL}/tandai", {"unggahan": token(page.text)})
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
        marked = {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}
        if name.endswith("xlsx"):
            assert list(marked) == ["G8"]
            assert "“Wali Kota” tidak ada" in marked["G8"]
            assert sheet["G8"].value == "Wali Kota"
            assert sheet["G8"].fill.fgColor.rgb == "FFFFE08A"
        else:
            assert "18 angka" in marked["A5"]


def test_the_roster_given_out_is_read_again_as_it_was(desk: Desk) -> None:
    desk.roster()
    hr = desk.hr
    data = hr.post("/meja/ekspor", {"jenis": "roster", "periode": ""}).data
    assert "Tidak ada yang berubah" in upload(hr, data, "daftar.xlsx").text
    with desk.office.store.read() as view:
        known = records.roster(view)
    again = parse_roster(data, "daftar.xlsx", known=known)
    assert again.by_number() == known.by_number()
    assert {u.code: u for u in again.units} == {u.code: u for u in known.units}
    cells = [c for c, *_ in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)]
    assert all(isinstance(c.value, str) and c.number_format == "@" for c in cells)


def test_the_template_is_filled_in_and_read(desk: Desk) -> None:
    desk.roster()
    hr = desk.hr
    book = openpyxl.load_workbook(io.BytesIO(hr.get(f"{URL}/templat.xlsx").data))
    assert book.sheetnames[:2] == ["Daftar", "Petunjuk"]
    titles = [c.value for c in book["Daftar"][1]]
    column = {HEAD[1]: "NIP", HEAD[2]: "Nama", HEAD[4]: "Jabatan", HEAD[5]: "Unit kerja", HEAD[6]: "NIP atasan"}
    for person in PEOPLE:
        cells = {column[h]: v for h, v in zip(HEAD, person, strict=True) if h in column}
        book["Daftar"].append(
            [cells.get(title) or ("Sekretariat" if title == "Unit kerja" else None) for title in titles]
        )
    out = io.BytesIO()
    book.save(out)
    page = upload(hr, out.getvalue(), "templat.xlsx").text
    assert "5 orang baru" in page
    assert len(book["Petunjuk"]["A"]) == len(titles) + 1


def test_a_yes_to_one_change_takes_nothing_back_that_another_page_changed_meanwhile(desk: Desk) -> None:
    desk.roster()
    hr = desk.hr
    some = min(everybody(desk).values(), key=lambda e: e.name)
    address = page_of(desk, hr, some)
    sent = values(hr.get(address).text)
    first = hr.post(address, {**sent, "jabatan": "Analis Hukum"}).text
    second = hr.post(address, {**sent, "telepon": "0812 3456 7890"}).text
    hr.post(f"{URL}/terapkan", {"unggahan": token(first)})
    answer = hr.post(f"{URL}/terapkan", {"unggahan": token(second)})
    assert answer.status_code == 303
    assert "tidak ada yang diubah" in hr.get(URL).text
    now = everybody(desk)[some.employee_number]
    assert (now.position, now.phone) == ("Analis Hukum", "")
    other = max(everybody(desk).values(), key=lambda e: e.name)
    third = hr.post(address, {**values(hr.get(address).text), "telepon": "0812 3456 7890"}).text
    moved = hr.post(page_of(desk, hr, other), {**values(hr.get(page_of(desk, hr, other)).text), "jabatan": "Arsiparis"})
    hr.post(f"{URL}/terapkan", {"unggahan": token(moved.text)})
    hr.post(f"{URL}/terapkan", {"unggahan": token(third)})
    assert everybody(desk)[other.employee_number].position == "Arsiparis"


def test_a_file_is_shown_again_where_what_it_would_change_is_not_what_it_was(desk: Desk) -> None:
    desk.roster()
    hr = desk.hr
    some = min(everybody(desk).values(), key=lambda e: e.name)
    of_file = ROSTER.replace(f"{some.name},{some.position},", f"{some.name},Dari Berkas,")
    shown = upload(hr, of_file.encode()).text  # type: ignore[attr-defined]
    assert "→ Dari Berkas" in shown
    address = page_of(desk, hr, some)
    changed_now = hr.post(address, {**values(hr.get(address).text), "jabatan": "Dari Halaman"}).text
    hr.post(f"{URL}/terapkan", {"unggahan": token(changed_now)})
    again = hr.post(f"{URL}/terapkan", {"unggahan": token(shown)})
    assert "Dari Halaman → Dari Berkas" in again.text
    assert everybody(desk)[some.employee_number].position == "Dari Halaman"


def test_everything_that_an_empty_person_lacks_is_told_at_once(desk: Desk) -> None:
    desk.roster()
    answer = desk.hr.post(f"{URL}/orang/baru", {"jenis": "pns"})
    assert answer.status_code == 422
    for place in ("nip", "nama", "unit"):
        assert f'href="#{place}"' in answer.text, place
    assert answer.text.count('href="#nip"') == 1
