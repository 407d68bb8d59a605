"""Objections as HR follows them: posts, deadlines and where each stands; what was objected to stays with the two sides.

HR acts in two cases alone, both about a superior outside the office: naming the post that decides, and writing down a
decision that came on paper. Only there the page names the person, to match the paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from assessment.instrument import Criterion
from assessment.limits import Due
from assessment.method import OFFICIAL
from assessment.objection import LEVEL_PARTS, Objection, deadlines
from assessment.roster import Employee
from forms_service.desk import desk
from forms_service.desk.activity_forms import Decision, OutsidePost, decision_form
from forms_service.desk.answers import find_cycle, go, moved_on
from forms_service.desk.names import units_of
from forms_service.desk.todo import objections_until
from forms_service.web import refs
from forms_service.web.guard import may, person
from forms_service.web.language import name_of, t
from forms_service.web.service import service
from kinerja_office import evaluations, records, settings
from kinerja_office import objections as acts
from kinerja_store import View
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused


@dataclass(frozen=True)
class Line:
    """One objection in HR's list. `waits` is the post that has to act next, `by` its day; `name`, `decide`: HR may act."""

    tag: str
    position: str
    unit: str
    objection: Objection
    waits: str
    by: Due | None
    late: bool
    name: bool
    decide: bool


@desk.get("/periode/<id>/keberatan")
@may("objections.see", of="office")
def objections(id: str) -> ResponseReturnValue:
    """Show all objections of a cycle with their days, and what HR has to do."""
    cycle, office = find_cycle(id), service().office
    until = objections_until(office, cycle)
    if "objections" not in cycle.stages or not cycle.closed:
        return moved_on(cycle)
    with office.store.read() as view:
        found = [_line(view, cycle, o) for o in acts.of_cycle(view, id)]
        missing = evaluations.standing(office, view, cycle).missing
    waiting = [x for x in found if x.objection.open]
    return render_template(
        "desk/objections.html", cycle=cycle, waiting=waiting, settled=[x for x in found if not x.objection.open],
        until=until, over=until < office.today(), missing=missing,
    )  # fmt: skip


@desk.get("/periode/<id>/keberatan/<tanda>/pemutus")
@may("objections.settle", of="office")
def outside_page(id: str, tanda: str) -> ResponseReturnValue:
    """Ask for the post outside the office that decides."""
    cycle, line = _find(id, tanda)
    return _outside_page(cycle, line, OutsidePost(jabatan=line.objection.outside)) if line.name else _settled(cycle)


@desk.post("/periode/<id>/keberatan/<tanda>/pemutus")
@may("objections.settle", of="office")
def name_outside(id: str, tanda: str) -> ResponseReturnValue:
    """Name the post outside the office that decides."""
    cycle, line = _find(id, tanda)
    if not line.name:
        return _settled(cycle)
    form = OutsidePost.posted()
    post = " ".join(form.jabatan.data.split())
    if form.validate():
        with form.trying():
            acts.name_outside(service().office, id, line.objection.employee, post, person().actor)
    if form.summary:
        return _outside_page(cycle, line, form), 422
    return go("objections", "desk.objections.named", {"post": post}, id=id)


@desk.get("/periode/<id>/keberatan/<tanda>/putusan")
@may("objections.settle", of="office")
def decision_page(id: str, tanda: str) -> ResponseReturnValue:
    """Ask for what a signed decision from outside the office says."""
    cycle, line = _find(id, tanda)
    if not line.decide:
        return go("outside_page", id=id, tanda=tanda) if line.name else _settled(cycle)
    return _decision_page(cycle, line, _form_for(cycle, line.objection)())


@desk.post("/periode/<id>/keberatan/<tanda>/putusan")
@may("objections.settle", of="office")
def record_decision(id: str, tanda: str) -> ResponseReturnValue:
    """Write the decision down; it is final, and a second click finds it done."""
    cycle, line = _find(id, tanda)
    if not line.decide:
        return _settled(cycle)
    form = _form_for(cycle, line.objection).posted()
    if form.validate():
        try:
            acts.record_decision(service().office, id, line.objection.employee, form.decision, person().actor)
        except Refused as refused:
            if not _find(id, tanda)[1].objection.open:
                return _settled(cycle)
            form.refuse(refused)
    if form.summary:
        return _decision_page(cycle, line, form), 422
    return go("objections", "desk.objections.recorded", id=id)


def _settled(cycle: Cycle) -> ResponseReturnValue:
    return go("objections", "desk.objections.already", id=cycle.id)


def _tag(objection: Objection) -> str:
    return refs.ref("objection", objection.cycle, objection.employee)


def _find(id: str, tanda: str) -> tuple[Cycle, Line]:
    cycle = find_cycle(id)
    with service().office.store.read() as view:
        found = next((o for o in acts.of_cycle(view, id) if _tag(o) == tanda), None)
        if found is not None:
            return cycle, _line(view, cycle, found)
    return abort(404)


def _line(view: View, cycle: Cycle, objection: Objection) -> Line:
    office = service().office
    people, units = records.participants(view, cycle.id), units_of(view)
    who, superior = people[objection.employee], people.get(objection.claim.superior)
    due = deadlines(
        cycle, settings.limits(office, view, cycle), evaluations.get(view, cycle.id, objection.employee), objection
    ).of(objection.state)
    outside = superior is None or not superior.rated
    if objection.state == "filed":
        waits = people[objection.claim.against].position if objection.claim.against in people else ""
    else:
        waits = superior.position if superior else objection.outside
    return Line(
        _tag(objection), who.position, units.get(who.unit, who.unit), objection, waits if objection.open else "", due,
        due is not None and due.day < office.today(), objection.open and not objection.claim.superior,
        objection.open and outside and bool(superior or objection.outside),
    )  # fmt: skip


def _people(objection: Objection) -> tuple[Employee, Employee | None, Employee | None]:
    with service().office.store.read() as view:
        people = records.participants(view, objection.cycle)
    return people[objection.employee], people.get(objection.claim.against), people.get(objection.claim.superior)


def _parts(cycle: Cycle, objection: Objection) -> tuple[list[Criterion], list[str]]:
    """Return the criteria and the levels a person objects to: the only parts a decision can correct."""
    with service().office.store.read() as view:
        instrument = records.instrument(view, cycle)
    return (
        [c for c in instrument.asked(OFFICIAL) if c.code in objection.claim.parts],
        [part for part in LEVEL_PARTS if part in objection.claim.parts],
    )


def _form_for(cycle: Cycle, objection: Objection) -> type[Decision]:
    parts, levels = _parts(cycle, objection)
    with service().office.store.read() as view:
        return decision_form(records.instrument(view, cycle), parts, levels, heard=objection.state != "filed")


def _outside_page(cycle: Cycle, line: Line, form: OutsidePost) -> str:
    who, officer, _ = _people(line.objection)
    return render_template("desk/objection_outside.html", cycle=cycle, line=line, who=who, officer=officer, form=form)


def _decision_page(cycle: Cycle, line: Line, form: Decision) -> str:
    who, officer, superior = _people(line.objection)
    parts, levels = _parts(cycle, line.objection)
    form.putusan.options = [
        (o, name_of("outcome", o).capitalize(), "", "", t(f"desk.objections.outcome.{o}")) for o in names("outcome")
    ]
    return render_template(
        "desk/objection_decision.html", cycle=cycle, line=line, who=who, officer=officer, superior=superior,
        parts=parts, levels=levels, form=form,
    )  # fmt: skip
