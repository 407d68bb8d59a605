"""The same people before two services, a proxy and two databases, while services, connections, databases and whole machines are lost."""

from __future__ import annotations

import random
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kinerja_store import StoreError
from kinerja_store.errors import OutcomeUnknown
from kinerja_store.opening import open_at
from tests.history.cluster import Cluster
from tests.history.databases import Databases
from tests.history.service import prepare
from tests.history.test_history import history, verify

pytestmark = pytest.mark.postgres


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    short = Path(tempfile.mkdtemp(prefix="kinerja-", dir="/tmp"))  # a socket's path is 107 characters at the longest
    databases = Databases(short)
    with (tmp_path / "service.log").open("wb") as log:
        try:
            databases.start()
            running = Cluster(prepare(tmp_path, people=24, peers=3, store=databases.url + "#riwayat"), databases, log)
            try:
                yield running
            finally:
                running.close()
        finally:
            databases.stop()
            shutil.rmtree(short, ignore_errors=True)
    said = (tmp_path / "service.log").read_text()
    assert "Traceback" not in said, said[-5000:]


def played(cluster: Cluster, acts: list[str], seed: int) -> None:
    papers = history(cluster, acts, seed=seed, people=24, hurt=Cluster.disturb)
    cluster.end()
    verify(cluster.folders, papers)
    print(
        f"{dict(cluster.hurt)}; seconds until a change was taken again: {sorted(round(s, 2) for s in cluster.waited)}"
    )


def test_a_machine_is_lost(cluster: Cluster) -> None:
    played(cluster, ["web", "backend", "primary", "backend", "crash", "web"], seed=7)


@pytest.mark.parametrize("how", ["pg_cancel_backend", "pg_terminate_backend"])
def test_what_one_machine_alone_has_is_not_acknowledged(cluster: Cluster, how: str) -> None:
    """A change waits for the server that follows; who ends the wait makes the server say that it is done."""
    databases, told = cluster.databases, list[StoreError | None]()
    databases.kill("b")
    databases.wait("select count(*) from pg_stat_replication", "0")

    def change() -> None:
        with closing(open_at(cluster.folders.private, cluster.folders.store)) as store:
            try:
                with store.write() as change:
                    change.put("t", "k", {})
                told.append(None)
            except StoreError as error:
                told.append(error)

    waiting = threading.Thread(target=change)
    waiting.start()
    databases.wait("select count(*) from pg_stat_activity where wait_event = 'SyncRep'", "1")
    databases.sql(f"select {how}(pid) from pg_stat_activity where wait_event = 'SyncRep'")  # noqa: S608
    waiting.join()
    assert isinstance(told[0], OutcomeUnknown), told


@pytest.mark.quality
def test_five_hundred_kills(cluster: Cluster) -> None:
    chance = random.Random(500)
    acts = ["backend"] * 360 + ["web"] * 80 + ["crash"] * 50 + ["primary"] * 10
    chance.shuffle(acts)
    played(cluster, acts, seed=500)
