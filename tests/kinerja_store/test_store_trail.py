"""The trail: act and line are both there or neither, and no line can be touched unseen."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from kinerja_store import StoreError, trail
from kinerja_store.disk import Disk
from kinerja_store.keyed import KeyedStore
from tests.kinerja_store.helpers import contents, fresh, in_threads, opened

NOW = datetime.datetime(2026, 3, 1, 8, 0, tzinfo=datetime.UTC)
LINES = 6


@pytest.fixture
def store(tmp_path: Path) -> KeyedStore:
    return fresh(tmp_path / "private")


def act(store: KeyedStore, number: int) -> None:
    with store.write() as change:
        change.put("t", f"k{number}", {})
        trail.record(change, "admin", "cycle.open", {"cycle": f"2026-{number}"}, NOW)
    trail.flush(store)


def lines_of(store: KeyedStore) -> list[bytes]:
    with store.read() as view:
        return trail.read_trail(store.folder, view).splitlines()


def levels(store: KeyedStore, published: str = "") -> list[str]:
    with store.read() as view:
        return [finding.level for finding in trail.verify(trail.copy(store.folder, view), published)]


def test_it_works(store: KeyedStore) -> None:
    for number in range(LINES):
        act(store, number)
    lines = [json.loads(line) for line in lines_of(store)]
    assert [line["n"] for line in lines] == list(range(1, LINES + 1))
    assert lines[0] == {
        "n": 1, "time": "2026-03-01T08:00:00+00:00", "actor": "admin", "act": "cycle.open",
        "details": {"cycle": "2026-0"}, "prev": trail.START, "hash": lines[0]["hash"],
    }  # fmt: skip
    with store.read() as view:
        assert trail.head(view) == lines[-1]["hash"]
    assert levels(store, published=lines[3]["hash"]) == ["ok"]


def test_an_act_that_fails_leaves_no_line(store: KeyedStore) -> None:
    def failing() -> None:
        with store.write() as change:
            trail.record(change, "admin", "cycle.open", {}, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    trail.flush(store)
    assert not lines_of(store)
    assert levels(store) == ["ok"]


def test_a_crash_between_act_and_line_is_mended_at_the_next_start(
    store: KeyedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(store, 0)
    with store.write() as change:
        trail.record(change, "admin", "publish", {}, NOW)
        trail.record(change, "admin", "publish", {}, NOW)
    assert levels(store) == ["warning"]
    store.close()
    with opened(store.folder) as again:
        trail.flush(again)
        assert levels(again) == ["ok"]
        assert len(lines_of(again)) == 3


@pytest.mark.journal
@pytest.mark.parametrize("when", ["before the line", "inside the line", "after the line"])
def test_a_crash_while_the_line_is_written(store: KeyedStore, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    act(store, 0)
    file = store.folder / trail.FILE
    before = file.read_bytes()
    with store.write() as change:
        trail.record(change, "admin", "publish", {"x": "é"}, NOW)
    if when != "before the line":
        with store.read() as view:
            found = view.get("meta", "trail")
        assert found is not None
        line = trail.written(found["pending"][0])
        file.write_bytes(before + (line if when == "after the line" else line[:-9]))
    trail.flush(store)
    trail.flush(store)
    assert levels(store) == ["ok"]
    assert len(file.read_text().splitlines()) == 2


@pytest.mark.journal
def test_a_disk_that_refuses_the_line_keeps_it_for_later(store: KeyedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Disk.open

    def failing(path: object, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(trail.FILE):
            raise OSError(28, "full")
        return real(path, flags, mode)  # type: ignore[arg-type]

    monkeypatch.setattr(Disk, "open", staticmethod(failing))
    with pytest.raises(StoreError):
        act(store, 1)
    assert ("t", "k1") in contents(store)
    monkeypatch.setattr(Disk, "open", staticmethod(real))
    act(store, 2)
    assert levels(store) == ["ok"]
    assert len(lines_of(store)) == 2


def test_threads_write_one_chain(store: KeyedStore) -> None:
    def work(number: int) -> None:
        for step in range(5):
            trail.append(store, f"hr{number}", "sign-in", {"step": step}, lambda: NOW)

    in_threads(8, work)
    assert levels(store) == ["ok"]
    assert len(lines_of(store)) == 40


def _tampered(lines: list[bytes]) -> dict[str, list[bytes]]:
    other = lines[2].replace(b"2026-2", b"2026-9")
    parsed = json.loads(other)
    rehashed = trail.written({**parsed, "hash": trail.digest(parsed)})
    return {
        "a line altered": [*lines[:2], other, *lines[3:]],
        "altered, its hash made right": [*lines[:2], rehashed, *lines[3:]],
        "a blank added": [*lines[:2], lines[2].replace(b": ", b":  ", 1), *lines[3:]],
        "a line removed": [*lines[:2], *lines[3:]],
        "the first removed": lines[1:],
        "the last removed": lines[:-1],
        "the end removed": lines[:2],
        "all removed": [],
        "two swapped": [lines[1], lines[0], *lines[2:]],
        "one repeated": [*lines[:3], lines[2], *lines[3:]],
        "the last repeated": [*lines, lines[-1]],
        "the last line's end cut": [*lines[:-1], lines[-1][:-1]],
        "something added": [*lines, b"{}\n"],
    }


@pytest.mark.journal
@pytest.mark.parametrize("kind", _tampered([b'{"details": {"cycle": "2026-2"}}\n'] * 6))
def test_any_touch_is_found(store: KeyedStore, kind: str) -> None:
    for number in range(LINES):
        act(store, number)
    file = store.folder / trail.FILE
    tampered = _tampered(file.read_bytes().splitlines(keepends=True))[kind]
    file.write_bytes(b"".join(tampered))
    found = levels(store)
    assert "ok" not in found
    assert "error" in found, kind


@pytest.mark.journal
def test_any_single_byte_changed_is_found(store: KeyedStore) -> None:
    for number in range(2):
        act(store, number)
    file = store.folder / trail.FILE
    body = file.read_bytes()
    for at in range(len(body)):
        changed = bytearray(body)
        changed[at] ^= 1
        file.write_bytes(bytes(changed))
        assert "error" in levels(store), at


def test_a_chain_made_anew_does_not_hold_what_was_published(store: KeyedStore, tmp_path: Path) -> None:
    """Whoever rewrites trail and store together is still found out by a release that the public has."""
    act(store, 0)
    with store.read() as view:
        published = trail.head(view)
    forged = fresh(tmp_path / "forged")
    act(forged, 7)
    assert levels(forged) == ["ok"]
    assert levels(forged, published) == ["error"]


@pytest.mark.journal
def test_a_new_line_after_damage_keeps_the_damage_visible(store: KeyedStore) -> None:
    for number in range(3):
        act(store, number)
    file = store.folder / trail.FILE
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0] + b"not json\n")
    act(store, 9)
    assert "error" in levels(store)
