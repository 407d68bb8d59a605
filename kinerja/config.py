"""Where things are: the data and content folders, the settings read from them, and the office opened on top."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kinerja_words import catalogue
from kinerja_words.problems import Problem, Refused, refuse
from kinerja_words.system import trouble

if TYPE_CHECKING:
    from assessment.calendar import Holidays
    from assessment.goal import GoalExample
    from assessment.instrument import Instrument
    from assessment.organisation import Organisation
    from assessment.training import Programme
    from kinerja_office.backups import Place
    from kinerja_office.office import Draw, Office

T = TypeVar("T")
SELDOM = 1000
"""Looks for young garbage between two looks through everything; 10 is Python's own."""


@dataclass(frozen=True)
class Folders:
    """The folders of one office. `data` holds `private/`, `published/` and `public_html/`.

    `publish_to`: where the built site is copied to; `backups`: where backups go, in `data` without it. Both are the server's
    to say, never a page's or a content file's: who may name a folder there may write anywhere. `store`: where the documents are,
    in `private` without it, or `postgresql://…#schema`.
    """

    data: Path
    content: Path
    publish_to: Path | None = None
    backups: Path | None = None
    store: str = ""

    @property
    def private(self) -> Path:
        """What never leaves."""
        return self.data / "private"

    @property
    def published(self) -> Path:
        """One data package a cycle."""
        return self.data / "published"

    @property
    def pins(self) -> Path:
        """What was signed of the trail: outside the private folder, best on another machine's disk (`KINERJA_PINS`)."""
        path = Path(os.environ.get("KINERJA_PINS") or self.data / "trail-pins.jsonl")
        if path.resolve().is_relative_to(self.private.resolve()):
            raise refuse("pins.inside", path=path)
        return path

    @property
    def public_html(self) -> Path:
        """The frozen site."""
        return self.data / "public_html"


def backup_place(folders: Folders) -> Place:
    """Return where backups go, and the passphrase in the environment (for the service and the nightly command)."""
    from kinerja_office.backups import Place

    passphrase = os.environ.get("KINERJA_PASSPHRASE", "")
    return Place(folders.backups or folders.data / "backups", passphrase, own=folders.backups is None)


def read_bytes(path: Path) -> bytes:
    """Read an input file, no more of it than its reader takes; raises `Refused` naming it where that is not possible."""
    from assessment.spreadsheet import MAX_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise refuse("file.unreadable", path=path, error=trouble(error)) from None


def of_the_system(error: OSError) -> Refused:
    """Return what the system refused as words: why, and of which file where it says so."""
    return refuse("file.trouble", error=trouble(error), path=error.filename or "–")


def organisation(folders: Folders) -> Organisation:
    """Read `content/organisation.toml`."""
    from assessment.organisation import parse_organisation

    return _read(folders.content / "organisation.toml", parse_organisation)


def load_instrument(folders: Folders, code: str) -> Instrument:
    """Read `content/instruments/<code>.toml`; raises `Refused` with the known ones where there is none."""
    from assessment.instrument import parse_instrument

    known = sorted(p.stem for p in (folders.content / "instruments").glob("*.toml"))
    if not re.fullmatch(r"[A-Za-z0-9_-]+", code) or code not in known:
        listed = ", ".join(known) or "-"
        raise refuse("instrument.unknown", instrument=code, folder=folders.content / "instruments", listed=listed)
    path = folders.content / "instruments" / f"{code}.toml"
    return _read(path, parse_instrument)


def training_programmes(folders: Folders) -> tuple[Programme, ...]:
    """Read `content/training.toml`."""
    from assessment.training import parse_programmes

    return _read(folders.content / "training.toml", parse_programmes)


def goal_examples(folders: Folders) -> tuple[GoalExample, ...]:
    """Read `content/goal_examples.toml`; an office may have none."""
    from assessment.goal import parse_goal_examples

    path = folders.content / "goal_examples.toml"
    return _read(path, parse_goal_examples) if path.exists() else ()


def holidays(folders: Folders) -> Holidays:
    """Read `content/holidays.toml`; an office may have none, and its limits then say that holidays are not known."""
    from assessment.calendar import Holidays, parse_holidays

    path = folders.content / "holidays.toml"
    return _read(path, parse_holidays) if path.exists() else Holidays()


def _read(path: Path, parse: Callable[[str, str, list[Problem]], T]) -> T:
    from kinerja_words.shape import read_text

    notices: list[Problem] = []
    found = parse(read_text(path), path.name, notices)
    note(notices)
    return found


def note(notices: Sequence[Problem]) -> None:
    """Say on the terminal what may be a slip in a content file and keeps nothing from being done."""
    for notice in notices:
        click.echo(catalogue.word(notice, language()), err=True)


@contextmanager
def open_office(folders: Folders) -> Iterator[Office]:
    """Open the private side; finishes first what an earlier process left half done."""
    from kinerja_office import consultation, content_files, cycles, destruction, keys, publication
    from kinerja_office import settings as in_force
    from kinerja_office.office import INDEXES, Office, PublicSide
    from kinerja_store import pins, trail
    from kinerja_store.opening import open_at

    settings = organisation(folders)
    store = open_at(folders.private, folders.store, indexes=INDEXES)
    try:
        office = Office(
            folders.private,
            store,
            settings,
            public=PublicSide(folders.published, partial(_build, folders), partial(_draw, folders.published)),
            holidays=holidays(folders),
            pins=folders.pins,
        )
        publication.discard_leftovers(office, folders.published)
        trail.flush(store)
        keys.adopt(office)
        if not store.failed:
            pins.make_key(store, office.random)
            office.pin(daily=True)
        consultation.seal_readable(office)
        in_force.notice(office)
        for again in destruction.resume(office):
            click.echo(say("retention.again", cycle=again.cycle, day=again.day, hash=again.hash[:12]), err=True)
        cycles.resume(office)
        content_files.settle(office, folders.content)
        yield office
        trail.flush(store)
    finally:
        store.close()


def _build(folders: Folders, packages: Path, out: Path) -> None:
    from kinerja.cli.building import build_site  # drawing pages takes Flask: only where there is something to draw

    build_site(packages, folders.content, out, full=True)


def _draw(packages: Path, content: Path, changed: str) -> Draw:
    from kinerja.cli.building import draw_site

    return draw_site(packages, content, changed)


def collect_seldom() -> None:
    """Look through all objects for garbage seldom: a city's long act makes a million that stay, and each look would stop whoever is
    at work for half a second (a third of the act's time in all). What goes in circles here is little: 364 objects of 6,000 requests.
    """
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, SELDOM)


def language() -> str:
    """Return the language of messages on the terminal: Indonesian unless KINERJA_LANG=en."""
    return "en" if os.environ.get("KINERJA_LANG", "").lower().startswith("en") else "id"


def say(key: str, **values: object) -> str:
    """Return what the command says (`command.toml`) in the terminal's language."""
    return catalogue.fill(catalogue.entries("command")[key], language(), values)


def tell(key: str, **values: object) -> None:
    """Print what the command says."""
    click.echo(say(key, **values))
