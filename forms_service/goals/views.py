"""My goals: written, put before the supervisor, reported on at any time."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.cycle import Cycle
from assessment.goal import HOW, Goal, Wish, nearest_examples
from forms_service.goals import cards
from forms_service.goals.cards import GoalCard
from forms_service.goals.forms import GoalForm, RemoveForm, ReportForm
from forms_service.web import lists
from forms_service.web.forms import done, finished, language_asked, pressed
from forms_service.web.guard import check, may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import goals as acts
from kinerja_office import records
from kinerja_words.problems import Refused

goals = Blueprint("goals", __name__, url_prefix="/tujuan")


@goals.get("")
@may("goal.write", of="own")
def overview() -> str:
    """List one's goals of each cycle with state and achievement."""
    office, me = service().office, person().number
    bosses = bool(cards.reports(office, me))
    return render_template("goals/list.html", found=cards.my_goals(office, me), bosses=bosses, done=done("goal"))


@goals.get("/<cycle>/baru")
@may("goal.write", of="own")
def new(cycle: str) -> ResponseReturnValue:
    """Ask for a new goal, with examples of one's kind of work."""
    found = _cycle(cycle)
    if found.state != "goals":
        return redirect("/tujuan", 303)
    return _form(found, GoalForm(due=found.end, revisi=0))


@goals.post("/<cycle>/baru")
@may("goal.write", of="own")
def create(cycle: str) -> ResponseReturnValue:
    """Keep a new goal, and put it before the supervisor if that was asked for."""
    found, form = _cycle(cycle), GoalForm.posted()
    if language_asked():
        return _form(found, form)
    try:
        goal = acts.save(service().office, found.id, person().number, form.wish())
    except Refused as refused:
        form.refuse(refused)
        return _form(found, form), 422
    return _go_on(found, goal)


@goals.get("/<cycle>/<ref>")
@may("goal.write", of="record")
def one(cycle: str, ref: str) -> str:
    """Show one goal: its words, how far it is reached and by which formula, and a form to report."""
    card = _card(cycle, ref)
    return _page(card, ReportForm(day=service().office.today(), seen=acts.seen_realisations(card.goal)))


@goals.get("/<cycle>/<ref>/ubah")
@may("goal.write", of="record")
def edit(cycle: str, ref: str) -> ResponseReturnValue:
    """Show a goal's words to change them."""
    card = _card(cycle, ref)
    if not card.may_edit:
        return redirect(_address(card), 303)
    return _form(card.cycle, GoalForm(revisi=card.goal.revision, **asdict(card.goal.wish)), card=card)


@goals.post("/<cycle>/<ref>/ubah")
@may("goal.write", of="record")
def change(cycle: str, ref: str) -> ResponseReturnValue:
    """Keep changed words; a goal changed in another tab meanwhile is shown beside them."""
    card, form = _card(cycle, ref), GoalForm.posted()
    if language_asked():
        return _form(card.cycle, form, card=card)
    try:
        goal = acts.save(
            service().office, card.cycle.id, person().number, form.wish(), card.goal.id, revision=form.revisi.data
        )
    except Refused as refused:
        now = _card(cycle, ref)
        form.refuse(refused)
        form.revisi.data = now.goal.revision
        stored = now.goal.wish if any(p.code == "goal.stale" for p in refused.problems) else None
        return _form(now.cycle, form, card=now, stored=stored), 422
    return _go_on(card.cycle, goal)


@goals.get("/<cycle>/<ref>/hapus")
@may("goal.write", of="record")
def remove_page(cycle: str, ref: str) -> ResponseReturnValue:
    """Ask once more before a goal is removed."""
    card = _card(cycle, ref)
    if not card.may_edit:
        return redirect(_address(card), 303)
    return _remove_page(card, RemoveForm(revisi=card.goal.revision))


@goals.post("/<cycle>/<ref>/hapus")
@may("goal.write", of="record")
def remove(cycle: str, ref: str) -> ResponseReturnValue:
    """Remove a goal that is not agreed; one that is gone already is no fault of a second click."""
    check("own")
    form = RemoveForm.posted()
    try:
        card = _card(cycle, ref)
    except NotFound:
        return redirect("/tujuan", 303)
    with form.trying():
        acts.remove(service().office, card.cycle.id, person().number, card.goal.id, form.revisi.data)
    if form.summary:
        form.revisi.data = card.goal.revision
        return _remove_page(card, form), 422
    return finished("/tujuan", "hapus")


@goals.post("/<cycle>/<ref>/realisasi")
@may("goal.write", of="record")
def report(cycle: str, ref: str) -> ResponseReturnValue:
    """Write down what was reached up to a day."""
    card = _card(cycle, ref)
    form = ReportForm.posted()
    if language_asked():
        return _page(card, form)
    try:
        acts.report(service().office, card.cycle.id, person().number, card.goal.id, **form.data)
    except Refused as refused:
        form.refuse(refused)
        now = _card(cycle, ref)
        form.seen.data = acts.seen_realisations(now.goal)
        return _page(now, form), 422
    return finished(_address(card), "realisasi")


def _go_on(cycle: Cycle, goal: Goal) -> ResponseReturnValue:
    """Show the kept goal, or put it before the supervisor; what cannot be measured yet stays a draft and is asked for."""
    here, me = service(), person().number
    card = cards.my_card(here.office, cycle.id, cards.ref_of(goal), me)
    if pressed() != "ajukan":
        return finished(_address(card), "simpan" if goal.state == "draft" else "sudah")
    try:
        acts.propose(here.office, cycle.id, me, goal.id, lists.goal_examples(here.content))
    except Refused as refused:
        form = GoalForm(revisi=card.goal.revision, **asdict(goal.wish))
        form.refuse(refused)
        return _form(cycle, form, card=card, kept=True), 422
    return finished(_address(card), "ajukan")


def _form(
    cycle: Cycle, form: GoalForm, *, card: GoalCard | None = None, kept: bool = False, stored: Wish | None = None
) -> str:
    here, me = service(), person().number
    with here.office.store.read() as view:
        parents = acts.parents_for(view, cycle, me)
        position = records.people(view, cycle)[me].position
    form.parent.shown = bool(parents)
    form.parent.options = [("", t("goal.form.parent.none")), *((g.id, g.wish.expected_result) for g in parents)]
    words = f"{form.expected_result.data} {form.indicator.data} {position}"
    return render_template(
        "goals/form.html", cycle=cycle, form=form, card=card, kept=kept, stored=stored, how=HOW,
        examples=nearest_examples(lists.goal_examples(here.content), words, 3),
        action=f"{_address(card)}/ubah" if card else f"/tujuan/{cycle.id}/baru",
    )  # fmt: skip


def _page(card: GoalCard, form: ReportForm) -> str:
    form.day.attrs["max"] = service().office.today()
    return render_template("goals/one.html", card=card, form=form, done=done("goal"))


def _remove_page(card: GoalCard, form: RemoveForm) -> str:
    return render_template("goals/remove.html", card=card, form=form)


def _card(cycle: str, ref: str) -> GoalCard:
    check("own")
    return cards.my_card(service().office, cycle, ref, person().number)


def _cycle(cycle: str) -> Cycle:
    """Return a cycle in which this person may have goals; 404 for others."""
    with service().office.store.read() as view:
        found = cards.find_cycle(view, cycle)
        me = records.people(view, found).get(person().number)
    if me is None or not me.rated:
        raise NotFound
    return found


def _address(card: GoalCard) -> str:
    return f"/tujuan/{card.cycle.id}/{card.ref}"
