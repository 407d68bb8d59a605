"""Objections (keberatan): filed and withdrawn, the appraising officer's side, the superior's decision."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.instrument import CANNOT_JUDGE
from assessment.objection import LEVEL_PARTS, OUTCOMES, SHORTEST, TEXT_CHARS, Claim, Decision
from assessment.predicate import LEVELS
from forms_service.objections import cases
from forms_service.objections.cases import Case, Side
from forms_service.web.guard import check, may, person
from forms_service.web.language import t
from forms_service.web.service import service
from forms_service.web.typed import Errors, errors_of, language_asked, typed
from kinerja_office import objections as acts
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused

objections = Blueprint("objections", __name__, url_prefix="/keberatan")
CLAIM_FIELDS = ("parts", "reasons", "evidence", "against", "superior")
DECISION_FIELDS = ("outcome", "reasons", "unheard", "parts", "final")
ITEM = "n-"
DONE = ("ajukan", "tarik", "tanggapan", "putusan")


@objections.get("")
@may("objection.file", of="own")
def overview() -> str:
    """List one's own objections and windows, those that wait for one's side, and those to decide."""
    home, me = service(), person().number
    return render_template(
        "objections/list.html", own=cases.own_cases(home, me), state=cases.cases_for(home, me, "report"),
        decide=cases.cases_for(home, me, "addressed"), done=_done(), **_names(),
    )  # fmt: skip


@objections.get("/<cycle>")
@may("objection.file", of="own")
def own(cycle: str) -> str:
    """Show one's objection with its days, or the form to file one while there is time."""
    return _own_page(_own(cycle), {}, ())


@objections.post("/<cycle>")
@may("objection.file", of="own")
def file(cycle: str) -> ResponseReturnValue:
    """File an objection to what the page named; the same one twice is one."""
    home, case = service(), _own(cycle)
    given = {name: typed(name) for name in ("reasons", "evidence", "against", "superior")}
    parts = tuple(request.form.getlist("parts"))
    if language_asked():
        return _own_page(case, given, parts)
    claim = Claim(
        cases.number_of(home, case.cycle, given["against"]), cases.number_of(home, case.cycle, given["superior"]),
        parts, given["reasons"], given["evidence"],
    )  # fmt: skip
    try:
        acts.file(home.office, case.cycle.id, person().number, claim)
    except Refused as refused:
        now = _own(cycle)
        if now.objection is None or now.objection.state == "withdrawn" or now.objection.claim != claim:
            return _own_page(now, given, parts, errors_of(refused, CLAIM_FIELDS)), 422
    return redirect(f"/keberatan/{case.cycle.id}?selesai=ajukan", 303)


@objections.get("/<cycle>/tarik")
@may("objection.file", of="own")
def withdraw_page(cycle: str) -> ResponseReturnValue:
    """Ask once more before an objection is withdrawn."""
    case = _own(cycle)
    if case.objection is None or not case.objection.open:
        return redirect(f"/keberatan/{case.cycle.id}", 303)
    return render_template("objections/withdraw.html", case=case, **_names())


@objections.post("/<cycle>/tarik")
@may("objection.file", of="own")
def withdraw(cycle: str) -> ResponseReturnValue:
    """Withdraw one's objection; a second click finds it withdrawn."""
    case = _own(cycle)
    if case.objection is None or case.objection.state != "withdrawn":
        acts.withdraw(service().office, case.cycle.id, person().number)
    return redirect(f"/keberatan/{case.cycle.id}?selesai=tarik", 303)


@objections.get("/<cycle>/<ref>/tanggapan")
@may("objection.state", of="record")
def statement_page(cycle: str, ref: str) -> str:
    """Show an objection to one's own assessment, with room for one's side."""
    case = _case(cycle, ref, "report")
    return _statement_page(case, case.objection.statement if case.objection else "")


@objections.post("/<cycle>/<ref>/tanggapan")
@may("objection.state", of="record")
def state_side(cycle: str, ref: str) -> ResponseReturnValue:
    """Keep the appraising officer's side."""
    case, words = _case(cycle, ref, "report"), typed("statement")
    if language_asked():
        return _statement_page(case, words, seen=typed("dilihat"))
    if typed("dilihat") != _seen(case) and case.objection and case.objection.statement != words:
        return _statement_page(case, words, [("statement", t("objection.statement.changed"))]), 422
    try:
        acts.state_side(service().office, case.cycle.id, case.person.employee_number, person().number, words)
    except Refused as refused:
        return _statement_page(_case(cycle, ref, "report"), words, errors_of(refused, ("statement",))), 422
    return redirect("/keberatan?selesai=tanggapan", 303)


@objections.get("/<cycle>/<ref>/putusan")
@may("objection.decide", of="record")
def decision_page(cycle: str, ref: str) -> str:
    """Show both sides to the superior who decides, with the parts that can be corrected."""
    return _decision_page(_case(cycle, ref, "addressed"), {})


