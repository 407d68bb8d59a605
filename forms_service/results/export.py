"""Results as a plain workbook: the way back to e-Kinerja. One's own by criterion; an officer's reports with the official levels alone."""

from __future__ import annotations

from flask import Response
from werkzeug.exceptions import NotFound

from assessment.cycle import Cycle
from assessment.workbook_writer import MEDIA_TYPE, write_workbook
from forms_service.results import own
from forms_service.results.own import PersonResult
from forms_service.results.views import results
from forms_service.web.guard import check, may, person
from forms_service.web.language import name_of, t, tt
from forms_service.web.service import service
from kinerja_office import evaluations, records
from kinerja_words.problems import refuse

__all__ = ["results"]
PERSON = ("nip", "name", "position")
LEVELS = ("result", "behaviour", "predicate", "reason", "note")


@results.get("/<cycle>/<ref>/hasil.xlsx")
@may("result.see", of="record")
def download(cycle: str, ref: str) -> Response:
    """Give somebody their own result as a workbook, coded means of sealed methods with it; another's has its own file (`reports`)."""
    found = own.find_ratee(service().office, cycle, ref, person().number)
    whose, ratee = found or ("own", None)
    check(whose)
    if ratee is None or whose != "own":
        raise NotFound
    shown = own.load(service().office, cycle, ratee)
    methods = shown.cycle.methods
    rows = [(t("export.criterion"), *(t(f"export.{m}") for m in methods))]
    rows += [(tt(c.criterion.name), *(c.means.get(m, "") for m in methods)) for c in shown.result.criteria]
    official = zip((t(f"export.{k}") for k in LEVELS), _official(shown), strict=True)
    return _file(shown.cycle, [*rows, *((label, said, *[""] * (len(methods) - 1)) for label, said in official)])


@results.get("/<cycle>/bawahan.xlsx")
@may("result.see", of="report")
def reports(cycle: str) -> Response:
    """Give an officer the official levels of their reports, with reason and note; no other figure."""
    office, me = service().office, person().number
    with office.store.read() as view:
        one = records.find_cycle(view, cycle)
        people = records.reports(view, one, me) if one and own.has_results(one) else []
    if one is None or not people:
        raise NotFound
    rows = [tuple(t(f"export.{k}") for k in (*PERSON, *LEVELS))]
    for e in sorted(people, key=lambda e: e.name):
        rows.append((e.employee_number, e.name, e.position, *_official(own.load(office, cycle, e))))
    return _file(one, rows)


def _official(shown: PersonResult) -> tuple[str, ...]:
    result = shown.result
    with service().office.store.read() as view:
        document = evaluations.get(view, shown.cycle.id, shown.ratee.employee_number)
    hidden = document is None or (shown.ratee.employee_number == person().number and not document.handed)
    levels = [name_of("level", level) if level else "" for level in (result.work_result, result.work_behaviour)]
    named = name_of("predicate", result.predicate) if result.predicate else ""
    return (*levels, named, result.reason, "" if hidden or document is None else document.note)


def _file(cycle: Cycle, rows: list[tuple[str, ...]]) -> Response:
    if "forms" in cycle.destroyed:
        raise refuse("retention.gone", title=cycle.title)
    made = Response(write_workbook(t("export.sheet"), rows), mimetype=MEDIA_TYPE)
    made.headers["Content-Disposition"] = f'attachment; filename="hasil-{cycle.id}.xlsx"'
    return made
