"""Words of a person's own results."""

WORDS: dict[str, tuple[str, str]] = {}
