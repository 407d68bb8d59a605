"""Employees and their supervisors, with the dialogues between them."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.cycle import Cycle
from assessment.dialogue import Dialogue, Side
from assessment.roster import Employee
from forms_service.web import refs
from kinerja_office import dialogues as acts
from kinerja_office import feedback, goals, records
from kinerja_office.office import Office
from kinerja_store import View


@dataclass(frozen=True)
class Pair:
    """One employee and their supervisor in one cycle, with their dialogues; `side` is the viewer's."""

    ref: str
    cycle: Cycle
    employee: Employee
    leader: Employee
    side: Side
    held: tuple[Dialogue, ...]
    now: Dialogue | None

    @property
    def other(self) -> Employee:
        """The one the viewer talks with."""
        return self.leader if self.side == "employee" else self.employee

    @property
    def may_note(self) -> bool:
        """Whether dialogues are noted now."""
        return feedback.under_way(self.cycle)


def pairs_of(office: Office, me: str) -> list[Pair]:
    """Return somebody's pairs with their supervisor and their reports, newest cycle first."""
    found = []
    with office.store.read() as view:
        for cycle in reversed(records.cycles(view)):
            if feedback.under_way(cycle) or acts.known(view, cycle.id):
                own = records.people(view, cycle).get(me)
                listed = (
                    [own, *records.reports(view, cycle, me)] if own and own.rated else records.reports(view, cycle, me)
                )
                found += [p for e in listed if e and (p := _of(view, cycle, e, me))]
    return found


def _of(view: View, cycle: Cycle, employee: Employee, me: str) -> Pair | None:
    leader = records.people(view, cycle).get(goals.supervisor_of(view, cycle, employee.employee_number))
    if leader is None:
        return None
    ref, side = (
        refs.ref("skp", cycle.id, employee.employee_number),
        acts.side_of(view, cycle.id, employee.employee_number, me),
    )
    all_of = acts.of_person(view, cycle.id, employee.employee_number)
    now = next((d for d in all_of if not d.held), None)
    return Pair(ref, cycle, employee, leader, side, tuple(d for d in all_of if d.held), now)
