"""The plan: one tree of groups per method, fixed before the first form (R0)."""

from .figures import whole_number
from .package import Package, Row, figure
from .report import Log, method_words
from .sentences import Words, words
from .trees import TOP, Node, Plan, cell_words


def read_plan(package: Package, log: Log) -> Plan:
    """The planned tree of each method; wrong rows are logged and left out."""
    plan: Plan = {m: {} for m in package.stated["methods"]}
    for row in package.tables.get("plan", []):
        name = cell_words(row["group"], method_words(row["method"]))
        heads = figure(package, log, ("plan", row, "heads"), whole_number, name)
        why = _plan_fault(row, plan)
        if why:
            log.add("plan_row", package.where("plan", row.line), cell=name, why=why)
        elif heads is not None:
            members = tuple(row["members"].split(" + ")) if row["members"] else ()
            same = tuple(filter(None, row.cells.get("comparable_with", "").split(" + ")))
            plan[row["method"]][row["group"]] = Node(row["group"], row["parent"], members, heads, row.line, same)
    for method, nodes in plan.items():
        _check_tree(package, log, method, nodes)
    return plan


def _plan_fault(row: Row, plan: Plan) -> Words | None:
    if row["method"] not in plan:
        return words("plan_method")
    if (row["group_type"] == "organisation") != (row["group"] == TOP) or row["group_type"] not in (
        "organisation",
        "publication_group",
    ):
        return words("plan_type")
    if (row["parent"] == "") != (row["group"] == TOP):
        return words("plan_parent")
    members = row["members"].split(" + ")
    if members != sorted(set(members)) or ("" in members and row["group"] != TOP):
        return words("plan_members")
    return None


def _check_tree(package: Package, log: Log, method: str, nodes: dict[str, Node]) -> None:
    def fault(node: Node, code: str, **values: object) -> None:
        name = cell_words(node.group, method_words(method))
        log.add("plan_row", package.where("plan", node.line), cell=name, why=words(code, **values))

    if TOP not in nodes:
        log.add(
            "missing_row", f"{package.cycle}/plan.csv", cell=cell_words(TOP, method_words(method)), table="plan.csv"
        )
    for group in list(nodes):
        above, seen = group, set()
        while above != TOP and above in nodes and above not in seen:
            seen.add(above)
            above = nodes[above].parent
        if above != TOP and group in nodes:
            fault(nodes.pop(group), "parent_unplanned")
    taken: dict[tuple[str, str], str] = {}
    sums: dict[str, int] = {}
    for node in nodes.values():
        sums[node.parent] = sums.get(node.parent, 0) + node.heads
        for member in node.members:
            if taken.setdefault((node.parent, member), node.group) != node.group:
                fault(node, "in_two_groups")
        if node.group != TOP and node.parent in nodes and not _covered(node, nodes[node.parent]):
            fault(node, "outside_parent")
        if node.group != TOP and node.heads < package.limits["min_heads"]:
            said = {"heads": node.heads, "limit": package.limits["min_heads"]}
            name = cell_words(node.group, method_words(method))
            log.add("small_plan", package.where("plan", node.line), cell=name, **said)
    for group, parts in sums.items():
        if group in nodes and parts > nodes[group].heads:
            fault(nodes[group], "people_below", n=parts)


def _covered(node: Node, parent: Node) -> bool:
    have = set(parent.members)
    for member in node.members:
        steps = member.split(" / ")
        if not any(" / ".join(steps[: i + 1]) in have for i in range(len(steps))):
            return False
    return True
