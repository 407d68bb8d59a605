"""A second opinion on larger trees: the attacker's linear programme, solved by HiGHS, gives the same bounds."""

import random
from fractions import Fraction

import highspy
import numpy as np
import pytest

from publishing.audit.derive import Derived, Figures, Known, derive
from publishing.audit.figures import Span, mean_span
from publishing.audit.region import averages, distance
from publishing.audit.sentences import Words
from publishing.audit.trees import Cell, Node, Tree

SCALE = Span(Fraction(1), Fraction(5))
Solver = tuple[highspy.Highs, dict[str, int]]


def random_tree(rng: random.Random, groups: int, items: int) -> tuple[Tree, dict[str, Known]]:
    """Up to three levels, skewed sizes, some rows withheld, people outside every group; figures of real scores."""
    nodes = {"*": Node("*", "", (), 0, 2)}
    inner = [f"d{i}" for i in range(max(1, groups // 12))]
    for name in inner:
        nodes[name] = Node(name, "*", (name,), 0, 3)
    for i in range(groups):
        nodes[f"g{i}"] = Node(f"g{i}", rng.choice([*inner, "*"]), (f"g{i}",), 0, 4)
    own = {g: [] for g in nodes}
    for g, scores in own.items():
        mood = rng.choice((1.6, 3, 3.5, 4, 4.7))
        for _ in range(int(rng.paretovariate(1.3) * 6) if g[0] == "g" else rng.choice((0, 0, 7))):
            k = rng.randint(1, items)
            scores.append([min(5, max(1, round(rng.gauss(mood, 0.6)))) for _ in range(k)])
    for g in sorted(nodes, key=lambda g: -len(g)):
        if g[0] == "g":
            own[nodes[g].parent] += own[g]
    for g in inner:
        own["*"] += own[g]
    shown, known = {}, {}
    for g, node in nodes.items():
        above = node.parent in shown or g == "*"
        if own[g] and above and (g == "*" or rng.random() < 0.8):
            ratings = [s for form in own[g] for s in form]
            text = mean_text(Fraction(sum(ratings), len(ratings)))
            shown[g] = Cell(g, node.line, Words(g, g), 0, len(own[g]))
            known[g] = Known(len(own[g]), len(own[g]) * items, mean_span(text, 1, 5))
    return Tree(Words("", ""), "results", nodes, "peer", "c", shown), known


def mean_text(value: Fraction) -> str:
    if value <= Fraction(3, 2):
        return "≤1.5"
    if value >= Fraction(9, 2):
        return "≥4.5"
    return f"{int(value * 10 + Fraction(1, 2)) / 10:.1f}"


def programme(tree: Tree, known: dict[str, Known], items: int, whole: bool) -> Solver:
    """Columns: ratings and total of each shown cell and of each remainder; rows: bounds of means, sums on the tree."""
    place: dict[str, int] = {}
    low, high, rows = [], [], []
    for g in [*known, *(f"rest {g}" for g in known)]:
        place[g] = len(low)
        if g.startswith("rest"):
            children = tree.below()[g[5:]]
            left = tree.shown[g[5:]].forms - sum(c.forms for c in children)
            fact = Known(left, left * items, SCALE)
        else:
            fact = known[g]
        low += [fact.least, 0]
        high += [fact.most, 5 * fact.most]
        r, s = place[g], place[g] + 1
        if fact.least == fact.most:
            low[s], high[s] = fact.span.whole(fact.least)
        else:
            rows.append((0.0, highspy.kHighsInf, {s: 1.0, r: -float(fact.span.lo)}))
            rows.append((-highspy.kHighsInf, 0.0, {s: 1.0, r: -float(fact.span.hi)}))
    for g, children in tree.below().items():
        if children:
            for k in (0, 1):
                terms = {place[g] + k: 1.0, place[f"rest {g}"] + k: -1.0}
                terms |= {place[c.group] + k: -1.0 for c in children}
                rows.append((0.0, 0.0, terms))
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
    solver.setOptionValue("dual_feasibility_tolerance", 1e-9)
    solver.addVars(len(low), np.array(low, dtype=float), np.array(high, dtype=float))
    if whole:
        for j in range(len(low)):
            solver.changeColIntegrality(j, highspy.HighsVarType.kInteger)
    for first, last, terms in rows:
        solver.addRow(first, last, len(terms), np.array(list(terms), dtype=np.int32), np.array(list(terms.values())))
    return solver, place


def greatest(solver: Solver, key: str, ratings: float, total: float) -> float:
    highs, place = solver
    columns = np.arange(highs.getNumCol(), dtype=np.int32)
    cost = np.zeros(len(columns))
    cost[place[key]], cost[place[key] + 1] = ratings, total
    highs.changeColsCost(len(columns), columns, cost)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return highs.getObjectiveValue()


def agree(solver: Solver, found: Derived, whole: bool) -> None:
    key = f"rest {found.cell.group}" if found.rest else found.cell.group
    far = max(greatest(solver, key, 5, -1), 0)
    near = max(greatest(solver, key, -1, 1), 0)
    assert float(distance(found.region, 5)) == pytest.approx(far, abs=1e-5), found
    assert float(distance(found.region, 1)) == pytest.approx(near, abs=1e-5), found
    average = averages(found.region)
    if average and not whole:
        assert greatest(solver, key, float(average[0]), -1) == pytest.approx(0, abs=1e-5)
        assert greatest(solver, key, -float(average[1]), 1) == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize(("groups", "trees", "items"), [(10, 30, 3), (10, 30, 1), (50, 6, 3), (50, 6, 1), (300, 1, 3)])
def test_the_solver_finds_the_same_bounds(groups: int, trees: int, items: int) -> None:
    rng = random.Random(groups * 7 + items)
    compared = 0
    for _ in range(trees):
        tree, known = random_tree(rng, groups, items)
        whole = items == 1 and groups <= 10  # known numbers of ratings: rounding each row is exact for whole totals
        solver = programme(tree, known, items, whole)
        leaves = set(rng.sample(sorted(known), min(len(known), 12)))
        wanted = {(g, r) for g in tree.shown for r in (False, True) if r or g in leaves or tree.below()[g]}
        for found in derive(Figures(tree, known, SCALE, items), wanted):
            agree(solver, found, whole)
            compared += 1
    assert compared > trees
