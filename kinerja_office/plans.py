"""The publication plan in the store: fixed at opening; before that as it would be now."""

from __future__ import annotations

from assessment.cycle import Cycle
from kinerja_office import records, settings
from kinerja_office.office import Office
from kinerja_store import Change, View
from kinerja_words.problems import Phrase
from publishing.plan import Plan, compare_plans, make_plan


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


def cycle_before(view: View, cycle: Cycle) -> Cycle | None:
    """Return the last cycle before this one whose plan was fixed: its rows are kept where they hold."""
    return next((c for c in reversed(records.cycles(view)) if c.start < cycle.start and view.get("plans", c.id)), None)


def plan_changes(office: Office, view: View, cycle: Cycle) -> list[Phrase]:
    """Return what changed since the cycle before, and why; nothing where there is none or every row is the same."""
    previous = cycle_before(view, cycle)
    old = fixed_plan(view, previous) if previous else None
    return compare_plans(old, current_plan(office, view, cycle)) if old else []


def _plan(office: Office, view: View, cycle: Cycle) -> Plan:
    people = list(records.participants(view, cycle.id).values()) or list(records.roster(view).employees)
    assigned = [(a.method, a.rater, a.ratee) for a in records.assignments(view, cycle.id)]
    organisation = (office if cycle.before_opening else settings.in_force(office, view, cycle)).organisation
    previous = cycle_before(view, cycle)
    return make_plan(
        people, assigned, cycle.methods, organisation.disclosure, organisation.merges,
        fixed_plan(view, previous) if previous else None,
    )  # fmt: skip
