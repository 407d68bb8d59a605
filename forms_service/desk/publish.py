"""Publishing a closed cycle, with two people where the office wants it, bound to the package that was looked at."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from assessment.cycle import Cycle
from forms_service.desk import desk
from forms_service.desk.answers import find_cycle, go, moved_on
from forms_service.desk.cycle_forms import Publish
from forms_service.desk.memory import memory
from forms_service.desk.preview import Preview, last_preview
from forms_service.desk.site import start_rebuild
from forms_service.desk.unhurried import unhurried
from forms_service.web.guard import may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import content_files, evaluations, publication
from kinerja_office.objections import must_be_publishable, open_objections
from kinerja_office.office import Office
from kinerja_words.problems import Refused


@desk.get("/periode/<id>/terbitkan")
@may("publish.do", of="office")
def publish_page(id: str) -> ResponseReturnValue:
    """State what publishing makes final."""
    cycle = find_cycle(id)
    if not cycle.unpublished:
        return moved_on(cycle)
    made = last_preview(cycle)
    if made is None or made.prepared.report.exit_code:
        return go("release_page", "publish.preview-first", id=id)
    return _page(cycle, made, Publish())


@desk.post("/periode/<id>/terbitkan")
@may("publish.do", of="office")
@unhurried
def publish(id: str) -> ResponseReturnValue:
    """Publish, or where two people are needed propose and approve; then build the public site anew."""
    cycle, running, form = find_cycle(id), service(), Publish.posted()
    office = running.office
    if cycle.published:
        return go("cycle", "publish.already", id=id)
    if not cycle.unpublished:
        return moved_on(cycle)
    made = last_preview(cycle)
    if made is None:
        return go("release_page", "publish.preview-first", id=id)
    two, me = publication.two_people(office, cycle), person().actor
    form.check(id)
    with office.store.read() as view, form.trying():
        must_be_publishable(office, view, cycle, undelivered=form.tanpa.data)
    if two and person().staff == "hr" and not form.catatan.data:
        form.blame("catatan", t("publish.note.missing"))
    if form.summary:
        return _page(cycle, made, form), 422
    try:
        done = publication.publish(
            office, id, running.packages, content_files.notes(office, running.content, id), me, form.catatan.data,
            expect=form.paket.data or "-", undelivered=form.tanpa.data,
        )  # fmt: skip
    except Refused as refused:
        after = _proposal(office, id)
        if find_cycle(id).published:
            return go("cycle", "publish.already", id=id)
        if two and after and after.by == me and after.package == made.package:
            return go("release_page", "publish.proposed", id=id)
        form.refuse(refused)
        return _page(cycle, made, form), 409
    memory().jobs.forget(f"preview/{id}")
    if done.report.exit_code:
        return go("release_page", "publish.audit-failed", id=id)
    memory().clear_previews()
    if running.content:
        content_files.settle(office, running.content)
    started = start_rebuild(me)
    return go("site", "publish.done" if started else "publish.done.busy", {"id": id})


def _proposal(office: Office, id: str) -> publication.Proposal | None:
    with office.store.read() as view:
        return publication.proposal(view, id)


def _standing(office: Office, cycle: Cycle) -> evaluations.Standing:
    with office.store.read() as view:
        return evaluations.standing(office, view, cycle)


def _waiting(office: Office, id: str) -> int:
    """Return how many objections are not decided."""
    with office.store.read() as view:
        return len(open_objections(view, id))


def _page(cycle: Cycle, made: Preview, form: Publish) -> str:
    office = service().office
    proposal, two = _proposal(office, cycle.id), publication.two_people(office, cycle)
    form.dilihat.data, form.paket.data = cycle.state, made.package
    return render_template(
        "desk/publish.html", cycle=cycle, made=made, form=form, two=two, proposal=proposal,
        approving=two and person().staff == "approver", mine=bool(proposal and proposal.by == person().actor), same=bool(proposal and proposal.package == made.package),
        stand=_standing(office, cycle), today=office.today(), waiting=_waiting(office, cycle.id),
        files=sorted(made.prepared.files),
    )  # fmt: skip
