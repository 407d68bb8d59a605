"""Remainders against all combinations: on small trees every 0/±1 combination, and every 0/1 vector in the span."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.audit.linear import null_space
from publishing.audit.sentences import Words
from publishing.audit.trees import Cell, Node, Tree
from publishing.audit.unions import remainders, weakness

LIMITS = {"min_forms": 10, "min_raters": 5, "min_ratees": 5, "min_rest": 5}
Counts = tuple[int, int]


@st.composite
def trees(draw: st.DrawFn) -> tuple[Tree, dict[str, set[int]], list[Counts]]:
    """A tree of up to nine rows over atoms (people who stand directly in a row), some rows shown."""
    size = draw(st.integers(2, 9))
    parents = [draw(st.integers(0, i - 1)) for i in range(1, size)]
    atoms = draw(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 9)), min_size=size, max_size=size))
    atoms = [(f, max(h, 1 if f else 0)) for f, h in atoms]
    below: list[set[int]] = [{i} for i in range(size)]
    for i in range(size - 1, 0, -1):
        below[parents[i - 1]] |= below[i]
    names = ["*"] + [f"g{i}" for i in range(1, size)]
    nodes, shown = {}, {}
    for i, name in enumerate(names):
        heads, forms = sum(atoms[a][1] for a in below[i]), sum(atoms[a][0] for a in below[i])
        nodes[name] = Node(name, "" if i == 0 else names[parents[i - 1]], (name,), heads, i + 2)
        if draw(st.booleans()) or i == 0:
            shown[name] = Cell(name, i + 2, Words(name, name), heads, forms)
    tree = Tree(Words("uji", "test"), "results", nodes, "peer", "c", shown)
    return tree, {n: below[names.index(n)] for n in shown}, atoms


def unions_of(parts: list[frozenset[int]]) -> set[frozenset[int]]:
    return {
        frozenset().union(*(p for p, take in zip(parts, takes, strict=True) if take))
        for takes in product((0, 1), repeat=len(parts))
    }


@settings(max_examples=150)
@given(trees())
def test_remainders_span_exactly_the_derivable_unions(case: tuple[Tree, dict[str, set[int]], list[Counts]]) -> None:
    tree, sets, atoms = case
    size, shown = len(atoms), sorted(sets)
    rests = []
    for rest in remainders(tree):
        members = frozenset(sets[rest.cell.group].difference(*(sets[p.group] for p in rest.parts)))
        assert rest.forms == sum(atoms[a][0] for a in members)
        assert rest.heads == sum(atoms[a][1] for a in members)
        rests.append(members)
    ours = unions_of(rests)

    rows = [[int(a in sets[g]) for a in range(size)] for g in shown]
    null = null_space(rows, size)
    spanned = {
        frozenset(a for a in range(size) if bits[a])
        for bits in product((0, 1), repeat=size)
        if not any(sum(x[a] for a in range(size) if bits[a]) for x in null)
    }
    assert ours == spanned

    if len(shown) <= 7:
        combined = set()
        for signs in product((-1, 0, 1), repeat=len(shown)):
            vector = [sum(s * r[a] for s, r in zip(signs, rows, strict=True)) for a in range(size)]
            if set(vector) <= {0, 1}:
                combined.add(frozenset(a for a in range(size) if vector[a]))
        assert combined <= ours
        assert set(rests) <= combined

    def weak(members: frozenset[int]) -> bool:
        forms = sum(atoms[a][0] for a in members)
        return forms > 0 and weakness(forms, sum(atoms[a][1] for a in members), LIMITS) is not None

    assert any(map(weak, ours)) == any(map(weak, rests))
