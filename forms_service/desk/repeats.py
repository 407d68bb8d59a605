"""A second click on a button that does something once waits for the first and shows what came of it, in whatever process it arrives.

What does something once carries a token (an upload that waits for a yes, a person whose slip is made anew), or shows a password
once (a new account). The last such post of each sign-in is put on the shelf with its answer: the same post again gets
the same answer; any other post of that sign-in ends that. Other acts find themselves done and say so.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import ExitStack, suppress

from flask import Response, g, request, session

from forms_service.desk.memory import Answer, memory
from forms_service.web.service import service
from kinerja_office import leases
from kinerja_store import StoreError

TOKENS = ("unggahan", "orang")
"""Fields of what waits for a yes: each does something once."""
SHOWN_ONCE = ("desk.new_account", "desk.rekey_account", "desk.issue")
"""Views whose answer holds what is shown once, and would be lost with the first answer of a double click."""
SOON, LONG = 60.0, 30 * 60.0
"""Seconds for which a post is a second click: without a token, and with one, which could do nothing any more."""
PATIENCE = 120.0
"""Seconds for which a second click waits for the first."""
LOOKS = 0.05
"""Seconds between two looks whether the first has ended."""
LAST = "last-post"


def begin() -> Response | None:
    """Before a post is carried out: wait for this sign-in's same kind of post before it, and return that one's answer if it is the same."""
    if request.method != "POST" or "token" not in session:
        return None
    mine = memory().waiting
    if not (digest := _digest()):
        mine.drop(LAST)
        return None
    g.alone, g.post = ExitStack(), digest
    if lease := _alone():
        g.alone.enter_context(lease.kept())
    last: tuple[str, float, Answer] | None = mine.get(LAST)
    if last is None or last[0] != digest or mine.shelf.clock() > last[1]:
        return None
    g.post = ""
    return last[2].given()


def end(response: Response) -> None:
    """After a post: remember its answer where something was done, forget this sign-in's one before."""
    if not (digest := g.get("post")):
        return
    mine = memory().waiting
    mine.drop(LAST)
    if response.status_code in (200, 303) and not response.is_streamed:
        until = mine.shelf.clock() + (LONG if any(t in request.form for t in TOKENS) else SOON)
        with suppress(StoreError):
            mine.put(LAST, (digest, until, Answer.of(response, session.get("_flashes", ()))))


def release() -> None:
    """Let a waiting second click go on."""
    if alone := g.pop("alone", None):
        alone.close()


def _alone() -> leases.Lease | None:
    """Return this sign-in's right to do something once; None where the one before it does not end."""
    office, name = service().office, "post/" + service().tag("post", str(session["token"]))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if not leases.held(office, name):
            with office.store.write() as change:
                lease = leases.take(office, change, name)
            if lease:
                return lease
        time.sleep(LOOKS)
    return None


def _digest() -> str:
    """Return what a post is known by; "" for one that may well be meant twice."""
    if request.endpoint not in SHOWN_ONCE and not any(request.form.get(name) for name in TOKENS):
        return ""
    fields = sorted((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token")
    return hashlib.sha256(repr((request.path, fields)).encode()).hexdigest()
