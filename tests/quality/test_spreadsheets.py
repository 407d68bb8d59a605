"""LibreOffice set to Indonesian opens every table of the worked example: what is a number there is a number, and the same one."""

from __future__ import annotations

import csv
import datetime
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

pytestmark = pytest.mark.quality
SPREADSHEET = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>id-ID</value></prop></item>
</oor:items>"""
OURS = "--infilter=Text - txt - csv (StarCalc):59,34,76,1,,0,false,true"
"""Semicolon, quotes, UTF-8, from the first line, in the language of the settings, numbers and days recognised."""
PACKAGES = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true"
"""The import line of the page for checkers: comma, English."""
Cell = tuple[str, str]


def opened(folder: Path, files: Sequence[Path], *how: str) -> dict[str, dict[str, list[list[Cell]]]]:
    """Open files in LibreOffice and return their sheets: (type, value) of every cell."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing: apt-get install --no-install-recommends libreoffice-calc-nogui"
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, "utf-8")
    command = [
        soffice,
        f"-env:UserInstallation=file://{profile}",
        "--headless",
        *how,
        "--convert-to",
        "fods",
        "--outdir",
        folder,
    ]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=300)
    found = {}
    for file in files:
        tree = ET.parse(folder / f"{file.stem}.fods")  # noqa: S314  # written just now
        found[file.stem] = {
            str(sheet.get(f"{SPREADSHEET}name")): [list(cells(row)) for row in sheet.iter(f"{SPREADSHEET}table-row")]
            for sheet in tree.iter(f"{SPREADSHEET}table")
        }
    return found


def cells(row: ET.Element) -> Iterator[Cell]:
    """Return the cells of a row, without what lies beyond the last column a spreadsheet could fill."""
    for cell in row:
        kind = cell.get(f"{OFFICE}value-type", "")
        value = cell.get(f"{OFFICE}value") or cell.get(f"{OFFICE}date-value") or "".join(cell.itertext()).strip()
        times = int(cell.get(f"{SPREADSHEET}number-columns-repeated", "1"))
        yield from [(kind, value)] * (times if times < 100 else 0)


def same(kind: str, cell: Cell, text: str) -> bool:
    """Tell whether a cell is the typed value that a field of the description promises."""
    if not text:
        return cell[0] == ""
    if kind in ("number", "integer"):
        return cell[0] == "float" and float(cell[1]) == float(text.replace(",", "."))
    if kind == "date":
        return cell[0] == "date" and datetime.date.fromisoformat(cell[1]).isoformat() == text
    return cell[1].split() == text.split()


def test_the_tables_over_all_cycles_open_with_numbers(demo: Path, tmp_path: Path) -> None:
    folder = demo / "public_html" / "data"
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    kinds = {r["name"]: [f["type"] for f in r["schema"]["fields"]] for r in described if "schema" in r}
    files = [folder / f"{name}.csv" for name in kinds]
    separate = opened(tmp_path / "csv", files, OURS)
    together = opened(tmp_path / "xlsx", [folder / "kinerja.xlsx"])["kinerja"]
    compared = 0
    for name, types in kinds.items():
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, delimiter=";"))
        for sheet in (separate[name][name], together[name]):
            for line, row in zip(lines[1:], sheet[1 : len(lines)], strict=True):
                padded = row + [("", "")] * (len(line) - len(row))
                for kind, cell, text in zip(types, padded, line, strict=False):
                    assert same(kind, cell, text), (name, kind, cell, text)
                    compared += kind in ("number", "integer") and text != ""
    print(f"{compared} numbers read as numbers")
    assert compared > 5000


def test_the_packages_own_tables_open_by_the_import_line(demo: Path, tmp_path: Path) -> None:
    cycle = max((demo / "published").glob("*/datapackage.json")).parent
    files = sorted(cycle.glob("*.csv"))
    found = opened(tmp_path, [f for f in files if f.stem != "receipts"], PACKAGES)
    compared = 0
    for name, sheets in found.items():
        with (cycle / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        for line, row in zip(lines, sheets[name], strict=True):
            for text, cell in zip(line, row, strict=False):
                if re.fullmatch(r"\d+(\.\d+)?", text):
                    assert cell[0] == "float", (name, text, cell)
                    assert float(cell[1]) == float(text)
                    compared += 1
    assert compared > 100
