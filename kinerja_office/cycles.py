"""The whole life of a cycle: create, move on, open, extend, close, and the undoing of each where it can be undone.

What closing does with ballots is in `sealing`, publishing in `publication`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from assessment.assignment import Assignment, check_assignment, few_problem, too_few
from assessment.cycle import (
    BEFORE_OPENING,
    UNDO,
    Cycle,
    earliest_end,
    following,
    instrument_of,
    must_be,
    must_be_apart,
    new_cycle,
    parse_date,
)
from assessment.instrument import Instrument
from assessment.method import OFFICIAL
from kinerja_office import (
    accounts,
    answering,
    assignments,
    ballots,
    consultation,
    doubts,
    keys,
    leases,
    plans,
    publication,
    records,
    sealing,
    settings,
)
from kinerja_office.office import Office
from kinerja_office.public_text import fixed_texts, must_name_nobody
from kinerja_store import Change, StoreError, View, keyring, openkeys, trail
from kinerja_words.problems import Phrase, Problem, Refused, refuse

LONG_EXTENSION, LONG_CYCLE = 30, 366
"""Days from which on an extension is asked about, and a cycle's own length and its distance from today."""
RULES_NOW, BOXES = 4, 3
"""See `Cycle.rules`: what a cycle is opened and closed under, and what every cycle is brought to."""


def create(
    office: Office, id: str, instrument: Instrument, title: str, start: str, end: str,
    methods: Sequence[str] | None, stages: Sequence[str], actor: str, imported: bool = False, period: str = "",
    levels_from: str = "", work: tuple[str, str] = ("", ""), peers: int = 0, instead_of: Cycle | None = None,
) -> Cycle:  # fmt: skip
    """Create a draft cycle; `imported` declares one that comes whole from an earlier system, `levels_from` where else its levels are given. Raises `Refused` where the id is taken or something about it is wrong.

    `instead_of`: a draft as it was shown, which gets all of this instead; assignments by methods that it loses go. A part of a
    year gets the instrument's short form as an instrument of its own: nothing that follows knows of two forms.
    """
    cycle = new_cycle(id, instrument, title, start, end, methods, stages, imported, period, levels_from, work, peers)
    instrument = instrument_of(period, instrument)
    with office.store.write() as change:
        there = records.find_cycle(change, id)
        if there != instead_of:
            raise refuse("cycle.draft_changed" if instead_of else "cycle.exists", field="id", cycle=id)
        if there:
            must_be(there, "draft")
            assignments.keep_methods(change, cycle)
        doubts.must_be_near(change, cycle.end, cycle.start, LONG_CYCLE, "end", f"create/{id}")
        doubts.must_be_near(change, cycle.start, office.today(), LONG_CYCLE, "start", f"create/{id}")
        _must_be_apart(change, cycle)
        _freeze_instrument(change, cycle, instrument)
        records.put_cycle(change, cycle)
        must_name_nobody(change, cycle)
        act = "cycle.edit" if instead_of else "cycle.create"
        office.log(change, actor, act, cycle=id, instrument=f"{cycle.instrument}@{cycle.version}")
    return cycle


def work_of_people(view: View, id: str) -> int:
    """Return how many records of a cycle people have written under their names: goals, feedback, dialogues, evidence."""
    return sum(view.count(table, cycle=id) for table in ("goals", "feedback", "dialogues", "evidence"))


def drop_draft(office: Office, id: str, actor: str) -> None:
    """Remove a cycle that was not opened with all that was prepared: assignments, opinions uncounted, answers to their themes.

    Raises `Refused` once it was opened, and where people have written goals in it: those are records of their work.
    """
    with office.store.write() as change:
        _before_opening(change, id)
        must_hold_no_work(change, id)
        for stage in consultation.STAGES:
            openkeys.drop_check(change, consultation.key_name(id, stage))
        records.drop_cycle(change, id)
        office.log(change, actor, "cycle.drop", cycle=id)
    consultation.forget_key(office, id, "before")
    trail.flush(office.store)


def must_hold_no_work(view: View, id: str) -> None:
    """Raise `Refused` where people have written goals or feedback in a cycle: it cannot be dropped."""
    if n := work_of_people(view, id):
        raise refuse("cycle.has_work", cycle=id, n=n)


def archive(office: Office, id: str, actor: str, *, away: bool) -> None:
    """Put a published cycle out of sight on HR's first page, or bring it back; nothing else changes. Again is the same."""
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, "published")
        if cycle.archived != away:
            records.put_cycle(change, replace(cycle, archived=away))
            office.log(change, actor, "cycle.archive", cycle=id, away=away)


