"""HR is asked at the form itself, keeps what was typed, ticks, and is not asked again."""

from __future__ import annotations

import re
from html import unescape

from assessment.roster_reading import parse_roster
from kinerja_office import assignments, cycles, records
from kinerja_office.roster import import_roster
from tests.forms_service.desk.office import CYCLE, ROSTER, Desk
from tests.forms_service.desk.rosters import token, upload

PAGE = f"/meja/periode/{CYCLE}"
NAME = ROSTER.splitlines()[10].split(",")[1]


def ticks(page: str) -> list[str]:
    return [unescape(m) for m in re.findall(r'name="benar" value="([^"]+)"', page)]


def one_word(desk: Desk) -> None:
    """Somebody on the roster has a name of one word."""
    hr = desk.hr
    waiting = token(upload(hr, ROSTER.replace(NAME, "Melati").encode()).text)
    hr.post("/meja/pegawai/terapkan", {"unggahan": waiting})


def test_a_word_that_may_be_a_name_is_kept_ticked_and_taken(desk: Desk) -> None:
    desk.sealed()
    import_roster(desk.office, parse_roster(ROSTER.replace(NAME, "Melati").encode(), "roster.csv"), "hr")
    hr, url = desk.hr, f"{PAGE}/tindak-lanjut"
    form = {"aspek": "komunikasi", "teks": "Bunga melati ditanam.", "jabatan": "Camat", "tenggat": "2026-09-01"}
    answer = hr.post(url, form)
    assert answer.status_code == 422
    assert "Bunga melati ditanam.</textarea>" in answer.text
    assert "“Melati” di sini bukan nama orang" in answer.text
    assert hr.post(url, form).status_code == 422, "without the tick it is asked again"
    assert hr.post(url, form | {"benar": ticks(answer.text)}).status_code == 303
    other = hr.post(url, form | {"teks": "Melati terlambat.", "benar": ticks(answer.text)})
    assert other.status_code == 422, "a tick of another line is none"


def test_a_name_that_is_sure_has_no_tick(desk: Desk) -> None:
    desk.sealed()
    form = {"aspek": "komunikasi", "teks": f"{NAME} dilatih.", "jabatan": "Camat", "tenggat": "2026-09-01"}
    answer = desk.hr.post(f"{PAGE}/tindak-lanjut", form)
    assert answer.status_code == 422
    assert not ticks(answer.text)
    street = desk.hr.post(f"{PAGE}/tindak-lanjut", form | {"teks": f"Loket di Jalan {NAME} dibuka."})
    assert ticks(street.text)


def test_a_wrong_year_in_an_extension_is_asked_about(desk: Desk) -> None:
    desk.opened()
    hr, url = desk.hr, f"{PAGE}/perpanjang"
    answer = hr.post(url, {"selesai": "2027-07-05"})
    assert answer.status_code == 422
    assert desk.cycle().end == "2026-06-30"
    assert "Tanggal 5 Juli 2027 memang benar" in answer.text
    assert hr.post(url, {"selesai": "2028-07-05", "benar": ticks(answer.text)}).status_code == 422
    assert hr.post(url, {"selesai": "2027-07-05", "benar": ticks(answer.text)}).status_code == 303
    assert desk.cycle().end == "2027-07-05"


def test_a_commentary_is_asked_about_where_its_preview_stops(desk: Desk) -> None:
    desk.app.extensions["kinerja"].preview = None
    one_word(desk)
    desk.draft()
    assignments.generate_assignments(desk.office, CYCLE, None, "hr")
    cycles.open_cycle(desk.office, CYCLE, "hr")
    cycles.close_cycle(desk.office, CYCLE, "hr")
    notes = desk.folder / "content" / "notes"
    notes.mkdir(exist_ok=True)
    (notes / f"{CYCLE}.id.md").write_text("Taman melati selesai.\n")
    hr = desk.hr
    hr.post(f"{PAGE}/pratinjau")
    assert desk.wait(f"preview/{CYCLE}").state == "failed"
    page = hr.get(f"{PAGE}/terbit").text
    (tick,) = ticks(page)
    hr.post(f"{PAGE}/pratinjau", {"benar": tick})
    assert desk.wait(f"preview/{CYCLE}").state == "done"


def test_an_employee_says_yes_to_nothing(desk: Desk) -> None:
    desk.opened()
    one = ROSTER.splitlines()[10].split(",")[0]
    who = desk.client(one)
    before = desk.dump()
    who.post("/tugas", {"benar": "0" * 64 + "/Melati"})
    assert who.post(f"{PAGE}/perpanjang", {"selesai": "2027-07-05", "benar": "0" * 64 + "/Melati"}).status_code == 403
    assert desk.dump() == before
    with desk.office.store.read() as view:
        assert not view.count("confirmed")
        assert records.cycle(view, CYCLE).end == "2026-06-30"
