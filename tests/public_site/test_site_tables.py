"""The tables over all cycles: each row says what its row of a package says, and a spreadsheet set to Indonesian reads numbers."""

import csv
import datetime
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import frictionless
import jsonschema
import openpyxl
import pytest
from public_site import combined

from kinerja_words.cells import harmless
from publishing.audit.site import audit_site
from tests.public_site import samples
from tests.public_site.conftest import BuiltSite, built
from tests.public_site.reader import read
from tests.public_site.samples import CONTENT, senapelan

TABLES = {"nilai": "results", "predikat": "predicates", "formulir": "participation", "tindak-lanjut": "follow_up"}


def rows_of(site: BuiltSite, table: str) -> list[dict[str, str]]:
    """Read a table as a spreadsheet set to Indonesian does."""
    data = (site.out / "data" / f"{table}.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def number(text: str) -> float:
    """Read a number with a decimal comma; a point would be a sign for thousands."""
    assert "." not in text
    return float(text.replace(",", "."))


def packed(site: BuiltSite, row: Mapping[str, str]) -> dict[str, str]:
    """Follow a row to the row of the package it names."""
    with (site.out / row["berkas"]).open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    return dict(zip(lines[0], lines[int(row["baris"]) - 1], strict=True))


@pytest.mark.parametrize("text", ["a;b", 'a"b', "a\nb", "a\r\nb", "", "=1+1", " a "])
def test_every_text_comes_back_as_it_was(text: str) -> None:
    line = combined._line((text, "b", None)) + ";" + combined._line((text,))
    read_back = next(csv.reader(io.StringIO(line, newline=""), delimiter=";"))
    kept = f"'{text}" if text.startswith("=") else text
    assert read_back == [kept, "b", "", kept]


@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_every_cycle_is_there_the_newest_first(site: BuiltSite, table: str) -> None:
    named = [(row["berkas"].split("/")[0], int(row["baris"])) for row in rows_of(site, table)]
    wanted = []
    for cycle in ("2026-1", "2025-2", "2025-1"):
        path = site.packages / cycle / f"{TABLES[table]}.csv"
        lines = len(path.read_text("utf-8").splitlines()) if path.exists() else 1
        wanted += [(cycle, n) for n in range(2, lines + 1)]
    assert named == wanted


def test_a_figure_is_a_number_with_its_least_and_most(site: BuiltSite) -> None:
    seen = set()
    for row in rows_of(site, "nilai"):
        source = packed(site, row)
        assert row["formulir"] == source["assessments"].replace("x", "")
        for name, column, ends in (
            ("rata_rata", "mean", (1, 5)), ("rendah", "low_share", (0, 100)), ("sedang", "mid_share", (0, 100)),
            ("tinggi", "high_share", (0, 100)),
        ):  # fmt: skip
            raw = source[column]
            told = [row[name + more] for more in ("", "_min", "_maks", "_sandi")]
            seen.add(raw[0] if raw[0] in "≤≥x" else "number")
            if raw == "x":
                assert told == ["", "", "", "x"]
            elif raw[0] in "≤≥":
                bound = float(raw[1:])
                assert told[0] == ""
                assert told[3] == raw.replace(".", ",")
                assert (number(told[1]), number(told[2])) == ((ends[0], bound) if raw[0] == "≤" else (bound, ends[1]))
            else:
                assert [number(t) for t in told[:3]] == [float(raw)] * 3
                assert told[3] == ""
    assert seen == {"number", "≤", "≥", "x"}


def test_the_upper_end_of_a_scale_is_the_most(survey_site: BuiltSite) -> None:
    top = {
        (row["tinggi_min"], row["tinggi_maks"])
        for row in rows_of(survey_site, "nilai")
        if row["tinggi_sandi"][:1] == "≥"
    }
    low = {
        (row["rendah_min"], row["rendah_maks"])
        for row in rows_of(survey_site, "nilai")
        if row["rendah_sandi"][:1] == "≤"
    }
    assert top <= {("90", "100")}
    assert low == {("0", "10")}


def test_codes_stand_beside_their_words(site: BuiltSite) -> None:
    row = next(r for r in rows_of(site, "nilai") if r["kelompok_kode"] == "*" and r["penilai_kode"] == "supervisor")
    assert (row["kelompok"], row["penilai"], row["aspek_kode"]) == ("Kecamatan Senapelan", "atasan", row["aspek_kode"])
    assert (row["periode"], row["mulai"], row["status"], row["status_kode"]) == (
        "Semester I 2026", "2026-01-01", "ditampilkan", "shown",
    )  # fmt: skip
    follow = rows_of(site, "tindak-lanjut")[0]
    assert (follow["keadaan"], follow["keadaan_kode"], follow["tenggat"]) == ("Berjalan", "doing", "2026-03-31")
    assert {r["predikat"] for r in rows_of(site, "predikat")} >= {"Sangat Baik", "Butuh Perbaikan"}


def test_the_workbook_holds_the_same_rows_typed(site: BuiltSite) -> None:
    book = openpyxl.load_workbook(site.out / "data" / "kinerja.xlsx")
    assert book.sheetnames == ["Keterangan", *TABLES]
    explained = {(row[0], row[1]) for row in book["Keterangan"].iter_rows(min_row=2, values_only=True)}
    for table in TABLES:
        written = rows_of(site, table)
        lines = list(book[table].iter_rows(values_only=True))
        assert [str(name) for name in lines[0]] == list(written[0])
        assert {(table, name) for name in written[0]} <= explained
        assert len(lines) == len(written) + 1
        for line, row in zip(lines[1:], written, strict=True):
            for value, text in zip(line, row.values(), strict=True):
                if isinstance(value, datetime.datetime):
                    assert value.date().isoformat() == text
                elif isinstance(value, int | float):
                    assert value == number(text)
                else:
                    assert (value or "") == text


def test_numbers_and_days_are_typed_wherever_they_stand(site: BuiltSite) -> None:
    description = json.loads(site.read("data/datapackage.json"))
    kinds = {r["name"]: {f["name"]: f["type"] for f in r["schema"]["fields"]} for r in description["resources"][:-1]}
    book = openpyxl.load_workbook(site.out / "data" / "kinerja.xlsx")
    for table, fields in kinds.items():
        for column in book[table].iter_cols():
            kind = fields[str(column[0].value)]
            found = {type(cell.value) for cell in column[1:] if cell.value is not None}
            assert found <= ({str} if kind == "string" else {datetime.datetime} if kind == "date" else {int, float}), column[0].value  # fmt: skip


def test_the_description_is_valid_and_says_what_is_missing(site: BuiltSite) -> None:
    assert frictionless.validate(str(site.out / "data" / "datapackage.json")).valid
    said = json.loads(site.read("data/datapackage.json"))
    assert said["licenses"] == [{"path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"}]
    assert said["contributors"][0]["title"] == "Kecamatan Senapelan"
    assert [s["title"] for s in said["sources"]] == ["Semester I 2025", "Semester II 2025", "Semester I 2026"]
    for resource in said["resources"][:-1]:
        assert resource["schema"]["missingValues"] == [""]
        assert all(f["description"] for f in resource["schema"]["fields"])
    first = frictionless.Package(str(site.out / "data" / "datapackage.json")).get_resource("nilai").read_rows(size=1)[0]
    assert float(first["rata_rata_maks"]) > 1
    assert first["periode"] == "Semester I 2026"


def test_the_catalogue_is_dcat(any_site: BuiltSite) -> None:
    path = any_site.out / "data" / "katalog.jsonld"
    if not path.exists():
        assert not list(any_site.packages.glob("*/datapackage.json"))
        return
    schema = json.loads((Path(__file__).parent / "dcat.schema.json").read_text("utf-8"))
    catalogue = json.loads(path.read_text("utf-8"))
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(catalogue)
    base = catalogue["@id"].removesuffix("data/katalog.jsonld")
    offered = [d["dcat:downloadURL"]["@id"] for s in catalogue["dcat:dataset"] for d in s["dcat:distribution"]]
    assert all((any_site.out / address.removeprefix(base)).is_file() for address in offered)
    assert len(catalogue["dcat:dataset"]) == 1 + len(list(any_site.packages.rglob("datapackage.json")))


def test_the_forms_of_the_statistics_office_say_null_for_what_is_not_known(site: BuiltSite) -> None:
    told = json.loads(site.read("data/metadata-statistik.json"))
    assert told["kegiatan"]["instansi_penyelenggara"] == "Kecamatan Senapelan"
    assert told["kegiatan"]["kode_wilayah_kemendagri"] == "14.71.05"
    assert told["kegiatan"]["kode_kegiatan"] is None
    assert [v["nama_variabel"] for v in told["variabel"]][:1] != [None]
    assert all(v["kalimat_pertanyaan"] for v in told["variabel"])
    assert len(told["indikator"]) == 3


def test_a_text_that_a_spreadsheet_would_calculate_is_quoted_in_csv_and_itself_in_the_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = "=+-@\t\uff1d\uff0b\uff0d\uff20"
    texts = [before + sign + "1+1" for sign in signs for before in ("", " ", "\u00a0'", ' "')]
    plain = ["_x000D_", "<r><t>9</t></r>", ' ;a\n"b" ', "&amp;lt;", "a=1", "a - b, c"]
    texts += [*plain, "a;=1", "a, +1", "a\n -1", "a\t@x", "\u0085=1", "\u2028=1"]
    head, *rows = samples.FURTHER["follow_up.csv"].splitlines(keepends=True)
    (row,) = (r for r in rows if "Pelatihan diadakan." in r)
    for n, text in enumerate(texts):
        quoted = '"' + text.replace('"', '""') + '"'
        rows.append(row.replace(",latihan,", f",latihan-{n},").replace("Pelatihan diadakan.", quoted))
    monkeypatch.setitem(samples.FURTHER, "follow_up.csv", head + "".join(sorted(rows)))
    packages = senapelan(tmp_path / "published")
    made = built(tmp_path, packages)
    in_csv = [row["isi"] for row in rows_of(made, "tindak-lanjut")]
    sheet = openpyxl.load_workbook(made.out / "data" / "kinerja.xlsx")["tindak-lanjut"]
    in_sheet = [cell.value for line in sheet.iter_rows() for cell in line]
    for text in texts:
        if text not in plain:
            assert text not in in_csv
        assert (text if text in plain else harmless(text)) in in_csv
        assert (f"'{text}" if text[:3] == "<r>" else text) in in_sheet
    cells = [c for line in sheet.iter_rows() for c in line if c.value == "=1+1"]
    assert [(c.data_type, c.quotePrefix) for c in cells] == [("s", True)]
    with zipfile.ZipFile(made.out / "data" / "kinerja.xlsx") as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet5.xml").decode()
    assert audit_site(made.out, packages) == []


def test_a_table_too_long_for_a_sheet_is_there_as_csv_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(combined, "LONGEST_SHEET", 100)
    monkeypatch.setattr("publishing.audit.combined.LONGEST", 100)
    packages = senapelan(tmp_path / "published")
    made = built(tmp_path, packages)
    book = openpyxl.load_workbook(made.out / "data" / "kinerja.xlsx")
    assert book.sheetnames == ["Keterangan", "predikat", "formulir", "tindak-lanjut"]
    told = [row for row in book["Keterangan"].iter_rows(values_only=True) if row[0] == "nilai"]
    assert [row[2] for row in told] == ["Terlalu panjang untuk buku kerja: hanya ada sebagai CSV."]
    assert len(rows_of(made, "nilai")) > 100
    assert made.read("data.html").count(str(told[0][2])) == 1
    assert audit_site(made.out, packages) == []
    monkeypatch.setattr("publishing.audit.combined.LONGEST", 5000)
    assert "site_unreadable" in [f.rule for f in audit_site(made.out, packages)]


def test_a_table_without_rows_has_its_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = samples.table
    monkeypatch.setattr(samples, "table", lambda head, rows: table(head, [] if head is samples.PREDICATES else rows))
    packages = senapelan(tmp_path / "published", 1)
    made = built(tmp_path, packages)
    assert rows_of(made, "predikat") == []
    assert openpyxl.load_workbook(made.out / "data" / "kinerja.xlsx")["predikat"].max_row == 1
    assert audit_site(made.out, packages) == []
    assert frictionless.validate(str(made.out / "data" / "datapackage.json")).valid


def test_the_same_packages_are_the_same_bytes_whatever_the_machine(tmp_path: Path) -> None:
    packages = senapelan(tmp_path / "published", 1)
    code = (
        "import sys,hashlib;from pathlib import Path;from public_site.build import build;"
        "build(Path(sys.argv[1]),Path(sys.argv[2]),Path(sys.argv[3]));"
        "print(*(hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted((Path(sys.argv[3])/'data').iterdir())))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code, packages, CONTENT, tmp_path / zone.replace("/", "-")],
            env={**os.environ, "TZ": zone, "LC_ALL": lang, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for zone, lang, seed in (("UTC", "C", "1"), ("Asia/Jayapura", "C.UTF-8", "2"))
    ]  # fmt: skip
    assert told[0] == told[1]
    assert told[0].count(" ") == 6
    with zipfile.ZipFile(
        tmp_path / "UTC" / "data" / "kinerja.xlsx"
    ) as archive:  # packing depends on a machine's library
        assert {(i.compress_type, i.date_time) for i in archive.infolist()} == {
            (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0))
        }


def test_an_office_without_packages_offers_none(empty_site: BuiltSite) -> None:
    assert not (empty_site.out / "data").exists()
    assert "belum ada terbitan" in empty_site.read("data.html").casefold()


def test_people_come_first_and_checkers_one_page_further(site: BuiltSite) -> None:
    page = site.read("data.html")
    assert page.index("kinerja.xlsx") < page.index("nilai.csv") < page.index("periksa.html")
    assert "SHA256SUMS" not in page
    assert 'read_csv("https://kinerja.senapelan.example/data/nilai.csv", sep=";", decimal=",")' in page.replace(
        "&#34;", '"'
    )
    assert "PerKI 1/2021" in page
    tags = read(site.out / "data.html").tags
    assert any(a.get("itemtype") == "https://schema.org/Dataset" for _, a in tags)
    check = site.read("periksa.html")
    for cycle in ("2025-1", "2025-2", "2026-1"):
        for file in ("tanda-terima.html", "data/SHA256SUMS", "data/plan.csv", "data/audit.json", "data.html"):
            assert f'"{cycle}/{file}"' in check
    for path in ("2026-1/data.html", "2026-1/tanda-terima.html", "terbitan.html", "tentang/bangun-ulang.html"):
        assert "periksa.html" in site.read(path), path


def test_the_request_form_is_linked_where_the_office_has_one(tmp_path: Path) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    office = content / "organisation.toml"
    address = "https://ppid.contoh.example/permohonan"
    office.write_text(
        office.read_text("utf-8").replace("[contact]\n", f'[contact]\nrequest_url = "{address}"\n'), "utf-8"
    )
    made = built(tmp_path, senapelan(tmp_path / "published", 1), content)
    assert f'href="{address}"' in made.read("data.html")
    assert address not in made.read("tentang/index.html").split('id="kontak"')[1].split("</section>")[0]
