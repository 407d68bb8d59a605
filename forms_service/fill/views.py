"""Filling in one form: introduction, one criterion a screen or all on one page, check, send, receipt; or declining a peer's."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from flask import Blueprint, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.form import decode
from assessment.instrument import Criterion
from forms_service.fill import side_by_side
from forms_service.fill.forms import AnswersForm, DeclineForm, LevelsForm, SendForm, answers_form, points, rubric
from forms_service.fill.task import FormTask, find_task
from forms_service.tasks import listing
from forms_service.web.errors import page
from forms_service.web.forms import PREFIX, finished, language_asked, pressed
from forms_service.web.guard import check, may, person
from forms_service.web.language import t, tt
from forms_service.web.service import service
from kinerja_office import answering, ballots, organisation_predicates
from kinerja_words.problems import Refused

fill = Blueprint("fill", __name__, url_prefix="/tugas/<ref>")
WHOLE = 0
"""The number of the page that holds every statement; its address is `semua`."""
UP_TO = "sampai-"
"""What the buttons on it that save and go on reading are called, before the number of the criterion that follows."""


def while_taken(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Give a view the person's own task of the address while its forms are taken; otherwise the page that says why not.

    A declined task is to be taken back first: only its first page and declining itself are open.
    """

    @functools.wraps(view)
    def taken(ref: str, **more: int) -> ResponseReturnValue:
        task = _task(ref)
        if not task.taken:
            return _closed(task)
        if task.declined and view.__name__ in ("part", "save", "review", "send"):
            if request.method == "GET":
                return redirect(_address(task, ""), 303)
            lines, back = [t("intro.declined")], _address(task, "")
            return page(409, t("error.refused"), lines, again=True, back=back, label=t("fill.back"))
        return view(task, **more)

    return taken


@fill.get("")
@may("form.fill", of="record")
@while_taken
def intro(task: FormTask) -> ResponseReturnValue:
    """Say what will be asked, how many do the same, and what is shown to whom, before anything is answered.

    Whoever has filled in such a form since they signed in has read that and gets a new one's statements, as they had them last.
    """
    how = session.get("cara", {}).get(task.method)
    if how is None or task.entry.draft or task.declined:
        return render_template("fill/intro.html", task=task, before=_before())
    number = WHOLE if how == "semua" and len(task.screens) > 1 else 1
    return _part_page(task, number, _answers_form(task, number, {}, ""), first=True)


@fill.get("/semua", defaults={"number": WHOLE})
@fill.get("/<int:number>")
@may("form.fill", of="record")
@while_taken
def part(task: FormTask, number: int) -> ResponseReturnValue:
    """Show one screen of the form."""
    if task.sets_levels and number == task.parts:
        return _levels_page(task, LevelsForm(**task.levels).showing(task.levels))
    return _part_page(task, number, _answers_form(task, number, task.answers, request.args.get("dari", "")))


@fill.post("/semua", defaults={"number": WHOLE})
@fill.post("/<int:number>")
@may("form.fill", of="record")
@while_taken
def save(task: FormTask, number: int) -> ResponseReturnValue:
    """Keep the answers of one screen, then go on, or show what is missing (what was chosen is kept all the same)."""
    if task.sets_levels and number == task.parts:
        return _save_levels(task)
    screen, action = _screen(task, number), pressed()
    form = answers_form(task.instrument, screen).posted()
    if not form.validate():
        form.complete(task.answers)
        return _part_page(task, number, form), 422
    items = [i for c in screen for i in c.items]
    answers = {i.code: "" for i in items} if action == "hapus" else form.given()
    try:
        entry = answering.save(service().office, task.cycle.id, task.assignment, answers, seen=form.seen())
    except Refused as refused:
        form.refuse(refused)
        form.showing(_task(task.ref).answers)
        return _part_page(task, number, form), 422
    session["cara"] = {**session.get("cara", {}), task.method: "satu" if number else "semua"}
    if language_asked() or action == "hapus":
        return redirect(_address(task, _step(number)), 303)
    if action == "satu":
        return redirect(_address(task, str(min(_task(task.ref).first_open(), len(task.screens)))), 303)
    if action == "semua" or action.startswith(UP_TO):
        place = number or next((n for n in range(2, len(task.screens) + 1) if action == f"{UP_TO}{n}"), 1)
        return redirect(f"{_address(task, 'semua')}#bagian-{place}", 303)
    kept = decode(task.instrument, entry.draft)
    missing = [i for i in items if i.code not in kept]
    if missing and action != "kosong":
        form.complete(kept)
        form.showing(kept)
        for item in missing:
            form.blame(PREFIX + item.code, t("fill.missing", item=tt(item.text)))
        return _part_page(task, number, form, offer=True), 422
    after = (number or len(task.screens)) + 1
    checked = form.dari.data == "periksa" or after > task.parts
    return redirect(_address(task, "periksa" if checked else str(after)), 303)


