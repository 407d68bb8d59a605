"""The table of the law stays true: its modules and tests are there, and no article that the code cites is missing from it."""

from __future__ import annotations

import re

import pytest

from tests.repository.test_citations import CODE, ROOMS, ROOT

LAW = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
DONE = LAW.partition("## What the product does")[2].partition("\n## ")[0]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in DONE.splitlines() if line.startswith("| ")][
    1:
]
WORDS = [p for room in ROOMS for p in sorted((ROOT / room).rglob("*")) if p.suffix in (".toml", ".html")]
TESTS = {
    name: path
    for path in sorted((ROOT / "tests").rglob("test_*.py"))
    for name in [path.stem, *re.findall(r"(?m)^def (test_\w+)", path.read_text(encoding="utf-8"))]
}
OTHER_LAWS = re.compile(r"(?:UU|PP)(?: No\.?| Nomor)? \d+/\d{4},? Pasal \d+")


def articles(text: str) -> set[str]:
    """Return the articles that a text cites: `Pasal 9`, `IV.A.11`, `III.C`, `II` of a bare `Lampiran II`."""
    text = OTHER_LAWS.sub("", text)
    plain = {f"Pasal {n}" for n in re.findall(r"Pasal (\d+)", text)}
    parts = set(re.findall(r"\b((?:II|III|IV|V)\.[A-D](?:\.\d+)?)\b(?!\.?\w)", text))
    return plain | parts | set(re.findall(r"Lampiran (I{1,3}|IV|V)\b(?!\.)", text))


def test_there_is_a_row_for_each_stage_of_the_law() -> None:
    cited = articles("\n".join(row[0] for row in ROWS))
    assert len(ROWS) > 30
    assert {"Pasal 9", "Pasal 17", "Pasal 28", "IV.A.11", "IV.B.1", "IV.B.2", "IV.B.3", "V.A.5", "V.B.2"} <= cited


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_row_names_modules_and_tests_that_are_there(row: list[str]) -> None:
    _, does, modules, tests = row
    named = re.findall(r"`([^`]+)`", modules)
    assert does
    assert named
    assert not [m for m in named if not (ROOT / m).is_file()]
    listed = tests.split(", ")
    assert not [t for t in listed if t not in TESTS]


def test_every_article_that_the_product_cites_is_there() -> None:
    known = articles(LAW)
    missing = {
        f"{path.relative_to(ROOT)}: {article}"
        for path in [*CODE, *WORDS]
        for article in articles(path.read_text(encoding="utf-8"))
        if not any(a == article or a.startswith(f"{article}.") for a in known)
    }
    assert not missing
