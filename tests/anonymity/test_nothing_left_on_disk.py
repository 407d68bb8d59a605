"""What a disk holds: no plaintext ballot while the cycle is open, and no ballot and no key after sealing."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assessment.method import RULES
from kinerja_office import cycles
from kinerja_store import disk, keyring
from kinerja_store.backup import backup
from tests.anonymity import city
from tests.anonymity.city import CYCLE, Played
from tests.anonymity.searching import answer_needles, files, key_needles, search


def answers_of(played: Played) -> dict[str, bytes]:
    """Everything a peer ever wrote as answers: versions, drafts."""
    doings = [d for all_of_them in played.script.doings.values() for d in all_of_them]
    return answer_needles({text for d in doings for text in (*d.versions, d.draft) if text})


def reasons_of(played: Played) -> dict[str, bytes]:
    return {d.declined: d.declined.encode() for ds in played.script.doings.values() for d in ds if d.declined}


def script_of_many_items(seed: object) -> city.Script:
    """27 items, so that no answer string is found by chance."""
    return city.invent(seed, people=24, tool=city.instrument(criteria=9, items=3))


def reports_of_many_items(seed: object) -> city.Script:
    return city.invent_reports(seed, city.instrument(9, 3, "subordinate"))


def names_beside_receipts(blobs: dict[str, bytes], played: Played) -> list[str]:
    """Peers' receipts within 400 bytes of a number of their rater, outside the sorted lists of codes."""
    found = []
    for name, body in blobs.items():
        for one, code in played.receipts.items():
            if not RULES[one.method].sealed:
                continue
            at = -1
            while (at := body.find(code.encode(), at + 1)) >= 0:
                near = body[max(0, at - 400) : at + 400]
                if one.rater.encode() in near and near.count(b"-") < 40:
                    found.append(f"{name}: {code} beside {one.rater}")
    return found


def test_a2_the_open_phase_holds_no_plaintext(quick: Path) -> None:
    """A1 A2 A25 A29: journal, snapshot and backup of an open cycle hold no answer, no receipt and no reason of a peer."""
    office, played = city.play_open(quick / "data", script_of_many_items("open"))
    backup(office.store, quick / "data" / "backup", "kata sandi")
    office.store.compact()
    city.do(office, played.script, next(a for a in city.acts(played.script, 0) if a[1].method == "self"))
    office.store.close()
    blobs = files(quick / "data")
    receipts = {c: c.encode() for one, c in played.receipts.items() if one.method == "peer"}
    assert len(receipts) > 20
    assert len(reasons_of(played)) > 3
    assert search(blobs, answers_of(played) | reasons_of(played) | receipts) == []
    keyless = {name: body for name, body in blobs.items() if not name.startswith("private/keys/")}
    assert search(keyless, key_needles(keyring.read(quick / "data" / "private", CYCLE))) == []


@pytest.mark.parametrize("invent", [script_of_many_items, reports_of_many_items])
def test_a28_sealing_leaves_no_ballot_and_no_key(quick: Path, invent: Callable[[object], city.Script]) -> None:
    """A21 A25 A27 A28 A48: not in the journal, the snapshot, a leftover, the trail or the package, in no encoding."""
    office, played = city.play_open(quick / "data", invent("sealed"))
    key = keyring.read(office.folder, CYCLE)
    (office.folder / "keys" / f"{CYCLE}.key.new").write_bytes(key)  # as a creation cut short would leave it
    with office.store.read() as view:
        boxes = {k: doc["box"].encode() for t in ("ballots", "declines") for k, doc in view.find(t)}
        tags = {k: k.partition("/")[2].encode() for t in ("ballots", "declines") for k, _ in view.find(t)}
        sessions = {k: k.encode() for k, _ in view.find("sessions")}
    assert len(boxes) > 40
    cycles.close_cycle(office, CYCLE, "hr")
    office.store.close()
    blobs = files(quick / "data")
    assert search(blobs, answers_of(played) | reasons_of(played)) == []
    assert search(blobs, key_needles(key)) == []
    assert search(blobs, boxes | tags | sessions) == []
    assert names_beside_receipts(blobs, played) == []
    assert not any(CYCLE in name for name in blobs if "/keys/" in name)


def test_a28_a_torn_end_and_an_older_leftover_are_wiped_too(quick: Path) -> None:
    """A28: what a crash of the open phase kept aside does not outlive the close."""
    script = script_of_many_items("torn")
    office, _ = city.play_open(quick / "data", script)
    with office.store.read() as view:
        boxes = {k: doc["box"].encode() for k, doc in view.find("ballots")}
    office.store.close()
    journal = quick / "data" / "private" / "store.journal"
    whole = journal.read_bytes()
    end = len(whole.rstrip(b"\0"))
    last = whole[end - 300 : end]
    with journal.open("r+b") as file:  # the beginning of one more entry, never finished
        file.seek(end)
        file.write(last)
    with city.reopened(quick / "data", script):
        pass
    assert any("torn" in name for name in files(quick / "data")), "the crash left nothing aside: the test tests nothing"
    (journal.parent / "store.journal.damaged-1").write_bytes(whole)  # as a repair keeps it
    with city.reopened(quick / "data", script) as office:
        cycles.close_cycle(office, CYCLE, "hr")
    blobs = files(quick / "data")
    assert search(blobs, boxes) == []
    assert not any(word in name for name in blobs for word in ("torn", "damaged", ".old", ".next"))


