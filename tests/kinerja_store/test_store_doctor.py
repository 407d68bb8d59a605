"""What `doctor` finds and says, what repair saves, and how an older store becomes today's."""

from __future__ import annotations

import errno
import os
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kinerja_office.keys import needed
from kinerja_store import StoreDamaged, StoreTooNew, init_store, keyring, open_store, trail
from kinerja_store import check as check_module
from kinerja_store.backup import backup, restore
from kinerja_store.check import check
from kinerja_store.codec import decode
from kinerja_store.disk import Disk
from kinerja_store.findings import Finding
from kinerja_store.frames import later_entries
from kinerja_store.keyed import KeyedStore
from kinerja_store.migrate import Keyed, migrations, schema_of
from kinerja_store.protocol import Doc
from kinerja_store.repair import repair
from kinerja_words.catalogue import both
from kinerja_words.shape import read_json
from tests.kinerja_store.helpers import FailingDisk, contents, contents_of, fresh, opened, outcome, put


def test_a_damage_is_told_in_one_language(store: KeyedStore) -> None:
    """What the store calls it is English, and for the log."""
    store.close()
    path = store.folder / "store.journal"
    path.write_bytes(b"\xff" * 64 + path.read_bytes()[64:])
    for found in (check(store.folder, needed=needed), repair(store.folder).findings):
        said = [both(f.said)["id"] for f in found if f.level != "ok"]
        assert said
        assert not [s for s in said if re.search(r"\bthe\b|does not|checksum", s)]


@pytest.fixture
def store(tmp_path: Path) -> KeyedStore:
    store = fresh(tmp_path / "private")
    for number in range(10):
        put(store, f"k{number}", n=number, text="x" * 50)
    return store


def levels(findings: list[Finding]) -> set[str]:
    for finding in findings:
        words = both(finding.said)
        assert words["id"] != words["en"]
        assert words["id"].endswith((".", "…", ")")), words["id"]
    return {finding.level for finding in findings}


def worst(folder: Path) -> list[Finding]:
    return [finding for finding in check(folder, needed=needed) if finding.level != "ok"]


def test_a_healthy_folder(store: KeyedStore) -> None:
    findings = check(store.folder, needed=needed)
    assert levels(findings) == {"ok"}
    assert "10 dokumen" in both(findings[0].said)["id"]
    before = {path: path.read_bytes() for path in store.folder.iterdir()}
    check(store.folder, needed=needed)
    assert before == {path: path.read_bytes() for path in store.folder.iterdir()}


def test_a_missing_an_empty_and_a_damaged_store(store: KeyedStore, tmp_path: Path) -> None:
    assert levels(check(tmp_path / "nowhere", needed=needed)) == {"error"}
    store.close()
    file = store.folder / "store.journal"
    body = file.read_bytes()
    for damaged in (b"", body[:30], body[:80] + b"\xff" + body[81:]):
        file.write_bytes(damaged)
        assert [finding.level for finding in worst(store.folder)] == ["error"]


def test_others_may_read(store: KeyedStore) -> None:
    (store.folder / "store.journal").chmod(0o644)
    found = worst(store.folder)
    assert [finding.level for finding in found] == ["error"]
    assert "store.journal (0644)" in both(found[0].said)["en"]


def test_a_clock_that_was_set_back(store: KeyedStore) -> None:
    ahead = time.time() + 90_000
    os.utime(store.folder / "store.journal", (ahead, ahead))
    assert [finding.level for finding in worst(store.folder)] == ["warning"]
    put(store, "works", anyway=True)
    store.close()
    assert ("t", "works") in contents_of(store.folder)


