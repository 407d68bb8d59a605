"""The three shares of a row as one bar: what is drawn where, what nobody may know is hatched, and the auditor measures it."""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

import pytest
from public_site import charts
from public_site.content import read_content
from public_site.package import Cell, Package, Row
from public_site.package_reading import read_packages
from public_site.view import Site, View

from publishing.audit.site import audit_site
from tests.public_site.conftest import BuiltSite
from tests.public_site.reader import read
from tests.public_site.samples import CONTENT

PART = re.compile(r'<svg(?: class="o")?(?: x="(\d+)%")? width="(\d+)%"[^>]*><rect class="(\w+)( hx)?"')


@pytest.fixture(scope="module")
def view(site: BuiltSite) -> View:
    return View(Site(tuple(read_packages(site.packages)), read_content(CONTENT)), "id", "index.html")


def row(view: View, low: str, mid: str, high: str) -> tuple[Package, Row]:
    """The organisation's row of the newest cycle with these shares."""
    package = view.site.packages[-1]
    table, found = package.tables["results"], next(iter(package.results.values()))
    said = {"low_share": low, "mid_share": mid, "high_share": high}
    return package, Row(table, found.n, tuple(said.get(c, found[c]) for c in table.columns))


def drawn(view: View, low: str, mid: str, high: str) -> dict[str, tuple[int, int, bool]]:
    """Where each band begins, how wide it is, and whether it is hatched."""
    package, source = row(view, low, mid, high)
    chart = charts.shares(view, package, [(charts.NOTHING, source, charts.NOTHING)])
    return {cls: (int(x or 0), int(width), bool(coded)) for x, width, cls, coded in PART.findall(chart)}


@pytest.mark.parametrize(
    ("low", "mid", "high", "low_at", "mid_at", "high_at"),
    [
        ("20", "30", "50", (80, 20, False), (50, 30, False), (0, 50, False)),
        ("20", "30", "45", (80, 20, False), (45, 35, False), (0, 45, False)),  # 95 in all
        ("20", "35", "50", (80, 20, False), (50, 30, False), (0, 50, False)),  # 105
        ("≤10", "25", "70", (90, 10, True), (70, 30, False), (0, 70, False)),
        ("≤10", "≤10", "≥90", (90, 10, True), (90, 10, True), (0, 90, False)),
        ("≤10", "≤10", "85", (90, 10, True), (85, 10, True), (0, 85, False)),
        ("15", "≤10", "70", (85, 15, False), (70, 10, True), (0, 70, False)),
        ("85", "≤10", "≤10", (15, 85, False), (5, 10, True), (0, 10, True)),
        ("≥90", "≤10", "≤10", (10, 90, False), (0, 10, True), (0, 10, True)),
        ("≤10", "≥90", "≤10", (90, 10, True), (0, 100, False), (0, 10, True)),
        ("40", "≤10", "65", (60, 40, False), (65, 0, True), (0, 65, False)),
    ],
)  # fmt: skip
def test_a_part_is_drawn_by_its_value_and_a_coded_end_hatched_up_to_its_bound(
    view: View, low: str, mid: str, high: str, low_at: object, mid_at: object, high_at: object
) -> None:
    assert drawn(view, low, mid, high) == {"lo": low_at, "mid": mid_at, "bar": high_at}


def test_what_is_withheld_is_an_empty_hatched_slot_with_its_word(view: View) -> None:
    package, source = row(view, "x", "x", "x")
    chart = charts.shares(view, package, [(charts.NOTHING, source, charts.NOTHING)])
    assert drawn(view, "x", "x", "x") == {}
    assert '<rect class="hx" width="100%"' in chart
    assert "disembunyikan" in chart
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", chart))


def test_bands_are_named_by_the_labels_of_their_points_else_by_the_points(view: View) -> None:
    package = view.site.packages[-1]
    assert charts.band(view, package, "high") == "sering atau hampir selalu"
    assert charts.band(view, package, "mid") == "kadang-kadang"
    bare = dataclasses.replace(package, instrument=dataclasses.replace(package.instrument, labels=()))
    assert re.sub(r"<[^>]*>", "", charts.band(view, bare, "high")) == "Tinggi (4–5)"


def test_every_share_on_a_page_is_written_for_those_who_cannot_see_the_bar(site: BuiltSite) -> None:
    """Once at its part of the bar, once in words."""
    page = read(site.out / "2026-1/aspek-komunikasi.html")
    found = [f.ref for f in page.figures if f.ref.endswith("_share")]
    assert found
    assert all(found.count(ref) == 2 for ref in found)


def test_the_auditor_finds_a_part_that_is_drawn_wider_than_an_equal_one(site: BuiltSite, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(site.out, out)
    page = next(
        p for p in sorted(out.glob("2026-1/aspek-*.html")) if p.read_text("utf-8").count('width="10%" data-cell') > 1
    )
    page.write_text(page.read_text("utf-8").replace('width="10%" data-cell', 'width="15%" data-cell', 1), "utf-8")
    assert [f.rule for f in audit_site(out, site.packages, [page])] == ["site_drawing"]


def test_the_pattern_of_what_is_hatched_is_on_each_page_that_has_it_and_once(any_site: BuiltSite) -> None:
    for page in any_site.pages():
        text = page.read_text("utf-8")
        assert text.count('id="h"') == ('hx"' in text), page


def test_a_bar_alone_is_hatched_only_where_it_holds_at_most_that(view: View) -> None:
    for raw, cls in (("≤10", "bar hx"), ("≥90", "bar"), ("40", "bar"), ("x", "hx")):
        chart = charts.bars(view, [(charts.NOTHING, Cell("2026-1/predicates:2:share", raw))])
        width = re.sub(r"\D", "", raw) or "100"
        assert f'<rect class="{cls}" width="{width}%"' in chart


def test_what_people_said_of_the_process_is_drawn_by_the_same_picture(site: BuiltSite) -> None:
    page = (site.out / "2026-1/pelibatan.html").read_text("utf-8")
    parts = re.findall(r'<svg class="o"[^>]*data-cell="2026-1/consultation:\d+:(\w+)_share"', page)
    assert parts == ["high", "low"] * 3
