"""Where marks tell nothing apart: one form with one answer throughout, all people of an officer marked alike; pure rules.

It may be right, so it is a hint for whoever marks, never a bar, and nobody else is told.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from assessment.form import TD, UNANSWERED

ANSWERS = 4
"""Fewer equal answers than these are too few to speak of."""
PEOPLE = 3


def one_answer(answers: str) -> int:
    """Return how many ratings a form (one character an item) has where all are equal as they were ticked, else 0.

    Items that cannot be judged are no ratings; in a form that holds nothing else they are what is equal.
    """
    given = answers.replace(UNANSWERED, "")
    given = given.replace(TD, "") or given
    return len(given) if len(given) >= ANSWERS and len(set(given)) == 1 else 0


def marked_alike(marks: Iterable[Hashable]) -> int:
    """Return how many people are marked where all of them are marked alike, else 0. A mark that is false: not marked yet."""
    there = [mark for mark in marks if mark]
    return len(there) if len(there) >= PEOPLE and len(set(there)) == 1 else 0
