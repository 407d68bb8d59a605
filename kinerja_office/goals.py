"""Goals in the store: written, agreed or sent back, reported on at any time; seen by the person and their supervisor only.

Nothing of this goes into the trail: these are acts of ASN. A goal is evidence for the supervisor's rating of hasil kerja
and never replaces it.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from assessment.cycle import Cycle
from assessment.goal import (
    BANDS,
    FAR,
    TEXT_CHARS,
    Achievement,
    Band,
    Goal,
    GoalExample,
    GoalState,
    Realisation,
    Wish,
    achievement,
    check_goal,
    twice_the_target,
    with_realisation,
)  # fmt: skip
from assessment.numbers import parse_number, write_number
from assessment.roster import Employee
from assessment.text import lines, mark
from kinerja_office import records
from kinerja_office.office import Office
from kinerja_store import Change, View
from kinerja_words.problems import Phrase, Refused, refuse

NOT_THE_RATING = Phrase("goal.not_the_rating")
MOST_GOALS = 20
ID_BYTES = 6


@dataclass(frozen=True)
class Summary:
    """What a supervisor sees beside the form of one person: agreed goals with their achievement, and how many in each band."""

    goals: tuple[tuple[Goal, Achievement], ...]
    bands: Mapping[Band, int]
    note: Phrase = NOT_THE_RATING


def save(
    office: Office, cycle_id: str, employee: str, wish: Wish, goal_id: str = "", revision: int | None = None
) -> Goal:
    """Keep a goal as a draft, measurable or not, but not empty; a proposed or sent-back one becomes a draft again.

    A new goal in the words of one that is not agreed yet is that one: a double click makes no second. `revision`: the one on the
    page; another one is refused. Raises `Refused` for an agreed goal, outside goal setting, for texts that are too long
    and for more than 20 goals.
    """
    wish = Wish(**{f.name: lines(getattr(wish, f.name)) for f in fields(Wish)})
    for field in fields(Wish):
        if len(getattr(wish, field.name)) > TEXT_CHARS:
            raise refuse("text.long", field=field.name, most=TEXT_CHARS)
    if not any(getattr(wish, f.name) for f in fields(Wish) if f.name not in ("direction", "due", "parent")):
        raise refuse("goal.empty", field="expected_result")
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        if not goal_id:
            _may_set(cycle, None)
            _must_be_rated(change, cycle, employee)
            waiting = (g for g in of_person(change, cycle_id, employee) if g.state != "agreed")
            same = next((g for g in waiting if _plain(g.wish) == _plain(wish)), None)
            if same:
                return same
            if change.count("goals", cycle=cycle_id, employee=employee) >= MOST_GOALS:
                raise refuse("goal.too_many", most=MOST_GOALS)
            return _put(change, Goal(office.random(ID_BYTES).hex(), cycle_id, employee, wish))
        goal = get(change, cycle_id, employee, goal_id)
        _may_set(cycle, goal)
        if goal.state == "agreed":
            raise refuse("goal.agreed_fixed")
        stale = revision not in (None, goal.revision)
        if (goal.wish == wish and goal.state == "draft") or (
            stale and goal.state == "proposed" and _plain(goal.wish) == _plain(wish)
        ):
            return goal
        if stale:
            raise refuse("goal.stale")
        return _put(change, replace(goal, wish=wish, state="draft", revision=goal.revision + 1))


def propose(office: Office, cycle_id: str, employee: str, goal_id: str, examples: Sequence[GoalExample] = ()) -> Goal:
    """Put a goal before the supervisor; raises `Refused` (fields in `column`) for what can't be measured.

    The parent must be a goal of the person's own supervisor that has been proposed or agreed.
    """
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        goal = get(change, cycle_id, employee, goal_id)
        _may_set(cycle, goal)
        if goal.state == "agreed":
            raise refuse("goal.agreed_already")
        if goal.state == "proposed":
            return goal
        wish = check_goal(goal.wish, cycle.start, examples)
        if wish.parent and wish.parent not in {g.id for g in parents_for(change, cycle, employee)}:
            raise refuse("goal.parent_gone", field="parent")
        if not _supervisor(change, cycle, employee):
            raise refuse("goal.no_supervisor")
        return _put(change, replace(goal, wish=wish, state="proposed", words="", revision=goal.revision + 1))


def remove(office: Office, cycle_id: str, employee: str, goal_id: str, revision: int | None = None) -> None:
    """Remove a goal that is not agreed. `revision`: the one on the page; another one is refused."""
    with office.store.write() as change:
        goal = get(change, cycle_id, employee, goal_id)
        _may_set(records.cycle(change, cycle_id), goal)
        if goal.state == "agreed":
            raise refuse("goal.agreed_not_removed")
        if revision not in (None, goal.revision):
            raise refuse("goal.stale")
        change.delete("goals", key(goal))


def agree(
    office: Office, cycle_id: str, supervisor: str, employee: str, goal_id: str, words: str = "",
    revision: int | None = None,
) -> Goal:  # fmt: skip
    """The supervisor agrees to a proposed goal. `revision`: the one on the page; another one is refused."""
    return _answer(office, cycle_id, supervisor, employee, goal_id, "agreed", words.strip(), revision)


def send_back(
    office: Office, cycle_id: str, supervisor: str, employee: str, goal_id: str, words: str,
    revision: int | None = None,
) -> Goal:  # fmt: skip
    """The supervisor sends a proposed or agreed goal back, saying what is missing; its realisations stay."""
    if not words.strip():
        raise refuse("goal.say_what", field="words")
    return _answer(office, cycle_id, supervisor, employee, goal_id, "sent_back", words, revision)


def report(
    office: Office, cycle_id: str, employee: str, goal_id: str, value: str,
    note: str = "", evidence: str = "", day: str = "", seen: str = "", sure: bool = True,
) -> Goal:  # fmt: skip
    """Write down what was reached up to a day (today if empty), as one number counted from the start of the goal.

    At any time while the goal is agreed and the cycle takes forms; the same day again corrects. `seen`: the mark of the
    realisations on the page (`seen_realisations`). Raises `Refused` for words instead of a number, a day in the future or long
    before the cycle, more than twice the target unless `sure`, another entry of that day since, and once the cycle is closed.
    """
    number = parse_number(value, "realisation", "value")
    day, note, evidence = _day(office, day), lines(note), lines(evidence)
    if max(len(note), len(evidence)) > TEXT_CHARS:
        raise refuse("text.long", field="note", most=TEXT_CHARS)
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        goal = get(change, cycle_id, employee, goal_id)
        if not cycle.goals_open:
            raise refuse("goal.no_realisations")
        if goal.state != "agreed":
            raise refuse("goal.not_agreed")
        if datetime.date.fromisoformat(day) < datetime.date.fromisoformat(cycle.start) - FAR:
            raise refuse("goal.day_early", field="day")
        if not sure and twice_the_target(goal, number):
            raise refuse("goal.twice_target", field="sure", value=write_number(number), target=goal.wish.target, unit=goal.wish.unit)  # fmt: skip
        fresh = Realisation(day, write_number(number), note, evidence)
        there = next((r for r in goal.realisations if r.day == day and r != fresh), None)
        if there and seen and seen != seen_realisations(goal):
            raise refuse("goal.reported_since", field="value", value=there.value, note=there.note)
        return _put(change, with_realisation(goal, fresh))


def seen_realisations(goal: Goal) -> str:
    """Return the mark of a goal's realisations, for the page that shows them to bring back."""
    return mark(goal.realisations)


