"""What the acts on goals ask for; what makes a goal measurable is for the rules to say."""

from __future__ import annotations

from dataclasses import fields
from typing import ClassVar

from assessment.goal import DIRECTIONS, Wish
from forms_service.web.forms import Choice, Day, Form, Hidden, Line, Number, Tick, Whole, Words


class GoalForm(Form):
    """One goal in its person's words. `revisi`: the revision that the page showed."""

    expected_result = Words("goal.form.result", hint="goal.form.result.hint", rows=2)
    indicator = Words("goal.form.indicator", hint="goal.form.indicator.hint", rows=2)
    target = Number("goal.form.target", hint="goal.form.target.hint")
    unit = Line("goal.form.unit", hint="goal.form.unit.hint")
    direction = Choice("goal.form.direction", values=DIRECTIONS, names="goal_direction", look="scale plain")
    due = Day("goal.form.due", hint="goal.form.due.hint")
    evidence = Line("goal.form.evidence", hint="goal.form.evidence.hint")
    parent = Choice("goal.form.parent", hint="goal.form.parent.hint", look="select")
    revisi = Whole()

    def wish(self) -> Wish:
        """Return the goal as it was typed."""
        return Wish(**{field.name: self[field.name].data for field in fields(Wish)})


class ReportForm(Form):
    """What was reached up to a day. `seen`: the mark of what the page showed; `sure`: that a high number is right."""

    seen = Hidden()

    value = Number("goal.report.value", hint="goal.form.target.hint")
    day = Day("goal.report.day")
    note = Words("goal.report.note", rows=2)
    evidence = Words("goal.report.evidence", hint="goal.report.evidence.hint", rows=2)
    sure = Tick("goal.report.sure")


class RemoveForm(Form):
    """The removal of a goal: which revision the page showed."""

    revisi = Whole()


class AnswerForm(Form):
    """A supervisor's answer to a goal, with words where it is sent back."""

    enter: ClassVar[str] = "kembali"
    words = Words("goal.answer.words", hint="goal.answer.words.hint", rows=3)
    revisi = Whole()
