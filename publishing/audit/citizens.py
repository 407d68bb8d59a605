"""What citizens said: a package of its own beside the cycles', read and checked as strictly, from output alone.

Format: docs/formats.md. Rules (docs/privacy.md, R10): which figures are shown follows from numbers of people; an index needs five
respondents, its elements thirty, complaints five or none; what shown parts leave of a whole, and what two releases differ by, as many.
"""

import re
from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import combinations

from .activities import numbers_of_persons
from .figures import MARK
from .package import DAY, Package, Row
from .report import Log
from .sentences import Words, same, words

FEW, RESPONDENTS = 5, 30
SURVEY, COUNTED = ("skm", *(f"u{n}" for n in range(1, 10))), ("received", "answered", "in_time")
COUNT = re.compile(r"0|[1-9][0-9]{0,6}")
MEASURE = re.compile(r"skm|u[1-9]|received|answered|in_time|median_days")
INDEX = re.compile(r"(2[5-9]|[3-9][0-9])\.[0-9]{2}|100\.00")
DAYS = re.compile(r"(0|[1-9][0-9]{0,3})(\.[0-9])?")
WHOLES = {"answered": "received", "in_time": "answered", "median_days": "answered"}
PAIR = 2
Unit = tuple[str, ...]
Values = Mapping[tuple[str, str, str, str], str]
Found = dict[tuple[str, Unit], tuple[Package, Row, int]]
"""What a package shows, by measure and unit: where it stands, and of how many people it is."""


def check_citizens(mirrors: Sequence[Package], cycles: Sequence[Package], log: Log) -> None:
    """Check every package of what citizens said, by itself, beside the others and beside its cycle."""
    criteria = {p.cycle: set(p.instrument.names) for p in cycles}
    shown: list[Found] = []
    for package in sorted(mirrors, key=lambda p: (p.cycle[-10:], p.cycle)):
        numbers_of_persons(package, log)
        rows = package.tables["citizens"]
        values = {(r["unit"], r["measure"], r["start"], r["end"]): r["value"] for r in rows}
        found: Found = {}
        for row in rows:
            _form(package, row, criteria.get(row["cycle"]), log)
            _among(package, row, values, log)
            people = _people(row, values)
            if row["value"] == MARK or people is None:
                continue
            found[row["measure"], _path(row)] = package, row, people
            if people < _least(row) and (people or row["measure"] not in COUNTED):
                _tell("citizens_few", package, row, people, log)
        hidden = {_path(row) for row in rows if row["measure"] in SURVEY and row["value"] == MARK}
        for (measure, unit), (_, row, _) in found.items():
            if measure in SURVEY[1:] and unit in hidden:
                log.add("citizens_element", package.where("citizens", row.line), None, cell=_name(row))
        _parts(found, {}, _adding_up(rows), log)
        shown.append(found)
    for first, second in combinations(shown, PAIR):
        days = {(f[1]["measure"], f[1]["start"], f[1]["end"]) for f in second.values()}
        old = {
            (m, u): f for (m, u), f in first.items() if any(m == k and f[1]["start"] <= b and a <= f[1]["end"] for k, a, b in days)
        }  # fmt: skip
        for key in sorted(second.keys() & old.keys()):
            (before, was, few), (package, row, people) = old[key], second[key]
            lap = was["start"] <= row["end"] and row["start"] <= was["end"]
            if lap and 0 < abs(few - people) < _least(row):
                _tell("citizens_difference", package, row, abs(few - people), log, other=before.cycle)
        _parts(second, old, {}, log)


def _tell(rule: str, package: Package, row: Row, value: int, log: Log, **more: str) -> None:
    where = package.where("citizens", row.line)
    log.add(rule, where, None, cell=_name(row), value=value, limit=_least(row), **more)


def _path(row: Row) -> Unit:
    """A unit's name as its parts, however each is spelled."""
    return tuple(" ".join(re.findall(r"[^\W_]+", part.casefold())) for part in row["unit"].split(" / "))


