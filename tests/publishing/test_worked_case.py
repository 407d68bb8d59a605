"""The case worked by hand: 61 people, Sekretariat 10, Seksi 13, six kelurahan 38; unmerged, then as it is planned."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from assessment.method import Method
from assessment.organisation import Disclosure, parse_organisation
from kinerja_words.catalogue import worded
from publishing.plan import explain, make_plan
from tests.publishing.worlds import World, answer, bare_plan, instrument, people

METHODS: tuple[Method, ...] = ("self", "supervisor", "peer")
"""Those that ask about everybody; reports rate leaders alone (`test_reports_of_a_city.py`)."""

SEKRETARIAT, SEKSI = ["sekcam", "sub1", "sub2", "camat", "bendahara"], ["kasi1", "kasi2", "kasi3", "kasi4"]
LURAH = ["lurah1", "lurah2", "lurah3", "lurah4", "lurah5", "lurah6", "camat"]
PINNED = (("*", ("Sekretariat", "Seksi")),)


@pytest.fixture(scope="module")
def senapelan() -> World:
    employees = people({"Sekretariat": 10, "Seksi": 13, "Kelurahan": 38})
    bosses = {"Sekretariat": SEKRETARIAT, "Seksi": SEKSI, "Kelurahan": LURAH}
    assigned = []
    for n, e in enumerate(employees):
        own = bosses[e.group]
        assigned.append(("self", e.employee_number, e.employee_number))
        assigned.append(("supervisor", own[n % len(own)], e.employee_number))
        assigned += [("peer", employees[(n + s) % 61].employee_number, e.employee_number) for s in (1, 2, 3, 4, 5)]
    ins, rng = instrument(9, 3), random.Random(61)
    return World(ins, tuple(employees), tuple(assigned), tuple(answer(rng, ins, *a) for a in assigned))


def test_unmerged_seksi_fails_and_takes_sekretariat_with_it(senapelan):
    counts = senapelan.count(bare_plan(senapelan, METHODS), "supervisor")
    for cells in counts.criteria.values():
        assert {g: c.shown for g, c in cells.items()} == {
            "*": True, "Kelurahan": True,
            "Sekretariat": False,  # 61 - Sekretariat - Kelurahan would give Seksi back
            "Seksi": False,  # 13 forms by 4 raters
        }  # fmt: skip
        assert cells["*"].forms == 61
        assert cells["Kelurahan"].forms == 38


def test_merged_every_method_stands(senapelan):
    plan = senapelan.plan(merges=PINNED)
    for method in METHODS:
        assert {r.group: r.heads for r in plan.of(method)} == {"*": 61, "Kelurahan": 38, "Sekretariat + Seksi": 23}
        counts = senapelan.count(plan, method)
        assert all(c.shown for cells in counts.criteria.values() for c in cells.values())
        assert all(t.shown for t in counts.participation.values())


def test_the_city_hall_settings_give_the_same_plan(senapelan):
    text = 'name = {id = "Senapelan"}\n[[disclosure.merge]]\nparent = "*"\ngroups = ["Sekretariat", "Seksi"]\n'
    merges = parse_organisation(text).merges
    assert senapelan.plan(merges=merges) == senapelan.plan(merges=PINNED)


def test_before_there_are_assignments_the_plan_is_the_same(senapelan):
    employees = [
        replace(e, supervisor=boss)
        for e, (_, boss, _) in zip(
            senapelan.employees, (a for a in senapelan.assigned if a[0] == "supervisor"), strict=True
        )
    ]
    early = make_plan(employees, (), METHODS, Disclosure(), PINNED)
    assert early.rows == senapelan.plan(merges=PINNED).rows


def test_without_the_setting_the_planner_merges_the_two_by_itself(senapelan):
    assert [r.group for r in senapelan.plan().of("supervisor")] == ["*", "Kelurahan", "Sekretariat + Seksi"]


def test_six_kelurahan_apart_are_two_rows_and_one_row_of_seven_supervisors():
    kelurahan = {f"Kelurahan / {name}": 7 if n < 2 else 6 for n, name in enumerate("ABCDEF")}
    employees = people({"Sekretariat": 10, "Seksi": 13, **kelurahan})
    lead = {g: next(e.employee_number for e in employees if e.group == g) for g in kelurahan}
    placed = []
    for n, e in enumerate(employees):
        boss = (lead[e.group] if e.employee_number != lead[e.group] else "camat") if e.group in lead else f"b{n % 9}"
        placed.append(replace(e, supervisor=boss))
    plan = make_plan(placed, (), METHODS, Disclosure(), PINNED)
    for method in METHODS:
        halves = {} if method == "supervisor" else {
            " + ".join(f"Kelurahan / {n}" for n in names): heads for names, heads in (("ABC", 20), ("DEF", 18))
        }  # fmt: skip
        assert {r.group: r.heads for r in plan.of(method)} == {
            "*": 61, "Kelurahan": 38, **halves, "Sekretariat + Seksi": 23,
        }  # fmt: skip
        alone = {n.group for n in plan.notes if n.method == method and n.kind == "only_parent"}
        assert alone == ({"Kelurahan"} if method == "supervisor" else set())


def test_predicates_of_61_are_shown_for_the_whole_only(senapelan):
    counts = senapelan.count(senapelan.plan(merges=PINNED), "supervisor")
    assert {g: c.shown for g, c in counts.predicates.items()} == {
        "*": True, "Kelurahan": False, "Sekretariat + Seksi": False,
    }  # fmt: skip
    assert sum(counts.predicates["*"].counts) == 61


@pytest.mark.parametrize("silent", range(5))
def test_the_plan_survives_whoever_stays_silent(senapelan, silent):
    """57 of 61 answer, as in a usual cycle: every planned cell still stands."""
    rng = random.Random(silent)
    quiet = set(rng.sample([e.employee_number for e in senapelan.employees], 4))
    forms = tuple(f for f in senapelan.forms if f.ratee not in quiet)
    world = World(senapelan.instrument, senapelan.employees, senapelan.assigned, forms)
    plan = world.plan(merges=PINNED)
    for method in METHODS:
        assert all(c.shown for cells in world.count(plan, method).criteria.values() for c in cells.values())


def test_the_explanation_names_rows_sizes_and_what_would_change_it(senapelan):
    for lang, words in (("id", "digabung menurut pengaturan organisasi"), ("en", "by the organisation's own setting")):
        told = explain(senapelan.plan(merges=PINNED))
        text = "\n".join(str(worded(said, lang)) for rows, notes in told for said in (rows, *notes))
        assert "Kelurahan (38)" in text
        assert "100\u00a0%" in text
        assert words in text
