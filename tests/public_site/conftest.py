"""The sites the tests read: built once a test run from invented packages and the real content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from public_site.build import build

from tests.offices import once
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


Made = Callable[[str, Callable[[Path], BuiltSite]], BuiltSite]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return what builds a site once a test run, in a folder of that name; it is only read."""

    def make(name: str, how: Callable[[Path], BuiltSite]) -> BuiltSite:
        found: list[BuiltSite] = []
        folder = once(tmp_path_factory.getbasetemp(), f"site-{name}", lambda folder: found.append(how(folder)))
        content = folder / "content"
        return (
            found[0]
            if found
            else BuiltSite(folder / "public_html", folder / "published", content if content.exists() else CONTENT)
        )

    return make


@pytest.fixture(scope="session")
def site(made: Made) -> BuiltSite:
    """Three cycles of Senapelan."""
    return made("senapelan", lambda folder: built(folder, senapelan(folder / "published")))


@pytest.fixture(scope="session")
def first_site(made: Made) -> BuiltSite:
    """One cycle only: nothing to compare yet."""
    return made("first", lambda folder: built(folder, senapelan(folder / "published", 1)))


@pytest.fixture(scope="session")
def empty_site(made: Made) -> BuiltSite:
    """Before the first release."""
    return made("empty", lambda folder: built(folder, folder / "published"))


@pytest.fixture(scope="session")
def survey_site(made: Made) -> BuiltSite:
    """Another office with another instrument."""
    return made("survey", lambda folder: built(folder, survey(folder / "published"), other_office(folder / "content")))


@pytest.fixture(scope="session")
def city_site(made: Made) -> BuiltSite:
    """A city of 300 units in 15 departments."""
    return made("city", lambda folder: built(folder, city(folder / "published", cycles=1)))


@pytest.fixture(params=["site", "first_site", "empty_site", "survey_site"])
def any_site(request: pytest.FixtureRequest) -> BuiltSite:
    """Each of the small sites."""
    return request.getfixturevalue(request.param)
