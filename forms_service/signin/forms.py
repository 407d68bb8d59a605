"""What signing in and choosing one's own secret ask for."""

from __future__ import annotations

import re
from typing import ClassVar

from assessment.roster import NIP_DIGITS
from forms_service.web.forms import Form, Hidden, Line, Secret

LONGEST = 200
"""Nothing longer is looked at: a number has 18 digits, and a secret this long is no better."""


class PersonNumber(Line):
    """An employee number or account name; a NIP may come with spaces, dots or hyphens between its groups."""

    def tidy(self, text: str) -> str:
        """Take the separators out of a NIP."""
        plain = re.sub(r"[\s.-]", "", text)
        return plain if len(plain) == NIP_DIGITS and plain.isdigit() else text.strip()


class SignInForm(Form):
    """Who, with a slip's code or the own secret. `cara`: how, `slip` (its code can be seen while it is typed), `petugas` (an account
    name instead of a number) or `sandi`; `bawa`: a sealed post that waits; `lanjut`: where the person wanted to go."""

    nomor = PersonNumber(
        "signin.who", hint="signin.who.hint", needed="signin.empty.who", most=60,
        attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false", "inputmode": "numeric"},
    )  # fmt: skip
    sandi = Secret(
        "signin.code", hint="signin.code.hint", needed="signin.empty.code", most=LONGEST,
        attrs={"autocomplete": "current-password"},
    )  # fmt: skip
    cara = Hidden()
    bawa = Hidden()
    lanjut = Hidden()

    def by_its_way(self) -> SignInForm:
        """Return the form as its way of signing in needs it; what was typed as a secret is never shown again."""
        if self.cara.data == "slip":
            self.sandi.label, self.sandi.hint = "signin.slip", "signin.slip.hint"
            self.sandi.input_type, self.sandi.data = "text", ""
            self.sandi.attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        elif self.cara.data == "petugas":
            self.nomor.label, self.nomor.hint = "signin.account", ""
        if self.cara.data == "petugas" or self.bawa.data:  # a page that carries a post offers no other way
            self.nomor.attrs.pop("inputmode", None)
        return self


class EndForm(Form):
    """Which session ends; nothing for all but this."""

    sesi = Hidden()


class OwnSecretForm(Form):
    """The secret that replaces a slip's code, typed twice."""

    places: ClassVar = {"secret": "sandi"}
    sandi = Secret("secret.new", most=LONGEST, attrs={"autocomplete": "new-password"})
    ulang = Secret("secret.again", most=LONGEST, attrs={"autocomplete": "new-password"})
    bawa = Hidden()


class Code(Secret):
    """A code of a phone, or for a lost one: seen while it is typed, but like a secret never carried along."""

    input_type = "text"


class CodeForm(Form):
    """A code of the phone; `kunci`: the key that was offered for it, sealed; `bawa` and `lanjut` as in `SignInForm`."""

    places: ClassVar = {"code": "kode"}
    kode = Code(
        "code.code", hint="code.hint", needed="code.empty", most=40,
        attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )  # fmt: skip
    kunci = Hidden()
    bawa = Hidden()
    lanjut = Hidden()


class KeepPhoneForm(CodeForm):
    """One's own secret to set a phone up; with a code, to take it away."""

    sandiku = Secret("account.old", most=LONGEST, attrs={"autocomplete": "current-password"})


class ChangeSecretForm(OwnSecretForm):
    """Another own secret, with the one it replaces."""

    lama = Secret("account.old", most=LONGEST, attrs={"autocomplete": "current-password"})
