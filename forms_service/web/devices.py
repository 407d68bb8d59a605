"""A browser somebody has signed in from: a cookie that names nobody, and tells this service alone whose it is.

The cookie is a random mark, proof that it was made here, and `PLACES` tags of one length, of which the last that signed in here
have some and chance the others: nobody reads from it who, or how many. A tag depends on the server's key and on the account's
secret, so that a new key (`kinerja key renew-server`), a new secret and a slip issued again make it void.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from flask import current_app, request
from werkzeug import Response

from forms_service.web.service import service
from kinerja_office import accounts

PLACES, PIECE = 4, 32
KEPT = 180 * 24 * 3600
"""Seconds a browser keeps it, from the last good sign-in on."""


@dataclass(frozen=True)
class Device:
    """A browser with a mark of ours."""

    mark: str
    tags: tuple[str, ...]

    def knows(self, who: str) -> bool:
        """Whether this account signed in here with the secret it still has."""
        tag = _tag(self.mark, who)
        return any(hmac.compare_digest(tag, known) for known in self.tags) if tag else False


def device() -> Device | None:
    """Return the browser that asks; None where it has no mark, or one not made here."""
    text = request.cookies.get(_name(), "")
    if len(text) != PIECE * (PLACES + 2) or not text.isascii():
        return None
    mark, proof, *tags = (text[i : i + PIECE] for i in range(0, len(text), PIECE))
    return Device(mark, tuple(tags)) if hmac.compare_digest(proof, service().tag("device", mark)) else None


def remember(answer: Response, who: str) -> Response:
    """Let this browser be known for an account that has just signed in with its own secret."""
    found = device() or Device(secrets.token_hex(16), tuple(secrets.token_hex(16) for _ in range(PLACES)))
    tags = found.tags if found.knows(who) else (_tag(found.mark, who), *found.tags)[:PLACES]
    text = "".join((found.mark, service().tag("device", found.mark), *tags))
    secure, path = (current_app.config[f"SESSION_COOKIE_{what}"] for what in ("SECURE", "PATH"))
    answer.set_cookie(_name(), text, max_age=KEPT, path=path, secure=secure, httponly=True, samesite="Lax")
    return answer


def _tag(mark: str, who: str) -> str:
    known = accounts.known_by(service().office, who)
    return service().tag("device", f"{mark}/{known}") if known else ""


def _name() -> str:
    return str(current_app.config["SESSION_COOKIE_NAME"]).replace("kinerja", "perangkat")