@objections.post("/<cycle>/<ref>/putusan")
@may("objection.decide", of="record")
def decide(cycle: str, ref: str) -> ResponseReturnValue:
    """Decide, finally; what changed since the page was opened has to be read first."""
    case = _case(cycle, ref, "addressed")
    given = {k: v.replace("\r\n", "\n").strip() for k, v in request.form.items()}
    if language_asked():
        return _decision_page(case, given, seen=typed("dilihat"))
    decision = _decision(case, given)
    one = case.objection
    if one and one.state == "decided" and (one.outcome, one.reasons) == (decision.outcome, decision.reasons):
        return redirect(f"/keberatan/{case.cycle.id}/{case.ref}/putusan?selesai=putusan", 303)
    errors: Errors = []
    if one and one.open and typed("dilihat") != _seen(case):
        errors = [("pihak", t("objection.decide.changed"))]
    elif one and one.open and typed("final") != "ya":
        errors = [("final", t("objection.decide.final.missing"))]
    else:
        try:
            acts.decide(service().office, case.cycle.id, case.person.employee_number, person().number, decision)
        except Refused as refused:
            errors = errors_of(refused, DECISION_FIELDS)
    if errors:
        return _decision_page(_case(cycle, ref, "addressed"), given, errors), 422
    return redirect(f"/keberatan/{case.cycle.id}/{case.ref}/putusan?selesai=putusan", 303)


def _decision(case: Case, given: Mapping[str, str]) -> Decision:
    """Read the outcome and what differs from the form as it stands."""
    answers: dict[str, str] = {}
    levels: dict[str, str] = {}
    for part in case.about:
        if part.code in LEVEL_PARTS:
            wanted = given.get(ITEM + part.code, "")
            levels |= {part.code: wanted} if wanted not in ("", part.value) else {}
        for item in part.criterion.items if part.criterion else ():
            wanted = given.get(ITEM + item.code, "")
            answers |= {item.code: wanted} if wanted not in ("", case.answers.get(item.code, "")) else {}
    return Decision(given.get("outcome", ""), given.get("reasons", ""), answers, levels, given.get("unheard", ""))


def _own_page(case: Case, given: Mapping[str, str], parts: tuple[str, ...], errors: Errors | None = None) -> str:
    home = service()
    tags = {
        "against": cases.person_tag(home, case.cycle, case.officer.employee_number if case.officer else ""),
        "superior": cases.person_tag(home, case.cycle, case.superior.employee_number if case.superior else ""),
    }
    return render_template(
        "objections/own.html", case=case, given=given, chosen=parts, errors=errors or [], tags=tags, done=_done(),
        form_id="isian" if case.may_file else None, **_names(),
    )  # fmt: skip


def _statement_page(case: Case, words: str, errors: Errors | None = None, seen: str = "") -> str:
    waits = case.objection is not None and case.objection.open
    return render_template(
        "objections/statement.html", case=case, words=words, errors=errors or [], seen=seen or _seen(case),
        form_id="isian" if waits else None, **_names(),
    )  # fmt: skip


def _decision_page(case: Case, given: Mapping[str, str], errors: Errors | None = None, seen: str = "") -> str:
    waits = case.objection is not None and case.objection.open
    points = {str(case.instrument.minimum + i): label for i, label in enumerate(case.instrument.labels)}
    return render_template(
        "objections/decision.html", case=case, given=given, errors=errors or [], seen=seen or _seen(case), points=points,
        outcomes=OUTCOMES, levels=LEVELS, item=ITEM, td=CANNOT_JUDGE if case.instrument.cannot_judge else "", done=_done(),
        form_id="isian" if waits else None, **_names(),
    )  # fmt: skip


def _seen(case: Case) -> str:
    """Return a mark of what both sides have said, so that nobody answers words that have changed."""
    one = case.objection
    said = f"{case.ref}/{one.state}/{one.filed}/{one.claim.reasons}/{one.statement}" if one else case.ref
    return service().tag("objection-seen", said)[:16]


def _own(cycle: str) -> Case:
    return cases.own_case(service(), cycle, person().number)


def _case(cycle: str, ref: str, side: Side) -> Case:
    found = cases.find_case(service(), cycle, ref, person().number, side)
    if found is None:
        check(side)
        raise NotFound
    whose, case = found
    check(whose)
    return case


def _names() -> dict[str, object]:
    today = service().office.today()
    return {
        "outcome_names": names("outcome"), "level_names": names("level"), "shortest": SHORTEST, "most": TEXT_CHARS,
        "here": "results", "left": lambda day: cases.days_left(today, day), "level_parts": LEVEL_PARTS,
    }  # fmt: skip


def _done() -> str:
    done = request.args.get("selesai", "")
    return t(f"objection.done.{done}") if done in DONE else ""
