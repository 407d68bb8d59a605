"""What citizens said and asked for: one row a measure of a unit of service, read from the office's own file.

A survey's index runs from 25 to 100 with two decimals, overall and for each of its nine elements (the survey of public satisfaction that
PermenPANRB 14/2017 asks for); complaints are counted as the office's book or SP4N-LAPOR! has them. Which criterion of the cycle a
measure mirrors is said in the file, never in code.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from assessment.spreadsheet import Row, Table, read_table
from assessment.text import fold
from kinerja_words.cells import FORMULA
from kinerja_words.problems import Name, Problem, Refused, refuse

ELEMENTS = tuple(f"u{n}" for n in range(1, 10))
SURVEY = ("skm", *ELEMENTS)
COUNTS = ("received", "answered", "in_time")
MEASURES = (*SURVEY, *COUNTS, "median_days")
COLUMNS = ("unit", "measure", "value", "start", "end", "source", "source_day")
DAY_COLUMNS = ("start", "end", "source_day")
OPTIONAL = ("respondents", "criterion", "label")
HEADINGS = {
    "unit_layanan": "unit", "unit_pelayanan": "unit", "ukuran": "measure", "nilai": "value", "responden": "respondents",
    "jumlah_responden": "respondents", "aspek": "criterion", "kode_aspek": "criterion", "dari": "start", "sampai": "end", "sumber": "source",
    "dokumen_sumber": "source", "tanggal_sumber": "source_day", "nama_ukuran": "label", "nama_unsur": "label",
}  # fmt: skip
CALLED = {
    "indeks": "skm", "ikm": "skm", "masuk": "received", "ditanggapi": "answered", "tepat waktu": "in_time", "median hari": "median_days",
}  # fmt: skip
"""What the office may write in the place of our codes of measures, folded."""
LACKS = "file.lacks_columns"
LEAST, MOST = 25, 100
INDEX, COUNT, DAYS = (re.compile(p, re.ASCII) for p in (r"\d{1,3}([.,]\d{1,2})?", r"\d{1,7}", r"\d{1,4}([.,]\d)?"))
WRITTEN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
"""A day as a spreadsheet in Indonesian writes it."""


@dataclass(frozen=True)
class Measure:
    """One figure about one unit of service (`Kecamatan`, or a part of it: `Kecamatan / Loket`); `value` is written as published.

    `respondents`: whose answers a survey's figure is made of, 0 for complaints. Days are ISO. `label`: what the source calls it.
    """

    unit: str
    measure: str
    value: str
    respondents: int
    criterion: str
    start: str
    end: str
    source: str
    source_day: str
    label: str


def parse_citizens(data: bytes, name: str, criteria: Container[str], today: str) -> tuple[Measure, ...]:
    """Read the file; `criteria` are the codes of the cycle's instrument.

    Raises `Refused` with row and column for what is no measure, value, day or criterion, a measure told twice, answers to more
    complaints than came, days to come, and a cell that a spreadsheet would take for a formula.
    """
    try:
        table = read_table(data, name, COLUMNS, OPTIONAL, aliases=HEADINGS, days=DAY_COLUMNS)
    except Refused as refused:
        raise (
            refuse("citizens.columns", name=name) if [p.code for p in refused.problems] == [LACKS] else refused
        ) from None
    found: dict[tuple[str, str], Measure] = {}
    rows: dict[tuple[str, str], int] = {}
    spelled: dict[str, str] = {}
    for row in table:
        path = [p.strip() for p in row["unit"].split("/") if p.strip()]
        unit = " / ".join(spelled.setdefault(fold(p), p) for p in path)
        made = _measure(table, row, unit, criteria, today)
        key = (unit, made.measure)
        if key in found:
            _wrong(table, row.number, "measure", "twice", earlier=rows[key])
        found.setdefault(key, made)
        rows.setdefault(key, row.number)
    if not table.problems:
        _complaints(table, found, rows)
    table.done()
    return tuple(found.values())


def _measure(table: Table, row: Row, unit: str, criteria: Container[str], today: str) -> Measure:
    measure = CALLED.get(fold(row["measure"].replace("_", " ")), row["measure"].strip().lower())
    for column in ("unit", "source", "label"):
        if column != "label" and not (unit if column == "unit" else row[column]):
            _wrong(table, row.number, column, "empty")
        elif FORMULA.match(row[column]):
            _wrong(table, row.number, column, "formula")
    if measure not in MEASURES:
        _wrong(table, row.number, "measure", "measure")
    kind = INDEX if measure in SURVEY else DAYS if measure == "median_days" else COUNT
    value = row["value"].replace(",", ".")
    if not kind.fullmatch(row["value"]) or (kind is INDEX and not LEAST <= float(value) <= MOST):
        _wrong(table, row.number, "value", {INDEX: "index", DAYS: "days", COUNT: "count"}[kind])
        value = "0"
    respondents = row["respondents"] or "0"
    if not COUNT.fullmatch(respondents) or (measure in SURVEY) != (int(respondents) > 0):
        _wrong(table, row.number, "respondents", "respondents" if measure in SURVEY else "no_respondents")
        respondents = "0"
    if row["criterion"] and row["criterion"] not in criteria:
        _wrong(table, row.number, "criterion", "criterion")
    days = {column: _day(table, row, column, today) for column in DAY_COLUMNS}
    if days["start"] > days["end"] > "":
        _wrong(table, row.number, "end", "order")
    written = f"{float(value):.2f}" if kind is INDEX else f"{float(value):g}" if kind is DAYS else str(int(value))
    return Measure(
        unit, measure, written, int(respondents), row["criterion"], source=row["source"], label=row["label"], **days
    )


def _day(table: Table, row: Row, column: str, today: str) -> str:
    text = row[column]
    if written := WRITTEN_DAY.fullmatch(text):
        text = f"{written[3]}-{int(written[2]):02}-{int(written[1]):02}"
    try:
        day = datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        day = ""
    if day != text or not day:  # a week date, which Python reads too, is none
        _wrong(table, row.number, column, "day")
        return ""
    if day > today:
        _wrong(table, row.number, column, "to_come")
    return day


def _complaints(table: Table, found: dict[tuple[str, str], Measure], rows: dict[tuple[str, str], int]) -> None:
    """Answers are to complaints that came on the same days, answers in time among all answers, and a median is of some."""
    for (unit, measure), made in found.items():
        if not (whole := {"answered": "received", "in_time": "answered", "median_days": "answered"}.get(measure)):
            continue
        of, row, what = found.get((unit, whole)), rows[unit, measure], Name(f"citizens_measure.{whole}")
        if of is None:
            _wrong(table, row, "measure", "without", what=what)
        elif (of.start, of.end) != (made.start, made.end):
            _wrong(table, row, "start", "other_days", what=what, start=of.start, end=of.end)
        elif int(of.value) == 0 if measure == "median_days" else int(made.value) > int(of.value):
            _wrong(table, row, "value", "more", what=what, most=of.value)


def _wrong(table: Table, row: int, column: str, code: str, **values: Any) -> None:
    table.problems.append(Problem(f"citizens.{code}", row=row, column=column, **values))
