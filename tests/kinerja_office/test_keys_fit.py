"""A key that is not the one in use is told at once, before anybody writes under it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from assessment.cycle import STATES, Cycle
from assessment.method import METHODS, RULES
from kinerja_office import accounts, answering, ballots, cycles, keys, records
from kinerja_office.keys import needed
from kinerja_store import keyring, openkeys
from kinerja_store.check import check
from kinerja_store.keyring import SERVER, KeyMissing, KeyWrong
from tests.forms_world import BUDI, CYCLE, MELATI, PEER_PAIRS, World, build_world

ONE = Assignment("peer", *PEER_PAIRS[0])
ANSWERS = dict.fromkeys(("PEL1", "PEL2", "KOM1", "KOM2"), "4")


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = build_world(tmp_path)
    keys.adopt(made.office)
    return made


def flip(folder: Path, name: str) -> None:
    path = keyring.path(folder, name)
    body = path.read_bytes()
    path.write_bytes(bytes([body[0] ^ 1]) + body[1:])


def codes(folder: Path) -> set[str]:
    return {f.said.code for f in check(folder, needed=needed) if f.level == "error"}  # type: ignore[union-attr]


def test_a_flipped_key_is_told_by_doctor_at_start_and_at_every_use(world: World) -> None:
    office = world.office
    assert codes(office.folder) == set()
    answering.save(office, CYCLE, ONE, ANSWERS)
    keys.must_fit(office)
    flip(office.folder, CYCLE)
    assert codes(office.folder) == {"doctor.wrong_key"}
    for act in (
        lambda: keys.must_fit(office),
        lambda: answering.save(office, CYCLE, ONE, ANSWERS),
        lambda: answering.save(office, CYCLE, Assignment("peer", BUDI, MELATI), ANSWERS),
        lambda: cycles.close_cycle(office, CYCLE, "hr"),
    ):
        with pytest.raises(KeyWrong):
            act()
    flip(office.folder, CYCLE)
    assert codes(office.folder) == set()
    cycles.close_cycle(office, CYCLE, "hr")
    with office.store.read() as view:
        assert view.count(openkeys.TABLE) == 0, "nothing of a destroyed key is left"


@pytest.mark.parametrize(("name", "code"), [(CYCLE, "doctor.no_key"), (SERVER, "doctor.no_server_key")])
def test_a_lost_key_is_told(world: World, name: str, code: str) -> None:
    keyring.path(world.office.folder, name).unlink()
    assert codes(world.office.folder) == {code}
    with pytest.raises(KeyMissing):
        keys.must_fit(world.office)


def test_a_new_server_key_ends_sessions_and_slips_and_nothing_else(world: World) -> None:
    office = world.office
    answering.save(office, CYCLE, ONE, ANSWERS)
    [slip] = accounts.issue_slips(office, [BUDI], "hr").values()
    flip(office.folder, SERVER)
    assert codes(office.folder) == {"doctor.wrong_server_key"}
    with pytest.raises(KeyWrong):
        keys.must_fit(office)
    keys.renew_server(office, "cli")
    keys.must_fit(office)
    assert codes(office.folder) == set()
    assert accounts.sign_in(office, BUDI, slip) is None
    [new] = accounts.issue_slips(office, [BUDI], "hr").values()
    assert accounts.sign_in(office, BUDI, new) is not None
    with office.store.read() as view:
        assert set(answering.load(office, view, records.cycle(view, CYCLE), ONE).draft) == {"4"}


@pytest.mark.parametrize("right", [True, False])
def test_a_key_of_an_earlier_release_is_adopted_if_it_opens_a_ballot(world: World, right: bool) -> None:
    office = world.office
    answering.save(office, CYCLE, ONE, ANSWERS)
    with office.store.write() as change:
        openkeys.drop_check(change, CYCLE)
    assert "doctor.key_unchecked" in {f.said.code for f in check(office.folder, needed=needed)}  # type: ignore[union-attr]
    if not right:
        flip(office.folder, CYCLE)
    keys.adopt(office)
    with office.store.read() as view:
        assert bool(openkeys.check(view, CYCLE)) is right
    if not right:
        with pytest.raises(KeyWrong):
            keys.must_fit(office)


def test_a_key_is_needed_by_every_cycle_that_takes_ballots_and_no_other(world: World) -> None:
    other = Cycle("2027", "S", "b", "1", "2027-01-01", "2027-06-30", METHODS)
    for state, method in product(STATES, METHODS):
        one = replace(other, state=state, methods=(method,))
        with world.office.store.write() as change:
            records.put_cycle(change, one)
        with world.office.store.read() as view:
            wanted = RULES[method].sealed and ballots.readable(one)
            assert needed(view) == [CYCLE, *([one.id] if wanted else [])], (state, method)
