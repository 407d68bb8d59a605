"""A page is drawn anew if anything it shows has changed, and as good as only then: whatever changes, a page that keeps its key
keeps its bytes."""

from __future__ import annotations

import csv
import io
import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from public_site.app import makers_of
from public_site.assets import assets
from public_site.build import keys_of
from public_site.content import Content, read_content
from public_site.package import Table
from public_site.package_reading import read_packages
from public_site.site_pages import all_pages
from public_site.view import Site

from tests.public_site.samples import CONTENT, FURTHER, Spec, city, dump, instrument, senapelan_mean, write_all
from tests.public_site.test_site_citizens import release, said

Files = Mapping[str, tuple[str, bytes]]
GROUPS = (
    ("*", "", "Bagian / Satu + Bagian / Dua + Kelurahan + Seksi", 104),
    ("Bagian", "*", "Bagian / Satu + Bagian / Dua", 43),
    ("Bagian / Dua", "Bagian", "Bagian / Dua", 20),
    ("Bagian / Satu", "Bagian", "Bagian / Satu", 23),
    ("Kelurahan", "*", "Kelurahan", 38),
    ("Seksi", "*", "Seksi", 23),
)
DATES = (
    ("2025", "2025-01-01", "2025-12-31", "2026-01-16"),
    ("2026-Q1", "2026-01-01", "2026-03-31", "2026-04-16"),
    ("2026-1", "2026-01-01", "2026-12-31", "2027-01-16"),
)


