"""R5: a figure is coded on its true value, before rounding; half up; nothing finer than a tenth or five percent."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.values import code_bands, code_mean, code_share, mean, mean_text
from tests.publishing.worlds import D, instrument


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1", "≤1.5"), ("1.5", "≤1.5"), ("1.5001", "1.5"), ("1.54", "1.5"), ("1.55", "1.6"), ("2.25", "2.3"),
        ("2.249", "2.2"), ("3", "3.0"), ("3.95", "4.0"), ("4.449", "4.4"), ("4.45", "4.5"), ("4.4999", "4.5"),
        ("4.5", "≥4.5"), ("5", "≥4.5"),
    ],
)  # fmt: skip
def test_means_of_one_to_five(value, text):
    assert code_mean(Fraction(value), 1, 5) == text


@pytest.mark.parametrize(
    ("low", "high", "value", "text"),
    [(1, 6, "5.5", "≥5.5"), (1, 6, "5.49", "5.5"), (0, 9, "0.5", "≤0.5"), (0, 9, "0.51", "0.5"), (1, 7, "6.6", "≥6.5")],
)
def test_means_of_other_scales(low, high, value, text):
    assert code_mean(Fraction(value), low, high) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 40, "≤10"), (4, 40, "≤10"), (5, 40, "15"), (36, 40, "≥90"), (35, 40, "90"), (101, 1000, "10"), (124, 1000, "10"),
        (125, 1000, "15"), (899, 1000, "90"), (874, 1000, "85"), (1, 3, "35"), (40, 40, "≥90"),
    ],
)  # fmt: skip
def test_shares(part, whole, text):
    assert code_share(part, whole) == text


@given(st.lists(st.integers(0, 60), min_size=5, max_size=5).filter(any))
def test_a_written_mean_is_within_half_a_step_of_the_true_one_or_coded(counts):
    text, true = mean_text(counts, 1, 5), mean(counts, 1)
    if text[0] in "≤≥":
        assert true <= Fraction(3, 2) if text == "≤1.5" else true >= Fraction(9, 2)
    else:
        half = Fraction(1, 20) if sum(counts) >= 40 else Fraction(1, 4)
        assert -half <= true - Fraction(text) < half
        assert not Fraction(text) % (2 * half)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_written_share_is_within_half_a_step_of_the_true_one_or_coded(share):
    text, true = code_share(*share), Fraction(100 * share[0], share[1])
    if text[0] in "≤≥":
        assert true <= 10 if text == "≤10" else true >= 90
    else:
        assert int(text) % 5 == 0
        assert -Fraction(5, 2) <= true - int(text) < Fraction(5, 2)


def test_shares_need_forty_ratings():
    ins = instrument()
    assert code_bands((8, 8, 8, 8, 7), ins, D) == ("x", "x", "x")
    assert code_bands((8, 8, 8, 8, 8), ins, D) == ("20", "60", "20")
    assert code_bands((8, 8, 8, 8, 8), ins, replace(D, min_ratings_for_shares=41)) == ("x", "x", "x")


def test_bands_are_the_instrument_s_own():
    assert code_bands((10, 0, 20, 0, 0, 10), instrument(low=1, high=6), D) == ("25", "50", "25")


def test_the_shares_of_a_row_need_not_add_up_to_a_hundred():
    """Each share is rounded for itself; a page says so."""
    assert code_bands((14, 0, 14, 0, 14), replace(instrument(), bands=(
        frozenset({1, 2}), frozenset({3}), frozenset({4, 5}),
    )), D) == ("35", "35", "35")  # fmt: skip


def test_where_a_form_carries_one_rating_shares_need_eighty_people() -> None:
    """Decision 8: then a band is a number of people, and shares that add up leave few of fifty in one, not of eighty."""
    ins = instrument()
    assert code_bands((8, 8, 8, 8, 8), ins, D) == ("20", "60", "20")
    assert code_bands((10, 10, 10, 10, 10), ins, D, one_a_person=True) == ("x", "x", "x")
    assert code_bands((15, 16, 16, 16, 16), ins, D, one_a_person=True) == ("x", "x", "x")
    assert code_bands((16, 16, 16, 16, 16), ins, D, one_a_person=True) == ("20", "60", "20")
    assert code_bands((16, 16, 16, 16, 16), ins, replace(D, min_ratees=6), one_a_person=True) == ("x", "x", "x")
    assert code_bands((16, 16, 16, 16, 16), ins, replace(D, min_people_for_shares=81), one_a_person=True)[0] == "x"
