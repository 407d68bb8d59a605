"""The publication plan in the store: fixed at opening; before that as it would be now."""

from __future__ import annotations

from assessment.cycle import Cycle
from kinerja_office import records
from kinerja_office.office import Office
from kinerja_store import Change, View
from publishing.plan import Plan, make_plan


def current_plan(office: Office, view: View, cycle: Cycle) -> Plan:
    """Return the plan fixed at opening, or before that the plan as it would be now."""
    return fixed_plan(view, cycle) or _plan(office, view, cycle)


def fixed_plan(view: View, cycle: Cycle) -> Plan | None:
    """Return the plan fixed at opening, None before that."""
    doc = view.get("plans", cycle.id)
    return None if doc is None else Plan.from_doc(doc)


def fix_plan(office: Office, change: Change, cycle: Cycle) -> None:
    """Store the plan of a cycle as it is now: at opening, and after assignments that came with a file of forms."""
    change.put("plans", cycle.id, _plan(office, change, cycle).to_doc())


def drop_plan(change: Change, cycle: Cycle) -> None:
    """Take a fixed plan back (undoing an opening)."""
    change.delete("plans", cycle.id)


def _plan(office: Office, view: View, cycle: Cycle) -> Plan:
    people = list(records.participants(view, cycle.id).values()) or list(records.roster(view).employees)
    assigned = [(a.method, a.rater, a.ratee) for a in records.assignments(view, cycle.id)]
    organisation = office.organisation
    earlier = [c for c in records.cycles(view) if c.start < cycle.start and view.get("plans", c.id)]
    previous = Plan.from_doc(records.must(view, "plans", earlier[-1].id)) if earlier else None
    return make_plan(people, assigned, cycle.methods, organisation.disclosure, organisation.merges, previous)
