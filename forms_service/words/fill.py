"""Words of tasks and forms."""

WORDS: dict[str, tuple[str, str]] = {}
