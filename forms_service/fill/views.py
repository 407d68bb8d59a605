"""Filling in one form: introduction, one criterion a screen, check, send, receipt; or declining a peer's."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.form import decode
from assessment.predicate import LEVELS, MATRIX
from forms_service.fill.forms import PREFIX, LevelsForm, ReasonForm, answers_form, given
from forms_service.fill.task import FormTask, find_task, next_task
from forms_service.goals import cards
from forms_service.web.errors import page
from forms_service.web.guard import check, may, person
from forms_service.web.language import lang, t, tt
from forms_service.web.service import service
from kinerja_office import answering
from kinerja_words import catalogue
from kinerja_words.catalogue import LANGUAGES, names
from kinerja_words.problems import Refused

fill = Blueprint("fill", __name__, url_prefix="/tugas/<ref>")
Errors = Sequence[tuple[str, str]]


@fill.get("")
@may("form.fill", of="record")
def intro(ref: str) -> ResponseReturnValue:
    """Say what will be asked, how many do the same, and what is shown to whom, before anything is answered."""
    task = _task(ref)
    return _closed(task) if not task.taken else render_template("fill/intro.html", task=task)


@fill.get("/<int:number>")
@may("form.fill", of="record")
def part(ref: str, number: int) -> ResponseReturnValue:
    """Show one screen of the form."""
    task = _task(ref)
    if not task.taken:
        return _closed(task)
    if not 1 <= number <= task.parts:
        raise NotFound
    if number > len(task.criteria):
        entry = task.entry
        return _levels_page(task, entry.work_result or "", entry.work_behaviour or "", entry.reason)
    return _part_page(task, number, task.answers)


@fill.post("/<int:number>")
@may("form.fill", of="record")
def save(ref: str, number: int) -> ResponseReturnValue:
    """Keep the answers of one screen, then go on, or show what is missing (what was chosen is kept all the same)."""
    task = _task(ref)
    if not task.taken:
        return _closed(task)
    if not 1 <= number <= task.parts:
        raise NotFound
    if number > len(task.criteria):
        return _save_levels(task)
    criterion = task.criteria[number - 1]
    form = answers_form(task.instrument, criterion)(request.form)
    if not form.validate():
        wrong = [(name, t("choice.wrong")) for name in form.errors]
        return _part_page(task, number, {**task.answers, **_valid(form)}, wrong), 422
    action = request.form.get("aksi", "")
    answers = {i.code: "" for i in criterion.items} if action == "hapus" else given(form)
    entry = answering.save(service().office, task.cycle.id, task.assignment, answers)
    if _language_asked() or action == "hapus":
        return redirect(_address(task, str(number)), 303)
    kept = decode(task.instrument, entry.draft)
    missing = [i for i in criterion.items if i.code not in kept]
    if missing and action != "kosong":
        errors = [(PREFIX + i.code, t("fill.missing", item=tt(i.text))) for i in missing]
        return _part_page(task, number, kept, errors, offer=True), 422
    return redirect(_after(task, number), 303)


@fill.get("/periksa")
@may("form.fill", of="record")
def review(ref: str) -> ResponseReturnValue:
    """Show all answers with links to change them, and for a supervisor the predicate they give."""
    task = _task(ref)
    return _closed(task) if not task.taken else _review_page(task)


@fill.post("/kirim")
@may("form.send", of="record")
def send(ref: str) -> ResponseReturnValue:
    """Send what was checked; sending the same twice gives the same receipt."""
    task = _task(ref)
    if not task.taken:
        return _closed(task)
    if not task.levels_done:
        return _review_page(task, [("hasil", t("review.levels.missing"))]), 422
    text = request.form.get("revisi", "")
    revision = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    answering.send(service().office, task.cycle.id, task.assignment, revision)
    return redirect(_address(task, "bukti"), 303)


@fill.get("/bukti")
@may("receipt.see", of="record")
def receipt(ref: str) -> ResponseReturnValue:
    """Confirm, with the receipt code."""
    task = _task(ref)
    if not task.entry.sent:
        return redirect(_address(task, "periksa"), 303) if task.taken else _closed(task)
    return render_template("fill/receipt.html", task=task, following=next_task(service(), task))


@fill.get("/tolak")
@may("form.decline", of="record")
def decline_page(ref: str) -> ResponseReturnValue:
    """Ask why this is no colleague of theirs."""
    task = _task(ref)
    if task.method != "peer":
        raise NotFound
    return _closed(task) if not task.taken else render_template("fill/decline.html", task=task, errors=[], reason="")


@fill.post("/tolak")
@may("form.decline", of="record")
def decline(ref: str) -> ResponseReturnValue:
    """Take the task off the person's list and tell HR why."""
    task = _task(ref)
    if task.method != "peer":
        raise NotFound
    if not task.taken:
        return _closed(task)
    form = ReasonForm(request.form)
    reason = (form.reason.data or "").strip()
    errors: list[tuple[str, str]] = []
    if not form.validate() or not reason:
        errors = [("reason", t("decline.reason.missing") if not reason else t("reason.long", n=answering.REASON_CHARS))]
    else:
        try:
            answering.decline(service().office, task.cycle.id, task.assignment, reason)
        except Refused as refused:
            errors = [("", catalogue.word(p, lang())) for p in refused.problems]
    if errors:
        return render_template("fill/decline.html", task=task, errors=errors, reason=reason), 422
    return redirect("/tugas", 303)


