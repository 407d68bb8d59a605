"""Paper forms typed in or imported; a peer who has answered already is not given away."""

from __future__ import annotations

import io
import re

from assessment.assignment import Assignment
from assessment.form import decode
from kinerja_office import answering, records
from tests.forms_service.desk.office import CYCLE, Desk

PAGE = f"/meja/periode/{CYCLE}/kertas"


def of(desk: Desk, method: str, n: int = 0) -> Assignment:
    with desk.office.store.read() as view:
        return records.assignments(view, CYCLE, method=method)[n]


def entry(desk: Desk, one: Assignment) -> answering.Entry:
    """The entry as it is stored; a peer's from paper reads as blank."""
    with desk.office.store.read() as view:
        return answering._stored(desk.office, view, records.cycle(view, CYCLE), one)


def address(desk: Desk, one: Assignment) -> str:
    answer = desk.hr.post(PAGE, {"metode": one.method, "dinilai": one.ratee, "penilai": one.rater})
    assert answer.status_code == 303
    assert one.ratee not in answer.headers["Location"]
    return str(answer.headers["Location"])


def test_it_works_for_each_method(desk: Desk) -> None:
    desk.opened()
    for method in ("self", "supervisor", "peer"):
        one = of(desk, method)
        url = address(desk, one)
        levels = {"work_result": "as", "work_behaviour": "above"} if method == "supervisor" else {}
        answer = desk.hr.post(url, {"n-PEL1": "4", "n-PEL2": "TD", **levels})
        assert answer.status_code == 303
        stored = entry(desk, one)
        assert stored.counts
        assert stored.imported
        with desk.office.store.read() as view:
            read = answering.load(desk.office, view, records.cycle(view, CYCLE), one)
        assert read.sent == (method != "peer"), "nobody reads what was typed in for a peer"
        assert stored.receipt, "paper has a receipt like every form"
        with desk.office.store.read() as view:
            tool = records.instrument(view, records.cycle(view, CYCLE))
        assert decode(tool, stored.answers) == {"PEL1": "4", "PEL2": "TD"}


def test_a_form_nobody_was_assigned_is_said_and_can_be_added(desk: Desk) -> None:
    desk.opened()
    one = of(desk, "self")
    other = of(desk, "self", 30)
    answer = desk.hr.post(PAGE, {"metode": "supervisor", "dinilai": one.ratee, "penilai": other.ratee})
    assert answer.status_code == 422
    assert "tidak ditugaskan menilai" in answer.text


def test_mistakes_keep_what_was_typed(desk: Desk) -> None:
    desk.opened()
    one = of(desk, "supervisor")
    url = address(desk, one)
    answer = desk.hr.post(url, {"n-PEL1": "4", "work_result": "as"})
    assert answer.status_code == 422
    assert "Pilih tingkat perilaku kerja" in answer.text
    assert re.search(r'name="n-PEL1" value="4"[^>]* checked', answer.text)
    wrong = desk.hr.post(url, {"n-PEL1": "9", "work_result": "as", "work_behaviour": "as"})
    assert "di luar skala" in wrong.text
    assert not entry(desk, one).sent


def test_an_empty_sheet_has_to_be_meant(desk: Desk) -> None:
    desk.opened()
    one = of(desk, "self")
    url = address(desk, one)
    assert desk.hr.post(url, {}).status_code == 422
    assert desk.hr.post(url, {"kosong": "ya"}).status_code == 303
    assert entry(desk, one).sent


def test_a_double_click_takes_a_named_form_once(desk: Desk) -> None:
    desk.opened()
    one = of(desk, "self")
    url = address(desk, one)
    assert desk.hr.post(url, {"n-PEL1": "4"}).status_code == 303
    again = desk.hr.post(url, {"n-PEL1": "2"})
    assert again.status_code == 409
    assert "sudah pernah masuk" in again.text
    assert entry(desk, one).answers.startswith("4")


def test_a_peer_who_has_answered_is_not_given_away_and_keeps_their_own(desk: Desk) -> None:
    """Whether a peer has answered already does not show in any answer to HR (docs/anonymity.md A11)."""
    desk.opened()
    answered, silent = of(desk, "peer"), of(desk, "peer", 1)
    mine = answering.save(desk.office, CYCLE, answered, {"PEL1": "5"})
    mine = answering.send(desk.office, CYCLE, answered, mine.revision)
    seen = []
    for one in (answered, silent):
        answer = desk.hr.post(address(desk, one), {"n-PEL1": "1"})
        seen.append((answer.status_code, answer.headers["Location"], answer.text))
        seen[-1] = (*seen[-1], desk.hr.get(PAGE).text.count("formulir"))
    assert seen[0] == seen[1]
    assert entry(desk, answered) == mine
    assert entry(desk, silent).imported


def test_many_come_from_a_file_after_a_preview(desk: Desk) -> None:
    desk.opened()
    one, two = of(desk, "self"), of(desk, "peer")
    rows = "\n".join(f"{a.method},{a.rater},{a.ratee},4,TD" for a in (one, two))
    data = f"metode,penilai,dinilai,PEL1,PEL2\n{rows}\n".encode()
    answer = desk.hr.post(
        f"{PAGE}/impor", {"berkas": (io.BytesIO(data), "kertas.csv")}, content_type="multipart/form-data"
    )
    assert "berisi 2 formulir" in answer.text
    assert not entry(desk, one).sent
    # the upload waits for the session that sent it
    token = re.search(r'name="unggahan" value="([^"]+)"', answer.text)
    assert token
    assert desk.hr.post(f"{PAGE}/terapkan", {"unggahan": token.group(1)}).status_code == 303
    assert not entry(desk, one).sent


def test_a_file_goes_in_whole_or_not_at_all(desk: Desk) -> None:
    desk.opened()
    one, hr = of(desk, "self"), desk.hr
    data = f"metode,penilai,dinilai,PEL1\nself,{one.rater},{one.ratee},4\nself,9,9,4\n".encode()
    sent = {"berkas": (io.BytesIO(data), "kertas.csv")}
    page = hr.post(f"{PAGE}/impor", sent, content_type="multipart/form-data").text
    token = re.search(r'name="unggahan" value="([^"]+)"', page)
    assert token
    answer = hr.post(f"{PAGE}/terapkan", {"unggahan": token.group(1)})
    assert answer.status_code == 409
    assert "tidak ada penugasan untuk formulir ini" in answer.text
    assert "--create" not in answer.text
    assert not entry(desk, one).sent


def test_a_closed_cycle_takes_no_paper(desk: Desk) -> None:
    desk.sealed()
    assert "hanya dapat dimasukkan selama penilaian terbuka" in desk.hr.get(PAGE).text
    assert desk.hr.post(PAGE, {"metode": "self"}).status_code == 303
