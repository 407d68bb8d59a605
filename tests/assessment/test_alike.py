"""A hint, never a bar: one form with one answer throughout, all people of an officer marked alike."""

import pytest

from assessment.alike import marked_alike, one_answer


@pytest.mark.parametrize(
    ("answers", "equal"),
    [
        ("4444", 4), ("33333", 5), ("4-4-4-4", 4), ("T4444T", 4), ("TTTT", 4), ("TT-TT", 4), ("1" * 27, 27),
        ("4443", 0), ("444", 0), ("444T", 0), ("444-", 0), ("TTT", 0), ("----", 0), ("", 0), ("4445" * 6, 0),
    ],
)  # fmt: skip
def test_equal_answers_of_one_form(answers: str, equal: int) -> None:
    assert one_answer(answers) == equal


def test_a_reversed_statement_is_taken_as_it_was_ticked() -> None:
    """Agreeing alike with a statement and with its reverse is what the hint is for."""
    assert one_answer("5555") == 4
    assert one_answer("5551") == 0


@pytest.mark.parametrize(
    ("marks", "alike"),
    [
        ([("as", "as")] * 3, 3), ([("as", "as")] * 7, 7), ([("as", "as"), None, ("as", "as"), ("as", "as")], 3),
        ([("as", "as")] * 6 + [("above", "as")], 0), ([("as", "as")] * 2, 0), ([None] * 7, 0), ([(), (), ()], 0), ([], 0),
    ],
)  # fmt: skip
def test_people_who_are_marked_alike(marks: list[tuple[str, str] | None], alike: int) -> None:
    assert marked_alike(marks) == alike
