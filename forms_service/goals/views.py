"""My SKP: results written, put before the supervisor, reported on at any time; what it says once."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.cycle import Cycle
from assessment.goal import ASPECTS, TERMS, Goal, Wish, nearest_examples
from forms_service.goals import cards
from forms_service.goals.cards import GoalCard
from forms_service.goals.forms import EvidenceForm, GoalForm, RemoveForm, ReportForm, TermsForm
from forms_service.results import own
from forms_service.web import lists
from forms_service.web.forms import done, finished, language_asked, pressed
from forms_service.web.guard import check, may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import evidence, records
from kinerja_office import goals as acts
from kinerja_words.problems import Refused

goals = Blueprint("goals", __name__, url_prefix="/tujuan")


@goals.get("")
@may("goal.write", of="own")
def overview() -> str:
    """List one's goals of each cycle with their state."""
    office, me = service().office, person().number
    bosses = bool(cards.reports(office, me))
    return render_template(
        "goals/list.html", found=cards.my_goals(office, me), bosses=bosses, done=done("goal"), step=own.step(office, me)
    )


@goals.get("/<cycle>/baru")
@may("goal.write", of="own")
def new(cycle: str) -> ResponseReturnValue:
    """Ask for a new goal, with examples of one's kind of work."""
    found = _cycle(cycle)
    if not found.setting_goals:
        return redirect("/tujuan", 303)
    return _form(found, GoalForm(kind="main", revisi=0))


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


@goals.get("/<cycle>/skp")
@may("goal.write", of="own")
def terms(cycle: str) -> str:
    """Ask what an SKP says once: the approach, resources, accountability, consequences."""
    one = _cycle(cycle)
    with service().office.store.read() as view:
        skp = acts.skp(view, one.id, person().number)
    said = {name: getattr(skp, name) for name in ("approach", *TERMS)}
    return render_template("goals/skp.html", cycle=one, form=TermsForm(seen=acts.seen_skp(skp), **said))


@goals.post("/<cycle>/skp")
@may("goal.write", of="own")
def put_terms(cycle: str) -> ResponseReturnValue:
    """Keep what an SKP says once."""
    one, form, office, me = _cycle(cycle), TermsForm.posted(), service().office, person().number
    if language_asked():
        return render_template("goals/skp.html", cycle=one, form=form)
    with form.trying():
        said = {name: form[name].data for name in TERMS}
        acts.put_terms(office, one.id, me, form.approach.data, said, form.seen.data)
    if form.summary:
        if "goal.skp_changed" in form.codes:
            with office.store.read() as view:
                form.seen.data = acts.seen_skp(acts.skp(view, one.id, me))
        return render_template("goals/skp.html", cycle=one, form=form), 422
    return finished("/tujuan", "skp")


@goals.get("/<cycle>/<ref>")
@may("goal.write", of="record")
def one(cycle: str, ref: str) -> str:
    """Show one goal: its words, what was reported, and a form to report."""
    card = _card(cycle, ref)
    return _page(card, _reporting(card))


@goals.get("/<cycle>/<ref>/ubah")
@may("goal.write", of="record")
def edit(cycle: str, ref: str) -> ResponseReturnValue:
    """Show a goal's words to change them."""
    card = _card(cycle, ref)
    if not card.may_edit:
        return redirect(_address(card), 303)
    return _form(card.cycle, _filled(card.goal), card=card)


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


@goals.post("/<cycle>/<ref>/bukti")
@may("evidence.keep", of="record", upload=True)
def upload(cycle: str, ref: str) -> ResponseReturnValue:
    """Keep an evidence file of an agreed goal."""
    card, form = _card(cycle, ref), EvidenceForm.posted()
    if form.validate() and form.file.data:
        with form.trying():
            evidence.add(service().office, card.cycle.id, person().number, card.goal.id, form.file.data.data)
    if form.summary:
        return _page(_card(cycle, ref), _reporting(card), form), 422
    return finished(_address(card), "bukti")


@goals.get("/<cycle>/<ref>/bukti/<file>")
@may("evidence.see", of="record")
def download(cycle: str, ref: str, file: str) -> ResponseReturnValue:
    """Give out an evidence file of one's own."""
    return cards.download(service().office, _card(cycle, ref), file)


@goals.post("/<cycle>/<ref>/bukti/<file>")
@may("evidence.keep", of="record")
def drop(cycle: str, ref: str, file: str) -> ResponseReturnValue:
    """Remove an evidence file of one's own; one that is gone already is no fault of a second click."""
    card = _card(cycle, ref)
    for name, one in card.files:
        if name == file:
            evidence.remove(service().office, card.cycle.id, person().number, card.goal.id, one.file)
    return finished(_address(card), "buang")


def _go_on(cycle: Cycle, goal: Goal) -> ResponseReturnValue:
    """Show the kept goal, or put it before the supervisor; what is not whole yet stays a draft and is asked for."""
    here, me = service(), person().number
    card = cards.my_card(here.office, cycle.id, cards.ref_of(goal), me)
    if pressed() != "ajukan":
        return finished(_address(card), "simpan" if goal.state == "draft" else "sudah")
    try:
        acts.propose(here.office, cycle.id, me, goal.id)
    except Refused as refused:
        form = _filled(card.goal)
        form.refuse(refused)
        return _form(cycle, form, card=card, kept=True), 422
    return finished(_address(card), "ajukan")


def _form(
    cycle: Cycle, form: GoalForm, *, card: GoalCard | None = None, kept: bool = False, stored: Wish | None = None
) -> str:
    here, me = service(), person().number
    with here.office.store.read() as view:
        parents, approach = acts.parents_for(view, cycle, me), acts.skp(view, cycle.id, me).approach
        position = records.people(view, cycle)[me].position
    form.parent.shown = bool(parents)
    form.parent.options = [("", t("goal.form.parent.none")), *((g.id, g.wish.expected_result) for g in parents)]
    numbers = [form[f"{a}_{part}"] for a in ASPECTS for part in ("indicator", "target")]
    approach = "quantitative" if any(field.data for field in numbers) else approach
    form.success.shown = approach == "qualitative" or bool(form.success.data)
    for field in numbers:
        field.shown = approach == "quantitative"
    words = f"{form.expected_result.data} {form.success.data} {position}"
    return render_template(
        "goals/form.html", cycle=cycle, form=form, card=card, kept=kept, stored=stored, approach=approach, aspects=ASPECTS,
        examples=nearest_examples(lists.goal_examples(here.content), words, 3),
        action=f"{_address(card)}/ubah" if card else f"/tujuan/{cycle.id}/baru",
    )  # fmt: skip


def _filled(goal: Goal) -> GoalForm:
    return GoalForm(revisi=goal.revision, kind=goal.wish.kind, parent=goal.wish.parent, **goal.wish.texts)


def _reporting(card: GoalCard) -> ReportForm:
    return ReportForm(day=service().office.today(), seen=acts.seen_realisations(card.goal))


def _page(card: GoalCard, form: ReportForm, upload: EvidenceForm | None = None) -> str:
    form.day.attrs["max"] = service().office.today()
    return render_template("goals/one.html", card=card, form=form, upload=upload or EvidenceForm(), done=done("goal"))


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
