"""Where each evaluation document stands, by name and day, never what is in it; what HR records from paper, reports and passes on.

Officers are no anonymous raters: whose assessment is missing is said by name. Of sealed methods nothing is here.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from assessment.assignment import Assignment
from assessment.cycle import Cycle
from assessment.evaluation import ACTS, Act, EvaluationDocument, has_documents
from assessment.method import OFFICIAL
from assessment.objection import superior_of
from assessment.predicate import LEVELS
from assessment.roster import Employee
from forms_service.desk import desk
from forms_service.desk.activity_forms import LevelsOnPaper, Reassign, RecordAct, Report
from forms_service.desk.answers import find_cycle, go, moved_on
from forms_service.evaluations.sheets import Sheet, ref_of, sheet
from forms_service.web.forms import Form
from forms_service.web.guard import may, person
from forms_service.web.language import name_of, t
from forms_service.web.service import service
from kinerja_office import evaluations as acts
from kinerja_office import records, settings
from kinerja_store import View

SUPERIOR = "superior"
"""What the form calls a signature of the officer's superior."""
Waits = tuple[str, str, EvaluationDocument]
"""A document with its officer's and its person's name."""
SHOWN = 30
"""So many documents that wait for the same are listed on one page."""


@desk.get("/periode/<id>/dokumen")
@may("evaluations.see", of="office")
def documents(id: str) -> ResponseReturnValue:
    """List the documents by what they wait for, with the name of who has to act."""
    cycle = find_cycle(id)
    return _list(cycle, Report()) if _there(cycle) else moved_on(cycle)


@desk.post("/periode/<id>/dokumen")
@may("evaluations.record", of="office")
def report_documents(id: str) -> ResponseReturnValue:
    """Mark documents as reported to the PyB."""
    cycle, form = find_cycle(id), Report.posted()
    if not _there(cycle):
        return moved_on(cycle)
    with service().office.store.read() as view:
        found = [acts.load(view, cycle, n) for n in acts.expected(view, cycle) if ref_of(id, n) in form.orang.data]
    if form.validate():
        with form.trying():
            for one in (d for d in found if not d.reported):
                acts.record(service().office, id, one.employee, "reported", form.tanggal.data, person().actor)
    if form.summary:
        return _list(cycle, form), 422
    return go("documents", "desk.documents.reported.done", {"n": len(found)}, id=id)


@desk.get("/periode/<id>/dokumen/<tanda>")
@may("evaluations.see", of="office")
def document(id: str, tanda: str) -> str:
    """Show the days of one document, with what HR can record or pass on."""
    found = _find(id, tanda)
    return _page(found, RecordAct(), Reassign(kepada=found.document.superior))


@desk.post("/periode/<id>/dokumen/<tanda>")
@may("evaluations.record", of="office")
def record_document(id: str, tanda: str) -> ResponseReturnValue:
    """Record what was done on paper, with its date."""
    found, form = _find(id, tanda), RecordAct.posted()
    form.offer(_open(found))
    if form.validate():
        step = form.langkah.data
        act: Act = next((a for a in ACTS if a == step), "signed")
        by = ("superior",) if step == SUPERIOR else ()
        with form.trying():
            acts.record(
                service().office, id, found.document.employee, act, form.tanggal.data, person().actor, *by
            )  # fmt: skip
    if form.summary:
        return _page(_find(id, tanda), form), 422
    return go("document", "desk.documents.recorded", {"name": found.person.name}, id=id, tanda=tanda)


@desk.post("/periode/<id>/dokumen/<tanda>/alih")
@may("evaluations.record", of="office")
def reassign_document(id: str, tanda: str) -> ResponseReturnValue:
    """Pass an evaluation that its officer has not made to the officer's superior; a second click finds it done."""
    found, form = _find(id, tanda), Reassign.posted()
    if not found.document.final and form.validate():
        with form.trying():
            acts.reassign(
                service().office, id, found.document.employee, form.alasan.data, person().actor, form.kepada.data
            )
    if form.summary:
        return _page(_find(id, tanda), form), 422
    return go("document", "desk.documents.reassigned", {"name": found.person.name}, id=id, tanda=tanda)


@desk.post("/periode/<id>/dokumen/<tanda>/tingkat")
@may("evaluations.record", of="office")
def levels_on_paper(id: str, tanda: str) -> ResponseReturnValue:
    """Write down the two levels a superior gave and signed on paper; a second click finds it done."""
    found, form = _find(id, tanda), LevelsOnPaper.posted()
    levels = {k: form[k].data for k in ("work_result", "work_behaviour")}
    doc = found.document
    if not doc.signed and form.validate():
        with form.trying():
            acts.evaluate(
                service().office, id, doc.superior, doc.employee, levels, day=form.tanggal.data, actor=person().actor
            )
    if form.summary:
        return _page(_find(id, tanda), form), 422
    return go("document", "desk.documents.recorded", {"name": found.person.name}, id=id, tanda=tanda)


def _there(cycle: Cycle) -> bool:
    return has_documents(cycle) and (cycle.sealed or cycle.open)


