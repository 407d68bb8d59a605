"""The way back to e-Kinerja: one's own result, and for an officer the official levels of their reports and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from kinerja_office import evaluations
from tests.forms_town import at, build_town, rate
from tests.forms_world import CAMAT, CYCLE, JOKO, KASI, MELATI, SARI, SEKRETARIS, World

FORMULA = '=HYPERLINK("http://contoh.invalid")'


def _closed(world: World) -> None:
    for who in (JOKO, SARI):
        rate(world, KASI, who)
    rate(world, SEKRETARIS, MELATI)
    at(world, "2026-07-01")
    world.close()
    at(world, "2026-07-02")
    evaluations.sign(world.office, CYCLE, KASI, [JOKO], FORMULA)


@pytest.fixture
def town(tmp_path: Path) -> World:
    return build_town(tmp_path, "assessment", and_then=_closed)


def sheet(data: bytes) -> list[list[str]]:
    return [[c.value or "" for c in row] for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()]


def own(world: World, who: str) -> str:
    return f"/hasil/{CYCLE}/{world.app.extensions['kinerja'].tag('result', f'{CYCLE}/{who}')[:16]}/hasil.xlsx"


def test_an_officer_gets_the_official_levels_of_their_reports(town: World) -> None:
    answer = town.client(KASI).get(f"/hasil/{CYCLE}/bawahan.xlsx")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="hasil-{CYCLE}.xlsx"'
    rows = sheet(answer.data)
    assert rows[0] == [
        "NIP",
        "Nama",
        "Jabatan",
        "Hasil kerja",
        "Perilaku kerja",
        "Predikat",
        "Alasan",
        "Catatan/rekomendasi",
    ]
    joko, sari, tigor, wati = rows[1:]
    assert joko[:3] == [JOKO, "Joko Prasetyo", "Petugas Loket"]
    assert all(joko[3:7])
    assert joko[7] == FORMULA
    assert sari[5]
    assert tigor[3:] == wati[3:] == ["", "", "", "", ""]


def test_one_gets_ones_own_and_no_note_before_it_was_handed_over(town: World) -> None:
    rows = sheet(town.client(JOKO).get(own(town, JOKO)).data)
    assert rows[0][1:] == ["Penilaian diri", "Atasan", "Rekan kerja"]
    assert ["Predikat", rows[-3][1]] == rows[-3][:2]
    assert FORMULA not in [c for row in rows for c in row]
    evaluations.hand_over_documents(town.office, CYCLE, KASI, [JOKO])
    assert FORMULA in [c for row in sheet(town.client(JOKO).get(own(town, JOKO)).data) for c in row]


@pytest.mark.parametrize("who", [SARI, KASI, MELATI, CAMAT, "staff:hr", ""])
def test_nobody_else_gets_it(town: World, who: str) -> None:
    answer = town.client(who).get(own(town, JOKO))
    assert answer.status_code in (302, 303, 403, 404)
    assert not answer.data.startswith(b"PK")


def test_a_cycle_without_results_has_no_file(town: World) -> None:
    assert town.client(JOKO).get(f"/hasil/{CYCLE}/bawahan.xlsx").status_code in (403, 404)
    assert town.client(KASI).get("/hasil/tidak-ada/bawahan.xlsx").status_code == 404