def import_agreed(
    office: Office,
    cycle_id: str,
    listed: Sequence[tuple[str, Wish, Sequence[Realisation]]],
    actor: str,
) -> int:
    """Take in goals agreed elsewhere (an SKP on paper, past years), all or none: (employee, wish, realisations).

    Raises `Refused` with the place in the list, from 1, of each goal that can't be measured or is nobody's. Returns how many.
    """
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        if "goals" not in cycle.stages or not cycle.goals_open:
            _may_set(cycle, None)
        people = records.people(change, cycle)
        problems = []
        for row, (employee, wish, realisations) in enumerate(listed, start=1):
            try:
                if employee not in people or not people[employee].rated:
                    raise refuse("goal.not_assessed")
                told = [replace(r, value=write_number(parse_number(r.value, "realisation"))) for r in realisations]
                goal = Goal(office.random(ID_BYTES).hex(), cycle_id, employee, check_goal(wish, cycle.start), "agreed")
                for realisation in told:
                    goal = with_realisation(goal, realisation)
                _put(change, goal)
            except Refused as refused:
                problems += [p.at(row=row) for p in refused.problems]
        if problems:
            raise Refused(problems)
        office.log(change, actor, "goals.import", cycle=cycle_id, goals=len(listed))
        return len(listed)


def get(view: View, cycle_id: str, employee: str, goal_id: str) -> Goal:
    """Return one goal of a person; raises `Refused` where there is none."""
    doc = view.get("goals", records.key(cycle_id, employee, goal_id))
    if doc is None:
        raise refuse("goal.unknown")
    return Goal.from_doc(doc)


