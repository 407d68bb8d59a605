"""What subtraction gives away: the counts of every shown cell and of every derivable union (R1–R3, L4).

Why remainders are enough: the shown cells of one tree are nested or disjoint. Write each as the union of its
remainder (itself without the shown cells below it) and those cells. The remainders are disjoint and span the same
linear combinations as the cells, so every 0/1 combination is a union of remainders, and unions of passing
remainders pass. `tests/publishing/audit/test_unions_by_brute_force.py` holds this against all combinations.

From outside only necessary conditions can be tested: a cell with F forms about at most H people surely fails
when a threshold cannot be met by any assignment of forms to people. Raters are not visible at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .package import Package
from .report import Log
from .sentences import Words, same, words
from .trees import FORMS, TOP, Cell, Node, Tree


@dataclass(frozen=True, slots=True)
class Remainder:
    """What is left of a shown cell without the shown cells below it; forms and heads by subtraction."""

    cell: Cell
    parts: tuple[Cell, ...]
    forms: int
    heads: int


def remainders(tree: Tree) -> Iterator[Remainder]:
    """The remainder of every shown cell (a cell with nothing below is its own)."""
    for group, parts in tree.below().items():
        cell = tree.shown[group]
        parts = sorted(parts, key=lambda c: c.group)
        yield Remainder(
            cell, tuple(parts), cell.forms - sum(c.forms for c in parts), cell.heads - sum(c.heads for c in parts)
        )


def weakness(forms: int, heads: int, limits: dict[str, int], unit: Words = FORMS) -> Words | None:
    """Why R1 surely fails for `forms` forms about at most `heads` people, or None if it may hold."""
    if forms < limits["min_forms"]:
        n = limits["min_forms"]
        return words("need_forms", n=n, unit=unit)
    if min(heads, forms) < limits["min_ratees"]:
        n = limits["min_ratees"]
        return words("need_people", n=n)
    if forms < limits["min_raters"]:
        n = limits["min_raters"]
        return words("need_raters", n=n)
    two_largest = -(-2 * forms // heads)
    if forms - max(two_largest, 2) < limits["min_rest"]:
        n = limits["min_rest"]
        return words("need_rest", n=n, unit=unit)
    return None


def check_counts(package: Package, tree: Tree, log: Log) -> None:
    """R1 for every shown cell and every remainder, R2, and sums that cannot be."""
    for group, cell in tree.shown.items():
        above = tree.nodes[group].parent
        if above in tree.withheld:
            where = package.where(tree.table, cell.line)
            log.add("hidden_parent", where, tree.pair, cell=cell.name, parent=tree.label(above))
    for rest in remainders(tree):
        cell, where = rest.cell, package.where(tree.table, rest.cell.line)
        log.checked["unions"] += 1
        why = weakness(cell.forms, cell.heads, package.limits, tree.unit)
        if why:
            said = {"cell": cell.name, "forms": cell.forms, "heads": cell.heads, "unit": tree.unit, "why": why}
            log.add("direct", where, tree.pair, **said)
        if not rest.parts or rest.forms == 0:
            continue
        if rest.forms < 0:
            whole = cell.forms
            log.add("sum_forms", where, cell=cell.name, parts=whole - rest.forms, whole=whole, unit=tree.unit)
        elif rest.heads <= 0:
            log.add("forms_without_people", where, cell=cell.name, forms=rest.forms, unit=tree.unit)
        elif why := weakness(rest.forms, rest.heads, package.limits, tree.unit):
            said = {"cell": cell.name, "forms": rest.forms, "heads": rest.heads, "unit": tree.unit, "why": why}
            log.add("remainder", where, tree.pair, parts=part_words(rest), rest=rest_words(tree, rest), **said)


def few_left(package: Package, where: str, name: Words, people: int, heads: int, limit: int, log: Log) -> None:
    """Who is not among the people of a row is known as well: none of them, or as many as a row would need (both sides)."""
    if 0 < heads - people < limit or people == 0 < heads:
        fields = {"cell": name, "left": heads - people, "heads": heads, "limit": limit}
        log.add("few_left", where, None, package.format, **fields)


def _listed(names: list[str]) -> Words:
    head, more = same(" + ".join(f"“{n}”" for n in names[:4])), len(names) - 4
    return words("and_more", head=head, n=more) if more > 0 else head


def part_words(rest: Remainder) -> Words:
    """The cells to subtract."""
    return _listed([c.group for c in rest.parts])


def subtracted(tree: Tree, rest: Remainder, whole: Words) -> tuple[Words, Words]:
    """How a remainder of a whole is had, and what it is."""
    parts, left = part_words(rest), rest_words(tree, rest)
    how = words("subtract", parts=parts, whole=whole)
    return how, words("remainder", left=left)


def rest_words(tree: Tree, rest: Remainder) -> Words:
    """What the remainder consists of, by the plan: withheld groups, and people of no planned group."""
    children: dict[str, list[Node]] = {}
    for node in tree.nodes.values():
        children.setdefault(node.parent, []).append(node)
    parts, hidden, loose, queue = {c.group for c in rest.parts}, [], 0, [tree.nodes[rest.cell.group]]
    while queue:
        node = queue.pop()
        below = children.get(node.group, [])
        loose += node.heads - sum(n.heads for n in below)
        for child in below:
            if child.group in parts:
                continue
            if any(_under(tree, g, child.group) for g in parts):
                queue.append(child)
            else:
                hidden.append(child.group)
    if loose <= 0:
        return _listed(sorted(hidden))
    return words("and_ungrouped", head=_listed(sorted(hidden))) if hidden else words("ungrouped")


def _under(tree: Tree, group: str, ancestor: str) -> bool:
    while group and group != TOP:
        group = tree.nodes[group].parent if group in tree.nodes else ""
        if group == ancestor:
            return True
    return False
