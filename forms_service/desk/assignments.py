"""Who assesses whom: made from the roster, from a file, or one by one; and the tasks that peers have declined.

Nothing here tells who has answered: the list is the same before and after a form was sent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from assessment.assignment import Assignment, parse_assignments
from assessment.cycle import Cycle
from assessment.method import Method
from assessment.roster import Employee
from forms_service.desk import desk
from forms_service.desk.common import (
    RefusedFile,
    field_errors,
    find_cycle,
    find_person,
    go,
    lines,
    moved_on,
    people_of,
    read_upload,
    refused_file,
    units_of,
)
from forms_service.desk.memory import memory
from forms_service.web.guard import may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import assignments as acts
from kinerja_office import declines as decline_acts
from kinerja_office import records
from kinerja_store import View
from kinerja_words.catalogue import names
from kinerja_words.problems import Refused

MOST_PEERS = 15


@dataclass(frozen=True)
class Row:
    """One person of a unit and who assesses them, with the tag that names the assignment in a form."""

    ratee: Employee
    supervisors: list[tuple[str, str]]
    peers: list[tuple[str, str]]
    itself: bool


@dataclass(frozen=True)
class UnitCount:
    """One unit in the overview: people, and assignments by method."""

    code: str
    name: str
    people: int
    counts: dict[str, int]


def tag(id: str, one: Assignment) -> str:
    """Name an assignment in a page or an address without anybody's number."""
    return service().tag("assignment", records.assignment_key(id, one))


@desk.get("/periode/<id>/penugasan")
@may("assignments.see", of="office")
def assignments(id: str) -> str:
    """Show the assignments by unit, or those of one unit."""
    return _page(find_cycle(id), request.args.get("unit", ""), [])


@desk.post("/periode/<id>/penugasan/buat")
@may("assignments.change", of="office")
def generate(id: str) -> ResponseReturnValue:
    """Make the assignments from the roster, in place of the ones before."""
    one = find_cycle(id)
    if one.state not in ("draft", "consultation", "goals"):
        return moved_on(one)
    text = request.form.get("rekan", "").strip()
    if text and not (text.isdecimal() and int(text) <= MOST_PEERS):
        return _page(one, "", [("rekan", t("assign.peers.wrong", most=MOST_PEERS))]), 422
    made = acts.generate_assignments(service().office, id, int(text) if text else None, person().actor)
    return go("assignments", "assign.made", {"n": len(made)}, id=id)


@desk.post("/periode/<id>/penugasan/impor")
@may("assignments.change", of="office", upload=True)
def upload_assignments(id: str) -> ResponseReturnValue:
    """Read a file of assignments and show what it would change."""
    one, office = find_cycle(id), service().office
    if one.state not in ("draft", "consultation", "goals"):
        return moved_on(one)
    with office.store.read() as view:
        people, before = people_of(view, one), set(records.assignments(view, id))
    sent = read_upload()
    if isinstance(sent, str):
        return _page(one, "", [("berkas", sent)]), 422
    try:
        wanted = parse_assignments(sent.data, sent.name, people, one.methods)
    except Refused as refused:
        return _page(one, "", [], refused_file(sent.name, sent.data, refused)), 422
    token = memory().waiting.keep(f"assignments/{id}", wanted)
    after = set(wanted)
    return render_template(
        "desk/assignments_preview.html", cycle=one, name=sent.name, token=token, added=len(after - before),
        removed=len(before - after), kept=len(after & before), methods=names("method"),
        counts={m: sum(1 for a in wanted if a.method == m) for m in one.methods},
    )  # fmt: skip


@desk.post("/periode/<id>/penugasan/terapkan")
@may("assignments.change", of="office")
def apply_assignments(id: str) -> ResponseReturnValue:
    """Put the assignments of the file in place of the ones before."""
    one, token = find_cycle(id), request.form.get("unggahan", "")
    wanted: list[Assignment] | None = memory().waiting.look_up(f"assignments/{id}", token)
    if wanted is None:
        return go("assignments", "desk.upload.gone", id=id)
    if one.state not in ("draft", "consultation", "goals"):
        return moved_on(one)
    acts.import_assignments(service().office, id, wanted, person().actor)
    memory().waiting.drop(token)
    return go("assignments", "assign.imported", {"n": len(wanted)}, id=id)


@desk.post("/periode/<id>/penugasan/tambah")
@may("assignments.change", of="office")
def add(id: str) -> ResponseReturnValue:
    """Add one assignment."""
    one, form, office = find_cycle(id), request.form, service().office
    unit = form.get("unit", "")
    method = form.get("metode", "")
    if method not in one.methods or method not in get_args(Method):
        return _page(one, unit, [("metode", t("assign.method.missing"))]), 422
    with office.store.read() as view:
        people = people_of(view, one)
    try:
        ratee = find_person(form.get("dinilai", ""), people.values(), "dinilai")
        text = form.get("penilai", "")
        rater = ratee if method == "self" and not text.strip() else find_person(text, people.values(), "penilai")
        wanted = Assignment(method, rater.employee_number, ratee.employee_number)
        acts.adjust_assignment(office, id, wanted, True, person().actor)
    except Refused as refused:
        errors = [({"rater": "penilai", "ratee": "dinilai"}.get(f, f), w) for f, w in field_errors(refused, "penilai")]
        return _page(one, unit, errors), 422
    values = {"method": names("method")[wanted.method], "rater": rater.name, "ratee": ratee.name}
    return go("assignments", "assign.added", {**values, "method": t(f"method.{method}")}, id=id, unit=ratee.unit)


