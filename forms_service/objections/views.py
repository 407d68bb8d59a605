"""Objections (keberatan): filed and withdrawn, the appraising officer's side, the superior's decision."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.objection import Claim
from forms_service.objections import cases
from forms_service.objections.cases import Case, Side
from forms_service.objections.forms import ClaimForm, DecisionForm, StatementForm, decision_form
from forms_service.web import refs
from forms_service.web.forms import PREFIX, done, finished, language_asked
from forms_service.web.guard import check, may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import objections as acts
from kinerja_words.problems import Refused

objections = Blueprint("objections", __name__, url_prefix="/keberatan")


@objections.get("")
@may("objection.file", of="own")
def overview() -> str:
    """List one's own objections and windows, those that wait for one's side, and those to decide."""
    office, me = service().office, person().number
    return render_template(
        "objections/list.html", own=cases.own_cases(office, me), state=cases.cases_for(office, me, "report"),
        decide=cases.cases_for(office, me, "addressed"), done=done("objection"),
    )  # fmt: skip


@objections.get("/<cycle>")
@may("objection.file", of="own")
def own(cycle: str) -> str:
    """Show one's objection with its days, or the form to file one while there is time."""
    return _own_page(_own(cycle), ClaimForm())


@objections.post("/<cycle>")
@may("objection.file", of="own")
def file(cycle: str) -> ResponseReturnValue:
    """File an objection to what the page named; the same one twice is one."""
    office, case, form = service().office, _own(cycle), ClaimForm.posted()
    if language_asked():
        return _own_page(case, form)
    against, superior = (cases.number_of(office, case.cycle, f.data) for f in (form.against, form.superior))
    claim = Claim(against, superior, form.parts.data, form.reasons.data, form.evidence.data)
    try:
        acts.file(office, case.cycle.id, person().number, claim)
    except Refused as refused:
        now = _own(cycle)
        if now.objection is None or now.objection.state == "withdrawn" or now.objection.claim != claim:
            form.refuse(refused)
            return _own_page(now, form), 422
    return finished(f"/keberatan/{case.cycle.id}", "ajukan")


@objections.get("/<cycle>/tarik")
@may("objection.file", of="own")
def withdraw_page(cycle: str) -> ResponseReturnValue:
    """Ask once more before an objection is withdrawn."""
    case = _own(cycle)
    if case.objection is None or not case.objection.open:
        return redirect(f"/keberatan/{case.cycle.id}", 303)
    return render_template("objections/withdraw.html", case=case)


@objections.post("/<cycle>/tarik")
@may("objection.file", of="own")
def withdraw(cycle: str) -> ResponseReturnValue:
    """Withdraw one's objection; a second click finds it withdrawn."""
    case = _own(cycle)
    if case.objection is None or case.objection.state != "withdrawn":
        acts.withdraw(service().office, case.cycle.id, person().number)
    return finished(f"/keberatan/{case.cycle.id}", "tarik")


@objections.get("/<cycle>/<ref>/tanggapan")
@may("objection.state", of="record")
def statement_page(cycle: str, ref: str) -> str:
    """Show an objection to one's own assessment, with room for one's side."""
    case = _case(cycle, ref, "report")
    return _statement_page(
        case, StatementForm(statement=case.objection.statement if case.objection else "", dilihat=_seen(case))
    )


@objections.post("/<cycle>/<ref>/tanggapan")
@may("objection.state", of="record")
def state_side(cycle: str, ref: str) -> ResponseReturnValue:
    """Keep the appraising officer's side."""
    case, form = _case(cycle, ref, "report"), StatementForm.posted()
    if language_asked():
        return _statement_page(case, form)
    words = form.statement.data
    if form.dilihat.data != _seen(case) and case.objection and case.objection.statement != words:
        form.blame("statement", t("objection.statement.changed"))
    else:
        try:
            acts.state_side(service().office, case.cycle.id, case.person.employee_number, person().number, words)
        except Refused as refused:
            form.refuse(refused)
    if form.summary:
        now = _case(cycle, ref, "report")
        form.dilihat.data = _seen(now)
        return _statement_page(now, form), 422
    return finished("/keberatan", "tanggapan")


@objections.get("/<cycle>/<ref>/putusan")
@may("objection.decide", of="record")
def decision_page(cycle: str, ref: str) -> str:
    """Show both sides to the superior who decides, with the parts that can be corrected."""
    case = _case(cycle, ref, "addressed")
    return _decision_page(case, decision_form(case)(dilihat=_seen(case)))


@objections.post("/<cycle>/<ref>/putusan")
@may("objection.decide", of="record")
def decide(cycle: str, ref: str) -> ResponseReturnValue:
    """Decide, finally; what changed since the page was opened has to be read first."""
    case = _case(cycle, ref, "addressed")
    form = decision_form(case).posted()
    if language_asked():
        return _decision_page(case, form)
    decision, objection, seen = form.decision(case), case.objection, form.dilihat.data == _seen(case)
    there = finished(f"/keberatan/{case.cycle.id}/{case.ref}/putusan", "putusan")
    final = (objection.state, objection.outcome, objection.reasons) if objection else ()
    if final == ("decided", decision.outcome, decision.reasons):
        return there
    if objection and objection.open and not seen:
        form.blame("pihak", t("objection.decide.changed"))
    elif objection and objection.open and not form.final.data:
        form.blame("final", t("objection.decide.final.missing"))
    else:
        try:
            acts.decide(service().office, case.cycle.id, case.person.employee_number, person().number, decision)
        except Refused as refused:
            form.refuse(refused)
    if form.summary:
        now = _case(cycle, ref, "addressed")
        form.dilihat.data = _seen(now)
        return _decision_page(now, form), 422
    return there


def _own_page(case: Case, form: ClaimForm) -> str:
    form.against.data = cases.person_ref(case.cycle, case.officer)
    form.superior.data = cases.person_ref(case.cycle, case.superior)
    return render_template("objections/own.html", case=case, form=form, done=done("objection"))


def _statement_page(case: Case, form: StatementForm) -> str:
    return render_template("objections/statement.html", case=case, form=form)


def _decision_page(case: Case, form: DecisionForm) -> str:
    form.offer(case)
    return render_template("objections/decision.html", case=case, form=form, prefix=PREFIX, done=done("objection"))


def _seen(case: Case) -> str:
    """Return a mark of what both sides have said, so that nobody answers words that have changed."""
    objection = case.objection
    said = (objection.state, objection.filed, objection.claim.reasons, objection.statement) if objection else ()
    return refs.ref("objection-seen", case.ref, *said)


def _own(cycle: str) -> Case:
    return cases.own_case(service().office, cycle, person().number)


def _case(cycle: str, ref: str, side: Side) -> Case:
    found = cases.find_case(service().office, cycle, ref, person().number, side)
    if found is None:
        check(side)
        raise NotFound
    whose, case = found
    check(whose)
    return case
