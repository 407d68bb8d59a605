"""Headers of every answer: nothing is run, framed, sniffed, cached or told to other sites. And how the cookie is signed."""

from __future__ import annotations

import hashlib

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface

from forms_service.web.static import FIRST_HASH

CSP = (
    f"default-src 'none'; style-src 'self' {FIRST_HASH}; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "X-Robots-Tag": "noindex, nofollow",
}
HSTS = "max-age=63072000; includeSubDomains"


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie, by HMAC-SHA-256."""

    digest_method = staticmethod(hashlib.sha256)


def init_app(app: Flask) -> None:
    """Set the headers on every answer."""
    app.after_request(_headers)


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = HSTS
    if request.endpoint != "static" or response.status_code != 200:
        response.headers["Cache-Control"] = "no-store"
    return response
