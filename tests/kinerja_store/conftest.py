"""Fixtures of the storage tests."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kinerja_store.helpers import memory


@pytest.fixture
def ram() -> Iterator[Path]:
    """A folder in memory where there is one: for tests about what bytes mean, not about how they got to the disk."""
    folder = Path(tempfile.mkdtemp(dir=memory()))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
