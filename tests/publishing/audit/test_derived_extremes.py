"""A remainder large enough to be derived, whose figure comes out at an end: a note, or a disclosure when forced."""

from fractions import Fraction
from pathlib import Path

import pytest

from publishing.audit.bounds import MEAN, _look, check_predicates
from publishing.audit.derive import Figures, Known
from publishing.audit.figures import Span, mean_span, share_span
from publishing.audit.package import Package
from publishing.audit.report import Log
from publishing.audit.sentences import Words
from publishing.audit.trees import Cell, Node, Tree


def tree(table: str, whole: int, part: int, first: Span, second: Span) -> Tree:
    nodes = {
        "*": Node("*", "", ("A", "B"), whole, 2),
        "A": Node("A", "*", ("A",), part, 3),
        "B": Node("B", "*", ("B",), whole - part, 4),
    }
    shown = {
        "*": Cell("*", 2, Words("semua", "all"), whole, whole, first),
        "A": Cell("A", 3, Words("A", "A"), part, part, second),
    }
    return Tree(Words("uji", "test"), table, nodes, "supervisor", "baik", shown, {"B": 4})


@pytest.mark.parametrize(
    ("whole", "part", "rule"),
    [
        ("4.3", "3.9", "derived_extreme"),
        ("4.0", "3.9", None),
        ("4.4", "3.7", "forced_mean"),
        ("2.0", "4.4", "sum_values"),
    ],
)
def test_means(whole: str, part: str, rule: str | None) -> None:
    known = {"*": Known(30, 30, mean_span(whole, 1, 5)), "A": Known(15, 15, mean_span(part, 1, 5))}
    log = Log()
    case = tree("results", 30, 15, known["*"].span, known["A"].span)
    _look(Package(Path("p"), cycle="c"), Figures(case, known, Span(Fraction(1), Fraction(5)), 1), MEAN, log)
    assert [f.rule for f in log.report().findings] == ([rule] if rule else [])


def test_everybody_in_the_remainder_has_one_predicate() -> None:
    """Forty shown people have the predicate at most four times, all 42 more than 12.5 per cent: the other two have it."""
    log = Log()
    case = tree("predicates", 100, 55, share_span("50"), share_span("≤10"))
    check_predicates(Package(Path("p"), cycle="c"), case, log)
    assert {f.rule for f in log.report().findings} <= {"derived_extreme"}
    log = Log()
    case = tree("predicates", 42, 40, share_span("15"), share_span("≤10"))
    check_predicates(Package(Path("p"), cycle="c"), case, log)
    assert "forced_predicate" in {f.rule for f in log.report().findings}
