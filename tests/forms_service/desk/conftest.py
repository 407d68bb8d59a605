"""HR's desk over one office; with two people to publish; and a town with goals, objections, training and follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forms_service.desk.content_pages import drawing
from tests.forms_service.desk.office import Desk, make_desk
from tests.forms_service.desk.town import Town


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.office.store.close()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Desk]:
    """An office in which two people publish."""
    made = make_desk(tmp_path, two_person=True)
    yield made
    made.office.store.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = make_desk(tmp_path)
    made.app.extensions["kinerja"].preview = None  # the figures are enough here; building their pages has its own tests
    yield Town(made.office, made.app, made.clock, folder=tmp_path)
    made.office.store.close()


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk that can draw the public site."""
    made = drawing(make_desk(tmp_path_factory.mktemp("desk")))
    yield made
    made.office.store.close()
