"""Serving: the frozen site from its folder, and the form service under waitress."""

from __future__ import annotations

import functools
import http
import http.server
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from kinerja.cli.building import build_site, copy_out
from kinerja.cli.errata import must_be_fit, must_be_right
from kinerja.config import Folders, backup_place, open_office
from kinerja_office import keys
from kinerja_words.problems import refuse
from kinerja_words.system import trouble

if TYPE_CHECKING:
    from flask import Flask

    from kinerja.offices import Entry

Telling = Callable[[str, int, int], None]
"""Told (what, done, total) by long work of the form service."""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Static files without a log line a request (who reads what is nobody's business) and with the site's headers."""

    timeout = 30
    """Seconds that a silent connection keeps its thread."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is not there with the site's own page, as the shipped host files do."""
        page = Path(self.directory) / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        """Add the headers a public host should send too (deploy examples stand beside the site)."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")  # fmt: skip
        super().end_headers()


def serve_site(folder: Path, host: str, port: int) -> None:
    """Serve a frozen site until the process ends; raises `Refused` where the port is taken."""
    handler = functools.partial(Quiet, directory=str(folder))
    try:
        server = http.server.ThreadingHTTPServer((host, port), handler)
    except OSError as error:
        raise refuse("serve.port", port=port, error=trouble(error)) from None
    server.serve_forever()


def forms_app(
    stack: ExitStack, folders: Folders, url: str, root: str = "", certificate: Path | None = None
) -> Flask:  # fmt: skip
    """Open an office until the stack is closed, and return its form service: at `url` and its path `root`; without `url` here alone."""
    from forms_service import create_app

    def rebuild(say: Telling) -> object:
        must_be_fit(office, folders)
        build_site(
            folders.published, folders.content, folders.public_html, progress=lambda n, of: say("site.rebuild", n, of)
        )
        return copy_out(folders, folders.public_html, lambda n, of: say("copy", n, of))

    def preview(packages: Path, out: Path, say: Telling) -> None:
        must_be_right(office, folders.content)
        build_site(packages, folders.content, out, full=True, progress=lambda n, of: say("release.preview", n, of))

    with ExitStack() as own:
        office = own.enter_context(open_office(folders))
        keys.must_fit(office)
        app = create_app(
            office, packages=folders.published, site=folders.public_html, rebuild=rebuild, content=folders.content, preview=preview,
            url=url, root=root, publish_to=folders.publish_to, backups=backup_place(folders), certificate=certificate,
        )  # fmt: skip
        stack.push(own.pop_all())
    return app


def serve_forms(
    folders: Folders, host: str, port: int, url: str, proxy: str = "127.0.0.1", certificate: Path | None = None
) -> None:
    """Serve the form service of an office until the process ends, by a TLS proxy at the address `proxy`."""
    from forms_service import serve

    with ExitStack() as stack:
        serve(forms_app(stack, folders, url, certificate=certificate), host, port, proxy)


def serve_offices(
    entries: Sequence[Entry], host: str, port: int, proxy: str = "127.0.0.1", certificate: Path | None = None
) -> None:
    """Serve many offices until the process ends; each is opened beside the first requests, or by its own first one."""
    from forms_service import serve
    from forms_service.web.offices import Offices

    with ExitStack() as stack:
        serve(
            Offices(entries, lambda one: forms_app(stack, one.folders, one.url, one.root, certificate)),
            host,
            port,
            proxy,
        )
