"""A signature here is one's own secret, typed again: wrong tries of who is signed in slow down this account's signatures, and nobody else's do."""

from __future__ import annotations

from flask import g

from forms_service.web.forms import Form
from forms_service.web.language import t
from forms_service.web.service import service
from kinerja_office import accounts
from kinerja_words.problems import Refused

LONGEST = 200
"""Nothing longer is looked at."""


def signed(form: Form, place: str, wrong: str = "own_secret.wrong") -> bool:
    """Whether a field holds the secret of who is signed in; says at the field what is wrong (`wrong`: by which words)."""
    here, account = service(), str(g.session.account)
    keys = (("device", account.casefold(), "signed in"),)
    if seconds := here.throttle.wait(keys):
        form.blame(place, t("signin.wait", n=seconds))
        return False
    try:
        right = accounts.knows_secret(here.office, account, form[place].data[:LONGEST])
    except Refused as busy:
        form.refuse(busy)
        return False
    # asked again, for other tries may have been wrong while the secret was hashed
    late = here.throttle.wait(keys) if right else here.throttle.wrong(keys)
    if late or not right:
        form.blame(place, t("signin.wait", n=late) if late else t(wrong))
        return False
    here.throttle.right(keys)
    return True
