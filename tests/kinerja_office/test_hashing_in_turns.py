"""Few secrets are hashed at once, few wait, and whoever does not fit is told so whoever they are."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from nacl import pwhash

from kinerja_office import accounts
from kinerja_words.problems import Refused
from tests.forms_world import BUDI, MELATI, SECRET, World, build_world


@pytest.fixture
def world(tmp_path) -> World:
    found = build_world(tmp_path)
    code = accounts.issue_slips(found.office, [MELATI, BUDI], "hr")[MELATI]
    session = accounts.sign_in(found.office, MELATI, code)
    assert session is not None
    accounts.set_secret(found.office, session, SECRET)
    return found


@pytest.mark.parametrize("who", [MELATI, BUDI, "nobody"])
def test_of_twenty_as_many_are_hashed_as_fit(world: World, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    at_work, most, full, lock = 0, 0, threading.Event(), threading.Lock()
    others = 20 - accounts.AT_ONCE - accounts.WAITING

    def verify(hashed: bytes, secret: bytes) -> bool:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        assert full.wait(60), "those who do not fit are told so while the others are at work"
        with lock:
            at_work -= 1
        return False

    monkeypatch.setattr(pwhash, "verify", verify)
    refused = []

    def enter(_: int) -> None:
        try:
            assert accounts.sign_in(world.office, who, "wrong") is None
        except Refused as busy:
            refused.append(busy.problems[0].code)
            if len(refused) == others:
                full.set()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(enter, range(20)))
    assert most == accounts.AT_ONCE
    assert refused == ["account.busy"] * others
    full.set()
    assert accounts.sign_in(world.office, who, "wrong") is None, "places are given back"


def test_signing_and_a_new_secret_take_their_turn_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    session = accounts.sign_in(world.office, MELATI, SECRET)
    assert session is not None
    monkeypatch.setattr(accounts, "_places", threading.BoundedSemaphore(1))
    with accounts._turn():
        for act in (
            lambda: accounts.knows_secret(world.office, MELATI, SECRET),
            lambda: accounts.set_secret(world.office, session, "hujan sore di teras"),
        ):
            with pytest.raises(Refused) as busy:
                act()
            assert busy.value.problems[0].code == "account.busy"
    assert accounts.knows_secret(world.office, MELATI, SECRET)
