"""Audits the tables over all cycles under `data/` of the built site: each cell is what its row of a package says.

Shape and rules: docs/formats.md, "Combined tables". A workbook is read only as far as it is written there: whatever else
stands in it (formulas, further sheets or parts, a number format that prints something) is refused.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from html import unescape
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any

from .constants import Constants
from .figures import MARK
from .references import Library, numbers_in
from .report import Log
from .sentences import WORDS

Cell = tuple[str, str]
"""Kind (`text`, `number`, `day`) and what a CSV writes."""
TABLES = {
    "nilai": ("results", ("kelompok:group", "penilai:method", "aspek:criterion", "formulir=assessments", "rata_rata~mean", "rendah~low_share", "sedang~mid_share", "tinggi~high_share", "status:status")),
    "predikat": ("predicates", ("kelompok:group", "predikat:predicate", "bagian~share", "status:status")),
    "formulir": ("participation", ("kelompok:group", "penilai:method", "ditugaskan=assigned", "masuk=assessments", "status:status")),
    "tindak-lanjut": ("follow_up", ("tindakan!action", "aspek:criterion", "isi!text_id", "isi_inggris!text_en", "penanggung_jawab!owner", "tenggat@due", "keadaan:state", "hasil!result_id", "hasil_inggris!result_en")),
}  # fmt: skip
"""`:` word and code, `=` count, `~` figure in four columns, `!` text, `@` day."""
ADDED = {":": ("", "_kode"), "=": ("",), "~": ("", "_min", "_maks", "_sandi"), "!": ("",), "@": ("",)}
EXPLAINS, LONGEST = "Keterangan", 5000
"""The sheet that explains, and the rows up to which a table has a sheet."""
PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(workbook|styles|sharedStrings|theme/theme1)\.xml|xl/_rels/workbook\.xml\.rels|xl/worksheets/sheet\d\.xml"
)
SHEET = re.compile(r'<sheet name="([^"]*)" sheetId="(\d)" r:id="rId(\d)"/>')
LINK = re.compile(r'<Relationship Id="rId(\d)" Type="[^"]*/worksheet" Target="worksheets/sheet(\d)\.xml"/>')
STRING = re.compile(r"<si><t(?: xml:space=\"preserve\")?>([^<]*)</t></si>")
ROW = re.compile(r'<row r="(\d+)" spans="[\d:]+">((?:<c [^>]*><v>[^<]*</v></c>)*)</row>')
CELL = re.compile(r'<c r="([A-Z]{1,2})(\d+)"(?: s="(\d)")?(?: t="(s)")?><v>([^<]*)</v></c>')
FORMAT = re.compile(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/>')
STYLE = re.compile(r'<xf numFmtId="(\d+)" fontId="[01]" fillId="0" borderId="0" xfId="0"')
KINDS = {"General": "number", "0.0": "number", "yyyy-mm-dd": "day", "yyyy\\-mm\\-dd": "day"}
"""Number format → what a number in it is."""
FRAME = re.compile(
    r'<\?xml [^<>]*>\s*<worksheet [^<>]*><dimension ref="[A-Z\d:]+"/><sheetViews><sheetView (tabSelected="1" )?workbookViewId="0"><pane ySplit="1" '
    r'topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
    r'<cols>(<col min="\d+" max="\d+" width="[1-9][\d.]+"( style="\d")? customWidth="1"/>)+</cols><sheetData>'
    r'</sheetData><autoFilter ref="[A-Z\d:]+"/><pageMargins [^<>]*/></worksheet>'
)
"""What stands around the rows: nothing is hidden."""
ZERO = date(1899, 12, 30)


def check_csv(data: bytes, name: str, library: Library, log: Log) -> None:
    """A table as CSV: byte order mark, semicolons, decimal commas."""
    try:
        sound = data.startswith(codecs.BOM_UTF8)
        lines = csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline=""), delimiter=";", strict=True)
        _compare(
            name, ([("", v) for v in line] for line in lines), _wanted(library, PurePosixPath(name).stem, _in_csv), log
        )
    except (OSError, ValueError, LookupError, TypeError, csv.Error):
        sound = False
    if not sound:
        log.add("site_unreadable", name)


def check_workbook(data: bytes, name: str, constants: Constants, log: Log) -> None:
    """A workbook: the sheet that explains, and the tables."""
    library = constants.library
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {n: archive.read(n).decode() for n in archive.namelist()}
        kept = [t for t, (source, _) in TABLES.items() if 0 <= _rows(library, source) <= LONGEST]
        sheets = [(table, str(n), str(n)) for n, table in enumerate((EXPLAINS, *kept), start=1)]
        strings = [_read(s) for s in STRING.findall(parts["xl/sharedStrings.xml"])]
        rest = STRING.sub("", parts["xl/sharedStrings.xml"])
        formats = {"0": "General", **dict(FORMAT.findall(parts["xl/styles.xml"]))}
        styles = [KINDS[formats[n]] for n in STYLE.findall(parts["xl/styles.xml"])]
        names = re.findall(r"<definedName ([^>]*)", parts["xl/workbook.xml"])
        sound = (
            SHEET.findall(parts["xl/workbook.xml"]) == sheets
            and LINK.findall(parts["xl/_rels/workbook.xml.rels"]) == [(n, n) for _, n, _ in sheets]
            and len([p for p in parts if "/sheet" in p]) == len(sheets)
            and all(PARTS.fullmatch(p) for p in parts)
            and len(styles) == parts["xl/styles.xml"].partition("<cellXfs")[2].count("<xf ")
            and all(n.startswith('name="_xlnm._FilterDatabase"') for n in names)
            and re.fullmatch(r"(<\?xml[^>]*>)?\s*<sst [^>]*></sst>", rest) is not None
        )
        around = " ".join(
            t for p in ("docProps/app.xml", "docProps/core.xml") for t in re.findall(">([^<]+)<", parts[p])
        )
        _no_figures(name, constants.without(around.replace("12.0000", "")), log)  # AppVersion
        for (table, n, _), wanted in zip(sheets, (None, *kept), strict=True):
            lines = _lines(parts[f"xl/worksheets/sheet{n}.xml"], strings, styles)
            if wanted is None:
                _no_figures(name, constants.without(" ".join(v for line in lines for _, v in line)), log)
            else:
                _compare(f"{name}/{table}", lines, _wanted(library, wanted, _in_workbook), log)
    except (OSError, ValueError, LookupError, TypeError, zipfile.BadZipFile):
        sound = False
    if not sound:
        log.add("site_unreadable", name)


def _rows(library: Library, source: str) -> int:
    """How many rows a table has over all cycles; −1 where none has it."""
    there = [c for c in library.cycles if (library.root / c / f"{source}.csv").is_file()]
    return sum(len(library.load(c, f"{source}.csv")) - 1 for c in there) if there else -1


def _no_figures(name: str, said: str, log: Log) -> None:
    for number in (f for f in numbers_in(said) if re.search("[.,]", f)):
        log.add("site_loose", name, value=number)


def _read(text: str) -> str:
    """A text of a workbook: characters XML cannot hold are written `_x000D_`, and what only looks so `_x005F_x000D_`."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), unescape(text))


