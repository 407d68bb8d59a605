"""Calendar files: what RFC 5545 asks of lines, texts and whole days."""

from __future__ import annotations

import re

from assessment.ics import Day, calendar

LONG = "Penilaian Kinerja: " + "Kecamatan Senapelan – Ä€😀, " * 12


def lines(made: bytes) -> list[str]:
    """Return the lines as a reader unfolds them."""
    return re.sub(rb"\r\n[ \t]", b"", made).decode().split("\r\n")


def test_whole_days_end_on_the_day_after() -> None:
    made = lines(calendar([Day("end-2026@x", "2026-06-30", "Tenggat"), Day("b@x", "2028-02-28", "b")], "2026-06-01"))
    assert made[0] == "BEGIN:VCALENDAR"
    assert made[-2:] == ["END:VCALENDAR", ""]
    assert [x for x in made if x.startswith("DT")] == [
        "DTSTAMP:20260601T000000Z", "DTSTART;VALUE=DATE:20260630", "DTEND;VALUE=DATE:20260701",
        "DTSTAMP:20260601T000000Z", "DTSTART;VALUE=DATE:20280228", "DTEND;VALUE=DATE:20280229",
    ]  # fmt: skip
    assert "UID:end-2026@x" in made


def test_lines_are_folded_at_75_octets_and_no_letter_is_parted() -> None:
    made = calendar([Day("u@x", "2026-06-30", LONG, LONG)], "2026-06-01")
    pieces = made.split(b"\r\n")
    assert max(map(len, pieces)) == 75
    for piece in pieces:
        piece.decode()
    assert not [p for p in pieces if b"\n" in p or b"\r" in p]
    assert f"SUMMARY:{LONG.strip()}".replace(",", "\\,") in [x.strip() for x in lines(made)]


def test_a_text_starts_no_line_of_its_own() -> None:
    bad = "a;b,c\\d\r\nEND:VEVENT\nX-BAD:1\x07"
    made = lines(calendar([Day("u@x", "2026-06-30", bad)], "2026-06-01"))
    assert "SUMMARY:a\\;b\\,c\\\\d\\nEND:VEVENT\\nX-BAD:1" in made
    assert made.count("END:VEVENT") == 1


def test_the_same_days_are_the_same_bytes() -> None:
    one, two = (calendar([Day("u@x", "2026-06-30", "Tenggat")], "2026-06-01") for _ in range(2))
    assert one == two
