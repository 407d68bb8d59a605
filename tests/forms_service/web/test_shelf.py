"""What waits between two requests: one sign-in's, sealed, for an hour, and in no backup."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from forms_service.web import shelf as module
from forms_service.web.shelf import HOUR, SHARED, STEP, Shelf
from kinerja_store.backup import _files
from tests.forms_world import World

NAME = "Siti Rahmawati"


@pytest.fixture
def shelf(world: World) -> Shelf:
    found: Shelf = world.app.extensions["kinerja"].shelf
    return found


def only(shelf: Shelf) -> Path:
    (path,) = shelf.folder.iterdir()
    return path


def test_one_sign_in_opens_it_in_any_process_and_nobody_else(shelf: Shelf) -> None:
    shelf.put("unggahan", [NAME], "token")
    again = Shelf(shelf.private, shelf.tag)
    assert again.get("unggahan", "token") == [NAME]
    assert [again.get(*asked) for asked in (("unggahan", "toke"), ("unggahan",), ("lain", "token"))] == [None] * 3


def test_the_file_tells_nothing_and_is_private(shelf: Shelf) -> None:
    sizes = set()
    for text in (NAME, NAME * 100):
        shelf.put("unggahan", text, "token")
        path = only(shelf)
        body = path.read_bytes()
        sizes.add(len(body))
        assert not [word for word in (NAME.encode(), b"token", b"unggahan") if word in body + path.name.encode()]
        assert (path.stat().st_mode & 0o777, shelf.folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert len(sizes) == 1
    assert sizes.pop() > STEP


@pytest.mark.parametrize("wrong", ["a byte", "cut", "swapped", "another release"])
def test_what_was_not_put_there_by_the_service_is_not_opened(
    shelf: Shelf, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put("unggahan", NAME, "token")
    path = only(shelf)
    body = bytearray(path.read_bytes())
    if wrong == "a byte":
        body[-1] ^= 1
    if wrong == "cut":
        del body[-100:]
    if wrong == "swapped":
        path = path.rename(shelf._path("lain", "token"))
    if wrong == "another release":
        monkeypatch.setattr(pickle, "loads", lambda _: (_ for _ in ()).throw(AttributeError("gone")))
    path.write_bytes(body)
    assert shelf.get("lain" if wrong == "swapped" else "unggahan", "token") is None


def test_it_goes_after_an_hour_whoever_put_it_there(shelf: Shelf) -> None:
    shelf.put("unggahan", NAME, "token")
    shelf.put("pratinjau", NAME)
    for path in shelf.folder.iterdir():
        os.utime(path, (time.time() - HOUR - 1,) * 2)
    Shelf(shelf.private, shelf.tag).sweep()
    assert only(shelf).suffix == ".shared", "the office's own stays"
    shelf.clock = lambda: time.time() + SHARED + 1
    shelf.sweep()
    assert not list(shelf.folder.iterdir())


def test_so_many_wait_at_once(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    for n in range(5):
        shelf.put(str(n), n, "token")
        os.utime(shelf._path(str(n), "token"), (n, time.time() - 100 + n))
    assert [shelf.get(str(n), "token") for n in range(5)] == [None, None, 2, 3, 4]


def test_no_backup_takes_it_along(shelf: Shelf) -> None:
    names: Callable[[], list[str]] = lambda: [name for name, _ in _files(shelf.private)]  # noqa: E731
    before = names()
    shelf.put("unggahan", NAME, "token")
    assert names() == before


def test_a_close_leaves_nothing_that_waits(world: World, shelf: Shelf) -> None:
    shelf.put("kertas", NAME, "token")
    shelf.put("pratinjau", NAME)
    world.app.extensions["kinerja"].throttle.wrong((("account", NAME),))
    world.close()
    assert only(shelf).suffix == ".shared", "forms on paper may be among it"
    with world.office.store.read() as view:
        assert view.count("passing") == 0
