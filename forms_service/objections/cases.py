"""What pages show of an objection: the case with its people, parts and days, for each of the three who may open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from werkzeug.exceptions import NotFound

from assessment.assignment import Assignment
from assessment.cycle import Cycle
from assessment.evaluation import EvaluationDocument
from assessment.form import Form, decode
from assessment.instrument import Criterion, Instrument
from assessment.method import OFFICIAL
from assessment.objection import LEVEL_PARTS, Deadlines, Objection, as_filed, deadlines, superior_of
from assessment.predicate import Predicate
from assessment.result import form_means
from assessment.roster import Employee
from forms_service.web import refs
from kinerja_office import evaluations, objections, records, settings
from kinerja_office.office import Office
from kinerja_store import View
from kinerja_words import catalogue
from kinerja_words.problems import Text

Side = Literal["own", "report", "addressed", "other"]
LEVEL_TITLES: Mapping[str, Text] = {
    "work_result": catalogue.pages()["levels.result"], "work_behaviour": catalogue.pages()["levels.behaviour"],
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One thing that can be objected to: a level or a criterion; `value` is the level's code or the mean of the criterion."""

    code: str
    name: Text
    value: str
    criterion: Criterion | None = None


@dataclass(frozen=True)
class Case:
    """One person's objection in one cycle, or what is there to object to. `superior` None: outside the roster.

    `parts` are worded as they were when the objection was filed; `answers` are the form's of today. `predicates`: before the
    decision, and now.
    """

    ref: str
    cycle: Cycle
    instrument: Instrument
    person: Employee
    officer: Employee | None
    superior: Employee | None
    parts: tuple[Part, ...]
    answers: Mapping[str, str]
    predicates: tuple[Predicate | None, Predicate | None]
    days: Deadlines
    objection: Objection | None
    in_time: bool
    reason: str
    """The officer's own reason on the form."""
    document: EvaluationDocument | None

    @property
    def about(self) -> tuple[Part, ...]:
        """The parts objected to."""
        return tuple(p for p in self.parts if self.objection and p.code in self.objection.claim.parts)

    @property
    def corrected(self) -> frozenset[str]:
        """The levels and criteria that the decision put right."""
        changed = self.objection.changed if self.objection else {}
        held = (p.code for p in self.parts if p.criterion and any(i.code in changed for i in p.criterion.items))
        return frozenset((*held, *(c for c in LEVEL_PARTS if c in changed)))

    @property
    def may_file(self) -> bool:
        """Whether the person can file now (again, after withdrawing)."""
        return self.in_time and bool(self.parts) and (self.objection is None or self.objection.state == "withdrawn")

    def item_name(self, code: str) -> Text:
        """Return what a changed part is called."""
        if code in LEVEL_TITLES:
            return LEVEL_TITLES[code]
        return next((i.text for c in self.instrument.criteria for i in c.items if i.code == code), {"id": code})


def own_case(office: Office, cycle_id: str, number: str) -> Case:
    """Return one's own case of a closed cycle with objections in which one was rated; 404 for anything else."""
    with office.store.read() as view:
        cycle = _cycle(view, cycle_id)
        people = records.participants(view, cycle.id)
        if number not in people or not people[number].rated:
            raise NotFound
        return _case(office, view, cycle, people, number)


def own_cases(office: Office, number: str) -> list[Case]:
    """Return one's own cases, newest cycle first: filed ones, and those that can still be filed."""
    with office.store.read() as view:
        found = []
        for cycle in _cycles(view):
            people = records.participants(view, cycle.id)
            if number in people and people[number].rated:
                found.append(_case(office, view, cycle, people, number))
    return [c for c in found if c.objection or c.may_file]


def cases_for(office: Office, number: str, side: Side) -> list[Case]:
    """Return the cases an appraising officer states a side in (`report`), or a superior decides (`addressed`), newest first."""
    listed = objections.to_state if side == "report" else objections.to_decide
    with office.store.read() as view:
        return [
            _case(office, view, cycle, records.participants(view, cycle.id), objection.employee)
            for cycle in _cycles(view)
            for objection in listed(view, cycle.id, number)
        ]


def find_case(office: Office, cycle_id: str, ref: str, viewer: str, side: Side) -> tuple[Side, Case] | None:
    """Return whose case this is to the viewer who comes to act for one side, and the case; None where there is none."""
    with office.store.read() as view:
        cycle = _cycle(view, cycle_id)
        for objection in objections.of_cycle(view, cycle.id):
            if ref_of(cycle, objection.employee) == ref:
                theirs = {"report": objection.claim.against, "addressed": objection.claim.superior}[side] == viewer
                own = objection.employee == viewer
                people = records.participants(view, cycle.id)
                return ("own" if own else side if theirs else "other"), _case(
                    office, view, cycle, people, objection.employee
                )
    return None


def ref_of(cycle: Cycle, employee: str) -> str:
    """Return the name of a case in addresses."""
    return refs.ref("objection", cycle.id, employee)


def person_ref(cycle: Cycle, person: Employee | None) -> str:
    """Return the name a person has in a form's hidden field; an employee number is not shown to others."""
    return refs.ref("objection-person", cycle.id, person.employee_number) if person else ""


def number_of(office: Office, cycle: Cycle, ref: str) -> str:
    """Return the number behind such a name; a name that is nobody's comes back as it is, for the rules to refuse."""
    if not ref:
        return ""
    with office.store.read() as view:
        found = refs.find("objection-person", ref, records.participants(view, cycle.id), lambda n: f"{cycle.id}/{n}")
    return found or ref


def _cycles(view: View) -> list[Cycle]:
    return [c for c in reversed(records.cycles(view)) if "objections" in c.stages and c.sealed]


def _cycle(view: View, id: str) -> Cycle:
    found = next((c for c in _cycles(view) if c.id == id), None)
    if found is None:
        raise NotFound
    return found


def _case(office: Office, view: View, cycle: Cycle, people: Mapping[str, Employee], number: str) -> Case:
    me = people[number]
    objection = objections.get(view, cycle.id, number)
    filed = objection if objection and objection.state != "withdrawn" else None
    instrument = records.instrument(view, cycle)
    sent = records.sent_form(view, cycle.id, Assignment(OFFICIAL, me.supervisor, number))
    form, reason = sent or (None, "")
    first = as_filed(objection, instrument, form) if objection and form else form
    document = evaluations.get(view, cycle.id, number)
    days = deadlines(cycle, settings.limits(office, view, cycle), document, filed)
    return Case(
        ref_of(cycle, number), cycle, instrument, me, people.get(me.supervisor),
        people.get(superior_of(people, number)), _parts(instrument, first),
        decode(instrument, form.answers) if form else {},
        (first.predicate if first else None, form.predicate if form else None), days, objection,
        days.file is not None and office.today() <= days.file.day, reason, document,
    )  # fmt: skip


def _parts(instrument: Instrument, form: Form | None) -> tuple[Part, ...]:
    if form is None:
        return ()
    means = form_means(instrument, [form])
    levels = [Part(code, LEVEL_TITLES[code], getattr(form, code) or "") for code in LEVEL_PARTS]
    return (*levels, *(Part(c.code, c.name, means.get(c.code, ""), c) for c in instrument.asked(OFFICIAL)))
