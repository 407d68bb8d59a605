"""Small pieces the desk's views share: finding a cycle, going on with a notice, reading an upload, naming people."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import abort, flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from assessment.cycle import Cycle, State
from assessment.roster import Employee, clean_number, show_number
from forms_service.web.language import lang, t, tt
from forms_service.web.service import service
from kinerja_office import records
from kinerja_store import View
from kinerja_words import catalogue
from kinerja_words.catalogue import LISTED, names
from kinerja_words.problems import Refused, refuse

UPLOAD_MOST = 8 * 1024 * 1024
"""A roster of 5,000 people has 1 MB; a file of 30,000 forms has 3 MB."""
OFFERED = 8
"""So many people of a like name are offered."""


class Upload(NamedTuple):
    """A file as it was sent: its name (for messages only) and its bytes."""

    name: str
    data: bytes


def find_cycle(id: str) -> Cycle:
    """Return a cycle or answer 404."""
    with service().office.store.read() as view:
        if view.get("cycles", id) is None:
            abort(404)
        return records.cycle(view, id)


def go(endpoint: str, key: str = "", values: Mapping[str, object] | None = None, **where: Any) -> Response:
    """Redirect after a post, with a notice that the next page shows once."""
    if key:
        flash(t(key, **(values or {})))
    return redirect(url_for(f"desk.{endpoint}", **where), 303)


def lines(refused: Refused) -> list[str]:
    """Return a refusal as lines for a page: the first dozen with row and column, then a summary."""
    return catalogue.lines(refused, lang())


def changed_elsewhere(cycle: Cycle) -> bool:
    """Whether the cycle has moved on since the page that posts was shown (another tab, another person)."""
    return request.form.get("dilihat", cycle.state) != cycle.state


def moved_on(cycle: Cycle) -> Response:
    """Answer a post from a page that is out of date: nothing is done, the cycle's page says where it is now."""
    return go("cycle", "desk.moved-on", {"state": state_name(cycle.state)}, id=cycle.id)


def state_name(state: State) -> str:
    """Return what a state is called on this page."""
    return tt(names("cycle_state")[state])


def read_upload(field: str = "berkas") -> Upload | str:
    """Return the uploaded file, or in words why there is none to read."""
    file = request.files.get(field)
    if file is None or not file.filename:
        return t("file.none")
    data = file.stream.read(UPLOAD_MOST + 1)
    if len(data) > UPLOAD_MOST:
        return t("file.large")
    return Upload(file.filename.replace("\\", "/").rsplit("/", 1)[-1][:80], data)


def new_token() -> str:
    """Return a random token."""
    return secrets.token_urlsafe(18)


def this_session() -> str:
    """Return a name for this session that is not its token."""
    return hashlib.sha256(str(session.get("token", "")).encode()).hexdigest()


def people_of(view: View, cycle: Cycle) -> Mapping[str, Employee]:
    """Return the people of a cycle: as fixed at opening, before that the current roster."""
    return records.people(view, cycle)


def units_of(view: View) -> dict[str, str]:
    """Return unit names by code."""
    return {u.code: u.name for u in records.roster(view).units}


def find_person(text: str, people: Iterable[Employee], field: str) -> Employee:
    """Return the one person a number or a part of a name means; raises `Refused` (field: where it was typed) where it is none or many."""
    wanted = " ".join(text.split())
    if not wanted:
        raise refuse("person.empty", field=field)
    listed = list(people)
    number = clean_number(wanted)
    exact = [e for e in listed if number in (e.employee_number, e.employee_number.lstrip("0"))]
    found = exact or [e for e in listed if wanted.casefold() in e.name.casefold()]
    whole = [e for e in found if e.name.casefold() == wanted.casefold()]
    if len(whole) == 1 or len(found) == 1:
        return (whole or found)[0]
    if not found:
        raise refuse("person.nobody", field=field)
    names = "; ".join(f"{e.name}, {e.position}, {show_number(e.employee_number)}" for e in found[:OFFERED])
    more = f" (+{len(found) - OFFERED})" if len(found) > OFFERED else ""
    raise refuse("person.several", field=field, n=len(found), names=names, more=more)


class Listed(NamedTuple):
    """One problem of a file as the page lists it."""

    row: int | None
    column: str
    words: str


class RefusedFile(NamedTuple):
    """A file that was refused: the first problems one by one, the rest summed up by kind."""

    file: str
    problems: list[Listed]
    more: dict[str, Any]


def refused_file(name: str, refused: Refused) -> RefusedFile:
    """Return a refusal of a file for its page; columns are called as the file itself calls them."""
    listed = [
        Listed(p.row, refused.called.get(p.column or "", p.column or ""), catalogue.word(p, lang(), place=False))
        for p in refused.problems[:LISTED]
    ]
    said = catalogue.kinds(refused.problems[LISTED:], lang())
    n = len(refused.problems)
    more = {"n": n, "left": max(0, n - LISTED), "kinds": f"({said})" if said else ""}
    return RefusedFile(name, listed, more)


def field_errors(refused: Refused, default: str) -> list[tuple[str, str]]:
    """Return a refusal as (field, words) for the summary; `field` or `column` names the field."""
    said = ((p.field or p.column or default, catalogue.word(p, lang(), place=False)) for p in refused.problems)
    return list(said)