def _save_levels(task: FormTask) -> ResponseReturnValue:
    form = LevelsForm(request.form)
    good = form.validate()
    values = {
        "work_result": form.work_result.data,
        "work_behaviour": form.work_behaviour.data,
        "reason": form.reason.data or "",
    }
    values["reason"] = values["reason"].strip()
    errors = []
    for name, words in (("work_result", "levels.result.missing"), ("work_behaviour", "levels.behaviour.missing")):
        if name in form.errors or not values[name]:
            errors.append((name, t(words)))
            if name in form.errors:
                values[name] = ""
    if "reason" in form.errors:
        errors.append(("reason", t("reason.long", n=answering.REASON_CHARS)))
    elif not values["reason"]:
        errors.append(("reason", t("levels.reason.missing")))
    if good:
        kept = {k: v or str(getattr(task.entry, k) or "") for k, v in values.items()}
        answering.save(service().office, task.cycle.id, task.assignment, {}, levels=kept)
    if good and _language_asked():
        return redirect(_address(task, str(task.parts)), 303)
    if errors:
        return _levels_page(task, values["work_result"], values["work_behaviour"], values["reason"], errors), 422
    return redirect(_address(task, "periksa"), 303)


def _task(ref: str) -> FormTask:
    """Return the person's own task; a task that is not theirs does not exist for them."""
    check("own")
    return find_task(service(), ref, person().number)


def _part_page(task: FormTask, number: int, answers: dict[str, str], errors: Errors = (), offer: bool = False) -> str:
    return render_template(
        "fill/part.html", task=task, number=number, criterion=task.criteria[number - 1], answers=answers, errors=errors,
        offer=offer, prefix=PREFIX, prompt=task.instrument.source.get("scale", {}).get("prompt"), back=_before(task, number),
        form_id="isian",
    )  # fmt: skip


def _levels_page(task: FormTask, result: str, behaviour: str, reason: str, errors: Errors = ()) -> str:
    return render_template(
        "fill/levels.html", task=task, result=result, behaviour=behaviour, reason=reason, errors=errors, levels=LEVELS,
        names=names("level"), back=_before(task, task.parts), most=answering.REASON_CHARS, form_id="isian",
        proof=cards.evidence(service(), task.cycle, task.assignment.rater, task.assignment.ratee),
        number=cards.show_number_of, band_names=names("goal_band"), **_matrix(),
    )  # fmt: skip


def _review_page(task: FormTask, errors: Errors = ()) -> str:
    answers = task.answers
    labels = {str(task.instrument.minimum + i): label for i, label in enumerate(task.instrument.labels)}
    open_items = [i for c in task.criteria for i in c.items if i.code not in answers]
    return render_template(
        "fill/review.html", task=task, answers=answers, labels=labels, missing=len(open_items), errors=errors,
        begun=bool(task.entry.draft), names=names("level"), **_matrix(),
    )  # fmt: skip


def _matrix() -> dict[str, object]:
    return {"matrix": MATRIX, "level_names": names("level"), "predicate_names": names("predicate")}


def _closed(task: FormTask) -> ResponseReturnValue:
    """Say that the forms are shut, what of theirs counts, and what to do; a close that can be undone lets them try again."""
    cycle = task.cycle
    key = (
        "closing"
        if cycle.state == "closing"
        else "early"
        if cycle.open and service().office.today() < cycle.start
        else "over"
    )
    lines = [t(f"closed.{key}", title=cycle.title)]
    if task.entry.sent:
        lines.append(t("closed.sent.changes" if task.entry.unsent_changes else "closed.sent"))
    elif cycle.unsealed:
        lines.append(t("closed.unsent"))
    if request.method == "POST":
        lines.append(t("closed.typed"))
    return page(409, t("closed.title"), lines, again=key == "closing", back="/tugas", label=t("back.tasks"))


def _after(task: FormTask, number: int) -> str:
    """Return where "Simpan dan lanjut" leads: back to the check if one came from there, otherwise the next screen."""
    if request.form.get("dari") == "periksa" or number >= task.parts:
        return _address(task, "periksa")
    return _address(task, str(number + 1))


def _before(task: FormTask, number: int) -> str:
    if request.args.get("dari") == "periksa" or request.form.get("dari") == "periksa":
        return _address(task, "periksa")
    return _address(task, str(number - 1)) if number > 1 else _address(task, "")


def _address(task: FormTask, step: str) -> str:
    return f"/tugas/{task.ref}/{step}" if step else f"/tugas/{task.ref}"


def _language_asked() -> bool:
    """Change the language by the button that also saves this screen, so that no choice is lost on the way."""
    wanted = request.form.get("bahasa")
    if wanted in LANGUAGES:
        session["lang"] = g.lang = wanted
        return True
    return False


def _valid(form: object) -> dict[str, str]:
    return {f.name.removeprefix(PREFIX): f.data for f in form if f.data and not f.errors}  # type: ignore[attr-defined]  # wtforms
