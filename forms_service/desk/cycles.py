"""The cycle's own acts: create, next step, open, undo, extend, close, seal. What is final stands on a page of its own."""

from __future__ import annotations

from pathlib import Path

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessment.cycle import STAGES, Cycle
from assessment.instrument import Instrument, parse_instrument
from forms_service.desk import desk
from forms_service.desk.common import changed_elsewhere, field_errors, find_cycle, go, lines, moved_on, state_name
from forms_service.desk.todo import next_state, todos, undo_until
from forms_service.web.guard import may, person
from forms_service.web.language import show_date, show_time, t, tt
from forms_service.web.service import service
from kinerja_office import cycles as acts
from kinerja_office import plans, records, retention
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused
from publishing.plan import Plan, explain

FIELDS = {"id": "kode", "title": "judul", "start": "mulai", "end": "selesai", "methods": "metode", "stages": "tahap"}
"""Field of the rule → field of the page."""


def instruments(content: Path | None) -> tuple[list[Instrument], list[str]]:
    """Return the instruments of the content folder, and what is wrong with those that cannot be read."""
    found, wrong = [], []
    for path in sorted((content / "instruments").glob("*.toml")) if content else []:
        try:
            found.append(parse_instrument(path.read_text(encoding="utf-8"), path.name))
        except Refused as refused:
            wrong += lines(refused)
        except (OSError, UnicodeDecodeError) as error:
            wrong.append(f"{path.name}: {type(error).__name__}")
    return found, wrong


@desk.get("/periode/baru")
@may("cycle.create", of="office")
def new() -> str:
    """Ask what a new cycle is called and made of."""
    return _new_page({}, [])


@desk.post("/periode/baru")
@may("cycle.create", of="office")
def create() -> ResponseReturnValue:
    """Create a draft cycle."""
    form = request.form
    found, _ = instruments(service().content)
    tool = next((i for i in found if i.code == form.get("instrumen")), None)
    id = form.get("kode", "").strip()
    errors: list[tuple[str, str]] = []
    if tool is None:
        errors.append(("instrumen", t("new.instrument.missing")))
    errors += [
        (f, t("new.empty", what=t(f"new.{f}")))
        for f in ("judul", "kode", "mulai", "selesai")
        if not form.get(f, "").strip()
    ]
    if errors or tool is None:
        return _new_page(form.to_dict(flat=False), errors), 422
    try:
        methods, stages = form.getlist("metode"), form.getlist("tahap")
        values = [form.get(f, "").strip() for f in ("judul", "mulai", "selesai")]
        acts.create(service().office, id, tool, values[0], values[1], values[2], methods, stages, person().actor)
    except Refused as refused:
        return _new_page(form.to_dict(flat=False), [(FIELDS.get(f, f), w) for f, w in field_errors(refused, "")]), 422
    return go("cycle", "new.done", id=id)


def _new_page(filled: dict[str, list[str]], errors: list[tuple[str, str]]) -> str:
    found, wrong = instruments(service().content)
    return render_template(
        "desk/new.html", errors=errors, filled=filled, instruments=found, wrong=wrong, stages=STAGES, methods=names("method"),
    )  # fmt: skip


@desk.get("/periode/<id>/lanjut")
@may("cycle.next", of="office")
def next_page(id: str) -> ResponseReturnValue:
    """Say what the next step (consultation or goals) changes."""
    one = find_cycle(id)
    target = next_state(one)
    if target not in ("consultation", "goals"):
        return moved_on(one)
    return render_template("desk/next.html", cycle=one, target=target)


@desk.post("/periode/<id>/lanjut")
@may("cycle.next", of="office")
def next_step(id: str) -> ResponseReturnValue:
    """Take the step to consultation or goals."""
    one = find_cycle(id)
    if changed_elsewhere(one):
        return moved_on(one)
    after = acts.next_stage(service().office, id, person().actor)
    return go("cycle", "next.done", {"state": state_name(after.state)}, id=id)


