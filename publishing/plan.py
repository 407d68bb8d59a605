"""The publication plan (rule R0): which cells will be published, fixed before the first form, with slack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from typing import Any, Literal

from assessment.method import METHODS, RULES, Method
from assessment.organisation import Disclosure
from assessment.roster import Employee
from kinerja_words.problems import Name, Phrase, Said, Text
from publishing.groups import JOIN, STEP, Block, Tree, demand, grow, merge, strong
from publishing.mask import ROOT

GroupType = Literal["organisation", "publication_group"]
NoteKind = Literal["limits", "pinned", "merged", "kept", "only_parent", "nobody", "unknown"]
Merges = Sequence[tuple[str, Sequence[str]]]
WHOLE = Name("group.whole")
"""What the root row is called."""


@dataclass(frozen=True)
class PlannedRow:
    """One cell to be published for a method: a group of ratees, the leaf groups it covers, its heads."""

    method: Method
    group_type: GroupType
    group: str
    parent: str
    members: tuple[str, ...]
    heads: int


@dataclass(frozen=True)
class PlanNote:
    """Why a group is not a row of its own: `kind`, the row or group it is about, and the reason (in words before 0.2)."""

    kind: NoteKind
    method: Method
    group: str
    reason: Phrase | Text

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form."""
        reason = self.reason.to_doc() if isinstance(self.reason, Phrase) else dict(self.reason)
        return {"kind": self.kind, "method": self.method, "group": self.group, "reason": reason}

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> PlanNote:
        """Rebuild from the JSON form."""
        reason = Phrase.from_doc(doc["reason"]) if "code" in doc["reason"] else doc["reason"]
        return cls(**{**doc, "reason": reason})


@dataclass(frozen=True)
class Plan:
    """The publication tree of each method (organisation first, then groups in pre-order) with its explanations."""

    rows: tuple[PlannedRow, ...]
    notes: tuple[PlanNote, ...] = ()

    @property
    def methods(self) -> tuple[Method, ...]:
        """The methods planned for, in their usual order."""
        return tuple(m for m in METHODS if any(r.method == m for r in self.rows))

    @property
    def heads(self) -> int:
        """How many people the public knows of: those of the method with most."""
        return max((r.heads for r in self.rows if r.group == ROOT), default=0)

    def of(self, method: Method) -> tuple[PlannedRow, ...]:
        """Return the rows of one method, the organisation first."""
        return tuple(r for r in self.rows if r.method == method)

    def covering(self, method: Method, leaf: str) -> tuple[PlannedRow, ...]:
        """Return the rows of a method that contain a leaf group, the organisation first, the narrowest last."""
        return tuple(r for r in self.rows if r.method == method and (r.group == ROOT or leaf in r.members))

    def to_doc(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "rows": [{**asdict(r), "members": list(r.members)} for r in self.rows],
            "notes": [n.to_doc() for n in self.notes],
        }

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Plan:
        """Rebuild from the JSON form."""
        return cls(
            tuple(PlannedRow(**{**r, "members": tuple(r["members"])}) for r in doc["rows"]),
            tuple(PlanNote.from_doc(n) for n in doc["notes"]),
        )


def make_plan(
    employees: Sequence[Employee],
    assignments: Iterable[tuple[Method, str, str]],
    methods: Sequence[Method],
    disclosure: Disclosure,
    merges: Merges = (),
    previous: Plan | None = None,
) -> Plan:
    """Plan what will be published, each method apart, from head counts and assignments (method, rater, ratee).

    Pure and independent of the order of its input. `merges` are (parent path or `*`, groups by name or full path) and
    come first. `previous` is the plan of the last cycle: its rows are kept while they hold with less slack, so that
    the same groups can be compared over the years.
    """
    by_method: dict[Method, list[tuple[str, str]]] = {m: [] for m in methods}
    for method, rater, ratee in assignments:
        if method in by_method:
            by_method[method].append((rater, ratee))
    rows: list[PlannedRow] = []
    notes: list[PlanNote] = []
    for method in (m for m in METHODS if m in by_method):
        planner = _Planner(grow(method, employees, by_method[method]), disclosure, merges, previous)
        rows += planner.rows()
        notes += planner.notes
    return Plan(tuple(rows), tuple(notes))


