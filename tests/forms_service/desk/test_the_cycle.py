"""HR takes a cycle through its steps: what is left to do, what is final, double clicks, other tabs, the hour of undo."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import forms_service
from assessment.assignment import Assignment
from assessment.roster_reading import parse_roster
from kinerja_office import accounts, answering, assignments, cycles, records, sealing
from kinerja_office.roster import import_roster
from kinerja_store import keyring
from tests.forms_service.desk.office import CYCLE, ROSTER, Desk
from tests.forms_world import resumed

PAGE = f"/meja/periode/{CYCLE}"
NEW = {
    "judul": "Semester II 2026", "kode": CYCLE, "mulai": "2026-06-01", "selesai": "2026-06-30", "instrumen": "berakhlak",
    "metode": ["self", "supervisor", "peer"],
}  # fmt: skip


def test_it_works_from_the_draft_to_the_seal(desk: Desk) -> None:
    desk.roster()
    hr = desk.hr
    assert hr.post("/meja/periode/baru", NEW).headers["Location"].endswith(PAGE)
    assert "Buat penugasan" in hr.get(PAGE).text
    hr.post(f"{PAGE}/penugasan/buat")
    hr.post(f"{PAGE}/buka", {"yakin": "ya", "dilihat": "draft"})
    assert desk.cycle().state == "opening"
    hr.post(f"{PAGE}/terima")
    assert desk.cycle().state == "opening", "not without the tick"
    hr.post(f"{PAGE}/terima", {"yakin": "ya"})
    assert desk.cycle().state == "assessment"
    hr.post(f"{PAGE}/tutup", {"yakin": "ya", "dilihat": "assessment"})
    assert desk.cycle().state == "closing"
    hr.post(f"{PAGE}/segel", {"ketik": CYCLE})
    assert desk.cycle().state == "closed"
    assert not keyring.path(desk.office.folder, CYCLE).exists()


def test_the_first_page_says_what_is_left_to_do(desk: Desk) -> None:
    hr = desk.hr
    assert "Mulai di sini: unggah daftar pegawai" in hr.get("/meja/").text
    desk.roster()
    desk.draft()
    page = hr.get("/meja/").text
    assert "Buat penugasan: siapa menilai siapa" in page
    assert "Perlu" in page


def test_the_current_step_is_marked_and_stages_that_are_skipped_are_not_there(desk: Desk) -> None:
    desk.draft(stages=("goals",))
    page = desk.hr.get(PAGE).text
    assert page.count('aria-current="step"') == 1
    assert "Rencana" in page
    assert "Konsultasi" not in page


def test_a_name_in_a_cycle_is_refused_when_it_is_made_and_when_it_opens(desk: Desk) -> None:
    number, name = ROSTER.splitlines()[4].split(",")[:2]
    titled = f"Semester II {name.upper()}, S.Sos"
    assert desk.hr.post("/meja/periode/baru", {**NEW, "judul": titled}).status_code == 303, (
        "nobody is on the roster yet"
    )
    desk.roster()
    answer = desk.hr.post("/meja/periode/baru", {**NEW, "kode": "2026-3", "judul": titled})
    assert answer.status_code == 422
    assert f"Nama periode menyebut “{name}”" in answer.text
    assert number not in answer.text
    desk.hr.post(f"{PAGE}/penugasan/buat", {"rekan": "5"})
    seen = re.search(r'name="dilihat"[^>]*value="([^"]*)"', desk.hr.get(f"{PAGE}/buka").text)
    assert seen
    answer = desk.hr.post(f"{PAGE}/buka", {"dilihat": seen[1], "yakin": "ya"})
    assert answer.status_code in (409, 422)
    assert f"Nama periode menyebut “{name}”" in answer.text
    assert desk.cycle().state == "draft"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"judul": " "}, "Isi Nama periode"),
        ({"kode": "Semester 2"}, "tidak sah"),
        ({"selesai": "2026-05-01"}, "lebih awal"),
        ({"mulai": "1 Juni"}, "Tanggal mulai"),
        ({"instrumen": "tidak-ada"}, "Pilih satu instrumen"),
        ({"metode": []}, "Belum ada metode"),
    ],
)
def test_a_mistake_in_a_new_cycle_is_said_at_its_field_and_nothing_is_made(
    desk: Desk, change: dict[str, object], words: str
) -> None:
    answer = desk.hr.post("/meja/periode/baru", {**NEW, **change})
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>Kesalahan" in answer.text
    assert (
        f'name="mulai" type="date" value="{change.get("mulai", NEW["mulai"])}"' in answer.text
    )  # what was typed stays
    with desk.office.store.read() as view:
        assert view.count("cycles") == 0


@pytest.mark.parametrize(
    "broken",
    [
        'code = "rusak"',
        "code = 3\nscale = 3",
        'criteria = ["x"]',
        'criteria = [{code = "A", items = ["x"]}]',
        "[methods.self]\nweight = 1",
        "\xff",
        "tidak = = toml",
    ],
)
def test_an_instrument_that_cannot_be_used_is_named_and_the_others_can_be_chosen(desk: Desk, broken: str) -> None:
    (desk.folder / "content" / "instruments" / "rusak.toml").write_bytes(broken.encode("latin-1"))
    answer = desk.hr.get("/meja/periode/baru")
    assert answer.status_code == 200
    assert "rusak.toml" in answer.text
    assert 'value="berakhlak"' in answer.text
    desk.draft()
    assert "rusak.toml" in desk.hr.get(f"{PAGE}/instrumen").text
    assert desk.hr.post("/meja/periode/baru", NEW | {"kode": "2027-1"}).status_code == 303


def test_a_code_that_is_taken_is_refused(desk: Desk) -> None:
    desk.draft()
    assert "sudah ada" in desk.hr.post("/meja/periode/baru", NEW).text


def test_opening_without_the_tick_changes_nothing(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    answer = desk.hr.post(f"{PAGE}/buka", {"dilihat": "draft"})
    assert answer.status_code == 422
    assert "Yang menjadi tetap" in answer.text
    assert desk.cycle().state == "draft"


def test_a_double_click_on_open_opens_once(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    hr = desk.hr
    for _ in range(2):
        assert hr.post(f"{PAGE}/buka", {"yakin": "ya", "dilihat": "draft"}).status_code == 303
    assert "sudah dibuka" in hr.get(PAGE).text
    with desk.office.store.read() as view:
        assert view.get("meta", "trail")["n"] > 0
    trail = hr.get("/meja/jejak").text
    assert trail.count("membuka penilaian") == 1


def test_opening_without_people_says_so(desk: Desk) -> None:
    desk.draft()
    answer = desk.hr.post(f"{PAGE}/buka", {"yakin": "ya", "dilihat": "draft"})
    assert answer.status_code == 409
    assert "Daftar pegawai masih kosong" in answer.text
    assert not re.search(r"kinerja (?:roster|cycle|assignments|plan)", answer.text), "no command"


def test_a_page_of_another_tab_that_is_out_of_date_does_nothing(desk: Desk) -> None:
    desk.opened()
    hr = desk.hr
    hr.post(f"{PAGE}/tutup", {"yakin": "ya", "dilihat": "assessment"})
    hr.post(f"{PAGE}/batal-tutup")
    hr.post(f"{PAGE}/tutup", {"yakin": "ya", "dilihat": "draft"})
    assert desk.cycle().state == "assessment"
    assert "sudah berubah sejak halaman tadi dibuka" in hr.get(PAGE).text


def test_an_opening_can_be_undone_until_forms_are_taken(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    hr = desk.hr
    hr.post(f"{PAGE}/buka", {"yakin": "ya", "dilihat": "draft"})
    assert desk.cycle().state == "opening"
    assert "Batalkan pembukaan" in hr.get(PAGE).text
    hr.post(f"{PAGE}/batal-buka")
    assert desk.cycle().state == "draft"
    hr.post(f"{PAGE}/buka", {"yakin": "ya", "dilihat": "draft"})
    hr.post(f"{PAGE}/terima", {"yakin": "ya"})
    assert desk.cycle().state == "assessment"
    before = hr.get(PAGE).text
    assert "Batalkan pembukaan" not in before
    hr.post(f"{PAGE}/batal-buka")
    desk.answer(lambda a: a.method == "peer")
    hr.post(f"{PAGE}/batal-buka")
    assert desk.cycle().state == "assessment", "no act tells whether somebody has begun"


def test_an_hour_after_the_opening_forms_are_taken_by_themselves(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    desk.hr.post(f"{PAGE}/buka", {"yakin": "ya", "dilihat": "draft"})
    desk.clock.turn(hours=1)
    cycles.resume(desk.office)
    assert desk.cycle().state == "assessment"


def test_the_last_day_can_be_made_later_and_not_earlier(desk: Desk) -> None:
    desk.opened()
    hr = desk.hr
    assert hr.post(f"{PAGE}/perpanjang", {"selesai": "2026-06-29"}).status_code == 422
    assert hr.post(f"{PAGE}/perpanjang", {"selesai": ""}).status_code == 422
    hr.post(f"{PAGE}/perpanjang", {"selesai": "2026-07-07"})
    assert desk.cycle().end == "2026-07-07"
    assert "Hari terakhir kini 7 Juli 2026" in hr.get(PAGE).text


def test_a_last_day_that_has_passed_is_the_first_thing_to_do(desk: Desk) -> None:
    desk.opened()
    desk.clock.turn(days=30)
    assert "sudah lewat" in desk.hr.get(PAGE).text


def test_closing_can_be_undone_for_an_hour_and_everything_is_as_before(desk: Desk) -> None:
    desk.opened()
    desk.answer(lambda a: a.method == "peer" and a.ratee > "1990")
    before = desk.dump(("sessions", "accounts", "meta"))
    hr = desk.hr
    hr.post(f"{PAGE}/tutup", {"yakin": "ya", "dilihat": "assessment"})
    assert "Dapat dibatalkan sampai pukul 11.00 WIB" in hr.get(PAGE).text
    hr.post(f"{PAGE}/batal-tutup")
    hr.post(f"{PAGE}/batal-tutup")  # a double click
    assert desk.cycle().state == "assessment"
    assert desk.dump(("sessions", "accounts", "meta")) == before


def test_an_hour_later_the_next_request_seals_and_the_undo_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.opened()
    desk.answer(lambda a: a.method == "self")
    hr = desk.hr
    hr.post(f"{PAGE}/tutup", {"yakin": "ya", "dilihat": "assessment"})
    desk.clock.turn(minutes=61)
    monkeypatch.setattr("forms_service.app.RESUME_SECONDS", 0.0)
    again = desk.client("staff:hr")
    answer = again.post(f"{PAGE}/batal-tutup")
    assert answer.status_code in (303, 409)
    resumed()
    assert desk.cycle().state == "closed"


def test_sealing_needs_the_code_typed(desk: Desk) -> None:
    desk.opened()
    cycles.begin_closing(desk.office, CYCLE, "hr")
    answer = desk.hr.post(f"{PAGE}/segel", {"ketik": "2026"})
    assert answer.status_code == 422
    assert f"Ketik persis: {CYCLE}" in answer.text
    assert desk.cycle().state == "closing"


def test_an_open_cycle_cannot_be_sealed_past_the_closing(desk: Desk) -> None:
    desk.opened()
    assert desk.hr.post(f"{PAGE}/segel", {"ketik": CYCLE}).status_code == 303
    assert desk.cycle().state == "assessment"


def test_a_double_click_on_seal_finds_it_sealed(desk: Desk) -> None:
    desk.opened()
    cycles.begin_closing(desk.office, CYCLE, "hr")
    hr = desk.hr
    for _ in range(2):
        assert hr.post(f"{PAGE}/segel", {"ketik": CYCLE}).status_code == 303
    assert "sudah disegel. Tidak ada yang diulang" in hr.get(PAGE).text


def test_a_sealing_that_was_cut_short_can_be_finished(desk: Desk) -> None:
    desk.opened()
    desk.answer(lambda a: a.method == "self")
    with desk.office.store.write() as change:
        sealing.count_and_cut(desk.office, change, records.cycle(change, CYCLE))
        records.put_cycle(change, replace(records.cycle(change, CYCLE), state="sealing", closed=desk.office.today()))
    hr = desk.hr
    assert "Selesaikan penyegelan" in hr.get(PAGE).text
    hr.post(f"{PAGE}/segel", {"ketik": CYCLE})
    assert desk.cycle().state == "closed"


def test_copies_of_the_key_are_confirmed_one_by_one(desk: Desk) -> None:
    desk.sealed()
    with desk.office.store.write() as change:
        for file in ("senin.key", "selasa.key"):
            change.put("key_copies", f"{CYCLE}/{file}", {"cycle": CYCLE, "file": file, "deleted": ""})
    hr = desk.hr
    assert "Hapus 2 salinan kunci" in hr.get(PAGE).text
    assert hr.post(f"{PAGE}/sisa").status_code == 422
    hr.post(f"{PAGE}/sisa", {"hilang": "senin.key"})
    page = hr.get(f"{PAGE}/sisa").text
    assert "Masih 1 salinan" in page
    assert "selasa.key sudah saya hapus" in page


def test_an_unknown_cycle_is_not_found(desk: Desk) -> None:
    assert desk.hr.get("/meja/periode/2031-1").status_code == 404
    assert desk.hr.post("/meja/periode/2031-1/buka", {"yakin": "ya"}).status_code == 404


def test_the_plan_says_what_is_shown_merged_and_why(desk: Desk) -> None:
    desk.roster()
    desk.draft()
    assignments.generate_assignments(desk.office, CYCLE, None, "hr")
    page = desk.hr.get(f"{PAGE}/rencana").text
    assert "Sekretariat + Seksi" in page
    assert "digabung menurut pengaturan organisasi" in page
    assert "Ia menjadi tetap saat penilaian dibuka" in page


def test_the_plan_says_what_changed_since_the_last_cycle_and_why(desk: Desk) -> None:
    desk.opened(methods=("self",))
    assert "Berubah sejak periode lalu" not in desk.hr.get(f"{PAGE}/rencana").text
    new = ROSTER.replace(",Kelurahan / ", ",Wilayah / ")
    import_roster(desk.office, parse_roster(new.encode(), "roster.csv"), "hr")
    desk.hr.post("/meja/periode/baru", {**NEW, "kode": "2026-3", "mulai": "2026-11-01", "selesai": "2026-11-30"})
    page = desk.hr.get("/meja/periode/2026-3/rencana").text
    assert "<h2>Berubah sejak periode lalu</h2>" in page
    assert "baris Kelurahan hilang: kelompoknya tidak ada lagi dalam daftar pegawai." in page


def test_participation_is_by_unit_for_named_forms_and_says_nothing_of_peers_before_the_close(desk: Desk) -> None:
    desk.opened()
    token = re.compile(r'name="csrf_token" value="[^"]+"')
    before = token.sub("", desk.hr.get(f"{PAGE}/keikutsertaan").text)
    desk.answer(lambda a: a.method == "peer" and a.ratee > "1985")
    page = token.sub("", desk.hr.get(f"{PAGE}/keikutsertaan").text)
    assert page == before, "peers have answered, and the page has the same bytes"
    assert "Kelurahan Sago" in page
    assert "/ 305" not in page
    desk.answer(lambda a: a.method != "peer")
    cycles.close_cycle(desk.office, CYCLE, "hr")
    assert "/ 305</b> penilaian rekan kerja" in desk.hr.get(f"{PAGE}/keikutsertaan").text


def test_the_reminder_goes_to_everybody_and_names_nobody(desk: Desk) -> None:
    desk.opened()
    desk.answer(lambda a: a.method == "self" and a.ratee > "1985")
    page = desk.hr.get(f"{PAGE}/pengingat").text
    text = page.split("<textarea", 1)[1].split("</textarea>", 1)[0]
    assert "30 Juni 2026" in text
    assert "/masuk" in text
    with desk.office.store.read() as view:
        assert not any(e.name in text for e in records.roster(view).employees)


def test_no_page_of_the_desk_tells_which_peer_has_answered(desk: Desk) -> None:
    """The pages of an open cycle are byte for byte the same whichever single peer has answered."""
    desk.opened()
    with desk.office.store.read() as view:
        peers = records.assignments(view, CYCLE, method="peer")
    seen = []
    for one in (peers[0], peers[150]):
        entry = answering.save(desk.office, CYCLE, one, {"PEL1": "4"})
        answering.send(desk.office, CYCLE, one, entry.revision)
        hr = desk.hr
        paths = [
            PAGE,
            *(f"{PAGE}/{p}" for p in ("penugasan", "penugasan?unit=UMPEG", "keikutsertaan", "kertas", "slip", "tutup")),
        ]
        seen.append([_still(hr.get(p).text) for p in paths])
        with desk.office.store.write() as change:
            for key, _ in list(change.find("ballots", cycle=CYCLE)):
                change.delete("ballots", key)
    assert seen[0] == seen[1]


def _still(page: str) -> str:
    import re

    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def test_everything_is_there_in_english(desk: Desk) -> None:
    desk.opened()
    hr = desk.client("staff:hr", lang="en")
    page = hr.get(PAGE).text
    assert "The assessment is open" in page
    assert 'lang="en"' in page
    assert "Close" in page


def test_leavers_of_the_staff_are_not_let_in(desk: Desk) -> None:
    desk.opened()
    accounts.add_staff(desk.office, "lama", "hr", "hr")
    old = desk.client("staff:lama")
    assert old.get("/meja/").status_code == 200
    accounts.remove_staff(desk.office, "lama", "hr")
    assert old.get("/meja/").status_code == 303


def test_a_declined_task_is_decided(desk: Desk) -> None:
    desk.opened()
    with desk.office.store.read() as view:
        one, other = records.assignments(view, CYCLE, method="peer")[:2]
        people = records.participants(view, CYCLE)
    for a in (one, other):
        answering.decline(desk.office, CYCLE, a, "Kami tidak pernah bekerja bersama.")
    hr = desk.hr
    assert "2 tugas menilai ditolak" in hr.get(PAGE).text
    page = hr.get(f"{PAGE}/penolakan").text
    assert "Kami tidak pernah bekerja bersama." in page
    tags = _tags(page)
    name = people[one.rater].name
    assert name in page
    assert hr.post(f"{PAGE}/penugasan/hapus", {"tugas": tags[0]}).status_code == 409, "the pairs are fixed"
    for tag in tags:
        hr.post(f"{PAGE}/penolakan/kembalikan", {"tugas": tag})
    assert "Tidak ada penolakan" in hr.get(f"{PAGE}/penolakan").text
    with desk.office.store.read() as view:
        kept = records.assignments(view, CYCLE, method="peer")
        assert len(kept) == 305
        assert not view.count("declines", cycle=CYCLE)


def _tags(page: str) -> list[str]:
    import re

    found = re.findall(r'name="tugas" value="([^"]+)"', page)
    return list(dict.fromkeys(found))


def test_who_fills_in_after_all_takes_the_decline_back(desk: Desk) -> None:
    desk.opened()
    with desk.office.store.read() as view:
        one: Assignment = records.assignments(view, CYCLE, method="peer")[0]
    answering.decline(desk.office, CYCLE, one, "Keliru.")
    answering.take_back(desk.office, CYCLE, one)
    assert "Tidak ada penolakan" in desk.hr.get(f"{PAGE}/penolakan").text


def test_every_address_in_a_template_is_one_of_a_page(desk: Desk) -> None:
    pages = {rule.endpoint for rule in desk.app.url_map.iter_rules()}
    for path in Path(forms_service.__file__).parent.glob("*/templates/*.html"):
        asked = set(re.findall(r'url_for\("([\w.]+)"[,)]', path.read_text("utf-8")))
        assert asked <= pages, (path.name, asked - pages)


def test_a_period_names_its_cycle_and_a_quarter_is_refused_peers_once(desk: Desk) -> None:
    desk.roster()
    new = {k: v for k, v in NEW.items() if k not in ("judul", "kode")} | {"masa": "2026-Q1"}
    page = desk.hr.get("/meja/periode/baru").text
    assert "Triwulanan: Triwulan I 2026" in page
    assert "Tahunan: Tahun 2026" in page
    answer = desk.hr.post("/meja/periode/baru", new)
    assert answer.status_code == 422
    assert "hanya memakai penilaian diri dan penilaian atasan" in answer.text
    assert 'value="peer" checked' not in answer.text
    assert 'value="Triwulan I 2026"' in answer.text
    made = desk.hr.post("/meja/periode/baru", new | {"metode": ["self", "supervisor"]})
    assert made.headers["Location"].endswith("/meja/periode/2026-tw1")
    with desk.office.store.read() as view:
        one = records.cycle(view, "2026-tw1")
    assert (one.title, one.period, one.version) == ("Triwulan I 2026", "2026-Q1", "3+ringkas")
    assert "3+ringkas" in desk.hr.get("/meja/periode/2026-tw1/instrumen").text


def test_a_free_cycle_still_wants_a_name(desk: Desk) -> None:
    answer = desk.hr.post("/meja/periode/baru", NEW | {"judul": "", "kode": "", "masa": ""})
    assert answer.status_code == 422
    assert desk.hr.post("/meja/periode/baru", NEW | {"masa": "2026-Q9"}).status_code == 422
