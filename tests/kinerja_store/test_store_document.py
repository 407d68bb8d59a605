"""`docs/storage.md` names the test that holds each promise: those tests exist."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "storage.md"


def test_every_test_named_in_the_document_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text())) - {path.stem for path in HERE.glob("*.py")}
    there = {
        name
        for path in HERE.parent.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)
    }
    assert named <= there, sorted(named - there)
    assert len(named) > 30
