"""R3: which sibling is withheld beside one that fails, and how far it goes."""

from __future__ import annotations

from publishing.mask import make_mask, people_of, together
from publishing.plan import PlannedRow
from tests.publishing.worlds import D


def shown(sizes: dict[str, int], failing: dict[str, int], loose: int = 0, raters: int = 6) -> set[str]:
    """Top rows of so many forms by their own raters, rows that fail R1, and forms outside every row."""
    rows = [PlannedRow("peer", "organisation", "*", "", (), 0)]
    people = {}
    for group, size in {**sizes, **failing}.items():
        rows.append(PlannedRow("peer", "publication_group", group, "*", (group,), size))
        people[group] = people_of((f"{group}-r{n % raters}", f"{group}-e{n}") for n in range(size))
    outside = people_of((f"r{n}", f"e{n}") for n in range(loose))
    people["*"] = together([*people.values(), outside])
    return set(make_mask(rows, people, D)) - {"*"}


def test_nothing_is_withheld_where_nothing_fails():
    assert shown({"A": 20, "B": 30}, {}) == {"A", "B"}


def test_the_smallest_sibling_goes_with_the_one_that_fails():
    assert shown({"A": 40, "B": 30, "C": 20}, {"D": 5}) == {"A", "B"}


def test_between_siblings_of_one_size_the_first_by_name_goes():
    assert shown({"C": 20, "A": 20, "B": 20}, {"D": 5}) == {"B", "C"}


def test_two_that_fail_may_cover_each_other():
    assert shown({"A": 40, "B": 30}, {"C": 6, "D": 7}) == {"A", "B"}


def test_it_goes_on_until_the_rest_passes():
    """The rest is two raters' work until the third sibling joins."""
    rows = [PlannedRow("peer", "organisation", "*", "", (), 0)]
    work = {"A": spread(60, 8, "a"), "B": spread(12, 5, "b"), "C": spread(11, 5, "b"), "D": ["z"] * 20}
    people = {g: people_of((r, f"{g}{n}") for n, r in enumerate(raters)) for g, raters in work.items()}
    rows += [PlannedRow("peer", "publication_group", g, "*", (g,), len(r)) for g, r in work.items()]
    people["*"] = together(people.values())
    assert make_mask(rows, people, D) == {"*", "A"}


def spread(count: int, raters: int, name: str) -> list[str]:
    return [f"{name}{n % raters}" for n in range(count)]


def test_people_outside_every_row_are_a_rest_too():
    assert shown({"A": 40, "B": 30}, {}, loose=2) == {"A"}
    assert shown({"A": 40, "B": 30}, {}, loose=12) == {"A", "B"}


def test_an_empty_row_is_withheld_and_costs_nobody_else():
    assert shown({"A": 40, "B": 30}, {"C": 0}) == {"A", "B"}


def test_a_failing_organisation_shows_nothing():
    rows = [PlannedRow("peer", "organisation", "*", "", (), 4)]
    assert make_mask(rows, {"*": people_of((f"r{n}", f"e{n}") for n in range(4))}, D) == frozenset()
