"""What an attacker can single out by adding and subtracting shown cells: by brute force, and by an integer programme."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import highspy

from assessment.organisation import Disclosure
from publishing.count import MethodCounts
from publishing.plan import Plan
from tests.publishing.worlds import D, World, cell_forms, safe

Pair = tuple[str, str]
Atom = tuple[tuple[int, ...], list[Pair]]
"""Forms that lie in the same shown cells (their places): nobody can tell them apart."""


def atoms(cells: Sequence[Sequence[Pair]]) -> list[Atom]:
    """Split the forms of the shown cells by the cells they lie in. A (rater, ratee) pair is one form."""
    inside: dict[Pair, tuple[int, ...]] = {}
    for place, cell in enumerate(cells):
        for pair in cell:
            inside[pair] = (*inside.get(pair, ()), place)
    found: dict[tuple[int, ...], list[Pair]] = {}
    for pair, places in inside.items():
        found.setdefault(places, []).append(pair)
    return sorted(found.items())


def isolated(cells: Sequence[Sequence[Pair]]) -> Iterator[list[Pair]]:
    """Yield every set of forms that sums and differences of the cells single out (each form once or not at all)."""
    parts = atoms(cells)
    seen = {(0,) * len(parts)}
    for signs in itertools.product((-1, 0, 1), repeat=len(cells)):
        weights = tuple(sum(signs[place] for place in places) for places, _ in parts)
        if weights not in seen and set(weights) <= {0, 1}:
            seen.add(weights)
            yield [p for w, (_, pairs) in zip(weights, parts, strict=True) if w for p in pairs]


def shown_cells(world: World, plan: Plan, counts: MethodCounts) -> Iterator[tuple[str, dict[str, list[Pair]]]]:
    """Yield for every criterion, for participation and for predicates the forms behind each shown cell."""
    method = counts.method
    for criterion, cells in counts.criteria.items():
        forms = cell_forms(world, plan, method, criterion)
        yield criterion, {g: [(f.rater, f.ratee) for f in forms[g]] for g, c in cells.items() if c.shown}
    groups = world.groups
    sent = [f for f in world.forms if f.method == method]
    for name, table in (("participation", counts.participation), ("predicates", counts.predicates)):
        listed = [f for f in sent if name == "participation" or f.predicate]
        yield (
            name,
            {
                r.group: [(f.rater, f.ratee) for f in listed if r.group == "*" or groups.get(f.ratee) in r.members]
                for r in plan.of(method)
                if r.group in table and table[r.group].shown
            },
        )


def brute_force(world: World, plan: Plan, counts: MethodCounts) -> str:
    """Name the first set that can be singled out and fails R1; empty if there is none. For few shown cells."""
    for name, cells in shown_cells(world, plan, counts):
        for pairs in isolated(list(cells.values())):
            if not safe(pairs, world.disclosure):
                return f"{counts.method} {name}: {len(pairs)} forms of {sorted(cells)}"
            if name == "predicates" and len(pairs) < world.disclosure.min_people_for_shares:
                return f"predicates of {len(pairs)}"
    return ""


class Programme:
    """Choose any real combination of cells that weighs every form 0 or 1 and at least one form 1 (HiGHS)."""

    def __init__(self, parts: Sequence[Atom]) -> None:
        self.parts = [pairs for _, pairs in parts]
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        cells = 1 + max(places[-1] for places, _ in parts)
        combine = [self.solver.addVariable(-highspy.kHighsInf, highspy.kHighsInf) for _ in range(cells)]
        self.chosen = [self.solver.addBinary() for _ in self.parts]
        for (places, _), choice in zip(parts, self.chosen, strict=True):
            self.solver.addConstr(sum(combine[place] for place in places) == choice)
        self.solver.addConstr(sum(self.chosen) >= 1)

    def least(self, weight: Callable[[list[Pair]], int]) -> float:
        """Return the least sum of `weight(forms)` over the indivisible parts of a set that can be singled out."""
        return self._solve(sum(weight(p) * c for p, c in zip(self.parts, self.chosen, strict=True)))

    def fewest(self, who: int) -> float:
        """Return the fewest distinct raters (0) or ratees (1) behind a set that can be singled out."""
        taken: dict[str, object] = {}
        for pairs, choice in zip(self.parts, self.chosen, strict=True):
            for person in sorted({p[who] for p in pairs}):
                if person not in taken:
                    taken[person] = self.solver.addVariable(0, 1)
                self.solver.addConstr(taken[person] >= choice)
        return self._solve(sum(taken.values()))

    def _solve(self, goal: object) -> float:
        self.solver.minimize(goal)
        assert self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return round(self.solver.getInfo().objective_function_value, 6)


def programme(cells: Sequence[Sequence[Pair]], d: Disclosure = D) -> str:
    """Name the threshold that an attacker with a solver undercuts; empty if none (the two largest people are tried)."""
    parts = atoms(cells)
    if Programme(parts).least(len) < d.min_forms:
        return "forms"
    for who, least in ((0, d.min_raters), (1, d.min_ratees)):
        if Programme(parts).fewest(who) < least:
            return ("raters", "ratees")[who]
        every = Counter(pair[who] for _, pairs in parts for pair in pairs)
        two = [person for person, _ in every.most_common(2)]
        for one in two:
            if Programme(parts).least(lambda f, w=who, p=one: sum(1 - 2 * (x[w] == p) for x in f)) < 0:
                return "one person behind more than half"
        if Programme(parts).least(lambda f, w=who, ps=two: sum(x[w] not in ps for x in f)) < d.min_rest:
            return "two people behind most"
    return ""
