"""Sealing: closing counts what the plan needs, and nothing that could tell who answered what is left.

Sealing begins when no form is taken any more (`Cycle.counting`), and is one resumable step (docs/anonymity.md): (a) one atomic
change counts what the plan needs, stores it, and removes every ballot, draft, decline and session; (b) a mark beside the key says that sealing is under way; (c) the store's history
is wiped; (d) the cycle key is destroyed; (e) only then does the cycle say "closed"; (f) the store is made anew from its
documents alone, and the mark goes last. Every part may be done twice: whoever finds the mark, or a cycle in the state
"sealing", does (b) to (f) again and arrives at the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assessment.cycle import Cycle
from assessment.form import Form, tallies
from assessment.instrument import Instrument
from assessment.method import RULES, Method
from kinerja_office import answering, ballots, declines, evidence, records, settings
from kinerja_office.office import Office
from kinerja_store import Change, View, attachments, keyring, openkeys, trail
from publishing.count import MethodCounts, count_method
from publishing.plan import Plan
from publishing.values import mean_text

PAPER = "paper"
"""The rater of every form that was typed in or sent under a slip issued again: no employee number has these letters alone."""


def finish(office: Office, id: str) -> Cycle:
    """Parts (b) to (f) of sealing; safe to repeat from the start, whatever of it was done before.

    The line in the trail is the program's own, so that a sealing resumed by another process leaves the same one.
    """
    keyring.mark(office.folder, id)
    trail.flush(office.store)
    evidence.sweep(office)
    attachments.drop_waiting(office.folder)
    office.store.wipe_history()
    keyring.destroy(office.folder, id)
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        if cycle.sealing:
            cycle = replace(cycle, state="closed")
            records.put_cycle(change, cycle)
            office.log(change, "system", "cycle.closed", cycle=id)
    trail.flush(office.store)
    office.store.wipe_history()
    keyring.unmark(office.folder, id)
    return cycle


def count_and_cut(office: Office, change: Change, cycle: Cycle) -> None:
    """Step (a) of sealing: keep of the ballots only counts of planned cells, coded means, and loose receipts."""
    instrument = records.instrument(change, cycle)
    for method in cycle.sealed_methods:
        assigned = records.assignments(change, cycle.id, method=method)
        entries = answering.sealed_entries(office, change, cycle, assigned)
        forms = [Form(method, e.assignment.rater, e.assignment.ratee, e.answers) for e in entries]
        typed = [e.imported or _under_a_new_slip(change, cycle, e) for e in entries]
        counts = count(office, change, cycle, instrument, method, known_to_one(cycle, forms, typed))
        change.put("counts", records.key(cycle.id, method), {"cycle": cycle.id, **counts.to_doc()})
        for ratee, means in _coded_means(cycle, instrument, method, forms, typed).items():
            records.put_sealed_means(change, cycle.id, method, ratee, means)
        codes = [e.receipt or ballots.new_receipt(office.random) for e in entries]
        records.put_receipts(change, cycle.id, method, codes, len(entries))
    answering.drop_ballots(change, cycle)
    declines.drop_all(change, cycle)
    for key, doc in list(change.find("forms", cycle=cycle.id)):
        if not records.counts(doc):
            change.delete("forms", key)
        elif (sent := answering.as_sent(doc)) != doc:
            change.put("forms", key, sent)
    complete_receipts(office, change, cycle)
    openkeys.drop_check(change, cycle.id)


def complete_receipts(office: Office, change: Change, cycle: Cycle) -> None:
    """Give every counted form a receipt: version 0.1.0 gave paper forms none."""
    for key, doc in list(change.find("forms", cycle=cycle.id)):
        if not doc["receipt"]:
            change.put("forms", key, {**doc, "receipt": ballots.new_receipt(office.random)})
    for method in cycle.sealed_methods:
        loose = records.receipts(change, cycle.id, method)
        if loose and len(loose["codes"]) < loose["forms"]:
            more = [ballots.new_receipt(office.random) for _ in range(loose["forms"] - len(loose["codes"]))]
            records.put_receipts(change, cycle.id, method, [*loose["codes"], *more], loose["forms"])


def code_counts(office: Office, change: Change, cycle: Cycle) -> None:
    """Keep coded figures in the place of the exact counts that version 0.1.0 left of the ballots of a sealed cycle."""
    instrument = records.instrument(change, cycle)
    for method in cycle.sealed_methods:
        if (doc := change.get("counts", key := records.key(cycle.id, method))) is not None:
            kept = MethodCounts.from_doc(doc).coded(instrument, office.organisation.disclosure)
            change.put("counts", key, {"cycle": cycle.id, **kept.to_doc()})


def known_to_one(cycle: Cycle, forms: Sequence[Form], typed: Sequence[bool]) -> list[Form]:
    """Return forms as R1 counts them: those that HR typed in, or could have, while the cycle was open have one rater.

    In a cycle that was imported whole the file's own raters count: its forms were filled in elsewhere.
    """
    if cycle.imported:
        return list(forms)
    return [f._replace(rater=PAPER) if t else f for f, t in zip(forms, typed, strict=True)]


def _under_a_new_slip(view: View, cycle: Cycle, entry: answering.Entry) -> bool:
    """Whether a ballot was sent under a slip issued again since the opening: whoever issued it could have written it."""
    known = view.get("participants", records.key(cycle.id, entry.assignment.rater)) or {}
    return not entry.kept and entry.epoch > known.get("epoch", entry.epoch)


def _coded_means(
    cycle: Cycle, instrument: Instrument, method: Method, forms: Sequence[Form], typed: Sequence[bool]
) -> dict[str, dict[str, str]]:
    """Return each ratee's coded mean by criterion, where enough ballots of their raters' own hand rate it (`own_from`).

    Ballots that were typed in count in the mean and not among these: whoever typed them knows them. A cycle that was
    imported whole has no own results, for its forms are in a file.
    """
    by_ratee: dict[str, list[tuple[str, bool]]] = {}
    for form, paper in zip(forms, typed, strict=True):
        by_ratee.setdefault(form.ratee, []).append((form.answers, paper))
    out: dict[str, dict[str, str]] = {}
    for ratee, given in sorted(by_ratee.items()) if not cycle.imported else ():
        counts = tallies(instrument, [a for a, _ in given])
        means = {}
        for criterion in instrument.asked(method):
            places = [instrument.position[i.code] for i in criterion.items]
            rated = sum(1 for a, paper in given if not paper and any(a[p].isdigit() for p in places))
            if rated >= RULES[method].own_from:
                low, high = instrument.minimum, instrument.maximum
                means[criterion.code] = mean_text(counts[criterion.code].counts, low, high)
        if means:
            out[ratee] = means
    return out


def count(
    office: Office, view: View, cycle: Cycle, instrument: Instrument, method: Method, forms: Sequence[Form]
) -> MethodCounts:
    """Count and mask the forms of one method by the plan of the cycle."""
    plan = Plan.from_doc(records.must(view, "plans", cycle.id))
    groups = {n: e.group for n, e in records.participants(view, cycle.id).items() if e.rated}
    assigned = [(a.rater, a.ratee) for a in records.assignments(view, cycle.id, method=method)]
    disclosure = settings.in_force(office, view, cycle).organisation.disclosure
    return count_method(plan, instrument, groups, forms, method, assigned, disclosure)
