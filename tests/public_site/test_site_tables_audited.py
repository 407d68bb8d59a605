"""The auditor reads the tables over all cycles: a wrong cell, a missing or an additional row, and whatever else a workbook can hold."""

import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from publishing.audit.site import audit_site
from tests.public_site.conftest import BuiltSite

TABLES = ("nilai", "predikat", "formulir", "tindak-lanjut")


def found(site: BuiltSite, name: str, data: bytes, folder: Path, place: str = "data") -> list[str]:
    """Say what the auditor finds in one changed file."""
    path = folder / place / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    shutil.copy(site.out / "content.zip", folder)
    return [f"{f.rule} {f.where}" for f in audit_site(folder, site.packages, only=[path])]


def lines_of(site: BuiltSite, table: str) -> list[str]:
    return (site.out / "data" / f"{table}.csv").read_text("utf-8").splitlines(keepends=True)


@pytest.mark.parametrize("table", TABLES)
def test_a_sound_table_passes(site: BuiltSite, table: str, tmp_path: Path) -> None:
    assert found(site, f"{table}.csv", "".join(lines_of(site, table)).encode(), tmp_path) == []


@pytest.mark.parametrize("table", TABLES)
def test_every_wrong_cell_of_a_row_is_found(site: BuiltSite, table: str, tmp_path: Path) -> None:
    lines = lines_of(site, table)
    cells = lines[2].rstrip("\n").split(";")
    for n in range(len(cells)):
        wrong = [*cells]
        wrong[n] = "4,9" if wrong[n] != "4,9" else "4,8"
        data = "".join([*lines[:2], ";".join(wrong) + "\n", *lines[3:]]).encode()
        assert found(site, f"{table}.csv", data, tmp_path / str(n)) == [f"site_table data/{table}.csv:3"], n


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_an_additional_and_a_moved_row_are_found(site: BuiltSite, table: str, tmp_path: Path) -> None:
    lines = lines_of(site, table)
    for n, other in enumerate(
        (lines[:-1], [*lines, lines[-1]], lines[:1], [*lines[:1], lines[2], lines[1], *lines[3:]], lines[1:])
    ):
        assert found(site, f"{table}.csv", "".join(other).encode(), tmp_path / str(n)), n


def test_a_table_of_another_shape_is_found(site: BuiltSite, tmp_path: Path) -> None:
    text = "".join(lines_of(site, "nilai"))
    for n, data in enumerate((text.removeprefix("\ufeff").encode(), b"", text.replace(";", ",").encode(), b"\xff" + text.encode())):  # fmt: skip
        assert found(site, "nilai.csv", data, tmp_path / str(n)), n


def test_words_swapped_throughout_are_found(site: BuiltSite, tmp_path: Path) -> None:
    text = "".join(lines_of(site, "formulir"))
    text = text.replace("diri sendiri", "?").replace("atasan", "diri sendiri").replace("?", "atasan")
    assert found(site, "formulir.csv", text.encode(), tmp_path) == ["site_table data/formulir.csv:3"]


def repacked(site: BuiltSite, change: Callable[[dict[str, str]], Mapping[str, str]], path: Path) -> bytes:
    """Return the workbook with some of its parts changed."""
    with zipfile.ZipFile(site.out / "data" / "kinerja.xlsx") as archive:
        parts = {n: archive.read(n).decode() for n in archive.namelist()}
    with zipfile.ZipFile(path, "w") as target:
        for name, text in {**parts, **change(parts)}.items():
            if text:
                target.writestr(name, text)
    return path.read_bytes()


def swap(part: str, pattern: str, new: str) -> Callable[[dict[str, str]], Mapping[str, str]]:
    def change(parts: dict[str, str]) -> Mapping[str, str]:
        text, times = re.subn(pattern, new, parts[part], count=1)
        assert times == 1, pattern
        return {part: text}

    return change


