"""A code from a phone beside the secret of a staff account (TOTP, RFC 6238), and recovery codes for a lost phone.

Employees have none: the step kept so that no code is taken twice would go on telling when somebody last signed in, which
nothing else in the store does (docs/anonymity.md). The phone's key is sealed under the server's: without that key no code fits.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from kinerja_office import accounts, records
from kinerja_office.accounts import Session
from kinerja_office.office import Office
from kinerja_store import Change, Doc, View, keyring
from kinerja_words.problems import refuse

if TYPE_CHECKING:
    from nacl.secret import SecretBox

STEP, DIGITS, KEY_BYTES = 30, 6, 20
"""Seconds a code counts, its length, and the length of the phone's key: what every app of phones takes (RFC 4226, R6)."""
RECOVERY = 10
"""So many codes for a lost phone, each for one use."""
WRONG_MOST = 5
"""After so many wrong codes the sign-in begins anew, with the secret."""


@dataclass(frozen=True)
class Offer:
    """A phone's key that is shown and not in use yet; the page brings it back `sealed`."""

    key: bytes
    sealed: str

    @property
    def text(self) -> str:
        """The key as it is typed into an app, in groups of four."""
        return " ".join(re.findall("....", base64.b32encode(self.key).decode()))

    @property
    def recovery(self) -> list[str]:
        """Ten codes for when the phone is lost: who has the key needs none of them, and only hashes of them are kept."""
        macs = [hmac.digest(self.key, f"recovery/{n}".encode(), "sha256") for n in range(RECOVERY)]
        return [base64.b32encode(mac).decode()[: accounts.SLIP_LENGTH] for mac in macs]

    def address(self, name: str, issuer: str) -> str:
        """Return what the QR holds for an app of phones (Key Uri Format)."""
        values = urlencode({"secret": self.text.replace(" ", ""), "issuer": issuer}, quote_via=quote)
        return f"otpauth://totp/{quote(issuer)}:{quote(name)}?{values}"


MISTAKEN = str.maketrans("018", "OIB")
"""Figures that no recovery code has, and the letters they are written for (RFC 4648, section 6)."""


def code_at(key: bytes, step: int) -> str:
    """Return the six digits of a step of 30 seconds (RFC 6238 over RFC 4226, 5.3)."""
    mac = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at : at + 4], 'big') & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}d}"


def offer(office: Office, session: Session) -> Offer:
    """Draw a key for an account, to be taken in this sign-in alone; nothing is stored."""
    if session.staff is None:
        raise refuse("second_factor.staff")
    key = office.random(KEY_BYTES)
    sealed = _box(office, session.account).encrypt(key + _whose(session), office.random(24))
    return Offer(key, base64.urlsafe_b64encode(sealed).decode())


def offered(office: Office, session: Session, sealed: str) -> Offer:
    """Return what a session was offered; raises `Refused` for what was not made for it here, an offer of an earlier sign-in too."""
    opened = _open(office, session.account, sealed)
    if opened[KEY_BYTES:] != _whose(session):
        raise refuse("second_factor.anew")
    return Offer(opened[:KEY_BYTES], sealed)


def turn_on(office: Office, session: Session, it: Offer, code: str) -> None:
    """Ask for codes from now on, once one shows that the phone has the key; other sessions end. The same twice is done once."""
    key, here = session.account, accounts.token_hash(session.token)
    with office.store.write() as change:
        account, mine = records.must(change, "accounts", key), records.must(change, "sessions", here)
        if kept := account.get("second"):
            if kept["sealed"] == it.sealed:
                return
            raise refuse("second_factor.is_on")
        kept = {"sealed": it.sealed, "recovery": [_hash(office, key, one) for one in it.recovery], "last": 0}
        after = _used(office, key, kept, code)
        if after is None or after["recovery"] != kept["recovery"]:
            raise refuse("second_factor.wrong", field="code")
        change.put("accounts", key, {**account, "second": after})
        accounts.end_all(change, key, but=session.token)
        change.put("sessions", here, {**mine, "passed": True})
        office.log(change, key.removeprefix(records.STAFF), "staff.code-on")


