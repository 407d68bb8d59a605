"""The licence is stated alike wherever it is stated: the program is GPL-3.0-or-later."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = "GPL-3.0-or-later"
SAID = ["README.md", "README.id.md", "pyproject.toml", "content/pages/tentang.id.md", "content/pages/tentang.en.md"]
OTHERS = ROOT / "docs" / "dependencies.md"
"""Tells the licences of others."""
READ = ["*.md", "*.toml", "content/**/*", "docs/**/*.md", "site/**/*.toml", "site/**/*.html", "forms_service/**/*.html"]
READ += ["kinerja_words/**/*.toml"]


def test_the_text_is_the_gnu_general_public_license_3() -> None:
    first, second = (ROOT / "LICENSE").read_text(encoding="utf-8").split("\n")[:2]
    assert first.strip() == "GNU GENERAL PUBLIC LICENSE"
    assert second.strip().startswith("Version 3,")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["license"] == OURS


def test_it_is_called_the_same_everywhere() -> None:
    called: dict[str, set[str]] = {}
    for path in {p for pattern in READ for p in ROOT.glob(pattern) if p.suffix in (".md", ".toml", ".html")} - {OTHERS}:
        for name in re.findall(r"(?i)\b[al]?gpl[\w.-]*\w", path.read_text(encoding="utf-8")):
            called.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    assert called.keys() == {OURS}, called
    assert called[OURS] >= set(SAID)
