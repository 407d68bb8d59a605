"""What the close keeps of one method: which planned cells may be shown, and of those the number of forms and coded figures.

Nothing here names a rater or a ratee, and nothing is kept of a withheld cell: the result may be stored when the
ballots are sealed and depends on who rated whom through the pass/fail bits alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, TypeVar

from assessment.form import TD, UNANSWERED, Form, tallies
from assessment.instrument import Instrument
from assessment.method import METHODS, RULES, Method
from assessment.organisation import Disclosure
from assessment.predicate import PREDICATES
from publishing.mask import ROOT, People, make_mask, outside, passes, people_of, together
from publishing.plan import Plan, PlannedRow
from publishing.values import code_bands, mean_text

HAS_RATING = str.maketrans({UNANSWERED: "0", TD: "0", **{str(n): "1" for n in range(10)}})


@dataclass(frozen=True)
class Cell:
    """One planned cell. Shown: `forms` with a rating and their coded `figures` (mean, three shares); `counts` of predicates."""

    shown: bool
    forms: int = 0
    counts: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()


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
        """Return the JSON form: keys sorted, `null` for a withheld cell, otherwise [forms, figures… or counts…]."""
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

    def coded(self, instrument: Instrument, disclosure: Disclosure) -> MethodCounts:
        """Return figures coded by R5 in the place of exact counts, which version 0.1.0 stored of each criterion."""
        alone = {c.code for c in instrument.asked(self.method) if len(c.items) == 1}
        low, high, fine = instrument.minimum, instrument.maximum, disclosure.min_ratings_for_shares

        def code(cell: Cell, one_a_person: bool) -> Cell:
            if not cell.counts:
                return cell
            shares = code_bands(cell.counts, instrument, disclosure, one_a_person=one_a_person)
            return replace(cell, counts=(), figures=(mean_text(cell.counts, low, high, fine), *shares))

        found = {c: {g: code(cell, c in alone) for g, cell in cells.items()} for c, cells in self.criteria.items()}
        return replace(self, criteria=found)


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
    tree = _Tree(rows)
    home_of = {ratee: tree.home[leaf] for ratee, leaf in groups.items() if leaf in tree.home}
    by_home: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        if form.method == method:
            by_home[home_of.get(form.ratee, ROOT)].append(form)
    everyone = tree.people({home: people_of(map(PAIR, fs)) for home, fs in by_home.items()})
    shown = make_mask(rows, everyone, disclosure)
    histograms = {home: tallies(instrument, [f.answers for f in fs]) for home, fs in by_home.items()}
    criteria: dict[str, dict[str, Cell]] = {}
    for code, silent in _silent(instrument, method, by_home).items():
        people, mask = everyone, shown
        if silent:
            without = tree.people({home: people_of(map(PAIR, fs)) for home, fs in silent.items()})
            people = {g: outside(p, [w]) if (w := without[g]).forms else p for g, p in everyone.items()}
            mask = make_mask(rows, people, disclosure)
        counts = {home: h[code].counts for home, h in histograms.items()}
        criteria[code] = {g: _cell(g in mask, people[g], tree.parts(g, counts)) for g in people}
    expected = Counter[str]()
    for ratee, n in Counter(map(itemgetter(1), assigned)).items():
        expected[home_of.get(ratee, ROOT)] += n
    participation = {
        g: Taken(True, sum(tree.parts(g, expected)), people.forms) if g in shown else Taken(False)
        for g, people in everyone.items()
    }
    predicates = _predicates(tree, by_home, disclosure) if RULES[method].sets_levels else {}
    return MethodCounts(method, criteria, participation, predicates).coded(instrument, disclosure)


def invented_counts(plan: Plan, instrument: Instrument, method: Method, disclosure: Disclosure) -> MethodCounts:
    """Return counts of nobody with every planned cell shown: what pages look like before there are any."""
    forms = {r.group: max(r.heads, len(PREDICATES)) for r in plan.of(method)}
    even, one_each = (1,) * (instrument.maximum - instrument.minimum + 1), (1,) * len(PREDICATES)
    return MethodCounts(
        method,
        {c.code: {g: Cell(True, n, even) for g, n in forms.items()} for c in instrument.asked(method)},
        {g: Taken(True, n, n) for g, n in forms.items()},
        {g: Cell(True, n, one_each) for g, n in forms.items()} if RULES[method].sets_levels else {},
    ).coded(instrument, disclosure)


PAIR = itemgetter(1, 2)
"""(rater, ratee) of a form."""

Part = TypeVar("Part")


class _Tree:
    """Where forms lie in the planned rows of one method: each in the narrowest row that covers its ratee's group."""

    def __init__(self, rows: Sequence[PlannedRow]) -> None:
        self.rows = rows
        self.home = {leaf: r.group for r in rows for leaf in r.members}  # parents come first, so the narrowest stays
        above = {r.group: r.parent for r in rows}
        self._homes: dict[str, list[str]] = {r.group: [] for r in rows}
        for group in above:
            row = group
            while row:
                self._homes[row].append(group)
                row = above[row]

    def parts(self, group: str, by_home: Mapping[str, Part]) -> list[Part]:
        """Return what lies in a row, of anything kept by the narrowest row."""
        return [by_home[home] for home in self._homes[group] if home in by_home]

    def people(self, by_home: Mapping[str, People]) -> dict[str, People]:
        """Return the people behind each row."""
        return {r.group: together(self.parts(r.group, by_home)) for r in self.rows}


