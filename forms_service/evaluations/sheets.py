"""What pages show of an evaluation document: its people, its days, and what the reader may do with it now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assessment.assignment import Assignment
from assessment.cycle import Cycle
from assessment.evaluation import ACTS, Act, EvaluationDocument, due, has_documents, window
from assessment.form import Form
from assessment.limits import Due
from assessment.method import OFFICIAL
from assessment.objection import format_of
from assessment.roster import Employee
from forms_service.web import refs
from forms_service.web.roles import Whose
from kinerja_office import evaluations, objections, records, settings
from kinerja_office.office import Office
from kinerja_store import View

Do = Literal["sign", "evaluate", "hand_over", "receive", "return"]


@dataclass(frozen=True)
class Sheet:
    """One document as its reader sees it. `form` holds the two levels, None where the officer has not given them; `do` is what
    the reader has to do next, if anything; `window` until when the person may object."""

    ref: str
    cycle: Cycle
    person: Employee
    officer: Employee | None
    superior: Employee | None
    document: EvaluationDocument
    form: Form | None
    due: Due | None
    window: Due | None
    whose: Whose
    do: Do | None
    format: str

    @property
    def readable(self) -> bool:
        """Whether the reader sees what is in it: the employee once it is handed over."""
        return self.whose != "own" or bool(self.document.handed)

    @property
    def steps(self) -> list[tuple[Act, str, Due | None]]:
        """The acts in their order with their days; the next one with its limit."""
        one = self.document
        return [(a, getattr(one, a), self.due if a == one.next else None) for a in ACTS]


def ref_of(cycle: str, employee: str) -> str:
    """Return the name of a document in addresses."""
    return refs.ref("evaluation", cycle, employee)


def mine(office: Office, number: str) -> list[Sheet]:
    """Return the documents that somebody has to do with, newest cycle first: their own, those they sign as officer, and those
    of officers below them which are not signed and handed over."""
    with office.store.read() as view:
        cycles = [c for c in reversed(records.cycles(view)) if c.sealed and has_documents(c)]
        return [sheet for cycle in cycles for sheet in _of(office, view, cycle, number)]


def find(office: Office, cycle: str, ref: str, number: str) -> Sheet | None:
    """Return a document by its name in addresses; another's as `other`, None where there is none."""
    listed = mine(office, number)
    if found := next((s for s in listed if (s.cycle.id, s.ref) == (cycle, ref)), None):
        return found
    with office.store.read() as view:
        one = records.find_cycle(view, cycle)
        if one is None or not one.sealed:
            return None
        for employee in evaluations.expected(view, one):
            if ref_of(cycle, employee) == ref:
                return sheet(office, view, one, employee, "other")
    return None


def sheet(office: Office, view: View, cycle: Cycle, employee: str, whose: Whose) -> Sheet:
    """Return a document as a reader of this side sees it."""
    one, people = evaluations.load(view, cycle, employee), records.participants(view, cycle.id)
    sent = records.sent_form(view, cycle.id, Assignment(OFFICIAL, one.superior if one.final else one.officer, employee))
    form, limits = sent[0] if sent and sent[0].predicate else None, settings.limits(office, view, cycle)
    return Sheet(
        ref_of(cycle.id, employee), cycle, people[employee], _person(view, cycle, one.officer),
        _person(view, cycle, one.superior), one, form, due(limits, cycle, one), window(limits, cycle, one),
        whose, _do(one, form, whose, ended=office.today() > cycle.end), format_of(one, objections.get(view, cycle.id, employee)),
    )  # fmt: skip


def _person(view: View, cycle: Cycle, number: str) -> Employee | None:
    return (records.participant(view, cycle.id, number) or records.employee(view, number)) if number else None


def _of(office: Office, view: View, cycle: Cycle, number: str) -> Iterator[Sheet]:
    if evaluations.expected(view, cycle, ratee=number):
        yield sheet(office, view, cycle, number, "own")
    for employee in sorted(evaluations.expected(view, cycle, rater=number)):
        one = evaluations.load(view, cycle, employee)
        yield sheet(office, view, cycle, employee, "report" if one.officer == number else "addressed")
    for officer in records.reports(view, cycle, number):
        for employee in sorted(evaluations.expected(view, cycle, rater=officer.employee_number)):
            one = evaluations.load(view, cycle, employee)
            if one.superior == number and not (one.signer == "officer" and one.handed):
                yield sheet(office, view, cycle, employee, "addressed")


def _do(one: EvaluationDocument, form: Form | None, whose: Whose, *, ended: bool) -> Do | None:
    if whose == "own":
        return "receive" if one.next == "received" else "return" if one.next == "returned" else None
    if one.next == "handed":
        return "hand_over" if (one.signer == "superior") == (whose == "addressed") else None
    if one.next != "signed" or (whose == "addressed" and not ended):
        return None
    if form is None:
        return "evaluate" if one.final and whose == "addressed" else None
    return "sign"
