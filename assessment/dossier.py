"""What the printed formats of PermenPANRB 6/2022 say about one person in one cycle, put together from records; pure rules, no words.

Formats: SKP A.1.1, A.1.2, A.1.6, A.1.7 with its appendix A.1.8 (Lampiran II); record of feedback B.1.3 to B.1.5 (Lampiran III.C);
result of the evaluation C.1.1 to C.1.3 (Lampiran IV); evaluation document D.1.1 to D.1.3 (Lampiran V).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assessment.cycle import Cycle
from assessment.evaluation import EvaluationDocument
from assessment.feedback import GOAL, VALUE, Feedback
from assessment.form import Form
from assessment.goal import VALUES, Goal, Skp
from assessment.objection import Objection, format_of
from assessment.predicate import OrganisationPredicate
from assessment.roster import Employee

Family = Literal["skp", "feedback", "result", "document"]
FAMILIES: tuple[Family, ...] = ("skp", "feedback", "result", "document")
"""In the order of a bundle: what the evaluation document is to be accompanied by comes before it (Lampiran V.A.2)."""
QUALITATIVE: Mapping[tuple[Family, bool], str] = {
    ("skp", True): "A.1.1", ("skp", False): "A.1.6", ("feedback", True): "B.1.3", ("feedback", False): "B.1.3",
    ("result", True): "C.1.1", ("result", False): "C.1.1",
}  # fmt: skip
QUANTITATIVE: Mapping[tuple[Family, bool], str] = {
    ("skp", True): "A.1.2", ("skp", False): "A.1.7", ("feedback", True): "B.1.4", ("feedback", False): "B.1.5",
    ("result", True): "C.1.2", ("result", False): "C.1.3",
}  # fmt: skip
"""(family, whether for pejabat pimpinan tinggi and pimpinan unit kerja mandiri) → format."""


@dataclass(frozen=True)
class Party:
    """Somebody as a format names them; a superior outside the roster has only a `position`, or nothing."""

    name: str = ""
    number: str = ""
    grade: str = ""
    position: str = ""
    unit: str = ""

    @classmethod
    def of(cls, one: Employee | None, units: Mapping[str, str], outside: str = "") -> Party:
        """Return a person of the roster (`units`: names by code), or what is known of one outside it."""
        if one is None:
            return cls(position=outside)
        return cls(one.name, one.employee_number, one.grade, one.position, units.get(one.unit, one.unit))


@dataclass(frozen=True)
class ResultLine:
    """One agreed result with the leader's that it serves, what was said of it, by day, and its evidence files: (kind, ISO day)."""

    goal: Goal
    serves: str = ""
    feedback: tuple[Feedback, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Confirmed:
    """On which ISO day each side confirmed with their own secret; empty: not, or on paper alone."""

    person: str = ""
    officer: str = ""
    superior: str = ""


@dataclass(frozen=True)
class Dossier:
    """One person in one cycle. `leads`: the formats of pejabat pimpinan tinggi apply. `form`: the two levels, or None;
    `document` and `objection`: None before there is one. `about`: feedback by value of Pasal 10, `whole`: on the work as a whole.
    """

    cycle: Cycle
    person: Party
    officer: Party
    superior: Party
    skp: Skp
    results: tuple[ResultLine, ...] = ()
    about: Mapping[str, tuple[Feedback, ...]] = field(default_factory=dict)
    whole: tuple[Feedback, ...] = ()
    organisation: OrganisationPredicate | Literal[""] = ""
    form: Form | None = None
    document: EvaluationDocument | None = None
    objection: Objection | None = None
    leads: bool = False
    confirmed: Confirmed = field(default_factory=Confirmed)

    def of_kind(self, kind: str) -> list[ResultLine]:
        """Return the main (`main`) or additional results, in order."""
        return [r for r in self.results if r.goal.wish.kind == kind]

    def format(self, family: Family) -> str:
        """Return which format a family is printed in."""
        if family == "document":
            return format_of(self.document, self.objection) if self.document else ""
        table = QUALITATIVE if self.skp.approach == "qualitative" else QUANTITATIVE
        return table[family, self.leads]

    @property
    def families(self) -> list[Family]:
        """The families there is something to print of."""
        there = {
            "skp": "goals" in self.cycle.stages and "goals" not in self.cycle.destroyed,
            "feedback": "goals" in self.cycle.stages and "feedback" not in self.cycle.destroyed,
            "result": self.form is not None,
            "document": self.document is not None and self.form is not None,
        }
        return [f for f in FAMILIES if there[f]]


def gather(
    goals: Sequence[Goal], leaders: Sequence[Goal], feedback: Sequence[Feedback]
) -> tuple[tuple[ResultLine, ...], dict[str, tuple[Feedback, ...]], tuple[Feedback, ...]]:
    """Return agreed results with what they serve and what was said of each, feedback by value, and on the work as a whole."""
    parents = {g.id: g.wish.expected_result for g in leaders}
    agreed = [g for g in goals if g.state == "agreed"]
    lines = tuple(
        ResultLine(g, parents.get(g.wish.parent, ""), tuple(f for f in feedback if f.about == GOAL + g.id))
        for g in agreed
    )
    by_value = {v: tuple(f for f in feedback if f.about == VALUE + v) for v in VALUES}
    placed = {GOAL + g.id for g in agreed} | {VALUE + v for v in VALUES}
    return lines, by_value, tuple(f for f in feedback if f.about not in placed)


def confirmed(document: EvaluationDocument | None, objection: Objection | None) -> Confirmed:
    """Return the days of the confirmations in the product: what HR wrote down from paper is none."""
    if document is None:
        return Confirmed()
    signed = document.signed if "signed" not in document.paper else ""
    returned = document.returned if "returned" not in document.paper else ""
    decided = objection.decided if objection and objection.changed and not objection.outside else ""
    if document.signer == "superior":
        return Confirmed(returned, "", decided or signed)
    return Confirmed(returned, signed, decided)
