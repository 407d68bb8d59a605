"""Goals in the store: written, agreed or sent back, reported on at any time; seen by the person and their supervisor only.

Nothing of this goes into the trail: these are acts of ASN. A goal is evidence for the supervisor's rating of hasil kerja
and never replaces it.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from assessment.cycle import Cycle
from assessment.goal import (
    APPROACHES,
    BANDS,
    FAR,
    TERMS,
    VALUES,
    Band,
    Goal,
    GoalState,
    Realisation,
    Skp,
    Wish,
    must_be_whole,
    must_fit,
    rated,
    with_realisation,
)  # fmt: skip
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
    """What a supervisor sees beside the form of one person: the SKP, its agreed goals, and how many in each band."""

    skp: Skp
    goals: tuple[Goal, ...]
    bands: Mapping[Band, int]
    note: Phrase = NOT_THE_RATING


def save(
    office: Office, cycle_id: str, employee: str, wish: Wish, goal_id: str = "", revision: int | None = None
) -> Goal:
    """Keep a goal as a draft, whole or not, but not empty; a proposed or sent-back one becomes a draft again.

    A new goal in the words of one that is not agreed yet is that one: a double click makes no second. `revision`: the one on the
    page; another one is refused. Raises `Refused` for an agreed goal, outside goal setting, for texts that are too long
    and for more than 20 goals.
    """
    must_fit(wish.texts)
    if not any(wish.texts.values()):
        raise refuse("goal.empty", field="expected_result")
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        if not goal_id:
            _may_set(cycle, None)
            _must_be_rated(change, cycle, employee)
            waiting = (g for g in of_person(change, cycle_id, employee) if not g.agreed)
            same = next((g for g in waiting if g.wish == wish), None)
            if same:
                return same
            if change.count("goals", cycle=cycle_id, employee=employee) >= MOST_GOALS:
                raise refuse("goal.too_many", most=MOST_GOALS)
            return _put(change, Goal(office.random(ID_BYTES).hex(), cycle_id, employee, wish))
        goal = get(change, cycle_id, employee, goal_id)
        _may_set(cycle, goal)
        if goal.agreed:
            raise refuse("goal.agreed_fixed")
        stale = revision not in (None, goal.revision)
        if goal.wish == wish and (goal.state == "draft" or (stale and goal.state == "proposed")):
            return goal
        if stale:
            raise refuse("goal.stale")
        return _put(change, replace(goal, wish=wish, state="draft", revision=goal.revision + 1))


def propose(office: Office, cycle_id: str, employee: str, goal_id: str) -> Goal:
    """Put a goal before the supervisor; raises `Refused` (fields in `field`) for what is missing.

    The parent must be a goal of the person's own supervisor that has been proposed or agreed.
    """
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        goal = get(change, cycle_id, employee, goal_id)
        _may_set(cycle, goal)
        if goal.agreed:
            raise refuse("goal.agreed_already")
        if goal.state == "proposed":
            return goal
        wish = goal.wish
        must_be_whole(wish, skp(change, cycle_id, employee).approach)
        if wish.parent and wish.parent not in {g.id for g in parents_for(change, cycle, employee)}:
            raise refuse("goal.parent_gone", field="parent")
        if not supervisor_of(change, cycle, employee):
            raise refuse("goal.no_supervisor")
        return _put(change, replace(goal, state="proposed", words="", revision=goal.revision + 1))


def remove(office: Office, cycle_id: str, employee: str, goal_id: str, revision: int | None = None) -> None:
    """Remove a goal that is not agreed. `revision`: the one on the page; another one is refused."""
    with office.store.write() as change:
        goal = get(change, cycle_id, employee, goal_id)
        _may_set(records.cycle(change, cycle_id), goal)
        if goal.agreed:
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
    office: Office,
    cycle_id: str,
    employee: str,
    goal_id: str,
    said: str,
    evidence: str = "",
    day: str = "",
    seen: str = "",
) -> Goal:
    """Write down what was reached up to a day (today if empty), in words.

    At any time while the goal is agreed and the cycle takes forms; the same day again corrects. `seen`: the mark of the
    realisations on the page (`seen_realisations`). Raises `Refused` for nothing said, a day in the future or long before the
    cycle, another entry of that day since, and once the cycle is closed.
    """
    day, said, evidence = day_of(office, day), lines(said), lines(evidence)
    must_fit({"said": said, "evidence": evidence})
    if not said:
        raise refuse("goal.nothing_said", field="said")
    with office.store.write() as change:
        goal = reportable(change, cycle_id, employee, goal_id)
        start = records.cycle(change, cycle_id).work[0]
        if datetime.date.fromisoformat(day) < datetime.date.fromisoformat(start) - FAR:
            raise refuse("goal.day_early", field="day")
        fresh = Realisation(day, said, evidence)
        there = next((r for r in goal.realisations if r.day == day and r != fresh), None)
        if there and seen and seen != seen_realisations(goal):
            raise refuse("goal.reported_since", field="said", said=there.said)
        return _put(change, with_realisation(goal, fresh))


def reportable(view: View, cycle_id: str, employee: str, goal_id: str) -> Goal:
    """Return an agreed goal of a cycle that takes realisations; raises `Refused` otherwise."""
    cycle, goal = records.cycle(view, cycle_id), get(view, cycle_id, employee, goal_id)
    if not cycle.goals_open:
        raise refuse("goal.no_realisations")
    if not goal.agreed:
        raise refuse("goal.not_agreed")
    return goal


def rate(office: Office, cycle_id: str, supervisor: str, employee: str, goal_id: str, level: str, reason: str) -> Goal:
    """The supervisor rates an agreed result by one of three levels, while forms are taken; again corrects."""
    reason = lines(reason)
    must_fit({"words": reason})
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        must_supervise(change, cycle, supervisor, employee)
        goal = get(change, cycle_id, employee, goal_id)
        if not cycle.open or not goal.agreed:
            raise refuse("goal.not_rated_now")
        return _put(change, rated(goal, level, reason))


def skp(view: View, cycle_id: str, employee: str) -> Skp:
    """Return what a person's SKP says once; before anything is written, the approach is that of the goals there are."""
    doc = view.get("skp", records.key(cycle_id, employee))
    if doc is not None:
        return Skp(**{**doc, "expectations": {v: doc["expectations"][v] for v in VALUES if v in doc["expectations"]}})
    numbers = any(g.wish.measures and not g.wish.success for g in of_person(view, cycle_id, employee))
    return Skp(cycle_id, employee, "quantitative" if numbers else "qualitative")


