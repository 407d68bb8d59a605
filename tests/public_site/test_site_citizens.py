"""What citizens said stands beside the same criterion's means; every figure of it is the published one, and a page without says so."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
from pathlib import Path

import pytest
from public_site.build import build
from public_site.citizens import BANDS, answer, band, complaints, section
from public_site.content import read_content
from public_site.package import Cell
from public_site.package_reading import read_packages
from public_site.view import Site, View

from assessment.citizens import Measure
from kinerja_words.problems import Refused
from publishing.audit.site import Auditor, audit_site
from publishing.citizens import build as build_package
from publishing.package import package_hash, release_json, write_package
from tests.public_site.conftest import BuiltSite
from tests.public_site.samples import CONTENT, senapelan
from tests.publishing.citizens import OFFICE

DAY = "2026-08-01"
DAYS = ("2026-01-01", "2026-06-30", "Laporan SKM 2026 (±2,5 %)", "2026-07-02", "")


def said(index: str = "81.24") -> list[Measure]:
    return [
        Measure("Kecamatan 2", "skm", index, 214, "pelayanan", *DAYS),
        Measure("Kecamatan 2", "u8", "71.73", 214, "keluhan", *DAYS[:4], "Penanganan 9 pengaduan"),
        Measure("Kecamatan 2 / Sago", "skm", "64.99", 22, "", *DAYS),
        Measure("Kecamatan 2 / Sago", "u8", "68.18", 22, "keluhan", *DAYS),
        Measure("Kecamatan 2", "received", "43", 0, "keluhan", *DAYS),
        Measure("Kecamatan 2", "answered", "39", 0, "keluhan", *DAYS),
    ]


def release(packages: Path, rows: list[Measure], before: Path, day: str = DAY) -> Path:
    """Release what citizens said of 2026-1 behind another release."""
    files = build_package("2026-1", "Semester I 2026", rows, OFFICE, [])
    link = hashlib.sha256((before / "release.json").read_bytes()).hexdigest()
    files["release.json"] = release_json(f"citizens/2026-1-{day}", day, "", package_hash(files), link)
    files["audit.json"] = b'{"verdict": "NONE_FOUND", "findings": [], "checked": {}}\n'
    write_package(files, packages / "citizens" / f"2026-1-{day}")
    return packages / "citizens" / f"2026-1-{day}"


@pytest.fixture(scope="module")
def mirrored(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    folder = tmp_path_factory.mktemp("mirrored")
    packages = senapelan(folder / "published")
    release(packages, said(), packages / "2026-1")
    build(packages, CONTENT, folder / "out")
    return BuiltSite(folder / "out", packages, CONTENT)


def view(site: BuiltSite, lang: str = "id") -> View:
    return View(Site(read_packages(site.packages), read_content(CONTENT)), lang, "index.html")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_the_auditor_vouches_for_every_page(mirrored: BuiltSite) -> None:
    assert [str(f) for f in audit_site(mirrored.out, mirrored.packages)] == []


@pytest.mark.parametrize("page", ["2026-1/warga.html", "en/2026-1/aspek-*.html"])
@pytest.mark.parametrize(("old", "new"), [("71", "72"), ("214", "215"), ("Kecamatan 2", "Kecamatan 3"), ("43", "44")])
def test_a_wrong_figure_on_a_page_is_found(mirrored: BuiltSite, page: str, old: str, new: str) -> None:
    path = next(p for p in sorted(mirrored.out.glob(page)) if re.search(r"71[.,]73", p.read_text()))
    text = path.read_text()
    changed = re.sub(rf"(data-cell=\"citizens/[^>]*>){old}", rf"\g<1>{new}", text)
    assert changed != text
    path.write_text(changed)
    try:
        assert audit_site(mirrored.out, mirrored.packages, only=[path]) != []
    finally:
        path.write_text(text)


def test_a_criterion_shows_its_mirror_or_says_there_is_none(mirrored: BuiltSite, site: BuiltSite) -> None:
    pages = {p: p.read_text() for p in (mirrored.out / "2026-1").glob("aspek-*.html")}
    assert sum("citizens.csv" in text for text in pages.values()) == 2
    assert sum("Belum ada cermin warga untuk aspek ini" in text for text in pages.values()) == len(pages) - 2
    (complaint,) = (words(t) for t in pages.values() if "71,73" in t)
    assert "C, Kurang Baik" in complaint
    assert "tidak dapat dibandingkan" in complaint
    assert "43 masuk, 39 ditanggapi" in complaint
    assert max(text.count("memakai sumbu yang sama") for text in pages.values()) == 1, "said once on a page"
    assert "68" not in re.findall(r"\d+", (mirrored.out / "2026-1/warga.html").read_text()), "withheld"
    assert not (site.out / "2026-1/warga.html").exists()
    assert "Belum ada cermin warga" in next((site.out / "2026-1").glob("aspek-*.html")).read_text()


def test_the_home_page_has_a_line_of_it(mirrored: BuiltSite, site: BuiltSite) -> None:
    for lang, expected in (("id", "81,24 dari 100"), ("en", "81.24 out of 100")):
        here = view(mirrored, lang)
        assert here.site.latest
        assert expected in words(answer(here.site.latest, here))
        assert "43" in complaints(here, here.site.latest)
    there = view(site)
    assert there.site.latest
    assert "Belum ada cermin" in answer(there.site.latest, there)
    assert complaints(there, there.site.latest) == ""


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("25.00", "D"),
        ("64.99", "D"),
        ("65.00", "C"),
        ("76.60", "C"),
        ("76.61", "B"),
        ("88.30", "B"),
        ("88.31", "A"),
        ("100.00", "A"),
    ],
)
def test_bands_begin_and_end_where_they_do(mirrored: BuiltSite, value: str, code: str) -> None:
    assert band(view(mirrored), Cell("", value)).startswith(code)
    assert band(view(mirrored), Cell("", "x")) == ""
    assert value in {end for _, *ends in BANDS for end in ends}


def test_the_newest_is_shown_and_earlier_ones_are_named(mirrored: BuiltSite, tmp_path: Path) -> None:
    packages = senapelan(tmp_path / "published")
    first = release(packages, said(), packages / "2026-1")
    release(packages, said("90.00"), first, "2026-09-01")
    build(packages, CONTENT, tmp_path / "out")
    page = words((tmp_path / "out/2026-1/warga.html").read_text())
    assert "90,00" in page
    assert "81,24" not in page
    assert "1 Agustus 2026" in page
    assert "1 September 2026" in page
    assert (tmp_path / "out/citizens/2026-1-2026-08-01/data/citizens.csv").exists()
    feed = (tmp_path / "out/terbitan.atom").read_text()
    assert feed.count("2026-1/warga.html") == 2
    assert "Cermin warga, Semester I 2026" in feed
    found, seal = Auditor(tmp_path / "out", packages).look(
        "2026-1/warga.html", (tmp_path / "out/2026-1/warga.html").read_bytes()
    )
    assert found == []
    assert "rows citizens/2026-1-2026-09-01/citizens " in seal


@pytest.mark.parametrize("flat", [False, True])
def test_a_city_of_three_hundred_units_stays_light(flat: bool, tmp_path: Path) -> None:
    def unit(n: int) -> str:
        return f"Kelurahan Panjang Sekali {n}" if flat else "Kota" + f" / Kelurahan Panjang Sekali {n}" * (n > 0)

    rows = [
        Measure(
            unit(n),
            m,
            f"{70 + n % 9}.{n % 100:02}",
            16000 if n == 7 else 50 + n if n or flat else 90000,
            "keluhan",
            *DAYS,
        )
        for n in range(300)
        for m in ("skm", *(f"u{e}" for e in range(1, 10)))
    ]
    rows += [
        Measure(unit(n), m, str(20 + n if n else 60000), 0, "keluhan", *DAYS)
        for n in range(300)
        for m in ("received", "answered", "in_time")
    ]
    packages = senapelan(tmp_path / "published")
    release(packages, rows, packages / "2026-1")
    build(packages, CONTENT, tmp_path / "out")
    assert [str(f) for f in audit_site(tmp_path / "out", packages)] == []
    style = max(len(gzip.compress(f.read_bytes(), mtime=0)) for f in (tmp_path / "out").rglob("*.css"))
    pages = {f.name: f.read_bytes() for f in (tmp_path / "out" / "2026-1").glob("*.html")}
    assert max(style + len(gzip.compress(page, mtime=0)) for page in pages.values()) <= 14 * 1024
    assert all(any(unit(n).encode() in pages[p] for p in pages if p.startswith("warga")) for n in range(300))
    (complaint,) = (p.decode() for p in pages.values() if b"Di sini hanya unit terbesar" in p)
    largest = "Kelurahan Panjang Sekali 7" if flat else "Kota"
    assert largest in words(complaint)
    assert f"Warga memberi layanan {largest} indeks" in words((tmp_path / "out/index.html").read_text())


def test_a_changed_or_missing_one_is_refused(tmp_path: Path) -> None:
    packages = senapelan(tmp_path / "published")
    folder = release(packages, said(), packages / "2026-1")
    release(packages, said("90.00"), folder, "2026-09-01")
    kept = (folder / "citizens.csv").read_bytes()
    (folder / "citizens.csv").write_bytes(kept.replace(b"81.24", b"91.24"))
    with pytest.raises(Refused):
        read_packages(packages)
    (folder / "citizens.csv").write_bytes(kept)
    assert len(read_packages(packages)[-1].mirrors) == 2
    folder.rename(tmp_path / "away")
    with pytest.raises(Refused):
        read_packages(packages)


def test_of_complaints_only_what_is_shown_is_said(mirrored: BuiltSite, tmp_path: Path) -> None:
    few = [Measure("Kecamatan 2 / Sago", m, n, 0, "keluhan", *DAYS) for m, n in (("received", "4"), ("answered", "3"))]
    packages = shutil.copytree(mirrored.packages, tmp_path / "published")
    release(packages, [*said(), *few], packages / "citizens" / f"2026-1-{DAY}", "2026-08-09")
    v = View(Site(read_packages(packages), read_content(CONTENT)), "id", "index.html")
    package = v.site.by_id["2026-1"]
    criterion = next(c for c in package.instrument.criteria if c.code == "keluhan")
    text = words(section(v, package, criterion))
    assert "43 masuk" in text
    assert "disembunyikan masuk" not in text
    assert re.search(r"Sago : disembunyikan\s?\.", text)
    assert "()" not in text, "a withheld index has no band"
