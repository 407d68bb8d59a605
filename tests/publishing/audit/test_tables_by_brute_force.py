"""The column-mapped audit against all whole-number tables that fit, on small crossed tables."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publishing.audit.table import audit_table

LIMIT = 4


def tables(
    rows: int, columns: int, hidden: list[tuple[int, int]], cells: dict[tuple[int, int], int]
) -> Iterator[dict[tuple[int, int], int]]:
    """Every filling of the hidden cells that keeps all margins."""
    rest_row = [sum(cells[i, j] for j in range(columns) if (i, j) in hidden) for i in range(rows)]
    most = [range(rest_row[i] + 1) for i, _ in hidden]
    for values in product(*most):
        filled = dict(zip(hidden, values, strict=True))
        if all(sum(v for (i, _), v in filled.items() if i == r) == rest_row[r] for r in range(rows)) and all(
            sum(v for (_, j), v in filled.items() if j == c) == sum(cells[h] for h in hidden if h[1] == c)
            for c in range(columns)
        ):
            yield filled


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.integers(2, 3), st.integers(2, 3), st.data())
def test_the_same_sets_are_found(tmp_path: Path, rows: int, columns: int, data: st.DataObject) -> None:
    places = list(product(range(rows), range(columns)))
    cells = {p: data.draw(st.integers(0, 3)) for p in places}
    hidden = [p for p in places if data.draw(st.booleans())]
    hidden = hidden[:6]
    lines = ["a,b,n"] + [f"r{i},c{j},{'x' if (i, j) in hidden else cells[i, j]}" for i, j in places]
    lines += [f"r{i},Total,{sum(cells[i, j] for j in range(columns))}" for i in range(rows)]
    lines += [f"Total,c{j},{sum(cells[i, j] for i in range(rows))}" for j in range(columns)]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    report = audit_table(path, ["a", "b"], "n", threshold=LIMIT)
    assert report.verdict in ("DISCLOSURE", "NONE_FOUND")
    said = [f.sentence.en for f in report.findings if f.rule == "table_set"]

    fillings = list(tables(rows, columns, hidden, cells))
    for place in hidden:
        values = {f[place] for f in fillings}
        forced = len(values) == 1 and min(values) < LIMIT
        assert any(f"figures “r{place[0]}·c{place[1]}” must be" in s for s in said) == forced
    weak = False
    for takes in product((0, 1), repeat=len(hidden)):
        sums = {sum(f[h] for h, take in zip(hidden, takes, strict=True) if take) for f in fillings}
        weak = weak or (any(takes) and len(sums) == 1 and min(sums) < LIMIT)
    assert bool(said) == weak
