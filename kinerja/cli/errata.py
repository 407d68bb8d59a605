"""Before the site is built: errata and the release calendar name nobody (every name and number of the office's people is looked for), and no package is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kinerja.config import Folders, open_office

if TYPE_CHECKING:
    from kinerja_office.office import Office

FILES = ("errata.toml", "calendar.toml")


def must_be_right(office: Office, content: Path) -> None:
    """Raise `Refused` where one of the files names anybody who is or was on the roster, comments included, or has an erratum of a day to come."""
    from kinerja_office import content_files

    for file in FILES:
        if (content / file).is_file():
            content_files.check(office, file, (content / file).read_bytes())


def must_be_fit(office: Office, folders: Folders) -> None:
    """Raise `Refused` where the site must not be built: one of the files names somebody, or the package of a cycle is lost."""
    from kinerja_office.publication import must_be_there

    must_be_right(office, folders.content)
    must_be_there(office, folders.published)


def must_be_fit_here(folders: Folders) -> None:
    """Check as `must_be_fit` where the office is at hand; who rebuilds a site from its downloads has none."""
    if folders.private.is_dir():
        with open_office(folders) as office:
            must_be_fit(office, folders)
