"""Who is at work at what, told between processes: one at a time, until it ends or its holder dies."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kinerja_office import leases
from kinerja_office.office import Office
from kinerja_store import StoreReadOnly
from tests.forms_world import Clock, build_office


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Office:
    return build_office(tmp_path, clock)


def take(office: Office, name: str = "job", **told: object) -> leases.Lease | None:
    with office.store.write() as change:
        return leases.take(office, change, name, **told)


def test_one_of_many_has_it(office: Office) -> None:
    got: list[leases.Lease | None] = []
    people = [threading.Thread(target=lambda: got.append(take(office))) for _ in range(8)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sum(1 for lease in got if lease) == 1
    assert take(office, "another")


def test_it_holds_while_it_is_renewed_and_is_free_when_it_ends(office: Office, clock: Clock) -> None:
    lease = take(office, done=1)
    assert lease
    for n in range(3):
        clock.turn(seconds=leases.LASTS - 1)
        lease.told = {"done": n}
        lease.renew()
        found = leases.held(office, "job")
        assert found
        assert found["done"] == n
        assert take(office) is None
    lease.release()
    assert leases.held(office, "job") is None
    assert take(office)


def test_a_dead_holders_is_taken_over_and_stays_the_others_when_it_comes_back(office: Office, clock: Clock) -> None:
    dead = take(office)
    clock.turn(seconds=leases.LASTS + 1)
    other = take(office, whose="other")
    assert dead
    assert other
    dead.renew()
    dead.release()
    found = leases.held(office, "job")
    assert found
    assert found["whose"] == "other"


def test_one_that_ran_out_is_held_again_while_it_is_nobodys(office: Office, clock: Clock) -> None:
    slow = take(office)
    assert slow
    for sweep in (lambda: None, lambda: leases.sweep(office)):
        clock.turn(seconds=leases.LASTS + 1)
        sweep()
        assert leases.held(office, "job") is None
        slow.renew()
        assert leases.held(office, "job")
        assert not slow.taken
        assert take(office) is None
    clock.turn(seconds=leases.LASTS + 1)
    assert take(office)
    slow.renew()
    assert slow.taken


def test_a_clock_that_is_set_back_holds_nothing_for_longer(office: Office, clock: Clock) -> None:
    """A dead process's, from the hour before the clock was put right; a living one goes on."""
    dead, living = take(office), take(office, "another")
    clock.turn(seconds=-3600)
    assert dead
    assert living
    living.renew()
    assert leases.held(office, "job") is None
    assert take(office, "another") is None
    leases.sweep(office)
    with office.store.read() as view:
        assert [name for name, _ in view.find(leases.TABLE)] == ["another"]
    assert take(office)


def test_work_goes_on_where_the_store_takes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lease = take(office)
    assert lease
    renewed = threading.Event()

    def refused() -> None:
        renewed.set()
        raise StoreReadOnly("erofs")

    monkeypatch.setattr(leases, "RENEWED", 0.001)
    monkeypatch.setattr(lease, "renew", refused)
    with lease.kept():
        assert renewed.wait(20)
    assert leases.held(office, "job") is None


def test_what_has_ended_leaves_the_store_and_sealing_takes_counts(office: Office, clock: Clock) -> None:
    now = clock().timestamp()
    with office.store.write() as change:
        leases.put(change, "try/a", now, 10, n=1)
        leases.put(change, "try/b", now, 1000, n=1)
    take(office)
    clock.turn(seconds=11)
    leases.sweep(office)
    with office.store.read() as view:
        assert [name for name, _ in view.find(leases.TABLE)] == ["job", "try/b"]
    with office.store.write() as change:
        leases.drop_counts(change)
    with office.store.read() as view:
        assert [name for name, _ in view.find(leases.TABLE)] == ["job"]


def test_what_an_earlier_version_put_is_over_and_leaves(office: Office) -> None:
    """It wrote no `at`: its counts and leases are forgotten at the upgrade, when no process of it is left."""
    with office.store.write() as change:
        for name in ("job", "try/a"):
            change.put(leases.TABLE, name, {"until": 4e9, "holder": "x", "n": 9, "last": 4e9, "kind": "account"})
    assert take(office)
    leases.sweep(office)
    with office.store.read() as view:
        assert [name for name, _ in view.find(leases.TABLE)] == ["job"]