def _lines(sheet: str, strings: Sequence[str], styles: Sequence[str]) -> Iterator[list[Cell]]:
    """The rows of a sheet, a cell for each column up to the last that is filled; ValueError for anything else."""
    head, _, data = sheet.partition("<sheetData>")
    data, end, tail = data.partition("</sheetData>")
    if not FRAME.fullmatch(f"{head}<sheetData></sheetData>{tail}"):
        raise ValueError("a sheet of another shape")
    place, last = 0, 0
    for row in ROW.finditer(data):
        if row.start() != place or int(row[1]) != last + 1 or not end or CELL.sub("", row[2]):
            raise ValueError("a sheet of another shape")
        place, last = row.end(), last + 1
        line: list[Cell] = []
        for letters, number, style, kind, value in CELL.findall(row[2]):
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - 64
            if column <= len(line) or number != row[1]:
                raise ValueError("cells out of order")
            line += [("", "")] * (column - len(line) - 1)
            what = "text" if kind else styles[int(style or 0)]
            line.append((what, strings[int(value)] if kind else _day(value) if what == "day" else value))
        yield line
    if place != len(data):
        raise ValueError("a sheet of another shape")


def _compare(name: str, found: Iterable[list[Cell]], wanted: Iterable[list[Cell]], log: Log) -> None:
    """Every row and cell in order; of a table that differs the first place is told."""
    head: list[Cell] = []
    for n, (line, right) in enumerate(zip_longest(found, wanted), start=1):
        head = head or right or []
        if line == right:
            continue
        for m, (is_, should) in enumerate(zip_longest(line or (), right or (), fillvalue=("", ""))):
            if not _same(is_, should, line is None or right is None):
                column = head[m][1] if m < len(head) else str(m + 1)
                log.add("site_table", f"{name}:{n}", None, column=column, text=is_[1], value=should[1])
                return


