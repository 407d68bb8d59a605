"""Filling in forms: tasks, drafts, sending, importing; ballots and named forms behind one face."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from assessment.assignment import Assignment, check_assignment
from assessment.cycle import Cycle, must_be
from assessment.form import UNANSWERED, Form, decode, encode
from assessment.instrument import Instrument
from assessment.method import METHODS, RULES
from assessment.objection import LEVEL_PARTS
from assessment.predicate import LEVELS, Level
from assessment.text import lines, merged
from kinerja_office import accounts, assignments, ballots, declines, keys, leases, plans, records
from kinerja_office.ballots import Ballot
from kinerja_office.office import Office
from kinerja_store import Change, Doc, View, keyring, trail
from kinerja_words.problems import Name, Problem, Refused, refuse

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
    epoch: int = 0
    kept: bool = False
    """See `ballots.Ballot`: what was sent before the rater's slip was issued again, or on paper, counts and is shown to nobody."""

    @property
    def sent(self) -> bool:
        """Whether its rater has sent it, as far as who holds the rater's secret now may know."""
        return self.sent_revision > 0

    @property
    def counts(self) -> bool:
        """Whether a version of it counts; only the close asks."""
        return self.sent or self.kept

    def of_epoch(self, epoch: int) -> Entry:
        """Return it as whoever holds the rater's secret now may read it: blank where it was written under an earlier one."""
        if self.epoch == epoch:
            return self
        return replace(
            self, draft="", revision=0, sent_revision=0, kept=self.counts, epoch=epoch, work_result=None,
            work_behaviour=None, reason="",
        )  # fmt: skip

    @property
    def unsent_changes(self) -> bool:
        """Whether the draft holds something that was not sent yet."""
        return bool(self.draft) and self.revision != self.sent_revision


def task_order(office: Office, cycle: Cycle, assignment: Assignment) -> tuple[int, str]:
    """Return the place of a task among its rater's: others one rates by name, oneself, then the sealed ones by a keyed hash."""
    rules = RULES[assignment.method]
    place = METHODS.index(assignment.method) + len(METHODS) * (2 * rules.sealed + (rules.rated_by == "themselves"))
    if not rules.sealed:
        return place, assignment.ratee
    words = f"order/{cycle.id}/{assignment.rater}/{assignment.ratee}"
    return place, hmac.digest(keyring.read(office.folder, keyring.SERVER), words.encode(), "sha256").hex()


def load(office: Office, view: View, cycle: Cycle, assignment: Assignment) -> Entry:
    """Return the entry of an assignment (blank before the first save); raises `Refused` where it is nobody's task.

    A peer's entry is blank again from sealing on: there is nothing to return to. What was written before the rater's slip
    was issued again is blank too: whoever issued it could sign in with it.
    """
    if not records.is_assigned(view, cycle.id, assignment):
        raise refuse("answer.no_assignment")
    entry = _stored(office, view, cycle, assignment).of_epoch(accounts.epoch(view, assignment.rater))
    return replace(entry, answers="", receipt="", imported=False, kept=False) if not entry.sent else entry


def _stored(office: Office, view: View, cycle: Cycle, assignment: Assignment) -> Entry:
    """Return an entry as it is stored, blank where nothing is; for who writes it, not for who reads it."""
    if not RULES[assignment.method].sealed:
        doc = view.get("forms", records.assignment_key(cycle.id, assignment))
        return _entry(assignment, doc) if doc else Entry(assignment)
    if not ballots.readable(cycle):
        return Entry(assignment)
    return _ballot_of(keys.read(office, view, cycle.id), view, cycle, assignment) or Entry(assignment)


