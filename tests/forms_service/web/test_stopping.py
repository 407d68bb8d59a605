"""A service that is told to stop answers what has begun, takes nothing new, and leaves nothing half said."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms_service.desk.jobs import Jobs
from forms_service.web.shelf import Shelf
from kinerja_office.office import Office
from kinerja_store import open_store
from tests.connections import closed_to, connected, free_port, pinged
from tests.forms_world import ROOT, World

POST = b"POST /masuk HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"


def whole(connection: socket.socket) -> bytes:
    """What comes until the other side closes."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    command = [sys.executable, "-m", "tests.forms_service.web.serve_slow", str(tmp_path), str(port)]
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        yield process, port
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_what_has_begun_is_answered_and_nothing_new_is_taken(
    running: tuple[subprocess.Popen[bytes], int], tmp_path: Path, sign: signal.Signals
) -> None:
    process, port = running
    at_work, arriving, idle = connected(port), connected(port), connected(port)
    at_work.sendall(POST + b"a=bc")
    while not (tmp_path / "begun").exists():
        assert process.poll() is None
        time.sleep(0.02)
    arriving.sendall(POST + b"a=")
    pinged(idle)
    process.send_signal(sign)
    assert closed_to(port)
    assert whole(idle) == b""
    arriving.sendall(b"bc")
    (tmp_path / "go").touch()
    for connection in (at_work, arriving):
        said = whole(connection)
        assert said.startswith(b"HTTP/1.1 4")
        assert said.rstrip().endswith(b"</html>"), "the whole page came"
        connection.close()
    idle.close()
    assert process.wait(60) == 0


def test_a_job_that_was_at_work_says_that_it_was_interrupted(
    running: tuple[subprocess.Popen[bytes], int], tmp_path: Path, world: World
) -> None:
    process, port = running
    with connected(port) as connection:
        pinged(connection)
    process.terminate()
    assert process.wait(60) == 0
    store = open_store(tmp_path / "office" / world.office.folder.name)
    office = Office(world.office.folder, store, world.office.organisation)
    job = Jobs(office, Shelf(office.folder, lambda *_: "")).find("site")
    store.close()
    assert job is not None
    assert job.state == "broken"
