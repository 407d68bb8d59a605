"""Access slips: one page a unit to print, a table for a mail merge, and a new code for one person who has lost theirs."""

from __future__ import annotations

from collections import Counter

from flask import Response, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from assessment.roster import Employee
from forms_service.desk import desk
from forms_service.desk.common import find_cycle, find_person, go, units_of
from forms_service.desk.memory import memory
from forms_service.desk.people_forms import FindPerson, Reissue, Slips
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
    return _page(find_cycle(id), Slips(bentuk="html"))


@desk.post("/periode/<id>/slip")
@may("slips.issue", of="office")
def issue(id: str) -> ResponseReturnValue:
    """Make new codes for everybody who has not signed in yet; shown only in this answer."""
    cycle, office, form = find_cycle(id), service().office, Slips.posted()
    if not form.validate():
        return _page(cycle, form), 422
    with office.store.read() as view:
        people = records.people(view, cycle)
        units = units_of(view)
    chosen = [e for e in people.values() if form.unit.data in ("", e.unit)]
    codes = accounts.issue_slips(office, [e.employee_number for e in chosen], person().actor)
    if not codes:
        return go("slips", "slips.none", id=id)
    rows = [_slip(people[number], code, units) for number, code in codes.items()]
    if form.bentuk.data == "csv":
        answer = make_response(slips_csv(rows))
        answer.headers["Content-Type"] = "text/csv; charset=utf-8"
        answer.headers["Content-Disposition"] = f'attachment; filename="slip-{id}.csv"'
        return answer
    return _printed(rows, cycle.title, url_for("desk.slips", id=id))


@desk.get("/slip")
@may("slips.issue", of="office")
def reissue_page() -> str:
    """Ask for whom a new code is needed."""
    return render_template("desk/reissue.html", form=FindPerson(), found=None)


@desk.post("/slip")
@may("slips.issue", of="office")
def reissue() -> ResponseReturnValue:
    """First show who it is, then make the new code; the person is told at the next sign-in, the trail says that it happened."""
    office, form, confirm = service().office, FindPerson.posted(), Reissue.posted()
    if token := confirm.orang.data:
        found: Employee | None = memory().waiting.look_up("reissue", token)
        if found is None:
            return go("reissue_page", "desk.upload.gone")
        if not confirm.validate():
            return _confirm(found, confirm), 422
        memory().waiting.drop(token)
        codes = accounts.issue_slips(office, [found.employee_number], person().actor, again=True)
        with office.store.read() as view:
            units = units_of(view)
        rows = [_slip(found, codes[found.employee_number], units)]
        return _printed(rows, t("slips.one.title"), url_for("desk.reissue_page"))
    with office.store.read() as view:
        people = records.anybody_now(view)
    try:
        return _confirm(find_person(form.siapa.data, people.values(), "siapa"), confirm)
    except Refused as refused:
        form.refuse(refused)
        return render_template("desk/reissue.html", form=form, found=None), 422


def _confirm(found: Employee, form: Reissue) -> str:
    with service().office.store.read() as view:
        settled = accounts.access(view, found.employee_number) == "secret"
    form.orang.data = memory().waiting.keep("reissue", found)
    return render_template("desk/reissue.html", form=form, found=found, settled=settled)


def _slip(e: Employee, code: str, units: dict[str, str]) -> Slip:
    return Slip(e.employee_number, e.name, e.position, e.unit, units.get(e.unit, e.unit), code)


def _printed(rows: list[Slip], title: str, back: str) -> Response:
    html = slips_html(
        rows, url_for("signin.page", _external=True), service().office.organisation.name, title, lang(),
        stylesheet=url_for("static", filename="slip.css"), back=back,
    )  # fmt: skip
    return make_response(html)


def _page(cycle: Cycle, form: Slips) -> str:
    with service().office.store.read() as view:
        people, names = records.people(view, cycle), units_of(view)
        counts = Counter(accounts.access(view, number) for number in people)
    # how many of a unit have signed in would tell, in a unit of two, who has; so units are listed with their people alone
    units = sorted({(e.unit, names.get(e.unit, e.unit)) for e in people.values()})
    form.bentuk.options = [(kind, t(f"slips.{kind}")) for kind in ("html", "csv")]
    form.unit.options = [("", t("slips.unit.all")), *units]
    return render_template(
        "desk/slips.html", cycle=cycle, form=form, n=len(people), waiting=counts["none"] + counts["slip"],
        before=counts["slip"],
    )  # fmt: skip
