"""What import contracts cannot see: nobody but `kinerja_office` names a table of the store or makes a key."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from public_site import package

from assessment.cycle import STATES
from assessment.method import METHODS, RULES
from kinerja_office.office import INDEXES
from kinerja_office.records import TABLES
from kinerja_words import catalogue
from publishing.audit import sentences

ROOT = Path(__file__).parents[1]
ROOMS = ("forms_service", "kinerja")
"""The rooms above `kinerja_office`; the others cannot see a store (import contracts)."""
VERBS = {"find", "get", "put", "count", "delete", "each", "once"}


def accesses(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield (table, call) of every call that may read or write the store with its table in plain words."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in VERBS
            and node.args
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, node


def raw(path: Path) -> list[str]:
    """Return where a file reads or writes a table itself: by its name, by a constant that holds it, or whatever is asked of a view."""
    named = {call.lineno for table, call in accesses(path) if table in TABLES}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr.endswith("TABLE") and ast.unparse(node) != "roles.TABLE":
            named.add(node.lineno)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("kinerja_office", "kinerja_store")):
            named |= {node.lineno for name in node.names if name.name.endswith("TABLE")}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in VERBS:
            named |= {node.lineno} if ast.unparse(node.func.value).split(".")[-1] in ("view", "change") else set()
    return [f"{path.name}:{line}" for line in sorted(named)]


def test_no_other_room_names_a_table() -> None:
    assert [place for room in ROOMS for path in (ROOT / room).rglob("*.py") for place in raw(path)] == []


@pytest.mark.parametrize(
    "line",
    ['x.get("cycles", k)', "view.find(leases.TABLE)", "change.delete(name, key)", "from kinerja_office.leases import TABLE",
     "self.view.each(name, make)"],
)  # fmt: skip
def test_whoever_does_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.py").write_text(line)
    assert raw(tmp_path / "a.py") == ["a.py:1"]


def test_the_store_names_no_noun_of_the_office() -> None:
    """No table but its own, no state and no method of a cycle; a migration names what an older release had."""
    nouns = {*TABLES, *METHODS, *STATES} - {"meta", "key_copies", "key_checks"}
    found = [
        f"{path.name}:{node.lineno} {node.value}"
        for path in (ROOT / "kinerja_store").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in nouns
    ]
    assert [f for f in found if not f.startswith("migrate.py")] == []


def test_the_list_of_tables_is_whole() -> None:
    """Every table that the office names is in `TABLES`, so the search above misses none."""
    used = {
        table
        for path in (ROOT / "kinerja_office").glob("*.py")
        for table, call in accesses(path)
        if ast.unparse(call.func).split(".")[0] in ("view", "change", "self")
    }
    assert used <= TABLES.keys()
    assert INDEXES.keys() <= TABLES.keys()
    assert len(used) > 20


def test_keys_are_made_in_one_place() -> None:
    """No f-string makes the key in a call of the store: `records.key` and its neighbours do."""
    made = [
        f"{path.name}:{call.lineno}"
        for path in (ROOT / "kinerja_office").glob("*.py")
        for table, call in accesses(path)
        if table in TABLES and len(call.args) > 1 and isinstance(call.args[1], ast.JoinedStr)
    ]
    assert made == []


def test_a_cycle_is_asked_what_it_is_and_not_how_its_state_is_spelled() -> None:
    """Its states are words of `assessment/cycle.py`; everybody else asks its properties, which templates and mypy know.

    A set that an act has a name for (`recap.TAKEN`) is asked by that name; states of goals, objections and jobs are told apart by
    who draws them, as each state is drawn otherwise.
    """
    compared = re.compile(r"cycle\.state (?:==|!=|in|not in) [\"'(\[{]")
    rooms = (ROOT / room for room in (*ROOMS, "kinerja_office"))
    files = (path for room in rooms for end in ("py", "html") for path in room.rglob(f"*.{end}"))
    assert [path.name for path in files if compared.search(path.read_text(encoding="utf-8"))] == []


A_METHOD_IS = {
    "assessment/method.py", "kinerja_words/methods.toml", "publishing/audit/sentences.toml", "site/public_site/package.py",
    "site/public_site/texts.toml",
}  # fmt: skip
"""Where a method is described, once a reader: its rules, its words, what the auditor knows, how the site draws and says it."""
ITS_OWN = {
    "forms_service/results/templates/marks.html", "forms_service/static/kantor.css", "forms_service/static/cetak.css",
    "kinerja/demo/invented.py", "publishing/package.py",
}  # fmt: skip
"""Where a method may have something of its own and needs nothing: a mark and a colour, invented answers, its format's story."""


def naming(code: str) -> set[str]:
    """Return the files of the product that name a code, in whatever they are written."""
    rooms = {name.split("/")[0] for name in A_METHOD_IS | ITS_OWN} | {"kinerja_office", "kinerja_store"}
    files = [p for room in sorted(rooms) for p in (ROOT / room).rglob("*") if p.suffix in SOURCE]
    word = re.compile(rf"(?<![a-z]){code}(?![a-z])")
    return {p.relative_to(ROOT).as_posix() for p in files if word.search(p.read_text(encoding="utf-8"))}


SOURCE = {".py", ".html", ".css", ".toml", ".csv", ".js", ".sql", ".json"}


def test_a_further_method_is_described_in_five_files() -> None:
    """The newest method shows it: whoever reads of methods elsewhere takes them from these."""
    found = naming(METHODS[-1])
    assert found - ITS_OWN == A_METHOD_IS


def test_every_method_is_known_to_every_reader_and_has_its_words() -> None:
    """The auditor shares nothing with what it audits, and the site reads packages alone: each lists the methods again."""
    words: dict[str, set[str]] = {}
    for key in catalogue.entries("methods"):
        method, _, asked = key.partition(".")
        words.setdefault(method, set()).add(asked)
    assert set(words) == set(sentences.METHODS) == set(package.METHODS) == set(package.LEAD) == set(METHODS)
    for method, rules in RULES.items():
        assert words[method] >= words["self"] & words["supervisor"] & words["peer"], method
        assert not rules.sealed or words[method] >= words["peer"], method
        assert rules.rated_by != "reports" or "results.said.*.unplanned" in words[method], method
