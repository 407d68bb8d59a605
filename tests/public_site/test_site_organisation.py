"""What the site says of people's predicates beside their organisation's: from published values only, with the rule."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from public_site.build import build
from public_site.cycle_pages import organisation
from public_site.package import Package, Table
from public_site.package_reading import read_packages
from public_site.view import Site, View

from publishing.audit.site import audit_site
from tests.public_site.samples import CONTENT, SENAPELAN_GROUPS, Spec, instrument, senapelan_mean, write_all

FIVE = ("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang")
UPPER, LOWER = "baik + sangat_baik", "butuh_perbaikan + kurang + sangat_kurang"
GIVEN = {"source": "LKjIP Kecamatan 2025", "day": "2026-01-08"}


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Package:
    spec = Spec(
        "2025",
        "Tahun 2025",
        "2025-12-15",
        "2026-01-15",
        "2026-05-12",
        instrument("berakhlak"),
        SENAPELAN_GROUPS,
        senapelan_mean(0),
    )
    (found,) = read_packages(write_all(tmp_path_factory.mktemp("one") / "published", [spec]))
    return found


def says(package: Package, given: str, shares: dict[str, str]) -> str:
    rows = "".join(f"2025,organisation,*,{p},{s},{'withheld' if s == 'x' else 'shown'}\n" for p, s in shares.items())
    table = Table("2025", "predicates", f"cycle,group_type,group,predicate,share,status\n{rows}".encode())
    meta = {**package.meta, "organisation_predicate": {"predicate": given, **GIVEN}} if given else package.meta
    one = replace(package, meta=meta, tables={**package.tables, "predicates": table})
    site = Site((one,), None)  # type: ignore[arg-type]  # the content is not looked at
    return organisation(View(site, "id", "2025/index.html"), one).striptags()


@pytest.mark.parametrize(
    ("given", "shares", "words"),
    [
        ("baik", dict(zip(FIVE, ("20", "65", "≤10", "≤10", "≤10"), strict=True)), "Sebagian besar pegawai juga berpredikat Baik: 65 %."),
        ("istimewa", dict(zip(FIVE, ("20", "65", "≤10", "≤10", "≤10"), strict=True)), "Kurang dari separuh pegawai berpredikat Sangat baik: 20 %."),
        ("baik", dict(zip(FIVE, ("40", "50", "≤10", "≤10", "≤10"), strict=True)), "Sekitar separuh pegawai berpredikat Baik: 50 %."),
        ("istimewa", dict(zip(FIVE, ("≥90", "≤10", "≤10", "≤10", "≤10"), strict=True)), "Sebagian besar pegawai juga berpredikat Sangat baik"),
        ("baik", {UPPER: "85", LOWER: "15"}, "Sebagian besar pegawai juga Baik atau Sangat Baik"),
        ("baik", {UPPER: "50", LOWER: "50"}, "Sekitar separuh pegawai Baik atau Sangat Baik"),
        ("baik", {UPPER: "40", LOWER: "60"}, "Jadi sebagian besar bukan Baik."),
        ("kurang", {UPPER: "40", LOWER: "60"}, "Berapa yang tepat Kurang tidak terbit"),
        ("baik", {UPPER: "x", LOWER: "x"}, "tidak dapat dikatakan"),
        ("baik", dict.fromkeys(FIVE, "x"), "tidak dapat dikatakan"),
    ],
)  # fmt: skip
def test_the_relation_is_said_as_far_as_it_is_published(
    package: Package, given: str, shares: dict[str, str], words: str
) -> None:
    text = says(package, given, shares).replace("\u00a0", " ")
    assert words.lower() in text.lower(), text
    assert "menurut LKjIP Kecamatan 2025 (8 Januari 2026)" in text
    assert "panduan, bukan kuota" in text


def test_nothing_is_said_where_nothing_was_entered(package: Package) -> None:
    assert says(package, "", {UPPER: "85", LOWER: "15"}) == ""


def test_the_pages_with_it_pass_the_auditor(tmp_path: Path) -> None:
    spec = Spec(
        "2025",
        "Tahun 2025",
        "2025-12-15",
        "2026-01-15",
        "2026-05-12",
        instrument("berakhlak"),
        SENAPELAN_GROUPS,
        senapelan_mean(0),
        organisation="baik",
    )
    build(write_all(tmp_path / "published", [spec]), CONTENT, tmp_path / "out")
    assert audit_site(tmp_path / "out", tmp_path / "published") == []
    for page in ("index", "predikat"):
        assert "LKjIP Kecamatan 2025" in (tmp_path / "out" / "2025" / f"{page}.html").read_text("utf-8")
    stated = json.loads((tmp_path / "published/2025/datapackage.json").read_text())["kinerja"]
    assert stated["organisation_predicate"]["predicate"] == "baik"
