"""The recap of another system: what can be read of it, and what is said of everything else, with row and column."""

from __future__ import annotations

import io

import openpyxl
import pytest

from assessment.recap import parse_recap
from kinerja_words.problems import Refused

ONE, TWO, THREE = "197004151995031002", "197508202000122001", "197811052003121003"
PEOPLE = {ONE, TWO, THREE}
UNITS = "Unit Kerja,Sangat Baik,Baik,Butuh Perbaikan,Kurang,Sangat Kurang\n"


def read(text: str) -> tuple[int, ...]:
    return parse_recap(text.encode(), "rekap.csv", PEOPLE)


def wrong(text: str) -> set[tuple[str, int | None, str | None]]:
    with pytest.raises(Refused) as refused:
        read(text)
    return {(p.code, p.row, p.column) for p in refused.value.problems}


def test_five_counts_a_unit_are_added_up_and_a_row_of_totals_is_checked() -> None:
    assert read(UNITS + "Sekretariat,2,10,0,0,0\nSeksi,1,9,1,,1\nJumlah,3,19,1,0,1\n") == (3, 19, 1, 0, 1)
    for total in ("Total Keseluruhan", "JUMLAH SE-KECAMATAN", "Subtotal", "Rekap (jumlah)"):
        assert read(UNITS + f"Sekretariat,2,10,0,0,0\nSeksi,1,9,1,,1\n{total},3,19,1,0,1\n") == (3, 19, 1, 0, 1)
    assert read("rekap e-Kinerja\n\n" + UNITS.replace(",", ";") + "Sekretariat;2;10;0;0;0\n") == (2, 10, 0, 0, 0)


def test_a_predicate_a_person_is_counted() -> None:
    text = f"NIP,Nama,Predikat Kinerja\n{ONE},A,Sangat Baik\n{TWO},B,baik\n'{THREE},C,Kurang/Misconduct\n"
    assert read(text) == (1, 1, 0, 1, 0)


def test_a_workbook_is_read_alike() -> None:
    book = openpyxl.Workbook()
    for row in (
        ("unit", "sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"),
        ("Seksi", 1, 2, 3, 4, 5),
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert parse_recap(out.getvalue(), "rekap.xlsx", PEOPLE) == (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("unit,baik\nSeksi,3\n", {("recap.columns", None, None)}),
        ("nama,nilai\nA,3\n", {("recap.columns", None, None)}),
        (UNITS + "Seksi,1,dua,0,0,-1\n", {("recap.count", 2, "baik"), ("recap.count", 2, "sangat_kurang")}),
        (UNITS + "Seksi,1,0.5,0,0,0\n", {("recap.count", 2, "baik")}),
        (UNITS + "Seksi,1,1,0,0,0\nseksi,1,1,0,0,0\n", {("recap.unit_twice", 3, "unit")}),
        (UNITS + ",1,1,0,0,0\n", {("recap.no_unit", 2, "unit")}),
        (UNITS + "Seksi,1,1,0,0,0\nTotal,1,2,0,0,0\n", {("recap.total", 3, "unit")}),
        (f"nip,predikat\n{ONE},Cukup\n", {("recap.predicate", 2, "predicate")}),
        (f"nip,predikat\n{ONE},Baik\n{ONE},Baik\n", {("recap.person_twice", 3, "number")}),
        ("nip,predikat\n198001011990011001,Baik\n", {("recap.unknown_person", 2, "number")}),
    ],
)
def test_what_cannot_be_counted_is_named_with_its_place(
    text: str, found: set[tuple[str, int | None, str | None]]
) -> None:
    assert wrong(text) == found