def test_little_space(store: KeyedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    class Space:
        f_frsize, f_bavail = 1, 20 << 20

    monkeypatch.setattr(Disk, "statvfs", staticmethod(lambda path: Space))
    assert [finding.level for finding in worst(store.folder)] == ["warning"]
    Space.f_bavail = 1 << 20
    assert [finding.level for finding in worst(store.folder)] == ["error"]


def test_a_disk_that_failed(store: KeyedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = FailingDisk(monkeypatch, "fdatasync", 1, errno.EIO)
    outcome(lambda: put(store, "doubtful"))
    failing.heal()
    assert [finding.level for finding in worst(store.folder)] == ["error"]
    store.close()
    with opened(store.folder):
        assert worst(store.folder) == []


def test_torn_ends_are_told_before_and_after(store: KeyedStore) -> None:
    store.close()
    (store.folder / "store.lock").write_bytes(bytes(64))
    file = store.folder / "store.journal"
    end = len(file.read_bytes().rstrip(b"\0"))
    with file.open("r+b") as open_file:
        open_file.truncate(end - 5)
    assert [finding.level for finding in worst(store.folder)] == ["warning"]
    with opened(store.folder):
        found = worst(store.folder)
    assert [finding.level for finding in found] == ["warning"]
    assert "store.journal.torn-1" in both(found[0].said)["id"]


def test_a_journal_that_was_never_compacted(store: KeyedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kinerja_store.check.COMPACT_FROM", 1000)
    assert [finding.level for finding in worst(store.folder)] == ["warning"]
    store.compact()
    assert worst(store.folder) == []


def test_a_compaction_that_failed_is_told_until_one_succeeds(
    store: KeyedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "penuh")

    monkeypatch.setattr("kinerja_store.engine.COMPACT_FROM", 0)
    monkeypatch.setattr("kinerja_store.engine.COMPACT_AGAIN", 0.0)
    put(store, "k0", n=1)
    assert worst(store.folder) == []
    monkeypatch.setattr("kinerja_store.custody.StoreFile.create", full)
    for number in range(20):
        put(store, "k0", n=number, text="x" * 500)
    found = worst(store.folder)
    assert levels(found) == {"warning"}
    assert "penuh" in both(found[0].said)["id"]
    assert contents(store)["t", "k0"]["n"] == 19, "what was written is there all the same"
    with opened(store.folder):
        assert worst(store.folder) == found, "opening the store, as other commands do, does not hide it"
    assert backup(store, tmp_path / "copy", "sandi") == [tmp_path / "copy"]
    monkeypatch.undo()
    restore(tmp_path / "copy", tmp_path / "elsewhere", "sandi", needed=needed)
    assert worst(tmp_path / "elsewhere") == [], "it is about this folder, not about its documents"
    store.compact()
    assert worst(store.folder) == []


def test_a_missing_cycle_key(store: KeyedStore) -> None:
    with store.write() as change:
        change.put("cycles", "2026-1", {"state": "assessment", "methods": ["peer"]})
    assert [finding.level for finding in worst(store.folder)] == ["error"]
    keyring.create(store.folder, "2026-1")
    assert worst(store.folder) == []


def test_a_misplaced_document(store: KeyedStore) -> None:
    store.db.table("t").insert({"_key": "k1", "n": 5})
    assert [finding.level for finding in worst(store.folder)] == ["error"]


def test_looking_while_somebody_writes(store: KeyedStore) -> None:
    stop = threading.Event()

    def write() -> None:
        step = 0
        while not stop.is_set():
            put(store, f"w{step % 50}", step=step)
            step += 1
            if step % 60 == 0:
                store.compact()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(25):
            assert "error" not in levels(check(store.folder, needed=needed))
    finally:
        stop.set()
        thread.join()


def test_what_is_written_while_it_looks_is_no_damage(store: KeyedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store, trail and keys are of one moment, and the end of the file is judged by the bytes that were loaded."""
    written: list[int] = []

    def act() -> None:
        for number in range(3):
            put(store, f"act{len(written)}", number=number)
            trail.append(store, "hr", "act", {"n": number})
            written.append(number)

    def meanwhile(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            found = real(*args, **options)
            thread = threading.Thread(target=act)
            thread.start()
            thread.join(0.3)  # whoever holds the lock lets it wait
            return found

        return call

    for place in ("StoreFile.load", "StoreFile.open", "read_mark_file", "verify", "keyring.all_of"):
        with monkeypatch.context() as patched:
            patched.setattr(f"kinerja_store.check.{place}", meanwhile(getattr_path(place)))
            findings = check(store.folder, needed=needed)
        assert levels(findings) == {"ok"}, place
    while len(written) < 15:
        time.sleep(0.01)
    assert levels(check(store.folder, needed=needed)) == {"ok"}


def getattr_path(place: str) -> Callable[..., object]:
    found: object = check_module
    for name in place.split("."):
        found = getattr(found, name)
    assert callable(found)
    return found


def test_a_cycle_that_is_sealed_while_it_looks_is_no_lost_key(
    store: KeyedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.create(store.folder, "2026-1")
    with store.write() as change:
        change.put("cycles", "2026-1", {"state": "assessment", "methods": ["peer"]})
    real = check_module.StoreFile.examine

    def sealed(*args: object) -> bytes:
        keyring.destroy(store.folder, "2026-1")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(check_module.StoreFile, "examine", sealed)
    assert levels(check(store.folder, needed=needed)) == {"ok"}


def test_a_lock_that_is_never_free_does_not_stop_it(store: KeyedStore) -> None:
    with store.write():
        assert levels(check(store.folder, patience=0.0, needed=needed)) == {"ok"}


# ---- repair


def test_whoever_has_the_store_open_goes_on_in_the_repaired_one(store: KeyedStore) -> None:
    """Its file is no longer the store: what it acknowledged there would be lost."""
    _damage(store.folder, 64 + 28 + 30)
    assert repair(store.folder).copy is not None
    put(store, "after", n=1)
    assert contents(store)["t", "after"] == {"n": 1}
    store.close()
    assert ("t", "after") in contents_of(store.folder)


def _damage(folder: Path, at: int) -> None:
    with (folder / "store.journal").open("r+b") as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 4]))


def test_repair_of_a_healthy_store_does_nothing(store: KeyedStore) -> None:
    before = contents(store)
    store.close()
    report = repair(store.folder)
    assert (report.copy, report.documents, levels(report.findings)) == (None, 10, {"ok"})
    assert contents_of(store.folder) == before


@pytest.mark.parametrize("compacted", [False, True])
def test_one_wrong_byte_costs_one_document(store: KeyedStore, compacted: bool) -> None:
    """Each byte of the file in turn; what is saved is what was written, and the copy is the file as it was."""
    before = contents(store)
    if compacted:
        store.compact()
    store.close()
    file = store.folder / "store.journal"
    body = file.read_bytes().rstrip(b"\0")
    for at in range(0, len(body), 11):
        for path in store.folder.iterdir():
            path.unlink()
        file.write_bytes(body)
        _damage(store.folder, at)
        damaged = file.read_bytes()
        torn = not compacted and at >= list(later_entries(body, 0, 0))[-1].start - 28
        if not torn:
            with pytest.raises(StoreDamaged):
                open_store(store.folder)
        report = repair(store.folder)
        saved = contents_of(store.folder)
        assert saved.items() <= before.items()
        assert len(saved) >= 9, at
        if not torn:
            assert report.copy is not None
            assert report.copy.read_bytes() == damaged
            assert "warning" in levels(report.findings)
            assert (len(saved) == 10) or "error" in levels(report.findings)
            assert report.documents == len(saved)


def test_a_lost_stretch_is_told(store: KeyedStore) -> None:
    store.close()
    file = store.folder / "store.journal"
    body = bytearray(file.read_bytes())
    entries = list(later_entries(bytes(body), 0, 0))
    for at in range(entries[3].start, entries[5].end):
        body[at] = 0xAA
    file.write_bytes(bytes(body))
    report = repair(store.folder)
    assert report.documents == 7
    assert {key for _, key in contents_of(store.folder)} == {f"k{n}" for n in (0, 1, 2, 6, 7, 8, 9)}
    assert any("byte tidak terbaca" in both(finding.said)["id"] for finding in report.findings)


def test_repair_and_wipe_leave_no_copy_behind(store: KeyedStore) -> None:
    """Sealing removes what repair has kept: a damaged copy holds the ballots of the open cycle too."""
    store.close()
    _damage(store.folder, 64 + 28 + 30)
    assert repair(store.folder).copy is not None
    with opened(store.folder) as again:
        again.wipe_history()
    assert {path.name for path in store.folder.iterdir()} == {"store.journal", "store.lock", "store.turn"}


# ---- migrations


def _first(table: str, key: str, doc: Doc) -> list[Keyed]:
    return [] if key == "k9" else [(table, key, {**doc, "first": True})]


def _second(table: str, key: str, doc: Doc) -> list[Keyed]:
    return [("moved", f"new-{key}", {"n": doc["n"], "was": doc.get("first", False)})]


def test_an_older_store_becomes_todays(store: KeyedStore) -> None:
    store.close()
    with opened(store.folder, steps=(*migrations, _first)) as once:
        assert len(contents(once)) == 9
        put(once, "k9", n=9)
    with opened(store.folder, steps=(*migrations, _first, _second)) as twice:
        assert contents(twice) == {("moved", f"new-k{n}"): {"n": n, "was": n != 9} for n in range(10)}
    with opened(store.folder, steps=(*migrations, _first, _second)) as again:
        assert again.engine.schema == 4


def test_a_newer_store_is_refused(store: KeyedStore) -> None:
    store.close()
    with opened(store.folder, steps=(*migrations, _first)):
        pass
    with pytest.raises(StoreTooNew):
        open_store(store.folder)
    assert [finding.level for finding in worst(store.folder)] == ["error"]


def test_a_failing_migration_changes_nothing(store: KeyedStore) -> None:
    def broken(table: str, key: str, doc: Doc) -> list[Keyed]:
        raise ZeroDivisionError

    before = contents(store)
    store.close()
    with pytest.raises(ZeroDivisionError):
        open_store(store.folder, steps=(*migrations, broken))
    assert contents_of(store.folder) == before


def test_todays_list_of_migrations(tmp_path: Path) -> None:
    """Each entry of the list needs a test of its own. 2: tables of the consultation carry its terms."""
    assert schema_of(migrations) == 2
    init_store(tmp_path / "s", steps=())
    with opened(tmp_path / "s", steps=()) as old, old.write() as change:
        for table in ("says", "said", "say_comments", "cycles"):
            change.put(table, "k", {"from": table})
    found = {table: doc["from"] for (table, _), doc in contents_of(tmp_path / "s").items()}
    assert found == {
        "opinions": "says",
        "opinion_counts": "said",
        "opinion_comments": "say_comments",
        "cycles": "cycles",
    }


@pytest.mark.parametrize("depth", [200, 5_000, 200_000])
def test_json_nested_without_end_is_no_document(depth: int) -> None:
    for raw in (b'{"a":' * depth + b"1" + b"}" * depth, b"[" * depth):
        with pytest.raises(ValueError, match=r"nested too deep|Expecting"):
            read_json(raw)
        if depth > 1_000:
            with pytest.raises(ValueError, match="nested too deep"):
                decode(raw)