def _must_be_apart(view: View, cycle: Cycle) -> None:
    """Refuse a cycle that could never be published beside one whose people and plan are fixed already."""
    must_be_apart(cycle, [c for c in records.cycles(view) if not c.before_opening])


def _freeze_instrument(change: Change, cycle: Cycle, instrument: Instrument) -> None:
    """Keep the instrument with the cycle; a version that an opened cycle uses never changes."""
    key = records.instrument_key(instrument.code, instrument.version)
    stored = change.get("instruments", key)
    if stored is not None and stored["source"] != instrument.source:
        users = [
            c.id for c in records.cycles(change)
            if (c.instrument, c.version) == (instrument.code, instrument.version) and not c.draft and c.id != cycle.id
        ]  # fmt: skip
        if users:
            raise refuse("instrument.in_use", instrument=key, users=users)
    change.put("instruments", key, {"source": dict(instrument.source)})


def freeze_people(change: Change, cycle: Cycle, day: str) -> None:
    """Fix roster and assignments at opening; raises `Refused` for assignments of people who have left.

    Somebody's superior in the cycle is who is assigned as their officer, also where the roster has another one; that is told to them.
    """
    people = records.roster(change).by_number()
    if not people:
        raise refuse("roster.empty")
    assigned = records.assignments(change, cycle.id)
    wrong = [
        Problem("assignment.at_opening", rater=a.rater, ratee=a.ratee, problem=p)
        for a in assigned
        if (p := check_assignment(a, people))
    ]
    wrong += [few_problem(m, ratee, n) for (m, ratee), n in too_few(assigned).items()]
    if wrong:
        raise Refused(wrong)
    officers = {a.ratee: a.rater for a in records.assignments(change, cycle.id, method=OFFICIAL)}
    for number, employee in leases.measured(people.items()):
        boss = officers.get(number, employee.supervisor)
        if number in officers:
            since = day if boss != employee.supervisor else ""
            records.put_assignment(change, cycle.id, Assignment(OFFICIAL, boss, number), since)
        records.put_participant(change, cycle.id, replace(employee, supervisor=boss), accounts.epoch(change, number))


def unfreeze_people(change: Change, id: str) -> None:
    """Take the fixed roster back (undoing an opening)."""
    for key, _ in list(change.find("participants", cycle=id)):
        change.delete("participants", key)


def next_stage(office: Office, id: str, actor: str) -> Cycle:
    """Take the step from draft to consultation or goals, or between them; opening and closing have their own acts."""

    def act(change: Change) -> Cycle:
        cycle = records.cycle(change, id)
        target = following(cycle)
        if target not in ("consultation", "goals"):
            must_be(cycle, "draft", "consultation")
            raise refuse("cycle.next_opens", cycle=id)
        _must_be_apart(change, cycle)
        after = replace(cycle, state=target)
        records.put_cycle(change, after)
        if cycle.consulting:
            consultation.cut(office, change, cycle, "before")
        return after

    def then(change: Change, after: Cycle) -> None:
        office.log(change, actor, "cycle.next", cycle=id, state=after.state)

    after = consultation.planned(office, id, "before", act, then)
    consultation.forget_key(office, id, "before")
    return after


def revise_instrument(office: Office, id: str, instrument: Instrument, actor: str) -> list[Phrase]:
    """Put a new version of the instrument in place of the draft people were asked about; returns what changed.

    Before the cycle opens. Raises `Refused` for the same version with other words, and for methods it does not have.
    """
    with office.store.write() as change:
        cycle = _before_opening(change, id)
        instrument = instrument_of(cycle.period, instrument)
        wrong = [m for m in cycle.methods if m not in instrument.weights]
        if wrong:
            raise refuse("instrument.lacks_methods", wrong=wrong)
        old = records.instrument(change, cycle)
        if (old.code, old.version) == (instrument.code, instrument.version) and old.source != instrument.source:
            raise refuse("instrument.raise_version", instrument=instrument.code, version=instrument.version)
        if not cycle.draft:
            consultation.put_consulted(change, cycle)
        after = replace(cycle, instrument=instrument.code, version=instrument.version)
        _freeze_instrument(change, after, instrument)
        must_name_nobody(change, after)
        records.put_cycle(change, after)
        office.log(change, actor, "cycle.instrument", cycle=id, instrument=f"{after.instrument}@{after.version}")
        return consultation.instrument_changes(change, after)


