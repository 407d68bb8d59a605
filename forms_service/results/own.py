"""Reads one person's result of a closed cycle, and which people an appraising officer may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from assessment.cycle import Cycle
from assessment.instrument import Criterion, Instrument
from assessment.method import OFFICIAL, RULES, Method
from assessment.predicate import Predicate
from assessment.result import Result, Words, describe, make_result, value
from assessment.roster import Employee
from forms_service.web import refs
from forms_service.web.roles import Whose
from kinerja_office import assignments, choices, objections, records
from kinerja_office.choices import Choice
from kinerja_office.office import Office
from kinerja_store import View
from kinerja_words.problems import Text

SHOWN_BEFORE = 2
"""So many earlier results of the same kind of period stand beside one."""
COURSE = 6
"""So many periods stand in one course, the newest."""


@dataclass(frozen=True)
class PersonResult:
    """A result with what a page needs around it."""

    cycle: Cycle
    instrument: Instrument
    ratee: Employee
    result: Result
    words: Words


@dataclass(frozen=True)
class Line:
    """One line of a list of results."""

    cycle: Cycle
    ratee: Employee
    ref: str
    predicate: Predicate | None
    corrected: bool
    """Whether the decision on an objection changed the supervisor's form."""


@dataclass(frozen=True)
class Course:
    """One's results of several periods of one kind, oldest first; `means`: the officer's, of each criterion asked alike in all that have a text."""

    results: tuple[PersonResult, ...]
    means: tuple[tuple[Criterion, tuple[str, ...]], ...]


def has_results(cycle: Cycle) -> bool:
    """Whether results of a cycle may be seen by anybody: never before it is closed."""
    return cycle.sealed


def ref_of(cycle: Cycle, ratee: str) -> str:
    """Return the name of somebody's result in addresses."""
    return refs.ref("result", cycle.id, ratee)


def own_lines(office: Office, number: str) -> tuple[list[Line], list[Course]]:
    """Return the closed cycles in which this person was rated, newest first, and the course of each kind of period with several."""
    with office.store.read() as view:
        found = [_load(view, cycle, me) for cycle, me in _rated(view, number)]
        lines = [_line(view, one.cycle, one.ratee, one.result) for one in found]
    several = [[one for one in found if _kind(one) == kind][:COURSE] for kind in dict.fromkeys(map(_kind, found))]
    return lines, [_course(results[::-1]) for results in several if len(results) > 1]


def earlier(office: Office, shown: PersonResult, viewer: str) -> list[PersonResult]:
    """Return the last results of the same person, kind of period and instrument before one that the viewer may see, newest first.

    An officer sees those alone of which they were the officer.
    """
    one, number = shown.cycle, shown.ratee.employee_number
    with office.store.read() as view:
        seen = (
            _load(view, cycle, me) for cycle, me in _rated(view, number)
            if (cycle.start, cycle.id) < (one.start, one.id) and viewer in (number, me.supervisor)
        )  # fmt: skip
        return list(islice((r for r in seen if _kind(r) == _kind(shown)), SHOWN_BEFORE))


def before(results: Sequence[PersonResult], criterion: Criterion, method: Method) -> list[tuple[Cycle, str]]:
    """Return a method's mean of one criterion in earlier results, as each said it; left out where it was asked otherwise or has no value."""
    found = [(r.cycle, _mean(r, criterion, method)) for r in results]
    return [(cycle, text) for cycle, text in found if text]


def step(office: Office, number: str, before: Cycle | None = None) -> tuple[Cycle, Choice, Text] | None:
    """Return one's own newest next step (of the cycles before one), with the name of its criterion; never for another's page."""
    with office.store.read() as view:
        found = choices.latest(view, number, before)
        if found is None:
            return None
        cycle, chosen = found
        return cycle, chosen, next(c.name for c in records.instrument(view, cycle).criteria if c.code == chosen.step)


