"""Reads the cells of an XLSX workbook as text, row by row, in bounded time and memory; no layout, no calculation.

Only what is stored is read, so a stray cell in the far corner costs one cell. Every part draws on one budget of unpacked
bytes and tags: zip bombs, deep or doubled XML and endless lists end in `TooMuch` within seconds, in the process that asked
(a child process with limits could only say that it died, not which cell to mend).
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Literal
from xml.parsers import expat  # DOCTYPE is refused, so there are no entities to expand

MOST_BYTES = 96 * 1024 * 1024
MOST_TAGS = 5_000_000
"""Opening and closing tags: a million cells and more."""
MOST_PARTS, MOST_STYLES, MOST_MERGES = 2_000, 70_000, 20_000
MOST_STRINGS, MOST_CHARS = 400_000, 16 * 1024 * 1024
LONGEST_TEXT, KEPT = 32_767, 2_000
"""Characters of one cell: no spreadsheet takes more; so many are kept, of which a reader sees that it is too long."""
DEEPEST, LONGEST_TOKEN, CHUNK = 40, 512 * 1024, 64 * 1024
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
EXACT_DIGITS = 15
"""A spreadsheet stores numbers as doubles: past 15 digits it has already lost some."""
DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Number formats that every workbook has and that show a day or a time (ECMA-376, 18.8.30)."""
BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, struct.error, OSError, EOFError, ValueError, LookupError,
          RuntimeError, OverflowError)  # fmt: skip
Kind = Literal["ods", "xlsb", "docx", "archive"]
Merge = tuple[int, int, int, int]


class TooMuch(Exception):
    """The workbook holds more than one table of ours can."""


class OtherFile(Exception):
    """The archive is something else; its text is the kind."""


class Fault(str):
    """A cell that has no value to read as text; the text is the code of the refusal, `day` the ISO day that a cell shows without a time."""

    __slots__ = ("day",)
    day: str

    def __new__(cls, code: str, day: str = "") -> Fault:
        """Return the fault of a code."""
        made = super().__new__(cls, code)
        made.day = day
        return made


