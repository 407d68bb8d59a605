"""Audits published packages, all releases and cycles together."""

from collections.abc import Sequence
from pathlib import Path

from .activities import check_activities
from .agreement import check_agreement
from .bounds import check_means, check_predicates, check_shares
from .citizens import check_citizens
from .package import Package, packages_in
from .plan import read_plan
from .releases import Read, check_releases
from .report import Log, Report
from .rows import check_row
from .together import check_together
from .trees import participation_trees, predicate_trees, result_trees
from .unions import check_counts


def audit(dirs: Sequence[Path]) -> Report:
    """As `publishing.audit.audit_packages`, which imports this when it is called."""
    log = Log()
    found = list(packages_in(dirs, log))
    read, mirrors = [_one(p, log) for p in found if not p.mirror], [p for p in found if p.mirror]
    check_releases(read, mirrors, log)
    check_citizens(mirrors, [p for p, _, _ in read], log)
    log.checked["packages"] += len(dirs)
    return log.report()


def _one(package: Package, log: Log) -> Read:
    plan, instrument = read_plan(package, log), package.instrument
    results = result_trees(package, plan, log)
    sent = participation_trees(package, plan, log)
    predicates = predicate_trees(package, plan, sent.get("supervisor"), log)
    for tree in [*results, *sent.values()]:
        check_counts(package, tree, log)
    for tree in results:
        for cell in tree.shown.values():
            check_row(package, instrument, instrument.items[tree.method, tree.criterion], tree, cell, log)
        check_means(package, tree, log)
        check_shares(package, tree, log)
    for tree in predicates.values():
        check_counts(package, tree, log)
        check_predicates(package, tree, log)
    check_together(package, predicates, sent.get("supervisor"), log)
    check_agreement(package, plan, results, sent, log)
    more = check_activities(package, plan, log)
    return package, plan, [*results, *sent.values(), *predicates.values(), *more]