def waiting(view: View, cycle: Cycle) -> dict[str, list[Waits]]:
    """Return the documents of a cycle by what they wait for, as the page's headings call it: `levels`, an act, `done`."""
    found: dict[str, list[Waits]] = {w: [] for w in ("levels", *ACTS, "done")}
    if not _there(cycle):
        return found
    known, sent, people = (
        {d.employee: d for d in acts.of_cycle(view, cycle.id)},
        records.sent(view, cycle.id),
        records.people(view, cycle),
    )
    for number, officer in acts.expected(view, cycle).items():
        one = known.get(number) or EvaluationDocument(cycle.id, number, officer, superior_of(people, number))
        given = Assignment(OFFICIAL, one.superior if one.final else one.officer, number) in sent
        by = people.get(one.officer)
        found[waits_for(one, given=given)].append((by.name if by else "", people[number].name, one))
    return found


def waits_for(one: EvaluationDocument, *, given: bool) -> str:
    """Return what a document waits for. `given`: its levels are there."""
    return (one.next or "done") if given or one.signed else "levels"


def who_acts(one: EvaluationDocument, waits: str) -> str:
    """Return the number of who has to do the next step; empty for a superior outside."""
    return one.employee if waits in ("received", "returned") else one.by


def _open(one: Sheet) -> Iterable[tuple[str, str]]:
    """Return the steps that can be recorded: the next ones, and what HR itself recorded."""
    doc = one.document
    for act in ACTS:
        if not getattr(doc, act) or act in doc.paper:
            if act != "signed" or not doc.final:
                yield act, name_of("evaluation_act", act)
            if act == "signed":
                yield SUPERIOR, t("desk.documents.act.superior")


def _find(id: str, tanda: str) -> Sheet:
    cycle, office = find_cycle(id), service().office
    with office.store.read() as view:
        for number in acts.expected(view, cycle) if _there(cycle) else ():
            if ref_of(id, number) == tanda:
                return sheet(office, view, cycle, number, "office")
    return abort(404)


def _list(cycle: Cycle, form: Report) -> str:
    """Return the page: what each document waits for (`levels`, an act, `done`), `SHOWN` of each kind at a time."""
    office, page = service().office, max(1, request.args.get("hal", 1, int))
    with office.store.read() as view:
        found, final = waiting(view, cycle), settings.limits(office, view, cycle).last_resort(cycle.end)
        parts = [
            (w, len(docs), [sheet(office, view, cycle, d.employee, "office") for *_, d in _slice(docs, page)])
            for w, docs in found.items() if docs
        ]  # fmt: skip
    unreported = [x for docs in found.values() for x in docs if x[2].handed and not x[2].reported]
    form.orang.options = [(ref_of(cycle.id, d.employee), name) for _, name, d in _slice(unreported, 1)]
    return render_template(
        "desk/documents.html", cycle=cycle, parts=[p for p in parts if p[2]], form=form, page=page, who_acts=_actor,
        pages=-(-max((n for _, n, _ in parts), default=0) // SHOWN), last_resort=final,
    )  # fmt: skip


def _actor(one: Sheet, waits: str) -> Employee | None:
    number = who_acts(one.document, waits)
    return next((e for e in (one.person, one.officer, one.superior) if e and e.employee_number == number), None)


def _slice(docs: Iterable[Waits], page: int) -> list[Waits]:
    return sorted(docs, key=lambda x: x[:2])[SHOWN * (page - 1) : SHOWN * page]


def _page(found: Sheet, *forms: Form) -> str:
    """Show a document with its forms: those that were posted, the rest empty."""
    shown = {type(f): f for f in (RecordAct(), Reassign(), LevelsOnPaper(), *forms)}
    record, passing, levels, doc = shown[RecordAct], shown[Reassign], shown[LevelsOnPaper], found.document
    record.offer(_open(found))
    may_pass = found.form is None and not doc.final and not doc.signed and service().office.today() > found.cycle.end
    passing.kepada.options = [("", t("desk.documents.to")), *(_leaders(found) if may_pass else ())]
    for field in (levels.work_result, levels.work_behaviour):
        field.options = [(level, name_of("level", level)) for level in LEVELS]
    return render_template(
        "desk/document.html", cycle=found.cycle, sheet=found, record=record, passing=passing, levels=levels,
        form=next((f for f in forms if f.summary), record), may_pass=may_pass,
        may_evaluate=doc.final and not doc.signed and found.cycle.sealed,
    )  # fmt: skip


def _leaders(found: Sheet) -> list[tuple[str, str]]:
    """Return who may be the superior or act for them: everybody on the roster who leads somebody, or is there to rate alone."""
    with service().office.store.read() as view:
        people = records.roster(view).by_number()
    leading = {e.supervisor for e in people.values()} | {n for n, e in people.items() if not e.rated}
    leading -= {found.document.employee, found.document.officer}
    named = [(people[n].name, people[n].position, n) for n in leading if n in people]
    return [(n, f"{name}, {position}") for name, position, n in sorted(named)]
