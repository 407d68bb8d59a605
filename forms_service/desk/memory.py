"""What the desk keeps between two requests: uploads that wait for a "yes", codes just issued, answers, the job at work, the last preview.

An uploaded file is parsed at once and only the parsed rows wait, sealed for the sign-in that sent them (`web/shelf.py`), for an hour:
any process of the office finds them, and nobody without that browser's cookie can open them.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from flask import Response, current_app, session

from forms_service.desk.jobs import Jobs
from forms_service.web.service import Service
from forms_service.web.shelf import Shelf
from kinerja_store.attachments import PASSING

MOST = 8
"""So many drawings are kept ready; one that is not is drawn again."""


class Answer(NamedTuple):
    """What was answered, with the notices that came with it; any process may give it again."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes
    notices: Sequence[Any]

    @classmethod
    def of(cls, made: Response, notices: Sequence[Any]) -> Answer:
        """Keep a response."""
        return cls(made.status_code, list(made.headers), made.get_data(), notices)

    def given(self) -> Response:
        """Return it as the answer to this request."""
        said = [tuple(notice) for notice in session.get("_flashes", [])]
        if fresh := [notice for notice in self.notices if tuple(notice) not in said]:
            session["_flashes"] = [*said, *fresh]
        return Response(self.body, self.status, list(self.headers))


class Mine(NamedTuple):
    """The shelf as one sign-in has it, also after its request is over."""

    shelf: Shelf
    token: str

    def put(self, name: str, what: Any) -> None:
        """Put something away."""
        self.shelf.put(name, what, self.token)

    def get(self, name: str) -> Any | None:
        """Return what was put away, None where there is nothing any more."""
        return self.shelf.get(name, self.token)

    def drop(self, name: str) -> None:
        """Take something away, as an upload that was confirmed."""
        self.shelf.drop(name, self.token)

    def keep(self, kind: str, what: Any) -> str:
        """Keep a parsed upload until it is confirmed; returns its token."""
        token = secrets.token_urlsafe(18)
        self.put(token, (kind, what))
        return token

    def look_up(self, kind: str, token: str) -> Any | None:
        """Return what waits under the token, or None where it is another sign-in's, too old, or gone."""
        found = self.get(token)
        return found[1] if found and found[0] == kind else None


@dataclass
class Memory:
    """The desk's memory and its one private folder for previews (0700). `drawn`: what draws a page that was made before, by token."""

    shelf: Shelf
    jobs: Jobs
    previews: Path
    drawn: dict[str, Callable[[str], Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, home: Service) -> Memory:
        """Return the memory of a service; what a killed process left in the preview folder is removed if nobody is at work there."""
        made = cls(home.shelf, Jobs(home.office, home.shelf), home.office.folder / PASSING[1])
        home.shelf.sweep()
        if not home.shelf.shared() and not made.jobs.busy():
            made.clear_previews()
        return made

    @property
    def waiting(self) -> Mine:
        """What waits for who is signed in."""
        return Mine(self.shelf, str(session["token"]))

    def draws(self, token: str, draw: Callable[[str], Any]) -> None:
        """Keep what draws ready, so that the next page is not drawn from nothing."""
        while len(self.drawn) >= MOST:
            self.drawn.pop(next(iter(self.drawn)), None)
        self.drawn[token] = draw

    def new_preview(self) -> Path:
        """Make an empty private folder for one preview."""
        self.previews.mkdir(mode=0o700, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self.previews))

    def clear_previews(self) -> None:
        """Remove all previews."""
        for folder in self.previews.glob("*"):
            shutil.rmtree(folder, ignore_errors=True)


def memory() -> Memory:
    """Return the desk's memory of the running app."""
    found: Any = current_app.extensions["kinerja.desk"]
    assert isinstance(found, Memory)  # noqa: S101  # put there by `create_app`
    return found
