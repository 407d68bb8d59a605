"""A roster as an office keeps it is read as it is, or one question is asked; nothing of it is guessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from assessment.roster import Roster
from assessment.roster_layout import UnknownColumns
from assessment.roster_reading import parse_roster
from kinerja_words.catalogue import word
from kinerja_words.problems import Refused
from tests.assessment.office_file import (
    CAMAT,
    FILE,
    HEAD,
    HONOR,
    KASI,
    PEOPLE,
    SEKRETARIS,
    SIGNED,
    STAF,
    TITLES,
    changed,
    office,
)
from tests.wording import said


def read(data: bytes, **more: object) -> Roster:
    return parse_roster(data, "pegawai.xlsx", **more)  # type: ignore[arg-type]


def refused(data: bytes, **more: object) -> str:
    with pytest.raises(Refused) as caught:
        read(data, **more)
    return said(caught.value, "id")


def told(roster: Roster) -> str:
    return "\n".join(word(n) for n in roster.notices)


def same(roster: Roster) -> None:
    """What the office's file says, whatever its layout."""
    people = roster.employees
    camat, sekretaris, kasi, staf, honor = (n.replace(" ", "") for n in (CAMAT, SEKRETARIS, KASI, STAF, HONOR))
    assert [e.employee_number for e in people] == [camat, sekretaris, kasi, staf, honor]
    assert [e.supervisor for e in people] == ["", camat, camat, kasi, kasi]
    units = {u.code: u.name for u in roster.units}
    assert [units[e.unit].casefold() for e in people] == ["sekretariat"] * 2 + ["seksi pemerintahan"] * 3
    assert len({e.unit for e in people}) == len({e.group for e in people}) == 2


def test_the_file_of_an_office_is_read_as_it_is() -> None:
    roster = read(FILE)
    same(roster)
    assert roster.employees[4].kind == "pppk"
    assert {u.name for u in roster.units} == {"Sekretariat", "Seksi Pemerintahan"}
    assert "SEKSI PEMERINTAHAN" in told(roster)
    assert "tanda tangan" in told(roster)


def by_post(people: list[list[object]]) -> None:
    people[1][6] = people[2][6] = "Camat"


def held_for_a_time(people: list[list[object]]) -> None:
    people[0][4] = "Plt. Camat"
    people[1][6] = people[2][6] = "CAMAT"


def vacant(people: list[list[object]]) -> None:
    people.insert(3, ["", None, None, None, "Kepala Seksi Trantib", "Seksi Trantib", "Camat", None])
    people.insert(4, ["", "-", "(kosong)", None, "Lurah", "Kelurahan", "Camat", None])


def numbers_with_supervisors(people: list[list[object]]) -> None:
    people[1][6] = f"Drs. H. Aranika Tambusala\nNIP. {CAMAT}"


def labelled(people: list[list[object]]) -> None:
    people[0][1] = f"NIP. {CAMAT}"


@pytest.mark.parametrize("change", [by_post, held_for_a_time, vacant, numbers_with_supervisors, labelled])
def test_neighbours_of_its_cells_are_read_alike(change: Callable[[list[list[object]]], None]) -> None:
    same(read(changed(change)))


def test_a_header_in_capitals_and_again_on_every_printed_page() -> None:
    same(read(changed(lambda people: people.insert(3, [h.upper() for h in HEAD]), [h.upper() for h in HEAD])))


def test_a_header_over_two_rows() -> None:
    upper = ["No", "Pegawai", None, "Pangkat/Gol.", "Jabatan", "Unit Kerja", "Atasan", None, "Status Kepegawaian"]
    lower = [None, "NIP", "Nama", None, None, None, "Nama", "NIP", None]
    people = [[*p[:5], p[5] or "Sekretariat", p[6], None, p[7]] for p in PEOPLE]
    same(read(office([*TITLES, upper, lower, *people], ["B4:C4", "G4:H4", "A4:A5"])))


def test_units_as_rows_of_their_own() -> None:
    head = [h for h in HEAD if h != "Unit Kerja"]
    rows = [[*p[:5], *p[6:]] for p in PEOPLE]
    rows[2:2] = [["SEKSI PEMERINTAHAN"]]
    same(read(office([*TITLES, head, ["A", "SEKRETARIAT"], *rows, *SIGNED], ["A8:G8"])))


def test_name_and_number_in_one_cell() -> None:
    head = ["No", "Nama / NIP", *HEAD[3:]]
    rows = [[p[0], f"{p[2]}\nNIP. {p[1]}", *p[3:5], p[5] or "Sekretariat", *p[6:]] for p in PEOPLE]
    roster = read(office([*TITLES, head, *rows]))
    same(roster)
    assert roster.employees[0].name == "Drs. H. Aranika Tambusala, M.Si."


