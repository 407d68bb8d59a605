"""Before signing: an officer's people beside each other, the guide pattern, the rubric, and a year's quarters."""

import pytest

from forms_service.fill.side_by_side import about, parts_of
from kinerja_office import assignments, cycles, records
from kinerja_office.organisation_predicates import enter
from tests.forms_world import BUDI, CYCLE, MELATI, SEKRETARIS, World
from tests.kinerja_office import small_town
from tests.kinerja_office.test_a_year_and_its_quarters import PLAYED, play

PAGE = f"/berdampingan/{CYCLE}"
CHOSEN = {"work_result": "above", "work_behaviour": "as", "reason": "Semua target tercapai."}


def levels(world: World) -> tuple[str, str]:
    """Return the address of the page of the two levels, and what it shows."""
    page = f"/tugas/{world.ref('supervisor', SEKRETARIS, MELATI)}/3"
    return page, world.client(SEKRETARIS).get(page).text


def test_an_officer_sees_their_own_marks_and_only_theirs(world: World) -> None:
    boss = world.client(SEKRETARIS)
    page, _ = levels(world)
    before = boss.get(PAGE).text
    assert "belum ditetapkan" in before
    assert f'href="{page}"' in before
    boss.post(page, CHOSEN)
    after = boss.get(PAGE).text
    assert "<strong>Baik</strong>" in after
    assert "belum terkirim" in after
    with world.office.store.read() as view:
        mine = {a.ratee for a in records.assignments(view, CYCLE, rater=SEKRETARIS) if a.method == "supervisor"}
        people = records.participants(view, CYCLE)
        for number, one in people.items():
            assert (one.name in after) == (number in mine or number == SEKRETARIS), one.name


@pytest.mark.parametrize("who", [MELATI, BUDI])
def test_it_is_for_who_rates_somebody(world: World, who: str) -> None:
    assert world.client(who).get(PAGE).status_code in (403, 404)


def test_after_the_close_and_for_another_cycle_there_is_none(closed: World) -> None:
    boss = closed.client(SEKRETARIS)
    assert boss.get(PAGE).status_code == 404
    assert boss.get("/berdampingan/lain").status_code == 404


def test_the_rubric_stands_beside_each_level(world: World) -> None:
    _, page = levels(world)
    for words in (
        "tidak ada hasil kerja utama yang di bawah ekspektasi",
        "menjadi penjaga penerapannya",
        "Lampiran IV.B.3",
    ):
        assert words in page
    assert page.index("Di atas ekspektasi") < page.index("Sesuai ekspektasi") < page.index("Di bawah ekspektasi")


def test_the_pattern_is_a_guide_without_percentages_unless_hr_enters_them(world: World) -> None:
    assert "belum dicatat kepegawaian" in levels(world)[1]
    enter(world.office, CYCLE, "", "baik", "LKjIP 2025", world.office.today(), "hr")
    page = levels(world)[1]
    assert "bukan kuota: bila capaian organisasi Baik, idealnya sebagian besar pegawai berpredikat Baik" in page
    assert "Sangat Baik, Butuh Perbaikan, Kurang, Sangat Kurang (PermenPANRB 6/2022 Lampiran IV.B.2 huruf c)" in page
    assert "Persentase" not in page
    world.office.organisation.distribution.update(source="SE MenPANRB 3/2023", baik={"baik": 70})  # type: ignore[attr-defined]
    try:
        page = levels(world)[1]
        assert "Persentase menurut SE MenPANRB 3/2023, dicatat kepegawaian: Baik 70 %" in page
    finally:
        world.office.organisation.distribution.clear()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("organisation", "mostly", "letter"),
    [("istimewa", "Sangat Baik", "b"), ("butuh_perbaikan", "Butuh Perbaikan", "d"), ("kurang", "Kurang", "e"),
     ("sangat_kurang", "Sangat Kurang", "f")],
)  # fmt: skip
def test_each_predicate_of_the_organisation_has_its_pattern(
    world: World, organisation: str, mostly: str, letter: str
) -> None:
    enter(world.office, CYCLE, "", organisation, "LKjIP 2025", world.office.today(), "hr")
    page = levels(world)[1]
    assert f"sebagian besar pegawai berpredikat {mostly}, dengan" in page
    assert f"IV.B.2 huruf {letter})" in page


def test_a_year_shows_its_sealed_quarters_and_no_other_cycle(tmp_path) -> None:
    with small_town.town(tmp_path) as office:
        for id in ("2026-tw2", "2026-tw1"):
            play(office, tmp_path / "published", id)
        period, start, end = PLAYED["2026"]
        now = small_town.on(office, start)
        year = cycles.create(
            now, "2026", small_town.instrument(), "Y", start, end, ("self", "supervisor"), (), "hr", period=period
        )
        cycles.create(
            now, "2026-tw4", small_town.instrument(), "Q", "2026-12-20", end, None, (), "hr", period="2026-Q4"
        )
        assignments.generate_assignments(now, "2026", None, "hr")
        cycles.open_cycle(now, "2026", "hr")
        ratee, officer, _ = small_town.pair(office)
        with office.store.read() as view:
            parts = parts_of(view, year)
            assert [p.id for p in parts] == ["2026-tw1", "2026-tw2"]
            form = about(view, parts[0], ratee)
            assert form
            assert (form.rater, form.predicate) == (officer, "baik")
            assert parts_of(view, parts[0]) == []