def extend(office: Office, id: str, end: str, actor: str) -> Cycle:
    """Give another last day for the web forms: a later one, or an earlier one as far as `earliest_end` allows; before the
    opening any."""
    end, today = parse_date(end, "end"), office.today()
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, *BEFORE_OPENING, "assessment")
        least = cycle.start if cycle.before_opening else earliest_end(cycle, today)
        if end < least or end == cycle.end:
            raise refuse("cycle.end_not_later", field="end", end=end, now=cycle.end, least=least)
        doubts.must_be_near(change, end, max(cycle.end, today), LONG_EXTENSION, "end", f"extend/{id}")
        after = replace(cycle, end=end, kept_end="" if cycle.before_opening else least)
        _must_be_apart(change, after)
        records.put_cycle(change, after)
        office.log(change, actor, "cycle.extend" if end > cycle.end else "cycle.shorten", cycle=id, end=end)
        return after


def begin_closing(office: Office, id: str, actor: str) -> Cycle:
    """Stop taking forms; nothing is counted yet and the close can be undone for an hour."""
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, "assessment")
        after = replace(cycle, state="closing", closing_since=office.now().isoformat(timespec="seconds"))
        records.put_cycle(change, after)
        office.log(change, actor, "cycle.closing", cycle=id)
        return after


def undo_closing(office: Office, id: str, actor: str) -> Cycle:
    """Open the forms again within the hour."""
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, "closing")
        if closing_due(office, cycle):
            raise refuse("cycle.hour_over")
        after = replace(cycle, state="assessment", closing_since="")
        records.put_cycle(change, after)
        office.log(change, actor, "cycle.undo-closing", cycle=id)
        return after


def closing_due(office: Office, cycle: Cycle) -> bool:
    """Whether the hour in which a close can be undone is over."""
    if not cycle.closing:
        return cycle.sealing
    return cycle.counting or _hour_over(office, cycle.closing_since)


def _hour_over(office: Office, since: str) -> bool:
    return office.now() - datetime.datetime.fromisoformat(since) >= UNDO


def _before_opening(view: View, id: str) -> Cycle:
    cycle = records.cycle(view, id)
    must_be(cycle, *BEFORE_OPENING)
    return cycle


def open_cycle(office: Office, id: str, actor: str, grace: bool = False) -> Cycle:
    """Fix roster, assignments and publication plan, make the cycle key and a box for every pair under it.

    With `grace` forms are taken only after an hour, or from `take_forms` on; until then the opening can be undone. Without
    it they are taken at once and nothing can be undone: from the first form on every act depends on the state alone.
    Raises `Refused`, with nothing fixed, where the public site could not be built with what would be.
    """
    built = publication.rehearse(office, id)
    key = b""

    def act(change: Change) -> tuple[Cycle, Cycle]:
        nonlocal key
        cycle = records.cycle(change, id)
        must_be(cycle, *BEFORE_OPENING)
        if fixed_texts(change, cycle) != built:
            raise refuse("cycle.changed_meanwhile")
        settings.settle(office, change)
        settings.keep(office, change, cycle)
        _must_be_apart(change, cycle)
        key = office.random(keyring.KEY_BYTES) if cycle.sealed_methods else b""
        freeze_people(change, cycle, office.today())
        must_name_nobody(change, cycle)
        since = office.now().isoformat(timespec="seconds") if grace else ""
        after = replace(cycle, state="opening" if grace else "assessment", opening_since=since, rules=RULES_NOW)
        plans.fix_plan(office, change, after)
        records.put_cycle(change, after)
        answering.fill_boxes(office, change, after, key)
        return cycle, after

    def then(change: Change, made: tuple[Cycle, Cycle]) -> None:
        if key:  # its file appears while nobody else can open the cycle, and before any box of it is stored
            keyring.renew(office.folder, id, lambda _: key)
            keys.make(office, change, id)
        if made[0].consulting:
            consultation.cut(office, change, made[0], "before")
        office.log(change, actor, "cycle.open", cycle=id)

    _, after = office.store.plan(act, then)
    consultation.forget_key(office, id, "before")
    trail.flush(office.store)
    return after


def take_forms(office: Office, id: str, actor: str) -> Cycle:
    """End the hour in which an opening can be undone: forms are taken from now on. Safe to repeat."""
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, "opening", "assessment")
        if cycle.opening:
            cycle = replace(cycle, state="assessment", opening_since="")
            records.put_cycle(change, cycle)
            office.log(change, actor, "cycle.take-forms", cycle=id)
    trail.flush(office.store)
    return cycle


