"""Objections as HR follows them: posts, deadlines and where each stands; what was objected to stays with the two sides.

HR acts in two cases alone, both about a superior outside the office: naming the post that decides, and writing down a
decision that came on paper. Only there the page names the person, to match the paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from assessment.instrument import Criterion
from assessment.objection import LEVEL_PARTS, TEXT_CHARS, Decision, Objection, deadlines
from assessment.roster import Employee
from forms_service.desk import desk
from forms_service.desk.common import find_cycle, go, moved_on, units_of
from forms_service.desk.public_texts import labelled
from forms_service.desk.todo import objections_until
from forms_service.web.guard import may, person
from forms_service.web.language import t, tt
from forms_service.web.service import service
from kinerja_office import objections as acts
from kinerja_office import records
from kinerja_store import View
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused

POST_CHARS = 120
FIELDS = {"outcome": "putusan", "reasons": "alasan", "unheard": "tanpa", "parts": "bagian", "outside": "jabatan"}


@dataclass(frozen=True)
class Line:
    """One objection in HR's list. `waits` is the post that has to act next, `by` its day; `name`, `decide`: HR may act."""

    tag: str
    position: str
    unit: str
    one: Objection
    waits: str
    by: str
    late: bool
    name: bool
    decide: bool


@desk.get("/periode/<id>/keberatan")
@may("objections.see", of="office")
def objections(id: str) -> ResponseReturnValue:
    """Show all objections of a cycle with their days, and what HR has to do."""
    one, office = find_cycle(id), service().office
    until = objections_until(office, one)
    if not until:
        return moved_on(one)
    with office.store.read() as view:
        found = [_line(view, one, o) for o in acts.of_cycle(view, id)]
    waiting = [x for x in found if x.one.open]
    return render_template(
        "desk/objections.html", cycle=one, waiting=waiting, settled=[x for x in found if not x.one.open],
        until=until, over=until < office.today(), answer_days=office.organisation.answer_days,
    )  # fmt: skip


@desk.get("/periode/<id>/keberatan/<tanda>/pemutus")
@may("objections.settle", of="office")
def outside_page(id: str, tanda: str) -> ResponseReturnValue:
    """Ask for the post outside the office that decides."""
    one, line = _find(id, tanda)
    return _outside_page(one, line, []) if line.name else _settled(one)


@desk.post("/periode/<id>/keberatan/<tanda>/pemutus")
@may("objections.settle", of="office")
def name_outside(id: str, tanda: str) -> ResponseReturnValue:
    """Name the post outside the office that decides."""
    one, line = _find(id, tanda)
    if not line.name:
        return _settled(one)
    post = " ".join(request.form.get("jabatan", "").split())
    if len(post) > POST_CHARS:
        return _outside_page(one, line, [("jabatan", t("desk.objections.long", n=POST_CHARS))]), 422
    try:
        acts.name_outside(service().office, id, line.one.employee, post, person().actor)
    except Refused as refused:
        return _outside_page(one, line, labelled(refused, FIELDS, {}, "jabatan")), 422
    return go("objections", "desk.objections.named", {"post": post}, id=id)


@desk.get("/periode/<id>/keberatan/<tanda>/putusan")
@may("objections.settle", of="office")
def decision_page(id: str, tanda: str) -> ResponseReturnValue:
    """Ask for what a signed decision from outside the office says."""
    one, line = _find(id, tanda)
    if not line.decide:
        return go("outside_page", id=id, tanda=tanda) if line.name else _settled(one)
    return _decision_page(one, line, [])


