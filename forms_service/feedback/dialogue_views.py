"""Dialogues between an employee and their direct supervisor: both note, both sign with their own secret."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from forms_service.feedback.forms import DialogueForm
from forms_service.feedback.pairs import Pair, pairs_of
from forms_service.results import own
from forms_service.web.forms import done, finished, language_asked, pressed
from forms_service.web.guard import check, may, person
from forms_service.web.language import t
from forms_service.web.own_secret import signed
from forms_service.web.service import service
from kinerja_office import dialogues as acts

dialogues = Blueprint("dialogues", __name__, url_prefix="/dialog")


@dialogues.get("")
@may("dialogue.hold", of="own")
def overview() -> str:
    """List one's dialogues with one's supervisor and with one's reports."""
    return render_template("feedback/dialogues.html", pairs=pairs_of(service().office, person().number))


@dialogues.get("/<cycle>/<ref>")
@may("dialogue.hold", of="record")
def one(cycle: str, ref: str) -> str:
    """Show the dialogues of one pair, with the one under way to note and sign."""
    pair = _pair(cycle, ref)
    return _page(pair, _filled(pair))


@dialogues.post("/<cycle>/<ref>")
@may("dialogue.hold", of="record")
def put(cycle: str, ref: str) -> ResponseReturnValue:
    """Keep one's note, or sign what both noted with one's own secret (a wrong one has to wait, like a sign-in)."""
    pair, form, office, me = _pair(cycle, ref), DialogueForm.posted(), service().office, person().number
    if language_asked():
        return _page(pair, form)
    number, signs = pair.employee.employee_number, pressed() == "tanda"
    if signs and pair.now and form.note.data != pair.now.notes.get(pair.side):
        form.blame("note", t("dialogue.unsaved"))
    elif not signs or signed(form, "secret"):
        with form.trying():
            if signs:
                acts.sign(office, pair.cycle.id, number, me, form.revisi.data)
            else:
                acts.note(office, pair.cycle.id, number, me, form.note.data, form.day.data, form.revisi.data)
    if form.summary:
        now = _pair(cycle, ref)
        form.revisi.data = now.now.revision if now.now else 0
        return _page(now, form), 422
    return finished(f"/dialog/{cycle}/{ref}", "tanda" if signs else "simpan")


def _filled(pair: Pair) -> DialogueForm:
    if pair.now is None:
        return DialogueForm(day=service().office.today(), revisi=0)
    return DialogueForm(note=pair.now.notes.get(pair.side, ""), day=pair.now.day, revisi=pair.now.revision)


def _page(pair: Pair, form: DialogueForm) -> str:
    form.day.attrs["max"] = service().office.today()
    step = own.step(service().office, person().number, pair.cycle) if pair.side == "employee" else None
    return render_template("feedback/dialogue.html", pair=pair, form=form, done=done("dialogue"), step=step)


def _pair(cycle: str, ref: str) -> Pair:
    """Return the pair of an address that one belongs to; 404 for any other."""
    for pair in pairs_of(service().office, person().number):
        if (pair.cycle.id, pair.ref) == (cycle, ref):
            check("own" if pair.side == "employee" else "report")
            return pair
    check("own")
    raise NotFound
