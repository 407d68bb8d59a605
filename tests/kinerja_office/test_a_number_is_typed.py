"""Numbers as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.numbers import parse_number, write_number
from kinerja_words.catalogue import word
from kinerja_words.problems import Refused

NUMBERS = st.decimals(0, 999_999_999, places=4, allow_nan=False).map(abs)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("90", "90"), (" 12,5 ", "12.5"), ("12.5", "12.5"), ("0,125", "0.125"),
     ("1.234.567", "1234567"), ("1,2340", "1.234"), ("2025", "2025")],
)  # fmt: skip
def test_what_can_only_mean_one_number_is_taken(typed, meant):
    assert parse_number(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["1.234", "1,234", "999.000"])
def test_what_could_mean_two_numbers_is_refused_with_both_ways_to_write_it(typed):
    with pytest.raises(Refused) as refused:
        parse_number(typed, "target", "target")
    problem = refused.value.problems[0]
    assert problem.field == "target"
    assert typed.replace(".", "").replace(",", "") in word(problem)
    whole, part = typed.replace(",", ".").split(".")
    assert f"{whole},{part}0" in word(problem)


@pytest.mark.parametrize(
    "typed", ["", "banyak", "90%", "sekitar 90", "-3", "1.23.4", "1,2,3", "12 34", "1.234,5,6", "9" * 13]
)
def test_words_and_other_things_are_refused(typed):
    with pytest.raises(Refused):
        parse_number(typed)


@given(NUMBERS, st.sampled_from(["id", "en"]))
def test_what_is_written_reads_the_same_again(value, lang):
    assert parse_number(write_number(value, lang)) == value
