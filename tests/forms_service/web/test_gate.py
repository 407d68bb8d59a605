"""Under which name the service answers: its own and no other, over TLS alone; what it writes down carries that name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from werkzeug.test import create_environ, run_wsgi_app

from forms_service.web.gate import origin
from kinerja_words.problems import Refused
from tests.connections import ask
from tests.forms_service.desk.office import CYCLE, make_desk
from tests.forms_world import World, build_world, served

URL = "https://penilaian.kantor.example"
HOSTS = (
    "evil.example", "a..b", "x" * 64 + ".example", "..", "xn--a", "ü.example", "[::1", "a b", "", "localhost.evil.example",
    "penilaian.kantor.example.evil.example", "evil.example/penilaian.kantor.example", "penilaian.kantor.example@evil.example",
    "penilaian.kantor.example:80", "penilaian.kantor.example:443:443", "x" * 5000, "\x00", "%00",
)  # fmt: skip


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("tls"), url=URL)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("here"))


def status(world: World, host: str, scheme: str = "https", path: str = "/masuk") -> tuple[int, str]:
    environ = create_environ(path, f"{scheme}://localhost") | {"HTTP_HOST": host}
    body, answer, _ = run_wsgi_app(world.app.wsgi_app, environ, buffered=True)
    return int(answer[:3]), b"".join(body).decode()


@pytest.mark.parametrize("host", HOSTS)
def test_another_name_is_told_where_the_service_is(tls: World, here: World, host: str) -> None:
    for world, scheme in ((tls, "https"), (here, "http")):
        for path in ("/masuk", "/", "/nix", "/static/kantor.css"):
            code, text = status(world, host, scheme, path)
            assert code == 421, (path, text)
            assert "evil" not in text
    assert f"Buka {URL}." in status(tls, host)[1]
    assert "Buka http://localhost." in status(here, host, "http")[1]


@pytest.mark.parametrize(
    "host", ["penilaian.kantor.example", "Penilaian.Kantor.EXAMPLE", "penilaian.kantor.example:443"]
)
def test_its_own_name_over_tls_alone(tls: World, host: str) -> None:
    assert status(tls, host)[0] == 200
    assert status(tls, host, "http")[0] == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8001", "127.0.0.1:9000", "[::1]:8001", "192.168.1.20:8001"])
def test_without_an_address_it_is_for_this_machine(tls: World, here: World, host: str) -> None:
    assert status(here, host, "http")[0] == 200
    assert status(tls, host)[0] == 421


def test_a_monitor_asks_under_any_name(tls: World, here: World) -> None:
    for world in (tls, here):
        for host in ("127.0.0.1:8001", *HOSTS):
            assert status(world, host, "http", "/ping") == (200, "ok\n")
            assert status(world, host, "http", "/sehat") == (503, "tidak siap\n")


def test_the_socket_answers_strangers_in_words(here: World) -> None:
    with served(here.app) as url:
        answer = ask(url, "GET", "/masuk", headers={"Host": "a..b"})
        assert (answer.status, b"Traceback" in answer.body) == (421, False)
        assert ask(url, "GET", "/masuk").status == 200


@pytest.mark.parametrize("forwarded", ["evil.example", "a..b"])
def test_what_is_forwarded_as_a_name_is_not_believed(tls: World, forwarded: str) -> None:
    with served(tls.app) as url:
        given = {
            "Host": URL[8:],
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": forwarded,
            "Forwarded": f"host={forwarded}",
        }
        answer = ask(url, "GET", "/masuk", headers=given)
    assert (answer.status, forwarded.encode() in answer.body) == (200, False)


def test_reminders_and_slips_carry_the_services_own_address(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, url=URL)
    desk.roster()
    desk.opened()
    hr = desk.app.test_client()
    with hr.session_transaction(base_url=URL) as cookie:
        cookie["token"] = desk.session("staff:hr")
    how = {"base_url": URL, "environ_overrides": {"HTTP_HOST": f"{URL[8:].upper()}:443"}}
    slips = f"/meja/periode/{CYCLE}/slip"
    asked = hr.get(slips, **how).text
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', asked)[1] for name in ("csrf_token", "dilihat")}  # type: ignore[index]
    made = hr.post(slips, data={**fields, "yakin": "ya"}, headers={"Referer": URL + slips}, **how)
    for path in (f"/meja/periode/{CYCLE}/pengingat", made.headers["Location"]):
        page = hr.get(path, **how)
        assert page.status_code == 200
        assert set(re.findall(r"https?://[^/\s\"<]+(?=/masuk)", page.text)) == {URL}


@pytest.mark.parametrize(
    "url",
    ["http://a.example", "a.example", "https://", "https://a.example/masuk", "https://a..example", "https://a.example:x",
     "https://nama:sandi@a.example", "https://a.example?x", "https://" + "a" * 64 + ".example", "https://-a.example",
     "https://[::1", "javascript:alert(1)", "https://kantor ku.example"],
)  # fmt: skip
def test_an_address_that_cannot_be_the_services(url: str) -> None:
    with pytest.raises(Refused) as refused:
        origin(url)
    assert refused.value.problems[0].code == "serve.url_wrong"


def test_an_address_is_kept_as_browsers_say_it() -> None:
    assert origin(" HTTPS://Penilaian.Kantor.example:443/ ") == "https://penilaian.kantor.example"
    assert origin("https://a.example:8443") == "https://a.example:8443"
