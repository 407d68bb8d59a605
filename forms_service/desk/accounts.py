"""Staff accounts (HR, approver, auditor of the trail), and the sessions of any account."""

from __future__ import annotations

from typing import cast, get_args

from flask import render_template
from flask.typing import ResponseReturnValue

from forms_service.desk import desk
from forms_service.desk.common import find_person, go
from forms_service.desk.forms import One
from forms_service.desk.people_forms import EndSessions, NewAccount
from forms_service.web.forms import Form
from forms_service.web.guard import may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import accounts as acts
from kinerja_office import records
from kinerja_office.accounts import Staff
from kinerja_words.problems import Refused


@desk.get("/akun")
@may("accounts.manage", of="office")
def accounts() -> str:
    """List the staff accounts."""
    return _page(Form())


@desk.post("/akun")
@may("accounts.manage", of="office")
def new_account() -> ResponseReturnValue:
    """Make a staff account; its one-time password is shown only in this answer."""
    form, office = NewAccount.posted(), service().office
    form.validate()
    name, role = form.nama.data, form.peran.data
    if any(a.name == name for a in _known()):
        form.blame("nama", t("accounts.name.taken"))
    if not form.summary:
        with form.trying():
            password = acts.add_staff(office, name, cast(Staff, role), person().actor)
    if form.summary:
        return _page(form), 422
    return render_template("desk/account_made.html", name=name, role=role, password=password, again=False)


@desk.post("/akun/sandi")
@may("accounts.manage", of="office")
def rekey_account() -> ResponseReturnValue:
    """Give a staff account a new one-time password (a forgotten secret)."""
    form = One.posted()
    name = form.nama.data
    found = next((a for a in _known() if a.name == name), None)
    if found is None:
        return go("accounts", "accounts.gone")
    if name == person().actor:
        form.blame("", t("accounts.self"))
        return _page(form), 409
    password = acts.add_staff(service().office, name, found.staff, person().actor)
    return render_template("desk/account_made.html", name=name, role=found.staff, password=password, again=True)


@desk.post("/akun/hapus")
@may("accounts.manage", of="office")
def remove_account() -> ResponseReturnValue:
    """Remove a staff account, never one's own or the last of HR."""
    form = One.posted()
    name = form.nama.data
    if name == person().actor:
        form.blame("", t("accounts.self"))
        return _page(form), 409
    try:
        acts.remove_staff(service().office, name, person().actor)
    except Refused as refused:
        form.refuse(refused)
        return _page(form), 409
    return go("accounts", "accounts.removed", {"name": name})


@desk.post("/akun/keluarkan")
@may("sessions.end", of="office")
def end_sessions() -> ResponseReturnValue:
    """End all sessions of a staff account or of an employee."""
    office, form = service().office, EndSessions.posted()
    if staff := form.nama.data:
        acts.end_sessions(office, records.staff_key(staff), person().actor)
        return go("accounts", "accounts.ended", {"name": staff})
    with office.store.read() as view:
        people = records.anybody_now(view)
    try:
        found = find_person(form.siapa.data, people.values(), "siapa")
    except Refused as refused:
        form.refuse(refused)
        return _page(form), 422
    acts.end_sessions(office, found.employee_number, person().actor)
    return go("accounts", "accounts.ended", {"name": found.name})


def _known() -> list[acts.StaffAccount]:
    with service().office.store.read() as view:
        return acts.staff_accounts(view)


def _page(form: Form) -> str:
    new = form if isinstance(form, NewAccount) else NewAccount()
    new.peran.options = [(r, t(f"role.{r}"), "", "", t(f"role.{r}.what")) for r in get_args(Staff)]
    return render_template(
        "desk/accounts.html", accounts=_known(), form=form, new=new, me=person().actor,
        end=form if isinstance(form, EndSessions) else EndSessions(), two=service().office.organisation.two_person,
    )  # fmt: skip