def put_terms(
    office: Office, cycle_id: str, employee: str, approach: str, terms: Mapping[str, str], seen: str = ""
) -> Skp:
    """Write the approach and `TERMS` of one's SKP. `seen`: the mark of what the page showed (`seen_skp`)."""
    kept = {name: lines(terms.get(name, "")) for name in TERMS}
    must_fit(kept)
    if approach not in APPROACHES:
        raise refuse("goal.approach", field="approach")
    return _put_skp(office, cycle_id, employee, {"approach": approach, **kept}, seen)


def expect(
    office: Office, cycle_id: str, supervisor: str, employee: str, said: Mapping[str, str], seen: str = ""
) -> Skp:
    """The supervisor writes special expectations by value (Pasal 10 ayat (4)); a value without words has none."""
    kept = {value: words for value in VALUES if (words := lines(said.get(value, "")))}
    must_fit(kept)
    with office.store.read() as view:
        must_supervise(view, records.cycle(view, cycle_id), supervisor, employee)
    return _put_skp(office, cycle_id, employee, {"expectations": kept}, seen)


def seen_skp(one: Skp) -> str:
    """Return the mark of an SKP's terms, for the page that shows them to bring back."""
    return mark(sorted(asdict(one).items()))


def _put_skp(office: Office, cycle_id: str, employee: str, changed: Mapping[str, object], seen: str) -> Skp:
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        if "goals" not in cycle.stages or not cycle.goals_open:
            _may_set(cycle, None)
            raise refuse("goal.stage_over")
        _must_be_rated(change, cycle, employee)
        now = skp(change, cycle_id, employee)
        fresh = Skp(**{**asdict(now), **changed})
        if fresh != now and seen and seen != seen_skp(now):
            raise refuse("goal.skp_changed")
        change.put("skp", records.key(cycle_id, employee), asdict(fresh))
        return fresh


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

    Raises `Refused` with the place in the list, from 1, of each goal that is not whole or is nobody's. Returns how many.
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
                must_fit(wish.texts)
                must_be_whole(wish)
                goal = Goal(office.random(ID_BYTES).hex(), cycle_id, employee, wish, "agreed")
                for one in realisations:
                    goal = with_realisation(goal, one)
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
    """Return the goals of one person: main results first, by their words."""
    found = (Goal.from_doc(d) for _, d in view.find("goals", cycle=cycle_id, employee=employee))
    return sorted(found, key=lambda g: (g.wish.kind != "main", g.wish.expected_result, g.id))


