"""The worked example on both engines: the same packages and the same site, and a copy there and back is the same to the byte."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kinerja.cli.building import build_here
from kinerja.config import Folders
from kinerja.demo.run import run_demo
from kinerja_office.office import INDEXES
from kinerja_store.keyed import init_store, open_store
from kinerja_store.moving import copy
from kinerja_store.opening import init_at, open_at
from tests.on_postgres import drop, url_of

ROOT = Path(__file__).parents[2]


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.postgres
def test_both_engines_give_the_same_packages_and_site_and_copies_the_same_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = url_of(tmp_path)

    def made(folder: Path, to: str) -> None:
        init_at(folder, to) if to else init_store(folder)

    def opened(folder: Path, to: str, **options: Any) -> Any:
        return open_at(folder, to, **options) if to else open_store(folder, **options)

    monkeypatch.setattr("kinerja.demo.run.init_at", made)
    monkeypatch.setattr("kinerja.demo.run.open_at", opened)
    for name, store in (("file", ""), ("server", url)):
        folders = Folders(tmp_path / name, ROOT / "content", store=store)
        run_demo(folders, lambda _: None, lambda packages, content, out: build_here(packages, content, out, True, None))
    for part in ("published", "public_html"):
        one, other = tree(tmp_path / "file" / part), tree(tmp_path / "server" / part)
        assert one.keys() == other.keys()
        assert [name for name in one if one[name] != other[name]] == []
    moved = url_of(tmp_path / "moved")
    with closing(open_store(tmp_path / "file" / "private", indexes=INDEXES)) as before:
        n, digest = copy(before, tmp_path / "there", moved)
    assert n > 1000
    with closing(open_at(tmp_path / "there", moved, indexes=INDEXES)) as there:
        assert copy(there, tmp_path / "back") == (n, digest)
    with closing(open_store(tmp_path / "back", indexes=INDEXES)) as back:
        assert copy(back, tmp_path / "again") == (n, digest)
    drop(url)
    drop(moved)
