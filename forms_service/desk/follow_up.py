"""Tindak lanjut: what the office does about its results, by which post, until when, and what became of it; all of it public."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from forms_service.desk import desk
from forms_service.desk.common import find_cycle, go, moved_on
from forms_service.desk.public_texts import code_from, labelled, mark, two_languages
from forms_service.web.guard import may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import follow_up as acts
from kinerja_office import records
from kinerja_office.follow_up import ENDED, OWNER_CHARS, Action
from kinerja_office.public_text import LONGEST
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused, Text

FIELDS = {
    "criterion": "aspek",
    "text": "teks",
    "owner": "jabatan",
    "due": "tenggat",
    "state": "status",
    "result": "hasil",
}


@desk.get("/periode/<id>/tindak-lanjut")
@may("follow-up.see", of="office")
def follow_up(id: str) -> ResponseReturnValue:
    """Show what is to be done about the results, what is left of earlier cycles, and the form for one more."""
    one = find_cycle(id)
    return _page(one, []) if _there(one) else moved_on(one)


@desk.post("/periode/<id>/tindak-lanjut")
@may("follow-up.manage", of="office")
def add_action(id: str) -> ResponseReturnValue:
    """Add an action; the same one again changes nothing."""
    one, form = find_cycle(id), request.form
    if not _there(one):
        return moved_on(one)
    text, owner = two_languages(form, "teks"), " ".join(form.get("jabatan", "").split())
    criterion, due = form.get("aspek", ""), form.get("tenggat", "").strip()
    office = service().office
    with office.store.read() as view:
        known = {a.id: a for a in acts.everything(view)}
    wanted = (id, criterion, text, owner, due)
    if any((a.cycle, a.criterion, dict(a.text), a.owner, a.due) == wanted for a in known.values()):
        return go("follow_up", "desk.follow.same", id=id)
    errors = [
        (f, t("new.empty", what=t(f"desk.follow.{f}")))
        for f in ("aspek", "teks", "jabatan", "tenggat")
        if not form.get(f, "").strip()
    ]
    if not errors:
        try:
            acts.add(office, id, code_from(text["id"], known), criterion, text, owner, due, person().actor)
        except Refused as refused:
            errors = labelled(refused, FIELDS, _labels(), "tenggat")
    if errors:
        return _page(one, errors), 422
    return go("follow_up", "desk.follow.added", id=id)


@desk.get("/periode/<id>/tindak-lanjut/<kode>")
@may("follow-up.manage", of="office")
def action(id: str, kode: str) -> ResponseReturnValue:
    """Show one action with its state and result."""
    return _action_page(find_cycle(id), _find(id, kode), [])


@desk.post("/periode/<id>/tindak-lanjut/<kode>")
@may("follow-up.manage", of="office")
def change_action(id: str, kode: str) -> ResponseReturnValue:
    """Set the state, the result in words, and the day of an action."""
    one, what, form = find_cycle(id), _find(id, kode), request.form
    state, due, result = form.get("status", ""), form.get("tenggat", "").strip(), two_languages(form, "hasil")
    if (what.state, what.due, dict(what.result)) == (state, due or what.due, result):
        return go("follow_up", "desk.follow.unchanged", id=id)
    errors = []
    if form.get("versi") != mark(what):
        errors.append(("", t("desk.follow.changed")))
    if state not in names("action_state"):
        errors.append(("status", t("desk.follow.status.missing")))
    if state in ENDED and not result["id"]:
        errors.append(("hasil", t("desk.follow.hasil.missing")))
    if not errors:
        try:
            acts.change_action(service().office, kode, state, person().actor, result=result, due=due)
        except Refused as refused:
            errors = labelled(refused, FIELDS, _labels(), "tenggat")
    if errors:
        return _action_page(one, what, errors), 422
    return go("follow_up", "desk.follow.kept", id=id)


@desk.post("/periode/<id>/tindak-lanjut/<kode>/hapus")
@may("follow-up.manage", of="office")
def remove_action(id: str, kode: str) -> ResponseReturnValue:
    """Remove an action that is not public yet; a second click finds it gone."""
    one = find_cycle(id)
    with service().office.store.read() as view:
        there = any(a.id == kode for a in acts.of_cycle(view, id))
    if there:
        try:
            acts.remove(service().office, kode, person().actor)
        except Refused:
            return _action_page(one, _find(id, kode), [("status", t("desk.follow.public"))]), 409
    return go("follow_up", "desk.follow.removed", id=id)


def _there(one: Cycle) -> bool:
    return one.state in ("closed", "published")


def _labels() -> dict[str, str]:
    return {f: t(f"desk.follow.{f}") for f in FIELDS.values()}


def _find(id: str, kode: str) -> Action:
    with service().office.store.read() as view:
        found = next((a for a in acts.everything(view) if a.id == kode and a.cycle == id), None)
    if found is None:
        abort(404)
    return found


def _names(one: Cycle) -> dict[str, Text]:
    with service().office.store.read() as view:
        return {c.code: c.name for c in records.instrument(view, one).criteria}


def _page(one: Cycle, errors: list[tuple[str, str]]) -> str:
    office = service().office
    with office.store.read() as view:
        mine = acts.of_cycle(view, one.id)
        past = {c.id: c for c in records.cycles(view) if (c.start, c.id) < (one.start, one.id)}
        left = [(a, past[a.cycle]) for a in acts.everything(view) if a.cycle in past and a.state not in ENDED]
        criteria = {c.id: {x.code: x.name for x in records.instrument(view, c).criteria} for c in (*past.values(), one)}
    return render_template(
        "desk/follow_up.html", cycle=one, mine=mine, left=left, names=criteria, states=names("action_state"), errors=errors,
        filled=request.form, today=office.today(), longest=LONGEST, owner_chars=OWNER_CHARS,
    )  # fmt: skip


def _action_page(one: Cycle, what: Action, errors: list[tuple[str, str]]) -> str:
    form = request.form
    filled = {
        "status": form.get("status", what.state), "tenggat": form.get("tenggat", what.due),
        "hasil": form.get("hasil", what.result.get("id", "")), "hasil-en": form.get("hasil-en", what.result.get("en", "")),
    }  # fmt: skip
    return render_template(
        "desk/action.html", cycle=one, what=what, name=_names(one).get(what.criterion, {"id": what.criterion}),
        states=names("action_state"), errors=errors, filled=filled, version=mark(what), longest=LONGEST,
    )  # fmt: skip
