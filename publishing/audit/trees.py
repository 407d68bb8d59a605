"""From rows to cells: the plan as a tree per method, every published row held against it.

Rules: R0 (plan first), R2 (a child only under a shown parent), one mark for everything withheld (L12).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .figures import MARK, Span, mean_span, share_span, whole_number
from .package import TENTHS, Package, Row, figure
from .report import Log, method_words
from .sentences import Words, same, words

TOP = "*"
PREDICATES = ("baik", "butuh_perbaikan", "kurang", "sangat_baik", "sangat_kurang")


@dataclass(frozen=True, slots=True)
class Node:
    """One planned row: its place in the tree, the groups it covers and its head count."""

    group: str
    parent: str
    members: tuple[str, ...]
    heads: int
    line: int
    same: tuple[str, ...] = ()  # cycles whose row is about the same people, from format 3 on


FORMS = words("forms")
UNSAID = Span(Fraction(0), Fraction(1))
Plan = dict[str, dict[str, Node]]  # method → group → node


@dataclass(frozen=True, slots=True)
class Cell:
    """One shown row. `forms` counts forms; `mean` and `shares` are spans of true values."""

    group: str
    line: int
    name: Words
    heads: int
    forms: int
    mean: Span = UNSAID
    shares: tuple[Span, ...] | None = None


@dataclass
class Tree:
    """The shown cells of one method (and criterion) over the planned tree."""

    name: Words
    table: str
    nodes: dict[str, Node]
    method: str
    criterion: str = ""
    shown: dict[str, Cell] = field(default_factory=dict)
    withheld: dict[str, int] = field(default_factory=dict)  # group → row
    unit: Words = FORMS  # what `Cell.forms` counts

    @property
    def pair(self) -> tuple[str, str] | None:
        """(method, criterion) of a results table: what a finding hands to the R5 fallback."""
        return (self.method, self.criterion) if self.table == "results" else None

    def below(self) -> dict[str, list[Cell]]:
        """Shown cells under their nearest shown ancestor; those without one are no key's children."""
        children: dict[str, list[Cell]] = {group: [] for group in self.shown}
        for group, cell in self.shown.items():
            above = self.nodes[group].parent
            while above and above not in self.shown:
                above = self.nodes[above].parent if above in self.nodes else ""
            if above:
                children[above].append(cell)
        return children

    def label(self, group: str) -> Words:
        """A row's name for a sentence."""
        return cell_words(group, self.name)


WHOLE = words("whole")


def cell_words(group: str, rest: Words) -> Words:
    """`Kelurahan (penilaian atasan, aspek Komunikasi)` in both languages."""
    name = WHOLE if group == TOP else same(f"“{group}”")
    return words("cell", name=name, rest=rest)


def match_rows(
    package: Package, log: Log, table: str, wanted: dict[tuple[str, ...], Words], keys: tuple[str, ...]
) -> Iterator[tuple[Row, tuple[str, ...], Words]]:
    """Rows of a table that the plan asks for; strangers and gaps are logged."""
    seen = set()
    for row in package.tables.get(table, []):
        key = tuple(row[k] for k in keys)
        kind = "organisation" if row["group"] == TOP else "publication_group"
        if key not in wanted or row["group_type"] != kind:
            rest = same(", ".join(key[1:]))
            log.add("not_planned", package.where(table, row.line), cell=cell_words(row["group"], rest))
        elif key not in seen:
            seen.add(key)
            yield row, key, wanted[key]
    if table in package.tables:
        for key in sorted(set(wanted) - seen):
            log.add("missing_row", f"{package.cycle}/{table}.csv", cell=wanted[key], table=f"{table}.csv")


def put_row(
    package: Package,
    log: Log,
    tree: Tree,
    row: Row,
    name: Words,
    must: tuple[str, ...],
    may: tuple[str, ...] = (),
    key: str = "group",
) -> bool:
    """Sort a row under shown (True) or withheld. A shown row has figures in all `must` columns and in all or none
    of the `may` columns; a withheld row has the one mark everywhere."""
    status, there = row["status"], [row[c] != MARK for c in must]
    extra = [row[c] != MARK for c in may]
    shown = status == "shown" and all(there) and (all(extra) or not any(extra))
    log.checked["cells"] += 1
    log.checked["shown"] += shown
    if status == "withheld" and not any(there + extra):
        tree.withheld[row[key]] = row.line
    elif not shown:
        log.add("mark_status", package.where(tree.table, row.line), cell=name)
    return shown