def told(cycle: str) -> Mapping[str, str]:
    """Return tables of a cycle besides its results, and words about it."""
    return {"notes.md": "Catatan.\n", **{name: text.replace("C,", f"{cycle},") for name, text in FURTHER.items()}}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years and a quarter, with everything a cycle may have."""
    folder = tmp_path_factory.mktemp("depends") / "published"
    specs = [
        Spec(
            id, id, start, end, published, instrument("berakhlak"), GROUPS, senapelan_mean(n % 2), period=id.removesuffix("-1"),
            methods=("self", "supervisor") if "Q" in id else ("self", "supervisor", "peer"), notes=told(id),
        )
        for n, (id, start, end, published) in enumerate(DATES)
    ]  # fmt: skip
    write_all(folder, specs)
    release(folder, said(), folder / "2026-1", "2027-02-01")
    return folder


@pytest.fixture(scope="module")
def site(packages: Path) -> Site:
    return Site(read_packages(packages), read_content(CONTENT))


def drawn(site: Site, kept: Files | None = None) -> Files:
    """Return every file of a site with its key, by path; of those whose key is not the one they had in `kept`, no bytes."""
    pages = all_pages(site)
    others = tuple(assets(site, pages))
    keys = keys_of(site, pages, others, "code")
    made = makers_of(site, pages, others)
    of_interest = {path for path in made if kept is None or kept.get(path, ("", b""))[0] == keys[path]}
    return {path: (keys[path], make() if path in of_interest else b"") for path, make in made.items()}


@pytest.fixture(scope="module")
def before(site: Site) -> Files:
    return drawn(site)


def forgotten(before: Files, after: Files) -> set[str]:
    """Return the files that would have been kept, and are other ones now."""
    return {
        path
        for path in before.keys() & after.keys()
        if before[path][0] == after[path][0] and before[path] != after[path]
    }


def redrawn(before: Files, after: Files) -> set[str]:
    """Return the files that would be drawn anew."""
    return {path for path in after if path not in before or before[path][0] != after[path][0]}


def other(value: str) -> str:
    """Return another figure or word in the place of one."""
    if value in ("shown", "withheld", "x"):
        return value
    if value in ("doing", "done"):
        return "done" if value == "doing" else "doing"
    if value.startswith(("≤", "≥")):
        return value[0] + other(value[1:])
    if value.replace(".", "").isdecimal():
        return str(round(float(value) - 0.3, 1)) if "." in value else str(int(value) + 1)
    return value + "x" if " " in value else value


def changed(data: bytes, n: int) -> bytes:
    """Return a CSV with other figures in its row of a number (the header is row 1)."""
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    columns = [c for c, name in enumerate(rows[0]) if name not in ("group", "parent", "members", "unit", "cycle")]
    for c in columns:
        rows[n - 1][c] = other(rows[n - 1][c])
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def with_row_changed(site: Site, cycle: int, name: str, n: int) -> Site:
    """Return the site with another row in a table of a cycle."""
    old = site.packages[cycle]
    data = changed(old.files[f"{name}.csv"], n)
    new = replace(
        old,
        files={**old.files, f"{name}.csv": data},
        tables={**old.tables, name: Table(old.id, name, data, old.tables[name].fine)},
    )
    return Site((*site.packages[:cycle], new, *site.packages[cycle + 1 :]), site.content)


def every_row(site: Site) -> Iterator[tuple[int, str, int]]:
    """Return every row of every table of the cycles."""
    for cycle, package in enumerate(site.packages):
        for name, table in package.tables.items():
            yield from ((cycle, name, row.n) for row in table)


def test_it_works(site: Site, before: Files) -> None:
    assert {p for p in before if p.endswith(".html")} > {
        "2026-1/kelompok/bagian-satu.html",
        "2025/tindak-lanjut.html",
        "2026-1/warga.html",
    }
    assert redrawn(before, drawn(Site(site.packages, site.content))) == set()


def test_one_row_changed_of_each_table_of_each_cycle(site: Site, before: Files) -> None:
    rng, tables = (
        random.Random(1),
        {(cycle, "follow_up"): [2] for cycle in (0, 1, 2)},
    )  # what is done is told elsewhere too
    for cycle, name, n in every_row(site):
        data = site.packages[cycle].files[f"{name}.csv"]
        if name != "follow_up" and changed(data, n) != data:
            tables.setdefault((cycle, name), []).append(n)
    for (cycle, name), rows in tables.items():
        after = drawn(with_row_changed(site, cycle, name, rng.choice(rows)), before)
        assert forgotten(before, after) == set(), (cycle, name)
        assert redrawn(before, after), (cycle, name)


@pytest.mark.parametrize(
    "key", ["title", "closed", "forms", "people_in_shown_rows", "disclosure", "fallback", "imported"]
)
def test_a_descriptor_changed(site: Site, before: Files, key: str) -> None:
    old = site.packages[-1]
    value = old.meta[key]
    more = (
        {k: v + 1 for k, v in value.items()}
        if isinstance(value, dict)
        else [["self", "loyal"]]
        if value == []
        else None
    )
    meta = old.meta | {key: more or (value + 1 if isinstance(value, int) else "2027-01-07")}
    new = replace(old, meta=meta, files={**old.files, "datapackage.json": dump({"kinerja": meta})})
    after = drawn(Site((*site.packages[:-1], new), site.content))
    assert forgotten(before, after) == set()
    assert before["2026-1/index.html"][1] != after["2026-1/index.html"][1] or key not in ("title", "closed")


def test_what_citizens_said_changed(site: Site, before: Files) -> None:
    *older, last = site.packages
    mirror = last.mirrors[-1]
    for row in mirror.table:
        data = changed(mirror.files["citizens.csv"], row.n)
        new = replace(mirror, files={**mirror.files, "citizens.csv": data}, table=Table(mirror.id, "citizens", data))
        after = drawn(Site((*older, replace(last, mirrors=(new,))), site.content), before)
        assert forgotten(before, after) == set(), row.values
        assert "2026-1/warga.html" in redrawn(before, after)


def pages_in(paths: set[str]) -> set[str]:
    """Return the pages among some files, in Indonesian."""
    return {p for p in paths if p.endswith(".html") and not p.startswith("en/")}


def test_a_new_cycle_leaves_alone_what_tells_of_others_only(site: Site, before: Files) -> None:
    """A further year came out and is the newest: the first year's own pages and files stay, but those that name all cycles."""
    was = drawn(Site(site.packages[:2], site.content))
    assert forgotten(was, before) == set()
    anew = redrawn(was, before) - {
        p for p in before if p.partition("en/")[2].startswith("2026-1/") or p[:7] == "2026-1/"
    }
    assert {"index.html", "terbaru/index.html", "daftar-isi.html", "data.html", "2025/index.html"} <= anew
    kept = was.keys() - anew
    files = {p for p in was if not p.endswith(".html") and p.startswith(("2025/", "2026-Q1/"))}
    assert files <= kept
    assert {"gaya.css", "ikon.svg", "content.zip", "robots.txt", "glosarium.html", "panduan/index.html"} <= kept
    of_groups = {p for p in was if p.startswith("2025/kelompok/") or p.startswith("2025/aspek-")}
    assert len(of_groups) > 10
    assert of_groups <= kept
    assert len(pages_in(anew)) < len(pages_in(set(was))) / 3, sorted(pages_in(anew))


