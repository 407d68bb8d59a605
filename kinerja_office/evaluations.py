"""Evaluation documents in the store: signed, handed over, received, returned, reported; who may do which, and what is missing.

PermenPANRB 6/2022, Lampiran IV.A.11 and V.A. Each act is its person's own, by their secret, or HR writes it down from paper
with its day. The trail tells what was done in a cycle; whose document it was it tells of acts of staff alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assessment.assignment import Assignment
from assessment.cycle import Cycle, must_be, parse_date
from assessment.evaluation import ACTS, Act, EvaluationDocument, Signer, has_documents, window
from assessment.method import OFFICIAL
from assessment.objection import TEXT_CHARS, superior_of
from assessment.predicate import LEVELS
from assessment.text import lines
from kinerja_office import answering, records, settings
from kinerja_office.assignments import HandOver, hand_over
from kinerja_office.office import Office
from kinerja_store import Change, View
from kinerja_words.problems import Name, refuse


@dataclass(frozen=True)
class Standing:
    """How a cycle stands before its publication: documents without a recorded receipt, the last day (ISO, or empty) on which
    somebody may still object, until when HR must wait for the missing ones, and whether that day is still to come."""

    missing: int
    until: str
    last_resort: str
    wait: bool


def get(view: View, cycle_id: str, employee: str) -> EvaluationDocument | None:
    """Return a person's document, or None where nothing was done yet."""
    doc = view.get("evaluations", records.key(cycle_id, employee))
    return EvaluationDocument.from_doc(doc) if doc else None


def of_cycle(view: View, cycle_id: str) -> list[EvaluationDocument]:
    """Return the documents that were begun in a cycle, by employee number."""
    found = (EvaluationDocument.from_doc(d) for _, d in view.find("evaluations", cycle=cycle_id))
    return sorted(found, key=lambda d: d.employee)


def load(view: View, cycle: Cycle, employee: str) -> EvaluationDocument:
    """Return a person's document, or the one that is to be signed; raises `Refused` for who is not assessed by the official method."""
    known = get(view, cycle.id, employee)
    officer = known.officer if known else next(iter(expected(view, cycle, ratee=employee).values()), "")
    if not has_documents(cycle) or not officer:
        raise refuse("evaluation.none")
    return known or EvaluationDocument(
        cycle.id, employee, officer, superior_of(records.participants(view, cycle.id), employee)
    )


def expected(view: View, cycle: Cycle, **where: str) -> dict[str, str]:
    """Return who has a document in a cycle, with their officer: everybody assigned to one (`ratee=`, `rater=` narrow it)."""
    if not has_documents(cycle):
        return {}
    return {a.ratee: a.rater for a in records.assignments(view, cycle.id, method=OFFICIAL, **where)}


def evaluated(view: View, cycle: Cycle, employee: str, officer: str) -> bool:
    """Whether the officer's form about a person is in, with both levels."""
    sent = records.sent_form(view, cycle.id, Assignment(OFFICIAL, officer, employee))
    return bool(sent and sent[0].predicate)


def standing(office: Office, view: View, cycle: Cycle) -> Standing:
    """Return what a publication has to wait for beside objections that were filed."""
    known, limits = {d.employee: d for d in of_cycle(view, cycle.id)}, settings.limits(office, view, cycle)
    if not has_documents(cycle):
        last = window(limits, cycle, None) if cycle.closed else None
        return Standing(0, last.day if last else "", "", False)
    windows = (window(limits, cycle, d) for d in known.values())
    final = limits.last_resort(cycle.end)
    return Standing(
        undelivered(view, cycle), max((w.day for w in windows if w), default=""), final, office.today() <= final
    )


def undelivered(view: View, cycle: Cycle) -> int:
    """Return how many documents have no recorded receipt; of a published cycle as it was then."""
    kept = view.get("releases", cycle.id)
    if kept is not None and "undelivered" in kept:
        return int(kept["undelivered"])
    received = {d.employee for d in of_cycle(view, cycle.id) if d.received}
    return len(expected(view, cycle).keys() - received)


