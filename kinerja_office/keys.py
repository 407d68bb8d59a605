"""The keys of an office: made together with their check in the store, compared with it whenever one is used."""

from __future__ import annotations

from assessment.method import METHODS, RULES
from kinerja_office import ballots, records
from kinerja_office.office import Office
from kinerja_store import Change, View, keyring, openkeys, trail
from kinerja_store.keyring import SERVER, KeyWrong, ServerKeyWrong


def needed(view: View) -> list[str]:
    """Return the ids of the open cycles with a sealed method: their ballots are readable with the cycle's key alone.

    Reads documents of any release: backups of older ones are restored by it.
    """
    return [
        id
        for id, doc in view.find("cycles")
        if doc.get("state") in ballots.READABLE and any(RULES[m].sealed for m in METHODS if m in doc.get("methods", ()))
    ]


def make(office: Office, change: Change, name: str) -> None:
    """Note the check of a key that was just made, in the change that begins to use it."""
    openkeys.put_check(change, name, keyring.read(office.folder, name))


def read(office: Office, view: View, name: str) -> bytes:
    """Return a key; raises `KeyMissing` where there is none, `KeyWrong` where it is another than the one begun with."""
    key = keyring.read(office.folder, name)
    if openkeys.check(view, name) not in ("", keyring.check_of(key)):
        raise (ServerKeyWrong if name == SERVER else KeyWrong)(name)
    return key


def must_fit(office: Office) -> None:
    """Raise `KeyMissing` or `KeyWrong` unless every key that is in use is there and is the right one.

    A consultation's key may be missing, after a restore without key file: its stage can only be ended (`consultation.lost`).
    """
    with office.store.read() as view:
        required = (SERVER, *needed(view))
        for name in (SERVER, *openkeys.in_use(view, needed)):
            if name not in required and not keyring.is_whole(office.folder, name):
                continue
            read(office, view, name)
            if name != SERVER and not openkeys.check(view, name) and not _opens(office, view, name):
                raise KeyWrong(name)


def adopt(office: Office) -> None:
    """Note the checks of keys that 0.1.0 made. A cycle's key has to open a ballot, where there is one: else none is noted."""
    with office.store.read() as view:
        names = [n for n in (SERVER, *needed(view)) if not openkeys.check(view, n)]
        fitting = {n for n in names if keyring.is_whole(office.folder, n) and (n == SERVER or _opens(office, view, n))}
    if not fitting or office.store.failed:
        return
    with office.store.write() as change:
        for name in fitting:
            if not openkeys.check(change, name) and (name == SERVER or name in needed(change)):
                make(office, change, name)


def renew_server(office: Office, actor: str) -> None:
    """Make a new server key: slips that nobody has used yet, sessions and addresses of pages become invalid."""
    with office.store.write() as change:
        for key, _ in list(change.find("sessions")):
            change.delete("sessions", key)
        keyring.renew(office.folder, SERVER, office.random)
        make(office, change, SERVER)
        office.log(change, actor, "server-key.renew")
    trail.flush(office.store)


def _opens(office: Office, view: View, id: str) -> bool:
    """Whether a cycle's key finds a ballot, or there is none to find."""
    key = keyring.read(office.folder, id)
    kept = {name.removeprefix(records.key(id, "")) for name, _ in view.find("ballots", cycle=id)}
    pairs = (a for m in METHODS if RULES[m].sealed for a in records.assignments(view, id, method=m))
    return not kept or any(ballots.tag(key, a) in kept for a in pairs)
