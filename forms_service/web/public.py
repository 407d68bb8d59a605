"""Pages that need no sign-in: the front door, help, confidentiality, the language, a sign of life."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from forms_service.signin.forms import SignInForm
from forms_service.web import carry
from forms_service.web.forms import Form, Hidden, language_asked
from forms_service.web.guard import may
from forms_service.web.language import t
from forms_service.web.paths import home, local_path
from forms_service.web.service import service
from kinerja_office import health

public = Blueprint("public", __name__)


class LanguageForm(Form):
    """Where the language was changed."""

    kembali = Hidden()


@public.get("/")
@may("public.see", of="office")
def front() -> ResponseReturnValue:
    """Lead everybody to where their work is; ask who is there at once, for a redirect costs seconds on a slow line."""
    if g.person is None:
        return carry.sign_in_page(SignInForm())
    return redirect(home(g.person.staff), 303)


@public.get("/ping")
@may("public.see", of="office")
def ping() -> ResponseReturnValue:
    """Say that the service is there (for a monitor; it touches nothing)."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@public.get("/sehat")
@may("public.see", of="office")
def health_page() -> ResponseReturnValue:
    """Say whether all is well, to anybody and without a reason; HR's desk says what is not."""
    well = health.ready(service().office)
    said = t("health.well" if well else "health.ill")
    return f"{said}\n", 200 if well else 503, {"Content-Type": "text/plain; charset=utf-8"}


@public.post("/bahasa")
@may("public.see", of="office")
def language() -> ResponseReturnValue:
    """Change the language of the pages and go back."""
    language_asked()
    return redirect(local_path(LanguageForm.posted().kembali.data), 303)


@public.get("/bantuan")
@may("public.see", of="office")
def help_page() -> str:
    """Explain how to sign in, answer and get help."""
    return render_template("help.html", here="help")


@public.get("/bantuan/panduan")
@may("public.see", of="office")
def guide() -> str:
    """Show the guide for ASN."""
    from forms_service.web import handbook

    return render_template("book.html", here="help", text=handbook.read("panduan-asn.id.md"))


@public.get("/bantuan/gambar/<gambar>")
@may("public.see", of="office")
def picture(gambar: str) -> Response:
    """Show a picture of the handbook or the guide; its people are invented."""
    from forms_service.web import handbook

    return handbook.picture(gambar)


@public.get("/kerahasiaan")
@may("public.see", of="office")
def privacy() -> str:
    """Explain what protects a rater and what does not."""
    return render_template("privacy.html")
