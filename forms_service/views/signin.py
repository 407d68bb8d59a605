"""Signing in and out, the own secret."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from forms_service.guard import may

signin = Blueprint("signin", __name__)


@signin.get("/masuk", endpoint="page")
@may("public.see", of="office")
def page() -> str:
    """Show the sign-in page."""
    return render_template("signin.html", errors=(), who="", sealed="", lanjut=request.args.get("lanjut", ""))


@signin.get("/sandi", endpoint="secret")
@may("secret.set", of="own")
def secret() -> ResponseReturnValue:
    """Ask for the own secret."""
    return render_template("secret.html", errors=())
