"""What the close keeps of one method: which planned cells may be shown, and of those forms and histograms only.

Nothing here names a rater or a ratee, and nothing is kept of a withheld cell: the result may be stored when the
ballots are sealed and depends on who rated whom through the pass/fail bits alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessment.forms import TD, UNANSWERED, Form, tallies
from assessment.instrument import METHODS, Instrument, Method
from assessment.organisation import Disclosure
from assessment.predicate import PREDICATES
from publishing.mask import ROOT, People, make_mask, outside, passes, people_of, together
from publishing.plan import Plan, PlannedRow

HAS_RATING = str.maketrans({UNANSWERED: "0", TD: "0", **{str(n): "1" for n in range(10)}})


@dataclass(frozen=True)
class Cell:
    """One planned cell. Shown: `forms` with a rating, and `counts` of single ratings (or of predicates) by value."""

    shown: bool
    forms: int = 0
    counts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Taken:
    """Participation in one planned cell. Shown: `assigned` forms and `forms` sent."""

    shown: bool
    assigned: int = 0
    forms: int = 0


@dataclass(frozen=True)
class MethodCounts:
    """All that is kept of one method, by criterion and group; `predicates` only for supervisors (official order)."""

    method: Method
    criteria: Mapping[str, Mapping[str, Cell]]
    participation: Mapping[str, Taken]
    predicates: Mapping[str, Cell] = field(default_factory=dict)

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form: keys sorted, `null` for a withheld cell, otherwise [forms, counts…]."""
        return {
            "method": self.method,
            "criteria": {c: _cells_doc(self.criteria[c]) for c in sorted(self.criteria)},
            "participation": {
                g: [t.assigned, t.forms] if t.shown else None for g, t in sorted(self.participation.items())
            },
            "predicates": _cells_doc(self.predicates),
        }

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> MethodCounts:
        """Rebuild from the JSON form."""
        return cls(
            next(m for m in METHODS if m == doc["method"]),
            {c: _cells(cells) for c, cells in doc["criteria"].items()},
            {g: Taken(True, *t) if t else Taken(False) for g, t in doc["participation"].items()},
            _cells(doc["predicates"]),
        )


def count_method(
    plan: Plan,
    instrument: Instrument,
    groups: Mapping[str, str],
    forms: Iterable[Form],
    method: Method,
    assigned: Iterable[tuple[str, str]],
    disclosure: Disclosure,
) -> MethodCounts:
    """Count and mask one method at the close (R1-R4), from counts of people only.

    `groups` is ratee → leaf group at opening; a ratee without one counts in the organisation alone. `assigned` are
    the (rater, ratee) pairs of the method. Forms of other methods are ignored. The order of the input does not matter.
    """
    rows = plan.of(method)
    by_leaf: dict[str, list[Form]] = {}
    for form in forms:
        if form.method == method:
            by_leaf.setdefault(groups.get(form.ratee, ""), []).append(form)
    everyone = _people_by_row(rows, {g: people_of((f.rater, f.ratee) for f in fs) for g, fs in by_leaf.items()})
    shown = make_mask(rows, everyone, disclosure)
    histograms = {leaf: tallies(instrument, [f.answers for f in fs]) for leaf, fs in by_leaf.items()}
    silent = _silent(instrument, method, by_leaf)
    criteria: dict[str, dict[str, Cell]] = {}
    for criterion in instrument.asked(method):
        code = criterion.code
        without = _people_by_row(rows, silent[code])
        people = {g: _less(p, without[g]) for g, p in everyone.items()} if silent[code] else everyone
        mask = make_mask(rows, people, disclosure) if silent[code] else shown
        by_value = {leaf: h[code].counts for leaf, h in histograms.items()}
        criteria[code] = {r.group: _cell(r, mask, people, by_value, by_leaf.keys()) for r in rows}
    expected: dict[str, int] = {}
    for _, ratee in assigned:
        leaf = groups.get(ratee, "")
        expected[leaf] = expected.get(leaf, 0) + 1
    participation = {
        r.group: Taken(True, sum(expected.get(g, 0) for g in _leaves(r, expected.keys())), everyone[r.group].forms)
        if r.group in shown
        else Taken(False)
        for r in rows
    }
    return MethodCounts(
        method, criteria, participation, _predicates(rows, by_leaf, disclosure) if method == "supervisor" else {}
    )


