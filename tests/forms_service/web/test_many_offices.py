"""Many offices in one service: nothing of one is reached, opened, slowed or told at another's address."""

from __future__ import annotations

import os
import re
import threading
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import create_environ, run_wsgi_app

from forms_service import create_app
from forms_service.app import parts_in_use
from forms_service.web import offices as module
from forms_service.web.offices import Entry, Offices
from kinerja_office import accounts
from kinerja_store import StoreDamaged, keyring
from tests.forms_world import BUDI, MELATI, ROOT, SECRET, Clock, Person, World, build_office, open_cycle

CITY = "https://asn.pekanbaru.example"
CYCLES = {"satu": "2026-1", "dua": "2026-9"}
ROLES = ("", MELATI, BUDI, "197004151995031002", "staff:hr", "staff:penyetuju", "staff:pengawas")


BY_PATH = {name: Entry(name, CITY, f"/{name}") for name in CYCLES}
BY_HOST = {name: Entry(name, f"https://{name}.pekanbaru.example", "") for name in CYCLES}


@dataclass
class City:
    """Two offices with the same twelve people, keys of their own, and one service before them."""

    worlds: dict[str, World]
    app: Offices
    entries: dict[str, Entry]

    def ask(self, office: str, path: str, cookies: str = "", **environ: Any) -> tuple[int, dict[str, str], str]:
        """Ask the service for a path of an office, as a proxy does."""
        one = self.entries[office]
        made = create_environ(one.root + path, one.url) | {"HTTP_COOKIE": cookies, **environ}
        body, status, headers = run_wsgi_app(self.app, made, buffered=True)
        return int(status[:3]), dict(headers), b"".join(body).decode(errors="replace")


def city(folder: Path, entries: dict[str, Entry]) -> City:
    worlds = {}
    for name, entry in entries.items():
        clock = Clock()
        office = build_office(
            folder / name, clock, lambda n: os.urandom(n), lambda o, id=CYCLES[name]: open_cycle(o, id=id)
        )
        app = create_app(
            office, packages=folder / name / "published", content=ROOT / "content", url=entry.url, root=entry.root
        )
        worlds[name] = World(office, app, clock)
    return City(worlds, Offices(list(entries.values()), lambda entry: worlds[entry.name].app), entries)


