"""Paper forms: one typed in from the sheet, or many from a file. Nothing here tells whether a peer has answered already."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.assignment import Assignment
from assessment.cycle import Cycle
from assessment.form import Form as Sheet
from assessment.form import encode, parse_assessments, titles
from assessment.instrument import Instrument
from assessment.method import RULES
from assessment.predicate import LEVELS
from assessment.workbook_writer import MEDIA_TYPE, write_sheets
from assessment.workbook_writer import Sheet as Table
from forms_service.desk import desk
from forms_service.desk.answers import download, find_cycle, go, moved_on
from forms_service.desk.assignments import tag, tagged
from forms_service.desk.forms import Waits
from forms_service.desk.memory import memory
from forms_service.desk.names import units_of
from forms_service.desk.people_forms import PaperFile, PaperForm, PaperPair, paper_form
from forms_service.desk.slip_sheets import picture
from forms_service.desk.unhurried import unhurried
from forms_service.web.forms import PREFIX, Form
from forms_service.web.guard import may, person
from forms_service.web.language import lang, name_of, t
from forms_service.web.service import service
from kinerja_office import answering, records
from kinerja_store import View
from kinerja_words.catalogue import names
from kinerja_words.problems import Problem, Refused, refuse

CODE = 8
"""Signs of an assignment's name in addresses that a sheet shows to be typed; no other of an office has them, by 1 to 10^5."""


@dataclass(frozen=True)
class Uploaded:
    """Parsed paper forms that wait for their confirmation."""

    name: str
    sheets: list[tuple[int, Sheet]]
    create: bool


@desk.get("/periode/<id>/kertas")
@may("paper.enter", of="office")
def paper(id: str) -> str:
    """Ask which form is on the desk, or for a file of them."""
    return _page(find_cycle(id), Form())


@desk.post("/periode/<id>/kertas")
@may("paper.enter", of="office")
def find_paper(id: str) -> ResponseReturnValue:
    """Find the assignment that a paper form answers."""
    cycle, form = find_cycle(id), PaperPair.posted()
    if not cycle.open:
        return moved_on(cycle)
    form.offer(cycle.methods)
    code = form.kode.data.casefold()
    if not code and not form.validate():
        return _page(cycle, form), 422
    with service().office.store.read() as view:
        try:
            if code:
                there = (
                    a for a in records.assignments(view, id) if not RULES[a.method].sealed and tag(id, a)[:CODE] == code
                )
                if (wanted := next(there, None)) is None:
                    raise refuse("paper.code", field="kode")
            else:
                wanted, rater, ratee = form.find(records.people(view, cycle).values())
                if not records.is_assigned(view, id, wanted):
                    raise refuse("paper.not_assigned", field="penilai", rater=rater.name, ratee=ratee.name)
            if _is_in(view, id, wanted):
                raise refuse("paper.already", field="kode" if code else "dinilai")
        except Refused as refused:
            form.refuse(refused)
            return _page(cycle, form), 422
    return redirect(url_for("desk.fill_paper", id=id, tugas=tag(id, wanted)), 303)


@desk.get("/periode/<id>/kertas/<tugas>")
@may("paper.enter", of="office")
def fill_paper(id: str, tugas: str) -> ResponseReturnValue:
    """Show the whole form to type in."""
    cycle = find_cycle(id)
    if not cycle.open:
        return moved_on(cycle)
    wanted = tagged(cycle, tugas) or abort(404)
    with service().office.store.read() as view:
        if _is_in(view, id, wanted):
            return go("paper", "paper.already", id=id)
    return _sheet_page(
        cycle, wanted, paper_form(_instrument(cycle), wanted, levels=cycle.takes_levels(wanted.method))()
    )


@desk.post("/periode/<id>/kertas/<tugas>")
@may("paper.enter", of="office")
def take_paper(id: str, tugas: str) -> ResponseReturnValue:
    """Take in one paper form."""
    cycle = find_cycle(id)
    if not cycle.open:
        return moved_on(cycle)
    wanted, instrument = tagged(cycle, tugas) or abort(404), _instrument(cycle)
    form = paper_form(instrument, wanted, levels=cycle.takes_levels(wanted.method)).posted()
    gaps = () if form.kosong.data else form.gaps
    if not gaps:
        form.validate()
    with form.trying():
        answers = encode(instrument, form.answers, wanted.method)
    if form.summary or gaps:
        return _sheet_page(cycle, wanted, form), 422
    levels = [form[f].stored if f in form else None for f in ("work_result", "work_behaviour")]
    sheet = Sheet(wanted.method, wanted.rater, wanted.ratee, answers, *levels)
    try:
        answering.import_assessments(service().office, id, [(1, sheet)], False, person().actor)
    except Refused as refused:
        form.refuse(refused)
        return _sheet_page(cycle, wanted, form), 409
    return go("paper", "paper.done.sealed" if RULES[wanted.method].sealed else "paper.done", id=id)


