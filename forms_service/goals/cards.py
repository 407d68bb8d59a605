"""What pages show of goals: addresses, what may be done now, the small chart, and a supervisor's people."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from werkzeug.exceptions import NotFound

from assessment.cycle import Cycle
from assessment.goal import Achievement, Goal, achievement, series
from assessment.numbers import write_number
from assessment.roster import Employee
from forms_service.web import refs
from forms_service.web.language import lang
from kinerja_office import goals, records
from kinerja_office.office import Office
from kinerja_store import View
from kinerja_words.problems import Refused

LEFT, RIGHT, TOP, BOTTOM = 10, 310, 24, 104
"""The field of the small chart, in a picture of 320 by 130."""


@dataclass(frozen=True)
class Chart:
    """Where the marks of the small chart stand; the words beside it say the same."""

    dots: tuple[tuple[int, int], ...]
    target: int
    first: str
    last: str
    label: str
    label_at: tuple[int, int, str]
    target_end: bool

    @property
    def line(self) -> str:
        """The points of the line."""
        return " ".join(f"{x},{y}" for x, y in self.dots)


@dataclass(frozen=True)
class GoalCard:
    """One goal with what a page needs around it."""

    ref: str
    cycle: Cycle
    goal: Goal
    owner: Employee
    parent: Goal | None
    reached: Achievement | None
    chart: Chart | None

    @property
    def may_edit(self) -> bool:
        """Whether its words can be changed now."""
        return self.cycle.goals_open and self.goal.state != "agreed"

    @property
    def may_report(self) -> bool:
        """Whether realisations are taken now."""
        return self.cycle.goals_open and self.goal.state == "agreed"

    @property
    def may_answer(self) -> bool:
        """Whether the supervisor can agree or send back now."""
        return self.cycle.goals_open and self.goal.state in ("proposed", "agreed")


@dataclass(frozen=True)
class Mine:
    """One cycle with one person's goals."""

    cycle: Cycle
    cards: tuple[GoalCard, ...]
    may_add: bool


@dataclass(frozen=True)
class Report:
    """One report with the goals they have put before their supervisor."""

    person: Employee
    cards: tuple[GoalCard, ...]


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
            if cards or cycle.state == "goals":
                found.append(Mine(cycle, cards, cycle.state == "goals"))
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
                Report(e, tuple(_card(view, cycle, g, e) for g in theirs))
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


def ref_of(goal: Goal) -> str:
    """Return the name of a goal in addresses."""
    return refs.ref("goal", goals.key(goal))


def evidence(office: Office, cycle: Cycle, supervisor: str, employee: str) -> goals.Summary | None:
    """Return the agreed goals to lay beside a supervisor's form; None where there are none to lay there."""
    if "goals" not in cycle.stages:
        return None
    with office.store.read() as view:
        try:
            return goals.evidence_for(view, cycle, supervisor, employee)
        except Refused:  # rates this person without being their direct supervisor
            return None


def _card(view: View, cycle: Cycle, goal: Goal, owner: Employee) -> GoalCard:
    parent = None
    if goal.wish.parent:
        above = goals.parents_for(view, cycle, owner.employee_number)
        parent = next((g for g in above if g.id == goal.wish.parent), None)
    agreed = goal.state == "agreed"
    return GoalCard(
        ref_of(goal), cycle, goal, owner, parent, achievement(goal) if agreed else None,
        draw(goal, cycle.start) if agreed and goal.realisations else None,
    )  # fmt: skip


def draw(goal: Goal, start: str) -> Chart:
    """Place the realisations of an agreed goal between the start and its due date, with its target as a line."""
    points = series(goal)
    first = min(start, points[0].day)
    last = max(goal.wish.due, points[-1].day)
    days = max(1, _between(first, last))
    top = max([goal.target, *(p.value for p in points)]) or Decimal(1)

    def place(day: str, value: Decimal) -> tuple[int, int]:
        x = LEFT + round((RIGHT - LEFT) * _between(first, day) / days)
        return x, BOTTOM - round((BOTTOM - TOP) * float(value / top))

    dots = tuple(place(p.day, p.value) for p in points)
    target = place(last, goal.target)[1]
    x, y = dots[-1]
    above = y <= target or y + 18 > BOTTOM
    anchor = "end" if x > (LEFT + RIGHT) // 2 else "start"
    return Chart(
        dots,
        target,
        first,
        last,
        write_number(points[-1].value, lang()),
        (x, y - 9 if above else y + 19, anchor),
        x < 120,
    )


def _between(first: str, last: str) -> int:
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days
