"""One's own account: another secret, where one is signed in, and ending it; nothing of anybody else's."""

from __future__ import annotations

import re

import pytest

from forms_service import create_app
from kinerja_office import accounts
from kinerja_store import StoreFull, trail
from tests.forms_world import BUDI, MELATI, SECRET, World, resumed

NEW = "hujan sore di teras"


@pytest.fixture
def signed_in(world: World):
    """Return what signs somebody in on a browser of its own, with an own secret of theirs."""
    known: set[str] = set()

    def enter(who: str):
        me = world.client()
        if who not in known:
            known.add(who)
            me.post("/masuk", {"nomor": who, "sandi": accounts.issue_slips(world.office, [who], "hr")[who]})
            me.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
        else:
            assert me.post("/masuk", {"nomor": who, "sandi": SECRET}).status_code == 303
        me.get("/tugas")
        return me

    return enter


def names(page: str) -> list[str]:
    return re.findall(r'name="sesi" value="(\w+)"', page)


def test_the_secret_is_changed_with_the_one_it_replaces(world: World, signed_in) -> None:
    me, elsewhere = signed_in(MELATI), signed_in(MELATI)
    for old, new, again, says in (
        ("salah", NEW, NEW, "bukan kata sandi Anda sekarang. Tidak ada yang berubah"),
        (SECRET, NEW, "lain sama sekali", "tidak sama"),
        (SECRET, "sunshine2019", "sunshine2019", "mudah ditebak"),
        (SECRET, "", "", "terlalu pendek"),
    ):
        answer = me.post("/akun", {"lama": old, "sandi": new, "ulang": again})
        assert answer.status_code == 422
        assert says in answer.text
        assert SECRET not in answer.text
    assert elsewhere.get("/tugas").status_code == 200, "nothing has changed"
    answer = me.post("/akun", {"lama": SECRET, "sandi": NEW, "ulang": NEW})
    assert "Kata sandi diganti" in me.get(answer.headers["Location"]).text
    assert me.get("/tugas").status_code == 200
    assert elsewhere.get("/tugas").status_code == 303
    assert world.client().post("/masuk", {"nomor": MELATI, "sandi": SECRET}).status_code == 422
    assert world.client().post("/masuk", {"nomor": MELATI, "sandi": NEW}).status_code == 303


def test_sessions_are_listed_and_ended_one_by_one_or_all(world: World, signed_in) -> None:
    me = signed_in(MELATI)
    world.clock.turn(minutes=5)
    others = [signed_in(MELATI) for _ in range(3)]
    page = me.get("/akun").text
    assert page.count("Ini yang sedang Anda pakai") == 1
    assert "127.0.0.1" not in page
    assert len(names(page)) == 3
    me.post("/akun/sesi", {"sesi": names(page)[0]})
    assert sorted(other.get("/tugas").status_code for other in others) == [200, 200, 303]
    me.post("/akun/sesi")
    assert [other.get("/tugas").status_code for other in others] == [303] * 3
    assert names(me.get("/akun").text) == []


def test_a_session_of_somebody_else_is_not_ended(world: World, signed_in) -> None:
    me, budi = signed_in(MELATI), signed_in(BUDI)
    key = accounts.sessions_of(world.office, BUDI)[0][0]
    name = world.app.extensions["kinerja"].tag("session", key)[:16]
    me.post("/akun/sesi", {"sesi": name})
    me.post("/akun/sesi")
    session = accounts.find_session(world.office, _token(world, me))
    assert session is not None
    accounts.end_own_sessions(world.office, session, [key])
    assert budi.get("/tugas").status_code == 200


def _token(world: World, person) -> str:
    with person.http.session_transaction() as cookie:
        return str(cookie["token"])


def test_no_file_tells_when_a_session_was_last_used(world: World, signed_in) -> None:
    me = signed_in(MELATI)
    before = world.dump(()), sorted(p.stat().st_mtime_ns for p in world.office.folder.rglob("*"))
    for _ in range(3):
        world.clock.turn(minutes=20)
        assert me.get("/tugas").status_code == 200
        resumed()
    assert (world.dump(()), sorted(p.stat().st_mtime_ns for p in world.office.folder.rglob("*"))) == before


def looked_after(world: World) -> None:
    """Let the service do what it does now and then: nobody signs in for that."""
    world.client().get("/ping")
    resumed()


def test_what_has_reached_its_limit_leaves_the_store(world: World, signed_in, monkeypatch) -> None:
    monkeypatch.setattr("forms_service.app.RESUME_SECONDS", -1)
    signed_in(MELATI)
    world.clock.turn(hours=9)
    signed_in(BUDI)
    looked_after(world)
    with world.office.store.read() as view:
        assert view.count("sessions") == 2
    world.clock.turn(hours=2)
    looked_after(world)
    with world.office.store.read() as view:
        assert [doc["account"] for _, doc in view.find("sessions")] == [BUDI]


def test_a_session_past_its_limit_is_over_for_a_service_that_remembers_nothing(world: World, signed_in) -> None:
    """The store says when it began: a service started anew refuses it, and takes it away beside somebody's next request."""
    me = signed_in(MELATI)
    world.clock.turn(hours=10, minutes=1)
    with me.http.session_transaction() as cookie:
        kept = dict(cookie)
    world.app = create_app(world.office, packages=world.office.folder.parent / "published")
    again = world.client()
    with again.http.session_transaction() as cookie:
        cookie.update(kept)
    assert again.get("/tugas").status_code == 303
    signed_in(BUDI)
    world.app.extensions["kinerja.resume"].work()
    with world.office.store.read() as view:
        assert {doc["account"] for _, doc in view.find("sessions")} == {BUDI}


def test_staff_have_the_page_too_and_the_trail_says_that_their_secret_changed(world: World) -> None:
    password = accounts.rekey_staff(world.office, "pengawas", "cli")
    me = world.client()
    me.post("/masuk", {"nomor": "pengawas", "sandi": password})
    assert me.get("/akun").headers["Location"] == "/sandi", "an own secret first"
    me.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
    assert me.post("/akun", {"lama": SECRET, "sandi": NEW, "ulang": NEW}).status_code == 303
    assert world.client().post("/masuk", {"nomor": "pengawas", "sandi": NEW}).status_code == 303


def test_a_trail_that_cannot_be_written_keeps_no_old_session(world: World, signed_in, monkeypatch) -> None:
    signed_in(MELATI)
    world.clock.turn(hours=10, minutes=1)

    def full(_: object) -> None:
        raise StoreFull

    monkeypatch.setattr(trail, "flush", full)
    with pytest.raises(StoreFull):
        world.app.extensions["kinerja.resume"].work()
    with world.office.store.read() as view:
        assert view.count("sessions") == 0
