"""HR imports a roster: all rows or none, every error with row and column."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.roster import compare, normalise_groups
from assessment.roster_reading import parse_roster
from kinerja_words.catalogue import word
from kinerja_words.problems import Refused
from tests.wording import said

HEAD = "employee_number,name,position,grade,unit_code,unit_name,parent_unit_code,publication_group,supervisor_employee_number,kind\n"
BOSS = "196801011990011001,Aranika Tambusala,Camat,IV/b,KEC,Kecamatan,,Sekretariat,,\n"
ONE = "198609262015051001,Belistra Rokansari,Pelaksana,III/a,KEC,Kecamatan,,Seksi,196801011990011001,\n"


def refused(text: str | bytes, name: str = "roster.csv", scheme: str = "nip") -> str:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(Refused) as caught:
        parse_roster(data, name, scheme)  # type: ignore[arg-type]
    return said(caught.value, "id")


def test_it_works() -> None:
    roster = parse_roster((HEAD + BOSS + ONE).encode(), "roster.csv")
    assert [e.name for e in roster.employees] == ["Aranika Tambusala", "Belistra Rokansari"]
    assert roster.employees[1].supervisor == "196801011990011001"
    assert roster.notices == ()


def test_indonesian_headers_and_semicolons() -> None:
    head = "nip;nama;jabatan;golongan;kode_unit;nama_unit;kode_unit_induk;kelompok_publikasi;nip_atasan;jenis\n"
    roster = parse_roster((head + (BOSS + ONE).replace(",", ";")).encode("utf-8-sig"), "pegawai.csv")
    assert len(roster.employees) == 2


def test_unknown_columns_are_a_notice() -> None:
    text = HEAD.replace("kind", "kind,shoe_size") + BOSS.rstrip("\n") + ",42\n"
    roster = parse_roster(text.encode(), "roster.csv")
    assert "shoe_size" in word(roster.notices[0])


def test_a_parent_without_a_row_becomes_a_unit() -> None:
    roster = parse_roster((HEAD + BOSS.replace("Kecamatan,,", "Kecamatan,KOTA,")).encode(), "roster.csv")
    assert {u.code for u in roster.units} == {"KEC", "KOTA"}


def test_people_above_a_subgroup_form_lainnya() -> None:
    groups = normalise_groups({"a": "Dinas / Puskesmas", "b": "Dinas", "c": "", "d": "Kecamatan"})
    assert groups == {"a": "Dinas / Puskesmas", "b": "Dinas / Lainnya", "c": "Lainnya", "d": "Kecamatan"}


@given(st.dictionaries(st.text("ab", min_size=1, max_size=3), st.lists(st.sampled_from("XYZ"), max_size=3)))
def test_a_group_is_never_part_of_another(paths: dict[str, list[str]]) -> None:
    done = normalise_groups({k: " / ".join(v) for k, v in paths.items()})
    leaves = set(done.values())
    assert not any(b.startswith(a + " / ") for a in leaves for b in leaves)
    assert all(leaves)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + BOSS.replace("1968", "1868-"), ("baris 2", "kolom employee_number")),
        (HEAD + BOSS + BOSS, ("baris 3, kolom employee_number", "baris 2")),
        (HEAD + BOSS + ONE.replace(",196801011990011001,", ",197001011990011009,"), ("baris 3, kolom supervisor_employee_number", "tidak ada")),
        (HEAD + BOSS.replace(",Sekretariat,,", ",Sekretariat,198609262015051001,") + ONE, ("melingkar", "kolom supervisor_employee_number")),
        (HEAD + BOSS.replace(",Sekretariat,,", ",Sekretariat,196801011990011001,"), ("melingkar",)),
        (HEAD + BOSS.replace("Kecamatan,,", "Kecamatan,KEC,"), ("induk", "kolom parent_unit_code")),
        (HEAD + BOSS + ONE.replace(",KEC,Kecamatan,", ",KEC,Kantor,"), ("baris 3, kolom unit_name", "berbeda dari baris 2")),
        (HEAD + BOSS.replace("Sekretariat", "A + B"), ("kolom publication_group", " + ")),
        (HEAD + BOSS.replace("Sekretariat", "A /  / B"), ("kolom publication_group",)),
        (HEAD + BOSS.replace(",,\n", ",,honorer\n"), ("kolom kind", "honorer")),
        (HEAD + BOSS.replace("Aranika Tambusala", ""), ("kolom name", "kosong")),
        (HEAD + BOSS.rstrip("\n") + "pns,lagi\n", ("baris 2", "sel")),
        (HEAD, ("hanya berisi judul",)),
        ("", ("kosong",)),
        ("  \n ", ("kosong",)),
        (HEAD.replace(",supervisor_employee_number", "") + BOSS, ("supervisor_employee_number", "baris 1")),
        (HEAD.replace("grade", "name") + BOSS, ("name", "dua kali")),
        (HEAD + '196801011990011001,"Aranika', ("CSV", "baris 2")),
    ],
)  # fmt: skip
def test_a_wrong_file_says_where_and_what(text: str, words: tuple[str, ...]) -> None:
    message = refused(text)
    for wanted in words:
        assert wanted in message


def test_a_loop_of_units_through_others() -> None:
    rows = BOSS.replace("KEC,Kecamatan,,", "A,Unit A,B,") + ONE.replace("KEC,Kecamatan,,", "B,Unit B,A,")
    assert "induk" in refused(HEAD + rows)


def test_windows_1252_says_how_to_save() -> None:
    message = refused((HEAD + BOSS.replace("Aranika", "Arániká")).encode("cp1252"))
    assert "UTF-8" in message
    assert "baris 2" in message
    assert "kolom 22" in message


def test_ten_thousand_wrong_rows_are_a_summary() -> None:
    message = refused(HEAD + "".join(f"{n},,x,x,U,U,,G,,\n" for n in range(10_000)))
    assert len(message.splitlines()) < 20
    assert "NIP salah" in message
    assert "19988 masalah lain" in message


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for index, rows in enumerate(sheets):
        sheet = book.active if index == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


CELLS = [line.split(",") for line in (HEAD + BOSS + ONE).splitlines()]


def test_xlsx_works() -> None:
    roster = parse_roster(workbook([list(r) for r in CELLS]), "roster.xlsx")
    assert [e.employee_number for e in roster.employees] == ["196801011990011001", "198609262015051001"]


def test_xlsx_with_an_empty_second_sheet_works() -> None:
    assert len(parse_roster(workbook([list(r) for r in CELLS], []), "roster.xlsx").employees) == 2


def test_xlsx_with_two_sheets() -> None:
    cells = [list(r) for r in CELLS]
    assert "2 lembar" in refused(workbook(cells, cells), "roster.xlsx")
    read = parse_roster(workbook([["catatan"]], cells, [["lain"]]), "roster.xlsx")
    assert ["Sheet1" in word(n) and "Sheet2" in word(n) for n in read.notices] == [True]


def test_xlsx_with_numbers_that_lost_digits() -> None:
    rows: list[list[object]] = [list(r) for r in CELLS]
    rows[2][0] = 198609262015051001
    message = refused(workbook(rows), "roster.xlsx")
    assert "baris 3, kolom employee_number" in message
    assert "Teks" in message


def test_a_broken_xlsx() -> None:
    assert "XLSX" in refused(workbook([list(r) for r in CELLS])[:500], "roster.xlsx")


@given(st.binary(max_size=300))
def test_no_bytes_ever_give_a_traceback(data: bytes) -> None:
    with pytest.raises(Refused):
        parse_roster(data, "roster.csv")


def test_changes_are_told_apart() -> None:
    before = parse_roster((HEAD + BOSS + ONE).encode(), "a.csv").employees
    after = parse_roster((HEAD + BOSS.replace("IV/b", "IV/c")).encode(), "b.csv").employees
    changes = compare(before, after)
    assert changes.changed == ("196801011990011001",)
    assert changes.removed == ("198609262015051001",)
    assert changes.added == ()


def group(*names: str) -> str:
    """A roster with one person a group name."""
    rows = [BOSS.replace("Sekretariat", names[0])]
    for n, name in enumerate(names[1:], start=1):
        rows.append(ONE.replace("015051001", f"015051{n:03}").replace(",Seksi,", f',"{name}",'))
    return HEAD + "".join(rows)


@pytest.mark.parametrize(
    "other",
    [
        "SEKSI A", "seksi a", "Seksi  a", "Seksi-A", "Seksi A.", "\uff33\uff45\uff4b\uff53\uff49 \uff21", "Séksi A", "Seksi_A", "(Seksi A)", "Seksi\u2011A",
    ],
)  # fmt: skip
def test_one_group_in_two_spellings_is_asked_about(other: str) -> None:
    message = refused(group("Seksi A", "Sekretariat", other))
    assert "baris 4, kolom publication_group" in message
    assert "Maksud Anda “Seksi A”?" in message


@pytest.mark.parametrize(
    "same", ["Seksi\u00a0A", " Seksi A ", "Seksi\u200b A", "Seksi\u2003A", "Seksi A\u00ad", "Seksi   A"]
)
def test_spaces_and_invisible_marks_make_no_second_group(same: str) -> None:
    roster = parse_roster(group("Seksi A", same).encode(), "roster.csv")
    assert {e.group for e in roster.employees} == {"Seksi A"}


def test_letters_in_one_and_in_two_parts_are_one_group() -> None:
    roster = parse_roster(group("Kelurahan Caf\u00e9", "Kelurahan Cafe\u0301").encode(), "roster.csv")
    assert {e.group for e in roster.employees} == {"Kelurahan Caf\u00e9"}


@pytest.mark.parametrize(
    ("first", "second", "meant"),
    [
        ("Dinas A / Satu", "DINAS A / Dua", "Dinas A"),
        ("Dinas A / Satu", "Dinas A / SATU", "Dinas A / Satu"),
        ("Dinas A / Satu", "Dinas A/Satu", "Dinas A / Satu"),
        ("Dinas A / Satu", "dinas a", "Dinas A"),
        ("Dinas A", "lainnya", "Lainnya"),
        ("Dinas A / Satu", "Dinas A / LAINNYA", "Dinas A / Lainnya"),
    ],
)
def test_spelling_counts_on_every_level_and_for_lainnya(first: str, second: str, meant: str) -> None:
    assert f"Maksud Anda “{meant}”?" in refused(group(first, second))


def test_groups_that_differ_in_more_stay_two() -> None:
    names = ("Seksi A", "Seksi B", "UPT 4.0", "UPT 40", "Seksi A 1", "Dinas / Seksi A", "Lainnya")
    assert len({e.group for e in parse_roster(group(*names).encode(), "roster.csv").employees}) == len(names)


def codes(*units: tuple[str, str, str]) -> list[str]:
    """The notices of a roster with one person a unit (code, name, parent)."""
    rows = [
        ONE.replace("Belistra", f"Orang {n} ").replace("015051001", f"015051{n:03}").replace(",196801011990011001,", ",,")
        .replace("KEC,Kecamatan,", f"{code},{name},{parent}")
        for n, (code, name, parent) in enumerate(units, start=1)
    ]  # fmt: skip
    return [word(p) for p in parse_roster((HEAD + "".join(rows)).encode(), "roster.csv").notices]


@pytest.mark.parametrize(
    "units",
    [
        [("01", "Umum", ""), ("1", "Umum", "")],
        [("01", "Umum", ""), ("1", "Umum Saja", "")],
        [("U1", "Umum", ""), ("u1", "Umum", "")],
        [("U 1", "Umum", ""), ("U1", "UMUM", "")],
        [("01.02", "Umum", ""), ("1.2", "Umum", "")],
        [("A", "Sub Bagian Umum", "X"), ("B", "Sub  bagian UMUM", "X")],
        [("01", "Dinas", ""), ("A", "Umum", "1")],
    ],
)
def test_two_codes_of_what_looks_like_one_unit_are_noticed(units: list[tuple[str, str, str]]) -> None:
    notices = codes(*units)
    assert len(notices) == 1
    assert "samakan kodenya" in notices[0]


def test_units_that_only_share_a_name_or_a_digit_are_not_noticed() -> None:
    assert codes(("A", "Umum", "X"), ("B", "Umum", "Y"), ("10", "Satu", ""), ("1", "Dua", ""), ("1.1", "T", "")) == []


@pytest.mark.parametrize(
    "number",
    ["a/b", "2026-1/x", "staff:hr", "a:b", "é1", "a+b", "..", "-1", "_x", "x" * 41, "a\\b", "a?b", "a#b", "a%2Fb"],
)
@pytest.mark.parametrize(("scheme", "kind"), [("any", "pns"), ("nip", "external")])
def test_a_number_with_a_sign_of_keys_or_addresses_is_refused(number: str, scheme: str, kind: str) -> None:
    row = BOSS.replace("196801011990011001", number).replace(",,\n", f",,{kind}\n")
    message = refused(HEAD + row, scheme=scheme)
    assert "baris 2, kolom employee_number" in message
    assert "800-12" in message


def test_other_numbers_are_taken() -> None:
    row = BOSS.replace("196801011990011001", "{}")
    text = HEAD + "".join(row.format(n) for n in ("P1", "800-12", "a_b.c", " 12 34 ", "x" * 40))
    numbers = [e.employee_number for e in parse_roster(text.encode(), "roster.csv", "any").employees]
    assert numbers == ["P1", "800-12", "a_b.c", "1234", "x" * 40]


@pytest.mark.parametrize(
    ("number", "noticed"),
    [
        ("198609262015051002", True),
        ("198609262015052001", True),
        ("198609261015051001", True),
        ("198609262015051999", False),
        ("199011112015051001", False),
    ],
)
def test_one_name_under_a_number_that_is_almost_the_same_is_noticed(number: str, noticed: bool) -> None:
    before = parse_roster((HEAD + BOSS + ONE).encode(), "a.csv")
    after = parse_roster(
        (HEAD + BOSS + ONE.replace("198609262015051001", number).replace("Rokansari", "ROKANSARI")).encode(), "b.csv"
    )
    notices = [word(p) for p in compare(before.employees, after.employees).notices]
    assert bool(notices) == noticed
    if noticed:
        assert "198609262015051001"[:8] in notices[0]
        assert "perbaiki nomornya" in notices[0]
    both = parse_roster((HEAD + BOSS + ONE + ONE.replace("198609262015051001", number)).encode(), "b.csv")
    assert [n.code for n in both.notices] == ["roster.person_twice"] * noticed


def test_a_digit_too_few_is_noticed_and_another_name_is_not() -> None:
    text = HEAD + BOSS.replace("196801011990011001", "{}")
    before = parse_roster(text.format("70123").encode(), "a.csv", "any").employees
    assert compare(before, parse_roster(text.format("7012").encode(), "b.csv", "any").employees).notices
    other = text.format("7012").replace("Aranika", "Ratna")
    assert not compare(before, parse_roster(other.encode(), "b.csv", "any").employees).notices


def test_a_group_written_in_a_new_way_is_noticed() -> None:
    before = parse_roster((HEAD + BOSS + ONE).encode(), "a.csv").employees
    after = parse_roster((HEAD + BOSS + ONE.replace(",Seksi,", ",SEKSI,")).encode(), "b.csv").employees
    assert next(word(p) for p in compare(before, after).notices).startswith("kelompok “Seksi” sekarang ditulis “SEKSI”")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0812-3456-7890", "+6281234567890"), ("+62 812 3456 7890", "+6281234567890"), ("6281234567890", "+6281234567890"),
     ("81234567890", "+6281234567890"), ("(0761) 123456", "+62761123456"), ("'0812 3456 789", "+628123456789"), ("+60 12-345 6789", "+60123456789"),
     ("", "")],
)  # fmt: skip
def test_a_telephone_number_is_kept_in_one_way(typed: str, kept: str) -> None:
    text = HEAD.replace("kind", "kind,telepon,surel") + BOSS.rstrip("\n") + f",{typed},camat@kota.go.id\n"
    found = parse_roster(text.encode(), "roster.csv").employees[0]
    assert (found.phone, found.email) == (kept, "camat@kota.go.id")


@pytest.mark.parametrize(
    ("phone", "email", "words"),
    [
        ("0812 / 0813 4567 8901", "", "telepon"),
        ("belum ada", "", "telepon"),
        ("", "camat", "surel"),
        ("", "a@b", "surel"),
    ],
)
def test_what_is_no_telephone_and_no_address_is_refused(phone: str, email: str, words: str) -> None:
    assert words in refused(HEAD.replace("kind", "kind,telepon,surel") + BOSS.rstrip("\n") + f',"{phone}","{email}"\n')
