"""What the views of one running service share: the office, the folders, what waits, and wrong tries."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import current_app

from forms_service.web import lists
from forms_service.web.shelf import Shelf
from forms_service.web.throttle import Throttle
from kinerja_office import settings
from kinerja_office.backups import Place
from kinerja_office.office import Office
from kinerja_store import keyring

Progress = Callable[[str, int, int], None]
"""Called with a step's name, how many are done and how many there are."""


SETTINGS = ("organisation.toml", "holidays.toml")


def settings_signature(content: Path) -> tuple[object, ...]:
    """Return what tells, without reading, that one of the settings' files is another one than before; its time alone would not."""
    found: list[object] = []
    for name in SETTINGS:
        try:
            now = (content / name).stat()
            found.append((now.st_mtime_ns, now.st_ctime_ns, now.st_size, now.st_ino))
        except OSError:
            found.append(None)
    return tuple(found)


@dataclass
class Service:
    """One running service. `packages` holds the published packages, `site` the public folder, `content` HR's own texts.

    `rebuild` makes the public site anew and copies it to `publish_to`, which it says in a phrase, `preview` the site of any folder of packages in another folder; both are the
    command's, for this side knows nothing of the public one.
    """

    office: Office
    packages: Path
    site: Path | None
    rebuild: Callable[[Progress], object] | None
    content: Path | None = None
    preview: Callable[[Path, Path, Progress], None] | None = None
    publish_to: Path | None = None
    backups: Place | None = None
    certificate: Path | None = None
    settings_seen: tuple[object, ...] = ()

    @cached_property
    def throttle(self) -> Throttle:
        """Counts of wrong tries."""
        return Throttle(self.office.store, self.tag)

    @cached_property
    def shelf(self) -> Shelf:
        """What waits for a later request."""
        return Shelf(self.office.folder, self.tag)

    @cached_property
    def key(self) -> bytes:
        """The secret beside the store; every purpose derives its own from it (`tag`)."""
        return keyring.read(self.office.folder, keyring.SERVER)

    def refresh(self) -> None:
        """Take up `organisation.toml` and `holidays.toml` where they changed; a wrong one changes nothing, and HR's desk says why."""
        if self.content is None or (seen := settings_signature(self.content)) == self.settings_seen:
            return
        organisation, holidays = (lists.current(self.content, name) for name in SETTINGS)
        self.office = replace(
            self.office,
            organisation=organisation or self.office.organisation,
            holidays=holidays or self.office.holidays,
        )
        self.settings_seen = seen
        settings.notice(self.office)

    def shown(self, cycle: str) -> bool:
        """Return whether the public site offers this cycle's package, exactly as it was released, whoever built it."""
        if self.site is None:
            return False
        there, released = self.site / cycle / "data" / "release.json", self.packages / cycle / "release.json"
        try:
            return there.read_bytes() == released.read_bytes()
        except OSError:
            return False

    def tag(self, purpose: str, what: str) -> str:
        """Return a name for something that only this office can make and nobody can turn back (32 hex digits)."""
        return hmac.digest(self.key, f"forms/{purpose}/{what}".encode(), "sha256")[:16].hex()


def service() -> Service:
    """Return the service of the running app."""
    found: Any = current_app.extensions["kinerja"]
    assert isinstance(found, Service)  # noqa: S101  # put there by create_app
    return found
