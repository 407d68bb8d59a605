"""What an appraising officer looks at before signing: their own people beside each other, and one person's periods beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from assessment.cycle import Cycle
from assessment.form import Form
from assessment.method import OFFICIAL
from assessment.predicate import PREDICATES, predicate
from forms_service.fill.task import FormTask, my_tasks
from forms_service.web.guard import check, may, person
from forms_service.web.service import service
from kinerja_office import organisation_predicates, records
from kinerja_store import View

side_by_side = Blueprint("side_by_side", __name__)


@dataclass(frozen=True)
class Row:
    """One of an officer's people: the task, the last evaluation of this kind, and those of the year's parts (None: there is none)."""

    task: FormTask
    last: Form | None
    parts: tuple[Form | None, ...]


@side_by_side.get("/berdampingan/<id>")
@may("levels.compare", of="record")
def compare(id: str) -> str:
    """Show an officer's own marks of all their people in a cycle that takes forms, with what was said of them before."""
    office = service().office
    check("report")
    mine = next((tasks for cycle, tasks in my_tasks(office, person().number) if cycle.id == id), [])
    tasks = [t for t in mine if t.method == OFFICIAL]
    if not tasks:
        raise NotFound
    cycle = tasks[0].cycle
    with office.store.read() as view:
        parts, before = parts_of(view, cycle), _before(view, cycle)
        rows = [
            Row(t, _first(view, before, t.assignment.ratee), tuple(about(view, p, t.assignment.ratee) for p in parts))
            for t in tasks
        ]
        given = organisation_predicates.for_officer(view, cycle, person().number)
    marks = [
        predicate(t.entry.work_result, t.entry.work_behaviour)
        for t in tasks
        if t.entry.work_result and t.entry.work_behaviour
    ]
    counts = [(p, marks.count(p)) for p in PREDICATES if p in marks]
    return render_template(
        "fill/side_by_side.html", cycle=cycle, rows=rows, parts=parts, given=given, counts=counts, unrated=len(tasks) - len(marks),
        distribution=office.organisation.distribution,
    )  # fmt: skip


def parts_of(view: View, cycle: Cycle) -> list[Cycle]:
    """Return the sealed evaluations of the parts of the year that a cycle is about, in their order; none for another kind."""
    if cycle.kind != "year":
        return []
    found = [
        c
        for c in records.cycles(view)
        if c.short and c.sealed and c.period.startswith(cycle.period) and OFFICIAL in c.methods
    ]
    return sorted(found, key=lambda c: c.period)


def about(view: View, cycle: Cycle, ratee: str) -> Form | None:
    """Return the official form about a person in a sealed cycle, the appraising officer's first."""
    me = records.participant(view, cycle.id, ratee)
    forms = [f for f, _ in records.sent_about(view, cycle.id, ratee) if f.method == OFFICIAL and f.predicate]
    return min(forms, key=lambda f: me is None or f.rater != me.supervisor, default=None)


def _before(view: View, cycle: Cycle) -> list[Cycle]:
    """Return the sealed cycles of the same kind before this one, newest first."""
    earlier = (c for c in records.cycles(view) if c.start < cycle.start)
    return [c for c in earlier if c.kind == cycle.kind and c.sealed and OFFICIAL in c.methods][::-1]


def _first(view: View, cycles: list[Cycle], ratee: str) -> Form | None:
    return about(view, cycles[0], ratee) if cycles else None