def of_reports(view: View, cycle: Cycle, supervisor: str) -> list[tuple[Employee, list[Goal]]]:
    """Return the direct reports of a supervisor, by name, with the goals they have put before them (no drafts)."""
    reports = records.reports(view, cycle, supervisor)
    return [
        (e, [g for g in of_person(view, cycle.id, e.employee_number) if g.state != "draft"])
        for e in sorted(reports, key=lambda e: (e.name, e.employee_number))
    ]


def parents_for(view: View, cycle: Cycle, employee: str) -> list[Goal]:
    """Return the supervisor's goals that a goal of this person can serve."""
    boss = supervisor_of(view, cycle, employee)
    return [g for g in of_person(view, cycle.id, boss) if g.state in ("proposed", "agreed")] if boss else []


def skp_cycle(view: View, cycle: Cycle) -> Cycle:
    """Return the cycle whose SKP an evaluation looks at: the year's for a part of a year that has no goals of its own.

    An SKP is of a year; a periodic evaluation looks at its progress (PermenPANRB 6/2022, Lampiran IV.B.3.a.1.a).
    """
    if not cycle.short or "goals" in cycle.stages:
        return cycle
    return next((c for c in records.cycles(view) if c.period == cycle.period[:4] and c.goals_begun), cycle)


def up_to(found: Sequence[Goal], day: str) -> list[Goal]:
    """Return goals with what was reached up to an ISO day; all of it where the day is empty."""
    return [replace(g, realisations=tuple(r for r in g.realisations if not day or r.day <= day)) for g in found]


def evidence_for(view: View, cycle: Cycle, supervisor: str, employee: str) -> Summary:
    """Return the agreed goals of a report beside the supervisor's form; raises `Refused` for anybody else's."""
    must_supervise(view, cycle, supervisor, employee)
    there = skp_cycle(view, cycle).id
    found = tuple(g for g in of_person(view, there, employee) if g.agreed)
    counts = Counter(g.band for g in found)
    return Summary(skp(view, there, employee), found, {b: counts[b] for b in BANDS})


def agreed(view: View, cycle_id: str) -> list[Goal]:
    """Return all agreed goals of a cycle, for counting only."""
    return [g for g in of_cycle(view, cycle_id) if g.agreed]


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
    must_fit({"words": words})
    with office.store.write() as change:
        cycle = records.cycle(change, cycle_id)
        must_supervise(change, cycle, supervisor, employee)
        goal = get(change, cycle_id, employee, goal_id)
        _may_set(cycle, goal)
        if goal.state != "proposed" and not (goal.agreed and state == "sent_back"):
            raise refuse("goal.not_waiting")
        if revision is not None and revision != goal.revision:
            raise refuse("goal.changed_since")
        return _put(change, replace(goal, state=state, words=words, revision=goal.revision + 1, rating="", reason=""))


def _put(change: Change, goal: Goal) -> Goal:
    change.put("goals", key(goal), goal.to_doc())
    return goal


def _may_set(cycle: Cycle, goal: Goal | None) -> None:
    """Goals are written in goal setting; while the assessment runs only those under way are finished."""
    if "goals" not in cycle.stages:
        raise refuse("goal.no_stage", cycle=cycle.id)
    if cycle.setting_goals or (cycle.open and goal is not None):
        return
    if not cycle.goals_begun:
        raise refuse("goal.stage_not_begun")
    raise refuse("goal.stage_over")


def _must_be_rated(view: View, cycle: Cycle, employee: str) -> None:
    person = records.people(view, cycle).get(employee)
    if person is None or not person.rated:
        raise refuse("goal.only_assessed")


def supervisor_of(view: View, cycle: Cycle, employee: str) -> str:
    """Return the direct supervisor of a person in a cycle, empty for none."""
    people = records.people(view, cycle)
    boss = people[employee].supervisor if employee in people else ""
    return boss if boss in people else ""


def must_supervise(view: View, cycle: Cycle, supervisor: str, employee: str) -> None:
    """Raise `Refused` unless somebody is the direct supervisor of a person in a cycle."""
    if not supervisor or supervisor_of(view, cycle, employee) != supervisor:
        raise refuse("goal.not_your_report")


def day_of(office: Office, day: str) -> str:
    """Return an ISO day that has come, today where it is empty; raises `Refused` otherwise."""
    today = office.today()
    try:
        iso = datetime.date.fromisoformat(day or today).isoformat()
    except ValueError:
        raise refuse("date.day", field="day", day=day[:20]) from None
    if iso > today:
        raise refuse("goal.future_day", field="day")
    return iso
