"""Acts that may take long: after a few seconds a page says that the act is at work, looks again by itself, and then answers as the act would have."""

from __future__ import annotations

import contextvars
import functools
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from threading import Thread
from typing import Any

from flask import current_app, make_response, render_template, request, session
from flask.typing import ResponseReturnValue

from forms_service.desk import desk
from forms_service.desk.answers import go
from forms_service.desk.jobs import beside
from forms_service.desk.memory import Answer, memory
from forms_service.web.guard import may
from forms_service.web.service import service
from kinerja_office import leases
from kinerja_store import StoreError

PATIENCE = 3.0
"""Seconds for which a browser is kept waiting without a word."""
View = Callable[..., ResponseReturnValue]


def unhurried(view: View) -> View:
    """Let a view work on beside the request once it takes longer than `PATIENCE`: it is done as a whole or not at all, whoever looks."""

    @functools.wraps(view)
    def begin(*args: Any, **more: Any) -> ResponseReturnValue:
        found: Future[Answer] = Future()
        told: dict[str, Any] = {"since": service().office.now().isoformat(timespec="seconds")}

        def run() -> None:
            leases.MEASURE.set(lambda done, total: told.update(done=done, total=total))
            try:
                try:
                    made = make_response(view(*args, **more))
                except Exception as error:  # becomes a page here, where what was posted is still known
                    made = make_response(current_app.handle_user_exception(error))
                found.set_result(Answer.of(made, session.pop("_flashes", [])))
            except BaseException as error:  # whoever waits for the answer is told
                found.set_exception(error)

        Thread(target=contextvars.copy_context().run, args=(run,), name="act", daemon=True).start()
        try:
            return found.result(PATIENCE).given()
        except NotYet:
            token = secrets.token_urlsafe(18)
            return go("at_work", tanda=token) if _goes_on(token, told, found) else found.result().given()

    return begin


def _goes_on(token: str, told: Mapping[str, Any], found: Future[Answer]) -> bool:
    """Let every process know of an act, and of its answer; False where the store takes nothing now, so that the browser waits."""
    office, waiting = service().office, memory().waiting
    try:
        with office.store.write() as change:
            lease = leases.take(office, change, _name(token), **told)
    except StoreError:
        return False

    def end() -> None:
        with suppress(Exception):  # a fault has no answer: the page then says that there is none
            waiting.put(token, found.result())

    if lease:
        lease.told = told  # as it goes on
        beside(lease, end)
    return lease is not None


@desk.get("/sebentar/<tanda>")
@may("desk.see", of="office")
def at_work(tanda: str) -> ResponseReturnValue:
    """Say that an act is at work, or answer as it did: again where the answer was lost on its way."""
    act = leases.held(service().office, _name(tanda))
    answer: Answer | None = memory().waiting.get(tanda)
    if answer:
        return answer.given()
    refresh = 2 if act and not request.args.get("diam") else None
    return render_template("desk/at_work.html", act=act, tanda=tanda, refresh=refresh)


def _name(token: str) -> str:
    return "act/" + service().tag("act", f"{token}/{session['token']}")
