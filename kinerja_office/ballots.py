"""Ballots of sealed methods under the cycle key: a tag nobody can follow and a sealed box of one length; no file access here."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from assessment.assignment import Assignment
from assessment.cycle import Cycle
from assessment.method import RULES
from kinerja_store.errors import StoreDamaged

RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 12
"""30^12 codes, about 59 bits: two of 100,000 are alike once in a hundred million cycles."""

Random = Callable[[int], bytes]


class BoxDamaged(StoreDamaged):
    """A sealed box is not what was stored under its name; it is refused, never read as another."""

    code = "store.box_damaged"


@dataclass(frozen=True)
class Ballot:
    """What a rater has written so far. `answers` is what was sent last (empty before), `draft` what is being edited.

    There is no rater, no ratee and no time in it: with the key and the list of assignments the tag finds it. `imported`:
    typed in from paper, so one person more knows it. `epoch`: how often the rater's slip had been issued again when it was
    written; `kept`: what was sent before that, or typed in, counts, and nobody can read it any more.
    """

    draft: str = ""
    answers: str = ""
    receipt: str = ""
    revision: int = 0
    sent_revision: int = 0
    imported: bool = False
    epoch: int = 0
    kept: bool = False


READABLE = ("opening", "assessment", "closing")


def readable(cycle: Cycle) -> bool:
    """Whether ballots exist and may be opened: from the opening to the hour before sealing, then never again."""
    return cycle.state in READABLE


def tag(key: bytes, assignment: Assignment, purpose: str = "tag") -> str:
    """Return the name a record is stored under: HMAC-SHA256 of the pair under a key of the method's own, 128 bits, hex."""
    method, rater, ratee = assignment
    return hmac.digest(_part(key, purpose + RULES[method].mark), f"{rater}\0{ratee}".encode(), "sha256")[:16].hex()


def seal_ballot(key: bytes, name: str, ballot: Ballot, items: int, random: Random) -> str:
    """Encrypt a ballot stored under `name`; all ballots of an instrument of `items` have one length."""
    return seal_box(key, "ballot", name, asdict(ballot), room(items), random)


def room(items: int) -> int:
    """Return the bytes of every ballot of an instrument of so many items, before encryption."""
    return 2 * items + 192


def open_ballot(key: bytes, name: str, box: str) -> Ballot:
    """Decrypt the ballot stored under `name`; raises `BoxDamaged` for another key, another name or a changed byte."""
    return Ballot(**open_box(key, "ballot", name, box))


def seal_box(key: bytes, purpose: str, name: str, words: dict[str, Any], room: int, random: Random) -> str:
    """Encrypt words (XChaCha20-Poly1305) padded to `room` bytes; the box opens under its own name only."""
    from nacl.secret import Aead

    plain = json.dumps(words, separators=(",", ":"), ensure_ascii=False).encode()
    if len(plain) > room:
        raise ValueError("the words do not fit their box")
    sealer = Aead(_part(key, "box/" + purpose))
    return b64encode(sealer.encrypt(plain.ljust(room), name.encode(), random(Aead.NONCE_SIZE))).decode()


def open_box(key: bytes, purpose: str, name: str, box: str) -> dict[str, Any]:
    """Decrypt what `seal_box` made; raises `BoxDamaged` where key, purpose or name is another or a byte was changed."""
    from nacl.exceptions import CryptoError
    from nacl.secret import Aead

    try:
        words: dict[str, Any] = json.loads(Aead(_part(key, "box/" + purpose)).decrypt(b64decode(box), name.encode()))
    except (CryptoError, ValueError):
        raise BoxDamaged() from None
    return words


def new_receipt(random: Random) -> str:
    """Draw a receipt code: it says nothing about who, when or what (uniform letters, no bias)."""
    code = ""
    limit = 256 - 256 % len(RECEIPT_ALPHABET)
    while len(code) < RECEIPT_LENGTH:
        code += "".join(RECEIPT_ALPHABET[b % len(RECEIPT_ALPHABET)] for b in random(16) if b < limit)
    code = code[:RECEIPT_LENGTH]
    return "-".join(code[i : i + 4] for i in range(0, RECEIPT_LENGTH, 4))


def _part(key: bytes, purpose: str) -> bytes:
    """Derive one key a purpose (HMAC-SHA256 as a PRF)."""
    return hmac.digest(key, b"kinerja/" + purpose.encode(), "sha256")
