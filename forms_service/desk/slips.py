"""Access slips: to print, as a table for a mail merge, and a new code for one person who has lost theirs.

Codes are made once and stay in memory for half an hour, for the sign-in that made them: paper and table hold the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from assessment.roster import Employee
from assessment.text import mark
from assessment.workbook_writer import MEDIA_TYPE
from forms_service.desk import desk
from forms_service.desk.answers import download, find_cycle, go
from forms_service.desk.memory import memory
from forms_service.desk.names import find_person, units_of
from forms_service.desk.people_forms import FindPerson, Reissue, Slips
from forms_service.desk.slip_sheets import Slip, slips_html, slips_table
from forms_service.desk.unhurried import unhurried
from forms_service.web.guard import may, person
from forms_service.web.language import lang, t
from forms_service.web.service import service
from kinerja_office import accounts, records
from kinerja_store import View
from kinerja_words.problems import Refused

TABLES = {"xlsx": MEDIA_TYPE, "csv": "text/csv; charset=utf-8"}
MOST_NAMED = 200
"""So many people are named on one page; of more, a unit shows all of its own."""


@desk.get("/periode/<id>/slip")
@may("slips.issue", of="office")
def slips(id: str) -> str:
    """Say who needs a slip and what making them does to older ones."""
    return _page(find_cycle(id), Slips())


@desk.post("/periode/<id>/slip")
@may("slips.issue", of="office")
@unhurried
def issue(id: str) -> ResponseReturnValue:
    """Make new codes for everybody who has not signed in yet, once it was named whose older slip becomes void."""
    cycle, office, form = find_cycle(id), service().office, Slips.posted()
    if not form.validate():
        return _page(cycle, form), 422
    with office.store.read() as view:
        people = records.people(view, cycle)
        units = units_of(view)
        void = _void(view, people, form.unit.data)
    if void and form.dilihat.data != mark(void):
        form.blame("dilihat", t("slips.look"))
        form.yakin.data = False
        return _page(cycle, form), 422
    chosen = [e for e in people.values() if form.unit.data in ("", e.unit)]
    codes = accounts.issue_slips(office, [e.employee_number for e in chosen], person().actor, cycle=id, end=cycle.end)
    if not codes:
        return go("slips", "slips.none", id=id)
    rows = [_slip(people[number], code, units, cycle.end) for number, code in codes.items()]
    return go("slip_sheet", id=id, what="cetak", unggahan=memory().waiting.keep(f"slips/{id}", rows))


@desk.get("/periode/<id>/slip/<what>")
@may("slips.issue", of="office")
def slip_sheet(id: str, what: str) -> ResponseReturnValue:
    """Show the codes that were just made: `cetak` to print, `xlsx` and `csv` for a mail merge."""
    cycle, token = find_cycle(id), request.args.get("unggahan", "")
    rows = memory().waiting.look_up(f"slips/{id}", token)
    if what not in ("cetak", *TABLES):
        abort(404)
    if rows is None:
        return go("slips", "slips.gone", id=id)
    if what == "cetak":
        files = [(kind.upper(), url_for("desk.slip_sheet", id=id, what=kind, unggahan=token)) for kind in TABLES]
        return _printed(rows, cycle.title, url_for("desk.cycle", id=id), cycle.end, files)
    made = slips_table(what, rows, url_for("signin.page", _external=True), cycle.title, lang(), until=cycle.end)
    return download(made, TABLES[what], f"slip-{id}.{what}")


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


def _slip(e: Employee, code: str, units: dict[str, str], end: str = "") -> Slip:
    valid = accounts.valid_until(service().office, end)
    return Slip(e.employee_number, e.name, e.position, e.unit, units.get(e.unit, e.unit), code, valid)


def _printed(
    rows: list[Slip], title: str, back: str, until: str = "", files: Sequence[tuple[str, str]] = ()
) -> Response:  # fmt: skip
    html = slips_html(
        rows, url_for("signin.page", _external=True), service().office.organisation, title, lang(), until=until,
        stylesheet=url_for("static", filename="slip.css"), back=back, files=files,
    )  # fmt: skip
    return make_response(html)


def _void(view: View, people: Mapping[str, Employee], unit: str) -> list[str]:
    """Return the numbers of those whose slip, not used yet, becomes void; who has an own secret is not touched."""
    accesses = accounts.accesses(view)
    return sorted(n for n, e in people.items() if unit in ("", e.unit) and accesses.get(n) == "slip")


def _page(cycle: Cycle, form: Slips) -> str:
    with service().office.store.read() as view:
        people, names = records.people(view, cycle), units_of(view)
        void = _void(view, people, form.unit.data or "")
        waiting = sum(1 for access in map(accounts.accesses(view).get, people) if access != "secret")
    # how many of a unit have signed in would tell, in a unit of two, who has; so units are listed with their people alone
    units = sorted({(e.unit, names.get(e.unit, e.unit)) for e in people.values()})
    form.dilihat.data = mark(void)
    form.unit.options = [("", t("slips.unit.all")), *units]
    return render_template(
        "desk/slips.html", cycle=cycle, form=form, n=len(people), waiting=waiting,
        void=sorted((people[n].name, names.get(people[n].unit, "")) for n in void), most=MOST_NAMED,
    )  # fmt: skip
