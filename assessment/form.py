"""Filled-in forms: answers as one character an item, and the rules for reading, turning and counting them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from assessment.assignment import ALIASES as PAIR
from assessment.instrument import CANNOT_JUDGE, Instrument
from assessment.method import METHODS, RULES, Method, method_of
from assessment.predicate import LEVEL_ALIASES, Level, Predicate, predicate
from assessment.roster import clean_number
from kinerja_words.problems import Problem, Refused, say

if TYPE_CHECKING:
    from assessment.spreadsheet import Row

UNANSWERED, TD = "-", "T"
"""Stored marks beside the digits: not answered (or not asked), and tidak dapat menilai. Neither is ever a zero."""

LANGUAGES = ("id", "en")
KEY, LEVEL_COLUMNS = ("method", "rater", "ratee"), ("work_result", "work_behaviour")
ALIASES = {**PAIR, "hasil_kerja": "work_result", "perilaku_kerja": "work_behaviour", "work_behavior": "work_behaviour"}


class Form(NamedTuple):
    """One sent form. `answers` has one character an item of the instrument, in its order."""

    method: Method
    rater: str
    ratee: str
    answers: str
    work_result: Level | None = None
    work_behaviour: Level | None = None

    @property
    def predicate(self) -> Predicate | None:
        """The predicate where both sides were rated, otherwise None."""
        if self.work_result and self.work_behaviour:
            return predicate(self.work_result, self.work_behaviour)
        return None


@dataclass(frozen=True)
class Tally:
    """Counts of single ratings of one criterion after reversal: `counts[v - minimum]`, and TD apart."""

    counts: tuple[int, ...]
    cannot_judge: int

    @property
    def ratings(self) -> int:
        """How many single ratings."""
        return sum(self.counts)


def encode(instrument: Instrument, answers: Mapping[str, str], method: Method) -> str:
    """Return the stored form of answers by item code (`"1"`…, `"TD"`, `""`); raises `Refused` naming the item."""
    out = [UNANSWERED] * len(instrument.items)
    problems = []
    asked = {i.code for c in instrument.asked(method) for i in c.items}
    for code, value in answers.items():
        mark = _mark(instrument, value)
        if code not in instrument.position or (value and code not in asked):
            problems.append(Problem("form.item_not_asked", column=code, item=code))
        elif mark is None:
            low, high = instrument.minimum, instrument.maximum
            known = "form.out_of_scale_td" if instrument.cannot_judge else "form.out_of_scale"
            problems.append(Problem(known, column=code, value=value[:20], low=low, high=high, mark=CANNOT_JUDGE))
        else:
            out[instrument.position[code]] = mark
    if problems:
        raise Refused(problems)
    return "".join(out)


def decode(instrument: Instrument, answers: str) -> dict[str, str]:
    """Return answers by item code as a form shows them (`"1"`…, `"TD"`); unanswered items are left out."""
    return {
        item.code: CANNOT_JUDGE if mark == TD else mark
        for item, mark in zip(instrument.items, answers, strict=True)
        if mark != UNANSWERED
    }


def tallies(instrument: Instrument, forms: Iterable[str]) -> dict[str, Tally]:
    """Count the single ratings of each criterion over the answers of many forms, reversed items turned.

    Turned value = minimum + maximum - value (the usual reversal of a keyed item). Plain `str.count` over one
    string an item: 30,000 forms take well under a tenth of a second.
    """
    joined, width = "".join(forms), len(instrument.items)
    values = range(instrument.minimum, instrument.maximum + 1)
    result = {}
    for criterion in instrument.criteria:
        counts = [0] * len(values)
        cannot = 0
        for item in criterion.items:
            column = joined[instrument.position[item.code] :: width]
            cannot += column.count(TD)
            for place, value in enumerate(values):
                counts[-1 - place if item.reversed else place] += column.count(str(value))
        result[criterion.code] = Tally(tuple(counts), cannot)
    return result


def answered(instrument: Instrument, criterion_code: str, answers: str) -> bool:
    """Whether a form has at least one rating for the criterion (TD is no rating)."""
    places = next(
        [instrument.position[i.code] for i in c.items] for c in instrument.criteria if c.code == criterion_code
    )
    return any(answers[p] not in (UNANSWERED, TD) for p in places)


def titles(instrument: Instrument, lang: str) -> list[str]:
    """Return what people call the column of each item: its number on the form and its statement."""
    return [f"{n}. {say(item.text, lang)}" for n, item in enumerate(instrument.items, start=1)]


def parse_assessments(data: bytes, name: str, instrument: Instrument) -> list[tuple[int, Form]]:
    """Read a file of forms (`method,rater,ratee,<item code>…`, optional `work_result,work_behaviour`; titles as in `titles`).

    One row a form; a row without answers is a valid form. Returns (row number, form). Raises `Refused` with row
    and column for ratings out of scale, unknown columns or methods, and the same form twice.
    """
    from assessment.spreadsheet import read_table

    optional = (*LEVEL_COLUMNS, *instrument.position)
    called = {
        title: i.code for lang in LANGUAGES for i, title in zip(instrument.items, titles(instrument, lang), strict=True)
    }
    table = read_table(data, name, KEY, optional, aliases={**ALIASES, **called})
    problems = table.problems
    problems += [
        Problem("form.unknown_item", row=table.header_row, column=column, item=column, instrument=instrument.code)
        for column in table.columns
        if column not in (*KEY, *optional)
    ]
    table.done()
    forms: list[tuple[int, Form]] = []
    seen: dict[tuple[str, str, str], int] = {}
    for row in table:
        form, found = _form(row, instrument)
        problems += found
        if form is None:
            continue
        key = (form.method, form.rater, form.ratee)
        if key in seen:
            problems.append(Problem("form.twice", row=row.number, earlier=seen[key]))
        seen.setdefault(key, row.number)
        forms.append((row.number, form))
    table.done()
    return forms


def _form(row: Row, instrument: Instrument) -> tuple[Form | None, list[Problem]]:
    problems = []
    method = method_of(row["method"])
    if method not in METHODS or method not in instrument.weights:
        listed = ", ".join(instrument.weights)
        return None, [
            Problem("form.method", row=row.number, column='method', method=method, listed=listed)
        ]  # fmt: skip
    levels: list[Level | None] = []
    for column in LEVEL_COLUMNS:
        text = "_".join(row[column].casefold().split())
        if text and (text not in LEVEL_ALIASES or not RULES[method].sets_levels):
            problems.append(
                Problem("form.level", row=row.number, column=column)
            )  # fmt: skip
        levels.append(LEVEL_ALIASES.get(text))
    answers = ""
    try:
        answers = encode(instrument, {c: row[c] for c in instrument.position if row[c]}, method)
    except Refused as refused:
        problems += [p.at(row=row.number) for p in refused.problems]
    return Form(method, clean_number(row["rater"]), clean_number(row["ratee"]), answers, levels[0], levels[1]), problems


def _mark(instrument: Instrument, value: str) -> str | None:
    if value == "":
        return UNANSWERED
    if value == CANNOT_JUDGE:
        return TD if instrument.cannot_judge else None
    if len(value) == 1 and value in "0123456789" and instrument.minimum <= int(value) <= instrument.maximum:
        return value
    return None
