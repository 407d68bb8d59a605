"""Who assesses whom, in the store: generated, imported, adjusted; the rules and the draw are in `assessment.assignment`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.assignment import (
    Assignment,
    check_assignment,
    draw_peers,
    few_problem,
    from_roster,
    too_few,
)
from assessment.cycle import BEFORE_OPENING, Cycle, must_be
from assessment.method import DRAWN, RULES
from assessment.roster import Employee
from assessment.text import mark
from kinerja_office import declines, leases, records
from kinerja_office.office import Office
from kinerja_store import Change, View
from kinerja_words.problems import Problem, Refused, refuse


def generate_assignments(
    office: Office, id: str, peers: int | None, actor: str, *, afresh: bool = False
) -> list[Assignment]:
    """Make the assignments of all methods from the roster, in place of earlier ones; only before the first form.

    What was done by hand stays, as far as it still fits the roster; `afresh`: it goes too. Where it leaves a leader too few of
    their reports, none rates them. Peers of a city are drawn in seconds: the draw holds no lock, and is refused if the roster changed meanwhile.
    """
    with office.store.read() as view:
        cycle = _before_forms(view, id)
        people, units = _people(view, cycle), records.roster(view).units
    wanted = from_roster(people, cycle.methods)
    for method in (m for m in DRAWN if m in cycle.methods):
        wanted += draw_peers(
            people,
            units,
            (cycle.peers or office.organisation.peers) if peers is None else peers,
            seed=id,
            method=method,
        )

    def act(change: Change) -> list[Assignment]:
        now = _before_forms(change, id)
        if (_people(change, now), records.roster(change).units, now.methods) != (people, units, cycle.methods):
            raise refuse("assignment.roster_changed")
        if afresh:
            records.drop_hand_edits(change, id)
        kept = _with_edits(wanted, records.hand_edits(change, id), {e.employee_number: e for e in people})
        replace_assignments(change, now, kept)
        return kept

    def told(change: Change, made: list[Assignment]) -> None:
        office.log(change, actor, "assignments.generate", cycle=id, assignments=len(made))

    return office.store.plan(act, told)


def _with_edits(
    drawn: Iterable[Assignment], edits: Mapping[Assignment, bool], people: Mapping[str, Employee]
) -> list[Assignment]:
    off = {(a.method, a.ratee) for a, add in edits.items() if not a.rater and not add}
    added = [a for a, add in edits.items() if add and not check_assignment(a, people)]
    officers = {(a.method, a.ratee) for a in added if RULES[a.method].rated_by == "supervisor"}
    kept = {a for a in drawn if edits.get(a, True) and (a.method, a.ratee) not in officers}
    off |= too_few(a for a in kept.union(added) if (a.method, a.ratee) not in off).keys()
    return sorted(a for a in kept.union(added) if (a.method, a.ratee) not in off)


def keep_methods(change: Change, cycle: Cycle) -> None:
    """Remove assignments, and what was done by hand, by methods that a draft does not have any more."""
    replace_assignments(change, cycle, [a for a in records.assignments(change, cycle.id) if a.method in cycle.methods])
    records.drop_hand_edits(change, cycle.id, but=cycle.methods)


def import_assignments(office: Office, id: str, wanted: Sequence[Assignment], actor: str) -> None:
    """Put assignments from a file in place of earlier ones; only before the first form."""

    def act(change: Change) -> None:
        replace_assignments(change, _before_forms(change, id), wanted)
        records.drop_hand_edits(change, id)

    def told(change: Change, _: None) -> None:
        office.log(change, actor, "assignments.import", cycle=id, assignments=len(wanted))

    office.store.plan(act, told)


def replace_assignments(change: Change, cycle: Cycle, wanted: Iterable[Assignment]) -> None:
    """Store exactly these assignments for a cycle; raises `Refused` where a leader would be rated by too few reports."""
    if few := too_few(wanted := sorted(set(wanted))):
        raise Refused(few_problem(m, ratee, n) for (m, ratee), n in few.items())
    keep = {records.assignment_key(cycle.id, a): a for a in wanted}
    for key, _ in list(change.find("assignments", cycle=cycle.id)):
        if key not in keep:
            change.delete("assignments", key)
    for a in leases.measured(keep.values()):
        records.put_assignment(change, cycle.id, a)


def adjust_assignment(office: Office, id: str, assignment: Assignment, add: bool, actor: str) -> None:
    """Add or remove one assignment, also while the cycle is open; the publication plan stays as it was.

    A named form that was begun cannot be taken away, but an unsent supervisor's form passes to another officer (`hand_over`):
    one person has one officer. The pairs of sealed methods are fixed at the opening: each has its box,
    and a pair that came or went later would tell who has answered. A leader whom reports rate: without a rater it is about all
    of them at once, and one alone is refused where too few would be left.
    """
    method, rater, ratee = assignment

    def act(change: Change) -> None:
        cycle = records.cycle(change, id)
        must_be(cycle, *BEFORE_OPENING, "assessment")
        if RULES[method].sealed and not cycle.before_opening:
            raise refuse("assignment.pairs_fixed")
        people = {e.employee_number: e for e in _people(change, cycle)}
        key = records.assignment_key(id, assignment)
        if add and method not in cycle.methods:
            raise Refused(Problem("assignment.method", method=method, methods=cycle.methods))
        if RULES[method].rated_by == "reports":
            _adjust_reports(change, id, assignment, people, add)
        elif add:
            officer = records.employee(change, rater) if RULES[method].rated_by == "supervisor" else None
            wrong = check_assignment(assignment, ({rater: officer} if officer else {}) | people)
            if wrong:
                raise Refused(wrong)
            before = records.assignments(change, id, method=method, ratee=ratee)
            if officer and cycle.open and assignment not in before:
                if any(records.sent_form(change, id, a) for a in before):
                    raise refuse("assignment.form_sent")
                for earlier in before or [assignment]:
                    hand_over(change, HandOver(cycle, earlier, officer), office.today())
            elif officer:
                for earlier in before:
                    change.delete("assignments", records.assignment_key(id, earlier))
            records.put_assignment(change, id, assignment)
        else:
            if change.get("forms", key):
                raise refuse("assignment.form_begun")
            change.delete("assignments", key)
        if cycle.before_opening:
            records.put_hand_edit(change, id, assignment, add=add)

    def told(change: Change, _: None) -> None:  # that something was adjusted, never who should rate whom
        office.log(change, actor, "assignments.adjust", cycle=id, method=method, added=add)

    office.store.plan(act, told)


def _adjust_reports(change: Change, id: str, it: Assignment, people: Mapping[str, Employee], add: bool) -> None:
    """Let one more report rate a leader, or one less, or (without a rater) all or none; raises `Refused` where too few would be left."""
    before = set(records.assignments(change, id, method=it.method, ratee=it.ratee))
    below = {it._replace(rater=e.employee_number) for e in people.values() if e.rated and e.supervisor == it.ratee}
    meant = {it} if it.rater else below if add else before
    if add and (wrong := [p for a in meant if (p := check_assignment(a, people))]):
        raise Refused(wrong)
    after = before | meant if add else before - meant
    if too_few(after) or (add and not after):
        raise Refused(few_problem(it.method, it.ratee, len(after), field="rater"))
    for a in meant:
        if add:
            records.put_assignment(change, id, a)
            records.put_hand_edit(change, id, a, add=True)
        else:
            change.delete("assignments", records.assignment_key(id, a))


@dataclass(frozen=True)
class Fault:
    """An assignment that does not fit the roster any more, why, and what fits in its place, if anything.

    `last`: without it too few reports would rate the leader, so all their pairs go with it.
    """

    assignment: Assignment
    problem: Problem
    instead: Assignment | None
    last: bool = False


def faults(view: View, cycle: Cycle) -> list[Fault]:
    """Return the faults of a cycle before its opening, sorted; a supervisor chosen by hand is none while they are there."""
    if not cycle.before_opening:
        return []
    tables = ("assignments", "roster", "units", "hand_edits")
    return list(view.once(tables, ("faults", cycle.id), lambda: list(_faults(view, cycle))))


def _faults(view: View, cycle: Cycle) -> Iterator[Fault]:
    people, edits = records.roster(view).by_number(), records.hand_edits(view, cycle.id)
    found = records.assignments(view, cycle.id)
    raters, few = Counter((a.method, a.ratee) for a in found), too_few(found)
    for one in found:
        problem, boss = check_assignment(one, people), ""
        if RULES[one.method].rated_by == "supervisor" and one.ratee in people and people[one.ratee].rated:
            boss = people[one.ratee].supervisor
            if not problem and one.rater != boss and not edits.get(one):
                problem = Problem("assignment.other_supervisor", column="rater")
        if not problem and (one.method, one.ratee) in few:
            problem = few_problem(one.method, one.ratee, few[one.method, one.ratee])
        if problem and RULES[one.method].rated_by == "reports":
            there = one.rater in people and people[one.rater].rated
            new = one._replace(ratee=people[one.rater].supervisor if there else "")
            last = raters[one.method, one.ratee] <= RULES[one.method].own_from
            yield Fault(one, problem, new if raters[new.method, new.ratee] and new.ratee != one.ratee else None, last)
        elif problem:
            yield Fault(one, problem, Assignment(one.method, boss, one.ratee) if boss in people else None)


def mend(office: Office, id: str, assignment: Assignment, actor: str) -> Fault | None:
    """Put in place of one faulty assignment what fits, or remove it; None where it is not there or fits by now."""
    with office.store.write() as change:
        found = next((f for f in faults(change, _before_forms(change, id)) if f.assignment == assignment), None)
        if found:
            same = records.assignments(change, id, method=assignment.method, ratee=assignment.ratee)
            for gone in same if found.last else [assignment]:
                change.delete("assignments", records.assignment_key(id, gone))
            if found.instead:
                records.put_assignment(change, id, found.instead)
            office.log(change, actor, "assignments.mend", cycle=id, method=assignment.method)
        return found


def unrated_leader(view: View, cycle: Cycle, leader: str) -> bool:
    """Whether somebody leads rated people of the cycle and is rated by none of them, though others are by theirs: too few reports, mostly."""
    methods = [m for m in cycle.methods if RULES[m].rated_by == "reports"]
    me = records.participant(view, cycle.id, leader) if methods else None
    return bool(
        me and me.rated and any(e.rated for e in records.reports(view, cycle, leader))
        and not any(records.count_assignments(view, cycle.id, method=m, ratee=leader) for m in methods)
    )  # fmt: skip


@dataclass(frozen=True)
class HandOver:
    """A supervisor's form that another officer takes over, unsent, with the whole of what a supervisor does in that cycle."""

    cycle: Cycle
    assignment: Assignment
    to: Employee


