"""What one person typed is never shown under another's sign-in, and a secret to nobody, however the request ends."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kinerja_office import accounts
from kinerja_store import StoreReadOnly
from tests.forms_service.web.failing import TYPED, Failing
from tests.forms_world import BUDI, MELATI, SECRET, Person, World

AGAIN = "Coba lagi</button>"
WORDS = ("gajah kertas merah", "perahu daun biru")
TOKEN = re.compile(r'name="csrf_token" value="[^"]+"')
SEALED = re.compile(r'(?<=name="bawa" value=")[^"]*')


def signed_in(world: World, number: str, code: str, own: bool) -> Person:
    """Sign in with a slip, in this browser; `own`: choose the own secret too."""
    me = world.client()
    me.post("/masuk", {"nomor": number, "sandi": code})
    if own:
        me.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
    return me


def left_open(world: World, path: str) -> tuple[str, Person]:
    """Return the token of Melati's page, and the browser in which Budi has signed in since."""
    code = accounts.issue_slips(world.office, [MELATI, BUDI], "hr")
    me = signed_in(world, MELATI, code[MELATI], own=path != "/sandi")
    token = me.token()
    me.post("/keluar")
    me.post("/masuk", {"nomor": BUDI, "sandi": code[BUDI]})
    if path != "/sandi":
        me.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
    return token, me


def fields(path: str, words: str) -> dict[str, str]:
    return {"sandi": words, "ulang": words, "bawa": words} if path == "/sandi" else {**TYPED, "reason": words}


@pytest.mark.parametrize("trouble", ["none", "expired", "store", "fault", "signed out"])
@pytest.mark.parametrize(
    "path", ["/sandi", "/tugas/{ref}/1", "/tugas/{ref}/tolak", "/keberatan/2026-1/{ref}", "/keluar", "/nix"]
)
def test_a_page_left_open_tells_the_next_person_nothing(
    world: World, path: str, trouble: str, monkeypatch: Any
) -> None:
    path = path.format(ref=world.ref("self", MELATI, MELATI))
    token, budi = left_open(world, path)
    good = world.office.store
    if trouble == "expired":
        world.clock.turn(minutes=45)
    if trouble == "store":
        object.__setattr__(world.office, "store", Failing(good, StoreReadOnly("erofs")))
    if trouble == "fault":
        monkeypatch.setattr("forms_service.web.guard.accounts.find_session", lambda *_: 1 / 0)
    if trouble == "signed out":
        budi.post("/keluar")
    with budi.http.session_transaction() as cookie:
        kept = dict(cookie)
    pages = []
    for words in WORDS:
        with budi.http.session_transaction() as cookie:
            cookie.clear()
            cookie.update(kept)
        answer = budi.http.post(
            path, data={"csrf_token": token, **fields(path, words)}, headers={"Sec-Fetch-Site": "same-origin"}
        )
        page = TOKEN.sub("", answer.text)
        assert words not in page
        assert 'value="5"' not in page
        assert AGAIN not in page
        page = SEALED.sub(lambda m: str(len(m[0])), page)  # nobody but its person can open it
        pages.append((answer.status_code, re.sub(r"nomor [0-9a-f]{6}", "", page)))
    object.__setattr__(world.office, "store", good)
    assert pages[0] == pages[1], "two worlds that differ in what Melati typed"


@pytest.mark.parametrize("again", ["signed in again", "another tab"])
def test_the_same_person_is_offered_what_they_typed(world: World, again: str) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")
    me, ref = signed_in(world, MELATI, code[MELATI], own=True), world.ref("self", MELATI, MELATI)
    token = me.token()
    if again == "signed in again":
        me.post("/keluar")
        me.post("/masuk", {"nomor": MELATI, "sandi": SECRET})
    else:
        with me.http.session_transaction() as cookie:
            cookie["csrf_token"] = cookie["csrf_token"].rpartition(".")[0] + ".other"
    page = me.http.post(
        f"/tugas/{ref}/1", data={"csrf_token": token, **TYPED}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert page.status_code == 400
    assert AGAIN in page.text
    sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page.text.split("<main")[1]))
    assert me.http.post(f"/tugas/{ref}/1", data=sent).headers["Location"] == f"/tugas/{ref}/2"


