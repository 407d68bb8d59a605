"""How far goal setting is, by unit: counts of goals put forward and agreed, never a goal or whose it is."""

from __future__ import annotations

from collections import Counter

from flask import render_template
from flask.typing import ResponseReturnValue

from forms_service.desk import desk
from forms_service.desk.answers import find_cycle, moved_on
from forms_service.desk.names import units_of
from forms_service.web.guard import may
from forms_service.web.service import service
from kinerja_office import goals as acts
from kinerja_office import records


@desk.get("/periode/<id>/sasaran")
@may("goals.progress", of="office")
def goals(id: str) -> ResponseReturnValue:
    """Show how many goals wait for a supervisor and how many are agreed, by unit."""
    cycle, office = find_cycle(id), service().office
    if not cycle.goals_begun:
        return moved_on(cycle)
    with office.store.read() as view:
        units = units_of(view)
        people = {n: e for n, e in records.people(view, cycle).items() if e.rated}
        found = [(g.employee, g.state) for g in acts.of_cycle(view, id) if g.employee in people]
    counts = Counter((people[number].unit, state) for number, state in found)
    settled = Counter(people[number].unit for number in {n for n, state in found if state == "agreed"})
    rated = Counter(e.unit for e in people.values())
    table = [
        (units.get(code, code), rated[code], settled[code], counts[code, "proposed"], counts[code, "agreed"])
        for code in sorted(rated)
    ]
    whole = (
        len(people), settled.total(), *(sum(counts[u, s] for u in rated) for s in ("proposed", "agreed")),
    )  # fmt: skip
    return render_template("desk/goals.html", cycle=cycle, table=table, whole=whole, takes=cycle.setting_goals)
