"""The life of a cycle in the store up to its close: create, assign, move on, extend, undo; sealing is the door's act."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assessment.assignment import Assignment, check_assignment, draw_peers, from_roster
from assessment.cycle import UNDO, Cycle, following, must_be, new_cycle, parse_date
from assessment.instrument import Instrument
from assessment.roster import Employee
from kinerja_office import consultation, declines, records
from kinerja_office.office import Office
from kinerja_store import Change, View
from kinerja_words.problems import Problem, Refused, Text, refuse


def create(
    office: Office, id: str, instrument: Instrument, title: str, start: str, end: str,
    methods: Sequence[str] | None, stages: Sequence[str], actor: str,
) -> Cycle:  # fmt: skip
    """Create a draft cycle; raises `Refused` where the id is taken or something about it is wrong."""
    one = new_cycle(id, instrument, title, start, end, methods, stages)
    with office.store.write() as change:
        if change.get("cycles", id):
            raise refuse("cycle.exists", field="id", cycle=id)
        _freeze_instrument(change, one, instrument)
        records.put_cycle(change, one)
        office.log(change, actor, "cycle.create", cycle=id, instrument=f"{one.instrument}@{one.version}")
    return one


def _freeze_instrument(change: Change, one: Cycle, instrument: Instrument) -> None:
    """Keep the instrument with the cycle; a version that an opened cycle uses never changes."""
    key = f"{instrument.code}@{instrument.version}"
    stored = change.get("instruments", key)
    if stored is not None and stored["source"] != instrument.source:
        users = [
            c.id for c in records.cycles(change)
            if (c.instrument, c.version) == (instrument.code, instrument.version) and c.state != "draft" and c.id != one.id
        ]  # fmt: skip
        if users:
            raise refuse("instrument.in_use", instrument=key, users=users)
    change.put("instruments", key, {"source": dict(instrument.source)})


def freeze_people(change: Change, one: Cycle) -> None:
    """Fix roster and assignments at opening; raises `Refused` for assignments of people who have left."""
    people = records.roster(change).by_number()
    if not people:
        raise refuse("roster.empty")
    wrong = [
        Problem("assignment.at_opening", rater=a.rater, ratee=a.ratee, problem=p)
        for a in records.assignments(change, one.id)
        if (p := check_assignment(a, people))
    ]
    if wrong:
        raise Refused(wrong)
    for employee in people.values():
        change.put("participants", f"{one.id}/{employee.employee_number}", {"cycle": one.id, **employee.to_doc()})


def unfreeze_people(change: Change, id: str) -> None:
    """Take the fixed roster back (undoing an opening)."""
    for key, _ in list(change.find("participants", cycle=id)):
        change.delete("participants", key)


def generate_assignments(office: Office, id: str, peers: int | None, actor: str) -> list[Assignment]:
    """Make self, supervisor and peer assignments from the roster, in place of earlier ones; only before the first form.

    Peers of a city are drawn in seconds: the draw holds no lock, and is refused if the roster changed meanwhile.
    """
    with office.store.read() as view:
        one = _before_forms(view, id)
        people, units = _people(view, one), records.roster(view).units
    wanted = from_roster(people, one.methods)
    if "peer" in one.methods:
        wanted += draw_peers(people, units, office.organisation.peers if peers is None else peers, seed=id)
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

    A form that was begun cannot be taken away. Of peers nobody may learn who has begun, so while the cycle is open only
    a task its rater has declined can go (declining drops the ballot; filling it in takes the decline back).
    """
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, "draft", "consultation", "goals", "assessment")
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
            if one.method == "peer" and cycle.open and not declines.is_there(office, change, cycle, one):
                raise refuse("assignment.peer_not_declined")
            change.delete("assignments", key)
            declines.drop(office, change, cycle, one)
        # The trail says that something was adjusted, never who should rate whom.
        office.log(change, actor, "assignments.adjust", cycle=id, method=one.method, added=add)


