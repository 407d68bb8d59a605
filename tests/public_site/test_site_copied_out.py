"""The built site is copied whole to a folder of our own, or that folder stays as it was and the reason is said."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from public_site import copying, stage
from public_site.build import walk
from public_site.copying import LIST, copy_site

from kinerja_words.problems import Refused
from tests.public_site.conftest import BuiltSite


@pytest.fixture
def site(tmp_path: Path, first_site: BuiltSite) -> Path:
    """A site of one's own, which may be changed."""
    shutil.copytree(first_site.packages, tmp_path / "data" / "published")
    for name in (".public_html.built.json", "public_html"):
        of, to = first_site.out.parent / name, tmp_path / "data" / name
        shutil.copytree(of, to) if of.is_dir() else shutil.copy2(of, to)
    return tmp_path / "data" / "public_html"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "web" / "kinerja"
    folder.mkdir(parents=True)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in walk(folder)}


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as error:
        act()
    return error.value.problems[0].code


def test_it_works(site: Path, target: Path) -> None:
    done = copy_site(site, target)
    there = files(target)
    listed = there.pop(LIST)
    assert there == files(site)
    assert done == copying.Copied(len(there), hashlib.sha256(listed).hexdigest())
    subprocess.run(["sha256sum", "--check", "--quiet", LIST], cwd=target, check=True)
    assert {p.name for p in target.parent.iterdir()} == {"kinerja", ".kinerja.lock"}


def test_the_next_copy_replaces_the_last_and_drops_what_is_gone(site: Path, target: Path) -> None:
    copy_site(site, target)
    (site / "index.html").write_text("baru")
    gone = next(p for p in sorted(walk(site)) if p.startswith("en/"))
    (site / gone).unlink()
    copy_site(site, target)
    assert files(target).keys() - {LIST} == files(site).keys()
    assert (target / "index.html").read_text() == "baru"


@pytest.mark.parametrize("ours", [True, False])
def test_files_of_somebody_else_are_never_deleted(site: Path, target: Path, ours: bool) -> None:
    if ours:
        copy_site(site, target)
    (target / ".htaccess").write_text("Deny")
    (target / "foto").symlink_to("/")
    before = files(target)
    assert refused(lambda: copy_site(site, target)) == "site.target_foreign"
    assert files(target) == before
    for name in (".htaccess", "foto"):
        (target / name).unlink()
    copy_site(site, target)


def test_a_list_that_is_no_text_vouches_for_nothing(site: Path, target: Path) -> None:
    copy_site(site, target)
    (target / LIST).write_bytes(b"\xff\n")
    assert refused(lambda: copy_site(site, target)) == "site.target_foreign"


def test_a_folder_that_is_gone_is_not_made(site: Path, target: Path) -> None:
    copy_site(site, target)
    shutil.rmtree(target)
    assert refused(lambda: copy_site(site, target)) == "site.target_gone"
    assert not target.exists()
    shutil.rmtree(target.parent)
    assert refused(lambda: copy_site(site, target)) == "site.target_gone"
    assert not target.parent.exists()


def test_a_file_in_its_place(site: Path, target: Path) -> None:
    target.rmdir()
    target.write_text("berkas")
    assert refused(lambda: copy_site(site, target)) == "site.target_gone"
    assert target.read_text() == "berkas"


@pytest.mark.parametrize("where", ["data/private", "data/public_html/x", "data", ".", "link", "content/x"])
def test_never_into_the_office_nor_around_it(site: Path, tmp_path: Path, where: str) -> None:
    folders = (tmp_path / "data", tmp_path / "content")
    (tmp_path / "link").symlink_to("data/private")
    (tmp_path / "data" / "private").mkdir()
    place = tmp_path / where
    place.mkdir(parents=True, exist_ok=True)
    assert refused(lambda: copy_site(site, place, folders)) == "site.target_inside"
    assert not list((tmp_path / "data" / "private").iterdir())


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "site.target_full"),
        (errno.EDQUOT, "site.target_full"),
        (errno.EACCES, "site.target_denied"),
        (errno.EROFS, "site.target_denied"),
        (errno.EIO, "site.target_trouble"),
    ],
)
@pytest.mark.parametrize("when", ["_write", "sync_folder", "switch"])
def test_trouble_leaves_the_old_site_and_is_told(
    site: Path, target: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, when: str
) -> None:
    copy_site(site, target)
    before = files(target)
    (site / "index.html").write_text("baru")
    left = [3]

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    whole = copying._write

    def later(path: Path, body: bytes) -> None:
        left[0] -= 1
        fail() if left[0] < 0 else whole(path, body)

    with monkeypatch.context() as patch:
        patch.setattr(stage if when == "switch" else copying, when, later if when == "_write" else fail)
        assert refused(lambda: copy_site(site, target)) == code
    assert files(target) == before
    assert {p.name for p in target.parent.iterdir()} == {"kinerja", ".kinerja.lock"}
    copy_site(site, target)
    assert (target / "index.html").read_text() == "baru"


def test_a_mount_point_is_refused(site: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == target)
    assert refused(lambda: copy_site(site, target)) == "site.mount_point"


def test_a_killed_copy_is_cleaned_up_by_the_next(site: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_site(site, target)
    before = files(target)
    half = stage.sibling(target, "new")
    half.mkdir()
    (half / "setengah").write_text("x")
    assert files(target) == before
    copy_site(site, target)
    assert not half.exists()


def test_two_at_once_and_nothing_built(site: Path, target: Path, tmp_path: Path) -> None:
    with stage.locked(target):
        assert refused(lambda: copy_site(site, target)) == "site.busy"
    with stage.locked(site):
        assert refused(lambda: copy_site(site, target)) == "site.busy"
    assert refused(lambda: copy_site(tmp_path / "data" / "nihil", target)) == "site.nothing_built"
    assert not list(target.iterdir())
