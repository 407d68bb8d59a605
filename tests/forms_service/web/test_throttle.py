"""Wrong tries slow down who makes them: by address, /64 and account; never a device or session of the person's own."""

from __future__ import annotations

from itertools import count

import pytest
from flask import g

from forms_service.signin.forms import OwnSecretForm
from forms_service.web import own_secret as signature
from forms_service.web import throttle
from forms_service.web.throttle import LIMITS, Throttle, from_outside
from kinerja_office import accounts
from kinerja_store import keyring
from tests.forms_world import BUDI, MELATI, SECRET, World


def throttle_of(world: World, now: list[float]) -> Throttle:
    """Return a throttle with a clock of its own."""
    return Throttle(world.office.store, world.app.extensions["kinerja"].tag, lambda: now[0])


OFFICE, ELSEWHERE = "10.0.0.9", "203.0.113."


@pytest.fixture(autouse=True)
def frozen(world: World) -> None:
    """No wait ends while a test goes on, however slow the machine."""
    world.app.extensions["kinerja"].throttle._clock = lambda: 0.0


def enter(person, who, code, address=OFFICE):
    return person.post("/masuk", {"nomor": who, "sandi": code}, environ_overrides={"REMOTE_ADDR": address})


def own_secret(world: World, who: str, secret: str = SECRET):
    """Let somebody sign in and choose a secret; returns the browser, signed out again."""
    me, code = world.client(), accounts.issue_slips(world.office, [who], "hr", again=True)[who]
    enter(me, who, code)
    me.post("/sandi", {"sandi": secret, "ulang": secret})
    me.post("/keluar")
    return me


def guesses(world: World, who: str, most: int = 60) -> None:
    """Somebody guesses from many addresses, the office's among them, until all of them have to wait."""
    stranger = world.client()
    for n in range(most):
        enter(stranger, who, "SALAH", f"{ELSEWHERE}{n}" if n % 2 else OFFICE)
    assert enter(stranger, who, "SALAH", f"{ELSEWHERE}250").status_code == 429


def test_from_a_known_device_27_of_27_get_in_while_somebody_guesses(world: World) -> None:
    me = own_secret(world, MELATI)
    for _ in range(27):
        guesses(world, MELATI, 4 if _ else 60)
        assert enter(me, MELATI, SECRET).status_code == 303
        me.post("/keluar")
    assert enter(world.client(), MELATI, SECRET, f"{ELSEWHERE}251").status_code == 429, "from an unknown one it waits"


def test_a_session_signs_while_somebody_guesses(world: World) -> None:
    own_secret(world, MELATI)
    guesses(world, MELATI)
    with world.app.test_request_context(
        "/x", method="POST", data={"sandi": SECRET}, environ_base={"REMOTE_ADDR": OFFICE}
    ):
        g.session = accounts.Session("token", MELATI, None, "", False)
        assert signature.signed(OwnSecretForm.posted(), "sandi")


@pytest.mark.parametrize("known", [True, False])
def test_who_holds_a_browser_learns_nothing_of_others_who_used_it(world: World, known: bool) -> None:
    """BUDI's browser, on which MELATI has signed in or not: the same answers to wrong secrets, waiting or not."""
    own_secret(world, BUDI)
    shared = own_secret(world, MELATI)
    cookie = shared.http.get_cookie("perangkat")
    browser = own_secret(world, BUDI, "hujan sore di teras")
    if known:
        browser = shared
    guesses(world, MELATI)
    seen = [enter(browser, MELATI, "SALAH", f"{ELSEWHERE}9") for _ in range(5)]
    assert [answer.status_code for answer in seen] == [429] * 5
    assert len({answer.text.split("<main")[1].split('name="csrf_token"')[0] for answer in seen}) == 1
    assert len(cookie.value) == len(browser.http.get_cookie("perangkat").value)
    assert MELATI not in cookie.value


