"""HR's desk: the pages under /meja. Add a module with views on `desk` and name it at the end of this file."""

from __future__ import annotations

from flask import Blueprint, render_template

from forms_service.guard import may

desk = Blueprint("desk", __name__, url_prefix="/meja", template_folder="../templates")


@desk.get("/")
@may("desk.see", of="office")
def home() -> str:
    """Show the desk."""
    return render_template("desk/home.html")
