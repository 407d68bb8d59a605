"""Bytes of a CSV or XLSX file become rows of strings with their row numbers, or a clear refusal.

Rows are read one by one, within limits of rows, columns and cells, so that no file costs more than its table is worth.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from assessment.text import broken, clean
from assessment.workbook import (
    BROKEN,
    LAST_COLUMN,
    LAST_ROW,
    Fault,
    Merge,
    OtherFile,
    TooMuch,
    Workbook,
    column_letters,
)  # fmt: skip
from kinerja_words.problems import Name, Problem, Refused, refuse

MAX_BYTES = 32 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 100_000, 1_000, 2_000_000
MOST_PROBLEMS = 40_000
"""After so many problems nothing more is looked for."""
MOST_CHARS = 300
"""Characters of one cell of ours."""
HEADER_WITHIN = 30
"""The header is among the first so many rows that hold anything; titles may stand above it."""
HEAD = 64 * 1024
MOST_LISTED = 8
"""So many sheets are named."""
DELIMITERS = ",;\t|"
SEP = re.compile(r'"?sep=([,;\t|])"?[,;\t]*\r?\n', re.IGNORECASE)
KINDS = (
    (b"%PDF", "pdf"), (b"{\\rtf", "document"), (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"),
    (b"Rar!", "archive"), (b"7z\xbc\xaf", "archive"), (b"\x1f\x8b", "archive"),
)  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the Excel of before 2007 begins, and every workbook that is locked by a password."""
ERROR_VALUE = re.compile(r"#(#+|[A-Z][A-Z_/0]*[!?]?)|Err:[0-9]{3}")
LOST_DIGITS = re.compile(r"[0-9]+([.,][0-9]+)?E\+[0-9]+")
Line = tuple[int, dict[int, str]]
Header = tuple[int, dict[int, tuple[str, str]]]
"""The header's last row, and by column what it is called, as ours and as written; columns past a sheet's last are made up."""


@dataclass(frozen=True)
class Row:
    """One data row: its number in the file (the first line is row 1) and its filled cells by column name."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


class Table:
    """A header and the rows below it, to be gone through once; blank rows are left out, every cell is cleaned.

    `unreadable` gathers what is wrong with cells while the rows are read: errors and formulas without a value, dates, numbers
    that have lost digits, merged cells, line breaks, cells outside the table. Columns that nobody asked for are not read.
    `problems` is for what the reader of the rows finds; past `MOST_PROBLEMS` no more rows come. `done` raises either.
    """

    def __init__(
        self, lines: Iterator[Line], name: str, needed: Sequence[str], optional: Sequence[str],
        aliases: Mapping[str, str], book: Workbook | None, header: Header | None = None, merges: Sequence[Merge] | None = None,
        days: Container[str] = (),
    ) -> None:  # fmt: skip
        self.unreadable: list[Problem] = []
        self.problems: list[Problem] = []
        self._name, self._book, self._merges, self._days = name, book, merges, days
        first = list(islice(lines, HEADER_WITHIN))
        self._lines = chain(first, lines)
        wanted = (*needed, *optional)
        self.header_row, titles = header or _find_header(first, _titles(wanted, aliases), needed)
        if not titles:
            raise refuse("file.empty", name=name)
        if len(titles) > MOST_COLUMNS:
            raise refuse("file.too_much", name=name)
        self.columns = tuple(ours for ours, _ in titles.values())
        doubled = sorted(c for c, n in Counter(self.columns).items() if n > 1)
        if doubled and not header:
            raise refuse("file.doubled_columns", row=self.header_row, doubled=doubled, name=name)
        missing = [n for n in needed if n not in self.columns]
        if missing:
            raise refuse("file.lacks_columns", row=self.header_row, name=name, listed=", ".join(missing))
        self._read = {i: ours for i, (ours, _) in titles.items() if ours in wanted}
        self._ignored, self._last = titles.keys() - self._read.keys(), max(i for i in titles if i < LAST_COLUMN)
        self.called = dict(titles.values())

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows; raises `Refused` for none at all, or too many."""
        rows = cells = last = 0
        for number, line in self._lines:
            if number <= self.header_row:
                continue
            row = self._row(number, line)
            rows, cells = rows + bool(row), cells + len(row)
            if rows > MOST_ROWS or cells > MOST_CELLS:
                raise refuse("file.too_much", name=self._name)
            if row:
                last = number
                yield Row(number, row)
            if len(self.problems) + len(self.unreadable) > MOST_PROBLEMS:
                break
        merges = self._merges if self._merges is not None or self._book is None else self._book.merges
        for top, left, bottom, right in merges or ():
            touched = [ours for i, ours in self._read.items() if left <= i <= right]
            if touched and self.header_row < top <= last:
                self._wrong("file.merged", top, touched[0], until=bottom)
        if not rows and not self.unreadable:
            raise refuse("file.only_header", name=self._name)

    def done(self) -> None:
        """Raise `Refused` where a cell could not be read or there are other problems, by row; one a cell that was not read."""
        unread = {(p.row, p.column) for p in self.unreadable}
        found = [*self.unreadable, *(p for p in self.problems if (p.row, p.column) not in unread)]
        if found:
            raise Refused(sorted(found, key=lambda p: (p.row or 0, p.column or "")), self.called)

    def where(self, column: str | None) -> int:
        """Return where a column of ours, or one that a problem names by its letters, stands in the file; 0 for none."""
        at = {ours: i for i, ours in self._read.items() if i < LAST_COLUMN}
        return at.get(column or "", 0)

    def _row(self, number: int, line: Mapping[int, str]) -> dict[str, str]:
        row = {}
        for index, text in line.items():
            if index in self._ignored:
                continue
            column = self._read.get(index)
            if type(text) is Fault and column in self._days:
                text = text.day or text
            if type(text) is not Fault and not (text := _plain(text)):
                continue
            if column is None:
                if self._book is None and index > self._last:
                    self._wrong("file.wide_row", number, None, cells=max(line) + 1, columns=self._last + 1)
                    break
                self._wrong("file.stray", number, column_letters(index) if self._book else str(index + 1))
            elif wrong := _fault(text):
                self._wrong(wrong, number, column)
            else:
                row[column] = text
        return row

    def _wrong(self, code: str, row: int, column: str | None, **values: Any) -> None:
        self.unreadable.append(Problem(code, row=row, column=column, **values))


