"""What citizens said: a file is read and shown as it would be released; a yes to that very package releases it and builds the site."""

from __future__ import annotations

import csv
import io
from typing import Any, ClassVar

from flask import render_template
from flask.typing import ResponseReturnValue

from assessment.citizens import MEASURES
from assessment.cycle import Cycle
from forms_service.desk import desk
from forms_service.desk.answers import find_cycle, go, moved_on
from forms_service.desk.cycle_forms import NOTE_CHARS, Typed
from forms_service.desk.forms import FileForm
from forms_service.desk.memory import memory
from forms_service.desk.site import start_rebuild
from forms_service.desk.unhurried import unhurried
from forms_service.web.forms import Hidden, Line, Words
from forms_service.web.guard import may, person
from forms_service.web.language import lang, name_of, t
from forms_service.web.service import service
from kinerja_office import citizens as acts
from kinerja_office import publication
from kinerja_office.publication import Prepared
from kinerja_words import catalogue
from kinerja_words.problems import Refused
from publishing.package import package_hash


class CitizensFile(FileForm):
    """A file of what citizens said."""


class Release(Typed):
    """A yes to the package that was looked at, with the file it was made of; with two people, a proposal with a note."""

    places: ClassVar = {"note": "catatan"}
    unggahan = Hidden()
    catatan = Words("publish.note", hint="publish.note.hint", attrs={"maxlength": NOTE_CHARS})
    ketik = Line(attrs={"autocapitalize": "none", "spellcheck": "false"})


@desk.get("/periode/<id>/warga")
@may("publish.preview", of="office")
def citizens_page(id: str) -> ResponseReturnValue:
    """Show what is released, and ask for a file."""
    cycle = find_cycle(id)
    return _page(cycle, CitizensFile()) if cycle.published else moved_on(cycle)


@desk.post("/periode/<id>/warga")
@may("publish.preview", of="office", upload=True)
@unhurried
def read_citizens(id: str) -> ResponseReturnValue:
    """Read a file and show what of it would be released, and what the auditor says."""
    cycle, form = find_cycle(id), CitizensFile.posted()
    if not cycle.published:
        return moved_on(cycle)
    if not form.validate():
        return _page(cycle, form), 422
    name, data = form.sent
    try:
        made = acts.prepare(service().office, id, data, name, service().packages)
    except Refused as refused:
        (form.refuse_file if any(p.row for p in refused.problems) else form.refuse)(refused)
        return _page(cycle, form), 422
    token = memory().waiting.keep(f"citizens/{id}", (name, data, made))
    return _shown(cycle, made, Release(unggahan=token))


@desk.post("/periode/<id>/warga/terbit")
@may("publish.do", of="office")
@unhurried
def release_citizens(id: str) -> ResponseReturnValue:
    """Release the package that was looked at, or propose it; then build the public site anew."""
    cycle, form = find_cycle(id), Release.posted()
    waiting: tuple[str, bytes, Prepared] | None = memory().waiting.look_up(f"citizens/{id}", form.unggahan.data)
    if waiting is None:
        return go("citizens_page", "citizens.gone", id=id)
    name, data, made = waiting
    if not form.check(id):
        return _shown(cycle, made, form), 422
    office, me = service().office, person().actor
    note, seen = form.catatan.data[:NOTE_CHARS], package_hash(made.files)
    try:
        done = acts.publish(office, id, data, name, service().packages, me, note, seen)
    except Refused as refused:
        if [p.code for p in refused.problems] == ["citizens.second_person"]:
            return go("citizens_page", "publish.proposed", id=id)
        form.refuse(refused)
        return _shown(cycle, made, form), 409
    if done.report.exit_code:
        return _shown(cycle, done, form), 409
    memory().waiting.drop(form.unggahan.data)
    return go("site", "publish.done" if start_rebuild(me) else "publish.done.busy", {"id": id})


def _about(cycle: Cycle) -> dict[str, Any]:
    office = service().office
    with office.store.read() as view:
        days, proposal = acts.days(view, cycle.id), publication.proposal(view, acts.address(cycle.id))
    two = publication.two_people(office, cycle)
    return {
        "cycle": cycle, "days": days, "proposal": proposal, "two": two, "approving": two and person().staff == "approver",
        "measures": MEASURES, "called": lambda measure: name_of("citizens_measure", measure) or measure,
    }  # fmt: skip


def _page(cycle: Cycle, form: CitizensFile) -> str:
    return render_template("desk/citizens.html", form=form, made=None, **_about(cycle))


def _shown(cycle: Cycle, made: Prepared, form: Release) -> str:
    read = csv.DictReader(io.StringIO(made.files["citizens.csv"].decode(), newline=""))
    rows = [{**row, "value": catalogue.figure(row["value"], lang())} for row in read]
    findings = [getattr(f.sentence, lang()) for f in made.report.findings]
    form.dilihat.data = cycle.state
    shown = {"made": made, "rows": rows, "findings": findings, "ask": t("desk.type", id=cycle.id)}
    return render_template("desk/citizens.html", form=form, **shown, **_about(cycle))
