"""Two clicks on one button: it is done once, and both answers say what came of it."""

from __future__ import annotations

import io
import re
import threading
from typing import Any

import pytest

from forms_service.desk import repeats
from forms_service.desk import roster as views
from kinerja_office import accounts, cycles, leases, records
from tests.forms_service.desk.office import CYCLE, ROSTER, Desk, Person
from tests.forms_service.desk.rosters import people, token, upload

PAGE = f"/meja/periode/{CYCLE}"
PAIRS = f"method,rater,ratee\nself,{ROSTER.splitlines()[10].split(',')[0]},{ROSTER.splitlines()[10].split(',')[0]}\n"


def twice(who: Person, path: str, data: dict[str, Any]) -> tuple[Any, Any]:
    """Post the same twice, as one page was drawn once."""
    return who.post(path, data), who.post(path, data)


def uploaded(who: Person, path: str, data: str) -> str:
    body = {"berkas": (io.BytesIO(data.encode()), "isi.csv")}
    return token(who.post(path, body, content_type="multipart/form-data").text)


def test_it_works(desk: Desk) -> None:
    hr = desk.hr
    first, second = twice(hr, "/meja/pegawai/terapkan", {"unggahan": token(upload(hr, ROSTER.encode()).text)})
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    assert people(desk) == 62
    assert hr.get("/meja/pegawai").text.count("Daftar pegawai diganti: 62 orang") == 1


def test_at_once_the_second_waits_for_the_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go, real = threading.Event(), threading.Event(), views.import_roster

    def slow(*args: Any, **named: Any) -> Any:
        begun.set()
        assert go.wait(20)
        return real(*args, **named)

    monkeypatch.setattr(views, "import_roster", slow)
    hr = desk.hr
    data = {"unggahan": token(upload(hr, ROSTER.encode()).text), "csrf_token": hr.token()}
    cookie = {"Cookie": "; ".join(f"{c.key}={c.value}" for c in hr.http._cookies.values())}
    answers: list[Any] = []

    def click() -> None:
        answers.append(
            desk.app.test_client(use_cookies=False).post("/meja/pegawai/terapkan", data=data, headers=cookie)
        )

    clicks = [threading.Thread(target=click) for _ in range(2)]
    clicks[0].start()
    assert begun.wait(20)
    clicks[1].start()
    go.set()
    for one in clicks:
        one.join(30)
    assert [a.headers["Location"] for a in answers] == ["/meja/pegawai", "/meja/pegawai"]
    cookies = [a.headers["Set-Cookie"].split(";")[0] for a in answers]
    for one in cookies:
        said = desk.app.test_client(use_cookies=False).get("/meja/pegawai", headers={"Cookie": one}).text
        assert "62 baru, 0 berubah, 0 keluar" in said


def test_a_post_whose_process_died_keeps_nobody_waiting_for_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each click that waited for the dead one would hold a thread that the pages need."""
    hr, form = desk.hr, {"nama": "siti.r", "peran": "auditor"}
    for act in ("renew", "release"):
        monkeypatch.setattr(leases.Lease, act, lambda _: None)
    assert hr.post("/meja/akun", form).status_code == 200
    desk.clock.turn(seconds=leases.LASTS + 1)
    monkeypatch.setattr(repeats, "LOOKS", None)  # no look is needed
    assert hr.post("/meja/akun", {**form, "nama": "sari"}).status_code == 200


def test_assignments_and_paper_forms_of_a_file(desk: Desk) -> None:
    hr = desk.hr
    desk.roster()
    desk.draft()
    twice(hr, f"{PAGE}/penugasan/terapkan", {"unggahan": uploaded(hr, f"{PAGE}/penugasan/impor", PAIRS)})
    assert "1 penugasan dipakai." in hr.get(f"{PAGE}/penugasan").text
    cycles.open_cycle(desk.office, CYCLE, "hr")
    forms = PAIRS.replace("ratee\n", "ratee,ORI1\n").rstrip() + ",\n"
    with desk.office.store.read() as view:
        item = records.instrument(view, desk.cycle()).items[0].code
    waiting = uploaded(hr, f"{PAGE}/kertas/impor", forms.replace("ORI1", item))
    twice(hr, f"{PAGE}/kertas/terapkan", {"unggahan": waiting})
    page = hr.get(f"{PAGE}/kertas").text
    assert "1 formulir diterima." in page
    assert "tidak ditahan" not in page


def test_a_new_slip_is_one_slip_and_shown_by_both(desk: Desk) -> None:
    desk.roster()
    hr, number = desk.hr, ROSTER.splitlines()[5].split(",")[0]
    waiting = re.search(r'name="orang" value="([^"]+)"', hr.post("/meja/slip", {"siapa": number}).text)
    assert waiting
    first, second = twice(hr, "/meja/slip", {"orang": waiting.group(1), "yakin": "ya"})
    assert first.text == second.text
    with desk.office.store.read() as view:
        assert len(accounts.issued_slips(view, number)) == 1


def test_the_password_of_a_new_account_is_not_lost(desk: Desk) -> None:
    hr = desk.hr
    form = {"nama": "siti.r", "peran": "auditor"}
    first, second = twice(hr, "/meja/akun", form)
    assert first.status_code == second.status_code == 200
    assert first.text == second.text
    password = re.search(r'class="code">([^<]+)<', second.text)
    assert password
    assert accounts.sign_in(desk.office, "siti.r", password.group(1))


def test_what_was_done_in_between_makes_an_old_page_act_anew(desk: Desk) -> None:
    hr, form = desk.hr, {"nama": "siti.r", "peran": "auditor"}
    first = hr.post("/meja/akun", form)
    hr.post("/meja/akun/hapus", {"nama": "siti.r", "yakin": "ya"})
    second = hr.post("/meja/akun", form)
    assert first.status_code == second.status_code == 200
    assert first.text != second.text


def test_another_sign_in_gets_no_answer_of_this_one(desk: Desk) -> None:
    accounts.add_staff(desk.office, "kedua", "hr", "system")
    form = {"nama": "siti.r", "peran": "auditor"}
    assert desk.hr.post("/meja/akun", form).status_code == 200
    assert desk.client("staff:kedua").post("/meja/akun", form).status_code == 422
    assert desk.hr.post("/meja/akun", form).status_code == 422, "nor does the same account signed in anew"


def test_a_refusal_is_not_remembered(desk: Desk) -> None:
    hr, form = desk.hr, {"nama": "siti.r", "peran": "auditor"}
    accounts.add_staff(desk.office, "siti.r", "auditor", "system")
    assert hr.post("/meja/akun", form).status_code == 422
    accounts.remove_staff(desk.office, "siti.r", "system")
    assert hr.post("/meja/akun", form).status_code == 200
