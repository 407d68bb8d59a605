"""Paper forms: one typed in from the sheet, or many from a file. Nothing here tells whether a peer has answered already."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessment.assignment import Assignment
from assessment.cycle import Cycle
from assessment.form import Form as Sheet
from assessment.form import encode, parse_assessments
from assessment.instrument import CANNOT_JUDGE, Instrument
from assessment.method import RULES
from forms_service.desk import desk
from forms_service.desk.assignments import tag, tagged
from forms_service.desk.common import find_cycle, go, moved_on
from forms_service.desk.forms import Pair, Waits
from forms_service.desk.memory import memory
from forms_service.desk.people_forms import PaperFile, PaperForm, paper_form
from forms_service.web.forms import PREFIX, Form
from forms_service.web.guard import may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import answering, records
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused, refuse


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
    cycle, form = find_cycle(id), Pair.posted()
    if not cycle.open:
        return moved_on(cycle)
    form.offer(cycle.methods)
    if not form.validate():
        return _page(cycle, form), 422
    with service().office.store.read() as view:
        try:
            wanted, rater, ratee = form.find(records.people(view, cycle).values())
            if not records.is_assigned(view, id, wanted):
                raise refuse("paper.not_assigned", field="penilai", rater=rater.name, ratee=ratee.name)
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
    form.validate()
    if not any(form.answers.values()) and not form.kosong.data:
        form.blame("kosong", t("paper.empty"))
    with form.trying():
        answers = encode(instrument, form.answers, wanted.method)
    if form.summary:
        return _sheet_page(cycle, wanted, form), 422
    levels = [form[f].data if f in form else None for f in ("work_result", "work_behaviour")]
    sheet = Sheet(wanted.method, wanted.rater, wanted.ratee, answers, *levels)
    try:
        answering.import_assessments(service().office, id, [(1, sheet)], False, person().actor)
    except Refused as refused:
        form.refuse(refused)
        return _sheet_page(cycle, wanted, form), 409
    return go("paper", "paper.done.peer" if RULES[wanted.method].sealed else "paper.done", id=id)


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
    create = form.buat.data
    token = memory().waiting.keep(f"paper/{id}", Uploaded(name, sheets, create))
    return render_template(
        "desk/paper_preview.html", cycle=cycle, name=name, form=Waits(unggahan=token), create=create, n=len(sheets),
        counts={m: sum(1 for _, s in sheets if s.method == m) for m in cycle.methods}, methods=names("method"),
    )  # fmt: skip


@desk.post("/periode/<id>/kertas/terapkan")
@may("paper.enter", of="office")
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


def _instrument(cycle: Cycle) -> Instrument:
    with service().office.store.read() as view:
        return records.instrument(view, cycle)


def _page(cycle: Cycle, form: Form) -> str:
    with service().office.store.read() as view:
        begun = not answering.takes_assignments(view, cycle)
    pair = form if isinstance(form, Pair) else Pair()
    pair.offer(cycle.methods)
    return render_template(
        "desk/paper.html", cycle=cycle, form=form, pair=pair, begun=begun,
        file=form if isinstance(form, PaperFile) else PaperFile(),
        example="method,rater,ratee," + ",".join(i.code for i in _instrument(cycle).items[:3]) + ",…",
    )  # fmt: skip


def _sheet_page(cycle: Cycle, wanted: Assignment, form: PaperForm) -> str:
    instrument = _instrument(cycle)
    with service().office.store.read() as view:
        people = records.people(view, cycle)
        rater, ratee = people[wanted.rater], people[wanted.ratee]
    points = [str(v) for v in range(instrument.minimum, instrument.maximum + 1)]
    points += [CANNOT_JUDGE] if instrument.cannot_judge else []
    return render_template(
        "desk/paper_fill.html", prefix=PREFIX, cycle=cycle, form=form, wanted=wanted, rater=rater, ratee=ratee,
        criteria=instrument.asked(wanted.method), points=[*((p, p) for p in points), ("", t("paper.none"))],
        methods=names("method"),
    )  # fmt: skip
