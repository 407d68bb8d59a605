"""Which planned cells may be shown, decided from counts of people alone (rules R1-R4); sees no score.

The theorem behind it, for one method x criterion on one tree: call what a shown cell holds outside its shown children
its *rest*. Every set of forms that sums and differences of shown cells can single out is a union of rests. R1 holds
for every rest that is not empty (R3 sees to that), and R1 is closed under disjoint union, so it holds for every set
that can be derived. See docs/disclosure.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Protocol

from assessment.organisation import Disclosure

ROOT = "*"
"""The organisation: the root of the one publication tree."""


class Node(Protocol):
    """What the mask needs to know of a planned row: its name, its parent's, and its heads, which order siblings."""

    @property
    def group(self) -> str:
        """The row's group; `*` is the organisation."""

    @property
    def parent(self) -> str:
        """The group of the row above."""

    @property
    def heads(self) -> int:
        """Planned people."""


@dataclass(frozen=True)
class People:
    """The people behind a set of forms: forms per rater and forms per ratee (every count > 0)."""

    forms: int = 0
    raters: Mapping[str, int] = field(default_factory=dict)
    ratees: Mapping[str, int] = field(default_factory=dict)


Test = Callable[[People, Disclosure], bool]


def people_of(pairs: Iterable[tuple[str, str]]) -> People:
    """Return the people behind (rater, ratee) pairs, one pair a form."""
    listed = list(pairs)
    return People(len(listed), Counter(map(itemgetter(0), listed)), Counter(map(itemgetter(1), listed)))


def together(parts: Iterable[People]) -> People:
    """Return the people of a union of disjoint sets of forms: one person in several parts is one person."""
    listed = list(parts)
    if len(listed) == 1:
        return listed[0]
    raters: dict[str, int] = {}
    ratees: dict[str, int] = {}
    forms = 0
    for part in listed:
        forms += part.forms
        _add(raters, part.raters)
        _add(ratees, part.ratees)
    return People(forms, raters, ratees)


def outside(whole: People, parts: Iterable[People]) -> People:
    """Return the people behind the forms of `whole` that lie in none of its disjoint `parts` (R3, R4).

    Counts per person are additive over disjoint forms, so the difference is exact: whoever is left with no form is
    not in it, and a group without forms adds nobody.
    """
    forms, raters, ratees = whole.forms, dict(whole.raters), dict(whole.ratees)
    for part in parts:
        forms -= part.forms
        _take(raters, part.raters)
        _take(ratees, part.ratees)
    return People(forms, raters, ratees)


def passes(people: People, disclosure: Disclosure) -> bool:
    """R1, the direct test of a set of forms: enough forms, raters and ratees, and nobody, nor any two, behind most."""
    return (
        people.forms >= disclosure.min_forms
        and len(people.raters) >= disclosure.min_raters
        and len(people.ratees) >= disclosure.min_ratees
        and _spread(people.forms, people.raters, disclosure.min_rest)
        and _spread(people.forms, people.ratees, disclosure.min_rest)
    )


def make_mask(
    rows: Sequence[Node], people: Mapping[str, People], disclosure: Disclosure, test: Test | None = None
) -> frozenset[str]:
    """Return the groups that may be shown, of the planned rows of one method (the root has group `*`).

    `people` has the people behind the forms of every row, by group. A child is shown only under a shown parent (R2).
    Under each shown parent everything outside its shown children must be empty or pass; if not, the shown child with
    the fewest heads, ties by name, is withheld too, and again (R3). `test` replaces R1 (predicates ask for more forms).
    """
    test = test or passes
    children: dict[str, list[Node]] = {}
    for row in rows:
        children.setdefault(row.parent, []).append(row)
    shown = {ROOT} if test(people[ROOT], disclosure) else set[str]()
    open_parents = list(shown)
    while open_parents:
        parent = open_parents.pop()
        candidates = [c for c in children.get(parent, ()) if test(people[c.group], disclosure)]
        candidates.sort(key=lambda c: (c.heads, c.group), reverse=True)
        kept = _narrow(people[parent], candidates, people, disclosure, test)
        shown.update(kept)
        open_parents += kept
    return frozenset(shown)


def _narrow(
    parent: People, candidates: list[Node], people: Mapping[str, People], disclosure: Disclosure, test: Test
) -> list[str]:
    """Withhold the smallest of `candidates` (largest first) until what lies outside the rest is empty or passes."""
    kept = [c.group for c in candidates]
    if parent.forms == sum(people[g].forms for g in kept):
        return kept
    rest = outside(parent, (people[g] for g in kept))
    while kept and rest.forms and not test(rest, disclosure):
        rest = together([rest, people[kept.pop()]])
    return kept


def _add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    both = {person: counts[person] + more[person] for person in counts.keys() & more.keys()}
    counts.update(more)
    counts.update(both)


def _take(counts: dict[str, int], less: Mapping[str, int]) -> None:
    for person, n in less.items():
        left = counts[person] - n
        if left:
            counts[person] = left
        else:
            del counts[person]


def _spread(forms: int, counts: Mapping[str, int], min_rest: int) -> bool:
    """Nobody is behind more than half of the forms, and enough are left without the two largest."""
    first = max(counts.values())
    if 2 * first > forms:
        return False
    return forms - 2 * first >= min_rest or forms - sum(sorted(counts.values())[-2:]) >= min_rest
