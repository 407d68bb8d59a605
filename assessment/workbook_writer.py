"""Writes sheets of texts as XLSX with XlsxWriter: no formulas, numbers, dates or links; templates get lists to choose from.

Every cell is a string, which no spreadsheet calculates; texts that begin like a formula are marked as quoted too
(`quotePrefix`), so that they stay texts when somebody edits the cell. Nothing is laid down in a file on the way.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kinerja_words.cells import FORMULA

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY = datetime.datetime(2020, 1, 1)
"""Of every workbook: the same rows are the same bytes."""
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no place for."""
NO_TITLE = re.compile(r"[\[\]:*?/\\]")
LONGEST, LONGEST_CHOICES = 32_767, 255
"""Characters a cell takes, and a list to choose from that stands within the rule itself."""
MARK, EMPTY_ROWS = "#FFE08A", 2_000
"""Colour of a marked cell; rows of a template that offer the lists."""
At = tuple[int, int]
"""A cell: row and column, both from 0."""


@dataclass(frozen=True)
class Sheet:
    """One sheet. `title`: what a sheet's name cannot be is left out of it; the first `head` rows are bold and stay in sight.

    `choices` offers a list in a column below the head, other texts are refused there unless the list is only `advised`;
    `text` columns keep long numbers as texts when somebody types one; cells of `notes` are coloured and commented.
    """

    title: str
    rows: Iterable[Sequence[str]]
    head: int = 1
    widths: Sequence[int] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    advised: frozenset[int] = frozenset()
    text: frozenset[int] = frozenset()
    notes: Mapping[At, str] = field(default_factory=dict)


def write_workbook(title: str, rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook with one sheet; the first row is the header."""
    return write_sheets(Sheet(title, rows))


def write_sheets(*sheets: Sheet) -> bytes:
    """Return a workbook of these sheets; lists that are long stand on a hidden sheet of their own."""
    import xlsxwriter  # only who exports waits for it

    out = io.BytesIO()
    # its way to need little memory would lay every row down in a file of the system's
    book: Any = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": DAY})
    styles: dict[tuple[bool, bool, bool, bool], Any] = {}

    def style(bold: bool, quoted: bool, text: bool, marked: bool) -> Any:
        """Return the format of a cell; each is made once."""
        if not (bold or quoted or text or marked):
            return None
        if (key := (bold, quoted, text, marked)) not in styles:
            wanted: dict[str, Any] = {"bold": bold, "quote_prefix": quoted}
            wanted |= {"num_format": "@"} if text else {}
            styles[key] = book.add_format(wanted | ({"bg_color": MARK} if marked else {}))
        return styles[key]

    pages = [(sheet, book.add_worksheet(NO_TITLE.sub(" ", sheet.title)[:31].strip(" '"))) for sheet in sheets]
    lists: Any = None
    listed = 0
    for sheet, page in pages:
        for n, width in enumerate(sheet.widths):
            page.set_column(n, n, width, style(False, False, n in sheet.text, False))
        if sheet.head:
            page.freeze_panes(sheet.head, 0)
        for column, offered in sheet.choices.items():
            source: list[str] | str = list(offered)
            if len(",".join(offered)) > LONGEST_CHOICES or any("," in o for o in offered):
                lists = lists or book.add_worksheet("_")
                lists.hide()
                lists.write_column(0, listed, [_text(o) for o in offered])
                letters = xlsxwriter.utility.xl_col_to_name(listed)
                source, listed = f"=_!${letters}$1:${letters}${len(offered)}", listed + 1
            kind = "information" if column in sheet.advised else "stop"
            rule = {"validate": "list", "source": source, "error_type": kind}
            page.data_validation(sheet.head, column, sheet.head + EMPTY_ROWS, column, rule)
        for n, row in enumerate(sheet.rows):
            for column, text in enumerate(row):
                note = sheet.notes.get((n, column))
                look = style(n < sheet.head, bool(FORMULA.match(text)), column in sheet.text, note is not None)
                if text or note:
                    page.write_string(n, column, _text(text), look)
                if note:
                    page.write_comment(n, column, _text(note), {"x_scale": 2.5, "y_scale": 1.5})
    book.close()
    return out.getvalue()


def _text(text: str) -> str:
    text = NO_XML.sub("", text)[: LONGEST - 1]
    # XlsxWriter takes such a text for markup of its own and writes it as it stands
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
