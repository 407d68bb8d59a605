"""Each way a request can end badly is a page: what happened, what is kept, what to do; never a traceback."""

from __future__ import annotations

import io
import logging
import re

import pytest

from kinerja_office import accounts
from kinerja_store import OutcomeUnknown, StoreError, StoreFull, StoreReadOnly
from kinerja_words.catalogue import pages, text
from tests.forms_service.web.failing import TYPED, Failing
from tests.forms_world import BUDI, MELATI, SECRET, SEKRETARIS, World


def fail(world: World, error: StoreError) -> None:
    object.__setattr__(world.office, "store", Failing(world.office.store, error))


@pytest.mark.parametrize("error", [StoreFull("enospc"), StoreReadOnly("erofs"), OutcomeUnknown("eio")])
def test_a_store_that_cannot_write_keeps_the_typed_answers(world: World, error: StoreError, caplog) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    token, good = me.token(), world.office.store
    fail(world, error)
    page = me.http.post(f"/tugas/{ref}/1", data={"csrf_token": token, **TYPED})
    assert page.status_code == 503
    assert text(error) in page.text
    assert 'name="n-PEL1" value="4"' in page.text
    assert "Coba lagi" in page.text
    assert page.headers["Retry-After"]
    object.__setattr__(world.office, "store", good)
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page.text.split("<main")[1]))
    assert me.http.post(f"/tugas/{ref}/1", data=fields).headers["Location"] == f"/tugas/{ref}/2"
    assert not any(MELATI in r.getMessage() for r in caplog.records)


def test_a_page_says_that_it_carries_only_what_it_carries(world: World) -> None:
    """A secret and a file are given back to nobody, so nothing says that they wait there."""
    new, me, ref = world.client(), world.client(MELATI), world.ref("self", MELATI, MELATI)
    new.post("/masuk", {"nomor": BUDI, "sandi": accounts.issue_slips(world.office, [BUDI], "hr")[BUDI]})
    own, other = me.token(), new.token()
    fail(world, StoreFull("enospc"))
    for who, token, path, typed, kept in (
        (new, other, "/sandi", {"sandi": SECRET, "ulang": SECRET}, False),
        (me, own, f"/tugas/{ref}/1", {**TYPED, "berkas": (io.BytesIO(b"x"), "x.png")}, False),
        (me, own, f"/tugas/{ref}/1", TYPED, True),
    ):
        page = who.http.post(path, data={"csrf_token": token, **typed})
        assert (page.status_code, "masih dibawa" in page.text) == (503, kept), path


@pytest.mark.parametrize(
    ("lang", "promise"), [("id", "tetap ada|tidak hilang"), ("en", "(?:is|are|was) (?:still )?kept|not lost")]
)
def test_no_page_that_does_not_know_whose_answers_they_are_says_that_they_are_there(lang: str, promise: str) -> None:
    """A close removes ballots and drafts: such a page can say of itself that it changed nothing, and no more."""
    said = {k: words[lang] for k, words in pages().items() if k.startswith(("error.", "signin."))}
    assert len(said) > 40
    assert [k for k, words in said.items() if re.search(promise, words)] == []


def test_every_page_says_that_nothing_can_be_stored(world: World) -> None:
    me, error = world.client(MELATI), StoreReadOnly("erofs")
    for path in ("/tugas", "/bantuan", "/hasil"):
        assert text(error) not in me.http.get(path).text
    good = world.office.store
    broken = Failing(good, error)
    broken.failed = error
    object.__setattr__(world.office, "store", broken)
    for path in ("/tugas", "/bantuan", "/hasil"):
        page = me.http.get(path)
        assert page.status_code == 200
        assert text(error) in page.text
    object.__setattr__(world.office, "store", good)


def test_an_ended_session_carries_what_was_typed_to_the_same_person(world: World) -> None:
    from kinerja_office import accounts

    code = accounts.issue_slips(world.office, [MELATI, BUDI], "hr")
    me, ref = world.client(), world.ref("self", MELATI, MELATI)
    me.post("/masuk", {"nomor": MELATI, "sandi": code[MELATI]})
    me.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
    token = me.token()
    world.clock.turn(minutes=45)
    page = me.http.post(f"/tugas/{ref}/1", data={"csrf_token": token, **TYPED})
    assert page.status_code == 401
    assert "Yang baru saja Anda isi dibawa oleh halaman ini" in page.text
    sealed = re.search(r'name="bawa" value="([^"]+)"', page.text)[1]  # type: ignore[index]
    assert "PEL1" not in sealed
    wrong = me.post("/masuk", {"nomor": MELATI, "sandi": "SALAH", "bawa": sealed})
    assert sealed in wrong.text, "a mistake in between loses nothing"
    back = me.post("/masuk", {"nomor": MELATI, "sandi": SECRET, "bawa": sealed})
    assert back.status_code == 200
    assert f'action="/tugas/{ref}/1"' in back.text
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', back.text.split("<main")[1]))
    assert fields["n-PEL2"] == "5"
    assert me.http.post(f"/tugas/{ref}/1", data=fields).headers["Location"] == f"/tugas/{ref}/2"
    other = world.client()
    other.post("/masuk", {"nomor": BUDI, "sandi": code[BUDI]})
    other.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
    theirs = world.client().post("/masuk", {"nomor": BUDI, "sandi": SECRET, "bawa": sealed})
    assert "n-PEL2" not in theirs.text
    assert "milik orang lain" in theirs.text


