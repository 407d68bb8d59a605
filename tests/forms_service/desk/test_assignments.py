"""HR decides who assesses whom: drawn, from a file, one by one; and nothing tells who has answered."""

from __future__ import annotations

import io
import re

from assessment.assignment import Assignment
from assessment.roster_reading import parse_roster
from kinerja.demo import invented
from kinerja_office import answering, records
from kinerja_office.roster import import_roster
from tests.forms_service.desk.office import CYCLE, Desk

PAGE = f"/meja/periode/{CYCLE}/penugasan"


def all_of(desk: Desk) -> list[Assignment]:
    with desk.office.store.read() as view:
        return records.assignments(view, CYCLE)


def names(desk: Desk) -> dict[str, str]:
    with desk.office.store.read() as view:
        return {e.employee_number: e.name for e in records.roster(view).employees}


def test_it_works(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    hr = desk.hr
    hr.post(f"{PAGE}/buat", {"rekan": "5"})
    assert len(all_of(desk)) == 61 + 61 + 305 + 11
    page = hr.get(PAGE).text
    assert "438 penugasan per unit" in page
    assert "Kelurahan Sago" in hr.get(f"{PAGE}?unit=1002").text


def test_too_many_peers_are_refused(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    for wrong in ("16", "-1", "lima", "5.5"):
        assert desk.hr.post(f"{PAGE}/buat", {"rekan": wrong}).status_code == 422
    assert not all_of(desk)


def test_a_file_replaces_them_after_a_preview(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    hr = desk.hr
    hr.post(f"{PAGE}/buat", {"rekan": "0"})
    number = all_of(desk)[0].ratee
    data = f"metode,penilai,dinilai\nself,{number},{number}\n".encode()
    answer = hr.post(f"{PAGE}/impor", {"berkas": (io.BytesIO(data), "tugas.csv")}, content_type="multipart/form-data")
    assert "0 penugasan baru, 132 dihapus, 1 tetap" in answer.text
    assert len(all_of(desk)) == 133
    token = re.search(r'name="unggahan" value="([^"]+)"', answer.text)
    assert token
    hr.post(f"{PAGE}/terapkan", {"unggahan": token.group(1)})
    assert all_of(desk) == [Assignment("self", number, number)]


def test_a_file_with_errors_names_row_and_column(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    data = b"metode,penilai,dinilai\nself,1,1\n"
    answer = desk.hr.post(
        f"{PAGE}/impor", {"berkas": (io.BytesIO(data), "tugas.csv")}, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert '>2</td><td data-label="Kolom">penilai</td>' in answer.text


def test_one_is_added_by_name_and_removed_again(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    hr, known = desk.hr, names(desk)
    first, second = list(known)[20], list(known)[40]
    answer = hr.post(f"{PAGE}/tambah", {"metode": "peer", "dinilai": known[first], "penilai": second})
    assert answer.status_code == 303
    assert all_of(desk) == [Assignment("peer", second, first)]
    assert second not in answer.headers["Location"]
    assert first not in answer.headers["Location"]
    page = hr.get(answer.headers["Location"]).text
    tag = re.search(r'name="tugas" value="([^"]+)"', page)
    assert tag
    for _ in range(2):
        assert hr.post(f"{PAGE}/hapus", {"tugas": tag.group(1)}).status_code == 303
    assert not all_of(desk)


def test_the_task_of_somebody_who_left_the_roster_is_taken_away(desk: Desk) -> None:
    """Their row stands there with its button, and neither the page nor the answer needs their name."""
    desk.roster()
    desk.draft()
    desk.hr.post(f"{PAGE}/buat", {"rekan": "1"})
    one = next(a for a in all_of(desk) if a.method == "peer")
    rows = invented.roster_csv().replace(f",{one.rater},", ",,").splitlines(keepends=True)
    left = "".join(row for row in rows if not row.startswith(one.rater))
    import_roster(desk.office, parse_roster(left.encode(), "roster.csv"), "hr")
    with desk.office.store.read() as view:
        unit = records.roster(view).by_number()[one.ratee].unit
    tag = desk.app.extensions["kinerja"].tag("assignment", records.assignment_key(CYCLE, one))[:16]
    assert tag in desk.hr.get(f"{PAGE}?unit={unit}").text
    answer = desk.hr.post(f"{PAGE}/hapus", {"tugas": tag, "unit": unit})
    assert answer.status_code == 303
    assert one not in all_of(desk)


def test_a_name_that_fits_many_or_nobody_is_asked_again(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    hr = desk.hr
    many = hr.post(f"{PAGE}/tambah", {"metode": "peer", "dinilai": "an", "penilai": "an"})
    assert many.status_code == 422
    assert "orang yang cocok. Pilih orangnya." in many.text
    none = hr.post(f"{PAGE}/tambah", {"metode": "peer", "dinilai": "Zorro", "penilai": ""})
    assert "Tidak ada orang" in none.text
    empty = hr.post(f"{PAGE}/tambah", {"metode": "", "dinilai": "", "penilai": ""})
    assert "Pilih salah satu" in empty.text


def test_of_several_people_one_is_chosen_and_nothing_is_typed_again(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    hr, known, units = desk.hr, names(desk), {}
    with desk.office.store.read() as view:
        units = {u.code: u.name for u in records.roster(view).units}
        people = records.roster(view).by_number()
    ratee = list(known)[20]
    asked = {"metode": "peer", "dinilai": ratee, "penilai": "an"}
    page = hr.post(f"{PAGE}/tambah", asked).text
    offered = re.findall(r'type="radio" name="penilai" value="([^"]+)"><span>([^<]+)<', page)
    assert 2 <= len(offered) <= 8
    for number, words in offered:
        one = people[number]
        assert all(w in words.replace("&#39;", "'") for w in (one.name, units[one.unit], number[:8])), words
    assert 'name="dinilai" type="text" value="' + ratee in page
    chosen = next(n for n, _ in offered if n != ratee and people[n].supervisor != ratee != people[ratee].supervisor)
    # a browser sends the text and then the choice
    assert hr.post(f"{PAGE}/tambah", {**asked, "penilai": ["an", chosen]}).status_code == 303
    assert all_of(desk) == [Assignment("peer", chosen, ratee)]


def test_the_choice_is_offered_wherever_somebody_is_typed(desk: Desk) -> None:
    desk.opened()
    hr, cycle = desk.hr, f"/meja/periode/{CYCLE}"
    places = {
        "/meja/slip": "siapa", "/meja/akun/keluarkan": "siapa", f"{cycle}/kertas": "dinilai", f"{cycle}/penugasan/tambah": "dinilai",
    }  # fmt: skip
    for path, field in places.items():
        page = hr.post(path, {field: "an", "metode": "self", "penilai": ""})
        assert page.status_code == 422, path
        number = re.search(rf'type="radio" name="{field}" value="([^"]+)"', page.text)
        assert number, path
        again = hr.post(path, {field: ["an", number.group(1)], "metode": "self", "penilai": ""})
        assert "Pilih orangnya" not in again.text, path


def test_a_supervisor_is_no_peer(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    with desk.office.store.read() as view:
        one = next(e for e in records.roster(view).employees if e.supervisor and e.rated)
    form = {"metode": "peer", "dinilai": one.employee_number, "penilai": one.supervisor}
    answer = desk.hr.post(f"{PAGE}/tambah", form)
    assert answer.status_code == 422
    assert "atasan dan bawahan langsung" in answer.text


def test_while_open_a_peer_task_stays_whether_it_was_answered_or_not(desk: Desk) -> None:
    """A removal that only worked for the unanswered would tell who has answered; one that worked for all would lose a ballot."""
    desk.opened()
    peers = [a for a in all_of(desk) if a.method == "peer"]
    entry = answering.save(desk.office, CYCLE, peers[0], {"PEL1": "4"})
    answering.send(desk.office, CYCLE, peers[0], entry.revision)
    home = desk.app.extensions["kinerja"]
    said = []
    for one in peers[:2]:
        tag = home.tag("assignment", records.assignment_key(CYCLE, one))[:16]
        answer = desk.hr.post(f"{PAGE}/hapus", {"tugas": tag})
        assert answer.status_code == 409
        said.append(re.findall(r'role="alert".*?</div>', answer.text, re.DOTALL))
    assert said[0] == said[1]
    assert [a for a in all_of(desk) if a.method == "peer"] == peers


def test_while_open_a_named_form_that_was_begun_stays(desk: Desk) -> None:
    desk.opened()
    mine = next(a for a in all_of(desk) if a.method == "self")
    answering.save(desk.office, CYCLE, mine, {"PEL1": "4"})
    tag = desk.app.extensions["kinerja"].tag("assignment", records.assignment_key(CYCLE, mine))[:16]
    assert desk.hr.post(f"{PAGE}/hapus", {"tugas": tag}).status_code == 409
    assert mine in all_of(desk)


def test_after_the_close_nothing_can_be_changed(desk: Desk) -> None:
    desk.sealed()
    before = all_of(desk)
    known = list(names(desk))
    form = {"metode": "peer", "dinilai": known[20], "penilai": known[40]}
    assert desk.hr.post(f"{PAGE}/tambah", form).status_code == 422
    assert desk.hr.post(f"{PAGE}/buat", {"rekan": "5"}).status_code == 303
    assert all_of(desk) == before
