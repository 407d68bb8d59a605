"""Access slips as paper and as a table: pure text from rows, used by HR's desk and by the command `kinerja slips`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import segno

from assessment.roster import show_number
from kinerja_words.problems import Text, say

MASK = 3
"""Any of QR's eight masks can be read; trying all of them for the best takes four times as long, and a city has 5,000 slips."""
STYLE = Path(__file__).parents[1] / "static" / "slip.css"


class Slip(NamedTuple):
    """One person's slip."""

    number: str
    name: str
    position: str
    unit: str
    unit_name: str
    code: str


WORDS: dict[str, Text] = {
    "title": {"id": "Slip akses", "en": "Access slips"},
    "open": {"id": "Buka", "en": "Open"},
    "number": {"id": "NIP", "en": "Number"},
    "code": {"id": "Kode", "en": "Code"},
    "first": {
        "id": "Saat pertama masuk Anda membuat kata sandi sendiri; setelah itu kode ini tidak berlaku lagi. Jangan berikan kode"
        " ini kepada siapa pun.",
        "en": "At your first sign-in you make your own secret; after that this code is void. Give this code to nobody.",
    },
    "taken": {
        "id": "Bila kode ini ditolak padahal Anda belum pernah masuk, laporkan segera kepada kepegawaian.",
        "en": "If this code is refused though you have never signed in, tell the personnel office at once.",
    },
    "scan": {"id": "Atau pindai kode ini dengan kamera ponsel.", "en": "Or scan this with a phone's camera."},
    "count": {"id": "{n} slip. Potong di garis putus-putus.", "en": "{n} slips. Cut along the dashed lines."},
    "print": {
        "id": "Kode hanya tampil sekarang. Cetak halaman ini (Ctrl+P) sebelum meninggalkannya; bagikan langsung kepada orangnya,"
        " dalam amplop tertutup.",
        "en": "The codes are shown only now. Print this page (Ctrl+P) before you leave it; hand each slip to its person, in a"
        " closed envelope.",
    },
    "back": {"id": "Sudah dicetak, kembali", "en": "Printed, go back"},
}


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
    style = (
        f'<link rel="stylesheet" href="{escape(stylesheet)}">' if stylesheet else f"<style>{STYLE.read_text()}</style>"
    )
    sheets = [
        _sheet(list(group), base_url, organisation, title, lang) for _, group in groupby(ordered, key=lambda s: s.unit)
    ]
    note = (
        f'<p class="screen" role="status">{_w("print", lang)} <a href="{escape(back)}">{_w("back", lang)}</a></p>'
        if back
        else ""
    )
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>{_w('title', lang)} · {escape(title)}</title>\n{style}\n</head>\n<body>\n<main>\n"
        f"<h1>{_w('title', lang)} · {escape(title)}</h1>\n{note}\n"
        + "\n".join(sheets)
        + "\n</main>\n</body>\n</html>\n"
    )


def slips_csv(rows: Iterable[Slip]) -> str:
    """Return `employee_number,code`, for a mail merge."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["employee_number", "code"])
    writer.writerows(sorted((s.number, show_code(s.code)) for s in rows))
    return text.getvalue()


def _sheet(slips: Sequence[Slip], base_url: str, organisation: Text, title: str, lang: str) -> str:
    count = _w("count", lang).format(n=len(slips))
    cards = "\n".join(_card(s, base_url, organisation, title, lang) for s in slips)
    return f'<section>\n<h2>{escape(slips[0].unit_name)}</h2>\n<p class="count">{count}</p>\n<ul>\n{cards}\n</ul>\n</section>'


def _card(slip: Slip, base_url: str, organisation: Text, title: str, lang: str) -> str:
    address = sign_in_address(base_url, slip.code)
    picture = segno.make(address, error="m", micro=False, mask=MASK).svg_inline(
        omitsize=True, border=3, svgclass="qr", lineclass=None
    )
    picture = picture.replace("<svg ", '<svg aria-hidden="true" ', 1)
    return (
        f"<li>\n<div><p><small>{escape(say(organisation, lang))} · {escape(title)}</small></p>\n"
        f"<h3>{escape(slip.name)}</h3>\n<p><small>{escape(slip.position)}</small></p>\n"
        f"<dl><dt>{_w('open', lang)}</dt><dd>{escape(base_url)}</dd>\n"
        f"<dt>{_w('number', lang)}</dt><dd>{escape(show_number(slip.number))}</dd>\n"
        f'<dt>{_w("code", lang)}</dt><dd class="code">{escape(show_code(slip.code))}</dd></dl></div>\n{picture}\n'
        f'<p class="foot">{_w("scan", lang)} {_w("first", lang)} {_w("taken", lang)}</p>\n</li>'
    )


def _w(key: str, lang: str) -> str:
    return say(WORDS[key], lang)
