"""Participation as HR may see it: named methods by unit, sealed ones for the whole organisation, after the close and where the public is told too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessment.cycle import Cycle
from assessment.method import RULES, Method
from assessment.roster import Employee
from kinerja_office import accounts, assignments, declines, records
from kinerja_office.office import Office
from kinerja_store import View
from publishing.count import MethodCounts
from publishing.mask import ROOT


@dataclass(frozen=True)
class Progress:
    """`whole`: method → (assigned, sent); of a sealed method `sent` is None until the close, for a live count would tell, by two
    looks at it, whether somebody has answered, and after it where it is withheld (`told`). `by_unit`: (unit, method) → (assigned, sent), of named methods."""

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


def progress(office: Office, id: str) -> Progress:
    """Return who has answered so far, as counts; to be read alone."""
    with office.store.read() as view:
        cycle = records.cycle(view, id)
        people = records.people(view, cycle)
        assigned, sent = _by_unit(view, cycle, people, sent=False), _by_unit(view, cycle, people, sent=True)
        whole: dict[Method, tuple[int, int | None]] = {}
        for method in cycle.methods:
            came = sum(n for (_, m), n in sent.items() if m == method)
            known = told(view, cycle, method) if RULES[method].sealed else came
            whole[method] = (records.count_assignments(view, id, method=method), known)
        by_unit = {key: (n, sent[key]) for key, n in assigned.items()}
        rated = sum(1 for e in people.values() if e.rated)
        return Progress(cycle, rated, whole, by_unit, declines.count(view, id))


def read_ahead(office: Office) -> None:
    """Read what HR's first page is made of, so that the first look after a start finds it in memory."""
    with office.store.read() as view:
        running = [cycle for cycle in records.cycles(view) if not cycle.published]
        accounts.accesses(view)
        for cycle in running:
            assignments.faults(view, cycle)
    for cycle in running:
        progress(office, cycle.id)


def _by_unit(view: View, cycle: Cycle, people: Mapping[str, Employee], *, sent: bool) -> Counter[tuple[str, Method]]:
    """Return how many forms of named methods are assigned, or sent; counted apart, for forms change all the time and assignments hardly."""
    named = [m for m in cycle.methods if not RULES[m].sealed]

    def count() -> Counter[tuple[str, Method]]:
        forms = (
            records.sent(view, cycle.id)
            if sent
            else [a for m in named for a in records.assignments(view, cycle.id, method=m)]
        )
        # in a draft somebody may have left the roster since
        return Counter((people[a.ratee].unit, a.method) for a in forms if a.ratee in people and a.method in named)

    sources = ("cycles", "roster", "participants", "forms" if sent else "assignments")
    return view.once(sources, ("by unit", cycle.id, sent), count)


def told(view: View, cycle: Cycle, method: Method) -> int | None:
    """Return how many forms of a sealed method came; None before the close, and after it where the organisation's row is withheld.

    What the public is not told (R1: of one leader's reports, how many answered) is told to nobody.
    """
    doc = view.get("counts", records.key(cycle.id, method)) if cycle.sealed else None
    taken = MethodCounts.from_doc(doc).participation.get(ROOT) if doc else None
    return taken.forms if taken and taken.shown else None
