"""Training from published-grade figures, with before and after; actions with a post, a day, and what came of them."""

from __future__ import annotations

import re

import pytest

from kinerja_office import follow_up, training
from tests.forms_service.desk.office import CYCLE
from tests.forms_service.desk.town import BEFORE, PAGE, Town
from tests.forms_world import Person

TRAINING = f"{PAGE}/pelatihan"
ONE = f"{TRAINING}/teknik-komunikasi"
FOLLOW = f"{PAGE}/tindak-lanjut"
ACTION = {
    "aspek": "komunikasi", "teks": "Jadwal memberi kabar ditempel di setiap loket.", "jabatan": "Kepala Seksi Pelayanan Umum",
    "tenggat": "2026-09-30",
}  # fmt: skip


def taken(town: Town, programme: str = "teknik-komunikasi") -> training.Training | None:
    with town.office.store.read() as view:
        return training.get(view, CYCLE, programme)


def actions(town: Town) -> list[follow_up.Action]:
    with town.office.store.read() as view:
        return follow_up.of_cycle(view, CYCLE)


@pytest.fixture
def hr(town: Town) -> Person:
    return town.closed()


@pytest.fixture
def full(town: Town) -> Person:
    """HR's browser where everybody has answered, so that there are figures."""
    return town.closed(full=True)


def test_needs_come_from_figures_that_are_public_anyway(town: Town, full: Person) -> None:
    page = full.get(TRAINING).text
    assert "Buat pratinjau dulu" in page
    town.preview(full)
    page = full.get(TRAINING).text
    assert "Angka dari pratinjau terakhir" in page
    assert page.index("Komunikasi") < page.index("Adaptif")
    assert "Teknik komunikasi" in page
    assert "Sekretariat + Seksi" in page
    assert "dari 57 formulir atasan" in page
    page = full.get(ONE).text
    assert "Angka di baliknya." in page
    assert "penilaian atasan 2,8" in page


def test_a_preview_the_auditor_refused_shows_nothing(town: Town, full: Person) -> None:
    town.preview(full)
    jobs = town.app.extensions["kinerja.desk"].jobs
    made = jobs.result(f"preview/{CYCLE}")
    jobs.result = lambda _: made
    object.__setattr__(made.prepared, "report", type("Report", (), {"exit_code": 3, "verdict": "DISCLOSURE"})())
    assert "Buat pratinjau dulu" in full.get(TRAINING).text


def test_a_programme_is_planned_moved_held_and_corrected(town: Town, hr: Person) -> None:
    for day in ("2026-08-01", "2026-08-05", "2026-08-05"):
        assert hr.post(f"{ONE}/rencana", {"rencana": day}).status_code == 303
    assert "Teknik komunikasi direncanakan untuk 5 Agustus 2026." in hr.get(TRAINING).text
    assert "Pelatihan: 1 direncanakan" in hr.get(PAGE).text
    town.clock.turn(days=60)
    hr = town.hr
    assert "lewat harinya" in hr.get(PAGE).text
    for n in ("4", "24"):
        assert hr.post(f"{ONE}/diadakan", {"hari": "2026-08-06", "peserta": n}).status_code == 303
    one = taken(town)
    assert one is not None
    assert (one.held, one.participants) == ("2026-08-06", 24)
    assert "diadakan 6 Agustus 2026, 24 peserta" in hr.get(TRAINING).text
    page = hr.get(ONE).text
    assert "Perbaiki catatan" in page
    assert "Batalkan rencana" not in page
    assert hr.post(f"{ONE}/rencana", {"rencana": "2026-09-01"}).status_code == 422
    assert hr.post(f"{ONE}/batal", {"yakin": "ya"}).status_code == 409


