"""HR's desk: the pages under /meja. Each module holds the views of one thing HR does; rules stay in `assessment`."""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, current_app, request

from assessment.evaluation import has_documents
from forms_service.desk import repeats
from forms_service.desk.names import name_of_staff
from forms_service.web import roles
from forms_service.web.guard import person, person_roles
from forms_service.web.language import show_time, t
from kinerja_office import doubts
from kinerja_store import StoreError
from kinerja_store import trail as chain
from kinerja_words import catalogue

desk = Blueprint("desk", __name__, url_prefix="/meja")


@desk.context_processor
def _words() -> dict[str, Any]:
    """Let templates ask what the reader may do, and say when and what somebody did."""
    return {
        "can": lambda action: roles.allowed(person_roles(), action, "office"),
        "at": lambda instant: show_time(datetime.datetime.fromisoformat(instant)),
        "act_name": _act_name,
        "by": name_of_staff,
        "help_here": help.help_here,
        "has_documents": has_documents,
    }


def _act_name(act: str) -> str:
    known = (
        "act." + act.replace("say.", "consultation.", 1) if act.startswith("say.") else f"act.{act}"
    )  # as 0.1.0 wrote it
    return t(known) if known in catalogue.pages() else act


@desk.before_request
def _second_click() -> Response | None:
    """Answer a second click as the first."""
    return repeats.begin()


@desk.before_request
def _said_yes() -> None:
    """Keep what was ticked as right after all; the act that asked is then carried out."""
    if request.method == "POST" and (marks := request.form.getlist("benar")):
        doubts.confirm(current_app.extensions["kinerja"].office, marks, person().actor)


@desk.teardown_request
def _close_uploads(_: BaseException | None) -> None:
    """Close what was uploaded; a large file lay in a nameless temporary file, which goes with its last handle."""
    repeats.release()
    request.close()


@desk.after_request
def _write_trail(response: Response) -> Response:
    """Bring the trail's lines of this act to their file (they are in the store already, and safe)."""
    repeats.end(response)
    if request.method == "POST":
        with suppress(StoreError):
            chain.flush(current_app.extensions["kinerja"].office.store)
    return response


from forms_service.desk import (  # noqa: E402, F401  # the views need the blueprint above; to import them registers them
    accounts,
    assignments,
    backup,
    citizens,
    closing,
    consultation,
    content,
    cycles,
    declines,
    destruction,
    evaluations,
    exports,
    follow_up,
    goals,
    help,
    instruments,
    objections,
    organisation,
    overview,
    paper,
    participation,
    preview,
    publish,
    recap,
    reminders,
    roster,
    site,
    slips,
    trail,
    training,
)
