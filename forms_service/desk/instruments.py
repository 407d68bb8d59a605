"""The instrument of a cycle: what the content folder has, and a new version in place of the draft until the opening."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle, instrument_of
from assessment.instrument import Instrument, parse_instrument
from forms_service.desk import desk
from forms_service.desk.activity_forms import Revise
from forms_service.desk.answers import find_cycle, go, lines, moved_on
from forms_service.desk.public_texts import mark
from forms_service.web import lists
from forms_service.web.forms import Form
from forms_service.web.guard import may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import consultation, records
from kinerja_office import cycles as acts
from kinerja_words.problems import Refused


def instruments(content: Path | None, period: str = "") -> tuple[list[Instrument], list[str]]:
    """Return the instruments of the content folder as a period asks them, and what is to say of their files."""
    read = [lists.read(path, parse_instrument) for path in lists.instrument_files(content)]
    found, said = [], [line for _, notices in read for line in lines(Refused(notices))]
    for one in (i for i, _ in read if i):
        try:
            found.append(instrument_of(period, one))
        except Refused as refused:
            said += lines(refused)
    return found, said


@desk.get("/periode/<id>/instrumen")
@may("instrument.revise", of="office")
def instrument(id: str) -> ResponseReturnValue:
    """Show the versions in the content folder, with what each would change in the words people were asked about."""
    return _page(find_cycle(id), Form())


@desk.post("/periode/<id>/instrumen")
@may("instrument.revise", of="office")
def revise(id: str) -> ResponseReturnValue:
    """Put a version from the content folder in place of the draft, if it is still the one that was shown."""
    cycle, form = find_cycle(id), Revise.posted()
    if not cycle.before_opening:
        return moved_on(cycle)
    wanted = form.instrumen.data
    if wanted == records.instrument_key(cycle.instrument, cycle.version):
        return go("instrument", "desk.instrument.same", id=id)
    found, _ = instruments(service().content, cycle.period)
    chosen = next((i for i in found if records.instrument_key(i.code, i.version) == wanted), None)
    if chosen is None or form.versi.data != mark(chosen.source):
        form.blame("", t("desk.instrument.gone"))
        return _page(cycle, form), 422
    try:
        acts.revise_instrument(service().office, id, chosen, person().actor)
    except Refused as refused:
        form.refuse(refused)
        return _page(cycle, form), 409
    return go("instrument", "desk.instrument.done", {"version": chosen.version}, id=id)


def _page(cycle: Cycle, form: Form) -> str:
    with service().office.store.read() as view:
        asked, now = consultation.consulted_instrument(view, cycle), records.instrument(view, cycle)
    found, wrong = instruments(service().content, cycle.period)
    rows: list[dict[str, Any]] = []
    for instrument in found:
        key, same = (
            records.instrument_key(instrument.code, instrument.version),
            (instrument.code, instrument.version) == (now.code, now.version),
        )
        rows.append(
            {
                "instrument": instrument, "key": key, "now": same, "version": mark(instrument.source),
                "edited": same and mark(instrument.source) != mark(now.source),
                "changes": [] if same else consultation.compare_instruments(now, instrument),
                "lacks": [m for m in cycle.methods if m not in instrument.weights],
            }
        )  # fmt: skip
    return render_template(
        "desk/instrument.html", cycle=cycle, form=form, rows=rows, wrong=wrong, now=now, asked=asked,
        since=consultation.compare_instruments(asked, now), revisable=cycle.before_opening,
    )  # fmt: skip
