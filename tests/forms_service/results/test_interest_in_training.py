"""“Saya berminat”: said and taken back by oneself, for any programme; read by HR by name, by nobody else, and no sign of a result."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

from kinerja_office import records
from kinerja_office import training as acts
from tests.forms_service.results.periods import ITEMS, lived, result_of
from tests.forms_world import BUDI, CAMAT, JOKO, KASI, MELATI, SEKRETARIS, World

DESK = "/meja/periode/2024/pelatihan"


@pytest.fixture
def years(tmp_path: Path) -> World:
    return lived(tmp_path)


def want(world: World, who: str, program: str, yes: bool = True, cycle: str = "2024") -> int:
    answer = world.client(who).post(result_of(world, cycle, who) + "/minat", {"minat" if yes else "batal": program})
    return int(answer.status_code)


def test_any_programme_can_be_chosen_and_taken_back(years: World) -> None:
    me, address = years.client(MELATI), result_of(years, "2024") + "/langkah"
    programmes = re.findall(r'name="minat" value="([^"]+)"', me.get(address).text)
    offered = set(programmes)
    assert len(offered) > 5
    for program in offered:
        assert want(years, MELATI, program) == want(years, MELATI, program) == 303
    assert me.get(address).text.count("Anda berminat.") >= len(offered)
    for program in offered:
        assert want(years, MELATI, program, yes=False) == want(years, MELATI, program, yes=False) == 303
    assert "Anda berminat." not in me.get(address).text
    with years.office.store.read() as view:
        assert acts.interests(view, "2024") == {}


def test_hr_reads_it_by_programme_and_takes_it_along(years: World) -> None:
    for who in (MELATI, JOKO):
        assert want(years, who, "teknik-komunikasi") == 303
    hr = years.client("staff:hr")
    page = hr.get(DESK).text
    assert "Teknik komunikasi: 2 orang" in page
    assert "<li>Joko Prasetyo, Seksi Pelayanan</li><li>Melati Suryakencana, Sekretariat</li>" in page
    assert "Teknik komunikasi: 2 orang" not in hr.get(DESK.replace("2024", "2025")).text
    book = hr.post("/meja/ekspor", {"jenis": "interest", "periode": "2024"})
    rows = [[c.value for c in row] for row in openpyxl.load_workbook(io.BytesIO(book.data)).active.iter_rows()]
    assert rows == [
        ["Program", "Nama", "Unit kerja"], ["Teknik komunikasi", "Joko Prasetyo", "Seksi Pelayanan"],
        ["Teknik komunikasi", "Melati Suryakencana", "Sekretariat"],
    ]  # fmt: skip


def test_nobody_else_reads_it(years: World) -> None:
    before = {who: officers_page(years, who) for who in (SEKRETARIS, CAMAT)}
    want(years, MELATI, "teknik-komunikasi")
    assert {who: officers_page(years, who) for who in (SEKRETARIS, CAMAT)} == before
    for who in ("staff:penyetuju", "staff:pengawas", SEKRETARIS, BUDI):
        other = years.client(who)
        assert other.get(DESK).status_code == 403
        assert other.post("/meja/ekspor", {"jenis": "interest", "periode": "2024"}).status_code == 403
        assert other.post(result_of(years, "2024") + "/minat", {"batal": "teknik-komunikasi"}).status_code == 403


def officers_page(world: World, who: str) -> list[str]:
    client = world.client(who)
    return [
        re.sub(r'csrf_token" value="[^"]+', "", client.get(p).text)
        for p in (result_of(world, "2024"), "/hasil", "/tugas")
    ]


def test_hr_sees_the_same_whatever_the_result_was(tmp_path: Path) -> None:
    """Two worlds: what Melati chose is alike, what she was given is the other way round."""
    pages = []
    for world, marks in ((lived(tmp_path / "one"), "--"), (lived(tmp_path / "other"), "15513")):
        if marks != "--":
            with world.office.store.write() as change:
                key, doc = next(
                    (k, d) for k, d in change.find("forms", cycle="2024", ratee=MELATI) if d["method"] == "supervisor"
                )
                assert len(doc["answers"]) == len(ITEMS) + 1
                change.put("forms", key, {**doc, "answers": marks})
        suggested = world.client(MELATI).get(result_of(world, "2024")).text
        want(world, MELATI, "teknik-komunikasi")
        hr = world.client("staff:hr")
        pages.append((suggested, re.sub(r'csrf_token" value="[^"]+', "", hr.get(DESK).text)))
    assert pages[0][0] != pages[1][0], "or her results are alike"
    assert pages[0][1] == pages[1][1]


def test_what_is_no_programme_any_more_can_be_taken_back_and_not_chosen(years: World) -> None:
    assert want(years, MELATI, "tidak-ada") == 422
    acts.be_interested(years.office, "2024", MELATI, "lama", {"id": "Program lama"})
    me = years.client(MELATI)
    assert "Program lama" in me.get(result_of(years, "2024") + "/langkah").text
    assert "Program lama: 1 orang" in years.client("staff:hr").get(DESK).text
    assert want(years, MELATI, "lama", yes=False) == 303
    assert "Program lama" not in me.get(result_of(years, "2024")).text


def test_somebody_who_was_not_rated_has_no_such_page(years: World) -> None:
    with years.office.store.read() as view:
        assert records.participant(view, "2024", KASI).rated
    assert want(years, KASI, "teknik-komunikasi") == 303
    assert want(years, "196503121990031001", "teknik-komunikasi") in (403, 404)
