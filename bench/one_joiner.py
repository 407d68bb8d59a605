"""How often two cycles give one person's mark away: `python -m bench.one_joiner`.

The same n people give the same ratings of one statement in both cycles, and one person joins. A draw tells where only one
mark fits both printed means, read by the auditor's own `mean_span`. Columns: means to 0.1 for any number, and as published
(steps of 0.5 below 40 ratings). What is left the auditor finds when it reads consecutive cycles together (`joiner`).
"""

import random
import sys
from collections.abc import Callable, Sequence

from publishing.audit.figures import mean_span
from publishing.values import code_mean, mean, mean_text

PEOPLE = (10, 14, 19, 25, 39, 40, 60)
OFFICES = {"flat": (1, 1, 1, 1, 1), "good": (2, 8, 25, 45, 20), "high": (1, 3, 11, 45, 40)}
LOW, HIGH = 1, 5


def fine(counts: Sequence[int]) -> tuple[str, bool]:
    """A mean to 0.1 whatever the number."""
    return code_mean(mean(counts, LOW), LOW, HIGH), False


def published(counts: Sequence[int]) -> tuple[str, bool]:
    """A mean as it is published, and whether it is in steps of 0.5."""
    return mean_text(counts, LOW, HIGH), sum(counts) < 40


def tells(counts: Sequence[int], mark: int, write: Callable[[Sequence[int]], tuple[str, bool]]) -> bool:
    """Whether one mark alone fits both means."""
    more = [n + (i + LOW == mark) for i, n in enumerate(counts)]
    ends = []
    for some in (counts, more):
        text, coarse = write(some)
        ends.append(mean_span(text, LOW, HIGH, coarse).whole(sum(some)))
    return max(LOW, ends[1][0] - ends[0][1]) == min(HIGH, ends[1][1] - ends[0][0])


def measure(weights: Sequence[int], people: int, draws: int, seed: int = 1) -> tuple[float, float]:
    """The part of the draws that tells, with tenths and as published."""
    rng, found = random.Random(seed), [0, 0]
    for _ in range(draws):
        drawn = rng.choices(range(LOW, HIGH + 1), weights, k=people + 1)
        counts = [drawn[:-1].count(v) for v in range(LOW, HIGH + 1)]
        for place, write in enumerate((fine, published)):
            found[place] += tells(counts, drawn[-1], write)
    return found[0] / draws, found[1] / draws


def main() -> None:
    """Print the table."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(
        f"part of {draws} draws in which a joiner's mark is certain (%)\n{'':18}" + "".join(f"{n:>7}" for n in PEOPLE)
    )
    for office, weights in OFFICES.items():
        rows = [measure(weights, n, draws) for n in PEOPLE]
        for place, name in enumerate(("tenths", "published")):
            print(f"{office:8}{name:10}" + "".join(f"{100 * row[place]:7.1f}" for row in rows))


if __name__ == "__main__":
    main()
