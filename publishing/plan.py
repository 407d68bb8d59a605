"""The publication plan (rule R0): which cells will be published, fixed before the first form, with slack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assessment.instrument import METHOD_NAMES
from assessment.method import METHODS, RULES, Method
from assessment.organisation import Disclosure
from assessment.roster import Employee
from kinerja_words.problems import Text, say
from publishing.groups import JOIN, STEP, Block, Tree, demand, grow, merge, strong
from publishing.mask import ROOT

GroupType = Literal["organisation", "publication_group"]
NoteKind = Literal["limits", "pinned", "merged", "kept", "only_parent", "nobody", "unknown"]
Merges = Sequence[tuple[str, Sequence[str]]]
WHOLE = {"id": "organisasi", "en": "the organisation"}
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
        self.pinned: set[str] = set()
        self.notes: list[PlanNote] = []
        d = disclosure
        self._note(
            "limits", ROOT,
            f"setelah periode ditutup, satu baris tampil bila masuk sedikitnya {d.min_forms} formulir dari {d.min_raters}"
            f" penilai tentang {d.min_ratees} pegawai; bila tidak, baris itu disembunyikan, dan bila perlu satu lagi",
            f"after the close a row is shown if at least {d.min_forms} forms by {d.min_raters} raters about"
            f" {d.min_ratees} people came in; if not it is withheld, and where needed one more row",
        )  # fmt: skip

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
                self._note(
                    "nobody", path,
                    "tidak ada pegawai yang dinilai dengan cara ini; baris muncul bila ada",
                    "nobody in it is assessed this way; a row appears when somebody is",
                )  # fmt: skip
        found = []
        for paths in [*self._pinned(parent, free), *self._previous(free), *((p,) for p in sorted(free))]:
            if set(paths) <= free:
                found.append(tree.block(paths, self.before))
                free -= set(paths)
        return merge(found, tree, lambda b: strong(b, tree, self.disclosure, -1 if b.kept else 0))

    def _pinned(self, parent: str, free: set[str]) -> Iterator[tuple[str, ...]]:
        for where, names in self.merges:
            if where != parent:
                continue
            full = {n if parent == ROOT or n in free else parent + STEP + n for n in names}
            if full - free:
                listed = ", ".join(sorted(full - free))
                self._note(
                    "unknown", listed,
                    "disebut dalam penggabungan tetap, tetapi tidak ada pegawai yang dinilai di situ; periksa namanya",
                    "is named in a pinned merge, but nobody in it is assessed; check the name",
                )  # fmt: skip
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

    def _note(self, kind: NoteKind, group: str, id: str, en: str) -> None:
        start = "" if group == ROOT else f"{group}: "
        reason = {"id": f"{start}{id}.", "en": f"{start}{en}."}
        self.notes.append(PlanNote(kind, self.tree.method, group, reason))

    def _need(self, slack: int = 0) -> tuple[str, str]:
        heads, raters = demand(self.disclosure, slack)
        if RULES[self.tree.method].few_raters:
            return f"{heads} pegawai dan {raters} atasan penilai", f"{heads} people and {raters} supervisors who rate"
        return f"{heads} pegawai", f"{heads} people"

    def _sizes(self, block: Block) -> str:
        parts = [self.tree.block((p,)) for p in block.paths]
        if RULES[self.tree.method].few_raters:
            return ", ".join(f"{b.name} {b.heads}/{len(b.people.raters)}" for b in parts)
        return ", ".join(f"{b.name} {b.heads}" for b in parts)

    def _note_block(self, block: Block) -> None:
        need_id, need_en = self._need()
        sizes = self._sizes(block)
        fresh = merge([self.tree.block((p,)) for p in block.paths], self.tree, self._strong_now)
        if block.name in self.pinned:
            self._note(
                "pinned", block.name,
                f"digabung menurut pengaturan organisasi ({sizes}); hapus pengaturan itu untuk memisahkannya",
                f"merged by the organisation's own setting ({sizes}); remove the setting to part them",
            )  # fmt: skip
        elif len(block.paths) > 1 and block.kept and len(fresh) > 1:
            more_id, more_en = self._need(+1)
            self._note(
                "kept", block.name,
                f"tetap digabung seperti periode lalu agar dapat dibandingkan ({sizes}); dipisah bila tiap bagian"
                f" mencapai {more_id}",
                f"still merged as in the last cycle, for comparison ({sizes}); parted when each part reaches {more_en}",
            )  # fmt: skip
        elif len(block.paths) > 1:
            self._note(
                "merged", block.name,
                f"digabung karena satu baris butuh sedikitnya {need_id} ({sizes}); yang mencapainya tampil sendiri",
                f"merged because a row needs at least {need_en} ({sizes}); a part that reaches it is shown apart",
            )  # fmt: skip
        elif block.kept and not self._strong_now(block):
            self._note(
                "kept", block.name,
                f"tetap tampil seperti periode lalu walau sedikit di bawah {need_id} ({sizes})",
                f"still shown as in the last cycle though a little below {need_en} ({sizes})",
            )  # fmt: skip

    def _strong_now(self, block: Block) -> bool:
        return strong(block, self.tree, self.disclosure)

    def _note_only_parent(self, parent: str) -> None:
        need_id, need_en = self._need()
        id = f"hanya tampil sebagai keseluruhan, karena bagiannya tidak dapat dibagi dua menjadi baris dengan {need_id}"
        en = f"shown as a whole only, because its parts do not make two rows of {need_en}"
        self._note("only_parent", parent, id, en)


def share_in_groups(plan: Plan, method: Method) -> int:
    """Return the whole percent of heads that are in at least one planned group row (half up)."""
    whole = next(r.heads for r in plan.of(method) if r.group == ROOT)
    inside = sum(r.heads for r in plan.of(method) if r.parent == ROOT)
    return (200 * inside + whole) // (2 * whole) if whole else 0


def explain(plan: Plan, lang: str = "id") -> list[str]:
    """Return the plan in plain words: by method what will be shown, what is merged or left out, and what changes that."""
    lines = []
    for method in plan.methods:
        whole, *groups = plan.of(method)
        share = share_in_groups(plan, method)
        listed = ", ".join(f"{r.group} ({r.heads})" for r in groups)
        name = METHOD_NAMES[method][lang].capitalize()
        if lang == "id":
            rows = (
                f"dan {len(groups)} baris kelompok: {listed}. {share} % pegawai ada"
                if groups
                else "saja. 0 % pegawai ada"
            )
            lines.append(f"{name}: organisasi ({whole.heads} pegawai) {rows} dalam baris kelompok.")
        else:
            rows = (
                f"and {len(groups)} group rows: {listed}. {share} % of people are"
                if groups
                else "only. 0 % of people are"
            )
            lines.append(f"{name}: the organisation ({whole.heads} people) {rows} in a group row.")
        lines += ["  " + say(n.reason, lang) for n in plan.notes if n.method == method]
    return lines


def compare_plans(old: Plan, new: Plan) -> list[Text]:
    """Return what changed between two plans and why, one text a change; empty when every row covers the same groups."""
    changes: list[Text] = []
    for method in METHODS:
        name = METHOD_NAMES[method]
        for text in _compare(old, new, method):
            changes.append({lang: f"{name[lang].capitalize()}: {say(text, lang)}" for lang in ("id", "en")})
    return changes


def _compare(old: Plan, new: Plan, method: Method) -> Iterator[Text]:
    before = {r.group: r for r in old.of(method)}
    after = {r.group: r for r in new.of(method)}
    if not before or not after:
        if before or after:
            yield (
                {"id": "mulai dipakai.", "en": "used from now on."}
                if after
                else {"id": "tidak dipakai lagi.", "en": "no longer used."}
            )
        return
    for group in sorted(before.keys() - after.keys()):
        where = _where(new, method, before[group].members)
        if not where:
            reason = {"id": "kelompoknya tidak ada lagi dalam daftar pegawai", "en": "its group left the roster"}
        else:
            reason = {"id": f"isinya kini dalam {where}", "en": f"its people are now in {where}"}
        yield _with_notes(f"baris {group} hilang", f"the row {group} is gone", reason, new, method, where.split(", "))
    for group in sorted(after.keys() - before.keys()):
        where = _where(old, method, after[group].members)
        if not where:
            reason = {"id": "kelompoknya baru dalam daftar pegawai", "en": "its group is new in the roster"}
        else:
            reason = {"id": f"isinya dulu dalam {where}", "en": f"its people were in {where}"}
        heads = after[group].heads
        start = f"baris {group} ({heads} pegawai) baru", f"the row {group} ({heads} people) is new"
        yield _with_notes(*start, reason, new, method, [group])
    for group in sorted(before.keys() & after.keys()):
        gone = sorted(set(before[group].members) - set(after[group].members))
        come = sorted(set(after[group].members) - set(before[group].members))
        if gone or come:
            label = WHOLE if group == ROOT else {"id": group, "en": group}
            listed = ", ".join([*("+ " + g for g in come), *("- " + g for g in gone)])
            yield {
                "id": f"isi baris {label['id']} berubah karena daftar pegawai berubah: {listed}.",
                "en": f"the row {label['en']} covers other groups because the roster changed: {listed}.",
            }


def _where(plan: Plan, method: Method, leaves: Iterable[str]) -> str:
    """Name the narrowest rows of a plan that hold the leaf groups, empty if it holds none of them."""
    known = set(plan.of(method)[0].members)
    rows = {plan.covering(method, leaf)[-1].group for leaf in leaves if leaf in known}
    return ", ".join(sorted(rows))


def _with_notes(id: str, en: str, reason: Text, plan: Plan, method: Method, groups: Sequence[str]) -> Text:
    kinds = ("pinned", "merged", "kept", "only_parent")
    why = [n.reason for n in plan.notes if n.method == method and n.group in groups and n.kind in kinds]
    return {
        lang: " ".join([f"{start}: {say(reason, lang).replace(ROOT, WHOLE[lang])}.", *(say(w, lang) for w in why)])
        for lang, start in (("id", id), ("en", en))
    }
