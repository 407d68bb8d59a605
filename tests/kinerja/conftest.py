"""The command run as its users run it, each test in a folder of its own."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from kinerja.cli.commands import main
from tests.offices import content, shared

ROOT = Path(__file__).parents[2]
BFI = ROOT / "tests" / "data" / "bfi"


@dataclass(frozen=True)
class Office:
    """A data folder and a content folder, and the command on top of them."""

    data: Path
    content: Path

    def run(self, *words: object, code: int = 0, input: str | None = None) -> str:
        """Run a command, check its exit code, return everything it printed."""
        args = ["--data", str(self.data), "--content", str(self.content), *map(str, words)]
        result = CliRunner().invoke(main, args, input=input, env={"KINERJA_URL": "https://penilaian.kantor.example"})
        assert result.exit_code == code, f"{words}: {result.exit_code}\n{result.output}\n{result.exception!r}"
        assert "Traceback" not in result.output
        return result.output

    def state(self) -> str:
        """Return one hash over every private file, to see that nothing was written."""
        total = hashlib.sha256()
        for path in sorted((self.data / "private").rglob("*")):
            if path.is_file() and path.suffix not in (".lock", ".mark"):
                total.update(path.name.encode() + path.read_bytes())
        return total.hexdigest()

    def shared(self, *words: object) -> str:
        """As `run`, where it is not what is tested: on the same bytes the same words are run once, and their outcome is kept.

        A file is taken by what is in it. A publish is kept with the packages, all other commands with the private folder alone.
        """
        said = [(w.name, w.read_bytes()) if isinstance(w, Path) else w for w in words]
        what = ("city", *said, content(self.content), os.environ.get("KINERJA_LANG"))
        return shared(self.data if words[0] == "publish" else self.data / "private", what, lambda: self.run(*words))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(BFI / "bfi.toml", tmp_path / "content" / "instruments")
    made = Office(tmp_path / "data", tmp_path / "content")
    made.shared("init")
    return made


def open_bfi(office: Office) -> Office:
    """Import the bfi people and open their cycle."""
    office.shared("roster", "import", BFI / "roster.csv", "--id-scheme", "any")
    dates = ("--start", "2026-01-01", "--end", "2026-01-31")
    office.shared("cycle", "create", "bfi", "--instrument", "bfi", "--title", "BFI", *dates)
    office.shared("cycle", "open", "bfi")
    return office


def answer_bfi(office: Office) -> str:
    """Import the answers of the bfi people; returns what the command says."""
    return office.shared("assessments", "import", BFI / "assessments.csv", "--cycle", "bfi", "--create-assignments")


@pytest.fixture
def bfi(office: Office) -> Office:
    """An office with the bfi people and an open cycle."""
    return open_bfi(office)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def writer(name: str, body: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(body.encode() if isinstance(body, str) else body)
        return path

    return writer
