"""Errata name nobody: before the site says them, every name and number of the office's people is looked for in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assessment.names import check_text
from kinerja.config import Folders, open_office
from kinerja_office import records
from kinerja_office.office import Office
from kinerja_words.problems import Refused
from kinerja_words.shape import load, read_text

FILE = "errata.toml"


def must_name_nobody(office: Office, content: Path) -> None:
    """Raise `Refused` where `content/errata.toml` names anybody who is or was on the roster, comments included."""
    path = content / FILE
    if not path.is_file():
        return
    text = read_text(path)
    with office.store.read() as view:
        people = list(records.everybody(view).values())
    if problems := check_text("\n".join((text, *strings(load(text, FILE).raw))), f"content/{FILE}", people):
        raise Refused(problems)


def must_name_nobody_here(folders: Folders) -> None:
    """Check as `must_name_nobody` where the office is at hand; who rebuilds a site from its downloads has no roster."""
    if (folders.content / FILE).is_file() and folders.private.is_dir():
        with open_office(folders) as office:
            must_name_nobody(office, folders.content)


def strings(value: object) -> Iterator[str]:
    """Return every string inside a value."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value