def save(
    office: Office,
    cycle_id: str,
    assignment: Assignment,
    answers: Mapping[str, str],
    *,
    levels: Mapping[str, str] | None = None,
    seen: Mapping[str, str] | None = None,
) -> Entry:
    """Keep answers of one screen as a draft (durable on return); other screens' answers stay as they are.

    `answers`: item code → `"1"`…, `"TD"` or `""` (cleared). `levels`: any of `work_result`, `work_behaviour`, `reason` of a
    supervisor's form. `seen`: the marks of what the page showed (`assessment.text.merged`). Raises `Refused` where the cycle
    takes no forms, an answer is out of scale, or one was changed elsewhere since the page was shown (what is stored beside it).
    """
    with office.store.write() as change:
        cycle, instrument, entry = _open_entry(office, change, cycle_id, assignment)
        draft = list(entry.draft or UNANSWERED * len(instrument.items))
        encode(instrument, answers, assignment.method)  # refuses what is out of scale
        now = decode(instrument, entry.draft) if entry.draft else {}
        answers, newer = merged(now, answers, seen or {})
        fresh = encode(instrument, answers, assignment.method)
        for code in answers:
            place = instrument.position[code]
            draft[place] = fresh[place]
        after = replace(entry, draft="".join(draft))
        if levels is not None and cycle.takes_levels(assignment.method):
            now = {f: getattr(entry, f) or "" for f in ("work_result", "work_behaviour", "reason")}
            levels, newer = merged(now, levels, seen or {})
            after = _with_levels(after, levels)
        if newer:
            raise Refused([Problem("answer.newer", field=f, now=_shown(instrument, f, now.get(f, ""))) for f in newer])
        if after != entry:
            after = replace(after, revision=entry.revision + 1)
            _put(office, change, cycle, instrument, after)
        return after


def send(office: Office, cycle_id: str, assignment: Assignment, revision: int) -> Entry:
    """Send the draft the rater has just checked; on return it is on disk and counts.

    The pair (assignment, revision) is the idempotency key: the same send again returns the same receipt. Raises
    `Stale` where the draft has changed since, `Refused` where nothing may be sent any more.
    """
    with office.store.write() as change:
        cycle, instrument, entry = _open_entry(office, change, cycle_id, assignment)
        if entry.sent and entry.sent_revision == revision:
            return entry
        if revision != entry.revision or not entry.draft:
            raise Stale(Problem("answer.stale"))
        if cycle.takes_levels(assignment.method) and not (entry.work_result and entry.work_behaviour and entry.reason):
            raise refuse("answer.levels_missing")
        # a receipt was shown to whoever held another slip, unless it is a paper form's
        shown_before = entry.kept and not entry.imported
        after = replace(
            entry,
            answers=entry.draft,
            sent_revision=revision,
            imported=False,
            kept=False,
            receipt=entry.receipt if entry.receipt and not shown_before else ballots.new_receipt(office.random),
            sent_levels=_levels(entry.work_result, entry.work_behaviour, entry.reason),
        )
        _put(office, change, cycle, instrument, after)
        return after


def put_levels(
    office: Office, change: Change, cycle: Cycle, one: Assignment, levels: Mapping[str, str], reason: str
) -> None:
    """Store a form that holds two levels and no ratings, as sent: of a superior who evaluates in the officer's place."""
    blank = UNANSWERED * len(records.instrument(change, cycle).items)
    entry = Entry(one, blank, blank, ballots.new_receipt(office.random), 1, 1)
    entry = _with_levels(entry, {**levels, "reason": reason})
    entry = replace(entry, sent_levels=_levels(entry.work_result, entry.work_behaviour, entry.reason))
    _put(office, change, cycle, records.instrument(change, cycle), entry)


def decline(office: Office, cycle_id: str, assignment: Assignment, reason: str, revision: int | None = None) -> None:
    """Say "bukan rekan kerja saya", or "bukan atasan saya": HR sees name and reason until the close; a ballot that was begun is dropped.

    `revision`: the one on the page that said what is dropped; another one is refused.
    """
    reason = lines(reason)
    if not RULES[assignment.method].declinable:
        raise refuse("answer.not_declinable")
    if not reason or len(reason) > REASON_CHARS:
        raise refuse("answer.decline_reason", field="reason", most=REASON_CHARS)
    with office.store.write() as change:
        cycle, instrument, entry = _open_entry(office, change, cycle_id, assignment, declining=True)
        if entry.sent:
            raise refuse("answer.sent_cannot_decline")
        if revision not in (None, entry.revision) and not declines.is_there(office, change, cycle, assignment):
            raise refuse("answer.decline_drops_more", field="reason")
        _put_box(office, change, cycle, instrument, replace(entry, draft="", revision=0))
        declines.put(office, change, cycle, assignment, reason)


