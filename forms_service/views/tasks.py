"""My tasks: what to do, for whom, by when, how long it takes, who will see what."""

from __future__ import annotations

from flask import Blueprint, render_template

from assessment import records
from forms_service import growth
from forms_service.guard import may, person
from forms_service.house import house
from forms_service.task import my_tasks

tasks = Blueprint("tasks", __name__)


@tasks.get("/tugas")
@may("task.see", of="own")
def overview() -> str:
    """List the tasks of the cycles that take forms, or say what there is to wait for."""
    home = house()
    found, more = my_tasks(home, person().number), growth.todos(home, person().number)
    with home.office.store.read() as view:
        cycles = records.cycles(view)
    coming = [c for c in cycles if c.state in ("draft", "consultation", "goals")]
    done = [c for c in cycles if c.state in ("closed", "published")]
    return render_template(
        "tasks.html",
        here="tasks",
        found=found,
        coming=coming[:1],
        done=done[-1:],
        today=home.office.today(),
        more=more,
    )
