"""Stands before the application: answers under the one address people open the service by, and behind TLS alone.

Whatever name a request says it is for, addresses that the service writes down (slips, reminders, codes to scan) are its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any
from urllib.parse import urlsplit

from kinerja_words.catalogue import LANGUAGES, fill, pages
from kinerja_words.problems import refuse

NAME = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
LOCAL = re.compile(r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?", re.IGNORECASE)
"""What a browser on this machine, or one that was given the machine's number, says: no name that somebody else can own."""
WATCHED = ("/ping", "/sehat")
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def origin(url: str) -> str:
    """Return an address as `https://penilaian.kantor.go.id`, without a path; raises `Refused` for what is no such address."""
    try:
        parts = urlsplit(url.strip())
        name, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise refuse("serve.url_wrong", url=url) from None
    if (
        parts.scheme != "https"
        or parts.path not in ("", "/")
        or parts.query
        or parts.username
        or not NAME.fullmatch(name)
    ):
        raise refuse("serve.url_wrong", url=url)
    return f"https://{name}" + (f":{port}" if port not in (None, 443) else "")


class Gate:
    """Lets a request in that is for this service, over TLS where it has an address of its own; `WATCHED` is for monitors."""

    def __init__(self, app: Wsgi, url: str) -> None:
        self.app, self.url = app, url
        self.host = url.removeprefix("https://")

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer as the application, or say under which address it is."""
        host = environ.get("HTTP_HOST", "")
        if self.host and host.lower().removesuffix(":443") == self.host and environ["wsgi.url_scheme"] == "https":
            environ["HTTP_HOST"] = self.host
        elif environ.get("PATH_INFO") in WATCHED:
            environ["HTTP_HOST"] = self.host or "localhost"
        elif self.host or not LOCAL.fullmatch(host):
            return self._misdirected(start_response)
        return self.app(environ, start_response)

    def _misdirected(self, start_response: Any) -> Iterable[bytes]:
        """Say where the service is (RFC 9110, 15.5.20)."""
        return plain(start_response, "421 Misdirected Request", "error.421", url=self.url or "http://localhost")


def plain(start_response: Any, status: str, key: str, **values: str) -> list[bytes]:
    """Answer without an office: a sentence in both languages."""
    said = "".join(f'<p lang="{lang}">{escape(fill(pages()[key], lang, values))}</p>' for lang in LANGUAGES)
    body = f'<!doctype html><html lang="id"><meta charset="utf-8"><title>{status[:3]}</title>{said}</html>\n'.encode()
    headers = [
        ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'"), ("X-Content-Type-Options", "nosniff"),
    ]  # fmt: skip
    start_response(status, [*headers, ("Retry-After", "60")] if status[0] == "5" else headers)
    return [body]
