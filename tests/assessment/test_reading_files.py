"""A file is read where it is safe, whatever program wrote it; otherwise it is refused with the cell, or what the file really is."""

import io
import resource
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from assessment.form import parse_assessments
from assessment.instrument import parse_instrument
from assessment.roster import Roster
from assessment.roster_reading import parse_roster
from kinerja_words.problems import Refused
from tests.assessment.hostile_files import HEAD, HOSTILE, ONE
from tests.assessment.workbooks import package, rows, text, workbook
from tests.wording import said

ROOT = Path(__file__).resolve().parents[2]
TWO = [
    "198609262015051001",
    "Belistra Rokansari",
    "Pelaksana",
    "III/a",
    "KEC",
    "Kecamatan",
    "",
    "Seksi",
    "196801011990011001",
    "pppk",
]
THEIRS = [
    "nip",
    "nama",
    "jabatan",
    "golongan",
    "kode_unit",
    "nama_unit",
    "kode_unit_induk",
    "kelompok_publikasi",
    "nip_atasan",
    "jenis",
]
TABLE = [HEAD, ONE, TWO]


def csv(lines: list[list[str]], mark: str = ",") -> str:
    return "".join(mark.join(line) + "\r\n" for line in lines)


CSV = csv(TABLE)


def sheet(**kwargs: object) -> bytes:
    return workbook([("Pegawai", "visible", rows(TABLE, **kwargs))])  # type: ignore[arg-type]


def good(data: bytes) -> Roster:
    roster = parse_roster(data, "pegawai")
    assert [e.name for e in roster.employees] == ["Aranika Tambusala", "Belistra Rokansari"]
    assert [e.employee_number for e in roster.employees] == [ONE[0], TWO[0]]
    assert roster.employees[1].supervisor == ONE[0]
    assert roster.employees[1].group == "Seksi"
    assert roster.employees[1].kind == "pppk"
    return roster


def places(data: bytes) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(Refused) as caught:
        parse_roster(data, "pegawai")
    assert said(caught.value, "id")
    assert said(caught.value, "en")
    return [(p.code, p.row, p.column) for p in caught.value.problems]


def code(data: bytes) -> str:
    return places(data)[0][0]