@desk.post("/periode/<id>/penugasan/hapus")
@may("assignments.change", of="office")
def remove(id: str) -> ResponseReturnValue:
    """Remove one assignment; twice is the same as once."""
    one, office = find_cycle(id), service().office
    unit = request.form.get("unit", "")
    wanted = _tagged(one, request.form.get("tugas", ""))
    back = "declines" if request.form.get("dari") == "penolakan" else "assignments"
    if wanted is None:
        return go(back, "assign.removed.already", id=id, unit=unit or None)
    try:
        acts.adjust_assignment(office, id, wanted, False, person().actor)
    except Refused as refused:
        return _page(find_cycle(id), unit, [("", w) for w in lines(refused)]), 409
    with office.store.read() as view:
        people = people_of(view, one)
    values = {"rater": people[wanted.rater].name, "ratee": people[wanted.ratee].name}
    if back == "declines":
        return go("declines", "assign.removed", values, id=id)
    return go("assignments", "assign.removed", values, id=id, unit=people[wanted.ratee].unit)


@desk.get("/periode/<id>/penolakan")
@may("declines.see", of="office")
def declines(id: str) -> str:
    """List the peer tasks that were declined, with their reasons; they are deleted when the cycle is sealed."""
    one = find_cycle(id)
    with service().office.store.read() as view:
        people = people_of(view, one)
        rows = [
            (people[d.rater], people[d.ratee], d.reason, tag(id, Assignment("peer", d.rater, d.ratee)))
            for d in decline_acts.listed(service().office, view, one)
            if d.rater in people and d.ratee in people
        ]
        left = {ratee.employee_number: len(records.assignments(view, id, method="peer", ratee=ratee.employee_number))
                for _, ratee, _, _ in rows}  # fmt: skip
    return render_template("desk/declines.html", cycle=one, rows=rows, left=left)


@desk.post("/periode/<id>/penolakan/kembalikan")
@may("assignments.change", of="office")
def return_decline(id: str) -> ResponseReturnValue:
    """Hand a declined task back to its rater."""
    one = find_cycle(id)
    wanted = _tagged(one, request.form.get("tugas", ""))
    if wanted is None:
        return go("declines", "assign.removed.already", id=id)
    acts.return_decline(service().office, id, wanted.rater, wanted.ratee, person().actor)
    return go("declines", "declines.returned", id=id)


def _tagged(one: Cycle, wanted: str) -> Assignment | None:
    """Return the assignment a tag names."""
    if not wanted:
        abort(400)
    with service().office.store.read() as view:
        return next((a for a in records.assignments(view, one.id) if tag(one.id, a) == wanted), None)


def _page(one: Cycle, unit: str, errors: list[tuple[str, str]], refused: RefusedFile | None = None) -> str:
    office = service().office
    with office.store.read() as view:
        people, units = people_of(view, one), units_of(view)
        found = records.assignments(view, one.id)
        rows = _rows(one, unit, people, found) if unit else []
        counted = _counts(view, people, found) if not unit else []
        declined = decline_acts.count(view, one.id)
    return render_template(
        "desk/assignments.html", refused=refused, cycle=one, unit=unit, unit_name=units.get(unit, unit), rows=rows, units=counted,
        total=len(found), totals={m: sum(1 for a in found if a.method == m) for m in one.methods}, errors=errors,
        declined=declined, methods=names("method"), before=one.state in ("draft", "consultation", "goals"),
        adjustable=one.state in ("draft", "consultation", "goals", "assessment"), filled=request.form,
        default_peers=office.organisation.peers, most_peers=MOST_PEERS, people=len(people),
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


def _rows(one: Cycle, unit: str, people: Mapping[str, Employee], found: list[Assignment]) -> list[Row]:
    by_ratee: dict[str, list[Assignment]] = defaultdict(list)
    for a in found:
        if a.ratee in people and people[a.ratee].unit == unit:
            by_ratee[a.ratee].append(a)

    def named(number: str, method: str) -> list[tuple[str, str]]:
        raters = [a for a in by_ratee[number] if a.method == method]
        known = [(people[a.rater].name if a.rater in people else t("assign.gone"), tag(one.id, a)) for a in raters]
        return sorted(known)

    members = sorted((e for e in people.values() if e.unit == unit and e.rated), key=lambda e: e.name)
    return [
        Row(e, named(e.employee_number, "supervisor"), named(e.employee_number, "peer"),
            any(a.method == "self" for a in by_ratee[e.employee_number]))
        for e in members
    ]  # fmt: skip