class Workbook:
    """An open workbook: `visible` and `hidden` are sheets by name, `rows` reads one. Broken files raise one of `BROKEN`."""

    def __init__(self, data: bytes) -> None:
        if data.count(b"PK\x01\x02") > MOST_PARTS:
            raise TooMuch
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._parts = {_path(i.filename): i for i in self._zip.infolist()}
        self._bytes, self._tags = MOST_BYTES, MOST_TAGS
        self.merges: list[Merge] = []
        """Merged cells of the sheet read last, as first row, first column, last row, last column."""
        main = next((t for _, kind, t in self._relations("") if kind == "officeDocument"), "xl/workbook.xml")
        if main not in self._parts or not main.endswith(".xml") or main.startswith(("word/", "ppt/")):
            raise OtherFile(self._other(main))
        related = {id: (kind, target) for id, kind, target in self._relations(main)}
        targets = dict(related.values())
        self._styles = self._read_styles(targets.get("styles", ""))
        self._strings = self._read_strings(targets.get("sharedStrings", ""))
        self.visible: dict[str, str] = {}
        self.hidden: dict[str, str] = {}
        self._first = datetime.date(1899, 12, 30)
        """The day 0; in the calendar that begins in 1904 another."""
        for tag, a in self._elements(main):
            if tag == "workbookPr" and a.get("date1904") in ("1", "true"):
                self._first = datetime.date(1904, 1, 1)
            elif tag == "sheet":
                kind, part = related[next((v for k, v in a.items() if k.endswith(":id")), "")]
                if kind == "worksheet":
                    (self.visible if a.get("state", "visible") == "visible" else self.hidden)[a["name"]] = part

    def _other(self, main: str) -> Kind:
        if main.endswith(".bin") or "xl/workbook.bin" in self._parts:
            return "xlsb"
        if "content.xml" in self._parts:
            return "ods"
        return "docx" if any(p.startswith(("word/", "ppt/")) for p in self._parts) else "archive"

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Yield id, kind and part of what a part refers to."""
        folder, name = posixpath.split(part)
        where = posixpath.join(folder, "_rels", name + ".rels")
        for tag, a in self._elements(where) if where in self._parts else ():
            if tag == "Relationship" and a.get("TargetMode") != "External":
                target = posixpath.join("/" + folder, a["Target"].replace("\\", "/"))
                yield a["Id"], a["Type"].rpartition("/")[2], _path(target)

    def _elements(self, part: str) -> list[tuple[str, Mapping[str, str]]]:
        found: list[tuple[str, Mapping[str, str]]] = []

        def start(tag: str, a: Mapping[str, str]) -> None:
            if tag in ("Relationship", "sheet", "workbookPr"):
                found.append((tag, a))
                if len(found) > MOST_PARTS:
                    raise TooMuch

        for _ in self._parse(part, start, lambda _: None, lambda _: None):
            pass
        return found

    def _read_styles(self, part: str) -> list[int]:
        """Return for each cell style -1 where it shows a date, n where it shows n leading zeros, otherwise 0."""
        formats: dict[str, str] = {}
        styles: list[int] = []
        inside = ""

        def start(tag: str, a: Mapping[str, str]) -> None:
            nonlocal inside
            if tag in ("cellXfs", "cellStyleXfs"):
                inside = tag
            elif tag == "numFmt" and len(formats) < MOST_STYLES:
                formats[a["numFmtId"]] = a["formatCode"]
            elif tag == "xf" and inside == "cellXfs":
                id = a.get("numFmtId", "0")
                styles.append(_style(formats[id]) if id in formats else -1 if int(id) in DATES else 0)
                if len(styles) > MOST_STYLES:
                    raise TooMuch

        for _ in self._parse(part, start, lambda _: None, lambda _: None) if part in self._parts else ():
            pass
        return styles

    def _read_strings(self, part: str) -> list[str]:
        strings: list[str] = []
        words: list[str] = []
        inside, chars = "", 0

        def start(tag: str, _: Mapping[str, str]) -> None:
            nonlocal inside
            if tag == "si":
                words.clear()
            if tag in ("t", "rPh") and inside != "rPh":
                inside = tag

        def end(tag: str) -> None:
            nonlocal inside, chars
            if tag == inside:
                inside = ""
            elif tag == "si":
                strings.append(_text(words))
                chars += len(strings[-1])
                if len(strings) > MOST_STRINGS or chars > MOST_CHARS:
                    raise TooMuch

        def text(data: str) -> None:
            if inside == "t":
                _add(words, data)

        for _ in self._parse(part, start, end, text) if part in self._parts else ():
            pass
        return strings

    def rows(self, part: str) -> Iterator[tuple[int, dict[int, str]]]:
        """Yield the rows of a sheet that hold anything: number, and cells by column from 0; a cell may be a `Fault`."""
        self.merges = []
        done: list[tuple[int, dict[int, str]]] = []
        words: list[str] = []
        cells: dict[int, str] = {}
        columns: dict[str, int] = {}
        row, column, inside, kind, style = 0, -1, "", "n", 0
        formula = value = False

        def start(tag: str, a: Mapping[str, str]) -> None:
            nonlocal row, column, inside, kind, style, formula, value, cells
            if tag == "c":
                if "r" in a:
                    letters = a["r"].rstrip("0123456789")
                    if letters not in columns:
                        columns[letters] = _column(letters)
                    column = columns[letters]
                else:
                    column += 1
                kind, style, formula, value = a.get("t", "n"), int(a.get("s", 0)), False, False
                words.clear()
            elif tag in ("v", "t", "rPh"):
                if inside != "rPh":
                    inside, value = tag, True
            elif tag == "f":
                formula = True
            elif tag == "row":
                row, column, cells = int(a.get("r", row + 1)), -1, {}
                if not 0 < row <= LAST_ROW:
                    raise ValueError(row)
            elif tag == "mergeCell":
                self.merges.append(_merge(a["ref"]))
                if len(self.merges) > MOST_MERGES:
                    raise TooMuch

        def end(tag: str) -> None:
            nonlocal inside
            if tag == inside:
                inside = ""
            elif tag == "c":
                text = self._cell(kind, style, words, formula, value)
                if text:
                    cells[column] = text
            elif tag == "row" and cells:
                done.append((row, cells))

        def text(data: str) -> None:
            if inside and inside != "rPh":
                _add(words, data)

        for _ in self._parse(part, start, end, text):
            yield from done
            done.clear()

    def _cell(self, kind: str, style: int, words: list[str], formula: bool, value: bool) -> str:
        if kind == "inlineStr" or (kind == "str" and value):
            return _text(words)
        plain = "".join(words).strip()
        if kind == "e":
            return Fault("file.error_value")
        if not plain:
            return Fault("file.no_value") if formula else ""
        if kind == "s":
            return self._strings[int(plain)]
        if kind == "b":
            return "FALSE" if plain == "0" else "TRUE"
        shown = self._styles[style] if style else 0
        if kind == "d" or shown < 0:
            return Fault(
                "file.date", plain[:10] if kind == "d" and plain[10:] in ("", "T00:00:00") else self._day(plain)
            )
        if len(plain) <= EXACT_DIGITS and plain.isascii() and plain.isdigit():
            return plain.zfill(shown)
        number = float(plain)
        if abs(number) >= 10**EXACT_DIGITS:
            return Fault("file.lost_digits")
        return str(int(number)).zfill(shown) if number.is_integer() else f"{number:.{EXACT_DIGITS}g}"

    def _day(self, plain: str) -> str:
        """Return the day of a number of days; nothing for a time, and before March 1900, where spreadsheets count differently."""
        number = float(plain) if plain.replace(".", "", 1).isdecimal() else 0.0
        return (self._first + datetime.timedelta(number)).isoformat() if 60 < number < 10**6 and number % 1 == 0 else ""

    def _parse(
        self, part: str, start: Callable[[str, Mapping[str, str]], None], end: Callable[[str], None],
        text: Callable[[str], None],
    ) -> Iterator[None]:  # fmt: skip
        """Parse a part piece by piece, and yield after each."""
        info = self._parts[part]
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError(info.compress_type)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        depth = 0

        def begin(tag: str, a: Mapping[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > DEEPEST:
                raise TooMuch
            start(tag.rpartition(":")[2] if ":" in tag else tag, a)

        def finish(tag: str) -> None:
            nonlocal depth
            depth -= 1
            end(tag.rpartition(":")[2] if ":" in tag else tag)

        def doctype(*_: object) -> None:
            raise ValueError("DOCTYPE")

        parser.StartElementHandler, parser.EndElementHandler = begin, finish
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
        fed = 0
        with self._zip.open(info) as stream:
            while piece := stream.read(CHUNK):
                fed += len(piece)
                self._bytes -= len(piece)
                self._tags -= piece.count(b"<") + piece.count(b"/>")
                if min(self._bytes, self._tags) < 0:
                    raise TooMuch
                parser.Parse(piece, False)
                if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                    raise TooMuch
                yield
        parser.Parse(b"", True)
        yield


def column_letters(index: int) -> str:
    """Return what a spreadsheet calls a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _column(letters: str) -> int:
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ValueError(letters)
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if number > LAST_COLUMN:
        raise ValueError(letters)
    return number - 1