def edited(folder: Path, name: str, old: str, new: str) -> Content:
    """Return the content with a file of it changed."""
    shutil.copytree(CONTENT, folder / "content")
    path = folder / "content" / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    return read_content(folder / "content")


def test_one_guide_edited_is_one_page(site: Site, before: Files, tmp_path: Path) -> None:
    guide = site.content.section("panduan")[0]
    text = guide.body["id"].strip().splitlines()[0]
    now = edited(tmp_path, f"pages/{guide.slug}.id.md", text, f"{text} Lagi.")
    after = drawn(Site(site.packages, now))
    assert forgotten(before, after) == set()
    path = f"panduan/{guide.slug}.html"
    assert redrawn(before, after) == {path, f"en/{path}", "content.zip"}
    assert before[path][1] != after[path][1]


def test_a_guides_title_is_on_the_pages_that_lead_to_it(site: Site, before: Files, tmp_path: Path) -> None:
    guide = site.content.section("panduan")[0]
    now = edited(tmp_path, f"pages/{guide.slug}.id.md", guide.title.plain("id"), "Judul yang lain")
    after = drawn(Site(site.packages, now))
    assert forgotten(before, after) == set()
    assert b"Judul yang lain" in after["panduan/index.html"][1]


@pytest.mark.parametrize("what", ["text", "term"])
def test_one_term_edited_is_the_glossary_and_where_its_word_is_linked(
    site: Site, before: Files, tmp_path: Path, what: str
) -> None:
    term = next(t for t in site.content.terms if not t.by_hand)
    old = getattr(term, what).plain("id")
    now = edited(tmp_path, "glossary.toml", old, f"{old} baru")
    after = drawn(Site(site.packages, now))
    assert forgotten(before, after) == set()
    anew = redrawn(before, after) - {"glosarium.html", "en/glosarium.html", "content.zip"}
    guides = {prefix + f"{g.section}/{g.slug}.html" for g in site.content.guides for prefix in ("", "en/")}
    assert anew == (guides if what == "term" else set())
    assert before["glosarium.html"][1] != after["glosarium.html"][1]


@pytest.mark.parametrize("what", ["cycle", "mirror"])
def test_what_came_out_is_drawn_anew_where_it_shows(site: Site, before: Files, what: str) -> None:
    """A quarter came out, or the first that citizens said: pages of groups and of what was asked do not show either."""
    first, quarter, last = site.packages
    earlier = (first, last) if what == "cycle" else (first, quarter, replace(last, mirrors=()))
    was = drawn(Site(earlier, site.content))
    assert forgotten(was, before) == set()
    anew = redrawn(was, before)
    shows = {"index.html", "2026-1/index.html", "terbitan.html", "data/katalog.jsonld"}
    assert shows | ({"2026-Q1/index.html", "2025/index.html"} if what == "cycle" else {"2026-1/warga.html"}) <= anew
    kept = {
        p
        for p in was
        if p.startswith(("2025/", "2026-1/")) and p.partition("/")[2][:8] in ("kelompok", "instrume", "tanda-te")
    }
    assert kept & anew == set()
    assert len(kept) > 12


def test_one_unit_of_a_city_changed_is_few_pages(tmp_path: Path) -> None:
    was, now = (
        drawn(Site(read_packages(city(tmp_path / name, 120, 1, changed)), read_content(CONTENT)))
        for name, changed in (("was", ()), ("now", ["Dinas 03 / Unit 009"]))
    )
    assert forgotten(was, now) == set()
    groups = {p for p in redrawn(was, now) if p.startswith("2024/kelompok/")}
    assert groups == {"2024/kelompok/dinas-03-unit-009.html", "2024/kelompok/dinas-03.html"}
    assert len({p for p in redrawn(was, now) if p.endswith(".html")}) < 50


def test_a_page_that_hatches_has_what_it_hatches_with_and_no_other(before: Files) -> None:
    pages = {path: data for path, (_, data) in before.items() if path.endswith(".html")}
    assert [path for path, data in pages.items() if (b'hx"' in data) != (data.count(b'<pattern id="h"') == 1)] == []
    assert len({b'hx"' in data for data in pages.values()}) == 2
