"""Whoever rebuilds the site gets the same bytes: elsewhere, at another time, in another locale, in part or in full."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from public_site.app import Renderer
from public_site.build import build, compare
from public_site.content import read_content
from public_site.package_reading import read_packages
from public_site.site_pages import all_pages
from public_site.view import Site
from public_site.words import LANGS

from tests.public_site.conftest import BuiltSite
from tests.public_site.samples import (
    CONTENT,
    SENAPELAN_GROUPS,
    Spec,
    city,
    instrument,
    other_office,
    senapelan,
    senapelan_mean,
    write_all,
)

RUN = """
import sys
from pathlib import Path
from public_site.build import build
build(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
"""


@pytest.fixture(scope="module")
def elsewhere(site: BuiltSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same packages built by another process: elsewhere, in another zone and locale, by somebody with a careful umask."""
    folder = tmp_path_factory.mktemp("elsewhere")
    out = folder / "sub" / "folder" / "web"
    env = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", RUN, str(site.packages), str(CONTENT), str(out)]
    subprocess.run(command, check=True, env=env, cwd=folder, timeout=120, umask=0o077)
    return out


def test_it_works(site: BuiltSite, elsewhere: Path) -> None:
    assert compare(site.out, elsewhere) == []


def test_in_whatever_order_the_files_lie(site: BuiltSite, tmp_path: Path) -> None:
    for source in sorted(site.packages.rglob("*"), reverse=True):
        if source.is_file():
            target = tmp_path / "paket" / source.relative_to(site.packages)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    build(tmp_path / "paket", CONTENT, tmp_path / "out")
    assert compare(site.out, tmp_path / "out") == []


def test_in_whatever_order_pages_are_drawn_and_whatever_was_drawn_before(site: BuiltSite, tmp_path: Path) -> None:
    """What pages share is made by the first that needs it: no other page, language, depth, cycle or office may be seen in it."""
    content = [CONTENT, other_office(tmp_path / "office")]
    renderers = []
    for packages, of in ((site.packages, content[1]), (city(tmp_path / "city", 20), CONTENT), (site.packages, CONTENT)):
        whole = Site(read_packages(packages), read_content(of))
        renderers.append((Renderer(whole, all_pages(whole)), all_pages(whole)))
    todo = [(n, page, lang) for n, (_, pages) in enumerate(renderers) for page in pages for lang in LANGS]
    random.Random(7).shuffle(todo)
    for n, page, lang in todo:
        drawn = renderers[n][0].draw(page, lang)
        if n == 2:
            assert drawn == (site.out / ("en" if lang == "en" else "") / page.path).read_bytes(), page.path


def test_from_the_downloads_alone(site: BuiltSite, tmp_path: Path) -> None:
    for archive in site.out.glob("*/data/kinerja-*.zip"):
        shutil.unpack_archive(archive, tmp_path / "paket")
    shutil.unpack_archive(site.out / "content.zip", tmp_path)  # a folder of packages holds packages alone
    build(tmp_path / "paket", tmp_path / "content", tmp_path / "out")
    assert compare(site.out, tmp_path / "out") == []


def test_the_public_can_read_what_a_careful_umask_wrote(elsewhere: Path) -> None:
    for path in elsewhere.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path
    assert elsewhere.stat().st_mode & 0o777 == 0o755


def test_nothing_is_drawn_twice(tmp_path: Path) -> None:
    packages = senapelan(tmp_path / "published", 2)
    first = build(packages, CONTENT, tmp_path / "out")
    again = build(packages, CONTENT, tmp_path / "out")
    assert (first.drawn, again.drawn, again.kept) == (first.files, 0, first.files)
    assert not again.changed


def one_change(content: Path, packages: Path, out: Path, rng: random.Random, step: int) -> None:
    """Change something an office or a bad day might change."""
    kind = rng.choice(["page", "glossary", "colour", "title", "package", "figure", "damage", "orphan", "gone"])
    if kind == "page":
        page = rng.choice(sorted((content / "pages").glob("*.md")))
        page.write_text(page.read_text("utf-8") + f"\nCatatan {step}.\n", "utf-8")
    elif kind == "glossary":
        path = content / "glossary.toml"
        path.write_text(path.read_text("utf-8").replace("pegawai", f"pegawai{step}", 1), "utf-8")
    elif kind == "colour":
        path = content / "organisation.toml"
        path.write_text(path.read_text("utf-8").replace("#0b5d4e", f"#0b5d{rng.randrange(16, 99)}"), "utf-8")
    elif kind == "title":
        path = content / "organisation.toml"
        path.write_text(path.read_text("utf-8").replace("Kecamatan", "Kecamatan Baru", 1), "utf-8")
    elif kind == "damage":
        rng.choice(sorted(out.rglob("*.html"))).write_text("rusak", "utf-8")
    elif kind == "orphan":
        (out / f"sisa-{step}.html").write_text("sisa", "utf-8")
    elif kind == "gone":
        rng.choice(sorted(p for p in out.rglob("*") if p.is_file())).unlink()
    else:
        shutil.rmtree(packages)
        berakhlak, last = instrument("berakhlak"), rng.randrange(1, 4)
        specs = [
            Spec(
                f"2026-{n + 1}",
                f"Periode {n + 1}",
                f"2026-0{n + 1}-01",
                f"2026-0{n + 1}-28",
                f"2026-0{n + 2}-09",
                berakhlak,
                SENAPELAN_GROUPS,
                senapelan_mean((n + step) % 3),
                notes={"notes.md": f"Langkah {step}.\n"} if step % 2 else {},
            )
            for n in range(last)
        ]
        write_all(packages, specs)


@pytest.mark.parametrize("seed", range(2))
def test_in_part_is_the_same_as_in_full(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    packages, content, out = (
        senapelan(tmp_path / "published", 2),
        shutil.copytree(CONTENT, tmp_path / "content"),
        tmp_path / "out",
    )
    build(packages, content, out)
    for step in range(8):
        one_change(content, packages, out, rng, step)
        build(packages, content, out)
        build(packages, content, tmp_path / "full", full=True)
        assert compare(out, tmp_path / "full") == [], step


def test_a_changed_unit_redraws_its_own_pages_and_the_overviews(tmp_path: Path) -> None:
    packages = city(tmp_path / "published", groups=120, cycles=1)
    first = build(packages, CONTENT, tmp_path / "out")
    city(packages, groups=120, cycles=1, changed=["Dinas 03 / Unit 009"])
    report = build(packages, CONTENT, tmp_path / "out")
    assert 0 < report.drawn < first.files / 2
    build(packages, CONTENT, tmp_path / "full", full=True)
    assert compare(tmp_path / "out", tmp_path / "full") == []


def test_an_axis_that_changed_is_drawn_anew_on_the_pages_of_all_groups(tmp_path: Path) -> None:
    """One mean of one group decides how much of the scale the charts of the cycle show."""
    seen = set()
    for lowest in (3.4, 1.8):
        spec = Spec(
            "a", "A", "2025-01-01", "2025-06-30", "2025-07-01", instrument("berakhlak"), SENAPELAN_GROUPS,
            lambda group, method, criterion, lowest=lowest: lowest if (group, criterion) == ("Kelurahan", "loyal") else 3.4,
        )  # fmt: skip
        packages = write_all(tmp_path / "published", [spec])
        build(packages, CONTENT, tmp_path / "out")
        seen.add((tmp_path / "out" / "a" / "kelompok" / "sekretariat-seksi.html").read_bytes())
    assert len(seen) == 2
    build(packages, CONTENT, tmp_path / "full", full=True)
    assert compare(tmp_path / "out", tmp_path / "full") == []
