"""Signing in and out, the own secret; what was typed before a session ended comes back to the same person."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from assessment.roster import clean_number
from assessment.secret import SHORTEST
from forms_service.desk.slip_sheets import picture, show_code
from forms_service.signin.forms import ChangeSecretForm, CodeForm, EndForm, KeepPhoneForm, OwnSecretForm, SignInForm
from forms_service.web import carry, devices
from forms_service.web.forms import Form, done, finished
from forms_service.web.guard import may
from forms_service.web.language import lang, t, tt
from forms_service.web.own_secret import signed
from forms_service.web.paths import home, local_path
from forms_service.web.person import called
from forms_service.web.refs import ref
from forms_service.web.service import service
from forms_service.web.throttle import from_outside
from kinerja_office import accounts, second_factor
from kinerja_store import StoreError, View, trail
from kinerja_words import catalogue
from kinerja_words.problems import Refused

signin = Blueprint("signin", __name__)


@signin.get("/masuk")
@may("public.see", of="office")
def page() -> str:
    """Show the sign-in page. The address of a slip's QR code ends in `#CODE`, which browsers never send."""
    return carry.sign_in_page(
        SignInForm(lanjut=request.args.get("lanjut"), cara=request.args.get("cara")), expired="habis" in request.args
    )


@signin.post("/masuk")
@may("public.see", of="office")
def enter() -> ResponseReturnValue:
    """Sign in."""
    form, here = SignInForm.posted(), service()
    if not form.validate():
        return carry.sign_in_page(form), 422
    who, known = clean_number(form.nomor.data).casefold(), devices.device()
    outside, own = from_outside(who, request.remote_addr or ""), (("device", who, known.mark),) if known else ()
    seconds = here.throttle.wait(outside)
    if seconds and (known is None or here.throttle.wait(own)):
        return _later(form, t("signin.wait", n=seconds), seconds, 429)
    # whoever shares a browser of somebody's finds the same words and work whether it is one: a secret alone tells
    ours = not seconds or (known is not None and known.knows(form.nomor.data))
    binding, beside = (own, ()) if seconds else (outside, own)
    late: list[int] = []

    def in_time() -> bool:
        """Ask again, for others may have been wrong while the secret was hashed."""
        late.append(here.throttle.wait(binding))
        return not late[0]

    try:
        found = accounts.sign_in(here.office, form.nomor.data if ours else "", form.sandi.data, in_time)
    except Refused as refused:
        if refused.problems[0].code == "account.busy":
            return _later(form, catalogue.lines(refused, lang())[0], accounts.BUSY_SECONDS, 503)
        form.refuse(refused)
        return carry.sign_in_page(form), 422
    left = 0 if found else (late[0] if late else here.throttle.wrong(binding, beside))
    if found is None and (seconds or left):
        return _later(form, t("signin.wait", n=seconds or left), seconds or left, 429)
    if found is None:
        form.blame("sandi", t("signin.wrong"))
        return carry.sign_in_page(form), 422
    here.throttle.right((*own, *outside))
    before = session.get("token")
    if isinstance(before, str):
        accounts.sign_out(here.office, before)
    return _signed_in(found, form.nomor.data, form.bawa.data, form.lanjut.data)


def _signed_in(found: accounts.Session, who: str, bawa: str, lanjut: str) -> ResponseReturnValue:
    """Bind this browser to a session, and lead to what it still needs or to where the person wanted to go."""
    carry.sign_in_here(found.token, found.account)
    if found.staff:  # an officer's sign-in stands in the trail, an employee's nowhere
        with suppress(StoreError):
            trail.flush(service().office.store)
    if found.needs == "code":
        if bawa:
            return _code_page(CodeForm(bawa=bawa, lanjut=lanjut))
        return redirect(url_for("signin.code", lanjut=lanjut or None), 303)
    if found.needs == "secret":
        return _secret_page(found, OwnSecretForm(bawa=bawa)) if bawa else redirect("/sandi", 303)
    return devices.remember(_go_on(bawa, lanjut, found.staff), who)