READ = {
    "plain": CSV.encode(),
    "with a byte order mark": CSV.encode("utf-8-sig"),
    "UTF-16, as Excel's Unicode text": csv(TABLE, "\t").encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + CSV.encode("utf-16-be"),
    "semicolons": csv(TABLE, ";").encode(),
    "tabs": csv(TABLE, "\t").encode(),
    "bars": csv(TABLE, "|").encode(),
    "sep= in the first line": ("sep=;\r\n" + csv(TABLE, ";")).encode(),
    "sep= and a byte order mark": ('"sep=|"\n' + csv(TABLE, "|")).encode("utf-8-sig"),
    "sep= in UTF-16": ("SEP=\t\n" + csv(TABLE, "\t")).encode("utf-16"),
    "sep= with anything else": ('sep="\n' + CSV).encode(),
    "sep= with nothing": ("sep=\r\n" + CSV).encode(),
    "line ends of old": CSV.replace("\r\n", "\r").encode(),
    "a quoted header": (",".join(f'"{h}"' for h in HEAD) + CSV[CSV.index("\r") :]).encode(),
    "a quoted header and semicolons": (";".join(f'"{h}"' for h in THEIRS) + "\n" + csv(TABLE[1:], ";")).encode(),
    "a blank line above": ("\r\n\r\n" + CSV).encode(),
    "a line of separators above": (",,,,\n" + CSV).encode(),
    "a title above": ("Daftar pegawai; per Juli, Agustus 2026;\n\nKecamatan Senapelan\n" + csv(TABLE, ";")).encode(),
    "lines between": CSV.replace("\r\n", "\r\n,,,,\r\n\r\n").encode(),
    "capitals": (CSV.split("\r\n")[0].upper() + CSV[CSV.index("\r") :]).encode(),
    "spaces in the header": csv([[h.replace("_", "  ").title() for h in THEIRS], *TABLE[1:]]).encode(),
    "a header with hyphens and hard spaces": csv([[h.replace("_", "-") + "\u00a0" for h in THEIRS], *TABLE[1:]]).encode(),
    "a header over two lines": csv([[f'"{h.replace("_", chr(10))}"' for h in THEIRS], *TABLE[1:]]).encode(),
    "columns in another order": csv([list(reversed(line)) for line in TABLE]).encode(),
    "empty columns behind": csv([[*line, "", " ", "\u00a0"] for line in TABLE]).encode(),
    "marks around the numbers": CSV.replace(ONE[0], f"\u202a{ONE[0]}\u202c").replace(TWO[0], f"\ufeff{TWO[0]}\u200b").encode(),
    "hard and thin spaces": CSV.replace(ONE[0], "19680101\u00a0199001\u20091\u202f001").replace(" ", "\u00a0").encode(),
    "an apostrophe before the numbers": CSV.replace(ONE[0], f"'{ONE[0]}").replace(TWO[0], f"'{TWO[0]}").encode(),
    "wide digits": CSV.replace(ONE[0], "".join(chr(0xFEE0 + ord(d)) for d in ONE[0])).encode(),
    "letters in two parts": CSV.replace("Seksi", "Seksi").encode(),
    "capital kind": CSV.replace("pppk", "PPPK").encode(),
    "XLSX": sheet(),
    "XLSX with a title above": workbook([("P", "visible", rows([["DAFTAR PEGAWAI"], [""], THEIRS, *TABLE[1:]], first=3))]),
    "XLSX with a hidden list": workbook(
        [("Pegawai", "visible", rows(TABLE)), ("Referensi", "hidden", rows([["pns"]])), ("x", "veryHidden", rows([["a"]]))]
    ),
    "XLSX, hidden list first": workbook([("R", "hidden", rows([["pns"], ["pppk"]])), ("Pegawai", "visible", rows(TABLE))]),
    "XLSX with sheets of blanks": workbook([("A", "visible", rows([["", " ", "\u00a0"]])), ("P", "visible", rows(TABLE))]),
    "XLSX with a blank far away": sheet(more=f'<row r="1048576">{text("XFD1048576", " ")}</row>'),
    "XLSX with a format far away": sheet(more='<row r="1048576"><c r="XFD1048576" s="0"/></row>'),
    "XLSX with a merged title": workbook([("P", "visible", rows([["JUDUL", ""], *TABLE]) + '<mergeCells><mergeCell ref="A1:J1"/></mergeCells>')]),
    "XLSX without places": workbook([("P", "visible", rows(TABLE).replace(' r="', ' x="'))]),
    "XLSX with prefixes": workbook([("P", "visible", rows(TABLE).replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:").encode().join((b'<x:worksheet xmlns:x="m">', b"</x:worksheet>")))]),
    "XLSX with an error in a column of its own": workbook([("P", "visible", rows([[*HEAD, "usia"], [*ONE, ""], TWO], {"K2": '<c r="K2" t="e"><v>#N/A</v></c>'}))]),
    "XLSX with formulas that have a value": sheet(instead={"I3": f'<c r="I3" t="str"><f>A2</f><v>{ONE[0]}</v></c>', "G3": '<c r="G3" t="str"><f>""</f><v></v></c>'}),
    "XLSX with rich text": sheet(instead={"H3": '<c r="H3" t="inlineStr"><is><r><t>Sek</t></r><r><t>si</t></r><rPh><t>x</t></rPh></is></c>'}),
    "XLSX with shared text": workbook(
        [("P", "visible", rows(TABLE, {"H3": '<c r="H3" t="s"><v>1</v></c>'}))], {"sharedStrings": "<sst><si/><si><t>Seksi</t></si></sst>"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("data", READ.values(), ids=READ.keys())
def test_it_is_read(data: bytes) -> None:
    good(data)


def test_a_number_keeps_the_zeros_it_is_shown_with() -> None:
    styles = '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="000"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs></styleSheet>'
    cells = {"E2": '<c r="E2" s="1"><v>7</v></c>', "E3": '<c r="E3"><v>7</v></c>', "D3": '<c r="D3"><v>3.5</v></c>'}
    roster = parse_roster(workbook([("P", "visible", rows(TABLE, cells))], {"styles": styles}), "p.xlsx")
    assert [e.unit for e in roster.employees] == ["007", "7"]
    assert roster.employees[1].grade == "3.5"
    assert [n.code for n in roster.notices] == ["roster.units_alike"]


def test_letters_in_parts_are_put_together_and_invisible_marks_go() -> None:
    roster = parse_roster(CSV.replace("Belistra", "Be\u00adlistra\u200d  E\u0301").encode(), "p.csv")
    assert roster.employees[1].name == "Belistra É Rokansari"


DATED = '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="{}"/></numFmts><cellXfs><xf/><xf numFmtId="{}"/></cellXfs></styleSheet>'
CELL = {
    "an error": ('<c r="I3" t="e"><v>#N/A</v></c>', "file.error_value"),
    "an error of a formula": ('<c r="I3" t="e"><f>VLOOKUP(1,2,3)</f><v>#REF!</v></c>', "file.error_value"),
    "an error without words": ('<c r="I3" t="e"/>', "file.error_value"),
    "an error as text": (text("I3", "#N/A"), "file.error_value"),
    "a formula": ('<c r="I3"><f>A2</f></c>', "file.no_value"),
    "a formula, empty value": ('<c r="I3"><f>A2</f><v/></c>', "file.no_value"),
    "a formula of text": ('<c r="I3" t="str"><f>A2</f></c>', "file.no_value"),
    "a number that lost digits": ('<c r="I3"><v>1.96801011990011E+17</v></c>', "file.lost_digits"),
    "digits that were never there": ('<c r="I3"><v>196801011990011001</v></c>', "file.lost_digits"),
    "a day": ('<c r="I3" t="d"><v>2026-01-01</v></c>', "file.date"),
    "a line break": (text("I3", "a\nb"), "file.control"),
    "a return in disguise": (text("I3", "a_x000D_b"), "file.control"),
    "half a letter": (text("I3", "a_xD83D_b"), "file.control"),
    "a vertical tab": (text("I3", "a_x000B_b"), "file.control"),
    "a long text": (text("I3", "a" * 301), "file.long_cell"),
}  # fmt: skip


@pytest.mark.parametrize(("cell", "wanted"), CELL.values(), ids=CELL.keys())
def test_a_cell_without_a_value_is_named(cell: str, wanted: str) -> None:
    assert places(sheet(instead={"I3": cell})) == [(wanted, 3, "supervisor_employee_number")]


@pytest.mark.parametrize(
    ("number", "code_of_format"),
    [
        (14, ""),
        (22, ""),
        (46, ""),
        (170, "dd mmmm yyyy"),
        (170, "[$-421]d mmm yy;@"),
        (170, "[h]:mm"),
        (170, "[Red]hh.mm"),
    ],
)
def test_a_day_or_time_is_named(number: int, code_of_format: str) -> None:
    styles = DATED.format(code_of_format, number)
    cells = {"C3": '<c r="C3" s="1"><v>46081.25</v></c>'}
    assert places(workbook([("P", "visible", rows(TABLE, cells))], {"styles": styles})) == [
        ("file.date", 3, "position")
    ]


@pytest.mark.parametrize("shown", ["General", "#,##0.00", '"hari" 0', "[Red]0", "0.00E+00", "[$Rp-421]#,##0", "@"])
def test_a_number_in_another_format_is_no_day(shown: str) -> None:
    styles = DATED.format(shown.replace('"', "&quot;"), 170)
    good_but_grade = workbook(
        [("P", "visible", rows(TABLE, {"D3": '<c r="D3" s="1"><v>3</v></c>'}))], {"styles": styles}
    )
    assert good(good_but_grade).employees[1].grade == "3"


def test_openpyxl_leaves_formulas_without_values_and_the_file_calls_its_columns_otherwise() -> None:
    book = openpyxl.Workbook()
    for line in ([*THEIRS], ONE, [*TWO[:8], "=A2", "pppk"]):
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Refused) as caught:
        parse_roster(out.getvalue(), "pegawai")
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.column) == ("file.no_value", 3, "supervisor_employee_number")
    assert caught.value.called["supervisor_employee_number"] == "nip_atasan"


@pytest.mark.parametrize("words", ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#SPILL!", "########", "Err:502"])
def test_an_error_in_a_csv_is_named(words: str) -> None:
    assert places(CSV.replace("Seksi", words).encode()) == [("file.error_value", 3, "publication_group")]


@pytest.mark.parametrize(
    "words",
    [
        "a\nb",
        "a\rb",
        "a\r\nb",
        "a\tb",
        "a\x0bb",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\x07b",
        "a\ufffdb",
        "a\uffffb",
        "a\ue000b",
    ],
)
@pytest.mark.parametrize(("column", "at"), [("name", 1), ("position", 2), ("unit_name", 5), ("publication_group", 7)])
def test_a_line_break_or_control_character_is_named_in_any_column(words: str, column: str, at: int) -> None:
    line = [*TWO[:at], f'"{words}"', *TWO[at + 1 :]]
    found = places(csv([HEAD, ONE, line], ";").encode())
    assert ("file.control", 3, column) in found


def test_a_line_break_around_a_cell_or_in_a_column_nobody_reads_is_no_fault() -> None:
    good(csv([[*HEAD, "alamat"], [*ONE, '"Jalan 1\nPekanbaru"'], [*TWO[:7], '" Seksi\n"', *TWO[8:], ""]]).encode())


def test_long_numbers_that_a_csv_has_lost_are_named() -> None:
    assert code(CSV.replace(TWO[0], "1.98609262015051E+17").encode()) == "file.lost_digits"
    assert code(csv(TABLE, ";").replace(TWO[0], "1,98609E+17").encode()) == "file.lost_digits"


def test_merged_cells_are_named_where_the_others_are_empty() -> None:
    merged = rows([HEAD, ONE, TWO]) + '<mergeCells><mergeCell ref="C2:C3"/><mergeCell ref="A9:B9"/></mergeCells>'
    assert places(workbook([("P", "visible", merged)])) == [("file.merged", 2, "position")]


def test_a_cell_outside_the_table_is_named() -> None:
    assert places(sheet(instead={"row3": text("L3", "lihat lampiran")})) == [("file.stray", 3, "L")]
    assert places(sheet(more=f'<row r="1048576">{text("XFD1048576", "x")}</row>')) == [("file.stray", 1_048_576, "XFD")]
    middle = [[*line[:4], note, *line[4:]] for line, note in zip(TABLE, ("", "", "catatan"), strict=True)]
    assert places(csv(middle).encode()) == [("file.stray", 3, "5")]


KIND = {
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file.other_kind", "Excel lama"),
    "locked": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "file.locked", "kata sandi"),
    "pdf": (b"%PDF-1.7\n%...", "file.other_kind", "PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0", "file.other_kind", "gambar"),
    "html": (b"\xef\xbb\xbf <html><table><tr><td>nip", "file.other_kind", "halaman web"),
    "html in UTF-16": ("<table><tr><td>nip".encode("utf-16"), "file.other_kind", "halaman web"),
    "ods": (package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "file.other_kind", "LibreOffice"),
    "xlsb": (package({"xl/workbook.bin": b"\0"}), "file.other_kind", ".xlsb"),
    "docx": (package({"word/document.xml": "<x/>"}), "file.other_kind", "Word"),
    "zip": (package({"pegawai.csv": CSV}), "file.other_kind", "arsip"),
    "UTF-16 without its mark": (CSV.encode("utf-16-le"), "file.zero_bytes", "CSV UTF-8"),
    "half of UTF-16": (CSV.encode("utf-16")[:-1], "file.zero_bytes", "rusak"),
    "an empty archive": (package({}), "file.other_kind", "arsip"),
    "text that begins like an archive": (b"PK_unit,nama\n1,2\n", "file.lacks_columns", "employee_number"),
    "blanks": (b"\xef\xbb\xbf\r\n , \r\n", "file.empty", "kosong"),
    "hidden": (workbook([("A", "visible", rows([[""]])), ("Data", "hidden", rows(TABLE))]), "file.hidden", "Data"),
    "two sheets": (workbook([("A", "visible", rows(TABLE)), ("B", "visible", rows(TABLE))]), "file.sheets", "A, B"),
    "not text": (b"\xff\xfe\x00\x01", "file.zero_bytes", "UTF-8"),
    "no header": (csv(TABLE[1:]).encode(), "file.lacks_columns", "employee_number"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "wanted", "words"), KIND.values(), ids=KIND.keys())
def test_it_says_what_the_file_really_is(data: bytes, wanted: str, words: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_roster(data, "pegawai.xlsx")
    assert [p.code for p in caught.value.problems] == [wanted]
    assert words in said(caught.value, "id")


def test_forms_and_assignments_are_read_by_the_same_reader() -> None:
    tool = parse_instrument((ROOT / "content/instruments/berakhlak.toml").read_text(), "berakhlak.toml")
    item = tool.items[0].code
    table = [["Penilaian semester I"], ["Metode", "Penilai", "DINILAI", item.lower()], ["peer", "a", "b", "3"]]
    ((row, form),) = parse_assessments(("sep=;\n" + csv(table, ";")).encode("utf-16"), "f.csv", tool)
    assert (row, form.rater, form.ratee, form.answers[0]) == (4, "a", "b", "3")
    with pytest.raises(Refused) as caught:
        parse_assessments(csv([*table[:2], ["peer", "a", "b", "#N/A"]]).encode(), "f.csv", tool)
    assert [(p.code, p.row, p.column) for p in caught.value.problems] == [("file.error_value", 3, item)]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_within_limits(name: str, tmp_path: Path) -> None:
    """The child may take 300 MB of address space and 20 s of processor; the process that asks stays alive in any case."""
    make, wanted = HOSTILE[name]
    (tmp_path / "file").write_bytes(make())
    program = (
        "import sys; from pathlib import Path; from assessment.roster_reading import parse_roster\n"
        "from kinerja_words.problems import Refused\n"
        "try: parse_roster(Path(sys.argv[1]).read_bytes(), 'file')\n"
        "except Refused as refused: print({p.code for p in refused.problems})"
    )

    def limits() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (300 * 2**20,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))

    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "file")], cwd=ROOT, preexec_fn=limits, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert wanted in done.stdout
