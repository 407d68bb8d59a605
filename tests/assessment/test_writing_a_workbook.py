"""A workbook of texts: other readers open it, ours does too, and nothing in it is ever calculated."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as s

from assessment.spreadsheet import read_table
from assessment.workbook_writer import Sheet, write_sheets, write_workbook

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


@pytest.mark.parametrize("text", ["<r>", "<r><t>x</t></r>", "<r></r><c/></r>", "_x0041_", " a ", "\x00a\ufffe"])
def test_a_text_that_looks_like_markup_stays_a_text(text: str) -> None:
    (found,) = cells(write_workbook("Hasil", [(text,)]))[0]
    assert str(found).strip() == text.strip().strip("\x00\ufffe")


def test_a_template_offers_lists_and_keeps_numbers_as_texts() -> None:
    units = [f"Kelurahan {n}, Kota" for n in range(40)]
    data = write_sheets(
        Sheet("Isi", [("NIP", "Jenis", "Unit")], choices={1: ("PNS", "PPPK"), 2: units}, text=frozenset({0}), widths=(24, 9, 30)),
        Sheet("Petunjuk", [("=SUM(A1)",)], head=0),
    )  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [s.title for s in book if s.sheet_state == "visible"] == ["Isi", "Petunjuk"]
    rules = {str(r.sqref): r.formula1 for r in book["Isi"].data_validations.dataValidation}
    assert rules["B2:B2002"] == '"PNS,PPPK"'
    assert [c.value for (c,) in book["_"][rules["C2:C2002"].split("!")[1].replace("$", "")]] == units
    assert book["Isi"].column_dimensions["A"].number_format == "@"
    assert book["Petunjuk"]["A1"].quotePrefix


def test_a_marked_cell_says_why_even_where_it_is_empty() -> None:
    data = write_sheets(Sheet("Isi", [("NIP",), ("",)], notes={(1, 0): "NIP <kosong> & =1"}))
    cell = openpyxl.load_workbook(io.BytesIO(data))["Isi"]["A2"]
    assert cell.comment.text == "NIP <kosong> & =1"
    assert cell.fill.fgColor.rgb == "FFFFE08A"


def test_nothing_of_a_workbook_is_laid_down_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.mkstemp", None)
    monkeypatch.setattr("tempfile.mkdtemp", None)
    assert len(cells(write_workbook("Hasil", ([str(n)] for n in range(3000))))) == 3000