def read_table(
    data: bytes,
    name: str,
    needed: Sequence[str],
    optional: Sequence[str] = (),
    *,
    aliases: Mapping[str, str],
    days: Container[str] = (),
) -> Table:
    """Read a table from the bytes of a file called `name`: XLSX by content, otherwise CSV in UTF-8 or UTF-16.

    `aliases` maps other header names to ours; case, spaces and hyphens do not matter in a header. `days` are columns in which a
    cell that shows a day is read as that day, in ISO. Raises `Refused` for an
    empty file, another kind of file, other encodings, a second sheet, doubled or missing columns, and for what is too much.
    """
    lines, book, _ = open_lines(data, name, {*needed, *optional, *aliases})
    return Table(lines, name, needed, optional, aliases, book, days=days)


def open_lines(
    data: bytes, name: str, known: Iterable[str], suits: Callable[[Iterator[Line]], bool] | None = None
) -> tuple[Iterator[Line], Workbook | None, list[str]]:
    """Return the lines of a file, its workbook, and its sheets' names, the one that is read first.

    `known`: titles by which the separator of a CSV is found. `suits`: which of several sheets is read, where it is one alone.
    """
    if len(data) > MAX_BYTES:
        raise refuse("file.large", name=name)
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        with _refusing(name):
            book = Workbook(data)
            sheets = _sheets(book, name, suits)
        return _book_lines(book, book.visible[sheets[0]], name), book, sheets
    if data.startswith(OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise refuse("file.locked", name=name) if locked else _other(name, "xls")
    kind = next((kind for start, kind in KINDS if data.startswith(start)), None)
    if kind:
        raise _other(name, kind)
    return _csv(data, name, known), None, []


def _book_lines(book: Workbook, part: str, name: str) -> Iterator[Line]:
    with _refusing(name):
        yield from book.rows(part)


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Refuse a workbook that turns out to be broken, endless or something else, at its start or half-way."""
    try:
        yield
    except OtherFile as other:
        raise _other(name, str(other)) from None
    except TooMuch:
        raise refuse("file.too_much", name=name) from None
    except BROKEN as error:
        raise refuse("file.not_xlsx", name=name) from error


def _other(name: str, kind: str) -> Refused:
    return refuse("file.other_kind", name=name, kind=Name(f"file_kind.{kind}"))


def _sheets(book: Workbook, name: str, suits: Callable[[Iterator[Line]], bool] | None) -> list[str]:
    """Return the one sheet that shows anything; sheets that are hidden, as lists for a drop-down are, do not count.

    Of several the one that `suits` is returned first, the others behind it.
    """

    def filled(sheets: Mapping[str, str]) -> list[str]:
        return [s for s, part in sheets.items() if any(any(map(_plain, row.values())) for _, row in book.rows(part))]

    found = filled(book.visible)
    suiting = [s for s in found if suits and len(found) > 1 and suits(book.rows(book.visible[s]))]
    if len(suiting) == 1:
        return suiting + [s for s in found if s not in suiting]
    if len(found) > 1:
        raise refuse("file.sheets", name=name, n=len(found), listed=", ".join(map(_plain, found[:MOST_LISTED])))
    if not found and (hidden := filled(book.hidden)):
        raise refuse("file.hidden", name=name, listed=", ".join(map(_plain, hidden[:MOST_LISTED])))
    if not found:
        raise refuse("file.empty", name=name)
    return found


def _csv(data: bytes, name: str, known: Iterable[str]) -> Iterator[Line]:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if encoding != "utf-16" and b"\0" in data:
        raise refuse("file.zero_bytes", name=name)
    head = data[:HEAD].decode(encoding, "ignore")
    if head.lstrip().startswith("<"):
        raise _other(name, "html")
    sep = SEP.match(head)
    titles, delimiter = _delimiter(head, {_fold(k) for k in known}, sep[1] if sep else DELIMITERS)
    if encoding == "utf-16" and not titles:
        raise refuse("file.zero_bytes", name=name)
    number, separators = 0, 0

    def physical() -> Iterator[str]:
        nonlocal separators
        try:
            for line in io.TextIOWrapper(io.BytesIO(data), encoding, newline=""):
                separators += line.count(delimiter)
                if separators > MOST_COLUMNS:
                    raise refuse("file.too_much", name=name)
                yield line
        except UnicodeError:
            raise _not_text(data, name, encoding) from None

    try:
        for number, cells in enumerate(csv.reader(physical(), delimiter=delimiter, strict=True), start=1):
            separators = 0
            if number > LAST_ROW:
                raise refuse("file.too_much", name=name)
            line = {i: c for i, c in enumerate(cells) if c}
            if line and not (sep and number == 1):
                yield number, line
    except csv.Error:
        raise refuse("file.not_csv", row=number + 1, name=name) from None


def _not_text(data: bytes, name: str, encoding: str) -> Refused:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-16":
            row = data[: error.start].count(b"\n") + 1
            column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
            byte = hex(data[error.start])
            return refuse("file.not_utf8", row=row, column=str(column), name=name, byte=byte)
    return refuse("file.zero_bytes", name=name)


def _delimiter(head: str, known: set[str], offered: str) -> tuple[int, str]:
    """Return how many of our columns stand in one row, and the separator that makes it the most; then the most frequent one."""

    def fit(delimiter: str) -> tuple[int, int]:
        rows: list[list[str]] = []
        with suppress(csv.Error):
            rows.extend(islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), HEADER_WITHIN))
        titles = max((len(known & set(map(_fold, row))) for row in rows), default=0)
        return titles, head.split("\n", 1)[0].count(delimiter)

    best = max(offered, key=fit)
    return fit(best)[0], best


def _titles(wanted: Sequence[str], aliases: Mapping[str, str]) -> dict[str, str]:
    """Return our column by every way to write its title; a title written exactly as ours comes before one like it."""
    return {_fold(k): v for k, v in (*aliases.items(), *zip(wanted, wanted, strict=True))} | dict(
        zip(wanted, wanted, strict=True)
    )


def _fold(title: str) -> str:
    return re.sub(r"[\s_-]+", "_", _plain(title).casefold()).strip("_")


def _plain(text: str) -> str:
    """Return a cell cleaned, of one that is far too long only so much that it shows."""
    return clean(text.strip()[: 4 * MOST_CHARS])


def _find_header(
    lines: Sequence[Line], titles: Mapping[str, str], needed: Sequence[str]
) -> tuple[int, dict[int, tuple[str, str]]]:
    """Return the header's row and its titles by column, as ours and as written: the row that has most of what is needed."""
    best: tuple[int, int, dict[int, tuple[str, str]]] = (-1, 0, {})
    for number, line in lines:
        found = {}
        for index, text in islice(line.items(), MOST_COLUMNS + 1):
            written = re.sub(r"\s+", " ", _plain(text))[:MOST_CHARS]
            if written:
                found[index] = (titles.get(written) or titles.get(_fold(text)) or written, written)
        hits = len({ours for ours, _ in found.values()}.intersection(needed))
        if found and hits > best[0]:
            best = (hits, number, found)
        if hits == len(needed):
            break
    return best[1:]


def _fault(text: str) -> str:
    """Return the code of what keeps a cell from being read, or nothing."""
    if type(text) is Fault:
        return text
    if len(text) > MOST_CHARS:
        return "file.long_cell"
    if broken(text):
        return "file.control"
    if text[0] in "#E" and ERROR_VALUE.fullmatch(text):
        return "file.error_value"
    return "file.lost_digits" if "E+" in text and LOST_DIGITS.fullmatch(text) else ""
