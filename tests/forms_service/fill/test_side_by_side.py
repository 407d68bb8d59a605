"""Before signing: an officer's people beside each other, all about one of them, hints, the guide pattern, the rubric, a year's quarters."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from forms_service import create_app
from forms_service.fill.side_by_side import about, parts_of
from kinerja_office import accounts, answering, assignments, cycles, dialogues, feedback, goals, records
from kinerja_office.organisation_predicates import enter
from tests.anonymity.oracle import CHANGING
from tests.forms_town import advance, set_goal
from tests.forms_world import (
    BUDI,
    CAMAT,
    CYCLE,
    JOKO,
    KASI,
    MELATI,
    NAMES,
    RATNA,
    ROOT,
    SARI,
    SECRET,
    SEKRETARIS,
    TIGOR,
    WATI,
    Clock,
    World,
    build_world,
)
from tests.kinerja_office import small_town
from tests.kinerja_office.quarters import PLAYED, play

PAGE = f"/berdampingan/{CYCLE}"
CHOSEN = {"work_result": "above", "work_behaviour": "as", "reason": "Semua target tercapai."}


def levels(world: World) -> tuple[str, str]:
    """Return the address of the page of the two levels, and what it shows."""
    page = f"/tugas/{world.ref('supervisor', SEKRETARIS, MELATI)}/3"
    return page, world.client(SEKRETARIS).get(page).text


def test_an_officer_sees_their_own_marks_and_only_theirs(world: World) -> None:
    boss = world.client(SEKRETARIS)
    page, _ = levels(world)
    assert f'href="{PAGE}"' in boss.get("/tugas").text
    assert PAGE not in world.client(MELATI).get("/tugas").text, "who rates nobody is led nowhere"
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
        assert "Persentase menurut SE MenPANRB 3/2023, dicatat kepegawaian: Baik 70&nbsp;%" in page
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


ITEMS = ("PEL1", "PEL2", "KOM1", "KOM2")
OTHER = {"work_result": "below", "work_behaviour": "below", "reason": "Ada dua teguran."}


def mark(world: World, one: Assignment, answers: str, levels: dict[str, str] | None = None, send: bool = True) -> None:
    given = {code: "TD" if value == "T" else value for code, value in zip(ITEMS, answers, strict=True)}
    entry = answering.save(world.office, CYCLE, one, given, levels=levels)
    if send:
        answering.send(world.office, CYCLE, one, entry.revision)


def about_one(world: World, officer: str, ratee: str) -> str:
    return f"{PAGE}/{world.ref('supervisor', officer, ratee)}"


def plain(text: str) -> str:
    """Return the words of a page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_officers_own_means_stand_beside_each_other(world: World) -> None:
    assert "Rata-rata jawaban" not in world.client(SEKRETARIS).get(PAGE).text, "nothing is answered yet"
    mark(world, Assignment("supervisor", SEKRETARIS, MELATI), "4522", CHOSEN)
    mark(world, Assignment("supervisor", SEKRETARIS, BUDI), "3T11", send=False)
    page = world.client(SEKRETARIS).get(PAGE).text
    table = plain(page.partition("Rata-rata jawaban Anda menurut aspek</h2>")[2].partition("</table>")[0])
    assert "1 . Ratna Dewi 2 . Budi Santoso 3 . Melati Suryakencana" in table
    assert "Pelayanan – 3,0 4,5" in table
    assert "Komunikasi – 3,0 3,0" in table, "a reversed statement is turned"
    english = world.client(SEKRETARIS, lang="en").get(PAGE).text
    assert "Mean of your answers by criterion" in english
    assert "4.5" in english


