"""The public pages of a cycle whose predicates come from another system: they name it, and every figure is checked."""

from __future__ import annotations

import re
from pathlib import Path

from kinerja.cli.building import build_site
from kinerja_office import cycles, recap
from tests.anonymity.city import CYCLE
from tests.forms_world import ROOT
from tests.kinerja_office.elsewhere import A, by_unit, make, published

SOURCE = "e-Kinerja BKN 2"


def pages(folder: Path, counts: tuple[int, ...]) -> dict[str, str]:
    office = make(folder, levels_from=SOURCE)
    recap.import_recap(office, CYCLE, by_unit(counts), "rekap.csv", "hr")
    cycles.close_cycle(office, CYCLE, "hr")
    published(office, folder)
    office.store.close()
    build_site(folder / "published", ROOT / "content", folder / "site")
    return {p.name: p.read_text(encoding="utf-8") for p in (folder / "site" / CYCLE).rglob("*.html")}


def test_the_page_of_predicates_names_the_source_and_says_that_raters_are_not_known(tmp_path: Path) -> None:
    made = pages(tmp_path, A)
    page = re.sub(r"<[^>]*>", "", made["predikat.html"])
    assert f"Predikat ini ditetapkan dalam {SOURCE}, bukan lewat formulir di sini." in page
    assert "mulai 80 pegawai" in page
    assert re.search(r"80\s*%", page)


def test_of_too_few_it_says_from_how_many_they_would_be_shown(tmp_path: Path) -> None:
    made = pages(tmp_path, (8, 60, 3, 2, 2))
    page = re.sub(r"<[^>]*>", "", made["predikat.html"])
    assert "mulai 80 pegawai" in page
    assert "60" not in page
