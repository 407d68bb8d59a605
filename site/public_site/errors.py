"""The one error of the site build: a sentence in both languages that says what to do next."""

from __future__ import annotations


class SiteError(Exception):
    """A build that was refused; nothing of the public site has changed."""

    def __init__(self, id: str, en: str) -> None:
        super().__init__(en)
        self.id, self.en = id, en

    def text(self, lang: str = "id") -> str:
        """Return the sentence in `lang`."""
        return self.id if lang == "id" else self.en
