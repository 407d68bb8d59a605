"""Slips: printed with a QR, as a table, again for one person; codes are shown once and stored only as hashes."""

from __future__ import annotations

import csv
import io
import re
import time
from html import unescape
from html.parser import HTMLParser

import pytest

from assessment.organisation import parse_organisation
from assessment.spreadsheet import read_table
from forms_service.desk.slip_sheets import Slip, show_code, sign_in_address, slips_html, slips_table
from kinerja_office import accounts, records
from tests.forms_service.desk.office import CYCLE, Desk
from tests.forms_world import Person

OFFICE = parse_organisation(
    'name = { id = "Kecamatan", en = "District" }\n[contact]\noffice = { id = "Kepegawaian" }\naddress = "Jalan Contoh 1"\n'
    'phone = "0761 000000"\n'
)
PAGE = f"/meja/periode/{CYCLE}/slip"
ROWS = [
    Slip("199001232014022003", "Melati <b>", "Arsiparis", "SEK", "Sekretariat", "ABCDE23456", "2026-08-09"),
    Slip("1", "Adi", "Lurah", "SAGO", "Kelurahan Sago", "ZZZZZ99999", "2026-08-09"),
    Slip("2", "Budi", "Bendahara", "SEK", "Sekretariat", "23456ABCDE", "2026-08-09"),
]


def test_it_works(desk: Desk) -> None:
    desk.opened()
    hr = desk.hr
    assert "62 dari 62 orang belum pernah masuk" in hr.get(PAGE).text
    page = issued(hr)
    assert page.count("<li>") == 62
    assert page.count("<svg") == 62
    assert page.count('<ul class="sheet">') == 16, "four to a page"
    assert page.count("30 Juni 2026") == 62, "the last day stands on each"
    assert "<script" not in page
    assert "<style" not in page
    assert "style=" not in page
    number, code = re.search(r"<dd>([0-9 ]{20,})</dd>.*?class=\"code\">([^<]+)<", page, re.DOTALL).groups()  # type: ignore[union-attr]
    assert accounts.sign_in(desk.office, number, code) is not None


def issued(hr: Person, **form: str) -> str:
    """Make slips, having read whose older one becomes void, and return the page to print."""
    page = hr.get(PAGE).text if not form else hr.post(PAGE, form).text
    found = re.search(r'name="dilihat" value="([^"]*)"', page)
    answer = hr.post(PAGE, {**form, "yakin": "ya", "dilihat": found.group(1) if found else ""})
    assert answer.headers["Location"].startswith(f"{PAGE}/cetak?"), answer.text
    return str(hr.get(answer.headers["Location"]).text)


def sheet(page: str, what: str) -> str:
    """Return where the codes of a page lie as another file."""
    found = re.search(rf'href="({PAGE}/{what}\?[^"]+)"', page)
    assert found
    return unescape(found[1])


