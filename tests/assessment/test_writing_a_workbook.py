"""A workbook of texts: other readers open it, ours does too, and nothing in it is ever calculated."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as s

from assessment.spreadsheet import read_table
from assessment.workbook_writer import write_workbook

HEADER = ("NIP", "Nama")
FORMULAS = ("=1+1", "+62 812", "-5", "@SUM(A1)", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "\t=1", "\r=2")


def cells(data: bytes) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [tuple(c.value for c in row) for row in book.active.iter_rows()]


@given(s.lists(s.tuples(s.text(max_size=20), s.text(max_size=20)), min_size=1, max_size=5))
def test_any_text_is_a_workbook_that_opens(rows: list[tuple[str, str]]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook("Hasil", [HEADER, *rows])))
    assert book.sheetnames == ["Hasil"]
    assert all(c.data_type in "sn" for row in book.active.iter_rows() for c in row)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook("Hasil", [HEADER, (text, "x")])))
    cell = book.active["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert not book.active["B2"].quotePrefix
    raw = write_workbook("Hasil", [HEADER, (text, "x")])
    assert b"<f" not in raw


def test_names_numbers_and_markup_come_back_as_they_were() -> None:
    rows = [HEADER, ("198509102008032002", 'Siti <b>Nur</b> & "Ana"'), ("001", "é 中 🙂")]
    assert cells(write_workbook("Hasil", rows)) == rows
    table = read_table(write_workbook("Hasil", rows), "hasil.xlsx", ("nip", "nama"), aliases={})
    assert [(r["nip"], r["nama"]) for r in table] == rows[1:]


def test_the_same_rows_are_the_same_bytes() -> None:
    assert write_workbook("Hasil", [HEADER]) == write_workbook("Hasil", [HEADER])
