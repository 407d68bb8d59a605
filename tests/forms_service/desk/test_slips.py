"""Slips: printed with a QR, as a table, again for one person; codes are shown once and stored only as hashes."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from forms_service.desk.slip_sheets import Slip, show_code, sign_in_address, slips_csv, slips_html
from kinerja_office import accounts, records
from tests.forms_service.desk.office import CYCLE, Desk

PAGE = f"/meja/periode/{CYCLE}/slip"
ROWS = [
    Slip("199001232014022003", "Melati <b>", "Arsiparis", "SEK", "Sekretariat", "ABCDE23456"),
    Slip("1", "Adi", "Lurah", "SAGO", "Kelurahan Sago", "ZZZZZ99999"),
    Slip("2", "Budi", "Bendahara", "SEK", "Sekretariat", "23456ABCDE"),
]


def test_it_works(desk: Desk) -> None:
    desk.opened()
    hr = desk.hr
    assert "62 dari 62 orang belum pernah masuk" in hr.get(PAGE).text
    page = hr.post(PAGE, {"bentuk": "html", "yakin": "ya"}).text
    assert page.count("<li>") == 62
    assert page.count("<svg") == 62
    assert page.count("<section>") == 14
    assert "<script" not in page
    assert "<style" not in page
    assert "style=" not in page
    number, code = re.search(r"<dd>([0-9 ]{20,})</dd>.*?class=\"code\">([^<]+)<", page, re.DOTALL).groups()  # type: ignore[union-attr]
    assert accounts.sign_in(desk.office, number, code) is not None


def test_the_table_for_a_mail_merge(desk: Desk) -> None:
    desk.opened()
    answer = desk.hr.post(PAGE, {"bentuk": "csv", "yakin": "ya", "unit": "UMPEG"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    lines = answer.text.splitlines()
    assert lines[0] == "employee_number,code"
    assert len(lines) == 5
    number, code = lines[1].split(",")
    assert accounts.sign_in(desk.office, number, code) is not None


def test_without_the_tick_no_code_is_made(desk: Desk) -> None:
    desk.opened()
    answer = desk.hr.post(PAGE, {"bentuk": "html"})
    assert answer.status_code == 422
    with desk.office.store.read() as view:
        assert not [k for k, _ in view.find("accounts") if not k.startswith("staff:")]


def test_of_a_double_click_the_slips_that_are_shown_last_count(desk: Desk) -> None:
    desk.opened()
    hr = desk.hr
    first, last = (hr.post(PAGE, {"bentuk": "csv", "yakin": "ya"}).text.splitlines()[1].split(",") for _ in range(2))
    assert first[0] == last[0]
    assert accounts.sign_in(desk.office, *first) is None
    assert accounts.sign_in(desk.office, *last) is not None


def test_who_has_an_own_secret_gets_no_slip(desk: Desk) -> None:
    desk.opened()
    with desk.office.store.read() as view:
        number = records.roster(view).employees[5].employee_number
    desk.session(number)
    assert number not in desk.hr.post(PAGE, {"bentuk": "csv", "yakin": "ya"}).text


def test_a_code_is_nowhere_but_on_the_slip(desk: Desk) -> None:
    desk.opened()
    code = desk.hr.post(PAGE, {"bentuk": "csv", "yakin": "ya"}).text.splitlines()[1].split(",")[1]
    for path in desk.office.folder.rglob("*"):
        if path.is_file():
            assert code.encode() not in path.read_bytes()
            assert code.replace("-", "").encode() not in path.read_bytes()


def test_somebody_who_forgot_gets_a_new_slip_and_is_told(desk: Desk) -> None:
    desk.opened()
    with desk.office.store.read() as view:
        one = records.roster(view).employees[5]
    token = desk.session(one.employee_number)
    hr = desk.hr
    assert hr.post("/meja/slip", {"siapa": "Zorro"}).status_code == 422
    page = hr.post("/meja/slip", {"siapa": one.name}).text
    assert "Kata sandi lamanya dihapus" in page
    waiting = re.search(r'name="orang" value="([^"]+)"', page)
    assert waiting
    assert hr.post("/meja/slip", {"orang": waiting.group(1)}).status_code == 422
    waiting = re.search(r'name="orang" value="([^"]+)"', hr.post("/meja/slip", {"siapa": one.employee_number}).text)
    assert waiting
    made = hr.post("/meja/slip", {"orang": waiting.group(1), "yakin": "ya"}).text
    code = re.search(r'class="code">([^<]+)<', made)
    assert code
    assert accounts.find_session(desk.office, token) is None
    session = accounts.sign_in(desk.office, one.employee_number, code.group(1))
    assert session is not None
    assert session.notices == ("reissued",)
    assert "membuat slip pengganti" in hr.get("/meja/jejak").text
    assert one.employee_number in hr.get("/meja/jejak").text, "the trail says whose"
    assert code.group(1) not in hr.get("/meja/jejak").text


class Seen(HTMLParser):
    """Counts tags and collects text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_page_stands_alone_and_starts_a_sheet_a_unit(lang: str) -> None:
    html = slips_html(ROWS, "https://nilai.example/masuk", {"id": "Kecamatan", "en": "District"}, "S1", lang)
    seen = Seen(html)
    assert seen.tags.count("section") == 2
    assert seen.tags.count("svg") == 3
    assert "link" not in seen.tags
    assert "style" in seen.tags
    assert "b" not in seen.tags  # a name is text
    assert "Melati <b>" in seen.words
    assert "19900123 201402 2 003" in seen.words
    assert "http" not in html.replace("https://nilai.example/masuk", "").replace("http://www.w3.org/2000/svg", "")


def test_the_qr_holds_the_address_with_the_code_in_the_fragment() -> None:
    assert sign_in_address("https://nilai.example/masuk", "ABCDE23456") == "https://nilai.example/masuk#ABCDE-23456"
    assert show_code("ABCDE23456") == "ABCDE-23456"


def test_the_table_is_sorted_and_plain() -> None:
    assert slips_csv(ROWS) == (
        "employee_number,code\n1,ZZZZZ-99999\n199001232014022003,ABCDE-23456\n2,23456-ABCDE\n"
    )  # fmt: skip
