"""The comparison of two worlds' states sees whatever could make them answer otherwise, and says where it cannot look."""

from __future__ import annotations

import functools
import io
import sys
import threading
from collections import deque
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.anonymity import closed
from tests.anonymity.alike import apart
from tests.test_architecture import ROOMS


def world(folder: Path, **held: Any) -> Any:
    """What stands for a world: a folder of documents, and what the service holds."""
    (folder / "data").mkdir(parents=True)
    return SimpleNamespace(office=SimpleNamespace(folder=folder / "data"), **held)


def stream(body: bytes) -> io.BytesIO:
    return io.BytesIO(body)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (stream(b"a"), stream(b"bb")),
        (stream(b"a"), stream(b"b")),
        (iter([1]), iter([2])),
        (functools.lru_cache(lambda: 1), functools.lru_cache(lambda: 2)),
        (deque([1]), deque([2])),
        ({"a": {1}}, {"a": {2}}),
        ((lambda n: lambda: n)(1), (lambda n: lambda: n)(2)),
        (SimpleNamespace(fd=1), SimpleNamespace(fd=2)),
        (memoryview(b"a"), memoryview(b"b")),
        (functools.partial(int, 1), functools.partial(int, 2)),
        (Path("a"), Path("b")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_differs_or_cannot_be_looked_into_is_told(tmp_path: Path, one: object, two: object) -> None:
    assert apart(world(tmp_path / "1", held=one), world(tmp_path / "2", held=two)) != []


@pytest.mark.parametrize("made", [threading.Lock, dict, deque, lambda: stream(b"a"), lambda: SimpleNamespace(a=[1])])
def test_what_is_alike_is(tmp_path: Path, made: Any) -> None:
    assert apart(world(tmp_path / "1", held=made()), world(tmp_path / "2", held=made())) == []


def test_a_file_that_differs_is_told(tmp_path: Path) -> None:
    one, two = world(tmp_path / "1"), world(tmp_path / "2")
    (tmp_path / "1/data/x").write_text("a")
    (tmp_path / "2/data/x").write_text("b")
    assert apart(one, two) == ["disk: data/x"]


MAY_CHANGE = {"forms_service.web.lists._logged", "publishing.audit.markup._known"}
"""What the log was last told of a content file; what a piece of markup means."""


def held() -> dict[str, str]:
    """Every container that a module of ours holds, as it is. Caches of functions that follow from their arguments are none."""
    rooms = {*ROOMS, "kinerja_office", "kinerja_store", "kinerja_words", "assessment", "publishing", "public_site"}
    found = {}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in rooms:
            for k, v in list(vars(module).items()):
                if isinstance(v, (dict, list, set, deque, bytearray)) and not k.startswith("__"):
                    found[f"{name}.{k}"] = repr(v)
    return found


def test_no_module_holds_anything_of_an_office(quick: Path) -> None:
    before = held()
    one = closed.build(quick / "world", closed.SILENT[0])
    closed.step(one, closed.SILENT[0], ("", closed.CAMAT), closed.STEPS[0])
    after = held()
    one.world.office.store.close()
    assert len(before) > 100
    assert {name for name, said in before.items() if after[name] != said} <= MAY_CHANGE
