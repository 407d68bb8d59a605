"""What somebody typed survives an ended session: it goes through the sign-in page and back, sealed, to the same person only."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

import nacl.exceptions
from flask import g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from nacl.secret import SecretBox

from forms_service.signin.forms import SignInForm
from forms_service.web.service import service

LONGEST = 48 * 1024


@dataclass(frozen=True)
class Carried:
    """A post that waits for its person to sign in again."""

    path: str
    fields: tuple[tuple[str, str], ...]


def posted_fields() -> tuple[tuple[str, str], ...]:
    """Return the text fields of this post, without its CSRF token."""
    return tuple((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token")


def to_sign_in(expired: bool) -> ResponseReturnValue:
    """Answer somebody who is not signed in: the sign-in page, with what was posted sealed into it."""
    if request.method in ("GET", "HEAD"):
        ended = "" if expired else None  # None leaves the parameter out
        return redirect(url_for("signin.page", lanjut=request.full_path.rstrip("?"), habis=ended), 303)
    sealed = seal() if not request.files else ""
    return make_response(sign_in_page(SignInForm(bawa=sealed), expired=expired, posted=True), 401)


def sign_in_page(form: SignInForm, *, expired: bool = False, posted: bool = False) -> str:
    """Return the sign-in page. `expired`: a session has ended; `posted`: something was sent and waits in the form."""
    return render_template("signin/signin.html", form=form, expired=expired, posted=posted)


def seal() -> str:
    """Seal this post for the person whose session the cookie names; empty where there is none or it is too long."""
    who = session.get("who", "")
    fields = posted_fields()
    words = json.dumps([who, request.path, fields]).encode()
    if not who or not fields or len(words) > LONGEST:
        return ""
    return urlsafe_b64encode(_box().encrypt(words)).decode()


def unseal(sealed: str, who: str) -> Carried | None:
    """Open a sealed post for the person who has just signed in; None for anybody else, and for what was tampered with."""
    try:
        owner, path, fields = json.loads(_box().decrypt(urlsafe_b64decode(sealed.encode())))
    except (ValueError, nacl.exceptions.CryptoError):
        return None
    if owner != who:
        return None
    return Carried(path, tuple((str(k), str(v)) for k, v in fields))


def _box() -> SecretBox:
    return SecretBox(bytes.fromhex(service().tag("carry", "a") + service().tag("carry", "b")))


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
    session["token"], session["who"] = token, who
    if kept:
        session["csrf_token"] = kept
    if lang:
        session["lang"] = lang