@signin.get("/kode")
@may("code.give", of="own")
def code() -> ResponseReturnValue:
    """Ask for the phone's code, the second page of a sign-in."""
    if g.session.needs != "code":
        return redirect("/", 303)
    return _code_page(CodeForm(lanjut=request.args.get("lanjut")))


@signin.post("/kode")
@may("code.give", of="own")
def give_code() -> ResponseReturnValue:
    """Take the phone's code; only then the sign-in is one, and this browser known."""
    form = CodeForm.posted()
    if g.session.needs != "code":
        return redirect("/", 303)
    if form.validate() and not _too_soon(form):
        with form.trying():
            # asked again within, for others may have been wrong meanwhile
            found = second_factor.give(service().office, g.session, form.kode.data, lambda at: not _too_soon(form, at))
            if found is None:
                return _code_page(form), 422
            service().throttle.right(_tries())
            return _signed_in(found, g.person.actor, form.bawa.data, form.lanjut.data)
        _wrong_code(form)
    return _code_page(form), 422


def _tries() -> tuple[tuple[str, ...], ...]:
    """Return what a code counts towards: where this account has signed in before nobody waits for what others try."""
    known, account = devices.device(), str(g.session.account)
    mine = known is not None and known.knows(g.person.actor)
    return (("device", account, "code", known.mark),) if known and mine else (("code", account),)


def _too_soon(form: Form, at: View | None = None) -> bool:
    seconds = service().throttle.wait(_tries(), at)
    if seconds:
        form.blame("kode", t("signin.wait", n=seconds))
    return bool(seconds)


def _wrong_code(form: Form) -> None:
    if seconds := service().throttle.wrong(_tries()):
        form["kode"].errors = [t("signin.wait", n=seconds)]


@signin.get("/sandi")
@may("secret.set", of="own")
def secret() -> ResponseReturnValue:
    """Ask for the own secret that replaces the slip's code."""
    if g.session.needs != "secret":
        return redirect("/", 303)
    return _secret_page(g.session, OwnSecretForm())


@signin.post("/sandi")
@may("secret.set", of="own")
def set_secret() -> ResponseReturnValue:
    """Take the own secret."""
    if g.session.needs != "secret":
        return redirect("/", 303)
    form = OwnSecretForm.posted()
    if not _chosen(form):
        return _secret_page(g.session, form), 422
    return devices.remember(_go_on(form.bawa.data, "", g.session.staff), g.person.actor)


@signin.get("/akun")
@may("account.keep", of="own")
def account() -> str:
    """Show where one's account is signed in, and ask for another own secret."""
    return _account_page(ChangeSecretForm())


@signin.post("/akun")
@may("account.keep", of="own")
def change_secret() -> ResponseReturnValue:
    """Take another own secret; it ends the other sessions, and devices known before are known no more."""
    form = ChangeSecretForm.posted()
    if not signed(form, "lama", "account.wrong") or not _chosen(form):
        return _account_page(form), 422
    return devices.remember(finished("/akun", "sandi"), g.person.actor)


@signin.post("/akun/kode")
@may("code.keep", of="own")
def offer_code() -> ResponseReturnValue:
    """Show a key for the phone and recovery codes, this once; nothing is in use yet."""
    form = KeepPhoneForm.posted()
    if not signed(form, "sandiku", "account.wrong"):
        return _account_page(form), 422
    return _phone_page(second_factor.offer(service().office, g.session), CodeForm())


@signin.post("/akun/kode/pasang")
@may("code.keep", of="own")
def keep_code() -> ResponseReturnValue:
    """Ask for codes from now on; a second click finds it done, and a wrong code shows the same key again."""
    form, office = CodeForm.posted(), service().office
    offer = second_factor.offered(office, g.session, form.kunci.data)
    with form.trying():
        second_factor.turn_on(office, g.session, offer, form.kode.data)
        return finished("/akun", "kode")
    return _phone_page(offer, form), 422


