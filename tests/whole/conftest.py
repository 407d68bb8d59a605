"""The worked example, made once a test run by the command itself."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "whole-demo"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "done").exists():
            shutil.rmtree(shared, ignore_errors=True)
            shared.mkdir()
            done = kinerja("--data", shared / "data", "--content", ROOT / "content", "demo", "--no-serve", cwd=shared)
            assert done.returncode == 0, done.stdout + done.stderr
            (shared / "done").write_text(done.stdout)
    return shared / "data" / "demo"
