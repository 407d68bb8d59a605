"""Nobody who has not signed in stops the service, however many connections they hold and however they fill them."""

from __future__ import annotations

import http.client
import os
import re
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pytest
from nacl import pwhash

from forms_service.web import connections
from tests.forms_world import MELATI, ROOT, Person, World, served

HALF_A_BODY = b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % 1_000_000 + b"x" * 600_000
HALF_A_SMALL_BODY = b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n" + b"x" * 20_000
HALF_A_HEADER = b"GET /ping HTTP/1.1\r\nHost: x\r\nX-Long: "


@pytest.fixture
def room() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2048:
        pytest.skip("this machine grants too few descriptors to attack anybody")
    resource.setrlimit(resource.RLIMIT_NOFILE, (2048 if hard == resource.RLIM_INFINITY else min(hard, 4096), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def port(tmp_path: Path, room: None, request: pytest.FixtureRequest) -> Iterator[int]:
    command = [sys.executable, "-m", "tests.forms_service.web.serve_small", str(tmp_path), str(request.param)]
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    running = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=env)
    assert running.stdout is not None
    try:
        yield int(running.stdout.readline())
        assert running.poll() is None, "the service is still there"
    finally:
        running.kill()
        running.wait()
        running.stdout.close()


def ping(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status
    finally:
        connection.close()


def attack(port: int, count: int, sent: bytes) -> ExitStack:
    """Hold many connections, each with the same bytes sent and no more; those that are refused stay refused."""
    stack = ExitStack()
    for _ in range(count):
        one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
        try:
            one.sendall(sent)
        except OSError:
            continue
    return stack


@pytest.mark.parametrize(
    ("port", "sent"),
    [(1024, HALF_A_BODY), (1024, HALF_A_SMALL_BODY), (1024, HALF_A_HEADER), (1024, b""), (4096, b"")],
    ids=["body", "small", "header", "idle", "more-than-select-can-hold"],
    indirect=["port"],
)
def test_connections_that_send_half_or_nothing_stop_nobody(port: int, sent: bytes) -> None:
    with attack(port, 515 if len(sent) > 100_000 else 1100, sent):
        assert ping(port) == 200
        assert ping(port) == 200


def test_places_stay_below_the_descriptors() -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert 2 * connections.places() + connections.RESERVE <= max(soft, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def test_a_stranger_may_send_little_and_who_has_signed_in_may_upload(world: World) -> None:
    known = connections.known_by(world.app)
    serializer = world.app.session_interface.get_signing_serializer(world.app)
    name = world.app.config["SESSION_COOKIE_NAME"]
    assert known(f"a=b; {name}={serializer.dumps({'token': 'x'})}")
    assert not known(f"{name}={serializer.dumps({'csrf_token': 'x'})}")
    assert not known(f"{name}=eyJ0b2tlbiI6IngifQ.forged.forged")
    assert not known("")
    cookie = f"{name}={serializer.dumps({'token': 'x'})}"
    with served(world.app) as url:
        for headers, status in (({}, 413), ({"Cookie": cookie}, 400)):
            connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=20)
            connection.putrequest("POST", "/hr/pegawai")
            for key, value in {**headers, "Content-Length": "200000"}.items():
                connection.putheader(key, value)
            connection.endheaders()
            if status != 413:  # the stranger is refused before a byte of the body
                connection.send(b"x" * 200_000)
            assert (connection.getresponse().status == 413) == (status == 413)
            connection.close()


@pytest.mark.parametrize("begun", [HALF_A_HEADER, HALF_A_SMALL_BODY], ids=["header", "body"])
def test_a_request_that_never_ends_is_cut(world: World, monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setattr(connections, "STRANGERS_SECONDS", -1)
    with served(world.app) as url:
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as one:
            one.sendall(begun)
            for _ in range(200):
                try:
                    one.sendall(b"x")  # never silent
                except OSError:
                    return
                time.sleep(0.2)
    pytest.fail("still taken")


def test_pages_are_answered_while_sign_ins_wait_for_their_turn(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """60 and 20 more sign in at once and no secret is done being hashed: whoever has signed in sees their tasks."""
    go, told = threading.Event(), []
    monkeypatch.setattr(pwhash, "verify", lambda *_: not go.wait(60))
    stranger, me = world.client(), world.client(MELATI)
    token = re.search(r'name="csrf_token" value="([^"]+)"', stranger.get("/masuk").text)
    assert token
    name = world.app.config["SESSION_COOKIE_NAME"]
    fields = {"csrf_token": token.group(1), "sandi": "salah"}

    def ask(method: str, path: str, who: Person, **more: str) -> int:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=120)
        kind = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{name}={who.http.get_cookie(name).value}",
        }
        connection.request(method, path, urlencode({**fields, **more}) if more else None, kind)
        status = connection.getresponse().status
        connection.close()
        return status

    with served(world.app) as url, ThreadPoolExecutor(80) as pool:
        one_each = [f"orang{n}" for n in range(80)]
        all_of_them = pool.map(lambda who: told.append(ask("POST", "/masuk", stranger, nomor=who)), one_each)
        while not told:  # those who do not fit are told so at once; the queue is full then
            assert [ask("GET", path, me) for path in ("/ping", "/tugas")] == [200, 200]
        assert [ask("GET", "/tugas", me) for _ in range(10)] == [200] * 10
        assert set(told) == {503}
        go.set()
        list(all_of_them)
    assert set(told) <= {422, 429, 503}
    assert len(told) - told.count(503) >= connections.SIGN_IN_QUEUE


def test_headers_that_are_read_twice_break_nothing(world: World) -> None:
    """Seen three times in 30,000 connections of odd bytes: the connection broke off, and the log had a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = connections.server(world.app, lambda *_: False, listener, 1)
        try:
            request = connections.Request(server.adj)
            for _ in range(2):
                request.parse_header(b"GET / HTTP/1.1\r\nHost: localhost")
            assert request.adj.max_request_body_size == connections.STRANGERS_BODY
        finally:
            server.close()