@signin.post("/akun/kode/lepas")
@may("code.keep", of="own")
def drop_code() -> ResponseReturnValue:
    """Ask for no codes any more: takes the own secret and a code."""
    form = KeepPhoneForm.posted()
    if form.validate() and not _too_soon(form) and signed(form, "sandiku", "account.wrong"):
        with form.trying():
            second_factor.turn_off(service().office, g.session, form.kode.data)
            return finished("/akun", "lepas")
        _wrong_code(form)
    return _account_page(form), 422


@signin.post("/akun/sesi")
@may("account.keep", of="own")
def end_sessions() -> ResponseReturnValue:
    """End one of one's own sessions, or all but this."""
    one, here = EndForm.posted().sesi.data, accounts.token_hash(g.session.token)
    found = [key for key, _ in accounts.sessions_of(service().office, g.session.account)]
    accounts.end_own_sessions(
        service().office, g.session, [k for k in found if (ref("session", k) == one if one else k != here)]
    )
    return finished("/akun", "sesi")


@signin.get("/lupa")
@may("public.see", of="office")
def forgotten() -> str:
    """Explain what to do about a forgotten secret or a lost slip."""
    return render_template("signin/forgotten.html")


@signin.post("/keluar")
@may("session.end", of="own")
def leave() -> ResponseReturnValue:
    """Sign out and leave nothing in this browser but that it is one of somebody's (`devices`)."""
    token = session.get("token")
    if isinstance(token, str):
        accounts.sign_out(service().office, token)
    g.person = None
    session.clear()
    answer = make_response(render_template("signin/left.html"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _account_page(form: Form) -> str:
    office = service().office
    found = accounts.sessions_of(office, g.session.account)
    rows = [(ref("session", key), since, key == accounts.token_hash(g.session.token)) for key, since in found]
    with office.store.read() as view:
        left = second_factor.codes_left(view, g.session.account)
    return render_template(
        "signin/account.html", form=form, rows=rows, shortest=SHORTEST, done_words=done("account"), here="account", left=left,
        change=form if isinstance(form, ChangeSecretForm) else ChangeSecretForm(),
        keep=form if isinstance(form, KeepPhoneForm) else KeepPhoneForm(),
    )  # fmt: skip


def _code_page(form: CodeForm) -> str:
    return render_template("signin/code.html", form=form)


def _phone_page(offer: second_factor.Offer, form: CodeForm) -> str:
    form.kunci.data, office = offer.sealed, service().office
    address = offer.address(g.person.actor, tt(office.organisation.name))
    codes = [show_code(one) for one in offer.recovery]
    return render_template(
        "signin/phone.html", form=form, qr=picture(address), key=offer.text, codes=codes
    )  # fmt: skip


def _chosen(form: OwnSecretForm) -> bool:
    """Take the own secret; says at the form what is wrong."""
    if form.sandi.data != form.ulang.data:
        form.blame("ulang", t("secret.differ"))
        return False
    examples = catalogue.pages()["secret.example"]
    with form.trying():
        accounts.set_secret(service().office, g.session, form.sandi.data, (examples["id"], examples["en"]))
        return True
    return False


def _secret_page(found: accounts.Session, form: OwnSecretForm) -> str:
    with service().office.store.read() as view:
        issued = accounts.issued_slips(view, found.account) if found.staff else []
        told = [(x["day"], called(view, x["by"]), x["again"]) for x in issued]
    return render_template(
        "signin/secret.html", form=form, reissued="reissued" in found.notices, shortest=SHORTEST, told=told
    )


def _later(form: SignInForm, words: str, seconds: int, status: int) -> Response:
    form.blame("", words)
    answer = make_response(carry.sign_in_page(form), status)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _go_on(sealed: str, lanjut: str, staff: str | None) -> Response:
    """Lead to where the person wanted to go; first to what they typed before their session ended."""
    if sealed:
        return make_response(render_template("carried.html", carried=carry.unseal(sealed, session["who"])))
    return make_response(redirect(local_path(lanjut) if lanjut else home(staff), 303))
