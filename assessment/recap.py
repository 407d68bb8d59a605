"""The recap of predicates that another system gives out: five counts a unit, or one predicate a person; only their sum is returned.

PermenPANRB 6/2022 names the five predicates (Lampiran IV.B); the files of other systems are not standardised, so titles are
matched by what they usually are. Who rated whom is not in them: nothing of a recap is told but the whole office's figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container

from assessment.predicate import PREDICATES
from assessment.roster import clean_number
from assessment.spreadsheet import Row, Table, read_table
from kinerja_words.problems import Problem, Refused, refuse

ALIASES = {
    "nip": "number", "nip/ni_pppk": "number", "nip_baru": "number", "nomor": "number", "predikat": "predicate", "predikat_kinerja": "predicate",
    "predikat_kinerja_pegawai": "predicate", "unit_kerja": "unit", "unor": "unit", "nama_unit": "unit", "perangkat_daerah": "unit",
    "butuh_perbaikan_(cukup)": "butuh_perbaikan", "kurang/misconduct": "kurang", "kurang_(misconduct)": "kurang",
}  # fmt: skip
TOTAL = re.compile(r"\b(sub)?(total|jumlah|keseluruhan|seluruhnya)\b", re.IGNORECASE)
"""In the name of a row: a sum and no unit. Counted as one it would double the people that the shares are kept from (80)."""
MOST_DIGITS = 6
LACKS = "file.lacks_columns"


def parse_recap(data: bytes, name: str, people: Container[str]) -> tuple[int, ...]:
    """Return how many people have each predicate, in the official order. `people`: numbers of who is rated in the cycle.

    Columns: `unit` and the five predicates with counts, or `number` and `predicate`. A last row of totals is checked and left
    out. Raises `Refused` with row and column for what is no count or predicate, for somebody unknown or named twice, and a unit
    without a name or named twice.
    """
    try:
        return _by_person(read_table(data, name, ("number", "predicate"), aliases=ALIASES), people)
    except Refused as refused:
        if [p.code for p in refused.problems] != [LACKS]:
            raise
    try:
        table = read_table(data, name, ("unit", *PREDICATES), aliases=ALIASES)
    except Refused as refused:
        raise refuse("recap.columns", name=name) if [p.code for p in refused.problems] == [LACKS] else refused from None
    return _by_unit(table)


def _by_person(table: Table, people: Container[str]) -> tuple[int, ...]:
    found, seen = Counter[str](), dict[str, int]()
    for row in table:
        number, given = clean_number(row["number"]), _predicate(row["predicate"])
        if number not in people:
            table.problems.append(Problem("recap.unknown_person", row=row.number, column="number"))
        elif number in seen:
            table.problems.append(Problem("recap.person_twice", row=row.number, column="number", earlier=seen[number]))
        if given not in PREDICATES:
            table.problems.append(Problem("recap.predicate", row=row.number, column="predicate"))
        seen.setdefault(number, row.number)
        found[given] += 1
    table.done()
    return tuple(found[p] for p in PREDICATES)


def _by_unit(table: Table) -> tuple[int, ...]:
    sums, seen = [0] * len(PREDICATES), dict[str, int]()
    for row in table:
        counts, unit = [_count(table, row, p) for p in PREDICATES], row["unit"].casefold()
        if TOTAL.search(unit):
            if counts != sums:
                table.problems.append(Problem("recap.total", row=row.number, column="unit"))
            continue
        if not unit:
            table.problems.append(Problem("recap.no_unit", row=row.number, column="unit"))
        elif unit in seen:
            table.problems.append(Problem("recap.unit_twice", row=row.number, column="unit", earlier=seen[unit]))
        seen.setdefault(unit, row.number)
        sums = [a + b for a, b in zip(sums, counts, strict=True)]
    table.done()
    return tuple(sums)


def _count(table: Table, row: Row, column: str) -> int:
    text = row[column] or "0"
    if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    table.problems.append(Problem("recap.count", row=row.number, column=column))
    return 0


def _predicate(text: str) -> str:
    """Return a predicate's code; of what is no predicate something else."""
    folded = re.sub(r"[\s_-]+", "_", text.strip().casefold())
    return ALIASES.get(folded, folded)