def turn_off(office: Office, session: Session, code: str) -> None:
    """Ask for no codes any more; raises `Refused` without a code that fits."""
    with office.store.write() as change:
        account = records.must(change, "accounts", session.account)
        if not account.get("second"):
            return
        if _used(office, session.account, account["second"], code) is None:
            raise refuse("second_factor.wrong", field="code")
        _drop(change, session.account, account)
        office.log(change, session.account.removeprefix(records.STAFF), "staff.code-off")


def take_away(office: Office, name: str, actor: str) -> None:
    """Ask an account for no codes any more, whose phone and recovery codes are lost: the server's command alone may."""
    with office.store.write() as change:
        accounts.kind_of(change, name)
        key = records.staff_key(name)
        account = records.must(change, "accounts", key)
        if account.get("second"):
            _drop(change, key, account)
            office.log(change, actor, "account.code-off", account=name)


def _drop(change: Change, key: str, account: Doc) -> None:
    change.put("accounts", key, {k: v for k, v in account.items() if k != "second"})


def give(
    office: Office, session: Session, code: str, may_try: Callable[[View], object] = lambda _: True
) -> Session | None:
    """Finish a sign-in that waits for a code; it goes on under a new token. Raises `Refused` for a wrong one.

    `may_try` is asked before the code is looked at: where it says no, None comes back and nothing changes, right or wrong.
    A code counts once, and `WRONG_MOST` wrong ones end the sign-in that waits.
    """
    here = accounts.token_hash(session.token)
    with office.store.write() as change:
        if not may_try(change):
            return None
        account, waiting = records.must(change, "accounts", session.account), change.get("sessions", here)
        kept = account.get("second") if waiting else None
        after = _used(office, session.account, kept, code) if kept else None
        change.delete("sessions", here)
        if kept and after:
            change.put("accounts", session.account, {**account, "second": after})
            if (left := len(after["recovery"])) < len(kept["recovery"]):
                office.log(change, session.account.removeprefix(records.STAFF), "staff.recovery-code", left=left)
            return accounts.begin_session(office, change, session.account, account, passed=True)
        if waiting and (wrong := waiting.get("wrong", 0) + 1) < WRONG_MOST:
            change.put("sessions", here, {**waiting, "wrong": wrong})
    raise refuse("second_factor.wrong", field="code")


def _used(office: Office, key: str, kept: Mapping[str, Any], code: str) -> dict[str, Any] | None:
    """Return what is kept of an account's second factor once a code was used; None for a code that does not fit, or not any more.

    A phone's clock may be 30 seconds off, either way.
    """
    plain = re.sub(r"[\s-]", "", code).upper()
    if len(plain) == accounts.SLIP_LENGTH:
        hashed = _hash(office, key, plain.translate(MISTAKEN))
        left = [one for one in kept["recovery"] if not hmac.compare_digest(one, hashed)]
        return {**kept, "recovery": left} if len(left) < len(kept["recovery"]) else None
    phone, now = _open(office, key, kept["sealed"])[:KEY_BYTES], int(office.now().timestamp()) // STEP
    # a code of later than now: this clock was set back since, and it would shut everybody out until then
    last = kept["last"] if kept["last"] <= now + 1 else 0
    for step in range(now - 1, now + 2) if phone else ():
        if step > last and hmac.compare_digest(code_at(phone, step).encode(), plain.encode()):
            return {**kept, "last": step}
    return None


def codes_left(view: View, account: str) -> int | None:
    """Return how many recovery codes an account has left; None where it asks for no codes."""
    kept = (view.get("accounts", account) or {}).get("second")
    return len(kept["recovery"]) if kept else None


def _hash(office: Office, key: str, code: str) -> str:
    return hmac.digest(keyring.read(office.folder, keyring.SERVER), f"recovery/{key}/{code}".encode(), "sha256").hex()


def _whose(session: Session) -> bytes:
    return accounts.token_hash(session.token).encode()


def _box(office: Office, key: str) -> SecretBox:
    from nacl.secret import SecretBox

    return SecretBox(hmac.digest(keyring.read(office.folder, keyring.SERVER), f"phone/{key}".encode(), "sha256"))


def _open(office: Office, key: str, sealed: str) -> bytes:
    """Return what was sealed for an account; nothing where it was sealed for another one, under another key, or not here."""
    from nacl.exceptions import CryptoError

    try:
        return _box(office, key).decrypt(base64.urlsafe_b64decode(sealed.encode()))
    except (ValueError, CryptoError):
        return b""
