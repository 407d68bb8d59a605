"""What the auditor says, read from `sentences.toml`; shares nothing with the words of what it audits."""

import tomllib
from pathlib import Path
from typing import Any, Final, NamedTuple

DISCLOSURE: Final = "DISCLOSURE"
UNDECIDED: Final = "UNDECIDED"
INCONSISTENT: Final = "INCONSISTENT"
NOTE: Final = "NOTE"
NONE_FOUND: Final = "NONE_FOUND"

SINCE: Final = dict.fromkeys(("few_together", "few_below", "same_period", "period_difference"), 2) | dict.fromkeys(
    ("few_left", "forms_left", "fallback_part", "shares_uneven", "joiner"), 3
)
"""Rule → first format of packages that is held to it."""
SENTENCES: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))
"""Rule → `kind`, `id`, `en`."""
PARTS: Final[dict[str, dict[str, str]]] = SENTENCES.pop("parts")
"""What stands within a sentence → `id`, `en`."""
METHODS: Final[dict[str, dict[str, Any]]] = SENTENCES.pop("methods")
"""Method → `since` (first format of packages that has it), `id`, `en`, `word`."""
WORDS: Final[dict[str, dict[str, str]]] = SENTENCES.pop("words") | {
    "method": {method: said["word"] for method, said in METHODS.items()}
}
"""Column → code → its Indonesian word in the tables over all cycles."""


class Words(NamedTuple):
    """One thing said in both languages; format fields that are Words pick the language of their sentence."""

    id: str
    en: str


def words(code: str, **values: object) -> Words:
    """What a code of `parts` says, its blanks filled by values; of a value that is Words the same language."""
    said = PARTS[code]
    if not values:
        return Words(said["id"], said["en"])
    return Words(*(said[lang].format(**{k: _in(v, lang) for k, v in values.items()}) for lang in Words._fields))


def _in(value: object, lang: str) -> object:
    return getattr(value, lang) if isinstance(value, Words) else value


def same(text: str) -> Words:
    """A name or number that is the same in both languages."""
    return Words(text, text)


class Wrong(ValueError):
    """Something that is not as agreed: a code of `parts` and what fills its blanks."""

    def __init__(self, code: str = "", **values: object) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values

    @property
    def words(self) -> Words:
        """What is wrong, in both languages."""
        return words(self.code, **self.values)
