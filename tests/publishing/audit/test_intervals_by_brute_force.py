"""Derived means against every whole-number answer that fits the printed figures, on very small trees."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.audit.bounds import MEAN, _look
from publishing.audit.derive import Figures, Impossible, Known, derive, possible, tuned, uniform
from publishing.audit.figures import Span, mean_span
from publishing.audit.package import Package
from publishing.audit.region import averages, distance
from publishing.audit.report import Log
from publishing.audit.sentences import Words
from publishing.audit.trees import Cell, Node, Tree

LOW, HIGH = 1, 3
SCALE = Span(Fraction(LOW), Fraction(HIGH))


def printed(total: int, ratings: int) -> Span:
    value = Fraction(total, ratings)
    if value <= LOW + Fraction(1, 2):
        return mean_span("≤1.5", LOW, HIGH)
    if value >= HIGH - Fraction(1, 2):
        return mean_span("≥2.5", LOW, HIGH)
    tenths = int(value * 10 + Fraction(1, 2))
    return mean_span(f"{tenths // 10}.{tenths % 10}", LOW, HIGH)


def tree_of(forms: dict[str, int], whole: int) -> Tree:
    nodes = {"*": Node("*", "", (), 99, 2)} | {g: Node(g, "*", (g,), 9, 3) for g in forms}
    shown = {g: Cell(g, 3, Words(g, g), 9, n) for g, n in forms.items()}
    return Tree(Words("", ""), "results", nodes, "self", "c", {"*": Cell("*", 2, Words("*", "*"), 99, whole)} | shown)


def fits(span: Span, ratings: int) -> Iterator[int]:
    low, high = span.whole(ratings)
    yield from range(low, high + 1)


def answers(known: dict[str, Known], rest: int, items: int) -> Iterator[dict[str, tuple[int, int]]]:
    """All (ratings, total) of groups and remainder that make the printed whole."""
    groups = sorted(known.keys() - {"*"})
    choices = [
        [(r, s) for r in range(known[g].least, known[g].most + 1) for s in fits(known[g].span, r)] for g in groups
    ]
    choices.append([(r, s) for r in range(rest, rest * items + 1) for s in range(r * LOW, r * HIGH + 1)])
    for picked in product(*choices):
        ratings, total = sum(p[0] for p in picked), sum(p[1] for p in picked)
        if known["*"].least <= ratings <= known["*"].most and total in fits(known["*"].span, ratings):
            yield dict(zip([*groups, ""], picked, strict=True))


@settings(max_examples=250)
@given(
    st.lists(
        st.tuples(st.integers(2, 5), st.lists(st.integers(LOW, HIGH), min_size=5, max_size=5)), min_size=2, max_size=3
    ),
    st.integers(1, 2),
    st.booleans(),
)
def test_nothing_forced_is_missed(groups: list[tuple[int, list[int]]], items: int, lie: bool) -> None:
    if items == 2:
        groups = [(min(n, 3), scores) for n, scores in groups[:2]]
    *shown, (rest, rest_scores) = groups
    forms = {f"g{i}": n for i, (n, _) in enumerate(shown)}
    whole = sum(forms.values()) + rest
    scores = {f"g{i}": s[:n] for i, (n, s) in enumerate(shown)}
    everyone = [s for part in scores.values() for s in part] + rest_scores[:rest]
    known = {g: Known(n, n * items, printed(sum(scores[g]), n)) for g, n in forms.items()}
    said = printed(LOW * whole if lie else sum(everyone), whole)
    known["*"] = Known(whole, whole * items, said)
    truth = list(answers(known, rest, items))
    figures = Figures(tree_of(forms, whole), known, SCALE, items)
    try:
        found = list(derive(figures))
        empty = any(not d.region for d in found)
    except Impossible:
        found, empty = [], True
    if items == 1:
        assert empty == (not truth)
    elif empty:
        assert not truth
    for chosen in (uniform(figures, items), uniform(figures, 1), tuned(figures)):
        answer = possible(figures, chosen)
        fitting = [a for a in truth if all(a[k[0] if not k[1] else ""][0] == r for k, r in chosen.items())]
        assert (answer is not None) == bool(fitting)
        for (group, remainder), (_, least, most) in (answer or {}).items():
            if group != "*" or remainder:
                totals = {a["" if remainder else group][1] for a in fitting}
                assert totals == set(range(least, most + 1))
    log = Log()
    _look(Package(Path("p"), cycle="c"), figures, MEAN, log)
    said = log.report()
    forced_somewhere = bool(truth) and any(
        all(a[key][1] == end * a[key][0] for a in truth) for key in truth[0] for end in (LOW, HIGH)
    )
    if not truth:
        assert said.verdict != "NONE_FOUND"
    elif forced_somewhere:
        assert said.verdict in ("DISCLOSURE", "UNDECIDED")
    else:
        assert said.verdict in ("NONE_FOUND", "UNDECIDED")
    if items == 1:
        assert said.verdict != "UNDECIDED"
    if empty:
        return
    for derived in found:
        if derived.cell.group == "*" and derived.rest is None:
            continue
        key = "" if derived.rest else derived.cell.group
        average = averages(derived.region)
        assert average
        for answer in truth:
            assert average[0] <= Fraction(answer[key][1], answer[key][0]) <= average[1]
        for end in (LOW, HIGH):
            forced = all(a[key][1] == end * a[key][0] for a in truth)
            if items == 1:
                assert (distance(derived.region, end) < 1) == forced
            if distance(derived.region, end) < 1:
                assert forced
