"""The end of a cycle: close, undo within the hour, seal, and what remains of its key. What is final stands on its own page."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from forms_service.desk import desk
from forms_service.desk.answers import find_cycle, go, moved_on
from forms_service.desk.cycle_forms import KeyCopies, Typed
from forms_service.desk.forms import SeenAndSure
from forms_service.desk.todo import todos, undo_until
from forms_service.desk.unhurried import unhurried
from forms_service.web.guard import may, person
from forms_service.web.language import show_time, t
from forms_service.web.service import service
from kinerja_office import cycles as acts
from kinerja_office import retention
from kinerja_words.problems import Refused


@desk.get("/periode/<id>/tutup")
@may("cycle.close", of="office")
def close_page(id: str) -> ResponseReturnValue:
    """State what closing does, and until when it can be undone."""
    cycle = find_cycle(id)
    return _close_page(cycle, SeenAndSure()) if cycle.open else moved_on(cycle)


@desk.post("/periode/<id>/tutup")
@may("cycle.close", of="office")
def close(id: str) -> ResponseReturnValue:
    """Stop taking forms; sealed an hour later, or at once if HR says so."""
    cycle, form = find_cycle(id), SeenAndSure.posted()
    if cycle.ending:
        return go("cycle", "close.already", id=id)
    if not cycle.open or form.outdated(cycle):
        return moved_on(cycle)
    if not form.validate():
        return _close_page(cycle, form), 422
    after = acts.begin_closing(service().office, id, person().actor)
    return go("cycle", "close.done", {"time": show_time(undo_until(after))}, id=id)


def _close_page(cycle: Cycle, form: SeenAndSure) -> str:
    office = service().office
    form.dilihat.data = cycle.state
    left = [
        x for x in todos(office, cycle, service().content, shown=False) if x.weight != "done" and x.key not in ("starts", "ended")
    ]  # fmt: skip
    return render_template(
        "desk/close.html", cycle=cycle, form=form, left=left, early=cycle.end >= office.today(), today=office.today()
    )


@desk.post("/periode/<id>/batal-tutup")
@may("cycle.close", of="office")
def undo_close(id: str) -> ResponseReturnValue:
    """Open the forms again within the hour."""
    cycle = find_cycle(id)
    if cycle.open:
        return go("cycle", "close.undone", id=id)
    if not cycle.closing:
        return moved_on(cycle)
    acts.undo_closing(service().office, id, person().actor)
    return go("cycle", "close.undone", id=id)


@desk.get("/periode/<id>/segel")
@may("cycle.close", of="office")
def seal_page(id: str) -> ResponseReturnValue:
    """State what sealing destroys."""
    cycle = find_cycle(id)
    return _seal_page(cycle, Typed()) if cycle.ending else moved_on(cycle)


@desk.post("/periode/<id>/segel")
@may("cycle.close", of="office")
@unhurried
def seal(id: str) -> ResponseReturnValue:
    """Count and seal now."""
    cycle, form = find_cycle(id), Typed.posted()
    if cycle.sealed:
        return go("cycle", "seal.already", id=id)
    if not cycle.ending:
        return moved_on(cycle)
    if not form.check(id):
        return _seal_page(cycle, form), 422
    try:
        acts.close_cycle(service().office, id, person().actor)
    except Refused:
        if not find_cycle(id).sealed:
            raise
        return go("cycle", "seal.already", id=id)
    return go("cycle", "seal.done", id=id)


def _seal_page(cycle: Cycle, form: Typed) -> str:
    form.dilihat.data = cycle.state
    copies = retention.key_copies(service().office, cycle.id)
    return render_template("desk/seal.html", cycle=cycle, form=form, copies=copies)


@desk.get("/periode/<id>/sisa")
@may("cycle.close", of="office")
def remains(id: str) -> str:
    """Say what still exists of a cycle, and which copies of its key HR has to delete."""
    return _remains_page(find_cycle(id), KeyCopies())


@desk.post("/periode/<id>/sisa")
@may("cycle.close", of="office")
def confirm_copies(id: str) -> ResponseReturnValue:
    """Take HR's word that copies of the key are gone."""
    cycle, form = find_cycle(id), KeyCopies.posted()
    if not form.validate():
        return _remains_page(cycle, form), 422
    left = retention.confirm_key_copies(service().office, id, form.hilang.data, person().actor)
    return go("remains", "remains.done", {"n": len(left)}, id=id)


def _remains_page(cycle: Cycle, form: KeyCopies) -> str:
    after = retention.aftermath(service().office, cycle.id)
    form.hilang.options = [(c.file, t("remains.gone", file=c.file)) for c in after.unconfirmed]
    return render_template("desk/remains.html", cycle=cycle, form=form, after=after)
