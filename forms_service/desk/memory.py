"""What the desk keeps in the memory of the running service alone: uploads that wait for a "yes", codes just issued, the job at work.

An uploaded file is parsed at once and only the parsed rows wait here, under a random token that belongs to one session and
ends after half an hour. So no copy of a roster ever lies in a file: nothing to forget, nothing to clean up after a crash.
The price is that a restart asks HR to choose the file again, and the page says so.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import current_app, session

from forms_service.desk.jobs import Jobs
from forms_service.desk.repeats import Repeats
from kinerja_office.office import Office

WAITS = 30 * 60.0
"""Seconds an upload waits for its confirmation."""
MOST = 8
"""So many uploads wait at once; the oldest goes first."""


@dataclass
class Waiting:
    """Uploads that were previewed and not confirmed yet."""

    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, tuple[str, str, float, Any]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, kind: str, what: Any) -> str:
        """Keep a parsed upload for this sign-in; returns its token."""
        token = secrets.token_urlsafe(18)
        with self._lock:
            now = self.clock()
            self._kept = {k: v for k, v in self._kept.items() if now - v[2] < WAITS}
            while len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[token] = (_session(), kind, now, what)
        return token

    def look_up(self, kind: str, token: str) -> Any | None:
        """Return what waits under the token, or None where it is another sign-in's, too old, or gone."""
        with self._lock:
            found = self._kept.get(token)
        if found is None or found[:2] != (_session(), kind) or self.clock() - found[2] >= WAITS:
            return None
        return found[3]

    def drop(self, token: str) -> None:
        """Forget an upload that was confirmed."""
        with self._lock:
            self._kept.pop(token, None)


def _session() -> str:
    """Return a name for this sign-in that is not its token."""
    return hashlib.sha256(str(session.get("token", "")).encode()).hexdigest()


@dataclass
class Memory:
    """The desk's memory and its one private folder for previews (0700, emptied at every start)."""

    previews: Path
    waiting: Waiting
    jobs: Jobs
    drawings: Waiting = field(default_factory=Waiting)
    repeats: Repeats = field(default_factory=Repeats)

    @classmethod
    def fresh(cls, office: Office) -> Memory:
        """Start with nothing; what an earlier process left in the preview folder is removed."""
        folder = office.folder / "preview"
        shutil.rmtree(folder, ignore_errors=True)
        return cls(folder, Waiting(), Jobs(office))

    def new_preview(self) -> Path:
        """Make an empty private folder for one preview."""
        self.previews.mkdir(mode=0o700, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self.previews))

    def clear_previews(self, but: Path | None = None) -> None:
        """Remove all previews, except one."""
        for folder in self.previews.glob("*"):
            if folder != but:
                shutil.rmtree(folder, ignore_errors=True)


def memory() -> Memory:
    """Return the desk's memory of the running app."""
    found: Any = current_app.extensions["kinerja.desk"]
    assert isinstance(found, Memory)  # noqa: S101  # put there when the blueprint was registered
    return found
