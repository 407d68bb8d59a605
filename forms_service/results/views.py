"""Results after the close: one's own, and as appraising officer those of one's reports; for nobody before it."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from assessment.instrument import Instrument
from assessment.result import CriterionResult, value
from assessment.roster import Employee
from forms_service.results import beside, own
from forms_service.web.guard import check, may, person
from forms_service.web.service import service

results = Blueprint("results", __name__, url_prefix="/hasil")


@results.get("")
@may("result.see", of="own")
def overview() -> str:
    """List one's own results, newest first, and those of one's reports in the newest closed cycle."""
    office, me = service().office, person().number
    return render_template(
        "results/list.html", own=own.own_lines(office, me), reports=own.report_lines(office, me),
    )  # fmt: skip


@results.get("/<cycle>/<ref>")
@may("result.see", of="record")
def one(cycle: str, ref: str) -> str:
    """Show one result to its person or their appraising officer."""
    found = own.find_ratee(service().office, cycle, ref, person().number)
    if found is None:
        check("own")
        raise NotFound
    whose, ratee = found
    check(whose)
    return _page(cycle, ratee, mine=whose == "own")


def _places(line: CriterionResult, instrument: Instrument) -> list[tuple[str, int]]:
    """Return where the marks of one criterion stand on a line of 10 to 210 (a picture beside the figures)."""
    span = instrument.maximum - instrument.minimum
    return [(m, round(10 + 200 * (value(text) - instrument.minimum) / span)) for m, text in line.means.items()]


def _page(cycle: str, ratee: Employee, mine: bool) -> str:
    office = service().office
    shown = own.load(office, cycle, ratee)
    span = shown.instrument.maximum - shown.instrument.minimum
    return render_template(
        "results/one.html", shown=shown, mine=mine, own_ref=own.ref_of(shown.cycle, ratee.employee_number), places=lambda line: _places(line, shown.instrument),
        more=beside.beside(office, shown, person().number),
        ticks=[round(10 + 200 * point / span) for point in range(span + 1)],
    )  # fmt: skip
