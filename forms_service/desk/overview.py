"""The desk's first page and the page of one cycle: where it is, what is left to do, what comes next."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from forms_service.desk import desk, status
from forms_service.desk.answers import find_cycle, lines
from forms_service.desk.todo import Todo, line, next_state, objections_until, todos, undo_until
from forms_service.web import lists, roles
from forms_service.web.guard import may, person, person_roles
from forms_service.web.service import service
from kinerja_office import accounts, records, settings
from kinerja_words.catalogue import names
from kinerja_words.periods import by_year
from kinerja_words.problems import Refused


@desk.get("/")
@may("desk.see", of="office")
def home() -> ResponseReturnValue:
    """Show all cycles with what is left to do in those that are not published; an auditor goes to the trail."""
    if not roles.allowed(person_roles(), "participation.see", "office"):
        return redirect(url_for("desk.trail"), 303)
    office = service().office
    with office.store.read() as view:
        cycles = records.cycles(view)[::-1]
        people = records.roster_size(view)
        waiting = bool(settings.waiting(office, view))
        unsettled = any(not a.settled for a in accounts.staff_accounts(view) if a.name != person().name)
        facts = status.of_office(view, cycles)
    past = [cycle for cycle in cycles if cycle.published and not cycle.archived]
    return render_template(
        "desk/home.html", running=[status.of_cycle(c) for c in cycles if not c.published], past=by_year(past), people=people,
        archived=[c for c in cycles if c.archived], last=cycles[0] if cycles else None, unsettled=unsettled, waiting=waiting,
        facts=facts, wrong=lines(Refused(lists.problems(service().content))), methods=names("method"), today=office.today(),
    )  # fmt: skip


@desk.get("/periode/<id>")
@may("desk.see", of="office")
def cycle(id: str) -> ResponseReturnValue:
    """Show one cycle as a line of steps with the current one open."""
    if not roles.allowed(person_roles(), "participation.see", "office"):
        return redirect(url_for("desk.trail"), 303)
    cycle = find_cycle(id)
    office = service().office
    until = undo_until(cycle) if (cycle.opening or cycle.closing) and not cycle.counting else None
    return render_template(
        "desk/cycle.html", cycle=cycle, steps=line(cycle), todos=_todos(cycle), next=next_state(cycle), undo_until=until,
        objections_until=objections_until(office, cycle), site=service().site, refresh=None,
    )  # fmt: skip


def _todos(cycle: Cycle) -> list[Todo]:
    return todos(service().office, cycle, service().content, service().shown(cycle.id))
