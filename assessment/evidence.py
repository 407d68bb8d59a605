"""Evidence files (bukti dukung): what a file is by its content, never by its name; pure rules, no disk."""

from __future__ import annotations

import re
from typing import Literal

from kinerja_words.problems import refuse

Kind = Literal["pdf", "jpg", "png"]
TYPES: dict[Kind, str] = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
MOST_BYTES = 5 * 1024 * 1024
MOST_OF_PERSON = 10 * MOST_BYTES
"""Of one person in one cycle."""
PNG_START, PNG_END = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"IEND\xaeB`\x82"


def kind_of(body: bytes) -> Kind:
    """Return what a file is: its first bytes, its last ones, and the chain of its parts; raises `Refused` for anything else.

    A file that goes on behind its end (a picture with an archive behind it) is none; blanks behind a PDF's end are.
    """
    if len(body) > MOST_BYTES:
        raise refuse("evidence.large", field="file", most=MOST_BYTES >> 20)
    if re.match(rb"%PDF-[12]\.\d[\r\n ]", body) and re.search(rb"startxref\s+\d+\s+%%EOF\s*\Z", body[-1024:]):
        return "pdf"
    if body.startswith(PNG_START) and _png_parts(body):
        return "png"
    if body.startswith(b"\xff\xd8\xff") and body.endswith(b"\xff\xd9") and _jpg_parts(body):
        return "jpg"
    raise refuse("evidence.kind", field="file")


def _png_parts(body: bytes) -> bool:
    """Whether the chunks follow each other to an `IEND` that is the end of the file."""
    at = 8
    while at + 12 <= len(body):
        at += 12 + int.from_bytes(body[at : at + 4])
    return at == len(body) and body.endswith(PNG_END) and b"IDAT" in body


def _jpg_parts(body: bytes) -> bool:
    """Whether the segments follow each other up to the first scan, with a frame before it."""
    at, frame = 2, False
    while at + 4 <= len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        if marker == 0xDA:
            return frame
        frame = frame or (0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC))
        at += 2 + int.from_bytes(body[at + 2 : at + 4])
    return False
