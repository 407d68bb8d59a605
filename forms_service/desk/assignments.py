"""Who assesses whom: made from the roster, from a file, or one by one.

Nothing here tells who has answered: the list is the same before and after a form was sent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from assessment.assignment import Assignment, parse_assignments
from assessment.cycle import Cycle
from assessment.method import DRAWN, OFFICIAL, RULES, Method
from assessment.roster import Employee, show_number
from forms_service.desk import desk
from forms_service.desk.answers import find_cycle, go, moved_on
from forms_service.desk.forms import MOST_PEERS, Waits
from forms_service.desk.memory import memory
from forms_service.desk.names import units_of
from forms_service.desk.people_forms import AssignmentsFile, Generate, OnUnit, Unassign
from forms_service.desk.unhurried import unhurried
from forms_service.web import refs
from forms_service.web.forms import Form
from forms_service.web.guard import may, person
from forms_service.web.language import lang, t
from forms_service.web.service import service
from kinerja_office import assignments as acts
from kinerja_office import declines as decline_acts
from kinerja_office import records
from kinerja_store import View
from kinerja_words.catalogue import names, word
from kinerja_words.problems import Refused

MOST_FAULTS = 50
"""So many faulty assignments are listed."""


@dataclass(frozen=True)
class Row:
    """One person of a unit and who assesses them, with the tag that names the assignment in a form.

    `reports`: how many direct reports of theirs are rated; `whole`: the tags of the methods by which all of these rate them.
    """

    ratee: Employee
    raters: dict[Method, list[tuple[str, str]]]
    reports: int
    whole: dict[Method, str]


@dataclass(frozen=True)
class UnitCount:
    """One unit in the overview: people, and assignments by method."""

    code: str
    name: str
    people: int
    counts: dict[str, int]


def tag(cycle_id: str, assignment: Assignment) -> str:
    """Name an assignment in a page or an address without anybody's number."""
    return refs.ref("assignment", records.assignment_key(cycle_id, assignment))


def tagged(cycle: Cycle, wanted: str) -> Assignment | None:
    """Return the assignment a tag names; of a leader whom reports rate also all at once, which has no rater."""
    with service().office.store.read() as view:
        found, people = records.assignments(view, cycle.id), records.people(view, cycle)
    whole = (Assignment(m, "", n) for m in cycle.methods if RULES[m].rated_by == "reports" for n in people)
    return next((a for a in chain(found, whole) if tag(cycle.id, a) == wanted), None)


@desk.get("/periode/<id>/penugasan")
@may("assignments.see", of="office")
def assignments(id: str) -> str:
    """Show the assignments by unit, or those of one unit."""
    return assignments_page(find_cycle(id), Form(), request.args.get("unit", ""))


@desk.post("/periode/<id>/penugasan/buat")
@may("assignments.change", of="office")
@unhurried
def generate(id: str) -> ResponseReturnValue:
    """Make the assignments from the roster, in place of the ones before."""
    cycle, form = find_cycle(id), Generate.posted()
    if not cycle.before_opening:
        return moved_on(cycle)
    if not form.validate():
        return assignments_page(cycle, form), 422
    peers = int(form.rekan.data) if form.rekan.data else None
    made = acts.generate_assignments(service().office, id, peers, person().actor, afresh=bool(form.buang.data))
    return go("assignments", "assign.made", {"n": len(made)}, id=id)


@desk.post("/periode/<id>/penugasan/impor")
@may("assignments.change", of="office", upload=True)
def upload_assignments(id: str) -> ResponseReturnValue:
    """Read a file of assignments and show what it would change."""
    cycle, form = find_cycle(id), AssignmentsFile.posted()
    if not cycle.before_opening:
        return moved_on(cycle)
    if not form.validate():
        return assignments_page(cycle, form), 422
    name, data = form.sent
    with service().office.store.read() as view:
        people, before = records.people(view, cycle), set(records.assignments(view, id))
    try:
        wanted = parse_assignments(data, name, people, cycle.methods)
    except Refused as refused:
        form.refuse_file(refused)
        return assignments_page(cycle, form), 422
    token, after = memory().waiting.keep(f"assignments/{id}", wanted), set(wanted)
    return render_template(
        "desk/assignments_preview.html", cycle=cycle, name=name, form=Waits(unggahan=token), added=len(after - before),
        removed=len(before - after), kept=len(after & before), methods=names("method"),
        counts={m: sum(1 for a in wanted if a.method == m) for m in cycle.methods},
    )  # fmt: skip