def _same(is_: Cell, should: Cell, alone: bool) -> bool:
    """Whether a cell is what it should be: in CSV the same text, in a workbook the same kind and value."""
    (kind, value), (wanted, text) = is_, should
    if alone or value == text:
        return not alone and kind in ("", wanted)
    return kind == wanted == "number" and Fraction(value) == Fraction(text)


def _in_csv(cell: Cell) -> Cell:
    return "", _BEGINS.sub("'", cell[1]) if cell[0] == "text" else cell[1]


def _in_workbook(cell: Cell) -> Cell:
    kind, text = cell
    if kind == "number":
        return kind, text.replace(",", ".")
    return kind, f"'{text}" if kind == "text" and text.startswith("<r>") else text


@lru_cache(maxsize=1024)
def _day(number: str) -> str:
    """The day a workbook means by a number; the number where it is no whole one."""
    return (ZERO + timedelta(int(number))).isoformat() if number.isdigit() and len(number) < 7 else number


_SKIPPED = "(?:[^\\S\t\r\n]|[\ufeff\"'])*"
_BEGINS = re.compile(f"^(?={_SKIPPED}[\t\r\n])|(?:^|(?<=[\t\r\n,;]))(?={_SKIPPED}[=+@＝＋－＠﹦﹢﹣﹫-])")
"""Where a formula could begin: at the start or behind a separator of some reader, after blanks and quotes."""


def _wanted(library: Library, table: str, written: Callable[[Cell], Cell]) -> Iterator[list[Cell]]:
    """What a table has to hold: its head, then the rows of every package, the newest first."""
    source, fields = TABLES[table]
    parsed = [(re.split("[:=~!@]", f), re.sub("[^:=~!@]", "", f)) for f in fields]
    names = [name + more for (name, _), how in parsed for more in ADDED[how]]
    yield [written(("text", n)) for n in ("periode", "mulai", "selesai", *names, "berkas", "baris")]
    stated = {c: library.load(c, "datapackage.json")["kinerja"] for c in library.cycles}
    for cycle in sorted(stated, key=lambda c: (stated[c]["end"], stated[c]["start"], c), reverse=True):
        said = stated[cycle]
        if not (library.root / cycle / f"{source}.csv").is_file():
            continue
        instrument = library.load(cycle, "instrument.json")
        rows = library.load(cycle, f"{source}.csv")
        first = [written(c) for c in (("text", str(said["title"])), ("day", said["start"]), ("day", said["end"]))]
        columns = [(rows[0].index(column), column, how) for (_, column), how in parsed]
        seen: dict[tuple[str, str], list[Cell]] = {}
        for n, row in enumerate(rows[1:], start=2):
            cells = list(first)
            for place, column, how in columns:
                if (key := (column, row[place])) not in seen:
                    seen[key] = [written(c) for c in _cells(row[place], column, how, said, instrument)]
                cells += seen[key]
            yield [*cells, written(("text", f"{cycle}/data/{source}.csv")), written(("number", str(n)))]


def _cells(raw: str, column: str, how: str, said: dict[str, Any], instrument: dict[str, Any]) -> list[Cell]:
    """The cells of one value of a package."""
    if how == "!":
        return [("text", raw)]
    if how == "@":
        return [("day", raw)] if raw else [("text", "")]
    if how == "=":
        return [("text", "")] if raw == MARK else [("number", raw)]
    if how == ":":
        return [("text", _word(raw, column, said, instrument)), ("text", raw)]
    if raw == MARK:
        return [("text", "")] * 3 + [("text", MARK)]
    number = raw.lstrip("≤≥").replace(".", ",")
    if number == raw.replace(".", ","):
        return [("number", number)] * 3 + [("text", "")]
    low, high = (instrument["scale"]["min"], instrument["scale"]["max"]) if column == "mean" else (0, 100)
    ends = (str(low), number) if raw[0] == "≤" else (number, str(high))
    return [("text", ""), *(("number", e) for e in ends), ("text", raw.replace(".", ","))]


def _word(code: str, column: str, said: dict[str, Any], instrument: dict[str, Any]) -> str:
    """The Indonesian word of a code."""
    if column == "group":
        return str(said["organisation"]["name"]["id"]) if code == "*" else code
    if column == "criterion":
        names = [c["name"] for c in instrument["criteria"] if c["code"] == code] or [code]
        return str(names[0] if isinstance(names[0], str) else names[0].get("id") or names[0].get("en"))
    return " + ".join(WORDS[column][part] for part in code.split(" + "))
