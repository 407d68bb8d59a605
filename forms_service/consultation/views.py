"""Consultation (pelibatan): opinions on the draft instrument and, after the close, on the process; what became of them."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from forms_service.consultation import opinions
from forms_service.consultation.forms import VALUES, OpinionForm, opinion_form
from forms_service.consultation.opinions import Asking
from forms_service.web.forms import PREFIX, done, finished, language_asked
from forms_service.web.guard import may, person
from forms_service.web.language import name_of, t
from forms_service.web.service import service
from kinerja_office import consultation as acts
from kinerja_office.consultation import LEAST_OPINIONS, Question
from kinerja_words.problems import Refused

consultation = Blueprint("consultation", __name__, url_prefix="/pendapat")


@consultation.get("")
@may("consultation.give", of="own")
def overview() -> str:
    """List what one is asked now, and what became of opinions: what changed, and HR's answers to everybody."""
    office, me = service().office, person().number
    return render_template(
        "consultation/list.html", asked=opinions.asked(office, me), outcomes=opinions.outcomes(office), done=done("consultation"),
    )  # fmt: skip


@consultation.get("/<cycle>/<stage>")
@may("consultation.give", of="own")
def one(cycle: str, stage: str) -> ResponseReturnValue:
    """Show the questions of a stage with one's answer so far."""
    asking = opinions.find(service().office, cycle, stage, person().number)
    if not asking.open:
        return _closed(asking)
    mine = asking.mine
    ratings = {PREFIX + code: str(value) for code, value in mine.ratings.items()} if mine else {}
    return _page(asking, _form_of(asking)(comment=mine.comment if mine else "", **ratings))


@consultation.post("/<cycle>/<stage>")
@may("consultation.give", of="own")
def send(cycle: str, stage: str) -> ResponseReturnValue:
    """Keep one's answer in place of the earlier one; the same answer twice is one."""
    office, me = service().office, person().number
    asking = opinions.find(office, cycle, stage, me)
    form = _form_of(asking).posted()
    if not asking.open:
        return _closed(asking, form.comment.data)
    if language_asked():
        return _page(asking, form)
    try:
        acts.save(office, asking.cycle.id, asking.stage, me, form.ratings(), form.comment.data)
    except Refused as refused:
        form.refuse(refused)
        return _page(asking, form), 422
    return finished("/pendapat", "kirim")


def _form_of(asking: Asking) -> type[OpinionForm]:
    return opinion_form(tuple(q.code for q in asking.questions))


def _page(asking: Asking, form: OpinionForm) -> str:
    return render_template(
        "consultation/form.html",
        asking=asking,
        form=form,
        points={q.code: _points(q) for q in asking.questions},
        prefix=PREFIX,
        least=LEAST_OPINIONS,
    )


def _points(asked: Question) -> list[tuple[str, str, str]]:
    """Return the five answers to a question in its own word: “jelas” to how clear it is."""
    word = name_of("consultation_word", asked.aspect) or name_of("consultation_word", asked.question)
    return [(v, t(f"consultation.label.{v}", word=word), v) for v in VALUES]


def _closed(asking: Asking, comment: str = "") -> ResponseReturnValue:
    """Say that the stage takes nothing now, and what became of what was just typed."""
    html = render_template("consultation/closed.html", asking=asking, comment=comment, posted=request.method == "POST")
    return html, 409 if request.method == "POST" else 200
