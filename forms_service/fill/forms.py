"""WTForms classes generated from an instrument: one a criterion and method, made once (building fields is what costs)."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import Field, Form, StringField, ValidationError
from wtforms.validators import Length

from assessment.instrument import CANNOT_JUDGE, Criterion, Instrument
from assessment.predicate import LEVELS
from kinerja_office.answering import REASON_CHARS

PREFIX = "n-"
"""Item codes may be any words; in a form they stand behind this, away from other fields' names."""


class Choice(Field):  # type: ignore[misc]  # wtforms has no types
    """One of a few known values, or none; lighter than RadioField, which builds a widget and options for each field."""

    def __init__(self, choices: frozenset[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = choices

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the one value that was sent."""
        self.data = valuelist[0] if valuelist else ""
        self.sent = len(valuelist)

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # the hook's signature
        """Refuse what no page of ours offers."""
        if self.data and (self.data not in self.choices or self.sent > 1):
            raise ValidationError("choice")


class LevelsForm(Form):  # type: ignore[misc]  # wtforms has no types
    """Hasil kerja and perilaku kerja on three levels, with the reason."""

    work_result = Choice(frozenset(LEVELS))
    work_behaviour = Choice(frozenset(LEVELS))
    reason = StringField(validators=[Length(max=REASON_CHARS)])


class ReasonForm(Form):  # type: ignore[misc]  # wtforms has no types
    """Why somebody declines."""

    reason = StringField(validators=[Length(max=REASON_CHARS)])


def answers_form(instrument: Instrument, criterion: Criterion) -> type[Form]:
    """Return the form class of one screen; the same class for the same statements and scale."""
    return _build(
        tuple(i.code for i in criterion.items), instrument.minimum, instrument.maximum, instrument.cannot_judge
    )


@functools.lru_cache(maxsize=512)
def _build(codes: tuple[str, ...], minimum: int, maximum: int, cannot_judge: bool) -> type[Form]:
    values: Iterable[str] = (str(v) for v in range(minimum, maximum + 1))
    choices = frozenset((*values, CANNOT_JUDGE) if cannot_judge else values)
    return type("AnswersForm", (Form,), {PREFIX + code: Choice(choices) for code in codes})


def given(form: Form) -> dict[str, str]:
    """Return the answers that were chosen, by item code."""
    return {f.name.removeprefix(PREFIX): f.data for f in form if f.data}
