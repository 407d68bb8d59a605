"""Participation as HR may see it: named methods by unit, sealed ones for the whole organisation after the close alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from assessment.cycle import Cycle
from assessment.method import RULES, Method
from kinerja_office import declines, records
from kinerja_office.office import Office
from kinerja_store import View


@dataclass(frozen=True)
class Progress:
    """`whole`: method → (assigned, sent); of a sealed method `sent` is None until the close: a live count would tell, by two
    looks at it, whether somebody has answered. `by_unit`: (unit, method) → (assigned, sent), of named methods."""

    cycle: Cycle
    people: int
    whole: dict[Method, tuple[int, int | None]]
    by_unit: dict[tuple[str, Method], tuple[int, int]]
    declines: int

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "cycle": self.cycle.id,
            "state": self.cycle.state,
            "people": self.people,
            "participation": {m: {"assigned": a, "sent": s} for m, (a, s) in self.whole.items()},
            "units": [
                {"unit": u, "method": m, "assigned": a, "sent": s} for (u, m), (a, s) in sorted(self.by_unit.items())
            ],
            "declines": self.declines,
        }


SOURCES = ("cycles", "roster", "participants", "assignments", "forms", "receipts", "declines")
"""The tables that participation is counted of."""


def progress(office: Office, id: str) -> Progress:
    """Return who has answered so far, as counts; to be read alone."""
    with office.store.read() as view:
        cycle = records.cycle(view, id)
        return view.once(SOURCES, ("progress", id), lambda: _progress(view, cycle))


def _progress(view: View, cycle: Cycle) -> Progress:
    id = cycle.id
    people = records.participants(view, id) or records.roster(view).by_number()
    assigned: Counter[tuple[str, Method]] = Counter()
    sent: Counter[tuple[str, Method]] = Counter()
    whole: dict[Method, tuple[int, int | None]] = {}
    for method in cycle.methods:
        expected = records.assignments(view, id, method=method)
        if RULES[method].sealed:
            whole[method] = (len(expected), _sealed_sent(view, cycle))
            continue
        for assignment in expected:
            if assignment.ratee in people:  # in a draft somebody may have left the roster since
                assigned[people[assignment.ratee].unit, method] += 1
        for form in (f for f in records.sent(view, id) if f.method == method):
            sent[people[form.ratee].unit, method] += 1
        whole[method] = (len(expected), sum(n for (_, m), n in sent.items() if m == method))
    by_unit = {key: (n, sent[key]) for key, n in assigned.items()}
    rated = sum(1 for e in people.values() if e.rated)
    return Progress(cycle, rated, whole, by_unit, declines.count(view, id))


def _sealed_sent(view: View, cycle: Cycle) -> int | None:
    doc = view.get("receipts", cycle.id) if cycle.sealed else None
    return int(doc["forms"]) if doc else None
