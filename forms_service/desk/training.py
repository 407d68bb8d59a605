"""Training as an answer to results: needs with the published figures behind them, what is planned and held, before and after.

Everything is read from the package that is published, or from the last preview, which has the same figures; so nothing here
tells HR more than the public will know. Of those who took part only the number is kept.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from assessment.training import Programme, parse_programmes
from forms_service.desk import desk
from forms_service.desk.common import find_cycle, go, lines, moved_on
from forms_service.desk.memory import memory
from forms_service.desk.public_texts import labelled
from forms_service.web import lists
from forms_service.web.guard import may, person
from forms_service.web.language import show_date, t, tt
from forms_service.web.service import service
from kinerja_office import records
from kinerja_office import training as acts
from kinerja_office.activity_tables import LEAST_PARTICIPANTS
from kinerja_office.training import ROOT, Effect, Need, Row, Training
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused, Text

FIELDS = {"day": "hari", "held": "hari", "participants": "peserta", "title": "hari"}


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
    one = find_cycle(id)
    if not _there(one):
        return moved_on(one)
    programmes, wrong = _programmes()
    figures = _figures(one)
    groups = sorted({r["group"] for r in figures.results} - {ROOT})
    needs = [(g, found) for g in (ROOT, *groups) if (found := acts.needs(figures.results, programmes, g))]
    with service().office.store.read() as view:
        taken = acts.of_cycle(view, id)
    return render_template(
        "desk/training.html", cycle=one, needs=needs, taken=taken, source=figures.source, wrong=wrong, root=ROOT,
        names=_names(one), planned={x.programme: x for x in taken}, after=_after(one, figures), methods=names("method"),
        directions=names("direction"), today=service().office.today(),
    )  # fmt: skip


@desk.get("/periode/<id>/pelatihan/<program>")
@may("training.manage", of="office")
def programme(id: str, program: str) -> ResponseReturnValue:
    """Show one programme with the numbers behind it, and the forms to plan it and to write down that it was held."""
    one = find_cycle(id)
    return _programme_page(one, program, []) if _there(one) else moved_on(one)


@desk.post("/periode/<id>/pelatihan/<program>/rencana")
@may("training.manage", of="office")
def plan_training(id: str, program: str) -> ResponseReturnValue:
    """Plan a programme for a day, or move it."""
    one = find_cycle(id)
    if not _there(one):
        return moved_on(one)
    known, day = _find(one, program)[0], request.form.get("rencana", "").strip()
    if known is None:
        return _programme_page(one, program, [("", t("desk.training.gone"))]), 422
    if not day:
        return _programme_page(one, program, [("rencana", t("new.empty", what=t("desk.training.day")))]), 422
    try:
        acts.plan(service().office, id, known, day, person().actor)
    except Refused as refused:
        return _programme_page(one, program, labelled(refused, {}, {}, "rencana")), 422
    return go(
        "training", "desk.training.planned", {"title": tt(known.title), "day": show_date(day)}, id=id, _anchor="rencana"
    )


@desk.post("/periode/<id>/pelatihan/<program>/diadakan")
@may("training.manage", of="office")
def hold_training(id: str, program: str) -> ResponseReturnValue:
    """Write down that a programme was held, with the number of people."""
    one = find_cycle(id)
    if not _there(one):
        return moved_on(one)
    taken = _find(one, program)[1]
    if taken is None:
        return _programme_page(one, program, [("", t("desk.training.plan-first"))]), 422
    day, number = (request.form.get(f, "").strip() for f in ("hari", "peserta"))
    errors = [("hari", t("new.empty", what=t("desk.training.held-on")))] if not day else []
    if not (number.isascii() and number.isdigit() and len(number) <= 6):
        errors.append(("peserta", t("desk.training.number")))
    if not errors:
        try:
            acts.hold(service().office, id, program, day, int(number), person().actor)
        except Refused as refused:
            errors = labelled(refused, FIELDS, {}, "hari")
    if errors:
        return _programme_page(one, program, errors), 422
    values = {"title": tt(taken.title), "day": show_date(day), "n": int(number)}
    return go("training", "desk.training.held", values, id=id, _anchor="rencana")


@desk.post("/periode/<id>/pelatihan/<program>/batal")
@may("training.manage", of="office")
def cancel_training(id: str, program: str) -> ResponseReturnValue:
    """Take a plan back that was not held; a second click finds it gone."""
    one = find_cycle(id)
    if not _there(one):
        return moved_on(one)
    taken = _find(one, program)[1]
    if taken is not None:
        try:
            acts.cancel(service().office, id, program, person().actor)
        except Refused as refused:
            return _programme_page(one, program, [("", w) for w in lines(refused)]), 409
    return go("training", "desk.training.cancelled", id=id, _anchor="rencana")


def _there(one: Cycle) -> bool:
    return one.state in ("closed", "published")


def _programmes() -> tuple[tuple[Programme, ...], list[str]]:
    """Return the programmes of the content folder, and what is wrong with that file."""
    content = service().content
    path = content / "training.toml" if content else None
    if path is None or not path.exists():
        return (), [t("desk.training.no-file")]
    found, said = lists.read(path, parse_programmes)
    return found or (), lines(Refused(said))


def _find(one: Cycle, program: str) -> tuple[Programme | None, Training | None]:
    """Return a programme of the content folder and what was taken up of it; 404 where there is neither."""
    known = next((p for p in _programmes()[0] if p.code == program), None)
    with service().office.store.read() as view:
        taken = acts.get(view, one.id, program)
    if known is None and taken is None:
        abort(404)
    return known, taken


def _figures(one: Cycle) -> Figures:
    """Return the figures of the published package or, before that, of the last preview that the auditor passed."""
    folder = service().packages / one.id
    if one.state == "published":
        try:
            read = [(folder / name).read_text(encoding="utf-8") for name in ("results.csv", "plan.csv")]
        except OSError:
            return Figures("none")
        return Figures("published", *(_rows(text) for text in read))
    made = memory().jobs.result(f"preview/{one.id}")
    if made is None or made.prepared.report.exit_code:
        return Figures("none")
    files = made.prepared.files
    return Figures("preview", *(_rows(files[name].decode()) for name in ("results.csv", "plan.csv")))


def _rows(text: str) -> list[Row]:
    return list(csv.DictReader(text.splitlines()))


def _names(one: Cycle) -> dict[str, Text]:
    with service().office.store.read() as view:
        return {c.code: c.name for c in records.instrument(view, one).criteria}


def _after(one: Cycle, figures: Figures) -> list[After]:
    """Compare this cycle with the last published one before it, for each criterion a training was held for."""
    with service().office.store.read() as view:
        earlier = [c for c in records.cycles(view) if (c.start, c.id) < (one.start, one.id) and c.state == "published"]
        held = [x for x in acts.of_cycle(view, earlier[-1].id) if x.held] if earlier else []
    if not held or not figures.results:
        return []
    before = _figures(earlier[-1])
    same = _members(before) & _members(figures)
    groups = [ROOT, *sorted({group for group, _ in same if group != ROOT})]
    return [
        After(
            x,
            earlier[-1],
            [e for g in groups if (e := acts.effect(before.results, figures.results, x.criterion, g)).changes],
        )
        for x in held
    ]


def _members(figures: Figures) -> set[tuple[str, str]]:
    """Return (group, members) of the planned rows: a group compares only with one of the same members (R6)."""
    return {(r["group"], r["members"]) for r in figures.plan}


def _need(one: Cycle, criterion: str) -> Need | None:
    found = acts.needs(_figures(one).results, (), ROOT)
    return next((n for n in found if n.criterion == criterion), None)


def _programme_page(one: Cycle, program: str, errors: list[tuple[str, str]]) -> str:
    known, taken = _find(one, program)
    criterion = known.criterion if known else taken.criterion if taken else ""
    return render_template(
        "desk/programme.html", cycle=one, program=program, known=known, taken=taken, errors=errors, filled=request.form,
        title=known.title if known else taken.title if taken else {}, name=_names(one).get(criterion, {"id": criterion}),
        need=_need(one, criterion), today=service().office.today(), least=LEAST_PARTICIPANTS,
    )  # fmt: skip
