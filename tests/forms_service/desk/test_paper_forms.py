"""Paper forms typed in or imported; a peer who has answered already is not given away."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from assessment.assignment import Assignment
from assessment.form import decode, parse_assessments
from assessment.instrument import Instrument
from assessment.workbook import Workbook
from assessment.workbook_writer import write_workbook
from forms_service.desk import paper as views
from kinerja_office import answering, cycles, records
from kinerja_words.problems import Refused
from tests.forms_service.desk.office import CYCLE, Desk

PAGE = f"/meja/periode/{CYCLE}/kertas"


def of(desk: Desk, method: str, n: int = 0) -> Assignment:
    with desk.office.store.read() as view:
        return records.assignments(view, CYCLE, method=method)[n]


def entry(desk: Desk, one: Assignment) -> answering.Entry:
    """The entry as it is stored; a peer's from paper reads as blank."""
    with desk.office.store.read() as view:
        return answering._stored(desk.office, view, records.cycle(view, CYCLE), one)


def instrument(desk: Desk) -> Instrument:
    with desk.office.store.read() as view:
        return records.instrument(view, desk.cycle())


def focus(page: str) -> str:
    """Return the field that a page begins in."""
    (found,) = re.findall(r'<input id="([^"]+)"[^>]* autofocus', page)
    return str(found)


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
        answer = desk.hr.post(url, {"n-PEL1": "4", "n-PEL2": "TD", "kosong": "ya", **levels})
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
    answer = desk.hr.post(url, {"n-PEL1": "4", "work_result": "2", "kosong": "ya"})
    assert answer.status_code == 422
    assert "Isi tingkat perilaku kerja" in answer.text
    assert re.search(r'name="n-PEL1" type="text" value="4"', answer.text)
    for level in ("4", "sesuai", "²"):
        assert desk.hr.post(url, {"work_result": level, "work_behaviour": "2", "kosong": "ya"}).status_code == 422
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
    assert desk.hr.post(url, {"n-PEL1": "4", "kosong": "ya"}).status_code == 303
    again = desk.hr.post(url, {"n-PEL1": "2", "kosong": "ya"})
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
        answer = desk.hr.post(address(desk, one), {"n-PEL1": "1", "kosong": "ya"})
        seen.append((answer.status_code, answer.headers["Location"], answer.text))
        seen[-1] = (*seen[-1], desk.hr.get(PAGE).text.count("formulir"))
    assert seen[0] == seen[1]
    assert entry(desk, answered) == mine
    assert entry(desk, silent).imported


def test_a_gap_is_gone_on_to_until_it_is_said_to_be_one(desk: Desk) -> None:
    desk.opened()
    one = of(desk, "self")
    url = address(desk, one)
    tool = instrument(desk)
    page = desk.hr.get(url).text
    assert focus(page) == "n-" + tool.items[0].code, "the first digit can be typed at once"
    page = desk.hr.post(url, {"n-" + tool.items[0].code: "5"}).text
    assert f"{len(tool.items) - 1} masih kosong" in page
    assert focus(page) == "n-" + tool.items[1].code
    assert 'role="alert"' not in page, "to go on is no mistake"
    assert not entry(desk, one).sent
    page = desk.hr.post(url, {"n-" + i.code: "5" for i in tool.items[:-1]}).text
    assert focus(page) == "n-" + tool.items[-1].code
    assert desk.hr.post(url, {"n-" + i.code: "5" for i in tool.items}).status_code == 303
    assert set(entry(desk, one).answers) == {"5"}


def test_a_digit_stands_for_what_it_says(desk: Desk) -> None:
    desk.opened()
    one = of(desk, "supervisor")
    keys = {"n-" + i.code: "0Tt5"[n % 4] for n, i in enumerate(instrument(desk).items)}
    assert desk.hr.post(address(desk, one), {**keys, "work_result": "1", "work_behaviour": "3"}).status_code == 303
    stored = entry(desk, one)
    assert stored.answers.startswith("TTT5TTT5")
    assert (stored.work_result, stored.work_behaviour) == ("below", "above")


def test_a_named_form_that_is_in_is_told_before_it_is_typed(desk: Desk) -> None:
    desk.opened()
    hr = desk.hr
    for method in ("self", "supervisor"):
        one = of(desk, method)
        url = address(desk, one)
        desk.answer(lambda a, one=one: a == one)
        said = hr.post(PAGE, {"metode": one.method, "dinilai": one.ratee, "penilai": one.rater})
        assert said.status_code == 422
        assert "sudah masuk, jadi tidak perlu diketik" in said.text
        assert hr.get(url).headers["Location"] == PAGE
        assert "Formulir itu sudah masuk" in hr.get(PAGE).text
        coded = hr.post(PAGE, {"kode": url.rpartition("/")[2][:8]})
        assert "sudah masuk, jadi tidak perlu diketik" in coded.text
        rows = f"metode,penilai,dinilai,PEL1\n{one.method},{one.rater},{one.ratee},4\n".encode()
        file = hr.post(f"{PAGE}/impor", {"berkas": (io.BytesIO(rows), "k.csv")}, content_type="multipart/form-data")
        assert file.status_code == 422
        assert "formulir ini sudah pernah masuk" in file.text


