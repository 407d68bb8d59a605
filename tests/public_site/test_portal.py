"""A portal of many offices: by name, beside the median of those that asked the same, and nothing that makes a ranking of them."""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from markupsafe import Markup
from public_site.build import BuildReport, build, compare
from public_site.package import Cell
from public_site.portal import TOLD, median, read_office, sources_of

from kinerja.cli.building import prepared
from kinerja_words.problems import Refused
from publishing.audit import mark
from publishing.audit.references import Library
from publishing.audit.sentences import Wrong
from tests.browser import check_in_light_and_dark, chromium
from tests.public_site.conftest import BuiltSite, Made
from tests.public_site.offices import GOLDEN, NAMES, office, write
from tests.public_site.reader import read
from tests.public_site.test_site_size import check_sizes

CITY = """
name = { id = "Kota Pekanbaru", en = "Pekanbaru City" }
site_title = { id = "Portal Kinerja", en = "Performance Portal" }
"""
ADDRESS = 'url = "https://portal.contoh.example/kinerja/"\n'
LIFTED = ({}, {"komunikasi": "0.1"}, {"komunikasi": "-0.2"}, {"komunikasi": "0.3"})


def staged(folder: Path, refused: list[tuple[str, str, str]], **offices: Mapping[str, Any]) -> Path:
    """Write what the command hands over: a folder an office, and who is not shown."""
    for name, how in offices.items():
        office(folder / f"kantor-{name}", **how)
    (folder / TOLD).write_text(json.dumps({"addresses": {}, "refused": refused}), "utf-8")
    return folder


def drawn(packages: Path, content: Path, out: Path, full: bool = False) -> BuildReport:
    return build(packages, content, out, full=full, check=prepared, checker=mark(packages), read=sources_of)


def made_of(folder: Path) -> BuiltSite:
    """Four offices that asked the same, one with another scale, one with other statements; one that did not pass."""
    four = {f"k{n}": {"name": name, "lifted": by} for n, (name, by) in enumerate(zip(NAMES, LIFTED, strict=True))}
    tool = json.loads((GOLDEN / "2024-1" / "instrument.json").read_bytes())
    other = copy.deepcopy(tool)
    other["criteria"][0]["items"][0]["text"]["id"] = "Melayani dengan kata lain."
    lone = {"name": "Rumah Sakit", "instrument": other}
    alien = {"name": "Puskesmas Tanah Tinggi", "instrument": tool | {"code": "lain"}}
    packages = staged(folder / "published", [("failed", "kantor-lima", "")], **four, lone=lone, alien=alien)
    (folder / "content").mkdir()
    (folder / "content" / "organisation.toml").write_text(ADDRESS + CITY, "utf-8")
    drawn(packages, folder / "content", folder / "public_html")
    return BuiltSite(folder / "public_html", packages, folder / "content")


@pytest.fixture
def portal(made: Made) -> BuiltSite:
    return made("portal", made_of)


def family(site: BuiltSite) -> str:
    (folder,) = site.out.glob("banding-*")
    return folder.name


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_it_works(portal: BuiltSite) -> None:
    home = portal.read("index.html")
    names = re.findall(r'<th scope="row"><a href="kantor-\w+/index.html">([^<]+)', home)
    assert names == sorted([*NAMES, "Puskesmas Tanah Tinggi", "Rumah Sakit"])
    assert "kantor-lima</b>: tidak lolos pemeriksaan" in home
    assert "Kota Pekanbaru" in home
    assert "Pekanbaru City" in portal.read("en/index.html")


def test_offices_stand_by_name_on_every_page_and_never_by_their_figures(portal: BuiltSite) -> None:
    page = portal.read(f"{family(portal)}/aspek-komunikasi.html")
    names = re.findall(r'<span class="n"><a [^>]+>([^<]+)', page)
    assert names == sorted(NAMES)
    assert [v for _, v in re.findall(r'results:(\d+):mean">([\d,]+)', page)] == ["3,8", "3,6", "3,3", "3,5"]
    assert "<ol" in page  # of lines without numbers: a list that counts would be a ranking
    assert "list-style:none" in re.search(r"\.dots[^{]*\{[^}]*", portal.read("gaya.css"))[0]  # type: ignore[index]


