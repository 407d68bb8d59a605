"""Where marks stand: the part of the scale an axis shows, and what those who did not answer leave open."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from public_site.build import build
from public_site.package import Package
from public_site.package_reading import read_packages

from publishing.audit.site import audit_site
from tests.public_site.conftest import BuiltSite
from tests.public_site.reader import read
from tests.public_site.samples import CONTENT, SENAPELAN_GROUPS, Spec, instrument, write_all

ORGANISATION = SENAPELAN_GROUPS[:1]


def package(folder: Path, *means: float, points: int = 5) -> Package:
    """A package of the organisation alone whose criteria have these means in turn, by every method."""
    asked = instrument("berakhlak")
    asked = {**asked, "scale": {**asked["scale"], "max": points, "labels": []}, "bands": {}}
    order = [c["code"] for c in asked["criteria"]]
    spec = Spec(
        "a", "A", "2025-01-01", "2025-06-30", "2025-07-01", asked, ORGANISATION,
        lambda group, method, criterion: means[order.index(criterion) % len(means)],
    )  # fmt: skip
    return read_packages(write_all(folder / "published", [spec]))[0]


@pytest.mark.parametrize(
    ("means", "points", "axis"),
    [
        ((3.4, 4.2), 5, (3, 5)), ((2.9, 4.2), 5, (2, 5)), ((3.4, 3.6), 5, (3, 5)), ((4.9,), 5, (3, 5)), ((1.2,), 5, (1, 3)),
        ((1.2, 4.9), 5, (1, 5)), ((2.4, 2.6), 5, (2, 4)), ((6.2, 7.4), 10, (5, 10)), ((9.4,), 10, (5, 10)),
    ],
)  # fmt: skip
def test_the_axis_is_the_part_of_the_scale_with_all_means_and_at_least_half_of_it(
    tmp_path: Path, means: tuple[float, ...], points: int, axis: tuple[int, int]
) -> None:
    assert package(tmp_path, *means, points=points).axis == axis


def test_the_axis_has_room_for_what_those_who_did_not_answer_leave_open(tmp_path: Path) -> None:
    found = package(tmp_path, 3.4, 4.2)
    asked = found.participation["*", "self"]
    asked.values = tuple("200" if c == "assigned" else asked[c] for c in asked.table.columns)
    assert found.axis == (1, 5)


def test_means_that_are_all_withheld_have_the_whole_scale(tmp_path: Path) -> None:
    spec = Spec(
        "a", "A", "2025-01-01", "2025-06-30", "2025-07-01", instrument("berakhlak"), ORGANISATION, lambda *_: 3,
        withheld=lambda *_: True,
    )  # fmt: skip
    (found,) = read_packages(write_all(tmp_path / "published", [spec]))
    assert found.axis == (1, 5)


@pytest.mark.parametrize(
    ("mean", "ends"),
    [(3.0, ("2.5", "3.5")), (4.9, ("3.625", "5")), (1.2, ("1", "2.375"))],
)
def test_what_is_open_is_everybody_else_at_the_lowest_and_at_the_highest_point(
    tmp_path: Path, mean: float, ends: tuple[str, str]
) -> None:
    """30 of 40 answered; a coded mean counts as its bound on one side and as its end of the scale on the other."""
    found = package(tmp_path, mean)
    row = next(r for r in found.tables["results"] if r["method"] == "self")
    row.values = tuple("30" if c == "assessments" else row[c] for c in row.table.columns)
    asked = found.participation["*", "self"]
    asked.values = tuple("40" if c == "assigned" else asked[c] for c in asked.table.columns)
    assert found.unanswered(row) == tuple(map(Decimal, ends))
    row.values = tuple("40" if c == "assessments" else row[c] for c in row.table.columns)
    assert found.unanswered(row) is None, "all answered"
    row.values = tuple("30" if c == "assessments" else row[c] for c in row.table.columns)
    asked.values = tuple(
        "x" if c in ("assigned", "assessments") else "withheld" if c == "status" else asked[c]
        for c in asked.table.columns
    )
    assert found.unanswered(row) is None, "nobody may know how many were asked"


def test_thin_lines_end_where_the_published_values_say(site: BuiltSite) -> None:
    page = (site.out / "2026-1/aspek-komunikasi.html").read_text("utf-8")
    (found,) = (p for p in read_packages(site.packages) if p.id == "2026-1")
    low, high = found.axis
    track = re.findall(r'<svg class="tr".*?</svg></li>', page, re.DOTALL)[0]
    rows = [found.results["*", m, "komunikasi"] for m in found.seen]
    wanted = []
    for row in rows:
        n, whole = int(row["assessments"]), int(found.participation["*", row["method"]]["assigned"])
        ends = [(n * float(row["mean"]) + (whole - n) * point) / whole for point in (1, 5)]
        wanted += [100 * (end - low) / (high - low) for end in ends if n < whole]
    drawn = [float(x) for pair in re.findall(r'class="iv" x1="([\d.]+)%" x2="([\d.]+)%"', track) for x in pair]
    assert wanted
    assert drawn == pytest.approx(wanted, abs=0.06)


def test_a_method_has_its_own_line_so_that_equal_means_hide_nobody(site: BuiltSite) -> None:
    page = (site.out / "2026-1/aspek-komunikasi.html").read_text("utf-8")
    track = re.findall(r'<svg class="tr".*?</svg></li>', page, re.DOTALL)[0]
    places = re.findall(r'<svg x="[\d.]+%" y="(\d+)" class="o">', track)
    assert places == ["11", "35", "59"]


def test_an_axis_that_is_broken_off_is_drawn_and_said_so(tmp_path: Path) -> None:
    for means, broken in (((3.4, 4.2), 1), ((1.2, 4.9), 0), ((2.4, 2.6), 2)):
        folder = tmp_path / str(broken)
        found = package(folder, *means)
        build(folder / "published", CONTENT, folder / "out")
        assert audit_site(folder / "out", folder / "published") == []
        page = folder / "out" / "a" / "aspek-komunikasi.html"
        assert page.read_text("utf-8").count('class="ct"') == broken
        said = f"Sumbu dari {found.axis[0]} sampai {found.axis[1]} saja; skalanya 1 sampai 5"
        assert (said in " ".join(read(page).text.split())) == bool(broken)