def take_back(office: Office, cycle_id: str, assignment: Assignment) -> None:
    """Take one's decline back; twice is once. Nothing else does: were it dropped by answering, HR's list would tell who has begun."""
    with office.store.write() as change:
        cycle, _, _ = _open_entry(office, change, cycle_id, assignment, declining=True)
        declines.drop(office, change, cycle, assignment)


def import_forms(office: Office, change: Change, cycle: Cycle, forms: Sequence[tuple[int, Form]]) -> int:
    """Store paper forms as sent, each with a receipt of its own; all or none. Returns how many were brought.

    Raises `Refused` with the row of each form that nobody was assigned, and of each self or supervisor form that was
    sent already. Whoever has sent their own ballot keeps it, and nothing tells so: a refusal would tell whoever
    imports which of them have answered (docs/anonymity.md A11). A ballot that is typed in counts and is shown to nobody,
    not even to who signs in as its rater: a form that reads as sent would tell the same.
    """
    must_be(cycle, "assessment")
    instrument = records.instrument(change, cycle)
    problems, brought = [], []
    for row, form in forms:
        assignment = Assignment(form.method, form.rater, form.ratee)
        try:
            load(office, change, cycle, assignment)
            entry = _stored(office, change, cycle, assignment)
        except Refused:
            problems.append(
                Problem("form.not_assigned", row=row)
            )  # fmt: skip
            continue
        if cycle.levels_from and (form.work_result or form.work_behaviour):
            problems.append(Problem("form.levels_elsewhere", row=row, source=cycle.levels_from))
            continue
        declines.drop(office, change, cycle, assignment)
        if entry.counts and RULES[form.method].sealed:
            # As it is, under a new nonce: the disk tells no more than whoever imports is told.
            brought.append(entry)
            continue
        if entry.counts:
            problems.append(
                Problem("form.already_in", row=row)
            )  # fmt: skip
            continue
        after = replace(
            entry, answers=form.answers, imported=True, kept=True, receipt=ballots.new_receipt(office.random)
        )
        if not RULES[form.method].sealed:
            after = replace(
                after, draft=form.answers, revision=entry.revision + 1, sent_revision=entry.revision + 1, kept=False,
                work_result=form.work_result, work_behaviour=form.work_behaviour,
                sent_levels=_levels(form.work_result, form.work_behaviour, ""), epoch=accounts.epoch(change, assignment.rater),
            )  # fmt: skip
        brought.append(after)
    if problems:
        raise Refused(problems)
    for entry in leases.measured(_in_order(office, change, cycle, brought)):
        _put(office, change, cycle, instrument, entry)
    return len(forms)


def import_assessments(
    office: Office, id: str, forms: Sequence[tuple[int, Form]], create_assignments: bool, actor: str
) -> int:
    """Take in a file of forms, all or none; returns how many.

    `create_assignments` makes exactly the file's assignments. Before forms are taken it does that alone and returns 0: the
    pairs of a cycle are fixed once it takes forms, or adding them would tell who has answered. Only a cycle that is imported
    whole takes both at once: declared so at creation, or opened without a pair. Raises `Refused` with the row of each form that does not fit.
    """

    def act(change: Change) -> int:
        cycle = records.cycle(change, id)
        if create_assignments:
            whole = cycle.open and takes_assignments(change, cycle)
            if not takes_assignments(change, cycle):
                must_be(cycle, "assessment")
                raise refuse("cycle.pairs_fixed", cycle=id)
            if (
                whole and not cycle.imported
            ):  # opened without a single pair: nobody could answer, all of it is this file
                cycle = replace(cycle, imported=True)
                records.put_cycle(change, cycle)
            _create_assignments(change, cycle, forms)
            if not cycle.before_opening:
                plans.fix_plan(office, change, cycle)
            if not whole:
                if cycle.opening:
                    drop_ballots(change, cycle)
                    fill_boxes(office, change, cycle)
                return 0
        return import_forms(office, change, cycle, forms)

    def told(change: Change, n: int) -> None:
        if create_assignments and records.cycle(change, id).coming:
            office.log(change, actor, "assignments.import", cycle=id, assignments=len(forms))
        else:
            office.log(change, actor, "assessments.import", cycle=id, forms=n)

    n = office.store.plan(act, told)
    trail.flush(office.store)
    return n


