"""Training as an answer to results: needs with the published figures behind them, what is planned and held, before and after.

Everything is read from the package that is published, or from the last preview, which has the same figures; so nothing here
tells HR more than the public will know. Of those who took part only the number is kept.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from assessment.method import LEADING
from assessment.training import Programme, parse_programmes
from forms_service.desk import desk
from forms_service.desk.activity_forms import HoldTraining, PlanSeveral, PlanTraining
from forms_service.desk.answers import find_cycle, go, lines, moved_on
from forms_service.desk.forms import Sure
from forms_service.desk.memory import memory
from forms_service.desk.names import criteria_names, units_of
from forms_service.web import lists
from forms_service.web.forms import Form
from forms_service.web.guard import may, person
from forms_service.web.language import show_date, t, tt
from forms_service.web.service import service
from kinerja_office import records
from kinerja_office import training as acts
from kinerja_office.activity_tables import LEAST_PARTICIPANTS
from kinerja_office.training import ROOT, Effect, Row, Training
from kinerja_store import View
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused, Text


@dataclass(frozen=True)
class Figures:
    """Published-grade figures of one cycle: rows of `results.csv`, and the groups' members by group from `plan.csv`."""

    source: str
    results: Sequence[Row] = ()
    plan: Sequence[Row] = ()


@dataclass(frozen=True)
class After:
    """A training that was held, with the criterion before and after for the whole office and its groups."""

    training: Training
    before: Cycle
    effects: Sequence[Effect]


@desk.get("/periode/<id>/pelatihan")
@may("training.see", of="office")
def training(id: str) -> ResponseReturnValue:
    """Show needs by criterion and group, what is planned and held, and what was before and after earlier trainings."""
    cycle = find_cycle(id)
    return _page(cycle, PlanSeveral()) if cycle.sealed else moved_on(cycle)


@desk.post("/periode/<id>/pelatihan")
@may("training.manage", of="office")
def plan_trainings(id: str) -> ResponseReturnValue:
    """Plan several programmes for one day; what cannot be planned is named, the others are."""
    cycle, form, planned = find_cycle(id), PlanSeveral.posted(), 0
    if not cycle.sealed:
        return moved_on(cycle)
    if form.validate():
        for known in (p for p in _programmes()[0] if p.code in form.program.data):
            with form.trying():
                acts.plan(service().office, id, known, form.rencana.data, person().actor)
                planned += 1
    if form.summary:
        return _page(cycle, form, planned), 422
    return go("training", "desk.training.several.done", {"n": planned, "day": show_date(form.rencana.data)}, id=id)


def _page(cycle: Cycle, form: PlanSeveral, planned: int = 0) -> str:
    programmes, wrong = _programmes()
    figures = _figures(cycle)
    with service().office.store.read() as view:
        taken, called = acts.of_cycle(view, cycle.id), criteria_names(view, cycle)
        wanted = interested(view, cycle)
    held = {x.programme for x in taken if x.held}
    form.program.options = [(p.code, tt(p.title)) for p in programmes if p.code not in held]
    return render_template(
        "desk/training.html", cycle=cycle, needs=_by_group(figures, programmes), taken=taken, source=figures.source, wrong=wrong, root=ROOT,
        names=called, planned={x.programme: x for x in taken}, after=_after(cycle, figures), methods=names("method"),
        directions=names("direction"), leading=LEADING, today=service().office.today(), form=form, planned_now=planned,
        wanted=wanted,
    )  # fmt: skip


def interested(view: View, cycle: Cycle) -> list[tuple[str, Text, list[tuple[str, str]]]]:
    """Return who would like to take part, by programme: code, title, and (name, unit) of each by name. Whatever they were rated."""
    people, units = records.participants(view, cycle.id), units_of(view)
    return [
        (code, title, sorted((people[n].name, units.get(people[n].unit, people[n].unit)) for n in numbers))
        for code, (title, numbers) in acts.interests(view, cycle.id).items()
    ]


def needs_by_group(cycle: Cycle) -> list[tuple[str, list[acts.Need]]]:
    """Return what the published figures say is needed, for the whole office and each group of theirs that needs anything."""
    return _by_group(_figures(cycle), _programmes()[0])


def _by_group(figures: Figures, programmes: Sequence[Programme]) -> list[tuple[str, list[acts.Need]]]:
    groups = sorted({r["group"] for r in figures.results} - {ROOT})
    return [(g, found) for g in (ROOT, *groups) if (found := acts.needs(figures.results, programmes, g))]


@desk.get("/periode/<id>/pelatihan/<program>")
@may("training.manage", of="office")
def programme(id: str, program: str) -> ResponseReturnValue:
    """Show one programme with the numbers behind it, and the forms to plan it and to write down that it was held."""
    cycle = find_cycle(id)
    return _programme_page(cycle, program, Form()) if cycle.sealed else moved_on(cycle)


@desk.post("/periode/<id>/pelatihan/<program>/rencana")
@may("training.manage", of="office")
def plan_training(id: str, program: str) -> ResponseReturnValue:
    """Plan a programme for a day, or move it."""
    cycle, form = find_cycle(id), PlanTraining.posted()
    if not cycle.sealed:
        return moved_on(cycle)
    known, day = _find(cycle, program)[0], form.rencana.data
    if known is None:
        form.blame("", t("desk.training.gone"))
    elif form.validate():
        with form.trying():
            acts.plan(service().office, id, known, day, person().actor)
    if known is None or form.summary:
        return _programme_page(cycle, program, form), 422
    values = {"title": tt(known.title), "day": show_date(day)}
    return go("training", "desk.training.planned", values, id=id)


