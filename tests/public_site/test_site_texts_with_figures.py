"""Texts of people hold any number: word for word what a package or the office says, and nothing beside it."""

from __future__ import annotations

import copy
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from public_site.build import build

from publishing.audit.site import audit_site
from tests.public_site.samples import CONTENT, Spec, instrument, senapelan_mean, write_all

TITLE = "Semester I 2026 (revisi 1.1)"
NOTES = """# Angka 4,2 dan 45 %

Rata-rata kami **3,7** dan 45 %, lihat [laporan 2.0](https://contoh.example/2.0?a=1).

1. Ke*las*\\_satu naik 0,4; biaya 1.250.000
2. Target ≥ 4,5

| Aspek | 2.0 |
|---|---|
| `SPBE 2.0` | 3\\.7 |
"""
TABLES = {
    "training.csv": """cycle,programme,criterion,title_id,title_en,planned,held,participants,status
C,spbe,komunikasi,"Kelas SPBE 2.0, 45 %",SPBE 2.0 class,2026-03-10,2026-03-11,24,shown
""",
    "follow_up.csv": """cycle,action,criterion,text_id,text_en,owner,due,state,result_id,result_en
C,buku,keluhan,"1.000 warga, 3,7 %","1,000 people, 3.7 %",UPT Layanan 4.0,2026-03-31,doing,Naik 0,4,Rose by 0.4
""".replace("Naik 0,4", '"Naik 0,4"'),
    "responses.csv": """cycle,stage,theme,said_id,said_en,did_id,did_en
C,after,giliran,"Hanya 12,5 % yang didengar","Only 12.5 % were heard",Ditambah 1.5 jam,1.5 hours more
""",
}  # fmt: skip


def asked() -> dict[str, Any]:
    """Return an instrument with a decimal in every text it has."""
    tool = copy.deepcopy(instrument("berakhlak"))
    tool["title"] = {"id": "BerAKHLAK 2.1", "en": "BerAKHLAK 2.1"}
    tool["scale"]["labels"] = [{"id": f"Tingkat {n}.5", "en": f"Level {n}.5"} for n in range(1, 6)]
    for number, criterion in enumerate(tool["criteria"]):
        criterion["name"] = {
            "id": f"Layanan SPBE {number}.4 dan dukungan 10,5 % lintas",
            "en": f"SPBE {number}.4 service",
        }
        criterion["question"] = {"id": f"Apakah SPBE {number}.4 dipakai?", "en": f"Is SPBE {number}.4 in use?"}
        for item in criterion["items"]:
            item["text"] = {"id": f"Memakai SPBE {number}.6 pada 45 % berkas", "en": f"Uses SPBE {number}.6 in 45 %"}
            item["anchors"] = {"id": "Contoh 3,7", "en": "Example 3.7"}
    return tool


GROUPS = (
    ("*", "", "UPT Layanan 4.0 + Pasar / Pasar 1.000 Kios + Kelas 2,5", 161),
    ("UPT Layanan 4.0", "*", "UPT Layanan 4.0", 50),
    ("Kelas 2,5 + Pasar / Pasar 1.000 Kios", "*", "Kelas 2,5 + Pasar / Pasar 1.000 Kios", 61),
    ("Pasar 45 %", "*", "Pasar 45 %", 50),
)


def specs() -> list[Spec]:
    tool = asked()
    dates = [
        ("2025-2", "Tahap (1.5)", "2025-07-01", "2025-12-31", "2026-01-16"),
        ("2026-1", TITLE, "2026-01-01", "2026-06-30", "2026-07-16"),
    ]
    notes = [{"notes.md": NOTES}, {"notes.md": NOTES, **{n: t.replace("C,", "2026-1,") for n, t in TABLES.items()}}]
    return [
        Spec(*d, tool, GROUPS, senapelan_mean(2 * n), notes=notes[n], name={"id": "Puskesmas 2.0", "en": "Clinic 2.0"})
        for n, d in enumerate(dates)
    ]


def content(folder: Path) -> Path:
    """Return the office's own texts with decimals in its name and its training, and an erratum about such a name."""
    shutil.copytree(CONTENT, folder)
    office = (folder / "organisation.toml").read_text("utf-8")
    office = re.sub(r"(?m)^name = .*$", 'name = { id = "Puskesmas 2.0", en = "Clinic 2.0" }', office)
    (folder / "organisation.toml").write_text(office, "utf-8")
    training = (folder / "training.toml").read_text("utf-8")
    (folder / "training.toml").write_text(training.replace('title = { id = "', 'title = { id = "Kelas 1.5: '), "utf-8")
    errata = '[[erratum]]\ncycle = "2026-1"\ndate = "2026-08-03"\ntext = "Nama UPT Layanan 4.0 tertukar dengan Pasar 1.000 Kios."\n'
    (folder / "errata.toml").write_text(errata, "utf-8")
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("figures")
    packages = write_all(folder / "published", specs())
    build(packages, content(folder / "content"), folder / "out")
    return folder / "out", packages


def test_a_text_with_any_number_is_fine_on_every_page(written: tuple[Path, Path]) -> None:
    assert [str(f) for f in audit_site(*written)] == []


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("2026-1/index.html", TITLE, "(revisi 1.2)"),
        ("2026-1/index.html", TITLE, "1.1"),
        ("2026-1/index.html", TITLE, TITLE + " 3,7"),
        ("2026-1/index.html", TITLE, TITLE + " %"),
        ("2026-1/kelompok.html", "Pasar 1.000 Kios", "Pasar 1.001 Kios"),
        ("2026-1/kelompok.html", "Pasar 1.000 Kios", "1.000"),
        ("2026-1/kelompok.html", "UPT Layanan 4.0", "UPT Layanan 4.1"),
        ("2026-1/kelompok.html", "Kelas 2,5", "Kelas 2,57"),
        ("2026-1/tindak-lanjut.html", "1.000 warga, 3,7 %", "1.000 warga, 3,8 %"),
        ("2026-1/catatan.html", "<strong>3,7</strong>", "<strong>3,8</strong>"),
        ("2026-1/catatan.html", "<strong>3,7</strong>", "<strong>45 %</strong>"),
        ("2026-1/catatan.html", "45 %, lihat", "46 %, lihat"),
        ("2026-1/catatan.html", "Target ≥ 4,5", "Target ≥ 4,5, 3,7"),
        ("2026-1/gambar.svg", "SPBE 8.4", "SPBE 3.9"),
        ("terbitan.atom", TITLE, "Semester I 2026: 3,7"),
        ("terbitan.html", "UPT Layanan 4.0 tertukar", "UPT Layanan 4.0 seharusnya 3,7"),
    ],
)  # fmt: skip
def test_anything_beside_it_is_found(
    written: tuple[Path, Path], tmp_path: Path, file: str, right: str, wrong: str
) -> None:
    out, packages = written
    shutil.copytree(out, tmp_path / "out")
    page = tmp_path / "out" / file
    text = page.read_text("utf-8").replace("\u00a0", " ")
    assert right in text
    page.write_text(text.replace(right, wrong), "utf-8")
    assert audit_site(tmp_path / "out", packages, only=[page])


def test_a_name_that_is_a_bare_figure_is_not_taken_for_a_name(tmp_path: Path) -> None:
    groups = (GROUPS[0], ("3,7", "*", "3,7", 50), *GROUPS[2:])
    packages = write_all(tmp_path / "published", [replace(specs()[0], groups=groups)])
    build(packages, CONTENT, tmp_path / "out")
    assert [f for f in audit_site(tmp_path / "out", packages) if "3,7" in str(f)]