@desk.post("/periode/<id>/penugasan/terapkan")
@may("assignments.change", of="office")
@unhurried
def apply_assignments(id: str) -> ResponseReturnValue:
    """Put the assignments of the file in place of the ones before."""
    cycle, token = find_cycle(id), Waits.posted().unggahan.data
    wanted: list[Assignment] | None = memory().waiting.look_up(f"assignments/{id}", token)
    if wanted is None:
        return go("assignments", "desk.upload.gone", id=id)
    if not cycle.before_opening:
        return moved_on(cycle)
    acts.import_assignments(service().office, id, wanted, person().actor)
    memory().waiting.drop(token)
    return go("assignments", "assign.imported", {"n": len(wanted)}, id=id)


@desk.post("/periode/<id>/penugasan/tambah")
@may("assignments.change", of="office")
def add(id: str) -> ResponseReturnValue:
    """Add one assignment; or, from the button of a leader (`tugas`), those of all their reports."""
    cycle, form, office = find_cycle(id), OnUnit.posted(), service().office
    form.offer(cycle.methods)
    if named := Unassign.posted().tugas.data:
        wanted = tagged(cycle, named)
        return _all_reports(cycle, form, wanted, add=True) if wanted and not wanted.rater else abort(400)
    if not form.validate():
        return assignments_page(cycle, form, form.unit.data), 422
    with office.store.read() as view:
        now = records.anybody_now(view) if form.metode.data == OFFICIAL else {}
        people = now | dict(records.people(view, cycle))
    try:
        wanted, rater, ratee = form.find(people.values())
        acts.adjust_assignment(office, id, wanted, True, person().actor)
    except Refused as refused:
        form.refuse(refused)
        return assignments_page(cycle, form, form.unit.data), 422
    values = {"method": t(f"method.{wanted.method}"), "rater": rater.name, "ratee": ratee.name}
    return go("assignments", "assign.added", values, id=id, unit=ratee.unit)


@desk.post("/periode/<id>/penugasan/perbaiki")
@may("assignments.change", of="office")
def mend(id: str) -> ResponseReturnValue:
    """Put what fits the roster in place of one assignment that does not; a second click finds it mended."""
    cycle, form, office = find_cycle(id), Unassign.posted(), service().office
    if not cycle.before_opening:
        return moved_on(cycle)
    wanted = tagged(cycle, form.tugas.data or abort(400))
    found = acts.mend(office, id, wanted, person().actor) if wanted else None
    if found is None:
        return go("assignments", "assign.mend.already", id=id)
    with office.store.read() as view:
        people = records.people(view, cycle)
    who, by = (_name(people, n) for n in (found.assignment.ratee, (found.instead or found.assignment).rater))
    key = "assign.mend.done" if found.instead else "assign.mend.removed"
    return go("assignments", key, {"ratee": who, "rater": by}, id=id)


def _name(people: Mapping[str, Employee], number: str) -> str:
    return people[number].name if number in people else t("assign.gone.who", number=show_number(number))


@desk.post("/periode/<id>/penugasan/hapus")
@may("assignments.change", of="office")
def remove(id: str) -> ResponseReturnValue:
    """Remove one assignment; twice is the same as once."""
    cycle, form, office = find_cycle(id), Unassign.posted(), service().office
    unit, wanted = form.unit.data, tagged(cycle, form.tugas.data or abort(400))
    if wanted is None:
        return go("assignments", "assign.removed.already", id=id, unit=unit or None)
    if not wanted.rater:
        return _all_reports(cycle, form, wanted, add=False)
    try:
        acts.adjust_assignment(office, id, wanted, False, person().actor)
    except Refused as refused:
        form.refuse(refused)
        return assignments_page(find_cycle(id), form, unit), 409
    with office.store.read() as view:
        people = records.people(view, cycle)
    values = {"rater": _name(people, wanted.rater), "ratee": _name(people, wanted.ratee)}
    return go("assignments", "assign.removed", values, id=id, unit=unit or None)


