"""Whole days as a calendar file (iCalendar, RFC 5545), the same bytes for the same days."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from assessment.text import typed

MEDIA_TYPE = "text/calendar; charset=utf-8"
LINE = 75
"""Octets of one line, without its end (RFC 5545, 3.1)."""


class Day(NamedTuple):
    """One day to keep: `uid` never changes for the same thing, `day` is ISO."""

    uid: str
    day: str
    summary: str
    description: str = ""


def calendar(days: Iterable[Day], written: str) -> bytes:
    """Return a calendar of whole days; the end of one is the day after (3.6.1). `written`: the ISO day its record is from."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kinerja Terbuka//Tenggat//ID"]
    for one in days:
        end = (datetime.date.fromisoformat(one.day) + datetime.timedelta(days=1)).isoformat()
        lines += ["BEGIN:VEVENT", f"UID:{_text(one.uid)}", f"DTSTAMP:{written.replace('-', '')}T000000Z"]
        lines += [f"DTSTART;VALUE=DATE:{one.day.replace('-', '')}", f"DTEND;VALUE=DATE:{end.replace('-', '')}"]
        lines += [
            f"SUMMARY:{_text(one.summary)}",
            f"DESCRIPTION:{_text(one.description)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_fold(line)}\r\n" for line in (*lines, "END:VCALENDAR")).encode()


def _text(text: str) -> str:
    """Return a text as a value (3.3.11)."""
    plain = typed(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\n", "\\n").replace("\t", " ")


def _fold(line: str) -> str:
    """Return a line in pieces of at most 75 octets, none of which parts a character."""
    out, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LINE:
            out, size = f"{out}\r\n ", 1
        out, size = out + sign, size + octets
    return out
