"""What citizens said: a package of its own beside the cycles', read and checked as strictly, from output alone.

Format: docs/formats.md. Rules (docs/privacy.md, R10): which figures are shown follows from numbers of people; an index needs five
respondents, its elements thirty, complaints five or none; what shown parts leave of a whole, and what two releases differ by, as many.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from itertools import combinations

from .activities import numbers_of_persons
from .figures import MARK, BadFigure
from .package import DAY, Package, Row, figure
from .report import Log, Words

FEW, RESPONDENTS = 5, 30
SURVEY, COUNTED = ("skm", *(f"u{n}" for n in range(1, 10))), ("received", "answered", "in_time")
COUNT = re.compile(r"0|[1-9][0-9]{0,6}")
MEASURE = re.compile(r"skm|u[1-9]|received|answered|in_time|median_days")
INDEX = re.compile(r"(2[5-9]|[3-9][0-9])\.[0-9]{2}|100\.00")
DAYS = re.compile(r"(0|[1-9][0-9]{0,3})(\.[0-9])?")
WHOLES = {"answered": "received", "in_time": "answered", "median_days": "answered"}
PAIR = 2
Found = tuple[Package, Row, int]


def check_citizens(mirrors: Sequence[Package], cycles: Sequence[Package], log: Log) -> None:
    """Check every package of what citizens said, by itself, beside the others and beside its cycle."""
    criteria = {p.cycle: set(p.instrument.names) for p in cycles}
    shown: list[Found] = []
    for package in mirrors:
        numbers_of_persons(package, log)
        rows = package.tables["citizens"]
        for row in rows:
            _form(package, row, criteria.get(row["cycle"]), log)
        for row in rows:
            _among(package, row, rows, log)
        found = [(package, row, n) for row in rows if row["value"] != MARK and (n := _people(row, rows)) is not None]
        for _, row, n in found:
            if n < _least(row) and (n or row["measure"] not in ("received", "answered", "in_time")):
                log.add(
                    "citizens_few",
                    package.where("citizens", row.line),
                    None,
                    cell=_name(row),
                    value=n,
                    limit=_least(row),
                )
        _parts(found, rows, log)
        shown += found
    for (first, a, n), (package, b, m) in combinations(sorted(shown, key=lambda f: f[0].cycle[-10:]), PAIR):
        same = (
            a["unit"].casefold() == b["unit"].casefold()
            and a["measure"] == b["measure"]
            and a["start"] <= b["end"]
            and b["start"] <= a["end"]
        )
        if same and 0 < abs(n - m) < _least(b):
            where = package.where("citizens", b.line)
            log.add(
                "citizens_difference", where, None, cell=_name(b), other=first.cycle, value=abs(n - m), limit=_least(b)
            )


def _form(package: Package, row: Row, criteria: set[str] | None, log: Log) -> None:
    """Each cell is written as agreed, and a mirrored criterion is one of its cycle's instrument."""

    def read(column: str, fits: Callable[[str], object], why: str) -> None:
        def one(text: str) -> str:
            if not fits(text):
                raise BadFigure(why)
            return text

        figure(package, log, ("citizens", row, column), one, _name(row))

    def day(text: str) -> bool:
        with suppress(ValueError):
            return bool(DAY.fullmatch(text) and date.fromisoformat(text))
        return False

    survey, hidden = row["measure"] in SURVEY, row["value"] == MARK
    kind = INDEX if survey else DAYS if row["measure"] == "median_days" else COUNT
    read("measure", MEASURE.fullmatch, "ukuran tidak dikenal|a measure that is not known")
    read(
        "value",
        lambda v: hidden or kind.fullmatch(v),
        "indeks 25.00–100.00, jumlah, atau hari|an index 25.00–100.00, a number, or days",
    )
    read(
        "status",
        lambda v: v == ("withheld" if hidden else "shown"),
        "tidak cocok dengan nilainya|not what the value says",
    )
    read(
        "respondents",
        lambda v: COUNT.fullmatch(v) and v != "0" if survey else not v,
        "jumlah responden, hanya survei|respondents, of a survey alone",
    )
    read(
        "criterion",
        lambda v: not v or criteria is None or v in criteria,
        "bukan aspek periode itu|no criterion of that cycle",
    )
    for column in ("start", "end", "source_day"):
        read(column, day, "tanggal TTTT-BB-HH|a date YYYY-MM-DD")
    read("end", lambda v: v >= row["start"], "sebelum hari pertama|before the first day")
    for column in ("unit", "source"):
        read(column, str.strip, "tidak boleh kosong|must not be empty")


def _among(package: Package, row: Row, rows: Sequence[Row], log: Log) -> None:
    """Answers are to complaints that came, answers in time among all answers; without what came nothing of it is shown."""
    whole, shown = WHOLES.get(row["measure"]), row["value"] != MARK
    of = _value(row, whole, rows) if whole else None
    part = int(row["value"]) if COUNT.fullmatch(row["value"]) and row["measure"] in COUNTED else 0
    if whole and shown and (of is None or part > of or (row["measure"] == "median_days" and not of)):
        log.add(
            "citizens_counts",
            package.where("citizens", row.line),
            None,
            cell=_name(row),
            value=row["value"],
            what=whole,
        )


def _value(row: Row, measure: str, rows: Sequence[Row]) -> int | None:
    """The shown number of another measure of a row's unit."""
    found = [r["value"] for r in rows if r["unit"] == row["unit"] and r["measure"] == measure]
    return int(found[0]) if found and COUNT.fullmatch(found[0]) else None


def _people(row: Row, rows: Sequence[Row]) -> int | None:
    """Whose figure it is: respondents, those who complained, or those who were answered."""
    if row["measure"] in SURVEY:
        return int(row["respondents"]) if COUNT.fullmatch(row["respondents"]) else 0
    return _value(row, "answered" if row["measure"] == "median_days" else "received", rows)


def _least(row: Row) -> int:
    return RESPONDENTS if row["measure"] in SURVEY and row["measure"] != "skm" else FEW


def _parts(found: Sequence[Found], rows: Sequence[Row], log: Log) -> None:
    """Of a shown whole its shown parts leave nobody, or enough; parts are named by their path, or add up to it where none is."""
    for package, row, people in found:
        same = [(r, n) for _, r, n in found if r["measure"] == row["measure"] and r is not row]
        below = [(r, n) for r, n in same if r["unit"].startswith(row["unit"] + " / ")]
        parts = [n for r, n in below if not any(r["unit"].startswith(b["unit"] + " / ") for b, _ in below)]
        others = [r for r in rows if r["measure"] == row["measure"] and r is not row]
        if (
            row["measure"] in SURVEY
            and len(others) >= PAIR
            and not any(r["unit"].startswith(row["unit"] + " / ") for r in others)
        ):
            parts = [n for _, n in same] if sum(_people(r, rows) or 0 for r in others) == people else []
        if parts and 0 < (left := people - sum(parts)) < _least(row):
            log.add(
                "citizens_left",
                package.where("citizens", row.line),
                None,
                cell=_name(row),
                value=left,
                limit=_least(row),
            )


def _name(row: Row) -> Words:
    return Words(*[f"“{row['unit']}” ({row['measure']})"] * 2)
