"""One office of twelve for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers_forms import World, build_world


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build_world(tmp_path)