def test_a_form_left_open_still_works_after_signing_in_again_in_another_tab(world: World) -> None:
    from kinerja_office import accounts

    code = accounts.issue_slips(world.office, [MELATI], "hr")
    me, ref = world.client(), world.ref("self", MELATI, MELATI)
    me.post("/masuk", {"nomor": MELATI, "sandi": code[MELATI]})
    me.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
    old = me.token()
    world.clock.turn(minutes=45)
    me.get("/tugas")
    me.post("/masuk", {"nomor": MELATI, "sandi": SECRET})
    assert me.http.post(f"/tugas/{ref}/1", data={"csrf_token": old, **TYPED}).status_code == 303


def test_a_sealed_post_that_was_tampered_with_is_not_opened(world: World) -> None:
    from kinerja_office import accounts

    code = accounts.issue_slips(world.office, [MELATI], "hr")
    me = world.client()
    me.post("/masuk", {"nomor": MELATI, "sandi": code[MELATI]})
    me.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
    for bad in ("x", "AAAA" * 20, "é", "%00", "=" * 9):
        page = world.client().post("/masuk", {"nomor": MELATI, "sandi": SECRET, "bawa": bad})
        assert page.status_code == 200
        assert "sudah rusak" in page.text


def test_a_post_without_its_token_changes_nothing(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    before = world.dump()
    for data in ({**TYPED}, {**TYPED, "csrf_token": "x"}):
        page = me.http.post(f"/tugas/{ref}/1", data=data)
        assert page.status_code == 400
        assert "kedaluwarsa" in page.text
    assert me.post(f"/tugas/{ref}/1", TYPED, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert world.dump() == before


def test_not_found_wrong_method_and_too_large(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    assert "tidak ditemukan" in me.get("/nix").text
    assert me.get(f"/tugas/{ref}/99").status_code == 404
    wrong = me.get(f"/tugas/{ref}/kirim")
    assert wrong.status_code == 405
    assert "POST" in wrong.headers["Allow"]
    big = me.post(f"/tugas/{ref}/1", {"n-PEL1": "4" * 70_000})
    assert big.status_code == 413
    assert "terlalu besar" in big.text
    assert "Keluar" in big.text, "the frame knows who is there"


def test_a_fault_is_a_page_with_a_number_and_the_log_has_no_words(world: World, monkeypatch, caplog) -> None:
    def broken(*args, **kwargs):
        raise RuntimeError(f"{MELATI} Melati 4")

    monkeypatch.setattr("kinerja_office.answering.save", broken)
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    with caplog.at_level(logging.DEBUG):
        page = me.post(f"/tugas/{ref}/1", TYPED)
    assert page.status_code == 500
    assert "Traceback" not in page.text
    assert MELATI not in page.text
    number = re.search(r"nomor ([0-9a-f]{6})", page.text)[1]  # type: ignore[index]
    lines = [r.getMessage() for r in caplog.records]
    name = world.office.organisation.source["name"]["id"]
    assert any(line.startswith(f"{name}: fault {number}: RuntimeError") for line in lines), (
        "which office, in one service of many"
    )
    assert not any(
        MELATI in line or "Melati" in line or r.exc_info for r, line in zip(caplog.records, lines, strict=True)
    )


def test_a_whole_visit_leaves_no_word_in_any_log(world: World, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        boss, ref = world.client(SEKRETARIS), world.ref("supervisor", SEKRETARIS, MELATI)
        for path in ("/", "/tugas", f"/tugas/{ref}", f"/tugas/{ref}/1", "/hasil", "/nix", "/masuk"):
            boss.get(path)
        boss.post(f"/tugas/{ref}/1", TYPED)
        boss.post(f"/tugas/{ref}/3", {"work_result": "above", "reason": "rahasia sekali"})
        boss.http.post("/masuk", data={"nomor": MELATI, "sandi": "RAHASIA"})
        world.client().post("/masuk", {"nomor": MELATI, "sandi": "RAHASIA"})
    said = "\n".join(r.getMessage() for r in caplog.records)
    for word in (SEKRETARIS, MELATI, "Melati", "Nurhayati", "rahasia", "RAHASIA", ref):
        assert word not in said


def test_signed_out_in_another_tab(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    token = me.token()
    me.post("/keluar")
    page = me.http.post(f"/tugas/{ref}/1", data={"csrf_token": token, **TYPED})
    assert page.status_code == 400
    assert "Tidak ada yang berubah" in page.text


def test_head_and_options_are_answered(world: World) -> None:
    me = world.client()
    assert me.http.head("/masuk").status_code == 200
    assert me.http.options("/masuk").status_code == 200
