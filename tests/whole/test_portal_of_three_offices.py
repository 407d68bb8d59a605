"""A portal over the worked example, the second example office and bfi: three instruments, three scales, nothing to compare."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from publishing.audit.site import audit_site
from tests.another_office.test_another_office import _play as play_another_office
from tests.browser import check_in_light_and_dark, chromium
from tests.offices import once
from tests.public_site.conftest import BuiltSite
from tests.public_site.test_site_size import check_sizes
from tests.whole.conftest import ROOT, kinerja

BFI = ROOT / "tests" / "data" / "bfi"
CITY = 'name = { id = "Kota Contoh", en = "Example City" }\nurl = "https://portal.contoh.example/"\n'


def play_bfi(folder: Path) -> None:
    """2,800 people who answered about themselves alone, published by the command."""
    content = shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(BFI / "bfi.toml", content / "instruments")
    settings = content / "organisation.toml"
    named = re.subn("(?m)^name = .*", 'name = "Lembaga BFI"', settings.read_text("utf-8"), count=1)
    assert named[1] == 1
    settings.write_text(named[0], "utf-8")
    dates = ("--start", "2026-01-01", "--end", "2026-01-31")
    for words in (
        ["init"],
        ["roster", "import", BFI / "roster.csv", "--id-scheme", "any"],
        ["cycle", "create", "bfi", "--instrument", "bfi", "--title", "BFI", *dates],
        ["cycle", "open", "bfi"],
        ["assessments", "import", BFI / "assessments.csv", "--cycle", "bfi", "--create-assignments"],
        ["cycle", "close", "bfi"],
        ["publish", "bfi", "--yes"],
    ):
        done = kinerja("--data", folder / "data", "--content", content, *words, cwd=folder)
        assert done.returncode == 0, (words, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def portal(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The portal, by the command."""
    base = tmp_path_factory.getbasetemp()
    health = once(base, "another-office", play_another_office) / "data" / "published"
    bfi = once(base, "bfi-office", play_bfi) / "data" / "published"

    def make(folder: Path) -> None:
        (folder / "content").mkdir()
        (folder / "content" / "organisation.toml").write_text(CITY, "utf-8")
        given = [word for source in (demo / "published", health, bfi) for word in ("--from", source)]
        done = kinerja("--content", folder / "content", "portal", *given, "--out", folder / "web", cwd=folder)
        (folder / "said").write_text(f"{done.returncode}\n{done.stdout}{done.stderr}")

    folder = once(base, "portal-of-three", make)
    return BuiltSite(folder / "web", folder, folder / "content")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_it_works(portal: BuiltSite) -> None:
    said = (portal.packages / "said").read_text("utf-8")
    assert said.startswith("0\nPortal siap: 3 kantor, 0 sumber"), said
    names = re.findall(r'<th scope="row"><a [^>]+>([^<]+)', portal.read("index.html"))
    assert names == ["Kecamatan Senapelan", "Lembaga BFI", "Puskesmas Tanah Tinggi"]


def test_each_shows_its_newest_whole_cycle_and_what_came_in(portal: BuiltSite) -> None:
    home = words(portal.read("index.html"))
    assert "Kecamatan Senapelan Tahun 2025 61 dari 61 (atasan)" in home
    assert "Lembaga BFI BFI 2800 dari 2800 (diri sendiri)" in home
    assert "Puskesmas Tanah Tinggi Musim hujan" in home
    assert 'data-cell="kantor-kecamatan-senapelan/2025/results:' in portal.read("kantor-kecamatan-senapelan/index.html")


def test_nothing_is_compared_and_it_says_so(portal: BuiltSite) -> None:
    assert not list(portal.out.glob("banding-*"))
    home = words(portal.read("index.html"))
    assert "Tidak dibandingkan" in home
    for scale in ("skala 1 sampai 5", "skala 1 sampai 4", "skala 1 sampai 6"):
        assert scale in home
    for page in portal.out.glob("kantor-*/index.html"):
        assert "Tanpa median" in page.read_text("utf-8"), page


def test_every_figure_is_the_packages(portal: BuiltSite, tmp_path: Path) -> None:
    """Read from the portal's own archives, as anybody could."""
    for archive in portal.out.glob("*/*/data/*.zip"):
        shutil.unpack_archive(archive, tmp_path)
    assert [str(f) for f in audit_site(portal.out, tmp_path)] == []


def test_its_pages_are_small(portal: BuiltSite) -> None:
    check_sizes(portal)


@pytest.mark.browser
def test_axe_finds_nothing_and_nothing_scrolls_sideways(portal: BuiltSite) -> None:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 740})
        for path in sorted(p for p in portal.pages() if p.name != "404.html"):
            page.goto(path.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
            check_in_light_and_dark(page)
