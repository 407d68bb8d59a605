"""What may be on the disk after a crash, byte by byte: cut ends are cut, damage is called damage, nothing is guessed."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from kinerja_store import StoreDamaged, StoreError, StoreMissing, open_store
from kinerja_store.codec import encode
from kinerja_store.docids import id_of, with_key
from kinerja_store.frames import HEADER_SIZE, later_entries, pack_records
from kinerja_store.journal import JOURNAL_NAME, StoreFile
from kinerja_store.lock import LOCK_NAME, UNKNOWN
from kinerja_store.repair import repair
from tests.kinerja_store.helpers import Docs, contents, fresh, opened, put

RECORDS = 20


class History:
    """A store with a snapshot and 20 changes, and what it held after each of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        store = fresh(folder)
        with store.write() as change:
            for number in range(5):
                change.put("t", f"old{number}", {"n": number})
        store.compact()
        self.states: list[Docs] = [contents(store)]
        for number in range(RECORDS):
            with store.write() as change:
                change.put("t", f"k{number % 7}", {"n": number, "text": "x" * number})
                if number % 4 == 3:
                    change.delete("t", f"old{number % 5}")
                    change.put("u", f"{number}", {})
            self.states.append(contents(store))
        store.close()
        self.body = (folder / JOURNAL_NAME).read_bytes()
        self.mark = (folder / LOCK_NAME).read_bytes()
        self.entries = list(later_entries(self.body, 0, 0))
        self.begin = self.entries[0].start - 28
        self.end = self.entries[-1].end
        assert len(self.entries) == RECORDS

    def lay_out(self, folder: Path, body: bytes, *, mark: bytes = UNKNOWN) -> Path:
        """Write a store folder as a crash may have left it."""
        folder.mkdir(mode=0o700, exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        (folder / JOURNAL_NAME).write_bytes(body)
        (folder / LOCK_NAME).write_bytes(mark)
        return folder

    def whole(self, cut: int) -> int:
        """How many entries end at or before an offset."""
        return sum(entry.end <= cut for entry in self.entries)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return History(tmp_path_factory.mktemp("history") / "private")


@pytest.mark.parametrize("reserve", [0, 300], ids=["at the end of the file", "with zeros behind"])
def test_a_journal_cut_at_any_byte_of_its_last_20_records(history: History, ram: Path, reserve: int) -> None:
    """With no mark to say what was acknowledged (a power cut), each cut gives the changes that are whole before it."""
    for cut in range(history.begin, history.end + 1):
        folder = history.lay_out(ram / "cut", history.body[:cut] + bytes(reserve))
        whole = history.whole(cut)
        tail = cut - (history.entries[whole - 1].end if whole else history.begin)
        with opened(folder) as store:
            assert contents(store) == history.states[whole], cut
            rest = history.body[cut - tail : cut].rstrip(b"\0")
            assert [path.read_bytes() for path in store.engine.torn] == ([rest] if rest else [])
            if cut % 50 == 0:
                put(store, "after", n=1)
        if cut % 50 == 0:
            with opened(folder) as store:
                assert contents(store) == {**history.states[whole], ("t", "after"): {"n": 1}}
                assert store.engine.torn == []


def test_a_cut_below_what_was_acknowledged_is_damage(history: History, ram: Path) -> None:
    for entry in history.entries:
        folder = history.lay_out(ram / "cut", history.body[: entry.end - 1], mark=history.mark)
        with pytest.raises(StoreDamaged):
            open_store(folder)
        assert (folder / JOURNAL_NAME).read_bytes() == history.body[: entry.end - 1]


@pytest.mark.parametrize("mark", ["known", "lost"])
def test_one_bit_flipped_in_each_record(history: History, ram: Path, mark: str) -> None:
    """Damage is never overlooked: it stops the opening. Only without the mark can the last entry pass for a torn end."""
    raw = history.mark if mark == "known" else UNKNOWN
    for number, entry in enumerate(history.entries):
        for at in range(entry.start - 28, entry.end, 5):
            body = bytearray(history.body)
            body[at] ^= 1 << at % 8
            folder = history.lay_out(ram / "flip", bytes(body), mark=raw)
            if mark == "lost" and number == RECORDS - 1:
                with opened(folder) as store:
                    assert contents(store) == history.states[-2]
                    assert len(store.engine.torn) == 1
                continue
            with pytest.raises(StoreDamaged):
                open_store(folder)
            assert (folder / JOURNAL_NAME).read_bytes() == bytes(body)
            assert not list(folder.glob("*.torn-*"))


def test_one_bit_flipped_in_header_or_snapshot(history: History, ram: Path) -> None:
    for at in range(history.begin):
        body = bytearray(history.body)
        body[at] ^= 1 << at % 8
        folder = history.lay_out(ram / "flip", bytes(body))
        with pytest.raises(StoreError) as caught:
            open_store(folder)
        assert isinstance(caught.value, StoreDamaged)


@pytest.mark.parametrize("size", [0, 1, HEADER_SIZE - 1, HEADER_SIZE, HEADER_SIZE + 10])
def test_a_short_file_is_damage_never_an_empty_store(history: History, ram: Path, size: int) -> None:
    folder = history.lay_out(ram / "short", history.body[:size])
    for _ in range(2):
        with pytest.raises(StoreDamaged):
            open_store(folder)
    if size < HEADER_SIZE + 1:
        with pytest.raises(StoreDamaged):
            repair(folder)
    assert (folder / JOURNAL_NAME).stat().st_size == size


def test_a_file_of_zeros_or_of_another_kind_is_damage(history: History, ram: Path) -> None:
    for body in (bytes(5000), b'{"_default": {}}' * 40, history.body[::-1]):
        folder = history.lay_out(ram / "other", body)
        with pytest.raises(StoreDamaged):
            open_store(folder)
        with pytest.raises(StoreDamaged):
            repair(folder)
        assert (folder / JOURNAL_NAME).read_bytes() == body


def test_a_missing_file_beside_its_lock_is_missing(history: History, ram: Path) -> None:
    folder = history.lay_out(ram / "gone", b"", mark=history.mark)
    (folder / JOURNAL_NAME).unlink()
    with pytest.raises(StoreMissing):
        open_store(folder)
    with pytest.raises(StoreMissing):
        repair(folder)


def test_a_missing_lock_file_is_made_again(history: History, ram: Path) -> None:
    folder = history.lay_out(ram / "nolock", history.body)
    (folder / LOCK_NAME).unlink()
    with opened(folder) as store:
        assert contents(store) == history.states[-1]


def test_a_mark_of_another_file_is_not_believed(history: History, ram: Path) -> None:
    """A folder put together from two copies: the mark speaks of other bytes."""
    store = fresh(ram / "other")
    put(store, "big", text="x" * 9000)
    store.compact()
    put(store, "big2", text="x" * 9000)
    store.close()
    mark = (ram / "other" / LOCK_NAME).read_bytes()
    folder = history.lay_out(ram / "mixed", history.body, mark=mark)
    with opened(folder) as store:
        assert contents(store) == history.states[-1]


def test_stale_bytes_behind_a_torn_end_never_come_back(history: History, ram: Path) -> None:
    """The torn entry is longer than the one written next: nothing of it may be read as if it followed."""
    last = history.entries[-2].end
    folder = history.lay_out(ram / "stale", history.body[: history.end - 3])
    with opened(folder) as store:
        put(store, "s")
        expected = {**history.states[-2], ("t", "s"): {}}
        assert contents(store) == expected
    after = (folder / JOURNAL_NAME).read_bytes()[last:].rstrip(b"\0")
    assert len(list(later_entries(after, 0, 0))) == 1
    with opened(folder) as store:
        assert contents(store) == expected


# ---- power loss


def power_cuts(history: History, first: int) -> list[bytes]:
    """Return the file images that a power cut may leave while the last entries were written but not yet fsync'ed.

    The disk may have any subset of the file's sectors of the unsynced stretch, in any order.
    """
    sector = 64  # smaller than real ones: more states, and none of the real ones is left out
    start, end = history.entries[first].start - 28, history.end
    cuts = sorted({start, end, *range((start // sector + 1) * sector, end, sector)})
    pieces = list(pairwise(cuts))
    images = []
    for subset in range(1 << len(pieces)):
        body = bytearray(history.body[:end])
        for number, (a, b) in enumerate(pieces):
            if not subset >> number & 1:
                body[a:b] = bytes(b - a)
        images.append(bytes(body))
    return images


def test_power_lost_while_a_group_was_written(ram: Path) -> None:
    """Three changes shared one fsync that never finished: any sectors of them may be there. The store opens in every
    case, all acknowledged changes are there, and of the group only whole changes in their order."""
    history = History(ram / "private")
    store = open_store(history.folder)
    before = contents(store)
    file: StoreFile = store.engine._custody._file
    grouped = [dict(before)]
    payloads = []
    for number in range(3):
        doc = {"group": number, "text": "y" * 40}
        payloads.append(pack_records([("t", id_of("t", f"g{number}"), encode(with_key(f"g{number}", doc)))]))
        grouped.append({**grouped[-1], ("t", f"g{number}"): doc})
    file.append(payloads)
    store.close()
    body = (history.folder / JOURNAL_NAME).read_bytes()
    history.body = body
    history.entries = list(later_entries(body, 0, 0))
    history.end = history.entries[-1].end
    images = power_cuts(history, RECORDS)
    assert len(images) >= 64
    seen = set()
    for image in images:
        for mark in (UNKNOWN, history.mark):
            folder = history.lay_out(ram / "power", image + bytes(100), mark=mark)
            with opened(folder) as store:
                found = contents(store)
                seen.add(grouped.index(found))
                put(store, "after")
            with opened(folder) as store:
                assert contents(store) == {**found, ("t", "after"): {}}
    assert seen == {0, 1, 2, 3}


def test_the_reserve_may_be_there_or_not(history: History, ram: Path) -> None:
    for size in (0, 1, 27, 28, 4096, 1 << 18):
        folder = history.lay_out(ram / "reserve", history.body[: history.end] + bytes(size))
        with opened(folder) as store:
            put(store, "more", size=size)
        with opened(folder) as store:
            assert contents(store)[("t", "more")] == {"size": size}
    shutil.rmtree(ram / "reserve")
