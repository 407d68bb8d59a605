"""Objections in the store: filed in time, both sides heard, decided one step above, final, corrected with a trail.

The trail tells that something was decided and corrected, never whose it was or what; who filed is an ASN's own act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assessment.assignment import Assignment
from assessment.cycle import Cycle, must_be
from assessment.evaluation import has_documents, window
from assessment.form import UNANSWERED, encode
from assessment.method import OFFICIAL
from assessment.objection import (
    LEVEL_PARTS,
    OUTCOMES,
    SHORTEST,
    TEXT_CHARS,
    Claim,
    Decision,
    Objection,
    check_claim,
)
from assessment.predicate import LEVELS
from assessment.roster import Employee
from assessment.text import lines
from kinerja_office import evaluations, records, settings
from kinerja_office.office import Office
from kinerja_store import Change, View
from kinerja_words.problems import Name, Refused, refuse


def file(office: Office, cycle_id: str, employee: str, claim: Claim) -> Objection:
    """File an objection; on return it is on disk. One a person and cycle, a withdrawn one may be filed again in time.

    Raises `Refused` outside the window, for a cycle without objections, against oneself, to the wrong superior, without
    reasons, and where there is no supervisor's assessment to object to.
    """
    claim = replace(claim, reasons=lines(claim.reasons), evidence=lines(claim.evidence))
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        _must_be_in_time(office, change, cycle, employee)
        people = records.participants(change, cycle_id)
        if employee not in people or not people[employee].rated:
            raise refuse("objection.only_assessed")
        problems = check_claim(claim, employee, people, records.instrument(change, cycle))
        if problems:
            raise Refused(problems)
        if not _form(change, cycle_id, employee, people):
            raise refuse("objection.no_assessment")
        earlier = _get(change, cycle_id, employee)
        if earlier and earlier.state != "withdrawn":
            raise refuse("objection.filed_already")
        return _put(change, Objection(cycle_id, employee, claim, office.today()))


def withdraw(office: Office, cycle_id: str, employee: str) -> Objection:
    """Withdraw one's own objection before it is decided."""
    with office.store.write() as change:
        return _put(change, replace(_must_be_open(change, cycle_id, employee), state="withdrawn"))


def state_side(office: Office, cycle_id: str, employee: str, officer: str, statement: str) -> Objection:
    """The appraising officer's side; may be changed until the decision."""
    text = lines(statement)
    if not text or len(text) > TEXT_CHARS:
        raise refuse("objection.statement", field="statement", most=TEXT_CHARS)
    with office.store.write() as change:
        objection = _must_be_open(change, cycle_id, employee)
        if objection.claim.against != officer:
            raise refuse("objection.not_about_you")
        return _put(change, replace(objection, statement=text, stated=office.today(), state="heard"))


def name_outside(office: Office, cycle_id: str, employee: str, post: str, actor: str) -> Objection:
    """HR names the post of a superior who is not in the roster (e.g. the Camat's appraising officer's superior)."""
    if not post.strip():
        raise refuse("objection.post", field="outside")
    with office.store.write() as change:
        objection = _must_be_open(change, cycle_id, employee)
        if objection.claim.superior:
            raise refuse("objection.superior_in_roster")
        office.log(change, actor, "objection.outside", cycle=cycle_id)
        return _put(change, replace(objection, outside=post.strip()))


def decide(office: Office, cycle_id: str, employee: str, superior: str, decision: Decision) -> Objection:
    """The superior's decision, final; an upheld one corrects the supervisor's form in the same change.

    Raises `Refused` for anybody else, before the appraising officer was heard (or it is written why not), without
    reasons, for a correction outside the parts objected to, and where outcome and correction contradict each other.
    """
    with office.store.write() as change:
        objection = _must_be_open(change, cycle_id, employee)
        if not superior or objection.claim.superior != superior:
            raise refuse("objection.not_addressed")
        return _decide(office, change, objection, decision, "superior")


def record_decision(office: Office, cycle_id: str, employee: str, decision: Decision, actor: str) -> Objection:
    """HR writes down the signed decision of a superior outside the office; as `decide`."""
    with office.store.write() as change:
        objection = _must_be_open(change, cycle_id, employee)
        superior = records.participants(change, cycle_id).get(objection.claim.superior)
        if superior is not None and superior.rated:
            raise refuse("objection.superior_inside")
        if superior is None and not objection.outside:
            raise refuse("objection.name_post")
        return _decide(office, change, objection, decision, actor)


def get(view: View, cycle_id: str, employee: str) -> Objection | None:
    """Return a person's objection in a cycle, or None."""
    return _get(view, cycle_id, employee)


def of_cycle(view: View, cycle_id: str) -> list[Objection]:
    """Return all objections of a cycle, by day of filing."""
    found = (Objection.from_doc(d) for _, d in view.find("objections", cycle=cycle_id))
    return sorted(found, key=lambda o: (o.filed, o.employee))


def open_objections(view: View, cycle_id: str) -> list[Objection]:
    """Return the objections of a cycle that nobody has decided or withdrawn."""
    return [o for o in of_cycle(view, cycle_id) if o.open]


def to_state(view: View, cycle_id: str, officer: str) -> list[Objection]:
    """Return the objections to assessments of an appraising officer, decided ones included."""
    return [o for o in of_cycle(view, cycle_id) if o.claim.against == officer]


def to_decide(view: View, cycle_id: str, superior: str) -> list[Objection]:
    """Return the objections addressed to a superior, decided ones included."""
    return [o for o in of_cycle(view, cycle_id) if superior and o.claim.superior == superior]


