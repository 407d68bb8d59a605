"""The sites the tests read: built once a session from invented packages and the real content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from public_site.build import build

from tests.public_site.samples import CONTENT, city, other_office, senapelan, survey


@dataclass(frozen=True)
class BuiltSite:
    """A frozen site with what it was made of."""

    out: Path
    packages: Path
    content: Path

    def pages(self) -> Iterator[Path]:
        """Return every page."""
        return iter(sorted(self.out.rglob("*.html")))

    def read(self, path: str) -> str:
        """Return the text of one file."""
        return (self.out / path).read_text("utf-8")


def built(folder: Path, packages: Path, content: Path = CONTENT) -> BuiltSite:
    """Build a site."""
    build(packages, content, folder / "public_html")
    return BuiltSite(folder / "public_html", packages, content)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Three cycles of Senapelan."""
    folder = tmp_path_factory.mktemp("senapelan")
    return built(folder, senapelan(folder / "published"))


@pytest.fixture(scope="session")
def first_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """One cycle only: nothing to compare yet."""
    folder = tmp_path_factory.mktemp("first")
    return built(folder, senapelan(folder / "published", 1))


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Before the first release."""
    folder = tmp_path_factory.mktemp("empty")
    return built(folder, folder / "published")


@pytest.fixture(scope="session")
def survey_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Another office with another instrument."""
    folder = tmp_path_factory.mktemp("survey")
    return built(folder, survey(folder / "published"), other_office(folder / "content"))


@pytest.fixture(scope="session")
def city_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """A city of 300 units in 15 departments."""
    folder = tmp_path_factory.mktemp("city")
    return built(folder, city(folder / "published", cycles=1))


@pytest.fixture(params=["site", "first_site", "empty_site", "survey_site"])
def any_site(request: pytest.FixtureRequest) -> BuiltSite:
    """Each of the small sites."""
    return request.getfixturevalue(request.param)
