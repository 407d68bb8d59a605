"""Small pieces the desk's views share: finding a cycle, going on with a notice, naming people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from assessment.cycle import Cycle, State
from assessment.roster import Employee, clean_number, show_number
from forms_service.web.forms import Form
from forms_service.web.language import lang, name_of, t
from forms_service.web.person import called
from forms_service.web.service import service
from kinerja_office import records
from kinerja_store import View
from kinerja_words import catalogue
from kinerja_words.problems import Phrase, Refused, Text, refuse

OFFERED = 8
"""So many people of a like name are offered."""


def find_cycle(id: str) -> Cycle:
    """Return a cycle or answer 404."""
    with service().office.store.read() as view:
        return records.find_cycle(view, id) or abort(404)


def go(endpoint: str, key: str = "", values: Mapping[str, object] | None = None, **where: Any) -> Response:
    """Redirect after a post, with a notice that the next page shows once, at its top: a place further down would hide it."""
    if key:
        flash(t(key, **(values or {})))
        where.pop("_anchor", None)
    return redirect(url_for(f"desk.{endpoint}", **where), 303)


def download(data: bytes, media: str, name: str) -> Response:
    """Answer with a file to keep."""
    return Response(data, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def lines(refused: Refused) -> list[str]:
    """Return a refusal as lines for a page: the first dozen with row and column, then a summary."""
    return catalogue.lines(refused, lang())


def confirm(
    what: str, form: Form, back: str, cycle: Cycle | None = None, stays: Iterable[str] = (), final: Iterable[str] = (), **values: object
) -> ResponseReturnValue:  # fmt: skip
    """Return the page that asks for a yes to what cannot be taken back: its words are `confirm.title.<what>`, `lead`, `sure`, `do`.

    `final`, `stays`: what becomes final and what does not, in words; `back`: where no leads. 422 where the form was sent without a yes.
    """
    page = render_template(
        "desk/confirm.html", what=what, form=form, back=back, values=values, stays=[*stays], final=[*final],
        **({"cycle": cycle} if cycle else {}),
    )  # fmt: skip
    return (page, 422) if form.summary else page


def moved_on(cycle: Cycle) -> Response:
    """Answer a post from a page that is out of date: nothing is done, the cycle's page says where it is now."""
    return go("cycle", "desk.moved-on", {"state": state_name(cycle.state)}, id=cycle.id)


def name_of_staff(account: str) -> str:
    """Return what a page calls the staff account or program that did something."""
    with service().office.store.read() as view:
        return called(view, account)


def state_name(state: State) -> str:
    """Return what a state is called on this page."""
    return name_of("cycle_state", state)


def units_of(view: View) -> dict[str, str]:
    """Return unit names by code."""
    return {u.code: u.name for u in records.units(view)}


def criteria_names(view: View, cycle: Cycle) -> dict[str, Text]:
    """Return the names of a cycle's criteria by code."""
    return {c.code: c.name for c in records.instrument(view, cycle).criteria}


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
    with service().office.store.read() as view:
        units = units_of(view)
    told = [(e.name, e.position, units.get(e.unit, e.unit), show_number(e.employee_number)) for e in found[:OFFERED]]
    among = [(e.employee_number, " · ".join(filter(None, words))) for e, words in zip(found, told, strict=False)]
    more = Phrase("person.more", n=len(found) - OFFERED) if len(found) > OFFERED else ""
    raise refuse("person.several", field=field, n=len(found), among=among, more=more)
