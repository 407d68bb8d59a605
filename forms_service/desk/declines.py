"""Tasks that raters of a sealed method have declined, with their reasons: HR accepts, or hands the task back."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from assessment.method import RULES
from forms_service.desk import desk
from forms_service.desk.answers import find_cycle, go
from forms_service.desk.assignments import tag, tagged
from forms_service.desk.people_forms import Unassign
from forms_service.web.guard import may, person
from forms_service.web.service import service
from kinerja_office import assignments as acts
from kinerja_office import declines as decline_acts
from kinerja_office import records


@desk.get("/periode/<id>/penolakan")
@may("declines.see", of="office")
def declines(id: str) -> str:
    """List the tasks that were declined, with their reasons; they are deleted when the cycle is sealed."""
    cycle = find_cycle(id)
    with service().office.store.read() as view:
        people = records.people(view, cycle)
        rows = [
            (d, people[d.rater], people[d.ratee], records.count_assignments(view, id, method=d.method, ratee=d.ratee) - 1, tag(id, d.task))
            for d in decline_acts.listed(service().office, view, cycle) if d.rater in people and d.ratee in people
        ]  # fmt: skip
    return render_template("desk/declines.html", cycle=cycle, rows=rows, RULES=RULES)


@desk.post("/periode/<id>/penolakan/kembalikan")
@may("assignments.change", of="office")
def return_decline(id: str) -> ResponseReturnValue:
    """Hand a declined task back to its rater."""
    cycle = find_cycle(id)
    wanted = tagged(cycle, Unassign.posted().tugas.data or abort(400))
    if wanted is None:
        return go("declines", "assign.removed.already", id=id)
    acts.return_decline(service().office, id, wanted, person().actor)
    return go("declines", "declines.returned", id=id)
