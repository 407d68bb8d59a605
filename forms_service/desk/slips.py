"""Access slips: one page a unit to print, a table for a mail merge, and a new code for one person who has lost theirs."""

from __future__ import annotations

from collections import Counter

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.roster import Employee
from forms_service.desk import desk
from forms_service.desk.common import (
    field_errors,
    find_cycle,
    find_person,
    go,
    people_of,
    units_of,
)
from forms_service.desk.memory import memory
from forms_service.desk.slip_sheets import Slip, slips_csv, slips_html
from forms_service.web.guard import may, person
from forms_service.web.language import lang, t
from forms_service.web.service import service
from kinerja_office import accounts, records
from kinerja_words.problems import Refused


@desk.get("/periode/<id>/slip")
@may("slips.issue", of="office")
def slips(id: str) -> str:
    """Say who needs a slip and what making them does to older ones."""
    return _page(id, [])


@desk.post("/periode/<id>/slip")
@may("slips.issue", of="office")
def issue(id: str) -> ResponseReturnValue:
    """Make new codes for everybody who has not signed in yet; shown only in this answer."""
    one, office = find_cycle(id), service().office
    kind = request.form.get("bentuk", "")
    errors = []
    if kind not in ("html", "csv"):
        errors.append(("bentuk", t("slips.form.missing")))
    if request.form.get("yakin") != "ya":
        errors.append(("yakin", t("desk.tick")))
    if errors:
        return _page(id, errors), 422
    with office.store.read() as view:
        people = people_of(view, one)
        units = units_of(view)
    chosen = [e for e in people.values() if request.form.get("unit", "") in ("", e.unit)]
    codes = accounts.issue_slips(office, [e.employee_number for e in chosen], person().actor)
    if not codes:
        return go("slips", "slips.none", id=id)
    rows = [_slip(people[number], code, units) for number, code in codes.items()]
    if kind == "csv":
        answer = make_response(slips_csv(rows))
        answer.headers["Content-Type"] = "text/csv; charset=utf-8"
        answer.headers["Content-Disposition"] = f'attachment; filename="slip-{id}.csv"'
        return answer
    return _printed(rows, one.title, url_for("desk.slips", id=id))


@desk.get("/slip")
@may("slips.issue", of="office")
def reissue_page() -> str:
    """Ask for whom a new code is needed."""
    return render_template("desk/reissue.html", errors=[], who="", found=None, token="", settled=False)


@desk.post("/slip")
@may("slips.issue", of="office")
def reissue() -> ResponseReturnValue:
    """First show who it is, then make the new code; the person is told at the next sign-in, the trail says that it happened."""
    office = service().office
    token = request.form.get("orang", "")
    if token:
        found: Employee | None = memory().waiting.look_up("reissue", token)
        if found is None:
            return go("reissue_page", "desk.upload.gone")
        if request.form.get("yakin") != "ya":
            return _confirm(found, [("yakin", t("desk.tick"))]), 422
        memory().waiting.drop(token)
        codes = accounts.issue_slips(office, [found.employee_number], person().actor, again=True)
        with office.store.read() as view:
            units = units_of(view)
        rows = [_slip(found, codes[found.employee_number], units)]
        return _printed(rows, tt_name(), url_for("desk.reissue_page"))
    who = request.form.get("siapa", "")
    try:
        with office.store.read() as view:
            people = records.roster(view).by_number()
            for cycle in records.cycles(view):
                if cycle.unsealed:  # people who left the roster while their cycle is open
                    people = {**records.participants(view, cycle.id), **people}
        one = find_person(who, people.values(), "siapa")
    except Refused as refused:
        errors = field_errors(refused, "siapa")
        return render_template("desk/reissue.html", errors=errors, who=who, found=None, token="", settled=False), 422
    return _confirm(one, [])


def tt_name() -> str:
    """Return what a slip of one person is headed with where it belongs to no cycle."""
    return t("slips.one.title")


def _confirm(one: Employee, errors: list[tuple[str, str]]) -> str:
    with service().office.store.read() as view:
        settled = accounts.access(view, one.employee_number) == "secret"
    token = memory().waiting.keep("reissue", one)
    return render_template("desk/reissue.html", errors=errors, who="", found=one, token=token, settled=settled)


def _slip(e: Employee, code: str, units: dict[str, str]) -> Slip:
    return Slip(e.employee_number, e.name, e.position, e.unit, units.get(e.unit, e.unit), code)


def _printed(rows: list[Slip], title: str, back: str) -> Response:
    html = slips_html(
        rows, url_for("signin.page", _external=True), service().office.organisation.name, title, lang(),
        stylesheet=url_for("static", filename="slip.css"), back=back,
    )  # fmt: skip
    return make_response(html)


def _page(id: str, errors: list[tuple[str, str]]) -> str:
    one = find_cycle(id)
    with service().office.store.read() as view:
        people = people_of(view, one)
        names = units_of(view)
        counts = Counter(accounts.access(view, number) for number in people)
    # how many of a unit have signed in would tell, in a unit of two, who has; so units are listed with their people alone
    units = sorted({(e.unit, names.get(e.unit, e.unit)) for e in people.values()})
    return render_template(
        "desk/slips.html", cycle=one, errors=errors, n=len(people), waiting=counts["none"] + counts["slip"], before=counts["slip"], units=units,
        chosen=request.form.get("unit", ""), form=request.form.get("bentuk", "html"),
    )  # fmt: skip