def test_what_differs_less_than_the_noise_is_drawn_on_the_median_and_called_alike(portal: BuiltSite) -> None:
    """3.8, 3.6, 3.3, 3.5: the median is 3.6 (3.55, half up); 3.6 and 3.5 are alike, 3.8 is 0.2 above, 3.3 is 0.3 below."""
    page = portal.read(f"{family(portal)}/aspek-komunikasi.html")
    lines = re.findall(r'<li><span class="n">.*?</li>', page, re.DOTALL)
    said = [words(line).rpartition("3,")[2][2:] for line in lines]
    assert said == ["di atas median", "setara", "di bawah median", "setara"]
    places = [re.findall(r'<svg x="([\d.]+%)"', line) for line in lines]
    center = {x for line in lines for x in re.findall(r'class="ln" x1="([\d.]+%)"', line)}
    assert center == {"65.0%"}
    assert places == [["70.0%"], ["65.0%"], ["57.5%"], ["65.0%"]]
    assert "Beda di bawah 0,2" in words(page)


def test_what_cannot_be_compared_is_said_with_its_reason(portal: BuiltSite) -> None:
    home = words(portal.read("index.html"))
    assert re.search(r"Puskesmas Tanah Tinggi : .*; instrumennya lain", home)
    assert re.search(r"Rumah Sakit : .*; pernyataannya lain", home)
    alone = portal.read("kantor-lone/index.html")
    assert "Tanpa median: kurang dari tiga kantor" in alone
    assert 'data-from="median' not in alone
    assert 'data-from="median' in portal.read("kantor-k0/index.html")


@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("instrumennya lain", lambda tool: tool.update(title="Kejahatan")),
        ("skalanya lain", lambda tool: tool["scale"]["labels"][0].update(id="Kejahatan")),
        ("pernyataannya lain", lambda tool: tool["criteria"][0]["name"].update(id="Kejahatan")),
        ("pernyataannya lain", lambda tool: tool["criteria"][0]["name"].update(en="Kejahatan")),
    ],
)
def test_no_office_words_what_is_said_of_the_others(why: str, change: Any, tmp_path: Path) -> None:
    """The first by its name stands for those that asked the same: what pages write of it has to be the same too."""
    tool = json.loads((GOLDEN / "2024-1" / "instrument.json").read_bytes())
    change(tool)
    four = {f"k{n}": {"name": name} for n, name in enumerate(NAMES)}
    packages = staged(tmp_path / "p", [], **four, first={"name": "Aaa", "instrument": tool})
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "organisation.toml").write_text(CITY, "utf-8")
    drawn(packages, tmp_path / "content", tmp_path / "out")
    assert re.search(rf"Aaa : .*; {why}", words((tmp_path / "out" / "index.html").read_text("utf-8")))
    pages = (p for way in ("", "en/") for p in (tmp_path / "out").glob(f"{way}banding-*/*.html"))
    assert not [p for p in pages if "Kejahatan" in p.read_text("utf-8")]


def cells(*raws: str) -> list[Cell | None]:
    return [Cell(Markup("r"), raw) for raw in raws]


@pytest.mark.parametrize(
    ("raws", "wanted"),
    [
        (("3.1", "3.9", "3.3"), "3.3"),
        (("3.1", "3.2", "3.3", "3.4"), "3.3"),  # half up
        (("x", "3.2", "3.3", "3.4"), "3.3"),
        (("3.2", "3.3"), ""),
        (("x", "3.2", "3.3"), ""),
        (("≤1.5", "≤1.5", "3.0"), "≤1.5"),
        (("≤1.5", "1.5", "1.5"), "1.5"),  # a plain 1.5 is more than a coded one
        (("≥4.5", "4.5", "4.5"), "4.5"),
        (("≤1.5", "1.5", "3.0"), "1.5"),
        (("≤1.5", "1.5", "1.6", "3.0"), "1.6"),
        (("≥4.5", "4.5", "3.0"), "4.5"),
        (("≤1.5", "≤1.5", "1.8", "2.0"), "≤1.7"),
        (("≤1.5", "≤1.5", "≥4.5", "≥4.5"), ""),
    ],
)
def test_a_median_of_shown_means_and_the_auditor_makes_the_same(
    raws: tuple[str, ...], wanted: str, tmp_path: Path
) -> None:
    found = median(Markup("m"), cells(*raws))
    assert (found.raw if found else "") == wanted
    places = []
    for n, raw in enumerate(raws):
        places.append(f"kantor-{n}/2024-1")
        (tmp_path / places[-1]).mkdir(parents=True)
        (tmp_path / places[-1] / "datapackage.json").write_text("{}")
        table = f"cycle,group_type,group,method,criterion,mean\n2024-1,organisation,*,self,a,{raw}\n"
        (tmp_path / places[-1] / "results.csv").write_text(table, "utf-8")
    library, reference = Library(tmp_path), f"median(self/a {' '.join(places)})"
    if wanted:
        assert library.value(reference) == wanted
    else:
        with pytest.raises(Wrong):
            library.value(reference)


