"""Every way a request can end badly becomes a page: what happened, what is kept, what to do. Logs get a place, no words."""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from forms_service.web import carry
from forms_service.web.language import lang, t
from forms_service.web.log import note
from forms_service.web.service import service
from kinerja_office.answering import Stale
from kinerja_store import OutcomeUnknown, StoreError
from kinerja_words import catalogue
from kinerja_words.problems import Refused

KNOWN = (400, 403, 404, 405, 413)


def init_app(app: Flask) -> None:
    """Put a page behind every error."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(StoreError, _store)
    app.register_error_handler(Exception, _fault)
    app.jinja_env.globals["trouble"] = _trouble


def _trouble() -> str:
    """Return why nothing can be stored right now, for the top of every page; empty while all is well."""
    failed = service().office.store.failed
    return "" if failed is None else catalogue.text(failed, lang())


def page(
    status: int, title: str, paragraphs: Sequence[str], *, again: bool = False, back: str = "", label: str = ""
) -> Response:
    """Return an error page. `again`: offers to send what was posted once more; `back`: where to go on, with its label."""
    fields = (
        carry.posted_fields(session.get("who", "")) if again and request.method == "POST" and not request.files else ()
    )
    html = render_template(
        "error.html", title=title, paragraphs=paragraphs, fields=fields, again=again, path=request.path,
        back=back, label=label,
    )  # fmt: skip
    return make_response(html, status)


def _csrf(_: CSRFError) -> ResponseReturnValue:
    """Refuse a page that is out of date; one of somebody who has signed out in another tab leads on to signing in again."""
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if ours and g.get("person") is None and carry.page_owner():
        action = getattr(current_app.view_functions.get(request.endpoint or ""), "action", "")
        return redirect("/", 303) if action in ("public.see", "session.end") else carry.to_sign_in(expired=False)
    again = ours and g.get("person") is not None
    return page(400, t("error.csrf"), [t("error.csrf.what"), t("error.csrf.do")], again=again)


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:  # a redirect of the router
        return error.get_response()  # type: ignore[return-value]  # werkzeug's answer is what Flask sends
    code = error.code if error.code in KNOWN else 400 if (error.code or 500) < 500 else 500
    answer = page(error.code or 500, t(f"error.{code}"), [t(f"error.{code}.what"), t(f"error.{code}.do")])
    if error.code == 405:
        answer.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return answer


def _refused(error: Refused) -> Response:
    lines = catalogue.lines(error, lang())
    if isinstance(error, Stale):
        return page(
            409, t("error.stale"), lines, back=request.path.rsplit("/", 1)[0] + "/periksa", label=t("check.again")
        )
    return page(409, t("error.refused"), [*lines, t("error.unchanged")])


def _store(error: StoreError) -> Response:
    note(service().office, f"store: {type(error).__name__} at {request.endpoint}")
    title = t("error.unknown") if isinstance(error, OutcomeUnknown) else t("error.store")
    answer = page(503, title, catalogue.lines(error, lang()), again=True)
    answer.headers["Retry-After"] = "120"
    return answer


def _fault(error: Exception) -> Response:
    """Log where it happened under a number, never the message (it may hold what somebody typed)."""
    number = os.urandom(3).hex()
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    place = " < ".join(f"{os.path.basename(f.filename)}:{f.lineno}" for f in reversed(frames))  # noqa: PTH119  # no file
    note(service().office, f"fault {number}: {type(error).__name__} at {place} ({request.endpoint})")
    return page(500, t("error.500"), [t("error.500.what"), t("error.500.number", number=number)], again=True)
