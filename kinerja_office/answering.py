"""Filling in forms: tasks, drafts, sending, importing; peers' ballots and named forms behind one face."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from assessment.assignment import Assignment, check_assignment
from assessment.cycle import Cycle, must_be
from assessment.form import UNANSWERED, Form, decode, encode
from assessment.instrument import Instrument
from assessment.method import METHODS, RULES
from assessment.predicate import Level
from assessment.text import lines
from kinerja_office import assignments, ballots, declines, keys, plans, records
from kinerja_office.ballots import Ballot
from kinerja_office.office import Office
from kinerja_store import Change, Doc, View, trail
from kinerja_words.problems import Problem, Refused, refuse

REASON_CHARS = declines.REASON_CHARS


class Stale(Refused):
    """The form changed elsewhere (another tab or device) after this page was shown; nothing was sent."""


@dataclass(frozen=True)
class Entry:
    """One form as its rater sees it. `draft` is being edited, `answers` was sent last; `revision` grows with each save."""

    assignment: Assignment
    draft: str = ""
    answers: str = ""
    receipt: str = ""
    revision: int = 0
    sent_revision: int = 0
    imported: bool = False
    work_result: Level | None = None
    work_behaviour: Level | None = None
    reason: str = ""
    sent_levels: tuple[str, str, str] | None = None
    """Work result, behaviour and reason as sent last; the fields above are the draft of them."""

    @property
    def sent(self) -> bool:
        """Whether a version of it counts."""
        return self.sent_revision > 0

    @property
    def unsent_changes(self) -> bool:
        """Whether the draft holds something that was not sent yet."""
        return bool(self.draft) and self.revision != self.sent_revision


@dataclass(frozen=True)
class Task:
    """One thing a rater has to do: the form, how far it is, or that it was declined."""

    entry: Entry
    done: int
    items: int
    declined: bool = False


def tasks(office: Office, view: View, cycle: Cycle, rater: str) -> list[Task]:
    """Return what one person has to fill in: self first, then reports, then peers."""
    instrument = records.instrument(view, cycle)
    found = []
    for one in records.assignments(view, cycle.id, rater=rater):
        entry = load(office, view, cycle, one)
        asked = sum(len(c.items) for c in instrument.asked(one.method))
        done = len(decode(instrument, entry.draft)) if entry.draft else 0
        found.append(Task(entry, done, asked, declines.is_there(office, view, cycle, one)))
    return sorted(found, key=lambda t: (METHODS.index(t.entry.assignment.method), t.entry.assignment.ratee))


def load(office: Office, view: View, cycle: Cycle, one: Assignment) -> Entry:
    """Return the entry of an assignment (blank before the first save); raises `Refused` where it is nobody's task.

    A peer's entry is blank again from sealing on: there is nothing to return to.
    """
    if not records.is_assigned(view, cycle.id, one):
        raise refuse("answer.no_assignment")
    if not RULES[one.method].sealed:
        doc = view.get("forms", records.assignment_key(cycle.id, one))
        return _entry(one, doc) if doc else Entry(one)
    if not ballots.readable(cycle):
        return Entry(one)
    return _ballot_of(keys.read(office, view, cycle.id), view, cycle, one) or Entry(one)


def save(
    office: Office,
    cycle_id: str,
    one: Assignment,
    answers: Mapping[str, str],
    *,
    levels: Mapping[str, str] | None = None,
) -> Entry:
    """Keep answers of one screen as a draft (durable on return); other screens' answers stay as they are.

    `answers`: item code → `"1"`…, `"TD"` or `""` (cleared). `levels`: `work_result`, `work_behaviour`, `reason` of a
    supervisor's form. Raises `Refused` where the cycle takes no forms or an answer is out of scale.
    """
    with office.store.write() as change:
        cycle, instrument, entry = _open_entry(office, change, cycle_id, one)
        draft = list(entry.draft or entry.answers or UNANSWERED * len(instrument.items))
        fresh = encode(instrument, answers, one.method)
        for code in answers:
            place = instrument.position[code]
            draft[place] = fresh[place]
        after = replace(entry, draft="".join(draft))
        if levels is not None and RULES[one.method].sets_levels:
            after = _with_levels(after, levels)
        if after != entry:
            after = replace(after, revision=entry.revision + 1)
            _put(office, change, cycle, instrument, after)
        return after


def send(office: Office, cycle_id: str, one: Assignment, revision: int) -> Entry:
    """Send the draft the rater has just checked; on return it is on disk and counts.

    The pair (assignment, revision) is the idempotency key: the same send again returns the same receipt. Raises
    `Stale` where the draft has changed since, `Refused` where nothing may be sent any more.
    """
    with office.store.write() as change:
        cycle, instrument, entry = _open_entry(office, change, cycle_id, one)
        if entry.sent and entry.sent_revision == revision:
            return entry
        if revision != entry.revision or not entry.draft:
            raise Stale(Problem("answer.stale"))
        if RULES[one.method].sets_levels and not (entry.work_result and entry.work_behaviour and entry.reason):
            raise refuse("answer.levels_missing")
        after = replace(
            entry,
            answers=entry.draft,
            sent_revision=revision,
            receipt=entry.receipt or ballots.new_receipt(office.random),
            sent_levels=_levels(entry.work_result, entry.work_behaviour, entry.reason),
        )
        _put(office, change, cycle, instrument, after)
        return after


def decline(office: Office, cycle_id: str, one: Assignment, reason: str) -> None:
    """Say "bukan rekan kerja saya": HR sees name and reason until the close; a ballot that was begun is dropped."""
    reason = lines(reason)
    if not RULES[one.method].sealed:
        raise refuse("answer.only_peers_decline")
    if not reason or len(reason) > REASON_CHARS:
        raise refuse("answer.decline_reason", field="reason", most=REASON_CHARS)
    with office.store.write() as change:
        cycle, _, entry = _open_entry(office, change, cycle_id, one)
        if entry.sent:
            raise refuse("answer.sent_cannot_decline")
        key = keys.read(office, change, cycle.id)
        change.delete("ballots", records.key(cycle.id, ballots.tag(key, one.rater, one.ratee)))
        declines.put(office, change, cycle, one, reason)


def import_forms(office: Office, change: Change, cycle: Cycle, forms: Sequence[tuple[int, Form]]) -> int:
    """Store paper forms as sent, without receipts; all or none. Returns how many were brought.

    Raises `Refused` with the row of each form that nobody was assigned, and of each self or supervisor form that was
    sent already. A peer who has sent their own ballot keeps it, and nothing tells so: a refusal would tell whoever
    imports which peers have answered (docs/anonymity.md A11).
    """
    must_be(cycle, "assessment")
    instrument = records.instrument(change, cycle)
    problems = []
    for row, form in forms:
        one = Assignment(form.method, form.rater, form.ratee)
        try:
            entry = load(office, change, cycle, one)
        except Refused:
            problems.append(
                Problem("form.not_assigned", row=row)
            )  # fmt: skip
            continue
        if entry.sent and RULES[form.method].sealed:
            # As it is, under a new nonce: the disk tells no more than whoever imports is told.
            _put(office, change, cycle, instrument, entry)
            continue
        if entry.sent:
            problems.append(
                Problem("form.already_in", row=row)
            )  # fmt: skip
            continue
        after = replace(
            entry, draft=form.answers, answers=form.answers, revision=entry.revision + 1, sent_revision=entry.revision + 1,
            imported=True, work_result=form.work_result, work_behaviour=form.work_behaviour,
            sent_levels=_levels(form.work_result, form.work_behaviour, ""),
        )  # fmt: skip
        _put(office, change, cycle, instrument, after)
    if problems:
        raise Refused(problems)
    return len(forms)


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
            plans.fix_plan(office, change, cycle)
        n = import_forms(office, change, cycle, forms)
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
    assignments.replace_assignments(change, cycle, wanted)


def peer_entries(office: Office, view: View, cycle: Cycle, assigned: Iterable[Assignment]) -> list[Entry]:
    """Return the sent peer entries of a cycle that is not sealed yet, for counting only; `assigned` are all its peers.

    Raises `BoxDamaged` for a ballot that the key does not open: with a wrong key every pseudonym is another, and nothing
    would be found where everything is.
    """
    key = keys.read(office, view, cycle.id)
    boxes = {
        name.removeprefix(records.key(cycle.id, "")): doc["box"] for name, doc in view.find("ballots", cycle=cycle.id)
    }
    entries = []
    for one in assigned:
        name = ballots.tag(key, one.rater, one.ratee)
        if name in boxes:
            entries.append(Entry(one, **vars(ballots.open_ballot(key, name, boxes.pop(name)))))
    for name, box in boxes.items():
        ballots.open_ballot(key, name, box)
    return [e for e in entries if e.sent]


def drop_ballots(change: Change, cycle: Cycle) -> None:
    """Remove every ballot of a cycle (part of the close)."""
    for key, _ in list(change.find("ballots", cycle=cycle.id)):
        change.delete("ballots", key)


def _open_entry(office: Office, change: Change, cycle_id: str, one: Assignment) -> tuple[Cycle, Instrument, Entry]:
    cycle = records.cycle(change, cycle_id)
    if not cycle.open:
        raise refuse("answer.closed")
    return cycle, records.instrument(change, cycle), load(office, change, cycle, one)


def _with_levels(entry: Entry, levels: Mapping[str, str]) -> Entry:
    result, behaviour = levels.get("work_result") or None, levels.get("work_behaviour") or None
    if {result, behaviour} - {"above", "as", "below", None}:
        raise refuse("answer.level")
    reason = lines(levels.get("reason", ""))
    if len(reason) > REASON_CHARS:
        raise refuse("answer.reason_long", field="reason", most=REASON_CHARS)
    return replace(entry, work_result=result, work_behaviour=behaviour, reason=reason)  # type: ignore[arg-type]  # checked


def _put(office: Office, change: Change, cycle: Cycle, instrument: Instrument, entry: Entry) -> None:
    one = entry.assignment
    if not RULES[one.method].sealed:
        fields = asdict(entry)
        del fields["assignment"]
        change.put("forms", records.assignment_key(cycle.id, one), {"cycle": cycle.id, **one._asdict(), **fields})
        return
    key = keys.read(office, change, cycle.id)
    declines.drop(office, change, cycle, one)  # who fills the form in after all takes the decline back
    ballot = Ballot(entry.draft, entry.answers, entry.receipt, entry.revision, entry.sent_revision, entry.imported)
    name = ballots.tag(key, one.rater, one.ratee)
    box = ballots.seal_ballot(key, name, ballot, len(instrument.items), office.random)
    change.put("ballots", records.key(cycle.id, name), {"cycle": cycle.id, "box": box})


def as_sent(doc: Doc) -> Doc:
    """Return a named form's document as it was sent last: changes that were not sent are gone (part of the close)."""
    result, behaviour, reason = doc["sent_levels"] or (None, None, "")
    levels = {"work_result": result, "work_behaviour": behaviour, "reason": reason}
    return {**doc, "draft": doc["answers"], "revision": doc["sent_revision"], **levels}


def _levels(result: Level | None, behaviour: Level | None, reason: str) -> tuple[str, str, str] | None:
    return (result, behaviour, reason) if result and behaviour else None


def _entry(one: Assignment, doc: Mapping[str, Any]) -> Entry:
    fields = {k: doc[k] for k in Entry.__dataclass_fields__ if k not in ("assignment", "sent_levels")}
    levels = doc["sent_levels"]
    return Entry(one, **fields, sent_levels=tuple(levels) if levels else None)


def _ballot_of(key: bytes, view: View, cycle: Cycle, one: Assignment) -> Entry | None:
    name = ballots.tag(key, one.rater, one.ratee)
    doc = view.get("ballots", records.key(cycle.id, name))
    return Entry(one, **asdict(ballots.open_ballot(key, name, doc["box"]))) if doc else None
