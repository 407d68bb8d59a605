"""Decision 6: where a form carries one rating, mean and shares of 40–49 people give small counts away; from 50 hardly.

Over every (low, mid, high, total) of n ratings on 1–5, all equally likely: what does the printed row leave open?
"""

from collections import defaultdict
from fractions import Fraction

import pytest
from small_office import right_mean, right_share


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
