"""Records past their time at HR's desk, and what their people read afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kinerja_office import cycles, feedback, records
from tests.forms_town import at, build_town, rate, result_path, set_goal
from tests.forms_world import CYCLE, MELATI, SEKRETARIS, World

PAGE = f"/meja/periode/{CYCLE}"


def worked(world: World) -> None:
    set_goal(world, MELATI, SEKRETARIS)
    at(world, "2026-06-10")
    cycles.open_cycle(world.office, CYCLE, "hr")
    rate(world, SEKRETARIS, MELATI)
    feedback.give(world.office, CYCLE, SEKRETARIS, MELATI, "", "Umpankaktus")


@pytest.fixture
def town(tmp_path: Path) -> World:
    """A cycle with a form, a goal and feedback, published as far as the store knows."""
    world = build_town(tmp_path, "goals", and_then=worked)
    at(world, "2026-07-01")
    world.close()
    with world.office.store.write() as change:
        cycle = records.cycle(change, CYCLE)
        records.put_cycle(change, replace(cycle, state="published", published="2026-12-01"))
    return world


def paper(world: World, what: str) -> str:
    return f"/cetak/{CYCLE}/{world.app.extensions['kinerja'].tag('paper', f'{CYCLE}/{MELATI}')[:16]}/{what}"


def test_before_its_time_there_is_no_button_and_a_post_says_the_day(town: World) -> None:
    at(town, "2027-01-01")
    hr = town.client("staff:hr")
    page = hr.get(f"{PAGE}/masa-simpan").text
    assert "Sekarang tidak ada yang dapat dimusnahkan" in page
    assert "1 Desember 2031" in page
    assert '<button class="danger"' not in page
    refused = hr.post(f"{PAGE}/masa-simpan", {"ketik": CYCLE})
    assert refused.status_code == 422
    assert "1 Desember 2028" in refused.text
    assert hr.get(f"{PAGE}/berita-acara").status_code == 404


def test_destroyed_with_the_id_typed_and_its_certificate(town: World) -> None:
    at(town, "2032-01-01")
    hr = town.client("staff:hr")
    assert hr.post(f"{PAGE}/masa-simpan", {"ketik": "lain"}).status_code == 422
    assert town.client(MELATI).get(result_path(town, MELATI)).text.count("sudah dimusnahkan") == 0
    answer = hr.post(f"{PAGE}/masa-simpan", {"ketik": CYCLE})
    assert answer.status_code == 303
    sheet = hr.get(answer.headers["Location"]).text
    assert "Berita acara pemusnahan" in sheet
    assert "Umpan balik" in sheet
    assert MELATI not in sheet
    page = hr.get(f"{PAGE}/masa-simpan").text
    assert "sudah dimusnahkan" in page
    assert "Sekarang tidak ada" in page
    assert "memusnahkan rekaman bernama" in hr.get("/meja/jejak").text
    assert hr.get(PAGE).status_code == 200
    assert hr.get(f"{PAGE}/sisa").text.count("Dimusnahkan pada") == 1


def test_its_people_read_what_is_gone(town: World) -> None:
    at(town, "2032-01-01")
    town.client("staff:hr").post(f"{PAGE}/masa-simpan", {"ketik": CYCLE})
    for who in (MELATI, SEKRETARIS):
        person = town.client(who)
        for where in (
            "/tugas",
            "/tujuan",
            "/tujuan-bawahan",
            "/umpan-balik",
            "/dialog",
            "/dokumen-evaluasi",
            "/keberatan",
            "/hasil",
            "/cetak",
        ):
            page = person.get(where)
            assert page.status_code == 200, where
            assert "Umpankaktus" not in page.text
            assert "Tanda tangani" not in page.text
        assert "sudah dimusnahkan" in person.get("/hasil").text
        result = person.get(result_path(town, MELATI))
        assert result.status_code == 200
        assert "sudah dimusnahkan karena masa simpannya habis" in result.text
        for what in ("skp", "umpan-balik", "hasil", "berkas"):
            refused = person.get(paper(town, what))
            assert refused.status_code == 409, what
            assert "sudah dimusnahkan karena masa simpannya habis" in refused.text
    assert town.client(MELATI).get(result_path(town, MELATI) + "/hasil.xlsx").status_code == 409
    assert town.client(SEKRETARIS).get(f"/hasil/{CYCLE}/bawahan.xlsx").status_code == 409


@pytest.mark.parametrize("who", ["staff:penyetuju", "staff:pengawas", MELATI])
def test_nobody_but_hr(town: World, who: str) -> None:
    at(town, "2032-01-01")
    for where in ("masa-simpan", "berita-acara"):
        assert town.client(who).get(f"{PAGE}/{where}").status_code == 403
    assert town.client(who).post(f"{PAGE}/masa-simpan", {"ketik": CYCLE}).status_code == 403
