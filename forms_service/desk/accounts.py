"""Staff accounts (HR, approver, auditor of the trail), and the sessions of any account."""

from __future__ import annotations

import re
from typing import cast, get_args

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forms_service.desk import desk
from forms_service.desk.common import field_errors, find_person, go, lines
from forms_service.web.guard import may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import accounts as acts
from kinerja_office import records
from kinerja_office.accounts import Staff
from kinerja_words.problems import Refused

NAME = re.compile(r"[a-z][a-z0-9.-]{1,30}")


@desk.get("/akun")
@may("accounts.manage", of="office")
def accounts() -> str:
    """List the staff accounts."""
    return _page([])


@desk.post("/akun")
@may("accounts.manage", of="office")
def new_account() -> ResponseReturnValue:
    """Make a staff account; its one-time password is shown only in this answer."""
    name, role = request.form.get("nama", "").strip(), request.form.get("peran", "")
    office = service().office
    errors = []
    if not NAME.fullmatch(name):
        errors.append(("nama", t("accounts.name.wrong")))
    elif any(a.name == name for a in _known()):
        errors.append(("nama", t("accounts.name.taken")))
    if role not in get_args(Staff):
        errors.append(("peran", t("accounts.role.missing")))
    if errors:
        return _page(errors), 422
    password = acts.add_staff(office, name, cast(Staff, role), person().actor)
    return render_template("desk/account_made.html", name=name, role=role, password=password, again=False)


@desk.post("/akun/sandi")
@may("accounts.manage", of="office")
def rekey_account() -> ResponseReturnValue:
    """Give a staff account a new one-time password (a forgotten secret)."""
    name = request.form.get("nama", "")
    found = next((a for a in _known() if a.name == name), None)
    if found is None:
        return go("accounts", "accounts.gone")
    if name == person().actor:
        return _page([("", t("accounts.self"))]), 409
    password = acts.add_staff(service().office, name, found.staff, person().actor)
    return render_template("desk/account_made.html", name=name, role=found.staff, password=password, again=True)


@desk.post("/akun/hapus")
@may("accounts.manage", of="office")
def remove_account() -> ResponseReturnValue:
    """Remove a staff account, never one's own or the last of HR."""
    name = request.form.get("nama", "")
    if name == person().actor:
        return _page([("", t("accounts.self"))]), 409
    try:
        acts.remove_staff(service().office, name, person().actor)
    except Refused as refused:
        return _page([("", w) for w in lines(refused)]), 409
    return go("accounts", "accounts.removed", {"name": name})


@desk.post("/akun/keluarkan")
@may("sessions.end", of="office")
def end_sessions() -> ResponseReturnValue:
    """End all sessions of a staff account or of an employee."""
    office = service().office
    staff = request.form.get("nama", "")
    if staff:
        acts.end_sessions(office, records.staff_key(staff), person().actor)
        return go("accounts", "accounts.ended", {"name": staff})
    try:
        with office.store.read() as view:
            people = records.roster(view).by_number()
            for cycle in records.cycles(view):
                if cycle.unsealed:
                    people = {**records.participants(view, cycle.id), **people}
        one = find_person(request.form.get("siapa", ""), people.values(), "siapa")
    except Refused as refused:
        return _page(field_errors(refused, "siapa")), 422
    acts.end_sessions(office, one.employee_number, person().actor)
    return go("accounts", "accounts.ended", {"name": one.name})


def _known() -> list[acts.StaffAccount]:
    with service().office.store.read() as view:
        return acts.staff_accounts(view)


def _page(errors: list[tuple[str, str]]) -> str:
    return render_template(
        "desk/accounts.html", accounts=_known(), errors=errors, roles=get_args(Staff), filled=request.form,
        two=service().office.organisation.two_person, me=person().actor,
    )  # fmt: skip
