"""The publication plan (rule R0): which cells will be published, fixed before the first form, with slack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assessment.instrument import METHOD_NAMES, METHODS, Method
from assessment.organisation import Disclosure
from assessment.problems import Text, say
from assessment.roster import Employee
from publishing.groups import JOIN, STEP, Block, Tree, grow, merge, strong
from publishing.mask import ROOT

GroupType = Literal["organisation", "publication_group"]
NoteKind = Literal["pinned", "merged", "kept", "only_parent", "nobody", "unknown"]
Merges = Sequence[tuple[str, Sequence[str]]]


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
    """Why a group is not a row of its own: `kind`, the row or group it is about, and the reason in plain words."""

    kind: NoteKind
    method: Method
    group: str
    reason: Text


@dataclass(frozen=True)
class Plan:
    """The publication tree of each method (organisation first, then groups in pre-order) with its explanations."""

    rows: tuple[PlannedRow, ...]
    notes: tuple[PlanNote, ...] = ()

    @property
    def methods(self) -> tuple[Method, ...]:
        """The methods planned for, in their usual order."""
        return tuple(m for m in METHODS if any(r.method == m for r in self.rows))

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
            "notes": [{**asdict(n), "reason": dict(n.reason)} for n in self.notes],
        }

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Plan:
        """Rebuild from the JSON form."""
        return cls(
            tuple(PlannedRow(**{**r, "members": tuple(r["members"])}) for r in doc["rows"]),
            tuple(PlanNote(**n) for n in doc["notes"]),
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
        self.notes: list[PlanNote] = []

    def rows(self) -> Iterator[PlannedRow]:
        """Yield the rows of the method, parents before children."""
        tree = self.tree
        yield PlannedRow(tree.method, "organisation", ROOT, "", tree.leaves[ROOT], tree.heads[ROOT])
        yield from self._under(ROOT)

    def _under(self, parent: str) -> Iterator[PlannedRow]:
        tree = self.tree
        blocks = self._blocks(parent)
        if len(blocks) < 2:
            if len(tree.children.get(parent, ())) > 1 and blocks:
                self._note_only_parent(parent)
            return
        for block in blocks:
            yield PlannedRow(
                tree.method, "publication_group", block.name, parent, tree.members(block.paths), block.heads
            )
            if len(block.paths) > 1:
                self._note_merged(block)
            else:
                yield from self._under(block.paths[0])

    def _blocks(self, parent: str) -> list[Block]:
        tree = self.tree
        free = {p for p in tree.children.get(parent, ()) if tree.heads[p]}
        for path in tree.children.get(parent, ()):
            if path not in free:
                self._note(
                    "nobody", path, "tidak ada yang dinilai dengan cara ini", "nobody in it is assessed this way"
                )
        blocks = []
        for paths in self._pinned(parent, free):
            blocks.append(tree.block(paths))
            free -= set(paths)
        for paths in self._previous(free):
            blocks.append(tree.block(paths, kept=True))
            free -= set(paths)
        blocks += [tree.block((p,), kept=p in self.before) for p in free]
        return merge(blocks, tree, self._strong)

    def _strong(self, block: Block) -> bool:
        return strong(block, self.tree, self.disclosure, -1 if block.kept else 0)

    def _pinned(self, parent: str, free: set[str]) -> Iterator[tuple[str, ...]]:
        for where, names in self.merges:
            if where != parent:
                continue
            full = {n if n in free or parent == ROOT else parent + STEP + n for n in names}
            for path in sorted(full - free):
                self._note(
                    "unknown", path,
                    "disebut dalam penggabungan tetap, tetapi tidak ada pegawai yang dinilai di situ",
                    "is named in a pinned merge, but nobody in it is assessed",
                )  # fmt: skip
            paths = tuple(sorted(full & free))
            if len(paths) > 1:
                yield paths

    def _previous(self, free: set[str]) -> Iterator[tuple[str, ...]]:
        """Yield the merges of the last plan that are not undone: some member could still not stand alone at ease."""
        for name in sorted(self.before):
            paths = tuple(name.split(JOIN))
            if len(paths) < 2 or not set(paths) <= free:
                continue
            singles = [self.tree.block((p,)) for p in paths]
            if not all(strong(b, self.tree, self.disclosure, +1) for b in singles):
                yield paths

    def _note(self, kind: NoteKind, group: str, id: str, en: str) -> None:
        self.notes.append(PlanNote(kind, self.tree.method, group, {"id": f"{group}: {id}.", "en": f"{group}: {en}."}))

    def _note_merged(self, block: Block) -> None:
        d, tree = self.disclosure, self.tree
        parts = [tree.block((p,)) for p in block.paths]
        sizes_id = ", ".join(f"{b.name} {b.heads}" for b in parts)
        need_id, need_en = f"{d.min_heads} pegawai", f"{d.min_heads} people"
        if tree.method == "supervisor":
            need_id += f" dan {d.min_supervisors} atasan yang menilai"
            need_en += f" and {d.min_supervisors} supervisors who assess"
        pinned = any(set(block.paths) >= set(self._full(where, names)) for where, names in self.merges)
        if pinned:
            self._note(
                "pinned", block.name,
                f"digabung menurut pengaturan organisasi (jumlah pegawai: {sizes_id})",
                f"merged by the organisation's own setting (people: {sizes_id})",
            )  # fmt: skip
            return
        self._note(
            "kept" if block.kept else "merged", block.name,
            f"digabung karena satu baris butuh sedikitnya {need_id} (jumlah pegawai: {sizes_id})",
            f"merged because a row of its own needs at least {need_en} (people: {sizes_id})",
        )  # fmt: skip

    def _note_only_parent(self, parent: str) -> None:
        d = self.disclosure
        self._note(
            "only_parent", parent,
            f"bagian-bagiannya terlalu kecil untuk tampil sendiri (batas {d.min_heads} pegawai), hanya jumlahnya tampil",
            f"its parts are too small to be shown apart (limit {d.min_heads} people), only the whole is shown",
        )  # fmt: skip

    @staticmethod
    def _full(where: str, names: Sequence[str]) -> list[str]:
        return [n if where == ROOT or n.startswith(where + STEP) else where + STEP + n for n in names]


def share_in_groups(plan: Plan, method: Method) -> int:
    """Return the whole percent of heads that are in at least one planned group row (half up)."""
    whole = next(r.heads for r in plan.of(method) if r.group == ROOT)
    inside = sum(r.heads for r in plan.of(method) if r.parent == ROOT)
    return (200 * inside + whole) // (2 * whole) if whole else 0


def explain(plan: Plan, lang: str = "id") -> list[str]:
    """Return the plan in plain words: per method what will be shown, what is merged, what is not planned and why."""
    lines = []
    for method in plan.methods:
        whole, *groups = plan.of(method)
        name = METHOD_NAMES[method][lang]
        listed = ", ".join(f"{r.group} ({r.heads})" for r in groups)
        if lang == "id":
            shown = f"dan {len(groups)} kelompok: {listed}" if groups else "saja, tanpa kelompok"
            share = f"{share_in_groups(plan, method)} % pegawai ada dalam baris kelompok."
            lines.append(f"{name.capitalize()}: organisasi ({whole.heads} pegawai) {shown}. {share}")
        else:
            shown = f"and {len(groups)} groups: {listed}" if groups else "only, no groups"
            share = f"{share_in_groups(plan, method)} % of people are in a group row."
            lines.append(f"{name.capitalize()}: the organisation ({whole.heads} people) {shown}. {share}")
        lines += ["  " + say(n.reason, lang) for n in plan.notes if n.method == method]
    return lines


def compare_plans(old: Plan, new: Plan) -> list[Text]:
    """Return what changed between two plans and why, one text a change; empty when the groups are the same."""
    changes: list[Text] = []
    for method in METHODS:
        before = {r.group: r for r in old.of(method)}
        after = {r.group: r for r in new.of(method)}
        names = METHOD_NAMES[method]
        for group in sorted(before.keys() - after.keys()):
            changes.append({
                "id": f"{names['id'].capitalize()}: baris {group} tidak ada lagi.",
                "en": f"{names['en'].capitalize()}: the row {group} is gone.",
            })  # fmt: skip
        for group in sorted(after.keys() - before.keys()):
            changes.append({
                "id": f"{names['id'].capitalize()}: baris {group} baru.",
                "en": f"{names['en'].capitalize()}: the row {group} is new.",
            })  # fmt: skip
    return changes
