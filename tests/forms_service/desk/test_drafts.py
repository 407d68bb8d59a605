"""A draft can be changed, copied, mended and cancelled; a published cycle goes to the archive and comes back."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

import pytest

from assessment.assignment import Assignment
from assessment.goal import Wish
from kinerja_office import assignments, consultation, content_files, cycles, goals, records
from kinerja_office.roster import import_roster
from kinerja_store import keyring
from tests.forms_service.desk.office import CYCLE, ROSTER, Desk

PAGE = f"/meja/periode/{CYCLE}"
FORM = {
    "masa": "", "judul": "Semester II 2026", "kode": CYCLE, "mulai": "2026-06-01", "selesai": "2026-06-30",
    "instrumen": "berakhlak", "metode": ["self", "supervisor", "peer"],
}  # fmt: skip


def shown(page: str) -> str:
    found = re.search(r'name="dilihat" value="([^"]*)"', page)
    assert found
    return found[1]


def all_of(desk: Desk, id: str = CYCLE) -> list[Assignment]:
    with desk.office.store.read() as view:
        return records.assignments(view, id)


def test_everything_of_a_draft_is_changed_in_the_form_it_was_made_with(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    assignments.generate_assignments(desk.office, CYCLE, None, "hr")
    page = desk.hr.get(f"{PAGE}/ubah").text
    change = FORM | {
        "dilihat": shown(page), "judul": "Paruh kedua", "kode": "lain", "mulai": "2026-07-01", "selesai": "2026-07-15",
        "kerja_mulai": "2026-01-01", "kerja_selesai": "2026-06-30", "metode": ["self", "supervisor"], "tahap": ["objections"],
        "rekan": "3",
    }  # fmt: skip
    assert desk.hr.post(f"{PAGE}/ubah", change).status_code == 303
    cycle = desk.cycle()
    assert (cycle.title, cycle.start, cycle.end, cycle.peers) == ("Paruh kedua", "2026-07-01", "2026-07-15", 3)
    assert cycle.work == ("2026-01-01", "2026-06-30")
    assert (cycle.methods, cycle.stages, cycle.state) == (("self", "supervisor"), ("objections",), "draft")
    assert {a.method for a in all_of(desk)} == {"self", "supervisor"}, "assignments by a method it lost are gone"
    page = desk.hr.get(PAGE).text
    assert "Masa kinerja 1 Januari 2026 – 30 Juni 2026 · pengisian 1 Juli 2026 – 15 Juli 2026" in page


def test_a_second_tab_a_second_click_and_an_opened_cycle_change_nothing(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    hr = desk.hr
    seen = shown(hr.get(f"{PAGE}/ubah").text)
    hr.post(f"{PAGE}/ubah", FORM | {"dilihat": seen, "judul": "Yang pertama"})
    answer = hr.post(f"{PAGE}/ubah", FORM | {"dilihat": seen, "judul": "Yang kedua"})
    assert answer.status_code == 422
    assert "berubah sejak halaman tadi dibuka" in answer.text
    assert desk.cycle().title == "Yang pertama"
    assert 'value="Yang pertama"' in answer.text, "what is stored is shown, not what was typed over it"
    wrong = hr.post(f"{PAGE}/ubah", FORM | {"dilihat": shown(answer.text), "kerja_mulai": "2026-01-01"})
    assert wrong.status_code == 422
    assert "Isi keduanya, atau kosongkan keduanya" in wrong.text
    assignments.generate_assignments(desk.office, CYCLE, None, "hr")
    cycles.open_cycle(desk.office, CYCLE, "hr")
    assert hr.get(f"{PAGE}/ubah").status_code == 303
    assert hr.post(f"{PAGE}/ubah", FORM | {"judul": "Terlambat"}).status_code == 303
    assert desk.cycle().title == "Yang pertama"


def test_a_copy_is_about_the_next_period(desk: Desk) -> None:
    desk.roster()
    hr = desk.hr
    hr.post("/meja/periode/baru", FORM | {
        "masa": "2026-Q4", "judul": "", "kode": "", "mulai": "2027-01-02", "selesai": "2027-01-15",
        "metode": ["self", "supervisor"], "tahap": ["objections"],
    })  # fmt: skip
    page = hr.get("/meja/periode/baru?dari=2026-tw4").text
    assert '<option value="2027-Q1" selected>' in page
    assert 'value="2027-04-02"' in page
    assert 'value="2027-04-15"' in page
    assert re.search(r'value="objections"[^>]* checked', page)
    assert not re.search(r'value="peer"[^>]* checked', page)
    assert hr.get("/meja/periode/baru?dari=tidak-ada").status_code == 200


def test_a_draft_is_cancelled_with_all_that_was_prepared(desk: Desk) -> None:
    desk.roster()
    desk.draft(stages=("consultation",))
    assignments.generate_assignments(desk.office, CYCLE, None, "hr")
    cycles.next_stage(desk.office, CYCLE, "hr")
    with desk.office.store.read() as view:
        asked = [q.code for q in consultation.questions(view, desk.cycle(), "before")]
        people = [e.employee_number for e in records.roster(view).employees]
        before = {name: view.count(name) for name in view.tables()}
    assert before["assignments"]
    for number in people[:6]:
        consultation.save(desk.office, CYCLE, "before", number, dict.fromkeys(asked, "4"), "Kurang jelas.")
    content_files.keep_draft(desk.office, desk.folder / "content", f"notes/{CYCLE}.id.md", "Kurang jelas.", "", "hr")
    hr = desk.hr
    page = hr.get(f"{PAGE}/batalkan").text
    assert "438 penugasan dihapus" in page
    assert "dimusnahkan bersama kuncinya" in page
    assert hr.post(f"{PAGE}/batalkan", {"dilihat": "consultation"}).status_code == 422, "it wants a tick"
    assert hr.post(f"{PAGE}/batalkan", {"dilihat": "draft", "yakin": "ya"}).status_code == 303
    assert desk.cycle().state == "consultation", "the page was of an earlier state"
    for _ in range(2):
        assert hr.post(f"{PAGE}/batalkan", {"dilihat": "consultation", "yakin": "ya"}).status_code == 303
    assert "sudah tidak ada" in hr.get("/meja/").text
    assert hr.get(PAGE).status_code == 404
    with desk.office.store.read() as view:
        left = {name for name in view.tables() for key, _ in view.find(name) if CYCLE in key}
    assert not left
    assert not [name for name in keyring.all_of(desk.office.folder) if CYCLE in name]
    assert b"Kurang jelas" not in b"".join(p.read_bytes() for p in desk.office.folder.rglob("*") if p.is_file())
    desk.draft()
    assert not all_of(desk)


def test_a_key_that_a_killed_cancelling_left_goes_at_the_next_start(desk: Desk) -> None:
    desk.roster()
    keyring.create(desk.office.folder, consultation.key_name("lama", "before"))
    cycles.resume(desk.office)
    assert keyring.all_of(desk.office.folder).keys() == {keyring.SERVER}


def test_what_people_wrote_and_what_was_opened_is_not_cancelled(desk: Desk) -> None:
    desk.roster()
    desk.draft(stages=("goals",))
    cycles.next_stage(desk.office, CYCLE, "hr")
    number = ROSTER.splitlines()[10].split(",")[0]
    goals.save(desk.office, CYCLE, number, Wish("Loket buka tepat waktu", success="Setiap hari"))
    assert "catatan kerja mereka" in desk.hr.get(f"{PAGE}/batalkan").text, "told before the tick"
    answer = desk.hr.post(f"{PAGE}/batalkan", {"dilihat": "goals", "yakin": "ya"})
    assert answer.status_code == 422
    assert "catatan kerja mereka" in answer.text
    assignments.generate_assignments(desk.office, CYCLE, None, "hr")
    cycles.open_cycle(desk.office, CYCLE, "hr")
    assert desk.hr.post(f"{PAGE}/batalkan", {"yakin": "ya"}).status_code == 303
    assert desk.cycle().open


def test_an_extension_is_taken_back_while_nobody_has_relied_on_it(desk: Desk) -> None:
    desk.opened()
    url = f"{PAGE}/perpanjang"

    def end(day: str, status: int = 303) -> None:
        assert desk.hr.post(url, {"selesai": day}).status_code == status

    end("2026-06-29", 422)
    end("2026-07-30")
    end("2026-07-10")
    end("2026-06-29", 422)
    assert "paling awal sampai 30 Juni 2026" in desk.hr.get(url).text
    end("2026-06-30")
    end("2026-07-05")
    desk.clock.at = datetime.datetime(2026, 6, 30, 1, tzinfo=datetime.UTC)  # the last day that was told first
    end("2026-07-04", 422)
    end("2026-07-20")
    end("2026-07-05")
    end("2026-07-04", 422)
    assert desk.cycle().end == "2026-07-05"


def test_before_the_opening_the_last_day_may_be_earlier(desk: Desk) -> None:
    desk.roster()
    desk.draft(stages=("goals",))
    cycles.next_stage(desk.office, CYCLE, "hr")
    assert desk.hr.post(f"{PAGE}/perpanjang", {"selesai": "2026-06-20"}).status_code == 303
    assert desk.hr.post(f"{PAGE}/perpanjang", {"selesai": "2026-05-20"}).status_code == 422
    assert desk.cycle().end == "2026-06-20"


def test_more_than_thirty_days_are_asked_about(desk: Desk) -> None:
    desk.opened()
    assert desk.hr.post(f"{PAGE}/perpanjang", {"selesai": "2026-07-31"}).status_code == 422
    assert desk.hr.post(f"{PAGE}/perpanjang", {"selesai": "2026-07-30"}).status_code == 303


def test_a_supervisor_who_changed_on_the_roster_is_mended_where_the_fault_shows(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    assignments.generate_assignments(desk.office, CYCLE, None, "hr")
    with desk.office.store.read() as view:
        roster = records.roster(view)
    rated = [e for e in roster.employees if e.supervisor]
    one, two = rated[10], rated[20]
    boss = next(
        e.supervisor for e in rated if e.supervisor not in (one.supervisor, two.supervisor, one.employee_number)
    )
    by_hand = Assignment("supervisor", boss, two.employee_number)
    assignments.adjust_assignment(desk.office, CYCLE, by_hand, True, "hr")
    dropped = next(a for a in all_of(desk) if a.method == "peer" and a.ratee == one.employee_number)
    assignments.adjust_assignment(desk.office, CYCLE, dropped, False, "hr")
    people = tuple(replace(e, supervisor=boss) if e == one else e for e in roster.employees)
    import_roster(desk.office, replace(roster, employees=people), "hr")

    hr = desk.hr
    assert "1 penugasan tidak cocok lagi" in hr.get(PAGE).text, "a supervisor chosen by hand is no fault"
    page = hr.get(f"{PAGE}/penugasan").text
    assert "bukan atasan orang ini menurut daftar pegawai" in page
    (tag,) = re.findall(r'name="tugas" value="([^"]+)"', page)
    for words in ("kini dinilai", "sudah cocok atau sudah tidak ada"):
        hr.post(f"{PAGE}/penugasan/perbaiki", {"tugas": tag})
        assert words in hr.get(f"{PAGE}/penugasan").text
    now = all_of(desk)
    assert Assignment("supervisor", boss, one.employee_number) in now
    assert Assignment("supervisor", one.supervisor, one.employee_number) not in now

    hr.post(f"{PAGE}/penugasan/buat", {"rekan": "5"})
    assert by_hand in all_of(desk)
    assert dropped not in all_of(desk)
    assert len([a for a in all_of(desk) if a.method == "supervisor" and a.ratee == two.employee_number]) == 1
    hr.post(f"{PAGE}/penugasan/buat", {"rekan": "5", "buang": "ya"})
    assert by_hand not in all_of(desk)
    assert dropped in all_of(desk)


def test_a_cycle_that_is_published_goes_to_the_archive_and_comes_back(desk: Desk) -> None:
    desk.opened()
    assert desk.hr.post(f"{PAGE}/arsip", {}).status_code == 303
    assert not desk.cycle().archived, "only what is published"
    with desk.office.store.write() as change:
        records.put_cycle(change, replace(desk.cycle(), state="published", published="2026-07-01"))
    for back, words in (("", "Arsip (1)"), ("", "Arsip (1)"), ("ya", "Sudah terbit")):
        desk.hr.post(f"{PAGE}/arsip", {"kembali": back})
        page = desk.hr.get("/meja/").text
        assert words in page
        assert ("Arsip (1)" in page) == desk.cycle().archived == (not back)


def test_forms_are_taken_at_once_only_after_a_page_with_a_tick(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    assignments.generate_assignments(desk.office, CYCLE, None, "hr")
    cycles.open_cycle(desk.office, CYCLE, "hr", grace=True)
    assert "tidak dapat dibatalkan lagi" in desk.hr.get(f"{PAGE}/terima").text
    assert desk.hr.post(f"{PAGE}/terima", {}).status_code == 422
    assert desk.cycle().state == "opening"
    for _ in range(2):
        assert desk.hr.post(f"{PAGE}/terima", {"yakin": "ya"}).status_code == 303
    assert desk.cycle().open


def test_only_hr_touches_a_draft(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    before = desk.dump()["cycles"]
    for who in ("staff:penyetuju", "staff:pengawas", ROSTER.splitlines()[10].split(",")[0]):
        for path in ("ubah", "batalkan", "arsip", "penugasan/perbaiki"):
            assert desk.client(who).post(f"{PAGE}/{path}", FORM | {"yakin": "ya", "tugas": "x"}).status_code == 403
    assert desk.dump()["cycles"] == before


@pytest.mark.parametrize(
    "odd",
    [
        {"rekan": "9" * 5000}, {"rekan": "²"}, {"masa": "0000"}, {"masa": "0000-Q1"}, {"masa": "9999"}, {"masa": "9999-Q4"},
        {"masa": "9999-12"}, {"masa": "2026-99"}, {"mulai": "9999-12-31", "selesai": "9999-12-31"}, {"mulai": "0001-01-01"},
        {"kerja_mulai": "x"}, {"kode": "../x"}, {"kode": "ü"}, {"tahap": "zz"}, {"metode": "zz"}, {"instrumen": "zz"},
    ],
)  # fmt: skip
def test_whatever_is_sent_as_a_draft_is_answered_with_a_sentence(desk: Desk, odd: dict[str, str]) -> None:
    desk.roster()
    sent = FORM | {"kode": "aneh"} | odd
    answer = desk.hr.post("/meja/periode/baru", sent)
    assert answer.status_code == 422, answer.headers.get("Location")
    assert 'class="errors"' in answer.text or 'name="benar"' in answer.text