def sealed_said(office: Office, shown: PersonResult) -> dict[Method, str]:
    """Return of each sealed method that is about this person whether there are means (`coded`), or why there are none.

    Reports are about leaders alone: whoever has reports that were not asked is told so (`unplanned`), whoever has none reads nothing of it.
    """
    cycle, number = shown.cycle, shown.ratee.employee_number
    with office.store.read() as view:
        unplanned = assignments.unrated_leader(view, cycle, number)
        asked = {m: records.count_assignments(view, cycle.id, method=m, ratee=number) for m in cycle.sealed_methods}
    none = "gone" if "forms" in cycle.destroyed else "imported" if cycle.imported else "few"
    said: dict[Method, str] = {}
    for m, pairs in asked.items():
        not_asked = RULES[m].rated_by == "reports" and not pairs
        if unplanned or not not_asked:
            some = any(line.means.get(m) for line in shown.result.criteria)
            said[m] = "coded" if some else "unplanned" if not_asked else none
    return said


def placing(instrument: Instrument) -> Callable[..., tuple[int, ...]]:
    """Return what says where a mean's mark stands on a line of 12 to 308, and from where to where the mean may truly lie.

    A coded end: from its bound to the end of the scale. A sealed method's mean in steps of 0.5: a quarter around it.
    """
    low, high = instrument.minimum, instrument.maximum

    def place(text: str, sealed: bool = False) -> tuple[int, ...]:
        at = value(text)
        around = Fraction(1, 4) if sealed and 2 * at % 1 == 0 else Fraction(0)
        first, last = {"≤": (Fraction(low), at), "≥": (at, Fraction(high))}.get(text[0], (at - around, at + around))
        return tuple(round(12 + 296 * (v - low) / (high - low)) for v in (at, first, last))

    return place


def _rated(view: View, number: str) -> Iterator[tuple[Cycle, Employee]]:
    for cycle in reversed(records.cycles(view)):
        me = records.participant(view, cycle.id, number) if has_results(cycle) else None
        if me and me.rated:
            yield cycle, me


def _kind(one: PersonResult) -> tuple[object, ...]:
    """Return what two results have to share to stand side by side: the kind of period, the instrument, its scale."""
    return one.cycle.kind, one.cycle.instrument, one.instrument.minimum, one.instrument.maximum


def _course(results: Sequence[PersonResult]) -> Course:
    """Of results oldest first. The officer's means alone: what is coded stays with its own period."""
    rows = [(r.criterion, tuple(_mean(x, r.criterion, OFFICIAL) for x in results)) for r in results[-1].result.criteria]
    return Course(tuple(results), tuple((c, texts) for c, texts in rows if sum(map(bool, texts)) > 1))


def _mean(one: PersonResult, criterion: Criterion, method: Method) -> str:
    """Return a method's mean of a criterion; nothing where the cycle asks it with other statements."""
    asked = [(i.code, i.reversed, i.methods) for i in criterion.items]
    found = (
        r for r in one.result.criteria
        if r.criterion.code == criterion.code and [(i.code, i.reversed, i.methods) for i in r.criterion.items] == asked
    )  # fmt: skip
    return next((r.means.get(method, "") for r in found), "")


def report_lines(office: Office, number: str) -> list[Line]:
    """Return the people of the newest closed cycle whose appraising officer this person was, by name."""
    with office.store.read() as view:
        for cycle in reversed(records.cycles(view)):
            if has_results(cycle):
                reports = sorted(records.reports(view, cycle, number), key=lambda e: e.name)
                return [_line(view, cycle, e, _load(view, cycle, e).result) for e in reports]
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
        return _load(view, records.cycle(view, cycle_id), ratee)


def _load(view: View, cycle: Cycle, ratee: Employee) -> PersonResult:
    instrument = records.instrument(view, cycle)
    result = _result(view, cycle, instrument, ratee)
    return PersonResult(cycle, instrument, ratee, result, describe(instrument, result.criteria))


def _result(view: View, cycle: Cycle, instrument: Instrument, ratee: Employee) -> Result:
    number = ratee.employee_number
    sent = records.sent_about(view, cycle.id, number)
    sent.sort(key=lambda pair: pair[0].rater != ratee.supervisor)  # the appraising officer's form comes first
    reason = next((reason for form, reason in sent if form.method == OFFICIAL and form.predicate), "")
    return make_result(instrument, [form for form, _ in sent], reason, records.sealed_means(view, cycle, number))


def _line(view: View, cycle: Cycle, ratee: Employee, result: Result) -> Line:
    filed = objections.get(view, cycle.id, ratee.employee_number)
    return Line(cycle, ratee, ref_of(cycle, ratee.employee_number), result.predicate, bool(filed and filed.changed))
