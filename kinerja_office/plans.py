"""The publication plan in the store: fixed at opening; before that as it would be now."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction

from assessment.cycle import Cycle
from assessment.method import Method
from kinerja_office import records, settings
from kinerja_office.office import Office
from kinerja_store import Change, View
from kinerja_words.problems import Phrase
from publishing.mask import ROOT
from publishing.plan import Plan, compare_plans, make_plan

SAME = Fraction(4, 5)
"""A row is about the same people as another from this part in common of the larger one on: a mean moves less by the rest than
what counts as a change (R6). Not stricter: "the very same people" would tell that nobody came or went (docs/disclosure.md)."""
YEAR, AROUND = datetime.timedelta(365), datetime.timedelta(45)


SOURCES = ("cycles", "roster", "units", "participants", "assignments", "plans")
"""The tables that a plan is made of, beside the settings."""


def current_plan(office: Office, view: View, cycle: Cycle) -> Plan:
    """Return the plan fixed at opening, or before that the plan as it would be now."""
    return fixed_plan(view, cycle) or _plan(office, view, cycle)


def fixed_plan(view: View, cycle: Cycle) -> Plan | None:
    """Return the plan fixed at opening, None before that."""
    doc = view.get("plans", cycle.id)
    return None if doc is None else Plan.from_doc(doc)


def heads(view: View, cycle: Cycle) -> int:
    """Return how many people the public knows of: those of the plan fixed at opening, before that those on the roster."""
    plan = fixed_plan(view, cycle)
    return plan.heads if plan else sum(e.rated for e in records.people(view, cycle).values())


def fix_plan(office: Office, change: Change, cycle: Cycle) -> None:
    """Store the plan of a cycle as it is now: at opening, and after assignments that came with a file of forms."""
    change.put("plans", cycle.id, _plan(office, change, cycle).to_doc())


def drop_plan(change: Change, cycle: Cycle) -> None:
    """Take a fixed plan back (undoing an opening)."""
    change.delete("plans", cycle.id)


def cycle_before(view: View, cycle: Cycle) -> Cycle | None:
    """Return the cycle before this one whose rows are kept where they hold: the last with a fixed plan and all its methods, else the last."""
    earlier = [c for c in records.cycles(view) if c.start < cycle.start and view.get("plans", c.id)]
    return max(earlier, key=lambda c: (set(cycle.methods) <= set(c.methods), c.start, c.id), default=None)


def plan_changes(office: Office, view: View, cycle: Cycle) -> list[Phrase]:
    """Return what changed since the cycle before, and why; nothing where there is none or every row is the same."""
    previous = cycle_before(view, cycle)
    old = fixed_plan(view, previous) if previous else None
    return compare_plans(old, current_plan(office, view, cycle)) if old else []


def comparable(view: View, cycle: Cycle, plan: Plan) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return (method, group) → published cycles whose row of that name is about the same people, for the public to compare (R6).

    Asked are the last cycle of its kind (like with like: a year with years) with the method and instrument, the one that began a
    year before, and the first. People are those rated by the method; who they are stays here.
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    earlier = [
        c for c in records.cycles(view)
        if c.published and (c.instrument, c.kind) == (cycle.instrument, cycle.kind)
        and (c.start, c.id) < (cycle.start, cycle.id)
    ]  # fmt: skip
    then = {c.id: _ratees(view, c, old) for c in earlier if (old := fixed_plan(view, c))}
    for (method, group), people in _ratees(view, cycle, plan).items():
        line = [c for c in earlier if method in c.methods]
        asked = {line[-1].id, line[0].id, *_year_before(line, cycle)} if line else set()
        same = [id for id in asked if id in then and _same(people, then[id].get((method, group), set()))]
        found[method, group] = tuple(sorted(same))
    return found


def _year_before(line: list[Cycle], cycle: Cycle) -> list[str]:
    def apart(earlier: Cycle) -> datetime.timedelta:
        return abs(datetime.date.fromisoformat(cycle.start) - YEAR - datetime.date.fromisoformat(earlier.start))

    return [c.id for c in sorted(line, key=apart)[:1] if apart(c) <= AROUND]


def _same(one: set[str], other: set[str]) -> bool:
    return bool(one) and len(one & other) >= SAME * max(len(one), len(other))


def _ratees(view: View, cycle: Cycle, plan: Plan) -> Mapping[tuple[Method, str], set[str]]:
    """Return (method, group) → the numbers of those rated by the method in each planned row."""
    groups = {n: e.group for n, e in records.participants(view, cycle.id).items() if e.rated}
    rated: dict[str, set[str]] = {m: set() for m in cycle.methods}
    for assignment in records.assignments(view, cycle.id):
        rated.setdefault(assignment.method, set()).add(assignment.ratee)
    return {
        (r.method, r.group): {
            n for n in rated.get(r.method, ()) if n in groups and (r.group == ROOT or groups[n] in r.members)
        }
        for r in plan.rows
    }


def _plan(office: Office, view: View, cycle: Cycle) -> Plan:
    organisation = (office if cycle.before_opening else settings.in_force(office, view, cycle)).organisation
    rules = (cycle.methods, organisation.disclosure, organisation.merges)

    def make() -> Plan:
        people = list(records.participants(view, cycle.id).values()) or list(records.roster(view).employees)
        previous = cycle_before(view, cycle)
        return make_plan(
            people, records.assignments(view, cycle.id), *rules, fixed_plan(view, previous) if previous else None
        )

    return view.once(SOURCES, ("plan", cycle.id, rules), make)
