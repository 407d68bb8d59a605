"""A robot walks the worked example's site as a stranger would: every link, every figure, every table of data."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag

import frictionless
import pytest

from tests.public_site.reader import Packages, Reading, internal, read, spoken

HIDDEN = {"id": "disembunyikan", "en": "withheld"}


@pytest.fixture(scope="module")
def walked(demo: Path) -> dict[str, Reading | None]:
    """Everything that can be reached from the home page by links alone; `None` for files that are no pages."""
    site, todo = demo / "public_html", ["index.html"]
    seen: dict[str, Reading | None] = {}
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        assert (site / here).is_file(), here
        seen[here] = read(site / here) if here.endswith((".html", ".svg")) else None
        todo += [path for path, _ in links(here, seen[here])]
    return seen


def links(here: str, reading: Reading | None) -> Iterator[tuple[str, str]]:
    """Return the links of a page as paths below the site, with what follows `#`."""
    for link in internal(reading) if reading else ():
        path, anchor = urldefrag(link)
        yield posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(path))) if path else here, anchor


def test_every_page_is_reached(demo: Path, walked: dict[str, Reading | None]) -> None:
    pages = {p.relative_to(demo / "public_html").as_posix() for p in (demo / "public_html").rglob("*.html")}
    assert pages - walked.keys() == {"404.html", "en/404.html", "cari.html", "en/cari.html"}  # the last two lead on


def test_every_link_lands_on_what_it_names(demo: Path, walked: dict[str, Reading | None]) -> None:
    """An anchor is there; `#row=2;5-7` names lines the file has."""
    rows = 0
    for here, reading in walked.items():
        for path, anchor in links(here, reading):
            target = walked[path]
            if anchor.startswith("row="):
                length = len((demo / "public_html" / path).read_text("utf-8").splitlines())
                named = [int(n) for span in anchor[4:].split(";") for n in span.split("-")]
                assert 2 <= min(named) <= max(named) <= length, (here, path, anchor)
                rows += 1
            elif anchor and target is not None:
                assert anchor in target.ids, (here, path, anchor)
    assert rows > 100


def test_every_figure_is_what_its_row_says(demo: Path, walked: dict[str, Reading | None]) -> None:
    packages, count = Packages(demo / "published"), 0
    for here, reading in walked.items():
        lang = "en" if here.startswith("en/") else "id"
        for figure in reading.figures if reading else ():
            if figure.ref.endswith(".md"):
                continue  # the commentary: words, not a figure
            value = packages.cell(figure.ref) if figure.kind == "data-cell" else packages.computed(figure.ref)
            if figure.ref.rsplit(":", 1)[-1].endswith(("_id", "_en", "owner")):
                assert " ".join(figure.text.split()) == " ".join(value.split()), (here, figure)
            else:
                assert spoken(figure, lang) == (HIDDEN[lang] if value == "x" else value), (here, figure)
            count += 1
    assert count > 4500  # predicates of fewer than 80 forms are two classes, not five


def test_the_rows_a_reader_is_sent_to_are_the_published_ones(demo: Path, walked: dict[str, Reading | None]) -> None:
    found = [
        path
        for path in walked
        if path.endswith(".csv") and path.split("/")[0] not in ("terbaru", "data") and "/" in path
    ]
    assert len(found) > 20
    for path in found:
        package, _, name = path.rpartition("/data/")
        assert (demo / "public_html" / path).read_bytes() == (demo / "published" / package / name).read_bytes()


def test_every_table_keeps_its_schema(demo: Path, walked: dict[str, Reading | None]) -> None:
    """Each cycle's downloads as a stranger finds them on the site; and each linked table is described there."""
    described: set[str] = set()
    for descriptor in sorted((demo / "public_html").glob("**/data/datapackage.json")):
        report = frictionless.validate(str(descriptor))
        assert report.valid, (descriptor, report.flatten(["rowNumber", "fieldName", "message"])[:5])
        folder = descriptor.parent.relative_to(demo / "public_html").as_posix()
        package = frictionless.Package(str(descriptor))
        described |= {f"{folder}/{r.path}" for r in package.resources if r.path and r.path.endswith(".csv")}
    assert {path for path in walked if path.endswith(".csv")} - described == {"kamus-data.csv"}
