"""The page of OWASP ASVS 5.0 is complete and true to the repository: each requirement once, every path it names is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (V[\d.]+) \| ([12]) \| (met|part|open) \| (.+) \|$", re.MULTILINE)
OF_SECTION = {
    "1.1": "1 2", "1.2": "1 2 3 4 5 6 7 8 9", "1.3": "1 2 3 4 5 6 7 8 9 10 11", "1.4": "1 2 3", "1.5": "1 2",
    "2.1": "1 2 3", "2.2": "1 2 3", "2.3": "1 2 3 4", "2.4": "1",
    "3.2": "1 2", "3.3": "1 2 3 4", "3.4": "1 2 3 4 5 6", "3.5": "1 2 3 4 5", "3.7": "1 2",
    "4.1": "1 2 3", "4.2": "1", "4.3": "1 2", "4.4": "1 2 3 4", "5.1": "1", "5.2": "1 2 3", "5.3": "1 2", "5.4": "1 2 3",
    "6.1": "1 2 3", "6.2": "1 2 3 4 5 6 7 8 9 10 11 12", "6.3": "1 2 3 4", "6.4": "1 2 3 4", "6.5": "1 2 3 4 5", "6.6": "1 2 3", "6.8": "1 2 3 4",
    "7.1": "1 2 3", "7.2": "1 2 3 4", "7.3": "1 2", "7.4": "1 2 3 4 5", "7.5": "1 2", "7.6": "1 2",
    "8.1": "1 2", "8.2": "1 2 3", "8.3": "1", "8.4": "1", "9.1": "1 2 3", "9.2": "1 2 3 4",
    "10.1": "1 2", "10.2": "1 2", "10.3": "1 2 3 4", "10.4": "1 2 3 4 5 6 7 8 9 10 11", "10.5": "1 2 3 4 5", "10.6": "1 2", "10.7": "1 2 3",
    "11.1": "1 2", "11.2": "1 2 3", "11.3": "1 2 3", "11.4": "1 2 3 4", "11.5": "1", "11.6": "1",
    "12.1": "1 2 3", "12.2": "1 2", "12.3": "1 2 3 4", "13.1": "1", "13.2": "1 2 3 4 5", "13.3": "1 2", "13.4": "1 2 3 4 5",
    "14.1": "1 2", "14.2": "1 2 3 4", "14.3": "1 2 3", "15.1": "1 2 3", "15.2": "1 2 3", "15.3": "1 2 3 4 5 6 7",
    "16.1": "1", "16.2": "1 2 3 4 5", "16.3": "1 2 3 4", "16.4": "1 2 3", "16.5": "1 2 3", "17.1": "1", "17.2": "1 2 3 4", "17.3": "1 2",
}  # fmt: skip
"""The numbers of levels 1 and 2, as the standard's own table has them."""
ALL = {f"V{section}.{n}" for section, numbers in OF_SECTION.items() for n in numbers.split()}
OPEN = TEXT.index("## In one line")


def test_there_are_as_many_as_the_standard_counts() -> None:
    assert len(ALL) == 70 + 183


def test_each_requirement_is_told_once_in_a_row_or_among_what_does_not_apply() -> None:
    rows = [id for id, *_ in ROW.findall(TEXT)]
    apart = [id for lines in re.findall(r"(?m)^Do(?:es)? not apply: [^|#]+", TEXT) for id in re.findall(r"V\d+\.\d+\.\d+", lines)]  # fmt: skip
    told = Counter([*rows, *apart])
    assert set(told) == ALL
    assert {id for id, n in told.items() if n > 1} == set()


def test_every_line_of_a_table_is_a_row() -> None:
    assert [line for line in TEXT.splitlines() if line.startswith("| V") and not ROW.match(line)] == []


def test_the_last_lines_name_what_is_open_and_in_part() -> None:
    last = TEXT[OPEN:]
    for state, part in (("open", last.partition("In part:")[0]), ("part", last.partition("In part:")[2])):
        assert set(re.findall(r"V\d+\.\d+\.\d+", part)) == {id for id, _, s, _ in ROW.findall(TEXT) if s == state}


def test_every_path_is_there() -> None:
    named = re.findall(r"\b(?:tests|bench|deploy)/[\w/.-]+\.(?:py|conf)|\bdeploy/Caddyfile", TEXT)
    assert len(named) > 150
    assert [path for path in named if not (ROOT / path).is_file()] == []
    beside = set(re.findall(r"(?<![\w./-])([\w-]+(?:\.id)?\.md)\b", TEXT))
    assert [d for d in beside if not (ROOT / "docs" / d).is_file()] == []


@pytest.mark.parametrize("row", [r for r in ROW.findall(TEXT) if r[2] == "met"], ids=lambda r: r[0])
def test_what_is_met_says_where_that_is_tested_or_why_nothing_can_be(row: tuple[str, str, str, str]) -> None:
    id, _, _, how = row
    assert "tests/" in how or "bench/" in how or id in {"V1.3.2", "V1.4.1", "V11.2.1", "V12.3.2", "V15.3.2"}
