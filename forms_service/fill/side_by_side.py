"""What an appraising officer looks at before signing: their people beside each other, and all there is about one of them.

Every mark of the running cycle is the officer's own: nothing here reads a form of anybody else in it, nor a ballot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from assessment.alike import marked_alike, one_answer
from assessment.cycle import Cycle
from assessment.form import Form
from assessment.method import OFFICIAL
from assessment.predicate import PREDICATES, Level, predicate
from assessment.result import form_means
from forms_service.fill.task import FormTask, load_task
from forms_service.goals import cards
from forms_service.web.guard import check, may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import organisation_predicates, records
from kinerja_office.office import Office
from kinerja_store import View

side_by_side = Blueprint("side_by_side", __name__, url_prefix="/berdampingan/<id>")


@dataclass(frozen=True)
class Row:
    """One of an officer's people. `means`: of the officer's answers so far, by criterion code; `earlier`: of the form they sent in
    the last evaluation on the same scale. `said`: what the year's parts and that evaluation came to (None: there is none).
    """  # fmt: skip

    task: FormTask
    means: Mapping[str, str]
    earlier: Mapping[str, str]
    said: tuple[tuple[Cycle, Form | None], ...]
    beside: cards.Beside | None


@side_by_side.get("")
@may("levels.compare", of="record")
def compare(id: str) -> str:
    """Show an officer's own marks of all their people in a cycle that takes forms, with what was said of them before."""
    check("report")
    return render_template("fill/side_by_side.html", **_seen(id))


@side_by_side.get("/<ref>")
@may("levels.compare", of="record")
def one(id: str, ref: str) -> str:
    """Show all there is about one of them: own marks, SKP, feedback, dialogues, what was said before, the organisation's predicate."""
    check("report")
    return render_template("fill/one_report.html", **_seen(id, ref))


def hints(tasks: Sequence[FormTask], one: FormTask | None = None) -> list[str]:
    """Word what may be worth a second look: answers that are all equal, of `one` form or of any; people marked alike."""
    even = [task for task in ([one] if one else tasks) if one_answer(task.entry.draft)]
    names = ", ".join(task.ratee.name for task in even)
    said = (
        [t("hint.even", n=one_answer(even[0].entry.draft)) if one else t("hint.even.of", names=names)] if even else []
    )
    whole = [tuple(_means(task).items()) for task in tasks if len(task.answers) == task.items]
    alike = {"levels": marked_alike(map(_levels, tasks)), "answers": marked_alike(whole)}
    return [*said, *(t(f"hint.alike.{what}", n=n) for what, n in alike.items() if n)]


def review_hints(office: Office, task: FormTask) -> list[str]:
    """Return the hints about one form, with those about all of an officer's people where it is about one of them."""
    with office.store.read() as view:
        mine = own_forms(office, view, task.cycle, task.assignment.rater) if task.method == OFFICIAL else []
    return hints(mine, task)


def own_forms(office: Office, view: View, cycle: Cycle, officer: str) -> list[FormTask]:
    """Return the forms about their people that somebody has in a cycle, by the people's numbers."""
    there = records.assignments(view, cycle.id, rater=officer, method=OFFICIAL)
    return [load_task(office, view, cycle, one) for one in there]


def rows(view: View, cycle: Cycle, tasks: Sequence[FormTask]) -> list[Row]:
    """Return what stands beside forms of an officer in a cycle."""
    last = _last_of(view, cycle)
    before = [*parts_of(view, cycle), *last]
    return [
        Row(
            task, _means(task), _earlier(view, last, task), tuple((c, about(view, c, task.assignment.ratee)) for c in before),
            cards.beside(view, cycle, task.assignment.rater, task.assignment.ratee),
        )
        for task in tasks
    ]  # fmt: skip


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


def _last_of(view: View, cycle: Cycle) -> list[Cycle]:
    """Return the sealed cycle of the same kind before this one, if there is one."""
    earlier = (c for c in records.cycles(view) if c.start < cycle.start)
    return [c for c in earlier if c.kind == cycle.kind and c.sealed and OFFICIAL in c.methods][-1:]


def _seen(id: str, ref: str = "") -> dict[str, Any]:
    """Return what a page shows of all one's people, or of one of them; 404 for nobody, and while a cycle takes no forms."""
    office, me = service().office, person().number
    with office.store.read() as view:
        cycle = records.find_cycle(view, id)
        tasks = own_forms(office, view, cycle, me) if cycle and (cycle.open or cycle.ending) else []
        shown = [task for task in tasks if ref in ("", task.ref)]
        if cycle is None or not shown:
            raise NotFound
        marks = [predicate(*levels) for task in tasks if (levels := _levels(task))]
        return {
            "cycle": cycle, "rows": rows(view, cycle, shown), "hints": hints(tasks, shown[0] if ref else None),
            "given": organisation_predicates.for_officer(view, cycle, me), "distribution": office.organisation.distribution,
            "counts": [(p, marks.count(p)) for p in PREDICATES if p in marks], "unrated": len(tasks) - len(marks),
        }  # fmt: skip


def _levels(task: FormTask) -> tuple[Level, Level] | None:
    entry = task.entry
    return (entry.work_result, entry.work_behaviour) if entry.work_result and entry.work_behaviour else None


def _means(task: FormTask) -> dict[str, str]:
    return form_means(task.instrument, [Form(*task.assignment, task.entry.draft)]) if task.entry.draft else {}


def _earlier(view: View, last: list[Cycle], task: FormTask) -> dict[str, str]:
    for cycle in last:
        instrument, sent = records.instrument(view, cycle), records.sent_form(view, cycle.id, task.assignment)
        if sent and (instrument.minimum, instrument.maximum) == (task.instrument.minimum, task.instrument.maximum):
            return form_means(instrument, [sent[0]])
    return {}