def enough_for_shares(test: Callable[[People, Disclosure], bool]) -> Callable[[People, Disclosure], bool]:
    """Return R1 with the forms that shares need: predicates are published as shares only (R5, L9)."""
    return lambda people, d: people.forms >= d.min_ratings_for_shares and test(people, d)


def _predicates(
    rows: Sequence[PlannedRow], by_leaf: Mapping[str, Sequence[Form]], disclosure: Disclosure
) -> dict[str, Cell]:
    people, counts = {}, {}
    for leaf, forms in by_leaf.items():
        given = [(f, p) for f in forms if (p := f.predicate)]
        people[leaf] = people_of((f.rater, f.ratee) for f, _ in given)
        listed = [p for _, p in given]
        counts[leaf] = tuple(listed.count(p) for p in PREDICATES)
    by_row = _people_by_row(rows, people)
    mask = make_mask(rows, by_row, disclosure, enough_for_shares(passes))
    return {r.group: _cell(r, mask, by_row, counts, by_leaf.keys()) for r in rows}


def _silent(
    instrument: Instrument, method: Method, by_leaf: Mapping[str, Sequence[Form]]
) -> dict[str, dict[str, People]]:
    """Return, by criterion and leaf, the people behind the forms without a rating for it: few, so cheap to take off."""
    asked = [(c.code, [instrument.position[i.code] for i in c.items]) for c in instrument.asked(method)]
    known: dict[str, list[str]] = {}
    pairs: dict[str, dict[str, list[tuple[str, str]]]] = {code: {} for code, _ in asked}
    for leaf, forms in by_leaf.items():
        for form in forms:
            pattern = form.answers.translate(HAS_RATING)
            codes = known.get(pattern)
            if codes is None:
                codes = known[pattern] = [c for c, places in asked if all(pattern[p] == "0" for p in places)]
            for code in codes:
                pairs[code].setdefault(leaf, []).append((form.rater, form.ratee))
    return {code: {leaf: people_of(found) for leaf, found in leaves.items()} for code, leaves in pairs.items()}


def _less(whole: People, part: People) -> People:
    return outside(whole, [part]) if part.forms else whole


def _leaves(row: PlannedRow, present: Iterable[str]) -> Iterable[str]:
    """The leaf groups of a row; the organisation has every form, whatever its group."""
    return present if row.group == ROOT else row.members


def _people_by_row(rows: Sequence[PlannedRow], by_leaf: Mapping[str, People]) -> dict[str, People]:
    return {r.group: together(by_leaf[leaf] for leaf in _leaves(r, by_leaf.keys()) if leaf in by_leaf) for r in rows}


def _cell(
    row: PlannedRow,
    mask: frozenset[str],
    people: Mapping[str, People],
    counts: Mapping[str, tuple[int, ...]],
    present: Iterable[str],
) -> Cell:
    if row.group not in mask:
        return Cell(False)
    found = [counts[leaf] for leaf in _leaves(row, present) if leaf in counts]
    return Cell(True, people[row.group].forms, tuple(map(sum, zip(*found, strict=True))))


def _cells_doc(cells: Mapping[str, Cell]) -> dict[str, list[int] | None]:
    return {g: [c.forms, *c.counts] if c.shown else None for g, c in sorted(cells.items())}


def _cells(doc: Mapping[str, Sequence[int] | None]) -> dict[str, Cell]:
    return {g: Cell(True, c[0], tuple(c[1:])) if c else Cell(False) for g, c in doc.items()}
