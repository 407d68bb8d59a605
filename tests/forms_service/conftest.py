"""One office of twelve for each test: open, in goal setting, in consultation, or closed with three supervisors' forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.forms_town import advance, build_town, rate
from tests.forms_world import ASISTEN, CAMAT, KASI, MELATI, SEKRETARIS, TIGOR, World, build_world


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build_world(tmp_path)


@pytest.fixture
def setting(tmp_path: Path) -> World:
    return build_town(tmp_path, "goals")


@pytest.fixture
def asking(tmp_path: Path) -> World:
    return build_town(tmp_path, "consultation")


def _closed(world: World) -> None:
    for boss, who in ((SEKRETARIS, MELATI), (KASI, TIGOR), (CAMAT, SEKRETARIS), (ASISTEN, CAMAT)):
        rate(world, boss, who)
    advance(world, "closed")


@pytest.fixture
def closed(tmp_path: Path) -> World:
    return build_town(tmp_path, "assessment", and_then=_closed)
