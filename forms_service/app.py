"""The app factory: one place that says which pages there are and what stands before them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask, request

from assessment.office import Office
from assessment.problems import say
from assessment.roster import show_number
from forms_service import desk, guard, language, problems, security, words
from forms_service.house import House, Progress
from forms_service.views import PAGES
from publishing import steps

RESUME_SECONDS = 20.0
"""How often a request looks for a close whose hour is over (starting the service always does)."""


def create_app(
    office: Office,
    *,
    packages: Path,
    site: Path | None = None,
    rebuild: Callable[[Progress], None] | None = None,
    content: Path | None = None,
    preview: Callable[[Path, Path, Progress], None] | None = None,
    secure: bool = True,
) -> Flask:
    """Build the form service of one office.

    `packages` is the folder of published packages, `site` the public folder and `rebuild` what makes it anew (with progress).
    `content` holds the instruments and HR's commentary; `preview` builds the site of a folder of packages into another folder.
    `secure`: the service stands behind TLS: cookie `__Host-…` and HSTS; without it only for a machine's own browser.
    """
    steps.resume(office)
    app = Flask("forms_service", static_folder="static", template_folder="templates")
    home = House(office, packages, site, rebuild, secure, content=content, preview=preview)
    app.extensions["kinerja"] = home
    app.config.update(
        SECRET_KEY=home.tag("cookie", "1"),
        SESSION_COOKIE_NAME="__Host-kinerja" if secure else "kinerja",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        MAX_FORM_PARTS=2000,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(show_number=show_number, organisation=office.organisation.source, say=say)
    words.load()
    _quiet(app)
    app.before_request(_Resume(office))
    language.init_app(app)
    for page in (*PAGES, desk.desk):
        app.register_blueprint(page)
    guard.init_app(app)
    problems.init_app(app)
    security.init_app(app)
    return app


def _quiet(app: Flask) -> None:
    """Log nothing that could name a person: no access log, and of a fault its place alone (`problems`)."""
    app.logger.handlers.clear()
    app.logger.propagate = True
    app.logger.setLevel(logging.WARNING)
    logging.getLogger("flask_wtf.csrf").setLevel(logging.CRITICAL)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)


class _Resume:
    """Finishes what an earlier process left, now and then; a store that cannot be written does not stop reading."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.last = time.monotonic()
        self.lock = threading.Lock()

    def __call__(self) -> None:
        if request.endpoint == "static" or time.monotonic() - self.last < RESUME_SECONDS:
            return
        if not self.lock.acquire(blocking=False):
            return
        try:
            self.last = time.monotonic()
            steps.resume(self.office)
        except Exception as error:
            logging.getLogger("kinerja.forms").error("resume: %s", type(error).__name__)
        finally:
            self.lock.release()
