"""Nothing an attacker can add and subtract from shown cells is smaller, or in fewer hands, than R1 allows."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method import METHODS
from publishing import mask
from tests.publishing.attack import brute_force, programme, shown_cells
from tests.publishing.worlds import answered, bare_plan, city, random_world

quick = settings(max_examples=60, derandomize=True, database=None)


@quick
@given(
    seed=st.integers(0, 10**6), groups=st.integers(2, 6), depth=st.integers(1, 3), response=st.floats(0.2, 1.0),
    blank=st.floats(0.0, 0.5), method=st.sampled_from(METHODS), planned=st.booleans(),
)  # fmt: skip
def test_brute_force_finds_nothing_on_small_trees(seed, groups, depth, response, blank, method, planned):
    world = random_world(seed, groups, depth, response, blank, mean_size=80)
    drop = random.Random(seed).sample(sorted(set(world.groups.values())), seed % 2)
    plan = world.plan([method]) if planned else bare_plan(world, [method], drop)
    assert brute_force(world, plan, world.count(plan, method)) == ""


@pytest.mark.parametrize(("groups", "seed"), [(10, 1), (10, 2), (10, 3), (50, 4), (50, 5), (300, 6)])
@pytest.mark.parametrize("method", METHODS)
def test_a_solver_finds_nothing_on_larger_trees(groups, seed, method):
    world = random_world(seed, groups, 3, response=0.8, blank=0.1, mean_size=60 if groups == 10 else 12)
    plan = bare_plan(world, [method], drop=[sorted(set(world.groups.values()))[seed]])
    cells = dict(shown_cells(world, plan, world.count(plan, method)))
    assert len(cells["c0"]) > (groups > 10)
    assert programme(list(cells["c0"].values())) == ""


def test_the_two_attackers_agree_where_the_union_test_is_missing(monkeypatch):
    """Neither is blind: without R3 both find the same organisations wanting, and the solver does on a large one."""
    monkeypatch.setattr(mask, "_narrow", lambda _, candidates, *__: [c.group for c in candidates])
    verdicts = []
    for seed in range(30):
        world = random_world(seed, 2 + seed % 4, 1 + seed % 2, 0.8, 0.0, mean_size=80)
        counts = world.count(plan := bare_plan(world, ["self"]), "self")
        cells = dict(shown_cells(world, plan, counts))["c0"]
        if cells:
            verdicts.append((brute_force(world, plan, counts) != "", programme(list(cells.values())) != ""))
    assert {(True, True), (False, False)} == set(verdicts)
    world = random_world(6, 300, 3, response=0.8)
    cells = dict(shown_cells(world, plan := bare_plan(world, ["self"]), world.count(plan, "self")))["c0"]
    assert programme(list(cells.values())) != ""


@settings(quick, max_examples=25)
@given(seed=st.integers(0, 10**6), groups=st.integers(10, 300), depth=st.integers(1, 3), response=st.floats(0.3, 1.0))
def test_what_is_outside_the_shown_children_passes_on_any_tree(seed, groups, depth, response):
    """The theorem's premise, checked directly: each rest is empty or safe, and every child has a shown parent."""
    from tests.publishing.worlds import safe

    world = random_world(seed, groups, depth, response)
    for method in METHODS:
        plan = bare_plan(world, [method]) if seed % 2 else world.plan([method])
        for name, cells in shown_cells(world, plan, world.count(plan, method)):
            rows = {r.group: r for r in plan.of(method)}
            for group, forms in cells.items():
                assert group == "*" or rows[group].parent in cells
                below = {f for child, fs in cells.items() if rows[child].parent == group for f in fs}
                rest = [f for f in forms if f not in below]
                assert not rest or safe(rest), (method, name, group)


def test_a_city_shows_nearly_everything_it_plans():
    world = answered(city())
    plan = world.plan()
    for method in plan.methods:
        counts = world.count(plan, method)
        cells = [c for by_group in counts.criteria.values() for c in by_group.values()]
        assert sum(c.shown for c in cells) >= 0.99 * len(cells)
