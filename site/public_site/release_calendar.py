"""The advance release calendar (jadwal rilis): which results come when, as announced, and what became of it.

Pages know no clock: late is what was not out on the day of the newest release.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from public_site.words import NOTHING, Text, date_words, name

if TYPE_CHECKING:
    from public_site.view import View

FILE = "calendar.toml"
State = Literal["out", "late", "planned"]


@dataclass(frozen=True)
class Announcement:
    """What was announced of a cycle's release on one day; days are ISO, `number` counts those of a cycle from 1."""

    cycle: str
    number: int
    title: str
    told: str
    closes: str
    earliest: str
    planned: str
    text: Text

    @property
    def anchor(self) -> str:
        """Return the place of its cycle on the page."""
        return f"jadwal-{self.cycle}"


def announced(entries: Sequence[Mapping[str, Any]]) -> tuple[Announcement, ...]:
    """Return the announcements of `[[release]]` entries in the order of the file."""
    found: list[Announcement] = []
    for one in entries:
        number = 1 + sum(a.cycle == one["cycle"] for a in found)
        found.append(Announcement(**{**one, "text": Text.of(one.get("text"))}, number=number))
    return tuple(found)


def as_of(view: View) -> str:
    """Return the day of the newest release, by which what is late is judged; empty before the first."""
    return max((p.release["published"] for p in view.site.packages), default="")


def in_force(view: View) -> list[tuple[Announcement, State]]:
    """Return the last announcement of each cycle and how it stands: those to come first, the next one first; then those that are out, newest first."""
    last = sorted({one.cycle: one for one in view.site.content.calendar}.values(), key=lambda a: (a.planned, a.cycle))
    coming: list[tuple[Announcement, State]] = [
        (a, "late" if a.planned < as_of(view) else "planned") for a in last if a.cycle not in view.site.by_id
    ]
    return [*coming, *((a, "out") for a in reversed(last) if a.cycle in view.site.by_id)]


def finding(view: View) -> Markup:
    """Say which results come next and when."""
    for one, state in in_force(view)[:1]:
        if state != "out":
            return view.t(f"calendar_next_{state}", title=name(one.title), planned=view.date(one.planned))
    return view.t("calendar_nothing")


def context(view: View) -> Mapping[str, Any]:
    """Return each cycle with its days, its state in words, and what was announced of it before."""
    rows = []
    for one, state in in_force(view):
        out = view.site.by_id[one.cycle].release["published"] if state == "out" else ""
        said = "out_late" if out > one.planned else state
        rows.append(
            {
                "one": one,
                "title": view.link(f"{one.cycle}/index.html", name(one.title)) if out else name(one.title),
                "state": "late" if "late" in said else "done" if out else "planned",
                "said": view.t(f"calendar_{said}", day=view.date(out or one.planned)),
                "text": one.text.html(view.lang) if one.text.plain(view.lang) else NOTHING,
                "before": [a for a in view.site.content.calendar if a.cycle == one.cycle and a is not one],
            }
        )
    return {"rows": rows, "as_of": as_of(view)}


def entries(view: View) -> Iterator[tuple[str, str, str, str, str]]:
    """Return (day, id, title, page, text) of each announcement for the feed: also that a day has changed."""
    for one in view.site.content.calendar:
        days = {k: date_words(getattr(one, k), view.lang) for k in ("closes", "earliest", "planned")}
        title = view.plain("calendar_entry_changed" if one.number > 1 else "calendar_entry", title=one.title)
        text = " ".join(filter(None, (view.plain("calendar_days", **days), one.text.plain(view.lang))))
        yield one.told, f"jadwal/{one.cycle}/{one.number}", title, f"jadwal.html#{one.anchor}", text