def test_the_same_work_is_done_for_everybody_on_a_browser_of_somebodys(world: World, monkeypatch) -> None:
    browser, hashed = own_secret(world, BUDI), []
    own_secret(world, MELATI)
    guesses(world, MELATI)
    guesses(world, BUDI)
    real = accounts._verify
    monkeypatch.setattr(accounts, "_verify", lambda *a: hashed.append(1) or real(*a))
    for who in (MELATI, BUDI):
        assert enter(browser, who, "SALAH", f"{ELSEWHERE}9").status_code == 429
    assert len(hashed) == 2


@pytest.mark.parametrize("change", ["key", "secret", "slip", "forged"])
def test_a_device_is_forgotten_with_the_key_and_the_secret(world: World, change: str) -> None:
    me, secret = own_secret(world, MELATI), SECRET
    if change == "key":
        keyring.renew(world.office.folder, keyring.SERVER)
        del world.app.extensions["kinerja"].key
    elif change == "forged":
        value = me.http.get_cookie("perangkat").value
        me.http.set_cookie("perangkat", "0" * 32 + value[32:])
    else:
        secret = "hujan sore di teras"
        own_secret(world, MELATI, secret)
    guesses(world, MELATI)
    assert enter(me, MELATI, secret).status_code == 429


def test_a_mark_that_somebody_else_has_chosen_is_not_taken_up(world: World) -> None:
    """Planted in a browser before its owner signs in, it would be known to who planted it."""
    me, planted = own_secret(world, MELATI), "0" * 32
    me.http.set_cookie("perangkat", planted + me.http.get_cookie("perangkat").value[32:])
    assert enter(me, MELATI, SECRET).status_code == 303
    assert not me.http.get_cookie("perangkat").value.startswith(planted)


def test_the_device_cookie_is_read_by_no_script_and_outlives_signing_out(world: World) -> None:
    me = own_secret(world, MELATI)
    cookie = me.http.get_cookie("perangkat")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert enter(me, MELATI, SECRET).status_code == 303


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("::ffff:10.0.0.1", "10.0.0.2", False),
        ("10.0.0.1", "10.0.0.2", False),
        ("unix:", "unix:", True),
    ],
)
def test_an_ipv6_household_is_one_address(one: str, other: str, same: bool) -> None:
    assert (from_outside("x", one) == from_outside("x", other)) == same


def test_what_strangers_guess_in_a_day_is_bounded_whatever_addresses_they_have(world: World) -> None:
    now = [1.0]
    slow, addresses, tried = throttle_of(world, now), count(), 0
    while now[0] < 86_401:
        keys = from_outside("x", f"2001:db8:{next(addresses):x}::1")
        if seconds := slow.wait(keys):
            now[0] += seconds
        else:
            slow.wrong(keys)
            tried += 1
    assert tried <= 1_465


def test_quiet_between_tries_gains_nothing(world: World, monkeypatch) -> None:
    now = [1.0]
    slow = throttle_of(world, now)
    monkeypatch.setattr(throttle, "MOST", 10)
    for n in range(20):
        slow.wrong(from_outside("x", f"10.0.0.{n}"))
    now[0] += 3_600
    for n in range(40):
        slow.wrong(from_outside(f"other{n}", "10.1.0.1"))
    slow.wrong(from_outside("x", "10.0.1.1"))
    assert slow.wait(from_outside("x", "10.0.2.1")), "an hour later, and pushed by others, it still counts"


