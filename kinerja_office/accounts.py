"""Accounts, slips, own secrets and sessions; who someone is, not what they may do (that is the table of roles)."""

from __future__ import annotations

import datetime
import functools
import hashlib
import hmac
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from assessment.names import strings
from assessment.roster import clean_number
from assessment.secret import SHORTEST, easy
from kinerja_office import leases, records, settings
from kinerja_office.ballots import RECEIPT_ALPHABET
from kinerja_office.office import Office
from kinerja_store import Change, Doc, View, keyring
from kinerja_words.problems import refuse

Staff = Literal["hr", "approver", "auditor"]
MANAGES: Mapping[Staff, tuple[Staff, ...]] = {"hr": ("hr", "auditor"), "approver": ("approver",), "auditor": ()}
"""Whose accounts each kind of staff makes, gives new passwords to and removes: so that nobody gives themselves a second role
by which they could agree to their own proposal. The server's command may do all of it."""
NAME = re.compile(r"[a-z][a-z0-9.-]{1,30}")
PROGRAMS = ("cli", "demo", "system")
"""Names the trail gives to acts of programs; no account is called so."""
SLIP_LENGTH = 10
"""30^10 codes, about 49 bits: far beyond guessing through a form that slows wrong tries down."""
SLIP_DAYS = 60
"""Calendar days that a code which nobody has used counts, where the cycle it was printed for does not end later."""
CALLED_MOST = 80
ARGON = {"opslimit": 2, "memlimit": 19 * 1024 * 1024}
"""argon2id with 19 MiB, t=2, p=1: OWASP's setting for small servers (Password Storage Cheat Sheet)."""
AT_ONCE = min(2, max(1, (os.cpu_count() or 1) // 2))
"""So many secrets are hashed at once, each with a processor of its own; the pages keep the others."""
WAITING = 3
"""So many more wait for that, fewer than the service has threads; whoever does not fit is told to try again."""
BUSY_SECONDS = 5
IDLE = datetime.timedelta(minutes=30)
ABSOLUTE = datetime.timedelta(hours=10)
AHEAD = datetime.timedelta(seconds=leases.AHEAD)
WAITING_FOR_CODE = datetime.timedelta(minutes=10)
"""So long a sign-in waits for the code of the phone."""
Needs = Literal["", "code", "secret", "phone"]
"""What a session still has to bring before it may do anything else: its phone's code, an own secret, a phone."""


@dataclass(frozen=True)
class Session:
    """Somebody signed in. `account` is an employee number, or a staff account's name with `staff` set."""

    token: str
    account: str
    staff: Staff | None
    since: str
    needs: Needs
    notices: tuple[str, ...] = ()

    @property
    def ends(self) -> datetime.datetime:
        """When it ends at the latest."""
        return datetime.datetime.fromisoformat(self.since) + self.most

    @property
    def most(self) -> datetime.timedelta:
        """For how long it lasts."""
        return WAITING_FOR_CODE if self.needs == "code" else ABSOLUTE


@dataclass(frozen=True)
class StaffAccount:
    """A staff account as the office sees it: whether its first sign-in is done, and how many sessions it has.

    `called` is the person's own name, empty where none was given; `phone`: whether it asks for a code of one; `issued` every one-time password (`day`, `by`, `again`).
    """

    name: str
    staff: Staff
    settled: bool
    sessions: int
    called: str = ""
    phone: bool = False
    issued: tuple[Mapping[str, Any], ...] = ()


def new_code(office: Office, length: int = SLIP_LENGTH) -> str:
    """Draw a code of letters and digits that cannot be mistaken for each other."""
    limit = 256 - 256 % len(RECEIPT_ALPHABET)
    code = ""
    while len(code) < length:
        code += "".join(RECEIPT_ALPHABET[b % len(RECEIPT_ALPHABET)] for b in office.random(16) if b < limit)
    return code[:length]


def add_staff(office: Office, name: str, staff: Staff, actor: str, called: str = "") -> str:
    """Make a staff account for somebody `called` so; returns its one-time password, which its first sign-in replaces.

    Raises `Refused` for a name that is taken, no name, a program's or an employee's number (whoever signs in types either into
    one field), and for a kind that `actor` does not manage.
    """
    with office.store.write() as change:
        _may_manage(change, actor, staff)
        if not NAME.fullmatch(name) or name in PROGRAMS:
            raise refuse("account.name", field="name")
        numbers = {e.employee_number.casefold() for e in records.everybody(change)}
        if name.casefold() in numbers or staff_of(change, name):
            raise refuse("account.name_taken", field="name", account=name)
        return _key(office, change, name, staff, actor, _name(called))


def rename_staff(office: Office, name: str, called: str, actor: str) -> None:
    """Say who holds a staff account, one's own too; the trail goes on naming the account. Refused as in `add_staff`."""
    with office.store.write() as change:
        if name != actor or staff_of(change, name) is None:
            _must_manage(change, name, actor)
        account = records.must(change, "accounts", records.staff_key(name))
        change.put("accounts", records.staff_key(name), {**account, "called": _name(called)})
        office.log(change, actor, "account.name", account=name)


def called(view: View, name: str) -> str:
    """Return what a page calls who did something: `Siti Rahma (siti.r)`, or the name in the trail alone.

    The account stands beside the name, for anybody may be called like somebody else.
    """
    account = view.get("accounts", records.staff_key(name)) or {}
    return f"{account['called']} ({name})" if account.get("called") else name


def _name(called: str) -> str:
    tidy = " ".join(called.split())
    if len(tidy) > CALLED_MOST or not tidy.isprintable():
        raise refuse("account.called", field="called", most=CALLED_MOST)
    return tidy


def rekey_staff(office: Office, name: str, actor: str) -> str:
    """Give a staff account a new one-time password (a forgotten secret) and end its sessions; refused as in `add_staff`."""
    with office.store.write() as change:
        return _key(office, change, name, _must_manage(change, name, actor), actor)


def _key(office: Office, change: Change, name: str, staff: Staff, actor: str, called: str = "") -> str:
    """Write the account with a new one-time password; an approver is struck from every proposal that waits.

    Who made it or gave it a new password is told to its owner at the next sign-in, and stays in their list.
    """
    password = "-".join(new_code(office)[i : i + 5] for i in (0, 5))
    key = records.staff_key(name)
    known = change.get("accounts", key) or {"called": called}
    issued = [*known.get("issued", ()), _issue(office, actor, "staff" in known)]
    slip = _slip_hash(office, name, password)
    change.put("accounts", key, {**known, "staff": staff, "slip": slip, "secret": "", "issued": issued})
    end_all(change, key)
    for id, doc in list(change.find("proposals")):
        change.put("proposals", id, {**doc, "approvers": [a for a in doc.get("approvers", ()) if a != name]})
    office.log(change, actor, "account.staff", account=name, staff=staff)
    return password


def staff_of(view: View, name: str) -> Staff | None:
    """Return what kind of staff an account is; None where there is none of that name."""
    account = view.get("accounts", records.staff_key(name))
    return account["staff"] if account else None


def _must_manage(view: View, name: str, actor: str) -> Staff:
    staff = kind_of(view, name)
    _may_manage(view, actor, staff)
    return staff


def kind_of(view: View, name: str) -> Staff:
    """Return what kind of staff an account is; raises `Refused` naming the known ones where there is none of that name."""
    staff = staff_of(view, name)
    if staff is None:
        known = ", ".join(s.name for s in staff_accounts(view)) or "-"
        raise refuse("account.unknown", account=name, known=known)
    return staff


def _may_manage(view: View, actor: str, staff: Staff) -> None:
    maker = staff_of(view, actor)
    if actor not in PROGRAMS and (maker is None or staff not in MANAGES[maker]):
        raise refuse("account.not_yours")


def remove_staff(office: Office, name: str, actor: str) -> None:
    """Remove a staff account and end its sessions.

    Raises `Refused` for the last HR account, for the last approver where publishing needs two people, and as in `add_staff`; while it
    asks for a phone's code too, but by the server's command: made anew under its name it would ask for none.
    """
    with office.store.write() as change:
        if staff_of(change, name) is None:
            return
        staff = _must_manage(change, name, actor)
        needed = staff == "hr" or (staff == "approver" and settings.need_two(office, change))
        if needed and sum(1 for s in staff_accounts(change) if s.staff == staff) == 1:
            raise refuse(f"account.last_{staff}")
        if "second" in records.must(change, "accounts", records.staff_key(name)) and actor not in PROGRAMS:
            raise refuse("account.has_phone", account=name)
        end_all(change, records.staff_key(name))
        change.delete("accounts", records.staff_key(name))
        office.log(change, actor, "account.remove", account=name)


Access = Literal["none", "slip", "secret"]
"""How somebody can sign in: no slip was ever made, with the code of a slip, with an own secret."""


def access(view: View, number: str) -> Access:
    """Return how an employee can sign in."""
    account = view.get("accounts", number)
    return _access(account) if account else "none"


def accesses(view: View) -> Mapping[str, Access]:
    """Return how everybody with an account can sign in, by number."""
    return view.once(("accounts",), "accesses", lambda: dict(view.each("accounts", _named_access)))


def _named_access(key: str, account: Doc) -> tuple[str, Access]:
    return key, _access(account)


def _access(account: Doc) -> Access:
    return "secret" if account["secret"] else "slip"


def staff_accounts(view: View) -> list[StaffAccount]:
    """Return the staff accounts by name."""
    found = [
        StaffAccount(
            key.removeprefix(records.STAFF),
            doc["staff"],
            bool(doc["secret"]),
            view.count("sessions", account=key),
            doc.get("called", ""),
            "second" in doc,
            tuple(doc.get("issued", ())),
        )
        for key, doc in view.find("accounts")
        if key.startswith(records.STAFF)
    ]
    return sorted(found, key=lambda s: s.name)


def issue_slips(
    office: Office, numbers: Iterable[str], actor: str, again: bool = False, cycle: str = "", end: str = ""
) -> dict[str, str]:
    """Give new slip codes to people who have not signed in yet; returns code by number, stored only as hashes.

    They count until `valid_until(office, end)`; `end`: the last day of the cycle of this id, which they are printed for.
    `again` re-issues for people who have set their own secret (a forgotten secret): the secret is dropped, their sessions
    end, they see it in a list that lasts, the trail says whose, and what they wrote before is read by nobody any more.
    """
    people = list(numbers)

    def act(change: Change) -> dict[str, str]:
        codes = {}
        for number in leases.measured(people):
            account = change.get("accounts", number) or {"staff": None, "slip": "", "secret": ""}
            if account["secret"] and not again:
                continue
            code = new_code(office)
            reissued = bool(account["secret"])
            fields = {"slip": _slip_hash(office, number, code), "secret": ""}
            told = {"reissued": reissued or bool(account.get("reissued")), "epoch": account.get("epoch", 0) + reissued}
            issued = [*account.get("issued", ()), _issue(office, actor, reissued, cycle, end)]
            change.put("accounts", number, {**account, **fields, **told, "issued": issued})
            codes[number] = code
        return codes

    def told(change: Change, codes: dict[str, str]) -> None:
        if again:
            for number in codes:
                end_all(change, number)
            office.log(change, actor, "slips.again", slips=len(codes), people=sorted(codes))
        else:
            office.log(change, actor, "slips.issue", slips=len(codes))

    return office.store.plan(act, told)


def epoch(view: View, number: str) -> int:
    """Return how often a person's slip was issued again after they had a secret of their own.

    What they wrote before can be replaced and is read by nobody: whoever issued the slip could sign in with it.
    """
    account = view.get("accounts", number)
    return int(account.get("epoch", 0)) if account else 0


def issued_slips(view: View, number: str) -> list[Mapping[str, Any]]:
    """Return every slip or one-time password issued for an account (`day`, `by`, `again`), for its owner to see."""
    account = view.get("accounts", number)
    return list(account.get("issued", ())) if account else []


def valid_until(office: Office, end: str = "") -> str:
    """Return the last day (ISO) of a code issued today: `SLIP_DAYS`, or `end` where that is later."""
    day = datetime.date.fromisoformat(office.today()) + datetime.timedelta(days=SLIP_DAYS)
    return max(day.isoformat(), end)


def _issue(office: Office, actor: str, again: bool, cycle: str = "", end: str = "") -> dict[str, Any]:
    until = valid_until(office, end)
    return {"day": office.today(), "by": actor, "again": again, "cycle": cycle, "until": until}


def _last_day(view: View, account: Doc) -> str:
    """Return the last day of an account's code: what its slip says, or the end of its cycle where that was put off.

    Version 0.1.0 told nobody of a last day, nor of which cycle a code is: it counts until every cycle is closed.
    """
    last: Mapping[str, Any] = (account.get("issued") or [{}])[-1]
    cycles = records.cycles(view)
    if "until" not in last and any(c.opened for c in cycles):
        return ""
    ends = [c.end for c in cycles if last.get("cycle", c.id) == c.id]
    return max([str(last.get("until", "")), *ends])


def sign_in(office: Office, who: str, code: str, may_begin: Callable[[], object] = lambda: True) -> Session | None:
    """Check number (or staff name) and slip code or own secret; None where they do not belong together.

    `may_begin` is asked where they do, before anything is written or told: where it says no there is no session either.
    Takes the same work whether or not the account exists. Writes the session, and nothing to the trail for an ASN.
    Raises `Refused` (`account.busy`), as all that hashes a secret, where too many are being hashed, whoever it is; and
    (`account.slip_expired`) for a code past its last day: only to who has that code, any other is wrong as ever.
    """
    with office.store.read() as view:
        key, account = _find(view, who)
    if account is None or not account["secret"]:
        expected = account["slip"] if account else ""
        good = hmac.compare_digest(_slip_hash(office, key.removeprefix(records.STAFF), code), expected) and bool(
            expected
        )
        _verify(_dummy(), code)
    else:
        good = _verify(account["secret"], code)
    if not good or account is None or not may_begin():
        return None
    if not account["secret"]:
        with office.store.read() as view:
            if (until := _last_day(view, account)) and office.today() > until:
                raise refuse("account.slip_expired", until=until)
    with office.store.write() as change:
        return begin_session(office, change, key, account)


def begin_session(office: Office, change: Change, key: str, account: Doc, **passed: bool) -> Session:
    """Write a session under a token of its own (`passed=True`: the phone's code was right)."""
    token, doc = (
        office.random(32).hex(),
        {"account": key, "since": office.now().isoformat(timespec="seconds"), **passed},
    )
    change.put("sessions", token_hash(token), doc)
    session = _session(office, token, doc, account)
    if account["staff"]:
        act = "staff.code-asked" if session.needs == "code" else "staff.sign-in"
        office.log(change, key.removeprefix(records.STAFF), act)
    return session


def known_by(office: Office, who: str) -> str:
    """Return what changes with an account and with its own secret; "" where there is none of that."""
    with office.store.read() as view:
        key, account = _find(view, who)
    return f"{key}/{account['secret']}" if account and account["secret"] else ""


def knows_secret(office: Office, who: str, secret: str) -> bool:
    """Whether this is the own secret of an account: what signing asks for; nobody signs with a slip's code."""
    with office.store.read() as view:
        account = view.get("accounts", who)
    return _verify(account["secret"] if account and account["secret"] else _dummy(), secret)


def set_secret(office: Office, session: Session, secret: str, known: Iterable[str] = ()) -> None:
    """Replace the slip's code by the person's own secret; raises `Refused` for one too short or too easy to guess.

    `known`: texts of the page that shows examples, which everybody has read.
    """
    if len(secret) < SHORTEST:
        raise refuse("account.short_secret", field="secret", shortest=SHORTEST)
    number = session.account.removeprefix(records.STAFF)
    with office.store.read() as view:
        names = [*strings(office.organisation.source), *records.names_around(view, session.account)]
        slip = (view.get("accounts", session.account) or {}).get("slip")
    if easy(secret, number, names, known) or _slip_hash(office, number, secret) == slip:
        raise refuse("account.easy_secret", field="secret")
    hashed = _hash(secret)
    with office.store.write() as change:
        account = change.get("accounts", session.account)
        if account is None:
            raise refuse("account.gone")
        change.put("accounts", session.account, {**account, "secret": hashed, "slip": "", "reissued": False})
        end_all(change, session.account, but=session.token)
        if session.staff:
            office.log(change, session.account.removeprefix(records.STAFF), "staff.secret")


def find_session(office: Office, token: str) -> Session | None:
    """Return the session of a token, or None where it ended or passed its absolute limit."""
    with office.store.read() as view:
        doc = view.get("sessions", token_hash(token))
        account = view.get("accounts", doc["account"]) if doc else None
    if doc is None or account is None:
        return None
    session = _session(office, token, doc, account)
    return session if _lasts(office, datetime.datetime.fromisoformat(session.since), session.most) else None


def _lasts(office: Office, since: datetime.datetime, most: datetime.timedelta) -> bool:
    """Whether a session has not reached its limit; of one begun later than now this clock was set back since, and it is over."""
    return -AHEAD <= office.now() - since <= most


def sign_out(office: Office, token: str) -> None:
    """End a session."""
    with office.store.write() as change:
        change.delete("sessions", token_hash(token))


def end_sessions(office: Office, account: str, actor: str) -> None:
    """End every session of an account (HR's act)."""
    with office.store.write() as change:
        end_all(change, account)
        office.log(change, actor, "sessions.end")


def sessions_of(office: Office, account: str) -> list[tuple[str, datetime.datetime]]:
    """Return the sessions of an account that have not reached their limit: name in the store, and since when, oldest first."""
    with office.store.read() as view:
        found = [
            (key, datetime.datetime.fromisoformat(doc["since"])) for key, doc in view.find("sessions", account=account)
        ]
    return sorted((x for x in found if _lasts(office, x[1], ABSOLUTE)), key=lambda x: (x[1], x[0]))


def end_own_sessions(office: Office, session: Session, keys: Iterable[str]) -> None:
    """End sessions of one's own account; what is nobody's or somebody else's stays. The trail says nothing of it."""
    with office.store.write() as change:
        for key in keys:
            if (change.get("sessions", key) or {}).get("account") == session.account:
                change.delete("sessions", key)


def sweep_sessions(office: Office) -> None:
    """Remove the sessions that have reached their limit."""

    with office.store.read() as view:
        old = [key for key, since in view.each("sessions", _begun) if not _lasts(office, since, ABSOLUTE)]
    if old:
        with office.store.write() as change:
            for key in old:
                change.delete("sessions", key)


def _begun(key: str, doc: Doc) -> tuple[str, datetime.datetime]:
    return key, datetime.datetime.fromisoformat(doc["since"])


def drop_sessions(change: Change) -> None:
    """Remove all sessions of ASN; part of sealing, so that none tells who was there last."""
    for key, doc in list(change.find("sessions")):
        if not doc["account"].startswith(records.STAFF):
            change.delete("sessions", key)


def _find(view: View, who: str) -> tuple[str, Doc | None]:
    number = clean_number(who)
    account = view.get("accounts", number)
    if account is not None and records.employee(view, number):
        return number, account
    key = records.staff_key(who.strip())
    return key, view.get("accounts", key)


def _session(office: Office, token: str, doc: Doc, account: Doc) -> Session:
    notices = ("reissued",) if account.get("reissued") else ()
    return Session(token, doc["account"], account["staff"], doc["since"], _needs(office, doc, account), notices)


def _needs(office: Office, session: Doc, account: Doc) -> Needs:
    if account.get("second") and not session.get("passed"):
        return "code"
    if not account["secret"]:
        return "secret"
    phone = office.organisation.staff_codes and account["staff"] and not account.get("second")
    return "phone" if phone else ""


def end_all(change: Change, account: str, but: str = "") -> None:
    """End every session of an account, but for the one of a token."""
    for key, _ in list(change.find("sessions", account=account)):
        if not but or key != token_hash(but):
            change.delete("sessions", key)


def _slip_hash(office: Office, who: str, code: str) -> str:
    """Hash a slip code: 49 random bits need no slow hash, only a secret key beside the store."""
    plain = code.strip().upper().replace("-", "").replace(" ", "")
    return hmac.digest(keyring.read(office.folder, keyring.SERVER), f"slip/{who}/{plain}".encode(), "sha256").hex()


def token_hash(token: str) -> str:
    """Return the name of a session in the store."""
    return hashlib.sha256(token.encode()).hexdigest()


_places, _turns = threading.BoundedSemaphore(AT_ONCE + WAITING), threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one's turn to hash; raises `Refused` at once where enough wait already."""
    if not _places.acquire(blocking=False):
        raise refuse("account.busy", n=BUSY_SECONDS)
    try:
        with _turns:
            yield
    finally:
        _places.release()


def _hash(secret: str) -> str:
    from nacl.pwhash import argon2id

    with _turn():
        return argon2id.str(secret.encode(), **ARGON).decode()


def _verify(hashed: str, secret: str) -> bool:
    from nacl import exceptions, pwhash

    with _turn():
        try:
            return pwhash.verify(hashed.encode(), secret.encode())
        except exceptions.CryptoError:
            return False


@functools.cache
def _dummy() -> str:
    """Return a hash that nothing matches, so that unknown people cost as much time as known ones."""
    return _hash("nobody has this secret")
