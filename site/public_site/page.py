"""What a page is: an address, a title, what it is for, the finding it opens with, a template and what that template shows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from public_site.view import View
from public_site.words import Text

Words = Callable[[View], Markup]


def no_words(_: View) -> Markup:
    """Return the finding of a page that opens with what it is for."""
    return Markup("")


def nothing(_: View) -> Mapping[str, Any]:
    """Return the context of a page that shows no more than its title and purpose."""
    return {}


@dataclass(frozen=True)
class Page:
    """One page, in both languages; `inputs` are the cheap things its bytes depend on, besides what every page shows."""

    path: str
    template: str
    title: Words
    purpose: Words
    inputs: tuple[str, ...]
    context: Callable[[View], Mapping[str, Any]] = nothing
    section: str = ""
    parent: Page | None = None
    results: bool = False
    listed: bool = True
    linked: bool = True
    finding: Words = no_words

    @property
    def trail(self) -> tuple[Page, ...]:
        """Return the pages above this one, from the top."""
        return (*self.parent.trail, self.parent) if self.parent else ()

    def key(self, base: str) -> str:
        """Return the hash of everything this page depends on, in both languages; `base` is that of what every page shows."""
        parts = "\n".join((base, self.path, self.template, *self.inputs))
        return hashlib.sha256(parts.encode()).hexdigest()


def say(key: str, **values: Callable[[View], object]) -> Words:
    """Return a function that writes a text of the catalogue in the page's language."""
    return lambda view: view.t(key, **{k: f(view) for k, f in values.items()})


def written(text: Text) -> Words:
    """Return a function that writes one of the office's own texts in the page's language."""
    return lambda view: text.html(view.lang)
