"""What every act needs at hand: the private folder, the store, the settings, the clock, the random source, the trail."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from assessment.calendar import Holidays, local_day
from assessment.organisation import Organisation
from kinerja_store import Change, Store, StoreError, trail
from kinerja_store import pins as signing

INDEXES = {
    "participants": ("cycle", "supervisor"),
    "assignments": ("cycle", "rater", "ratee"),
    "hand_edits": ("cycle",),
    "forms": ("cycle", "rater", "ratee"),
    "ballots": ("cycle",),
    "declines": ("cycle",),
    "peer_results": ("cycle",),
    "sessions": ("account",),
    "goals": ("cycle", "employee"),
    "skp": ("cycle",),
    "feedback": ("cycle", "employee", "giver"),
    "dialogues": ("cycle", "employee"),
    "evidence": ("cycle", "employee"),
    "objections": ("cycle", "employee"),
    "evaluations": ("cycle",),
    "opinions": ("cycle", "stage"),
    "responses": ("cycle", "stage"),
    "trainings": ("cycle",),
    "choices": ("cycle",),
    "interests": ("cycle", "employee"),
    "actions": ("cycle",),
    "content_versions": ("path",),
}
"""Fields the store keeps an index of, by table."""


Draw = Callable[[str], tuple[bytes, str] | None]
"""Draws a page or file of a public site by its path, with its MIME type; None where there is none."""


@dataclass(frozen=True)
class PublicSide:
    """The folder of published packages, and what builds a site of any folder of packages in another one.

    `build(packages, out)` raises `Refused` where a page cannot be drawn or shows what its package does not say; it is the
    command's, for this side knows nothing of the public one. `site(content, changed)` draws the site over another content
    folder, and raises `Refused` where a page that shows the changed file cannot be drawn.
    """

    packages: Path
    build: Callable[[Path, Path], object]
    site: Callable[[Path, str], Draw] | None = None


@dataclass(frozen=True)
class Office:
    """The private side of one office. `folder` is `data/private`; `now` returns an aware instant; `pins` is the file of the trail's pins.

    Without `public` nothing is built before it becomes final.
    """

    folder: Path
    store: Store
    organisation: Organisation
    now: Callable[[], datetime.datetime] = field(default=lambda: datetime.datetime.now(datetime.UTC))
    random: Callable[[int], bytes] = os.urandom
    public: PublicSide | None = None
    holidays: Holidays = field(default_factory=Holidays)
    pins: Path | None = None

    def today(self) -> str:
        """Return the office's calendar day, ISO."""
        return local_day(self.now(), self.organisation.zone)

    def pin(self, *, daily: bool = False) -> bool:
        """Sign the trail's head for whoever keeps a copy of the pins; with `daily` where it was not signed today, else after an act of publication.

        False where it could not be written: nothing that is done depends on it.
        """
        try:
            return self.pins is None or signing.pin(self.store, self.pins, self.today(), daily=daily)
        except StoreError:
            return False

    def log(self, change: Change, actor: str, act: str, **details: object) -> None:
        """Write one line of the trail together with the change (never an answer, never an ASN's sign-in or send)."""
        trail.record(change, actor, act, details, self.now())
