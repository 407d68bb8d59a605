"""Signs the trail's head into a file outside the private folder, and checks the trail by what was signed there.

A pin is a JSON line: `n` and `hash` of the trail's last line, `day`, `put_back` (a restored folder ended there), `key` (public, hex) and
`signature` (Ed25519 over the rest). Whoever owns the folder can make a chain anew, but not the pins that others have copied.
The store knows which keys sign and how many pins there are (`meta/trail_pins`).
"""

from __future__ import annotations

import datetime
import fcntl
import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from kinerja_store import disk, keyring, trail
from kinerja_store.codec import encode
from kinerja_store.errors import StoreError
from kinerja_store.findings import Finding, error, ok, warning
from kinerja_store.protocol import Store, View
from kinerja_words.shape import read_json

FILE = "trail-pins.jsonl"
SIGNING = "trail.signing"
"""The seed among the keys. A backup holds it beside the server's key, for as long."""
PUBLIC = 0o644
FIELDS = {"n", "hash", "day", "put_back", "key", "signature"}


def public_key(folder: Path) -> str:
    """Return the key that the trail's signatures are checked with, hex; "" where there is none to sign with."""
    found = _signing(folder)
    return found.verify_key.encode().hex() if found else ""


def _signing(folder: Path) -> Any:
    from nacl.signing import SigningKey  # only who signs or checks waits for it

    with suppress(OSError, ValueError):
        return SigningKey((folder / keyring.FOLDER / SIGNING).read_bytes())
    return None


def make_key(store: Store, random: Callable[[int], bytes] = os.urandom) -> None:
    """Make the signing key where there is none; the store knows it first, and all that were before."""
    if (place := store.folder / keyring.FOLDER / SIGNING).exists():
        return
    from nacl.signing import SigningKey

    key = SigningKey(random(32))
    with suppress(OSError, StoreError):
        with store.write() as change:
            known = _known(change)
            change.put("meta", "trail_pins", {**known, "keys": [*known["keys"], key.verify_key.encode().hex()]})
        disk.make_folder(place.parent)
        disk.replace_file(place, key.encode())


def _known(view: View) -> dict[str, Any]:
    """Return how many pins there are, the hash of the last, and the keys that made them, the first first."""
    return view.get("meta", "trail_pins") or {"n": 0, "last": "", "keys": []}


def pin(store: Store, path: Path, day: str, *, daily: bool = False, put_back: bool = False) -> bool:
    """Sign the trail's head, unless the last pin is of it, or with `daily` of this day; whether it is pinned, which it is not where the file
    cannot be written. Nothing that is done depends on it. StoreError where the store refuses, which has to know of each pin.

    `put_back`: after a restore, from which on the pins count that are there: the others may be lost with their disk.
    """
    with store.read() as view:
        known = _known(view)
        if not put_back and (trail.head(view) in ("", known["last"]) or (daily and known.get("day") == day)):
            return True
    key = _signing(store.folder)
    with suppress(OSError), store.write() as change:
        head, known = change.get("meta", "trail"), _known(change)
        if not head or key is None or (public := key.verify_key.encode().hex()) not in known["keys"]:
            return False
        fd = disk.disk.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PUBLIC)
        try:
            disk.disk.flock(fd, fcntl.LOCK_EX)
            there = disk.read_all(fd, 0, disk.disk.fstat(fd).st_size)
            said = {"n": head["n"], "hash": head["hash"], "day": day, "put_back": put_back, "key": public}
            line = encode({**said, "signature": key.sign(encode(said)).signature.hex()}) + b"\n"
            disk.write_all(fd, line if there[-1:] in (b"", b"\n") else b"\n" + line, len(there))
            disk.disk.fsync(fd)
        finally:
            disk.disk.close(fd)
        disk.sync_folder(path.parent)
        change.put(
            "meta",
            "trail_pins",
            {**known, "n": there.count(b"\n") + 1 if put_back else known["n"] + 1, "last": head["hash"], "day": day},
        )
        return True
    return False


def _read(raw: bytes) -> dict[str, Any] | None:
    """Return a pin whose signature is its key's; None for anything else."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    with suppress(ValueError, TypeError, CryptoError):
        found = read_json(raw)
        if (
            isinstance(found, dict)
            and found.keys() == FIELDS
            and type(found["n"]) is int
            and isinstance(found["day"], str)
        ):
            said = encode({k: v for k, v in found.items() if k != "signature"})
            VerifyKey(bytes.fromhex(found["key"])).verify(said, bytes.fromhex(found["signature"]))
            return found
    return None


class Copy(NamedTuple):
    """The pins of one moment (`Store.still`), to be checked while others write; `own` is the folder's key, `known` what the store knows."""

    raw: bytes
    known: Mapping[str, Any]
    own: str
    path: Path


def copy(store: Store, view: View, path: Path) -> Copy:
    """Return pins and keys as they are; inside `Store.still`."""
    raw = b""
    with suppress(OSError):  # what cannot be read is told as missing
        raw = path.read_bytes()
    return Copy(raw, _known(view), public_key(store.folder), path)


def verify(copy: Copy, lines: trail.Copy, day: str, published: Collection[str] = ()) -> list[Finding]:
    """Compare the trail of the same moment with its pins; `published` are the keys that releases name, `day` is today."""
    known, own, path, raw = copy.known, copy.own, copy.path, copy.raw.splitlines()
    keys, hashes = {*known["keys"], *published}, trail.hashes(lines)
    found = [] if own in known["keys"] else [error("pins.no_key")]
    if missing := [k for k in published if k not in known["keys"]]:
        found.append(error("pins.other_key", key=missing[0][:16]))
    if len(raw) < known["n"]:
        found.append(error("pins.missing", n=known["n"] - len(raw), path=path.name))
    pins = [_read(line) for line in raw]
    for place, one in enumerate(pins, start=1):
        if one is None or one["key"] not in keys:
            found.append(error("pins.foreign" if one else "pins.altered", line=place, path=path.name))
    good = [p for p in pins if p and p["key"] in keys]
    found += _against(good, hashes)
    if len(known["keys"]) > 1:
        found.append(warning("pins.new_key", n=len(known["keys"]) - 1))
    before = (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()
    if hashes and (not good or (good[-1]["hash"] != hashes[-1] and good[-1]["day"] < before)):
        found.append(warning("pins.late", path=path.name))
    return (
        found
        if any(f.level == "error" for f in found)
        else [*found, ok("pins.fit", n=len(raw), key=own, path=path.name)]
    )


def _against(pins: Sequence[dict[str, Any]], hashes: Sequence[str]) -> list[Finding]:
    """Each pin's line has to be in the trail, but those that a restored folder lost: whoever restored it knows of that, and it is told."""
    told, found, end = [], [], sys.maxsize
    for one in reversed(pins):
        if one["put_back"]:
            told.append(warning("pins.put_back", line=one["n"], day=one["day"]))
        if one["n"] > end:
            continue
        end = min(end, one["n"]) if one["put_back"] else end
        if one["n"] > len(hashes):
            found.append(error("pins.cut_off", line=one["n"], day=one["day"]))
        elif one["n"] < 1 or hashes[one["n"] - 1] != one["hash"]:
            found.append(error("pins.rewritten", line=one["n"], day=one["day"]))
    return told + found[-1:]