def _form(package: Package, row: Row, criteria: set[str] | None, log: Log) -> None:
    """Each cell is written as agreed, and a mirrored criterion is one of its cycle's instrument."""

    survey, hidden, value = row["measure"] in SURVEY, row["value"] == MARK, row["value"]
    kind = INDEX if survey else DAYS if row["measure"] == "median_days" else COUNT
    people = COUNT.fullmatch(row["respondents"]) and row["respondents"] != "0" if survey else not row["respondents"]
    fits = [
        ("measure", MEASURE.fullmatch(row["measure"]), "measure"),
        ("value", hidden or kind.fullmatch(value), "measured"),
        ("status", row["status"] == ("withheld" if hidden else "shown"), "not_so"),
        ("respondents", people, "respondents"),
        ("criterion", row["criterion"] in {"", *(criteria or [row["criterion"]])}, "criterion"),
        *((column, _is_day(row[column]), "day") for column in ("start", "end", "source_day")),
        ("end", row["end"] >= row["start"], "before_start"),
        *((column, row[column].strip(), "empty") for column in ("unit", "source")),
    ]  # fmt: skip
    where, cell = package.where("citizens", row.line), _name(row)
    for column, right, why in fits:
        if not right:
            log.add("bad_value", where, value=row[column], column=column, cell=cell, why=words(why))


def _is_day(text: str) -> bool:
    with suppress(ValueError):
        return bool(DAY.fullmatch(text) and date.fromisoformat(text))
    return False


def _among(package: Package, row: Row, values: Values, log: Log) -> None:
    """Answers are to complaints of the same days, answers in time among all answers; without what came nothing of it is shown."""
    whole = WHOLES.get(row["measure"])
    if whole is None or row["value"] == MARK:
        return
    of = _value(row, whole, values)
    part = int(row["value"]) if COUNT.fullmatch(row["value"]) and row["measure"] in COUNTED else 0
    if of is None or part > of or (row["measure"] == "median_days" and not of):
        where = package.where("citizens", row.line)
        log.add("citizens_counts", where, None, cell=_name(row), value=row["value"], what=whole)


def _value(row: Row, measure: str, values: Values) -> int | None:
    """The shown number of another measure of a row's unit and days."""
    found = values.get((row["unit"], measure, row["start"], row["end"]), "")
    return int(found) if COUNT.fullmatch(found) else None


def _people(row: Row, values: Values) -> int | None:
    """Whose figure it is: respondents, those who complained, or those who were answered."""
    if row["measure"] in SURVEY:
        return int(row["respondents"]) if COUNT.fullmatch(row["respondents"]) else 0
    return _value(row, "answered" if row["measure"] == "median_days" else "received", values)


def _least(row: Row) -> int:
    return RESPONDENTS if row["measure"] in SURVEY and row["measure"] != "skm" else FEW


def _adding_up(rows: Sequence[Row]) -> dict[tuple[str, Unit], int]:
    """Of a survey the figures that all other units add up to, where none of these is called a part of it."""
    units: dict[str, dict[Unit, int]] = {}
    for row in rows:
        if row["measure"] in SURVEY and COUNT.fullmatch(row["respondents"]):
            units.setdefault(row["measure"], {})[_path(row)] = int(row["respondents"])
    return {
        (measure, whole): n
        for measure, there in units.items()
        for whole, n in there.items()
        if len(there) > PAIR and sum(there.values()) == 2 * n and not any(u[:-1][: len(whole)] == whole for u in there)
    }


def _parts(new: Found, old: Found, adding_up: Container[tuple[str, Unit]], log: Log) -> None:
    """Of a shown whole its shown parts leave nobody, or enough, in one release and in two; parts are named by their path."""
    known, below = {**old, **new}, dict[tuple[str, Unit], list[tuple[str, Unit]]]()
    for measure, unit in known:
        above = [(measure, unit[:i]) for i in range(len(unit) - 1, 0, -1) if (measure, unit[:i]) in known]
        below.setdefault(above[0] if above else (measure, ()), []).append((measure, unit))
    for key, (package, row, people) in known.items():
        parts = [k for k in known if k[0] == key[0] and k != key] if key in adding_up else below.get(key, [])
        told = [k for k in (key, *parts) if k in new]
        left = people - sum(known[k][2] for k in parts)
        if parts and told and 0 < left < _least(row) and (not old or len(told) <= len(parts)):
            package, row, _ = new[told[0]]
            _tell("citizens_left", package, row, left, log)


def _name(row: Row) -> Words:
    return same(f"“{row['unit']}” ({row['measure']})")
