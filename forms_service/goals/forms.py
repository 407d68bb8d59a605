"""What the acts on goals ask for; what is missing is for the rules to say."""

from __future__ import annotations

from typing import ClassVar

from assessment.goal import APPROACHES, ASPECTS, KINDS, VALUES, Skp, Wish
from assessment.predicate import LEVELS
from forms_service.web.forms import Choice, Choices, Day, Form, Hidden, Line, Upload, Whole, Words


class GoalForm(Form):
    """One planned result in its person's words; the page shows the fields of the person's approach. `revisi`: what it showed."""

    expected_result = Words("goal.form.result", hint="goal.form.result.hint", rows=2)
    success = Words("goal.form.success", hint="goal.form.success.hint", rows=3)
    kind = Choice("goal.kind", values=KINDS, names="goal_kind", look="scale plain")
    parent = Choice("goal.form.parent", hint="goal.form.parent.hint", look="select")
    revisi = Whole()

    def wish(self) -> Wish:
        """Return the goal as it was typed."""
        return Wish.of({one.name: one.data for one in self if one.name != "revisi"})


for _aspect in ASPECTS:
    for _part in ("indicator", "target"):
        setattr(GoalForm, f"{_aspect}_{_part}", Line(f"goal.{_part}", hint=f"goal.form.{_part}.hint"))


class ReportForm(Form):
    """What was reached up to a day. `seen`: the mark of what the page showed."""

    seen = Hidden()

    said = Words("goal.report.said", hint="goal.report.said.hint", rows=3)
    day = Day("goal.report.day")
    evidence = Line("goal.report.evidence", hint="goal.report.evidence.hint")


class EvidenceForm(Form):
    """A file that shows what was reached."""

    file = Upload("evidence.file", hint="evidence.file.hint", needed="evidence.none", accept=".pdf,.jpg,.jpeg,.png")


class TermsForm(Form):
    """What an SKP says once. `seen`: the mark of what the page showed."""

    seen = Hidden()
    approach = Choice("goal.approach", values=APPROACHES, names="goal_approach", look="scale plain")
    resources = Words("goal.resources", hint="goal.resources.hint", rows=3)
    accountability = Words("goal.accountability", hint="goal.accountability.hint", rows=3)
    consequences = Words("goal.consequences", hint="goal.consequences.hint", rows=3)


class ExpectationsForm(Form):
    """A supervisor's special expectations, a field a value of ASN. `seen`: the mark of what the page showed."""

    seen = Hidden()

    def said(self) -> dict[str, str]:
        """Return what was typed, by value."""
        return {value: self[value].data for value in VALUES}

    @classmethod
    def showing(cls, skp: Skp, seen: str) -> ExpectationsForm:
        """Return the form of what is stored."""
        return cls(seen=seen, **skp.expectations)


for _value in VALUES:
    setattr(ExpectationsForm, _value, Words(rows=2))


class RemoveForm(Form):
    """The removal of a goal: which revision the page showed."""

    revisi = Whole()


class AnswerForm(Form):
    """A supervisor's answer to a goal, with words where it is sent back."""

    enter: ClassVar[str] = "kembali"
    words = Words("goal.answer.words", hint="goal.answer.words.hint", rows=3)
    revisi = Whole()


class SeveralForm(Form):
    """The goals that were ticked, each as `<ref>.<revision>` of what the page showed."""

    pilih = Choices()


class RateForm(AnswerForm):
    """The same for an agreed goal while forms are taken: with the supervisor's rating of the result."""

    enter: ClassVar[str] = "nilai"
    level = Choice("goal.rating", values=LEVELS, names="level", look="scale plain")
