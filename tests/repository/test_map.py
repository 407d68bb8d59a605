"""The map stays true: each package of the product stands in it, and it names nothing that is not there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
INNER = sorted(p.parent.relative_to(ROOT).as_posix() for room in PACKAGES for p in (ROOT / room).rglob("__init__.py"))
OUTER = ["content", "data", "tests", "bench", "docs", "deploy"]


def on_the_map(readme: str) -> list[str]:
    """The folders that begin a line of the map, several where they share one."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    section = re.search(r"(?s)## (?:The map|Peta)\n\n```\n(.*?)```", text)
    assert section, f"{readme} has no map"
    return [f.rstrip("/") for line in section[1].splitlines() for f in re.findall(r"\S+", line.split("  ")[0])]


@pytest.mark.parametrize("readme", ["README.md", "README.id.md"])
def test_every_package_is_on_the_map(readme: str) -> None:
    folders = on_the_map(readme)
    assert set(folders) == {*PACKAGES, "publishing/audit", *OUTER}
    assert not [f for f in folders if not (ROOT / f).is_dir()]


def test_every_package_is_told_of_in_the_architecture() -> None:
    """By itself or by a module in it; whether the modules exist is held by `test_citations`."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert not [p for p in INNER if f"`{p}/" not in text]


def test_what_is_checked_for_its_imports_is_the_whole_product() -> None:
    names = {Path(p).name for p in PACKAGES}
    assert set(PROJECT["tool"]["importlinter"]["root_packages"]) == names
    assert set(PROJECT["tool"]["mypy"]["packages"]) == names
    lying_there = {p.parent.name for p in [*ROOT.glob("*/__init__.py"), *(ROOT / "site").glob("*/__init__.py")]}
    assert lying_there - {"tests"} == names


def test_tests_lie_where_the_product_lies() -> None:
    mirrored = {p.name for p in (ROOT / "tests").iterdir() if (p / "__init__.py").exists()}
    assert {Path(p).name for p in PACKAGES} <= mirrored
