"""One's own results over several periods: like with like, the officer's means alone in a line, what is coded as it was coded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forms_service.results import own
from kinerja_office import records
from tests.forms_service.results.periods import lived, result_of
from tests.forms_world import KASI, MELATI, SEKRETARIS, World


@pytest.fixture
def years(tmp_path: Path) -> World:
    return lived(tmp_path)


def row(page: str, criterion: str) -> str:
    found = re.search(rf"<h3>{criterion}</h3>\s*<svg.*?</ul>", page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>|\s+", " ", found[0].split("</svg>", 1)[1])


def test_a_year_stands_beside_years_and_a_quarter_beside_quarters(years: World) -> None:
    me = years.client(MELATI)
    page = me.get(result_of(years, "2025")).text
    assert re.sub(r"\s+", " ", row(page, "Pelayanan")).strip() == (
        "Diri 4,0 · 2024: 4,0 · 2023: 4,0 Atasan 5,0 · 2024: 4,0 · 2023: 4,0 Rekan 4,0 · 2024: ≥4,5 · 2023: 3,0"
    )
    assert "Sebelumnya: 2024 <b>Baik</b>, 2023 <b>Baik</b>." in page
    quarter = me.get(result_of(years, "2025-tw2")).text
    assert re.sub(r"\s+", " ", row(quarter, "Komunikasi")).strip() == "Diri 4,0 · Penilaian 2025-Q1: 4,0 Atasan 3,0 · Penilaian 2025-Q1: 3,0"  # fmt: skip
    assert "Sebelumnya" not in me.get(result_of(years, "2023")).text


def test_a_criterion_that_is_asked_otherwise_is_not_put_beside(years: World) -> None:
    page = years.client(MELATI).get(result_of(years, "2025")).text
    assert "2024" not in row(page, "Komunikasi"), "its second statement is another one since 2025"
    assert "2024" in row(page, "Pelayanan")


def test_an_officer_sees_earlier_results_of_their_own_time_alone(years: World) -> None:
    page = years.client(SEKRETARIS).get(result_of(years, "2025")).text
    assert "2024" in row(page, "Pelayanan")
    assert "2023" not in page, "another officer's"
    assert years.client(SEKRETARIS).get(result_of(years, "2023")).status_code == 403
    assert years.client(KASI).get(result_of(years, "2025")).status_code == 403


def test_the_list_joins_predicates_and_the_officers_means(years: World) -> None:
    page = years.client(MELATI).get("/hasil").text
    assert "2023 <b>Baik</b> → 2024 <b>Baik</b> → 2025 <b>Baik</b>." in page
    lines = re.findall(r'<p class="hidden">([^<]*)</p>', page)
    assert lines == [
        "2023 4,0, 2024 4,0, 2025 5,0.",
        "2023 3,0, 2024 3,0, 2025 3,0.", "Penilaian 2025-Q1 4,0, Penilaian 2025-Q2 4,0.", "Penilaian 2025-Q1 3,0, Penilaian 2025-Q2 3,0.",
        "Penilaian 2025-Q1 3,0, Penilaian 2025-Q2 3,0.",
    ]  # fmt: skip
    assert "≥4,5" not in page, "what is coded stays with its own period"
    assert "3,0 · " not in page


def test_no_figure_is_made_of_coded_ones(years: World) -> None:
    """Each of the peers' values is the text its own cycle kept, and nothing else of theirs is on a page."""
    texts = {
        c: own.load(years.office, c, _me(years, c)).result.criteria[0].means["peer"] for c in ("2023", "2024", "2025")
    }
    assert texts == {"2023": "3.0", "2024": "≥4.5", "2025": "4.0"}
    place = own.placing(own.load(years.office, "2024", _me(years, "2024")).instrument)
    assert place("≥4.5", True) == (place("4.5")[0], place("4.5")[0], place("5")[0])
    assert place("≤1.5", True) == (place("1.5")[0], place("1")[0], place("1.5")[0])
    assert place("3.0") == (160, 160, 160), "a named form's mean is what it is"
    assert place("3.0", True) == (160, place("2.75")[0], place("3.25")[0]), (
        "in steps of a half it may lie a quarter off"
    )
    assert place("3.2", True) == (place("3.2")[0],) * 3


def _me(world: World, cycle: str):
    with world.office.store.read() as view:
        return records.participant(view, cycle, MELATI)


def test_a_leader_reads_what_reports_said_or_why_they_said_nothing(years: World) -> None:
    """From five reports in the first year; with four in the second nobody is asked, and the page says so."""
    kasi = years.client(KASI)
    first, second = (kasi.get(result_of(years, c, KASI)).text for c in ("2023", "2024"))
    assert "Bawahan ≥4,5" in row(first, "Pelayanan").replace("  ", " ")
    assert "rata-rata dari sedikitnya lima bawahan" in first
    assert re.sub(r"\s+", " ", row(second, "Pelayanan")).strip().endswith("Bawahan tidak ada · 2023: ≥4,5")
    assert "bila sedikitnya lima bawahan langsung ikut menilai" in second
    assert "menurut bawahan" not in years.client(MELATI).get(result_of(years, "2023")).text.lower(), "she leads nobody"
    assert "rata-rata dari sedikitnya lima bawahan" in kasi.get(result_of(years, "2023", KASI) + "/cetak").text