@fill.get("/periksa")
@may("form.fill", of="record")
@while_taken
def review(task: FormTask) -> ResponseReturnValue:
    """Show all answers with links to change them, and for a supervisor the predicate they give."""
    return _review_page(task, SendForm(revisi=task.entry.revision))


@fill.post("/kirim")
@may("form.send", of="record")
@while_taken
def send(task: FormTask) -> ResponseReturnValue:
    """Send what was checked; sending the same twice gives the same receipt."""
    form = SendForm.posted()
    if not task.levels_done:
        form.blame("hasil", t("review.levels.missing"))
        return _review_page(task, form), 422
    answering.send(service().office, task.cycle.id, task.assignment, form.revisi.data)
    on = listing.next_alike(service().office, task) if pressed() == "lanjut" else None
    return redirect(f"{on.go[0]}?sesudah={task.ref}" if on else _address(task, "bukti"), 303)


@fill.get("/bukti")
@may("receipt.see", of="record")
def receipt(ref: str) -> ResponseReturnValue:
    """Confirm, with the receipt code."""
    task = _task(ref)
    if not task.entry.sent:
        return redirect(_address(task, "periksa"), 303) if task.taken else _closed(task)
    return render_template("fill/receipt.html", task=task, following=listing.after(service().office, task))


@fill.get("/tolak")
@may("form.decline", of="record")
@while_taken
def decline_page(task: FormTask) -> ResponseReturnValue:
    """Ask why this is no colleague or superior of theirs."""
    if not task.rules.declinable:
        raise NotFound
    return _decline_page(task, DeclineForm(revisi=task.entry.revision))


@fill.post("/tolak")
@may("form.decline", of="record")
@while_taken
def decline(task: FormTask) -> ResponseReturnValue:
    """Take the task off the person's list and tell HR why."""
    if not task.rules.declinable:
        raise NotFound
    form = DeclineForm.posted()
    if language_asked():
        return _decline_page(task, form)
    if form.validate():
        try:
            answering.decline(service().office, task.cycle.id, task.assignment, form.reason.data, form.revisi.data)
        except Refused as refused:
            form.refuse(refused)
    if form.summary:
        form.revisi.data = task.entry.revision
        return _decline_page(task, form), 422
    return finished("/tugas", "tolak")


@fill.post("/tolak/batal")
@may("form.decline", of="record")
@while_taken
def take_back(task: FormTask) -> ResponseReturnValue:
    """Put a declined task back on the person's list; a second click finds it there."""
    answering.take_back(service().office, task.cycle.id, task.assignment)
    return redirect(_address(task, ""), 303)


def _save_levels(task: FormTask) -> ResponseReturnValue:
    """Keep what was filled in, unless something of it is wrong; what was kept before stays where a field is empty."""
    form, language = LevelsForm.posted(), language_asked()
    good = form.validate()
    if not any(f.data and f.errors for f in form):
        levels = {f.name: f.data for f in form if f.data and f.kind != "hidden"}
        try:
            answering.save(service().office, task.cycle.id, task.assignment, {}, levels=levels, seen=form.seen())
        except Refused as refused:
            form.refuse(refused)
            form.showing(_task(task.ref).levels)
            return _levels_page(task, form), 422
        if language:
            return redirect(_address(task, str(task.parts)), 303)
    if not good:
        return _levels_page(task, form), 422
    return redirect(_address(task, "periksa"), 303)


