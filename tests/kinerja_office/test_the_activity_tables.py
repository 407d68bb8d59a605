"""The activity tables of a package: exact bytes of a worked cycle, what is withheld, and that nobody stands alone."""

import csv
import io
import random
from dataclasses import replace
from pathlib import Path

import frictionless
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assessment.goal import BANDS, Goal, Realisation, Wish
from assessment.organisation import Disclosure
from assessment.training import parse_programmes
from kinerja_office import (
    assignments,
    consultation,
    cycles,
    dialogues,
    feedback,
    follow_up,
    goals,
    publication,
    training,
)
from kinerja_office.activity_tables import (
    HEADERS,
    consultation_rows,
    conversation_rows,
    goal_rows,
    schema,
    training_row,
)
from kinerja_office.consultation import Response, StageCounts, coded
from publishing.package import write_package
from publishing.plan import PlannedRow
from tests.delivered import deliver
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, on

WISH = Wish("Surat selesai", success="Seratus surat selesai")
RATINGS = ("above", "as", "below", "")
D = Disclosure()


def rows_of(files, name):
    return list(csv.DictReader(io.StringIO(files[name].decode(), newline="")))


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A whole cycle with everything in it; returns the published files."""
    folder = tmp_path_factory.mktemp("lived")
    with small_town.town(folder) as office:
        small_town.create(office, to="consultation")
        everyone = small_town.people(office)
        for place, e in enumerate(everyone[:50]):
            consultation.save(office, ID, "before", e.employee_number, {"komunikasi/clear": str(3 + place % 3)})
        cycles.next_stage(office, ID, "hr")
        for place, e in enumerate(everyone):
            one = goals.save(office, ID, e.employee_number, WISH)
            goals.propose(office, ID, e.employee_number, one.id)
            if place < 55 and any(x.employee_number == e.supervisor for x in everyone):
                goals.agree(office, ID, e.supervisor, e.employee_number, one.id)
                if place % 4:
                    goals.report(office, ID, e.employee_number, one.id, f"{60 + 20 * (place % 4)} surat")
                if place < 36:
                    feedback.give(office, ID, e.supervisor, e.employee_number, "", "Terus begitu.")
        cycles.open_cycle(office, ID, "hr")
        with office.store.read() as view:
            rated = [g for g in goals.agreed(view, ID) if g.realisations]
        for place, goal in enumerate(rated):
            boss = next(e.supervisor for e in everyone if e.employee_number == goal.employee)
            if level := RATINGS[place % 4]:
                goals.rate(office, ID, boss, goal.employee, goal.id, level, "")
        with_boss = [e.employee_number for e in everyone if any(x.employee_number == e.supervisor for x in everyone)]
        notes = {"employee": "Setuju.", "leader": "Setuju."}
        dialogues.import_held(office, ID, [(number, notes) for number in with_boss[:3]], "hr")
        small_town.answered(office, 3)
        cycles.close_cycle(on(office, "2026-07-02"), ID, "hr")
        deliver(on(office, "2026-07-02"), ID)
        after = on(office, "2026-07-05")
        for e in everyone[:9]:
            consultation.save(after, ID, "after", e.employee_number, {"adil/process": "4"})
        consultation.put_response(after, Response(ID, "before", "jelas", {"id": "Sulit."}, {"id": "Dijelaskan."}), "hr")
        training.plan(after, ID, parse_programmes(
            (small_town.CONTENT / "training.toml").read_text(encoding="utf-8"))[0], "2026-09-01", "hr")  # fmt: skip
        follow_up.add(after, ID, "jadwal", "komunikasi", {"id": "Jadwal, tertulis."}, "Lurah", "2026-09-30", "hr")
        return publication.publish(on(office, "2026-07-23"), ID, folder / "published", {}, "hr")


def test_a_whole_cycle_has_them_all_and_the_auditor_finds_nothing(lived):
    assert lived.report.verdict == "NONE_FOUND"
    assert set(HEADERS) <= set(lived.files)
    assert lived.files["training.csv"].decode().splitlines()[1] == (
        f"{ID},teknik-komunikasi,komunikasi,Teknik komunikasi,Communication techniques,2026-09-01,,x,withheld"
    )
    assert lived.files["follow_up.csv"].decode().splitlines()[1] == (
        f'{ID},jadwal,komunikasi,"Jadwal, tertulis.",,Lurah,2026-09-30,planned,,'
    )
    assert lived.files["responses.csv"].decode().splitlines()[1] == f"{ID},before,jelas,Sulit.,,Dijelaskan.,"


def test_goals_have_five_bands_a_planned_row(lived):
    found = rows_of(lived.files, "goals.csv")
    planned = [r for r in rows_of(lived.files, "plan.csv") if r["method"] == "supervisor"]
    assert len(found) == 5 * len(planned)
    whole = {r["band"]: (r["people"], r["share"], r["status"]) for r in found if r["group"] == "*"}
    assert {p for p, _, _ in whole.values()} == {"x"}  # 54 of 61: who the seven without a goal are would be known
    assert whole["unreported"][1:] == ("25", "shown")
    assert {whole[b][1] for b in ("above", "as", "below", "reported")} == {"20"}


def test_feedback_and_dialogues_are_coded_shares_of_everybody_rated(lived):
    found = {r["kind"]: (r["share"], r["status"]) for r in rows_of(lived.files, "conversations.csv")}
    assert found == {"feedback": ("55", "shown"), "dialogue": ("≤10", "shown")}  # 35 and 3 of 61


def test_a_say_is_shown_from_enough_people_on(lived):
    found = {(r["stage"], r["question"], r["aspect"]): r for r in rows_of(lived.files, "consultation.csv")}
    shown = found["before", "komunikasi", "clear"]
    assert (shown["responses"], shown["mean"], shown["status"]) == ("50", "4.0", "shown")  # eleven did not answer
    assert {shown[f"{band}_share"] for band in ("low", "mid", "high")} == {"x"}  # 50 people, shares from 80 on
    assert found["before", "loyal", "fair"]["status"] == "withheld"
    assert found["after", "adil", "process"]["responses"] == "x"
    assert len(found) == 9 * 2 + 3


def test_the_package_is_valid_frictionless(lived, tmp_path):
    write_package(lived.files, tmp_path / "copy")
    report = frictionless.Package(str(tmp_path / "copy" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["fieldName", "message"])


def test_a_cycle_without_them_has_none_of_the_tables(office, tmp_path):
    small_town.create(office, (), "assessment")
    small_town.answered(office)
    small_town.to_state(office, "closed")
    files = publication.publish(office, ID, tmp_path, {}, "hr").files
    assert set(HEADERS) & set(files) == {"consultation.csv"}  # everybody could answer the closing questions
    assert {(r["responses"], r["status"]) for r in rows_of(files, "consultation.csv")} == {("x", "withheld")}


def test_the_next_package_tells_what_became_of_an_action_and_the_one_after_does_not(office, tmp_path):
    first = on(office, "2026-01-20")
    ids = ("2026-a", "2026-b", "2026-c")
    told = []
    for place, id in enumerate(ids):
        now = on(first, f"2026-0{place + 2}-01")
        cycles.create(
            now, id, small_town.instrument(), id, f"2026-0{place + 1}-05", f"2026-0{place + 1}-28", ["self"], (), "hr"
        )
        assignments.generate_assignments(now, id, None, "hr")
        cycles.open_cycle(now, id, "hr")
        small_town.answered(now, 3, id)
        cycles.close_cycle(now, id, "hr")
        if place == 0:
            follow_up.add(now, id, "jadwal", "komunikasi", {"id": "Jadwal."}, "Lurah", "2026-03-01", "hr")
        if place == 1:
            follow_up.change_action(now, "jadwal", "done", "hr", result={"id": "Selesai."})
        files = publication.publish(on(now, f"2026-0{place + 2}-20"), id, tmp_path, {}, "hr").files
        told.append(
            [(r["cycle"], r["state"]) for r in rows_of(files, "follow_up.csv")] if "follow_up.csv" in files else []
        )
    assert told == [[("2026-a", "planned")], [("2026-b", "done")], []]


@pytest.mark.parametrize(("people", "cells"), [(4, ("x", "withheld")), (5, ("5", "shown")), (24, ("24", "shown"))])
def test_participants_are_shown_from_five_people_on(people, cells):
    one = training.Training("a", "p", "k", {"id": "T", "en": "T"}, "2026-01-01", "2026-02-01", people)
    assert training_row("b", one)[-2:] == cells
    assert training_row("b", replace(one, held=""))[-2:] == ("x", "withheld")


@pytest.mark.parametrize(
    ("people", "heads", "shown"),
    [(24, 61, True), (56, 61, True), (57, 61, False), (60, 61, False), (61, 61, True), (70, 61, True)],
)
def test_participants_are_masked_like_those_who_stayed_away(people, heads, shown):
    one = training.Training("a", "p", "k", {"id": "T", "en": "T"}, "2026-01-01", "2026-02-01", people)
    assert training_row("b", one, heads)[-2:] == ((str(people), "shown") if shown else ("x", "withheld"))


@pytest.mark.parametrize("heads", [45, 61, 88, 89, 90, 95])
def test_who_did_not_answer_is_masked_like_who_did(heads):
    """All numbers from heads less nine to heads less one look alike: in the number, the step of the mean, and the shares."""
    seen = {}
    for n in range(heads - 20, heads + 1):
        counts = (0, n // 3, 0, n - n // 3, 0)
        kept = coded(counts, heads, D)
        (row,) = consultation_rows("c", StageCounts("after", "2026-01-01", n, {"adil/process": kept}), D, heads)
        assert row[4:9] == kept, "no finer in the folder than in the package"
        seen[n] = (row[4], row[5] in ("3.0", "3.5"), row[6] == "x")
    assert {n for n, (said, _, _) in seen.items() if said == "x"} == set(range(heads - 9, heads))
    assert len({seen[n] for n in range(heads - 9, heads)}) == 1


@given(st.lists(st.integers(0, 60), min_size=5, max_size=5))
@example([16, 16, 16, 16, 15])
@example([16, 16, 16, 16, 16])
def test_few_answers_are_withheld_and_shares_need_eighty(counts):
    kept = coded(counts, 0, D)
    (row,) = consultation_rows("c", StageCounts("after", "2026-01-01", sum(counts), {"adil/process": kept}), D)
    assert (row[-1] == "shown") == (sum(counts) >= 10)
    assert row[6:9].count("x") == (3 if sum(counts) < 80 else 0)


# ---------------------------------------------------------------- goals: nobody stands alone


@st.composite
def offices(draw):
    """Groups of people with goals: some have many, some have none."""
    sizes = draw(st.lists(st.integers(1, 40), min_size=1, max_size=5))
    seed = draw(st.integers(0, 10_000))
    rng = random.Random(seed)
    groups = {f"g{g}p{p}": f"g{g}" for g, size in enumerate(sizes) for p in range(size)}
    made = []
    for person in groups:
        for n in range(rng.choice((0, 1, 1, 2, 3, 30 if rng.random() < 0.05 else 1))):
            told = () if rng.random() < 0.2 else (Realisation("2026-01-01", "Selesai."),)
            made.append(Goal(f"{n}", "c", person, WISH, "agreed", realisations=told, rating=rng.choice(RATINGS)))
    names = sorted(set(groups.values()))
    plan = [PlannedRow("self", "organisation", "*", "", tuple(names), len(groups))]
    if len(names) > 1:
        plan += [
            PlannedRow("self", "publication_group", g, "*", (g,), sum(x == g for x in groups.values())) for g in names
        ]
    return groups, made, plan


def bosses_of(heads, leaders):
    return {f"p{n}": f"boss {n % leaders}" for n in range(heads)}


@pytest.mark.parametrize(
    ("heads", "leaders", "shown"), [(49, 7, False), (50, 7, True), (61, 7, True), (61, 4, False), (61, 1, False)]
)
def test_conversations_need_fifty_people_and_several_supervisors_whoever_had_one(heads, leaders, shown):
    bosses = bosses_of(heads, leaders)
    for n in (0, 1, heads // 2, heads):
        had = frozenset([f"p{i}" for i in range(n)])
        rows = conversation_rows("c", bosses, {"dialogue": had, "feedback": had}, D)
        assert {r[-1] for r in rows} == {"shown" if shown else "withheld"}
        assert [r[1] for r in rows] == ["dialogue", "feedback"]


@pytest.mark.parametrize("heads", [50, 61, 62, 88, 200])
def test_no_share_of_conversations_tells_an_exact_number_nor_that_few_had_or_had_not(heads):
    """Every share that can be printed leaves at least two numbers of people, or one with five and more on both sides."""
    bosses, behind = bosses_of(heads, 8), {}
    for n in range(heads + 1):
        had = frozenset([f"p{i}" for i in range(n)])
        (row, _) = conversation_rows("c", bosses, {"dialogue": had, "feedback": had}, D)
        behind.setdefault(row[2], []).append(n)
    assert all(len(found) >= 2 or 5 <= found[0] <= heads - 5 for found in behind.values())
    assert {0, 1, 2, 3, 4, 5} <= set(behind["≤10"])
    assert {heads - n for n in range(6)} <= set(behind["≥90"])


def test_two_offices_that_differ_in_one_persons_feedback_print_the_same_inside_a_step():
    bosses = bosses_of(61, 8)
    one, other = ({"dialogue": frozenset(), "feedback": frozenset(f"p{i}" for i in range(n))} for n in (34, 35))
    assert conversation_rows("c", bosses, one, D) == conversation_rows("c", bosses, other, D)


@settings(max_examples=200)
@given(offices())
def test_every_set_of_people_that_shown_rows_single_out_is_large_enough(world):
    """Rows and what lies outside them: at least ten people, forty goals, nobody behind more than half."""
    groups, made, plan = world
    rows = goal_rows("c", plan, groups, made, D, {})
    shown = {r[2] for r in rows if r[-1] == "shown"}
    assert "*" in shown or not shown
    inside = {g: [m for m in made if groups[m.employee] == g] for g in set(groups.values())}
    sets = [inside[g] for g in shown - {"*"}]
    rest = [m for g, found in inside.items() if g not in shown for m in found]
    for found in [*sets, rest] if shown else []:
        if not found:
            continue
        each = sorted((sum(m.employee == p for m in found) for p in {m.employee for m in found}), reverse=True)
        assert len(each) >= 10
        assert len(found) >= 40
        assert 2 * each[0] <= len(found)
        assert len(found) - sum(each[:2]) >= 5


def owners(sizes, without):
    """Groups, goals (three a person) and plan: of each group so many have no goal."""
    groups = {f"{g}{n}": g for g, size in sizes.items() for n in range(size)}
    made = [
        Goal(f"{k}", "c", p, WISH, "agreed")
        for p, g in groups.items()
        if int(p[len(g) :]) >= without[g]
        for k in range(3)
    ]
    plan = [PlannedRow("self", "organisation", "*", "", tuple(sizes), len(groups))]
    plan += [PlannedRow("self", "publication_group", g, "*", (g,), size) for g, size in sizes.items()]
    return groups, made, plan


@pytest.mark.parametrize(
    ("without", "people"),
    [
        ({"A": 0, "B": 0}, {"*": "63", "A": "23", "B": "40"}),
        ({"A": 1, "B": 0}, {"*": "x", "A": "x", "B": "x"}),  # 22 of 23 would name the one; R2
        ({"A": 9, "B": 0}, {"*": "x", "A": "x", "B": "x"}),
        ({"A": 0, "B": 10}, {"*": "53", "A": "23", "B": "30"}),
        ({"A": 1, "B": 10}, {"*": "52", "A": "x", "B": "x"}),  # the whole less B would be 22 of 23
        ({"A": 5, "B": 5}, {"*": "53", "A": "x", "B": "x"}),
    ],
)
def test_people_without_a_goal_are_masked_like_those_with_one(without, people):
    groups, made, plan = owners({"A": 23, "B": 40}, without)
    found = {r[2]: r[4] for r in goal_rows("c", plan, groups, made, D, {})}
    assert found == people
    assert {r[6] for r in goal_rows("c", plan, groups, made, D, {})} == {"shown"}  # the shares of goals tell nobody


@settings(max_examples=200)
@given(offices())
def test_every_set_of_people_without_a_goal_that_follows_is_empty_or_large_enough(world):
    groups, made, plan = world
    told = {r[2]: int(r[4]) for r in goal_rows("c", plan, groups, made, D, {}) if r[4] != "x"}
    heads = {r.group: r.heads for r in plan}
    parts = [g for g in told if g != "*"]
    sets = [(heads[g], told[g]) for g in told]
    if "*" in told:
        sets.append((heads["*"] - sum(heads[g] for g in parts), told["*"] - sum(told[g] for g in parts)))
    for whole, owning in sets:
        assert whole - owning == 0 or (whole - owning >= 10 and owning >= 10), (whole, owning)


def test_a_stage_for_goals_has_its_table_whether_anybody_has_one_or_not():
    groups, _, plan = owners({"A": 23, "B": 40}, {"A": 0, "B": 0})
    one = [Goal("1", "c", "A1", WISH, "agreed")]
    assert goal_rows("c", plan, groups, [], D, {}, stage=True) == goal_rows("c", plan, groups, one, D, {}, stage=True)
    assert goal_rows("c", plan, groups, [], D, {}) == []


def test_a_row_whose_results_few_supervisors_rated_is_withheld():
    """L7: a level is the supervisor's, so one of them may not stand behind most of a row."""
    groups, made, plan = owners({"A": 30, "B": 40}, {"A": 0, "B": 0})
    apart = {p: f"boss {n % 7}" for n, p in enumerate(groups)}
    one = {p: "the head of A" if g == "A" else apart[p] for p, g in groups.items()}
    shown = [{r[2] for r in goal_rows("c", plan, groups, made, D, b) if r[-1] == "shown"} for b in (apart, one)]
    assert shown == [{"*", "A", "B"}, {"*"}]


@settings(max_examples=100)
@given(offices(), st.integers(0, 1000))
def test_the_mask_does_not_depend_on_ratings(world, seed):
    groups, made, plan = world
    rng = random.Random(seed)
    other = [replace(m, realisations=(), rating=rng.choice(RATINGS)) for m in made]
    one, two = goal_rows("c", plan, groups, made, D, {}), goal_rows("c", plan, groups, other, D, {})
    assert [(*r[:5], r[6]) for r in one] == [(*r[:5], r[6]) for r in two]
    assert len(one) in (0, len(BANDS) * len(plan))


def test_every_table_has_a_schema_with_its_keys():
    for name, (header, keys) in HEADERS.items():
        found = schema(name)
        assert [f["name"] for f in found["fields"]] == list(header)
        assert found["primaryKey"] == list(header[:keys])
        assert Path(name).suffix == ".csv"
