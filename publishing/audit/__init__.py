"""The independent auditor: reads published output only and shares no code with the protector.

What it can know from output: which rows are shown, their counts of forms, the head counts of the plan, and every
figure that adding and subtracting gives. What it cannot: how many distinct raters there are, how the forms are
spread over raters and ratees, who changed between two releases. So it tests necessary conditions: DISCLOSURE means
"surely visible from outside", NONE_FOUND means "nothing follows from what is published", not that the hidden counts
pass R1. `Report.checked` says the same beside its counts. Where a bound of work is reached it says UNDECIDED.
"""

from collections.abc import Sequence
from pathlib import Path

from .activities import check_activities
from .agreement import check_agreement
from .bounds import check_means, check_predicates, check_shares
from .citizens import check_citizens
from .package import Package, packages_in
from .plan import read_plan
from .releases import Read, check_releases
from .report import Finding, Log, Report, Words, quoted
from .rows import check_row
from .tables import participation_trees, predicate_trees, result_trees
from .together import check_together
from .unions import check_counts

__all__ = ["Finding", "Report", "Words", "audit_packages", "quoted"]


def audit_packages(dirs: Sequence[Path]) -> Report:
    """Audit published packages, all releases and cycles together.

    `dirs`: one folder a package (`data/published/<cycle>`, `…/citizens/<cycle>-<day>` or `…/citizens`); nothing outside them is read, nothing is written.
    Never raises for what is in the files: that is a finding. Rules: docs/privacy.md R1–R8, format: docs/formats.md.
    """
    log = Log()
    found = list(packages_in(dirs, log))
    read, mirrors = [_one(p, log) for p in found if not p.mirror], [p for p in found if p.mirror]
    check_releases(read, mirrors, log)
    check_citizens(mirrors, [p for p, _, _ in read], log)
    log.checked["packages"] += len(dirs)
    return log.report()


def _one(package: Package, log: Log) -> Read:
    plan, tool = read_plan(package, log), package.instrument
    results = result_trees(package, plan, log)
    sent = participation_trees(package, plan, log)
    predicates = predicate_trees(package, plan, sent.get("supervisor"), log)
    for tree in [*results, *sent.values()]:
        check_counts(package, tree, log)
    for tree in results:
        for cell in tree.shown.values():
            check_row(package, tool, tool.items[tree.method, tree.criterion], tree, cell, log)
        check_means(package, tree, log)
        check_shares(package, tree, log)
    for tree in predicates.values():
        check_counts(package, tree, log)
        check_predicates(package, tree, log)
    check_together(package, predicates, sent.get("supervisor"), log)
    check_agreement(package, plan, results, sent, log)
    more = check_activities(package, plan, log)
    return package, plan, [*results, *sent.values(), *predicates.values(), *more]