def _all_reports(cycle: Cycle, form: Form, wanted: Assignment, *, add: bool) -> ResponseReturnValue:
    with service().office.store.read() as view:
        leader = records.people(view, cycle)[wanted.ratee]
    try:
        acts.adjust_assignment(service().office, cycle.id, wanted, add, person().actor)
    except Refused as refused:
        form.refuse(refused)
        return assignments_page(find_cycle(cycle.id), form, leader.unit), 409
    said = "assign.reports.on" if add else "assign.reports.off"
    return go("assignments", said, {"ratee": leader.name}, id=cycle.id, unit=leader.unit)


def assignments_page(cycle: Cycle, form: Form, unit: str = "") -> str:
    """Return the page of all units, or of one, with the form that was posted."""
    office = service().office
    with office.store.read() as view:
        people, units = dict(records.people(view, cycle)), units_of(view)
        found = records.assignments(view, cycle.id)
        wrong, edits = acts.faults(view, cycle), len(records.hand_edits(view, cycle.id)) if cycle.before_opening else 0
        rows = _rows(cycle, unit, people, found) if unit else []
        by_all = [m for m in cycle.methods if RULES[m].rated_by == "reports"]
        unrated = len(_below(people).keys() - {a.ratee for a in found if a.method in by_all}) if by_all else 0
        counted = _counts(view, people, found) if not unit else []
        declined = decline_acts.count(view, cycle.id)
    pair = form if isinstance(form, OnUnit) else OnUnit(unit=unit)
    pair.offer(reversed(cycle.methods))
    return render_template(
        "desk/assignments.html", cycle=cycle, form=form, unit=unit, unit_name=units.get(unit, unit), rows=rows,
        units=counted, total=len(found), totals={m: sum(1 for a in found if a.method == m) for m in cycle.methods},
        declined=declined, before=cycle.before_opening, adjustable=cycle.before_opening or cycle.open,
        faults=[
            (f, _name(people, f.assignment.rater), _name(people, f.assignment.ratee), word(f.problem, lang(), place=False),
             f.instead and (_name(people, f.instead.rater), _name(people, f.instead.ratee)), tag(cycle.id, f.assignment)) for f in wrong[:MOST_FAULTS]
        ], wrong=len(wrong), unrated=unrated, least=max((RULES[m].own_from for m in by_all), default=0), edits=edits, people=len(people), most_peers=MOST_PEERS, pair=pair, RULES=RULES, drawn=any(m in cycle.methods for m in DRAWN),
        generate=form if isinstance(form, Generate) else Generate(rekan=cycle.peers or office.organisation.peers),
        file=form if isinstance(form, AssignmentsFile) else AssignmentsFile(),
    )  # fmt: skip


def _counts(view: View, people: Mapping[str, Employee], found: list[Assignment]) -> list[UnitCount]:
    names = units_of(view)
    members: dict[str, int] = defaultdict(int)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for e in people.values():
        members[e.unit] += e.rated
    for a in found:
        if a.ratee in people:
            counts[people[a.ratee].unit][a.method] += 1
    return [UnitCount(c, names.get(c, c), members[c], dict(counts[c])) for c in sorted(members) if members[c]]


def _rows(cycle: Cycle, unit: str, people: Mapping[str, Employee], found: list[Assignment]) -> list[Row]:
    by_ratee: dict[str, list[Assignment]] = defaultdict(list)
    for a in found:
        if a.ratee in people and people[a.ratee].unit == unit:
            by_ratee[a.ratee].append(a)

    def named(number: str, method: str) -> list[tuple[str, str]]:
        raters = [a for a in by_ratee[number] if a.method == method]
        known = [(people[a.rater].name if a.rater in people else t("assign.gone"), tag(cycle.id, a)) for a in raters]
        return sorted(known)

    below, by_all = _below(people), [m for m in cycle.methods if RULES[m].rated_by == "reports"]
    members = sorted((e for e in people.values() if e.unit == unit and e.rated), key=lambda e: e.name)
    return [
        Row(e, {m: named(e.employee_number, m) for m in cycle.methods}, below[e.employee_number],
            {m: tag(cycle.id, Assignment(m, "", e.employee_number)) for m in by_all})
        for e in members
    ]  # fmt: skip


def _below(people: Mapping[str, Employee]) -> Counter[str]:
    """Return how many rated direct reports each rated person has."""
    return Counter(
        e.supervisor for e in people.values() if e.rated and e.supervisor in people and people[e.supervisor].rated
    )
