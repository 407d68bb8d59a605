"""Bytes of a CSV or XLSX file become rows of strings with their row numbers, or a clear refusal."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import python_calamine

from kinerja_words.problems import Problem, Refused, refuse

MAX_BYTES = 32 * 1024 * 1024
EXACT_DIGITS = 15
"""A spreadsheet stores numbers as doubles: past 15 digits it has already lost some."""


@dataclass(frozen=True)
class Row:
    """One data row: its number in the file (the header is row 1) and its cells by column name."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """A header and the rows below it; blank rows are left out, every cell is stripped."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(data: bytes, name: str, aliases: Mapping[str, str] | None = None) -> Table:
    """Read a table from the bytes of a file called `name` (`.xlsx` by content, otherwise CSV in UTF-8).

    `aliases` maps other header names to ours. Raises `Refused` with row and column for an empty file, other
    encodings, a second sheet, numbers that have lost digits, doubled columns and rows of the wrong width.
    """
    if not data.strip():
        raise refuse("file.empty", name=name)
    if len(data) > MAX_BYTES:
        raise refuse("file.large", name=name)
    lines = _xlsx(data, name) if data[:4] == b"PK\x03\x04" else _csv(data, name)
    header = [(aliases or {}).get(_plain(c), _plain(c)) for c in lines[0][1]]
    _check_header(header, name)
    rows, problems = [], []
    for number, cells in lines[1:]:
        if not any(cells):
            continue
        if len(cells) > len(header) and any(cells[len(header) :]):
            problems.append(Problem("file.wide_row", row=number, cells=len(cells), columns=len(header)))
            continue
        rows.append(Row(number, {h: c for h, c in zip(header, cells, strict=False) if h}))
    if problems:
        raise Refused(problems)
    if not rows:
        raise refuse("file.only_header", name=name)
    return Table(tuple(h for h in header if h), tuple(rows))


def require_columns(table: Table, names: Sequence[str], file: str) -> None:
    """Raise `Refused` naming the columns of `names` that the table lacks."""
    missing = [n for n in names if n not in table.columns]
    if missing:
        listed = ", ".join(missing)
        raise refuse("file.lacks_columns", row=1, name=file, listed=listed)


def _plain(name: str) -> str:
    return name.strip().strip("\ufeff").strip()


def _check_header(header: Sequence[str], name: str) -> None:
    doubled = sorted({h for h in header if h and header.count(h) > 1})
    if doubled:
        raise refuse("file.doubled_columns", row=1, doubled=doubled, name=name)


def _csv(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise refuse("file.not_utf8", row=row, column=str(column), name=name, byte=hex(data[error.start])) from None
    if "\0" in text:
        raise refuse("file.zero_bytes", name=name)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for cells in reader:
            lines.append((before + 1, [c.strip() for c in cells]))
            before = reader.line_num
    except csv.Error as error:
        raise refuse("file.not_csv", row=before + 1, name=name, error=str(error)) from None
    return lines


def _xlsx(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        sheets = [(s, book.get_sheet_by_name(s).to_python(skip_empty_area=False)) for s in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise refuse("file.not_xlsx", name=name) from error
    filled = [(s, rows) for s, rows in sheets if any(any(c != "" for c in r) for r in rows)]
    if not filled:
        raise refuse("file.empty", name=name)
    if len(filled) > 1:
        listed = ", ".join(s for s, _ in filled)
        raise refuse("file.sheets", name=name, n=len(filled), listed=listed)
    rows = filled[0][1]
    header = [_plain(str(c)) for c in rows[0]] if rows else []
    lines, problems = [], []
    for number, cells in enumerate(rows, start=1):
        line = []
        for index, cell in enumerate(cells):
            column = header[index] if index < len(header) else str(index + 1)
            if isinstance(cell, float) and abs(cell) >= 10**EXACT_DIGITS:
                problems.append(Problem("file.lost_digits", row=number, column=column))
            line.append(_cell(cell))
        lines.append((number, line))
    if problems:
        raise Refused(problems)
    return lines


def _cell(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
