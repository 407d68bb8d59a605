"""Signing in: slip, own secret, mistakes, delays, sessions that end, nothing left behind."""

from __future__ import annotations

import re

import pytest

from kinerja_office import accounts
from kinerja_store import trail
from kinerja_words import catalogue
from tests.conftest import ARGON
from tests.forms_world import BUDI, MELATI, SECRET, World


def enter(person, who, code, **more):
    return person.post("/masuk", {"nomor": who, "sandi": code, **more})


def test_a_slip_code_lets_in_and_the_own_secret_replaces_it(world: World) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    me = world.client()
    assert enter(me, "19900123 201402 2 003", code.lower()).headers["Location"] == "/sandi"
    assert me.get("/tugas").headers["Location"] == "/sandi", "nothing else before the own secret"
    assert me.post("/sandi", {"sandi": SECRET, "ulang": SECRET}).headers["Location"] == "/tugas"
    assert me.get("/tugas").status_code == 200
    other = world.client()
    assert enter(other, MELATI, code).status_code == 422
    assert enter(other, MELATI, SECRET).status_code == 303


def test_the_page_asks_by_the_way_one_signs_in(world: World) -> None:
    """A number by digits; a slip's code can be seen while it is typed, and is not shown again; an account's name by letters."""
    me = world.client()

    def inputs(page: str) -> dict[str, str]:
        return dict(re.findall(r'<input id="\w+" name="(nomor|sandi)"([^>]*)>', page))

    usual = inputs(me.get("/masuk?lanjut=/hasil").text)
    assert 'inputmode="numeric"' in usual["nomor"]
    assert 'type="password"' in usual["sandi"]
    assert 'autocomplete="current-password"' in usual["sandi"]
    assert 'href="/masuk?cara=slip&amp;lanjut=/hasil"' in me.get("/masuk?lanjut=/hasil").text
    slip = inputs(me.get("/masuk?cara=slip").text)
    assert 'type="text"' in slip["sandi"]
    assert 'autocomplete="off"' in slip["sandi"]
    wrong = enter(me, MELATI, "RAHASIA-SAYA", cara="slip")
    assert wrong.status_code == 422
    assert 'type="text"' in inputs(wrong.text)["sandi"]
    assert "RAHASIA-SAYA" not in wrong.text
    assert "inputmode" not in inputs(me.get("/masuk?cara=petugas").text)["nomor"]
    code = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    assert enter(me, MELATI, code, cara="slip").headers["Location"] == "/sandi"
    assert f'autocomplete="username" value="{MELATI}"' in me.get("/sandi").text


def test_a_secret_is_hashed_at_the_products_own_cost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "ARGON", ARGON)
    me = world.client()
    enter(me, MELATI, accounts.issue_slips(world.office, [MELATI], "hr")[MELATI])
    me.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
    with world.office.store.read() as view:
        doc = view.get("accounts", MELATI)
    assert doc
    assert doc["secret"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert enter(world.client(), MELATI, SECRET).status_code == 303


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [("pendek", "pendek", "terlalu pendek"), (MELATI, MELATI, "mudah ditebak"), (SECRET, SECRET + "x", "tidak sama")],
)
def test_a_weak_or_mistyped_secret_is_refused_with_words_at_the_field(world: World, new, again, says) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    me = world.client()
    enter(me, MELATI, code)
    answer = me.post("/sandi", {"sandi": new, "ulang": again})
    assert answer.status_code == 422
    assert answer.text.count(says) == 2, "in the summary and at the field"
    assert "<title>Kesalahan: " in answer.text


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_example_on_the_page_the_slip_code_and_words_about_oneself_are_no_secret(world: World, lang) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    me = world.client()
    enter(me, MELATI, code)
    me.post("/bahasa", {"bahasa": lang, "kembali": "/sandi"})
    example = catalogue.pages()["secret.example"][lang]
    assert example in me.get("/sandi").text
    for weak in (
        example,
        example.upper(),
        code,
        f"{code[:5]} {code[5:]}",
        "Suryakencana90",
        "Arsiparis 2026",
        "Pekanbaru 2026",
    ):
        answer = me.post("/sandi", {"sandi": weak, "ulang": weak})
        assert answer.status_code == 422, weak
        assert weak not in answer.text.split("<form", 1)[1].replace(example, ""), "a secret is not shown again"
    assert me.post("/sandi", {"sandi": SECRET, "ulang": SECRET}).headers["Location"] == "/tugas"


def test_wrong_code_unknown_person_and_person_without_slip_look_alike(world: World) -> None:
    accounts.issue_slips(world.office, [MELATI], "hr")
    pages = set()
    for who in (MELATI, BUDI, "199001232014022999", "nobody", "hr"):
        answer = enter(world.client(), who, "SALAH")
        assert answer.status_code == 422
        pages.add(
            answer.text.split('name="sandi"')[0]
            .split("<main")[1]
            .split('name="csrf_token"')[0]
            .replace(f'value="{who}"', "")
        )
    assert len(pages) == 1


def test_empty_fields_are_named(world: World) -> None:
    answer = enter(world.client(), " ", "")
    assert answer.status_code == 422
    assert 'href="#nomor"' in answer.text
    assert 'href="#sandi"' in answer.text


def test_wrong_tries_make_the_next_wait_only_there(world: World) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    now = [0.0]
    world.app.extensions["kinerja"].throttle._clock = lambda: now[0]
    attacker = world.client()
    for _ in range(3):
        assert enter(attacker, MELATI, "SALAH").status_code == 422
    slow = enter(attacker, MELATI, code)
    assert slow.status_code == 429
    assert int(slow.headers["Retry-After"]) > 0
    assert "Tunggu" in slow.text
    at_home = world.client()
    answer = at_home.post("/masuk", {"nomor": MELATI, "sandi": code}, environ_overrides={"REMOTE_ADDR": "10.0.0.9"})
    assert answer.status_code == 303, "the person's own place is not slowed"
    now[0] += 61
    assert enter(attacker, BUDI, "SALAH").status_code == 422, "other accounts from the same office are not slowed"


