"""Backups as the office keeps them: where they lie, when the last one was made, by whoever made it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kinerja_office import keys
from kinerja_office.office import Office
from kinerja_store import View, trail
from kinerja_words.problems import refuse

if TYPE_CHECKING:
    from kinerja_store.backup import Progress
    from kinerja_store.findings import Finding

SHORTEST = 12


@dataclass(frozen=True)
class Backup:
    """A backup: its file, when it was made (an instant, ISO), how many MB it has, and who made it (`cli` for the command)."""

    file: str
    at: str
    size: int
    by: str


@dataclass(frozen=True)
class Place:
    """Where the service puts backups, and what they are encrypted with. `own`: our own folder, made where it is missing.

    The passphrase is the server's, not one that HR types: what HR can open would show them everybody's records, and two of
    them around one sign-in which peer has answered.
    """

    folder: Path
    passphrase: str = field(default="", repr=False)
    own: bool = False

    def must_work(self) -> None:
        """Raise `Refused` where no backup can be made: no passphrase, an unfit one, no folder."""
        if not self.passphrase:
            raise refuse("backup.no_passphrase")
        must_fit(self.passphrase)
        if self.own:
            with suppress(OSError):  # said below: there is no such folder
                self.folder.mkdir(mode=0o700, exist_ok=True)
        if not self.folder.is_dir():
            raise refuse("backup.no_folder", folder=self.folder)

    def files(self) -> list[Path]:
        """Return the backups that lie there, newest first, those that a wrong clock dated ahead last; without their key files."""
        from kinerja_store.backup import NAMED

        found = self.folder.glob("kinerja-*") if self.folder.is_dir() else ()
        ahead = f"kinerja-{datetime.date.today() + datetime.timedelta(days=2)}"
        named = (p for p in found if NAMED.fullmatch(p.name) and p.is_file())
        return sorted(named, key=lambda p: (p.name < ahead, p.name), reverse=True)

    def new_file(self, office: Office) -> Path:
        """Return where the next backup goes."""
        name = f"kinerja-{office.now().astimezone(office.organisation.zone):%Y-%m-%d-%H%M%S}"
        tries = (self.folder / (name + (f"-{n}" if n else "")) for n in range(1000))
        return next(path for path in tries if not path.exists())

    def rotate(self, made: Path, daily: int, monthly: int) -> int:
        """Remove what `spare` says of the backups up to the one just made, which was found whole; returns how many.

        What is dated later lies outside: a wrong clock pushes nothing out. Key files go first: where FILE is, the next time removes it.
        """
        from kinerja_store.backup import beside

        gone = spare([p for p in self.files() if p.name <= made.name], daily, monthly)
        for path in (part for file in gone for part in (*beside(file), file)):
            path.unlink(missing_ok=True)
        return len(gone)


def spare(files: Sequence[Path], daily: int, monthly: int) -> list[Path]:
    """Return which of our own backups may go: all but the newest of each of the last `daily` days and `monthly` months that have one."""
    kept: set[Path] = set()
    for length, n in ((len("kinerja-2026-12-31"), daily), (len("kinerja-2026-12"), monthly)):
        newest = {p.name[:length]: p for p in sorted(files)}
        kept |= {newest[name] for name in sorted(newest)[-n:]}
    return [p for p in files if p not in kept]


def must_fit(passphrase: str) -> None:
    """Raise `Refused` for a passphrase that is too short, spaces around it apart, or no text."""
    if len(passphrase.strip()) < SHORTEST:
        raise refuse("backup.short_passphrase", shortest=SHORTEST)
    if not passphrase.isprintable():
        raise refuse("backup.unreadable_passphrase")


def make(office: Office, file: Path, passphrase: str, actor: str, progress: Progress | None = None) -> list[Path]:
    """Write a backup and note it; returns the files. Errors as those of the store's `backup`."""
    from kinerja_store import backup as engine

    must_fit(passphrase)
    trail.flush(office.store)
    written = engine.backup(office.store, file, passphrase, progress)
    with office.store.write() as change:
        made = Backup(str(file), office.now().isoformat(timespec="seconds"), megabytes(file), actor)
        change.put("meta", "backup", asdict(made))
        office.log(change, actor, "backup.make", file=file.name)
    return written


def drill(office: Office, file: Path, passphrase: str, actor: str) -> list[Finding]:
    """Restore a backup to look at it, as the store's `drill`; where nothing is wrong the day is noted."""
    from kinerja_store import backup as engine

    found = engine.drill(file, office.folder, passphrase, needed=keys.needed)
    if not any(f.level == "error" for f in found):
        with office.store.write() as change:
            change.put("meta", "drill", {"day": office.today()})
            office.log(change, actor, "backup.drill", file=file.name)
    return found


def last_drill(view: View) -> str:
    """Return the day on which a backup was last restored and found whole; empty before the first."""
    doc = view.get("meta", "drill")
    return str(doc["day"]) if doc else ""


def last_backup(office: Office) -> Backup | None:
    """Return the last backup that was made whole, from the desk or by the command; None before the first."""
    with office.store.read() as view:
        doc = view.get("meta", "backup")
    return Backup(doc["file"], doc["at"], doc["size"], doc["by"]) if doc else None


def megabytes(path: Path) -> int:
    """Return the size of a file in MB, rounded up: an exact one would count what is stored."""
    return -(-path.stat().st_size // 1_000_000)
