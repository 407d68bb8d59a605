"""Shares of goals over a tree, tried out: true goals never contradict the auditor, and subtraction forces no end."""

from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.audit.figures import share_span
from publishing.audit.goals import BANDS, _between
from publishing.audit.package import Package
from publishing.audit.report import Log
from publishing.audit.sentences import Words
from publishing.audit.trees import Cell, Node, Tree
from tests.publishing.audit.small_office import right_share

GROUP = st.tuples(*[st.integers(0, 40)] * 4).filter(lambda g: sum(g) >= 40)


def printed(goals: tuple[int, ...], band: int) -> str:
    return right_share(Fraction(goals[band], sum(goals)))


def trees(whole: tuple[int, ...], parts: list[tuple[int, ...]], rest: int) -> list[Tree]:
    names = [f"G{i}" for i in range(len(parts))]
    people = 10 * len(parts) + rest
    nodes = {"*": Node("*", "", tuple(names), people, 2)}
    nodes |= {n: Node(n, "*", (n,), 10, i) for i, n in enumerate(names, start=3)}
    made = []
    for band in range(len(BANDS)):
        shown = {"*": Cell("*", 2, Words("semua", "all"), people, people, share_span(printed(whole, band)))}
        shown |= {
            n: Cell(n, 3, Words(n, n), 10, 10, share_span(printed(g, band))) for n, g in zip(names, parts, strict=True)
        }
        made.append(Tree(Words("uji", "test"), "goals", nodes, "self", BANDS[band], shown))
    return made


def faults(made: list[Tree]) -> list[str]:
    log = Log()
    for tree in made:
        _between(Package(Path("p"), cycle="c"), tree, log)
    return [f.rule for f in log.report().findings]


@settings(max_examples=200)
@given(st.lists(GROUP, min_size=1, max_size=6))
def test_true_goals_never_contradict(parts: list[tuple[int, ...]]) -> None:
    whole = tuple(map(sum, zip(*parts, strict=True)))
    assert faults(trees(whole, parts, rest=0)) == []


@settings(max_examples=200)
@given(st.lists(GROUP, min_size=1, max_size=4), GROUP)
def test_a_whole_outside_its_parts_is_found(parts: list[tuple[int, ...]], whole: tuple[int, ...]) -> None:
    spans = [[share_span(printed(p, b)) for p in parts] for b in range(4)]
    said = [share_span(printed(whole, b)) for b in range(4)]
    apart = any(s.hi < min(p.lo for p in ps) or s.lo > max(p.hi for p in ps) for s, ps in zip(said, spans, strict=True))
    found = faults(trees(whole, parts, rest=0))
    assert found == ["sum_values"] * len(found)
    assert not apart or found
    assert faults(trees(whole, parts, rest=12)) == []  # whoever remains may make up for it


@settings(max_examples=100)
@given(st.lists(GROUP, min_size=1, max_size=3), GROUP, st.integers(0, 3))
def test_the_remainder_may_have_any_share_the_whole_may(
    parts: list[tuple[int, ...]], other: tuple[int, ...], band: int
) -> None:
    """With many goals outside the shown parts, both ends of the whole's printed share stay possible for them."""
    whole = [sum(g) for g in zip(*parts, other, strict=True)]
    text = printed(tuple(whole), band)
    span, have = share_span(text), [sum(g) for g in zip(*parts, strict=True)]
    many = 400 * sum(have)
    for end, step in ((span.lo, 1), (span.hi, -1)):
        near = int(end * many) + step * (2 * sum(have))  # just inside the whole's span
        if end * many >= 0 and 0 <= near <= many:
            share = Fraction(have[band] + near, sum(have) + many)
            assert right_share(share) == text
