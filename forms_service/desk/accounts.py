"""Staff accounts (HR, approver, auditor of the trail), and the sessions of any account."""

from __future__ import annotations

from typing import cast

from flask import render_template
from flask.typing import ResponseReturnValue

from forms_service.desk import desk
from forms_service.desk.answers import go
from forms_service.desk.forms import OneSure, Sure
from forms_service.desk.names import find_person
from forms_service.desk.people_forms import CallAccount, EndSessions, NewAccount
from forms_service.web.forms import Form
from forms_service.web.guard import may, person
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import accounts as acts
from kinerja_office import records, settings
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
    form = NewAccount.posted()
    name, role = form.nama.data, form.peran.data
    if form.validate():
        with form.trying():
            password = acts.add_staff(service().office, name, cast(Staff, role), person().actor, form.sebutan.data)
    if form.summary:
        return _page(form), 422
    return _made(name, role, password, again=False)


@desk.post("/akun/nama")
@may("accounts.manage", of="office")
def call_account() -> ResponseReturnValue:
    """Say who holds a staff account, one's own too."""
    form = CallAccount.posted()
    _offer(form)
    if form.validate():
        with form.trying():
            acts.rename_staff(service().office, form.akun.data, form.disebut.data, person().actor)
    return (_page(form), 422) if form.summary else go("accounts", "accounts.called.done")


@desk.post("/akun/sandi")
@may("accounts.manage", of="office")
def rekey_account() -> ResponseReturnValue:
    """Give a staff account a new one-time password (a forgotten secret)."""
    form = OneSure.posted()
    found = next((a for a in _known() if a.name == form.nama.data), None)
    if found is None:
        return go("accounts", "accounts.gone")
    if _sure(form):
        with form.trying():
            password = acts.rekey_staff(service().office, found.name, person().actor)
    if form.summary:
        return _page(form), 422
    return _made(found.name, found.staff, password, again=True)


def _made(name: str, role: str, password: str, again: bool) -> str:
    until = acts.valid_until(service().office)
    return render_template(
        "desk/account_made.html", name=name, role=role, password=password, again=again, until=until
    )  # fmt: skip


@desk.post("/akun/hapus")
@may("accounts.manage", of="office")
def remove_account() -> ResponseReturnValue:
    """Remove a staff account, never one's own or the last of HR."""
    form = OneSure.posted()
    if _sure(form):
        with form.trying():
            acts.remove_staff(service().office, form.nama.data, person().actor)
    if form.summary:
        return _page(form), 422
    return go("accounts", "accounts.removed", {"name": form.nama.data})


@desk.post("/pengaturan")
@may("settings.confirm", of="office")
def confirm_settings() -> ResponseReturnValue:
    """Agree to what the content folder says otherwise than what is in force."""
    form = Sure.posted()
    if not form.validate():
        return _page(form), 422
    changed = settings.confirm(service().office, person().actor)
    return go("accounts", "settings.done" if changed else "settings.same")


def _sure(form: OneSure) -> bool:
    """Whether an act on another's account was ticked."""
    if form.nama.data == person().actor:
        form.blame("", t("accounts.self"))
    return form.validate() and not form.summary


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


def _offer(form: CallAccount) -> None:
    """Offer one's own account, and those one manages."""
    mine = acts.MANAGES[person().staff or "auditor"]
    found = [a for a in _known() if a.name == person().actor or a.staff in mine]
    form.akun.values = tuple(a.name for a in found)
    form.akun.options = [(a.name, a.called or a.name) for a in found]


def _known() -> list[acts.StaffAccount]:
    with service().office.store.read() as view:
        return acts.staff_accounts(view)


def _page(form: Form) -> str:
    new, office = form if isinstance(form, NewAccount) else NewAccount(), service().office
    mine = acts.MANAGES[person().staff or "auditor"]
    new.peran.options = [(r, t(f"role.{r}"), "", "", t(f"role.{r}.what")) for r in mine]
    call = form if isinstance(form, CallAccount) else CallAccount()
    _offer(call)
    with office.store.read() as view:
        waiting, two = settings.waiting(office, view), settings.in_force(office, view).organisation.two_person
    return render_template(
        "desk/accounts.html", accounts=_known(), form=form, new=new, call=call, me=person().actor, mine=mine,
        end=form if isinstance(form, EndSessions) else EndSessions(), two=two, waiting=waiting,
    )  # fmt: skip