def test_all_about_one_report_is_on_one_page(setting: World) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    goals.report(setting.office, CYCLE, MELATI, goal.id, "38 dari 40 keluhan terjawab")
    feedback.give(setting.office, CYCLE, BUDI, MELATI, "", "Arsipnya selalu rapi.")
    dialogues.note(setting.office, CYCLE, MELATI, SEKRETARIS, "Sepakat menata ulang rak.")
    advance(setting, "assessment")
    goals.rate(setting.office, CYCLE, SEKRETARIS, MELATI, goal.id, "above", "Melebihi target.")
    enter(setting.office, CYCLE, "", "baik", "LKjIP 2025", setting.office.today(), "hr")
    mark(setting, Assignment("supervisor", SEKRETARIS, MELATI), "4522", CHOSEN)
    boss, path = setting.client(SEKRETARIS), about_one(setting, SEKRETARIS, MELATI)
    for page in (PAGE, f"/tugas/{setting.ref('supervisor', SEKRETARIS, MELATI)}/3"):
        assert f'href="{path}' in boss.get(page).text, page
    listed = plain(boss.get(PAGE).text)
    assert "1 di atas ekspektasi" in listed
    assert "1 catatan Melati Suryakencana" in listed
    page = plain(boss.get(path).text)
    for words in (
        "Semua tentang Melati Suryakencana", "Hasil kerja Di atas ekspektasi", "Semua target tercapai.", "Pelayanan 4,5",
        "38 dari 40 keluhan terjawab", "Melebihi target.", "Arsipnya selalu rapi.", "Sepakat menata ulang rak.", "LKjIP 2025",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.parametrize("who", [MELATI, BUDI, KASI, CAMAT, JOKO])
def test_nobody_else_has_that_page(world: World, who: str) -> None:
    assert world.client(who).get(about_one(world, SEKRETARIS, MELATI)).status_code in (403, 404)
    theirs = f"{PAGE}/{world.ref('supervisor', KASI, JOKO)}", f"{PAGE}/{world.ref('self', SEKRETARIS, SEKRETARIS)}"
    for path in (*theirs, f"{PAGE}/x", f"/berdampingan/lain/{world.ref('supervisor', SEKRETARIS, MELATI)}"):
        assert world.client(SEKRETARIS).get(path).status_code == 404


def test_an_ended_session_sees_none_of_it(world: World) -> None:
    boss, path = world.client(SEKRETARIS), about_one(world, SEKRETARIS, MELATI)
    mark(world, Assignment("supervisor", SEKRETARIS, MELATI), "4522", CHOSEN)
    assert boss.get(path).status_code == 200
    accounts.end_sessions(world.office, SEKRETARIS, "hr")
    for address in (PAGE, path):
        answer = boss.get(address)
        assert answer.status_code in (302, 303)
        assert NAMES[MELATI] not in answer.text


Play = Callable[[World], None]


def nothing(world: World) -> None:
    """The world as it is."""


def others_marked(world: World) -> None:
    """Everybody but the officer has marked the officer's people, the officer and others."""
    for rater, ratee in ((RATNA, MELATI), (BUDI, MELATI), (JOKO, MELATI), (SARI, MELATI), (BUDI, RATNA), (TIGOR, BUDI)):
        mark(world, Assignment("peer", rater, ratee), "1155")
    for who in (MELATI, BUDI, RATNA):
        mark(world, Assignment("self", who, who), "2222")
    mark(world, Assignment("supervisor", CAMAT, SEKRETARIS), "1155", OTHER)
    for who in (JOKO, SARI, WATI, TIGOR):
        mark(world, Assignment("supervisor", KASI, who), "3333", OTHER)


def another_officer_rates(world: World, answers: str = "", send: bool = False) -> None:
    """An acting officer rates one of them too (HR assigned it by hand)."""
    one = Assignment("supervisor", KASI, MELATI)
    with world.office.store.write() as change:
        records.put_assignment(change, CYCLE, one)
    if answers:
        mark(world, one, answers, OTHER, send)


def another_has_sent(world: World) -> None:
    another_officer_rates(world, "1155", send=True)


def another_has_a_draft(world: World) -> None:
    another_officer_rates(world, "5511")


def handed_over(world: World, answers: str = "") -> None:
    """Budi had another officer, who may have begun a form, until HR handed it over."""
    old, new = Assignment("supervisor", KASI, BUDI), Assignment("supervisor", SEKRETARIS, BUDI)
    assignments.adjust_assignment(world.office, CYCLE, old, True, "hr")
    if answers:
        mark(world, old, answers, OTHER, send=False)
    assignments.adjust_assignment(world.office, CYCLE, new, True, "hr")


def handed_over_begun(world: World) -> None:
    handed_over(world, "1155")


@pytest.mark.parametrize(
    ("one", "two"),
    [(nothing, others_marked), (another_officer_rates, another_has_sent), (another_officer_rates, another_has_a_draft),
     (handed_over, handed_over_begun)],
)  # fmt: skip
def test_worlds_in_which_others_marked_otherwise_look_the_same_to_an_officer(
    tmp_path: Path, one: Play, two: Play
) -> None:
    seen = []
    for n, playing in enumerate((one, two)):
        world = build_world(tmp_path / str(n))
        for who in (MELATI, RATNA):
            mark(world, Assignment("supervisor", SEKRETARIS, who), "4444", CHOSEN, send=who == MELATI)
        playing(world)
        boss = world.client(SEKRETARIS)
        pages = [PAGE, *(about_one(world, SEKRETARIS, who) for who in (MELATI, RATNA, BUDI))]
        pages += [
            f"/tugas/{world.ref('supervisor', SEKRETARIS, who)}/{at}" for who in (MELATI, BUDI) for at in (3, "periksa")
        ]
        seen.append(
            [(page, (answer := boss.get(page)).status_code, CHANGING.sub(r"\1", answer.text)) for page in pages]
        )
        assert {code for _, code, _ in seen[-1]} == {200}
    assert seen[0] == seen[1]


def test_an_acting_officer_sees_their_own_marks_and_nothing_that_is_the_direct_supervisors(setting: World) -> None:
    set_goal(setting, MELATI, SEKRETARIS)
    feedback.give(setting.office, CYCLE, BUDI, MELATI, "", "Arsipnya selalu rapi.")
    dialogues.note(setting.office, CYCLE, MELATI, SEKRETARIS, "Sepakat menata ulang rak.")
    advance(setting, "assessment")
    mark(setting, Assignment("supervisor", SEKRETARIS, MELATI), "1155", CHOSEN)
    with setting.office.store.write() as change:
        records.put_assignment(change, CYCLE, Assignment("supervisor", KASI, MELATI))
    acting = setting.client(KASI)
    mark(setting, Assignment("supervisor", KASI, MELATI), "5511", OTHER, send=False)
    for page in (PAGE, about_one(setting, KASI, MELATI)):
        text = plain(acting.get(page).text)
        assert NAMES[MELATI] in text
        assert "5,0" in text
        for words in ("Keluhan warga", "Arsipnya", "menata ulang", "1,0", "Semua target", "catatan Melati"):
            assert words not in text, (page, words)


def test_who_holds_a_new_slip_sees_no_marks_made_before_it(world: World) -> None:
    world.client(SEKRETARIS)  # who had a secret of their own
    mark(world, Assignment("supervisor", SEKRETARIS, MELATI), "4444", CHOSEN)
    slip = accounts.issue_slips(world.office, [SEKRETARIS], "hr", again=True)[SEKRETARIS]
    session = accounts.sign_in(world.office, SEKRETARIS, slip)
    assert session
    accounts.set_secret(world.office, session, SECRET)
    boss = world.client(SEKRETARIS)
    for page in (PAGE, about_one(world, SEKRETARIS, MELATI)):
        text = boss.get(page).text
        assert NAMES[MELATI] in text
        for words in ("4,0", "Di atas ekspektasi", "Semua target tercapai", "Semua jawaban"):
            assert words not in text, words


ONE_FORM, SAME_LEVELS, SAME_MEANS = (
    "Semua jawaban di formulir ini sama",
    "mendapat tingkat yang sama",
    "rata-rata yang sama",
)


def test_equal_answers_are_hinted_at_and_can_be_sent(world: World) -> None:
    boss, one = world.client(SEKRETARIS), Assignment("supervisor", SEKRETARIS, MELATI)
    check = f"/tugas/{world.ref(*one)}/periksa"
    mark(world, one, "4445", CHOSEN, send=False)
    assert ONE_FORM not in boss.get(check).text
    mark(world, one, "4444", send=False)
    assert f"{ONE_FORM} (4 pernyataan). Mungkin memang begitu" in boss.get(check).text
    assert "Semua jawaban dalam satu formulir sama: Melati Suryakencana." in boss.get(PAGE).text
    assert ONE_FORM in boss.get(about_one(world, SEKRETARIS, MELATI)).text
    revision = re.search(r'name="revisi" value="(\d+)"', boss.get(check).text)
    assert revision
    assert boss.post(check.replace("periksa", "kirim"), {"revisi": revision[1]}).headers["Location"].endswith("/bukti")


@pytest.mark.parametrize(
    ("method", "rater", "ratee"), [("self", MELATI, MELATI), ("peer", BUDI, MELATI), ("self", SEKRETARIS, SEKRETARIS)]
)
def test_each_form_hints_at_its_own_equal_answers_alone(world: World, method: str, rater: str, ratee: str) -> None:
    for who in (MELATI, BUDI, RATNA):
        mark(world, Assignment("supervisor", SEKRETARIS, who), "4444", CHOSEN)
    one = Assignment(method, rater, ratee)  # type: ignore[arg-type]  # one of the methods
    page = f"/tugas/{world.ref(*one)}/periksa"
    for answers, there in (("3334", False), ("3333", True), ("TTTT", True)):
        mark(world, one, answers, send=False)
        text = world.client(rater).get(page).text
        assert (ONE_FORM in text) is there, answers
        assert SAME_LEVELS not in text
        assert SAME_MEANS not in text


def test_reports_who_are_all_marked_alike_are_hinted_at(world: World) -> None:
    boss, people = world.client(SEKRETARIS), (MELATI, BUDI, RATNA)
    check = f"/tugas/{world.ref('supervisor', SEKRETARIS, MELATI)}/periksa"
    for n, who in enumerate(people):
        mark(world, Assignment("supervisor", SEKRETARIS, who), "4522", CHOSEN, send=False)
        for page in (PAGE, check, about_one(world, SEKRETARIS, MELATI)):
            text = boss.get(page).text
            assert (f"Semua bawahan yang sudah Anda tetapkan (3 orang) {SAME_LEVELS}" in text) is (n == 2)
            assert (f"Semua bawahan yang sudah Anda nilai (3 orang) mendapat {SAME_MEANS}" in text) is (n == 2)
    mark(world, Assignment("supervisor", SEKRETARIS, RATNA), "4521", {"work_result": "as"}, send=False)
    text = boss.get(PAGE).text
    assert SAME_LEVELS not in text
    assert SAME_MEANS not in text


def test_the_last_period_stands_beside_with_the_officers_own_means_alone(tmp_path: Path) -> None:
    with small_town.town(tmp_path) as office:
        play(office, tmp_path / "published", "2025")
        period, start, end = PLAYED["2026"]
        now = small_town.on(office, start)
        cycles.create(
            now, "2026", small_town.instrument(), "Y", start, end, ("self", "supervisor"), (), "hr", period=period
        )
        assignments.generate_assignments(now, "2026", None, "hr")
        ratee, officer, acting = small_town.pair(office)
        cycles.open_cycle(now, "2026", "hr")
        with office.store.write() as change:
            records.put_assignment(change, "2026", Assignment("supervisor", acting, ratee))
        world = World(now, create_app(now, packages=tmp_path / "published", content=ROOT / "content"), Clock())
        world.clock.at = now.now()
        with office.store.read() as view:
            code = records.instrument(view, records.cycle(view, "2026")).items[0].code
        for who, before in ((officer, True), (acting, False)):
            one = Assignment("supervisor", who, ratee)
            answering.save(now, "2026", one, {code: "5"})
            page = plain(world.client(who).get(f"/berdampingan/2026/{world.ref(*one, '2026')}").text)
            assert "2025 Baik Sesuai ekspektasi · Sesuai ekspektasi" in page, (
                "what was set stands there for whoever rates now"
            )
            assert ("Periode lalu" in page) is before
        assert '<span class="hidden">periode lalu </span>' in world.client(officer).get("/berdampingan/2026").text