def sign(office: Office, cycle_id: str, signer: str, employees: Iterable[str], note: str = "") -> None:
    """Sign documents as their officer, or once the evaluation has ended as the officer's superior; all or none.

    Raises `Refused` before the close, for anybody else, and where there is nothing to sign: no levels, or signed already.
    """
    with office.store.write() as change:
        cycle = _ended(change, cycle_id)
        for employee in employees:
            one = load(change, cycle, employee)
            role: Signer = "officer" if signer == one.officer and one.signer == "officer" else "superior"
            if signer != (one.officer if role == "officer" else one.superior):
                raise refuse("evaluation.not_yours")
            _sign(office, change, cycle, replace(one, signer=role), office.today(), note)


def evaluate(
    office: Office, cycle_id: str, superior: str, employee: str, levels: Mapping[str, str], note: str = "",
    day: str = "", actor: str = "",
) -> None:  # fmt: skip
    """Give the two levels in the place of an officer who did not, and sign: final (Lampiran IV.A.11).

    Only what HR has reassigned. With `day` and `actor` HR writes down the paper a superior signed on that ISO day. Raises `Refused`
    for anybody else, without both levels, once it is signed, and on a day that cannot be.
    """
    day = parse_date(day, "day") if actor else office.today()
    with office.store.write() as change:
        cycle = _ended(change, cycle_id)
        one = load(change, cycle, employee)
        if not one.final or one.superior != superior:
            raise refuse("evaluation.not_yours")
        wrong = next((k for k in ("work_result", "work_behaviour") if levels.get(k) not in LEVELS), "")
        if wrong:
            raise refuse("evaluation.levels", field=wrong)
        if one.signed:
            raise refuse("evaluation.signed_already")
        answering.put_levels(office, change, cycle, Assignment(OFFICIAL, superior, employee), levels, lines(note))
        _sign(office, change, cycle, one, day, note, paper=bool(actor))
        if actor:
            office.log(change, actor, "evaluation.paper", cycle=cycle_id, step="signed", day=day, employee=employee)


def hand_over_documents(office: Office, cycle_id: str, signer: str, employees: Iterable[str]) -> None:
    """Note that signed documents were handed to their people, by who signed them; all or none."""
    with office.store.write() as change:
        for employee in employees:
            one = load(change, _ended(change, cycle_id), employee)
            if one.by != signer:
                raise refuse("evaluation.not_yours")
            _put(change, _do(office, change, one, "handed", office.today()))


def receive(office: Office, cycle_id: str, employee: str, day: str) -> None:
    """Confirm that one has received one's document, on an ISO day since it was handed over; objections run from then on."""
    day = parse_date(day, "day")
    with office.store.write() as change:
        _put(change, _do(office, change, load(change, _ended(change, cycle_id), employee), "received", day))


def return_signed(office: Office, cycle_id: str, employee: str) -> None:
    """Sign one's own document and return it: receipt, not agreement."""
    with office.store.write() as change:
        _put(change, _do(office, change, load(change, _ended(change, cycle_id), employee), "returned", office.today()))


def record(
    office: Office, cycle_id: str, employee: str, act: Act, day: str, actor: str, signer: Signer = "officer"
) -> None:
    """Write down what was done on paper, or reported to the PyB, on an ISO day; what HR wrote before can be put right in that way.

    Raises `Refused` for a day before what comes earlier or after today, and for what its own person has done here.
    """
    day = parse_date(day, "day")
    with office.store.write() as change:
        cycle = _ended(change, cycle_id)
        one = load(change, cycle, employee)
        if act in one.paper:
            one = _without(change, one, act)
        if act == "signed":
            _sign(office, change, cycle, replace(one, signer="superior" if one.final else signer), day, "", paper=True)
        else:
            _put(change, replace(_do(office, change, one, act, day), paper=(*one.paper, act)))
        office.log(change, actor, "evaluation.paper", cycle=cycle_id, step=act, day=day, employee=employee)


