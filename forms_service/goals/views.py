"""My goals: written, put before the supervisor, reported on at any time."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, fields

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.cycle import Cycle
from assessment.goal import DIRECTIONS, HOW, Goal, Wish, nearest_examples
from forms_service.goals import cards
from forms_service.goals.cards import GoalCard, show_number_of
from forms_service.web import lists
from forms_service.web.guard import check, may, person
from forms_service.web.language import t
from forms_service.web.service import service
from forms_service.web.typed import Errors, errors_of, language_asked, typed, whole
from kinerja_office import goals as acts
from kinerja_office import records
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused

goals = Blueprint("goals", __name__, url_prefix="/tujuan")
FIELDS = tuple(f.name for f in fields(Wish))
REPORT_FIELDS = ("value", "day", "note", "evidence")
NAMES: Mapping[str, object] = {
    "state_names": names("goal_state"), "direction_names": names("goal_direction"), "band_names": names("goal_band"), "number": show_number_of,
}  # fmt: skip
DONE = ("simpan", "ajukan", "realisasi", "hapus")


@goals.app_template_test("iso_day")
def is_day(text: str) -> bool:
    """Whether a text is a calendar day; drafts may hold anything."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@goals.get("")
@may("goal.write", of="own")
def overview() -> str:
    """List one's goals of each cycle with state and achievement."""
    home = service()
    bosses = bool(cards.reports(home, person().number))
    found = cards.my_goals(home, person().number)
    return render_template("goals/list.html", found=found, bosses=bosses, done=_done(), **NAMES)


@goals.get("/<cycle>/baru")
@may("goal.write", of="own")
def new(cycle: str) -> ResponseReturnValue:
    """Ask for a new goal, with examples of one's kind of work."""
    one = _cycle(cycle)
    if one.state != "goals":
        return redirect("/tujuan", 303)
    return _form(one, Wish(due=one.end))


@goals.post("/<cycle>/baru")
@may("goal.write", of="own")
def create(cycle: str) -> ResponseReturnValue:
    """Keep a new goal, and put it before the supervisor if that was asked for."""
    one, wish = _cycle(cycle), _wish()
    if language_asked():
        return _form(one, wish)
    try:
        goal = acts.save(service().office, one.id, person().number, wish)
    except Refused as refused:
        return _form(one, wish, errors=errors_of(refused, FIELDS)), 422
    return _go_on(one, goal)


@goals.get("/<cycle>/<ref>")
@may("goal.write", of="record")
def one(cycle: str, ref: str) -> str:
    """Show one goal: its words, how far it is reached and by which formula, and a form to report."""
    return _page(_card(cycle, ref))


@goals.get("/<cycle>/<ref>/ubah")
@may("goal.write", of="record")
def edit(cycle: str, ref: str) -> ResponseReturnValue:
    """Show a goal's words to change them."""
    card = _card(cycle, ref)
    if not card.may_edit:
        return redirect(_address(card), 303)
    return _form(card.cycle, card.goal.wish, card=card)


@goals.post("/<cycle>/<ref>/ubah")
@may("goal.write", of="record")
def change(cycle: str, ref: str) -> ResponseReturnValue:
    """Keep changed words; a goal changed in another tab meanwhile is shown beside them."""
    card, wish = _card(cycle, ref), _wish()
    if language_asked():
        return _form(card.cycle, wish, card=card, revision=whole(typed("revisi")))
    try:
        goal = acts.save(
            service().office, card.cycle.id, person().number, wish, card.goal.id, revision=whole(typed("revisi"))
        )
    except Refused as refused:
        now = _card(cycle, ref)
        stored = now.goal.wish if any(p.code == "goal.stale" for p in refused.problems) else None
        return _form(now.cycle, wish, card=now, errors=errors_of(refused, FIELDS), stored=stored), 422
    return _go_on(card.cycle, goal)


@goals.get("/<cycle>/<ref>/hapus")
@may("goal.write", of="record")
def remove_page(cycle: str, ref: str) -> ResponseReturnValue:
    """Ask once more before a goal is removed."""
    card = _card(cycle, ref)
    if not card.may_edit:
        return redirect(_address(card), 303)
    return render_template("goals/remove.html", card=card, **NAMES)


