"""The acts of the worked example beside rating, through the same functions a real office uses; texts are in `events`."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from assessment.calendar import WIB, add_working_days
from assessment.feedback import ABOUT_VALUES
from assessment.form import decode
from assessment.goal import Goal, Realisation
from assessment.instrument import Instrument
from assessment.objection import Claim, Decision, superior_of
from assessment.roster import Employee
from assessment.training import Programme
from kinerja.demo import events
from kinerja.demo.events import Aim
from kinerja_office import (
    consultation,
    cycles,
    dialogues,
    evaluations,
    feedback,
    follow_up,
    goals,
    objections,
    records,
    training,
)  # fmt: skip
from kinerja_office.consultation import Response, Stage
from kinerja_office.office import Office

ACTOR = "demo"
IN_PERSON = "Sekretariat"


def at(office: Office, day: str) -> Office:
    """Return the office with its clock standing at ten in the morning of a day."""
    moment = datetime.datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=WIB)
    return replace(office, now=lambda: moment)


def before_opening(office: Office, id: str, in_person: bool) -> None:
    """Consultation and goal setting of a cycle, as its chapter has them.

    `in_person`: the secretariat writes its goals in the form; the others', and those of past years, come from files.
    """
    chapter = events.CHAPTERS[id]
    if chapter.consulted:
        cycles.next_stage(at(office, chapter.consulted), id, ACTOR)
        consult(at(office, chapter.consulted), id, "before")
    if chapter.set_goals:
        office = at(office, chapter.set_goals)
        cycles.next_stage(office, id, ACTOR)
        answer_themes(office, id, "before")
        import_goals(office, id, but=IN_PERSON if in_person else "")
        if in_person:
            set_goals(office, id)
            report(at(office, chapter.reports[0]), id, 0)


def consult(office: Office, id: str, stage: Stage) -> None:
    """Most people rate what is asked; in the first consultation a few write a comment."""
    with office.store.read() as view:
        cycle = records.cycle(view, id)
        people = list(records.people(view, cycle).values())
        asked = consultation.questions(view, cycle, stage)
    comments = list(events.COMMENTS) if stage == "before" and not cycle.closed else []
    for person in people:
        given = events.ratings(id, stage, person.employee_number, asked)
        if given:
            words = comments.pop() if comments and person.kind == "pppk" else ""
            consultation.save(office, id, stage, person.employee_number, given, words)


def answer_themes(office: Office, id: str, stage: Stage) -> None:
    """HR's answers to the themes of a stage."""
    for answer in events.ANSWERS.get(id, ()):
        if answer.stage == stage:
            consultation.put_response(office, Response(id, stage, answer.theme, answer.said, answer.did), ACTOR)


def set_goals(office: Office, id: str) -> None:
    """The secretariat writes goals, from the top down, so that they serve the supervisor's; most are agreed to."""
    with office.store.read() as view:
        people = records.people(view, records.cycle(view, id))
    for person in (p for p in _top_down(people.values()) if p.group == IN_PERSON):
        number, boss, numbers = person.employee_number, person.supervisor, events.in_numbers(person)
        goals.put_terms(office, id, number, "quantitative" if numbers else "qualitative", events.TERMS)
        for aim in events.aims(id, person):
            with office.store.read() as view:
                above = goals.of_person(view, id, boss)
            parent = next((g.id for g in above if g.wish.expected_result == aim.result), "")
            one = goals.save(office, id, number, replace(aim.wish(numbers), parent=parent))
            goals.propose(office, id, number, one.id)
            if events.answered(id, number, aim.result):
                goals.agree(office, id, boss, number, one.id)


def import_goals(office: Office, id: str, but: str) -> None:
    """Take in agreed goals with what was reached, of everybody outside one group."""
    with office.store.read() as view:
        people = records.people(view, records.cycle(view, id))
    days = events.CHAPTERS[id].reports
    listed = []
    for person in (p for p in _top_down(people.values()) if p.group != but):
        number = person.employee_number
        for aim in events.aims(id, person):
            if events.answered(id, number, aim.result):
                told = events.reached(id, number, aim) or ()
                said = [Realisation(day, f"{n} {aim.unit}") for day, n in zip(days, told, strict=False)]
                listed.append((number, aim.wish(events.in_numbers(person)), said))
    goals.import_agreed(office, id, listed, ACTOR)


