"""Files of the content folder opened, changed and sent at the desk as a browser does it."""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from typing import Any

from werkzeug.datastructures import MultiDict

from kinerja.cli.building import draw_site
from kinerja_office.office import PublicSide
from tests.forms_service.desk.office import ROSTER, Desk
from tests.forms_world import Person

FILES = (
    "organisation.toml", "holidays.toml", "training.toml", "goal_examples.toml", "glossary.toml", "calendar.toml", "instruments/berakhlak.toml",
    "pages/tentang.id.md", "pages/keberatan.en.md",
)  # fmt: skip
AT, OLD = "/meja/isi/berkas/", "/meja/isi/riwayat/"
BROWSERS: dict[tuple[str, str], Person] = {}
NUMBER = ROSTER.splitlines()[4].split(",")[0]


class Fields(HTMLParser):
    """What a browser would send of the form of a page, as (name, value)."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form, self.here, self.found, self.texts = form, False, list[tuple[str, str]](), list[str]()
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        self.here = a.get("id") == self.form if tag == "form" else self.here
        if self.here and tag == "input" and (a.get("type") != "checkbox" or "checked" in a) and "name" in a:
            self.found.append((a["name"], a.get("value", "")))
        if self.here and tag in ("textarea", "select"):
            self.found.append((a["name"], ""))
            self.select = tag
        if self.here and tag == "option" and ("selected" in a or self.select == "select"):
            self.found[-1], self.select = (self.found[-1][0], a["value"]), ""

    def handle_endtag(self, tag: str) -> None:
        self.select = "" if tag in ("textarea", "select") else self.select
        self.here = self.here and tag != "form"

    def handle_data(self, data: str) -> None:
        if self.select == "textarea":
            name, value = self.found[-1]
            self.found[-1] = (name, value + (data if value else data.removeprefix("\n")))


def fields(page: str, form: str = "isian") -> MultiDict[str, str]:
    reader = Fields(form)
    reader.feed(page)
    return MultiDict((k, v) for k, v in reader.found if k != "csrf_token")


def drawing(desk: Desk) -> Desk:
    home, packages = desk.app.extensions["kinerja"], desk.folder / "published"
    home.office = replace(home.office, public=PublicSide(packages, lambda *_: None, partial(draw_site, packages)))
    return desk


def person(desk: Desk, who: str = "staff:hr") -> Person:
    """One browser for each of the staff: what waits for a yes waits for its sign-in."""
    key = (str(desk.folder), who)
    if key not in BROWSERS:
        BROWSERS[key] = desk.client(who)
    return BROWSERS[key]


def send(desk: Desk, path: str, button: str, who: str = "staff:hr", **changes: str) -> Any:
    """Open a file's form (`teks=`: as text), change fields, press a button."""
    browser = person(desk, who)
    sent = fields(browser.get(AT + path + ("?bentuk=teks" if "teks" in changes else "")).text)
    for name, value in changes.items():
        sent[name] = value
    return press(desk, path, button, sent, who)


def press(desk: Desk, path: str, button: str, sent: MultiDict[str, str], who: str = "staff:hr") -> Any:
    browser, data = person(desk, who), MultiDict(sent)
    data["aksi"], data["csrf_token"] = button, browser.token()
    return browser.http.post(AT + path, data=data, content_type="multipart/form-data")


def said(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def file(desk: Desk, path: str) -> bytes:
    return (desk.folder / "content" / path).read_bytes()


def toml(desk: Desk, path: str) -> dict[str, Any]:
    return tomllib.loads(file(desk, path).decode())
