"""A9 and A30: every copy of the key that a backup wrote is listed, and HR's word that it is gone is in the trail."""

from __future__ import annotations

from pathlib import Path

import pytest

from kinerja_office import cycles, retention
from kinerja_office.retention import aftermath
from kinerja_store import trail
from kinerja_store.backup import backup
from kinerja_words.catalogue import worded
from tests.anonymity import city
from tests.anonymity.city import CYCLE
from tests.wording import refusing


def test_a9_a30_copies_are_listed_and_their_deletion_confirmed(quick: Path) -> None:
    """A9 A30 A31: listed by name, asked for after sealing, confirmed one by one, written in the trail."""
    script = city.invent("copies", people=16)
    office, _ = city.play_open(quick / "data", script, fast=True)
    assert retention.key_copies(office, CYCLE) == []
    for name in ("senin.kt", "selasa.kt"):
        backup(office.store, quick / name, "kata sandi")
    assert [c.file for c in retention.key_copies(office, CYCLE)] == ["selasa.kt.key", "senin.kt.key"]
    with refusing("not sealed yet"):
        retention.confirm_key_copies(office, CYCLE, ["senin.kt.key"], "hr")
    cycles.close_cycle(office, CYCLE, "hr")
    assert [c.file for c in aftermath(office, CYCLE).unconfirmed] == ["selasa.kt.key", "senin.kt.key"]
    with refusing("not in the list"):
        retention.confirm_key_copies(office, CYCLE, ["rabu.kt.key"], "hr")
    left = retention.confirm_key_copies(office, CYCLE, ["senin.kt.key"], "hr")
    assert [c.file for c in left] == ["selasa.kt.key"]
    words = "\n".join(str(worded(line, "en")) for line in aftermath(office, CYCLE).lines())
    assert "senin.kt.key: confirmed deleted on 10 June 2026" in words
    assert "not yet confirmed deleted: selasa.kt.key" in words
    assert retention.confirm_key_copies(office, CYCLE, ["selasa.kt.key", "senin.kt.key"], "hr") == []
    trail.flush(office.store)
    lines = [line for line in (office.folder / trail.FILE).read_text().splitlines() if "key-copies.deleted" in line]
    assert len(lines) == 2
    assert "senin.kt.key" in lines[0]
    assert "senin.kt.key" not in lines[1]
    office.store.close()


def test_a9_a_copy_is_noted_before_it_is_written(quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A9: a backup that is killed while writing has noted the copy already."""
    from kinerja_store import backup as module

    script = city.invent("copies", people=16)
    office, _ = city.play_open(quick / "data", script, fast=True)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_seal", killed)
    with pytest.raises(KeyboardInterrupt):
        backup(office.store, quick / "b.kt", "kata sandi")
    assert [c.file for c in retention.key_copies(office, CYCLE)] == ["b.kt.key"]
    office.store.close()