def return_decline(office: Office, id: str, rater: str, ratee: str, actor: str) -> None:
    """Hand a declined peer task back to its rater, who finds it among their tasks again."""
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, "assessment")
        declines.drop(office, change, cycle, Assignment("peer", rater, ratee))
        office.log(change, actor, "declines.return", cycle=id)


def next_stage(office: Office, id: str, actor: str) -> Cycle:
    """Take the step from draft to consultation or goals, or between them; opening and closing have their own acts."""
    with office.store.write() as change:
        one = records.cycle(change, id)
        target = following(one)
        if target not in ("consultation", "goals"):
            must_be(one, "draft", "consultation")
            raise refuse("cycle.next_opens", cycle=id)
        after = replace(one, state=target)
        records.put_cycle(change, after)
        if one.state == "consultation":
            consultation.cut(office, change, one, "before")
        office.log(change, actor, "cycle.next", cycle=id, state=target)
    consultation.forget_key(office, id, "before")
    return after


def revise_instrument(office: Office, id: str, instrument: Instrument, actor: str) -> list[Text]:
    """Put a new version of the instrument in place of the draft people were asked about; returns what changed.

    Before the cycle opens. Raises `Refused` for the same version with other words, and for methods it does not have.
    """
    with office.store.write() as change:
        one = _before_forms(change, id)
        wrong = [m for m in one.methods if m not in instrument.weights]
        if wrong:
            raise refuse("instrument.lacks_methods", wrong=wrong)
        old = records.instrument(change, one)
        if (old.code, old.version) == (instrument.code, instrument.version) and old.source != instrument.source:
            raise refuse("instrument.raise_version", instrument=instrument.code, version=instrument.version)
        if one.state != "draft":
            consultation.put_consulted(change, one)
        after = replace(one, instrument=instrument.code, version=instrument.version)
        _freeze_instrument(change, after, instrument)
        records.put_cycle(change, after)
        office.log(change, actor, "cycle.instrument", cycle=id, instrument=f"{after.instrument}@{after.version}")
        return consultation.instrument_changes(change, after)


def extend(office: Office, id: str, end: str, actor: str) -> Cycle:
    """Give a later last day for the web forms of an open cycle."""
    end = parse_date(end, "end")
    with office.store.write() as change:
        one = records.cycle(change, id)
        must_be(one, "draft", "consultation", "goals", "assessment")
        if end <= one.end:
            raise refuse("cycle.end_not_later", field="end", end=end, now=one.end)
        after = replace(one, end=end)
        records.put_cycle(change, after)
        office.log(change, actor, "cycle.extend", cycle=id, end=end)
        return after


def begin_closing(office: Office, id: str, actor: str) -> Cycle:
    """Stop taking forms; nothing is counted yet and the close can be undone for an hour."""
    with office.store.write() as change:
        one = records.cycle(change, id)
        must_be(one, "assessment")
        after = replace(one, state="closing", closing_since=office.now().isoformat(timespec="seconds"))
        records.put_cycle(change, after)
        office.log(change, actor, "cycle.closing", cycle=id)
        return after


def undo_closing(office: Office, id: str, actor: str) -> Cycle:
    """Open the forms again within the hour."""
    with office.store.write() as change:
        one = records.cycle(change, id)
        must_be(one, "closing")
        if closing_due(office, one):
            raise refuse("cycle.hour_over")
        after = replace(one, state="assessment", closing_since="")
        records.put_cycle(change, after)
        office.log(change, actor, "cycle.undo-closing", cycle=id)
        return after


def closing_due(office: Office, one: Cycle) -> bool:
    """Whether the hour in which a close can be undone is over."""
    if one.state != "closing":
        return one.state == "sealing"
    return office.now() - datetime.datetime.fromisoformat(one.closing_since) >= UNDO


def _before_forms(view: View, id: str) -> Cycle:
    one = records.cycle(view, id)
    must_be(one, "draft", "consultation", "goals")
    return one


def _people(view: View, one: Cycle) -> list[Employee]:
    """Return the people of the cycle: as fixed at opening, before that the current roster."""
    return list(records.participants(view, one.id).values()) or list(records.roster(view).employees)
