"""Feedback in the store: asked for, given, answered; seen by the employee, their supervisor and its giver.

Anybody of the office can give it to anybody who is rated, so that it tells nobody who is a drawn peer. Acts of ASN: nothing of
it goes into the trail.
"""

from __future__ import annotations

from dataclasses import asdict, replace

from assessment.cycle import Cycle
from assessment.feedback import ABOUT_VALUES, GOAL, Feedback, relation
from assessment.goal import must_fit
from assessment.text import lines
from kinerja_office import goals, records
from kinerja_office.office import Office
from kinerja_store import Change, View
from kinerja_words.problems import refuse

MOST = 20
"""Between two people in one cycle."""
UNDER_WAY = ("goals", "opening", "assessment")
"""States of a cycle in which feedback is given and dialogues are noted."""


def give(office: Office, cycle_id: str, giver: str, employee: str, about: str, said: str, id: str = "") -> Feedback:
    """Give feedback, or what was asked for (`id`, whose subject stays); the same words twice are one.

    Raises `Refused` for no words, oneself, somebody who is not in the cycle or not rated, a goal that the giver does not see,
    and outside the cycle's days.
    """
    said = lines(said)
    must_fit({"said": said})
    if not said:
        raise refuse("feedback.empty", field="said")
    with office.store.write() as change:
        fresh = _between(office, change, cycle_id, giver, employee)
        there = of_pair(change, cycle_id, giver, employee)
        if id:
            fresh = next((f for f in there if f.id == id), fresh)
            if fresh.id != id or (fresh.said and fresh.said != said):
                raise refuse("feedback.not_asked")
        else:
            if not _may_be_about(change, about, employee, cycle_id, fresh.relation == "leader"):
                raise refuse("feedback.about", field="about")
            if same := next((f for f in there if (f.about, f.said) == (about, said)), None):
                return same
            _must_be_few(there)
            fresh = replace(fresh, about=about)
        return _put(change, replace(fresh, said=said, day=fresh.day or office.today()))


def ask(office: Office, cycle_id: str, employee: str, giver: str, about: str, question: str) -> Feedback:
    """Ask a named person for feedback on one's own work; asked again before it came, the question is replaced."""
    question = lines(question)
    must_fit({"said": question})
    with office.store.write() as change:
        fresh = _between(office, change, cycle_id, giver, employee)
        if not _may_be_about(change, about, employee, cycle_id, sees=True):
            raise refuse("feedback.about", field="about")
        there = of_pair(change, cycle_id, giver, employee)
        waiting = next((f for f in there if not f.said), None)
        if waiting is None:
            _must_be_few(there)
        return _put(change, replace(waiting or fresh, about=about, question=question))


def reply(office: Office, cycle_id: str, employee: str, id: str, words: str) -> Feedback:
    """Answer a feedback one got; again corrects."""
    words = lines(words)
    must_fit({"reply": words})
    with office.store.write() as change:
        must_be_under_way(records.cycle(change, cycle_id))
        found = next((f for f in about(change, cycle_id, employee) if f.id == id), None)
        if found is None:
            raise refuse("feedback.unknown")
        return _put(change, replace(found, reply=words))


def about(view: View, cycle_id: str, employee: str) -> list[Feedback]:
    """Return the feedback a person got, by day."""
    found = (Feedback.from_doc(d) for _, d in view.find("feedback", cycle=cycle_id, employee=employee))
    return sorted((f for f in found if f.said), key=lambda f: (f.day, f.id))


def asked_by(view: View, cycle_id: str, employee: str) -> list[Feedback]:
    """Return what a person has asked for and not got."""
    found = (Feedback.from_doc(d) for _, d in view.find("feedback", cycle=cycle_id, employee=employee))
    return [f for f in found if not f.said]


def of_giver(view: View, cycle_id: str, giver: str) -> list[Feedback]:
    """Return what somebody gave or is asked for, what waits first."""
    found = (Feedback.from_doc(d) for _, d in view.find("feedback", cycle=cycle_id, giver=giver))
    return sorted(found, key=lambda f: (f.day, f.id))


def of_pair(view: View, cycle_id: str, giver: str, employee: str) -> list[Feedback]:
    """Return what is between two people in one direction."""
    return [f for f in of_giver(view, cycle_id, giver) if f.employee == employee]


def known(view: View, cycle_id: str) -> int:
    """Return how many records of feedback a cycle has."""
    return view.count("feedback", cycle=cycle_id)


def by_leaders(view: View, cycle_id: str) -> frozenset[str]:
    """Return who got feedback of their leader in a cycle; for counting only."""
    found = (d for _, d in view.find("feedback", cycle=cycle_id))
    return frozenset(d["employee"] for d in found if d["said"] and d["relation"] == "leader")


def under_way(cycle: Cycle) -> bool:
    """Whether feedback is given and dialogues are noted in a cycle now."""
    return cycle.state in UNDER_WAY and not cycle.imported


def must_be_under_way(cycle: Cycle) -> None:
    """Raise `Refused` outside goal setting and assessment."""
    if not under_way(cycle):
        raise refuse("feedback.not_now")


def _between(office: Office, view: View, cycle_id: str, giver: str, employee: str) -> Feedback:
    cycle = records.cycle(view, cycle_id)
    must_be_under_way(cycle)
    people = records.people(view, cycle)
    if giver == employee or giver not in people or employee not in people or not people[employee].rated:
        raise refuse("feedback.nobody")
    return Feedback(office.random(8).hex(), cycle_id, employee, giver, relation(people[giver], people[employee]))


def _may_be_about(view: View, about: str, employee: str, cycle_id: str, sees: bool) -> bool:
    if not about or about in ABOUT_VALUES:
        return True
    return sees and any(about == GOAL + g.id and g.agreed for g in goals.of_person(view, cycle_id, employee))


def _must_be_few(there: list[Feedback]) -> None:
    if len(there) >= MOST:
        raise refuse("feedback.too_many", most=MOST)


def _put(change: Change, one: Feedback) -> Feedback:
    change.put("feedback", records.key(one.cycle, one.employee, one.id), asdict(one))
    return one
