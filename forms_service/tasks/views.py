"""My tasks: what to do, for whom, by when, how long it takes, who will see what."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from assessment.cycle import days_between
from assessment.text import mark
from forms_service.fill.task import my_tasks, unrated_leaders
from forms_service.tasks.listing import following, listed
from forms_service.web.forms import Seen, done
from forms_service.web.guard import may, person
from forms_service.web.service import service
from kinerja_office import accounts, assignments, records

tasks = Blueprint("tasks", __name__)


@tasks.get("/tugas")
@may("task.see", of="own")
def overview() -> str:
    """List all that is to do and done in the cycles that take forms, or say what there is to wait for."""
    office, me = service().office, person().number
    found = my_tasks(office, me)
    mine = listed(office, me, found)
    with office.store.read() as view:
        cycles = records.cycles(view)
        slips = accounts.issued_slips(view, me)
        found_officers = records.new_officers(view, me)
        officers = [(c, records.employee(view, a.rater), day) for c, a, day in found_officers]
    return render_template(
        "tasks/tasks.html",
        here="tasks",
        found=found,
        groups=[(kind, list(some)) for kind, some in groupby(mine, key=lambda task: task.group)],
        counted=[task for task in mine if task.counts],
        waits=any(not task.done for task in mine if not task.form),
        next=following(mine),
        coming=[c for c in cycles if c.coming][:1],
        sealed=[c for c in cycles if c.sealed][-1:],
        today=office.today(),
        days_between=days_between,
        done_words=done("tasks"),
        slips=slips,
        officers=officers,
        officers_seen=mark([x[1:] for x in found_officers]),
        unrated=unrated_leaders(office, me),
    )


@tasks.post("/tugas/pejabat-penilai")
@may("task.see", of="own")
def officers_read() -> ResponseReturnValue:
    """Note that one has read who became one's appraising officer."""
    assignments.read_officers(service().office, person().number, Seen.posted().dilihat.data)
    return redirect("/tugas", 303)
