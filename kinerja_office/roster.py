"""The roster in the store: importing it, and what an import would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from assessment.roster import Roster, RosterChanges, compare
from kinerja_office import records
from kinerja_office.accounts import staff_accounts
from kinerja_office.assignments import hand_over, hand_overs
from kinerja_office.office import Office
from kinerja_store import Change, View
from kinerja_words.problems import Problem, Refused


class Moved(Exception):
    """The roster is not the one any more that a change was shown over; nothing was written."""


def preview(view: View, new: Roster) -> RosterChanges:
    """Return what importing this roster would change; nothing is written. Raises `Refused` where importing it would."""
    taken = taken_numbers(view)
    both = [e.employee_number for e in new.employees if e.employee_number.casefold() in taken]
    if both:
        raise Refused(Problem("roster.number_taken", number=number) for number in both)
    return compare(records.roster(view).employees, completed(view, new).employees)


def completed(view: View, new: Roster) -> Roster:
    """Return a roster with what its file had no column for, as it is known of each person."""
    if not new.unsaid:
        return new
    old = records.roster(view).by_number()
    known = {n: {field: getattr(e, field) for field in new.unsaid} for n, e in old.items()}
    return replace(
        new, employees=tuple(replace(e, **known.get(e.employee_number, {})) for e in new.employees), unsaid=()
    )


def taken_numbers(view: View) -> frozenset[str]:
    """Return the names of staff accounts, folded: nobody's number is one."""
    return frozenset(s.name.casefold() for s in staff_accounts(view))


def name_columns(office: Office, said: Mapping[str, str], actor: str) -> None:
    """Keep which columns of ours this office's headings are ("" for none), by folded heading; no `said` forgets all."""
    with office.store.write() as change:
        records.put_headings(change, {**records.headings(change), **said} if said else {})
        office.log(change, actor, "roster.columns", n=len(said))


def note_export(office: Office, kind: str, cycle_id: str, actor: str) -> None:
    """Write into the trail that a workbook was taken along: which, and of which cycle."""
    with office.store.write() as change:
        office.log(change, actor, "export", kind=kind, **({"cycle": cycle_id} if cycle_id else {}))


def import_roster(office: Office, new: Roster, actor: str, over: Roster | None = None) -> RosterChanges:
    """Put this roster in place of the one before, all or nothing. Raises `Moved` where that one is not `over`.

    Cycles that are open keep the people and groups they had at opening; who is not in the file any more leaves the roster,
    and their forms not yet sent lapse; unsent forms of supervisors pass on as the law says (`assignments.hand_overs`). Raises `Refused` for a number that is a staff account's name.
    """

    def act(change: Change) -> tuple[RosterChanges, int]:
        old = records.roster(change)
        if over is not None and old != over:
            raise Moved
        completing = completed(change, new)
        changes = preview(change, completing)
        people = completing.by_number()
        for number in changes.added + changes.changed:
            change.put("roster", number, people[number].to_doc())
        for number in changes.removed:
            change.delete("roster", number)
        kept = {u.code: u for u in completing.units}
        for unit in old.units:
            if unit.code not in kept:
                change.delete("units", unit.code)
        for unit in completing.units:
            change.put("units", unit.code, asdict(unit))
        passed = hand_overs(change, people)
        for move in passed:
            hand_over(change, move, office.today())
        return changes, len(passed)

    def told(change: Change, made: tuple[RosterChanges, int]) -> None:
        changes, passed = made
        counts = {"added": len(changes.added), "changed": len(changes.changed), "removed": len(changes.removed)}
        more = {"handed_over": passed} if passed else {}
        office.log(change, actor, "roster.import", people=len(new.employees), **counts, **more)

    return office.store.plan(act, told)[0]
