"""Files that cost far more than they weigh: each is made when asked for, and must be refused in bounded time and memory."""

import zipfile
from collections.abc import Callable, Mapping

from tests.assessment.workbooks import MAIN, package, rows, text, workbook

HEAD = [
    "employee_number",
    "name",
    "position",
    "grade",
    "unit_code",
    "unit_name",
    "parent_unit_code",
    "publication_group",
    "supervisor_employee_number",
    "kind",
]
ONE = ["196801011990011001", "Aranika Tambusala", "Camat", "IV/b", "KEC", "Kecamatan", "", "Sekretariat", "", "pns"]
MEGA = 1024 * 1024


def sheet(more: str = "", instead: Mapping[str, str] | None = None) -> bytes:
    return workbook([("Pegawai", "visible", rows([HEAD, ONE], instead, more))])


def inside(before: bytes, piece: bytes, times: int, after: bytes) -> bytes:
    """Return a workbook whose sheet is one piece repeated, below a good table."""
    good = rows([HEAD, ONE]).removesuffix("</sheetData>")
    whole = f"<worksheet {MAIN}>{good}".encode() + before + piece * times + after + b"</sheetData></worksheet>"
    return workbook([("Pegawai", "visible", whole)])


def strings(piece: str, times: int) -> bytes:
    return workbook([("P", "visible", rows([HEAD, ONE]))], {"sharedStrings": f"<sst {MAIN}>{piece * times}</sst>"})


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
CSV_HEAD = (",".join(HEAD) + "\n").encode()
# name → (how it is made, the code it is refused with)
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "cell in the far corner": (lambda: sheet(f'<row r="1048576">{text("XFD1048576", "x")}</row>'), "file.stray"),
    "cell far to the right": (lambda: sheet(instead={"row2": text("XFD2", "x")}), "file.stray"),
    "cell far below": (lambda: sheet(f'<row r="1048576">{text("A1048576", "x")}</row>'), "nip.digits"),
    "blank cells with a format": (lambda: inside(b"<row>", b'<c s="0"/>', 8_000_000, b"</row>"), "file.too_much"),
    "rows without an end": (lambda: inside(b"", b"<row><c><v>1</v></c></row>", 3_000_000, b""), "file.too_much"),
    "a million spaces, a hundred times": (lambda: inside(b"", b" " * MEGA, 120, b""), "file.too_much"),
    "one text of 50 MB": (
        lambda: inside(b'<row><c t="inlineStr"><is><t>', b"x" * MEGA, 50, b"</t></is></c></row>"), "file.too_much",
    ),
    "long texts of marks": (
        lambda: inside(b'<row>', b'<c r="L2" t="inlineStr"><is><t>e' + "\u0301".encode() * 32_000 + b"</t></is></c>", 1_400, b"</row>"),
        "file.stray",
    ),
    "long titles": (
        lambda: workbook([("P", "visible", rows([["e" + "\u0301" * 32_000] * 40] * 30))]), "file.doubled_columns",
    ),
    "one attribute of 20 MB": (lambda: inside(b'<row x="', b"x" * MEGA, 20, b'"></row>'), "file.too_much"),
    "a hundred thousand attributes": (
        lambda: workbook([("P", "visible", "<sheetData><row " + " ".join(f"a{i}=''" for i in range(100_000)) + "/></sheetData>")]),
        "file.too_much",
    ),
    "tags in tags": (lambda: inside(b"", b"<a>", 3_000_000, b""), "file.too_much"),
    "a billion laughs": (
        lambda: workbook([("P", "visible", f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><worksheet>&l9;</worksheet>'.encode())]),
        "file.not_xlsx",
    ),
    "laughs in the list of sheets": (
        lambda: workbook([("P", "visible", "")], {"xl/workbook.xml": f'<!DOCTYPE x [<!ENTITY l0 "a">{LAUGHS}]><x>&l9;</x>'}),
        "file.not_xlsx",
    ),
    "short shared strings": (lambda: strings("<si><t>ab</t></si>", 2_000_000), "file.too_much"),
    "long shared strings": (lambda: strings(f"<si><t>{'x' * 2_000}</t></si>", 20_000), "file.too_much"),
    "styles": (
        lambda: workbook([("P", "visible", rows([HEAD, ONE]))],
                         {"styles": "<styleSheet><cellXfs>" + "<xf numFmtId='14'/>" * 500_000 + "</cellXfs></styleSheet>"}),
        "file.too_much",
    ),
    "sheets": (lambda: workbook([(f"S{i}", "visible", rows([HEAD])) for i in range(3_000)]), "file.too_much"),
    "sheets of one part": (
        lambda: workbook(
            [("P", "visible", f"<sheetData>{'<row></row>' * 200_000}</sheetData>")],
            {"xl/workbook.xml": "<workbook xmlns:r='r'><sheets>" + "<sheet name='P' r:id='s1'/>" * 1_000 + "</sheets></workbook>"},
        ),
        "file.empty",
    ),
    "parts": (lambda: package({f"x{i}": b"" for i in range(60_000)}), "file.too_much"),
    "merged cells": (
        lambda: workbook([("P", "visible", rows([HEAD, ONE]) + "<mergeCells>" + '<mergeCell ref="A1:B1"/>' * 1_000_000)]),
        "file.too_much",
    ),
    "packed by another method": (
        lambda: package({"xl/workbook.xml": b"<workbook/>" + b" " * MEGA}, zipfile.ZIP_LZMA), "file.not_xlsx",
    ),
    "half a workbook": (lambda: sheet()[:700], "file.not_xlsx"),
    "a header of 8 MB": (lambda: b"a,b,c," * (8 * MEGA // 6), "file.too_much"),
    "a header of 8 MB over many lines": (lambda: b'"x\n",' * (8 * MEGA // 5), "file.too_much"),
    "a quote that never ends": (lambda: CSV_HEAD + b'"' + b"x" * 8 * MEGA, "file.not_csv"),
    "empty lines": (lambda: CSV_HEAD + b"\n" * 8 * MEGA, "file.too_much"),
    "separators": (lambda: CSV_HEAD + (b"," * 900 + b"\n") * 9_000, "file.only_header"),
    "a million short rows": (lambda: CSV_HEAD + b"1,a\n" * 2_000_000, "file.too_much"),
    "a million good rows": (
        lambda: CSV_HEAD + b"".join(b"19680101199001%d%03d,A,C,I,K,K,,S,,\n" % (1, i % 999 + 1) for i in range(200_000)),
        "file.too_much",
    ),
    "marks, read as UTF-16": (lambda: ("e" + "\u0301" * 4 * MEGA).encode("utf-16"), "file.zero_bytes"),
    "wide letters": (lambda: CSV_HEAD + "😀\n".encode() * 1_500_000, "file.too_much"),
}  # fmt: skip
