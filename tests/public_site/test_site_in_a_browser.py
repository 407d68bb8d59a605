"""The pages as a person meets them: a small phone, a desktop, dark, on paper, without sight; nothing from elsewhere."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests import browser
from tests.browser import COLOURS, violations
from tests.public_site.conftest import BuiltSite
from tests.public_site.samples import CONTENT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def served(site: BuiltSite) -> Iterator[str]:
    """The site below a sub-path, with the headers it ships for static hosts."""
    lines = site.read("_headers").splitlines()[1:]
    headers = [line.strip().split(": ", 1) for line in lines]

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            for name, value in headers:
                self.send_header(name, value)
            super().end_headers()

        def translate_path(self, path: str) -> str:
            return super().translate_path(path.removeprefix("/bawah/sini"))

        def log_message(self, format: str, *args: object) -> None:
            pass

    handler = functools.partial(Handler, directory=str(site.out))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/bawah/sini/"
        server.shutdown()


def paths(site: BuiltSite) -> list[str]:
    """Every page, but of old cycles their overview only, and not the one for wrong addresses, which needs a server."""
    found = (p.relative_to(site.out).as_posix() for p in site.pages())
    return [
        p
        for p in found
        if not p.endswith("404.html") and (not p.removeprefix("en/").startswith("2025") or p.endswith("/index.html"))
    ]


def wide(page: Any, path: str) -> list[tuple[str, int]]:
    """Look at a page on the narrowest screen."""
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
    return [(path, width)] if width > 320 else []


def test_the_scheme_changes_colours_alone(site: BuiltSite) -> None:
    """So in the dark only the rules about colours can find what they do not find in the light."""
    office = (CONTENT.parent / "forms_service" / "static" / "kantor.css").read_text("utf-8")
    for sheet in (office, *(path.read_text("utf-8") for path in sorted(site.out.rglob("*.css")))):
        dark = re.findall(r"prefers-color-scheme:\s*dark\)\s*{:root{((?:--[a-z]+:#[0-9a-f]{6};?)+)}}", sheet)
        assert len(dark) == sheet.count("prefers-color-scheme") == 1


def test_on_no_page_does_axe_find_anything_in_light_or_dark_or_does_it_scroll_sideways(
    chromium: Any, site: BuiltSite
) -> None:
    """One visit a page for all three: going there costs more than looking."""
    page = chromium.new_page()
    found: list[tuple[Any, ...]] = []
    for path in paths(site):
        page.goto((site.out / path).as_uri())
        found += wide(page, path)
        page.set_viewport_size({"width": 360, "height": 740})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [(path, scheme, v) for v in violations(page, only=COLOURS if scheme == "dark" else ())]
    page.close()
    assert found == []


EMPTY = """() => {
  const all = [...document.querySelectorAll("h1,h2,h3,.hd,footer")], rank = h => ({H1: 1, H2: 2, FOOTER: 0})[h.tagName] ?? 3;
  return all.filter(h => rank(h) > 1 && h.getBoundingClientRect().height).filter(h => {
    const range = document.createRange(), next = all.slice(all.indexOf(h) + 1).find(x => rank(x) <= rank(h));
    range.setStartAfter(h); range.setEndBefore(next);
    return ![...range.getClientRects()].some(r => r.height > 1 && r.width > 1);
  }).map(h => h.textContent);
}"""
"""Headings that are seen with nothing seen under them."""


def test_no_page_is_printed_with_an_empty_heading_and_each_says_its_address(chromium: Any, site: BuiltSite) -> None:
    page = chromium.new_page(viewport={"width": 700, "height": 990})
    page.emulate_media(media="print")
    found = {}
    for path in paths(site):
        if not path.startswith("en/"):
            page.goto((site.out / path).as_uri())
            found[path] = page.evaluate(EMPTY)
            assert page.locator(".paper").is_visible(), path
    page.close()
    assert {path: headings for path, headings in found.items() if headings} == {}


@pytest.mark.parametrize(("which", "scheme"), [("survey_site", "dark"), ("empty_site", "light")])
def test_axe_finds_nothing_at_another_office(
    chromium: Any, request: pytest.FixtureRequest, which: str, scheme: str
) -> None:
    """The other office's colours were chosen to be hard; guidance is the same as above."""
    site: BuiltSite = request.getfixturevalue(which)
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    for path in paths(site):
        if "panduan/" not in path and "tentang/" not in path:
            page.goto((site.out / path).as_uri())
            assert violations(page) == [], path
    page.close()


def test_no_sideways_scroll_at_another_office(chromium: Any, survey_site: BuiltSite) -> None:
    page = chromium.new_page()
    found = []
    for path in paths(survey_site):
        page.goto((survey_site.out / path).as_uri())
        found += wide(page, path)
    page.close()
    assert found == []


def test_nothing_is_asked_from_elsewhere_and_the_policy_holds(chromium: Any, site: BuiltSite, served: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    for path in paths(site):
        page.goto(served + path)
    sheet = page.evaluate("document.styleSheets.length && document.styleSheets[0].cssRules.length")
    page.close()
    assert sheet > 50
    assert complaints == []
    assert [url for url in asked if not url.startswith(served)] == []


def test_a_wrong_address_is_told_in_the_same_clothes(chromium: Any, served: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.goto(served.replace("bawah/sini/", "404.html"))
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 50
    assert violations(page) == []
    page.close()


def test_the_answer_is_in_the_first_screen(chromium: Any, site: BuiltSite) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    for path in ("index.html", "2026-1/index.html", "en/index.html"):
        page.goto((site.out / path).as_uri())
        for answer in ("h1", ".lead"):
            box = page.locator(answer).bounding_box()
            assert box["y"] + box["height"] <= 740, path
    page.close()


def test_it_reads_without_a_stylesheet_and_by_keyboard(chromium: Any, site: BuiltSite) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.goto((site.out / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#isi"
    page.close()


def test_the_summary_fits_one_sheet(chromium: Any, site: BuiltSite) -> None:
    page = chromium.new_page()
    page.goto((site.out / "2026-1/ringkasan.html").as_uri())
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1


def test_the_shared_picture_is_a_picture(chromium: Any, site: BuiltSite, survey_site: BuiltSite) -> None:
    page = chromium.new_page(viewport={"width": 1200, "height": 630})
    for picture in [*site.out.rglob("gambar.svg"), *survey_site.out.rglob("gambar.svg")]:
        page.goto(picture.as_uri())
        outside = page.evaluate(
            "[...document.querySelectorAll('text')].filter(t => {const b = t.getBBox(); return b.x < 0 || b.x + b.width > 1200}).length"
        )
        assert outside == 0, picture
    page.close()
