"""Many offices behind one socket: a request goes to the office its host or path is of, and to no other.

Each office is an app of its own, with its own store, keys and cookies; they share the pages' code and templates. One that cannot be opened
answers 503 in words and is tried again; the others go on. An address that is no office's learns nothing of those there are.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask

from forms_service.web.connections import known_by
from forms_service.web.gate import LOCAL, WATCHED, plain
from kinerja_office import health

AGAIN = 30.0
"""Seconds after which an office that could not be opened is tried again."""
FIRST = 30.0
"""Seconds from the start for which a request waits for who is opening its office; later it does not, for the threads are the others' too."""
log = logging.getLogger("kinerja.forms")


@dataclass(frozen=True)
class Entry:
    """One office: its name, its origin ("" on this machine alone), and its path under it ("" where the origin is its own)."""

    name: str
    url: str
    root: str


class Office:
    """One office's app, opened when it is first asked for."""

    def __init__(self, entry: Entry, opened: Callable[[Any], Flask]) -> None:
        self.entry = entry
        self.app: Flask | None = None
        self._opened, self._lock = opened, threading.Lock()
        self._failed, self._patient = -AGAIN, time.monotonic() + FIRST

    def open(self) -> Flask | None:
        """Return its app; None while it cannot be opened."""
        if self.app is None and self._lock.acquire(timeout=max(0.0, self._patient - time.monotonic())):
            try:
                if self.app is None and time.monotonic() - self._failed >= AGAIN:
                    self.app = self._opened(self.entry)
            except Exception as error:  # whatever is wrong with one office is no reason to stop the others
                log.error("office %s: %s", self.entry.name, type(error).__name__)
                self._failed = time.monotonic()
            finally:
                self._lock.release()
        return self.app


class Offices:
    """The application of all offices."""

    def __init__(self, entries: Sequence[Entry], opened: Callable[[Any], Flask]) -> None:
        self.all = [Office(entry, opened) for entry in entries]
        self.secure = all(entry.url for entry in entries)
        self._at = {(o.entry.url.removeprefix("https://"), o.entry.root): o for o in self.all}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer as the office of the request."""
        host, path = environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", "")
        office = self.find(host, path)
        if office is None:
            if path in WATCHED:
                return self._health(path, start_response)
            ours = any(self._host(host) == known for known, _ in self._at)
            return plain(start_response, "404 Not Found" if ours else "421 Misdirected Request", "error.no_office")
        app = office.open()
        if app is None:
            return plain(start_response, "503 Service Unavailable", "error.office")
        root = office.entry.root
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = root, path.removeprefix(root) or "/"
        return app(environ, start_response)

    def find(self, host: str, path: str) -> Office | None:
        """Return the office of a host and path."""
        host = self._host(host)
        return self._at.get((host, "")) or self._at.get((host, "/" + path[1:].partition("/")[0]))

    def known(self, cookie: str, host: str, path: str) -> bool:
        """Whether a request is of somebody signed in to the office it is for."""
        office = self.find(host, path)
        return bool(office and office.app and known_by(office.app)(cookie, host, path))

    def open_all(self) -> Iterator[Flask]:
        """Open one office after the other; finishes what an earlier process left there."""
        return (app for office in self.all if (app := office.open()))

    def _host(self, host: str) -> str:
        if not self.secure:
            return "" if LOCAL.fullmatch(host) else "?"
        return host.lower().removesuffix(":443")

    def _health(self, path: str, start_response: Any) -> Iterable[bytes]:
        """Answer a monitor that names no office: well where all are."""
        apps = [office.open() for office in self.all] if path != "/ping" else []
        well = all(app and health.ready(app.extensions["kinerja"].office) for app in apps)
        status = "200 OK" if well else "503 Service Unavailable"
        start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")])
        return [b"ok\n" if well else b"tidak siap\n"]
