"""What filling in asks for. A screen's class is generated from the instrument and made once (building fields is what costs)."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import ClassVar, Self

from assessment.instrument import CANNOT_JUDGE, Criterion, Instrument
from assessment.predicate import LEVELS
from assessment.text import mark
from forms_service.web.forms import PREFIX, Choice, Form, Hidden, Whole, Words
from forms_service.web.language import name_of, t, tt
from kinerja_office.answering import REASON_CHARS
from kinerja_words.problems import Problem

MANY = 5
"""A scale of more points than this has narrower ones."""


class ScreenForm(Form):
    """One screen of a form. `terlihat`: the marks of what the page showed, in the order of its fields."""

    terlihat = Hidden()

    def showing(self, values: Mapping[str, str]) -> Self:
        """Note what the page shows, by item code or level."""
        self.terlihat.data = ".".join(mark(values.get(name, "")) for name in self._names())
        return self

    def seen(self) -> dict[str, str]:
        """Return the marks of what the page showed, by item code or level; none where the page brings none."""
        marks = self.terlihat.data.split(".")
        return dict(zip(self._names(), marks, strict=True)) if len(marks) == len(self._names()) else {}

    def place(self, problem: Problem) -> str:
        """Put a problem of a statement at its field."""
        return PREFIX + problem.field if PREFIX + problem.field in self else super().place(problem)

    def _names(self) -> list[str]:
        return [f.name.removeprefix(PREFIX) for f in self if f.kind != "hidden"]


class AnswersForm(ScreenForm):
    """One screen: an answer to each statement. `dari`: "periksa" where one came from the check."""

    enter: ClassVar[str] = "lanjut"
    dari = Hidden()

    def given(self) -> dict[str, str]:
        """Return the answers that were chosen, by item code."""
        return {f.name.removeprefix(PREFIX): f.data for f in self if f.data and f.kind == "choice"}

    def complete(self, answers: Mapping[str, str]) -> None:
        """Show kept answers (by item code) where nothing, or nothing that exists, was chosen."""
        for field in self:
            if field.kind == "choice" and (field.errors or not field.data):
                field.data = answers.get(field.name.removeprefix(PREFIX), "")


class LevelsForm(ScreenForm):
    """Hasil kerja and perilaku kerja on three levels, with the reason."""

    enter: ClassVar[str] = "lanjut"
    work_result = Choice(
        "levels.result", hint="levels.result.hint", values=LEVELS, look="ticks", needed="levels.result.missing",
        wrong="levels.result.missing",
    )  # fmt: skip
    work_behaviour = Choice(
        "levels.behaviour", hint="levels.behaviour.hint", values=LEVELS, look="ticks", needed="levels.behaviour.missing",
        wrong="levels.behaviour.missing",
    )  # fmt: skip
    reason = Words(
        "levels.reason", hint="levels.reason.hint", needed="levels.reason.missing", most=REASON_CHARS, long="reason.long",
        rows=5,
    )  # fmt: skip


class SendForm(Form):
    """The send of what was checked: which revision that was."""

    revisi = Whole()


class DeclineForm(Form):
    """Why somebody declines. `revisi`: the revision whose answers the page said are dropped."""

    revisi = Whole()

    reason = Words(
        "decline.reason",
        hint="decline.reason.hint",
        needed="decline.reason.missing",
        most=REASON_CHARS,
        long="reason.long",
    )


def answers_form(instrument: Instrument, screen: Sequence[Criterion]) -> type[AnswersForm]:
    """Return the form class of one screen; the same class for the same statements and scale."""
    codes = tuple(i.code for c in screen for i in c.items)
    return _build(codes, instrument.minimum, instrument.maximum, instrument.cannot_judge)


@functools.lru_cache(maxsize=512)
def _build(codes: tuple[str, ...], minimum: int, maximum: int, cannot_judge: bool) -> type[AnswersForm]:
    points = range(minimum, maximum + 1)
    values = frozenset((*map(str, points), CANNOT_JUDGE) if cannot_judge else map(str, points))
    look = "scale many" if len(points) > MANY else "scale"
    return type("ItemsForm", (AnswersForm,), {PREFIX + code: Choice(values=values, look=look) for code in codes})


def rubric(side: str) -> list[tuple[str, ...]]:
    """Return the levels of hasil kerja (`result`) or perilaku (`behaviour`) as a page draws them, each with when it applies."""
    return [(level, name_of("level", level), "", "", t(f"rubric.{side}.{level}")) for level in LEVELS]


def points(instrument: Instrument) -> list[tuple[str, ...]]:
    """Return the answers on offer as a page draws them: the points of the scale, and "cannot judge" apart."""
    values = (str(instrument.minimum + i) for i in range(len(instrument.labels)))
    found = [(value, tt(label), value) for value, label in zip(values, instrument.labels, strict=True)]
    return [*found, *([(CANNOT_JUDGE, t("fill.td"), "", "na")] if instrument.cannot_judge else [])]
