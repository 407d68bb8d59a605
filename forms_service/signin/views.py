"""Signing in and out, the own secret; what was typed before a session ended comes back to the same person."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from assessment.roster import NIP_DIGITS, clean_number
from forms_service.web import carry
from forms_service.web.guard import may
from forms_service.web.language import lang, t
from forms_service.web.paths import local_path
from forms_service.web.service import service
from kinerja_office import accounts
from kinerja_words import catalogue
from kinerja_words.problems import Refused

signin = Blueprint("signin", __name__)
LONGEST = 200
"""Nothing longer is looked at: a number has 18 digits, and a secret this long is no better."""


@signin.get("/masuk")
@may("public.see", of="office")
def page() -> str:
    """Show the sign-in page. The address of a slip's QR code ends in `#CODE`, which browsers never send."""
    return _page(lanjut=request.args.get("lanjut", ""), expired="habis" in request.args)


@signin.post("/masuk")
@may("public.see", of="office")
def enter() -> ResponseReturnValue:
    """Sign in."""
    who, code = _number(request.form.get("nomor", "")[:LONGEST]), request.form.get("sandi", "")[:LONGEST]
    kept: dict[str, Any] = {
        "who": who,
        "sealed": request.form.get("bawa", ""),
        "lanjut": request.form.get("lanjut", ""),
    }
    errors = [(field, t(words)) for field, words, value in (
        ("nomor", "signin.empty.who", who), ("sandi", "signin.empty.code", code)) if not value]  # fmt: skip
    if errors:
        return _page(errors=errors, **kept), 422
    home = service()
    asked, address = clean_number(who).casefold(), request.remote_addr or ""
    seconds = home.throttle.wait(asked, address)
    if seconds:
        answer = make_response(_page(errors=[("", t("signin.wait", n=seconds))], **kept), 429)
        answer.headers["Retry-After"] = str(seconds)
        return answer
    found = accounts.sign_in(home.office, who, code)
    if found is None:
        home.throttle.wrong(asked, address)
        return _page(errors=[("sandi", t("signin.wrong"))], **kept), 422
    home.throttle.right(asked, address)
    before = session.get("token")
    if isinstance(before, str):
        accounts.sign_out(home.office, before)
    carry.sign_in_here(found.token, found.account)
    if found.must_set_secret:
        return redirect("/sandi", 303) if not kept["sealed"] else _secret_page(found, kept["sealed"])
    return _go_on(kept["sealed"], kept["lanjut"])


@signin.get("/sandi")
@may("secret.set", of="own")
def secret() -> ResponseReturnValue:
    """Ask for the own secret that replaces the slip's code."""
    if not g.session.must_set_secret:
        return redirect("/", 303)
    return _secret_page(g.session, "")


@signin.post("/sandi")
@may("secret.set", of="own")
def set_secret() -> ResponseReturnValue:
    """Take the own secret."""
    if not g.session.must_set_secret:
        return redirect("/", 303)
    new, again = request.form.get("sandi", "")[:LONGEST], request.form.get("ulang", "")[:LONGEST]
    sealed = request.form.get("bawa", "")
    errors = []
    if new != again:
        errors = [("ulang", t("secret.differ"))]
    else:
        try:
            accounts.set_secret(service().office, g.session, new)
        except Refused as refused:
            errors = [("sandi", catalogue.word(p, lang())) for p in refused.problems]
    if errors:
        return _secret_page(g.session, sealed, errors), 422
    return _go_on(sealed, "")


@signin.get("/lupa")
@may("public.see", of="office")
def forgotten() -> str:
    """Explain what to do about a forgotten secret or a lost slip."""
    return render_template("signin/forgotten.html")


@signin.post("/keluar")
@may("session.end", of="own")
def leave() -> ResponseReturnValue:
    """Sign out and leave nothing in this browser."""
    token = session.get("token")
    if isinstance(token, str):
        accounts.sign_out(service().office, token)
        service().idle.forget(token)
    g.person = None
    session.clear()
    answer = make_response(render_template("signin/left.html"))
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


def _number(typed: str) -> str:
    """Return what was typed as a number or name; a NIP may come with spaces, dots or hyphens between its groups."""
    plain = re.sub(r"[\s.-]", "", typed)
    return plain if len(plain) == NIP_DIGITS and plain.isdigit() else typed.strip()


def _page(
    errors: list[tuple[str, str]] | None = None,
    who: str = "",
    sealed: str = "",
    lanjut: str = "",
    expired: bool = False,
) -> str:
    return render_template(
        "signin/signin.html", errors=errors or [], who=who, sealed=sealed, lanjut=lanjut, expired=expired, posted=False
    )


def _secret_page(found: accounts.Session, sealed: str, errors: list[tuple[str, str]] | None = None) -> str:
    return render_template(
        "signin/secret.html", errors=errors or [], sealed=sealed, reissued="reissued" in found.notices,
        shortest=accounts.SHORTEST_SECRET,
    )  # fmt: skip


def _go_on(sealed: str, lanjut: str) -> ResponseReturnValue:
    """Lead to where the person wanted to go; first to what they typed before their session ended."""
    carried = carry.unseal(sealed, session["who"]) if sealed else None
    if carried is not None:
        return render_template("carried.html", carried=carried)
    if sealed:
        return render_template("carried.html", carried=None)
    return redirect(local_path(lanjut) if lanjut else "/", 303)
