"""After a small change the auditor reads what is new and what shows something changed, and trusts nobody's list for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from public_site.assets import Asset

from kinerja.cli import building
from tests.public_site.samples import CONTENT, city
from tests.wording import refusing

CHANGED = "dinas-01-unit-001"


def test_a_page_that_should_have_been_drawn_anew_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the site ever forgets what a page depends on, the auditor still reads that page."""
    from public_site.page import Page

    packages, out = tmp_path / "published", tmp_path / "out"
    monkeypatch.setattr(Page, "key", lambda self, base: self.path)
    building.build_here(city(packages, 20, 1), CONTENT, out)
    city(packages, 20, 1, ["Dinas 01 / Unit 001"])
    with refusing(CHANGED):
        building.build_here(packages, CONTENT, out)


def test_a_table_over_all_cycles_that_should_have_been_made_anew_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages, out, real = tmp_path / "published", tmp_path / "out", Asset.key
    monkeypatch.setattr(Asset, "key", lambda self, base: self.path if self.path[:5] == "data/" else real(self, base))
    building.build_here(city(packages, 20, 1), CONTENT, out)
    city(packages, 20, 1, ["Dinas 01 / Unit 001"])
    with refusing("nilai.csv"):
        building.build_here(packages, CONTENT, out)
