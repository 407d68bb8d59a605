"""The tree of publication groups of one method, and the merging of small ones under each parent (rule R0)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assessment.assignment import roster_pairs
from assessment.method import RULES, Method
from assessment.organisation import Disclosure
from assessment.roster import Employee
from publishing.mask import ROOT, People, passes, people_of, together

STEP = " / "
JOIN = " + "


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
        first = len(people.raters) if RULES[self.method].few_raters else heads
        return Block(listed, heads, people, (first, heads, JOIN.join(listed)), kept)

    def members(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Return the leaf groups under the paths, sorted."""
        return tuple(sorted(leaf for p in paths for leaf in self.leaves[p]))


def grow(method: Method, employees: Sequence[Employee], pairs: Sequence[tuple[str, str]]) -> Tree:
    """Build the tree of one method from the roster and its assigned (rater, ratee) pairs.

    Without pairs heads are all rated employees, and for self and supervisor the pairs follow from the roster; peers
    are then unknown. An external person is never counted among the heads.
    """
    group = {e.employee_number: e.group for e in employees if e.rated}
    assigned = [(rater, ratee) for rater, ratee in pairs if ratee in group]
    known = bool(pairs) or RULES[method].rated_by != "drawn"
    heads = {ratee for _, ratee in assigned} if pairs else set(group)
    if not pairs:
        assigned = roster_pairs(employees, method)
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


def strong(block: Block, tree: Tree, disclosure: Disclosure, slack: int = 0) -> bool:
    """Whether a block may be a row of its own: enough heads, enough supervisors for theirs, and R1 if all answer."""
    heads, raters = demand(disclosure, slack)
    if block.heads < heads or (RULES[tree.method].few_raters and len(block.people.raters) < raters):
        return False
    return not tree.known or passes(block.people, disclosure)


def merge(blocks: Sequence[Block], tree: Tree, is_strong: Callable[[Block], bool]) -> list[Block]:
    """Merge the smallest block that is not strong with the next smallest until every block is strong or one is left."""
    left = list(blocks)
    good = {b.name: is_strong(b) for b in blocks}
    while len(left) > 1 and not all(good[b.name] for b in left):
        smallest = min((b for b in left if not good[b.name]), key=lambda b: b.size)
        other = min((b for b in left if b is not smallest), key=lambda b: b.size)
        both = tree.block(smallest.paths + other.paths)
        good[both.name] = is_strong(both)
        left = [b for b in left if b is not smallest and b is not other] + [both]
    return sorted(left, key=lambda b: b.name)
