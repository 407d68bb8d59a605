from pathlib import Path

import pytest
import small_town


@pytest.fixture
def office(tmp_path: Path):
    with small_town.town(tmp_path) as one:
        yield one
