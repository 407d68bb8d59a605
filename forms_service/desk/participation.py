"""Who has taken part so far: self and supervisor by unit; of sealed methods no figure before the close, and never a result.

A figure read before and after somebody was seen at the computer, or before and after a paper form was entered, would tell who has
answered.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template

from assessment.cycle import Cycle
from assessment.method import RULES, Method
from forms_service.desk import desk
from forms_service.desk.answers import find_cycle
from forms_service.desk.names import units_of
from forms_service.web import roles
from forms_service.web.guard import may, person_roles
from forms_service.web.service import service
from kinerja_office import records, reminders
from kinerja_office.participation import Progress, progress
from kinerja_words.catalogue import names


@desk.get("/periode/<id>/keikutsertaan")
@may("participation.see", of="office")
def participation(id: str) -> str:
    """Show participation, and which officers' forms are missing."""
    cycle, office = find_cycle(id), service().office
    state = progress(office, id)
    named = [m for m in cycle.methods if not RULES[m].sealed]
    whole = {m: state.whole[m] for m in named}
    sealed = {m: state.whole[m] for m in cycle.sealed_methods} if cycle.sealed else {}
    late = missing_officers(cycle) if cycle.open and roles.allowed(person_roles(), "evaluations.see", "office") else []
    return render_template(
        "desk/participation.html", cycle=cycle, table=by_unit(state, named), named=named, whole=whole, sealed=sealed, methods=names("method"),
        late=late,
    )  # fmt: skip


def by_unit(state: Progress, named: Sequence[Method]) -> list[tuple[str, list[tuple[int, int]]]]:
    """Return (assigned, sent) by named method for each unit by its name, in the order of codes."""
    with service().office.store.read() as view:
        units = units_of(view)
    codes = sorted({unit for unit, _ in state.by_unit})
    return [(units.get(code, code), [state.by_unit.get((code, m), (0, 0)) for m in named]) for code in codes]


def missing_officers(cycle: Cycle) -> list[tuple[str, list[str]]]:
    """Return the officers whose forms are missing, by name, with about whom; a supervisor is no anonymous rater."""
    with service().office.store.read() as view:
        people = records.participants(view, cycle.id)
        late = reminders.late_officers(view, cycle)
        return sorted((people[n].name if n in people else n, names) for n, names in late.items())