def reassign(office: Office, cycle_id: str, employee: str, reason: str, actor: str, to: str = "") -> None:
    """Give the evaluation that an officer has not made to the officer's superior (Lampiran IV.A.11); the result will be final.

    `to`: the number of the superior whom the cycle does not know (outside the office when it opened), or of the Plt. or Plh. the
    superior delegated to (IV.A.3); empty for the superior of the cycle's roster. After the cycle's last day. Raises `Refused`
    where the officer's form is in, without a reason, and where nobody like that is on the roster.
    """
    reason = lines(reason)
    if not reason or len(reason) > TEXT_CHARS:
        raise refuse("evaluation.reason", field="alasan", most=TEXT_CHARS)
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        must_be(cycle, "assessment", "closed")
        if office.today() <= cycle.end:
            raise refuse("evaluation.not_ended", day=cycle.end)
        one = load(change, cycle, employee)
        if one.final or one.signed:
            raise refuse("evaluation.signed_already" if one.signed else "evaluation.reassigned_already")
        if evaluated(change, cycle, employee, one.officer):
            raise refuse("evaluation.form_there")
        superior = records.employee(change, to or one.superior) if to or one.superior else None
        if superior is None or superior.employee_number in (employee, one.officer):
            raise refuse("evaluation.superior_outside", field="kepada")
        hand_over(
            change, HandOver(cycle, Assignment(OFFICIAL, one.officer, employee), superior), office.today(), line=False
        )
        _put(change, replace(one, superior=superior.employee_number, signer="superior", final=True, reason=reason))
        office.log(
            change, actor, "evaluation.reassign", cycle=cycle_id, officer=one.officer, superior=superior.employee_number,
            employee=employee,  # the reason stands in the document and goes with it
        )  # fmt: skip


def _ended(view: View, cycle_id: str) -> Cycle:
    cycle = records.cycle(view, cycle_id)
    must_be(cycle, "closed", "published")
    return cycle


def _sign(
    office: Office, change: Change, cycle: Cycle, one: EvaluationDocument, day: str, note: str, *, paper: bool = False
) -> None:
    if len(note) > TEXT_CHARS:
        raise refuse("text.long", field="catatan", most=TEXT_CHARS)
    if not evaluated(change, cycle, one.employee, one.superior if one.final else one.officer):
        raise refuse("evaluation.no_levels")
    if one.signer == "superior" and day <= cycle.end:
        raise refuse("evaluation.not_ended", day=cycle.end)
    signed = _do(office, change, one, "signed", day, first=cycle.closed)
    _put(change, replace(signed, note=lines(note), paper=(*one.paper, "signed") if paper else one.paper))


def _do(office: Office, view: View, one: EvaluationDocument, act: Act, day: str, first: str = "") -> EvaluationDocument:
    """Return a document with one more act; raises `Refused` out of order, twice, and on a day that cannot be."""
    if getattr(one, act):
        raise refuse(f"evaluation.{act}_already")
    needs: Act = "handed" if act == "reported" else ACTS[max(ACTS.index(act) - 1, 0)]
    if needs != act and not getattr(one, needs):
        raise refuse(f"evaluation.needs_{needs}")
    first = first or getattr(one, needs)
    if not first <= day <= office.today():
        raise refuse(
            "evaluation.day", field="tanggal", act=Name(f"evaluation_act.{act}"), first=first, last=office.today()
        )
    after: Any = {act: day}
    if act == "received":
        limits = settings.limits(office, view, records.cycle(view, one.cycle))
        after["until"] = max(one.until, limits.due("objection", day).day)
    return replace(one, **after)


def _without(view: View, one: EvaluationDocument, act: Act) -> EvaluationDocument:
    """Return a document as if HR had not written down an act, to write it again; not where others followed or it was objected."""
    later: tuple[Act, ...] = ("returned", "reported") if act == "received" else ACTS[ACTS.index(act) + 1 :]
    if any(getattr(one, a) for a in later) or view.get("objections", records.key(one.cycle, one.employee)):
        raise refuse("evaluation.followed")
    undone: Any = {act: ""}
    return replace(one, paper=tuple(a for a in one.paper if a != act), **undone)


def _put(change: Change, one: EvaluationDocument) -> None:
    change.put("evaluations", records.key(one.cycle, one.employee), one.to_doc())
