"""The threat model speaks of what is there: tests, limits and commands it names exist, and nothing in it is left blank by accident."""

from __future__ import annotations

import re
from pathlib import Path

from kinerja.cli.commands import main

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if re.match(r"\| T\d", line)
]


def test_threats_are_numbered_and_each_says_what_stops_it_and_where_that_is_tested() -> None:
    assert [row[0] for row in ROWS] == [f"T{n}" for n in range(1, len(ROWS) + 1)]
    for number, who, tries, stops, tested, _ in ROWS:
        assert who, number
        assert tries, number
        assert stops, number
        paths = re.findall(r"tests/[\w/.-]+\.py", tested)
        assert paths, number
        assert [p for p in paths if not (ROOT / p).is_file()] == [], number


def test_what_it_tells_of_keys_is_what_the_code_does() -> None:
    said = {
        "19 MiB, t = 2": ("kinerja_office/accounts.py", '"opslimit": 2, "memlimit": 19 * 1024 * 1024'),
        "64 MiB, t = 3": ("kinerja_store/sealedbox.py", "OPERATIONS = 3\nMEMORY = 64 << 20"),
        "`keys/trail.signing`": ("kinerja_store/pins.py", 'SIGNING = "trail.signing"'),
        "1,465 tries": ("docs/forms_service.md", "1,465 tries a day"),
    }
    for words, (path, code) in said.items():
        assert words in TEXT
        assert code in (ROOT / path).read_text(encoding="utf-8"), words
    key = main.commands["key"]
    assert "renew-server" in getattr(key, "commands", {})
