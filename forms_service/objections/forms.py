"""What filing an objection, stating one's side and deciding ask for."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import ClassVar

from assessment.objection import LEVEL_PARTS, OUTCOMES, TEXT_CHARS, Decision
from assessment.predicate import LEVELS
from forms_service.fill.forms import points
from forms_service.objections.cases import Case
from forms_service.web.forms import PREFIX, Choice, Choices, Form, Hidden, Tick, Words
from forms_service.web.language import name_of, t


class ClaimForm(Form):
    """What is objected to and why; `against` and `superior` name the people that the page showed."""

    parts = Choices("objection.form.parts", hint="objection.form.parts.hint")
    reasons = Words("objection.reasons", hint="objection.form.reasons.hint", rows=6)
    evidence = Words("objection.form.evidence", hint="objection.form.evidence.hint", rows=3)
    against = Hidden(at="against")
    superior = Hidden(at="superior")


class StatementForm(Form):
    """The appraising officer's side. `dilihat`: a mark of what they have read."""

    statement = Words("objection.statement.yours", hint="objection.statement.hint", most=TEXT_CHARS, rows=7)
    dilihat = Hidden()


class DecisionForm(Form):
    """The superior's decision; a field for each level and statement objected to, as it stands on the form now."""

    places: ClassVar = {"parts": "parts"}
    outcome = Choice("objection.decide.outcome", values=OUTCOMES, look="scale plain")
    reasons = Words("objection.reasons", hint="objection.decide.reasons.hint", rows=6)
    unheard = Words("objection.decide.unheard", rows=2)
    recommendation = Words("objection.recommendation", hint="objection.recommendation.hint", rows=3)
    final = Tick("objection.decide.final")
    dilihat = Hidden()

    def decision(self, case: Case) -> Decision:
        """Return the outcome and what differs from the form as it stands."""
        changed = {
            code: self[PREFIX + code].data for code, now in standing(case) if self[PREFIX + code].data not in ("", now)
        }
        levels = {code: value for code, value in changed.items() if code in LEVEL_PARTS}
        answers = {code: value for code, value in changed.items() if code not in LEVEL_PARTS}
        return Decision(
            self.outcome.data, self.reasons.data, answers, levels, self.unheard.data, self.recommendation.data
        )

    def offer(self, case: Case) -> None:
        """Give the fields their options; what stands on the form now is chosen at first, and marked as such."""
        self.outcome.options = [(o, name_of("outcome", o).capitalize()) for o in OUTCOMES]
        self.recommendation.shown = case.document is not None
        self.unheard.shown = bool(case.objection and case.objection.state == "filed")
        level_options = [(level, name_of("level", level)) for level in LEVELS]
        scale = [(p[0], p[1] if p[1] == p[0] else f"{p[2]} {p[1]}".strip()) for p in points(case.instrument)]
        for code, now in standing(case):
            field = self[PREFIX + code]
            options = level_options if code in LEVEL_PARTS else scale if now else [("", t("objection.unrated")), *scale]
            field.options = [(v, t("objection.decide.same", value=w) if v == now else w) for v, w in options]
            field.data = field.data or now


def decision_form(case: Case) -> type[DecisionForm]:
    """Return the class of the form that decides a case."""
    return _build(tuple(code for code, _ in standing(case)))


@functools.lru_cache(maxsize=64)
def _build(codes: Sequence[str]) -> type[DecisionForm]:
    return type("CaseForm", (DecisionForm,), {PREFIX + code: Choice(look="select") for code in codes})


def standing(case: Case) -> list[tuple[str, str]]:
    """Return what can be corrected as (level or statement, its value on the form now, empty for none)."""
    found = []
    for part in case.about:
        if part.criterion is None:
            found.append((part.code, part.value))
        else:
            found += [(item.code, case.answers.get(item.code, "")) for item in part.criterion.items]
    return found
