"""Participation as HR may see it: self and supervisor by unit, peers for the whole organisation only, never results."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from assessment.cycle import Cycle
from assessment.method import RULES, Method
from kinerja_office import answering, declines, records
from kinerja_office.office import Office


@dataclass(frozen=True)
class Progress:
    """`whole`: method → (assigned, sent). `by_unit`: (unit, method) → (assigned, sent), never for peers."""

    cycle: Cycle
    people: int
    whole: dict[Method, tuple[int, int]]
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


def progress(office: Office, id: str) -> Progress:
    """Return who has answered so far, as counts."""
    with office.store.read() as view:
        cycle = records.cycle(view, id)
        people = records.participants(view, id) or records.roster(view).by_number()
        assigned: Counter[tuple[str, Method]] = Counter()
        sent: Counter[tuple[str, Method]] = Counter()
        whole: dict[Method, tuple[int, int]] = {}
        for method in cycle.methods:
            expected = records.assignments(view, id, method=method)
            if RULES[method].sealed:
                whole[method] = (len(expected), _peers_sent(office, view, cycle, expected))
                continue
            for one in expected:
                assigned[people[one.ratee].unit, method] += 1
            for form, _ in records.sent_forms(view, id, method):
                sent[people[form.ratee].unit, method] += 1
            whole[method] = (len(expected), sum(n for (_, m), n in sent.items() if m == method))
        by_unit = {key: (n, sent[key]) for key, n in assigned.items()}
        rated = sum(1 for e in people.values() if e.rated)
        return Progress(cycle, rated, whole, by_unit, declines.count(view, id))


def _peers_sent(office: Office, view: Any, cycle: Cycle, expected: list[Any]) -> int:
    if cycle.unsealed and cycle.state != "sealing":
        return len(answering.peer_entries(office, view, cycle, expected))
    doc = view.get("receipts", cycle.id)
    return int(doc["forms"]) if doc else 0