def some_goals(office: Office, id: str, numbers: Container[str]) -> None:
    """Goals for trying things out: of each of these people one agreed and one that still waits for the supervisor."""
    with office.store.read() as view:
        people = records.people(view, records.cycle(view, id))
    for person in (p for p in _top_down(people.values()) if p.employee_number in numbers):
        number, boss = person.employee_number, person.supervisor
        for place, aim in enumerate(events.aims(id, person)):
            one = goals.save(office, id, number, aim.wish(events.in_numbers(person)))
            goals.propose(office, id, number, one.id)
            if not place:
                goals.agree(office, id, boss, number, one.id)


def report(office: Office, id: str, place: int) -> None:
    """The secretariat writes down what it has reached: `place` 0 is half-way, 1 the end."""
    for person, goal, aim in _agreed(office, id):
        found = events.reached(id, goal.employee, aim) if person.group == IN_PERSON else None
        if found:
            goals.report(
                office, id, goal.employee, goal.id, f"{found[place]} {aim.unit}", "Dihitung dari buku register"
            )


def talk(office: Office, id: str) -> None:
    """Leaders rate the results that were reported, give feedback and hold dialogues, most of them; some colleagues say something."""
    for person, goal, aim in _agreed(office, id):
        if found := events.reached(id, goal.employee, aim):
            goals.rate(office, id, person.supervisor, goal.employee, goal.id, events.level(aim, found[1]), "")
    with office.store.read() as view:
        people = records.participants(view, id)
        listed = _top_down(people.values())
    for place, person in enumerate(listed):
        number = person.employee_number
        givers = {"feedback": person.supervisor, "colleague": listed[place - 1].employee_number}
        for kind, giver in givers.items():
            if giver in people and events.has_words(id, kind, number):
                feedback.give(office, id, giver, number, ABOUT_VALUES[place % 7], events.FEEDBACK[kind])
    held = [
        e.employee_number
        for e in listed
        if e.supervisor in people and events.has_words(id, "dialogue", e.employee_number)
    ]
    dialogues.import_held(office, id, [(number, events.NOTES) for number in held], ACTOR)


def _agreed(office: Office, id: str) -> list[tuple[Employee, Goal, Aim]]:
    """Return every agreed goal with its person and what it is about."""
    by_result = {aim.result: aim for aim in events.AIMS.values()}
    with office.store.read() as view:
        people = records.people(view, records.cycle(view, id))
        return [(people[g.employee], g, by_result[g.wish.expected_result]) for g in goals.agreed(view, id)]


def after_close(office: Office, id: str, instrument: Instrument) -> None:
    """The three closing questions, documents and one objection where the chapter has it, themes and actions of a cycle."""
    consult(office, id, "after")
    answer_themes(office, id, "after")
    objector = object_once(office, id, instrument) if events.CHAPTERS[id].objection else None
    documents(office, id, objector)
    for deed in events.DEEDS:
        if deed.cycle == id and deed.criterion in _codes(instrument):
            follow_up.add(office, id, deed.id, deed.criterion, deed.text, deed.owner, deed.due, ACTOR)


def plan_training(office: Office, id: str, programmes: Iterable[Programme]) -> None:
    """Plan what the office decided after a cycle."""
    by_code = {p.code: p for p in programmes}
    for cycle, code, day in (events.TRAINING[:3], events.NEXT_TRAINING):
        if cycle == id and code in by_code:
            training.plan(office, id, by_code[code], day, ACTOR)


def catch_up(office: Office, since: str, until: str) -> None:
    """What happened between two days: actions move on, the planned training is held."""
    with office.store.read() as view:
        known = {a.id for a in follow_up.everything(view)}
        planned = training.get(view, *events.TRAINING[:2])
    cycle, code, _, held, participants = events.TRAINING
    if planned and since < held <= until:
        training.hold(at(office, held), cycle, code, held, participants, ACTOR)
    for day, id, state, result in sorted((d, deed.id, s, r) for deed in events.DEEDS for d, s, r in deed.later):
        if since < day <= until and id in known:
            follow_up.change_action(at(office, day), id, state, ACTOR, result=result)


LATE, ABSENT = "Kepala Seksi Pemerintahan", "Kepala Subbagian Keuangan dan Program"
"""Whose reports get their documents late, and whose superior signs in their place."""


