"""Reads what is printed of a person, for one who may see it: themselves, their officer, the officer's superior."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assessment.cycle import Cycle
from assessment.dossier import Dossier, Party, confirmed, gather
from assessment.evaluation import has_documents
from assessment.method import OFFICIAL
from assessment.objection import superior_of
from assessment.roster import Employee
from forms_service.evaluations import sheets
from forms_service.web import refs
from forms_service.web.roles import Whose
from kinerja_office import evaluations, evidence, feedback, goals, objections, organisation_predicates, records
from kinerja_office.office import Office
from kinerja_store import View


@dataclass(frozen=True)
class Paper:
    """A person whose documents the reader may print, and what of them."""

    ref: str
    whose: Whose
    dossier: Dossier


def ref_of(cycle: str, employee: str) -> str:
    """Return the name of somebody's papers in addresses."""
    return refs.ref("paper", cycle, employee)


def mine(office: Office, me: str, id: str = "", ref: str = "") -> list[Paper]:
    """Return everybody whose documents somebody may print, newest cycle first: themselves, their reports, their officers' reports.

    `id` and `ref`: those of one cycle, of one person alone; no other documents are read.
    """
    with office.store.read() as view:
        cycles = [cycle for cycle in reversed(records.cycles(view)) if id in ("", cycle.id)]
        return [paper for cycle in cycles for paper in _of_cycle(office, view, cycle, me, ref)]


def find(office: Office, cycle_id: str, ref: str, me: str) -> tuple[Whose, Paper | None]:
    """Return whose papers an address names, and the papers where they may be seen."""
    found = next(iter(mine(office, me, cycle_id, ref)), None)
    return (found.whose, found) if found else ("other", None)


def _of_cycle(office: Office, view: View, cycle: Cycle, me: str, only: str) -> Iterator[Paper]:
    if cycle.imported or cycle.draft:
        return
    people = records.people(view, cycle)
    own = people.get(me)
    reports = records.reports(view, cycle, me)
    listed: list[tuple[Whose, Employee]] = [("own", own)] if own and own.rated else []
    listed += [("report", e) for e in _by_name(reports)]
    if cycle.sealed and has_documents(cycle):
        below = [e for o in reports for e in records.reports(view, cycle, o.employee_number)]
        listed += [("addressed", e) for e in _by_name(below) if e.rated]
    for whose, employee in listed:
        if only in ("", ref := ref_of(cycle.id, employee.employee_number)):
            made = _load(office, view, cycle, employee, whose)
            if made.families or cycle.destroyed:
                yield Paper(ref, whose, made)


def _by_name(people: list[Employee]) -> list[Employee]:
    return sorted(people, key=lambda e: (e.name, e.employee_number))


def _load(office: Office, view: View, cycle: Cycle, person: Employee, whose: Whose) -> Dossier:
    """Return a dossier as its reader sees it: an officer's superior sees the leader's feedback alone; the employee sees levels and
    document once they are handed over."""
    number, units = person.employee_number, {u.code: u.name for u in records.roster(view).units}
    people = records.people(view, cycle)
    officer = people.get(person.supervisor) or records.employee(view, person.supervisor)
    chief = superior_of(people, number)
    superior = (people.get(chief) or records.employee(view, chief)) if chief else None
    there, until = goals.skp_cycle(view, cycle), cycle.end if cycle.short else ""
    told = [f for id in dict.fromkeys((there.id, cycle.id)) for f in feedback.about(view, id, number)]
    said = [f for f in told if not until or f.day <= until]
    if whose == "addressed":
        said = [f for f in said if f.relation == "leader"]
    leaders = goals.of_person(view, there.id, person.supervisor) if person.supervisor else []
    lines, by_value, whole = gather(goals.up_to(goals.of_person(view, there.id, number), until), leaders, said)
    files = [f for f in evidence.of_person(view, there.id, number) if not until or f.day <= until]
    lines = tuple(replace(r, files=tuple((f.kind, f.day) for f in files if f.goal == r.goal.id)) for r in lines)
    given = organisation_predicates.for_officer(view, cycle, person.supervisor)
    form = document = filed = None
    if cycle.sealed and has_documents(cycle):
        sheet = sheets.sheet(office, view, cycle, number, whose) if _has(view, cycle, number) else None
        if sheet and sheet.readable:
            form, document, filed = sheet.form, sheet.document, objections.get(view, cycle.id, number)
            officer, superior = sheet.officer or officer, sheet.superior or superior
    elif cycle.sealed and whose != "addressed":
        form = next(
            (f for f, _ in records.sent_about(view, cycle.id, number) if f.method == OFFICIAL and f.predicate), None
        )
    return Dossier(
        cycle, Party.of(person, units), Party.of(officer, units), Party.of(superior, units, filed.outside if filed else ""),
        goals.skp(view, there.id, number), lines, by_value, whole, given.predicate if given else "", form, document, filed,
        confirmed=confirmed(document, filed),
    )  # fmt: skip


def _has(view: View, cycle: Cycle, number: str) -> bool:
    return bool(evaluations.expected(view, cycle, ratee=number))
