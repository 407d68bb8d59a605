"""What code and documents cite exists: rules and limits by their number, documents, decisions, modules and tests."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ROOMS = [
    "assessment",
    "publishing",
    "kinerja_office",
    "kinerja_store",
    "kinerja_words",
    "forms_service",
    "site",
    "kinerja",
]
WORKSHOP = ["tests", "bench", "docs"]
PAGES = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]
CODE = [p for room in ROOMS for p in sorted((ROOT / room).rglob("*.py"))]
NUMBERS = {
    n
    for name in ("privacy.md", "anonymity.md")
    for n in re.findall(r"\*\*([RLAB]\d{1,2})\b[^*]*\*\*", (DOCS / name).read_text(encoding="utf-8"))
}
DECISIONS = {int(p.name[:4]): p for p in (DOCS / "decisions").iterdir()}
FILES_OF_PACKAGES = {"notes.md", "notes.en.md"}


@cache
def prose(path: Path) -> str:
    """What a file says to its readers: a document whole, of code the comments and docstrings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    said = [t.string for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.COMMENT]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            said.append(node.value.value)
    return "\n".join(said)


def cited(pattern: str, paths: list[Path]) -> Iterator[tuple[str, str]]:
    """Yield (where, what) of each citation."""
    for path in paths:
        for found in re.findall(pattern, prose(path)):
            yield path.relative_to(ROOT).as_posix(), found


def test_the_rules_are_all_there() -> None:
    assert {f"R{n}" for n in range(10)} | {f"L{n}" for n in range(1, 15)} <= NUMBERS
    assert {f"A{n}" for n in range(1, 44)} | {f"B{n}" for n in range(1, 16)} <= NUMBERS


def test_every_number_is_one_of_a_rule() -> None:
    found = list(cited(r"(?<![\w#&-])([RLAB]\d{1,2})(?![\w-])", CODE + PAGES))
    assert len(found) > 150
    assert not [f for f in found if f[1] not in NUMBERS]


def test_every_document_is_there() -> None:
    for where, name in cited(r"(?<![\w./<>*-])((?:[\w-]+/)*[\w-]+(?:\.id|\.en)?\.md)\b", CODE + PAGES):
        near = [ROOT / name, DOCS / name, (ROOT / where).parent / name]
        assert name in FILES_OF_PACKAGES or any(p.exists() for p in near), f"{where}: {name}"


def test_every_decision_is_there() -> None:
    for where, number in cited(r"(?i)\bdecisions?[ /](\d{1,4})\b", CODE + PAGES):
        assert int(number) in DECISIONS, f"{where}: decision {number}"


def test_no_section_of_a_foreign_paper_is_cited() -> None:
    assert not list(cited(r"(§)", CODE))


def test_every_link_of_a_document_leads_somewhere() -> None:
    for where, target in cited(r"\]\(([^)\s#<]+)\)", PAGES):
        assert target.startswith("https://") or ((ROOT / where).parent / target).exists(), f"{where}: {target}"


def test_every_picture_is_shown() -> None:
    shown = {(ROOT / where).parent / target for where, target in cited(r"\]\(([^)\s#<]+\.png)\)", PAGES)}
    assert shown == set((DOCS / "gambar").iterdir())


def test_every_test_that_a_document_names_is_there() -> None:
    known = {p.stem for p in (ROOT / "tests").rglob("*.py")}
    for path in (ROOT / "tests").rglob("test_*.py"):
        known |= set(re.findall(r"(?m)^def (test_\w+)", path.read_text(encoding="utf-8")))
    for where, name in cited(r"\b(test_\w+)\b", PAGES):
        assert name in known, f"{where}: {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_module_that_a_document_names_is_there(page: Path) -> None:
    """`room/module.py`, `module.py` in some room, or `room/`."""
    known = [p.relative_to(ROOT).as_posix() for room in [*ROOMS, *WORKSHOP] for p in (ROOT / room).rglob("*")]
    named = re.findall(r"`((?:[\w.-]+/)*[\w-]+(?:\.(?:py|html|css)|/))`", page.read_text(encoding="utf-8"))
    for name in named:
        if name.endswith("/") and name.partition("/")[0] not in [*ROOMS, *WORKSHOP]:
            continue  # a folder of the office's data, not of the code
        assert any(f"/{path}".endswith(f"/{name.rstrip('/')}") for path in [*ROOMS, *WORKSHOP, *known]), name
