"""The worked example, made once a test run by the command itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.offices import once

ROOT = Path(__file__).parents[2]


def kinerja(*words: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command as a process of its own."""
    return subprocess.run(
        [Path(sys.executable).with_name("kinerja"), *map(str, words)],
        cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the worked example (`private/`, `published/`, `public_html/`); shared by all workers."""

    def make(shared: Path) -> None:
        done = kinerja("--data", shared / "data", "--content", ROOT / "content", "demo", "--no-serve", cwd=shared)
        assert done.returncode == 0, done.stdout + done.stderr
        (shared / "said").write_text(done.stdout, encoding="utf-8")

    return once(tmp_path_factory.getbasetemp(), "whole-demo", make) / "data" / "demo"
