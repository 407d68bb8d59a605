"""Raw search: every encoding a key might lie about in, and the traces of an answer."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path

from kinerja_office import ballots

PURPOSES = ("tag", "decline", "box/ballot", "box/decline")


def key_needles(key: bytes) -> dict[str, bytes]:
    """Return a key, and all keys derived from it, in every encoding looked for."""
    keys = {"key": key} | {purpose: ballots._part(key, purpose) for purpose in PURPOSES}
    return {f"{name} as {how}": needle for name, one in keys.items() for how, needle in _encodings(one).items()}


def _encodings(key: bytes) -> dict[str, bytes]:
    found = {
        "raw": key, "raw reversed": key[::-1],
        "first half": key[:16], "second half": key[16:],
        "hex": key.hex().encode(), "HEX": key.hex().upper().encode(), "hex reversed": key.hex()[::-1].encode(),
        "bytes reversed in hex": key[::-1].hex().encode(), "base32": base64.b32encode(key).rstrip(b"="),
        "numbers": ", ".join(map(str, key)).encode(), "numbers without blanks": ",".join(map(str, key)).encode(),
        "escaped": repr(key)[2:-1].encode(), "base85": base64.b85encode(key), "ascii85": base64.a85encode(key),
    }  # fmt: skip
    for shift, middle in enumerate(_base64(key)):
        found[f"base64 at {shift}"] = middle
        found[f"urlsafe base64 at {shift}"] = middle.translate(bytes.maketrans(b"+/", b"-_"))
        found[f"base64 reversed at {shift}"] = middle[::-1]
    return found


def _base64(words: bytes) -> list[bytes]:
    """Return what is always there of some bytes inside a longer base64 text, wherever in it they begin."""
    return [base64.b64encode(bytes(shift) + words)[4 * bool(shift) : -4] for shift in range(3)]


def files(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder, whatever it is called."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def search(blobs: Mapping[str, bytes], needles: Mapping[str, bytes]) -> list[str]:
    """Return "file: needle" for every needle found."""
    return [f"{name}: {what}" for name, body in blobs.items() for what, needle in needles.items() if needle in body]


def answer_needles(answers: Iterable[str], shortest: int = 12) -> dict[str, bytes]:
    """Return answers as they would stand in a store, in a form post, or packed, where they are long enough to be no chance."""
    found = {}
    for text in answers:
        if len(text) < shortest:
            continue
        for how, needle in (
            ("plain", text), ("reversed", text[::-1]), ("list", ",".join(text)), ("json list", '","'.join(text)),
            ("spaced", " ".join(text)),
        ):  # fmt: skip
            found[f"{text} {how}"] = needle.encode()
        found |= {f"{text} base64 at {shift}": middle for shift, middle in enumerate(_base64(text.encode()))}
        found[f"{text} hex"] = text.encode().hex().encode()
    return found
