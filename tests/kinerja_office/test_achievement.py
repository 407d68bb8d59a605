"""Achievement: directions, zero targets, nothing reported; exact and never below zero."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assessment.goal import DIRECTIONS, Goal, Realisation, Wish, achieved, achievement, series, with_realisation
from assessment.numbers import write_number
from kinerja_words.catalogue import worded

VALUES = st.decimals(0, 1_000_000, places=2, allow_nan=False).map(abs)
TARGETS = VALUES.filter(bool)
DIRECTION = st.sampled_from(DIRECTIONS)


def goal(direction: str, target: str, *reported: tuple[str, str]) -> Goal:
    one = Goal("g", "2026-1", "1", Wish("r", "i", "u", target, direction, "2026-06-30", "e"), "agreed")
    for day, value in reported:
        one = with_realisation(one, Realisation(day, value))
    return one


@given(DIRECTION, TARGETS)
def test_the_target_itself_is_one(direction, target):
    assert achieved(direction, target, target) == 1


@given(DIRECTION, VALUES, VALUES)
def test_it_is_never_below_zero(direction, target, value):
    assert achieved(direction, target, value) >= 0


@given(VALUES, VALUES, VALUES)
def test_more_is_never_worse_where_higher_is_better_nor_better_where_lower_is(target, one, other):
    low, high = sorted((one, other))
    assert achieved("higher", target, low) <= achieved("higher", target, high)
    assert achieved("lower", target, low) >= achieved("lower", target, high)


@given(TARGETS, VALUES)
def test_exact_falls_alike_on_both_sides_and_is_never_above_one(target, distance):
    assert achieved("exact", target, target + distance) <= 1
    if distance <= target:
        assert achieved("exact", target, target + distance) == achieved("exact", target, target - distance)


@given(TARGETS)
def test_lower_gives_two_at_zero_and_zero_at_twice_the_target(target):
    assert achieved("lower", target, Decimal(0)) == 2
    assert achieved("lower", target, 2 * target) == 0


@given(DIRECTION, VALUES)
def test_a_target_of_zero_is_reached_or_not_and_nothing_between(direction, value):
    expected = value == 0 or direction == "higher"
    assert achieved(direction, Decimal(0), value) == (1 if expected else 0)


@given(DIRECTION, VALUES)
def test_without_a_realisation_there_is_no_figure(direction, target):
    found = achievement(goal(direction, write_number(target)))
    assert (found.value, found.percent, found.band) == (None, None, "unreported")


@given(DIRECTION, VALUES, VALUES)
def test_bands_follow_the_exact_value_and_the_percent_never_says_more(direction, target, value):
    found = achievement(goal(direction, write_number(target), ("2026-02-01", write_number(value))))
    assert found.value is not None
    assert found.percent is not None
    assert found.band == ("reached" if found.value >= 1 else "near" if found.value >= Fraction(4, 5) else "below")
    assert (found.percent >= 100) == (found.band == "reached")


def test_the_formula_stands_with_its_numbers_and_says_that_it_has_to_be_confirmed():
    found = achievement(goal("lower", "20", ("2026-02-01", "22,5")))
    assert found.value == Fraction(875, 1000)
    assert str(worded(found.formula, "id")).endswith("= (2 × 20 − 22,5) ÷ 20")
    assert str(worded(found.formula, "en")).endswith("= (2 × 20 − 22.5) ÷ 20")
    assert "dikonfirmasi" in str(worded(found.source, "id"))


def test_the_last_day_counts_and_the_same_day_again_corrects():
    one = goal("higher", "100", ("2026-03-01", "60"), ("2026-02-01", "20"), ("2026-03-01", "50"))
    assert achievement(one).percent == 50
    assert [(p.day, p.value, p.achievement) for p in series(one)] == [
        ("2026-02-01", 20, Fraction(1, 5)), ("2026-03-01", 50, Fraction(1, 2)),
    ]  # fmt: skip
