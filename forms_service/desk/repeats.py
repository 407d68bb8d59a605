"""A second click on a button that does something once waits for the first and shows what came of it.

What does something once carries a token (an upload that waits for a yes, a person whose slip is made anew), or shows a password
once (a new account). The last such post of each sign-in is remembered with its answer, in memory alone: the same post again gets
the same answer; any other post of that sign-in ends the memory. Other acts find themselves done and say so.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, g, request, session

TOKENS = ("unggahan", "orang")
"""Fields of what waits for a yes: each does something once."""
SHOWN_ONCE = ("desk.new_account", "desk.rekey_account", "desk.issue")
"""Views whose answer holds what is shown once, and would be lost with the first answer of a double click."""
SOON, LONG = 60.0, 30 * 60.0
"""Seconds for which a post is a second click: without a token, and with one, which could do nothing any more."""
PATIENCE = 120.0
"""Seconds for which a second click waits for the first."""
MOST = 32
"""So many sign-ins are remembered."""


@dataclass(frozen=True)
class _Answer:
    digest: str
    until: float
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes
    flashes: Sequence[Any]


@dataclass
class Repeats:
    """The last answered post of each sign-in."""

    clock: Callable[[], float] = time.monotonic
    _last: dict[str, _Answer] = field(default_factory=dict)
    _locks: dict[str, threading.Lock] = field(default_factory=dict)

    def begin(self) -> Response | None:
        """Before a post is carried out: wait for this sign-in's post before it, and return that one's answer if it is the same."""
        if request.method != "POST" or "token" not in session:
            return None
        who = _sign_in()
        lock = self._locks.setdefault(who, threading.Lock())
        if lock.acquire(timeout=PATIENCE):
            g.repeats_lock = lock
        g.post, last = _digest(), self._last.get(who)
        if last is None or last.digest != g.post or self.clock() > last.until:
            return None
        g.post = ""
        if last.flashes:
            session["_flashes"] = list(last.flashes)
        return Response(last.body, last.status, list(last.headers))

    def end(self, response: Response) -> None:
        """After a post: remember its answer where something was done, forget this sign-in's one before."""
        if not (digest := g.get("post")):
            return
        who = _sign_in()
        self._last.pop(who, None)
        if response.status_code in (200, 303) and not response.is_streamed:
            while len(self._last) >= MOST:
                gone = next(iter(self._last))
                del self._last[gone]
                self._locks.pop(gone, None)
            until = self.clock() + (LONG if any(t in request.form for t in TOKENS) else SOON)
            kept = (digest, until, response.status_code, list(response.headers), response.get_data())
            self._last[who] = _Answer(*kept, session.get("_flashes", ()))


def release() -> None:
    """Let a waiting second click go on."""
    if lock := g.pop("repeats_lock", None):
        lock.release()


def _sign_in() -> str:
    return hashlib.sha256(str(session["token"]).encode()).hexdigest()


def _digest() -> str:
    """Return what a post is known by; a name nothing repeats for one that may well be meant twice."""
    if request.endpoint not in SHOWN_ONCE and not any(request.form.get(name) for name in TOKENS):
        return secrets.token_hex(16)
    fields = sorted((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token")
    return hashlib.sha256(repr((request.path, fields)).encode()).hexdigest()
