"""The freezer: Frozen-Flask with its way shortened, so that a thousand pages take a second.

It enumerates addresses and asks the application for each, as Frozen-Flask does, but calls the application directly
instead of through a test client, and fails where Frozen-Flask warns.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_frozen

from kinerja_words.problems import refuse
from public_site.app import create_app
from public_site.assets import Asset
from public_site.page import Page
from public_site.view import Site

ENVIRON = {
    "REQUEST_METHOD": "GET",
    "SCRIPT_NAME": "",
    "QUERY_STRING": "",
    "SERVER_NAME": "localhost",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": io.StringIO(),
    "wsgi.multithread": False,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}


def ignore(_data: bytes) -> None:
    """Stand in for WSGI's old write function, which Flask never calls."""


class Freezer(flask_frozen.Freezer):  # type: ignore[misc]  # flask_frozen has no types
    """Freezes exactly the files it is asked for into a fresh folder."""

    def __init__(self, site: Site, pages: tuple[Page, ...], others: tuple[Asset, ...], target: Path) -> None:
        app = create_app(site, pages, others)
        app.config.update(FREEZER_DESTINATION=str(target), FREEZER_REMOVE_EXTRA_FILES=False, PROPAGATE_EXCEPTIONS=True)
        super().__init__(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
        self.todo: list[str] = []
        self.register_generator(self.wanted)

    def wanted(self) -> Iterator[str]:
        """Return the addresses to freeze."""
        return (f"/{path}" for path in self.todo)

    def freeze_paths(self, paths: list[str]) -> Iterator[str]:
        """Freeze the files, saying each when it is written."""
        self.todo = paths
        for page in self.freeze_yield():
            yield str(page.path)

    def _generate_all_urls(self) -> Iterator[tuple[str, None, None]]:
        for url in self.wanted():
            yield url, None, None

    def _check_endpoints(self, _seen: set[Any]) -> None:
        """Do nothing: the list of pages is complete, and links are checked on the finished pages."""

    def _build_one(self, url: str, _last_modified: object = None) -> Path:
        """Ask the application for one address and write what it answers."""
        status = ""

        def start_response(answer: str, _headers: object, _exc_info: object = None) -> object:
            nonlocal status
            status = answer
            return ignore

        environ = {**ENVIRON, "PATH_INFO": url, "wsgi.input": io.BytesIO()}
        body = b"".join(self.app.wsgi_app(environ, start_response))
        if not status.startswith("200"):
            raise refuse("site.page_failed", url=url, status=status)
        path = Path(self.root) / url[1:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        return path