class _Planner:
    """Plans one method; collects the explanations on the way."""

    def __init__(self, tree: Tree, disclosure: Disclosure, merges: Merges, previous: Plan | None) -> None:
        self.tree, self.disclosure, self.merges = tree, disclosure, merges
        self.before = {r.group for r in previous.of(tree.method)} if previous else set[str]()
        self.pinned: set[str] = set()
        self.notes: list[PlanNote] = []
        d = disclosure
        self._note("limits", ROOT, forms=d.min_forms, raters=d.min_raters, ratees=d.min_ratees)

    def rows(self) -> Iterator[PlannedRow]:
        """Yield the rows of the method, parents before children."""
        tree = self.tree
        yield PlannedRow(tree.method, "organisation", ROOT, "", tree.leaves[ROOT], tree.heads[ROOT])
        yield from self._under(ROOT)

    def _under(self, parent: str) -> Iterator[PlannedRow]:
        tree = self.tree
        blocks = self._blocks(parent)
        if len(blocks) < 2:
            if blocks and len(tree.children[parent]) > 1:
                self._note_only_parent(parent)
            return
        for block in blocks:
            members = tree.members(block.paths)
            yield PlannedRow(tree.method, "publication_group", block.name, parent, members, block.heads)
            self._note_block(block)
            if len(block.paths) == 1:
                yield from self._under(block.paths[0])

    def _blocks(self, parent: str) -> list[Block]:
        tree = self.tree
        siblings = tree.children.get(parent, ())
        free = {p for p in siblings if tree.heads[p]}
        for path in siblings:
            if path not in free:
                self._note("nobody", path)
        found = []
        for paths in [*self._pinned(parent, free), *self._previous(free), *((p,) for p in sorted(free))]:
            if set(paths) <= free:
                found.append(tree.block(paths, self.before))
                free -= set(paths)
        return merge(found, tree, self.disclosure)

    def _pinned(self, parent: str, free: set[str]) -> Iterator[tuple[str, ...]]:
        for where, names in self.merges:
            if where != parent:
                continue
            full = {n if parent == ROOT or n in free else parent + STEP + n for n in names}
            if full - free:
                self._note("unknown", ", ".join(sorted(full - free)))
            if len(full & free) > 1:
                block = self.tree.block(full & free)
                self.pinned.add(block.name)
                yield block.paths

    def _previous(self, free: set[str]) -> Iterator[tuple[str, ...]]:
        """Yield what is left of the last plan's merges, unless every part could now stand alone at ease."""
        for name in sorted(self.before):
            paths = tuple(p for p in name.split(JOIN) if p in free)
            alone = (strong(self.tree.block((p,)), self.tree, self.disclosure, +1) for p in paths)
            if len(paths) > 1 and not all(alone):
                yield paths

    def _note(self, kind: NoteKind, group: str, code: str = "", **values: object) -> None:
        said = Phrase(f"plan.{code or kind}", **values)
        reason = said if group == ROOT else Phrase("plan.of_group", group=group, said=said)
        self.notes.append(PlanNote(kind, self.tree.method, group, reason))

    def _need(self, slack: int = 0) -> Phrase:
        heads, raters = demand(self.disclosure, slack)
        if RULES[self.tree.method].few_raters:
            return Phrase("plan.need_raters", heads=heads, raters=raters)
        return Phrase("plan.need", heads=heads)

    def _sizes(self, block: Block) -> str:
        parts = [self.tree.block((p,)) for p in block.paths]
        if RULES[self.tree.method].few_raters:
            return ", ".join(f"{b.name} {b.heads}/{len(b.people.raters)}" for b in parts)
        return ", ".join(f"{b.name} {b.heads}" for b in parts)

    def _note_block(self, block: Block) -> None:
        name, need, sizes = block.name, self._need(), self._sizes(block)
        fresh = merge([self.tree.block((p,)) for p in block.paths], self.tree, self.disclosure)
        if name in self.pinned:
            self._note("pinned", name, sizes=sizes)
        elif len(block.paths) > 1 and block.kept and len(fresh) > 1:
            self._note("kept", name, sizes=sizes, need=self._need(+1))
        elif len(block.paths) > 1:
            self._note("merged", name, sizes=sizes, need=need)
        elif block.kept and not strong(block, self.tree, self.disclosure, 0):
            self._note("kept", name, "kept_below", sizes=sizes, need=need)

    def _note_only_parent(self, parent: str) -> None:
        self._note("only_parent", parent, need=self._need())


