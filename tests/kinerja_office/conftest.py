from pathlib import Path

import pytest

from tests.kinerja_office import small_town


@pytest.fixture
def office(tmp_path: Path):
    with small_town.town(tmp_path) as one:
        yield one
