"""The server itself: a taken port is said clearly, a proxy is believed only behind TLS, too much is refused early."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from forms_service import create_app, serve
from forms_service.web.throttle import from_outside
from kinerja_office import cycles, records
from kinerja_store import pins as signing
from kinerja_words.problems import Refused
from tests.connections import ask
from tests.forms_world import CYCLE, World, build_world, resumed, served
from tests.wording import said


def test_a_port_in_use_is_said_with_what_to_do(world: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused) as refused:
            serve(world.app, "127.0.0.1", port)
    assert f"Port {port} sudah dipakai" in said(refused.value, "id")
    assert f"--port {port + 1}" in said(refused.value, "en")


@pytest.mark.parametrize(("host", "port"), [("256.1.1.1", 8080), ("127.0.0.1", 70000)])
def test_an_address_that_cannot_be(world: World, host: str, port: int) -> None:
    with pytest.raises(Refused):
        serve(world.app, host, port)


def test_it_serves_and_says_nothing_of_itself(world: World) -> None:
    with served(world.app) as url:
        answer = ask(url, "GET", "/ping")
        assert (answer.status, answer.body) == (200, b"ok\n")
        assert answer.getheader("Server") is None
        page = ask(
            url, "POST", "/masuk", b"nomor=" + b"1" * 100_000, {"Content-Type": "application/x-www-form-urlencoded"}
        )
        assert page.status == 413
        assert "terlalu besar" in page.body.decode()
        assert ask(url, "POST", "/masuk", b"", {"Content-Length": str(10**9)}).status in (400, 413)


@pytest.mark.parametrize(
    ("address", "proxy", "seen"),
    [
        ("https://localhost", "127.0.0.1", ("203.0.113.9", "https")),
        ("https://localhost", "10.0.0.1", ("127.0.0.1", "http")),
        ("", "127.0.0.1", ("127.0.0.1", "http")),
    ],
)
def test_a_proxy_is_believed_behind_tls_only_and_nobody_else(
    tmp_path: Path, address: str, proxy: str, seen: tuple[str, str]
) -> None:
    world = build_world(tmp_path, url=address)
    asked, inner = [], world.app.wsgi_app
    throttle = world.app.extensions["kinerja"].throttle
    world.app.wsgi_app = lambda environ, start: asked.append(environ) or inner(environ, start)
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    with served(world.app, proxy) as url:
        ask(url, "GET", "/ping", headers=forged)
    assert [(one["REMOTE_ADDR"], one["wsgi.url_scheme"]) for one in asked] == [seen]
    assert "HTTP_X_FORWARDED_HOST" not in asked[0], "what is not believed is not passed on"
    assert throttle.wait(from_outside("x", seen[0])) == 0


def test_a_close_whose_hour_is_over_is_finished_at_start_and_by_a_request(world: World) -> None:
    cycles.begin_closing(world.office, CYCLE, "hr")
    world.clock.turn(hours=2)
    create_app(world.office, packages=world.app.extensions["kinerja"].packages)
    with world.office.store.read() as view:
        assert records.cycle(view, CYCLE).state == "closed"


def test_a_pin_that_the_service_cannot_write_stands_in_the_log_that_day(world: World, monkeypatch, caplog) -> None:
    monkeypatch.setattr("forms_service.app.RESUME_SECONDS", -1)
    pins = world.office.folder / "nowhere" / "pins"
    office = replace(world.office, pins=pins)
    app = create_app(office, packages=world.app.extensions["kinerja"].packages)
    for _ in range(2):
        app.test_client().get("/ping")
        resumed()
    assert [r.getMessage() for r in caplog.records] == [
        f"{office.organisation.source['name']['id']}: the trail's pin could not be written or signed: see doctor"
    ]
    signing.make_key(office.store)
    pins.parent.mkdir()
    app.test_client().get("/ping")
    resumed()
    assert pins.exists(), "tried again the same day"


def test_a_request_finishes_it_too(world: World, monkeypatch) -> None:
    monkeypatch.setattr("forms_service.app.RESUME_SECONDS", -1)
    cycles.begin_closing(world.office, CYCLE, "hr")
    world.client().get("/masuk")
    resumed()
    with world.office.store.read() as view:
        assert records.cycle(view, CYCLE).state == "closing", "within the hour nothing is sealed"
    world.clock.turn(hours=2)
    world.client().get("/masuk")
    resumed()
    with world.office.store.read() as view:
        assert records.cycle(view, CYCLE).state == "closed"
