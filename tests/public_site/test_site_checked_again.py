"""After a small change the auditor reads what is new and what shows something changed, and trusts nobody's list for it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from public_site.assets import Asset
from public_site.build import Built, build, vouched, walk

from kinerja.cli import building
from publishing.audit import site as audit
from publishing.audit.report import Finding
from tests.public_site.samples import CONTENT, city
from tests.wording import refusing

CHANGED, OTHER = "dinas-01-unit-001", "dinas-01-unit-003"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same small city before and after one unit's figures were put right."""
    folder = tmp_path_factory.mktemp("two")
    for name, changed in (("before", ()), ("after", ["Dinas 01 / Unit 001"])):
        build(city(folder / f"packages-{name}", 40, 1, changed), CONTENT, folder / name)
    return folder / "before", folder / "after"


def test_it_works(two: tuple[Path, Path]) -> None:
    before, after = two
    again = {p.relative_to(after).as_posix() for p in building.touched(after, before, frozenset(walk(after)))}
    assert f"2024/kelompok/{CHANGED}.html" in again
    assert f"en/2024/kelompok/{CHANGED}.html" in again
    assert f"2024/kelompok/{OTHER}.html" not in again
    assert "panduan/index.html" not in again


def test_every_page_with_other_figures_is_read_again(two: tuple[Path, Path]) -> None:
    before, after = two
    again = {p.relative_to(after).as_posix() for p in building.touched(after, before, frozenset(walk(after)))}
    pages = [n for n in walk(after) if n.endswith((".html", ".svg"))]
    differ = {n for n in pages if (after / n).read_bytes() != (before / n).read_bytes()}
    data = {n for n in differ if "data.html" in n or "terbitan" in n}  # sizes and checksums only, which no row says
    assert differ - data <= again
    assert differ


def test_the_same_packages_are_not_read_again(two: tuple[Path, Path]) -> None:
    before, _ = two
    assert building.touched(before, before, frozenset(walk(before))) == []


def test_a_new_file_is_always_read(two: tuple[Path, Path]) -> None:
    before, _ = two
    kept = frozenset(walk(before)) - {"index.html"}
    assert building.touched(before, before, kept) == [before / "index.html"]


def test_another_version_of_the_auditor_reads_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages, out = city(tmp_path / "published", 20, 1), tmp_path / "out"
    seen: list[object] = []
    real = audit.audit_site

    def watched(site: Path, found: Path, only: list[Path] | None = None) -> list[Finding]:
        seen.append(only)
        return real(site, found, only)

    monkeypatch.setattr(audit, "audit_site", watched)
    building.build_site(packages, CONTENT, out)
    building.build_site(packages, CONTENT, out)
    assert seen == [None]
    memory = tmp_path / ".out.built.json"
    memory.write_text(memory.read_text("utf-8").replace('"checked":"', '"checked":"other'), "utf-8")
    building.build_site(packages, CONTENT, out)
    assert seen == [None, None]


def test_a_page_that_should_have_been_drawn_anew_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the site ever forgets what a page depends on, the auditor still reads that page."""
    from public_site.page import Page

    packages, out = tmp_path / "published", tmp_path / "out"
    monkeypatch.setattr(Page, "key", lambda self, base, lang: f"{lang}/{self.path}")
    building.build_site(city(packages, 20, 1), CONTENT, out)
    city(packages, 20, 1, ["Dinas 01 / Unit 001"])
    with refusing(CHANGED):
        building.build_site(packages, CONTENT, out)


def test_a_table_over_all_cycles_that_should_have_been_made_anew_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages, out, real = tmp_path / "published", tmp_path / "out", Asset.key
    monkeypatch.setattr(Asset, "key", lambda self, base: self.path if self.path[:5] == "data/" else real(self, base))
    building.build_site(city(packages, 20, 1), CONTENT, out)
    city(packages, 20, 1, ["Dinas 01 / Unit 001"])
    with refusing("nilai.csv"):
        building.build_site(packages, CONTENT, out)


def test_a_changed_word_makes_only_the_pages_with_it_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Content is part of what every page is drawn from, but pages drawn to the bytes that passed before stay vouched for."""
    packages, out, content = (
        city(tmp_path / "published", 20, 1),
        tmp_path / "out",
        shutil.copytree(CONTENT, tmp_path / "content"),
    )
    seen: list[set[str] | None] = []
    real = audit.audit_site

    def watched(site: Path, found: Path, only: list[Path] | None = None) -> list[Finding]:
        seen.append(None if only is None else {p.relative_to(site).as_posix() for p in only})
        return real(site, found, only)

    monkeypatch.setattr(audit, "audit_site", watched)
    building.build_site(packages, content, out)
    before = {n: (out / n).read_bytes() for n in walk(out)}
    page = content / "pages" / "tantangan.id.md"
    page.write_text(page.read_text("utf-8") + "\nSatu kalimat lagi.\n", "utf-8")
    building.build_site(packages, content, out)
    assert seen[0] is None
    again = seen[1]
    assert again is not None
    assert {n for n in walk(out) if before.get(n) != (out / n).read_bytes()} <= again
    assert {
        "panduan/tantangan.html",
        "content.zip",
        "periksa.html",
    } <= again  # the last tells the size of the one before
    assert "2024/kelompok/dinas-01-unit-003.html" not in again
    city(packages, 20, 1, ["Dinas 01 / Unit 001"])
    page.write_text(page.read_text("utf-8") + "\nSatu lagi.\n", "utf-8")
    building.build_site(packages, content, out)
    assert seen[-1] is None  # other packages and every page drawn anew: nothing is taken on trust


def test_a_page_whose_linked_file_has_another_size_is_read_again(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder, size in ((old, 3), (new, 4)):
        folder.mkdir()
        (folder / "content.zip").write_bytes(b"x" * size)
    page, other = Built("k", "same", ("content.zip",)), Built("k", "same", ("index.html",))
    archive = [Built("k", hashlib.sha256((f / "content.zip").read_bytes()).hexdigest()) for f in (old, new)]
    before, now = ({"data.html": page, "index.html": other, "content.zip": a} for a in archive)
    assert vouched(before, now, old, new, "/") == {"index.html"}
    assert vouched(before, before, old, old, "/") == set(before)
    assert vouched({}, now, old, new, "/") == frozenset()
