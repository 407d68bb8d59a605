"""Goals of one's reports: read, agreed to, or sent back with words."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forms_service.goals import cards
from forms_service.goals.cards import GoalCard
from forms_service.goals.forms import AnswerForm
from forms_service.web.forms import done, finished, language_asked, pressed
from forms_service.web.guard import check, may, person
from forms_service.web.service import service
from kinerja_office import goals as acts
from kinerja_words.problems import Refused

report_goals = Blueprint("report_goals", __name__, url_prefix="/tujuan-bawahan")


@report_goals.get("")
@may("goal.agree", of="report")
def overview() -> str:
    """List the reports with their goals, and say who has put none forward."""
    found = cards.reports(service().office, person().number)
    return render_template("goals/reports.html", found=found, done=done("goal"))


@report_goals.get("/<cycle>/<ref>")
@may("goal.agree", of="record")
def one(cycle: str, ref: str) -> str:
    """Show one report's goal with the two answers."""
    card = _card(cycle, ref)
    return _page(card, AnswerForm(revisi=card.goal.revision))


@report_goals.post("/<cycle>/<ref>")
@may("goal.agree", of="record")
def answer(cycle: str, ref: str) -> ResponseReturnValue:
    """Agree, or send back with words; the same answer twice is one answer."""
    card, form = _card(cycle, ref), AnswerForm.posted()
    if language_asked():
        return _page(card, form)
    words, revision = form.words.data, form.revisi.data
    agrees = pressed() == "setuju"
    act, state, did = (acts.agree, "agreed", "setuju") if agrees else (acts.send_back, "sent_back", "kembali")
    try:
        act(service().office, card.cycle.id, person().number, card.owner.employee_number, card.goal.id, words, revision)
    except Refused as refused:
        now = _card(cycle, ref)
        twice = (now.goal.state, now.goal.words, now.goal.revision) == (state, words, revision + 1)
        if not twice or any(p.field for p in refused.problems):
            form.refuse(refused)
            form.revisi.data = now.goal.revision
            return _page(now, form), 422
    return finished("/tujuan-bawahan", did)


def _page(card: GoalCard, form: AnswerForm) -> str:
    return render_template("goals/report.html", card=card, form=form)


def _card(cycle: str, ref: str) -> GoalCard:
    check("report")
    return cards.report_card(service().office, cycle, ref, person().number)
