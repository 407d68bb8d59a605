"""What the auditor says, read from `sentences.toml`; shares nothing with the words of what it audits."""

import tomllib
from pathlib import Path
from typing import Final

DISCLOSURE: Final = "DISCLOSURE"
UNDECIDED: Final = "UNDECIDED"
INCONSISTENT: Final = "INCONSISTENT"
NOTE: Final = "NOTE"
NONE_FOUND: Final = "NONE_FOUND"

METHODS: Final = {
    "self": ("penilaian diri", "self-assessment"),
    "supervisor": ("penilaian atasan", "supervisor assessment"),
    "peer": ("penilaian rekan kerja", "peer assessment"),
}
REBUILD: Final = (
    "Jangan diterbitkan; buat ulang paketnya dari catatan.",
    "Do not publish; make the package again from the records.",
)

SENTENCES: Final[dict[str, dict[str, str]]] = tomllib.loads(
    (Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8")
)
"""Rule → `kind`, `id`, `en`."""