def of_person(view: View, cycle_id: str, employee: str) -> list[Goal]:
    """Return the goals of one person, by due date."""
    found = (Goal.from_doc(d) for _, d in view.find("goals", cycle=cycle_id, employee=employee))
    return sorted(found, key=lambda g: (g.wish.due, g.wish.expected_result, g.id))


def of_reports(view: View, cycle: Cycle, supervisor: str) -> list[tuple[Employee, list[Goal]]]:
    """Return the direct reports of a supervisor, by name, with the goals they have put before them (no drafts)."""
    reports = records.reports(view, cycle, supervisor)
    return [
        (e, [g for g in of_person(view, cycle.id, e.employee_number) if g.state != "draft"])
        for e in sorted(reports, key=lambda e: (e.name, e.employee_number))
    ]


def parents_for(view: View, cycle: Cycle, employee: str) -> list[Goal]:
    """Return the supervisor's goals that a goal of this person can serve."""
    boss = _supervisor(view, cycle, employee)
    return [g for g in of_person(view, cycle.id, boss) if g.state in ("proposed", "agreed")] if boss else []


def evidence_for(view: View, cycle: Cycle, supervisor: str, employee: str) -> Summary:
    """Return the agreed goals of a report beside the supervisor's form; raises `Refused` for anybody else's."""
    _must_supervise(view, cycle, supervisor, employee)
    found = [(g, achievement(g)) for g in of_person(view, cycle.id, employee) if g.state == "agreed"]
    counts = Counter(a.band for _, a in found)
    return Summary(tuple(found), {b: counts[b] for b in BANDS})


def agreed(view: View, cycle_id: str) -> list[Goal]:
    """Return all agreed goals of a cycle, for counting only."""
    return [g for g in of_cycle(view, cycle_id) if g.state == "agreed"]


def of_cycle(view: View, cycle_id: str) -> list[Goal]:
    """Return all goals of a cycle, drafts too; for counting only."""
    return [Goal.from_doc(d) for _, d in view.find("goals", cycle=cycle_id)]


def key(goal: Goal) -> str:
    """Return the key of a goal in the table `goals`."""
    return records.key(goal.cycle, goal.employee, goal.id)


def _answer(
    office: Office, cycle_id: str, supervisor: str, employee: str, goal_id: str, state: GoalState, words: str,
    revision: int | None,
) -> Goal:  # fmt: skip
    words = lines(words)
    if len(words) > TEXT_CHARS:
        raise refuse("text.long", field="words", most=TEXT_CHARS)
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        _must_supervise(change, cycle, supervisor, employee)
        goal = get(change, cycle_id, employee, goal_id)
        _may_set(cycle, goal)
        if goal.state != "proposed" and not (goal.state == "agreed" and state == "sent_back"):
            raise refuse("goal.not_waiting")
        if revision is not None and revision != goal.revision:
            raise refuse("goal.changed_since")
        return _put(change, replace(goal, state=state, words=words, revision=goal.revision + 1))


def _plain(wish: Wish) -> Wish:
    """Return a wish as `check_goal` would keep it, measurable or not."""
    tidy = replace(wish, **{f.name: " ".join(getattr(wish, f.name).split()) for f in fields(Wish)})
    try:
        return replace(tidy, target=write_number(parse_number(tidy.target)))
    except Refused:
        return tidy


def _put(change: Change, goal: Goal) -> Goal:
    change.put("goals", key(goal), goal.to_doc())
    return goal


def _may_set(cycle: Cycle, goal: Goal | None) -> None:
    """Goals are written in goal setting; while the assessment runs only those under way are finished."""
    if "goals" not in cycle.stages:
        raise refuse("goal.no_stage", cycle=cycle.id)
    if cycle.state == "goals" or (cycle.open and goal is not None):
        return
    if not cycle.goals_begun:
        raise refuse("goal.stage_not_begun")
    raise refuse("goal.stage_over")


def _must_be_rated(view: View, cycle: Cycle, employee: str) -> None:
    person = records.people(view, cycle).get(employee)
    if person is None or not person.rated:
        raise refuse("goal.only_assessed")


def _supervisor(view: View, cycle: Cycle, employee: str) -> str:
    people = records.people(view, cycle)
    boss = people[employee].supervisor if employee in people else ""
    return boss if boss in people else ""


def _must_supervise(view: View, cycle: Cycle, supervisor: str, employee: str) -> None:
    if not supervisor or _supervisor(view, cycle, employee) != supervisor:
        raise refuse("goal.not_your_report")


def _day(office: Office, day: str) -> str:
    today = office.today()
    try:
        iso = datetime.date.fromisoformat(day or today).isoformat()
    except ValueError:
        raise refuse("date.day", field="day", day=day[:20]) from None
    if iso > today:
        raise refuse("goal.future_day", field="day")
    return iso