def table(hr: Person, page: str) -> list[list[str]]:
    answer = hr.get(sheet(page, "csv"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_table_and_paper_hold_the_codes_of_one_making(desk: Desk) -> None:
    desk.opened()
    page = issued(desk.hr_once, unit="UMPEG")
    rows = table(desk.hr_once, page)
    assert rows[0] == ["NIP", "Nama", "Jabatan", "Unit kerja", "Kode", "Buka", "Paling lambat", "Kode berlaku sampai"]
    assert len(rows) == 5
    assert all(row[4] in page and row[1] in page for row in rows[1:])
    book = read_table(desk.hr_once.get(sheet(page, "xlsx")).data, "slip.xlsx", ("NIP", "Kode"), aliases={})
    assert [[r["NIP"], r["Kode"]] for r in book] == [[row[0], row[4]] for row in rows[1:]]
    assert accounts.sign_in(desk.office, rows[1][0], rows[1][4]) is not None
    other = desk.client("staff:hr")
    for what in ("cetak", "xlsx", "csv"):
        there = sheet(page, "csv").replace("/csv", f"/{what}")
        assert other.get(there).headers["Location"] == PAGE, "another sign-in gets no code"
    assert desk.hr_once.get(f"{PAGE}/pdf").status_code == 404
    desk.hr_once.post("/keluar")
    assert "/masuk" in desk.hr_once.get(sheet(page, "csv")).headers["Location"]


def test_slips_made_in_two_tabs_are_each_their_own(desk: Desk) -> None:
    desk.opened()
    with desk.office.store.read() as view:
        other = next(e.unit for e in records.roster(view).employees if e.unit != "UMPEG")
    pages = [issued(desk.hr_once, unit=unit) for unit in ("UMPEG", other)]
    tables = [table(desk.hr_once, page) for page in pages]
    assert {row[4] for row in tables[0][1:]}.isdisjoint(row[4] for row in tables[1][1:])
    assert all(row[4] in page for page, rows in zip(pages, tables, strict=True) for row in rows[1:])
    assert all(accounts.sign_in(desk.office, row[0], row[4]) for rows in tables for row in rows[1:])


def test_codes_are_held_for_an_hour(desk: Desk) -> None:
    desk.opened()
    hr = desk.hr
    page = issued(hr)
    desk.app.extensions["kinerja"].shelf.clock = lambda: time.time() + 61 * 60
    assert hr.get(sheet(page, "csv")).status_code == 303
    assert "Kode tadi tidak ditahan lagi" in hr.get(PAGE).text


def test_before_codes_become_void_it_is_said_whose(desk: Desk) -> None:
    desk.opened()
    with desk.office.store.read() as view:
        settled, *others = [e for e in records.roster(view).employees if e.unit == "UMPEG"]
        stranger = next(e for e in records.roster(view).employees if e.unit != "UMPEG")
    desk.session(settled.employee_number)
    code = accounts.issue_slips(desk.office, [e.employee_number for e in (*others, stranger)], "hr")
    asked = desk.hr_once.post(PAGE, {"unit": "UMPEG", "yakin": "ya"})
    assert asked.status_code == 422
    named = re.findall(r"<li>([^<]+) <small>", asked.text.split('id="gugur"')[1])
    assert sorted(named) == sorted(e.name for e in others), "those of the unit, and nobody with an own secret"
    assert 'name="yakin" value="ya">' in asked.text, "the tick is asked for again"
    for number, old in code.items():
        assert accounts.sign_in(desk.office, number, old), "nothing was made void by asking"
    issued(desk.hr_once, unit="UMPEG")
    assert [accounts.sign_in(desk.office, e.employee_number, code[e.employee_number]) for e in others] == [None] * len(
        others
    )
    assert accounts.sign_in(desk.office, stranger.employee_number, code[stranger.employee_number])


def test_another_tab_that_made_slips_meanwhile_is_named_first(desk: Desk) -> None:
    desk.opened()
    one, two = desk.client("staff:hr"), desk.client("staff:hr")
    two.get(PAGE)
    first = table(one, issued(one))[1]
    late = two.post(
        PAGE, {"yakin": "ya", "dilihat": re.search(r'name="dilihat" value="(.*?)"', two.get(PAGE).text)[1][::-1]}
    )  # type: ignore[index]
    assert late.status_code == 422
    assert "Baca dulu siapa" in late.text
    assert accounts.sign_in(desk.office, first[0], first[4])


def test_without_the_tick_no_code_is_made(desk: Desk) -> None:
    desk.opened()
    answer = desk.hr.post(PAGE, {})
    assert answer.status_code == 422
    with desk.office.store.read() as view:
        assert not [k for k, _ in view.find("accounts") if not k.startswith("staff:")]


def test_a_double_click_makes_slips_once(desk: Desk) -> None:
    desk.opened()
    hr = desk.hr
    sent = {"unit": "", "yakin": "ya", "dilihat": ""}
    answers = [hr.post(PAGE, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    row = table(hr, hr.get(answers[1].headers["Location"]).text)[1]
    assert accounts.sign_in(desk.office, row[0], row[4]) is not None
    with desk.office.store.read() as view:
        assert len(accounts.issued_slips(view, row[0].replace(" ", ""))) == 1


def test_who_has_an_own_secret_gets_no_slip(desk: Desk) -> None:
    desk.opened()
    with desk.office.store.read() as view:
        number = records.roster(view).employees[5].employee_number
    desk.session(number)
    hr = desk.hr
    assert number not in [row[0].replace(" ", "") for row in table(hr, issued(hr))]


def test_a_code_is_nowhere_but_on_the_slip(desk: Desk) -> None:
    desk.opened()
    hr = desk.hr
    code = table(hr, issued(hr))[1][4]
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
def test_the_page_stands_alone_with_whom_to_ask(lang: str) -> None:
    html = slips_html(ROWS, "https://nilai.example/masuk", OFFICE, "S1", lang, until="2026-06-30")
    seen = Seen(html)
    assert seen.tags.count("ul") == 1
    assert seen.words.count("Kepegawaian, Jalan Contoh 1, 0761 000000") == 3
    assert seen.words.count("30 Juni 2026" if lang == "id" else "30 June 2026") == 3
    assert seen.words.count("9 Agustus 2026" if lang == "id" else "9 August 2026") == 3, "how long each code counts"
    assert seen.tags.count("svg") == 3
    assert "link" not in seen.tags
    assert "style" in seen.tags
    assert "b" not in seen.tags  # a name is text
    assert "Melati <b>" in seen.words
    assert "19900123 201402 2 003" in seen.words
    assert "http" not in html.replace("https://nilai.example/masuk", "").replace("http://www.w3.org/2000/svg", "")


def test_the_qr_holds_the_address_with_the_code_in_the_fragment() -> None:
    assert (
        sign_in_address("https://nilai.example/masuk", "ABCDE23456")
        == "https://nilai.example/masuk?cara=slip#ABCDE-23456"
    )
    assert show_code("ABCDE23456") == "ABCDE-23456"


def test_the_table_is_by_unit_and_nothing_in_it_is_calculated() -> None:
    rows = [*ROWS, Slip("3", '=HYPERLINK("x")', "-", "A", "@unit", "AAAAA22222", "2026-08-09")]
    text = slips_table("csv", rows, "https://nilai.example/masuk", "S1", "id", until="2026-06-30").decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [r[0] for r in found] == ["3", "1", "2", "19900123 201402 2 003"]
    assert {r[7] for r in found} == {"9 Agustus 2026"}
    assert found[0][1:4] == ['\'=HYPERLINK("x")', "'-", "'@unit"]
    assert not [c for r in found for c in r if c.startswith(("=", "+", "-", "@"))]
    book = slips_table("xlsx", rows, "https://nilai.example/masuk", "Semester [I]: 2026/2", "id")
    names = [r["Nama"] for r in read_table(book, "slip.xlsx", ("NIP", "Nama"), aliases={})]
    assert names == ['=HYPERLINK("x")', "Adi", "Budi", "Melati <b>"], "a text in a workbook stays as it is"
