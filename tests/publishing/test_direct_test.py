"""R1 at each of its thresholds: what just passes, and the same with one less."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publishing.mask import outside, passes, people_of, together
from tests.publishing.worlds import D, safe


def pairs(raters: list[int], ratees: list[int]) -> list[tuple[str, str]]:
    """As many forms per rater and per ratee as listed; both lists have the same sum."""
    left = [f"r{n}" for n, count in enumerate(raters) for _ in range(count)]
    right = [f"e{n}" for n, count in enumerate(ratees) for _ in range(count)]
    return list(zip(left, right, strict=True))


MANY = [1] * 40
CASES = [
    ("ten forms", MANY[:10], MANY[:10], True),
    ("nine forms", MANY[:9], MANY[:9], False),
    ("five raters", [3, 3, 3, 3, 3], MANY[:15], True),
    ("four raters", [4, 4, 4, 3], MANY[:15], False),
    ("five ratees", MANY[:15], [3, 3, 3, 3, 3], True),
    ("four ratees", MANY[:15], [4, 4, 4, 3], False),
    ("a rater behind half", [10, *MANY[:10]], MANY[:20], True),
    ("a rater behind more than half", [11, *MANY[:10]], MANY[:21], False),
    ("a ratee behind half", MANY[:20], [10, *MANY[:10]], True),
    ("a ratee behind more than half", MANY[:21], [11, *MANY[:10]], False),
    ("five forms without the two largest raters", [6, 6, *MANY[:5]], MANY[:17], True),
    ("four forms without the two largest raters", [6, 6, 2, 1, 1], MANY[:16], False),
    ("five forms without the two largest ratees", MANY[:17], [6, 6, *MANY[:5]], True),
    ("four forms without the two largest ratees", MANY[:16], [6, 6, 2, 1, 1], False),
    ("nobody", [], [], False),
]


@pytest.mark.parametrize(("raters", "ratees", "good"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_at_each_threshold(raters, ratees, good):
    forms = pairs(raters, ratees)
    assert passes(people_of(forms), D) is good
    assert safe(forms) is good, "the second wording of R1 that the attackers use"


@pytest.mark.parametrize("threshold", ["min_forms", "min_raters", "min_ratees", "min_rest"])
def test_a_raised_threshold_holds(threshold):
    forms = people_of(pairs(MANY[:12], MANY[:12]))
    least = {"min_forms": 12, "min_raters": 12, "min_ratees": 12, "min_rest": 10}[threshold]
    assert passes(forms, replace(D, **{threshold: least}))
    assert not passes(forms, replace(D, **{threshold: least + 1}))


def test_one_person_in_several_groups_is_one_person():
    parts = [people_of([("boss", f"k{n}"), ("boss", f"m{n}")]) for n in range(6)]
    union = together(parts)
    assert (union.forms, len(union.raters), len(union.ratees)) == (12, 1, 12)
    whole = together([union, people_of([("other", "k0")])])
    assert outside(whole, parts[:5]).raters == {"boss": 2, "other": 1}


def test_nobody_is_left_outside_when_the_parts_are_the_whole():
    parts = [people_of([("a", "x")]), people_of([("b", "y"), ("a", "z")])]
    rest = outside(together(parts), parts)
    assert (rest.forms, rest.raters, rest.ratees) == (0, {}, {})