def documents(office: Office, id: str, objector: Objector | None) -> None:
    """Every document of a closed cycle is signed, handed over, received and returned in the days of the law; one is objected to."""
    with office.store.read() as view:
        cycle, people = records.cycle(view, id), records.participants(view, id)
        waiting: dict[tuple[str, str], list[str]] = {}
        silent: list[tuple[str, str]] = []
        for employee, officer in evaluations.expected(view, cycle).items():
            boss, post = people[officer].supervisor, people[officer].position
            if not evaluations.evaluated(view, cycle, employee, officer):
                silent += [(employee, boss)] if boss else []
            else:
                signer = boss if post == ABSENT and people[boss].rated else officer
                waiting.setdefault((signer, post), []).append(employee)

    def later(days: int, since: str = cycle.closed) -> str:
        return add_working_days(max(since, cycle.end), days, office.holidays)

    for employee, boss in silent:
        evaluations.reassign(at(office, later(2)), id, employee, events.SILENT_OFFICER, ACTOR)
        levels = {"work_result": "as", "work_behaviour": "as"}
        evaluations.evaluate(at(office, later(6)), id, boss, employee, levels)
        waiting.setdefault((boss, ""), []).append(employee)
    taken = {employee for employee, _ in silent}
    for (signer, post), employees in sorted(waiting.items()):
        signed = later(6 if post in (LATE, ABSENT, "") else 1)
        evaluations.sign(at(office, signed), id, signer, [e for e in employees if e not in taken])
        evaluations.hand_over_documents(at(office, later(1, signed)), id, signer, employees)
        for employee in employees:
            evaluations.receive(at(office, later(1, signed)), id, employee, later(1, signed))
            if objector and objector.employee == employee:
                objector.object(
                    at(office, later(3, signed)), at(office, later(5, signed)), at(office, later(8, signed))
                )
            evaluations.return_signed(at(office, later(4, signed)), id, employee)
            evaluations.record(at(office, later(20)), id, employee, "reported", later(20), ACTOR)


@dataclass(frozen=True)
class Objector:
    """Somebody who will object once their document is received."""

    claim: Claim
    employee: str
    item: str
    rating: str
    cycle: str

    def object(self, filed: Office, stated: Office, decided: Office) -> None:
        """File, hear both sides, decide: one statement is corrected."""
        objections.file(filed, self.cycle, self.employee, self.claim)
        objections.state_side(stated, self.cycle, self.employee, self.claim.against, events.STATEMENT)
        decision = Decision("partly", events.DECISION, {self.item: self.rating})
        objections.decide(decided, self.cycle, self.employee, self.claim.superior, decision)


def object_once(office: Office, id: str, instrument: Instrument) -> Objector | None:
    """Return the one person who objects to one criterion: both sides will be heard, and the decision corrects one statement."""
    criterion = (
        next(c for c in instrument.criteria if c.code == "keluhan")
        if "keluhan" in _codes(instrument)
        else instrument.criteria[-1]
    )
    item = criterion.items[1] if len(criterion.items) > 1 else criterion.items[0]
    with office.store.read() as view:
        people = records.participants(view, id)
        sent = sorted(records.sent_forms(view, id, "supervisor"), key=lambda pair: pair[0].ratee)
    for form, _ in sent:
        superior = superior_of(people, form.ratee)
        rating = decode(instrument, form.answers).get(item.code, "")
        if superior and people[superior].rated and rating.isdigit() and int(rating) < instrument.maximum - 1:
            claim = Claim(form.rater, superior, (criterion.code,), events.OBJECTION, "Buku keluhan")
            return Objector(claim, form.ratee, item.code, str(int(rating) + 1), id)
    return None


def _codes(instrument: Instrument) -> set[str]:
    return {c.code for c in instrument.criteria}


def _top_down(people: Iterable[Employee]) -> list[Employee]:
    """Return the rated people who have a supervisor, those above before those below."""
    boss = {e.employee_number: e.supervisor for e in people}

    def depth(number: str) -> int:
        steps = 0
        while number := boss.get(number, ""):
            steps += 1
        return steps

    listed = [e for e in people if e.rated and e.supervisor]
    return sorted(listed, key=lambda e: (depth(e.employee_number), e.employee_number))
