"""A signature here is one's own secret, typed again: wrong tries slow down as at the sign-in."""

from __future__ import annotations

from flask import g, request

from forms_service.web.forms import Form
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import accounts

LONGEST = 200
"""Nothing longer is looked at."""


def signed(form: Form, place: str) -> bool:
    """Whether a field holds the secret of who is signed in; says at the field what is wrong."""
    here, account, address = service(), str(g.session.account), request.remote_addr or ""
    who = account.casefold()
    if seconds := here.throttle.wait(who, address):
        form.blame(place, t("signin.wait", n=seconds))
        return False
    if not accounts.knows_secret(here.office, account, form[place].data[:LONGEST]):
        here.throttle.wrong(who, address)
        form.blame(place, t("own_secret.wrong"))
        return False
    here.throttle.right(who, address)
    return True
