"""A clerk types paper forms in with the keyboard alone: how many keys one takes, and what comes of each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kinerja_office import answering, records
from tests.browser import chromium
from tests.forms_service.desk.office import CYCLE, Desk
from tests.forms_service.desk.test_in_a_browser import SCREENS, sign_in, visit
from tests.forms_world import served

pytestmark = pytest.mark.browser
PAPER = f"/meja/periode/{CYCLE}/kertas"


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def __call__(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.parametrize("options", SCREENS[::2])
def test_one_digit_a_statement_and_enter(desk: Desk, browser: Browser, options: dict[str, Any]) -> None:
    desk.opened()
    with desk.office.store.read() as view:
        tool = records.instrument(view, desk.cycle())
        one = records.assignments(view, CYCLE, method="supervisor")[0]
    code = desk.app.extensions["kinerja"].tag("assignment", records.assignment_key(CYCLE, one))[:8]
    marks = [str(1 + n % 5) for n in range(len(tool.items))]
    with served(desk.app) as url:
        page = visit(browser, url, options)
        sign_in(page, desk)
        page.goto(PAPER)
        expect(page.locator("#kode")).to_be_focused()
        keys = Keys(page)
        keys(*code, "Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Isi formulir kertas")
        expect(page.locator(f'[id="n-{tool.items[0].code}"]')).to_be_focused()
        for mark in marks:
            keys(mark, "Tab")
        keys("2", "Tab", "3", "Enter")
        expect(page.get_by_text("Formulir masuk. Berikutnya?")).to_be_visible()
        expect(page.locator("#kode")).to_be_focused()
        # 0.28 s a key (Card, Moran, Newell 1983) makes 40 s of 142 keys
        assert keys.pressed == 9 + 2 * len(marks) + 4 == 67
    with desk.office.store.read() as view:
        stored = answering.load(desk.office, view, desk.cycle(), one)
    assert stored.answers == "".join(marks)
    assert (stored.work_result, stored.work_behaviour) == ("as", "above")


def test_enter_goes_on_from_statement_to_statement(desk: Desk, browser: Browser) -> None:
    desk.opened()
    with desk.office.store.read() as view:
        tool = records.instrument(view, desk.cycle())
        one = records.assignments(view, CYCLE, method="self")[0]
    code = desk.app.extensions["kinerja"].tag("assignment", records.assignment_key(CYCLE, one))[:8]
    with served(desk.app) as url:
        page = visit(browser, url, {"java_script_enabled": False, "viewport": {"width": 1280, "height": 900}})
        sign_in(page, desk)
        page.goto(PAPER)
        page.locator("#kode").fill(code)
        page.keyboard.press("Enter")
        for item in tool.items:
            expect(page.locator(f'[id="n-{item.code}"]')).to_be_focused()
            page.keyboard.press("4")
            page.keyboard.press("Enter")
        expect(page.get_by_text("Formulir masuk. Berikutnya?")).to_be_visible()
