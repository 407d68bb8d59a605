"""`make test` is green on a slow, busy machine: what something may cost in time is held by `bench/`, as ratios of one run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from hypothesis import settings

TESTS = Path(__file__).parents[1]
CLOCKS = {"monotonic", "perf_counter", "process_time", "thread_time", "time", "times", "getrusage"}
MODULES = {"time", "os", "resource"}


def clocks_of(tree: ast.Module) -> set[str]:
    """Return the calls that read a clock under the names that a module imports them by: `time.monotonic`, `now`."""
    names = {f"{module}.{clock}" for module in MODULES for clock in CLOCKS} | CLOCKS - {"time"}
    for node in ast.walk(tree):
        for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else ():
            if isinstance(node, ast.Import) and alias.name in MODULES and alias.asname:
                names |= {f"{alias.asname}.{clock}" for clock in CLOCKS}
            elif (
                isinstance(node, ast.ImportFrom) and node.module in MODULES and alias.name.removesuffix("_ns") in CLOCKS
            ):
                names.add(alias.asname or alias.name)
    return names


def _reads_a_clock(node: ast.AST, known: set[str], clocks: set[str]) -> bool:
    """Whether an expression reads a clock, or a name or attribute in which such a reading was kept."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and ast.unparse(part.func).removesuffix("_ns") in clocks:
            return True
        if isinstance(part, ast.Call) and ast.unparse(part.func) in clocks:
            return True
        if isinstance(part, ast.Name | ast.Attribute) and ast.unparse(part) in known:
            return True
    return False


def _kept(scope: ast.AST, clocks: set[str], known: set[str]) -> set[str]:
    """Return the names and attributes in which a scope keeps what a clock said."""
    found = set(known)
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if _reads_a_clock(node.value, found, clocks):
                every = [x for t in targets for x in (t.elts if isinstance(t, ast.Tuple) else [t])]
                found |= {ast.unparse(t) for t in every if isinstance(t, ast.Name | ast.Attribute)}
    return found


def assertions_on_time(source: str) -> Iterator[int]:
    """Yield the lines that assert on a clock; one in a `while` loop only says how long is waited for something."""
    tree = ast.parse(source)
    clocks = clocks_of(tree)
    attributes = {
        name for name in _kept(tree, clocks, set()) if "." in name
    }  # one method keeps it, another asserts on it
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        known = _kept(function, clocks, attributes)
        waiting = {id(n) for loop in ast.walk(function) if isinstance(loop, ast.While) for n in ast.walk(loop)}
        for node in ast.walk(function):
            if isinstance(node, ast.Assert) and id(node) not in waiting and _reads_a_clock(node.test, known, clocks):
                yield node.lineno


def test_no_test_asserts_time() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        for line in assertions_on_time(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_such_an_assertion_would_be_found() -> None:
    timed = "def test_it():\n    start = time.{}()\n    work()\n    spent = time.{}() - start\n    assert spent < 1\n"
    for clock in ("process_time", "perf_counter", "monotonic_ns", "time"):
        assert list(assertions_on_time(timed.replace("{}", clock))) == [5]
    assert list(assertions_on_time("def test_it():\n    assert perf_counter() - begun < 3\n")) == [2]
    for line in (
        "from time import monotonic as now",
        "from time import time as now",
        "from time import time_ns as now",
    ):
        assert list(assertions_on_time(f"{line}\ndef test_it():\n    assert now() < 3\n")) == [3]
    other = "import time as t\nasync def test_it():\n    a, b = t.monotonic(), 1\n    assert a < b\n"
    assert list(assertions_on_time(other)) == [4]
    kept = "class A:\n    def a(self):\n        self.since = time.monotonic_ns()\n    def b(self):\n        assert self.since < 3\n"
    assert list(assertions_on_time(kept)) == [5]
    waits = "def wait():\n    begun = time.monotonic()\n    while not there():\n        assert time.monotonic() < begun + 60\n"
    assert list(assertions_on_time(waits)) == []


def test_no_example_of_a_property_has_to_be_quick() -> None:
    assert settings.default is not None
    assert settings.default.deadline is None
    timed = re.compile(r"\bdeadline=(?:\d|timedelta|datetime)")
    assert not [p.name for p in TESTS.rglob("*.py") if timed.search(p.read_text(encoding="utf-8"))]
