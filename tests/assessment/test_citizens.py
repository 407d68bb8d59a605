"""The file of what citizens said: read as offices write it, refused with row, column and what to do next."""

import datetime
import io

import openpyxl
import openpyxl.utils.datetime
import pytest

from assessment.citizens import parse_citizens
from kinerja_words.problems import Refused
from tests.wording import said

HEAD = "unit_layanan;ukuran;nilai;responden;aspek;dari;sampai;sumber;tanggal_sumber"
LAST = "01/07/2025;31/12/2025;Laporan SKM;20/01/2026"
TODAY = "2026-06-01"


def read(*rows: str, head: str = HEAD):
    return parse_citizens("\n".join((head, *rows)).encode(), "2025.csv", {"keluhan"}, TODAY)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("comma", [False, True])
def test_indonesian_or_english_semicolon_or_comma(mark, comma):
    rows = [HEAD, f"Kecamatan/Loket;SKM;81,2;214;keluhan;{LAST}", f"Kecamatan;masuk;43;;;{LAST}"]
    text = "\n".join(rows)
    if comma:
        text = (
            text.replace("81,2", "81.2").replace(";", ",").replace("unit_layanan", "unit").replace("ukuran", "measure")
        )
    skm, received = parse_citizens(mark + text.encode(), "2025.csv", {"keluhan"}, TODAY)
    assert (skm.unit, skm.measure, skm.value, skm.respondents, skm.criterion) == (
        "Kecamatan / Loket",
        "skm",
        "81.20",
        214,
        "keluhan",
    )
    assert (skm.start, skm.end, skm.source_day) == ("2025-07-01", "2025-12-31", "2026-01-20")
    assert (received.measure, received.value, received.respondents, received.criterion) == ("received", "43", 0, "")


def test_one_unit_spelled_two_ways_is_one():
    rows = read(
        f"Kecamatan;skm;80;60;;{LAST}",
        f"KECAMATAN / Loket A;skm;80;30;;{LAST}",
        f"kecamatan / loket a;u8;80;30;;{LAST}",
    )
    assert [r.unit for r in rows] == ["Kecamatan", "Kecamatan / Loket A", "Kecamatan / Loket A"]


WRONG = [
    ("K;skm;24,99;30;;", "indeks dari 25"), ("K;skm;100,01;30;;", "indeks dari 25"), ("K;u8;3,4;30;;", "kalikan dengan 25"),
    ("K;skm;81,245;30;;", "dua desimal"), ("K;skm;٨١;30;;", "indeks"), ("K;skm;81;0;;", "responden"), ("K;skm;81;;;", "responden"),
    ("K;skm;81;4,5;;", "responden"), ("K;masuk;4,5;;;", "bilangan bulat"), ("K;masuk;-1;;;", "bilangan bulat"),
    ("K;masuk;4;9;;", "hanya ada pada survei"), ("K;u10;81;30;;", "tidak dikenal"), ("K;skm;81;30;sopan;", "tidak ada di instrumen"),
    (";skm;81;30;;", "sel ini kosong"), ("/ /;skm;81;30;;", "sel ini kosong"), ("=1+1;skm;81;30;;", "rumus"), ("@K;skm;81;30;;", "rumus"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "words"), WRONG)
def test_each_wrong_cell_is_told_with_its_place(row, words):
    with pytest.raises(Refused) as caught:
        read(f"Baik;skm;81;30;;{LAST}", row + LAST)
    text = said(caught.value)
    assert words in text
    assert "baris 3" in text.lower()
    assert "kolom" in text.lower()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("2025-W27-2;2025-12-31;S;2026-01-20", "tanggal yang ada"),
        ("30/02/2025;31/12/2025;S;2026-01-20", "tanggal yang ada"),
        ("2025-12-31;2025-07-01;S;2026-01-20", "mendahului"),
        ("2025-07-01;2025-12-31;S;2026-06-02", "belum tiba"),
        ("2025-07-01;2025-12-31;;2026-01-20", "kosong"),
        ("Juli;2025-12-31;S;2026-01-20", "tanggal yang ada"),
    ],
)
def test_days_exist_in_their_order_and_are_over(days, words):
    with pytest.raises(Refused) as caught:
        read(f"K;skm;81;30;;{days}")
    assert words in said(caught.value)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("masuk;4", "ditanggapi;5"), "tidak mungkin"),
        (("masuk;4", "ditanggapi;4", "tepat_waktu;5"), "tidak mungkin"),
        (("masuk;4", "ditanggapi;0", "median_hari;3"), "tidak mungkin"),
        (("ditanggapi;0",), "belum punya baris masuk"),
        (("masuk;4", "tepat_waktu;4"), "belum punya baris ditanggapi"),
        (("masuk;4", "masuk;5"), "sudah ada di baris 2"),
    ],
)
def test_parts_are_of_their_whole(rows, words):
    with pytest.raises(Refused) as caught:
        read(*(f"K;{row};;;{LAST}" for row in rows))
    assert words in said(caught.value)


def test_answers_are_to_the_complaints_of_the_same_days():
    with pytest.raises(Refused) as caught:
        read(f"K;masuk;9;;;{LAST}", "K;ditanggapi;5;;;01/01/2025;31/12/2025;Buku;20/01/2026")
    assert "1 Juli 2025 sampai 31 Desember 2025" in said(caught.value)


@pytest.mark.parametrize(
    "unit", ["K//Loket", "/K / Loket/", " K/ / Loket", "K\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}Loket"]
)
def test_a_path_has_no_empty_part(unit):
    assert [r.unit for r in read(f"{unit};skm;81;30;;{LAST}")] == ["K / Loket"]


def workbook(first: object, epoch: datetime.datetime = openpyxl.utils.datetime.WINDOWS_EPOCH) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.epoch = epoch
    last = datetime.datetime(2025, 12, 31, tzinfo=None)
    for line in (
        HEAD.split(";"),
        ["K", "skm", 81.24, 214, "keluhan", first, last, "Laporan", "20/01/2026"],
        [None] * 9,
    ):
        book.active.append(line)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("epoch", [openpyxl.utils.datetime.WINDOWS_EPOCH, openpyxl.utils.datetime.MAC_EPOCH])
def test_a_day_that_a_spreadsheet_made_of_what_was_typed_is_read(epoch):
    (row,) = parse_citizens(workbook(datetime.date(2025, 7, 1), epoch), "2025.xlsx", {"keluhan"}, TODAY)
    assert (row.value, row.start, row.end, row.source_day) == ("81.24", "2025-07-01", "2025-12-31", "2026-01-20")


@pytest.mark.parametrize(
    "first", [datetime.datetime(2025, 7, 1, 8, 30), datetime.time(8, 30), datetime.date(1900, 1, 5)]
)
def test_a_time_is_no_day(first):
    with pytest.raises(Refused) as caught:
        parse_citizens(workbook(first), "2025.xlsx", {"keluhan"}, TODAY)
    assert [p.code for p in caught.value.problems] == ["file.date"]


def test_a_header_of_something_else_names_what_is_read():
    with pytest.raises(Refused) as caught:
        read("1;2;3", head="nama;nip;jabatan")
    assert "unit_layanan, ukuran, nilai" in said(caught.value)
