"""Opening fixes the publication plan, closing counts what the plan needs and seals.

Sealing is one resumable step (docs/anonymity.md): (a) one atomic change counts what the plan needs, stores it, and removes
every ballot, draft, decline and session; (b) a mark beside the key says that sealing is under way; (c) the store's history
is wiped; (d) the cycle key is destroyed; (e) only then does the cycle say "closed"; (f) the store is made anew from its
documents alone, and the mark goes last. Every part may be done twice: whoever finds the mark, or a cycle in the state
"sealing", does (b) to (f) again and arrives at the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assessment.assignment import Assignment, check_assignment
from assessment.cycle import Cycle, must_be
from assessment.form import Form, tallies
from assessment.instrument import Instrument, Method
from kinerja_office import accounts, answering, consultation, cycles, records
from kinerja_office.office import Office
from kinerja_office.retention import confirm_key_copies as confirm_key_copies
from kinerja_office.retention import key_copies as key_copies
from kinerja_store import Change, Doc, View, keyring, trail
from kinerja_words.problems import Problem, Refused, refuse
from publishing.count import MethodCounts, count_method
from publishing.plan import Plan, make_plan
from publishing.values import code_mean, mean

MIN_PEER_BALLOTS = 3
"""Own results from peers are shown from so many ballots on (privacy L14)."""


def current_plan(office: Office, view: View, cycle: Cycle) -> Plan:
    """Return the plan fixed at opening, or before that the plan as it would be now."""
    doc = view.get("plans", cycle.id)
    if doc is not None:
        return Plan.from_doc(doc)
    return _plan(office, view, cycle)


def open_cycle(office: Office, id: str, actor: str) -> Cycle:
    """Open the assessment: fix roster, assignments and publication plan, and make the cycle key."""
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, "draft", "consultation", "goals")
        if "peer" in cycle.methods:
            keyring.renew(office.folder, id, office.random)
        cycles.freeze_people(change, cycle)
        after = replace(cycle, state="assessment")
        change.put("plans", id, _plan(office, change, after).to_doc())
        records.put_cycle(change, after)
        if cycle.state == "consultation":
            consultation.cut(office, change, cycle, "before")
        office.log(change, actor, "cycle.open", cycle=id)
    consultation.forget_key(office, id, "before")
    trail.flush(office.store)
    return after


def undo_open(office: Office, id: str, actor: str) -> Cycle:
    """Take the opening back; only until somebody has begun the first form."""
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, "assessment")
        if records.has_forms(change, id):
            raise refuse("cycle.form_begun")
        cycles.unfreeze_people(change, id)
        _remove(change, "declines", id)
        change.delete("plans", id)
        before = [s for s in ("goals", "consultation") if s in cycle.stages]
        after = replace(cycle, state=before[0] if before else "draft")
        records.put_cycle(change, after)
        office.log(change, actor, "cycle.undo-open", cycle=id)
    with office.store.write() as change:  # under the lock: somebody may have opened it again already
        if not records.cycle(change, id).unsealed:
            keyring.destroy(office.folder, id)
    trail.flush(office.store)
    return after


def import_assessments(
    office: Office, id: str, forms: Sequence[tuple[int, Form]], create_assignments: bool, actor: str
) -> int:
    """Take in a file of forms, all or none; `create_assignments` adds exactly the file's before the first form.

    Raises `Refused` with the row of each form that does not fit. The plan is made anew after the assignments.
    """
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, "assessment")
        if create_assignments:
            if records.has_forms(change, id):
                raise refuse("cycle.has_forms")
            _create_assignments(change, cycle, forms)
            change.put("plans", id, _plan(office, change, cycle).to_doc())
        n = answering.import_forms(office, change, cycle, forms)
        office.log(change, actor, "assessments.import", cycle=id, forms=n)
    trail.flush(office.store)
    return n


def _create_assignments(change: Change, cycle: Cycle, forms: Sequence[tuple[int, Form]]) -> None:
    people = records.participants(change, cycle.id)
    problems, wanted = [], []
    for row, form in forms:
        one = Assignment(form.method, form.rater, form.ratee)
        wrong = check_assignment(one, people)
        if form.method not in cycle.methods:
            wrong = Problem("assignment.method_unused", column='method', method=form.method)  # fmt: skip
        if wrong:
            problems.append(wrong.at(row=row))
        wanted.append(one)
    if problems:
        raise Refused(problems)
    cycles.replace_assignments(change, cycle, wanted)


def close_cycle(office: Office, id: str, actor: str) -> Cycle:
    """Count what the plan needs and seal, at once; also finishes a sealing that was interrupted."""
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        if not (cycle.state in ("closed", "published") and id in keyring.marked(office.folder)):
            must_be(cycle, "assessment", "closing", "sealing")
        if cycle.open or cycle.state == "closing":
            _count_and_cut(office, change, cycle)
            records.put_cycle(change, replace(cycle, state="sealing", closed=office.today(), closing_since=""))
            office.log(change, actor, "cycle.seal", cycle=id)
    return _finish(office, id)


def _finish(office: Office, id: str) -> Cycle:
    """Parts (b) to (f) of sealing; safe to repeat from the start, whatever of it was done before.

    The line in the trail is the program's own, so that a sealing resumed by another process leaves the same one.
    """
    keyring.mark(office.folder, id)
    trail.flush(office.store)
    office.store.wipe_history()
    keyring.destroy(office.folder, id)
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        if cycle.state == "sealing":
            cycle = replace(cycle, state="closed")
            records.put_cycle(change, cycle)
            office.log(change, "system", "cycle.closed", cycle=id)
    trail.flush(office.store)
    office.store.wipe_history()
    keyring.unmark(office.folder, id)
    return cycle


def resume(office: Office) -> list[str]:
    """Finish what an earlier process left: closes whose hour is over, interrupted sealings, and questions whose days are
    over. Returns the cycles that were closed."""
    with office.store.read() as view:
        due = {c.id for c in records.cycles(view) if cycles.closing_due(office, c)}
        sealed = {c.id for c in records.cycles(view) if c.state in ("closed", "published")}
    due |= sealed.intersection(keyring.marked(office.folder))
    for id in sorted(due):
        close_cycle(office, id, "system")
    consultation.finish(office)
    return sorted(due)


def _plan(office: Office, view: View, cycle: Cycle) -> Plan:
    people = list(records.participants(view, cycle.id).values()) or list(records.roster(view).employees)
    assigned = [(a.method, a.rater, a.ratee) for a in records.assignments(view, cycle.id)]
    organisation = office.organisation
    earlier = [c for c in records.cycles(view) if c.start < cycle.start and view.get("plans", c.id)]
    previous = Plan.from_doc(must(view, "plans", earlier[-1].id)) if earlier else None
    return make_plan(people, assigned, cycle.methods, organisation.disclosure, organisation.merges, previous)


def _count_and_cut(office: Office, change: Change, cycle: Cycle) -> None:
    """Step (a) of sealing: keep of the peers' ballots only counts of planned cells, coded means, and loose receipts."""
    instrument = records.instrument(change, cycle)
    if "peer" in cycle.methods:
        assigned = records.assignments(change, cycle.id, method="peer")
        entries = answering.peer_entries(office, change, cycle, assigned)
        forms = [Form("peer", e.assignment.rater, e.assignment.ratee, e.answers) for e in entries]
        counts = count(office, change, cycle, instrument, "peer", forms)
        change.put("counts", f"{cycle.id}/peer", {"cycle": cycle.id, **counts.to_doc()})
        for ratee, means in _peer_means(instrument, forms).items():
            change.put("peer_results", f"{cycle.id}/{ratee}", {"cycle": cycle.id, "ratee": ratee, "means": means})
        codes = sorted(e.receipt for e in entries if e.receipt)
        change.put("receipts", cycle.id, {"codes": codes, "forms": len(entries)})
    for table in ("ballots", "declines"):
        _remove(change, table, cycle.id)
    for key, doc in list(change.find("forms", cycle=cycle.id)):
        if not doc["sent_revision"]:
            change.delete("forms", key)
        elif (sent := answering.as_sent(doc)) != doc:
            change.put("forms", key, sent)
    accounts.drop_sessions(change)


