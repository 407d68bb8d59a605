"""What another release wrote is read exactly, or refused in words; never taken for empty, damaged or one's own."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from kinerja_office.keys import needed
from kinerja_store import StoreFormat, StoreTooNew, StoreUnwritable, init_store, open_store
from kinerja_store.backup import restore
from kinerja_store.check import check
from kinerja_store.frames import FORMAT_MAGIC, HEADER_SIZE, pack_entry, pack_records, read_header
from kinerja_store.migrate import Keyed, migrations
from kinerja_store.protocol import Doc
from kinerja_store.repair import repair
from kinerja_store.sealedbox import NoBackup
from tests.kinerja_store.helpers import contents, contents_of, fresh, opened, put

GOLDEN = Path(__file__).parent / "golden.journal"
"""The file as this format has it: a snapshot of two documents, then a change and a removal. Its bytes never change."""
INSIDE = {("t", "k0"): {"n": 0, "kata": "é"}, ("u", "z"): {"list": [1, None, True]}}


def written(folder: Path) -> bytes:
    init_store(folder, steps=())
    store = open_store(folder, steps=())
    put(store, "k0", n=9)
    put(store, "k1", n=1)
    store.compact()
    put(store, "k0", n=0, kata="é")
    with store.write() as change:
        change.delete("t", "k1")
        change.put("u", "z", {"list": [1, None, True]})
    store.close()
    return (folder / "store.journal").read_bytes().rstrip(b"\0")


def test_the_format_is_the_one_of_the_golden_file(tmp_path: Path) -> None:
    assert written(tmp_path / "new") == GOLDEN.read_bytes(), (
        "a changed format needs a new magic and a way to read the old"
    )
    init_store(tmp_path / "old")
    (tmp_path / "old" / "store.journal").write_bytes(GOLDEN.read_bytes())
    assert contents_of(tmp_path / "old") == INSIDE


def with_header(body: bytes, at: int, new: bytes) -> bytes:
    head = body[:at] + new + body[at + len(new) : HEADER_SIZE - 4]
    return head + zlib.crc32(head).to_bytes(4, "little") + body[HEADER_SIZE:]


@pytest.mark.parametrize(
    ("at", "new"), [(0, FORMAT_MAGIC[:-1] + b"2"), (52, b"\x01")], ids=["magic", "more-in-the-header"]
)
def test_a_file_of_another_format_is_refused_in_words(tmp_path: Path, at: int, new: bytes) -> None:
    folder = tmp_path / "s"
    body = with_header(written(folder), at, new)
    (folder / "store.journal").write_bytes(body)
    for act in (open_store, repair):
        with pytest.raises(StoreFormat):
            act(folder)
    assert [f.level for f in check(folder, needed=needed) if f.level != "ok"] == ["error"]
    assert (folder / "store.journal").read_bytes() == body
    assert sorted(p.name for p in folder.iterdir()) == ["store.journal", "store.lock", "store.turn"]


def test_a_record_of_an_unknown_kind_is_no_removal(tmp_path: Path) -> None:
    body = written(tmp_path / "s")
    record = pack_records([("t", 1, b"{}")])
    record = b"\x03" + record[1:]
    record = record[:16] + zlib.crc32(record[20:], zlib.crc32(record[:16])).to_bytes(4, "little") + record[20:]
    header = read_header(body)
    entry, _ = pack_entry(record, header.end, header.crc)
    (tmp_path / "s" / "store.journal").write_bytes(body[: header.end] + entry)
    (tmp_path / "s" / "store.lock").write_bytes(bytes(64))
    with pytest.raises(StoreFormat):
        open_store(tmp_path / "s")


def test_documents_of_another_layout_are_not_overlooked(tmp_path: Path) -> None:
    """A store whose documents have no keys would open, and every question to it would find nothing."""
    store = fresh(tmp_path / "s")
    store.db.table("t").insert({"key": "k0", "n": 1})
    store.close()
    with pytest.raises(StoreFormat):
        open_store(tmp_path / "s")


def test_a_file_that_is_no_backup_is_not_called_a_wrong_passphrase(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"PK" * 100)
    with pytest.raises(NoBackup):
        restore(tmp_path / "b", tmp_path / "s", "sandi", needed=needed)


def _later(table: str, key: str, doc: Doc) -> list[Keyed]:
    return [(table, key, {**doc, "later": True})]


def test_an_old_process_neither_reads_nor_writes_a_migrated_store(tmp_path: Path) -> None:
    old = fresh(tmp_path / "s")
    put(old, "k", n=1)
    with opened(tmp_path / "s", steps=(*migrations, _later)) as new:
        body = (tmp_path / "s" / "store.journal").read_bytes()
        for act in (lambda: put(old, "k", n=2), lambda: contents(old), old.compact, lambda: put(old, "k", n=3)):
            with pytest.raises(StoreTooNew):
                act()
        assert (tmp_path / "s" / "store.journal").read_bytes() == body
        put(new, "more")
        assert contents(new)["t", "k"] == {"n": 1, "later": True}
        assert new.engine.schema == 3
    old.close()


def test_a_process_does_not_go_on_in_an_older_file_that_took_the_stores_place(tmp_path: Path) -> None:
    old = fresh(tmp_path / "s")
    put(old, "k", n=1)
    old.close()
    body = (tmp_path / "s" / "store.journal").read_bytes()
    with opened(tmp_path / "s", steps=(*migrations, _later)) as new:
        (tmp_path / "s" / "other").write_bytes(body)
        (tmp_path / "s" / "other").rename(tmp_path / "s" / "store.journal")
        (tmp_path / "s" / "store.lock").write_bytes(bytes(64))
        with pytest.raises(StoreUnwritable):
            put(new, "k", n=2)
    with opened(tmp_path / "s", steps=(*migrations, _later)) as again:
        assert contents(again) == {("t", "k"): {"n": 1, "later": True}}
