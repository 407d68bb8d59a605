"""Tindak lanjut: what the office does about its results, by which post, until when, and what became of it; all of it public."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from forms_service.desk import desk
from forms_service.desk.activity_forms import ChangeAction, NewAction, both
from forms_service.desk.answers import find_cycle, go, moved_on
from forms_service.desk.forms import Sure
from forms_service.desk.names import criteria_names
from forms_service.desk.public_texts import code_from, mark
from forms_service.web.guard import may, person
from forms_service.web.language import name_of, t, tt
from forms_service.web.service import service
from kinerja_office import follow_up as acts
from kinerja_office import records
from kinerja_office.follow_up import ENDED, Action
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused


@desk.get("/periode/<id>/tindak-lanjut")
@may("follow-up.see", of="office")
def follow_up(id: str) -> ResponseReturnValue:
    """Show what is to be done about the results, what is left of earlier cycles, and the form for one more."""
    cycle = find_cycle(id)
    return _page(cycle, NewAction()) if cycle.sealed else moved_on(cycle)


@desk.post("/periode/<id>/tindak-lanjut")
@may("follow-up.manage", of="office")
def add_action(id: str) -> ResponseReturnValue:
    """Add an action; the same one again changes nothing."""
    cycle, form, office = find_cycle(id), NewAction.posted(), service().office
    if not cycle.sealed:
        return moved_on(cycle)
    text, owner = both(form.teks, form.teks_en), " ".join(form.jabatan.data.split())
    wanted = (form.aspek.data, text, owner, form.tenggat.data)
    with office.store.read() as view:
        known = {a.id: a for a in acts.everything(view)}
    if any(a.cycle == id and (a.criterion, dict(a.text), a.owner, a.due) == wanted for a in known.values()):
        return go("follow_up", "desk.follow.same", id=id)
    if form.validate():
        with form.trying():
            acts.add(office, id, code_from(text["id"], known), *wanted, person().actor)
    if form.summary:
        return _page(cycle, form), 422
    return go("follow_up", "desk.follow.added", id=id)


@desk.get("/periode/<id>/tindak-lanjut/<kode>")
@may("follow-up.manage", of="office")
def action(id: str, kode: str) -> ResponseReturnValue:
    """Show one action with its state and result."""
    cycle, known = find_cycle(id), _find(id, kode)
    return _action_page(cycle, known, _as_stored(known))


@desk.post("/periode/<id>/tindak-lanjut/<kode>")
@may("follow-up.manage", of="office")
def change_action(id: str, kode: str) -> ResponseReturnValue:
    """Set the state, the result in words, and the day of an action."""
    cycle, known, form = find_cycle(id), _find(id, kode), ChangeAction.posted()
    state, due, result = form.status.data, form.tenggat.data, both(form.hasil, form.hasil_en)
    if (known.state, known.due, dict(known.result)) == (state, due or known.due, result):
        return go("follow_up", "desk.follow.unchanged", id=id)
    form.validate()
    if form.versi.data != mark(known):
        form.blame("", t("desk.follow.changed"))
    if not form.summary:
        with form.trying():
            acts.change_action(service().office, kode, state, person().actor, result=result, due=due)
    if form.summary:
        return _action_page(cycle, known, form), 422
    return go("follow_up", "desk.follow.kept", id=id)


@desk.post("/periode/<id>/tindak-lanjut/<kode>/hapus")
@may("follow-up.manage", of="office")
def remove_action(id: str, kode: str) -> ResponseReturnValue:
    """Remove an action that is not public yet; a second click finds it gone."""
    cycle = find_cycle(id)
    with service().office.store.read() as view:
        there = any(a.id == kode for a in acts.of_cycle(view, id))
    if there:
        known = _find(id, kode)
        form = _as_stored(known)
        if not Sure.posted().validate():
            form.blame("", t("desk.tick"))
            return _action_page(cycle, known, form), 422
        try:
            acts.remove(service().office, kode, person().actor)
        except Refused:
            form.blame("status", t("desk.follow.public"))
            return _action_page(cycle, known, form), 409
    return go("follow_up", "desk.follow.removed", id=id)


def _find(id: str, kode: str) -> Action:
    with service().office.store.read() as view:
        return next((a for a in acts.everything(view) if a.id == kode and a.cycle == id), None) or abort(404)


def _page(cycle: Cycle, form: NewAction) -> str:
    office = service().office
    with office.store.read() as view:
        mine = acts.of_cycle(view, cycle.id)
        past = {c.id: c for c in records.cycles(view) if (c.start, c.id) < (cycle.start, cycle.id)}
        left = [(a, past[a.cycle]) for a in acts.everything(view) if a.cycle in past and a.state not in ENDED]
        criteria = {c.id: criteria_names(view, c) for c in (*past.values(), cycle)}
    choices = [(code, tt(name)) for code, name in criteria[cycle.id].items()]
    form.aspek.options = [("", t("desk.follow.choose")), *choices]
    return render_template(
        "desk/follow_up.html", cycle=cycle, form=form, mine=mine, left=left, names=criteria,
        states=names("action_state"), today=office.today(),
    )  # fmt: skip


def _as_stored(known: Action) -> ChangeAction:
    return ChangeAction(
        status=known.state, tenggat=known.due, hasil=known.result.get("id"), hasil_en=known.result.get("en")
    )


def _action_page(cycle: Cycle, known: Action, form: ChangeAction) -> str:
    form.versi.data = mark(known)
    form.status.options = [(s, name_of("action_state", s).capitalize()) for s in names("action_state")]
    with service().office.store.read() as view:
        criterion = criteria_names(view, cycle).get(known.criterion, {"id": known.criterion})
    return render_template("desk/action.html", cycle=cycle, what=known, name=criterion, form=form)
