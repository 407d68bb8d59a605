"""What people say: of the draft instrument before, of the process after the close; how many while it runs, never more.

A stage is ended on a page that says what becomes final. Then HR reads counts as they will be published and comments without
names, and answers theme by theme in own words.
"""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from assessment.calendar import add_days
from assessment.cycle import Cycle
from forms_service.desk import desk
from forms_service.desk.activity_forms import Answer, Theme, both
from forms_service.desk.answers import find_cycle, go, moved_on
from forms_service.desk.forms import Sure
from forms_service.desk.memory import memory
from forms_service.desk.public_texts import code_from, mark
from forms_service.desk.todo import some
from forms_service.desk.unhurried import unhurried
from forms_service.web.guard import may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import consultation as acts
from kinerja_office import plans, records, settings
from kinerja_office.activity_tables import consultation_rows
from kinerja_office.consultation import Response, Stage
from kinerja_store import View
from kinerja_words.problems import Said

PLACES: dict[str, Stage] = {"pelibatan": "before", "penutup": "after"}
"""How an address calls a stage."""


@desk.get("/periode/<id>/pendapat/<tahap>")
@may("consultation.see", of="office")
def consultation(id: str, tahap: str) -> ResponseReturnValue:
    """Show how many have answered; after the end also the counts as they will be published, comments, and HR's answers."""
    cycle, stage = find_cycle(id), _stage(tahap)
    if not _has(cycle, stage):
        return moved_on(cycle)
    changed = request.args.get("ubah", "") if not cycle.published else ""
    with service().office.store.read() as view:
        known = next((r for r in acts.responses(view, id) if (r.stage, r.theme) == (stage, changed)), None)
    return _page(cycle, tahap, _filled(known) if known else Answer())


@desk.get("/periode/<id>/pendapat/<tahap>/akhiri")
@may("consultation.end", of="office")
def end_consultation_page(id: str, tahap: str) -> ResponseReturnValue:
    """State what ending the questions makes final."""
    cycle, stage = find_cycle(id), _stage(tahap)
    return _end_page(cycle, tahap, Sure()) if _running(cycle, stage) else _already_ended(cycle, tahap)


@desk.post("/periode/<id>/pendapat/<tahap>/akhiri")
@may("consultation.end", of="office")
@unhurried
def end_consultation(id: str, tahap: str) -> ResponseReturnValue:
    """Count the answers, cut the comments loose and destroy the key; a second click finds it done."""
    cycle, stage, form = find_cycle(id), _stage(tahap), Sure.posted()
    if not _running(cycle, stage):
        return _already_ended(cycle, tahap)
    if not form.validate():
        return _end_page(cycle, tahap, form), 422
    acts.end(service().office, id, stage, person().actor)
    memory().jobs.forget(f"preview/{id}")
    with service().office.store.read() as view:
        done = acts.counts(view, id, stage)
    return go(
        "consultation",
        "desk.consultation.ended.few" if done and done.few else "desk.consultation.ended",
        id=id,
        tahap=tahap,
    )


@desk.post("/periode/<id>/pendapat/<tahap>/jawaban")
@may("consultation.answer", of="office")
def answer(id: str, tahap: str) -> ResponseReturnValue:
    """Keep HR's answer to a theme; the same words again change nothing."""
    cycle, stage, form = find_cycle(id), _stage(tahap), Answer.posted()
    if not _answerable(cycle, stage):
        return moved_on(cycle)
    said, done = both(form.disampaikan, form.disampaikan_en), both(form.dilakukan, form.dilakukan_en)
    theme = form.pokok.data
    with service().office.store.read() as view:
        known = {r.theme: r for r in acts.responses(view, id) if r.stage == stage}
    if any((r.said, r.did) == (said, done) for r in known.values()):
        return go("consultation", "desk.consultation.same", id=id, tahap=tahap)
    if form.validate() and theme and (theme not in known or form.versi.data != mark(known[theme])):
        form.blame("", t("desk.consultation.changed"))
    if not form.summary:
        with form.trying():
            new = Response(id, stage, theme or code_from(said["id"], known), said, done)
            acts.put_response(service().office, new, person().actor)
    if form.summary:
        return _page(cycle, tahap, form), 422
    return go("consultation", "desk.consultation.kept", id=id, tahap=tahap, _anchor="jawaban")


@desk.post("/periode/<id>/pendapat/<tahap>/hapus-jawaban")
@may("consultation.answer", of="office")
def remove_answer(id: str, tahap: str) -> ResponseReturnValue:
    """Remove HR's answer to a theme, until the cycle is published."""
    cycle, stage, theme = find_cycle(id), _stage(tahap), Theme.posted().pokok.data
    if not _answerable(cycle, stage):
        return moved_on(cycle)
    with service().office.store.read() as view:
        known = {r.theme for r in acts.responses(view, id) if r.stage == stage}
    if theme in known:
        acts.remove_response(service().office, id, stage, theme, person().actor)
    return go("consultation", "desk.consultation.removed", id=id, tahap=tahap, _anchor="jawaban")


