"""What the close keeps of a method names nobody and changes with who rated whom through the pass/fail bits alone."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.form import tallies
from publishing.count import MethodCounts
from publishing.plan import Plan
from tests.publishing.worlds import D, World, bare_plan, cell_forms, pattern, random_world

FIGURE = re.compile(r"[≤≥]?\d\.\d|[≤≥]?\d\d|x")
"""A coded mean or share: of a criterion nothing finer is kept, for one statement a histogram is a count of people."""
quick = settings(max_examples=60, derandomize=True, database=None)


def permuted(world: World, seed: int) -> World:
    """Shuffle within each ratee which of the assigned peers gave which ballot, and who stayed silent."""
    rng = random.Random(seed)
    assigned: dict[str, list[str]] = {}
    for method, rater, ratee in world.assigned:
        if method == "peer":
            assigned.setdefault(ratee, []).append(rater)
    forms = []
    for ratee, raters in assigned.items():
        given_ = [f for f in world.forms if f.method == "peer" and f.ratee == ratee]
        forms += [f._replace(rater=r) for f, r in zip(given_, rng.sample(raters, len(given_)), strict=True)]
    return replace(world, forms=tuple(rng.sample(forms, len(forms))))


def stored(counts: MethodCounts) -> bytes:
    return json.dumps(counts.to_doc()).encode()


def test_permuting_peers_leaves_the_same_bytes_wherever_the_bits_are_the_same():
    same = different = 0
    for seed in range(60):
        world = random_world(seed, 2 + seed % 4, 1 + seed % 2, 0.7, 0.2, mean_size=40)
        plan = bare_plan(world, ["peer"])
        first = world.count(plan, "peer")
        for other in range(3):
            second = permuted(world, other).count(plan, "peer")
            if bits(first) == bits(second):
                same += 1
                assert stored(first) == stored(second)
            else:
                different += 1
    assert same > 150, (same, different)


def bits(counts: MethodCounts) -> str:
    shown = {c: {g: x.shown for g, x in cells.items()} for c, cells in counts.criteria.items()}
    return json.dumps([shown, {g: t.shown for g, t in counts.participation.items()}], sort_keys=True)


@quick
@given(seed=st.integers(0, 10**6), groups=st.integers(2, 12), response=st.floats(0.1, 1.0))
def test_no_name_and_nothing_of_a_withheld_cell(seed, groups, response):
    world = random_world(seed, groups, 2, response, mean_size=20)
    plan = bare_plan(world, ["supervisor", "peer"])
    for method in plan.methods:
        doc = world.count(plan, method).to_doc()
        text = json.dumps(doc)
        assert not any(f'"{e.employee_number}"' in text for e in world.employees)
        assert set(doc) == {"method", "criteria", "participation", "predicates"}
        for cells in [*doc["criteria"].values(), doc["participation"], doc["predicates"]]:
            assert list(cells) == sorted(cells)
            for cell in filter(None, cells.values()):
                figures = cell[1:] if cells in doc["criteria"].values() else ()
                assert len(cell) in (2, 5, 6)
                assert all(FIGURE.fullmatch(f) for f in figures) if figures else all(isinstance(n, int) for n in cell)


@quick
@given(seed=st.integers(0, 10**6), groups=st.integers(2, 12))
def test_plan_and_counts_read_back_from_their_json(seed, groups):
    world = random_world(seed, groups, 3)
    plan = world.plan()
    assert Plan.from_doc(json.loads(json.dumps(plan.to_doc()))) == plan
    for method in plan.methods:
        counts = world.count(plan, method)
        assert MethodCounts.from_doc(json.loads(json.dumps(counts.to_doc()))) == counts


@quick
@given(seed=st.integers(0, 10**6), groups=st.integers(2, 40), shift=st.integers(1, 4))
def test_other_scores_at_the_same_places_leave_the_mask_as_it_is(seed, groups, shift):
    world = random_world(seed, groups, 2, 0.8, 0.1)
    turn = str.maketrans({str(n): str((n - 1 + shift) % 5 + 1) for n in range(1, 6)})
    levels = {"above": "as", "as": "below", "below": "above", None: None}
    other = replace(world, forms=tuple(
        f._replace(answers=f.answers.translate(turn), work_result=levels[f.work_result]) for f in world.forms
    ))  # fmt: skip
    plan = world.plan()
    for method in plan.methods:
        assert pattern(world.count(plan, method)) == pattern(other.count(plan, method))


def test_exact_counts_that_an_earlier_version_kept_are_coded_alike():
    world = random_world(3, 4, 1, 0.9, mean_size=40)
    plan = bare_plan(world, ["peer"])
    counts = world.count(plan, "peer")
    doc = counts.to_doc()
    for code, cells in doc["criteria"].items():
        for group, forms in cell_forms(world, plan, "peer", code).items():
            if cells[group]:
                found = tallies(world.instrument, [f.answers for f in forms])[code].counts
                cells[group] = [len(forms), *found]
    old = MethodCounts.from_doc(doc)
    assert old != counts
    assert old.coded(world.instrument, D) == counts == counts.coded(world.instrument, D)