def hand_overs(view: View, people: Mapping[str, Employee]) -> list[HandOver]:
    """Return whose unsent supervisor's form passes to whom in cycles not closed yet, if `people` are the roster.

    PermenPANRB 6/2022, Lampiran IV.A: somebody who moved is evaluated by the new officer (13); an officer who moves while the
    evaluation runs still evaluates the old unit (14.b); for one who does not, the officer's superior does (11). Named forms
    alone: sealed pairs are fixed, and nothing here looks at a ballot.
    """
    found = []
    for cycle in records.cycles(view):
        if not cycle.opened:
            continue
        frozen = records.participants(view, cycle.id)
        methods = [m for m in cycle.methods if RULES[m].rated_by == "supervisor"]
        for assignment in (a for m in methods for a in records.assignments(view, cycle.id, method=m)):
            _, rater, ratee = assignment
            then, now = frozen[ratee], people.get(ratee)
            if now is None or (rater in people and now.unit == then.unit):
                continue
            if records.sent_form(view, cycle.id, assignment):
                continue
            above = frozen[rater].supervisor if rater in frozen and rater not in people else ""
            to = next((n for n in (now.supervisor, above) if n in people and n not in (rater, ratee)), None)
            if to is not None and now.supervisor != rater:
                found.append(HandOver(cycle, assignment, people[to]))
    return found