@pytest.mark.parametrize("back", [MELATI, BUDI])
def test_what_was_typed_before_signing_out_in_another_tab_waits_for_its_person(world: World, back: str) -> None:
    code = accounts.issue_slips(world.office, [MELATI, BUDI], "hr")
    me, ref = signed_in(world, MELATI, code[MELATI], own=True), world.ref("self", MELATI, MELATI)
    token, path = me.token(), f"/tugas/{ref}/1"
    me.post("/keluar")
    page = me.http.post(path, data={"csrf_token": token, **TYPED}, headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status_code == 401
    assert 'value="5"' not in page.text
    assert "Masuk lagi di halaman ini" in page.text
    sealed = SEALED.search(page.text)[0]
    carried = me.post("/masuk", {"nomor": back, "sandi": SECRET if back == MELATI else code[BUDI], "bawa": sealed})
    if back == BUDI:
        carried = me.post("/sandi", {"sandi": SECRET, "ulang": SECRET, "bawa": sealed})
        assert "milik orang lain" in carried.text
        assert 'value="5"' not in carried.text
    else:
        sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', carried.text.split("<main")[1]))
        assert me.http.post(path, data=sent).headers["Location"] == f"/tugas/{ref}/2"
    twice = me.http.post("/keluar", data={"csrf_token": token}, headers={"Sec-Fetch-Site": "same-origin"})
    assert twice.status_code in (303, 400)


@pytest.mark.parametrize("over", [False, True])
def test_the_sign_in_page_promises_no_more_than_the_page_behind_it_keeps(world: World, over: bool) -> None:
    """Who does not know who is there cannot say whether a form is still taken; signed in, one is told, and nothing is half kept."""
    code = accounts.issue_slips(world.office, [MELATI], "hr")
    me, ref = signed_in(world, MELATI, code[MELATI], own=True), world.ref("self", MELATI, MELATI)
    token, path = me.token(), f"/tugas/{ref}/1"
    me.post("/keluar")
    if over:
        world.close()
    page = me.http.post(path, data={"csrf_token": token, **TYPED}, headers={"Sec-Fetch-Site": "same-origin"}).text
    assert "Bila masih diterima, Anda lalu dapat menyimpannya" in page
    stored = world.dump()
    carried = me.post("/masuk", {"nomor": MELATI, "sandi": SECRET, "bawa": SEALED.search(page)[0]})
    sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', carried.text.split("<main")[1]))
    answer = me.http.post(path, data=sent)
    assert (answer.status_code, "tidak disimpan" in answer.text) == ((409, True) if over else (303, False))
    assert (world.dump() == stored) == over


def test_signing_out_twice_and_the_language_of_a_page_left_open_lead_to_the_front_door(world: World) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")
    me = signed_in(world, MELATI, code[MELATI], own=True)
    token = me.token()
    me.post("/keluar")
    for path, more in (("/keluar", {}), ("/bahasa", {"bahasa": "en", "kembali": "/tugas"})):
        answer = me.http.post(path, data={"csrf_token": token, **more}, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.headers["Location"] == "/"


def test_what_another_site_sends_is_not_carried(world: World) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")
    me, ref = signed_in(world, MELATI, code[MELATI], own=True), world.ref("self", MELATI, MELATI)
    token = me.token()
    me.post("/keluar")
    page = me.http.post(
        f"/tugas/{ref}/1", data={"csrf_token": token, **TYPED}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert page.status_code == 400
    assert 'name="bawa"' not in page.text


@pytest.mark.parametrize("trouble", ["store", "fault", "expired"])
@pytest.mark.parametrize("path", ["/masuk", "/sandi"])
def test_a_secret_is_in_no_page(world: World, path: str, trouble: str, monkeypatch: Any) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")
    me = signed_in(world, MELATI, code[MELATI], own=False) if path == "/sandi" else world.client()
    token, good = me.token(), world.office.store
    if trouble == "store":
        object.__setattr__(world.office, "store", Failing(good, StoreReadOnly("erofs")))
    if trouble == "fault":
        for act in ("sign_in", "set_secret"):
            monkeypatch.setattr(f"kinerja_office.accounts.{act}", lambda *_: 1 / 0)
    if trouble == "expired":
        world.clock.turn(minutes=45)
    answer = me.http.post(path, data={"csrf_token": token, "nomor": MELATI, "sandi": WORDS[0], "ulang": WORDS[0]})
    object.__setattr__(world.office, "store", good)
    assert answer.status_code >= 400
    assert WORDS[0] not in answer.text
    assert 'name="bawa" value="ey' not in answer.text
    assert AGAIN not in answer.text


def test_words_that_came_with_a_strange_token_are_not_given_back(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    for token in ("", "x", "eyJ4IjoxfQ.aaaa.bbbb", me.token()[:-2] + "xx"):
        page = me.http.post(
            f"/tugas/{ref}/1", data={"csrf_token": token, **TYPED}, headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert page.status_code == 400
        assert 'value="5"' not in page.text
