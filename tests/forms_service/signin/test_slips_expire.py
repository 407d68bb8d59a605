"""A code that nobody has used ends on the day its slip says; only who has that code reads so, and an own secret never ends."""

from __future__ import annotations

from typing import Any

import pytest

from kinerja_office import accounts, cycles
from kinerja_words.problems import Refused
from tests.forms_world import BUDI, CYCLE, MELATI, SECRET, World


def answer(world: World, who: str, code: str) -> tuple[int, str]:
    """Sign in on a new browser; returns status and page without what differs for each browser."""
    me = world.client()
    token = me.token()
    found = me.post("/masuk", {"nomor": who, "sandi": code, "csrf_token": token})
    return found.status_code, found.text.replace(me.token(), "").replace(token, "")


def test_it_works(world: World) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    world.clock.turn(days=60)
    assert answer(world, MELATI, code)[0] == 303, "its last day"
    world.clock.turn(days=1)
    status, page = answer(world, MELATI, code)
    assert status == 422
    assert "hanya berlaku sampai 9 Agustus 2026. Minta kode baru" in page
    new = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    assert answer(world, MELATI, new)[0] == 303


def test_a_wrong_code_learns_nothing_of_the_slip(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two accounts that differ in that alone: the same bytes, and as many secrets hashed."""
    accounts.issue_slips(world.office, [MELATI], "hr")
    world.clock.turn(days=61)
    accounts.issue_slips(world.office, [BUDI], "hr")
    hashed: list[str] = []
    verify = accounts._verify
    monkeypatch.setattr(accounts, "_verify", lambda known, secret: hashed.append(known) or verify(known, secret))
    pages = []
    for who in (MELATI, BUDI):
        status, page = answer(world, who, "AAAAA22222")
        pages.append((status, page.replace(who, "")))
    assert pages[0] == pages[1]
    assert len(hashed) == 2
    assert hashed[0] == hashed[1]


def test_an_expired_code_is_no_wrong_try_and_makes_no_session(world: World) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    world.clock.turn(days=61)
    for _ in range(9):
        assert answer(world, MELATI, code)[0] == 422, "never 429"
    with world.office.store.read() as view:
        assert not view.count("sessions", account=MELATI)


def test_a_slip_counts_as_long_as_the_cycle_it_was_printed_for(world: World) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr", cycle=CYCLE, end="2026-12-31")[MELATI]
    world.clock.turn(days=180)
    assert answer(world, MELATI, code)[0] == 303


def test_a_cycle_that_is_extended_takes_its_slips_along(world: World) -> None:
    codes = accounts.issue_slips(world.office, [MELATI, BUDI], "hr", cycle=CYCLE, end="2026-06-30")
    other = accounts.issue_slips(world.office, [BUDI], "hr", again=True)[BUDI]
    for end in ("2026-07-15", "2026-07-30", "2026-08-14"):
        cycles.extend(world.office, CYCLE, end, "hr")
    world.clock.turn(days=62)
    assert answer(world, MELATI, codes[MELATI])[0] == 303
    assert answer(world, BUDI, other)[0] == 422, "a replacement is of no cycle"


def test_an_own_secret_never_ends(world: World) -> None:
    me, code = world.client(), accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    me.post("/masuk", {"nomor": MELATI, "sandi": code})
    me.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
    world.clock.turn(days=4000)
    assert answer(world, MELATI, SECRET)[0] == 303


def test_one_time_passwords_of_staff_end_too(world: World) -> None:
    password = accounts.rekey_staff(world.office, "pengawas", "cli")
    world.clock.turn(days=61)
    with pytest.raises(Refused, match="slip_expired"):
        accounts.sign_in(world.office, "pengawas", password)


@pytest.mark.parametrize("issued", [[], [{"day": "2026-05-01", "by": "hr", "again": False}]])
def test_a_slip_of_version_0_1_0_counts_until_every_cycle_is_closed(world: World, issued: list[Any]) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    with world.office.store.write() as change:
        account = change.get("accounts", MELATI) or {}
        account.pop("issued")
        change.put("accounts", MELATI, {**account, **({"issued": issued} if issued else {})})
    world.clock.turn(days=200)
    assert answer(world, MELATI, code)[0] == 303, "nobody was told of a last day"
    world.close()
    assert answer(world, MELATI, code)[0] == 422
