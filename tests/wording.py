"""What a refusal says to people, for tests: the sentence of the catalogue, not the exception's own text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kinerja_words import catalogue
from kinerja_words.problems import Refused


def said(refused: Refused, lang: str = "id") -> str:
    """Return a refusal in words, with places and commands, as the terminal shows it."""
    return catalogue.text(refused, lang, commands=True)


@contextmanager
def refusing(words: str, lang: str = "en") -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Expect a refusal whose English sentence has these words (a regular expression)."""
    with pytest.raises(Refused) as caught:
        yield caught
    assert re.search(words, said(caught.value, lang)), said(caught.value, lang)


@contextmanager
def coded(code: str) -> Iterator[None]:
    """Expect a refusal that has a problem of this code."""
    with pytest.raises(Refused) as caught:
        yield
    assert code in [p.code for p in caught.value.problems], said(caught.value)
