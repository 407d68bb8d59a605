"""Gathers what the reader of `observer` holds, while a cycle is played."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assessment.assignment import Assignment
from kinerja_office import ballots, cycles
from kinerja_office.office import Office
from kinerja_store import View, keyring
from kinerja_store.codec import decode
from kinerja_store.docids import key_in
from kinerja_store.frames import HEADER_SIZE, read_chain, read_header, read_records
from tests.anonymity import city
from tests.anonymity.comparing import Invent
from tests.anonymity.observer import Seen


def opened(view: View) -> dict[str, dict[str, Any]]:
    """Return every document of a store: what a backup holds to whoever knows its passphrase."""
    return {table: dict(view.find(table)) for table in view.tables()}


def journal_order(folder: Path) -> list[tuple[str, str]]:
    """Return (table, key) of every document written since the last compaction, in order: a disk image tells it."""
    raw = (folder / "private" / "store.journal").read_bytes()
    header = read_header(raw)
    assert header.end >= HEADER_SIZE
    out = []
    for entry in read_chain(raw, header.end, 0, header.crc):
        for table, _, body in read_records(raw, entry.start, entry.end):
            key = key_in(body) if body else None
            if key is not None:
                doc = decode(body or b"")
                out.append((table, str(doc.get("account", key))))
    return out


def watch(folder: Path, seed: object, *, script: city.Script | None = None, everybody_in: bool = True) -> Seen:
    """Play one cycle by its acts with backups after the first act, before the last and at three places between."""
    script = script or city.invent(seed)
    seen = Seen(script)
    last = len(city.acts(script, seed)) - 1
    places = {0, last - 1, *random.Random(f"backups/{seed}").sample(range(last), 3)}

    def after(office: Office, n: int, _: city.Act) -> None:
        if n in places:
            with office.store.read() as view:
                seen.images.append(opened(view))

    def signed_in(office: Office) -> None:
        with office.store.write() as change:
            for person in script.people:
                number = person.employee_number
                change.put("sessions", number, {"account": number, "since": city.START.isoformat()})

    office, played = city.play_open(
        folder, script, seed=seed, order=seed, after=after, before=signed_in if everybody_in else None
    )
    seen.order = journal_order(folder)
    seen.receipts = {one: code for one, code in played.receipts.items() if one.method == script.method}
    key = keyring.read(office.folder, city.CYCLE)
    boxes = seen.images[-1].get("ballots", {})
    tags = {pair: f"{city.CYCLE}/{ballots.tag(key, Assignment(script.method, *pair))}" for pair in script.ballots}
    seen.boxes = {pair: boxes[tag]["box"] for pair, tag in tags.items() if tag in boxes}
    seen.acts = [act for act in city.acts(script, seed) if act[1].method == script.method]
    cycles.close_cycle(office, city.CYCLE, "hr")
    with office.store.read() as view:
        seen.sealed = opened(view)
    office.store.close()
    seen.blobs = city.contents(folder)
    return seen


def worlds(folder: Path, seeds: Iterable[object], invent: Invent = city.invent) -> list[Seen]:
    """Watch many cycles."""
    return [watch(city.fresh(folder / "watched"), seed, script=invent(seed)) for seed in seeds]
