"""The words of the printed formats: legal texts, in Indonesian alone, as the regulation has them."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from assessment.cycle import Cycle
from kinerja_words import catalogue
from kinerja_words.periods import ROMAN


@functools.cache
def words() -> dict[str, Any]:
    """Return `formats.toml`."""
    with (Path(__file__).with_name("formats.toml")).open("rb") as file:
        return tomllib.load(file)


def period(cycle: Cycle) -> str:
    """Return which of the periods on a format is meant; of a free cycle its title."""
    year, _, part = cycle.period.partition("-")
    if not year:
        return cycle.title.upper()
    said = words()["period"]
    if not part:
        return str(said["year"])
    return f"{said['quarter']} {ROMAN[int(part[1])]}" if part[0] == "Q" else f"{said['month']} {_month(int(part))}"


def span(cycle: Cycle) -> str:
    """Return from when until when is evaluated, in capitals as the formats write it."""
    year, _, part = cycle.period.partition("-")
    said = words()["period"]
    if not year:
        return f" {said['until']} ".join(map(day, cycle.work)).upper()
    first, last = (
        (1, 12) if not part else (3 * int(part[1]) - 2, 3 * int(part[1])) if part[0] == "Q" else (int(part),) * 2
    )
    return f"{_month(first)} {said['until']} {_month(last)} {said['of_year']} {year}"


def day(iso: str) -> str:
    """Return an ISO day in Indonesian words; nothing for none."""
    import datetime

    return catalogue.day(datetime.date.fromisoformat(iso), "id") if iso else ""


def _month(number: int) -> str:
    return str(words()["months"][number - 1])
