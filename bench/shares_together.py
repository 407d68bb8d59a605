"""How often predicates give "surely 1-4 people" away when their shares are read together: `python -m bench.shares_together`.

Random draws of n predicates; what is printed is read by the auditor's own `together`. Columns: five classes; what stands
below Baik as one class; "Baik or better" against "below Baik".
"""

import random
import sys
from collections.abc import Sequence
from fractions import Fraction

from publishing.audit.figures import share_span
from publishing.audit.together import surely_few, together

PEOPLE = (50, 57, 61, 70, 80, 100)
OFFICES = {  # sangat baik, baik, butuh perbaikan, kurang, sangat kurang, in per cent
    "mild": (25, 65, 7, 2, 1),
    "harsh": (20, 60, 12, 6, 2),
    "flat": (10, 80, 7, 2, 1),
}
CLASSES = {"five": ((0,), (1,), (2,), (3,), (4,)), "merged": ((0,), (1,), (2, 3, 4)), "two": ((0, 1), (2, 3, 4))}
FEW = 5


def printed(count: int, people: int) -> str:
    """A share by R5: to 5 %, half up, ends coded on the true value."""
    share = Fraction(count, people)
    if share <= Fraction(1, 10):
        return "≤10"
    return "≥90" if share >= Fraction(9, 10) else str(5 * int(share * 20 + Fraction(1, 2)))


def tells(counts: Sequence[int], classes: Sequence[tuple[int, ...]]) -> bool:
    """Whether some union of the classes surely holds one to four people."""
    people = sum(counts)
    spans = {frozenset(map(str, c)): share_span(printed(sum(counts[i] for i in c), people)) for c in classes}
    return bool(surely_few(together(spans, people), FEW))


def measure(weights: Sequence[int], people: int, draws: int, seed: int = 1) -> dict[str, float]:
    """The part of the draws that tells, by the classes shown."""
    rng, found = random.Random(seed), dict.fromkeys(CLASSES, 0)
    for _ in range(draws):
        drawn = rng.choices(range(5), weights, k=people)
        counts = [drawn.count(i) for i in range(5)]
        for name, classes in CLASSES.items():
            found[name] += tells(counts, classes)
    return {name: n / draws for name, n in found.items()}


def main() -> None:
    """Print the table."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(f"part of {draws} draws in which 1-4 people surely follow (%)\n{'':18}" + "".join(f"{n:>7}" for n in PEOPLE))
    for office, weights in OFFICES.items():
        rows = [measure(weights, n, draws) for n in PEOPLE]
        for name in CLASSES:
            print(f"{office:8}{name:10}" + "".join(f"{100 * row[name]:7.1f}" for row in rows))


if __name__ == "__main__":
    main()
