"""Decision 8: where a form carries one rating, mean and shares of 40–49 people give small counts away; from 50 hardly.

Over every (low, mid, high, total) of n ratings on 1–5, all equally likely: what does the printed row leave open?
"""

from collections import defaultdict
from fractions import Fraction

import pytest

from tests.publishing.audit.small_office import right_mean, right_share


def exact_small(n: int) -> tuple[float, float]:
    """Parts of all rows in which a band surely holds one exact number of 1–4 people, and in which it surely holds 1–4."""
    shares = [right_share(Fraction(c, n)) for c in range(n + 1)]
    means = [right_mean(Fraction(t, n)) for t in range(5 * n + 1)]
    open_: defaultdict[tuple[str, ...], set[tuple[int, int, int]]] = defaultdict(set)
    weight: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for low in range(n + 1):
        for mid in range(n + 1 - low):
            high = n - low - mid
            for total in range(low + 3 * mid + 4 * high, 2 * low + 3 * mid + 5 * high + 1):
                row = (means[total], shares[low], shares[mid], shares[high])
                open_[row].add((low, mid, high))
                weight[row] += 1
    ranges = {row: [(min(v), max(v)) for v in zip(*found, strict=True)] for row, found in open_.items()}
    whole = sum(weight.values())
    exact = sum(weight[row] for row, found in ranges.items() if any(0 < a == b < 5 for a, b in found))
    some = sum(weight[row] for row, found in ranges.items() if any(0 < a <= b < 5 for a, b in found))
    return exact / whole, some / whole


@pytest.mark.parametrize("n", [40, 48])
def test_below_fifty_small_counts_can_be_computed(n: int) -> None:
    exact, some = exact_small(n)
    assert exact > 0.02
    assert some > 0.25


@pytest.mark.parametrize("n", [50, 54, 60])
def test_from_fifty_on_hardly(n: int) -> None:
    exact, some = exact_small(n)
    assert exact < 0.002
    assert some < 0.22


def test_ten_per_cent_are_five_people_from_fifty_on() -> None:
    """The coded end says of no band that surely fewer than the floor of five people are in it."""
    assert right_share(Fraction(4, 40)) == "≤10" != right_share(Fraction(5, 40))
    assert right_share(Fraction(5, 50)) == "≤10"


def sure_of_few(n: int) -> float:
    """Part of all ways to spread n people over five predicates in which one of them surely has one to four people."""
    code = [right_share(Fraction(c, n)) for c in range(n + 1)]
    behind: dict[str, list[int]] = {}
    for c in range(n + 1):
        behind.setdefault(code[c], []).append(c)
    rows: defaultdict[tuple[str, ...], int] = defaultdict(int)
    pairs: defaultdict[int, defaultdict[tuple[str, ...], int]] = defaultdict(lambda: defaultdict(int))
    for a in range(n + 1):
        for b in range(n + 1 - a):
            pairs[a + b][tuple(sorted((code[a], code[b])))] += 1
    for first in range(n + 1):
        for second in range(n + 1 - first):
            for one, w in pairs[first].items():
                for two, v in pairs[second].items():
                    rows[(*one, *two, code[n - first - second])] += w * v
    found = 0
    for row, weight in rows.items():
        least, most = [behind[r][0] for r in row], [behind[r][-1] for r in row]
        ends = [(max(a, n - sum(most) + b), min(b, n - sum(least) + a)) for a, b in zip(least, most, strict=True)]
        found += weight * any(0 < a <= b < 5 for a, b in ends)
    return found / sum(rows.values())


def test_predicates_of_forty_people_too() -> None:
    assert sure_of_few(40) > 0.1
    assert sure_of_few(50) < 0.003
