"""Feedback: what one got, gave and is asked for; anybody of the office can be found and told, or asked."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.cycle import Cycle
from assessment.roster import Employee
from forms_service.feedback import people
from forms_service.feedback.forms import FeedbackForm, ReplyForm
from forms_service.feedback.people import Line
from forms_service.web.forms import done, finished, language_asked
from forms_service.web.guard import check, may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import feedback as acts

feedback = Blueprint("feedback", __name__, url_prefix="/umpan-balik")
HOME = "/umpan-balik"


@feedback.get("")
@may("feedback.give", of="own")
def overview() -> str:
    """List what one got, asked for, gave and is asked for, and find somebody to tell or ask."""
    office, me, words = service().office, person().number, request.args.get("cari", "")[:80]
    found = people.talks(office, me)
    people_found = {k.cycle.id: people.search(office, k.cycle.id, words, me) for k in found if acts.under_way(k.cycle)}
    return render_template("feedback/list.html", found=found, words=words, people=people_found, done=done("feedback"))


@feedback.get("/<cycle>/<ref>")
@may("feedback.give", of="own")
def write(cycle: str, ref: str) -> str:
    """Ask for feedback to somebody."""
    one, other = people.find(service().office, cycle, ref, person().number)
    return _page(one, other, ref, FeedbackForm(about=request.args.get("tentang", "")))


@feedback.post("/<cycle>/<ref>")
@may("feedback.give", of="own")
def give(cycle: str, ref: str) -> ResponseReturnValue:
    """Give feedback to somebody; the same words twice are one."""
    (one, other), form = people.find(service().office, cycle, ref, person().number), FeedbackForm.posted()
    if language_asked():
        return _page(one, other, ref, form)
    with form.trying():
        acts.give(service().office, one.id, person().number, other.employee_number, form.about.data, form.said.data)
    return (_page(one, other, ref, form), 422) if form.summary else finished(HOME, "beri")


@feedback.get("/<cycle>/<ref>/minta")
@may("feedback.give", of="own")
def question(cycle: str, ref: str) -> str:
    """Ask what one wants to know of somebody."""
    one, other = people.find(service().office, cycle, ref, person().number)
    return _page(one, other, ref, FeedbackForm(), asks=True)


@feedback.post("/<cycle>/<ref>/minta")
@may("feedback.give", of="own")
def ask(cycle: str, ref: str) -> ResponseReturnValue:
    """Ask somebody for feedback on one's own work."""
    (one, other), form = people.find(service().office, cycle, ref, person().number), FeedbackForm.posted()
    if language_asked():
        return _page(one, other, ref, form, asks=True)
    with form.trying():
        acts.ask(service().office, one.id, person().number, other.employee_number, form.about.data, form.said.data)
    return (_page(one, other, ref, form, asks=True), 422) if form.summary else finished(HOME, "minta")


@feedback.get("/<cycle>/<ref>/jawab")
@may("feedback.give", of="record")
def answer_page(cycle: str, ref: str) -> str:
    """Show what somebody asked for, to give it."""
    line = _line(cycle, ref, mine=False)
    return render_template("feedback/answer.html", cycle=cycle, line=line, form=FeedbackForm())


@feedback.post("/<cycle>/<ref>/jawab")
@may("feedback.give", of="record")
def answer(cycle: str, ref: str) -> ResponseReturnValue:
    """Give what was asked for."""
    line, form = _line(cycle, ref, mine=False), FeedbackForm.posted()
    one = line.feedback
    if not language_asked():
        with form.trying():
            acts.give(service().office, one.cycle, one.giver, one.employee, "", form.said.data, one.id)
        if not form.summary:
            return finished(HOME, "beri")
    return render_template("feedback/answer.html", cycle=cycle, line=line, form=form), 422 if form.summary else 200


@feedback.get("/<cycle>/<ref>/balas")
@may("feedback.give", of="record")
def reply_page(cycle: str, ref: str) -> str:
    """Show a feedback one got, to answer it."""
    line = _line(cycle, ref, mine=True)
    return render_template("feedback/reply.html", cycle=cycle, line=line, form=ReplyForm(reply=line.feedback.reply))


@feedback.post("/<cycle>/<ref>/balas")
@may("feedback.give", of="record")
def reply(cycle: str, ref: str) -> ResponseReturnValue:
    """Answer a feedback; again corrects."""
    line, form = _line(cycle, ref, mine=True), ReplyForm.posted()
    one = line.feedback
    if not language_asked():
        with form.trying():
            acts.reply(service().office, one.cycle, one.employee, one.id, form.reply.data)
        if not form.summary:
            return finished(HOME, "balas")
    return render_template("feedback/reply.html", cycle=cycle, line=line, form=form), 422 if form.summary else 200


def _page(one: Cycle, other: Employee, ref: str, form: FeedbackForm, *, asks: bool = False) -> str:
    me = person().number
    with service().office.store.read() as view:
        form.about.options = people.subjects(view, one, me if asks else other.employee_number, me)
    title = t("feedback.ask.title" if asks else "feedback.give.title", name=other.name)
    return render_template("feedback/form.html", cycle=one, other=other, ref=ref, form=form, asks=asks, title=title)


def _line(cycle: str, ref: str, *, mine: bool) -> Line:
    """Return a feedback to oneself (`mine`), or one that somebody asked of one; 404 for anything else."""
    check("own")
    for talk in people.talks(service().office, person().number):
        if talk.cycle.id == cycle:
            for line in talk.got if mine else talk.waiting:
                if line.ref == ref:
                    return line
    raise NotFound
