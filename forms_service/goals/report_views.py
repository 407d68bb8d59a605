"""Goals of one's reports: read, agreed to, or sent back with words."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from assessment.goal import VALUES
from forms_service.goals import cards
from forms_service.goals.cards import GoalCard, Report
from forms_service.goals.forms import AnswerForm, ExpectationsForm, RateForm, SeveralForm
from forms_service.web.forms import done, finished, language_asked, pressed
from forms_service.web.guard import check, may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import goals as acts
from kinerja_words.problems import Refused

report_goals = Blueprint("report_goals", __name__, url_prefix="/tujuan-bawahan")


@report_goals.get("")
@may("goal.agree", of="report")
def overview() -> str:
    """List the reports with their goals, and say who has put none forward."""
    return _overview(SeveralForm())


@report_goals.post("/<cycle>")
@may("goal.agree", of="report")
def agree_several(cycle: str) -> ResponseReturnValue:
    """Agree to each goal that was ticked as it was shown; one that has changed since is named and stays as it is."""
    office, me, form, agreed = service().office, person().number, SeveralForm.posted(), 0
    people = [r for one, found in cards.reports(office, me) if one.id == cycle for r in found]
    there = {card.ref: card for report in people for card in report.cards}
    if not form.pilih.data:
        form.blame("", t("goal.several.none"))
    for ref, _, shown in (ticked.partition(".") for ticked in form.pilih.data):
        if (card := there.get(ref)) is None:
            form.blame("", t("goal.several.gone"))
        elif (card.goal.state, str(card.goal.revision)) == ("proposed", shown):
            with form.trying():
                acts.agree(office, cycle, me, card.owner.employee_number, card.goal.id, "", card.goal.revision)
                agreed += 1
        elif (card.goal.state, str(card.goal.revision - 1)) != ("agreed", shown):  # else a second click
            form.blame("", t("goal.several.changed", name=card.owner.name, title=card.goal.wish.expected_result))
    return (_overview(form, agreed), 422) if form.summary else finished("/tujuan-bawahan", "beberapa")


@report_goals.get("/<cycle>/<ref>")
@may("goal.agree", of="record")
def one(cycle: str, ref: str) -> str:
    """Show one report's goal with the two answers, and the rating of its result while forms are taken."""
    card = _card(cycle, ref)
    return _page(card, _form(card)(revisi=card.goal.revision, level=card.goal.rating, words=card.goal.reason))


@report_goals.post("/<cycle>/<ref>")
@may("goal.agree", of="record")
def answer(cycle: str, ref: str) -> ResponseReturnValue:
    """Agree, send back with words, or rate; the same answer twice is one answer."""
    card = _card(cycle, ref)
    form = _form(card).posted()
    if language_asked():
        return _page(card, form)
    office, me, of = service().office, person().number, (card.owner.employee_number, card.goal.id)
    words, revision, did = form.words.data, form.revisi.data, pressed()
    state = "agreed" if did == "setuju" else "sent_back"
    try:
        if isinstance(form, RateForm) and did == "nilai":
            acts.rate(office, card.cycle.id, me, *of, form.level.data, words)
        else:
            act, did = (acts.agree, "setuju") if did == "setuju" else (acts.send_back, "kembali")
            act(office, card.cycle.id, me, *of, words, revision)
    except Refused as refused:
        now = _card(cycle, ref)
        twice = (now.goal.state, now.goal.words, now.goal.revision) == (state, words, revision + 1)
        if not twice or any(p.field for p in refused.problems):
            form.refuse(refused)
            form.revisi.data = now.goal.revision
            return _page(now, form), 422
    return finished("/tujuan-bawahan", did)


@report_goals.get("/<cycle>/<ref>/bukti/<file>")
@may("evidence.see", of="record")
def download(cycle: str, ref: str, file: str) -> ResponseReturnValue:
    """Give out an evidence file of a report's goal."""
    return cards.download(service().office, _card(cycle, ref), file)


@report_goals.get("/<cycle>/<ref>/perilaku")
@may("goal.agree", of="record")
def expectations(cycle: str, ref: str) -> str:
    """Show what is expected of one report beyond the standard, value by value."""
    found, report = _report(cycle, ref)
    return _expectations(found, report, ExpectationsForm.showing(report.skp, acts.seen_skp(report.skp)))


@report_goals.post("/<cycle>/<ref>/perilaku")
@may("goal.agree", of="record")
def expect(cycle: str, ref: str) -> ResponseReturnValue:
    """Keep the special expectations."""
    (found, report), form = _report(cycle, ref), ExpectationsForm.posted()
    if language_asked():
        return _expectations(found, report, form)
    with form.trying():
        number = report.person.employee_number
        acts.expect(service().office, found.id, person().number, number, form.said(), form.seen.data)
    if form.summary:
        if "goal.skp_changed" in form.codes:
            form.seen.data = acts.seen_skp(_report(cycle, ref)[1].skp)
        return _expectations(found, report, form), 422
    return finished("/tujuan-bawahan", "perilaku")


def _overview(form: SeveralForm, agreed: int = 0) -> str:
    told = t("goal.several.some", n=agreed) if agreed else done("goal")
    found = cards.reports(service().office, person().number)
    found.sort(key=lambda one: not any(card.waits for report in one[1] for card in report.cards))
    return render_template("goals/reports.html", found=found, done=told, form=form)


def _form(card: GoalCard) -> type[AnswerForm]:
    return RateForm if card.may_rate else AnswerForm


def _page(card: GoalCard, form: AnswerForm) -> str:
    return render_template("goals/report.html", card=card, form=form)


def _expectations(cycle: Cycle, report: Report, form: ExpectationsForm) -> str:
    return render_template("goals/expectations.html", cycle=cycle, report=report, form=form, values=VALUES)


def _report(cycle: str, ref: str) -> tuple[Cycle, Report]:
    check("report")
    return cards.report(service().office, cycle, ref, person().number)


def _card(cycle: str, ref: str) -> GoalCard:
    check("report")
    return cards.report_card(service().office, cycle, ref, person().number)