def test_blank_forms_are_one_a_sheet_and_carry_no_name(desk: Desk) -> None:
    desk.opened()
    hr, tool = desk.hr, instrument(desk)
    for method in ("self", "supervisor", "peer"):
        page = hr.get(f"{PAGE}/kosong/{method}").text
        assert page.count("<section>") == 1
        assert page.count('class="no"') == len(tool.items)
        assert ("work" in method or "Hasil kerja" in page) == (method == "supervisor")
        assert "<svg" not in page
        assert "<script" not in page
        assert "style=" not in page
    assert hr.get(f"{PAGE}/kosong/tidak-ada").status_code == 404


def test_sheets_of_a_unit_lead_to_their_form_by_a_code_that_names_nobody(desk: Desk) -> None:
    desk.opened()
    hr = desk.hr
    with desk.office.store.read() as view:
        people = records.participants(view, CYCLE)
        wanted = [a for a in records.assignments(view, CYCLE, method="supervisor") if people[a.ratee].unit == "UMPEG"]
    page = hr.get(f"{PAGE}/kosong/supervisor?unit=UMPEG").text
    codes = re.findall(r"</svg><p>([0-9a-f]{8})</p>", page)
    assert len(codes) == len(set(codes)) == page.count("<section>") == len(wanted)
    for code in (codes[0], f" {codes[-1].upper()} "):
        found = hr.post(PAGE, {"kode": code})
        assert found.status_code == 303
        assert found.headers["Location"].rpartition("/")[2].startswith(code.strip().lower())
    assert not [a for a in wanted if a.rater in page or a.ratee in page], "no number on paper"
    assert "Tidak ada lembar dengan kode itu" in hr.post(PAGE, {"kode": "0" * 8}).text


def test_a_peers_sheet_has_no_code_and_none_is_taken(desk: Desk) -> None:
    """A code on a sealed form would look nameless and lead to its rater (decision 10)."""
    desk.opened()
    hr, one = desk.hr, of(desk, "peer")
    with desk.office.store.read() as view:
        unit = records.participants(view, CYCLE)[one.ratee].unit
        names = [e.name for e in records.participants(view, CYCLE).values()]
    page = hr.get(f"{PAGE}/kosong/peer?unit={unit}").text
    assert page == hr.get(f"{PAGE}/kosong/peer").text
    assert not [n for n in names if n in page]
    tag = desk.app.extensions["kinerja"].tag("assignment", records.assignment_key(CYCLE, one))[:16]
    assert "Tidak ada lembar dengan kode itu" in hr.post(PAGE, {"kode": tag[:8]}).text
    assert "Tidak ada lembar dengan kode itu" in hr.post(PAGE, {"kode": tag}).text


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_template_is_read_back(desk: Desk, lang: str) -> None:
    desk.opened()
    hr, tool = desk.client("staff:hr", lang), instrument(desk)
    made = hr.get(f"{PAGE}/templat.xlsx").data
    with pytest.raises(Refused, match=r"file\.only_header"):
        parse_assessments(made, "t.xlsx", tool)
    head = next(iter(Workbook(made).rows(next(iter(Workbook(made).visible.values())))))[1]
    assert len(head) == 5 + len(tool.items)
    one, two, three = of(desk, "self"), of(desk, "supervisor"), of(desk, "peer")
    words = {
        "id": ("Penilaian diri", "penilaian atasan", "Rekan", "Sesuai ekspektasi", "Di atas"),
        "en": ("Self-assessment", "supervisor's assessment", "peer assessment", "As expected", "Above expectation"),
    }[lang]
    rows = [[head[n] for n in sorted(head)]]
    rows += [[w, a.rater, a.ratee, *levels, "4", "TD"] for w, a, levels in (
        (words[0], one, ("", "")), (words[1], two, words[3:]), (words[2], three, ("", "")))]  # fmt: skip
    forms = [f for _, f in parse_assessments(write_workbook("F", rows), "t.xlsx", tool)]
    assert [Assignment(*f[:3]) for f in forms] == [one, two, three]
    assert {f.answers[:2] for f in forms} == {"4T"}
    assert (forms[1].work_result, forms[1].work_behaviour) == ("as", "above")


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


def test_a_file_that_is_read_while_the_cycle_closes_waits_nowhere(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.opened()
    one, real = of(desk, "peer"), views.parse_assessments

    def meanwhile(*given: Any) -> Any:
        cycles.close_cycle(desk.office, CYCLE, "hr")
        return real(*given)

    monkeypatch.setattr(views, "parse_assessments", meanwhile)
    data = f"method,rater,ratee,PEL1\npeer,{one.rater},{one.ratee},4\n".encode()
    sent = {"berkas": (io.BytesIO(data), "kertas.csv")}
    answer = desk.hr.post(f"{PAGE}/impor", sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert not list(desk.app.extensions["kinerja"].shelf.folder.glob("*"))


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
