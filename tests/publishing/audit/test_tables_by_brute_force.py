"""The column-mapped audit against all whole-number tables and all ratings that fit, on small tables."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publishing.audit.other_table import audit_table

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


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=3), min_size=2, max_size=3), st.data())
def test_a_mean_is_called_forced_only_where_it_is(
    tmp_path: Path, ratings: list[list[int]], data: st.DataObject
) -> None:
    """Ratings of 0-3 in two or three rows, one decimal or steps of a half, some means hidden, some coded."""
    step = data.draw(st.sampled_from(["", "0.5"]))
    width = Fraction(step or "0.1")

    def printed(values: list[int]) -> str:
        mean = Fraction(sum(values), len(values))
        how = data.draw(st.sampled_from(["plain", "hidden", "coded"]))
        if how == "hidden" or (how == "coded" and Fraction(1, 2) < mean < Fraction(5, 2)):
            return "x"
        if how == "coded":
            return "≤0.5" if mean < 1 else "≥2.5"
        return f"{float(width * int(mean / width + Fraction(1, 2))):.1f}"

    def fits(text: str, values: tuple[int, ...] | list[int]) -> bool:
        mean = Fraction(sum(values), len(values))
        if text == "x":
            return True
        if text[0] in "≤≥":
            return mean <= Fraction(1, 2) if text[0] == "≤" else mean >= Fraction(5, 2)
        return abs(mean - Fraction(text)) <= width / 2

    everyone = [v for row in ratings for v in row]
    rows = {f"r{i}": (len(v), printed(v)) for i, v in enumerate(ratings)} | {
        "Total": (len(everyone), printed(everyone))
    }
    path = tmp_path / "m.csv"
    path.write_text("a,n,m\n" + "".join(f"{k},{n},{m}\n" for k, (n, m) in rows.items()), encoding="utf-8")
    report = audit_table(path, ["a"], "n", mean="m", scale=(0, 3), threshold=1, mean_step=step or None)
    assert report.verdict in ("DISCLOSURE", "NONE_FOUND")
    claims = {f.sentence.en for f in report.findings if f.rule == "table_forced"}

    ways = [[w for w in product(range(4), repeat=len(v)) if fits(rows[f"r{i}"][1], w)] for i, v in enumerate(ratings)]
    together = [w for w in product(*ways) if fits(rows["Total"][1], [v for row in w for v in row])]
    for i, values in enumerate(ratings):
        for end in (0, 3):
            claimed = any(f"all {len(values)} values in “r{i}” must be {end}." in c for c in claims)
            assert not claimed or all(set(w[i]) == {end} for w in together)
