"""Codes from a phone beside a staff account's secret: set up at one's own account, asked for at each sign-in, no way round it."""

from __future__ import annotations

import base64
import datetime
import json
import re
from typing import Any

import pytest

from forms_service.web.throttle import from_outside
from kinerja.cli import staff
from kinerja_office import accounts, keys, second_factor
from kinerja_office.second_factor import STEP, WRONG_MOST, code_at
from kinerja_store import keyring, trail
from kinerja_words.problems import Refused
from tests.forms_world import MELATI, SECRET, Person, World

PASSWORD = "hujan sore di teras"
NAME = "pengawas"


class Phone:
    """An app with a key, as somebody scans it off the page."""

    def __init__(self, world: World, page: str) -> None:
        self.world = world
        text = re.search(r"30 detik\):<br><b>([A-Z2-7 ]+)</b>", page)
        assert text, page
        self.key = base64.b32decode(text.group(1).replace(" ", ""))
        self.recovery = re.findall(r"<li><b>(\w{5}-\w{5})</b>", page)
        sealed = re.search(r'name="kunci" value="([^"]+)"', page)
        assert sealed
        self.sealed = sealed.group(1)

    def code(self, steps: int = 0) -> str:
        return code_at(self.key, int(self.world.clock().timestamp()) // STEP + steps)

    def next(self) -> str:
        """The next code; a used one counts no more."""
        self.world.clock.turn(seconds=STEP)
        return self.code()


def with_secret(world: World, name: str = NAME) -> Person:
    """Sign a staff account in on a browser of its own, with an own secret."""
    me, password = world.client(), accounts.rekey_staff(world.office, name, "cli")
    me.post("/masuk", {"nomor": name, "sandi": password})
    assert me.post("/sandi", {"sandi": PASSWORD, "ulang": PASSWORD}).status_code == 303
    return me


def with_phone(world: World, name: str = NAME) -> tuple[Person, Phone]:
    me = with_secret(world, name)
    phone = Phone(world, me.post("/akun/kode", {"sandiku": PASSWORD}).text)
    assert me.post("/akun/kode/pasang", {"kunci": phone.sealed, "kode": phone.code()}).status_code == 303
    return me, phone


def enter(world: World, secret: str = PASSWORD, name: str = NAME) -> Person:
    """Give the first of the two."""
    me = world.client()
    assert me.post("/masuk", {"nomor": name, "sandi": secret}).headers["Location"] == "/kode"
    return me


def lines(world: World) -> list[dict[str, Any]]:
    trail.flush(world.office.store)
    return [json.loads(line) for line in trail.read_trail(world.office.folder).splitlines()]


def acts(world: World) -> list[str]:
    return [line["act"] for line in lines(world) if line["act"].startswith(("staff.", "account.code"))]


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)  # fmt: skip
def test_the_codes_are_those_of_rfc_6238(at: int, code: str) -> None:
    """Appendix B, the last six digits."""
    assert code_at(b"12345678901234567890", at // STEP) == code


def test_it_works(world: World) -> None:
    me, phone = with_phone(world)
    assert len(set(phone.recovery)) == 10
    assert "Terpasang: setiap masuk meminta kode" in me.get("/akun").text
    other = enter(world)
    assert other.get("/meja/").headers["Location"] == "/kode"
    answer = other.post("/kode", {"kode": phone.next()})
    assert answer.headers["Location"] == "/meja/"
    assert other.get("/meja/jejak").status_code == 200


def test_nothing_is_open_before_the_code(world: World) -> None:
    """Not the own secret, not the phone, not the desk: but signing out, and the pages that strangers see."""
    with_phone(world)
    half = enter(world)
    for rule in world.app.url_map.iter_rules():
        view = world.app.view_functions[rule.endpoint]
        if view.action in ("public.see", "session.end", "code.give") or rule.arguments:
            continue
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        answer = half.post(rule.rule) if method == "POST" else half.get(rule.rule)
        assert answer.status_code in (303, 403), rule
        assert answer.headers.get("Location", "/kode") == "/kode", rule
    half.post("/sandi", {"sandi": SECRET, "ulang": SECRET})
    half.post("/akun/kode/lepas", {"sandiku": PASSWORD, "kode": "000000"})
    assert enter(world), "the secret is the old one, and the phone is still asked for"


def test_a_new_password_is_no_way_round(world: World) -> None:
    """Who manages the account gets a password, and no code; the code comes before the own secret."""
    _, phone = with_phone(world)
    half = enter(world, accounts.rekey_staff(world.office, NAME, "hr"))
    assert half.post("/sandi", {"sandi": SECRET, "ulang": SECRET}).headers["Location"] == "/kode"
    assert half.post("/kode", {"kode": phone.next()}).headers["Location"] == "/sandi"
    assert half.post("/sandi", {"sandi": SECRET, "ulang": SECRET}).status_code == 303
    assert half.get("/meja/jejak").status_code == 200


def test_a_session_from_before_asks_for_the_code_too(world: World) -> None:
    old = with_secret(world)
    me = world.client()
    me.post("/masuk", {"nomor": NAME, "sandi": PASSWORD})
    phone = Phone(world, me.post("/akun/kode", {"sandiku": PASSWORD}).text)
    me.post("/akun/kode/pasang", {"kunci": phone.sealed, "kode": phone.code()})
    assert me.get("/meja/jejak").status_code == 200
    assert old.get("/meja/").headers["Location"].startswith("/masuk")
    written = world.client(f"staff:{NAME}")
    assert written.get("/meja/").headers["Location"] == "/kode", "whatever wrote that session"


def test_a_code_counts_once(world: World) -> None:
    _, phone = with_phone(world)
    assert enter(world).post("/kode", {"kode": phone.code()}).status_code == 422, "used when it was set up"
    code = phone.next()
    assert enter(world).post("/kode", {"kode": code}).status_code == 303
    assert enter(world).post("/kode", {"kode": code}).status_code == 422
    assert enter(world).post("/kode", {"kode": phone.code(-1)}).status_code == 422, "nor one from before it"


def test_the_phones_clock_may_be_half_a_minute_off(world: World) -> None:
    _, phone = with_phone(world)
    for steps, status in ((-2, 422), (2, 422), (-1, 303), (1, 303)):
        world.clock.turn(minutes=30)
        assert enter(world).post("/kode", {"kode": phone.code(steps)}).status_code == status, steps


def test_a_recovery_code_counts_once_and_the_trail_says_so(world: World) -> None:
    _, phone = with_phone(world)
    one = phone.recovery[3]
    mistaken = one.lower().translate(str.maketrans("oib", "018"))
    assert enter(world).post("/kode", {"kode": mistaken}).status_code == 303
    assert enter(world).post("/kode", {"kode": one}).status_code == 422
    me = enter(world)
    me.post("/kode", {"kode": phone.next()})
    assert "Kode pemulihan yang belum dipakai: 9." in me.get("/akun").text
    assert acts(world).count("staff.recovery-code") == 1
    assert not any(
        one.replace("-", "") in p.read_text("latin-1") for p in world.office.folder.rglob("*") if p.is_file()
    )


def test_wrong_codes_end_the_sign_in_and_make_the_next_wait(world: World) -> None:
    _, phone = with_phone(world)
    half = enter(world)
    for _ in range(WRONG_MOST):
        assert half.post("/kode", {"kode": "000000"}).status_code == 422
    assert half.get("/kode").headers["Location"].startswith("/masuk"), "with the secret again"
    half = enter(world)
    assert "Tunggu" in half.post("/kode", {"kode": phone.next()}).text


def test_where_one_has_signed_in_nobody_elses_wrong_codes_make_one_wait(world: World) -> None:
    me, phone = with_phone(world)
    other = enter(world)
    for _ in range(WRONG_MOST):
        other.post("/kode", {"kode": "000000"})
    me.post("/keluar")
    me.post("/masuk", {"nomor": NAME, "sandi": PASSWORD})
    assert me.post("/kode", {"kode": phone.next()}).status_code == 303


def test_a_browser_is_known_only_after_the_code(world: World) -> None:
    with_phone(world)
    half = enter(world)
    assert half.http.get_cookie("perangkat") is None


def test_a_sign_in_waits_ten_minutes_for_its_code(world: World) -> None:
    _, phone = with_phone(world)
    half = enter(world)
    world.clock.turn(minutes=9)
    assert half.get("/kode").status_code == 200
    world.clock.turn(minutes=2)
    assert half.post("/kode", {"kode": phone.code()}).status_code == 401
    assert half.get("/meja/").status_code == 303


def test_the_token_changes_with_the_code(world: World) -> None:
    _, phone = with_phone(world)
    half = enter(world)
    with half.http.session_transaction() as cookie:
        before = str(cookie["token"])
    half.post("/kode", {"kode": phone.next()})
    assert accounts.find_session(world.office, before) is None


def test_it_is_taken_away_with_secret_and_code_only(world: World) -> None:
    me, phone = with_phone(world)
    for secret, code in (("salah", phone.next()), (PASSWORD, "000000"), (PASSWORD, ""), (PASSWORD, "ABCDE-FGHJK")):
        assert me.post("/akun/kode/lepas", {"sandiku": secret, "kode": code}).status_code == 422
    assert me.post("/akun/kode/lepas", {"sandiku": PASSWORD, "kode": phone.next()}).status_code == 303
    assert world.client().post("/masuk", {"nomor": NAME, "sandi": PASSWORD}).headers["Location"] == "/meja/"
    assert acts(world)[-3:] == ["staff.code-on", "staff.code-off", "staff.sign-in"]


def test_setting_up_asks_for_the_secret_and_a_code_that_fits(world: World) -> None:
    me = with_secret(world)
    assert me.post("/akun/kode", {"sandiku": "salah"}).status_code == 422
    page = me.post("/akun/kode", {"sandiku": PASSWORD})
    phone = Phone(world, page.text)
    again = me.post("/akun/kode/pasang", {"kunci": phone.sealed, "kode": "000000"})
    assert again.status_code == 422
    assert Phone(world, again.text).key == phone.key, "the same key is shown again"
    assert me.post("/akun/kode/pasang", {"kunci": phone.sealed, "kode": phone.recovery[0]}).status_code == 422
    for _ in "twice":
        assert me.post("/akun/kode/pasang", {"kunci": phone.sealed, "kode": phone.code()}).status_code == 303
    other = Phone(world, me.post("/akun/kode", {"sandiku": PASSWORD}).text)
    answer = me.post("/akun/kode/pasang", {"kunci": other.sealed, "kode": other.code()})
    assert "sudah terpasang dengan kunci lain" in answer.text
    assert acts(world).count("staff.code-on") == 1


@pytest.mark.parametrize("sealed", ["", "x", "é", "A" * 300])
def test_a_key_that_was_not_offered_here_sets_nothing_up(world: World, sealed: str) -> None:
    me, hr = with_secret(world), with_secret(world, "hr")
    theirs = Phone(world, hr.post("/akun/kode", {"sandiku": PASSWORD}).text)
    for kunci in (sealed, theirs.sealed):
        answer = me.post("/akun/kode/pasang", {"kunci": kunci, "kode": theirs.code()})
        assert answer.status_code == 409
        assert "tidak dapat dibaca lagi" in answer.text
    with world.office.store.read() as view:
        assert second_factor.codes_left(view, f"staff:{NAME}") is None


def test_an_offer_is_taken_in_the_sign_in_that_asked_for_it_alone(world: World) -> None:
    """Taken away and set up once more from a page of before, its used recovery codes would count again."""
    me, phone = with_phone(world)
    assert me.post("/akun/kode/lepas", {"sandiku": PASSWORD, "kode": phone.recovery[0]}).status_code == 303
    later = world.client()
    assert later.post("/masuk", {"nomor": NAME, "sandi": PASSWORD}).headers["Location"] == "/meja/"
    assert later.post("/akun/kode/pasang", {"kunci": phone.sealed, "kode": phone.next()}).status_code == 409
    assert world.client().post("/masuk", {"nomor": NAME, "sandi": PASSWORD}).headers["Location"] == "/meja/"


def test_employees_have_none(world: World) -> None:
    """The step that is kept would tell when they last signed in."""
    me = world.client(MELATI)
    assert "Kode ponsel" not in me.get("/akun").text
    assert me.post("/akun/kode", {"sandiku": SECRET}).status_code == 403
    session = accounts.find_session(world.office, world.session(MELATI))
    assert session
    with pytest.raises(Refused, match=r"second_factor\.staff"):
        second_factor.offer(world.office, session)


def test_the_server_takes_it_away_and_the_trail_says_who(world: World) -> None:
    with_phone(world)
    second_factor.take_away(world.office, NAME, "cli")
    assert world.client().post("/masuk", {"nomor": NAME, "sandi": PASSWORD}).headers["Location"] == "/meja/"
    line = next(x for x in lines(world) if x["act"] == "account.code-off")
    assert (line["actor"], line["details"]) == ("cli", {"account": NAME})
    with pytest.raises(Refused, match=r"account\.unknown"):
        second_factor.take_away(world.office, "siapa", "cli")


def test_who_has_a_phone_is_not_made_anew_without_it(world: World) -> None:
    """Another of HR could else remove the account, make it again under its name, and sign in as it without the phone."""
    with_phone(world)
    hr, fields = with_secret(world, "hr"), {"nama": NAME, "yakin": "ya"}
    page = hr.post("/meja/akun/hapus", fields)
    assert page.status_code == 422
    assert f"kinerja account code-off {NAME}" in page.text
    hr.post("/meja/akun/sandi", fields)
    with world.office.store.read() as view:
        assert second_factor.codes_left(view, f"staff:{NAME}") == 10
    second_factor.take_away(world.office, NAME, "cli")
    assert hr.post("/meja/akun/hapus", fields).status_code == 303
    with world.office.store.read() as view:
        assert accounts.staff_of(view, NAME) is None


def test_under_another_server_key_no_code_fits(world: World) -> None:
    """A store that was taken away with a key of one's own opens nothing; the server's command helps its owner."""
    _, phone = with_phone(world)
    keys.renew_server(world.office, "cli")
    half = enter(world)
    for code in (phone.next(), phone.recovery[0]):
        assert half.post("/kode", {"kode": code}).status_code == 422
    second_factor.take_away(world.office, NAME, "cli")
    assert world.client().post("/masuk", {"nomor": NAME, "sandi": PASSWORD}).headers["Location"] == "/meja/"


def test_the_store_alone_has_neither_key_nor_codes(world: World) -> None:
    _, phone = with_phone(world)
    with world.office.store.read() as view:
        kept = str(view.get("accounts", f"staff:{NAME}"))
    assert phone.key.hex() not in kept
    assert not any(code.replace("-", "") in kept for code in phone.recovery)
    assert keyring.read(world.office.folder, keyring.SERVER).hex() not in kept


def test_an_office_may_ask_staff_for_a_phone(world: World) -> None:
    object.__setattr__(world.office.organisation, "staff_codes", True)
    me = with_secret(world)
    assert me.get("/meja/").headers["Location"] == "/akun"
    assert "Kantor ini mewajibkan kode ponsel" in me.get("/akun").text
    phone = Phone(world, me.post("/akun/kode", {"sandiku": PASSWORD}).text)
    assert me.post("/akun/kode/pasang", {"kunci": phone.sealed, "kode": phone.code()}).status_code == 303
    assert me.get("/meja/jejak").status_code == 200
    assert world.client(MELATI).get("/tugas").status_code == 200, "employees are asked for none"


def test_what_was_typed_comes_back_after_the_code(world: World) -> None:
    me, phone = with_phone(world, "hr")
    page = me.get("/meja/akun").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    world.clock.turn(minutes=40)
    lost = me.http.post("/meja/akun/nama", data={"csrf_token": token.group(1), "akun": "hr", "disebut": "Siti Rahma"})
    bawa = re.search(r'name="bawa" value="([^"]+)"', lost.text)
    assert bawa
    second = me.post("/masuk", {"nomor": "hr", "sandi": PASSWORD, "bawa": bawa.group(1)})
    again = re.search(r'name="bawa" value="([^"]+)"', second.text)
    assert "Kode dari ponsel Anda" in second.text
    assert again
    assert "Siti Rahma" in me.post("/kode", {"kode": phone.next(), "bawa": again.group(1)}).text


def test_where_one_wanted_to_go_comes_after_the_code(world: World) -> None:
    _, phone = with_phone(world)
    me = world.client()
    answer: Any = me.post("/masuk", {"nomor": NAME, "sandi": PASSWORD, "lanjut": "/meja/jejak"})
    assert answer.headers["Location"] == "/kode?lanjut=/meja/jejak"
    page = me.get(answer.headers["Location"]).text
    assert 'name="lanjut" value="/meja/jejak"' in page
    assert me.post("/kode", {"kode": phone.next(), "lanjut": "/meja/jejak"}).headers["Location"] == "/meja/jejak"
    assert me.get("/kode").headers["Location"] == "/"


@pytest.mark.parametrize("answers", [[PASSWORD], [PASSWORD, "000000"], [PASSWORD, "code"]])
def test_the_command_asks_for_the_code_too(world: World, monkeypatch: pytest.MonkeyPatch, answers: list[str]) -> None:
    """What `--by` and `--account` ask for on the server."""
    _, phone = with_phone(world, "penyetuju")
    given = iter([phone.next() if answer == "code" else answer for answer in answers])
    monkeypatch.setattr(staff, "_secret", lambda *_, **__: next(given, ""))
    with world.office.store.read() as view:
        before = view.count("sessions")
    if answers[-1] == "code":
        assert staff.signed_in(world.office, "penyetuju", "approver") == "penyetuju"
    else:
        with pytest.raises(Refused, match=r"second_factor\.wrong"):
            staff.signed_in(world.office, "penyetuju", "approver")
    with world.office.store.read() as view:
        assert view.count("sessions") == before


@pytest.mark.parametrize("first", [False, True])
def test_the_command_signs_nobody_in_who_has_to_set_a_phone_up(
    world: World, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    """Nor with a one-time password, whose own secret is asked for before the phone."""
    with_secret(world, "penyetuju")
    object.__setattr__(world.office.organisation, "staff_codes", True)
    given = [accounts.rekey_staff(world.office, "penyetuju", "cli"), PASSWORD] if first else [PASSWORD]
    monkeypatch.setattr(staff, "_secret", lambda *_, **__: given.pop(0))
    with pytest.raises(Refused, match=r"second_factor\.needed"):
        staff.signed_in(world.office, "penyetuju", "approver")


def test_a_long_use_does_not_wear_the_clock_out(world: World) -> None:
    _, phone = with_phone(world)
    world.clock.at += datetime.timedelta(days=365 * 12)
    assert enter(world).post("/kode", {"kode": phone.code()}).status_code == 303


@pytest.mark.parametrize("right", [True, False])
def test_codes_at_once_learn_no_more_than_one_after_the_other(
    world: World, monkeypatch: pytest.MonkeyPatch, right: bool
) -> None:
    _, phone = with_phone(world)
    half, slow, real = enter(world), world.app.extensions["kinerja"].throttle, second_factor.give

    def meanwhile(*args: Any) -> Any:
        for _ in range(WRONG_MOST):
            slow.wrong((("code", f"staff:{NAME}"),))
        return real(*args)

    monkeypatch.setattr(second_factor, "give", meanwhile)
    with world.office.store.read() as view:
        before = dict(view.get("accounts", f"staff:{NAME}") or {}), view.count("sessions")
    said = len(lines(world))
    answer = half.post("/kode", {"kode": phone.next() if right else "000000"})
    with world.office.store.read() as view:
        assert (dict(view.get("accounts", f"staff:{NAME}") or {}), view.count("sessions")) == before
    assert len(lines(world)) == said
    assert half.get("/kode").status_code == 200, "right or wrong, it waits for a code as before"
    assert answer.status_code == 422
    assert "Tunggu" in answer.text
    assert "tidak cocok" not in answer.text
    assert half.get("/meja/").status_code == 303


def test_a_sign_in_that_comes_too_late_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret is right, but others were wrong while it was hashed: no session, and no line in the trail."""
    with_secret(world).post("/keluar")
    slow, real, said = world.app.extensions["kinerja"].throttle, accounts.sign_in, len(lines(world))

    def meanwhile(*args: Any) -> Any:
        for n in range(20):
            slow.wrong(from_outside(NAME, f"203.0.113.{n}"))
        return real(*args)

    monkeypatch.setattr(accounts, "sign_in", meanwhile)
    with world.office.store.read() as view:
        before = view.count("sessions")
    assert world.client().post("/masuk", {"nomor": NAME, "sandi": PASSWORD}).status_code == 429
    with world.office.store.read() as view:
        assert view.count("sessions") == before
    assert len(lines(world)) == said
