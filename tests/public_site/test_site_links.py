"""A reader who follows every link arrives somewhere, in both languages, from the web, a sub-folder or a USB stick."""

import posixpath
import re
import shutil
from pathlib import Path

import pytest
from public_site.build import build
from public_site.markdown import Renderer
from public_site.view import View

from tests.public_site.conftest import BuiltSite
from tests.public_site.reader import internal, read
from tests.public_site.samples import CONTENT, senapelan
from tests.wording import refusing


def test_every_link_leads_to_a_file_and_an_anchor(any_site: BuiltSite) -> None:
    for page in any_site.pages():
        here = page.relative_to(any_site.out).as_posix()
        for link in internal(read(page)):
            path, _, anchor = link.partition("#")
            if here.endswith("404.html"):
                path = path.removeprefix("/kinerja/").removeprefix("/")
                target = any_site.out / (path or here)
            else:
                assert not path.startswith("/"), (here, link)
                target = any_site.out / posixpath.normpath(
                    posixpath.join(posixpath.dirname(here), path or posixpath.basename(here))
                )
            assert target.is_file(), (here, link)
            if anchor and target.suffix == ".html":
                assert anchor in read(target).ids, (here, link)


def test_every_page_is_reached_from_home(any_site: BuiltSite) -> None:
    seen: set[str] = set()
    todo = ["index.html"]
    while todo:
        here = todo.pop()
        if here in seen or not here.endswith(".html"):
            continue
        seen.add(here)
        for link in internal(read(any_site.out / here)):
            path = link.partition("#")[0]
            if path:
                todo.append(posixpath.normpath(posixpath.join(posixpath.dirname(here), path)))
    pages = {p.relative_to(any_site.out).as_posix() for p in any_site.pages()}
    assert pages - seen == {f"{lang}{page}.html" for lang in ("", "en/") for page in ("404", "cari")}


def test_the_former_address_of_the_table_of_contents_leads_on(any_site: BuiltSite) -> None:
    for lang in ("", "en/"):
        main = any_site.read(f"{lang}cari.html").partition("<main")[2].partition("</main>")[0]
        assert re.search(r'<li><a href="[^"]*daftar-isi.html">', main)


def test_both_languages_have_the_same_pages(any_site: BuiltSite) -> None:
    pages = {p.relative_to(any_site.out).as_posix() for p in any_site.pages()}
    english = {p.removeprefix("en/") for p in pages if p.startswith("en/")}
    assert english == {p for p in pages if not p.startswith("en/")}
    for page in english:
        assert '<html lang="en">' in any_site.read(f"en/{page}")
        assert '<html lang="id">' in any_site.read(page)


def test_a_link_to_nothing_fails_the_build(tmp_path: Path) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    page = next((content / "pages").glob("*.id.md"))
    page.write_text(page.read_text("utf-8") + "\n[ke mana](page:tidak-ada)\n", "utf-8")
    with refusing(r"page:tidak-ada in pages/\S+ leads nowhere"):
        build(senapelan(tmp_path / "published", 1), content, tmp_path / "out")
    assert not (tmp_path / "out").exists()


RUNS = (
    "javascript:alert(1)", "JavaScript:alert(1)", "java&#9;script:alert(1)", "&#106;avascript:alert(1)", "javascript&colon;alert(1)",
    "vbscript:x", "data:text/html,x", "file:///etc/passwd", "blob:x", "ftp://kantor.example/x", "x-y.z+1:x",
)  # fmt: skip
LEADS = (
    "https://kantor.example/a:b",
    "HTTP://kantor.example",
    "mailto:a@kantor.example",
    "tel:+62761",
    "#kontak",
    "?x=a:b",
    "//kantor.example",
)


@pytest.mark.parametrize("url", ["JavaScript:alert(1)", "data:text/html,x"])
def test_a_link_that_runs_something_is_refused(tmp_path: Path, url: str) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    page = next((content / "pages").glob("*.id.md"))
    page.write_text(page.read_text("utf-8") + f"\n[ke mana]({url})\n", "utf-8")
    with refusing(r"in pages/\S+ must not stand there"):
        build(senapelan(tmp_path / "published", 1), content, tmp_path / "out")


@pytest.mark.parametrize("url", RUNS)
def test_in_published_words_it_is_only_its_words(url: str) -> None:
    renderer = Renderer("notes/2025-1.id.md")
    renderer.published = True
    assert renderer.link("ke mana", url) == "ke mana"
    renderer.published = False
    with refusing("must not stand there"):
        renderer.link("ke mana", url)


@pytest.mark.parametrize("url", LEADS)
def test_a_link_to_a_page_a_mailbox_or_a_telephone_stands(url: str) -> None:
    renderer = Renderer("notes/2025-1.id.md")
    renderer.published = False
    renderer.view = View(None, "id", "index.html")  # type: ignore[arg-type]  # no address of these asks the site
    assert renderer.link("ke mana", url) == f'<a href="{url}">ke mana</a>'


def test_a_relative_link_to_nothing_fails_the_build(tmp_path: Path) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    page = next((content / "pages").glob("*.id.md"))
    page.write_text(page.read_text("utf-8") + "\n[ke mana](../hilang.html)\n", "utf-8")
    with refusing(r"hilang\.html, which does not exist"):
        build(senapelan(tmp_path / "published", 1), content, tmp_path / "out")


def test_an_unknown_fragment_fails_the_build(tmp_path: Path) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    page = next((content / "pages").glob("*.id.md"))
    page.write_text(page.read_text("utf-8") + "\n[[grafik-ajaib]]\n", "utf-8")
    with refusing("grafik-ajaib"):
        build(senapelan(tmp_path / "published", 1), content, tmp_path / "out")