def enough_for_shares(test: Callable[[People, Disclosure], bool], least: int) -> Callable[[People, Disclosure], bool]:
    """Return R1 with the `least` forms that shares need: predicates and goals are published as shares only (R5, L9)."""
    return lambda people, d: people.forms >= least and test(people, d)


def _predicates(tree: _Tree, by_home: Mapping[str, Sequence[Form]], disclosure: Disclosure) -> dict[str, Cell]:
    given = {home: [f for f in forms if f.predicate] for home, forms in by_home.items()}
    counts = {}
    for home, forms in given.items():
        listed = [f.predicate for f in forms]
        counts[home] = tuple(listed.count(p) for p in PREDICATES)
    people = tree.people({home: people_of(map(PAIR, forms)) for home, forms in given.items()})
    mask = make_mask(tree.rows, people, disclosure, enough_for_shares(passes, disclosure.min_people_for_shares))
    return {g: _cell(g in mask, people[g], tree.parts(g, counts)) for g in people}


def _silent(
    instrument: Instrument, method: Method, by_home: Mapping[str, Sequence[Form]]
) -> dict[str, dict[str, list[Form]]]:
    """Return, by asked criterion and row, the forms without a rating for it: few, so it is cheap to take them off."""
    asked = [(c.code, [instrument.position[i.code] for i in c.items]) for c in instrument.asked(method)]
    silent: dict[str, dict[str, list[Form]]] = {code: {} for code, _ in asked}
    known: dict[str, list[str]] = {}
    for home, forms in by_home.items():
        for form in forms:
            if UNANSWERED not in form.answers and TD not in form.answers:
                continue
            pattern = form.answers.translate(HAS_RATING)
            codes = known.get(pattern)
            if codes is None:
                codes = known[pattern] = [c for c, places in asked if all(pattern[p] == "0" for p in places)]
            for code in codes:
                silent[code].setdefault(home, []).append(form)
    return silent


def _cell(shown: bool, people: People, counts: Sequence[tuple[int, ...]]) -> Cell:
    return Cell(True, people.forms, tuple(map(sum, zip(*counts, strict=True)))) if shown else Cell(False)


def _cells_doc(cells: Mapping[str, Cell]) -> dict[str, list[int | str] | None]:
    return {g: [c.forms, *c.counts, *c.figures] if c.shown else None for g, c in sorted(cells.items())}


def _cells(doc: Mapping[str, Sequence[Any] | None]) -> dict[str, Cell]:
    def kind(kept: Sequence[Any], of: type) -> tuple[Any, ...]:
        return tuple(v for v in kept[1:] if isinstance(v, of))

    return {g: Cell(True, c[0], kind(c, int), kind(c, str)) if c else Cell(False) for g, c in doc.items()}
