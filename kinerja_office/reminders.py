"""Whom to remind of what until when: everybody alike, and by name only those whose duty is no secret.

Nothing here looks at a sealed form, and nothing is kept of who was reminded: the trail says that HR noted it, and of which stage.
"""

from __future__ import annotations

from assessment.calendar import add_days
from assessment.cycle import Cycle
from assessment.method import OFFICIAL
from assessment.roster import Employee
from kinerja_office import evaluations, records
from kinerja_office.office import Office
from kinerja_store import View


def everybody(view: View) -> list[Employee]:
    """Return the people of the roster as it is now, by name; who has left it is not written to."""
    return sorted(records.roster(view).employees, key=lambda e: (e.name, e.employee_number))


def late_officers(view: View, cycle: Cycle) -> dict[str, list[str]]:
    """Return about whom each officer's form is missing: names of the assessed by the officer's number."""
    found: dict[str, list[str]] = {}
    people, sent = records.participants(view, cycle.id), records.sent(view, cycle.id)
    for one in records.assignments(view, cycle.id, method=OFFICIAL):
        if one not in sent:
            found.setdefault(one.rater, []).append(people[one.ratee].name)
    return {number: sorted(names) for number, names in found.items()}


def deadlines(office: Office, view: View, cycle: Cycle) -> dict[str, str]:
    """Return the days of a cycle that people wait for, by what they are: `begin`, `end`, and after the close `closing`, `objections`."""
    found = {"begin": cycle.start, "end": cycle.end}
    if cycle.sealed and cycle.closed:
        found["closing"] = add_days(cycle.closed, office.organisation.closing_days)
        if "objections" in cycle.stages and (until := evaluations.standing(office, view, cycle).until):
            found["objections"] = until
    return found


def note(office: Office, cycle_id: str, actor: str) -> None:
    """Write into the trail that a stage's reminder was sent, and nothing of to whom."""
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        office.log(change, actor, "reminder.sent", cycle=cycle_id, stage=cycle.state)
