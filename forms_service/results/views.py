"""Results after the close: one's own, and as appraising officer those of one's reports; for nobody before it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.method import RULES
from forms_service.prints import pdf
from forms_service.results import beside, own
from forms_service.results.forms import InterestForm, StepForm
from forms_service.results.own import PersonResult
from forms_service.web import lists
from forms_service.web.forms import done, finished, language_asked
from forms_service.web.guard import check, may, person
from forms_service.web.language import t, tt
from forms_service.web.service import service
from kinerja_office import choices, training

results = Blueprint("results", __name__, url_prefix="/hasil")


@results.get("")
@may("result.see", of="own")
def overview() -> str:
    """List one's own results, newest first, with what like periods show beside each other, and those of one's reports in the newest closed cycle."""
    office, me = service().office, person().number
    lines, courses = own.own_lines(office, me)
    return render_template(
        "results/list.html", own=lines, courses=[(c, own.placing(c.results[-1].instrument)) for c in courses], reports=own.report_lines(office, me),
    )  # fmt: skip


@results.get("/<cycle>/<ref>")
@may("result.see", of="record")
def one(cycle: str, ref: str) -> str:
    """Show one result to its person or their appraising officer."""
    return _page(_shown(cycle, ref))


@results.get("/<cycle>/<ref>/cetak")
@may("result.see", of="record")
def sheet(cycle: str, ref: str) -> ResponseReturnValue:
    """Print one result on one sheet of A4; `?bentuk=pdf`."""
    shown, as_pdf = _shown(cycle, ref), request.args.get("bentuk") == "pdf" and pdf.available()
    page = render_template("results/sheet.html", **_common(shown), linked=not as_pdf)
    return Response(pdf.make(page), mimetype="application/pdf") if as_pdf else page


@results.get("/<cycle>/<ref>/langkah")
@may("result.use", of="record")
def choice(cycle: str, ref: str) -> str:
    """Ask what one wants to keep, do next and learn."""
    return _choice_page(_shown(cycle, ref))


@results.post("/<cycle>/<ref>/langkah")
@may("result.use", of="record")
def choose(cycle: str, ref: str) -> ResponseReturnValue:
    """Keep which strengths one wants to keep and which step one takes next, for oneself alone."""
    shown, form = _shown(cycle, ref), StepForm.posted()
    if language_asked():
        return _choice_page(shown, form)
    with form.trying():
        said = (form.keep.data, form.step.data, form.words.data, form.seen.data or None)
        choices.choose(service().office, cycle, person().number, *said)
    return (_choice_page(shown, form), 422) if form.summary else finished(_address(shown), "langkah")


@results.post("/<cycle>/<ref>/minat")
@may("result.use", of="record")
def interest(cycle: str, ref: str) -> ResponseReturnValue:
    """Say that one would like to take part in a programme, or no longer; HR sees it by name."""
    shown, form = _shown(cycle, ref), InterestForm.posted()
    code, wants = form.minat.data or form.batal.data, bool(form.minat.data)
    title = next((p.title for p in lists.programmes(service().content) if p.code == code), None)
    if wants and title is None:
        form.blame("", t("results.want.gone"))
    else:
        with form.trying():
            training.be_interested(service().office, cycle, person().number, code, title if wants else None)
    if form.summary:
        return _choice_page(shown, told=form), 422
    return finished(f"{_address(shown)}/langkah", "minat" if wants else "tanpa-minat")


def _shown(cycle: str, ref: str) -> PersonResult:
    """Return the result of an address, for its person or their appraising officer; 404 for none."""
    found = own.find_ratee(service().office, cycle, ref, person().number)
    if found is None:
        check("own")
        raise NotFound
    whose, ratee = found
    check(whose)
    return own.load(service().office, cycle, ratee)


def _address(shown: PersonResult) -> str:
    return f"/hasil/{shown.cycle.id}/{own.ref_of(shown.cycle, shown.ratee.employee_number)}"


def _common(shown: PersonResult) -> dict[str, Any]:
    """Return what page and sheet draw a result from."""
    office, me = service().office, person().number
    why = own.sealed_said(office, shown)
    return {
        "shown": shown, "mine": shown.ratee.employee_number == me, "address": _address(shown), "more": beside.beside(office, shown, me),
        "methods": [m for m in shown.cycle.methods if m in why or not RULES[m].sealed], "place": own.placing(shown.instrument),
        "earlier": own.earlier(office, shown, me), "before": own.before, "why": why, "pdf": pdf.available(),
    }  # fmt: skip


def _page(shown: PersonResult) -> str:
    common = _common(shown)
    return render_template("results/one.html", **common, **(_chosen(shown) if common["mine"] else {}))


def _chosen(shown: PersonResult) -> dict[str, Any]:
    """Return what the person of a result has chosen from it, and from what."""
    me = person().number
    with service().office.store.read() as view:
        return {
            "chosen": choices.get(view, shown.cycle.id, me), "wanted": training.interests(view, shown.cycle.id, employee=me),
            "asked": InterestForm(), "programmes": lists.programmes(service().content), "done": done("results"),
        }  # fmt: skip


def _choice_page(shown: PersonResult, form: StepForm | None = None, told: InterestForm | None = None) -> str:
    common = _chosen(shown)
    chosen = common["chosen"]
    form = form or StepForm(keep=chosen.keep, step=chosen.step, words=chosen.words, seen=chosen.seen)
    if "choice.changed" in form.codes:
        form.seen.data = chosen.seen
    form.keep.options = [(r.criterion.code, tt(r.criterion.name)) for r in shown.result.criteria]
    form.step.options = [("", t("results.step.none")), *form.keep.options]
    return render_template(
        "results/choice.html", **common, shown=shown, address=_address(shown), form=told or form, step_form=form
    )  # fmt: skip