def test_a_session_ends_when_idle_and_absolutely(world: World) -> None:
    me = world.client(MELATI)
    assert me.get("/tugas").status_code == 200
    world.clock.turn(minutes=29)
    assert me.get("/tugas").status_code == 200
    world.clock.turn(minutes=31)
    assert "/masuk" in me.get("/tugas").headers["Location"]
    me = world.client(MELATI)
    for _ in range(21):
        me.get("/tugas")
        world.clock.turn(minutes=29)
    assert "/masuk" in me.get("/tugas").headers["Location"], "ten hours are the end"


def test_the_page_says_until_when(world: World) -> None:
    assert "10.30 WIB" in world.client(MELATI).get("/tugas").text
    assert "10:30 WIB" in world.client(MELATI, "en").get("/tugas").text


def test_hr_can_end_a_session_and_a_new_slip_is_told(world: World) -> None:
    me = world.client(MELATI)
    assert me.get("/tugas").status_code == 200
    code = accounts.issue_slips(world.office, [MELATI], "hr", again=True)[MELATI]
    assert me.get("/tugas").status_code == 303
    enter(me, MELATI, code)
    assert "menerbitkan slip baru" in me.get("/sandi").text
    me.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
    assert me.get("/tugas").status_code == 200


def test_signing_out_leaves_nothing(world: World) -> None:
    me = world.client(MELATI)
    answer = me.post("/keluar")
    assert answer.status_code == 200
    assert '"cache", "storage"' in answer.headers["Clear-Site-Data"]
    cookie = me.http.get_cookie("kinerja")
    assert cookie is None or MELATI not in cookie.value
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Melati" not in answer.text
    assert me.get("/tugas").status_code == 303
    with world.office.store.read() as view:
        assert view.count("sessions") == 0


def test_an_open_redirect_is_not_followed(world: World) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    me = world.client()
    enter(me, MELATI, code)
    me.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
    for bad in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"):
        assert enter(world.client(), MELATI, SECRET, lanjut=bad).headers["Location"] == "/"
    for up in ("/../lain/masuk", "/kantor/../lain", "/kantor/%2e%2E/lain", "/.%2e", "/kantor/%2E./", "/./..?a",
        "/..#x", "/kantor/..#", "/a/%2e%2e#", "/a/..#x?y"):  # fmt: skip
        assert enter(world.client(), MELATI, SECRET, lanjut=up).headers["Location"] == "/", (
            "another office may be there"
        )
    for good in ("/hasil", "/tugas?dari=../x", "/tugas/a..b", "/tugas#../x"):
        assert enter(world.client(), MELATI, SECRET, lanjut=good).headers["Location"] == good


def test_the_cookie_and_the_address_say_nothing(world: World) -> None:
    me = world.client(MELATI)
    me.get("/tugas")
    cookie = me.http.get_cookie("kinerja")
    assert cookie is not None
    assert MELATI not in cookie.decoded_value
    import base64

    body = cookie.decoded_value.split(".")[0]
    assert MELATI.encode() not in base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))


@pytest.mark.parametrize(
    "typed", ["19900123 201402 2 003", "19900123-201402-2-003", "19900123.201402.2.003 ", "199001232014022003"]
)
def test_a_number_may_be_typed_as_it_is_printed(world: World, typed: str) -> None:
    code = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    assert enter(world.client(), typed, f" {code[:5].lower()} {code[5:]} ").status_code == 303


def test_an_ended_session_says_so_and_leads_back(world: World) -> None:
    me = world.client(MELATI)
    me.get("/tugas")
    world.clock.turn(minutes=31)
    answer = me.get("/hasil")
    page = me.get(answer.headers["Location"]).text
    assert "Sesi Anda sudah berakhir" in page
    assert 'name="lanjut" value="/hasil"' in page
    assert "keluar otomatis" not in me.get(me.get("/hasil").headers["Location"]).text, "said once"


def test_the_language_button_leads_back_to_the_page_also_after_a_mistake(world: World) -> None:
    me = world.client()
    assert 'name="kembali" value="/masuk"' in enter(me, "", "").text
    assert 'name="kembali" value="/masuk?lanjut=/hasil"' in me.get("/masuk?lanjut=/hasil").text
    assert (
        me.post("/bahasa", {"bahasa": "en", "kembali": "/masuk?lanjut=/hasil"}).headers["Location"]
        == "/masuk?lanjut=/hasil"
    )
    assert "Sign in" in me.get("/masuk").text


def test_an_officers_sign_in_is_in_the_trails_file_at_once_and_an_employees_nowhere(world: World) -> None:
    """The trail's page would say else that lines wait, of the very sign-in of whoever reads it."""
    path = world.office.folder / trail.FILE
    before = path.read_bytes() if path.exists() else b""
    code = accounts.issue_slips(world.office, [MELATI], "hr")[MELATI]
    assert enter(world.client(), MELATI, code).status_code == 303
    assert (path.read_bytes() if path.exists() else b"") == before, "her request leaves no time there"
    given = accounts.add_staff(world.office, "lain", "hr", "system")
    assert enter(world.client(), "lain", given).status_code == 303
    assert b"staff.sign-in" in path.read_bytes()[len(before) :]
    with world.office.store.read() as view:
        assert trail.pending(view) == []