def result_trees(package: Package, plan: Plan, log: Log) -> list[Tree]:
    """One tree per method and criterion."""
    instrument = package.instrument
    trees: dict[tuple[str, str], Tree] = {}
    wanted: dict[tuple[str, ...], Words] = {}
    for (method, criterion), _ in sorted(instrument.items.items()):
        said, title = method_words(method), instrument.names[criterion]
        name = words("of_criterion", said=said, title=title)
        trees[method, criterion] = Tree(name, "results", plan.get(method, {}), method, criterion)
        for group in plan.get(method, {}):
            wanted[group, method, criterion] = cell_words(group, name)
    shares_in = ("low_share", "mid_share", "high_share")
    for row, (group, method, criterion), name in match_rows(
        package, log, "results", wanted, ("group", "method", "criterion")
    ):
        tree = trees[method, criterion]
        if not put_row(package, log, tree, row, name, ("assessments", "mean"), shares_in):
            continue

        def get(column: str, read: Any, row: Row = row, name: Words = name) -> Any:
            return figure(package, log, ("results", row, column), read, name)

        forms = get("assessments", whole_number)
        coarse = row["low_share"] == MARK and forms is not None and forms < package.limits.get(TENTHS, 0)
        mean = get("mean", lambda text, coarse=coarse: mean_span(text, instrument.low, instrument.high, coarse))
        shares = None if row["low_share"] == MARK else tuple(get(c, share_span) for c in shares_in)
        if forms is not None and mean is not None and None not in (shares or ()):
            heads = tree.nodes[group].heads
            tree.shown[group] = Cell(group, row.line, name, heads, forms, mean, shares)
    return list(trees.values())


def participation_trees(package: Package, plan: Plan, log: Log) -> dict[str, Tree]:
    """One tree per method; `forms` are forms sent."""
    trees: dict[str, Tree] = {}
    wanted: dict[tuple[str, ...], Words] = {}
    for method, nodes in plan.items():
        said = method_words(method)
        name = words("participation", said=said)
        trees[method] = Tree(name, "participation", nodes, method)
        wanted |= {(g, method): cell_words(g, name) for g in nodes}
    for row, (group, method), name in match_rows(package, log, "participation", wanted, ("group", "method")):
        tree = trees[method]
        if not put_row(package, log, tree, row, name, ("assigned", "assessments")):
            continue
        assigned = figure(package, log, ("participation", row, "assigned"), whole_number, name)
        sent = figure(package, log, ("participation", row, "assessments"), whole_number, name)
        if assigned is None or sent is None:
            continue
        if sent > assigned:
            log.add("sent_assigned", package.where("participation", row.line), cell=name, sent=sent, assigned=assigned)
        tree.shown[group] = Cell(group, row.line, name, tree.nodes[group].heads, sent)
    return trees


def predicate_trees(package: Package, plan: Plan, sent: Tree | None, log: Log) -> dict[str, Tree]:
    """One tree per class of predicates over the supervisor plan; the share is read as a mean on a scale 0–1.

    A class is a predicate, or from format 2 on several, joined by ` + `. The table has no counts. `forms` is the most
    people there can be: the supervisors' forms sent where the participation table shows them for the same rows, else
    the head count. Predicates from elsewhere have the organisation's rows only.
    """
    nodes, said = plan.get("supervisor", {}), words("predicates")
    if package.elsewhere:  # the whole office alone, and the forms sent say nothing of it
        nodes, sent = {g: n for g, n in nodes.items() if g == TOP}, None
    trees: dict[str, Tree] = {}
    wanted: dict[tuple[str, ...], Words] = {}
    classes = {group: _classes(package, group) for group in nodes}
    for predicate in sorted({c for some in classes.values() for c in some}):
        name = words("predicate", what=predicate)
        trees[predicate] = Tree(name, "predicates", nodes, "supervisor", predicate)
        wanted |= {(g, predicate): cell_words(g, name) for g in nodes if predicate in classes[g]}
    rows = list(match_rows(package, log, "predicates", wanted, ("group", "predicate")))
    counted = sent.shown if sent else {}
    if any(row["status"] == "shown" and group not in counted for row, (group, _), _ in rows):
        counted = {}
    for row, (group, predicate), name in rows:
        if put_row(package, log, trees[predicate], row, name, ("share",)):
            share = figure(package, log, ("predicates", row, "share"), share_span, name)
            heads = nodes[group].heads
            most = min(heads, counted[group].forms) if group in counted else heads
            if share is not None:
                trees[predicate].shown[group] = Cell(group, row.line, name, heads, most, share)
    for group in sorted(nodes):
        there = [t.shown[group] for t in trees.values() if group in t.shown]
        gone = [t.withheld[group] for t in trees.values() if group in t.withheld]
        if there and gone:
            log.add("half_mask", package.where("predicates", gone[0]), cell=cell_words(group, said))
        elif len(there) == len(classes[group]) and not possible_shares([c.mean for c in there]):
            log.add("shares_sum", package.where("predicates", there[0].line), cell=cell_words(group, said))
    return trees


def _classes(package: Package, group: str) -> tuple[str, ...]:
    """The classes of a group's rows, if together they are all predicates once; else one class a predicate."""
    found = [row["predicate"] for row in package.tables.get("predicates", []) if row["group"] == group]
    apart = [p for c in found for p in c.split(" + ")]
    ordered = all(c.split(" + ") == sorted(c.split(" + ")) for c in found)
    return tuple(found) if package.format > 1 and ordered and sorted(apart) == list(PREDICATES) else PREDICATES


def possible_shares(spans: Iterable[Span]) -> bool:
    """Whether parts inside the spans can add up to the whole."""
    spans = list(spans)
    least, most = sum(s.lo for s in spans), sum(s.hi for s in spans)
    tight = any(s.lo_open for s in spans), any(s.hi_open for s in spans)
    return (least < 1 or (least == 1 and not tight[0])) and (most > 1 or (most == 1 and not tight[1]))
