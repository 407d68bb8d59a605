"""The app factory: one place that says which pages there are and what stands before them."""

from __future__ import annotations

import copy
import logging
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import MethodType

from flask import Flask, current_app, request
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

from assessment.predicate import MATRIX, MOSTLY
from assessment.roster import show_number
from forms_service import desk
from forms_service.consultation.views import consultation
from forms_service.desk.memory import Memory
from forms_service.evaluations.views import evaluations
from forms_service.feedback.dialogue_views import dialogues
from forms_service.feedback.views import feedback
from forms_service.fill.side_by_side import side_by_side
from forms_service.fill.views import fill
from forms_service.goals.report_views import report_goals
from forms_service.goals.views import goals
from forms_service.objections.views import objections
from forms_service.prints.views import prints
from forms_service.results.export import results
from forms_service.signin.views import signin
from forms_service.tasks.views import tasks
from forms_service.web import errors, forms, guard, language, security, static
from forms_service.web.gate import Gate, origin
from forms_service.web.log import note
from forms_service.web.paths import under_root
from forms_service.web.public import public
from forms_service.web.service import Progress, Service, service, settings_signature
from kinerja_office import accounts, cycles, leases
from kinerja_office.backups import Place
from kinerja_office.office import Office
from kinerja_store import StoreError, trail
from kinerja_words import catalogue
from kinerja_words.problems import say

PAGES = (
    public, signin, tasks, fill, side_by_side, results, goals, report_goals, feedback, dialogues, evaluations, prints,
    objections, consultation,
)  # fmt: skip
"""The pages of ASN; HR's desk comes beside them."""

RESUME_SECONDS = 20.0
"""How often a request looks for a close whose hour is over (starting the service always does)."""


def create_app(
    office: Office,
    *,
    packages: Path,
    site: Path | None = None,
    rebuild: Callable[[Progress], object] | None = None,
    content: Path | None = None,
    preview: Callable[[Path, Path, Progress], None] | None = None,
    url: str = "",
    root: str = "",
    publish_to: Path | None = None,
    backups: Place | None = None,
    certificate: Path | None = None,
) -> Flask:
    """Build the form service of one office.

    `packages` is the folder of published packages, `site` the public folder and `rebuild` what makes it anew (with progress).
    `rebuild` also copies the site to `publish_to` and returns a phrase of it. `content` holds the instruments and HR's commentary; `preview` builds the site of a folder of packages into another folder.
    `backups`: where the desk's backups go; none are made without. `certificate`: the PEM file that the proxy shows. `url`: the address people open it under, `https://…`: it stands
    behind TLS, with the cookie `__Host-…` and HSTS, and answers to that name alone; without it only for a machine's own browser. `root`: the path under
    it, where other offices are beside this one.
    Raises `Refused` for an address that is none.
    """
    url, secure = (origin(url), True) if url else ("", False)
    cycles.resume(office)
    app = copy.copy(_pages())
    running = Service(
        office,
        packages,
        site,
        rebuild,
        content=content,
        preview=preview,
        publish_to=publish_to,
        backups=backups,
        certificate=certificate,
        settings_seen=settings_signature(content) if content else (),
    )
    app.extensions = {
        **app.extensions, "kinerja": running, "kinerja.desk": Memory.of(running), "kinerja.resume": _Resume(running)
    }  # fmt: skip
    app.config, app.view_functions = copy.copy(app.config), {**app.view_functions}
    app.config.update(
        SECRET_KEY=running.tag("cookie", "1"),
        SESSION_COOKIE_NAME=("__Secure-kinerja" if root else "__Host-kinerja") if secure else "kinerja",
        SESSION_COOKIE_PATH=root or "/",
        SESSION_COOKIE_SECURE=secure,
    )
    app.wsgi_app = Gate(MethodType(Flask.wsgi_app, app), url)  # type: ignore[method-assign]  # as Flask's documentation has it
    return app


