"""A say (pelibatan): opinions on the draft instrument and, after the close, on the process; and what became of them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from forms_service.consultation import opinions
from forms_service.consultation.opinions import Asking
from forms_service.web.guard import may, person
from forms_service.web.language import lang, t, tt
from forms_service.web.service import service
from forms_service.web.typed import Errors, language_asked, typed
from kinerja_office import consultation as acts
from kinerja_office.consultation import COMMENT_CHARS, LABELS, MAXIMUM, MINIMUM
from kinerja_words import catalogue
from kinerja_words.problems import Refused

consultation = Blueprint("consultation", __name__, url_prefix="/pendapat")
PREFIX = "n-"


@consultation.get("")
@may("consultation.give", of="own")
def overview() -> str:
    """List what one is asked now, and what became of opinions: what changed, and HR's answers to everybody."""
    home, me = service(), person().number
    return render_template(
        "consultation/list.html", asked=opinions.asked(home, me), heard=opinions.heard(home),
        done=t("consultation.done") if request.args.get("selesai") == "kirim" else "",
    )  # fmt: skip


@consultation.get("/<cycle>/<stage>")
@may("consultation.give", of="own")
def one(cycle: str, stage: str) -> ResponseReturnValue:
    """Show the questions of a stage with one's answer so far."""
    asking = opinions.find(service(), cycle, stage, person().number)
    if not asking.open:
        return _closed(asking)
    given = {q.code: str(asking.mine.ratings.get(q.code, "")) for q in asking.questions} if asking.mine else {}
    return _page(asking, given, asking.mine.comment if asking.mine else "")


@consultation.post("/<cycle>/<stage>")
@may("consultation.give", of="own")
def send(cycle: str, stage: str) -> ResponseReturnValue:
    """Keep one's answer in place of the earlier one; the same answer twice is one."""
    asking = opinions.find(service(), cycle, stage, person().number)
    ratings = {q.code: typed(PREFIX + q.code) for q in asking.questions}
    comment = typed("comment")
    if not asking.open:
        return _closed(asking, comment)
    if language_asked():
        return _page(asking, ratings, comment)
    try:
        acts.save(service().office, asking.cycle.id, asking.stage, person().number, ratings, comment)
    except Refused as refused:
        return _page(asking, ratings, comment, _errors(asking, refused)), 422
    return redirect("/pendapat?selesai=kirim", 303)


def _errors(asking: Asking, refused: Refused) -> Errors:
    """Put each problem at its question; an empty answer at the first one."""
    codes = {q.code for q in asking.questions}
    return [
        (
            PREFIX + p.field if p.field in codes else p.field or PREFIX + asking.questions[0].code,
            catalogue.word(p, lang()),
        )
        for p in refused.problems
    ]


def _page(asking: Asking, given: Mapping[str, str], comment: str, errors: Errors | None = None) -> str:
    points = [(str(v), tt(LABELS[v - MINIMUM])) for v in range(MINIMUM, MAXIMUM + 1)]
    return render_template(
        "consultation/form.html", asking=asking, given=given, comment=comment, errors=errors or [], points=points, prefix=PREFIX,
        most=COMMENT_CHARS, form_id="isian",
    )  # fmt: skip


def _closed(asking: Asking, comment: str = "") -> ResponseReturnValue:
    """Say that the stage takes nothing now, and what became of what was just typed."""
    html = render_template("consultation/closed.html", asking=asking, comment=comment, posted=request.method == "POST")
    return html, 409 if request.method == "POST" else 200
