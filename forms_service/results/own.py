"""Reads one person's result of a closed cycle, and which people an appraising officer may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.cycle import Cycle
from assessment.instrument import Instrument
from assessment.method import OFFICIAL
from assessment.predicate import Predicate
from assessment.result import Result, Words, describe, make_result
from assessment.roster import Employee
from forms_service.web import refs
from forms_service.web.roles import Whose
from kinerja_office import assignments, objections, records
from kinerja_office.office import Office
from kinerja_store import View


@dataclass(frozen=True)
class PersonResult:
    """A result with what a page needs around it."""

    cycle: Cycle
    instrument: Instrument
    ratee: Employee
    result: Result
    words: Words
    unrated: bool
    """Whether they lead others and none of these rates them, where a method asks reports."""


@dataclass(frozen=True)
class Line:
    """One line of a list of results."""

    cycle: Cycle
    ratee: Employee
    ref: str
    predicate: Predicate | None
    corrected: bool
    """Whether the decision on an objection changed the supervisor's form."""


def has_results(cycle: Cycle) -> bool:
    """Whether results of a cycle may be seen by anybody: never before it is closed."""
    return cycle.sealed


def ref_of(cycle: Cycle, ratee: str) -> str:
    """Return the name of somebody's result in addresses."""
    return refs.ref("result", cycle.id, ratee)


def own_lines(office: Office, number: str) -> list[Line]:
    """Return the closed cycles in which this person was rated, newest first."""
    with office.store.read() as view:
        found = []
        for cycle in reversed(records.cycles(view)):
            me = records.participant(view, cycle.id, number) if has_results(cycle) else None
            if me and me.rated:
                found.append(_line(view, cycle, me))
    return found


def report_lines(office: Office, number: str) -> list[Line]:
    """Return the people of the newest closed cycle whose appraising officer this person was, by name."""
    with office.store.read() as view:
        for cycle in reversed(records.cycles(view)):
            if has_results(cycle):
                reports = sorted(records.reports(view, cycle, number), key=lambda e: e.name)
                return [_line(view, cycle, e) for e in reports]
    return []


def find_ratee(office: Office, cycle_id: str, ref: str, viewer: str) -> tuple[Whose, Employee] | None:
    """Return (own, report or other; the person) of a result's address, or None where there is no such result yet."""
    with office.store.read() as view:
        cycle = next((c for c in records.cycles(view) if c.id == cycle_id), None)
        if cycle is None or not has_results(cycle):
            return None
        me = records.participant(view, cycle.id, viewer)
        theirs = [*((me,) if me and me.rated else ()), *records.reports(view, cycle, viewer)]
        found = _named(cycle, ref, theirs)
        if found is None:
            found = _named(cycle, ref, records.participants(view, cycle.id).values())
        if found is not None:
            own, report = found.employee_number == viewer, found.supervisor == viewer
            return ("own" if own else "report" if report else "other"), found
    return None


def _named(cycle: Cycle, ref: str, people: Iterable[Employee]) -> Employee | None:
    """Return whose result has this name, of those who are rated."""
    return next((e for e in people if e.rated and ref_of(cycle, e.employee_number) == ref), None)


def load(office: Office, cycle_id: str, ratee: Employee) -> PersonResult:
    """Read the result of one person of a closed cycle."""
    with office.store.read() as view:
        cycle = records.cycle(view, cycle_id)
        instrument = records.instrument(view, cycle)
        result = _result(view, cycle, instrument, ratee)
        unrated = assignments.unrated_leader(view, cycle, ratee.employee_number)
    return PersonResult(cycle, instrument, ratee, result, describe(instrument, result.criteria), unrated)


def _result(view: View, cycle: Cycle, instrument: Instrument, ratee: Employee) -> Result:
    number = ratee.employee_number
    sent = records.sent_about(view, cycle.id, number)
    sent.sort(key=lambda pair: pair[0].rater != ratee.supervisor)  # the appraising officer's form comes first
    reason = next((reason for form, reason in sent if form.method == OFFICIAL and form.predicate), "")
    return make_result(instrument, [form for form, _ in sent], reason, records.sealed_means(view, cycle, number))


def _line(view: View, cycle: Cycle, ratee: Employee) -> Line:
    result = _result(view, cycle, records.instrument(view, cycle), ratee)
    filed = objections.get(view, cycle.id, ratee.employee_number)
    return Line(cycle, ratee, ref_of(cycle, ratee.employee_number), result.predicate, bool(filed and filed.changed))
