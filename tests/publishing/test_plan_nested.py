"""The plan of nested groups, of a city, and of one cycle after another (R0)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method import Method
from assessment.roster import Employee
from kinerja_words.catalogue import worded
from publishing.groups import Block, grow, merge, strong
from publishing.plan import Plan, compare_plans, explain, make_plan, share_in_groups
from tests.publishing.worlds import D, World, city, people, random_world

METHODS: tuple[Method, ...] = ("self", "supervisor", "peer")
"""Those that ask about everybody; reports rate leaders alone (`test_reports_of_a_city.py`)."""

quick = settings(max_examples=60, derandomize=True, database=None)


def rows(plan: Plan, method="self") -> dict[str, int]:
    return {r.group: r.heads for r in plan.of(method)}


def by_heads(sizes: dict[str, int], merges=(), previous=None, method="self") -> Plan:
    return make_plan(people(sizes), (), [method], D, merges, previous)


@quick
@given(seed=st.integers(0, 10**6), groups=st.integers(10, 150), depth=st.integers(1, 3))
def test_on_any_tree_the_rows_are_big_enough_and_hold_everybody_once(seed, groups, depth):
    world = random_world(seed, groups, depth)
    plan = world.plan()
    for method in METHODS:
        whole, *below = plan.of(method)
        assert (whole.group, whole.parent, whole.members) == ("*", "", tuple(sorted(set(world.groups.values()))))
        leaf = world.groups
        ratees = {ratee for _, ratee in world.pairs(method)}
        for row in below:
            inside = {e for e in ratees if leaf[e] in row.members}
            assert row.heads == len(inside) >= D.min_heads
            assert row.members == tuple(sorted(row.members))
            if method == "supervisor":
                raters = {rater for rater, ratee in world.pairs(method) if leaf[ratee] in row.members}
                assert len(raters) >= D.min_supervisors
        for parent in {r.parent for r in below}:
            parts = [r for r in below if r.parent == parent]
            assert len(parts) > 1, "one part alone would only repeat its parent"
            covered = [m for r in parts for m in r.members]
            assert len(covered) == len(set(covered))
            assert sum(r.heads for r in parts) == next(r.heads for r in plan.of(method) if r.group == parent)


@quick
@given(seed=st.integers(0, 10**6), groups=st.integers(2, 60))
def test_the_order_of_the_records_does_not_matter(seed, groups):
    world = random_world(seed, groups, 3)
    rng = random.Random(seed)
    mixed = make_plan(
        rng.sample(world.employees, len(world.employees)), rng.sample(world.assigned, len(world.assigned)),
        ["supervisor", "self"], D,
    )  # fmt: skip
    assert mixed == world.plan(("self", "supervisor"))


def test_a_city_of_5000_in_300_units_has_everybody_in_a_row():
    world = city()
    plan = world.plan()
    assert (len(set(world.groups.values())), len(world.employees)) == (300, 5006)
    for method in METHODS:
        assert share_in_groups(plan, method) == 100
        assert len(plan.of(method)) > (60 if method == "supervisor" else 150)


def partitions(items: list[Block]) -> Iterator[list[list[Block]]]:
    """All of them, written the plain way."""
    if not items:
        yield []
        return
    for rest in partitions(items[1:]):
        yield [[items[0]], *rest]
        for n, part in enumerate(rest):
            yield [*rest[:n], [items[0], *part], *rest[n + 1 :]]


@quick
@given(seed=st.integers(0, 10**6), groups=st.integers(2, 7), method=st.sampled_from(METHODS), kept=st.booleans())
def test_of_all_partitions_into_rows_that_pass_the_one_with_most_rows_is_taken(seed, groups, method, kept):
    """Also where supervisors are shared by groups, and where a row of the last cycle may be a little smaller."""
    world = random_world(seed, groups, 1, mean_size=25.0 if method == "supervisor" else 12.0)
    tree = grow(method, world.employees, world.pairs(method))
    blocks = [tree.block((p,), tree.children["*"] if kept else ()) for p in tree.children["*"] if tree.heads[p]]
    made = merge(blocks, tree, D)
    passing = [
        rows for parts in partitions(blocks)
        if (rows := [part[0] if len(part) == 1 else tree.block(p for b in part for p in b.paths) for part in parts])
        and all(strong(row, tree, D) for row in rows)
    ]  # fmt: skip
    assert sorted(p for row in made for p in row.paths) == sorted(p for b in blocks for p in b.paths)
    if not passing:
        assert len(made) == 1
        return
    assert all(strong(row, tree, D) for row in made)
    most = max(map(len, passing))
    least = min(sum(r.size[0] for r in rows if len(r.paths) > 1) for rows in passing if len(rows) == most)
    assert len(made) == most
    if method != "supervisor":
        assert sum(r.heads for r in made if len(r.paths) > 1) == least, "and of these the least is merged"


def test_rows_that_the_smallest_with_the_next_smallest_would_lose():
    assert rows(by_heads(dict.fromkeys("ABCDEF", 6))) == {"*": 36, "A + B + C": 18, "D + E + F": 18}
    assert rows(by_heads({"A": 14, "B": 13, "C": 2, "D": 1, "E": 40})) == {"*": 70, "A + D": 15, "B + C": 15, "E": 40}


@pytest.mark.parametrize(("sizes", "most"), [([6] * 13, 4), ([1] * 60, 4), ([14, 1] * 20, 20), ([20] * 14 + [3], 14)])
def test_more_siblings_than_can_be_tried_have_rows_that_pass_and_here_as_many(sizes, most):
    plan = by_heads({f"G{n:02}": size for n, size in enumerate(sizes)})
    below = plan.of("self")[1:]
    assert all(r.heads >= D.min_heads for r in below)
    assert sum(r.heads for r in below) == sum(sizes)
    assert len(below) == most


def test_the_smallest_is_merged_with_the_next_smallest():
    assert rows(by_heads({"A": 40, "B": 30, "C": 4, "D": 20, "E": 13})) == {
        "*": 107,
        "A": 40,
        "B": 30,
        "C + E": 17,
        "D": 20,
    }


def test_ties_go_by_name():
    assert rows(by_heads({"C": 10, "B": 10, "A": 10, "D": 40})) == {"*": 70, "A + B + C": 30, "D": 40}
    assert rows(by_heads({"C": 14, "B": 14, "A": 14, "D": 14})) == {"*": 56, "A + B": 28, "C + D": 28}


def test_one_group_left_means_only_the_parent():
    assert rows(by_heads({"A": 10, "B": 12})) == {"*": 22}
    plan = by_heads({"A / 1": 9, "A / 2": 9, "B": 30})
    assert rows(plan) == {"*": 48, "A": 18, "B": 30}
    assert [n.kind for n in plan.notes if n.group == "A"] == ["only_parent"]


def test_nested_groups_are_planned_under_their_own_parent():
    plan = by_heads({"A / 1": 20, "A / 2": 16, "A / Lainnya": 1, "B / 1": 15, "B / 2": 15})
    assert {r.group: r.parent for r in plan.of("self")} == {
        "*": "", "A": "*", "A / 1": "A", "A / 2 + A / Lainnya": "A", "B": "*", "B / 1": "B", "B / 2": "B",
    }  # fmt: skip
    assert [r.group for r in plan.covering("self", "A / Lainnya")] == ["*", "A", "A / 2 + A / Lainnya"]


def test_a_merged_row_has_no_subgroups_of_its_own():
    plan = by_heads({"A / 1": 20, "A / 2": 20, "B": 5, "C": 60, "D": 70})
    assert {r.group: r.members for r in plan.of("self")}["A + B"] == ("A / 1", "A / 2", "B")
    assert not [r for r in plan.of("self") if r.parent.startswith("A")]


def test_an_external_person_is_never_counted():
    outside = Employee("x", "Orang x", "walikota", "", "A", "A", kind="external")
    plan = make_plan([*people({"A": 14, "B": 30, "C": 20}), outside], [("self", "x", "x")], ["self", "peer"], D)
    assert rows(plan, "peer") == {"*": 64, "B": 30, "A + C": 34}


def test_a_group_nobody_of_which_is_assessed_is_not_planned_and_says_so():
    staff = people({"A": 20, "B": 20, "C": 20})
    assigned = [("self", e.employee_number, e.employee_number) for e in staff if e.group != "C"]
    plan = make_plan(staff, assigned, ["self"], D)
    assert rows(plan) == {"*": 40, "A": 20, "B": 20}
    assert [(n.kind, n.group) for n in plan.notes if n.kind == "nobody"] == [("nobody", "C")]
    assert plan.of("self")[0].members == ("A", "B", "C")


def test_supervisors_are_planned_apart():
    sizes = {"A": 30, "B": 30, "C": 30}
    staff = people(sizes, boss={"A": [5] * 6, "B": [4] * 7 + [2], "C": [10] * 3})
    plan = make_plan(staff, (), METHODS, D)
    assert rows(plan, "self") == rows(plan, "peer") == {"*": 90, "A": 30, "B": 30, "C": 30}
    assert rows(plan, "supervisor") == {"*": 90, "A + C": 60, "B": 30}


def test_a_row_that_could_not_pass_even_if_all_answer_is_merged():
    """Seven supervisors, but one of them rates more than half."""
    staff = people({"A": 30, "B": 40, "C": 40}, boss={"A": [20, 2, 2, 2, 2, 1, 1], "B": [5] * 8, "C": [5] * 8})
    assert rows(make_plan(staff, (), ["supervisor"], D), "supervisor") == {"*": 110, "A + B": 70, "C": 40}


def test_pinned_merges_come_first_and_may_be_named_short_or_in_full():
    sizes = {"K / A": 20, "K / B": 20, "K / C": 20, "Z": 40}
    for names in (("A", "C"), ("K / A", "K / C")):
        assert rows(by_heads(sizes, [("K", names)]))["K / A + K / C"] == 40
    plan = by_heads(sizes, [("K", ("A", "Salah"))])
    assert "K / A" in rows(plan)
    assert [n.group for n in plan.notes if n.kind == "unknown"] == ["K / Salah"]


# --- the next cycle ---------------------------------------------------------------------------------------------------


def test_a_row_stays_while_it_holds_with_less_slack():
    first = by_heads({"A": 15, "B": 30, "C": 30})
    second = by_heads({"A": 13, "B": 31, "C": 28}, previous=first)
    assert compare_plans(first, second) == []
    assert [(n.kind, n.group) for n in second.notes if n.kind == "kept"] == [("kept", "A")]
    third = by_heads({"A": 12, "B": 31, "C": 28}, previous=second)
    assert rows(third) == {"*": 71, "A + C": 40, "B": 31}


def test_a_merge_stays_until_its_parts_stand_at_ease():
    first = by_heads({"A": 14, "B": 14, "C": 30})
    second = by_heads({"A": 16, "B": 16, "C": 30}, previous=first)
    assert rows(second) == {"*": 62, "A + B": 32, "C": 30}
    assert rows(by_heads({"A": 17, "B": 17, "C": 30}, previous=second)) == {"*": 64, "A": 17, "B": 17, "C": 30}


def words_of(plan: Plan, lang: str) -> str:
    return "\n".join(str(worded(said, lang)) for rows, notes in explain(plan) for said in (rows, *notes))


def test_what_changed_is_said_with_its_reason():
    first = by_heads({"A": 15, "B": 30, "C": 30, "Gone": 20})
    second = by_heads({"A": 5, "B": 30, "C": 31, "New": 25}, previous=first)
    said = {lang: "\n".join(str(worded(t, lang)) for t in compare_plans(first, second)) for lang in ("id", "en")}
    assert "the row Gone is gone: its group left the roster" in said["en"]
    assert (
        "the row A is gone: its people are now in A + New. A + New: merged because a row needs at least 15 people"
        in said["en"]
    )
    assert "the organisation covers other groups because the roster changed: + New, - Gone" in said["en"]
    assert "baris A + New (30 pegawai) baru" in said["id"]
    assert compare_plans(first, first) == []
    assert "self-assessment: no longer used." in str(worded(compare_plans(first, Plan(()))[0], "en")).lower()


@pytest.mark.parametrize("seed", range(3))
def test_over_three_cycles_a_city_keeps_its_rows_or_says_why_not(seed):
    """Each year 4 % leave, 4 % join and 3 % move to another unit."""
    rng = random.Random(seed)
    world = city(seed=seed, units=120, heads=2000)
    staff, plan = list(world.employees), world.plan()
    for year in range(3):
        staff = [e for e in staff if rng.random() > 0.04]
        for n, mate in enumerate(rng.choices(staff, k=len(staff))):
            if rng.random() < 0.03:
                staff[n] = replace(staff[n], group=mate.group, supervisor=mate.supervisor)
        new = [(rng.choice(staff)) for _ in range(len(staff) // 25)]
        staff += [replace(e, employee_number=f"N{year}-{n}") for n, e in enumerate(new)]
        after = make_plan(staff, [("self", e.employee_number, e.employee_number) for e in staff], METHODS, D, (), plan)
        for method in METHODS:
            before, now = {r.group for r in plan.of(method)}, {r.group for r in after.of(method)}
            assert len(before & now) >= 0.8 * len(before), (method, sorted(before - now)[:4])
            assert share_in_groups(after, method) == 100
        texts = "\n".join(str(worded(t, "en")) for t in compare_plans(plan, after))
        for method in METHODS:
            for group in {r.group for r in plan.of(method)} ^ {r.group for r in after.of(method)}:
                assert f"the row {group} " in texts
        plan = after


def test_plain_words_say_what_is_shown_merged_and_what_would_change_it():
    plan = by_heads({"A": 9, "B": 8, "C": 40, "D / 1": 10, "D / 2": 10}, method="self")
    for lang, words in (
        ("id", ["digabung karena satu baris butuh sedikitnya 15 pegawai (A 9, B 8)", "yang mencapainya tampil sendiri",
                "100\u00a0% pegawai ada dalam baris kelompok", "sedikitnya 10 formulir dari 5 penilai", "hanya tampil sebagai keseluruhan"]),
        ("en", ["merged because a row needs at least 15 people (A 9, B 8)", "a part that reaches it is shown apart",
                "100\u00a0% of people are in a group row", "at least 10 forms by 5 raters", "shown as a whole only"]),
    ):  # fmt: skip
        text = words_of(plan, lang)
        assert all(w in text for w in words), text
    assert "saja. 0\u00a0% pegawai" in words_of(by_heads({"A": 20}), "id")


def test_an_empty_office_has_a_plan():
    plan = World(random_world(1, 2).instrument, (), (), ()).plan()
    assert [(r.method, r.group, r.heads) for r in plan.rows] == [(m, "*", 0) for m in METHODS]
    assert words_of(plan, "en")
