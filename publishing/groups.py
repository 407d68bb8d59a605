"""The tree of publication groups of one method, and the merging of small ones under each parent (rule R0)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from itertools import takewhile

from assessment.assignment import roster_pairs
from assessment.method import RULES, Method
from assessment.organisation import Disclosure
from assessment.roster import Employee
from publishing.mask import ROOT, People, passes, people_of, together

STEP = " / "
JOIN = " + "
EXACT = 12
"""Of up to so many siblings the best partition is found."""


@dataclass(frozen=True)
class Block:
    """One or more sibling groups that are shown as one row: full paths, sorted.

    `size` is the order of merging: heads, ties by name; for supervisors first how many of them there are, because that
    is what their groups are short of.
    """

    paths: tuple[str, ...]
    heads: int
    people: People
    size: tuple[int, int, str]
    kept: bool = False

    @property
    def name(self) -> str:
        """The name of the row: full paths joined."""
        return JOIN.join(self.paths)


@dataclass(frozen=True)
class Tree:
    """The groups of one method: children and leaf groups of every path, heads and (where known) people of each."""

    method: Method
    known: bool
    children: Mapping[str, tuple[str, ...]]
    leaves: Mapping[str, tuple[str, ...]]
    heads: Mapping[str, int]
    people: Mapping[str, People] = field(default_factory=dict)

    def block(self, paths: Iterable[str], before: Collection[str] = ()) -> Block:
        """Return sibling groups as one block; it is `kept` if the last plan's rows (`before`) name it."""
        listed = tuple(sorted(paths))
        kept = JOIN.join(listed) in before
        people = self.people[listed[0]] if len(listed) == 1 else together(self.people[p] for p in listed)
        heads = sum(self.heads[p] for p in listed)
        return self._block(listed, heads, people, kept)

    def both(self, one: Block, other: Block) -> Block:
        """Return two blocks as one."""
        people = together([one.people, other.people])
        return self._block(tuple(sorted(one.paths + other.paths)), one.heads + other.heads, people)

    def _block(self, paths: tuple[str, ...], heads: int, people: People, kept: bool = False) -> Block:
        first = len(people.raters) if RULES[self.method].few_raters else heads
        return Block(paths, heads, people, (first, heads, JOIN.join(paths)), kept)

    def members(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Return the leaf groups under the paths, sorted."""
        return tuple(sorted(leaf for p in paths for leaf in self.leaves[p]))


def grow(method: Method, employees: Sequence[Employee], pairs: Sequence[tuple[str, str]]) -> Tree:
    """Build the tree of one method from the roster and its assigned (rater, ratee) pairs.

    Without pairs they follow from the roster, and drawn ones are unknown; heads are then all rated employees, for a method
    from reports the leaders alone. An external person is never counted among the heads.
    """
    group = {e.employee_number: e.group for e in employees if e.rated}
    assigned = [(rater, ratee) for rater, ratee in pairs if ratee in group]
    known = bool(pairs) or RULES[method].rated_by != "drawn"
    if not pairs:
        assigned = roster_pairs(employees, method)
    leaders = bool(pairs) or RULES[method].rated_by == "reports"
    heads = {ratee for _, ratee in assigned} if leaders else set(group)
    by_leaf: dict[str, list[tuple[str, str]]] = {leaf: [] for leaf in sorted(set(group.values()))}
    for pair in assigned:
        by_leaf[group[pair[1]]].append(pair)
    count = dict.fromkeys(by_leaf, 0)
    for ratee in heads:
        count[group[ratee]] += 1
    leaves: dict[str, list[str]] = {ROOT: []}
    children: dict[str, set[str]] = {ROOT: set()}
    for leaf in by_leaf:
        parts = leaf.split(STEP)
        leaves[ROOT].append(leaf)
        above = ROOT
        for depth in range(1, len(parts) + 1):
            path = STEP.join(parts[:depth])
            children.setdefault(above, set()).add(path)
            leaves.setdefault(path, []).append(leaf)
            above = path
    return Tree(
        method, known,
        {p: tuple(sorted(c)) for p, c in children.items()},
        {p: tuple(found) for p, found in leaves.items()},
        {p: sum(count[leaf] for leaf in found) for p, found in leaves.items()},
        {p: people_of(pair for leaf in found for pair in by_leaf[leaf]) for p, found in leaves.items()},
    )  # fmt: skip


def demand(disclosure: Disclosure, slack: int = 0) -> tuple[int, int]:
    """Return the heads and the supervisors a row must have.

    `slack` moves both by half the room between R0 and R1, so that a plan is not a coin toss twice: a row of the last
    plan stays at -1 (defaults: 13 heads, 6 supervisors), a merge of the last plan is undone at +1 (17 and 8).
    """
    d = disclosure
    heads, raters = max(d.min_heads - d.min_forms, 0) // 2, max(d.min_supervisors - d.min_raters, 0) // 2
    return d.min_heads + slack * heads, d.min_supervisors + slack * raters


def strong(block: Block, tree: Tree, disclosure: Disclosure, slack: int | None = None) -> bool:
    """Whether a block may be a row of its own: enough heads, enough supervisors for theirs, and R1 if all answer.

    `slack` is that of `demand`; without it a row of the last plan gets its own.
    """
    heads, raters = demand(disclosure, -block.kept if slack is None else slack)
    if block.heads < heads or (RULES[tree.method].few_raters and len(block.people.raters) < raters):
        return False
    return not tree.known or passes(block.people, disclosure)


def merge(blocks: Sequence[Block], tree: Tree, disclosure: Disclosure) -> list[Block]:
    """Return the partition of sibling blocks into strong rows that has most rows; all in one row where there is none.

    Of several, the one with the fewest people in merged rows, then the first by name. Exact up to `EXACT` blocks.
    Above that, strong blocks stay alone and the weak ones are dealt out by size into as few hands of at most `EXACT`
    as hold them, each partitioned exactly; while a hand makes no row, the smallest weak block is merged with the next
    smallest of all.
    """
    left = sorted(blocks, key=lambda b: b.size)
    while len(left) > EXACT:
        weak = [b for b in left if not strong(b, tree, disclosure)]
        step = -(-len(weak) // EXACT)
        hands = list(takewhile(bool, (_most_rows(weak[n::step], tree, disclosure) for n in range(step))))
        if len(hands) == step:
            left = [b for b in left if b not in weak] + [row for hand in hands for row in hand]
            return sorted(left, key=lambda b: b.name)
        small = weak[0]
        other = next(b for b in left if b is not small)
        left = [tree.both(small, other), *(b for b in left if b is not small and b is not other)]
        left.sort(key=lambda b: b.size)
    return _most_rows(left, tree, disclosure) or [reduce(tree.both, left)] if left else []


def _most_rows(blocks: Sequence[Block], tree: Tree, disclosure: Disclosure) -> list[Block]:
    """Return the best of all partitions, sorted by name; nothing where there is none. A set of blocks is a number."""
    listed = sorted(blocks, key=lambda b: b.name)
    need = demand(disclosure)[RULES[tree.method].few_raters]
    good = sum(strong(block, tree, disclosure) << n for n, block in enumerate(listed))
    size, weak = [0], [0]
    for n, block in enumerate(listed):
        size += [before + block.size[0] for before in size]
        weak += [before + (0 if good >> n & 1 else block.size[0]) for before in weak]
    # what every set of blocks has at most: its strong ones, and of the weak two a row, or as many as their size allows
    most = [(b & good).bit_count() + min((b & ~good).bit_count() // 2, w // need) for b, w in enumerate(weak)]

    @cache
    def row(bits: int) -> Block:
        rest = bits & (bits - 1)
        block = listed[(bits ^ rest).bit_length() - 1]
        return tree.both(block, row(rest)) if rest else block

    @cache
    def best(bits: int) -> tuple[tuple[int, int], tuple[int, ...]] | None:
        """Return of the best partition its score (minus its rows, the size of what is merged), and its rows."""
        if not bits:
            return (0, 0), ()
        found, first, more = None, bits & -bits, 0
        others = bits ^ first
        while True:
            one, rest = first | more, others ^ more
            merged = size[one] if more else 0
            if (merged >= need or not more) and (not found or (-1 - most[rest], merged + weak[rest]) < found[0]):
                below = best(rest) if strong(row(one), tree, disclosure) else None
                if below and (not found or (below[0][0] - 1, below[0][1] + merged) < found[0]):
                    found = (below[0][0] - 1, below[0][1] + merged), (one, *below[1])
            more = (more - others) & others  # the next set of the others; after all of them none
            if not more:
                return found

    found = best(len(most) - 1) if most[-1] else None
    return sorted(map(row, found[1]), key=lambda b: b.name) if found else []
