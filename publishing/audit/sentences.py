"""What the auditor says, read from `sentences.toml`; shares nothing with the words of what it audits."""

import tomllib
from pathlib import Path
from typing import Any, Final

DISCLOSURE: Final = "DISCLOSURE"
UNDECIDED: Final = "UNDECIDED"
INCONSISTENT: Final = "INCONSISTENT"
NOTE: Final = "NOTE"
NONE_FOUND: Final = "NONE_FOUND"

METHODS: Final = {
    "self": ("penilaian diri", "self-assessment"),
    "supervisor": ("penilaian atasan", "supervisor assessment"),
    "peer": ("penilaian rekan kerja", "peer assessment"),
    "subordinate": ("penilaian bawahan", "reports' assessment"),
}
REBUILD: Final = (
    "Jangan diterbitkan; buat ulang paketnya dari catatan.",
    "Do not publish; make the package again from the records.",
)
SINCE: Final = dict.fromkeys(("few_together", "few_below", "same_period", "period_difference"), 2) | dict.fromkeys(
    ("few_left", "forms_left", "fallback_part", "shares_uneven", "joiner"), 3
)
"""Rule → first format of packages that is held to it."""
OLDER: Final = (
    "Paket ini dibuat menurut aturan yang lebih lama, yang membolehkan yang kini dilarang; ini catatan saja.",
    "This package was made under older rules, which allow what today's do not; this is only a note.",
)

SENTENCES: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))
"""Rule → `kind`, `id`, `en`."""
REASONS: Final[dict[str, dict[str, str]]] = SENTENCES.pop("reasons")
"""Why a row of somebody else's table cannot be read → `id`, `en`."""
WORDS: Final[dict[str, dict[str, str]]] = SENTENCES.pop("words")
"""Column → code → its Indonesian word in the tables over all cycles."""
CALLS: Final[dict[str, dict[str, str]]] = SENTENCES.pop("calls")
"""What the caller of `audit_table` named wrongly → `id`, `en`."""
