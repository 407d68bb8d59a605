"""Bytes of a CSV or XLSX file become rows of strings with their row numbers, or a clear refusal."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import python_calamine

from assessment.problems import Problem, Refused, refuse

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
        raise refuse(
            f"Berkas {name} kosong. Isi dulu, dengan baris judul kolom di atas.",
            f"The file {name} is empty. Fill it first, with a header row on top.",
        )
    if len(data) > MAX_BYTES:
        raise refuse(
            f"Berkas {name} lebih dari 32 MB. Bagi menjadi beberapa berkas.",
            f"The file {name} is over 32 MB. Split it.",
        )
    lines = _xlsx(data, name) if data[:4] == b"PK\x03\x04" else _csv(data, name)
    header = [(aliases or {}).get(_plain(c), _plain(c)) for c in lines[0][1]]
    _check_header(header, name)
    rows, problems = [], []
    for number, cells in lines[1:]:
        if not any(cells):
            continue
        if len(cells) > len(header) and any(cells[len(header) :]):
            problems.append(
                Problem(
                    f"ada {len(cells)} sel, judul kolom hanya {len(header)}. Periksa tanda pemisah dan kutip.",
                    f"there are {len(cells)} cells but {len(header)} columns. Check separators and quotes.",
                    row=number,
                    kind="sel berlebih",
                )
            )
            continue
        rows.append(Row(number, {h: c for h, c in zip(header, cells, strict=False) if h}))
    if problems:
        raise Refused(problems)
    if not rows:
        raise refuse(
            f"Berkas {name} hanya berisi judul kolom. Tambahkan datanya.",
            f"The file {name} holds only a header. Add the data.",
        )
    return Table(tuple(h for h in header if h), tuple(rows))


def require_columns(table: Table, names: Sequence[str], file: str) -> None:
    """Raise `Refused` naming the columns of `names` that the table lacks."""
    missing = [n for n in names if n not in table.columns]
    if missing:
        listed = ", ".join(missing)
        raise refuse(
            f"Berkas {file} tidak memiliki kolom: {listed}. Tambahkan ke baris judul.",
            f"The file {file} lacks the columns: {listed}. Add them to the header row.",
            row=1,
        )


def _plain(name: str) -> str:
    return name.strip().strip("\ufeff").strip()


def _check_header(header: Sequence[str], name: str) -> None:
    doubled = sorted({h for h in header if h and header.count(h) > 1})
    if doubled:
        raise refuse(
            f"kolom {', '.join(doubled)} ada dua kali dalam {name}. Hapus salah satunya.",
            f"the columns {', '.join(doubled)} stand twice in {name}. Remove one of each.",
            row=1,
        )


def _csv(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise refuse(
            f"Berkas {name} bukan UTF-8 (byte {data[error.start]:#04x}, mungkin Windows-1252)."
            " Di Excel pilih Simpan Sebagai → CSV UTF-8.",
            f"The file {name} is not UTF-8 (byte {data[error.start]:#04x}, perhaps Windows-1252)."
            " In Excel choose Save As → CSV UTF-8.",
            row=row,
            column=str(column),
        ) from None
    if "\0" in text:
        raise refuse(
            f"Berkas {name} berisi byte nol: ini bukan CSV. Simpan sebagai CSV UTF-8 atau XLSX.",
            f"The file {name} holds zero bytes: it is no CSV. Save it as CSV UTF-8 or XLSX.",
        )
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
        raise refuse(
            f"Berkas {name} tidak dapat dibaca sebagai CSV ({error}). Periksa tanda kutip di baris ini.",
            f"The file {name} cannot be read as CSV ({error}). Check the quotes in this row.",
            row=before + 1,
        ) from None
    return lines


def _xlsx(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        sheets = [(s, book.get_sheet_by_name(s).to_python(skip_empty_area=False)) for s in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise refuse(
            f"Berkas {name} tidak dapat dibuka sebagai XLSX. Buka di Excel lalu simpan ulang.",
            f"The file {name} cannot be opened as XLSX. Open it in Excel and save it again.",
        ) from error
    filled = [(s, rows) for s, rows in sheets if any(any(c != "" for c in r) for r in rows)]
    if not filled:
        raise refuse(f"Berkas {name} kosong. Isi dulu.", f"The file {name} is empty. Fill it first.")
    if len(filled) > 1:
        listed = ", ".join(s for s, _ in filled)
        raise refuse(
            f"Berkas {name} punya {len(filled)} lembar berisi ({listed}). Sisakan satu lembar saja.",
            f"The file {name} has {len(filled)} filled sheets ({listed}). Keep one sheet only.",
        )
    rows = filled[0][1]
    header = [_plain(str(c)) for c in rows[0]] if rows else []
    lines, problems = [], []
    for number, cells in enumerate(rows, start=1):
        line = []
        for index, cell in enumerate(cells):
            column = header[index] if index < len(header) else str(index + 1)
            if isinstance(cell, float) and abs(cell) >= 10**EXACT_DIGITS:
                problems.append(
                    Problem(
                        "sel ini berisi angka panjang yang sudah kehilangan digit. Format kolom sebagai Teks"
                        " (Ctrl+1 → Teks), lalu ketik atau tempel ulang nomornya.",
                        "this cell holds a long number that has already lost digits. Format the column as Text"
                        " (Ctrl+1 → Text), then type or paste the numbers again.",
                        row=number,
                        column=column,
                        kind="angka terpotong",
                    )
                )
            line.append(_cell(cell))
        lines.append((number, line))
    if problems:
        raise Refused(problems)
    return lines


def _cell(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
