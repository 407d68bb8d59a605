"""An office in goal setting, one in consultation, and one that has closed with three supervisors' forms sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers_forms import ASISTEN, CAMAT, KASI, MELATI, SEKRETARIS, TIGOR, World
from tests.helpers_growth import advance, build_town, rate


@pytest.fixture
def setting(tmp_path: Path) -> World:
    return build_town(tmp_path, "goals")


@pytest.fixture
def asking(tmp_path: Path) -> World:
    return build_town(tmp_path, "consultation")


@pytest.fixture
def closed(tmp_path: Path) -> World:
    world = build_town(tmp_path, "assessment")
    for boss, who in ((SEKRETARIS, MELATI), (KASI, TIGOR), (CAMAT, SEKRETARIS), (ASISTEN, CAMAT)):
        rate(world, boss, who)
    advance(world, "closed")
    return world