def hand_over(change: Change, it: HandOver, day: str, *, line: bool = True) -> None:
    """Give a supervisor's form to another officer from a day on, of which its ratee is told; what was begun and not sent lapses.

    `line`: the person's superior changes too, not this evaluation alone. An officer who was not there at the opening takes
    part as one who rates and is not rated. That the evaluation had passed to the officer's superior lapses with it.
    """
    id, ratee = it.cycle.id, records.participants(change, it.cycle.id)[it.assignment.ratee]
    for table in ("assignments", "forms"):
        change.delete(table, records.assignment_key(id, it.assignment))
    change.delete("evaluations", records.key(id, ratee.employee_number))
    records.put_assignment(change, id, it.assignment._replace(rater=it.to.employee_number), since=day)
    if line:
        records.put_participant(change, id, replace(ratee, supervisor=it.to.employee_number))
    if records.participant(change, id, it.to.employee_number) is None:
        records.put_participant(change, id, replace(it.to, kind="external"))


def read_officers(office: Office, number: str, seen: str) -> None:
    """Note that somebody has read who became their officer, if that is what they saw (`seen`: its mark). The trail says nothing of it."""
    with office.store.write() as change:
        found = records.new_officers(change, number)
        for cycle, assignment, _ in found if mark([x[1:] for x in found]) == seen else ():
            records.put_assignment(change, cycle.id, assignment, since="")


def return_decline(office: Office, id: str, assignment: Assignment, actor: str) -> None:
    """Hand a declined task back to its rater, who finds it among their tasks again."""
    with office.store.write() as change:
        cycle = records.cycle(change, id)
        must_be(cycle, "assessment")
        declines.drop(office, change, cycle, assignment)
        office.log(change, actor, "declines.return", cycle=id)


def _before_forms(view: View, id: str) -> Cycle:
    cycle = records.cycle(view, id)
    must_be(cycle, *BEFORE_OPENING)
    return cycle


def _people(view: View, cycle: Cycle) -> list[Employee]:
    """Return the people of the cycle: as fixed at opening, before that the current roster."""
    return list(records.participants(view, cycle.id).values()) or list(records.roster(view).employees)
