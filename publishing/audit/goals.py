"""Goals by the supervisor's level over their tree (before format 4: by achievement, over that of self-assessment).

R1 and R3 by people, R5 by the shares of a row.

What subtracting shares can give: how many goals stand behind a share is not printed and has no upper limit, so the
goals of a remainder may outnumber all others. Then its share may be anything the share of the whole may be: nothing finer
than the whole's printed share follows, and no end is ever forced. Where nobody remains, the whole lies between its
parts, band by band; otherwise the figures contradict each other. `tests/publishing/audit/test_goals_by_brute_force.py` tries it.
"""

from dataclasses import replace

from .figures import MARK, Span, share_span, whole_number
from .package import BOTH_SIDES, RATED, Package, figure
from .report import Log
from .sentences import Words, words
from .trees import Cell, Node, Plan, Tree, cell_words, match_rows, possible_shares, put_row
from .unions import check_counts, few_left, remainders, rest_words

BANDS = ("below", "near", "reached", "unreported")  # before format 4
LEVELS = ("above", "as", "below", "reported", "unreported")
SAID = words("goals")
OWNERS = words("goal_owners")


def check_goals(package: Package, plan: Plan, log: Log) -> list[Tree]:
    """One tree a band of the rows whose people are shown; `forms` of a cell are its people, `mean` is its share on a scale 0–1."""
    if "goals" not in package.tables:
        return []
    rated = package.format >= RATED
    method = "supervisor" if rated and "supervisor" in plan else "self"
    nodes, bands = plan.get(method, {}), LEVELS if rated else BANDS
    trees = _read(package, nodes, method, bands, log)
    for group in nodes:
        parts = [t.shown[group].mean for t in trees if group in t.shown]
        if len(parts) == len(bands) and not possible_shares(parts):
            log.add("shares_sum", f"{package.cycle}/goals.csv", cell=cell_words(group, SAID))
    known = [replace(t, shown={g: c for g, c in t.shown.items() if c.forms >= 0}) for t in trees]
    first, limit = known[0], package.limits["min_forms"]
    for cell in first.shown.values():
        few_left(package, package.where("goals", cell.line), cell.name, cell.forms, cell.heads, limit, log)
        if cell.forms > cell.heads:
            where = package.where("goals", cell.line)
            log.add("people_heads", where, cell=cell.name, people=cell.forms, heads=cell.heads)
    check_counts(package, first, log)
    for rest in remainders(first):
        if rest.parts:
            where = package.where("goals", rest.cell.line)
            few_left(package, where, rest_words(first, rest), rest.forms, rest.heads, limit, log)
        if rest.forms > max(rest.heads, 0) and rest.parts:
            where, left = package.where("goals", rest.cell.line), max(rest.heads, 0)
            log.add("rest_people", where, cell=rest.cell.name, people=rest.forms, heads=left)
    for tree in known:
        _between(package, tree, log)
    return known


def _read(package: Package, nodes: dict[str, Node], method: str, bands: tuple[str, ...], log: Log) -> list[Tree]:
    trees = {b: Tree(words("goals_of", said=SAID, what=b), "goals", nodes, method, b, unit=OWNERS) for b in bands}
    wanted: dict[tuple[str, ...], Words] = {(g, b): cell_words(g, SAID) for g in nodes for b in bands}
    seen: dict[str, set[tuple[str, str]]] = {}
    for row, (group, band), name in match_rows(package, log, "goals", wanted, ("group", "band")):
        seen.setdefault(group, set()).add((row["people"], row["status"]))
        hidden = package.format >= BOTH_SIDES and row["people"] == MARK
        if not put_row(package, log, trees[band], row, name, ("share",) if hidden else ("people", "share")):
            continue
        people = -1 if hidden else figure(package, log, ("goals", row, "people"), whole_number, name)
        share = figure(package, log, ("goals", row, "share"), share_span, name)
        if people is not None and share is not None:
            trees[band].shown[group] = Cell(group, row.line, name, nodes[group].heads, people, share)
    for group, kinds in sorted(seen.items()):
        if len(kinds) > 1:
            log.add("uneven_rows", f"{package.cycle}/goals.csv", cell=cell_words(group, SAID))
    return list(trees.values())


def _between(package: Package, tree: Tree, log: Log) -> None:
    """Where the shown parts hold everybody, the whole's share lies between theirs."""
    for rest in remainders(tree):
        if rest.forms or not rest.parts:
            continue
        low = min((p.mean.lo, p.mean.lo_open) for p in rest.parts)
        high = max((p.mean.hi, not p.mean.hi_open) for p in rest.parts)
        met = rest.cell.mean.meet(Span(low[0], high[0], low[1], not high[1]))
        if met.lo > met.hi or (met.lo == met.hi and (met.lo_open or met.hi_open)):
            said = words("share_of", what=tree.criterion)
            log.add("sum_values", package.where("goals", rest.cell.line), cell=rest.cell.name, figure=said)
