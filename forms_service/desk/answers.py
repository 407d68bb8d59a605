"""How views of the desk answer: a cycle or 404, on with a notice, a file to keep, the page that asks for a yes, why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from assessment.cycle import Cycle
from forms_service.desk.names import state_name
from forms_service.web.forms import Form
from forms_service.web.language import lang, t
from forms_service.web.service import service
from kinerja_office import records
from kinerja_words import catalogue
from kinerja_words.problems import Refused


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
