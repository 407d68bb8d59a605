"""Every word is there in both languages, used, and in the language asked for."""

from __future__ import annotations

import re
import string
from pathlib import Path

from forms_service.web.forms import Form
from kinerja_words import catalogue

ROOT = Path(__file__).parents[3] / "forms_service"


def test_every_key_is_complete_in_both_languages() -> None:
    for key, text in catalogue.pages().items():
        assert {"id", "en"} <= set(text) <= {"id", "en", "en_one"}, key
        assert all(v.strip() for v in text.values()), key
        names = [{n for _, n, _, _ in string.Formatter().parse(v) if n is not None} for v in text.values()]
        assert names[0] == names[1], f"{key}: the same values in both languages"


def test_every_key_a_page_asks_for_exists() -> None:
    for path in [*ROOT.rglob("*.html"), *ROOT.rglob("*.py")]:
        text = path.read_text()
        for key in re.findall(r"""(?<![\w.])t\(\s*"([^"{]+)"(?!\s*~)""", text):
            assert key in catalogue.pages(), f"{path.name}: {key}"
        for start in re.findall(r"""(?<![\w.])t\(\s*"([^"{]+)"\s*~""", text):
            assert any(k.startswith(start) for k in catalogue.pages()), f"{path.name}: {start}…"


def test_every_key_a_form_asks_for_exists() -> None:
    classes, asked = [Form], set()
    while classes:
        one = classes.pop()
        classes += one.__subclasses__()
        for field in one():
            said = (getattr(field, name, "") for name in ("hint", "needed", "long", "wrong"))
            asked |= {field.label, *said} - {""}
    assert "signin.who" in asked
    assert asked <= catalogue.pages().keys(), asked - catalogue.pages().keys()


def test_no_officialese() -> None:
    for key, text in catalogue.pages().items():
        assert not re.search(
            r"\b(?:submit|klik di sini|error occurred|invalid|user)\b", " ".join(text.values()).lower()
        ), key
