"""The server's clock was a year ahead for a while: nobody is locked out for long afterwards, and nothing stays that should have ended."""

from __future__ import annotations

import os

from forms_service.web.shelf import Shelf
from kinerja_office import accounts
from kinerja_office.second_factor import STEP
from tests.forms_service.signin.test_phone_codes import NAME, enter, with_phone
from tests.forms_world import MELATI, World

YEAR = 365


def test_what_began_before_it_goes_on(world: World) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    world.clock.turn(days=YEAR)
    assert world.client().post("/masuk", {"nomor": MELATI, "sandi": code}).status_code == 422
    world.clock.turn(days=-YEAR)
    assert world.client().post("/masuk", {"nomor": MELATI, "sandi": code}).status_code == 303


def test_a_session_begun_ahead_does_not_last_a_year(world: World) -> None:
    world.clock.turn(days=YEAR)
    with world.office.store.write() as change:
        account = change.get("accounts", "staff:hr")
        ahead = accounts.begin_session(world.office, change, "staff:hr", account)
    assert accounts.find_session(world.office, ahead.token)
    world.clock.turn(days=-YEAR)
    assert accounts.find_session(world.office, ahead.token) is None
    assert accounts.sessions_of(world.office, "staff:hr") == []
    accounts.sweep_sessions(world.office)
    with world.office.store.read() as view:
        assert view.count("sessions", account="staff:hr") == 0


def test_a_use_ahead_is_no_use_of_now(world: World) -> None:
    me = world.client(MELATI)
    assert me.get("/tugas").status_code == 200
    world.clock.turn(days=-YEAR)
    assert me.get("/tugas").headers["Location"].startswith("/masuk")
    assert world.client(MELATI).get("/tugas").status_code == 200


def test_a_phones_code_used_ahead_locks_nobody_out(world: World) -> None:
    _, phone = with_phone(world)
    world.clock.turn(days=YEAR)
    assert enter(world).post("/kode", {"kode": phone.next()}).status_code == 303
    world.clock.turn(days=-YEAR)
    code = phone.next()
    assert enter(world).post("/kode", {"kode": code}).headers["Location"] == "/meja/"
    assert enter(world).post("/kode", {"kode": code}).status_code == 422, "once"
    with world.office.store.read() as view:
        assert view.get("accounts", f"staff:{NAME}")["second"]["last"] <= world.clock().timestamp() // STEP + 1


def test_what_was_put_on_the_shelf_ahead_is_not_kept_for_a_year(world: World) -> None:
    shelf: Shelf = world.app.extensions["kinerja"].shelf
    now = shelf.clock()
    shelf.clock = lambda: now + YEAR * 86400
    shelf.put("x", "ahead", "token")
    assert shelf.get("x", "token") == "ahead"
    shelf.clock = lambda: now
    assert shelf.get("x", "token") is None
    (path,) = shelf.folder.iterdir()
    os.utime(path, (now + YEAR * 86400, now + YEAR * 86400))
    shelf.sweep()
    assert not path.exists()
