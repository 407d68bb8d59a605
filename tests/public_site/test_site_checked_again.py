"""After a small change the auditor reads what is new and what shows something changed, and trusts nobody's list for it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from public_site.assets import Asset
from public_site.build import Built, vouched

from kinerja.cli import building
from tests.public_site.samples import CONTENT, city
from tests.wording import refusing

CHANGED = "dinas-01-unit-001"


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
