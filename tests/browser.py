"""A real browser on a real server: flows with and without scripts, every page under axe, nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, Page, expect, sync_playwright

AXE = (Path(axe_playwright_python.__path__[0]) / "axe.min.js").read_text()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose answer depends on the colour scheme: nothing else of a page does (`test_the_scheme_changes_colours_alone`)."""
CHROMIUM = "/usr/bin/chromium"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


def violations(page: Page, but: Sequence[str] = (), only: Sequence[str] = ()) -> list[str]:
    """Return what axe finds on a page (scripts have to be on in the browser; the page itself has none), without or of some rules."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    rules = {**RULES, **({"runOnly": [*only]} if only else {"rules": {rule: {"enabled": False} for rule in but}})}
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", rules)
    return [f"{v['id']}: {v['help']} {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found["violations"]]


def check_page(page: Page, scripts: bool, but: Sequence[str] = ()) -> None:
    """Check one page as it stands: one heading, no id twice, no way out of the screen; axe where scripts are on."""
    page.wait_for_load_state()
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("main#isi")).to_have_count(1)
    # a chart brings its hatching along; two charts of a page define it twice, word for word
    ids = page.locator("[id]:not(defs *)").evaluate_all("found => found.map(one => one.id)")
    assert len(ids) == len(set(ids)), sorted(id for id in ids if ids.count(id) > 1)
    if scripts:
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], f"{page.url} is {width[0]} px wide on {width[1]}"
        assert violations(page, but) == [], page.url


def check_in_light_and_dark(page: Page) -> None:
    """Check one page as it stands in the light, and its colours in the dark."""
    page.emulate_media(color_scheme="light")
    check_page(page, scripts=True)
    page.emulate_media(color_scheme="dark")
    assert violations(page, only=COLOURS) == [], page.url