def takes_assignments(view: View, cycle: Cycle) -> bool:
    """Whether pairs may still come with a file: before forms are taken, or in a cycle that comes whole as a file."""
    if cycle.coming:
        return True
    whole = cycle.imported or not records.count_assignments(view, cycle.id)
    return cycle.open and whole and not records.has_forms(view, cycle.id)


def _create_assignments(change: Change, cycle: Cycle, forms: Sequence[tuple[int, Form]]) -> None:
    people = records.people(change, cycle)
    problems, wanted = [], []
    for row, form in forms:
        assignment = Assignment(form.method, form.rater, form.ratee)
        wrong = check_assignment(assignment, people)
        if form.method not in cycle.methods:
            wrong = Problem("assignment.method_unused", column='method', method=form.method)  # fmt: skip
        if wrong:
            problems.append(wrong.at(row=row))
        wanted.append(assignment)
    if problems:
        raise Refused(problems)
    assignments.replace_assignments(change, cycle, wanted)


def sealed_entries(office: Office, view: View, cycle: Cycle, assigned: Iterable[Assignment]) -> list[Entry]:
    """Return the sent ballots of a cycle that is not sealed yet, for counting only; `assigned` are all pairs of a sealed method.

    Raises `BoxDamaged` for a ballot that the key does not open: with a wrong key every pseudonym is another, and nothing
    would be found where everything is.
    """
    key = keys.read(office, view, cycle.id)
    boxes = {
        name.removeprefix(records.key(cycle.id, "")): doc["box"] for name, doc in view.find("ballots", cycle=cycle.id)
    }
    entries = []
    for assignment in leases.measured(assigned):
        name = ballots.tag(key, assignment)
        if name in boxes:
            entries.append(Entry(assignment, **vars(ballots.open_ballot(key, name, boxes.pop(name)))))
    for name, box in boxes.items():
        ballots.open_ballot(key, name, box)
    return [e for e in entries if e.counts]


def fill_boxes(office: Office, change: Change, cycle: Cycle, key: bytes = b"") -> None:
    """Write a box for every pair of the sealed methods, what is in one as it is: later writes then tell no new name.

    Nothing is written for a cycle that is imported whole: it has no pairs before its file. `key`: one that is no file yet.
    """
    instrument = records.instrument(change, cycle)
    pairs = [a for m in cycle.sealed_methods for a in records.assignments(change, cycle.id, method=m)]
    if cycle.imported or not pairs:
        return
    key = key or keys.read(office, change, cycle.id)
    stored = [_ballot_of(key, change, cycle, one) or Entry(one) for one in pairs]
    # of all methods together: no order tells which pseudonym is of which
    for entry in leases.measured(_in_order(office, change, cycle, stored, key)):
        _put_box(office, change, cycle, instrument, entry, key)


def _in_order(office: Office, view: View, cycle: Cycle, entries: Iterable[Entry], key: bytes = b"") -> list[Entry]:
    """Return many entries in the order to write them in: sealed ones by pseudonym, for the journal tells what came after what."""
    listed = list(entries)
    if not key and any(RULES[e.assignment.method].sealed for e in listed):
        key = keys.read(office, view, cycle.id)
    return sorted(listed, key=lambda e: ballots.tag(key, e.assignment) if key else "")


def drop_ballots(change: Change, cycle: Cycle) -> None:
    """Remove every ballot of a cycle (part of the close)."""
    for key, _ in list(change.find("ballots", cycle=cycle.id)):
        change.delete("ballots", key)


