"""Whom feedback is between, by names that say nothing in addresses: the same for everybody of the office, drawn or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.exceptions import NotFound

from assessment.cycle import Cycle
from assessment.feedback import ABOUT_VALUES, GOAL, VALUE, Feedback
from assessment.roster import Employee
from assessment.text import fold
from forms_service.web import refs
from forms_service.web.language import name_of, t
from kinerja_office import feedback, goals, records
from kinerja_office.office import Office
from kinerja_store import View

LISTED = 20
"""So many people are found at most: more letters find fewer."""


@dataclass(frozen=True)
class Line:
    """One feedback on a page: the other side's name, and what it is about in words."""

    ref: str
    feedback: Feedback
    name: str
    about: str


@dataclass(frozen=True)
class Talk:
    """One cycle of a person: what they got and asked for, what they gave, what waits for them."""

    cycle: Cycle
    rated: bool
    got: tuple[Line, ...]
    asked: tuple[Line, ...]
    waiting: tuple[Line, ...]
    gave: tuple[Line, ...]


def talks(office: Office, me: str) -> list[Talk]:
    """Return the cycles in which a person has or can have feedback, newest first."""
    with office.store.read() as view:
        return [
            _talk(view, cycle, records.people(view, cycle), me)
            for cycle in reversed(records.cycles(view))
            if (feedback.under_way(cycle) or feedback.known(view, cycle.id)) and me in records.people(view, cycle)
        ]


def lines(
    view: View, cycle: Cycle, found: list[Feedback], people: Mapping[str, Employee], *, of_giver: bool
) -> tuple[Line, ...]:
    """Return feedback as a page lists it, with the name of the giver or of the employee."""
    made = []
    for one in found:
        other = people.get(one.giver if of_giver else one.employee)
        ref = refs.ref("feedback", cycle.id, one.employee, one.id)
        made.append(Line(ref, one, other.name if other else "", about_words(view, one)))
    return tuple(made)


def about_words(view: View, one: Feedback) -> str:
    """Return what a feedback is about, in words."""
    if one.about.startswith(GOAL):
        found = (g for g in goals.of_person(view, one.cycle, one.employee) if one.about == GOAL + g.id)
        return next((g.wish.expected_result for g in found), "")
    return name_of("core_value", one.about.removeprefix(VALUE)) if one.about else t("feedback.about.work")


def subjects(view: View, cycle: Cycle, employee: str, who: str) -> list[tuple[str, str]]:
    """Return what feedback to an employee can be about: results only for those who see them."""
    sees = who in (employee, goals.supervisor_of(view, cycle, employee))
    theirs = [g for g in goals.of_person(view, cycle.id, employee) if g.agreed] if sees else []
    return [
        ("", t("feedback.about.work")), *((GOAL + g.id, g.wish.expected_result) for g in theirs),
        *((v, name_of("core_value", v.removeprefix(VALUE))) for v in ABOUT_VALUES),
    ]  # fmt: skip


def search(office: Office, cycle_id: str, words: str, me: str) -> list[tuple[str, Employee]]:
    """Return (address name, person) of those in a cycle whose name or post holds the words, by name."""
    wanted = fold(words)
    with office.store.read() as view:
        people = records.people(view, records.cycle(view, cycle_id))
        found = [e for n, e in people.items() if n != me and wanted and wanted in fold(f"{e.name} {e.position}")]
    found.sort(key=lambda e: (e.name, e.employee_number))
    return [(refs.ref("person", cycle_id, e.employee_number), e) for e in found[:LISTED]]


def find(office: Office, cycle_id: str, ref: str, me: str) -> tuple[Cycle, Employee]:
    """Return the cycle and person of an address; 404 for none, and for cycles that the asker is not in."""
    with office.store.read() as view:
        cycle = records.find_cycle(view, cycle_id)
        people = records.people(view, cycle) if cycle and feedback.under_way(cycle) else {}
        person = refs.find("person", ref, people, lambda n: f"{cycle_id}/{n}") if me in people else None
        if cycle is None or person is None or person == me:
            raise NotFound
        return cycle, people[person]


def _talk(view: View, cycle: Cycle, people: Mapping[str, Employee], me: str) -> Talk:
    gave = feedback.of_giver(view, cycle.id, me)
    return Talk(
        cycle, people[me].rated,
        lines(view, cycle, feedback.about(view, cycle.id, me), people, of_giver=True),
        lines(view, cycle, feedback.asked_by(view, cycle.id, me), people, of_giver=True),
        lines(view, cycle, [f for f in gave if not f.said], people, of_giver=False),
        lines(view, cycle, [f for f in gave if f.said], people, of_giver=False),
    )  # fmt: skip
