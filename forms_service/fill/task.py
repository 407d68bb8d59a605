"""One rater's task behind an address that says nothing: which form it is, and what may be said about it."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.exceptions import NotFound

from assessment.assignment import Assignment
from assessment.cycle import Cycle, takes_web_forms
from assessment.form import decode
from assessment.instrument import Criterion, Instrument
from assessment.method import RULES, Method, Rules
from assessment.roster import Employee
from forms_service.web import refs
from kinerja_office import answering, assignments, ballots, declines, records
from kinerja_office.answering import Entry
from kinerja_office.office import Office
from kinerja_store import View

SECONDS_PER_ITEM = 12


@dataclass(frozen=True)
class FormTask:
    """A form to fill in. `entry` is blank once the cycle is sealed; `group`: how many were asked about the ratee by its method."""

    ref: str
    cycle: Cycle
    instrument: Instrument
    assignment: Assignment
    ratee: Employee
    entry: Entry
    criteria: tuple[Criterion, ...]
    group: int
    declined: bool
    taken: bool
    lapsed: bool
    """Whether its rater has left the roster: what was not sent lapses."""

    @property
    def method(self) -> Method:
        """The method whose form it is."""
        return self.assignment.method

    @property
    def screens(self) -> tuple[tuple[Criterion, ...], ...]:
        """The criteria of each screen: one a screen, and all of a short form on one."""
        return (self.criteria,) if self.cycle.short else tuple((c,) for c in self.criteria)

    @property
    def parts(self) -> int:
        """How many screens, one more where levels are set."""
        return len(self.screens) + self.sets_levels

    @property
    def items(self) -> int:
        """How many statements."""
        return sum(len(c.items) for c in self.criteria)

    @property
    def answers(self) -> dict[str, str]:
        """Draft answers by item code."""
        return decode(self.instrument, self.entry.draft) if self.entry.draft else {}

    @property
    def levels(self) -> dict[str, str]:
        """Draft levels and reason of a supervisor's form, empty for none."""
        return {f: getattr(self.entry, f) or "" for f in ("work_result", "work_behaviour", "reason")}

    @property
    def minutes(self) -> int:
        """About how long it takes."""
        return max(1, round(self.items * SECONDS_PER_ITEM / 60))

    @property
    def sets_levels(self) -> bool:
        """Whether the form asks for the two levels and their reason."""
        return self.cycle.takes_levels(self.assignment.method)

    @property
    def rules(self) -> Rules:
        """What holds for its method: whether it is a ballot (`sealed`), may be declined, from how many on the ratee reads means."""
        return RULES[self.method]

    @property
    def done(self) -> bool:
        """Whether nothing is left to do: declined, or sent as it stands."""
        return self.declined or (self.entry.sent and not self.entry.unsent_changes)

    @property
    def few_raters(self) -> bool:
        """Whether so few were asked that nothing of theirs can be shown to the ratee."""
        return self.group < self.rules.own_from

    @property
    def levels_done(self) -> bool:
        """Whether the two levels and the reason are there (other forms have none)."""
        entry = self.entry
        return not self.sets_levels or bool(entry.work_result and entry.work_behaviour and entry.reason)

    def first_open(self) -> int:
        """Return the first part with something left to answer, or the number after the last one."""
        answers = self.answers
        for number, screen in enumerate(self.screens, start=1):
            if any(item.code not in answers for criterion in screen for item in criterion.items):
                return number
        return self.parts if not self.levels_done else self.parts + 1


def ref_of(cycle: Cycle, assignment: Assignment) -> str:
    """Return the name of a task in addresses."""
    return refs.ref("task", records.assignment_key(cycle.id, assignment))


def find_task(office: Office, ref: str, rater: str) -> FormTask:
    """Return the rater's own task of that name; 404 for anything else, so that nothing is learned about others' tasks."""
    with office.store.read() as view:
        for cycle in reversed(records.cycles(view)):
            if cycle.coming:
                continue
            for assignment in records.assignments(view, cycle.id, rater=rater):
                if ref_of(cycle, assignment) == ref:
                    return load_task(office, view, cycle, assignment)
    raise NotFound


def load_task(office: Office, view: View, cycle: Cycle, assignment: Assignment) -> FormTask:
    """Read one task."""
    instrument = records.instrument(view, cycle)
    ratee = records.participant(view, cycle.id, assignment.ratee)
    if ratee is None:
        raise NotFound
    entry, lapsed = answering.load(office, view, cycle, assignment), records.has_left(view, assignment.rater)
    return FormTask(
        ref_of(cycle, assignment), cycle, instrument, assignment, ratee, entry, instrument.asked(assignment.method),
        records.count_assignments(view, cycle.id, ratee=assignment.ratee, method=assignment.method),
        declines.is_there(office, view, cycle, assignment),
        takes_web_forms(cycle, office.today()) and not lapsed, lapsed,
    )  # fmt: skip


def my_tasks(office: Office, rater: str) -> list[tuple[Cycle, list[FormTask]]]:
    """Return the unsealed cycles in which this person has something to fill in, newest first, with their tasks in order."""
    found = []
    with office.store.read() as view:
        for cycle in reversed(records.cycles(view)):
            if cycle.open or cycle.ending:
                there = records.assignments(view, cycle.id, rater=rater) if ballots.readable(cycle) else []
                mine = [load_task(office, view, cycle, a) for a in there]
                found.append(
                    (cycle, sorted(mine, key=lambda task: answering.task_order(office, cycle, task.assignment)))
                )
    return found


def unrated_leaders(office: Office, number: str) -> list[tuple[Cycle, Employee]]:
    """Return the open cycles in which a person's leader is rated by no report, though others are by theirs."""
    with office.store.read() as view:
        mine = [(c, records.participant(view, c.id, number)) for c in records.cycles(view) if c.open]
        return [
            (c, leader) for c, me in mine
            if me and me.rated and assignments.unrated_leader(view, c, me.supervisor)
            and (leader := records.participant(view, c.id, me.supervisor))
        ]  # fmt: skip
