import random
from pathlib import Path

import pytest

from tests.publishing.audit.small_office import office, write


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A sound package: three groups, everybody in one of them."""
    return write(tmp_path / "2026-1", office({"Kelurahan": 24, "Sekretariat": 20, "Seksi": 18}))


@pytest.fixture
def rng() -> random.Random:
    return random.Random(20260101)
