"""The recap of predicates given elsewhere: a file is counted at once and forgotten; what is kept of it is shown."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from assessment.predicate import PREDICATES
from forms_service.desk import desk
from forms_service.desk.answers import find_cycle, go
from forms_service.desk.forms import FileForm
from forms_service.web.guard import may, person
from forms_service.web.service import service
from kinerja_office import recap as acts
from kinerja_words.problems import Refused


class RecapFile(FileForm):
    """A recap to count."""


@desk.get("/periode/<id>/rekap")
@may("recap.import", of="office")
def recap(id: str) -> str:
    """Show what is kept, and ask for a file."""
    return _page(find_cycle(id), RecapFile())


@desk.post("/periode/<id>/rekap")
@may("recap.import", of="office", upload=True)
def import_recap(id: str) -> ResponseReturnValue:
    """Count a file, keep the coded shares; again takes the first one's place."""
    cycle, form = find_cycle(id), RecapFile.posted()
    if not form.validate():
        return _page(cycle, form), 422
    name, data = form.sent
    try:
        acts.import_recap(service().office, id, data, name, person().actor)
    except Refused as refused:
        form.refuse_file(refused)
        return _page(cycle, form), 422
    return go("recap", "recap.done", id=id)


def _page(cycle: Cycle, form: RecapFile) -> str:
    office = service().office
    with office.store.read() as view:
        kept, least = acts.of(view, cycle.id), acts.people_needed(office, view, cycle)
    rows = list(zip(PREDICATES, kept.shares, strict=True)) if kept and kept.shares else []
    return render_template(
        "desk/recap.html", cycle=cycle, form=form, kept=kept, rows=rows, least=least, taken=cycle.state in acts.TAKEN
    )
