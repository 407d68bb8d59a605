"""Named records past their time: what is kept until when, their destruction, and its certificate to print."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from forms_service.desk import desk
from forms_service.desk.answers import find_cycle, go, moved_on
from forms_service.desk.cycle_forms import Typed
from forms_service.desk.unhurried import unhurried
from forms_service.web.guard import may, person
from forms_service.web.service import service
from kinerja_office import destruction as acts
from kinerja_words.problems import Refused


@desk.get("/periode/<id>/masa-simpan")
@may("records.destroy", of="office")
def retention(id: str) -> str:
    """Say what is kept until when, who sees it, and what may be destroyed now."""
    return _page(find_cycle(id), Typed())


@desk.post("/periode/<id>/masa-simpan")
@may("records.destroy", of="office")
@unhurried
def destroy(id: str) -> ResponseReturnValue:
    """Destroy what is past its time; the certificate is the page that follows."""
    cycle, form = find_cycle(id), Typed.posted()
    if form.outdated(cycle):
        return moved_on(cycle)
    if form.check(id):
        try:
            acts.destroy(service().office, id, person().actor)
            return go("certificate", id=id)
        except Refused as refused:
            form.refuse(refused)
    return _page(cycle, form), 422


@desk.get("/periode/<id>/berita-acara")
@may("records.destroy", of="office")
def certificate(id: str) -> str:
    """Print the certificates of a cycle, a sheet each."""
    cycle = find_cycle(id)
    with service().office.store.read() as view:
        found = acts.certificates(view, id) or abort(404)
    return render_template("desk/certificate.html", cycle=cycle, found=found)


def _page(cycle: Cycle, form: Typed) -> str:
    office = service().office
    form.dilihat.data = cycle.state
    with office.store.read() as view:
        kept, done = acts.keeping(office, view, cycle), acts.certificates(view, cycle.id)
    return render_template("desk/retention.html", cycle=cycle, form=form, kept=kept, done=done)
