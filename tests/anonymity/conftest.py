"""Shared pieces: a folder in memory where the disk itself is not tested, and lines that are shown even when all passes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import offices

MEMORY = Path("/dev/shm")  # noqa: S108  # fsync costs nothing there; hundreds of cycles are played


@pytest.fixture(autouse=True)
def _anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """No office is shared here: what a mutant plays is played with it, and by it alone."""
    monkeypatch.setattr(offices, "_played", None)


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory if there is such a thing."""
    if not MEMORY.is_dir():
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(dir=MEMORY))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a line that pytest does not swallow."""

    def print_line(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {text}")

    return print_line
