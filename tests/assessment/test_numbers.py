"""An NIP or NI PPPK is checked as the field knows it."""

import datetime

import pytest

from assessment.roster import clean_number, number_problem, show_number
from kinerja_words import catalogue

TODAY = datetime.date(2026, 7, 1)


def test_it_works() -> None:
    assert number_problem("198609262015051001", TODAY) is None
    assert number_problem("199003152023212005", TODAY) is None  # NI PPPK: digits 13-14 are no month


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("19860926201505100", "18"),
        ("1986092620150510012", "18"),
        ("198609262015O51001", "18"),
        ("198613262015051001", "19861326"),
        ("198602302015051001", "19860230"),
        ("198609262015053001", "ke-15"),
        ("198609262015050001", "ke-15"),
        ("198609262015051000", "000"),
        ("١٩٨٦٠٩٢٦٢٠١٥٠٥١٠٠١", "18"),
    ],
)
def test_a_wrong_number_says_what_is_wrong(number: str, word: str) -> None:
    problem = number_problem(number, TODAY)
    assert problem is not None
    assert word in catalogue.word(problem[0])
    assert problem[1]


@pytest.mark.parametrize("number", ["192001011940011001", "201501012030011001"])
def test_an_unusual_age_only_warns(number: str) -> None:
    problem = number_problem(number, TODAY)
    assert problem is not None
    assert not problem[1]


def test_spaces_are_accepted_and_shown() -> None:
    assert clean_number(" 19860926 201505 1 001 ") == "198609262015051001"
    assert show_number("198609262015051001") == "19860926 201505 1 001"
    assert show_number("P17") == "P17"
