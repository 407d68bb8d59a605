"""docs/anonymity.md says what is tested: every sentence names tests that exist and that speak of it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "anonymity.md").read_text(encoding="utf-8")
STATEMENTS: dict[str, str] = dict(
    re.findall(r"^\* \*\*(A\d+)\*\*(.*?)(?=^\* \*\*|^#|^$|\Z)", TEXT, re.MULTILINE | re.DOTALL)
)


@cache
def spoken_in(folder: Path) -> dict[str, str]:
    """Return name → name and docstring of every test under a folder."""
    found = {}
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found[node.name] = f"{node.name} {ast.get_docstring(node) or ''}"
    return found


def here() -> dict[str, str]:
    return spoken_in(ROOT / "tests" / "anonymity")


def test_every_statement_is_there() -> None:
    assert [f"A{n}" for n in range(1, 49)] == list(STATEMENTS)


@pytest.mark.parametrize("number", STATEMENTS)
def test_every_statement_names_tests_that_exist_and_speak_of_it(number: str) -> None:
    named = re.findall(r"`(test_\w+)`", STATEMENTS[number])
    assert named, f"{number} names no test"
    assert not [name for name in named if name not in spoken_in(ROOT / "tests")]
    for name in named:
        spoken = re.search(rf"(?i)(?<![a-z0-9]){number}(?![0-9])", here().get(name, number).replace("_", " "))
        assert spoken, f"{name} does not speak of {number}"


def test_every_numbered_test_is_named_by_its_statement() -> None:
    for name in here():
        for number in re.findall(r"(?<=_)a\d+(?=_)", name):
            named = STATEMENTS[number.upper()]
            others = [n for n in re.findall(r"(?<=_)a\d+(?=_)", name) if name in STATEMENTS[n.upper()]]
            assert name in named or others, f"{name} is not named by {number.upper()}"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a36_named_forms_are_never_called_anonymous(lang: str) -> None:
    """A36: in what raters and citizens read, a sentence that calls something anonymous speaks of peers, or says "not"."""
    word, no = ("anonim", r"\b(tidak|bukan|tanpa)\b") if lang == "id" else ("anonymous", r"\b(not|never|no|nobody)\b")
    named = r"\b(diri|atasan)\b" if lang == "id" else r"\b(self|supervisor\w*)\b"
    sentences = []
    for path in sorted((ROOT / "content" / "pages").glob(f"*.{lang}.md")):
        sentences += re.split(r"(?<=[.!?])\s", path.read_text(encoding="utf-8"))
    called = [s for s in sentences if word in s.lower()]
    assert called
    assert not [s for s in called if re.search(named, s.lower()) and not re.search(no, s.lower().replace("*", ""))]