SHEET, BOOK, WORDS = "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
LIES: Mapping[str, Callable[[dict[str, str]], Mapping[str, str]]] = {
    "a number": swap(SHEET, r'(<c r="K2"[^>]*><v>)[^<]*', r"\g<1>1.7"),
    "a number of a later row": swap(SHEET, r'(<c r="J20"[^>]*><v>)[^<]*', r"\g<1>7"),
    "a day": swap(SHEET, r'(<c r="B2"[^>]*><v>)[^<]*', r"\g<1>45000"),
    "a text": swap(WORDS, "Semester I 2026", "Semester I 2036"),
    "a number as text": swap(SHEET, r'<c r="J2"><v>', r'<c r="J2" t="s"><v>'),
    "a cell beyond": swap(SHEET, r'(<row r="2".*?)</row>', r'\g<1><c r="AZ2"><v>3</v></c></row>'),
    "a row beyond": swap(
        SHEET, "</sheetData>", '<row r="9000" spans="1:1"><c r="A9000"><v>3</v></c></row></sheetData>'
    ),
    "a row less": swap(SHEET, r'<row r="2".*?</row>', ""),
    "a formula": swap(SHEET, r'<c r="J2"><v>', r'<c r="J2"><f>1+1</f><v>'),
    "a picture in the sheet": swap(SHEET, "</worksheet>", '<drawing r:id="rId1"/></worksheet>'),
    "a rule that prints": swap(SHEET, "</sheetData>", "</sheetData><conditionalFormatting/>"),
    "an error": swap(SHEET, r'<c r="J2"><v>', r'<c r="J2" t="e"><v>'),
    "another sheet's name": swap(BOOK, 'name="nilai"', 'name="nilai2"'),
    "a hidden sheet": swap(BOOK, '<sheet name="nilai"', '<sheet state="hidden" name="nilai"'),
    "sheets swapped": swap("xl/_rels/workbook.xml.rels", "worksheets/sheet2.xml", "worksheets/sheet3.xml"),
    "a format that prints": swap("xl/styles.xml", r'formatCode="0\.0"', 'formatCode="&quot;3,7&quot;"'),
    "a format of the program's own": swap("xl/styles.xml", r'(<cellXfs.*?<xf numFmtId=)"165"', r'\1"9"'),
    "a style added": swap(
        "xl/styles.xml", r"</cellXfs>", '<xf numFmtId="9" fontId="0" fillId="0" borderId="0"/></cellXfs>'
    ),
    "a number shown as a day": swap(SHEET, r'<c r="J2"><v>', '<c r="J2" s="3"><v>'),
    "a day shown as a number": swap(SHEET, r'(<c r="B2") s="\d"', r"\1"),
    "a hidden row": swap(SHEET, r'(<row r="2" spans="[^"]*")', r'\1 hidden="1"'),
    "a row without height": swap(SHEET, r'(<row r="2" spans="[^"]*")', r'\1 ht="0" customHeight="1"'),
    "a hidden column": swap(SHEET, r"(<col [^>]*?)/>", r'\1 hidden="1"/>'),
    "a column without width": swap(SHEET, r'(<col [^>]*?width=")[^"]*', r"\g<1>0"),
    "a sheet that begins further down": swap(SHEET, 'topLeftCell="A2"', 'topLeftCell="A20"'),
    "a figure in the properties": swap("docProps/core.xml", "Kecamatan Senapelan<", "Kecamatan Senapelan: 3,7<"),
    "a name of a figure": swap(BOOK, "</definedNames>", '<definedName name="nilai">3.7</definedName></definedNames>'),
    "a figure in the explanation": swap(WORDS, "Nama periode", "Nama periode 3,7"),
    "a comment": lambda parts: {"xl/comments1.xml": "<comments/>"},
    "a picture": lambda parts: {"xl/drawings/drawing1.xml": "<x/>"},
    "no words": lambda parts: {WORDS: ""},
}


@pytest.mark.parametrize("kind", ["", ' t="str"', ' t="b"', ' t="inlineStr"', ' s="0" t="str"'])
def test_a_figure_in_an_empty_cell_is_found(site: BuiltSite, kind: str, tmp_path: Path) -> None:
    """Of what is withheld the cells are empty: whatever is written there is read."""

    def filled(parts: dict[str, str]) -> Mapping[str, str]:
        for number, inner in re.findall(r'<row r="(\d+)"[^>]*>(.*?)</row>', parts[SHEET]):
            if f'r="J{number}"' not in inner:
                return {
                    SHEET: parts[SHEET].replace(
                        f'<c r="N{number}"', f'<c r="J{number}"{kind}><v>7</v></c><c r="N{number}"'
                    )
                }
        raise AssertionError("nothing is withheld")

    assert found(site, "kinerja.xlsx", repacked(site, filled, tmp_path / "a.xlsx"), tmp_path / "s")


def test_a_sound_workbook_passes(site: BuiltSite, tmp_path: Path) -> None:
    assert found(site, "kinerja.xlsx", repacked(site, lambda parts: {}, tmp_path / "a.xlsx"), tmp_path / "s") == []


@pytest.mark.parametrize("lie", LIES)
def test_whatever_else_a_workbook_says_is_found(site: BuiltSite, lie: str, tmp_path: Path) -> None:
    data = repacked(site, LIES[lie], tmp_path / "a.xlsx")
    assert found(site, "kinerja.xlsx", data, tmp_path / "s")
    assert found(site, "lain.xlsx", data, tmp_path / "t", place="2026-1")


def test_another_table_beside_them_holds_no_figures(site: BuiltSite, tmp_path: Path) -> None:
    text = "".join(lines_of(site, "nilai"))
    assert found(site, "nilai-lain.csv", text.encode(), tmp_path / "a")
    assert found(site, "nilai.csv", text.encode(), tmp_path / "b", place="lain")
    assert found(site, "katalog.jsonld", b'{"a": "3,7"}', tmp_path / "c") == ["site_loose data/katalog.jsonld"]
