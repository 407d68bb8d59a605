"""The tables people take away: all cycles in one, typed, as CSV for Indonesian spreadsheets and as one XLSX workbook.

Both are written from the same rows. A figure takes four columns: the number where it is published as one, the least and
the most it can stand for, and what is published instead of it (`≤1,5`, `x`). Rules: docs/formats.md, "Combined tables".
"""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kinerja_words.catalogue import figure
from public_site.package import Package, Row

Value = str | int | Decimal | datetime.date | None
SPECS = {
    "nilai": ("results", "kelompok=group penilai=method aspek=criterion formulir=assessments:count rata_rata=mean:mean rendah=low_share:share sedang=mid_share:share tinggi=high_share:share status=status"),
    "predikat": ("predicates", "kelompok=group predikat=predicate bagian=share:share status=status"),
    "formulir": ("participation", "kelompok=group penilai=method ditugaskan=assigned:count masuk=assessments:count status=status"),
    "tindak-lanjut": ("follow_up", "tindakan=action:text aspek=criterion isi=text_id:text isi_inggris=text_en:text penanggung_jawab=owner:text tenggat=due:date keadaan=state hasil=result_id:text hasil_inggris=result_en:text"),
}  # fmt: skip
"""Table → table of the packages, and its columns as `name=column:kind`; without a kind a code, with its word before it."""
COLUMNS = {
    "count": (("", "integer"),),
    "text": (("", "string"),),
    "date": (("", "date"),),
    "mean": (("", "number"), ("_min", "number"), ("_maks", "number"), ("_sandi", "string")),
    "share": (("", "integer"), ("_min", "integer"), ("_maks", "integer"), ("_sandi", "string")),
    "": (("", "string"), ("_kode", "string")),
}
"""Kind → what is added to the name, and the type, of each column it fills."""
FIRST = (("periode", "string"), ("mulai", "date"), ("selesai", "date"))
LAST = (("berkas", "string"), ("baris", "integer"))
ABOUT = (("tabel", "string"), ("kolom", "string"), ("arti", "text"), ("meaning", "text"))
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""How a text begins that a spreadsheet calculates; in CSV a `'` goes before it."""
LONGEST_SHEET = 5000
"""Rows of a sheet: a longer table, of a city, is more than a phone opens and is there as CSV alone."""
DAY = datetime.datetime(2020, 1, 1)
FORMATS = {"number": {"num_format": "0.0"}, "date": {"num_format": "yyyy-mm-dd"}, "text": {"text_wrap": True}}
WIDTHS = {"string": 24, "text": 70}


@dataclass(frozen=True)
class Combined:
    """One table over all cycles, the newest first; `columns` are names with their types, of `rows` every value has its."""

    name: str
    source: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Value]]

    @property
    def sheet(self) -> bool:
        """Tell whether the table is in the workbook."""
        return len(self.rows) <= LONGEST_SHEET


def names(packages: Sequence[Package]) -> list[str]:
    """Return the names of the tables that some cycle has."""
    return [name for name, (source, _) in SPECS.items() if any(source in p.tables for p in packages)]


def combined(packages: Sequence[Package], say: Callable[[str], str]) -> Mapping[str, Combined]:
    """Return by name the tables that some cycle has; `say` gives the Indonesian word of a code, by its key in the catalogue."""
    found = {}
    for name in names(packages):
        source, wanted = SPECS[name]
        fields = [(*left.split("="), kind) for left, _, kind in (f.partition(":") for f in wanted.split())]
        columns = (*FIRST, *((f + more, kind) for f, _, k in fields for more, kind in COLUMNS[k]), *LAST)
        rows = [
            tuple(_values(package, row, [(column, kind) for _, column, kind in fields], say))
            for package in reversed(packages)
            for row in package.tables.get(source, ())
        ]
        found[name] = Combined(name, source, columns, rows)
    return found


def _values(
    package: Package, row: Row, fields: Sequence[tuple[str, str]], say: Callable[[str], str]
) -> Iterator[Value]:
    """Return the values of one row of a package; of a figure the number where it is published as one, its least, its most, and what is published instead."""
    scale = package.instrument
    yield from (package.title, _day(package.meta["start"]), _day(package.meta["end"]))
    for column, kind in fields:
        raw = row[column]
        if kind in ("mean", "share"):
            cell, (low, high) = row.cell(column), (scale.low, scale.high) if kind == "mean" else (0, 100)
            number, coded = cell.number, cell.bound or not cell.shown
            yield from (None if cell.bound else number, low if cell.bound == "≤" else number)
            yield from (high if cell.bound == "≥" else number, figure(raw, "id") if coded else "")
        elif kind == "count":
            yield None if raw == "x" else int(raw)
        elif kind:
            yield _day(raw) if kind == "date" else raw
        else:
            yield from (_word(package, column, raw, say), raw)
    yield from (f"{package.id}/data/{row.table.name}.csv", row.n)


def _word(package: Package, column: str, code: str, say: Callable[[str], str]) -> str:
    """Return what a code means in words."""
    if column == "group":
        return str(package.meta["organisation"]["name"]["id"]) if code == "*" else code
    if column == "criterion":
        return next((c.name.plain("id") for c in package.instrument.criteria if c.code == code), code)
    return " + ".join(say(f"status_{part}" if column == "status" else f"{column}_{part}") for part in code.split(" + "))


def _day(iso: str) -> datetime.date | None:
    return datetime.date.fromisoformat(iso) if iso else None


def as_csv(table: Combined) -> bytes:
    """Return a table as Indonesian spreadsheets open it: byte order mark, semicolons, decimal commas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow([name for name, _ in table.columns])
    for row in table.rows:
        writer.writerow([figure(str(v), "id") if isinstance(v, Decimal) else _safe(v, FORMULA) for v in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _safe(value: Value, starts: str | tuple[str, ...]) -> Value:
    """Put a `'` before a text that would be taken for something else."""
    return f"'{value}" if isinstance(value, str) and value.startswith(starts) else value


def as_workbook(tables: Sequence[Combined], title: str, about: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook: a sheet that explains the columns (`about`), then one for each table.

    Packed anew without compression, whose bytes would depend on the machine's library.
    """
    import xlsxwriter  # only who draws the site waits for it

    out = io.BytesIO()
    book: Any = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": DAY, "title": title})
    bold, formats = book.add_format({"bold": True}), {kind: book.add_format(how) for kind, how in FORMATS.items()}
    for table in (Combined("Keterangan", "", ABOUT, about), *tables):
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        for m, (name, kind) in enumerate(table.columns):
            sheet.write_string(0, m, name, bold)
            sheet.set_column(m, m, 12 if name.endswith("_sandi") else WIDTHS.get(kind, 12), formats.get(kind))
            for n, row in enumerate(table.rows, start=1):
                value = _safe(row[m], "<r>")  # XlsxWriter takes it for markup
                if isinstance(value, str):
                    sheet.write_string(n, m, value, formats.get(kind))
                elif isinstance(value, datetime.date):
                    sheet.write_datetime(n, m, datetime.datetime.combine(value, datetime.time()), formats[kind])
                elif value is not None:
                    sheet.write_number(n, m, value, formats.get(kind))
    book.close()
    with zipfile.ZipFile(out) as packed:
        return archive({name: packed.read(name) for name in packed.namelist()})


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP that depends on names and contents alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o100644 << 16
            target.writestr(info, data)
    return out.getvalue()
