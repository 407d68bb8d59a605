"""What is declared is what is imported, and what is locked is what is declared."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, metadata, packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PRODUCT = [ROOT / folder for folder in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]]
WORKSHOP = [ROOT / "tests", ROOT / "bench", ROOT / "docs"]
OURS = {folder.name for folder in PRODUCT + WORKSHOP}
CALLED = {"import-linter", "mypy", "pytest-xdist", "ruff", "types-openpyxl"}
"""Tools of the workshop that nothing imports."""
BUILDS = {"editables", "hatchling"}
"""What `pip install -e .` needs with no index at hand."""
PIN = re.compile(r"^([a-z0-9-]+)==([^\s;]+)((?:.*\\\n)(?:    --hash=sha256:[0-9a-f]{64}.*\n)+)", re.MULTILINE)


def name(distribution: str) -> str:
    """The one spelling of a name that pip reads alike in many."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def imported(folders: Iterable[Path]) -> set[str]:
    """The distributions whose modules are imported below some folders."""
    modules = set()
    for path in (p for folder in folders for p in folder.rglob("*.py") if "golden/0.1.0" not in p.as_posix()):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    by_module = packages_distributions()
    foreign = modules - OURS - set(sys.stdlib_module_names)
    beside = {p.stem for folder in WORKSHOP for p in folder.rglob("*.py")}
    return {name(by_module[m][0]) for m in foreign if m in by_module or m not in beside}


def declared(requirements: Iterable[str]) -> set[str]:
    """The names in a list of requirements."""
    return {name(re.split(r"[<>=!~; \[]", line)[0]) for line in requirements}


RUN = declared(PROJECT["project"]["dependencies"])
EXTRA = {
    n
    for extra, wanted in PROJECT["project"]["optional-dependencies"].items()
    if extra != "dev"
    for n in declared(wanted)
}
"""What an office may install beside; imported only where it is used (`test_prints.py`), and tried by the tests."""
DEV = declared(PROJECT["project"]["optional-dependencies"]["dev"])


def pins(file: str) -> dict[str, str]:
    """The version of each locked distribution; where it is locked for several Pythons, all of them."""
    found: dict[str, str] = {}
    for locked, version, _ in PIN.findall((ROOT / file).read_text(encoding="utf-8")):
        found[locked] = f"{found[locked]} {version}" if locked in found else version
    return found


def test_the_product_declares_what_it_imports_and_nothing_else() -> None:
    assert imported(PRODUCT) == RUN | EXTRA


def test_the_workshop_declares_what_it_imports_and_nothing_else() -> None:
    assert imported(WORKSHOP) - RUN - EXTRA == DEV - CALLED - BUILDS - EXTRA
    assert EXTRA <= DEV


def test_everything_declared_is_locked_with_hashes() -> None:
    for file, wanted in (
        ("requirements.txt", RUN | BUILDS),
        ("requirements-dev.txt", RUN | DEV),
        ("requirements-postgres.txt", RUN | {"psycopg"}),
    ):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert len(PIN.findall(text)) == len(re.findall(r"^\S", text, re.MULTILINE)), f"a line of {file} has no hash"
        assert not wanted - pins(file).keys()


def test_both_lock_files_lock_the_same_versions() -> None:
    run, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {n: v for n, v in dev.items() if n in run} == run


LOCKS = sorted(p.name for p in ROOT.glob("requirements*.txt"))
DOCUMENT = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([a-z0-9-]+) \| ([^|]+) \|(.*)\|$", re.MULTILINE)
FAMILIES = ("0BSD", "Apache", "Artistic", "BSD", "ISC", "MIT", "MPL", "PSF", "ZPL", "GPL")


def test_the_document_names_exactly_what_is_locked_once_with_a_reason() -> None:
    told = [name for name, _, _ in ROW.findall(DOCUMENT) if name != "name"]
    assert sorted(told) == sorted({name for file in LOCKS for name in pins(file)})
    reasoned = {name for name, _, rest in ROW.findall(DOCUMENT) if rest.count("|") == 1 and len(rest) > 20}
    assert reasoned >= (RUN | BUILDS | DEV | EXTRA | {*pins("requirements.txt")})


def test_the_licence_told_is_the_one_that_came_with_it() -> None:
    """By its SPDX expression where the distribution has one, else by the family its words or classifiers name."""
    for name, told, _ in ROW.findall(DOCUMENT):
        try:
            about = metadata(name)
        except PackageNotFoundError:  # for another system or Python
            continue
        if expression := about.get("License-Expression"):
            assert told == expression, name
            continue
        said = " ".join(
            [*(about.get_all("License") or ()), *(c for c in about.get_all("Classifier") or () if "License" in c)]
        )
        of = {
            family
            for family in FAMILIES
            if family in said or {"ZPL": "Zope", "MPL": "Mozilla"}.get(family, family) in said
        }
        assert not of or any(family in told for family in of), (name, told, said)
