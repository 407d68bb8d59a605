"""After a small change the auditor reads what is new and what shows something changed, and trusts nobody's list for it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from public_site.assets import Asset

from kinerja.cli import building
from tests.public_site.samples import CONTENT, city
from tests.wording import refusing

CHANGED = "dinas-01-unit-001"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with packages, a site that was checked, and what is remembered of it."""
    folder = tmp_path_factory.mktemp("checked")
    building.build_here(city(folder / "published", 20, 1), CONTENT, folder / "out")
    return folder


@pytest.fixture
def built(made: Path, tmp_path: Path) -> Path:
    """The same, to do harm to."""
    return shutil.copytree(made, tmp_path / "made")


def test_a_page_that_should_have_been_drawn_anew_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the site ever forgets what a page depends on, the auditor still reads that page."""
    from public_site.page import Page

    packages, out = tmp_path / "published", tmp_path / "out"
    monkeypatch.setattr(Page, "key", lambda self, base: self.path)
    building.build_here(city(packages, 20, 1), CONTENT, out)
    city(packages, 20, 1, ["Dinas 01 / Unit 001"])
    for _ in range(2):  # a build that was refused leaves nothing behind that the next one could trust
        with refusing(CHANGED):
            building.build_here(packages, CONTENT, out)


def test_a_page_changed_together_with_what_is_remembered_of_it_is_drawn_anew(built: Path) -> None:
    packages, out = built / "published", built / "out"
    name, memory = f"2024/kelompok/{CHANGED}.html", built / ".out.built.json"
    page, told = (out / name).read_bytes(), memory.read_text("utf-8")
    lie = page.replace(b"</main>", b"<p>Kata yang tidak pernah terbit.</p></main>")
    assert lie != page
    (out / name).write_bytes(lie)
    memory.write_text(told.replace(*(hashlib.sha256(data).hexdigest() for data in (page, lie))), "utf-8")
    building.build_here(packages, CONTENT, out)
    assert (out / name).read_bytes() == page


@pytest.mark.parametrize(
    "harm",
    [
        lambda told: b"[" * 100_000,
        lambda told: told.replace(b'"cycles":["2024"]', b'"cycles":[2024]'),
        lambda told: told.replace(b'"cycles":["2024"]', b'"cycles":["2099"]'),
        lambda told: told.replace(b'index.html":["', b'index.html":["\\ud800'),
        lambda told: told.partition(b"\n")[2],
    ],
    ids=["deep", "another kind", "another cycle", "no text", "as it was before it had a hash"],
)
def test_a_memory_that_is_not_as_it_was_written_is_none(built: Path, harm: Callable[[bytes], bytes]) -> None:
    packages, out, memory = built / "published", built / "out", built / ".out.built.json"
    first = building.build_here(packages, CONTENT, out)
    assert first.drawn == 0, "or nothing is remembered"
    told = memory.read_bytes()
    memory.write_bytes(harm(told))
    assert memory.read_bytes() != told
    again = building.build_here(packages, CONTENT, out)
    assert (again.drawn, again.cycles) == (first.files, first.cycles)
    assert building.build_here(packages, CONTENT, out).drawn == 0


def test_a_table_over_all_cycles_that_should_have_been_made_anew_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages, out, real = tmp_path / "published", tmp_path / "out", Asset.key
    monkeypatch.setattr(Asset, "key", lambda self, base: self.path if self.path[:5] == "data/" else real(self, base))
    building.build_here(city(packages, 20, 1), CONTENT, out)
    city(packages, 20, 1, ["Dinas 01 / Unit 001"])
    with refusing("nilai.csv"):
        building.build_here(packages, CONTENT, out)