def share_in_groups(plan: Plan, method: Method) -> int:
    """Return the whole percent of heads that are in at least one planned group row (half up)."""
    whole = next(r.heads for r in plan.of(method) if r.group == ROOT)
    inside = sum(r.heads for r in plan.of(method) if r.parent == ROOT)
    return (200 * inside + whole) // (2 * whole) if whole else 0


def explain(plan: Plan) -> list[tuple[Phrase, list[Said]]]:
    """Return for each method what will be shown, and under it what is merged or left out and what changes that."""
    said: list[tuple[Phrase, list[Said]]] = []
    for method in plan.methods:
        whole, *groups = plan.of(method)
        rows = Phrase(
            "plan.rows" if groups else "plan.whole_only", method=Name(f"method.{method}"), heads=whole.heads, n=len(groups),
            listed=[f"{r.group} ({r.heads})" for r in groups], share=share_in_groups(plan, method),
        )  # fmt: skip
        said.append((rows, [n.reason for n in plan.notes if n.method == method]))
    return said


def compare_plans(old: Plan, new: Plan) -> list[Phrase]:
    """Return what changed between two plans and why, one text a change; empty when every row covers the same groups."""
    return [
        Phrase("plan_change.of_method", method=Name(f"method.{method}"), said=said)
        for method in METHODS
        for said in _compare(old, new, method)
    ]


def _compare(old: Plan, new: Plan, method: Method) -> Iterator[Phrase]:
    before = {r.group: r for r in old.of(method)}
    after = {r.group: r for r in new.of(method)}
    if not before or not after:
        if before or after:
            yield Phrase("plan_change.used" if after else "plan_change.unused")
        return
    for group in sorted(before.keys() - after.keys()):
        where = _where(new, method, before[group].members)
        gone = Phrase("plan_change.gone" if where else "plan_change.gone_left", group=group, where=_named(where))
        yield _with_notes(gone, new, method, where)
    for group in sorted(after.keys() - before.keys()):
        where = _where(old, method, after[group].members)
        come = Phrase(
            "plan_change.new" if where else "plan_change.new_joined", group=group, heads=after[group].heads,
            where=_named(where),
        )  # fmt: skip
        yield _with_notes(come, new, method, [group])
    for group in sorted(before.keys() & after.keys()):
        gone_from = sorted(set(before[group].members) - set(after[group].members))
        come_to = sorted(set(after[group].members) - set(before[group].members))
        if gone_from or come_to:
            listed = [*("+ " + g for g in come_to), *("- " + g for g in gone_from)]
            yield Phrase("plan_change.covers", group=_named([group]), listed=listed)


def _where(plan: Plan, method: Method, leaves: Iterable[str]) -> list[str]:
    """Name the narrowest rows of a plan that hold the leaf groups; none if it holds none of them."""
    known = set(plan.of(method)[0].members)
    return sorted({plan.covering(method, leaf)[-1].group for leaf in leaves if leaf in known})


def _named(groups: Sequence[str]) -> list[str]:
    return [WHOLE if group == ROOT else group for group in groups]


def _with_notes(said: Phrase, plan: Plan, method: Method, groups: Sequence[str]) -> Phrase:
    kinds = ("pinned", "merged", "kept", "only_parent")
    why = [n.reason for n in plan.notes if n.method == method and n.group in groups and n.kind in kinds]
    return reduce(lambda before, reason: Phrase("plan_change.because", said=before, why=reason), why, said)
