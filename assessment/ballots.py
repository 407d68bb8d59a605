"""Peer ballots under the cycle key: a tag nobody can follow and a sealed box of one length; no file access here."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from nacl.secret import SecretBox

KEY_BYTES = SecretBox.KEY_SIZE
RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 12
"""30^12 codes, about 59 bits: two of 100,000 are alike once in a hundred million cycles."""

Random = Callable[[int], bytes]


@dataclass(frozen=True)
class Ballot:
    """What a peer has written so far. `answers` is what was sent last (empty before), `draft` what is being edited.

    There is no rater, no ratee and no time in it: with the key and the list of assignments the tag finds it.
    """

    draft: str = ""
    answers: str = ""
    receipt: str = ""
    revision: int = 0
    sent_revision: int = 0
    imported: bool = False


def tag(key: bytes, rater: str, ratee: str) -> str:
    """Return the name a ballot is stored under: HMAC-SHA256 of the assignment under the cycle key, 128 bits, hex."""
    return hmac.digest(_part(key, b"tag"), f"{rater}\0{ratee}".encode(), "sha256")[:16].hex()


def seal_box(key: bytes, ballot: Ballot, items: int, random: Random) -> str:
    """Encrypt a ballot (XSalsa20-Poly1305), padded so that all ballots of an instrument of `items` have one length."""
    words = json.dumps(asdict(ballot), separators=(",", ":"), ensure_ascii=False).encode()
    room = 2 * items + 160
    if len(words) > room:
        raise ValueError("a ballot does not fit its box")
    padded = words + b" " * (room - len(words))
    return b64encode(SecretBox(_part(key, b"box")).encrypt(padded, random(SecretBox.NONCE_SIZE))).decode()


def open_box(key: bytes, box: str) -> Ballot:
    """Decrypt a ballot; raises `nacl.exceptions.CryptoError` where the key is wrong or a byte was changed."""
    words: dict[str, Any] = json.loads(SecretBox(_part(key, b"box")).decrypt(b64decode(box)))
    return Ballot(**words)


def new_receipt(random: Random) -> str:
    """Draw a receipt code: it says nothing about who, when or what (uniform letters, no bias)."""
    code = ""
    limit = 256 - 256 % len(RECEIPT_ALPHABET)
    while len(code) < RECEIPT_LENGTH:
        code += "".join(RECEIPT_ALPHABET[b % len(RECEIPT_ALPHABET)] for b in random(16) if b < limit)
    code = code[:RECEIPT_LENGTH]
    return "-".join(code[i : i + 4] for i in range(0, RECEIPT_LENGTH, 4))


def _part(key: bytes, purpose: bytes) -> bytes:
    """Derive one key a purpose (HMAC-SHA256 as a PRF)."""
    return hmac.digest(key, b"kinerja/" + purpose, "sha256")