@pytest.mark.parametrize("secret", [SECRET, "SALAH"])
def test_tries_at_once_learn_no_more_than_one_after_the_other(world: World, monkeypatch, secret: str) -> None:
    """While this one is hashed, as many are wrong as make it wait: neither right nor wrong is told, and nobody is signed in."""
    own_secret(world, MELATI)
    slow, real = world.app.extensions["kinerja"].throttle, accounts.sign_in

    def meanwhile(*args):
        for n in range(20):
            slow.wrong(from_outside(MELATI, f"{ELSEWHERE}{n}"))
        return real(*args)

    monkeypatch.setattr(accounts, "sign_in", meanwhile)
    person = world.client()
    answer = enter(person, MELATI, secret)
    assert answer.status_code == 429
    assert "Tunggu" in answer.text
    with world.office.store.read() as view:
        assert view.count("sessions") == 0
        counted = [doc for _, doc in view.find("passing") if doc["kind"] == "account"]
    assert [doc["n"] for doc in counted] == [20]
    assert person.get("/tugas").status_code == 303


def test_a_signature_at_once_with_others_neither(world: World, monkeypatch) -> None:
    own_secret(world, MELATI)
    slow, real = world.app.extensions["kinerja"].throttle, accounts.knows_secret

    def meanwhile(*args):
        for _ in range(3):
            slow.wrong((("device", MELATI, "signed in"),))
        return real(*args)

    monkeypatch.setattr(accounts, "knows_secret", meanwhile)
    with world.app.test_request_context("/x", method="POST", data={"sandi": SECRET}):
        g.session = accounts.Session("token", MELATI, None, "", "")
        assert not signature.signed(OwnSecretForm.posted(), "sandi")


def test_names_nobody_has_do_not_fill_the_store(world: World, monkeypatch) -> None:
    """One try for each of many names from many addresses: only the counts that make somebody wait are kept beyond the room."""
    now = [1.0]
    slow = throttle_of(world, now)
    monkeypatch.setattr(throttle, "MOST", 40)
    for n in range(25):
        slow.wrong(from_outside("x", f"2001:db8:{n:x}::1"))
    for n in range(400):
        now[0] += throttle.SWEPT / 10
        slow.wrong(from_outside(f"nobody{n}", f"2001:db8:ffff:{n:x}::1"))
    with world.office.store.read() as view:
        assert view.count("passing") < 40 + 3 * 10 + 1
    slow.wrong(from_outside("x", "2001:db8:eeee::1"))
    assert slow.wait(from_outside("x", "10.0.2.1")), "it still counts"


def test_a_count_that_makes_somebody_wait_is_flushed_out_by_nobody(world: World, monkeypatch) -> None:
    """More of them than there is room for: else whoever guesses at many accounts makes each forget."""
    now = [1.0]
    slow = throttle_of(world, now)
    monkeypatch.setattr(throttle, "MOST", 8)
    names = [f"x{n}" for n in range(12)]
    for who in names:
        for _ in range(LIMITS["account"].free + 1):
            slow.wrong((("account", who),))
            now[0] += 60
    now[0] += throttle.SWEPT
    slow.wrong(from_outside("other", "10.1.0.1"))
    for who in names:
        slow.wrong((("account", who),))
        assert slow.wait((("account", who),)), who


def test_who_tries_many_accounts_from_one_address_waits_too(world: World) -> None:
    now = [1.0]
    slow = throttle_of(world, now)
    for n in range(40):
        keys = from_outside(f"x{n}", OFFICE)
        assert not slow.wait(keys)
        slow.wrong(keys)
    assert 0 < slow.wait(from_outside("somebody", OFFICE)) <= 8 + 1, "an office behind one address waits shortly"
    assert not slow.wait(from_outside("somebody", f"{ELSEWHERE}1"))


def test_a_clock_that_is_set_back_makes_nobody_wait_longer(world: World) -> None:
    now, keys = [90_000.0], (("pair", "x", "10.0.0.1"),)
    slow = throttle_of(world, now)
    for _ in range(12):
        slow.wrong(keys)
        now[0] += 60
    slow.wrong(keys)
    assert slow.wait(keys)
    now[0] -= 86_400
    assert not slow.wait(keys)
    now[0] += 86_400 - 30
    assert slow.wait(keys), "another machine's clock may be behind by seconds"
