"""Acts that may take long: after a few seconds a page says that the act is at work, looks again by itself, and then answers as the act would have."""

from __future__ import annotations

import contextvars
import functools
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from threading import Thread
from typing import Any, NamedTuple

from flask import make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from forms_service.desk import desk
from forms_service.desk.common import go
from forms_service.desk.memory import memory
from forms_service.web.guard import may
from forms_service.web.service import service

PATIENCE = 3.0
"""Seconds for which a browser is kept waiting without a word."""
KIND = "act"
View = Callable[..., ResponseReturnValue]


class Act(NamedTuple):
    """One act at work: since when, and its answer with the notices that came with it."""

    since: str
    answer: Future[tuple[Response, list[Any]]]


def unhurried(view: View) -> View:
    """Let a view work on beside the request once it takes longer than `PATIENCE`: it is done as a whole or not at all, whoever looks."""

    @functools.wraps(view)
    def begin(*args: Any, **more: Any) -> ResponseReturnValue:
        act = Act(service().office.now().isoformat(timespec="seconds"), Future())

        def run() -> None:
            try:
                answer = make_response(view(*args, **more))
                act.answer.set_result((answer, session.pop("_flashes", [])))
            except BaseException as error:  # whoever waits for the answer is told
                act.answer.set_exception(error)

        Thread(target=contextvars.copy_context().run, args=(run,), name="act", daemon=True).start()
        try:
            return _answer(act, PATIENCE)
        except NotYet:
            return go("at_work", tanda=memory().waiting.keep(KIND, act))

    return begin


@desk.get("/sebentar/<tanda>")
@may("desk.see", of="office")
def at_work(tanda: str) -> ResponseReturnValue:
    """Say that an act is at work, or answer as it did: again where the answer was lost on its way."""
    act: Act | None = memory().waiting.look_up(KIND, tanda)
    if act and act.answer.done():
        return _answer(act, 0)
    refresh = 2 if act and not request.args.get("diam") else None
    return render_template("desk/at_work.html", act=act, tanda=tanda, refresh=refresh)


def _answer(act: Act, patience: float) -> Response:
    answer, notices = act.answer.result(patience)
    if notices:
        session["_flashes"] = [*session.get("_flashes", []), *notices]
    return Response(answer.get_data(), answer.status, list(answer.headers))
