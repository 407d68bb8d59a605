"""Results after the close: one's own, and as appraising officer those of one's reports; for nobody before it."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from assessment.instrument import Instrument
from assessment.predicate import MATRIX
from assessment.result import CriterionResult, value
from assessment.roster import Employee
from forms_service.objections import cases
from forms_service.results import beside, own
from forms_service.web.guard import check, may, person
from forms_service.web.service import service
from kinerja_words.catalogue import names

results = Blueprint("results", __name__, url_prefix="/hasil")


@results.get("")
@may("result.see", of="own")
def overview() -> str:
    """List one's own results, newest first, and those of one's reports in the newest closed cycle."""
    home, me = service(), person().number
    return render_template(
        "results/list.html", here="results", own=own.own_lines(home, me),
        reports=own.report_lines(home, me), predicate_names=names("predicate"),
    )  # fmt: skip


@results.get("/<cycle>/<ref>")
@may("result.see", of="record")
def one(cycle: str, ref: str) -> str:
    """Show one result to its person or their appraising officer."""
    found = own.find_ratee(service(), cycle, ref, person().number)
    if found is None:
        check("own")
        raise NotFound
    whose, ratee = found
    check(whose)  # type: ignore[arg-type]  # own, report or other
    return _page(cycle, ratee, mine=whose == "own")


def _places(line: CriterionResult, instrument: Instrument) -> list[tuple[str, int]]:
    """Return where the marks of one criterion stand on a line of 10 to 210 (a picture beside the figures)."""
    texts = (("self", line.own), ("boss", line.supervisor), ("peer", line.peers))
    span = instrument.maximum - instrument.minimum
    return [(kind, round(10 + 200 * (value(text) - instrument.minimum) / span)) for kind, text in texts if text]


def _page(cycle: str, ratee: Employee, mine: bool) -> str:
    home = service()
    shown = own.load(home, cycle, ratee)
    span = shown.instrument.maximum - shown.instrument.minimum
    return render_template(
        "results/one.html", here="results", shown=shown, mine=mine, matrix=MATRIX, level_names=names("level"),
        predicate_names=names("predicate"), places=lambda line: _places(line, shown.instrument),
        left=lambda day: cases.days_left(home.office.today(), day), outcome_names=names("outcome"),
        more=beside.beside(home, shown, person().number), action_states=names("action_state"),
        ticks=[round(10 + 200 * point / span) for point in range(span + 1)],
    )  # fmt: skip