def test_headings_of_its_own_are_asked_about_once() -> None:
    head = [
        "No",
        "NIP",
        "Nama Pegawai",
        "Pangkat/Gol.",
        "Jabatan",
        "Tempat Tugas",
        "Yang Menilai",
        "Status Kepegawaian",
    ]
    data = changed(lambda people: None, head)
    with pytest.raises(UnknownColumns) as asked:
        read(data)
    assert [(h.written, h.column) for h in asked.value.headings][:2] == [
        ("NIP", "employee_number"),
        ("Nama Pegawai", "name"),
    ]
    assert asked.value.headings[4].samples == ("Sekretariat", "Seksi Pemerintahan", "SEKSI PEMERINTAHAN")
    assert "Tempat Tugas" in said(asked.value, "id")
    same(read(data, named={"tempat tugas": "unit_name", "yang menilai": "supervisor_name"}))


def test_two_columns_of_one_kind_are_asked_about() -> None:
    with pytest.raises(UnknownColumns):
        read(changed(lambda people: None, ["Nama Unit", *HEAD[1:]]))


def test_a_supervisor_who_may_be_several_or_is_nobody_is_named_with_candidates() -> None:
    def wrong(people: list[list[object]]) -> None:
        people[3][2] = "Citra Dewi Lestari, S.Kom."
        people[2][6] = "Wali Kota"
        people[4][1] = "1987"

    message = refused(changed(wrong))
    assert "19720303 199703 2 003" in message
    assert "19860606 201506 1 001" in message
    assert "“Wali Kota” tidak ada" in message
    assert "18 angka" in message


def test_all_layers_are_told_at_once() -> None:
    def wrong(people: list[list[object]]) -> None:
        people[1][1] = 197002021995022002
        people[3][2] = None
        people[4][7] = "honorer"

    message = refused(changed(wrong), reserved={KASI.replace(" ", "")})
    assert "kehilangan digit" in message
    assert "nama kosong" in message
    assert "honorer" in message
    assert "akun kantor" in message
    assert "tidak ada di daftar" not in message  # nobody is looked for in vain


def test_what_an_office_has_called_a_unit_stays() -> None:
    known = read(FILE)
    again = read(office([HEAD, *[[*p[:5], "seksi pemerintahan", "", p[7]] for p in PEOPLE]]), known=known)
    (unit,) = again.units
    assert (unit.code, unit.name) == (known.employees[2].unit, "Seksi Pemerintahan")


def test_of_two_units_with_one_name_nobodys_is_guessed() -> None:
    head = ["NIP", "Nama", "Jabatan", "Gol", "Kode unit", "Unit kerja", "NIP atasan"]
    known = read(
        office(
            [
                head,
                [CAMAT, "Aranika", "Camat", "IV", "A.1", "Umum", ""],
                [KASI, "Citra", "Kasi", "III", "B.1", "Umum", CAMAT],
            ]
        )
    )
    rows = [[CAMAT, "Aranika", "Camat", "IV", "Umum", ""], [KASI, "Citra", "Kasi", "III", "Umum", CAMAT]]
    without = [h for h in head if h != "Kode unit"]
    assert [e.unit for e in read(office([without, *rows]), known=known).employees] == ["A.1", "B.1"]
    message = refused(office([without, *rows, [STAF, "Dodi", "Staf", "III", "Umum", CAMAT]]), known=known)
    assert "beberapa unit bernama ini, dengan kode A.1, B.1" in message


def test_a_name_merged_over_rows_is_no_persons() -> None:
    assert "digabung" in refused(office([HEAD, *PEOPLE[:3]], ["C2:C3"]))


@pytest.mark.parametrize("lacking", ["NIP", "Nama Pegawai", "Unit Kerja", "Atasan Langsung"])
def test_without_an_essential_column_nothing_is_read(lacking: str) -> None:
    head = [h if h != lacking else "Keterangan" for h in HEAD]
    assert "tidak memiliki kolom" in refused(office([head, *[[*p[:5], "Umum", *p[6:]] for p in PEOPLE]]))


SECTIONS = [h for h in HEAD if h != "Unit Kerja"]


def sections(*rows: Sequence[object]) -> bytes:
    return office([*TITLES, SECTIONS, ["A", "SEKRETARIAT"], *rows, *SIGNED])


def test_somebody_without_a_number_is_no_unit_of_those_below() -> None:
    people = [[*p[:5], *p[6:]] for p in PEOPLE]
    for odd in (["5", None, "Fitri Handayani"], ["5.", None, "Fitri Handayani"]):
        assert "NIP" in refused(sections(*people[:4], odd, people[4]))
    vacant = ["5", None, None, None, "Kepala Seksi Pelayanan"]
    assert {u.name for u in read(sections(*people[:4], vacant, people[4])).units} == {"SEKRETARIAT"}


def test_which_rows_were_taken_for_units_is_told() -> None:
    people = [[*p[:5], *p[6:]] for p in PEOPLE]
    made = told(read(sections(*people[:4], [None, None, "Fitri Handayani"], people[4])))
    for words in ("SEKRETARIAT", "Fitri Handayani"):
        assert f"dibaca sebagai nama unit (“{words}”)" in made
