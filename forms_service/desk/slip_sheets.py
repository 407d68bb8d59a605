"""Access slips as paper, four to a page, and as a table: used by HR's desk and by the command `kinerja slips`."""

from __future__ import annotations

import csv
import datetime
import functools
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import jinja2

from assessment.organisation import Organisation
from assessment.roster import show_number
from assessment.workbook_writer import Sheet, write_sheets
from kinerja_words import catalogue
from kinerja_words.cells import harmless
from kinerja_words.problems import say

MASK = 3
"""Any of QR's eight masks can be read; trying all of them for the best takes four times as long, and a city has 5,000 slips."""
A_PAGE = 4
COLUMNS = ("number", "name", "position", "unit", "code", "open", "until", "valid")
STYLE = Path(__file__).parents[1] / "static" / "slip.css"
TEMPLATES = Path(__file__).parent / "templates"


class Slip(NamedTuple):
    """One person's slip; `valid`: the last day (ISO) of its code."""

    number: str
    name: str
    position: str
    unit: str
    unit_name: str
    code: str
    valid: str


def show_code(code: str) -> str:
    """Return a code in two groups, easier to type."""
    half = (len(code) + 1) // 2
    return f"{code[:half]}-{code[half:]}"


def sign_in_address(base_url: str, code: str) -> str:
    """Return what the QR holds: the sign-in page with the code in the fragment, which browsers never send."""
    return f"{base_url}?cara=slip#{show_code(code)}"


def slips_html(
    rows: Iterable[Slip], base_url: str, organisation: Organisation, title: str, lang: str = "id", *, until: str = "",
    stylesheet: str = "", back: str = "", files: Sequence[tuple[str, str]] = (),
) -> str:  # fmt: skip
    """Return a page to print, four slips a sheet, by unit. `base_url` is the address of the sign-in page, `until` an ISO day.

    With `stylesheet` the page links it (a service with a strict policy); without, it carries the style and stands alone.
    `back` adds a note for the screen, with a link and the `files` (name, address) of the same codes, that is not printed.
    """
    ordered = sorted(rows, key=lambda s: (s.unit_name, s.name, s.number))
    words, contact = functools.partial(_words, lang), organisation.source.get("contact", {})
    help = [s for s in (contact.get(k, "") for k in ("office", "address", "phone", "email")) if s]
    return _template().render(
        t=words, lang=lang, title=title, organisation=say(organisation.name, lang), base_url=base_url, back=back, files=files,
        n=len(ordered), sheets=[ordered[i : i + A_PAGE] for i in range(0, len(ordered), A_PAGE)], stylesheet=stylesheet,
        style=STYLE.read_text(encoding="utf-8"), picture=lambda code: picture(sign_in_address(base_url, code)),
        until=_day(until, lang), day=functools.partial(_day, lang=lang), help=[s if isinstance(s, str) else say(s, lang) for s in help],
    )  # fmt: skip


def slips_table(
    kind: str, rows: Iterable[Slip], base_url: str, title: str, lang: str = "id", *, until: str = ""
) -> bytes:  # fmt: skip
    """Return the slips as `csv` or `xlsx` for a mail merge, by unit; numbers in groups, which every spreadsheet keeps as text."""
    words, ordered = functools.partial(_words, lang), sorted(rows, key=lambda s: (s.unit_name, s.name, s.number))
    table = [[words(f"slip.{column}") for column in COLUMNS]]
    for s in ordered:
        row = [show_number(s.number), s.name, s.position, s.unit_name, show_code(s.code), base_url]
        table.append([*row, _day(until, lang), _day(s.valid, lang)])
    if kind == "xlsx":
        return write_sheets(Sheet(title, table, widths=(24, 32, 32, 32, 14), text=frozenset({0, 4})))
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(map(harmless, row) for row in table)
    return text.getvalue().encode("utf-8-sig")


def _day(iso: str, lang: str) -> str:
    return catalogue.day(datetime.date.fromisoformat(iso), lang) if iso else ""


@functools.cache
def _template() -> jinja2.Template:
    """Return the page's template; in an environment of its own, for the command runs without the service."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    env.globals.update(show_number=show_number, show_code=show_code)
    return env.get_template("slip_sheets.html")


def _words(lang: str, key: str, **values: object) -> str:
    return catalogue.fill(catalogue.pages()[key], lang, values)


def picture(address: str) -> str:
    """Return an address as a QR in SVG."""
    import segno

    return segno.make(address, error="m", micro=False, mask=MASK).svg_inline(
        omitsize=True, border=3, svgclass="qr", lineclass=None
    )