@desk.post("/periode/<id>/keberatan/<tanda>/putusan")
@may("objections.settle", of="office")
def record_decision(id: str, tanda: str) -> ResponseReturnValue:
    """Write the decision down; it is final, and a second click finds it done."""
    one, line = _find(id, tanda)
    if not line.decide:
        return _settled(one)
    form = request.form
    parts, levels = _parts(one, line.one)
    answers = {i.code: v for c in parts for i in c.items if (v := form.get(f"n-{i.code}", ""))}
    changed = {part: v for part in levels if (v := form.get(f"t-{part}", ""))}
    decision = Decision(form.get("putusan", ""), form.get("alasan", ""), answers, changed, form.get("tanpa", ""))
    errors = []
    if decision.outcome not in names("outcome"):
        errors.append(("putusan", t("desk.objections.outcome.missing")))
    if not decision.reasons.strip():
        errors.append(("alasan", t("new.empty", what=t("desk.objections.reasons"))))
    if line.one.state == "filed" and not decision.unheard.strip():
        errors.append(("tanpa", t("desk.objections.unheard.missing")))
    if form.get("yakin") != "ya":
        errors.append(("yakin", t("desk.tick")))
    if not errors:
        try:
            acts.record_decision(service().office, id, line.one.employee, decision, person().actor)
        except Refused as refused:
            again = _find(id, tanda)[1]
            if not again.one.open:
                return _settled(one)
            errors = labelled(refused, FIELDS, {}, "bagian")
    if errors:
        return _decision_page(one, line, errors), 422
    return go("objections", "desk.objections.recorded", id=id)


def _settled(one: Cycle) -> ResponseReturnValue:
    return go("objections", "desk.objections.already", id=one.id)


def _tag(one: Objection) -> str:
    return service().tag("objection", f"{one.cycle}/{one.employee}")[:16]


def _find(id: str, tanda: str) -> tuple[Cycle, Line]:
    cycle = find_cycle(id)
    with service().office.store.read() as view:
        found = next((o for o in acts.of_cycle(view, id) if _tag(o) == tanda), None)
        if found is not None:
            return cycle, _line(view, cycle, found)
    return abort(404)


def _line(view: View, cycle: Cycle, one: Objection) -> Line:
    office = service().office
    people, units = records.participants(view, cycle.id), units_of(view)
    who, superior = people[one.employee], people.get(one.claim.superior)
    days = deadlines(cycle, office.organisation, one)
    by = {"filed": days.state_by, "heard": days.decide_by}.get(one.state, "")
    outside = superior is None or not superior.rated
    if one.state == "filed":
        waits = people[one.claim.against].position if one.claim.against in people else ""
    else:
        waits = superior.position if superior else one.outside
    return Line(
        _tag(one), who.position, units.get(who.unit, who.unit), one, waits if one.open else "", by,
        bool(by) and by < office.today(), one.open and not one.claim.superior,
        one.open and outside and bool(superior or one.outside),
    )  # fmt: skip


def _people(one: Objection) -> tuple[Employee, Employee | None, Employee | None]:
    with service().office.store.read() as view:
        people = records.participants(view, one.cycle)
    return people[one.employee], people.get(one.claim.against), people.get(one.claim.superior)


def _parts(cycle: Cycle, one: Objection) -> tuple[list[Criterion], list[str]]:
    """Return the criteria and the levels a person objects to: the only parts a decision can correct."""
    with service().office.store.read() as view:
        tool = records.instrument(view, cycle)
    return (
        [c for c in tool.asked("supervisor") if c.code in one.claim.parts],
        [part for part in LEVEL_PARTS if part in one.claim.parts],
    )


def _outside_page(one: Cycle, line: Line, errors: list[tuple[str, str]]) -> str:
    who, officer, _ = _people(line.one)
    post = request.form.get("jabatan", line.one.outside)
    return render_template(
        "desk/objection_outside.html",
        cycle=one,
        line=line,
        who=who,
        officer=officer,
        errors=errors,
        post=post,
        most=POST_CHARS,
    )


def _decision_page(one: Cycle, line: Line, errors: list[tuple[str, str]]) -> str:
    who, officer, superior = _people(line.one)
    parts, levels = _parts(one, line.one)
    with service().office.store.read() as view:
        tool = records.instrument(view, one)
    scale = [(str(tool.minimum + n), f"{tool.minimum + n} – {tt(label)}") for n, label in enumerate(tool.labels)]
    if tool.cannot_judge:
        scale.append(("TD", t("desk.objections.cannot")))
    return render_template(
        "desk/objection_decision.html", cycle=one, line=line, who=who, officer=officer, superior=superior, parts=parts,
        levels=levels, level_names=names("level"), scale=scale, outcomes=names("outcome"), errors=errors, filled=request.form,
        most=TEXT_CHARS, back=url_for("desk.objections", id=one.id),
    )  # fmt: skip
