"""Where a site may be built: into a folder, or through a link to one; a mount point is refused in words."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest
from public_site import stage
from public_site.build import build, walk

from kinerja_words.problems import Refused
from tests.public_site.samples import CONTENT, senapelan


@pytest.fixture
def sources(tmp_path: Path) -> tuple[Path, Path]:
    return senapelan(tmp_path / "published", 1), CONTENT


@pytest.mark.parametrize("dangling", [True, False])
@pytest.mark.parametrize("relative", [True, False])
def test_a_link_stays_a_link_and_every_later_build_goes_through_it(
    sources: tuple[Path, Path], tmp_path: Path, dangling: bool, relative: bool
) -> None:
    link, target = tmp_path / "public_html", tmp_path / "srv" / "site"
    target.parent.mkdir()
    if not dangling:
        target.mkdir()
    link.symlink_to(Path("srv/site") if relative else target)
    first = build(*sources, link)
    assert first.changed
    for full in (True, False):
        again = build(*sources, link, full=full)
        assert (again.files, again.removed) == (first.files, 0)
    assert link.is_symlink()
    assert not target.is_symlink()
    assert len(walk(target)) == first.files
    assert {p.name for p in link.parent.iterdir()} == {"public_html", "srv", "published"}


def test_a_link_to_a_folder_above_is_no_way_down(sources: tuple[Path, Path], tmp_path: Path) -> None:
    content, out = shutil.copytree(CONTENT, tmp_path / "content"), tmp_path / "public_html"
    for place in (content, content / "pages", sources[0] / "2025-1"):
        (place / "foto").symlink_to(tmp_path)
    first = build(sources[0], content, out)
    (out / "foto").symlink_to(out)
    assert not any("foto" in path for path in walk(out))
    again = build(sources[0], content, out)
    assert (again.files, again.drawn) == (first.files, 0)


def test_what_changes_behind_a_link_is_seen(sources: tuple[Path, Path], tmp_path: Path) -> None:
    content, out = shutil.copytree(CONTENT, tmp_path / "content"), tmp_path / "public_html"
    (content / "pages").rename(tmp_path / "pages")
    (content / "pages").symlink_to(tmp_path / "pages")
    build(sources[0], content, out)
    page = tmp_path / "pages" / "mengapa.id.md"
    page.write_text(page.read_text("utf-8") + "\nSatu kalimat lagi.\n", "utf-8")
    assert build(sources[0], content, out).changed


def test_a_link_to_itself_is_refused(sources: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "public_html").symlink_to("public_html")
    with pytest.raises(Refused) as refused:
        build(*sources, tmp_path / "public_html")
    assert refused.value.problems[0].code == "site.link_loop"


@pytest.mark.parametrize("seen", [True, False], ids=["told-by-the-system", "met-while-switching"])
def test_a_mount_point_is_refused_and_left_as_it_is(
    sources: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: bool
) -> None:
    out = tmp_path / "public_html"
    out.mkdir()
    (out / "lost+found").mkdir()

    def busy(*_: object) -> bool:
        raise OSError(errno.EBUSY, "busy")

    if seen:
        monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == out)
    else:
        monkeypatch.setattr(stage, "exchange", busy)
    with pytest.raises(Refused) as refused:
        build(*sources, out)
    assert refused.value.problems[0].code == "site.mount_point"
    assert [p.name for p in out.iterdir()] == ["lost+found"]
    assert not stage.sibling(out, "new").exists()
