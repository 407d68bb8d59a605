"""Shares that add up, read together: how many people can stand in every union of the classes of a row (R5, L9).

A printed share leaves an interval of whole numbers of people, and all classes together hold everybody. So a union has at
least what its own classes must hold and what the others cannot, and at most what its own can hold and the others leave.
Both are reached and so is everything between, which makes this the whole joint table without enumerating it.

Over a tree each union is a figure of its own: `derive.possible` carries its bounds through the sums of the rows. What
joins different unions of *different* rows is not used further.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from .derive import Figures, Key, Known, possible, uniform
from .figures import Span
from .package import Package
from .report import Log
from .sentences import Words, same, words
from .trees import PREDICATES, UNSAID, Cell, Tree
from .unions import remainders, subtracted

Union = frozenset[str]
Bounds = dict[Union, tuple[int, int]]
BELOW = frozenset({"butuh_perbaikan", "kurang", "sangat_kurang"})
MANY = 2000  # so many people more, and every share has room for several
SIXTEENTH = 16  # from 16 × min_ratees people on, the classes below Baik may stand apart


def together(classes: Mapping[Union, Span], people: int) -> Bounds:
    """The least and the most people in every union of some classes; empty when no whole numbers fit."""
    ends = {c: span.whole(people) for c, span in classes.items()}
    least, most = (sum(e[i] for e in ends.values()) for i in (0, 1))
    if any(low > high for low, high in ends.values()) or not least <= people <= most:
        return {}
    found: Bounds = {}
    for size in range(1, len(ends)):
        for chosen in combinations(ends, size):
            low, high = (sum(ends[c][i] for c in chosen) for i in (0, 1))
            found[frozenset().union(*chosen)] = max(low, people - most + high), min(high, people - least + low)
    return found


def surely_few(bounds: Bounds, limit: int) -> list[tuple[Union, Words]]:
    """The smallest unions that surely hold somebody and surely fewer than `limit`, with the number in words."""
    few = {u: ends for u, ends in bounds.items() if ends[0] >= 1 and ends[1] < limit}
    return [
        (union, same("–".join(map(str, sorted({low, high})))))
        for union, (low, high) in sorted(few.items(), key=lambda item: (len(item[0]), sorted(item[0])))
        if not any(other < union for other in few)
    ]


def _for_some(classes: Mapping[Union, Span], people: range, limit: int) -> Bounds:
    """`together` where any of these numbers of people may be the true one, until no union is surely few any more."""
    found: Bounds = {}
    for number in people[:MANY]:
        for union, (low, high) in together(classes, number).items():
            before = found.get(union, (low, high))
            found[union] = min(low, before[0]), max(high, before[1])
        if found and not surely_few(found, limit):
            break
    return found


def check_together(package: Package, trees: Mapping[str, Tree], sent: Tree | None, log: Log) -> None:
    """Predicates: in every row and every remainder, no union of classes surely holds fewer than `min_ratees` people.

    People are the supervisors' forms sent; forms without a predicate are thought of only where that does not fit.
    """
    rows: dict[str, dict[Union, Span]] = {}
    cells: dict[str, Cell] = {}
    for predicate, tree in trees.items():
        for group, cell in tree.shown.items():
            rows.setdefault(group, {})[frozenset(predicate.split(" + "))] = cell.mean
            if group not in cells or cell.line < cells[group].line:
                cells[group] = cell
    if not rows:
        return
    limit = package.limits["min_ratees"]
    whole = replace(next(iter(trees.values())), name=words("predicates"), shown={}, withheld={})
    found: dict[Key, Bounds] = {}
    for group, classes in rows.items():
        most, where = cells[group].forms, package.where("predicates", cells[group].line)
        bounds = together(classes, most) if sent and group in sent.shown and not package.elsewhere else {}
        if bounds:
            whole.shown[group] = cells[group]
        people = range(package.people_for_predicates, most + 1)
        found[group, False] = bounds or _for_some(classes, people, limit)
        if people and not found[group, False] and frozenset().union(*classes) == frozenset(PREDICATES):
            log.add("shares_sum", where, cell=whole.label(group))
        if sum(c <= BELOW for c in classes) > 1 and most < SIXTEENTH * limit:
            log.add(
                "few_below", where, None, package.format, cell=whole.label(group), most=most, limit=SIXTEENTH * limit
            )
    if len(whole.shown) == len(rows) > 1:
        found |= _over_the_tree(whole, rows, found)
    for (group, remainder), bounds in found.items():
        for union, value in surely_few(bounds, limit):
            how, target = ROW, whole.label(group)
            if remainder:
                rest = next(r for r in remainders(whole) if r.cell.group == group)
                how, target = subtracted(whole, rest, target)
            fields = {"how": how, "target": target, "union": listed(union), "value": value}
            log.add("few_together", package.where("predicates", cells[group].line), None, package.format, **fields)


ROW = words("shares_add_up")


def listed(union: Union) -> str:
    """The classes of a union as they are read aloud."""
    return " + ".join(f"“{code.replace('_', ' ')}”" for code in sorted(union))


def _over_the_tree(
    whole: Tree, rows: Mapping[str, Mapping[Union, Span]], found: Mapping[Key, Bounds]
) -> dict[Key, Bounds]:
    """Bounds of every union in every row and remainder, from the bounds in each row; {} when they contradict each other."""
    tighter: dict[Key, Bounds] = {}
    for size in range(1, len(PREDICATES)):
        for union in map(frozenset, combinations(PREDICATES, size)):
            known = {}
            for group in rows:
                people, bounds = whole.shown[group].forms, found[group, False]
                low = max((b[0] for u, b in bounds.items() if u <= union), default=0)
                high = min((b[1] for u, b in bounds.items() if u >= union), default=people)
                known[group] = Known(people, people, Span(Fraction(low, people or 1), Fraction(high, people or 1)))
            figures = Figures(whole, known, UNSAID, 1)
            for key, (_, least, most) in (possible(figures, uniform(figures, 1)) or {}).items():
                tighter.setdefault(key, {})[union] = least, most
    return tighter