def _before() -> FormTask | None:
    """Return the form that was sent just before this page was opened (`?sesudah=`), to show its receipt."""
    return _task(request.args["sesudah"]) if "sesudah" in request.args else None


def _task(ref: str) -> FormTask:
    """Return the person's own task; a task that is not theirs does not exist for them."""
    check("own")
    return find_task(service().office, ref, person().number)


def _screen(task: FormTask, number: int) -> Sequence[Criterion]:
    """Return the criteria of a screen; 404 where there is none, or none of all beside a form that has only one."""
    if number == WHOLE and len(task.screens) > 1:
        return task.criteria
    if not 1 <= number <= len(task.screens):
        raise NotFound
    return task.screens[number - 1]


def _answers_form(task: FormTask, number: int, answers: dict[str, str], came_from: str) -> AnswersForm:
    form = answers_form(task.instrument, _screen(task, number))(dari=came_from)
    form.complete(answers)
    return form.showing(answers)


def _part_page(task: FormTask, number: int, form: AnswersForm, offer: bool = False, first: bool = False) -> str:
    before = "periksa" if form.dari.data == "periksa" else str(number - 1) if number > 1 else ""
    return render_template(
        "fill/part.html", task=task, before=_before(), number=number, step=_step(number), screen=_screen(task, number), form=form,
        offer=offer, first=first, whole=number == WHOLE, up_to=UP_TO, prefix=PREFIX, points=points(task.instrument), prompt=task.instrument.prompt, back=_address(task, before),
    )  # fmt: skip


def _levels_page(task: FormTask, form: LevelsForm) -> str:
    before = "semua" if session.get("cara", {}).get(task.method) == "semua" else str(task.parts - 1)
    before = "periksa" if request.args.get("dari") == "periksa" else before if task.parts > 1 else ""
    office, cycle = service().office, task.cycle
    with office.store.read() as view:
        (row,) = side_by_side.rows(view, cycle, [task])
        given = organisation_predicates.for_officer(view, cycle, task.assignment.rater)
    return render_template(
        "fill/levels.html", task=task, form=form, back=_address(task, before), row=row, given=given,
        distribution=office.organisation.distribution, rubric={side: rubric(side) for side in ("result", "behaviour")},
    )  # fmt: skip


def _review_page(task: FormTask, form: SendForm) -> str:
    answers = task.answers
    labels = {str(task.instrument.minimum + i): label for i, label in enumerate(task.instrument.labels)}
    open_items = [i for c in task.criteria for i in c.items if i.code not in answers]
    return render_template(
        "fill/review.html", task=task, before=_before(), form=form, answers=answers, labels=labels, missing=len(open_items),
        begun=bool(task.entry.draft), on=listing.next_alike(service().office, task), hints=side_by_side.review_hints(service().office, task),
    )  # fmt: skip


def _decline_page(task: FormTask, form: DeclineForm) -> str:
    return render_template("fill/decline.html", task=task, form=form)


def _closed(task: FormTask) -> ResponseReturnValue:
    """Say that the forms are shut, what of theirs counts, and what to do; a close that can be undone lets them try again."""
    cycle = task.cycle
    early = cycle.open and service().office.today() < cycle.start
    key = "left" if task.lapsed else "closing" if cycle.closing else "early" if early else "over"
    lines = [t(f"closed.{key}", title=cycle.title)]
    if task.entry.sent:
        lines.append(t("tasks.note.changed.late" if task.entry.unsent_changes else "closed.sent"))
    elif ballots.readable(cycle):
        lines.append(t("closed.unsent"))
    if task.rules.sealed and not ballots.readable(cycle):
        lines.append(t("tasks.receipts.over"))
    if request.method == "POST":
        lines.append(t("closed.typed"))
    return page(409, t("closed.title"), lines, again=key == "closing", back="/tugas", label=t("back.tasks"))


def _step(number: int) -> str:
    return str(number) if number else "semua"


def _address(task: FormTask, step: str) -> str:
    return f"/tugas/{task.ref}/{step}" if step else f"/tugas/{task.ref}"
