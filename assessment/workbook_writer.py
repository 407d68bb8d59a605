"""Writes one sheet of texts as XLSX: the smallest workbook that spreadsheets open, without formulas, dates or macros.

Every cell is an inline string, which no spreadsheet calculates; texts that begin like a formula are marked as quoted too
(`quotePrefix`), so that they stay texts when somebody edits the cell.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from html import escape

from assessment.workbook import column_letters

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that some spreadsheet takes for a formula."""
PLAIN, BOLD, QUOTED = 0, 1, 2
MEDIA_TYPE = KIND + "sheet"
DAY = (2020, 1, 1, 0, 0, 0)
"""Of every part: the same rows are the same bytes."""


def write_workbook(title: str, rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook with one sheet; the first row is the header. `title`: 31 characters at most, none of `[]:*?/\\`."""
    sheet = "".join(_row(n, row) for n, row in enumerate(rows, start=1))
    xfs = "".join(
        f'<xf fontId="{font}" applyFont="1"{quote}/>' for font, quote in ((0, ""), (1, ""), (0, ' quotePrefix="1"'))
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{KIND}sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}styles+xml"/></Types>',
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="{_text(title)}" sheetId="1" '
        f'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">{xfs}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(zipfile.ZipInfo(name, DAY), HEAD + text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _row(number: int, cells: Sequence[str]) -> str:
    made = "".join(
        f'<c r="{column_letters(i)}{number}" t="inlineStr" s="{_style(number, text)}"><is><t xml:space="preserve">{_text(text)}</t></is></c>'
        for i, text in enumerate(cells)
        if text
    )
    return f'<row r="{number}">{made}</row>'


def _style(number: int, text: str) -> int:
    return BOLD if number == 1 else QUOTED if text.startswith(FORMULA) else PLAIN


def _text(text: str) -> str:
    """Return a text for XML, without the characters that XML 1.0 has no place for."""
    return escape(
        "".join(
            c for c in text if c in "\t\n\r" or ("\x20" <= c < "\ud800") or "\ue000" <= c <= "\ufffd" or c > "\uffff"
        )
    )


def _relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'
