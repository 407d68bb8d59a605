"""After a small change the auditor reads what is new and what shows something changed, and trusts nobody's list for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from public_site.build import build, walk
from public_site.errors import SiteError

from kinerja import building
from publishing.audit import site as audit
from tests.site.samples import CONTENT, city

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

    def watched(site: Path, found: Path, only: list[Path] | None = None) -> list[audit.Finding]:
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
    with pytest.raises(SiteError, match=CHANGED):
        building.build_site(packages, CONTENT, out)