@desk.get("/periode/<id>/buka")
@may("cycle.open", of="office")
def open_page(id: str) -> ResponseReturnValue:
    """State what opening makes final."""
    one = find_cycle(id)
    return _open_page(one, []) if _can_open(one) else moved_on(one)


@desk.post("/periode/<id>/buka")
@may("cycle.open", of="office")
def open_cycle(id: str) -> ResponseReturnValue:
    """Open the assessment; a second click finds it open and changes nothing."""
    one = find_cycle(id)
    if one.state == "assessment":
        return go("cycle", "open.already", id=id)
    if changed_elsewhere(one) or not _can_open(one):
        return moved_on(one)
    if request.form.get("yakin") != "ya":
        return _open_page(one, [("yakin", t("desk.tick"))]), 422
    try:
        acts.open_cycle(service().office, id, person().actor)
    except Refused as refused:
        now = find_cycle(id)
        if now.state == "assessment":
            return go("cycle", "open.already", id=id)
        return _open_page(now, [("", w) for w in lines(refused)]), 409
    return go("cycle", "open.done", id=id)


def _can_open(one: Cycle) -> bool:
    return next_state(one) == "assessment"


def _open_page(one: Cycle, errors: list[tuple[str, str]]) -> str:
    office = service().office
    missing = [x for x in todos(office, one, service().content, "") if x.weight == "must"]
    with office.store.read() as view:
        plan = by_method(plans.current_plan(office, view, one)) if records.roster_size(view) else []
        counts = {m: len(records.assignments(view, one.id, method=m)) for m in one.methods}
        people = records.roster_size(view)
    return render_template(
        "desk/open.html", cycle=one, errors=errors, missing=missing, plan=plan, counts=counts, people=people,
        methods=names("method"),
    )  # fmt: skip


@desk.post("/periode/<id>/batal-buka")
@may("cycle.undo", of="office")
def undo_open(id: str) -> ResponseReturnValue:
    """Take an opening back, until the first form."""
    one = find_cycle(id)
    if one.state != "assessment":
        return moved_on(one)
    acts.undo_open(service().office, id, person().actor)
    return go("cycle", "open.undone", id=id)


@desk.get("/periode/<id>/perpanjang")
@may("cycle.extend", of="office")
def extend(id: str) -> str:
    """Ask for a later last day."""
    return render_template("desk/extend.html", cycle=find_cycle(id), errors=[], day="")


@desk.post("/periode/<id>/perpanjang")
@may("cycle.extend", of="office")
def do_extend(id: str) -> ResponseReturnValue:
    """Give a later last day."""
    one, day = find_cycle(id), request.form.get("selesai", "").strip()
    if day and day == one.end:
        return go("cycle", "extend.done", {"day": show_date(day)}, id=id)
    try:
        after = acts.extend(service().office, id, day, person().actor)
    except Refused as refused:
        errors = [("selesai", w) for w in lines(refused)]
        return render_template("desk/extend.html", cycle=one, errors=errors, day=day), 422
    return go("cycle", "extend.done", {"day": show_date(after.end)}, id=id)


@desk.get("/periode/<id>/tutup")
@may("cycle.close", of="office")
def close_page(id: str) -> ResponseReturnValue:
    """State what closing does, and until when it can be undone."""
    one = find_cycle(id)
    return _close_page(one, []) if one.open else moved_on(one)


@desk.post("/periode/<id>/tutup")
@may("cycle.close", of="office")
def close(id: str) -> ResponseReturnValue:
    """Stop taking forms; sealed an hour later, or at once if HR says so."""
    one = find_cycle(id)
    if one.state in ("closing", "sealing"):
        return go("cycle", "close.already", id=id)
    if not one.open or changed_elsewhere(one):
        return moved_on(one)
    if request.form.get("yakin") != "ya":
        return _close_page(one, [("yakin", t("desk.tick"))]), 422
    after = acts.begin_closing(service().office, id, person().actor)
    return go("cycle", "close.done", {"time": show_time(undo_until(after))}, id=id)


