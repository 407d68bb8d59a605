"""Indonesian and English: the catalogue of words, dates and numbers as people write them."""

from __future__ import annotations

import datetime
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, session

from assessment.limits import Due, left
from kinerja_words import catalogue
from kinerja_words.catalogue import LANGUAGES, entries, fill, name, pages
from kinerja_words.problems import Said


def lang() -> str:
    """Return the language of this page."""
    return str(g.get("lang", "id")) if has_request_context() else "id"


def t(key: str, **values: object) -> str:
    """Return the words of a key in the language of this page, with `{names}` filled in."""
    return fill(pages()[key], lang(), values)


def tt(text: Said | None) -> str:
    """Return a phrase, a name, or a text that carries both languages (instrument) in the language of this page."""
    return str(catalogue.worded(text or {}, lang()))


def name_of(kind: str, value: str | None) -> str:
    """Return what a value of a kind is called (`name_of("level", "above")`) in the language of this page; empty for none."""
    key = f"{kind}.{value}"
    return name(key, lang()) if key in entries("names") else ""


def show_date(iso: str) -> str:
    """Return an ISO date (or instant) as `30 Juni 2026`; empty for what is none (drafts may hold anything)."""
    try:
        day = (
            datetime.date.fromisoformat(iso)
            if len(iso) == 10
            else datetime.datetime.fromisoformat(iso).astimezone(_zone())
        )
    except ValueError:
        return ""
    return catalogue.day(day, lang())


def show_due(due: Due) -> str:
    """Return a limit as its last day, how many of its days are left, and the article of the law it is from."""
    office = current_app.extensions["kinerja"].office
    n = left(due, office.today(), office.holidays)
    end = "over" if n < 0 else "today" if n == 0 else "left"
    ahead = t(f"limit.{due.limit.unit}.{end}", n=abs(n))
    words = t(
        "limit.due" if due.limit.article else "limit.goal",
        day=show_date(due.day),
        left=ahead,
        article=due.limit.article,
    )
    return f"{words} {t('limit.unsure', years=', '.join(map(str, due.unsure)))}" if due.unsure else words


def _zone() -> datetime.timezone:
    zone: datetime.timezone = current_app.extensions["kinerja"].office.organisation.zone
    return zone


def show_time(moment: datetime.datetime) -> str:
    """Return the time of day at the office, `14.05` or `14:05`, with its zone."""
    local = moment.astimezone(_zone())
    return local.strftime("%H.%M %Z" if lang() == "id" else "%H:%M %Z")


def show_figure(text: str) -> str:
    """Return a coded or plain decimal with the decimal sign of the language."""
    return catalogue.figure(text, lang())


def this_page() -> str:
    """Return the address under which this page can be opened again; the front door where only a form led to it."""
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    found = current_app.url_map.bind("localhost").test(request.path, "GET")
    return request.path if found else "/"


def init_app(app: Flask) -> None:
    """Choose the language before each view and give templates the words."""
    app.before_request(_choose)
    names: dict[str, Any] = {
        "t": t, "tt": tt, "lang": lang, "name_of": name_of, "show_date": show_date, "show_due": show_due, "show_time": show_time, "show_figure": show_figure,
        "this_page": this_page,
    }  # fmt: skip
    app.jinja_env.globals.update(names)


def _choose() -> None:
    if request.endpoint == "static":  # who looks at the cookie makes the answer vary by it, and no browser keeps it
        return
    wanted = session.get("lang")
    g.lang = wanted if wanted in LANGUAGES else "id"