def _remove(change: Change, table: str, id: str) -> None:
    """Remove every document of a cycle from a table."""
    for key, _ in list(change.find(table, cycle=id)):
        change.delete(table, key)


def count(
    office: Office, view: View, cycle: Cycle, instrument: Instrument, method: Method, forms: Sequence[Form]
) -> MethodCounts:
    """Count and mask the forms of one method by the plan of the cycle."""
    plan = Plan.from_doc(must(view, "plans", cycle.id))
    groups = {n: e.group for n, e in records.participants(view, cycle.id).items() if e.rated}
    assigned = [(a.rater, a.ratee) for a in records.assignments(view, cycle.id, method=method)]
    return count_method(plan, instrument, groups, forms, method, assigned, office.organisation.disclosure)


def _peer_means(instrument: Instrument, forms: Sequence[Form]) -> dict[str, dict[str, str]]:
    """Return each ratee's coded mean by criterion, where at least three ballots have a rating for it."""
    by_ratee: dict[str, list[str]] = {}
    for form in forms:
        by_ratee.setdefault(form.ratee, []).append(form.answers)
    out = {}
    for ratee, answers in sorted(by_ratee.items()):
        counts = tallies(instrument, answers)
        means = {}
        for criterion in instrument.asked("peer"):
            places = [instrument.position[i.code] for i in criterion.items]
            rated = sum(1 for a in answers if any(a[p].isdigit() for p in places))
            if rated >= MIN_PEER_BALLOTS:
                low, high = instrument.minimum, instrument.maximum
                means[criterion.code] = code_mean(mean(counts[criterion.code].counts, low), low, high)
        if means:
            out[ratee] = means
    return out


def must(view: View, table: str, key: str) -> Doc:
    """Return a document that the state of the cycle promises; raises `Refused` where it is missing."""
    doc = view.get(table, key)
    if doc is None:
        raise refuse("store.record_missing", table=table, key=key)
    return doc
