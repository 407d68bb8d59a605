"""My tasks: what to do, for whom, by when, how long it takes, who will see what."""

from __future__ import annotations

from flask import Blueprint, render_template

from forms_service.fill.task import my_tasks, unrated_leaders
from forms_service.tasks import listing
from forms_service.web.forms import done
from forms_service.web.guard import may, person
from forms_service.web.service import service
from kinerja_office import accounts, records

tasks = Blueprint("tasks", __name__)


@tasks.get("/tugas")
@may("task.see", of="own")
def overview() -> str:
    """List the tasks of the cycles that take forms, or say what there is to wait for."""
    office = service().office
    found, more = my_tasks(office, person().number), listing.todos(office, person().number)
    with office.store.read() as view:
        cycles = records.cycles(view)
        slips = accounts.issued_slips(view, person().number)
    coming = [c for c in cycles if c.coming]
    sealed = [c for c in cycles if c.sealed]
    return render_template(
        "tasks/tasks.html",
        here="tasks",
        found=found,
        coming=coming[:1],
        sealed=sealed[-1:],
        today=office.today(),
        more=more,
        open=sum(not m.done for m in more),
        done_words=done("tasks"),
        slips=slips,
        unrated=unrated_leaders(office, person().number),
    )
