"""How many rows the best partition of siblings has beside merging the smallest with the next smallest: `python -m bench.merging`.

Families of siblings are those of random offices (`tests/publishing/worlds.py`): of every method and parent, its children.
"""

import random
import sys
import time
from collections.abc import Callable, Sequence

from assessment.method import METHODS
from assessment.organisation import Disclosure
from publishing.groups import EXACT, Block, Tree, grow, merge, strong
from tests.publishing.worlds import random_world

Merging = Callable[[Sequence[Block], Tree, Disclosure], list[Block]]


def greedily(blocks: Sequence[Block], tree: Tree, disclosure: Disclosure) -> list[Block]:
    """Merge the smallest block that is not strong with the next smallest until every block is strong or one is left."""
    left = list(blocks)
    while len(left) > 1 and (weak := [b for b in left if not strong(b, tree, disclosure)]):
        small = min(weak, key=lambda b: b.size)
        other = min((b for b in left if b is not small), key=lambda b: b.size)
        left = [b for b in left if b is not small and b is not other] + [tree.both(small, other)]
    return left


def families(offices: int) -> list[tuple[list[Block], Tree]]:
    """Return the siblings under every parent of random offices, two or more."""
    found = []
    for seed in range(offices):
        rng = random.Random(seed)
        world = random_world(seed, rng.choice((5, 8, 20, 40, 60)), rng.choice((1, 2, 3)))
        for method in METHODS:
            tree = grow(method, world.employees, world.pairs(method))
            for children in tree.children.values():
                blocks = [tree.block((path,)) for path in children if tree.heads[path]]
                if len(blocks) > 1:
                    found.append((blocks, tree))
    return found


def measure(listed: Sequence[tuple[list[Block], Tree]], merging: Merging) -> tuple[int, float]:
    """Return the rows of all families (a parent whose parts make no two rows has none) and the seconds they take."""
    start, disclosure = time.perf_counter(), Disclosure()
    rows = [len(merging(blocks, tree, disclosure)) for blocks, tree in listed]
    return sum(rows), time.perf_counter() - start


def main() -> None:
    """Print the table."""
    listed = families(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
    print(f"{'siblings':12}{'families':>9}{'greedy':>9}{'best':>9}{'time':>9}")
    for name, some in (
        (f"up to {EXACT}", [f for f in listed if len(f[0]) <= EXACT]),
        (f"above {EXACT}", [f for f in listed if len(f[0]) > EXACT]),
    ):
        (few, fast), (many, slow) = measure(some, greedily), measure(some, merge)
        n = len(some) or 1
        print(f"{name:12}{len(some):9}{few / n:9.2f}{many / n:9.2f}{slow / fast if fast else 0:8.1f}x")


if __name__ == "__main__":
    main()
