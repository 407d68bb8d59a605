"""Access slips as paper and as a table: used by HR's desk and by the command `kinerja slips`."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import jinja2
import segno

from assessment.roster import show_number
from kinerja_words import catalogue
from kinerja_words.problems import Text, say

MASK = 3
"""Any of QR's eight masks can be read; trying all of them for the best takes four times as long, and a city has 5,000 slips."""
STYLE = Path(__file__).parents[1] / "static" / "slip.css"
TEMPLATES = Path(__file__).parent / "templates"


class Slip(NamedTuple):
    """One person's slip."""

    number: str
    name: str
    position: str
    unit: str
    unit_name: str
    code: str


def show_code(code: str) -> str:
    """Return a code in two groups, easier to type."""
    half = (len(code) + 1) // 2
    return f"{code[:half]}-{code[half:]}"


def sign_in_address(base_url: str, code: str) -> str:
    """Return what the QR holds: the sign-in page with the code in the fragment, which browsers never send."""
    return f"{base_url}#{show_code(code)}"


def slips_html(
    rows: Iterable[Slip], base_url: str, organisation: Text, title: str, lang: str = "id", *, stylesheet: str = "",
    back: str = "",
) -> str:  # fmt: skip
    """Return a page to print, a sheet a unit. `base_url` is the address of the sign-in page.

    With `stylesheet` the page links it (a service with a strict policy); without, it carries the style and stands alone.
    `back` adds a note for the screen, with a link, that is not printed.
    """
    ordered = sorted(rows, key=lambda s: (s.unit, s.name, s.number))
    words = functools.partial(_words, lang)
    return _template().render(
        t=words, lang=lang, title=title, organisation=say(organisation, lang), base_url=base_url, back=back,
        sheets=[list(group) for _, group in groupby(ordered, key=lambda s: s.unit)], stylesheet=stylesheet,
        style=STYLE.read_text(encoding="utf-8"), picture=lambda code: _picture(sign_in_address(base_url, code)),
    )  # fmt: skip


def slips_csv(rows: Iterable[Slip]) -> str:
    """Return `employee_number,code`, for a mail merge."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["employee_number", "code"])
    writer.writerows(sorted((s.number, show_code(s.code)) for s in rows))
    return text.getvalue()


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


def _picture(address: str) -> str:
    return segno.make(address, error="m", micro=False, mask=MASK).svg_inline(
        omitsize=True, border=3, svgclass="qr", lineclass=None
    )
