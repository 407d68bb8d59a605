"""HR declares where predicates come from, imports the recap, and sees what is kept of it."""

from __future__ import annotations

import io
import re

from kinerja_office import assignments, cycles, records
from tests.forms_service.desk.office import CYCLE, Desk

PAGE = f"/meja/periode/{CYCLE}"
FROM = "e-Kinerja <b>BKN</b>"
COUNTS = "unit,sangat_baik,baik,butuh_perbaikan,kurang,sangat_kurang\nKantor,{}\n"


def opened(desk: Desk) -> None:
    desk.roster()
    made = desk.hr.post("/meja/periode/baru", {
        "judul": "Semester II 2026", "kode": CYCLE, "mulai": "2026-06-01", "selesai": "2026-06-30", "instrumen": "berakhlak",
        "metode": ["self", "supervisor"], "asal": FROM,
    })  # fmt: skip
    assert made.status_code == 303, made.text
    assert desk.cycle().levels_from == FROM
    assignments.generate_assignments(desk.office, CYCLE, None, "hr")
    cycles.open_cycle(desk.office, CYCLE, "hr")


def send(desk: Desk, text: str) -> str:
    sent = {"berkas": (io.BytesIO(text.encode()), "rekap.csv")}
    return desk.hr.post(f"{PAGE}/rekap", sent, content_type="multipart/form-data").text


def test_the_source_is_declared_and_its_recap_is_counted_and_forgotten(desk: Desk) -> None:
    opened(desk)
    assert "e-Kinerja &lt;b&gt;BKN&lt;/b&gt;" in desk.hr.get(f"{PAGE}/rekap").text
    wrong = send(desk, COUNTS.format("1,2,tiga,4,5"))
    assert "Butuh Perbaikan" in wrong or "butuh_perbaikan" in wrong
    send(desk, COUNTS.format("6,47,2,1,0"))
    page = desk.hr.get(f"{PAGE}/rekap").text
    assert "kurang dari 80" in page  # 61 people
    assert "47" not in re.sub(r"<[^>]*>", "", page)
    assert "47" not in repr(desk.dump()["recaps"])


def test_a_supervisor_is_not_asked_for_levels_and_hr_types_none(desk: Desk) -> None:
    opened(desk)
    with desk.office.store.read() as view:
        one = records.assignments(view, CYCLE, method="supervisor")[0]
        asked = len(records.instrument(view, desk.cycle()).asked("supervisor"))
    boss = desk.client(one.rater)
    listed = sorted(set(re.findall(r'href="(/tugas/[0-9a-f]+)', boss.get("/tugas").text)))
    address = next(x for x in listed if "ditetapkan di e-Kinerja" in boss.get(x).text)
    assert boss.get(f"{address}/{asked}").status_code == 200
    assert boss.get(f"{address}/{asked + 1}").status_code == 404  # no page of levels behind the criteria
    tag = desk.app.extensions["kinerja"].tag("assignment", records.assignment_key(CYCLE, one))[:16]
    sheet = desk.hr.get(f"{PAGE}/kertas/{tag}")
    assert sheet.status_code == 200
    assert "work_result" not in sheet.text


def test_the_desk_names_no_recap_where_levels_are_given_here(desk: Desk) -> None:
    desk.opened()
    assert "Rekap predikat</a>" not in desk.hr.get(PAGE).text
    assert "ditetapkan di sini" in desk.hr.get(f"{PAGE}/rekap").text
