"""Words of HR's desk."""

WORDS: dict[str, tuple[str, str]] = {}