def undo_open(office: Office, id: str, actor: str) -> Cycle:
    """Take the opening back, in the hour before forms are taken and never after: an act must not tell who has answered."""

    def act(change: Change) -> Cycle:
        cycle = records.cycle(change, id)
        if cycle.open:
            raise refuse("cycle.forms_taken", cycle=id)
        must_be(cycle, "opening")
        unfreeze_people(change, id)
        answering.drop_ballots(change, cycle)
        plans.drop_plan(change, cycle)
        settings.drop(change, cycle)
        openkeys.drop_check(change, id)
        before = [s for s in ("goals", "consultation") if s in cycle.stages]
        after = replace(cycle, state=before[0] if before else "draft", opening_since="")
        records.put_cycle(change, after)
        return after

    after = office.store.plan(act, lambda change, _: office.log(change, actor, "cycle.undo-open", cycle=id))
    with office.store.write() as change:  # under the lock: somebody may have opened it again already
        if not records.cycle(change, id).unsealed:
            keyring.destroy(office.folder, id)
    trail.flush(office.store)
    return after


def close_cycle(office: Office, id: str, actor: str) -> Cycle:
    """Count what the plan needs and seal, at once; also finishes a sealing that was interrupted.

    First it is stored that no form is taken any more, then the boxes are opened without the lock: nobody else waits, and no
    form that was told as sent is missed. Where they cannot be counted, forms are taken again.
    """
    before, stopped = _stop(office, id, actor)

    def cut(change: Change) -> bool:
        cycle = records.cycle(change, id)
        if counting := cycle.counting:
            sealing.count_and_cut(office, change, cycle)
            records.put_cycle(change, replace(cycle, state="sealing", closed=office.today(), rules=RULES_NOW))
        else:  # another process has counted, or could not
            must_be(cycle, "sealing", "closed", "published")
        return counting

    def then(change: Change, counted: bool) -> None:
        if counted:
            accounts.drop_sessions(change)
            leases.drop_counts(change)

    try:
        office.store.plan(cut, then)
    except BaseException as error:
        if not (isinstance(error, StoreError) and _counted(office, id)):
            with suppress(StoreError), office.store.write() as change:
                if before != stopped and records.cycle(change, id) == stopped:
                    records.put_cycle(change, before)
                    office.log(change, "system", "cycle.undo-closing", cycle=id)
            raise
    return sealing.finish(office, id)


def _counted(office: Office, id: str) -> bool:
    """Whether another process has counted meanwhile, and destroyed the key that this one was still reading with."""
    with office.store.read() as view:
        return records.cycle(view, id).sealed


def _stop(office: Office, id: str, actor: str) -> tuple[Cycle, Cycle]:
    """Take no more forms of a cycle for good, before they are counted; returns it as it was and as it is."""
    with office.store.write() as change:
        before = after = records.cycle(change, id)
        if not (before.sealed and id in keyring.marked(office.folder)):
            must_be(before, "assessment", "closing", "sealing")
        if (before.open or before.closing) and not before.counting:
            if before.sealed_methods:
                keys.read(office, change, id)
            after = replace(before, state="closing", closing_since="")
            records.put_cycle(change, after)
            office.log(change, actor, "cycle.seal", cycle=id)
    return before, after


def resume(office: Office) -> list[str]:
    """Finish what an earlier process left: closes whose hour is over, interrupted sealings, and questions whose days are
    over. Returns the cycles that were closed."""
    with office.store.read() as view:
        cycles = records.cycles(view)
        due = {c.id for c in cycles if closing_due(office, c)}
        opened = [c.id for c in cycles if c.opening and _hour_over(office, c.opening_since)]
        older = [c for c in cycles if c.rules < BOXES and (ballots.readable(c) or c.sealed)]
        sealed = {c.id for c in cycles if c.sealed}
    for id in opened:
        take_forms(office, id, "system")
    for old in older:  # version 0.1.0: a box came with the first save, paper had no receipt, and exact counts were kept
        with office.store.write() as change:
            cycle = replace(records.cycle(change, old.id), rules=BOXES)
            records.put_cycle(change, cycle)
            if cycle.sealed:
                sealing.code_counts(office, change, cycle)
            if cycle.unpublished:
                sealing.complete_receipts(office, change, cycle)
            elif old.rules < 2 and not cycle.sealed:
                answering.fill_boxes(office, change, cycle)
        office.store.compact()
    due |= sealed.intersection(keyring.marked(office.folder))
    for id in sorted(due):
        close_cycle(office, id, "system")
    consultation.finish(office)
    return sorted(due)