@cache
def _pages() -> Flask:
    """Return the pages with all that stands before them, made once a process: every office's app is a copy that shares them, with keys of its own."""
    app = Flask("forms_service", static_folder=None, template_folder=None)
    app.jinja_loader, app.session_interface = _templates(), security.Cookies()
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        MAX_FORM_PARTS=2000,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(show_number=show_number, say=say, matrix=MATRIX, mostly_of=MOSTLY)
    catalogue.pages()  # read once, before the first request
    _quiet(app)
    app.before_request(_refresh)
    app.before_request(_resume)
    app.context_processor(
        lambda: {"organisation": service().office.organisation.source, "accessibility": _accessibility(service())}
    )
    language.init_app(app)
    forms.init_app(app)
    for page in (*PAGES, desk.desk):
        app.register_blueprint(page)
    static.init_app(app)
    guard.init_app(app)
    errors.init_app(app)
    security.init_app(app)
    app.after_request(under_root)
    return app


def parts_in_use() -> set[str]:
    """Return the first parts of the pages' paths: what no office's path may be."""
    return {rule.rule.split("/")[1] for rule in _pages().url_map.iter_rules()} - {""}


def _templates() -> BaseLoader:
    """Find `fill/part.html` in `fill/templates`, and a name without a folder in `web/templates`."""
    here = Path(__file__).parent
    features = {f.parent.name: FileSystemLoader(f) for f in sorted(here.glob("*/templates"))}
    return ChoiceLoader([features["web"], PrefixLoader(features)])


def _quiet(app: Flask) -> None:
    """Log nothing that could name a person: no access log, and of a fault its place alone (`problems`)."""
    app.logger.handlers.clear()
    app.logger.propagate = True
    app.logger.setLevel(logging.WARNING)
    logging.getLogger("flask_wtf.csrf").setLevel(logging.CRITICAL)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)


def _accessibility(running: Service) -> str:
    """Return the public page that says what was tested for people with disabilities; empty where the office has none."""
    url, content = running.office.organisation.source.get("url"), running.content
    if not url or content is None or not (content / "pages/aksesibilitas.id.md").is_file():
        return ""
    return f"{url}{'en/' if language.lang() == 'en' else ''}tentang/aksesibilitas.html"


def _refresh() -> None:
    """Take up settings that changed; a store that cannot be written does not stop reading."""
    try:
        service().refresh()
    except StoreError as error:
        note(service().office, f"settings: {type(error).__name__}")


def _resume() -> None:
    current_app.extensions["kinerja.resume"]()


class _Resume:
    """Finishes what an earlier process left, and signs the trail once a day, now and then, beside a request; a store that cannot be written does not stop reading."""

    def __init__(self, running: Service) -> None:
        self.running = running
        self.last, self.pinned = time.monotonic(), ""
        self.told = ""
        self.lock = threading.Lock()

    def __call__(self) -> None:
        if request.endpoint == "static" or time.monotonic() - self.last < RESUME_SECONDS:
            return
        if not self.lock.acquire(blocking=False):
            return
        self.last = time.monotonic()
        # beside the request: whoever comes first after the hour of a close would wait for the whole of it
        threading.Thread(target=self._run, name="resume", daemon=True).start()

    def work(self) -> None:
        """Do all of it once, here and now."""
        office = self.running.office
        cycles.resume(office)
        leases.sweep(office)
        accounts.sweep_sessions(office)
        self.running.shelf.sweep()
        if (day := office.today()) != self.pinned:
            if office.pin(daily=True):
                self.pinned = day
            elif day != self.told:
                note(office, "the trail's pin could not be written or signed: see doctor")
                self.told = day
        trail.flush(office.store)  # last: a file of it that cannot be written stops nothing else

    def _run(self) -> None:
        try:
            self.work()
        except Exception as error:
            note(self.running.office, f"resume: {type(error).__name__}")
        finally:
            self.lock.release()