def test_a27_the_key_is_overwritten_in_place_before_its_name_goes(quick: Path) -> None:
    """A27: whoever holds the file open, or its block, finds one byte over and over."""
    keyring.create(quick, CYCLE)
    with keyring.path(quick, CYCLE).open("rb") as held:
        assert len(set(held.read())) > 10
        keyring.destroy(quick, CYCLE)
        held.seek(0)
        after = held.read()
    assert len(after) == keyring.KEY_BYTES
    assert len(set(after)) == 1
    assert not keyring.exists(quick, CYCLE)
    keyring.destroy(quick, CYCLE)


def test_a27_each_part_of_sealing_is_on_the_disk_before_the_next(quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A18 A27: a power cut cannot bring back the key of a cycle that says "closed", nor lose the mark before the key."""
    office, _ = city.play_open(quick / "data", script_of_many_items("order"), fast=True)
    calls: list[tuple[str, str]] = []

    def watch(name: str) -> None:
        real = getattr(disk.disk, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            what = str(Path(f"/proc/self/fd/{args[0]}").readlink()) if isinstance(args[0], int) else os.fspath(args[0])
            calls.append((name, what.removeprefix(str(office.folder) + "/")))
            return real(*args, **kwargs)

        monkeypatch.setattr(disk.disk, name, call)

    for name in ("pwrite", "fsync", "fdatasync", "unlink", "replace"):
        watch(name)
    cycles.close_cycle(office, CYCLE, "hr")
    office.store.close()
    key, folder, mark = f"keys/{CYCLE}.key", "keys", f"keys/{CYCLE}.sealing"
    wiped = calls.index(("unlink", f"store.journal.old-{os.getpid()}"))
    overwritten, gone = calls.index(("pwrite", key)), calls.index(("unlink", key))
    closed = next(
        n for n, (what, name) in enumerate(calls) if n > gone and what == "pwrite" and name == "store.journal"
    )
    last = max(n for n, (what, name) in enumerate(calls) if what == "pwrite" and name.startswith("store.journal"))
    assert ("fsync", folder) in calls[:overwritten], "the mark is durable before the key goes"
    assert wiped < overwritten < calls.index(("fsync", key)) < gone
    assert ("fsync", folder) in calls[gone:closed], "the key's name is durably gone before the cycle says closed"
    assert last < calls.index(("unlink", mark)), "the mark goes last"
    assert ("fsync", folder) in calls[calls.index(("unlink", mark)) :]


def test_a7_the_key_is_one_private_file(quick: Path) -> None:
    """A7: 0600 in a 0700 folder, and nowhere else."""
    script = script_of_many_items("one key")
    office = city.make_office(quick / "data", script, city.Source())
    key = keyring.read(office.folder, CYCLE)
    assert keyring.path(office.folder, CYCLE).stat().st_mode & 0o777 == 0o600
    assert keyring.path(office.folder, CYCLE).parent.stat().st_mode & 0o777 == 0o700
    office.store.close()
    holding = [name for name, body in files(quick / "data").items() if search({name: body}, key_needles(key))]
    assert holding == [f"private/keys/{CYCLE}.key"] * len(holding)
    assert holding


@pytest.fixture
def image(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A file system in a file, mounted where that is possible."""
    block = tmp_path / "disk.img"
    block.write_bytes(bytes(48 << 20))
    mount = tmp_path / "mnt"
    mount.mkdir()
    try:
        subprocess.run(["mkfs.ext4", "-q", str(block)], check=True, capture_output=True)
        subprocess.run(["mount", "-o", "loop", str(block), str(mount)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"a loop-back image cannot be mounted here: {error}")
    try:
        yield block, mount
    finally:
        subprocess.run(["umount", str(mount)], check=False, capture_output=True)


@pytest.mark.quality
def test_a28_raw_blocks_of_a_disk_hold_no_ballot_and_no_key(
    image: tuple[Path, Path], say: Callable[[str], None]
) -> None:
    """A28 A29: every block of a loop-back ext4 image, free ones and the file system's own journal included."""
    block, mount = image
    script = script_of_many_items("blocks")
    office, played = city.play_open(mount / "data", script)
    key = keyring.read(office.folder, CYCLE)
    subprocess.run(["sync", "-f", str(mount)], check=True)
    opened = block.read_bytes()
    assert search({"open": opened}, {"key": key}) == ["open: key"], "the search finds the key while it is there"
    assert search({"open": opened}, answers_of(played) | reasons_of(played)) == []
    draw = random.Random(1)
    for _ in range(3):  # compactions leave whole older journals in free blocks
        city.do(office, script, draw.choice([a for a in city.acts(script, 0) if a[0] == "save"]))
        office.store.compact()
    cycles.close_cycle(office, CYCLE, "hr")
    office.store.close()
    subprocess.run(["umount", str(mount)], check=True)
    sealed = {"image": block.read_bytes()}
    assert search(sealed, key_needles(key)) == []
    assert search(sealed, answers_of(played) | reasons_of(played)) == []
    say(f"searched {len(sealed['image']) >> 20} MiB of raw blocks for {len(key_needles(key))} forms of the key")
