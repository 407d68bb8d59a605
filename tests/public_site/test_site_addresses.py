"""Each page has an address of its own, and one that was published keeps leading on."""

from __future__ import annotations

import copy
import hashlib
import re
import shutil
from pathlib import Path

import pytest
from public_site.build import build
from public_site.words import file_names

from assessment.cycle import RESERVED
from kinerja_words.problems import Refused
from publishing.audit.site import audit_site
from tests.public_site.conftest import BuiltSite
from tests.public_site.samples import CONTENT, SENAPELAN_GROUPS, Spec, instrument, write_all


def hashed(name: str, text: str) -> str:
    return f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"


@pytest.mark.parametrize(
    ("parts", "left"),
    [
        ({"Seksi A": 1, "SEKSI A": 1, "Lain": 1}, {"seksi-a": ["Seksi A", "SEKSI A"]}),
        ({"Seksi A": 1, "Seksi-A": 1, "Seksi / A": 1}, {"seksi-a": ["Seksi A", "Seksi-A", "Seksi / A"]}),
        ({"Seksi": 2, "Seksi 2": 1}, {"seksi": ["Seksi"], "seksi-2": ["Seksi", "Seksi 2"]}),
        ({"Seksi": 1, "Seksi 2": 1}, {}),
        ({"x-2": 1, "X": 2, "y": 1}, {"x-2": ["x-2", "X"], "x": ["X"]}),
    ],
)
def test_no_two_names_share_a_file(parts: dict[str, int], left: dict[str, list[str]]) -> None:
    own, former = file_names(parts)
    assert former == left
    files = [file + (f"-{n + 1}" if n else "") for text, file in own.items() for n in range(parts[text])]
    assert len({f.casefold() for f in (*files, *former)}) == len(files) + len(former)
    for text, file in own.items():
        assert file.startswith(re.sub(r"[^a-z0-9]+", "-", text.lower()))


def test_no_file_is_called_like_a_device() -> None:
    own, former = file_names({"Con": 1, "LPT1": 1, "Console": 1})
    assert own == {"Con": hashed("con", "Con"), "LPT1": hashed("lpt1", "LPT1"), "Console": "console"}
    assert former == {}


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Two groups and two criteria whose names differ in case alone."""
    folder = tmp_path_factory.mktemp("alike")
    groups = (
        ("*", "", "SEKSI A + Seksi A + Kelurahan", 150),
        *((g, "*", g, 50) for g in ("SEKSI A", "Seksi A", "Kelurahan")),
    )
    tool = copy.deepcopy(instrument("berakhlak"))
    for code, criterion in zip(("a", "A"), tool["criteria"], strict=False):
        criterion["code"] = code
    mean = {"SEKSI A": 3.1, "Seksi A": 3.9}
    spec = Spec(
        "2026-1", "Satu", "2026-01-01", "2026-06-30", "2026-07-16", tool, groups, lambda g, m, c: mean.get(g, 3.5)
    )  # fmt: skip
    packages = write_all(folder / "published", [spec])
    build(packages, CONTENT, folder / "out")
    return BuiltSite(folder / "out", packages, CONTENT)


def test_two_groups_alike_have_two_pages_and_every_link_leads_to_its_own(alike: BuiltSite) -> None:
    assert audit_site(alike.out, alike.packages) == []
    listed = dict(
        re.findall(r'<a href="\.\./2026-1/(kelompok/seksi-a[^"]*)">([^<]+)</a>', alike.read("2026-1/kelompok.html"))
    )
    assert sorted(listed.values()) == ["SEKSI A", "Seksi A"]
    for path, name in listed.items():
        page = alike.read(f"2026-1/{path}")
        assert f"<h1>{name}</h1>" in page
        assert {"SEKSI A": "3,1", "Seksi A": "3,9"}[name] in page


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_the_address_they_shared_leads_on_to_both(alike: BuiltSite, prefix: str) -> None:
    page = alike.read(f"{prefix}2026-1/kelompok/seksi-a.html")
    targets = re.findall(r'<li><a href="([^"]+)">(SEKSI A|Seksi A)</a>', page)
    assert len(targets) == 2
    for href, name in targets:
        target = (alike.out / f"{prefix}2026-1/kelompok" / href).resolve()
        assert f"<h1>{name}</h1>" in target.read_text("utf-8")
    assert (alike.out / f"{prefix}2026-1/aspek-a.html").read_text("utf-8").count("<li><a href=") == 2


def test_an_address_that_nobody_else_claims_stays(site: BuiltSite, alike: BuiltSite) -> None:
    assert (alike.out / "2026-1/kelompok/kelurahan.html").is_file()
    assert (site.out / "2026-1/kelompok/sekretariat-seksi.html").is_file()


def cycle(folder: Path, id: str) -> Path:
    spec = Spec(
        id, "Satu", "2026-01-01", "2026-06-30", "2026-07-16", instrument("berakhlak"), SENAPELAN_GROUPS, lambda *_: 3.5
    )  # fmt: skip
    return write_all(folder / "published", [spec])


@pytest.mark.parametrize("id", ["en", "tentang", "panduan", "terbaru"])
def test_the_build_refuses_two_files_of_one_path(tmp_path: Path, id: str) -> None:
    with pytest.raises(Refused) as refused:
        build(cycle(tmp_path, id), CONTENT, tmp_path / "out")
    assert {p.code for p in refused.value.problems} == {"site.same_path"}
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("logo", "page"), [("IKON.svg", ""), ("ikon.svg", ""), ("", "index")])
def test_neither_logo_nor_guidance_page_takes_anothers_address(tmp_path: Path, logo: str, page: str) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    if logo:
        (content / logo).write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
        office = (content / "organisation.toml").read_text("utf-8")
        office = re.sub(r"(?m)^logo = .*\n", "", office)
        (content / "organisation.toml").write_text(f'logo = "{logo}"\n{office}', "utf-8")
    if page:
        (content / "pages" / f"{page}.id.md").write_text('+++\ntitle = "A"\ndescription = "B"\n+++\nC\n', "utf-8")
    with pytest.raises(Refused) as refused:
        build(cycle(tmp_path, "2026-1"), content, tmp_path / "out")
    assert "site.same_path" in {p.code for p in refused.value.problems}


def test_every_name_at_the_top_of_the_site_is_kept_from_cycles(site: BuiltSite, survey_site: BuiltSite) -> None:
    for built in (site, survey_site):
        cycles = {p.name for p in built.packages.iterdir()}
        top = {p.name.split(".")[0] for p in built.out.iterdir()} - cycles - {"", "_headers", "lambang"}
        assert top <= RESERVED
