"""Who assesses whom, in the store: generated, imported, adjusted; the rules and the draw are in `assessment.assignment`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessment.assignment import Assignment, check_assignment, draw_peers, from_roster
from assessment.cycle import BEFORE_OPENING, Cycle, must_be
from assessment.method import DRAWN, RULES
from assessment.roster import Employee
from kinerja_office import declines, records
from kinerja_office.office import Office
from kinerja_store import Change, View
from kinerja_words.problems import Refused, refuse


def generate_assignments(office: Office, id: str, peers: int | None, actor: str) -> list[Assignment]:
    """Make self, supervisor and peer assignments from the roster, in place of earlier ones; only before the first form.

    Peers of a city are drawn in seconds: the draw holds no lock, and is refused if the roster changed meanwhile.
    """
    with office.store.read() as view:
        one = _before_forms(view, id)
        people, units = _people(view, one), records.roster(view).units
    wanted = from_roster(people, one.methods)
    for method in (m for m in DRAWN if m in one.methods):
        wanted += draw_peers(
            people, units, office.organisation.peers if peers is None else peers, seed=id, method=method
        )
    with office.store.write() as change:
        now = _before_forms(change, id)
        if (_people(change, now), records.roster(change).units, now.methods) != (people, units, one.methods):
            raise refuse("assignment.roster_changed")
        replace_assignments(change, now, wanted)
        office.log(change, actor, "assignments.generate", cycle=id, assignments=len(wanted))
    return wanted


def import_assignments(office: Office, id: str, wanted: Sequence[Assignment], actor: str) -> None:
    """Put assignments from a file in place of earlier ones; only before the first form."""
    with office.store.write() as change:
        replace_assignments(change, _before_forms(change, id), wanted)
        office.log(change, actor, "assignments.import", cycle=id, assignments=len(wanted))


def replace_assignments(change: Change, one: Cycle, wanted: Iterable[Assignment]) -> None:
    """Store exactly these assignments for a cycle."""
    keep = {records.assignment_key(one.id, a): a for a in wanted}
    for key, _ in list(change.find("assignments", cycle=one.id)):
        if key not in keep:
            change.delete("assignments", key)
    for a in keep.values():
        records.put_assignment(change, one.id, a)


def adjust_assignment(office: Office, id: str, one: Assignment, add: bool, actor: str) -> None:
    """Add or remove one assignment, also while the cycle is open; the publication plan stays as it was.

    A named form that was begun cannot be taken away. The pairs of sealed methods are fixed at the opening: each has its box,
    and a pair that came or went later would tell who has answered.
    """
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, *BEFORE_OPENING, "assessment")
        if RULES[one.method].sealed and not cycle.before_opening:
            raise refuse("assignment.pairs_fixed")
        people = {e.employee_number: e for e in _people(change, cycle)}
        key = records.assignment_key(id, one)
        if add:
            wrong = check_assignment(one, people)
            if wrong:
                raise Refused(wrong)
            records.put_assignment(change, id, one)
        else:
            if change.get("forms", key):
                raise refuse("assignment.form_begun")
            change.delete("assignments", key)
        # The trail says that something was adjusted, never who should rate whom.
        office.log(change, actor, "assignments.adjust", cycle=id, method=one.method, added=add)


def return_decline(office: Office, id: str, one: Assignment, actor: str) -> None:
    """Hand a declined task back to its rater, who finds it among their tasks again."""
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, "assessment")
        declines.drop(office, change, cycle, one)
        office.log(change, actor, "declines.return", cycle=id)


def _before_forms(view: View, id: str) -> Cycle:
    one = records.cycle(view, id)
    must_be(one, *BEFORE_OPENING)
    return one


def _people(view: View, one: Cycle) -> list[Employee]:
    """Return the people of the cycle: as fixed at opening, before that the current roster."""
    return list(records.participants(view, one.id).values()) or list(records.roster(view).employees)