@pytest.mark.parametrize(
    ("fields", "words", "field"),
    [
        ({}, "Isi Hari diadakan.", "hari"),
        ({"hari": "kemarin", "peserta": "24"}, "tidak sah", "hari"),
        ({"hari": "2027-01-01", "peserta": "24"}, "Hari itu belum tiba.", "hari"),
        ({"hari": "2026-06-09", "peserta": "dua puluh"}, "dengan angka", "peserta"),
        ({"hari": "2026-06-09", "peserta": "0"}, "sedikitnya 1", "peserta"),
        ({"hari": "2026-06-09", "peserta": "²"}, "dengan angka", "peserta"),
        ({"hari": "2026-06-09", "peserta": "999999"}, "sedikitnya 1", "peserta"),
    ],
)
def test_mistakes_in_what_was_held(town: Town, hr: Person, fields: dict[str, str], words: str, field: str) -> None:
    hr.post(f"{ONE}/rencana", {"rencana": "2026-06-09"})
    before = town.dump()
    answer = hr.post(f"{ONE}/diadakan", fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'href="#{field}"' in answer.text
    assert "<title>Kesalahan: " in answer.text
    assert town.dump() == before


def test_mistakes_in_a_plan(town: Town, hr: Person) -> None:
    for day, words in (("", "Isi Hari pelatihan."), ("besok", "tidak sah")):
        answer = hr.post(f"{ONE}/rencana", {"rencana": day})
        assert answer.status_code == 422
        assert words in answer.text
        assert 'href="#rencana"' in answer.text
    assert "Rencanakan program ini dulu." in hr.post(f"{ONE}/diadakan", {"hari": "2026-06-09", "peserta": "9"}).text
    assert hr.get(f"{TRAINING}/tidak-ada").status_code == 404
    assert hr.post(f"{TRAINING}/tidak-ada/rencana", {"rencana": "2026-08-01"}).status_code == 404
    assert taken(town) is None


def test_several_programmes_are_planned_for_one_day(town: Town, hr: Person) -> None:
    page = hr.get(TRAINING).text
    codes = re.findall(r'name="program" value="([^"]+)"', page)
    assert len(codes) >= 3
    for _ in range(2):
        assert hr.post(TRAINING, {"program": codes[:2], "rencana": "2026-08-01"}).status_code == 303
    assert "2 program direncanakan untuk 1 Agustus 2026." in hr.get(TRAINING).text
    assert [taken(town, c) is not None for c in codes[:3]] == [True, True, False]
    town.clock.turn(days=60)
    hr = town.hr
    shown = hr.get(TRAINING).text
    training.hold(town.office, CYCLE, codes[0], "2026-08-01", 9, "hr")
    late = hr.post(TRAINING, {"program": [codes[0], codes[2]], "rencana": "2026-09-01"})
    assert late.status_code == 422, "one of them was held in another tab since the page was shown"
    assert "1 program direncanakan; yang lain belum." in late.text
    assert (taken(town, codes[2]).planned, taken(town, codes[0]).planned) == ("2026-09-01", "2026-08-01")  # type: ignore[union-attr]
    assert f'name="program" value="{codes[0]}"' in shown
    assert f'name="program" value="{codes[0]}"' not in hr.get(TRAINING).text


def test_mistakes_in_a_plan_of_several(town: Town, hr: Person) -> None:
    code = "teknik-komunikasi"
    for sent, words in (
        ({"rencana": "2026-08-01"}, "Centang program"),
        ({"program": code}, "Isi Hari pelatihan."),
        ({"program": [code, "layanan-prima"], "rencana": "2020-01-01"}, "1 Januari 2020 mendahului"),
    ):
        answer = hr.post(TRAINING, sent)
        assert answer.status_code == 422
        assert words in answer.text
        assert answer.text.count('<li><a href="#') == 1, "the same is said once"
    assert taken(town) is None


def test_a_plan_is_taken_back_and_a_second_click_finds_it_gone(town: Town, hr: Person) -> None:
    hr.post(f"{ONE}/rencana", {"rencana": "2026-08-01"})
    assert hr.post(f"{ONE}/batal").status_code == 422, "not without the tick"
    assert taken(town) is not None
    for _ in range(2):
        assert hr.post(f"{ONE}/batal", {"yakin": "ya"}).status_code == 303
    assert taken(town) is None


def test_a_programme_that_left_the_content_folder_can_still_be_held(town: Town, hr: Person) -> None:
    hr.post(f"{ONE}/rencana", {"rencana": "2026-06-09"})
    (town.folder / "content" / "training.toml").unlink()
    assert "Belum ada program pelatihan di Isi dan pengaturan" in hr.get(TRAINING).text
    assert "Teknik komunikasi" in hr.get(ONE).text
    assert hr.post(f"{ONE}/rencana", {"rencana": "2026-08-01"}).status_code == 422
    assert hr.post(f"{ONE}/diadakan", {"hari": "2026-06-09", "peserta": "12"}).status_code == 303
    (town.folder / "content" / "training.toml").write_text("[[programme]\n")
    assert "TOML tidak sah" in hr.get(TRAINING).text


def test_before_and_after_with_how_sure_and_no_cause(town: Town, full: Person) -> None:
    town.preview(full)
    town.last_cycle()
    page = full.get(TRAINING).text
    assert "Sesudah pelatihan periode lalu" in page
    assert "24 peserta" in page
    assert "naik" in page
    assert "Cukup yakin ada perubahan" in page
    assert "tidak menyimpulkan satu pun" in page
    town.same_people(lambda group: group != "Sekretariat + Seksi")
    after = full.get(TRAINING).text.split("Sesudah pelatihan", 1)[1]
    assert "Sekretariat + Seksi" not in after  # other people than before: not compared
    assert "Kelurahan" in after


def test_training_is_hrs_and_after_the_close(town: Town) -> None:
    hr = town.consulting()
    for path in (TRAINING, ONE, FOLLOW):
        assert hr.get(path).status_code == 303
    for path in (f"{ONE}/rencana", f"{ONE}/batal", f"{ONE}/diadakan", FOLLOW):
        assert hr.post(path, {"rencana": "2026-08-01", **ACTION}).status_code == 303
    assert taken(town) is None
    assert actions(town) == []
    for who in ("staff:penyetuju", "staff:pengawas"):
        assert town.client(who).get(TRAINING).status_code == 403
        assert town.client(who).post(FOLLOW, ACTION).status_code == 403


def test_an_action_is_added_once(town: Town, hr: Person) -> None:
    assert "Tulis tindak lanjut atas hasil ini" in hr.get(PAGE).text
    for _ in range(2):
        assert hr.post(FOLLOW, ACTION).status_code == 303
    (one,) = actions(town)
    assert one.id == "jadwal-memberi-kabar"
    hr.post(FOLLOW, {**ACTION, "tenggat": "2026-10-30"})
    assert [a.id for a in actions(town)] == ["jadwal-memberi-kabar", "jadwal-memberi-kabar-2"]
    page = hr.get(FOLLOW).text
    assert "tenggat 30 September 2026" in page
    assert "Direncanakan" in page
    town.clock.turn(days=120)
    assert "lewat tenggat" in town.hr.get(FOLLOW).text
    assert "1 tindak lanjut lewat tenggat" in town.hr.get(PAGE).text


def test_mistakes_in_an_action(town: Town, hr: Person) -> None:
    name = next(e.name for e in town.people().values() if " " in e.name)
    before = town.dump()
    for change, words, field in (
        ({"aspek": ""}, "Isi Aspek.", "aspek"),
        ({"aspek": "lain"}, "Pilih dari:", "aspek"),
        ({"teks": f"Meminta {name} menempel jadwal."}, f"Apa yang dilakukan menyebut “{name}”", "teks"),
        ({"teks-en": f"Ask {name} to do it."}, f"menyebut “{name}”", "teks"),
        ({"jabatan": name}, f"Jabatan yang bertanggung jawab menyebut “{name}”", "jabatan"),
        ({"tenggat": "segera"}, "tidak sah", "tenggat"),
        ({"tenggat": ""}, "Isi Tenggat.", "tenggat"),
    ):
        answer = hr.post(FOLLOW, {**ACTION, **change})
        assert answer.status_code == 422, change
        assert words in answer.text, change
        assert f'href="#{field}"' in answer.text
        assert f'value="{change.get("jabatan", ACTION["jabatan"])}"' in answer.text  # what was typed stays
        assert town.dump() == before


def test_an_action_ends_with_a_result(town: Town, hr: Person) -> None:
    hr.post(FOLLOW, ACTION)
    one = f"{FOLLOW}/{actions(town)[0].id}"
    mark = hr.get(one).text.split('name="versi" value="', 1)[1].split('"', 1)[0]
    answer = hr.post(one, {"status": "done", "tenggat": "2026-09-30", "versi": mark})
    assert answer.status_code == 422
    assert 'href="#hasil"' in answer.text
    name = next(e.name for e in town.people().values() if " " in e.name)
    answer = hr.post(one, {"status": "done", "hasil": f"Dikerjakan {name}.", "tenggat": "2026-09-30", "versi": mark})
    assert f"Hasilnya menyebut “{name}”" in answer.text
    done = {"status": "done", "hasil": "Terpasang di semua loket.", "tenggat": "2026-09-30", "versi": mark}
    for _ in range(2):
        assert hr.post(one, done).status_code == 303
    assert actions(town)[0].state == "done"
    stale = hr.post(one, {**done, "status": "dropped", "hasil": "Tidak jadi."})
    assert stale.status_code == 422
    assert "diubah di tempat lain" in stale.text
    assert "Tidak jadi." in stale.text
    assert actions(town)[0].state == "done"
    assert hr.post(one, {**done, "status": "selesai"}).status_code == 422
    assert hr.get(f"{FOLLOW}/tidak-ada").status_code == 404


def test_an_action_goes_before_it_is_public_and_not_after(town: Town, full: Person) -> None:
    full.post(FOLLOW, ACTION)
    one = f"{FOLLOW}/{actions(town)[0].id}"
    assert full.post(f"{one}/hapus").status_code == 422
    assert actions(town), "one click removes nothing"
    for _ in range(2):
        assert full.post(f"{one}/hapus", {"yakin": "ya"}).status_code == 303
    assert actions(town) == []
    town.preview(full)
    town.last_cycle()
    old = f"/meja/periode/{BEFORE}/tindak-lanjut/jadwal-kabar"
    assert "Ubah keadaannya menjadi dibatalkan" in full.get(old).text
    assert full.post(f"{old}/hapus", {"yakin": "ya"}).status_code == 409
    page = full.get(FOLLOW).text
    assert "Dari periode lalu, belum selesai (1)" in page
    assert "dari Semester II 2025" in page


def test_everything_is_there_in_english(town: Town, full: Person) -> None:
    town.preview(full)
    town.last_cycle()
    full.post(f"{ONE}/rencana", {"rencana": "2026-06-01"})
    english = town.client("staff:hr", "en")
    for path, words in (
        (PAGE, "1 training has passed its day"),
        (TRAINING, "Needs, lowest first"),
        (ONE, "The numbers behind it."),
        (FOLLOW, "From earlier cycles, not ended (1)"),
        (f"{PAGE}/keberatan", "Objections can be filed until"),
        (f"{PAGE}/pendapat/penutup", "people have answered"),
    ):
        page = english.get(path).text
        assert words in page, path
        assert not {"Belum", "Simpan", "Tambahkan", "dari"} & set(page.split("<main", 1)[1].split())
