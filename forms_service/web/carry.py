"""What somebody typed survives an ended session or an error, for the same person only: sealed through the sign-in page and back,
or offered again on the page of the error. Whose it is, the page it was typed on says: its CSRF token names its person, signed.
"""

from __future__ import annotations

import datetime
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from forms_service.signin.forms import SignInForm
from forms_service.web.forms import secret_names
from forms_service.web.service import service
from kinerja_office import accounts

if TYPE_CHECKING:
    from nacl.secret import SecretBox

LONGEST = 40 * 1024
"""Sealed and written as letters it still fits into a post of 64 kB."""
STEP = 1024
"""What is sealed is padded to a multiple of this, so that its length tells little."""


@dataclass(frozen=True)
class Carried:
    """A post that waits for its person to sign in again."""

    path: str
    fields: tuple[tuple[str, str], ...]


def posted_fields(who: str) -> tuple[tuple[str, str], ...]:
    """Return the text fields of this post, without its CSRF token, if they may be given back to `who`; otherwise none.

    They may where the page they were typed on was made for that person, and no secret is among them: a tab left open by
    one person is sent with the cookie of the next.
    """
    if not who or page_owner() != who or secret_names() & request.form.keys():
        return ()
    return tuple((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token")


def page_owner() -> str:
    """Return whom the page that this post came from was made for; "" for a page of nobody, or a token that is not ours."""
    try:
        token = request.form.get("csrf_token", "")
        made: str = URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="wtf-csrf-token").loads(token)
    except BadData:
        return ""
    return made.rpartition(".")[0]


def to_sign_in(expired: bool) -> ResponseReturnValue:
    """Answer somebody who is not signed in: the sign-in page, with what was posted sealed into it."""
    if request.method in ("GET", "HEAD"):
        ended = "" if expired else None  # None leaves the parameter out
        return redirect(url_for("signin.page", lanjut=request.full_path.rstrip("?"), habis=ended), 303)
    sealed = seal() if not request.files else ""
    return make_response(sign_in_page(SignInForm(bawa=sealed), expired=expired, posted=True), 401)


def sign_in_page(form: SignInForm, *, expired: bool = False, posted: bool = False) -> str:
    """Return the sign-in page. `expired`: a session has ended; `posted`: something was sent and waits in the form."""
    return render_template("signin/signin.html", form=form.by_its_way(), expired=expired, posted=posted)


def seal() -> str:
    """Seal this post for the person it came from; empty where it may not be given back (`posted_fields`) or is too long.

    A browser whose cookie was taken away by signing out says no more who it was; the page still does.
    """
    who = session.get("who") or page_owner()
    fields = posted_fields(who)
    words = json.dumps([who, request.path, fields]).encode()
    if not fields or len(words) > LONGEST:
        return ""
    return urlsafe_b64encode(_box().encrypt(words.ljust(-(-len(words) // STEP) * STEP))).decode()


def unseal(sealed: str, who: str) -> Carried | None:
    """Open a sealed post for the person who has just signed in; None for anybody else, and for what was tampered with."""
    from nacl.exceptions import CryptoError

    try:
        owner, path, fields = json.loads(_box().decrypt(urlsafe_b64decode(sealed.encode())))
    except (ValueError, CryptoError):
        return None
    if owner != who:
        return None
    return Carried(path, tuple((str(k), str(v)) for k, v in fields))


def _box() -> SecretBox:
    from nacl.secret import SecretBox

    return SecretBox(bytes.fromhex(service().tag("carry", "a") + service().tag("carry", "b")))


def page_secret(who: str) -> str:
    """Draw what a session's pages prove themselves with (the value behind their CSRF tokens): it names their person."""
    return f"{who}.{secrets.token_hex(20)}"


def sign_in_here(token: str, account: str) -> None:
    """Bind the browser's cookie to a fresh session.

    The CSRF secret changes with the person; the same person signing in again keeps it, so that a form left open in
    another tab can still be sent.
    """
    who = service().tag("who", account)
    lang = session.get("lang")
    kept = session.get("csrf_token") if session.get("who") == who else None
    session.clear()
    g.pop("csrf_token", None)
    session["token"], session["who"], session["used"] = token, who, _minute(service().office.now())
    session["csrf_token"] = kept or page_secret(who)
    if lang:
        session["lang"] = lang


def idle(now: datetime.datetime) -> bool:
    """Whether the session was not used for too long; else note this use, to the minute.

    In the browser's signed cookie alone: any process reads it there, no page writes to the disk, and no file tells who was there when.
    """
    last = session.get("used", _minute(now))
    if datetime.timedelta(minutes=_minute(now) - last) > accounts.IDLE:
        return True
    if session.get("used") != _minute(now):
        session["used"] = _minute(now)
    return False


def _minute(now: datetime.datetime) -> int:
    return int(now.timestamp()) // 60