def _merge(ref: str) -> Merge:
    first, _, last = ref.partition(":")
    corners = [re.fullmatch("([A-Z]+)([0-9]{1,7})", c) for c in (first, last or first)]
    one, two = (c or ValueError(ref) for c in corners)
    if isinstance(one, ValueError) or isinstance(two, ValueError):
        raise ValueError(ref)
    return int(one[2]), _column(one[1]), int(two[2]), _column(two[1])


def _path(name: str) -> str:
    """Return a part's name as it is compared: no case, forward slashes, no `..`."""
    return posixpath.normpath("/" + name.replace("\\", "/").lower()).lstrip("/")


def _style(code: str) -> int:
    if re.fullmatch("0+", code):
        return len(code)
    plain = re.sub(r'"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general', "", code.lower())
    return -1 if re.search("[ymdhs]", plain) else 0


def _add(words: list[str], data: str) -> None:
    words.append(data)
    if len(words) > 1 and sum(map(len, words)) > LONGEST_TEXT:
        raise TooMuch


def _text(words: list[str]) -> str:
    """Join the pieces of a text; `_x000D_` is how a workbook writes a character that XML cannot hold."""
    text = "".join(words).strip()[:KEPT]
    if "_x" not in text:
        return text
    return re.sub(
        "_x([0-9A-Fa-f]{4})_", lambda m: "\ufffd" if m[1][0] in "dD" and m[1][1] > "7" else chr(int(m[1], 16)), text
    )
