"""Backup while everything runs, restore whole or not at all."""

from __future__ import annotations

import datetime
import io
import stat
import tarfile
from pathlib import Path
from typing import Any

import pytest

from kinerja_office.keys import needed
from kinerja_store import StoreBusy, StoreExists, keyring, openkeys, sealedbox, trail
from kinerja_store import backup as backups
from kinerja_store.backup import BadBackup, KeyNeeded, backup, drill, restore
from kinerja_store.keyed import KeyedStore
from kinerja_store.sealedbox import SealingWriter, WrongPassphrase
from tests.conftest import SEALING
from tests.kinerja_store.helpers import contents, contents_of, fresh, in_threads, opened, put

SECRET = "RAHASIA-SANGAT"


@pytest.fixture
def store(tmp_path: Path) -> KeyedStore:
    return fresh(tmp_path / "private")


def cycle(store: KeyedStore, state: str, *methods: str) -> None:
    with store.write() as change:
        change.put("cycles", "2026-1", {"id": "2026-1", "state": state, "methods": list(methods)})


@pytest.mark.journal
def test_it_works(store: KeyedStore, tmp_path: Path) -> None:
    cycle(store, "assessment", "self", "peer")
    keyring.create(store.folder, "2026-1")
    keyring.create(store.folder, keyring.SERVER)
    put(store, "k", text=SECRET)
    trail.append(store, "admin", "backup", {}, lambda: datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    (store.folder / "objections").mkdir(mode=0o700)
    (store.folder / "objections" / "letter.txt").write_text(SECRET)
    written = backup(store, tmp_path / "copy", "sandi")
    assert written == [tmp_path / "copy", tmp_path / "copy.key", tmp_path / "copy.server.key"]
    for path in written:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert SECRET.encode() not in path.read_bytes()
        assert keyring.read(store.folder, "2026-1") not in path.read_bytes()
    restore(tmp_path / "copy", tmp_path / "again", "sandi", tmp_path / "copy.key", needed=needed)
    assert contents_of(tmp_path / "again") == contents(store)
    assert keyring.read(tmp_path / "again", "2026-1") == keyring.read(store.folder, "2026-1")
    assert (tmp_path / "again" / "objections" / "letter.txt").read_text() == SECRET
    assert (tmp_path / "again" / trail.FILE).read_bytes() == (store.folder / trail.FILE).read_bytes()
    for path in ((tmp_path / "again"), *(tmp_path / "again").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    with opened(tmp_path / "again") as again, again.read() as view:
        assert [finding.level for finding in trail.verify(trail.copy(again.folder, view))] == ["ok"]
        put(again, "more")


def test_a_passphrase_costs_what_the_product_asks_for(
    store: KeyedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All other tests seal as cheaply as can be."""
    operations, memory = SEALING
    monkeypatch.setattr(sealedbox, "OPERATIONS", operations)
    monkeypatch.setattr(sealedbox, "MEMORY", memory)
    put(store, "k", text=SECRET)
    (copy,) = backup(store, tmp_path / "copy", "sandi")
    assert (
        (operations, memory) == (3, 64 << 20) == sealedbox._HEAD.unpack(copy.read_bytes()[: sealedbox._HEAD.size])[3:5]
    )
    with pytest.raises(WrongPassphrase):
        restore(copy, tmp_path / "again", "sandj", needed=needed)
    restore(copy, tmp_path / "again", "sandi", needed=needed)
    assert contents_of(tmp_path / "again") == contents(store)


def test_the_key_is_in_the_key_file_only(store: KeyedStore, tmp_path: Path) -> None:
    cycle(store, "assessment", "peer")
    keyring.create(store.folder, "2026-1")
    backup(store, tmp_path / "copy", "sandi")
    assert not any(name.startswith("keys") for name in backups._open(tmp_path / "copy", "sandi"))
    assert set(backups._open(tmp_path / "copy.key", "sandi")) == {"keys/2026-1.key"}


def test_a_key_that_a_killed_drill_left_goes_with_the_cycles_own(store: KeyedStore, tmp_path: Path) -> None:
    cycle(store, "assessment", "peer")
    keyring.create(store.folder, "2026-1")
    backup(store, tmp_path / "copy", "sandi")
    for left in keyring.DRILLS:
        restore(tmp_path / "copy", tmp_path / f"private{left}", "sandi", tmp_path / "copy.key", needed=needed)
    keyring.destroy(store.folder, "2026-1")
    assert [*tmp_path.rglob("2026-1.key")] == []
    assert [f.level for f in drill(tmp_path / "copy", store.folder, "sandi", needed=needed) if f.level == "error"] == []
    assert not (tmp_path / "private.drill").exists()


def test_every_key_copy_is_on_record_before_it_exists(
    store: KeyedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.create(store.folder, "2026-1")
    keyring.create(store.folder, "2026-2")
    monkeypatch.setattr("kinerja_store.backup._seal", lambda *args: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(Exception, match="full"):
        backup(store, tmp_path / "copy", "sandi")
    with store.read() as view:
        assert [doc for _, doc in view.find("key_copies")] == [
            {"cycle": "2026-1", "file": "copy.key"},
            {"cycle": "2026-2", "file": "copy.key"},
        ]


def test_a_cycle_opened_while_a_backup_begins_is_noted_before_its_key_is_copied(
    store: KeyedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.create(store.folder, "2026-1")
    note = backups._note_copies

    def slow(*args: Any) -> None:
        note(*args)
        keyring.create(store.folder, "2026-2")

    monkeypatch.setattr(backups, "_note_copies", slow)
    backup(store, tmp_path / "copy", "sandi")
    with store.read() as view:
        assert [doc["cycle"] for _, doc in view.find("key_copies")] == ["2026-1", "2026-2"]
    assert set(backups._open(tmp_path / "copy.key", "sandi")) == {"keys/2026-1.key", "keys/2026-2.key"}


@pytest.mark.parametrize("state", ["assessment", "closing"])
def test_an_open_cycle_is_not_restored_without_its_key(store: KeyedStore, tmp_path: Path, state: str) -> None:
    cycle(store, state, "peer")
    keyring.create(store.folder, "2026-1")
    backup(store, tmp_path / "copy", "sandi")
    with pytest.raises(KeyNeeded):
        restore(tmp_path / "copy", tmp_path / "again", "sandi", needed=needed)
    assert {path.name for path in tmp_path.iterdir()} == {"private", "copy", "copy.key"}


def test_the_servers_key_is_kept_apart_from_keys_that_are_to_be_destroyed(store: KeyedStore, tmp_path: Path) -> None:
    cycle(store, "assessment", "peer")
    keyring.create(store.folder, "2026-1")
    keyring.create(store.folder, keyring.SERVER)
    backup(store, tmp_path / "copy", "sandi")
    assert set(backups._open(tmp_path / "copy.key", "sandi")) == {"keys/2026-1.key"}
    assert set(backups._open(tmp_path / "copy.server.key", "sandi")) == {"keys/server.key"}
    with store.read() as view:
        assert [doc["cycle"] for _, doc in view.find("key_copies")] == ["2026-1"], "nobody is asked to delete it"
    key_file, server_file = backups.beside(tmp_path / "copy")
    restore(tmp_path / "copy", tmp_path / "whole", "sandi", key_file, server_file, needed=needed)
    assert keyring.read(tmp_path / "whole", keyring.SERVER) == keyring.read(store.folder, keyring.SERVER)
    restore(tmp_path / "copy", tmp_path / "without", "sandi", key_file, needed=needed)
    with pytest.raises(keyring.ServerKeyMissing):
        keyring.read(tmp_path / "without", keyring.SERVER)


def test_a_restore_follows_a_link_and_refuses_a_mount_point(
    store: KeyedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "k", n=1)
    backup(store, tmp_path / "copy", "sandi")
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to("disk")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "is_mount", lambda path: path.name == "disk")
        with pytest.raises(backups.MountPoint):
            restore(tmp_path / "copy", tmp_path / "link", "sandi", needed=needed)
    restore(tmp_path / "copy", tmp_path / "link", "sandi", needed=needed)
    assert (tmp_path / "link").is_symlink()
    assert contents_of(tmp_path / "disk") == {("t", "k"): {"n": 1}}


@pytest.mark.parametrize("name", ["2026-1", keyring.SERVER])
def test_another_key_than_the_one_in_use_is_not_restored(store: KeyedStore, tmp_path: Path, name: str) -> None:
    cycle(store, "assessment", "peer")
    for one in ("2026-1", keyring.SERVER):
        keyring.create(store.folder, one)
        with store.write() as change:
            openkeys.put_check(change, one, keyring.read(store.folder, one))
    backup(store, tmp_path / "copy", "sandi")
    keyring.renew(store.folder, name)
    backup(store, tmp_path / "other", "sandi")
    keys = [backups.beside(tmp_path / ("other" if one == name else "copy")) for one in ("2026-1", keyring.SERVER)]
    with pytest.raises(keyring.KeyWrong, match=name):
        restore(tmp_path / "copy", tmp_path / "again", "sandi", keys[0][0], keys[1][1], needed=needed)
    assert not (tmp_path / "again").exists()
    restore(tmp_path / "copy", tmp_path / "again", "sandi", *backups.beside(tmp_path / "copy"), needed=needed)
    with store.read() as view, opened(tmp_path / "again") as again, again.read() as same:
        assert openkeys.faults(view, keyring.all_of(store.folder), needed=needed).wrong == [name]
        assert openkeys.faults(same, keyring.all_of(again.folder), needed=needed) == ([], [], [])


@pytest.mark.parametrize(("state", "method"), [("assessment", "self"), ("closed", "peer"), ("draft", "peer")])
def test_other_cycles_need_no_key(store: KeyedStore, tmp_path: Path, state: str, method: str) -> None:
    cycle(store, state, method)
    backup(store, tmp_path / "copy", "sandi")
    restore(tmp_path / "copy", tmp_path / "again", "sandi", needed=needed)
    assert contents_of(tmp_path / "again") == contents(store)


@pytest.mark.journal
def test_an_existing_folder_or_file_is_not_touched(store: KeyedStore, tmp_path: Path) -> None:
    backup(store, tmp_path / "copy", "sandi")
    with pytest.raises(StoreExists):
        backup(store, tmp_path / "copy", "sandi")
    with pytest.raises(StoreExists):
        restore(tmp_path / "copy", store.folder, "sandi", needed=needed)
    (tmp_path / "empty").mkdir()
    restore(tmp_path / "copy", tmp_path / "empty", "sandi", needed=needed)
    assert contents_of(tmp_path / "empty") == contents(store)


def test_a_wrong_passphrase_or_a_touched_file_is_refused(store: KeyedStore, tmp_path: Path) -> None:
    for number in range(3):
        put(store, f"k{number}", text="x" * 30_000)
    backup(store, tmp_path / "copy", "sandi")
    body = (tmp_path / "copy").read_bytes()
    with pytest.raises(WrongPassphrase):
        restore(tmp_path / "copy", tmp_path / "again", "salah", needed=needed)
    block = (1 << 16) + 17
    start = 44 + 24
    changed = {
        "cut": body[:-1],
        "cut at a block": body[: start + block],
        "empty": b"",
        "grown": body + b"x",
        "blocks swapped": body[:start] + body[start + block :] + body[start : start + block],
        **{
            f"byte {at}": body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
            for at in (0, 9, 14, 30, 60, 100, len(body) - 1)
        },
    }
    for name, damaged in changed.items():
        (tmp_path / "damaged").write_bytes(damaged)
        with pytest.raises((WrongPassphrase, BadBackup)):
            restore(tmp_path / "damaged", tmp_path / "again", "sandi", needed=needed)
        assert not (tmp_path / "again").exists(), name


def test_a_backup_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    for name, kind in (("../evil", tarfile.REGTYPE), ("/evil", tarfile.REGTYPE), ("store.journal", tarfile.SYMTYPE)):
        with (tmp_path / "evil.backup").open("wb") as raw:
            sealing: Any = SealingWriter(raw, "sandi")
            with tarfile.open(fileobj=sealing, mode="w|") as archive:
                entry = tarfile.TarInfo(name)
                entry.type, entry.size, entry.linkname = kind, 3 if kind == tarfile.REGTYPE else 0, "/etc/passwd"
                archive.addfile(entry, io.BytesIO(b"abc"))
            sealing.finish()
        with pytest.raises(BadBackup):
            restore(tmp_path / "evil.backup", tmp_path / "again", "sandi", needed=needed)
        assert {path.name for path in tmp_path.iterdir()} == {"evil.backup"}


def test_a_backup_while_threads_write_is_one_moment(store: KeyedStore, tmp_path: Path) -> None:
    """Each change moves something between two documents: any copy must hold the whole sum."""
    with store.write() as change:
        change.put("t", "a", {"n": 100})
        change.put("t", "b", {"n": 0})

    def work(number: int) -> None:
        if number == 0:
            for copy in range(5):
                backup(store, tmp_path / f"copy{copy}", "sandi")
            return
        for _ in range(40):
            with store.write() as change:
                a, b = change.get("t", "a"), change.get("t", "b")
                assert a is not None
                assert b is not None
                change.put("t", "a", {"n": a["n"] - 1})
                change.put("t", "b", {"n": b["n"] + 1})
                trail.record(change, "x", "moved", {}, datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
            trail.flush(store)

    in_threads(4, work)
    for copy in range(5):
        folder = tmp_path / f"again{copy}"
        restore(tmp_path / f"copy{copy}", folder, "sandi", needed=needed)
        with opened(folder) as again:
            found = contents(again)
            assert found["t", "a"]["n"] + found["t", "b"]["n"] == 100
            trail.flush(again)
            with again.read() as view:
                assert [finding.level for finding in trail.verify(trail.copy(folder, view))] == ["ok"]


def levels(found: list[Any]) -> set[str]:
    return {f.level for f in found}


def test_a_backup_is_checked_without_writing_anything(store: KeyedStore, tmp_path: Path) -> None:
    cycle(store, "assessment", "self", "peer")
    keyring.create(store.folder, "2026-1")
    put(store, "k", text=SECRET)
    trail.append(store, "admin", "backup", {}, lambda: datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    written = backup(store, tmp_path / "copy", "sandi")
    before = sorted(p.name for p in tmp_path.rglob("*"))
    assert levels(backups.verify(tmp_path / "copy", "sandi", needed=needed)) == {"ok"}
    assert sorted(p.name for p in tmp_path.rglob("*")) == before
    with pytest.raises(WrongPassphrase):
        backups.verify(tmp_path / "copy", "lain", needed=needed)
    written[1].unlink()
    assert levels(backups.verify(tmp_path / "copy", "sandi", needed=needed)) == {"ok", "error"}, (
        "the key of the open cycle is gone"
    )


@pytest.mark.parametrize("how", ["cut", "altered", "key altered"])
def test_a_check_notices_what_is_not_as_it_was_written(store: KeyedStore, tmp_path: Path, how: str) -> None:
    keyring.create(store.folder, keyring.SERVER)
    put(store, "k", text=SECRET)
    written = backup(store, tmp_path / "copy", "sandi")
    path = written[1 if how == "key altered" else 0]
    raw = bytearray(path.read_bytes())
    if how == "cut":
        del raw[-1000:]
    else:
        raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    with pytest.raises(WrongPassphrase):
        backups.verify(tmp_path / "copy", "sandi", needed=needed)


def test_the_length_counts_nothing(store: KeyedStore, tmp_path: Path) -> None:
    backup(store, tmp_path / "one", "sandi")
    put(store, "k", text=SECRET * 100)
    backup(store, tmp_path / "two", "sandi")
    assert (tmp_path / "one").stat().st_size == (tmp_path / "two").stat().st_size <= 1_000_000
    restore(tmp_path / "two", tmp_path / "again", "sandi", needed=needed)
    assert contents_of(tmp_path / "again") == contents(store)


def test_the_file_itself_comes_last(store: KeyedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.create(store.folder, "2026-1")
    keyring.create(store.folder, keyring.SERVER)
    made: list[str] = []
    whole = backups._seal

    def seal(path: Path, *rest: Any) -> None:
        whole(path, *rest)
        made.append(path.name)

    monkeypatch.setattr(backups, "_seal", seal)
    backup(store, tmp_path / "copy", "sandi")
    assert made == ["copy.key", "copy.server.key", "copy"], "where FILE is, the others are"


def test_two_at_once_are_refused(store: KeyedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = backups._seal

    def seal(path: Path, *rest: Any) -> None:
        with pytest.raises(StoreBusy):
            backup(store, tmp_path / "other", "sandi")
        whole(path, *rest)

    monkeypatch.setattr(backups, "_seal", seal)
    backup(store, tmp_path / "copy", "sandi")
    monkeypatch.undo()
    assert {p.name for p in tmp_path.iterdir()} == {"private", "copy"}
    backup(store, tmp_path / "other", "sandi")


@pytest.mark.parametrize("inside", ["b", "files/b", "../private/b"])
def test_a_backup_in_the_folder_itself_is_refused(store: KeyedStore, inside: str) -> None:
    (store.folder / "files").mkdir(exist_ok=True)
    before = contents(store)
    with pytest.raises(backups.InsideStore):
        backup(store, store.folder / inside, "sandi")
    assert contents(store) == before
