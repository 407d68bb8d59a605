"""On PostgreSQL, too, a sealing that is killed ends in the same rows, and no table keeps a box, a pseudonym or an order."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import pytest

from kinerja_office import answering, cycles, records
from kinerja_store import keyring
from tests.anonymity import city
from tests.anonymity.city import CYCLE
from tests.anonymity.test_killed_while_sealing import seal
from tests.on_postgres import SERVER, everything, url_of

pytestmark = pytest.mark.postgres


def opened(folder: Path) -> tuple[Any, bytes, list[str]]:
    """Play an open phase; return its script, its key and the texts of all boxes."""
    script = city.invent("killed on a server", people=16)
    office, _ = city.play_open(city.fresh(folder), script, fast=True)
    with office.store.read() as view:
        boxes = [str(doc["box"]) for _, doc in view.find("ballots")]
    office.store.close()
    return script, keyring.read(folder / "private", CYCLE), boxes


def relations(folder: Path) -> bytes:
    """The files of all tables and indexes of an office, as they lie on the disk."""
    import psycopg

    schema = url_of(folder / "private").partition("#")[2]
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        asked = "SELECT current_setting('data_directory') || '/' || pg_relation_filepath(oid) FROM pg_class WHERE relnamespace = %s::regnamespace"
        rows = connection.execute(f"{asked} AND relkind IN ('r', 'i')", (schema,)).fetchall()
    return b"".join(Path(path).read_bytes() for (path,) in rows)


def test_neither_a_key_nor_what_a_peer_answered_is_ever_on_the_server(quick: Path) -> None:
    """A29: in no table and in no log, while people answer and after the close. Twenty-seven statements, so that no marks are alike by chance."""
    script = city.invent("searched on a server", people=12, tool=city.instrument(9, 3))
    office, _ = city.play_open(city.fresh(quick / "searched"), script)
    with office.store.read() as view:
        cycle = records.cycle(view, CYCLE)
        pairs = records.assignments(view, CYCLE, method="peer")
        peers = {e.answers.encode() for e in answering.sealed_entries(office, view, cycle, pairs)}
        named = {doc["answers"].encode() for _, doc in view.find("forms")} - {b""}
    key = keyring.read(office.folder, CYCLE)
    office.store.close()
    open_phase = everything()
    seal(quick / "searched", script)
    assert len(peers) > 8
    assert all(marks in open_phase for marks in named), "the search can find"
    for on_disk in (open_phase, everything()):
        for hidden in (*(peers - named), key, key.hex().encode(), base64.b64encode(key)):
            assert hidden not in on_disk


def sealed_by_one_that_dies(folder: Path, script: Any, at: int) -> bool:
    """Seal in a process that is killed right before (odd) or right after (even) a commit; whether it came to its end."""
    from kinerja_store.server import Connections

    if pid := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    calls, real = 0, Connections.end

    def end(self: Any, connection: Any, how: str) -> str:
        nonlocal calls
        calls += how == "COMMIT"
        if how == "COMMIT" and calls == (at + 1) // 2:
            if at % 2 == 0:
                real(self, connection, how)
            os._exit(9)
        return real(self, connection, how)

    Connections.end = end  # type: ignore[method-assign]
    try:
        seal(folder, script)
    except BaseException:
        os._exit(1)
    os._exit(0)


def test_killed_around_every_commit_it_ends_in_the_same_rows(quick: Path) -> None:
    script, _, _ = opened(quick / "whole")
    seal(quick / "whole", script)
    reference, at, over = city.contents(quick / "whole"), 0, False
    while not over:
        at += 1
        script, key, boxes = opened(quick / "work")
        assert boxes[0].encode() in relations(quick / "work"), "the search can find"
        over = sealed_by_one_that_dies(quick / "work", script, at)
        if not over:
            with city.reopened(quick / "work", script) as office:
                cycles.resume(office)
                with office.store.read() as view:
                    state = records.cycle(view, CYCLE).state
            if state != "closed":
                seal(quick / "work", script)
        left = city.contents(quick / "work")
        assert [n for n in left.keys() | reference.keys() if left.get(n) != reference.get(n)] == [], at
        on_disk = relations(quick / "work")
        assert not [box for box in boxes if box.encode() in on_disk]
        assert key not in on_disk
    assert at > 8
