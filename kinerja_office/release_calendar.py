"""The advance release calendar (jadwal rilis): what HR announces of releases to come; `content/calendar.toml` holds it.

It is made of the days of cycles, the limits they opened with and the holidays alone: no answer, document or objection changes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from assessment.evaluation import release_days
from kinerja_office import records, settings
from kinerja_office.office import Office
from kinerja_store import View
from kinerja_words.content import CALENDAR
from kinerja_words.shape import decode, load

FILE = "calendar.toml"
DATES = ("closes", "earliest")


def due(office: Office, view: View, body: bytes) -> list[dict[str, str]]:
    """Return what is to be announced beside what the file says: cycles that take forms or are closed, new or of other days.

    Raises `Refused` for a file that cannot be read.
    """
    told = {one["cycle"]: one for one in load(decode(body, FILE), FILE).check(CALENDAR)["release"]}
    found = []
    for cycle in records.cycles(view):
        if cycle.coming or cycle.published:
            continue
        earliest, planned = release_days(settings.limits(office, view, cycle), cycle)
        days = {"closes": cycle.closed or cycle.end, "earliest": earliest}
        before: Mapping[str, str] = told.get(cycle.id, {})
        if any(days[k] != before.get(k) for k in DATES):
            told_on = office.today()
            planned = max(planned, before.get("planned", ""), told_on)  # nothing is planned for a day that is over
            found.append({"cycle": cycle.id, "title": cycle.title, "told": told_on, **days, "planned": planned})
    return found


def proposed(office: Office, view: View, body: bytes) -> str:
    """Return the text of the file with what is to be announced at its end."""
    found = (
        [f"{k} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in one.items()] for one in due(office, view, body)
    )
    return body.decode() + "".join("".join(("\n[[release]]\n", *lines)) for lines in found)
