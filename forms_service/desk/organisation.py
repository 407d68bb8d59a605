"""The organisation's predicate of a cycle: of the whole office and of units led by an officer who rates somebody, with its source."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from assessment.predicate import ORGANISATION_PREDICATES
from forms_service.desk import desk
from forms_service.desk.answers import find_cycle, go
from forms_service.desk.names import units_of
from forms_service.web.forms import Choice, Day, Form, Line
from forms_service.web.guard import may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import organisation_predicates as acts
from kinerja_words.problems import Refused


class OrganisationForm(Form):
    """What a unit's predicate is, and which document says so."""

    places = {"unit": "unit", "predicate": "predikat", "source": "dokumen", "day": "tanggal"}  # noqa: RUF012  # as every form
    unit = Choice("desk.organisation.unit", look="select")
    predikat = Choice(
        "desk.organisation.predicate", values=ORGANISATION_PREDICATES, names="organisation_predicate", look="scale plain",
        needed="desk.organisation.missing", wrong="desk.organisation.missing",
    )  # fmt: skip
    dokumen = Line(
        "desk.organisation.source", hint="desk.organisation.source.hint", needed="new.empty", most=acts.SOURCE_CHARS
    )
    tanggal = Day("desk.organisation.day", needed="new.empty")


@desk.get("/periode/<id>/predikat-organisasi")
@may("organisation.rate", of="office")
def organisation(id: str) -> str:
    """Show what was entered, and the form for the whole office or the unit of the address."""
    unit = request.args.get("unit", "")
    with service().office.store.read() as view:
        there = acts.of(view, id, unit)
    kept = {"predikat": there.predicate, "dokumen": there.source, "tanggal": there.day} if there else {}
    return _page(find_cycle(id), OrganisationForm(unit=unit, **kept))


@desk.post("/periode/<id>/predikat-organisasi")
@may("organisation.rate", of="office")
def rate_organisation(id: str) -> ResponseReturnValue:
    """Enter or correct one predicate; the same again changes nothing."""
    cycle, form = find_cycle(id), OrganisationForm.posted()
    words = (form.predikat.data, form.dokumen.data, form.tanggal.data)
    if form.validate():
        try:
            acts.enter(service().office, id, form.unit.data, *words, person().actor)
        except Refused as refused:
            form.refuse(refused)
    if form.summary:
        return _page(cycle, form), 422
    return go("organisation", "desk.organisation.done", id=id)


def _page(cycle: Cycle, form: OrganisationForm) -> str:
    with service().office.store.read() as view:
        names, led = units_of(view), acts.led(view, cycle)
        rows = [
            (
                unit,
                names.get(unit, unit) if unit else t("desk.organisation.whole"),
                led.get(unit),
                acts.of(view, cycle.id, unit),
            )
            for unit in ("", *led)
        ]
    form.unit.options = [(unit, name) for unit, name, _, _ in rows]
    return render_template("desk/organisation.html", cycle=cycle, form=form, rows=rows)