def test_a_figure_that_is_not_the_packages_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = staged(tmp_path / "p", [], **{f"k{n}": {"name": name} for n, name in enumerate(NAMES)})
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "organisation.toml").write_text(CITY, "utf-8")
    right = median

    def wrong(ref: Markup, found: list[Cell | None]) -> Cell | None:
        made = right(ref, found)
        return made and made._replace(raw=str(Decimal(made.raw) + Decimal("0.1")))

    monkeypatch.setattr("public_site.portal.median", wrong)
    with pytest.raises(Refused):
        drawn(packages, tmp_path / "content", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_every_page_has_its_twin_its_policy_and_one_heading(portal: BuiltSite) -> None:
    pages = {p.relative_to(portal.out).as_posix() for p in portal.pages()}
    assert {p for p in pages if not p.startswith("en/")} == {
        p.removeprefix("en/") for p in pages if p.startswith("en/")
    }
    for page in portal.pages():
        tags = read(page).tags
        assert [a for t, a in tags if t == "meta" and "default-src 'none'" in a.get("content", "")], page
        assert [t for t, _ in tags].count("h1") == 1
        assert not {"script", "form", "style", "iframe"} & {t for t, _ in tags}


def test_its_pages_are_small(portal: BuiltSite) -> None:
    check_sizes(portal)


def test_of_a_hundred_offices_too(made: Made) -> None:
    """Two of the list's pages, three of each criterion's; every median is of all hundred."""

    def hundred(folder: Path) -> BuiltSite:
        names = [f"Unit Pelayanan Teknis Daerah {chr(65 + n % 26)}{chr(97 + n // 26)}" for n in range(100)]
        offices = {f"k{n}": {"name": name, "lifted": LIFTED[n % 4]} for n, name in enumerate(names)}
        packages = staged(folder / "published", [], **offices)
        (folder / "content").mkdir()
        (folder / "content" / "organisation.toml").write_text(CITY, "utf-8")
        drawn(packages, folder / "content", folder / "public_html")
        return BuiltSite(folder / "public_html", packages, folder / "content")

    site = made("portal-hundred", hundred)
    check_sizes(site)
    assert (site.out / "index-3.html").exists()
    assert len(list(site.out.glob("banding-*/aspek-komunikasi*.html"))) == 3
    found = [a for p in site.out.glob("daftar-isi*.html") for a in re.findall(r'href="(kantor-k\d+)/', p.read_text())]
    assert set(found) == {f"kantor-k{n}" for n in range(100)}


def test_the_index_has_an_office_under_each_word_of_its_name(portal: BuiltSite) -> None:
    index = portal.read("daftar-isi.html")
    for entry in ("Kecamatan Lima Puluh", "Lima Puluh, Kecamatan", "Puluh, Kecamatan Lima", "Komunikasi"):
        assert f">{entry}</a>" in index
    letters = re.findall(r"<h2>(.)</h2>", index)
    assert letters == sorted(letters)


def test_the_catalogue_is_dcat(portal: BuiltSite) -> None:
    schema = json.loads((Path(__file__).parent / "dcat.schema.json").read_text("utf-8"))
    file = schema["$defs"]["dataset"]["properties"]["dcat:distribution"]["items"]
    file["required"].remove("dct:license")  # each office's own to say
    catalogue = json.loads(portal.read("data/katalog.jsonld"))
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(catalogue)
    base = catalogue["@id"].removesuffix("data/katalog.jsonld")
    offered = [d["dcat:downloadURL"]["@id"] for s in catalogue["dcat:dataset"] for d in s["dcat:distribution"]]
    assert len(offered) == len(set(offered)) == len(list(portal.packages.rglob("datapackage.json")))
    assert all((portal.out / address.removeprefix(base)).is_file() for address in offered)
    assert len({s["@id"] for s in catalogue["dcat:dataset"]}) == len(offered)


def test_a_part_drawn_anew_is_the_whole_drawn_anew(portal: BuiltSite, tmp_path: Path) -> None:
    packages = shutil.copytree(portal.packages, tmp_path / "p")
    out = tmp_path / "out"
    first = drawn(packages, portal.content, out)
    assert compare(out, portal.out) == []
    again = drawn(packages, portal.content, out)
    assert (again.drawn, again.changed) == (0, False)
    shutil.rmtree(packages / "kantor-alien")
    office(packages / "kantor-alien", "Puskesmas Tanah Rendah", {"disiplin": "0.1"})
    part = drawn(packages, portal.content, out)
    assert 0 < part.drawn < first.drawn
    whole = drawn(packages, portal.content, tmp_path / "whole", full=True)
    assert whole.drawn == whole.files
    assert compare(out, tmp_path / "whole") == []


def test_from_its_archives_the_same_packages(portal: BuiltSite, tmp_path: Path) -> None:
    for archive in portal.out.glob("*/*/data/*.zip"):
        shutil.unpack_archive(archive, tmp_path)
    for path in sorted(p for p in portal.packages.rglob("*") if p.is_file() and p.name != TOLD):
        assert (tmp_path / path.relative_to(portal.packages)).read_bytes() == path.read_bytes(), path


@pytest.mark.parametrize(
    ("stated", "tool"),
    [
        ({"organisation": {"name": {"id": "", "en": ""}}}, {}),
        ({"organisation": {"name": {"id": "Kantor \u202egnoR", "en": "Kantor"}}}, {}),
        ({"organisation": {"name": {"id": "Kantor\u200b", "en": "Kantor"}}}, {}),
        ({"organisation": {"name": {"id": "Kantor\u034f", "en": "Kantor"}}}, {}),  # joins graphemes, unseen
        ({"organisation": {"name": {"id": "Kantor", "en": "Kantor\u3164"}}}, {}),  # an unseen letter
        ({"organisation": {"name": {"id": "Kantor\ufe0f", "en": "Kantor"}}}, {}),
        ({"organisation": {"name": {"id": "Kantor\u2800", "en": "Kantor"}}}, {}),  # empty Braille
        ({"organisation": {"name": {"id": "\u041aantor", "en": "Kantor"}}}, {}),  # the Cyrillic letter
        ({"organisation": {"name": {"id": "Kantor\u0308", "en": "Kantor"}}}, {}),  # a mark that composes with no r
        ({"organisation": {"name": {"id": "K\u0251ntor", "en": "Kantor"}}}, {}),  # Latin alpha, as an a
        (
            {"organisation": {"name": {"id": "Kantor\u01c3", "en": "Kantor"}}},
            {},
        ),  # a click letter, as an exclamation mark
        ({"organisation": {"name": {"id": "Kantor\u2024", "en": "Kantor"}}}, {}),  # as a full stop
        ({"organisation": {"name": {"id": "\uff2bantor", "en": "Kantor"}}}, {}),
        ({"organisation": {"name": {"id": "Ka\u0301\u0307ntor", "en": "Kantor"}}}, {}),
        ({"organisation": {"name": {"id": "K" * 101, "en": "K"}}}, {}),
        ({"organisation": {"name": {"id": "Kantor\nBaru", "en": "K"}}}, {}),
        ({"title": "\x1b]0;x\x07"}, {}),
        ({}, {"code": "../../x"}),
        ({}, {"title": {"id": "Instrumen\u2066", "en": "Instrument"}}),
    ],
)
def test_an_office_with_an_unfit_name_is_refused(stated: dict[str, Any], tool: dict[str, Any], tmp_path: Path) -> None:
    source = GOLDEN / "2023-2"
    files = {p.name: p.read_bytes() for p in source.iterdir()}
    files["instrument.json"] = json.dumps(json.loads(files["instrument.json"]) | tool).encode()
    name = "Kantor"
    write(tmp_path / "kantor-x" / "2023-2", files, name, "", **stated)
    with pytest.raises(Refused) as refused:
        read_office(tmp_path / "kantor-x")
    assert refused.value.problems[0].code == "portal.unfit"


def test_names_as_offices_have_them_are_fit(tmp_path: Path) -> None:
    name = "Kecamatan Senapelan – “Café” (Wilayah I), d\u2019Amboina & Sons\u00a0\u00c5"
    assert read_office(office(tmp_path / "kantor-x", name)).name.id == name
    for n, one in enumerate(("Kec. \u2116 3", "Cafe\u0301", "K\u01d6 \u00b7 \u2018a\u2019 \u2014 \u1ec7")):
        assert read_office(office(tmp_path / f"kantor-{n}", one)).name.id == one


@pytest.mark.browser
def test_axe_finds_nothing_in_light_or_dark_and_nothing_scrolls_sideways(portal: BuiltSite) -> None:
    pages = ["index.html", "kantor-k0/index.html", "kantor-lone/index.html", f"{family(portal)}/aspek-komunikasi.html"]
    pages += ["daftar-isi.html", "data.html", "en/index.html", "en/kantor-k0/index.html"]
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 320, "height": 740})
        for path in pages:
            page.goto((portal.out / path).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
            check_in_light_and_dark(page)
