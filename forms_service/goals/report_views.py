"""Goals of one's reports: read, agreed to, or sent back with words."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from forms_service.goals import cards
from forms_service.goals.cards import GoalCard
from forms_service.goals.views import NAMES
from forms_service.web.guard import check, may, person
from forms_service.web.language import t
from forms_service.web.service import service
from forms_service.web.typed import Errors, errors_of, language_asked, typed, whole
from kinerja_office import goals as acts
from kinerja_words.problems import Refused

report_goals = Blueprint("report_goals", __name__, url_prefix="/tujuan-bawahan")
DONE = ("setuju", "kembali")


@report_goals.get("")
@may("goal.agree", of="report")
def overview() -> str:
    """List the reports with their goals, and say who has put none forward."""
    done = request.args.get("selesai", "")
    return render_template(
        "goals/reports.html", found=cards.reports(service(), person().number),
        done=t(f"goal.done.{done}") if done in DONE else "", **NAMES,
    )  # fmt: skip


@report_goals.get("/<cycle>/<ref>")
@may("goal.agree", of="record")
def one(cycle: str, ref: str) -> str:
    """Show one report's goal with the two answers."""
    card = _card(cycle, ref)
    return _page(card, card.goal.revision)


@report_goals.post("/<cycle>/<ref>")
@may("goal.agree", of="record")
def answer(cycle: str, ref: str) -> ResponseReturnValue:
    """Agree, or send back with words; the same answer twice is one answer."""
    card, words, revision = _card(cycle, ref), typed("words"), whole(typed("revisi"))
    if language_asked():
        return _page(card, revision, words)
    agrees = typed("aksi") == "setuju"
    act, state, done = (acts.agree, "agreed", "setuju") if agrees else (acts.send_back, "sent_back", "kembali")
    try:
        act(service().office, card.cycle.id, person().number, card.owner.employee_number, card.goal.id, words, revision)
    except Refused as refused:
        now = _card(cycle, ref)
        twice = (now.goal.state, now.goal.words, now.goal.revision) == (state, words, revision)
        if not twice or any(p.field for p in refused.problems):
            return _page(now, now.goal.revision, words, errors_of(refused, ("words",))), 422
    return redirect(f"/tujuan-bawahan?selesai={done}#t-{card.ref}", 303)


def _page(card: GoalCard, revision: int, words: str = "", errors: Errors | None = None) -> str:
    return render_template(
        "goals/report.html", card=card, revision=revision, words=words, errors=errors or [],
        form_id="isian" if card.may_answer else None, **NAMES,
    )  # fmt: skip


def _card(cycle: str, ref: str) -> GoalCard:
    check("report")
    return cards.report_card(service(), cycle, ref, person().number)
