"""Reads somebody else's CSV for `other_table.py`, strictly: what is not surely understood is said, never guessed or skipped.

`Wrong` for what the caller named wrongly: columns, labels, options. A finding for what
stands in the file.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from .figures import Span
from .report import Log
from .sentences import Wrong, same

ROWS = 5000
COUNT = re.compile(r"[0-9]{1,15}")
FIGURE = re.compile(r"(≤|≥|<=|>=|<|>|)\s*([0-9]{1,9}(?:[.,][0-9]{1,9})?)")
TOTALS = re.compile(r"\*|all|sum|semua|seluruh(nya)?|keseluruhan|((sub|grand)[ -]?)?(total|jumlah)s?\b.*")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number, its place in every dimension, and what is printed (None: withheld)."""

    number: int
    place: tuple[str, ...]
    count: int | None
    values: tuple[Span | None, ...]  # mean, then shares


@dataclass(frozen=True)
class Mapping:
    """Which columns are what, and how values are written; Wrong when that makes no sense."""

    dims: Sequence[str]
    count: str
    mean: str | None
    shares: Sequence[str]
    totals: Sequence[str]
    withheld: str
    scale: tuple[int, int]
    threshold: int
    least: int
    steps: tuple[str | None, str | None]  # of means and of shares: to what they are rounded
    step: dict[str, Fraction] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        named = [*self.dims, self.count, *self.figures]
        if not self.dims or "" in named or len(set(named)) < len(named):
            raise Wrong("call_columns")
        if self.scale[0] >= self.scale[1]:
            raise Wrong("call_scale")
        if self.threshold < 1 or self.least not in (0, 1):
            raise Wrong("call_threshold")
        for columns, text in zip(((self.mean,), self.shares), self.steps, strict=True):
            for column in columns if text else ():
                if not FIGURE.fullmatch(text or "") or not (step := Fraction((text or "").replace(",", "."))):
                    raise Wrong("call_step", value=text)
                self.step[column or ""] = step
            if text and not any(columns):
                raise Wrong("call_step", value=text)

    @property
    def figures(self) -> list[str]:
        """The columns of mean and shares."""
        return [c for c in (self.mean, *self.shares) if c is not None]

    def span(self, column: str, text: str) -> Span | None:
        """What a printed mean or share says; `≤`, `<` and their like reach to the end of the scale."""
        if text == self.withheld:
            return None
        low, high, unit = (*self.scale, 1) if column == self.mean else (0, 100, 100)
        found = FIGURE.fullmatch(text if column == self.mean else text.removesuffix("%").rstrip())
        value = Fraction(found[2].replace(",", ".")) if found else Fraction(-1)
        if not found or not low <= value <= high:
            raise Wrong("row_figure")
        step = self.step.get(column, Fraction(1, 10 ** len(re.split("[.,]", found[2] + ".")[1])))
        first, last, half = Fraction(low, unit), Fraction(high, unit), step / 2 / unit
        value /= unit
        if found[1]:
            below, strict = found[1][0] in "≤<", found[1] in "<>"
            return Span(first, value, hi_open=strict) if below else Span(value, last, lo_open=strict)
        if (value * unit) % step:
            raise Wrong("row_step")
        return Span(max(first, value - half), min(last, value + half))


def read_lines(path: Path, said: Mapping, log: Log) -> list[Line]:
    """All rows; totals stand as the first of their labels. Findings are logged, and then there is no use in going on."""
    rows = _rows(path)
    header = [c.strip() for c in rows[0]] if rows else []
    named = [*said.dims, said.count, *said.figures]
    if wrong := [c for c in named if header.count(c) != 1]:
        raise Wrong("call_twice" if wrong[0] in header else "call_no_column", value=", ".join(wrong))
    if len(rows) > ROWS:
        log.add("too_large", path.name, cell=same(path.name), what=f"{len(rows)} > {ROWS}")
        return []
    lines: list[Line] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in enumerate(rows[1:], start=2):
        try:
            line = _line(number, header, cells, said)
            if line and seen.setdefault(line.place, number) != number:
                raise Wrong("row_repeated")
        except Wrong as error:
            log.add("table_row", f"{path.name}:{number}", why=error.words)
            continue
        if line:
            lines.append(line)
    if not log.findings and lines:
        places = [header.index(d) for d in said.dims]
        _check_totals(path, said, lines, {_plain(cells[p]) for cells in rows[1:] if cells for p in places}, log)
    elif not lines:
        log.add("table_empty", path.name)
    return lines


def _rows(path: Path) -> list[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        mark = ";" if ";" in text.partition("\n")[0] else ","
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Wrong("call_no_csv") from error


def _plain(text: str) -> str:
    """A label as people read it: spaces of any kind are one, accents are written one way."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _line(number: int, header: list[str], cells: list[str], said: Mapping) -> Line | None:
    if not cells:
        return None
    if len(cells) != len(header):
        raise Wrong("row_columns")
    row = dict(zip(header, (c.strip() for c in cells), strict=True))
    totals = {_plain(t) for t in said.totals}
    place = tuple(said.totals[0] if _plain(row[d]) in totals else _plain(row[d]) for d in said.dims)
    if any(p == "" and "" not in totals for p in place):
        raise Wrong("row_label")
    count = None if row[said.count] == said.withheld else row[said.count]
    if count is not None and not COUNT.fullmatch(count):
        raise Wrong("row_count")
    spans = tuple(said.span(c, row[c]) for c in said.figures)
    if count is not None and not int(count) and said.mean and spans[0]:
        raise Wrong("row_nobody")
    return Line(number, place, None if count is None else int(count), spans)


def _check_totals(path: Path, said: Mapping, lines: list[Line], there: set[str], log: Log) -> None:
    """Every label of a total is there, and nothing else looks like one."""
    total = said.totals[0]
    columns = list(zip(*(line.place for line in lines), strict=True))
    missing = [t for t in said.totals if _plain(t) not in there]
    nested = any(" / " in v and v.rpartition(" / ")[0] in column for column in columns for v in set(column))
    if missing and not (nested and len(said.totals) == 1):
        raise Wrong("call_no_total", value=", ".join(f"“{t}”" for t in missing))
    for place, column in enumerate(columns):
        labels = set(column) - {total}
        if names := sorted(v for v in labels if TOTALS.fullmatch(v.casefold())):
            raise Wrong("call_other_total", value=", ".join(f"“{n}”" for n in names))
        if total not in column:
            for name in _sums(lines, place, {v for v in labels if not any(v.startswith(w + " / ") for w in labels)}):
                log.add("table_total", path.name, cell=same(f"“{name}”"), column=said.dims[place])


def _sums(lines: list[Line], place: int, labels: set[str]) -> list[str]:
    """Labels of a dimension without total that may be the sum of all others: they are where all counts are shown, and
    elsewhere they are no less than what is shown."""
    around: dict[tuple[str, ...], dict[str, int | None]] = {}
    for line in lines:
        if line.place[place] in labels:
            other = line.place[:place] + line.place[place + 1 :]
            around.setdefault(other, {})[line.place[place]] = line.count
    found = []
    for label in labels if len(labels) > 2 else ():
        beside = [(c[label] or 0, [n for v, n in c.items() if v != label]) for c in around.values() if c.get(label)]
        gaps = [
            (n - sum(m or 0 for m in rest), len(rest) == len(labels) - 1 and None not in rest) for n, rest in beside
        ]
        if gaps and any(any(rest) for _, rest in beside) and all(not gap if whole else gap >= 0 for gap, whole in gaps):
            found.append(label)
    return sorted(found)
