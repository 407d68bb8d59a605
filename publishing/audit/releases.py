"""Several packages together: the chain of releases, one cycle published twice (R7, L10), plans that changed."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from .activities import held, programme_words
from .package import REPORTS, TENTHS, Package
from .report import Log, method_words
from .sentences import same, words
from .trees import TOP, Cell, Plan, Tree, cell_words
from .unions import check_counts, weakness

Read = tuple[Package, Plan, list[Tree]]


def check_releases(packages: Sequence[Read], mirrors: Sequence[Package], log: Log) -> None:
    """All checks that need more than one package; packages come sorted by cycle. What citizens said is in the chain alone."""
    _chain([*(p for p, _, _ in packages), *mirrors], log)
    for pair in combinations(packages, 2):
        older, newer = sorted(pair, key=lambda r: _age(r[0]))
        if older[0].cycle == newer[0].cycle:
            _same_cycle(older, newer, log)
        elif _overlap(older[0], newer[0]):
            _same_period(older, newer, log)
    for first, second in pairwise(packages):
        if first[0].cycle != second[0].cycle:
            _plans(first, second, log)
    in_time = sorted(packages, key=lambda r: (r[0].stated["end"], r[0].stated["start"], r[0].cycle))
    lines = [[r for r in in_time if r[0].kind == kind] for kind in sorted({r[0].kind for r in in_time})]
    for first, second in {
        (a[0].folder, b[0].folder): (a, b) for s in (in_time, *lines) for a, b in pairwise(s)
    }.values():
        if first[0].cycle != second[0].cycle:
            _joiners(first, second, log)
    _comparable(packages, log)
    for first, second in combinations(sorted(packages, key=lambda r: (_age(r[0]), r[0].cycle)), 2):
        _trainings(first[0], second[0], log)


def _age(package: Package) -> tuple[str, str]:
    release = package.release or {}
    return str(release.get("published", "9999")), str(package.folder)


def _chain(packages: Sequence[Package], log: Log) -> None:
    """Each release.json names its own datapackage.json and the release before it."""
    released = [p for p in packages if p.release is not None]
    by_digest = {p.digests["release.json"]: p for p in released}
    after: dict[str, str] = {}

    def broken(package: Package, code: str, **values: object) -> None:
        log.add("chain_broken", f"{package.cycle}/release.json", why=words(code, **values))

    for package in released:
        release = package.release or {}
        previous = release.get("previous")
        if set(release) - {"trail_key"} != {"cycle", "published", "trail_head", "package", "previous"} or not all(
            isinstance(v, str) for v in release.values()
        ):
            broken(package, "release")
            continue
        if release["cycle"] != package.cycle or not re.fullmatch(r"\d{4}-\d\d-\d\d", release["published"]):
            broken(package, "place")
        if not re.fullmatch(r"[0-9a-f]{64}", release.get("trail_key", "0" * 64)):
            broken(package, "trail_key")
        if release["package"] != package.digests["datapackage.json"]:
            broken(package, "since_release")
        if str(previous) in after:
            broken(package, "same_predecessor", what=after[str(previous)])
        after[str(previous)] = package.cycle
        if previous and len(released) > 1:
            before = by_digest.get(str(previous))
            if before is None:
                if package is not min(released, key=_age):
                    broken(package, "no_predecessor")
            elif _age(before)[0] > release["published"]:
                broken(package, "too_early")
    log.checked["releases"] += len(released)


def _same_cycle(older: Read, newer: Read, log: Log) -> None:
    """R7: what has changed must be as many forms and people as a row needs; the masks of both count together."""
    before = {(t.table, t.method, t.criterion): t for t in older[2]}
    for tree in newer[2]:
        old = before.get((tree.table, tree.method, tree.criterion))
        if old is None:
            continue
        if _shape(old) != _shape(tree):
            _two_groupings(older[0], newer[0], old, tree, log)
            continue
        for group, cell in sorted(tree.shown.items()):
            if group in old.shown and _said(cell) != _said(old.shown[group]):
                where, apart = newer[0].where(tree.table, cell.line), abs(cell.forms - old.shown[group].forms)
                if not apart:
                    log.add("ralat_unclear", where, tree.pair, cell=cell.name)
                elif why := weakness(apart, max(cell.heads, 1), newer[0].limits, tree.unit):
                    fields = {"cell": cell.name, "forms": apart, "unit": tree.unit, "why": why}
                    log.add("ralat_difference", where, tree.pair, **fields)
        if tree.nodes and set(old.shown) != set(tree.shown):
            check_counts(newer[0], replace(tree, shown={**old.shown, **tree.shown}, withheld={}), log)


def _said(cell: Cell) -> tuple[object, ...]:
    return cell.forms, cell.mean, cell.shares


def _overlap(first: Package, second: Package) -> bool:
    """Whether two cycles are about the same: the same period, or, where one names none, some days in common."""
    if first.period and second.period:
        return first.period == second.period
    return bool(first.stated["start"] <= second.stated["end"] and second.stated["start"] <= first.stated["end"])


def _same_period(older: Read, newer: Read, log: Log) -> None:
    """The same forms may stand under two cycles of overlapping days; only where all figures are the same nothing follows."""
    made = max(older[0].format, newer[0].format)

    def trees(read: Read, method: str) -> dict[tuple[str, str], Tree]:
        return {(t.table, t.criterion): t for t in read[2] if t.method == method}

    for method in sorted(older[1].keys() & newer[1].keys()):
        old, new = trees(older, method), trees(newer, method)
        cells = [
            {(*key, group): cell for key, tree in some.items() for group, cell in tree.shown.items()}
            for some in (old, new)
        ]
        said = [{k: _said(c) for k, c in shown.items()} for shown in cells]
        if said[0] == said[1]:
            continue
        names = {"older": older[0].cycle, "newer": newer[0].cycle, "method": method_words(method)}
        log.add("same_period", f"{newer[0].cycle}/datapackage.json", None, made, **names)
        for key in sorted(cells[0].keys() & cells[1].keys()):
            cell, tree = cells[1][key], new[key[:2]]
            apart = abs(cell.forms - cells[0][key].forms)
            if apart and (why := weakness(apart, max(cell.heads, 1), newer[0].limits, tree.unit)):
                fields = names | {"cell": cell.name, "forms": apart, "unit": tree.unit, "why": why}
                log.add("period_difference", newer[0].where(tree.table, cell.line), None, made, **fields)


def _joiners(first: Read, second: Read, log: Log) -> None:
    """The same row with a few people more or less, everybody else as before: is there only one mark the others can have given?

    Looked at where a mean is in steps of 0.5, or would be today: with more ratings it tells in few draws (bench/one_joiner.py).
    Of one person more with many forms (from format 5 on) the mean must not follow more finely than the 0.5 that person reads.
    """
    (old, _, before), (new, _, after) = first, second
    instrument, fine = new.instrument, max(p.limits.get(TENTHS, 40) for p in (old, new))
    told = {t.pair: t for t in before if t.pair}
    if (instrument.low, instrument.high) != (old.instrument.low, old.instrument.high):
        return
    for tree in after:
        key = tree.method, tree.criterion
        was, items = told.get(key), instrument.items.get(key)
        if was is None or not items or items != old.instrument.items.get(key):
            continue
        for group, cell in sorted(tree.shown.items()):
            there = was.shown.get(group)
            if there is None or tree.nodes[group].members != was.nodes[group].members:
                continue
            small, big = sorted((there, cell), key=lambda c: c.forms)
            people, ratings = big.forms - small.forms, (big.forms - small.forms) * items
            about = new.format >= REPORTS and 0 < big.heads - small.heads < people  # many forms about few people
            people = big.heads - small.heads if about else people
            if not 0 < people < new.limits["min_ratees"] or (small.forms * items >= fine and not about):
                continue
            less, more = small.mean.whole(small.forms * items), big.mean.whole(big.forms * items)
            least, most = (
                max(more[0] - less[1], instrument.low * ratings),
                min(more[1] - less[0], instrument.high * ratings),
            )
            pinned = least == most and (people == 1 or least in (instrument.low * ratings, instrument.high * ratings))
            if pinned or (about and people == 1 and 2 * (most - least) < ratings):
                log.add(
                    "joiner", new.where(tree.table, cell.line), tree.pair, new.format, cell=cell.name, other=old.cycle
                )


def _comparable(packages: Sequence[Read], log: Log) -> None:
    """A row is called comparable only with an earlier cycle that has it (R6)."""
    plans = {p.cycle: (p.stated["start"], plan) for p, plan, _ in packages}
    for package, plan, _ in packages:
        for method, nodes in plan.items():
            for node in nodes.values():
                known = [(c, plans[c]) for c in node.same if c in plans]
                wrong = [
                    c
                    for c, (start, p) in known
                    if start >= package.stated["start"] or node.group not in p.get(method, {})
                ]
                if wrong or list(node.same) != sorted(set(node.same)):
                    name = cell_words(node.group, method_words(method))
                    log.add("plan_row", package.where("plan", node.line), cell=name, why=same("comparable_with"))


def _trainings(older: Package, newer: Package, log: Log) -> None:
    """One training was held once, with one number of people (R7 where few make the difference)."""
    before = held(older)
    for key, (row, people) in sorted(held(newer).items()):
        if key not in before or before[key][1] == people:
            continue
        few = abs(people - before[key][1]) < newer.limits["min_ratees"]
        if few or older.cycle != newer.cycle:
            name = programme_words(row)
            said = {"cell": name, "day": key[1], "value": people, "other": older.cycle, "before": before[key][1]}
            log.add("training_difference" if few else "training_changed", newer.where("training", row.line), **said)


def _shape(tree: Tree) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {g: (n.parent, n.members) for g, n in tree.nodes.items()}


def _two_groupings(old: Package, new: Package, first: Tree, second: Tree, log: Log) -> None:
    """Two groupings of the same forms (L5): a row inside another leaves their difference."""
    cells = [(old, first, c) for c in first.shown.values()] + [(new, second, c) for c in second.shown.values()]
    for package, tree, big in cells:
        for _, other, small in cells:
            if other is tree or small.group == big.group == TOP:
                continue
            covers, covered = set(tree.nodes[big.group].members), set(other.nodes[small.group].members)
            if not covered < covers:
                continue
            forms, heads = big.forms - small.forms, big.heads - small.heads
            why = weakness(forms, max(heads, 1), new.limits) if forms > 0 else None
            if why:
                said = {"cell": big.name, "other": small.name, "forms": forms, "heads": heads, "why": why}
                log.add("two_plans", package.where(tree.table, big.line), tree.pair, **said)
    log.add("too_large", f"{new.cycle}/plan.csv", second.pair, cell=second.label(TOP), what="2 × plan.csv")


def _plans(first: Read, second: Read, log: Log) -> None:
    """Say which groups of a method are not comparable between two cycles (R6)."""
    for method in sorted(first[1].keys() & second[1].keys()):
        old, new = first[1][method], second[1][method]
        other = sorted(
            {g for g in old.keys() | new.keys() if g != TOP and (g in old) != (g in new)}
            | {g for g in old.keys() & new.keys() if g != TOP and old[g].members != new[g].members}
        )
        if other:
            more = f" … ({len(other)})" if len(other) > 5 else ""
            what = same(", ".join(f"“{g}”" for g in other[:5]) + more)
            said = {"method": method_words(method), "first": first[0].cycle, "second": second[0].cycle, "what": what}
            log.add("plan_changed", f"{second[0].cycle}/plan.csv", **said)