def must_be_publishable(office: Office, view: View, cycle: Cycle, *, undelivered: bool) -> None:
    """Raise `Refused` while objections are undecided or can still be filed, and while documents are not delivered.

    After the last resort of the law HR may publish without the receipts that are missing (`undelivered`), and the package
    says how many they are.
    """
    if "objections" not in cycle.stages:
        return
    waiting = len(open_objections(view, cycle.id))
    if waiting:
        raise refuse("objection.undecided", n=waiting, cycle=cycle.id)
    stand = evaluations.standing(office, view, cycle)
    if stand.until >= office.today():
        raise refuse("objection.time_left", until=stand.until)
    if stand.missing and stand.wait:
        raise refuse("evaluation.wait", n=stand.missing, until=stand.last_resort)
    if stand.missing and not undelivered:
        raise refuse("evaluation.undelivered", n=stand.missing)


def _decide(office: Office, change: Change, objection: Objection, decision: Decision, actor: str) -> Objection:
    outcome = next((o for o in OUTCOMES if o == decision.outcome), None)
    if outcome is None:
        raise refuse("objection.outcome", field="outcome")
    reasons, unheard = lines(decision.reasons), lines(decision.unheard)
    if not SHORTEST <= len(reasons) <= TEXT_CHARS:
        raise refuse("objection.reasons", field="reasons")
    if len(unheard) > TEXT_CHARS:
        raise refuse("text.long", field="unheard", most=TEXT_CHARS)
    if objection.state != "heard" and not unheard:
        raise refuse("objection.unheard", field="unheard")
    changed, recommendation = _correct(change, objection, decision), lines(decision.recommendation)
    if len(recommendation) > TEXT_CHARS:
        raise refuse("text.long", field="recommendation", most=TEXT_CHARS)
    if (outcome == "rejected") == bool(changed):
        raise refuse("objection.outcome_fits", field="outcome")
    anew = any(part in changed for part in LEVEL_PARTS) and has_documents(records.cycle(change, objection.cycle))
    if anew and not recommendation:
        raise refuse("objection.recommendation", field="recommendation")
    office.log(change, actor, "objection.decide", cycle=objection.cycle)
    if changed:
        office.log(change, actor, "objection.correct", cycle=objection.cycle)
    return _put(
        change,
        replace(
            objection, state="decided", outcome=outcome, reasons=reasons, decided=office.today(),
            unheard="" if objection.state == "heard" else unheard, changed=changed, recommendation=recommendation if anew else "",
        ),
    )  # fmt: skip


def _correct(change: Change, objection: Objection, decision: Decision) -> dict[str, tuple[str, str]]:
    """Correct the supervisor's form within the parts objected to; returns what changed."""
    cycle = records.cycle(change, objection.cycle)
    must_be(cycle, "closed", "published")
    people = records.participants(change, objection.cycle)
    found = _form(change, objection.cycle, objection.employee, people)
    if found is None:
        raise refuse("objection.form_gone")
    key, doc = found
    instrument = records.instrument(change, cycle)
    allowed = {i.code for c in instrument.asked(OFFICIAL) if c.code in objection.claim.parts for i in c.items}
    outside: Sequence[str] = [c for c in decision.answers if c not in allowed]
    outside = [*outside, *(k for k in decision.levels if k not in objection.claim.parts or k not in LEVEL_PARTS)]
    if outside:
        raise refuse("objection.beyond", field="parts", outside=outside)
    if set(decision.levels.values()) - set(LEVELS):
        raise refuse("objection.level", field="parts")
    fresh = encode(instrument, decision.answers, OFFICIAL)
    answers = list(doc["answers"])
    changed: dict[str, tuple[str, str]] = {}
    for code in decision.answers:
        place = instrument.position[code]
        if fresh[place] not in (UNANSWERED, answers[place]):
            changed[code] = (answers[place], fresh[place])
            answers[place] = fresh[place]
    levels = {k: v for k, v in decision.levels.items() if v != doc[k]}
    changed |= {k: (doc[k] or "", v) for k, v in levels.items()}
    if changed:
        text, revision = "".join(answers), doc["revision"] + 1
        new = {"answers": text, "draft": text, "revision": revision, "sent_revision": revision, **levels}
        change.put("forms", key, {**doc, **new})
    return changed


def _form(
    view: View, cycle_id: str, employee: str, people: Mapping[str, Employee]
) -> tuple[str, dict[str, Any]] | None:  # fmt: skip
    key = records.assignment_key(cycle_id, Assignment(OFFICIAL, people[employee].supervisor, employee))
    doc = view.get("forms", key)
    return (key, doc) if doc and doc["sent_revision"] else None


def _must_be_in_time(office: Office, view: View, cycle: Cycle, employee: str) -> None:
    if "objections" not in cycle.stages:
        raise refuse("objection.no_stage", cycle=cycle.id)
    must_be(cycle, "closed", "published")
    document = evaluations.get(view, cycle.id, employee)
    if document and document.final:
        raise refuse("objection.final_result")
    last = window(settings.limits(office, view, cycle), cycle, document)
    if last is None:
        raise refuse("objection.no_receipt")
    if office.today() > last.day:
        raise refuse(
            "objection.too_late", until=last.day, days=last.limit.days, unit=Name(f"day_unit.{last.limit.unit}")
        )


def _must_be_open(view: View, cycle_id: str, employee: str) -> Objection:
    objection = _get(view, cycle_id, employee)
    if objection is None:
        raise refuse("objection.unknown")
    if not objection.open:
        raise refuse("objection.final")
    return objection


def _get(view: View, cycle_id: str, employee: str) -> Objection | None:
    doc = view.get("objections", records.key(cycle_id, employee))
    return Objection.from_doc(doc) if doc else None


def _put(change: Change, objection: Objection) -> Objection:
    change.put("objections", records.key(objection.cycle, objection.employee), objection.to_doc())
    return objection
