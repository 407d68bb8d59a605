"""Paper forms: one typed in from the sheet, or many from a file. Nothing here tells whether a peer has answered already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.assignment import Assignment
from assessment.cycle import Cycle
from assessment.form import Form, encode, parse_assessments
from assessment.instrument import CANNOT_JUDGE, Instrument
from assessment.method import Method
from assessment.predicate import LEVELS, Level
from forms_service.desk import desk
from forms_service.desk.assignments import tag
from forms_service.desk.common import (
    RefusedFile,
    field_errors,
    find_cycle,
    find_person,
    go,
    moved_on,
    people_of,
    read_upload,
    refused_file,
)
from forms_service.desk.memory import memory
from forms_service.web.forms import PREFIX
from forms_service.web.guard import may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import answering, records
from kinerja_store import View
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused, refuse


@dataclass(frozen=True)
class Uploaded:
    """Parsed paper forms that wait for their confirmation."""

    name: str
    forms: list[tuple[int, Form]]
    create: bool


@desk.get("/periode/<id>/kertas")
@may("paper.enter", of="office")
def paper(id: str) -> str:
    """Ask which form is on the desk, or for a file of them."""
    return _page(find_cycle(id), [])


@desk.post("/periode/<id>/kertas")
@may("paper.enter", of="office")
def find_paper(id: str) -> ResponseReturnValue:
    """Find the assignment that a paper form answers."""
    one, form = find_cycle(id), request.form
    if not one.open:
        return moved_on(one)
    method = form.get("metode", "")
    if method not in one.methods or method not in get_args(Method):
        return _page(one, [("metode", t("assign.method.missing"))]), 422
    with service().office.store.read() as view:
        people = people_of(view, one)
        try:
            ratee = find_person(form.get("dinilai", ""), people.values(), "dinilai")
            text = form.get("penilai", "")
            rater = ratee if method == "self" else find_person(text, people.values(), "penilai")
            wanted = Assignment(method, rater.employee_number, ratee.employee_number)
            if not records.is_assigned(view, id, wanted):
                raise refuse("paper.not_assigned", field="penilai", rater=rater.name, ratee=ratee.name)
        except Refused as refused:
            return _page(one, field_errors(refused, "dinilai")), 422
    return redirect(url_for("desk.fill_paper", id=id, tugas=tag(id, wanted)), 303)


@desk.get("/periode/<id>/kertas/<tugas>")
@may("paper.enter", of="office")
def fill_paper(id: str, tugas: str) -> ResponseReturnValue:
    """Show the whole form to type in."""
    one = find_cycle(id)
    return _fill(one, _wanted(one, tugas), {}, []) if one.open else moved_on(one)


@desk.post("/periode/<id>/kertas/<tugas>")
@may("paper.enter", of="office")
def take_paper(id: str, tugas: str) -> ResponseReturnValue:
    """Take in one paper form."""
    one, office = find_cycle(id), service().office
    if not one.open:
        return moved_on(one)
    wanted = _wanted(one, tugas)
    with office.store.read() as view:
        tool = records.instrument(view, one)
    asked = [i.code for c in tool.asked(wanted.method) for i in c.items]
    filled = {code: request.form.get(PREFIX + code, "") for code in asked}
    errors = []
    if not any(filled.values()) and request.form.get("kosong") != "ya":
        errors.append(("kosong", t("paper.empty")))
    levels: list[Level | None] = []
    for field in ("work_result", "work_behaviour"):
        value = request.form.get(field, "")
        if wanted.method == "supervisor" and value not in LEVELS:
            errors.append((field, t(f"paper.{field}.missing")))
        levels.append(value if value in LEVELS and wanted.method == "supervisor" else None)
    try:
        answers = encode(tool, filled, wanted.method)
    except Refused as refused:
        errors += [(PREFIX + code, words) for code, words in field_errors(refused, asked[0])]
        answers = ""
    if errors:
        return _fill(one, wanted, request.form.to_dict(), errors), 422
    form = Form(wanted.method, wanted.rater, wanted.ratee, answers, levels[0], levels[1])
    try:
        answering.import_assessments(office, id, [(1, form)], False, person().actor)
    except Refused as refused:
        errors = [("", w) for _, w in field_errors(refused, "")]
        return _fill(one, wanted, request.form.to_dict(), errors), 409
    return go("paper", "paper.done.peer" if wanted.method == "peer" else "paper.done", id=id)


@desk.post("/periode/<id>/kertas/impor")
@may("paper.enter", of="office", upload=True)
def upload_paper(id: str) -> ResponseReturnValue:
    """Read a file of forms and say what it holds."""
    one, office = find_cycle(id), service().office
    if not one.open:
        return moved_on(one)
    with office.store.read() as view:
        tool = records.instrument(view, one)
    sent = read_upload()
    if isinstance(sent, str):
        return _page(one, [("berkas", sent)]), 422
    try:
        forms = parse_assessments(sent.data, sent.name, tool)
    except Refused as refused:
        return _page(one, [], refused_file(sent.name, sent.data, refused)), 422
    create = request.form.get("buat") == "ya"
    token = memory().waiting.keep(f"paper/{id}", Uploaded(sent.name, forms, create))
    counts = {m: sum(1 for _, f in forms if f.method == m) for m in one.methods}
    return render_template(
        "desk/paper_preview.html", cycle=one, name=sent.name, token=token, counts=counts, create=create, n=len(forms),
        methods=names("method"), errors=[],
    )  # fmt: skip


@desk.post("/periode/<id>/kertas/terapkan")
@may("paper.enter", of="office")
def apply_paper(id: str) -> ResponseReturnValue:
    """Take in the forms of a file, all or none."""
    one, token = find_cycle(id), request.form.get("unggahan", "")
    waiting: Uploaded | None = memory().waiting.look_up(f"paper/{id}", token)
    if waiting is None:
        return go("paper", "desk.upload.gone", id=id)
    if not one.open:
        return moved_on(one)
    memory().waiting.drop(token)
    try:
        n = answering.import_assessments(service().office, id, waiting.forms, waiting.create, person().actor)
    except Refused as refused:
        return _page(one, [], refused_file(waiting.name, b"", refused)), 409
    return go("paper", "paper.imported", {"n": n}, id=id)


def _wanted(one: Cycle, tugas: str) -> Assignment:
    with service().office.store.read() as view:
        found = next((a for a in records.assignments(view, one.id) if tag(one.id, a) == tugas), None)
    return found if found is not None else abort(404)


def _page(one: Cycle, errors: list[tuple[str, str]], refused: RefusedFile | None = None) -> str:
    with service().office.store.read() as view:
        begun = _named_forms(view, one)
        tool = records.instrument(view, one)
    return render_template(
        "desk/paper.html", refused=refused, cycle=one, errors=errors, methods=names("method"), filled=request.form, begun=begun,
        example=_example(tool),
    )  # fmt: skip


def _named_forms(view: View, one: Cycle) -> bool:
    """Whether assignments can no longer be made from a file of forms."""
    return records.has_forms(view, one.id)


def _example(tool: Instrument) -> str:
    return "method,rater,ratee," + ",".join(i.code for i in tool.items[:3]) + ",…"


def _fill(one: Cycle, wanted: Assignment, filled: dict[str, str], errors: list[tuple[str, str]]) -> str:
    with service().office.store.read() as view:
        tool = records.instrument(view, one)
        people = people_of(view, one)
    points = [str(v) for v in range(tool.minimum, tool.maximum + 1)] + ([CANNOT_JUDGE] if tool.cannot_judge else [])
    numbers = {item.code: n for n, item in enumerate((i for c in tool.asked(wanted.method) for i in c.items), start=1)}
    return render_template(
        "desk/paper_fill.html",
        prefix=PREFIX, cycle=one, wanted=wanted, tool=tool, rater=people[wanted.rater], ratee=people[wanted.ratee],
        filled=filled, errors=errors, wrong={f for f, _ in errors}, points=points, numbers=numbers, levels=names("level"),
        methods=names("method"), tugas=tag(one.id, wanted),
    )  # fmt: skip
