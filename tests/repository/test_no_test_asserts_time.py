"""`make test` is green on a slow, busy machine: what something may cost in time is held by `bench/`, as ratios of one run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from hypothesis import settings

TESTS = Path(__file__).parents[1]
CLOCKS = {"monotonic", "perf_counter", "process_time", "thread_time", "time", "times", "getrusage"}


def _reads_a_clock(node: ast.AST, known: set[str]) -> bool:
    """Whether an expression reads a clock, or a name in which such a reading was kept."""
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="time" | "os" | "resource"), attr=attr)):
                if attr.removesuffix("_ns") in CLOCKS:
                    return True
            case ast.Call(func=ast.Name(id=name)) if name != "time" and name.removesuffix("_ns") in CLOCKS:
                return True
            case ast.Name(id=name) if name in known:
                return True
    return False


def assertions_on_time(source: str) -> Iterator[int]:
    """Yield the lines that assert on a clock; one in a `while` loop only says how long is waited for something."""
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        known: set[str] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if _reads_a_clock(node.value, known):
                    known |= {t.id for t in targets if isinstance(t, ast.Name)}
        waiting = {id(n) for loop in ast.walk(function) if isinstance(loop, ast.While) for n in ast.walk(loop)}
        for node in ast.walk(function):
            if isinstance(node, ast.Assert) and id(node) not in waiting and _reads_a_clock(node.test, known):
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
    waits = "def wait():\n    begun = time.monotonic()\n    while not there():\n        assert time.monotonic() < begun + 60\n"
    assert list(assertions_on_time(waits)) == []


def test_no_example_of_a_property_has_to_be_quick() -> None:
    assert settings.default is not None
    assert settings.default.deadline is None
    timed = re.compile(r"\bdeadline=(?:\d|timedelta|datetime)")
    assert not [p.name for p in TESTS.rglob("*.py") if timed.search(p.read_text(encoding="utf-8"))]