@goals.post("/<cycle>/<ref>/hapus")
@may("goal.write", of="record")
def remove(cycle: str, ref: str) -> ResponseReturnValue:
    """Remove a goal that is not agreed; one that is gone already is no fault of a second click."""
    check("own")
    try:
        card = _card(cycle, ref)
    except NotFound:
        return redirect("/tujuan", 303)
    acts.remove(service().office, card.cycle.id, person().number, card.goal.id)
    return redirect("/tujuan?selesai=hapus", 303)


@goals.post("/<cycle>/<ref>/realisasi")
@may("goal.write", of="record")
def report(cycle: str, ref: str) -> ResponseReturnValue:
    """Write down what was reached up to a day."""
    card = _card(cycle, ref)
    given = {name: typed(name) for name in REPORT_FIELDS}
    if language_asked():
        return _page(card, given)
    try:
        acts.report(service().office, card.cycle.id, person().number, card.goal.id, **given)
    except Refused as refused:
        return _page(_card(cycle, ref), given, errors_of(refused, REPORT_FIELDS)), 422
    return redirect(_address(card) + "?selesai=realisasi", 303)


def _go_on(one: Cycle, goal: Goal) -> ResponseReturnValue:
    """Show the kept goal, or put it before the supervisor; what cannot be measured yet stays a draft and is asked for."""
    home = service()
    card = cards.my_card(home, one.id, cards.ref_of(home, goal), person().number)
    if typed("aksi") != "ajukan":
        return redirect(_address(card) + "?selesai=simpan", 303)
    try:
        acts.propose(home.office, one.id, person().number, goal.id, lists.goal_examples(home.content))
    except Refused as refused:
        return _form(one, goal.wish, card=card, errors=errors_of(refused, FIELDS), kept=True), 422
    return redirect(_address(card) + "?selesai=ajukan", 303)


def _form(
    one: Cycle, wish: Wish, *, card: GoalCard | None = None, errors: Errors | None = None, kept: bool = False,
    stored: Wish | None = None, revision: int | None = None,
) -> str:  # fmt: skip
    home, me = service(), person().number
    with home.office.store.read() as view:
        parents = acts.parents_for(view, one, me)
        position = records.people(view, one)[me].position
    words = f"{wish.expected_result} {wish.indicator} {position}"
    return render_template(
        "goals/form.html", cycle=one, wish=asdict(wish), card=card, errors=errors or [], kept=kept, parents=parents,
        examples=nearest_examples(lists.goal_examples(home.content), words, 3), how=HOW, directions=DIRECTIONS,
        stored=asdict(stored) if stored else None, form_id="isian",
        revision=(card.goal.revision if card else 0) if revision is None else revision,
        action=f"{_address(card)}/ubah" if card else f"/tujuan/{one.id}/baru", **NAMES,
    )  # fmt: skip


def _page(card: GoalCard, given: Mapping[str, str] | None = None, errors: Errors | None = None) -> str:
    today = service().office.today()
    return render_template(
        "goals/one.html", card=card, given=given or {"day": today}, errors=errors or [], today=today, done=_done(),
        form_id="isian" if card.may_report else None, **NAMES,
    )  # fmt: skip


def _card(cycle: str, ref: str) -> GoalCard:
    check("own")
    return cards.my_card(service(), cycle, ref, person().number)


def _cycle(cycle: str) -> Cycle:
    """Return a cycle in which this person may have goals; 404 for others."""
    with service().office.store.read() as view:
        found = cards.find_cycle(view, cycle)
        me = records.people(view, found).get(person().number)
    if me is None or not me.rated:
        raise NotFound
    return found


def _wish() -> Wish:
    return Wish(**{name: typed(name) for name in FIELDS})


def _address(card: GoalCard) -> str:
    return f"/tujuan/{card.cycle.id}/{card.ref}"


def _done() -> str:
    """Return the words for what has just been done, as the address says; empty for anything else."""
    done = request.args.get("selesai", "")
    return t(f"goal.done.{done}") if done in DONE else ""
