"""The roster in the store: importing it, and what an import would change."""

from __future__ import annotations

from dataclasses import asdict

from assessment.roster import Roster, RosterChanges, compare
from kinerja_office import records
from kinerja_office.office import Office


def preview(office: Office, new: Roster) -> RosterChanges:
    """Return what importing this roster would change; nothing is written."""
    with office.store.read() as view:
        return compare(records.roster(view).employees, new.employees)


def import_roster(office: Office, new: Roster, actor: str) -> RosterChanges:
    """Put this roster in place of the one before, all or nothing.

    Cycles that are open keep the people, groups and supervisors they had at opening; who is not in the file any more
    leaves the roster, and their forms not yet sent lapse.
    """
    with office.store.write() as change:
        old = records.roster(change)
        changes = compare(old.employees, new.employees)
        people = new.by_number()
        for number in changes.added + changes.changed:
            change.put("roster", number, people[number].to_doc())
        for number in changes.removed:
            change.delete("roster", number)
        kept = {u.code: u for u in new.units}
        for unit in old.units:
            if unit.code not in kept:
                change.delete("units", unit.code)
        for unit in new.units:
            change.put("units", unit.code, asdict(unit))
        counts = {k: len(v) for k, v in asdict(changes).items()}
        office.log(change, actor, "roster.import", people=len(new.employees), **counts)
        return changes
