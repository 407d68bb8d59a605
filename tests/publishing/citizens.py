"""What citizens said of an invented office."""

from __future__ import annotations

from pathlib import Path

from assessment.citizens import Measure
from assessment.organisation import parse_organisation

ROOT = Path(__file__).parents[2]


OFFICE = parse_organisation((ROOT / "content" / "organisation.toml").read_text("utf-8"))


def row(
    unit: str, measure: str, value: str, respondents: int = 0, days: tuple[str, str] = ("2025-07-01", "2025-12-31")
) -> Measure:
    return Measure(unit, measure, value, respondents, "", *days, "Laporan", "2026-01-20", "")
