"""Compiled templates are kept beside the site: they save time, and whatever becomes of them, the pages are the same."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import jinja2
import pytest
from public_site.build import build, compare
from public_site.stage import sibling

from tests.public_site.conftest import BuiltSite
from tests.public_site.samples import CONTENT


@pytest.fixture
def kept(site: BuiltSite, tmp_path: Path) -> tuple[Path, Path]:
    """A built site and the folder of its compiled templates, both as the site that all tests read has them."""
    out = shutil.copytree(site.out, tmp_path / "out")
    return out, shutil.copytree(sibling(site.out, "templates"), sibling(out, "templates"))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that are compiled from now on."""
    found: list[str] = []
    real = jinja2.Environment.compile

    def counted(self: jinja2.Environment, source: str, name: str, *more: object) -> object:
        found.append(name)
        return real(self, source, name, *more)

    monkeypatch.setattr(jinja2.Environment, "compile", counted)
    return found


def test_it_works(site: BuiltSite, kept: tuple[Path, Path], compiled: list[str]) -> None:
    out, folder = kept
    names = {p.name for p in folder.iterdir()}
    build(site.packages, CONTENT, out, full=True)
    assert (compiled, {p.name for p in folder.iterdir()}) == ([], names)
    assert len(names) > 20
    assert compare(out, site.out) == []


@pytest.mark.parametrize("harm", ["gone", "cut", "bit", "code", "empty"])
def test_what_was_damaged_is_compiled_again(
    site: BuiltSite, kept: tuple[Path, Path], compiled: list[str], harm: str
) -> None:
    out, folder = kept
    for path in folder.iterdir():
        data = path.read_bytes()
        middle = len(data) // 2
        other = {
            "cut": data[:middle],
            "bit": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
            "code": data[:65] + b"another template, kept under this name",
            "empty": b"",
        }
        path.unlink() if harm == "gone" else path.write_bytes(other[harm])
    build(site.packages, CONTENT, out, full=True)
    assert len(compiled) == len(list(folder.iterdir()))
    assert compare(out, site.out) == []
    compiled.clear()
    build(site.packages, CONTENT, out, full=True)
    assert compiled == []


def test_what_another_version_compiled_is_not_taken(
    site: BuiltSite, kept: tuple[Path, Path], compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("public_site.build.code_digest", lambda: "another version")
    build(site.packages, CONTENT, kept[0], full=True)
    assert compiled
    assert compare(kept[0], site.out) == []


@pytest.mark.parametrize("full_disk", [True, False], ids=["full-disk", "a-file-is-there"])
def test_where_they_cannot_be_kept_pages_are_drawn_without(
    site: BuiltSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full_disk: bool
) -> None:
    out, real = tmp_path / "out", Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.parent.name.endswith(".templates"):
            raise OSError(28, os.strerror(28), str(path))
        return real(path, data)

    if full_disk:
        monkeypatch.setattr(Path, "write_bytes", full)
    else:
        sibling(out, "templates").write_text("")
    build(site.packages, CONTENT, out)
    assert compare(out, site.out) == []