def _close_page(one: Cycle, errors: list[tuple[str, str]]) -> str:
    office = service().office
    left = [
        x for x in todos(office, one, service().content, "") if x.weight != "done" and x.key not in ("starts", "ended")
    ]
    return render_template(
        "desk/close.html", cycle=one, errors=errors, left=left, early=one.end >= office.today(), today=office.today()
    )


@desk.post("/periode/<id>/batal-tutup")
@may("cycle.close", of="office")
def undo_close(id: str) -> ResponseReturnValue:
    """Open the forms again within the hour."""
    one = find_cycle(id)
    if one.state == "assessment":
        return go("cycle", "close.undone", id=id)
    if one.state != "closing":
        return moved_on(one)
    acts.undo_closing(service().office, id, person().actor)
    return go("cycle", "close.undone", id=id)


@desk.get("/periode/<id>/segel")
@may("cycle.close", of="office")
def seal_page(id: str) -> ResponseReturnValue:
    """State what sealing destroys."""
    one = find_cycle(id)
    if one.state not in ("closing", "sealing"):
        return moved_on(one)
    return _seal_page(one, [])


@desk.post("/periode/<id>/segel")
@may("cycle.close", of="office")
def seal(id: str) -> ResponseReturnValue:
    """Count and seal now."""
    one = find_cycle(id)
    if one.state in ("closed", "published"):
        return go("cycle", "seal.already", id=id)
    if one.state not in ("closing", "sealing"):
        return moved_on(one)
    errors = []
    if request.form.get("ketik", "").strip() != one.id:
        errors.append(("ketik", t("desk.type.wrong", id=one.id)))
    if errors:
        return _seal_page(one, errors), 422
    try:
        acts.close_cycle(service().office, id, person().actor)
    except Refused:
        if find_cycle(id).state not in ("closed", "published"):
            raise
        return go("cycle", "seal.already", id=id)
    return go("cycle", "seal.done", id=id)


def _seal_page(one: Cycle, errors: list[tuple[str, str]]) -> str:
    return render_template(
        "desk/seal.html", cycle=one, errors=errors, copies=retention.key_copies(service().office, one.id)
    )


@desk.get("/periode/<id>/sisa")
@may("cycle.close", of="office")
def remains(id: str) -> str:
    """Say what still exists of a cycle, and which copies of its key HR has to delete."""
    return _remains_page(find_cycle(id), [])


@desk.post("/periode/<id>/sisa")
@may("cycle.close", of="office")
def confirm_copies(id: str) -> ResponseReturnValue:
    """Take HR's word that copies of the key are gone."""
    one, files = find_cycle(id), request.form.getlist("hilang")
    if not files:
        return _remains_page(one, [("hilang", t("remains.tick"))]), 422
    left = retention.confirm_key_copies(service().office, id, files, person().actor)
    return go("remains", "remains.done", {"n": len(left)}, id=id)


def _remains_page(one: Cycle, errors: list[tuple[str, str]]) -> str:
    after = retention.aftermath(service().office, one.id)
    return render_template("desk/remains.html", cycle=one, after=after, errors=errors)


@desk.get("/periode/<id>/rencana")
@may("plan.see", of="office")
def plan(id: str) -> str:
    """Say in plain words what will be shown, what is merged, and why."""
    one, office = find_cycle(id), service().office
    with office.store.read() as view:
        made = plans.current_plan(office, view, one) if records.people(view, one) else None
        changes = plans.plan_changes(office, view, one) if made else []
    groups = by_method(made) if made else []
    return render_template(
        "desk/plan.html", cycle=one, groups=groups, changes=changes, disclosure=office.organisation.disclosure, tt=tt
    )


def by_method(plan: Plan) -> list[tuple[str, list[str]]]:
    """Return what will be shown for each method, and the notes under it."""
    said = [(tt(rows), [tt(note) for note in notes]) for rows, notes in explain(plan)]
    return [(rows, [note[:1].upper() + note[1:] for note in notes]) for rows, notes in said]
