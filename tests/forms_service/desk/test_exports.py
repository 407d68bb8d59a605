"""What HR takes along is what its pages show: texts alone, peers for the whole office after the close, a line in the trail."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from assessment.roster_reading import parse_roster
from kinerja_office import records
from kinerja_office.roster import import_roster
from tests.forms_service.desk.office import CYCLE, ROSTER, Desk

URL = "/meja/ekspor"


def cells(data: bytes) -> list[tuple[str, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert all(c.data_type in "sn" for row in book.active.iter_rows() for c in row)
    return [tuple(str(c.value or "") for c in row) for row in book.active.iter_rows()]


def test_an_open_cycle_gives_tasks_participation_and_missing_supervisors(desk: Desk) -> None:
    desk.opened()
    desk.answer(lambda a: a.method in ("self", "peer"))
    hr = desk.hr
    page = hr.get(URL).text
    assert re.findall(r'name="jenis" value="([a-z-]+)"', page) == ["roster", "assignments", "participation", "missing"]
    assert "Predikat per unit tidak ada" in page
    with desk.office.store.read() as view:
        tasks, people = records.assignments(view, CYCLE), records.participants(view, CYCLE)
        supervised = {(people[a.rater].name, people[a.ratee].name) for a in tasks if a.method == "supervisor"}
    got = {
        k: cells(hr.post(URL, {"jenis": k, "periode": CYCLE}).data)
        for k in ("roster", "assignments", "participation", "missing")
    }
    assert len(got["roster"]) == 63
    assert len(got["assignments"]) == len(tasks) + 1
    assert set(got["missing"][1:]) == supervised
    peers = [row for row in got["participation"] if "rekan" in row[1].casefold()]
    assert [(row[0], row[3]) for row in peers] == [("seluruh kantor", "sesudah penutupan")]
    assert any(row[0] != "seluruh kantor" and row[3] != "0" for row in got["participation"][1:])


def test_each_export_is_in_the_trail_without_what_is_in_it(desk: Desk) -> None:
    desk.roster()
    hr = desk.hr
    hr.post(URL, {"jenis": "roster", "periode": ""})
    trail = hr.get("/meja/jejak").text
    assert "mengunduh ekspor" in trail
    assert ROSTER.splitlines()[3].split(",")[0] not in trail
    odd = hr.post(URL, {"jenis": "roster", "periode": 'Budi Santoso\r\n"; x'})
    assert odd.headers["Content-Disposition"] == 'attachment; filename="roster.xlsx"'
    assert "Budi Santoso" not in hr.get("/meja/jejak").text


def test_a_sealed_cycle_gives_training_and_follow_up(desk: Desk) -> None:
    desk.sealed()
    hr = desk.hr
    for kind in ("training", "follow-up", "participation"):
        assert hr.post(URL, {"jenis": kind, "periode": CYCLE}).status_code == 200
    assert hr.post(URL, {"jenis": "missing", "periode": CYCLE}).status_code == 404


def test_a_name_like_a_formula_stays_a_text(desk: Desk) -> None:
    name = ROSTER.splitlines()[5].split(",")[1]
    import_roster(desk.office, parse_roster(ROSTER.replace(name, "=1+1").encode(), "roster.csv"), "hr")
    data = desk.hr.post(URL, {"jenis": "roster", "periode": ""}).data
    assert "=1+1" in [row[1] for row in cells(data)]


@pytest.mark.parametrize(("account", "kinds"), [("staff:penyetuju", ["participation"]), ("staff:pengawas", [])])
def test_nobody_takes_along_more_than_their_pages_show(desk: Desk, account: str, kinds: list[str]) -> None:
    desk.opened()
    who = desk.client(account)
    assert re.findall(r'name="jenis" value="([a-z-]+)"', who.get(URL).text) == kinds
    for kind in ("roster", "assignments", "participation", "missing", "training", "follow-up"):
        assert who.post(URL, {"jenis": kind, "periode": CYCLE}).status_code == (200 if kind in kinds else 403)
    assert who.post(URL, {"jenis": "x", "periode": CYCLE}).status_code == 404