@desk.get("/periode/<id>/pendapat/<tahap>/hapus-pendapat")
@may("consultation.answer", of="office")
def drop_page(id: str, tahap: str) -> ResponseReturnValue:
    """State that removed comments are gone for good."""
    return _drop(find_cycle(id), tahap, None)


@desk.post("/periode/<id>/pendapat/<tahap>/hapus-pendapat")
@may("consultation.answer", of="office")
def drop(id: str, tahap: str) -> ResponseReturnValue:
    """Remove the comments of a stage."""
    return _drop(find_cycle(id), tahap, Sure.posted())


def _drop(cycle: Cycle, tahap: str, form: Sure | None) -> ResponseReturnValue:
    n = len(_comments(cycle, _stage(tahap)))
    if not n:
        return go("consultation", "desk.consultation.drop.none", id=cycle.id, tahap=tahap)
    if form is None or not form.validate():
        page = render_template("desk/consultation_drop.html", cycle=cycle, tahap=tahap, form=form or Sure(), n=n)
        return page, 422 if form else 200
    acts.drop_comments(service().office, cycle.id, _stage(tahap), person().actor)
    return go("consultation", "desk.consultation.dropped", id=cycle.id, tahap=tahap)


def _stage(tahap: str) -> Stage:
    return PLACES[tahap] if tahap in PLACES else abort(404)


def _has(cycle: Cycle, stage: Stage) -> bool:
    """Whether the cycle has got to this stage."""
    if stage == "after":
        return cycle.sealed
    return cycle.consulted


def _ended(cycle: Cycle, stage: Stage) -> bool:
    with service().office.store.read() as view:
        return acts.counts(view, cycle.id, stage) is not None


def _running(cycle: Cycle, stage: Stage) -> bool:
    return (cycle.consulting if stage == "before" else cycle.unpublished) and not _ended(cycle, stage)


def _answerable(cycle: Cycle, stage: Stage) -> bool:
    return not cycle.published and _ended(cycle, stage)


def _comments(cycle: Cycle, stage: Stage) -> list[str]:
    with service().office.store.read() as view:
        return acts.comments(view, cycle.id, stage) if acts.counts(view, cycle.id, stage) else []


def _already_ended(cycle: Cycle, tahap: str) -> ResponseReturnValue:
    if _ended(cycle, PLACES[tahap]):
        return go("consultation", "desk.consultation.already", id=cycle.id, tahap=tahap)
    return moved_on(cycle)


def _end_page(cycle: Cycle, tahap: str, form: Sure) -> str:
    with service().office.store.read() as view:
        n = acts.answered(view, cycle.id, PLACES[tahap])
    return render_template(
        "desk/consultation_end.html", cycle=cycle, tahap=tahap, form=form, n=n, some=some(n),
        least=service().office.organisation.disclosure.min_forms,
    )  # fmt: skip


def _filled(known: Response) -> Answer:
    """Return the form for an answer that is to be changed."""
    return Answer(
        pokok=known.theme, versi=mark(known), disampaikan=known.said.get("id"), disampaikan_en=known.said.get("en"),
        dilakukan=known.did.get("id"), dilakukan_en=known.did.get("en"),
    )  # fmt: skip


def _page(cycle: Cycle, tahap: str, form: Answer) -> str:
    office, stage = service().office, PLACES[tahap]
    with office.store.read() as view:
        said = acts.counts(view, cycle.id, stage)
        n, people = acts.answered(view, cycle.id, stage), len(records.people(view, cycle))
        comments = acts.comments(view, cycle.id, stage) if said else []
        answers = [r for r in acts.responses(view, cycle.id) if r.stage == stage]
        table = _table(view, cycle, stage) if said and not said.few else []
        lost = acts.lost(office, view, cycle.id, stage)
        changes = acts.instrument_changes(view, cycle) if stage == "before" else []
    until = add_days(cycle.closed, office.organisation.closing_days) if stage == "after" and cycle.closed else ""
    return render_template(
        "desk/consultation.html", cycle=cycle, tahap=tahap, stage=stage, said=said, n=n, people=people,
        some=some(n), step=acts.LEAST_OPINIONS, lost=lost,
        comments=comments, answers=answers, table=table, changes=changes, form=form, until=until,
        running=_running(cycle, stage), answerable=_answerable(cycle, stage), revisable=cycle.before_opening,
        least=office.organisation.disclosure.min_forms,
    )  # fmt: skip


def _table(view: View, cycle: Cycle, stage: Stage) -> list[tuple[Said, list[list[str]]]]:
    """Return (what was rated, figures per column) exactly as the package will have them, in the order of the questions.

    Figures: number of answers, mean, shares of low, middle and high.
    """
    said = acts.counts(view, cycle.id, stage)
    disclosure = settings.in_force(service().office, view, cycle).organisation.disclosure
    given = consultation_rows(cycle.id, said, disclosure, plans.heads(view, cycle)) if said else ()
    figures = {(row[2], row[3]): list(row[4:9]) for row in given}
    rows: dict[str, tuple[Said, list[list[str]]]] = {}
    for q in acts.questions(view, cycle, stage):
        about = q.about if stage == "before" else q.text
        rows.setdefault(q.question, (about, []))[1].append(figures.get((q.question, q.aspect), ["x"] * 5))
    return list(rows.values())
