"""What a consultation asks for: a rating of each question, and a comment."""

from __future__ import annotations

import functools

from forms_service.web.forms import PREFIX, Choice, Form, Words
from kinerja_office.consultation import COMMENT_CHARS, MAXIMUM, MINIMUM
from kinerja_words.problems import Problem

VALUES = tuple(str(v) for v in range(MINIMUM, MAXIMUM + 1))


class OpinionForm(Form):
    """One person's opinion; the questions' fields come from the stage."""

    def place(self, problem: Problem) -> str:
        """Put a problem at its question, and one that names none (an empty answer) at the first one."""
        first = next(iter(self)).name
        return PREFIX + problem.field if PREFIX + problem.field in self else super().place(problem) or first

    def ratings(self) -> dict[str, str]:
        """Return what was chosen by question, empty for none."""
        return {f.name.removeprefix(PREFIX): f.data for f in self if f.kind == "choice"}


@functools.lru_cache(maxsize=64)
def opinion_form(codes: tuple[str, ...]) -> type[OpinionForm]:
    """Return the form class of a stage by its questions."""
    questions = {PREFIX + code: Choice(values=VALUES, look="five") for code in codes}
    comment = Words(hint="consultation.comment.hint", most=COMMENT_CHARS, rows=5)
    return type("StageForm", (OpinionForm,), {**questions, "comment": comment})