@pytest.fixture(scope="module", params=["path", "host"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> City:
    return city(tmp_path_factory.mktemp(request.param), {"path": BY_PATH, "host": BY_HOST}[request.param])


def cookie(both: City, office: str, account: str) -> str:
    """The Cookie header of somebody signed in to an office."""
    world = both.worlds[office]
    person = world.client(account) if account else Person(FlaskClient(world.app), world)
    name = world.app.config["SESSION_COOKIE_NAME"]
    found = next((c for c in person.http._cookies.values() if c.key == name), None)
    return f"{name}={found.value}" if found and account else ""


def pages(both: City, office: str, account: str) -> dict[str, str]:
    """All pages of an office that links lead to, by path without the office's own, as one person sees them."""
    root, header, found, todo = both.entries[office].root, cookie(both, office, account), dict[str, str](), ["/"]
    while todo and len(found) < 200:
        path = todo.pop()
        if path in found:
            continue
        status, headers, text = both.ask(office, path.partition("?")[0], header, QUERY_STRING=path.partition("?")[2])
        found[path] = text if status == 200 and "html" in headers["Content-Type"] else ""
        links = [headers.get("Location", ""), *re.findall(r'(?:href|src|action)="(/[^"]*)"', found[path])]
        for link in (x.replace("&amp;", "&").partition("#")[0] for x in links if x):
            assert f"{link}/".startswith((f"{root}/", f"{root}?")), f"{path} leads out of the office: {link}"
            todo.append(link.removeprefix(root) or "/")
    return found


@pytest.mark.parametrize("account", ROLES)
def test_every_page_of_an_office_stays_in_it_and_is_404_at_another(both: City, account: str) -> None:
    found = (
        path for path in pages(both, "satu", account) if not path.startswith("/meja/isi/")
    )  # files of its own content
    here = [p for p in found if CYCLES["satu"] in p.partition("?")[0] or re.search(r"/[0-9a-f]{16}\b", p)]
    assert here or account in ("", "staff:penyetuju", "staff:pengawas")
    for other, path in product(ROLES, here):
        status, headers, text = both.ask("dua", path.partition("?")[0], cookie(both, "dua", other))
        if other and status != 403:  # what a role may not do is refused before anybody looks it up
            led = other == "staff:pengawas" and headers.get("Location", "").endswith(
                "/meja/jejak"
            )  # from any cycle's page
            assert status in (404, 405) or led, (other, path, status, headers)
        if not other:
            assert status in (303, 404, 405), (path, status)
        assert CYCLES["satu"] not in re.sub(r'(?:value|action|href)="[^"]*"|lanjut=\S*', "", text)


@pytest.mark.parametrize("account", ROLES[1:])
def test_a_cookie_of_one_office_is_nobodys_at_another(both: City, account: str) -> None:
    header = cookie(both, "satu", account)
    assert both.ask("satu", "/tugas", header)[0] in (200, 403)
    status, headers, _ = both.ask("dua", "/tugas", header)
    assert (status, "/masuk" in headers["Location"]) == (303, True)
    one, other = (both.entries[name] for name in ("satu", "dua"))
    assert both.app.known(header, one.url.removeprefix("https://"), f"{one.root}/tugas")
    assert not both.app.known(header, other.url.removeprefix("https://"), f"{other.root}/tugas")


def test_the_cookies_of_an_office_are_for_its_own_addresses(both: City) -> None:
    for name, entry in both.entries.items():
        said = both.ask(name, "/masuk")[1]["Set-Cookie"]
        assert f"Path={entry.root or '/'};" in said
        assert said.startswith("__Secure-kinerja=" if entry.root else "__Host-kinerja=")
        assert "Secure" in said


HOSTS = ("", "evil.example", "pekanbaru.example", "satu", "satu.pekanbaru.example.evil.example", "asn.pekanbaru.example@evil.example", "localhost",
         "127.0.0.1", "satu.pekanbaru.example:8443", "dua.pekanbaru.example, satu.pekanbaru.example", "x" * 5000, "\x00", "..")  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_a_tampered_host_reaches_no_office_and_learns_of_none(both: City, host: str) -> None:
    for path in ("/satu/masuk", "/masuk", "/", "/satu/static/kantor.css"):
        environ = create_environ(path, CITY) | {"HTTP_HOST": host, "HTTP_COOKIE": cookie(both, "satu", MELATI)}
        body, status, headers = run_wsgi_app(both.app, environ, buffered=True)
        assert status[:3] == "421"
        text = b"".join(body).decode(errors="replace")
        assert not [word for word in ("satu", "dua", "Senapelan", "evil") if word in text]
        assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    "path", ["/", "/tiga/masuk", "/satux/masuk", "//satu/masuk", "/SATU/masuk", "/../satu/masuk", "/satu%2fmasuk"]
)
def test_a_path_of_no_office_is_404_and_names_none(tmp_path: Path, path: str) -> None:
    app = Offices(list(BY_PATH.values()), lambda _: pytest.fail("opened"))
    body, status, _ = run_wsgi_app(app, create_environ("/", CITY) | {"PATH_INFO": path}, buffered=True)
    assert status[:3] == "404"
    assert b"satu" not in b"".join(body)


def test_the_same_number_in_two_offices_is_two_people(both: City) -> None:
    codes = {
        name: accounts.issue_slips(world.office, [BUDI], "hr", again=True)[BUDI] for name, world in both.worlds.items()
    }
    assert codes["satu"] != codes["dua"]
    here, there = (both.worlds[name].office for name in ("satu", "dua"))
    assert accounts.sign_in(here, BUDI, codes["dua"]) is None
    session = accounts.sign_in(here, BUDI, codes["satu"])
    assert session
    accounts.set_secret(here, session, SECRET)
    assert accounts.sign_in(there, BUDI, SECRET) is None
    assert accounts.find_session(there, session.token) is None
    assert accounts.sign_in(there, BUDI, codes["dua"]), "the other one's slip goes on"


def test_wrong_tries_at_one_office_slow_nobody_at_another(both: City) -> None:
    here, there = (both.worlds[name].app.extensions["kinerja"].throttle for name in ("satu", "dua"))
    keys = (("account", MELATI),)
    for _ in range(30):
        here.wrong(keys)
    assert here.wait(keys)
    assert not there.wait(keys)


def test_what_waits_at_one_office_is_opened_by_none_of_the_others(both: City) -> None:
    here, there = (both.worlds[name].app.extensions["kinerja"].shelf for name in ("satu", "dua"))
    here.put("unggahan", "isi", "token")
    (file,) = here.folder.iterdir()
    there.folder.mkdir(exist_ok=True)
    (there.folder / there._path("unggahan", "token").name).write_bytes(file.read_bytes())
    assert (here.get("unggahan", "token"), there.get("unggahan", "token")) == ("isi", None)


def test_an_office_that_cannot_be_opened_says_so_and_the_others_go_on(
    both: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = [True]

    def opened(entry: Entry) -> Flask:
        if entry.name == "dua" and damaged:
            raise StoreDamaged("rusak")
        return both.worlds[entry.name].app

    two = City(both.worlds, Offices(list(both.entries.values()), opened), both.entries)
    assert len(list(two.app.open_all())) == 1
    status, headers, text = two.ask("dua", "/masuk")
    assert (status, headers["Retry-After"]) == (503, "60")
    assert "sedang tidak dapat dibuka" in text
    assert "cannot be opened right now" in text
    assert "rusak" not in text
    assert two.ask("satu", "/masuk")[0] == 200
    assert [run_wsgi_app(two.app, create_environ(p, "http://10.0.0.1"))[1][:3] for p in ("/ping", "/sehat")] == [
        "200",
        "503",
    ]
    damaged.clear()
    assert two.ask("dua", "/masuk")[0] == 503, "it is not tried at every request"
    monkeypatch.setattr(module, "AGAIN", 0.0)
    assert two.ask("dua", "/masuk")[0] == 200, "mended, without a restart"


def test_an_office_that_opens_for_ever_takes_one_thread_alone(both: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that does not answer: the second request there is told so at once, and the other office goes on."""
    monkeypatch.setattr(module, "FIRST", 0.0)
    begun, ended = threading.Event(), threading.Event()

    def opened(entry: Entry) -> Flask:
        if entry.name == "dua":
            begun.set()
            ended.wait(60)
        return both.worlds[entry.name].app

    two = City(both.worlds, Offices(list(both.entries.values()), opened), both.entries)
    first = threading.Thread(target=two.ask, args=("dua", "/masuk"))
    first.start()
    try:
        assert begun.wait(20)
        assert two.ask("dua", "/masuk")[0] == 503
        assert first.is_alive()
        assert two.ask("satu", "/masuk")[0] == 200
    finally:
        ended.set()
        first.join()
    assert two.ask("dua", "/masuk")[0] == 200


def test_each_office_has_keys_of_its_own(both: City) -> None:
    keys = [keyring.read(world.office.folder, keyring.SERVER) for world in both.worlds.values()]
    assert keys[0] != keys[1]
    assert len({world.app.config["SECRET_KEY"] for world in both.worlds.values()}) == 2


def test_no_office_can_have_a_path_that_pages_use() -> None:
    assert {"meja", "tugas", "masuk", "static"} <= parts_in_use()
