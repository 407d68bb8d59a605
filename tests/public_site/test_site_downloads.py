"""What people take away: whole, checkable, and the same for everybody."""

import csv
import hashlib
import json
import re
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from tests.public_site.conftest import BuiltSite, built
from tests.public_site.reader import read
from tests.public_site.samples import CONTENT, other_office, senapelan

CYCLE = "2026-1"
ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_package_is_there_as_it_was_published(site: BuiltSite) -> None:
    for source in (site.packages / CYCLE).iterdir():
        assert (site.out / CYCLE / "data" / source.name).read_bytes() == source.read_bytes()
        assert (site.out / "terbaru" / "data" / source.name).read_bytes() == source.read_bytes()


def test_the_archive_holds_the_package(site: BuiltSite) -> None:
    with zipfile.ZipFile(site.out / CYCLE / "data" / f"kinerja-{CYCLE}.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {n.split("/")[0] for n in names} == {CYCLE}
        assert {n.split("/")[1] for n in names} == {p.name for p in (site.packages / CYCLE).iterdir()}
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_checksums_hold(site: BuiltSite) -> None:
    folder = site.out / CYCLE / "data"
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder, check=True)


def test_json_says_what_the_tables_say(site: BuiltSite) -> None:
    document = json.loads(site.read(f"{CYCLE}/data/kinerja-{CYCLE}.json"))
    for name, rows in document["tables"].items():
        with (site.packages / CYCLE / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            assert rows == list(csv.DictReader(file))


def test_every_column_is_explained(site: BuiltSite) -> None:
    with (site.out / "kamus-data.csv").open(newline="", encoding="utf-8") as file:
        known = {(row["table"], row["column"]) for row in csv.DictReader(file) if row["id"] and row["en"]}
    for path in (site.packages / CYCLE).glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            for column in next(csv.reader(file)):
                assert (path.stem, column) in known, (path.stem, column)


@pytest.mark.parametrize("path", ["terbitan.atom", "en/terbitan.atom"])
def test_the_feed_names_each_release(site: BuiltSite, path: str) -> None:
    feed = ET.fromstring(site.read(path))  # noqa: S314  # our own file
    entries = feed.findall(f"{ATOM}entry")
    announced = [one["told"] for one in tomllib.loads((CONTENT / "calendar.toml").read_text("utf-8"))["release"]]
    assert len(entries) == 3 + len(announced)
    assert len({e.findtext(f"{ATOM}id") for e in entries}) == len(entries)
    newest = json.loads((site.packages / CYCLE / "release.json").read_text("utf-8"))["published"]
    assert feed.findtext(f"{ATOM}updated") == f"{max(newest, *announced)}T00:00:00Z"
    own, pages = "https://kinerja.senapelan.example/" + path, site.pages()
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": own, "alternate": own.replace("terbitan.atom", "index.html")}
    linked = {str(e.find(f"{ATOM}link").get("href")) for e in entries}  # type: ignore[union-attr]
    base = "https://kinerja.senapelan.example/"
    assert {site.out / href.removeprefix(base).split("#")[0] for href in linked} <= set(pages)


def test_a_feed_keeps_its_id_when_a_release_of_another_year_comes(site: BuiltSite, tmp_path: Path) -> None:
    earlier = built(tmp_path, senapelan(tmp_path / "published", 1), CONTENT)
    ids = [ET.fromstring(s.read("terbitan.atom")).findtext(f"{ATOM}id") for s in (earlier, site)]  # noqa: S314
    assert ids[0] == ids[1]
    assert ",2025:" in str(ids[0])


def test_a_feed_keeps_its_ids_when_the_office_changes_its_address(tmp_path: Path) -> None:
    """From format 3 on they are made of the first package; of older ones they stay what was published."""
    packages, content = senapelan(tmp_path / "published", 2), tmp_path / "content"
    shutil.copytree(CONTENT, content)
    (content / "calendar.toml").unlink()
    for path in packages.glob("*/datapackage.json"):
        path.write_text(path.read_text("utf-8").replace('"format": 1,', '"format": 3,'), "utf-8")
        told = json.loads((path.parent / "release.json").read_text("utf-8"))
        told["package"] = hashlib.sha256(path.read_bytes()).hexdigest()
        (path.parent / "release.json").write_text(json.dumps({**told, "previous": ""}), "utf-8")

    def ids(name: str) -> list[str | None]:
        feed = ET.fromstring(built(tmp_path / name, packages, content).read("terbitan.atom"))  # noqa: S314
        return [e.text for e in feed.iter(f"{ATOM}id")]

    before = ids("a")
    path = content / "organisation.toml"
    path.write_text(path.read_text("utf-8").replace("kepegawaian@senapelan.example", "baru@senapelan.example"), "utf-8")
    assert ids("b") == before
    assert len(set(before)) == 3
    assert all(str(one).startswith("urn:uuid:") for one in before)


def test_servers_find_the_page_for_what_is_missing_below_the_offices_address(survey_site: BuiltSite) -> None:
    assert "error_page 404 /kinerja/404.html;" in survey_site.read("nginx.conf")
    assert "ErrorDocument 404 /kinerja/404.html\n" in survey_site.read(".htaccess")


def test_a_site_with_an_address_has_a_map_without_times(survey_site: BuiltSite) -> None:
    tree = ET.fromstring(survey_site.read("sitemap.xml"))  # noqa: S314
    places = [e.text or "" for e in tree.iter() if e.tag.endswith("loc")]
    pages = {p.relative_to(survey_site.out).as_posix() for p in survey_site.pages()}
    assert {p.removeprefix("https://contoh.example/kinerja/") for p in places} == {
        p for p in pages if not p.endswith(("404.html", "cari.html"))
    }
    assert "lastmod" not in survey_site.read("sitemap.xml")
    assert "Sitemap: https://contoh.example/kinerja/sitemap.xml" in survey_site.read("robots.txt")


def test_a_site_without_an_address_has_no_map(tmp_path: Path) -> None:
    office = other_office(tmp_path / "content") / "organisation.toml"
    office.write_text(re.sub(r"(?m)^url = .*\n", "", office.read_text("utf-8"), count=1), "utf-8")
    made = built(tmp_path, tmp_path / "published", tmp_path / "content")
    assert not (made.out / "sitemap.xml").exists()
    assert "Sitemap" not in made.read("robots.txt")


def test_twins_are_named_with_their_full_address(survey_site: BuiltSite) -> None:
    tags = read(survey_site.out / "survey-1" / "index.html").tags
    twins = {a["hreflang"]: a["href"] for tag, a in tags if tag == "link" and "hreflang" in a}
    base = "https://contoh.example/kinerja/"
    assert twins == {
        "id": f"{base}survey-1/index.html",
        "en": f"{base}en/survey-1/index.html",
        "x-default": f"{base}survey-1/index.html",
    }


def test_a_data_set_says_what_it_is(site: BuiltSite) -> None:
    tags = read(site.out / CYCLE / "data.html").tags
    assert any(a.get("itemtype") == "https://schema.org/Dataset" for _, a in tags)
    properties = {a["itemprop"] for _, a in tags if "itemprop" in a}
    assert {
        "name",
        "description",
        "license",
        "creator",
        "datePublished",
        "temporalCoverage",
        "distribution",
        "citation",
    } <= properties


def test_every_receipt_can_be_found(site: BuiltSite, city_site: BuiltSite) -> None:
    for one, cycle in ((site, CYCLE), (city_site, "2024")):
        with (one.packages / cycle / "receipts.csv").open(newline="", encoding="utf-8") as file:
            codes = [row["receipt"] for row in csv.DictReader(file)]
        shown = [
            c
            for p in sorted((one.out / cycle).glob("tanda-terima*.html"))
            for c in re.findall(r"\b[0-9A-F]{12}\b", p.read_text("utf-8"))
        ]
        assert sorted(shown) == codes


def test_header_files_agree(site: BuiltSite) -> None:
    for name in ("_headers", ".htaccess", "nginx.conf"):
        assert "default-src 'none'; style-src 'self'; img-src 'self'" in site.read(name)
    for name in (".htaccess", "nginx.conf"):
        for kind in ("text/css", "text/csv", "image/svg+xml", "application/atom+xml"):
            assert re.search(rf"(?:DEFLATE|gzip_types) [^\n]*{re.escape(kind)}\b", site.read(name)), (name, kind)


def test_nothing_tells_when_it_was_built(site: BuiltSite, tmp_path: Path) -> None:
    import datetime

    today = datetime.datetime.now(tz=datetime.UTC)
    for path in site.out.rglob("*"):
        if path.is_file():
            assert today.strftime("%Y-%m-%dT").encode() not in path.read_bytes(), path
