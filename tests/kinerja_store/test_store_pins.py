"""What was signed of the trail finds whoever owns the folder and makes the chain anew."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from kinerja_office.keys import needed
from kinerja_store import backup, keyring, pins, trail
from kinerja_store.codec import encode
from kinerja_store.disk import Disk
from kinerja_store.keyed import KeyedStore, open_store
from tests.kinerja_store.helpers import fresh
from tests.kinerja_store.test_store_trail import NOW, act

DAYS = [f"2026-03-0{n}" for n in range(1, 5)]
TODAY = DAYS[-1]


@pytest.fixture
def store(tmp_path: Path) -> KeyedStore:
    """Four days with a line and a pin each."""
    store = fresh(tmp_path / "private")
    pins.make_key(store)
    for number, day in enumerate(DAYS):
        act(store, number)
        assert pins.pin(store, tmp_path / pins.FILE, day)
    return store


def found(store: KeyedStore, day: str = TODAY, published: tuple[str, ...] = ()) -> list[str]:
    path = store.folder.parent / pins.FILE
    with store.still() as view:
        findings = pins.verify(pins.copy(store, view, path), trail.copy(store.folder, view), day, published)
    return [f.said.code for f in findings]


def lines(store: KeyedStore) -> list[dict[str, object]]:
    return [json.loads(raw) for raw in (store.folder.parent / pins.FILE).read_bytes().splitlines()]


def write(store: KeyedStore, pinned: list[dict[str, object]]) -> None:
    (store.folder.parent / pins.FILE).write_bytes(b"".join(encode(p) + b"\n" for p in pinned))


def anew(store: KeyedStore, kept: list[dict[str, object]]) -> None:
    """Make the chain of these lines anew, in the file and in the store, as whoever owns the folder can."""
    with store.write() as change:
        change.delete("meta", "trail")
        for line in kept:
            trail.record(change, str(line["actor"]), str(line["act"]), dict(line["details"]), NOW)  # type: ignore[call-overload]
    (store.folder / trail.FILE).unlink()
    trail.flush(store)
    with store.still() as view:
        assert [f.said.code for f in trail.verify(trail.copy(store.folder, view))] == ["trail.whole"]


def read(store: KeyedStore) -> list[dict[str, object]]:
    return [json.loads(raw) for raw in (store.folder / trail.FILE).read_text().splitlines()]


def test_it_works(store: KeyedStore) -> None:
    assert [(p["n"], p["day"]) for p in lines(store)] == list(enumerate(DAYS, start=1))
    assert {p["key"] for p in lines(store)} == {pins.public_key(store.folder)}
    assert found(store, published=(pins.public_key(store.folder),)) == ["pins.fit"]
    assert pins.pin(store, store.folder.parent / pins.FILE, TODAY)
    assert len(lines(store)) == len(DAYS), "a head is pinned once"
    assert (store.folder / keyring.FOLDER / pins.SIGNING).stat().st_mode & 0o077 == 0


@pytest.mark.journal
@pytest.mark.parametrize("place", range(len(DAYS)))
def test_a_trail_written_anew_with_all_its_hashes_is_found(store: KeyedStore, place: int) -> None:
    kept = read(store)
    kept[place]["actor"] = "orang lain"
    anew(store, kept)
    assert found(store) == ["pins.rewritten"]
    act(store, 9)
    assert pins.pin(store, store.folder.parent / pins.FILE, TODAY)
    assert found(store) == ["pins.rewritten"], "a further pin heals nothing"
    assert pins.pin(store, store.folder.parent / pins.FILE, TODAY, put_back=True)
    assert found(store) == ["pins.put_back", "pins.rewritten"], "nor one that says a backup was put back"


@pytest.mark.journal
@pytest.mark.parametrize("left", [1, 2, 3])
def test_a_cut_tail_is_found(store: KeyedStore, left: int) -> None:
    anew(store, read(store)[:left])
    assert "pins.cut_off" in found(store)


@pytest.mark.parametrize("gone", [[0], [3], [1, 2], [0, 1, 2, 3]])
def test_missing_pins_are_found(store: KeyedStore, gone: list[int]) -> None:
    write(store, [p for n, p in enumerate(lines(store)) if n not in gone])
    assert "pins.missing" in found(store)
    (store.folder.parent / pins.FILE).unlink()
    assert "pins.missing" in found(store)


def signed(key: SigningKey, pin: dict[str, object]) -> dict[str, object]:
    said = {**pin, "key": key.verify_key.encode().hex()}
    said.pop("signature")
    return {**said, "signature": key.sign(encode(said)).signature.hex()}


def test_a_foreign_key_is_found_in_the_file_and_in_the_folder(store: KeyedStore) -> None:
    key, kept = SigningKey.generate(), lines(store)
    write(store, [signed(key, p) for p in kept])
    assert "pins.foreign" in found(store)
    write(store, kept)
    first = pins.public_key(store.folder)
    (store.folder / keyring.FOLDER / pins.SIGNING).write_bytes(key.encode())
    act(store, 9)
    assert not pins.pin(store, store.folder.parent / pins.FILE, TODAY), "nothing is signed with it"
    assert "pins.no_key" in found(store)
    with store.write() as change:
        known = change.get("meta", "trail_pins")
        change.put("meta", "trail_pins", {**known, "keys": [key.verify_key.encode().hex()]})
    assert "pins.other_key" in found(store, published=(first,)), "a release has told the right one"


@pytest.mark.parametrize("field", ["n", "hash", "day", "put_back", "key", "signature"])
def test_any_touch_of_a_pin_is_found(store: KeyedStore, field: str) -> None:
    kept = lines(store)
    kept[1][field] = kept[2][field] if field not in ("key", "put_back") else not kept[1][field]
    write(store, kept)
    assert found(store)[0] in ("pins.altered", "pins.foreign")


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b"\xff", b"[" * 100_000, b'{"n": 1e999}', b"null"])
def test_any_line_there_is_told(store: KeyedStore, raw: bytes) -> None:
    with (store.folder.parent / pins.FILE).open("ab") as file:
        file.write(raw + b"\n")
    assert found(store) == ["pins.altered"]


def test_days_without_a_pin_are_told(store: KeyedStore) -> None:
    act(store, 9)
    assert found(store, "2026-03-05") == ["pins.fit"], "yesterday's is new enough"
    assert found(store, "2026-03-06") == ["pins.late", "pins.fit"]


def test_a_place_that_cannot_be_written_stops_nothing(store: KeyedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    act(store, 9)
    assert not pins.pin(store, store.folder.parent / "nowhere" / pins.FILE, TODAY)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Disk, "pwrite", full)
    assert not pins.pin(store, store.folder.parent / pins.FILE, TODAY)


def test_a_backup_brings_the_key_back_and_says_which_lines_are_gone(store: KeyedStore, tmp_path: Path) -> None:
    keyring.create(store.folder, keyring.SERVER)
    written = backup.backup(store, tmp_path / "b", "lima kata acak yang panjang")
    assert [p.name for p in written] == ["b", "b.server.key"]
    assert [d for _, d in store.read().__enter__().find("key_copies")] == []
    act(store, 9)
    assert pins.pin(store, tmp_path / pins.FILE, TODAY)
    key = pins.public_key(store.folder)
    store.close()
    shutil.rmtree(store.folder)
    backup.restore(
        tmp_path / "b",
        store.folder,
        "lima kata acak yang panjang",
        server_file=tmp_path / "b.server.key",
        needed=needed,
    )
    back = open_store(store.folder)
    assert pins.public_key(store.folder) == key
    assert found(back) == ["pins.cut_off"]
    assert pins.pin(back, tmp_path / pins.FILE, TODAY, put_back=True)
    assert found(back) == ["pins.put_back", "pins.fit"]
    act(back, 10)
    assert pins.pin(back, tmp_path / pins.FILE, TODAY)
    assert found(back) == ["pins.put_back", "pins.fit"]


def test_after_a_restore_the_pins_count_that_are_there(store: KeyedStore, tmp_path: Path) -> None:
    path = tmp_path / pins.FILE
    path.unlink()
    assert pins.pin(store, path, TODAY, put_back=True)
    assert found(store) == ["pins.put_back", "pins.fit"]
    act(store, 9)
    assert pins.pin(store, path, TODAY)
    write(store, lines(store)[1:])
    assert "pins.missing" in found(store)


def test_a_restore_without_the_key_makes_a_new_one_and_says_so(store: KeyedStore) -> None:
    first = pins.public_key(store.folder)
    (store.folder / keyring.FOLDER / pins.SIGNING).unlink()
    assert "pins.no_key" in found(store)
    pins.make_key(store)
    assert pins.public_key(store.folder) != first
    act(store, 9)
    assert pins.pin(store, store.folder.parent / pins.FILE, TODAY)
    assert found(store) == ["pins.new_key", "pins.fit"]
