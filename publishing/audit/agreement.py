"""Tables held against each other: results and participation, receipts, coverage, the recorded fallback (R2, R5, R9)."""

from .package import Package
from .report import Log, method_words
from .rows import share_limit
from .trees import TOP, Cell, Node, Plan, Tree
from .unions import remainders


def check_agreement(package: Package, plan: Plan, results: list[Tree], sent: dict[str, Tree], log: Log) -> None:
    """All cross-checks of one package."""
    for tree in results:
        _forms_sent(package, tree, sent.get(tree.method), log)
        if [tree.method, tree.criterion] in package.stated["fallback"]:
            for group, cell in tree.shown.items():
                if group != TOP:
                    log.add("fallback_shown", package.where("results", cell.line), tree.pair, cell=cell.name)
    _mask_from_counts(package, results, sent, log)
    _totals(package, sent, log)
    _all_or_none(package, results, log)
    _coverage(package, plan, results, log)


def _forms_sent(package: Package, tree: Tree, sent: Tree | None, log: Log) -> None:
    if sent is None:
        return
    for group, cell in tree.shown.items():
        where = package.where("results", cell.line)
        if group in sent.withheld:
            log.add("results_finer", where, cell=cell.name)
        if group in sent.shown and cell.forms > sent.shown[group].forms:
            log.add("results_participation", where, cell=cell.name, forms=cell.forms, sent=sent.shown[group].forms)


def _mask_from_counts(package: Package, results: list[Tree], sent: dict[str, Tree], log: Log) -> None:
    """The same forms give the same mask (R2): a lone withheld group whose forms all answered this criterion must
    not be hidden here and shown for another criterion that the same forms answered."""
    full: dict[tuple[str, str], Tree] = {}
    for tree in results:
        there = sent.get(tree.method)
        for group, cell in tree.shown.items():
            if there and group in there.shown and there.shown[group].forms == cell.forms:
                full.setdefault((tree.method, group), tree)
    for tree in results:
        if [tree.method, tree.criterion] in package.stated["fallback"]:
            continue
        there = sent.get(tree.method)
        for rest in remainders(tree):
            hidden = [g for g in tree.withheld if tree.nodes[g].parent == rest.cell.group]
            other = full.get((tree.method, hidden[0])) if len(hidden) == 1 else None
            if not other or not there or there.shown[hidden[0]].forms != rest.forms:
                continue
            planned = sum(n.heads for n in tree.nodes.values() if n.parent == rest.cell.group)
            if planned == rest.cell.heads:  # else people without a planned group may be among the remaining forms
                title = package.instrument.names[other.criterion].id
                log.add(
                    "mask_not_counts",
                    package.where("results", tree.withheld[hidden[0]]),
                    cell=tree.label(hidden[0]),
                    other=title,
                )


def _totals(package: Package, sent: dict[str, Tree], log: Log) -> None:
    where = f"{package.cycle}/datapackage.json"
    numbers = {k: package.stated.get(k, 0) for k in ("forms", "imported")}
    receipts = len(package.tables.get("receipts", []))
    if "receipts" in package.tables and receipts + numbers["imported"] != numbers["forms"]:
        log.add("receipts_sum" if package.format < 2 else "receipts_all", where, receipts=receipts, **numbers)
    shown = [tree.shown[TOP].forms for tree in sent.values() if TOP in tree.shown]
    if "participation" in package.tables and sum(shown) != numbers["forms"]:
        if len(shown) == len(sent) or sum(shown) > numbers["forms"]:
            log.add("forms_sum", where, sent=sum(shown), forms=numbers["forms"])
        else:
            log.add("forms_left", where, None, package.format)


def _all_or_none(package: Package, results: list[Tree], log: Log) -> None:
    """What R5 takes, it takes of a whole method: one criterion or one row alone says that its ratings are (nearly) alike."""
    where, fallback = f"{package.cycle}/datapackage.json", {(m, c) for m, c in package.stated["fallback"]}
    for method in sorted({m for m, _ in fallback}):
        if {t.criterion for t in results if t.method == method} - {c for m, c in fallback if m == method}:
            said = method_words(method)
            log.add("fallback_part", where, None, package.format, method=said)
    for method in sorted({t.method for t in results}):
        trees = [t for t in results if t.method == method]
        uneven(
            package,
            [(t, c, package.instrument.items[t.method, t.criterion]) for t in trees for c in t.shown.values()],
            log,
        )


def uneven(package: Package, cells: list[tuple[Tree, Cell, int]], log: Log) -> None:
    """Of rows with enough ratings for shares (tree, cell, items) all show them or none."""
    enough = [(t, c) for t, c, items in cells if c.forms >= share_limit(package.limits, items)]
    for tree, cell in enough:
        if cell.shares is None and any(c.shares for _, c in enough):
            log.add("shares_uneven", package.where(tree.table, cell.line), None, package.format, cell=cell.name)


def _coverage(package: Package, plan: Plan, results: list[Tree], log: Log) -> None:
    stated = package.stated["people_in_shown_rows"]
    where = f"{package.cycle}/datapackage.json"
    for method, nodes in plan.items():
        shown = {g for t in results if t.method == method for g in t.shown if g != TOP}
        tops = [g for g in shown if not _any_above(nodes[g].parent, shown, plan[method])]
        if TOP not in nodes or not nodes[TOP].heads:
            continue
        part = 100 * sum(nodes[g].heads for g in tops)
        value = stated.get(method)
        if type(value) is not int or abs(value * nodes[TOP].heads - part) > nodes[TOP].heads:
            counted = part // nodes[TOP].heads
            log.add("coverage", where, stated=value, counted=counted, method=method_words(method))


def _any_above(group: str, shown: set[str], nodes: dict[str, Node]) -> bool:
    while group and group != TOP and group in nodes:
        if group in shown:
            return True
        group = nodes[group].parent
    return False