@desk.post("/periode/<id>/pelatihan/<program>/diadakan")
@may("training.manage", of="office")
def hold_training(id: str, program: str) -> ResponseReturnValue:
    """Write down that a programme was held, with the number of people."""
    cycle, form = find_cycle(id), HoldTraining.posted()
    if not cycle.sealed:
        return moved_on(cycle)
    taken, day = _find(cycle, program)[1], form.hari.data
    if taken is None:
        form.blame("", t("desk.training.plan-first"))
    elif form.validate():
        with form.trying():
            acts.hold(service().office, id, program, day, int(form.peserta.data), person().actor)
    if taken is None or form.summary:
        return _programme_page(cycle, program, form), 422
    values = {"title": tt(taken.title), "day": show_date(day), "n": int(form.peserta.data)}
    return go("training", "desk.training.held", values, id=id)


@desk.post("/periode/<id>/pelatihan/<program>/batal")
@may("training.manage", of="office")
def cancel_training(id: str, program: str) -> ResponseReturnValue:
    """Take a plan back that was not held; a second click finds it gone."""
    cycle = find_cycle(id)
    if not cycle.sealed:
        return moved_on(cycle)
    taken, form = _find(cycle, program)[1], Sure.posted()
    if taken is not None:
        if not form.validate():
            return _programme_page(cycle, program, form), 422
        try:
            acts.cancel(service().office, id, program, person().actor)
        except Refused as refused:
            form.refuse(refused)
            return _programme_page(cycle, program, form), 409
    return go("training", "desk.training.cancelled", id=id)


def _programmes() -> tuple[tuple[Programme, ...], list[str]]:
    """Return the programmes of the content folder, and what is wrong with that file."""
    content = service().content
    path = content / "training.toml" if content else None
    if path is None or not path.exists():
        return (), [t("desk.training.no-file")]
    found, said = lists.read(path, parse_programmes)
    return found or (), lines(Refused(said))


def _find(cycle: Cycle, program: str) -> tuple[Programme | None, Training | None]:
    """Return a programme of the content folder and what was taken up of it; 404 where there is neither."""
    known = next((p for p in _programmes()[0] if p.code == program), None)
    with service().office.store.read() as view:
        taken = acts.get(view, cycle.id, program)
    if known is None and taken is None:
        abort(404)
    return known, taken


def _figures(cycle: Cycle) -> Figures:
    """Return the figures of the published package or, before that, of the last preview that the auditor passed."""
    folder = service().packages / cycle.id
    if cycle.published:
        try:
            read = [(folder / name).read_text(encoding="utf-8") for name in ("results.csv", "plan.csv")]
        except OSError:
            return Figures("none")
        return Figures("published", *(_rows(text) for text in read))
    made = memory().jobs.result(f"preview/{cycle.id}")
    if made is None or made.prepared.report.exit_code:
        return Figures("none")
    files = made.prepared.files
    return Figures("preview", *(_rows(files[name].decode()) for name in ("results.csv", "plan.csv")))


def _rows(text: str) -> list[Row]:
    return list(csv.DictReader(text.splitlines()))


def _after(cycle: Cycle, figures: Figures) -> list[After]:
    """Compare this cycle with the last published cycle before it, for each criterion a training was held for."""
    with service().office.store.read() as view:
        earlier = [c for c in records.cycles(view) if (c.start, c.id) < (cycle.start, cycle.id) and c.published]
        held = [x for x in acts.of_cycle(view, earlier[-1].id) if x.held] if earlier else []
    if not held or not figures.results:
        return []
    before = _figures(earlier[-1])
    same = _same(before, figures, earlier[-1].id)
    first, second = ([r for r in f.results if (r["group"], r["method"]) in same] for f in (before, figures))
    return [
        After(
            x,
            earlier[-1],
            [e for g in sorted({g for g, _ in same}) if (e := acts.effect(first, second, x.criterion, g)).changes],
        )
        for x in held
    ]


def _same(before: Figures, figures: Figures, id: str) -> set[tuple[str, str]]:
    """Return (group, method) of the rows that are about the same people (R6); packages before format 3 tell the groups alone."""
    told = {(r["group"], r["method"], r["members"]) for r in before.plan}
    return {
        (r["group"], r["method"])
        for r in figures.plan
        if (
            id in r["comparable_with"].split(" + ")
            if "comparable_with" in r
            else r["group"] == ROOT or (r["group"], r["method"], r["members"]) in told
        )
    }


def _programme_page(cycle: Cycle, program: str, form: Form) -> str:
    known, taken = _find(cycle, program)
    criterion = known.criterion if known else taken.criterion if taken else ""
    plan = form if isinstance(form, PlanTraining) else PlanTraining(rencana=taken and taken.planned)
    hold = (
        form
        if isinstance(form, HoldTraining)
        else HoldTraining(hari=taken and taken.held, peserta=(taken and taken.participants) or "")
    )
    hold.hari.attrs["max"] = service().office.today()
    need = next((n for n in acts.needs(_figures(cycle).results, (), ROOT) if n.criterion == criterion), None)
    with service().office.store.read() as view:
        name = criteria_names(view, cycle).get(criterion, {"id": criterion})
    return render_template(
        "desk/programme.html", cycle=cycle, program=program, known=known, taken=taken, form=form, plan=plan, hold=hold,
        title=known.title if known else taken.title if taken else {}, name=name, need=need, least=LEAST_PARTICIPANTS,
    )  # fmt: skip
