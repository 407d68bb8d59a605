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
from functools import cache, partial
from itertools import chain
from typing import Any, TypeVar

from kinerja_words.catalogue import figure
from kinerja_words.cells import FORMULA, harmless
from public_site.package import Cell, Package
from public_site.words import NOTHING

T = TypeVar("T")
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
LONGEST_SHEET = 5000
"""Rows of a sheet: a longer table, of a city, is more than a phone opens and is there as CSV alone."""
DAY = datetime.datetime(2020, 1, 1)
FORMATS = {"number": {"num_format": "0.0"}, "date": {"num_format": "yyyy-mm-dd"}, "text": {"text_wrap": True}}
WIDTHS = {"string": 24, "text": 70}


@dataclass(frozen=True)
class Combined:
    """One table over all cycles; `columns` are names with their types, `fields` the columns of the packages with their kinds."""

    name: str
    source: str
    columns: Sequence[tuple[str, str]]
    packages: Sequence[Package]
    fields: Sequence[tuple[str, str]]
    say: Callable[[str], str]

    @property
    def sheet(self) -> bool:
        """Tell whether the table is in the workbook."""
        return sum(len(p.tables.get(self.source, ())) for p in self.packages) <= LONGEST_SHEET

    def rows(self, of: Callable[[tuple[Value, ...]], T]) -> Iterator[list[T]]:
        """Return each row, the newest cycle's first, as its parts: `of` the values of the cycle, of each field, and of its place;
        what a field can say is little, so each part is made once."""
        for package in (p for p in reversed(self.packages) if self.source in p.tables):
            table, when = package.tables[self.source], (_day(package.meta[day]) for day in ("start", "end"))
            cycle, file = of((package.title, *when)), of((f"{package.id}/data/{table.name}.csv",))
            fields = [(table.columns[c], cache(partial(self._part, of, package, c, kind))) for c, kind in self.fields]
            for n, values in enumerate(table.values, start=2):
                yield [cycle, *[part(values[i]) for i, part in fields], file, of((n,))]

    def _part(self, of: Callable[[tuple[Value, ...]], T], package: Package, column: str, kind: str, raw: str) -> T:
        """Return `of` the values of a field: of a figure the number where it is published as one, its least, its most, and what
        is published instead."""
        if kind in ("mean", "share"):
            cell, scale = Cell(NOTHING, raw), package.instrument
            number, (low, high) = cell.number, (scale.low, scale.high) if kind == "mean" else (0, 100)
            ends = low if cell.bound == "≤" else number, high if cell.bound == "≥" else number
            return of(
                (None if cell.bound else number, *ends, figure(raw, "id") if cell.bound or number is None else "")
            )
        if not kind:
            return of((_word(package, column, raw, self.say), raw))
        return of((_day(raw) if kind == "date" else raw if kind == "text" else None if raw == "x" else int(raw),))


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
        found[name] = Combined(name, source, columns, packages, [(c, kind) for _, c, kind in fields], say)
    return found


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
    head = ";".join(name for name, _ in table.columns)
    return ("\ufeff" + "\n".join([head, *map(";".join, table.rows(_line)), ""])).encode()


def _line(values: tuple[Value, ...]) -> str:
    """Write a part of a line of CSV."""
    if isinstance(values[0], int):  # most are: a count, the number of a row
        return str(values[0])
    out = io.StringIO(newline="")
    written = [
        figure(str(v), "id") if isinstance(v, Decimal) else harmless(v) if isinstance(v, str) else v for v in values
    ]
    csv.writer(out, delimiter=";", lineterminator="\n").writerow(
        [*written, ""]
    )  # one empty value alone would be quoted
    return out.getvalue()[:-2]


def as_workbook(tables: Sequence[Combined], title: str, about: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook: a sheet that explains the columns (`about`), then one for each table.

    Packed anew without compression, whose bytes would depend on the machine's library.
    """
    import xlsxwriter  # only who draws the site waits for it

    out = io.BytesIO()
    book: Any = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": DAY, "title": title})
    bold, quoted = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "quote_prefix": True})
    formats = {kind: book.add_format(how) for kind, how in FORMATS.items()}
    sheets = [(t.name, t.columns, [tuple(chain.from_iterable(parts)) for parts in t.rows(tuple)]) for t in tables]
    for title, columns, rows in (("Keterangan", ABOUT, about), *sheets):
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        for m, (name, kind) in enumerate(columns):
            sheet.write_string(0, m, name, bold)
            sheet.set_column(m, m, 12 if name.endswith("_sandi") else WIDTHS.get(kind, 12), formats.get(kind))
            for n, row in enumerate(rows, start=1):
                value = row[m]
                if isinstance(value, str):
                    mark = "'" if value.startswith("<r>") else ""  # XlsxWriter takes it for markup
                    sheet.write_string(n, m, mark + value, quoted if FORMULA.match(value) else formats.get(kind))
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
