"""A mistake in a release is put right in words, with a date, wherever the cycle's figures stand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from public_site.build import build

from publishing.audit.site import audit_site
from tests.public_site.conftest import BuiltSite, built
from tests.public_site.samples import CONTENT, senapelan
from tests.wording import refusing

FIRST = """
[[erratum]]
cycle = "2025-1"
date = "2025-08-04"
text = { id = "Kelurahan Kampung <Dalam> tertulis dua kali; 3 formulir dihitung pada unit lain.", en = "Kampung <Dalam> was listed twice; 3 forms were counted elsewhere." }
"""
SECOND = """
[[erratum]]
cycle = "2025-1"
date = 2025-09-01
text.id = "Nama unit pada catatan keliru."
"""


def content(folder: Path, errata: str) -> Path:
    shutil.copytree(CONTENT, folder)
    (folder / "errata.toml").write_text(errata, "utf-8")
    return folder


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Two cycles, the first with two errata."""
    folder = tmp_path_factory.mktemp("errata")
    return built(folder, senapelan(folder / "published", 2), content(folder / "content", FIRST + SECOND))


def test_it_works(mended: BuiltSite) -> None:
    page = mended.read("terbitan.html")
    first = page.index('id="ralat-2025-1-1"')
    assert page.index('id="ralat-2025-1-2"') < first
    assert '<time datetime="2025-08-04">4 Agustus 2025</time>' in page[first:]
    assert "Kampung &lt;Dalam&gt;" in page
    assert page.count("Ralat: belum ada.") == 1
    english = mended.read("en/terbitan.html")
    assert "was listed twice" in english
    assert '<span lang="id">Nama unit pada catatan keliru.</span>' in english


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_every_page_of_the_cycle_says_it_at_its_top(mended: BuiltSite, prefix: str) -> None:
    for path in sorted((mended.out / prefix / "2025-1").rglob("*.html")):
        page = path.read_text("utf-8")
        assert page.index("#ralat-2025-1-2") < page.index("#ralat-2025-1-1"), path
        assert page.index("#ralat-2025-1-1") - page.index('<p class="lead">') < 1500, path
    for other in ("2025-2/index.html", "terbaru/index.html", "panduan/index.html"):
        assert "#ralat-" not in mended.read(prefix + other)


def test_the_feed_tells_it(mended: BuiltSite) -> None:
    feed, english = mended.read("terbitan.atom"), mended.read("en/terbitan.atom")
    assert "<title>Ralat: Semester I 2025</title>" in feed
    assert "<updated>2025-08-04T00:00:00Z</updated>" in feed
    assert feed.index("2025-09-01") < feed.index("2025-08-04") < feed.index("2025-07-16")
    assert "was listed twice" in english


def test_the_auditor_accepts_words_and_counts_of_a_person(mended: BuiltSite) -> None:
    assert [str(f) for f in audit_site(mended.out, mended.packages)] == []


@pytest.mark.parametrize("words", ["Rata-rata komunikasi seharusnya 3,4.", "Seharusnya 35 % setuju.", "17"])
def test_a_new_figure_is_no_erratum(tmp_path: Path, words: str) -> None:
    text = f'[[erratum]]\ncycle = "2025-1"\ndate = "2025-08-04"\ntext = "{words}"\n'
    site = built(tmp_path, senapelan(tmp_path / "published", 1), content(tmp_path / "content", text))
    assert {f.rule for f in audit_site(site.out, site.packages)} & {"site_fixed", "site_constant"}


def test_the_newest_cycle_says_it_at_the_standing_address_too(tmp_path: Path) -> None:
    site = built(tmp_path, senapelan(tmp_path / "published", 1), content(tmp_path / "content", FIRST))
    assert "#ralat-2025-1-1" in site.read("terbaru/index.html")


def test_whoever_rebuilds_gets_the_errata_with_the_content(mended: BuiltSite, tmp_path: Path) -> None:
    shutil.unpack_archive(mended.out / "content.zip", tmp_path)
    assert (tmp_path / "content" / "errata.toml").read_text("utf-8") == FIRST + SECOND


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[erratum]]\ncycle = "2031-1"\ndate = "2031-08-04"\ntext = "Keliru."\n', "2031-1"),
        ('[[erratum]]\ncycle = "2025-1"\ndate = "2025-01-04"\ntext = "Keliru."\n', "dated|bertanggal"),
    ],
)
def test_an_erratum_of_another_time_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with refusing(said):
        build(senapelan(tmp_path / "published", 1), content(tmp_path / "content", text), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[[erratum]]\ndate = "2025-08-04"\ntext = "Keliru."\n',
            r"errata\.toml, line 1: erratum\[1\]\.cycle is missing",
        ),
        ('[[erratum]]\ncycle = "2025-1"\ntext = "Keliru."\n', r"line 1: erratum\[1\]\.date is missing"),
        ('[[erratum]]\ncycle = "2025-1"\ndate = "2025-02-30"\ntext = "Keliru."\n', r"line 3: erratum\[1\]\.date"),
        ('[[erratum]]\ncycle = "2025-1"\ndate = "20250804"\ntext = "Keliru."\n', r"line 3: erratum\[1\]\.date"),
        ('[[erratum]]\ncycle = "2025-1"\ndate = "2025-08-04"\n', r"line 1: erratum\[1\]\.text is missing"),
        (
            '[[erratum]]\ncycle = "2025-1"\ndate = "2025-08-04"\ntext = { id = " ", en = "" }\n',
            r"line 4: erratum\[1\]\.text",
        ),
        ('[[ralat]]\ncycle = "2025-1"\n', "line 1: the key ralat is unknown. Known: erratum"),
        ("erratum = 3\n", r"line 1: erratum is 3\. Expected: one section \[\[erratum\]\]"),
        ("[[erratum\n", "line 1: not valid TOML"),
    ],
)
def test_half_an_erratum_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with refusing(said):
        build(senapelan(tmp_path / "published", 1), content(tmp_path / "content", text), tmp_path / "out")
    assert not (tmp_path / "out").exists()
