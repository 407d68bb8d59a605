"""What HR takes along as a workbook: each shows what a page shows to the same reader, no more; the trail says what was taken by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from assessment.method import OFFICIAL, RULES
from assessment.workbook_writer import Sheet
from forms_service.desk import desk
from forms_service.desk.activity_forms import Export
from forms_service.desk.answers import find_cycle
from forms_service.desk.names import criteria_names, units_of
from forms_service.desk.participation import by_unit, missing_officers
from forms_service.desk.roster import roster_sheet, workbook
from forms_service.desk.training import interested, needs_by_group
from forms_service.web import roles
from forms_service.web.guard import may, person, person_roles
from forms_service.web.language import name_of, t, tt
from forms_service.web.service import service
from kinerja_office import follow_up, records, training
from kinerja_office.participation import progress
from kinerja_office.roster import note_export
from kinerja_words.problems import Text

Rows = Iterable[tuple[str, ...]]


def _assignments(cycle: Cycle) -> Rows:
    with service().office.store.read() as view:
        people, units = records.people(view, cycle), units_of(view)
        for method, rater, ratee in records.assignments(view, cycle.id):
            if ratee in people:
                e, by = people[ratee], people.get(rater)
                named = (by.name, rater) if by else (t("assign.gone"), rater)
                yield (name_of("method", method), e.name, ratee, units.get(e.unit, e.unit), *named)


def _participation(cycle: Cycle) -> Rows:
    state, named = progress(service().office, cycle.id), [m for m in cycle.methods if not RULES[m].sealed]
    for unit, counts in by_unit(state, named):
        for method, (assigned, sent) in zip(named, counts, strict=True):
            if assigned:
                yield unit, name_of("method", method), str(assigned), str(sent)
    for method, (assigned, whole) in state.whole.items():
        told = t("part.withheld" if cycle.sealed else "exports.after") if whole is None else str(whole)
        yield t("exports.whole"), name_of("method", method), str(assigned), told


def _missing(cycle: Cycle) -> Rows:
    return ((officer, name) for officer, names in missing_officers(cycle) for name in names)


def _trainings(cycle: Cycle) -> Rows:
    with service().office.store.read() as view:
        called, taken = criteria_names(view, cycle), training.of_cycle(view, cycle.id)
    for group, needs in needs_by_group(cycle):
        for n in needs:
            titles = "; ".join(tt(p.title) for p in n.programmes)
            yield t("exports.need"), group, _called(called, n.criterion), titles, "", "", ""
    for x in taken:
        told = (tt(x.title), x.planned, x.held, str(x.participants or ""))
        yield (t("exports.training"), "", _called(called, x.criterion), *told)


def _interest(cycle: Cycle) -> Rows:
    with service().office.store.read() as view:
        found = interested(view, cycle)
    return ((tt(title), name, unit) for _, title, people in found for name, unit in people)


def _actions(cycle: Cycle) -> Rows:
    with service().office.store.read() as view:
        called = criteria_names(view, cycle)
        for a in follow_up.of_cycle(view, cycle.id):
            ended = (name_of("action_state", a.state), tt(a.result), a.ended)
            yield (_called(called, a.criterion), tt(a.text), a.owner, a.due, *ended)


def _called(names: Mapping[str, Text], criterion: str) -> str:
    return tt(names.get(criterion, {"id": criterion}))


KINDS: Mapping[str, tuple[str, Callable[[Cycle], bool], Callable[[Cycle], Rows]]] = {
    "assignments": ("assignments.see", bool, _assignments),
    "participation": ("participation.see", lambda c: not c.before_opening, _participation),
    "missing": ("evaluations.see", lambda c: c.open and OFFICIAL in c.methods, _missing),
    "training": ("training.see", lambda c: c.sealed, _trainings),
    "interest": ("training.see", lambda c: c.sealed, _interest),
    "follow-up": ("follow-up.see", lambda c: c.sealed, _actions),
}  # fmt: skip
"""What there is of a cycle: the act that shows it on a page, when, and its rows."""


@desk.get("/ekspor")
@may("desk.see", of="office")
def exports() -> str:
    """List what the reader may take along, by cycle."""
    with service().office.store.read() as view:
        cycles = records.cycles(view)
    found = [(c, [k for k, (_, when, _) in KINDS.items() if _may(k) and when(c)]) for c in reversed(cycles)]
    return render_template("desk/exports.html", found=[x for x in found if x[1]], everybody=_may("roster"))


@desk.post("/ekspor")
@may("desk.see", of="office")
def export() -> ResponseReturnValue:
    """Give one workbook; the trail says which, of which cycle, and by whom."""
    form, office = Export.posted(), service().office
    kind, id = form.jenis.data, form.periode.data
    if kind != "roster" and kind not in KINDS:
        abort(404)
    if not _may(kind):
        abort(403)
    if kind == "roster":
        id = ""
        with office.store.read() as view:
            sheet = roster_sheet(records.roster(view))
    else:
        cycle = find_cycle(id)
        _, when, rows = KINDS[kind]
        if not when(cycle):
            abort(404)
        head = tuple(t(f"exports.{kind}.columns").split("; "))
        sheet = Sheet(t(f"exports.{kind}"), [head, *rows(cycle)], widths=(26,) * len(head))
    note_export(office, kind, id, person().actor)
    return workbook("-".join(filter(None, (kind, id))), sheet)


def _may(kind: str) -> bool:
    act = "roster.see" if kind == "roster" else KINDS[kind][0]
    return roles.allowed(person_roles(), act, "office")
