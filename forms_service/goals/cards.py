"""What pages show of goals: addresses, what may be done now, and a supervisor's people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assessment.cycle import Cycle
from assessment.dialogue import Dialogue
from assessment.evidence import TYPES
from assessment.goal import Goal, Skp
from assessment.roster import Employee
from forms_service.feedback import people
from forms_service.web import refs
from kinerja_office import dialogues, evidence, feedback, goals, records
from kinerja_office.evidence import Evidence
from kinerja_office.office import Office
from kinerja_store import View
from kinerja_words.problems import Refused


@dataclass(frozen=True)
class GoalCard:
    """One goal with what a page needs around it."""

    ref: str
    cycle: Cycle
    goal: Goal
    owner: Employee
    parent: Goal | None
    files: tuple[tuple[str, Evidence], ...]
    """(name in addresses, record) of each evidence file."""

    @property
    def may_edit(self) -> bool:
        """Whether its words can be changed now."""
        return self.cycle.goals_open and not self.goal.agreed

    @property
    def may_report(self) -> bool:
        """Whether realisations are taken now."""
        return self.cycle.goals_open and self.goal.agreed

    @property
    def may_answer(self) -> bool:
        """Whether the supervisor can agree or send back now."""
        return self.cycle.goals_open and self.goal.state in ("proposed", "agreed")

    @property
    def waits(self) -> bool:
        """Whether the supervisor's answer is waited for."""
        return self.may_answer and self.goal.state == "proposed"

    @property
    def may_rate(self) -> bool:
        """Whether the supervisor can rate the result now."""
        return self.cycle.open and self.goal.agreed


@dataclass(frozen=True)
class Mine:
    """One cycle with one person's SKP."""

    cycle: Cycle
    skp: Skp
    cards: tuple[GoalCard, ...]
    may_add: bool


@dataclass(frozen=True)
class Report:
    """One report with the goals they have put before their supervisor."""

    ref: str
    person_ref: str
    may_tell: bool
    person: Employee
    skp: Skp
    cards: tuple[GoalCard, ...]


class Beside(NamedTuple):
    """What lies beside a supervisor's form: the SKP with its agreed goals, the feedback, and the dialogues with the person."""

    proof: goals.Summary
    talk: tuple[people.Line, ...]
    dialogues: list[Dialogue]


def goal_cycles(view: View) -> list[Cycle]:
    """Return the cycles with goals that have come so far, newest first."""
    return [c for c in reversed(records.cycles(view)) if c.goals_begun]


def find_cycle(view: View, id: str) -> Cycle:
    """Return a cycle with goals; 404 for anything else."""
    for cycle in goal_cycles(view):
        if cycle.id == id:
            return cycle
    raise NotFound


def my_goals(office: Office, number: str) -> list[Mine]:
    """Return the cycles in which a person has goals or can write some, newest first."""
    found = []
    with office.store.read() as view:
        for cycle in goal_cycles(view):
            me = records.people(view, cycle).get(number)
            if me is None or not me.rated:
                continue
            cards = tuple(_card(view, cycle, g, me) for g in goals.of_person(view, cycle.id, number))
            if cards or cycle.setting_goals:
                found.append(Mine(cycle, goals.skp(view, cycle.id, number), cards, cycle.setting_goals))
    return found


def my_card(office: Office, cycle_id: str, ref: str, number: str) -> GoalCard:
    """Return one's own goal of that name; 404 for anything else."""
    with office.store.read() as view:
        cycle = find_cycle(view, cycle_id)
        me = records.people(view, cycle).get(number)
        for goal in goals.of_person(view, cycle.id, number):
            if me and ref_of(goal) == ref:
                return _card(view, cycle, goal, me)
    raise NotFound


def reports(office: Office, number: str) -> list[tuple[Cycle, list[Report]]]:
    """Return a supervisor's people with their goals, for each cycle with goals, newest first."""
    found = []
    with office.store.read() as view:
        for cycle in goal_cycles(view):
            people = [
                _report(view, cycle, e, tuple(_card(view, cycle, g, e) for g in theirs))
                for e, theirs in goals.of_reports(view, cycle, number)
            ]
            if people and (cycle.goals_open or any(r.cards for r in people)):
                found.append((cycle, people))
    return found


def report_card(office: Office, cycle_id: str, ref: str, number: str) -> GoalCard:
    """Return a direct report's goal of that name; 404 for anything else."""
    with office.store.read() as view:
        cycle = find_cycle(view, cycle_id)
        for person, theirs in goals.of_reports(view, cycle, number):
            for goal in theirs:
                if ref_of(goal) == ref:
                    return _card(view, cycle, goal, person)
    raise NotFound


def report(office: Office, cycle_id: str, ref: str, number: str) -> tuple[Cycle, Report]:
    """Return the direct report of that name with their SKP; 404 for anybody else."""
    with office.store.read() as view:
        cycle = find_cycle(view, cycle_id)
        for person in records.reports(view, cycle, number):
            if refs.ref("skp", cycle.id, person.employee_number) == ref:
                return cycle, _report(view, cycle, person, ())
    raise NotFound


def ref_of(goal: Goal) -> str:
    """Return the name of a goal in addresses."""
    return refs.ref("goal", goals.key(goal))


def beside(view: View, cycle: Cycle, supervisor: str, employee: str) -> Beside | None:
    """Return what to lay beside a supervisor's form; None where there is none, and for who is not the direct supervisor."""
    there = goals.skp_cycle(view, cycle)
    if "goals" not in there.stages:
        return None
    try:
        proof = goals.evidence_for(view, cycle, supervisor, employee)
    except Refused:  # rates this person without being their direct supervisor
        return None
    ids = dict.fromkeys((there.id, cycle.id))
    found = [f for id in ids for f in feedback.about(view, id, employee)]
    held = [d for id in ids for d in dialogues.of_person(view, id, employee)]
    return Beside(proof, people.lines(view, cycle, found, records.people(view, cycle), of_giver=True), held)


def _card(view: View, cycle: Cycle, goal: Goal, owner: Employee) -> GoalCard:
    parent = None
    if goal.wish.parent:
        above = goals.parents_for(view, cycle, owner.employee_number)
        parent = next((g for g in above if g.id == goal.wish.parent), None)
    kept = evidence.of_goal(view, cycle.id, owner.employee_number, goal.id)
    files = tuple((refs.ref("evidence", one.file), one) for one in kept)
    return GoalCard(ref_of(goal), cycle, goal, owner, parent, files)


def download(office: Office, card: GoalCard, ref: str) -> Response:
    """Return an evidence file of a goal to keep: never shown inside a page, never guessed at; 404 for any other."""
    one = next((e for name, e in card.files if name == ref), None)
    if one is None:
        raise NotFound
    answer = Response(evidence.read(office, one), mimetype=TYPES[one.kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="bukti-{ref[:6]}.{one.kind}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _report(view: View, cycle: Cycle, e: Employee, cards: tuple[GoalCard, ...]) -> Report:
    number = e.employee_number
    return Report(
        refs.ref("skp", cycle.id, number),
        refs.ref("person", cycle.id, number),
        feedback.under_way(cycle),
        e,
        goals.skp(view, cycle.id, number),
        cards,
    )
