"""Staff accounts, ended sessions, and the trail."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from kinerja_office import accounts, records, settings
from kinerja_store import pins, trail
from kinerja_words import catalogue
from kinerja_words.problems import Refused
from tests.forms_service.desk.office import CYCLE, Desk, make_desk
from tests.forms_world import Person

URL = "/meja/akun"


def test_it_works(desk: Desk) -> None:
    answer = desk.hr.post(URL, {"nama": "siti.r", "peran": "auditor"})
    password = re.search(r'class="code">([^<]+)<', answer.text)
    assert password
    session = accounts.sign_in(desk.office, "siti.r", password.group(1))
    assert session is not None
    assert session.staff == "auditor"
    assert session.needs == "secret"
    assert "siti.r" in desk.hr.get(URL).text


def test_mistakes_make_no_account(desk: Desk) -> None:
    for wrong in ({"nama": "Siti R", "peran": "hr"}, {"nama": "hr", "peran": "hr"}, {"nama": "siti", "peran": "raja"}):
        assert desk.hr.post(URL, wrong).status_code == 422
    with desk.office.store.read() as view:
        assert {s.name for s in accounts.staff_accounts(view)} == {"hr", "penyetuju", "pengawas"}


def test_a_colleague_who_forgot_gets_a_new_password_and_is_signed_out(desk: Desk) -> None:
    old = desk.client("staff:pengawas")
    assert old.get("/meja/jejak").status_code == 200
    assert desk.hr.post(f"{URL}/sandi", {"nama": "pengawas"}).status_code == 422
    assert old.get("/meja/jejak").status_code == 200, "one click does nothing yet"
    page = desk.hr.post(f"{URL}/sandi", {"nama": "pengawas", "yakin": "ya"}).text
    assert 'class="code"' in page
    assert old.get("/meja/jejak").status_code == 303


def test_sessions_of_a_colleague_end(desk: Desk) -> None:
    other = desk.client("staff:pengawas")
    desk.hr.post(f"{URL}/keluarkan", {"nama": "pengawas"})
    assert other.get("/meja/jejak").status_code == 303


def test_sessions_of_an_employee_end_and_answers_stay(desk: Desk) -> None:
    desk.opened()
    desk.answer(lambda a: a.method == "self")
    with desk.office.store.read() as view:
        one = records.roster(view).employees[10]
        before = view.count("forms", cycle=CYCLE)
    token = desk.session(one.employee_number)
    assert desk.hr.post(f"{URL}/keluarkan", {"siapa": "Zorro"}).status_code == 422
    desk.hr.post(f"{URL}/keluarkan", {"siapa": one.name})
    assert accounts.find_session(desk.office, token) is None
    with desk.office.store.read() as view:
        assert view.count("forms", cycle=CYCLE) == before


def test_ones_own_account_and_the_last_of_hr_stay(desk: Desk) -> None:
    assert desk.hr.post(f"{URL}/hapus", {"nama": "hr", "yakin": "ya"}).status_code == 422
    accounts.add_staff(desk.office, "kedua", "hr", "hr")
    second = desk.client("staff:kedua")
    assert second.post(f"{URL}/hapus", {"nama": "hr"}).status_code == 422
    with desk.office.store.read() as view:
        assert accounts.staff_of(view, "hr") == "hr", "one click removes nobody"
    assert second.post(f"{URL}/hapus", {"nama": "hr", "yakin": "ya"}).status_code == 303
    accounts.add_staff(desk.office, "ketiga", "auditor", "kedua")
    for _ in range(2):
        assert second.post(f"{URL}/hapus", {"nama": "ketiga", "yakin": "ya"}).status_code == 303
    with desk.office.store.read() as view:
        assert "kedua" in {s.name for s in accounts.staff_accounts(view)}


def test_the_auditor_reads_the_trail_and_nothing_else(desk: Desk) -> None:
    desk.sealed()
    who = desk.client("staff:pengawas")
    assert who.get("/meja/").headers["Location"].endswith("/meja/jejak")
    page = who.get("/meja/jejak").text
    assert "Jejak audit utuh" in page
    assert "membuka penilaian" in page
    for path in ("pegawai", "akun", "situs", f"periode/{CYCLE}/keikutsertaan", f"periode/{CYCLE}/terbit", "slip"):
        assert who.get(f"/meja/{path}").status_code == 403, path
    assert who.get(f"/meja/periode/{CYCLE}").headers["Location"].endswith("/meja/jejak")


def test_the_approver_sees_what_is_published_and_changes_nothing_before(desk: Desk) -> None:
    desk.sealed()
    who = desk.client("staff:penyetuju")
    assert who.get("/meja/").status_code == 200
    assert who.get(f"/meja/periode/{CYCLE}/terbit").status_code == 200
    for path in ("pegawai", "jejak", "slip", f"periode/{CYCLE}/penugasan", f"periode/{CYCLE}/kertas"):
        assert who.get(f"/meja/{path}").status_code == 403, path


def test_a_trail_that_was_touched_is_said_to_be(desk: Desk) -> None:
    desk.opened()
    desk.hr.post(f"{URL}/keluarkan", {"nama": "pengawas"})
    path = desk.office.folder / "trail.jsonl"
    path.write_text(path.read_text().replace('"hr"', '"siapa"', 1))
    assert "tidak cocok dengan sidiknya" in desk.hr.get("/meja/jejak").text


def test_a_trail_written_anew_is_found_by_what_was_signed(desk: Desk, tmp_path: Path) -> None:
    desk.opened()
    running = desk.app.extensions["kinerja"]
    running.office = office = replace(running.office, pins=tmp_path / "pins")
    pins.make_key(office.store)
    desk.hr.post(f"{URL}/keluarkan", {"nama": "pengawas"})
    office.pin()
    page = desk.client("staff:pengawas").get("/meja/jejak").text
    assert pins.public_key(office.folder) in page
    assert office.pins.name in page
    assert str(office.pins.parent) not in page
    lines = [json.loads(raw) for raw in (office.folder / "trail.jsonl").read_text().splitlines()]
    with office.store.write() as change:
        change.delete("meta", "trail")
        for line in lines:
            trail.record(change, "siapa", line["act"], line["details"], office.now())
    (office.folder / "trail.jsonl").unlink()
    trail.flush(office.store)
    page = desk.client("staff:pengawas").get("/meja/jejak").text
    assert "ditulis ulang" in page
    assert "tidak cocok dengan sidiknya" not in page


def test_the_trail_is_paged_and_odd_pages_are_harmless(desk: Desk) -> None:
    desk.opened()
    for page in ("0", "-1", "999999", "a", "٣", "1e9", ""):
        assert desk.hr.get(f"/meja/jejak?halaman={page}").status_code == 200


def test_every_act_of_the_desk_has_its_words(desk: Desk) -> None:
    from kinerja_words import catalogue

    desk.sealed()
    with desk.office.store.read() as view:
        head = view.get("meta", "trail")
    path = desk.office.folder / "trail.jsonl"
    import json

    acts = {json.loads(line)["act"] for line in path.read_text().splitlines()} | {x["act"] for x in head["pending"]}
    assert {a for a in acts if f"act.{a}" not in catalogue.pages()} == set()


def sign_in(desk: Desk, name: str, password: str) -> Person:
    who = desk.client()
    assert who.post("/masuk", {"nomor": name, "sandi": password}).status_code == 303
    return who


def password_in(page: str) -> str:
    found = re.search(r'class="code">([^<]+)<', page)
    assert found, page
    return found.group(1)


def test_a_name_stands_beside_the_account_and_the_trail_keeps_the_account(desk: Desk) -> None:
    desk.hr.post(URL, {"nama": "siti.r", "peran": "hr", "sebutan": "  Siti   Rahma "})
    siti = desk.client("staff:siti.r")
    assert "Siti Rahma (siti.r)" in siti.get("/meja/").text
    siti.post("/meja/situs")
    desk.wait("site")
    assert "oleh Siti Rahma (siti.r)" in desk.hr.get("/meja/situs").text
    trail = desk.hr.get("/meja/jejak").text
    assert "Siti Rahma" not in trail.split("<table")[1]
    assert ">siti.r</td>" in trail


def test_an_older_account_goes_by_its_own_name_until_it_is_given_one(desk: Desk) -> None:
    with desk.office.store.write() as change:
        doc = change.get("accounts", "staff:pengawas")
        change.put("accounts", "staff:pengawas", {k: doc[k] for k in ("staff", "slip", "secret")})
    assert "pengawas" in desk.hr.get(URL).text
    for akun, called in (("pengawas", "Rina"), ("hr", "Dewi")):
        assert desk.hr.post(f"{URL}/nama", {"akun": akun, "disebut": called}).status_code == 303
    page = desk.hr.get(URL).text
    assert "Rina" in page
    assert "Dewi (hr)" in page, "one's own too, at the foot"
    for wrong in (
        {"akun": "penyetuju", "disebut": "X"},
        {"akun": "hr", "disebut": "x" * 81},
        {},
    ):
        assert desk.hr.post(f"{URL}/nama", wrong).status_code == 422, wrong
    with pytest.raises(Refused):
        accounts.rename_staff(desk.office, "hr", "a\u202eb", "hr")


def test_whoever_gets_a_new_password_reads_who_gave_it_and_every_earlier_one(desk: Desk) -> None:
    password = password_in(desk.hr.post(URL, {"nama": "kedua", "peran": "hr"}).text)
    second = sign_in(desk, "kedua", password)
    assert "Akun ini dibuat oleh hr pada 10 Juni 2026" in second.get("/sandi").text
    second.post("/sandi", {"sandi": "lampu tikar jendela", "ulang": "lampu tikar jendela"})
    desk.hr.post(f"{URL}/nama", {"akun": "hr", "disebut": "Dewi"})
    stolen = password_in(desk.hr.post(f"{URL}/sandi", {"nama": "kedua", "yakin": "ya"}).text)
    thief = sign_in(desk, "kedua", stolen)
    thief.post("/sandi", {"sandi": "bulan payung kertas", "ulang": "bulan payung kertas"})
    desk.clock.turn(days=1)
    again = password_in(desk.hr.post(f"{URL}/sandi", {"nama": "kedua", "yakin": "ya"}).text)
    owner = sign_in(desk, "kedua", again)
    page = owner.get("/sandi").text
    for day in ("10 Juni 2026", "11 Juni 2026"):
        assert f"Sandi Anda disetel ulang oleh Dewi (hr) pada {day}" in page
    owner.post("/sandi", {"sandi": "sumur pagar mangga", "ulang": "sumur pagar mangga"})
    assert owner.get(URL).text.count("disetel ulang oleh") == 2, "the list stays"


def test_a_program_that_did_something_goes_by_words(desk: Desk) -> None:
    assert {*catalogue.names("program")} == {*accounts.PROGRAMS}
    password = accounts.rekey_staff(desk.office, "pengawas", "cli")
    owner = sign_in(desk, "pengawas", password)
    for page in (desk.hr.get(URL).text, owner.get("/sandi").text):
        assert "oleh perintah di server pada 10 Juni 2026" in page
        assert "oleh program sendiri pada 10 Juni 2026" in page
        assert "oleh cli" not in page


def test_a_second_click_on_a_new_password_shows_the_same_one(desk: Desk) -> None:
    hr = desk.hr
    first, second = (password_in(hr.post(f"{URL}/sandi", {"nama": "pengawas", "yakin": "ya"}).text) for _ in range(2))
    assert first == second
    assert accounts.sign_in(desk.office, "pengawas", second)


@pytest.mark.parametrize("two", [True, False])
def test_the_last_approver_stays_while_publishing_takes_two(tmp_path: Path, two: bool) -> None:
    desk = make_desk(tmp_path, two_person=two)
    settings.notice(desk.office)
    if two:
        with pytest.raises(Refused) as refused:
            accounts.remove_staff(desk.office, "penyetuju", "cli")
        assert [p.code for p in refused.value.problems] == ["account.last_approver"]
        accounts.add_staff(desk.office, "lain", "approver", "penyetuju")
    accounts.remove_staff(desk.office, "penyetuju", "lain" if two else "cli")
    with desk.office.store.read() as view:
        assert accounts.staff_of(view, "penyetuju") is None
    desk.office.store.close()


def test_a_cycle_opened_for_two_keeps_its_last_approver(desk: Desk) -> None:
    desk.opened()
    with desk.office.store.write() as change:
        key = f"cycle/{CYCLE}"
        change.put("settings", key, {**(change.get("settings", key) or {}), "two_person": True})
    with pytest.raises(Refused):
        accounts.remove_staff(desk.office, "penyetuju", "cli")


def test_who_was_removed_meanwhile_manages_nobody(desk: Desk) -> None:
    accounts.add_staff(desk.office, "kedua", "hr", "hr")
    accounts.remove_staff(desk.office, "hr", "kedua")
    for act in (
        lambda: accounts.remove_staff(desk.office, "pengawas", "hr"),
        lambda: accounts.rekey_staff(desk.office, "kedua", "hr"),
        lambda: accounts.add_staff(desk.office, "hr", "hr", "hr"),
        lambda: accounts.rename_staff(desk.office, "hr", "Siapa", "hr"),
    ):
        with pytest.raises(Refused):
            act()
