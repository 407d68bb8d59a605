"""The cycle's own acts up to its end: create, next step, open, undo, extend. What is final stands on a page of its own."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle, earliest_end
from assessment.method import YEARLY
from forms_service.desk import desk
from forms_service.desk.answers import confirm, find_cycle, go, moved_on
from forms_service.desk.cycle_forms import Archive, CycleForm, Extend, mark
from forms_service.desk.forms import SeenAndSure, Sure
from forms_service.desk.instruments import instruments
from forms_service.desk.names import state_name
from forms_service.desk.todo import next_state, some, todos
from forms_service.desk.unhurried import unhurried
from forms_service.web.forms import Form
from forms_service.web.guard import may, person
from forms_service.web.language import show_date, t, tt
from forms_service.web.service import service
from kinerja_office import consultation, plans, records
from kinerja_office import cycles as acts
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused, refuse
from publishing.plan import Plan, explain


@desk.get("/periode/baru")
@may("cycle.create", of="office")
def new() -> ResponseReturnValue:
    """Ask what a new cycle is called and made of; `?dari=`: like another one."""
    found, _ = instruments(service().content)
    with service().office.store.read() as view:
        like = records.find_cycle(view, request.args.get("dari", ""))
    form = CycleForm(metode=tuple(found[0].weights), instrumen=found[0].code) if found else CycleForm()
    if like:
        form = CycleForm.after(like)
    return _draft_page(form, like=like)


@desk.post("/periode/baru")
@may("cycle.create", of="office")
def create() -> ResponseReturnValue:
    """Create a draft cycle."""
    return _put_draft(CycleForm.posted(), None)


@desk.get("/periode/<id>/ubah")
@may("cycle.create", of="office")
def edit(id: str) -> ResponseReturnValue:
    """Show a draft in the form it was made with."""
    cycle = find_cycle(id)
    return _draft_page(CycleForm.of(cycle), cycle) if cycle.draft else moved_on(cycle)


@desk.post("/periode/<id>/ubah")
@may("cycle.create", of="office")
def do_edit(id: str) -> ResponseReturnValue:
    """Change everything of a draft but its id."""
    cycle, form = find_cycle(id), CycleForm.posted()
    if not cycle.draft:
        return moved_on(cycle)
    form.kode.data = id
    if form.dilihat.data != mark(cycle):  # another tab, or a second click: the page shows what is stored now
        fresh = CycleForm.of(cycle)
        fresh.refuse(refuse("cycle.draft_changed", cycle=id))
        return _draft_page(fresh, cycle)
    return _put_draft(form, cycle)


def _put_draft(form: CycleForm, draft: Cycle | None) -> ResponseReturnValue:
    found, _ = instruments(service().content)
    form.offer(found, service().office.today())
    form.suggest()
    if form.validate():
        instrument = next(i for i in found if i.code == form.instrumen.data)
        words = (form.judul.data, form.mulai.data, form.selesai.data)
        try:
            acts.create(
                service().office, form.kode.data, instrument, *words, form.metode.data, form.tahap.data, person().actor,
                period=form.masa.data, levels_from=form.asal.data, work=(form.kerja_mulai.data, form.kerja_selesai.data),
                peers=int(form.rekan.data or 0), instead_of=draft, imported=bool(draft and draft.imported),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
            if any(p.code == "cycle.period_methods" for p in refused.problems):
                form.metode.data = tuple(m for m in form.metode.data if m not in YEARLY)
        else:
            return go("cycle", "edit.done" if draft else "new.done", id=form.kode.data)
    return _draft_page(form, draft)


def _draft_page(form: CycleForm, draft: Cycle | None = None, like: Cycle | None = None) -> ResponseReturnValue:
    found, wrong = instruments(service().content)
    form.offer(found, service().office.today())
    more = {"cycle": draft} if draft else {}
    page = render_template("desk/new.html", form=form, wrong=wrong, draft=draft, like=like, **more)
    return (page, 422) if form.summary or form.doubts else page


@desk.get("/periode/<id>/batalkan")
@may("cycle.drop", of="office")
def drop_draft_page(id: str) -> ResponseReturnValue:
    """Say what goes with a draft, or why it has to stay."""
    cycle = find_cycle(id)
    if not cycle.before_opening:
        return moved_on(cycle)
    form = SeenAndSure(dilihat=cycle.state)
    with form.trying(), service().office.store.read() as view:
        acts.must_hold_no_work(view, id)
    return _drop_page(cycle, form)


@desk.post("/periode/<id>/batalkan")
@may("cycle.drop", of="office")
def drop_draft(id: str) -> ResponseReturnValue:
    """Remove a cycle that was not opened; a second click finds it gone."""
    form = SeenAndSure.posted()
    with service().office.store.read() as view:
        cycle = records.find_cycle(view, id)
    if cycle is None:
        return go("home", "drop.already", {"id": id})
    if form.outdated(cycle) or not cycle.before_opening:
        return moved_on(cycle)
    if form.validate():
        with form.trying():
            acts.drop_draft(service().office, id, person().actor)
    return _drop_page(cycle, form) if form.summary else go("home", "drop.done", {"title": cycle.title})


def _drop_page(cycle: Cycle, form: SeenAndSure) -> ResponseReturnValue:
    with service().office.store.read() as view:
        assigned = records.count_assignments(view, cycle.id)
        asked = consultation.answered(view, cycle.id, "before") if cycle.consulted else None
        answers = len(consultation.responses(view, cycle.id))
    gone = [t("drop.settings")] + ([t("drop.assignments", n=assigned)] if assigned else [])
    gone += [] if asked is None else [t("drop.opinions", some=some(asked))]
    gone += [t("drop.answers", n=answers)] if answers else []
    stays = [t("drop.people"), t("drop.id", id=cycle.id)]
    return confirm("drop", form, url_for("desk.cycle", id=cycle.id), cycle, stays, gone, title=cycle.title)


@desk.post("/periode/<id>/arsip")
@may("cycle.create", of="office")
def archive(id: str) -> ResponseReturnValue:
    """Put a published cycle out of sight, or bring it back."""
    cycle, back = find_cycle(id), bool(Archive.posted().kembali.data)
    if not cycle.published:
        return moved_on(cycle)
    acts.archive(service().office, id, person().actor, away=not back)
    return go("home", "archive.back" if back else "archive.done", {"title": cycle.title})


@desk.get("/periode/<id>/lanjut")
@may("cycle.next", of="office")
def next_page(id: str) -> ResponseReturnValue:
    """Say what the next step (consultation or goals) changes."""
    cycle = find_cycle(id)
    target = next_state(cycle)
    if target not in ("consultation", "goals"):
        return moved_on(cycle)
    return render_template("desk/next.html", cycle=cycle, target=target, form=SeenAndSure(dilihat=cycle.state))


@desk.post("/periode/<id>/lanjut")
@may("cycle.next", of="office")
@unhurried
def next_step(id: str) -> ResponseReturnValue:
    """Take the step to consultation or goals."""
    cycle, form = find_cycle(id), SeenAndSure.posted()
    target = next_state(cycle)
    if form.outdated(cycle) or target not in ("consultation", "goals"):
        return moved_on(cycle)
    if not form.validate():
        return render_template("desk/next.html", cycle=cycle, target=target, form=form), 422
    after = acts.next_stage(service().office, id, person().actor)
    return go("cycle", "next.done", {"state": state_name(after.state)}, id=id)


@desk.get("/periode/<id>/buka")
@may("cycle.open", of="office")
def open_page(id: str) -> ResponseReturnValue:
    """State what opening makes final."""
    cycle = find_cycle(id)
    return _open_page(cycle, SeenAndSure()) if _can_open(cycle) else moved_on(cycle)


@desk.post("/periode/<id>/buka")
@may("cycle.open", of="office")
@unhurried
def open_cycle(id: str) -> ResponseReturnValue:
    """Open the assessment; a second click finds it open and changes nothing."""
    cycle, form = find_cycle(id), SeenAndSure.posted()
    if cycle.opened:
        return go("cycle", "open.already", id=id)
    if form.outdated(cycle) or not _can_open(cycle):
        return moved_on(cycle)
    if not form.validate():
        return _open_page(cycle, form), 422
    try:
        acts.open_cycle(service().office, id, person().actor, grace=True)
    except Refused as refused:
        now = find_cycle(id)
        if now.opened:
            return go("cycle", "open.already", id=id)
        form.refuse(refused)
        return _open_page(now, form), 409
    return go("cycle", "open.done", id=id)


def _can_open(cycle: Cycle) -> bool:
    return next_state(cycle) == "assessment"


def _open_page(cycle: Cycle, form: SeenAndSure) -> str:
    office = service().office
    form.dilihat.data = cycle.state
    missing = [x for x in todos(office, cycle, service().content, shown=False) if x.weight == "must"]
    with office.store.read() as view:
        people = records.roster_size(view)
        plan = by_method(plans.current_plan(office, view, cycle)) if people else []
        counts = {m: records.count_assignments(view, cycle.id, method=m) for m in cycle.methods}
    return render_template(
        "desk/open.html", cycle=cycle, form=form, missing=missing, plan=plan, counts=counts, people=people,
        methods=names("method"),
    )  # fmt: skip


@desk.post("/periode/<id>/batal-buka")
@may("cycle.undo", of="office")
@unhurried
def undo_open(id: str) -> ResponseReturnValue:
    """Take an opening back, in the hour before forms are taken."""
    cycle = find_cycle(id)
    if not cycle.opening:
        return moved_on(cycle)
    acts.undo_open(service().office, id, person().actor)
    return go("cycle", "open.undone", id=id)


@desk.get("/periode/<id>/terima")
@may("cycle.open", of="office")
def take_page(id: str) -> ResponseReturnValue:
    """Say that an opening cannot be undone once forms are taken."""
    cycle = find_cycle(id)
    return confirm("take", Sure(), url_for("desk.cycle", id=id), cycle) if cycle.opening else moved_on(cycle)


@desk.post("/periode/<id>/terima")
@may("cycle.open", of="office")
def take_forms(id: str) -> ResponseReturnValue:
    """Take forms now, without waiting for the hour to pass."""
    cycle, form = find_cycle(id), Sure.posted()
    if not cycle.opened:
        return moved_on(cycle)
    if not form.validate():
        return confirm("take", form, url_for("desk.cycle", id=id), cycle)
    acts.take_forms(service().office, id, person().actor)
    return go("cycle", "open.taken", id=id)


@desk.get("/periode/<id>/perpanjang")
@may("cycle.extend", of="office")
def extend(id: str) -> str:
    """Ask for another last day."""
    return _extend_page(find_cycle(id), Extend())


@desk.post("/periode/<id>/perpanjang")
@may("cycle.extend", of="office")
def do_extend(id: str) -> ResponseReturnValue:
    """Give another last day."""
    cycle, form = find_cycle(id), Extend.posted()
    day = form.selesai.data
    if day and day == cycle.end:
        return go("cycle", "extend.done", {"day": show_date(day)}, id=id)
    try:
        after = acts.extend(service().office, id, day, person().actor)
    except Refused as refused:
        form.refuse(refused)
        return _extend_page(cycle, form), 422
    return go("cycle", "extend.done", {"day": show_date(after.end)}, id=id)


def _extend_page(cycle: Cycle, form: Form) -> str:
    least = cycle.start if cycle.before_opening else earliest_end(cycle, service().office.today())
    form.selesai.attrs["min"] = least
    return render_template("desk/extend.html", cycle=cycle, form=form, least=least)


@desk.get("/periode/<id>/rencana")
@may("plan.see", of="office")
def plan(id: str) -> str:
    """Say in plain words what will be shown, what is merged, and why."""
    cycle, office = find_cycle(id), service().office
    with office.store.read() as view:
        made = plans.current_plan(office, view, cycle) if records.people(view, cycle) else None
        changes = plans.plan_changes(office, view, cycle) if made else []
    groups = by_method(made) if made else []
    return render_template(
        "desk/plan.html", cycle=cycle, groups=groups, changes=changes, disclosure=office.organisation.disclosure, tt=tt
    )


def by_method(plan: Plan) -> list[tuple[str, list[str]]]:
    """Return what will be shown for each method, and the notes under it."""
    said = [(tt(rows), [tt(note) for note in notes]) for rows, notes in explain(plan)]
    return [(rows, [note[:1].upper() + note[1:] for note in notes]) for rows, notes in said]