def _open_entry(
    office: Office, change: Change, cycle_id: str, assignment: Assignment, declining: bool = False
) -> tuple[Cycle, Instrument, Entry]:
    cycle = records.cycle(change, cycle_id)
    if not cycle.open:
        raise refuse("answer.closed")
    load(office, change, cycle, assignment)  # refuses what is nobody's task
    if records.has_left(change, assignment.rater):
        raise refuse("answer.left")
    if not declining and declines.is_there(office, change, cycle, assignment):
        raise refuse("answer.declined")
    entry = _stored(office, change, cycle, assignment).of_epoch(accounts.epoch(change, assignment.rater))
    return cycle, records.instrument(change, cycle), entry


def _shown(instrument: Instrument, field: str, value: str) -> object:
    """Return a stored answer or level in words."""
    if field in LEVEL_PARTS:
        return Name(f"level.{value}" if value else "answer.none")
    if value.isdigit():
        label = instrument.labels[int(value) - instrument.minimum]
        return {lang: f"{value} {words}" if words != value else value for lang, words in label.items()}
    return value if field == "reason" and value else Name("answer.cannot" if value else "answer.none")


def _with_levels(entry: Entry, levels: Mapping[str, str]) -> Entry:
    known: dict[str, Level] = {level: level for level in LEVELS}
    given = levels.get("work_result", ""), levels.get("work_behaviour", "")
    if any(level and level not in known for level in given):
        raise refuse("answer.level")
    result, behaviour = map(known.get, given)
    reason = lines(levels.get("reason", ""))
    if len(reason) > REASON_CHARS:
        raise refuse("answer.reason_long", field="reason", most=REASON_CHARS)
    return replace(entry, work_result=result, work_behaviour=behaviour, reason=reason)


def _put(office: Office, change: Change, cycle: Cycle, instrument: Instrument, entry: Entry) -> None:
    assignment = entry.assignment
    if not RULES[assignment.method].sealed:
        fields = asdict(entry)
        del fields["assignment"]
        change.put(
            "forms", records.assignment_key(cycle.id, assignment), {"cycle": cycle.id, **assignment._asdict(), **fields}
        )
        return
    _put_box(office, change, cycle, instrument, entry)


def _put_box(
    office: Office, change: Change, cycle: Cycle, instrument: Instrument, entry: Entry, key: bytes = b""
) -> None:
    key = key or keys.read(office, change, cycle.id)
    name = ballots.tag(key, entry.assignment)
    ballot = Ballot(**{field: getattr(entry, field) for field in Ballot.__dataclass_fields__})
    box = ballots.seal_ballot(key, name, ballot, len(instrument.items), office.random)
    change.put("ballots", records.key(cycle.id, name), {"cycle": cycle.id, "box": box})


def as_sent(doc: Doc) -> Doc:
    """Return a named form's document as it was sent last: changes that were not sent are gone (part of the close)."""
    if doc.get("kept"):
        doc = {**doc, "sent_revision": 1, "kept": False}
    result, behaviour, reason = doc["sent_levels"] or (None, None, "")
    levels = {"work_result": result, "work_behaviour": behaviour, "reason": reason}
    return {**doc, "draft": doc["answers"], "revision": doc["sent_revision"], **levels}


def _levels(result: Level | None, behaviour: Level | None, reason: str) -> tuple[str, str, str] | None:
    return (result, behaviour, reason) if result and behaviour else None


def _entry(assignment: Assignment, doc: Mapping[str, Any]) -> Entry:
    fields = {k: doc[k] for k in Entry.__dataclass_fields__ if k in doc and k not in ("assignment", "sent_levels")}
    levels = doc["sent_levels"]
    return Entry(assignment, **fields, sent_levels=tuple(levels) if levels else None)


def _ballot_of(key: bytes, view: View, cycle: Cycle, assignment: Assignment) -> Entry | None:
    name = ballots.tag(key, assignment)
    doc = view.get("ballots", records.key(cycle.id, name))
    return Entry(assignment, **asdict(ballots.open_ballot(key, name, doc["box"]))) if doc else None