@desk.post("/periode/<id>/kertas/impor")
@may("paper.enter", of="office", upload=True)
def upload_paper(id: str) -> ResponseReturnValue:
    """Read a file of forms and say what it holds."""
    cycle, form = find_cycle(id), PaperFile.posted()
    if not cycle.open:
        return moved_on(cycle)
    if not form.validate():
        return _page(cycle, form), 422
    name, data = form.sent
    try:
        sheets = parse_assessments(data, name, _instrument(cycle))
    except Refused as refused:
        form.refuse_file(refused)
        return _page(cycle, form), 422
    with service().office.store.read() as view:
        known = [Problem("form.already_in", row=row) for row, s in sheets if _is_in(view, id, Assignment(*s[:3]))]
    if known:
        form.refuse_file(Refused(known))
        return _page(cycle, form), 422
    create = form.buat.data
    token = memory().waiting.keep(f"paper/{id}", Uploaded(name, sheets, create))
    if not (now := find_cycle(id)).open:  # closed while it was read: nothing of it waits beyond that
        memory().waiting.drop(token)
        return moved_on(now)
    return render_template(
        "desk/paper_preview.html", cycle=cycle, name=name, form=Waits(unggahan=token), create=create, n=len(sheets),
        counts={m: sum(1 for _, s in sheets if s.method == m) for m in cycle.methods}, methods=names("method"),
    )  # fmt: skip


@desk.post("/periode/<id>/kertas/terapkan")
@may("paper.enter", of="office")
@unhurried
def apply_paper(id: str) -> ResponseReturnValue:
    """Take in the forms of a file, all or none."""
    cycle, token = find_cycle(id), Waits.posted().unggahan.data
    waiting: Uploaded | None = memory().waiting.look_up(f"paper/{id}", token)
    if waiting is None:
        return go("paper", "desk.upload.gone", id=id)
    if not cycle.open:
        return moved_on(cycle)
    memory().waiting.drop(token)
    try:
        n = answering.import_assessments(service().office, id, waiting.sheets, waiting.create, person().actor)
    except Refused as refused:
        form = PaperFile()
        form.refuse_file(refused, waiting.name)
        return _page(cycle, form), 409
    return go("paper", "paper.imported", {"n": n}, id=id)


@desk.get("/periode/<id>/kertas/templat.xlsx")
@may("paper.enter", of="office")
def paper_template(id: str) -> ResponseReturnValue:
    """Give out an empty table whose titles `parse_assessments` reads back."""
    cycle = find_cycle(id)
    instrument, called, levels = (
        _instrument(cycle),
        [name_of("method", m) for m in cycle.methods],
        [name_of("level", v) for v in LEVELS],
    )
    head = [t("paper.column.method"), t("paper.column.rater"), t("paper.column.ratee")]
    choices = {0: called}
    if any(cycle.takes_levels(m) for m in cycle.methods):
        choices |= {3: levels, 4: levels}
        head += [t("paper.work_result"), t("paper.work_behaviour")]
    rows = [[*head, *titles(instrument, lang())]]
    made = write_sheets(Table(t("paper.sheet"), rows, widths=(24, 24, 24), choices=choices, text=frozenset({1, 2})))
    return download(made, MEDIA_TYPE, f"formulir-{id}.xlsx")


@desk.get("/periode/<id>/kertas/kosong/<what>")
@may("paper.enter", of="office")
def paper_blank(id: str, what: str) -> str:
    """Show a method's form to print; with `?unit=` one for each assignment of a unit, named and with its code, of a method that is not sealed.

    A sealed method's sheet carries no code: it would look nameless and lead to its rater (decision 10).
    """
    cycle, unit = find_cycle(id), request.args.get("unit", "")
    method = next((m for m in cycle.methods if m == what), None) or abort(404)
    found: list[tuple[str, str, str]] = []
    with service().office.store.read() as view:
        if unit and not RULES[method].sealed:
            people = records.people(view, cycle)
            for ratee in (e for e in people.values() if e.unit == unit):
                for a in records.assignments(view, id, ratee=ratee.employee_number, method=method):
                    found.append((ratee.name, people[a.rater].name if a.rater in people else "", tag(id, a)))
    sheets = [
        (ratee, rater, code[:CODE], picture(url_for("desk.fill_paper", id=id, tugas=code, _external=True)))
        for ratee, rater, code in sorted(found)
    ]
    return render_template(
        "desk/paper_blank.html", cycle=cycle, method=method, instrument=_instrument(cycle), sheets=sheets or [("", "", "", "")],
        sealed=RULES[method].sealed,
    )  # fmt: skip


def _is_in(view: View, id: str, wanted: Assignment) -> bool:
    """Whether a form that is not sealed has come in already; of a sealed one nothing is told."""
    return not RULES[wanted.method].sealed and records.sent_form(view, id, wanted) is not None


def _instrument(cycle: Cycle) -> Instrument:
    with service().office.store.read() as view:
        return records.instrument(view, cycle)


def _page(cycle: Cycle, form: Form) -> str:
    with service().office.store.read() as view:
        begun, units = not answering.takes_assignments(view, cycle), units_of(view)
    pair = form if isinstance(form, PaperPair) else PaperPair()
    pair.offer(cycle.methods)
    return render_template(
        "desk/paper.html", cycle=cycle, form=form, pair=pair, begun=begun,
        file=form if isinstance(form, PaperFile) else PaperFile(), RULES=RULES,
        units=sorted((name, code) for code, name in units.items()),
    )  # fmt: skip


def _sheet_page(cycle: Cycle, wanted: Assignment, form: PaperForm) -> str:
    instrument = _instrument(cycle)
    with service().office.store.read() as view:
        people = records.people(view, cycle)
        rater, ratee = people[wanted.rater], people[wanted.ratee]
    gaps = form.gaps
    if gaps and not form.summary:
        gaps[0].attrs["autofocus"] = ""
    return render_template(
        "desk/paper_fill.html", prefix=PREFIX, cycle=cycle, form=form, wanted=wanted, rater=rater, ratee=ratee,
        criteria=instrument.asked(wanted.method), instrument=instrument, methods=names("method"), gaps=len(gaps) if request.form else 0,
    )  # fmt: skip
