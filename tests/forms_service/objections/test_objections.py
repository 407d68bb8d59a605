"""Objections: in time and late, against oneself, to the wrong superior, to one outside, both sides, a final decision."""

from __future__ import annotations

import re

import pytest

from assessment.objection import Objection
from forms_service.web.roles import TABLE
from kinerja_office import objections
from kinerja_office.records import participants
from tests.forms_town import REASONS, advance, at, build_town, case_path, hidden, object_to, result_path
from tests.forms_world import ASISTEN, BUDI, CAMAT, CYCLE, KASI, MELATI, RATNA, SEKRETARIS, TIGOR, World

OWN = f"/keberatan/{CYCLE}"
DECIDED = "Bukti di buku keluhan menunjukkan 38 dari 40."


def stored(world: World, who: str) -> Objection | None:
    with world.office.store.read() as view:
        return objections.get(view, CYCLE, who)


def form(world: World, who: str, **fields):
    """Return what the page of a person would send, with some fields changed."""
    page = world.client(who).get(OWN).text
    return {
        "against": hidden(page, "against"), "superior": hidden(page, "superior"), "parts": ["work_result", "komunikasi"],
        "reasons": REASONS, "evidence": "Buku keluhan", "aksi": "simpan", **fields,
    }  # fmt: skip


def tag(world: World, number: str) -> str:
    return str(world.app.extensions["kinerja"].tag("objection-person", f"{CYCLE}/{number}")[:16])


def errors_of(page: str) -> dict[str, str]:
    summary = page.split('class="errors"')[1].split("</div>")[0]
    return dict(re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary))


def test_from_my_results_to_a_filed_objection(closed: World) -> None:
    me = closed.client(TIGOR)
    page = me.get(result_path(closed, TIGOR)).text
    assert (
        "Dapat diajukan paling lambat 21 Juli 2026, tinggal 14 hari kerja (Lampiran V.B.2 PermenPANRB 6/2022)." in page
    )
    assert f'href="{OWN}"' in page
    page = me.get(OWN).text
    assert "Dinilai oleh Darmawan Putra, Kasi Pelayanan. Yang memutus: Syahril Effendi, Camat." in page
    assert KASI not in page
    assert CAMAT not in page
    answer = me.post(OWN, form(closed, TIGOR))
    assert answer.status_code == 303
    page = me.get(answer.headers["Location"]).text
    assert "sudah sampai kepada penilai" in page
    assert "Menunggu tanggapan penilai, sebaiknya paling lambat 6 Juli 2026, tinggal 3 hari kerja." in page
    assert "Putusan paling lambat 10 Juli 2026, tinggal 7 hari kerja (Lampiran V.B.6 PermenPANRB 6/2022)." in page
    one = stored(closed, TIGOR)
    assert one
    assert (one.claim.against, one.claim.superior, one.claim.parts) == (KASI, CAMAT, ("work_result", "komunikasi"))
    assert "Menunggu tanggapan penilai" in me.get(result_path(closed, TIGOR)).text


def test_a_double_click_files_one(closed: World) -> None:
    fields = form(closed, TIGOR)
    assert [closed.client(TIGOR).post(OWN, fields).status_code for _ in range(2)] == [303, 303]


def test_a_second_tab_with_other_words_is_told_and_shown_what_it_wrote(closed: World) -> None:
    fields = form(closed, TIGOR)
    closed.client(TIGOR).post(OWN, fields)
    answer = closed.client(TIGOR).post(OWN, {**fields, "reasons": "Alasan lain yang saya tulis di tab kedua."})
    assert answer.status_code == 422
    assert "sudah ada" in answer.text
    assert "Alasan lain yang saya tulis" in answer.text
    assert stored(closed, TIGOR).claim.reasons == REASONS


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"parts": []}, "parts", "Pilih bagian penilaian atasan yang keliru"),
        ({"parts": ["rekan"]}, "parts", "Rata-rata rekan dan bawahan tidak dapat diubah"),
        ({"reasons": "Tidak adil"}, "reasons", "Tulis alasannya"),
        ({"evidence": "b" * 4001}, "evidence", "Paling panjang 4000 huruf"),
    ],
)
def test_mistakes_are_said_at_their_field_and_nothing_is_lost(closed: World, change, field, says) -> None:
    answer = closed.client(TIGOR).post(OWN, form(closed, TIGOR, **change))
    assert answer.status_code == 422
    assert "<title>Kesalahan: " in answer.text
    assert says in errors_of(answer.text)[field]
    assert f'id="{field}"' in answer.text
    assert (change.get("reasons") or REASONS) in answer.text
    assert stored(closed, TIGOR) is None


def test_against_oneself(closed: World) -> None:
    answer = closed.client(TIGOR).post(OWN, form(closed, TIGOR, against=tag(closed, TIGOR)))
    assert answer.status_code == 422
    assert "tidak dapat diajukan terhadap diri sendiri" in errors_of(answer.text)["against"]


@pytest.mark.parametrize("who", [SEKRETARIS, KASI, TIGOR, ""])
def test_to_the_wrong_superior(closed: World, who: str) -> None:
    answer = closed.client(TIGOR).post(OWN, form(closed, TIGOR, superior=tag(closed, who) if who else ""))
    assert answer.status_code == 422
    assert "superior" in errors_of(answer.text)
    assert stored(closed, TIGOR) is None


def test_a_superior_made_up_is_refused(closed: World) -> None:
    answer = closed.client(TIGOR).post(OWN, form(closed, TIGOR, superior="0123456789abcdef", against="x"))
    assert set(errors_of(answer.text)) == {"superior", "against"}


def test_the_last_minute_counts_and_the_next_is_late(closed: World) -> None:
    fields = form(closed, TIGOR)
    at(closed, "2026-07-21", 23)
    assert "hari ini hari terakhir" in closed.client(TIGOR).get(OWN).text
    closed.clock.turn(minutes=61)
    answer = closed.client(TIGOR).post(OWN, fields)
    assert answer.status_code == 422
    assert "sudah lewat" in answer.text
    assert REASONS in answer.text, "what was typed can still be copied"
    page = closed.client(TIGOR).get(OWN).text
    assert "Batas mengajukan keberatan sudah lewat pada 21 Juli 2026" in page
    assert "<textarea" not in page
    assert "sudah lewat pada 21 Juli 2026" in closed.client(TIGOR).get(result_path(closed, TIGOR)).text


def test_no_page_before_the_close_nor_for_others(closed: World, tmp_path) -> None:
    assert closed.client(ASISTEN).get(OWN).status_code == 404, "rates and is not rated"
    assert closed.client(TIGOR).get("/keberatan/2031-1").status_code == 404
    assert closed.client("staff:hr").get(OWN).status_code == 403
    early = build_town(tmp_path / "early", "assessment")
    assert early.client(TIGOR).get(OWN).status_code == 404


def test_without_a_supervisors_form_there_is_nothing_to_object_to(closed: World) -> None:
    page = closed.client(RATNA).get(OWN).text
    assert "Tidak ada penilaian atasan untuk Anda" in page
    assert "<textarea" not in page


def test_withdrawn_on_a_page_of_its_own_and_filed_again(closed: World) -> None:
    object_to(closed, TIGOR, KASI, CAMAT)
    me = closed.client(TIGOR)
    assert "Anda hanya dapat mengajukan lagi paling lambat 21 Juli 2026" in me.get(OWN + "/tarik").text
    assert [me.post(OWN + "/tarik").status_code for _ in range(2)] == [303, 303]
    assert stored(closed, TIGOR).state == "withdrawn"
    assert "Keberatan Anda sebelumnya ditarik" in me.get(OWN).text
    assert me.post(OWN, form(closed, TIGOR)).status_code == 303
    assert stored(closed, TIGOR).state == "filed"


# an outside superior


def test_an_outside_superior_is_named_by_hr(closed: World) -> None:
    me = closed.client(CAMAT)
    page = me.get(OWN).text
    assert "Dinilai oleh Hasan Basri Lubis, Asisten I Setda." in page
    assert "di luar daftar pegawai" in page
    assert hidden(page, "superior") == ""
    assert me.post(OWN, form(closed, CAMAT, parts=["work_result"])).status_code == 303
    objections.name_outside(closed.office, CYCLE, CAMAT, "Sekretaris Daerah Kota", "hr")
    assert "Sekretaris Daerah Kota (di luar daftar pegawai)" in me.get(OWN).text
    assert "Sekretaris Daerah Kota" in closed.client(ASISTEN).get(case_path(closed, CAMAT, "tanggapan")).text


def test_a_superior_outside_the_office_but_in_the_roster_decides_on_a_page(closed: World) -> None:
    object_to(closed, SEKRETARIS, CAMAT, ASISTEN)
    assert "Putuskan keberatan Nurhayati Siregar" in closed.client(ASISTEN).get("/tugas").text
    assert closed.client(ASISTEN).get(case_path(closed, SEKRETARIS, "putusan")).status_code == 200


# the appraising officer


def test_the_officer_states_their_side_and_may_change_it(closed: World) -> None:
    object_to(closed, TIGOR, KASI, CAMAT)
    boss, path = closed.client(KASI), case_path(closed, TIGOR, "tanggapan")
    page = boss.get("/tugas").text
    assert "Tanggapi keberatan Tigor Sihombing" in page
    assert "Sebaiknya paling lambat 6 Juli 2026" in page
    assert f'href="{path}"' in page
    page = boss.get(path).text
    assert REASONS in page
    answer = boss.post(path, {"statement": "  ", "dilihat": hidden(page, "dilihat")})
    assert answer.status_code == 422
    assert "Tulis tanggapan Anda" in errors_of(answer.text)["statement"]
    for words in ("Dua laporan terlambat sehari.", "Dua laporan terlambat dua hari."):
        page = boss.get(path).text
        assert boss.post(path, {"statement": words, "dilihat": hidden(page, "dilihat")}).status_code == 303
    shown = closed.client(TIGOR).get(OWN).text
    assert "terlambat dua hari" in shown
    assert "Kedua pihak sudah didengar" in shown
    assert "Tanggapi keberatan" not in boss.get("/tugas").text


def test_a_statement_changed_in_another_tab_is_not_lost(closed: World) -> None:
    object_to(closed, TIGOR, KASI, CAMAT)
    boss, path = closed.client(KASI), case_path(closed, TIGOR, "tanggapan")
    seen = hidden(boss.get(path).text, "dilihat")
    assert boss.post(path, {"statement": "Dari tab pertama.", "dilihat": seen}).status_code == 303
    assert boss.post(path, {"statement": "Dari tab pertama.", "dilihat": seen}).status_code == 303, "a double click"
    answer = boss.post(path, {"statement": "Dari tab kedua.", "dilihat": seen})
    assert answer.status_code == 422
    assert "Dari tab pertama." in answer.text
    assert "Dari tab kedua." in answer.text
    assert stored(closed, TIGOR).statement == "Dari tab pertama."


@pytest.mark.parametrize("page", ["tanggapan", "putusan"])
def test_nobody_else_opens_a_case(closed: World, page: str) -> None:
    object_to(closed, TIGOR, KASI, CAMAT)
    allowed = KASI if page == "tanggapan" else CAMAT
    path = case_path(closed, TIGOR, page)
    for who in (TIGOR, KASI, CAMAT, SEKRETARIS, BUDI, MELATI, ASISTEN, "staff:hr", "staff:pengawas"):
        assert closed.client(who).get(path).status_code == (200 if who == allowed else 403), who
        if who != allowed:
            before = closed.dump()
            fields = {"statement": "x", "outcome": "rejected", "reasons": DECIDED, "final": "ya"}
            assert closed.client(who).post(path, fields).status_code == 403
            assert closed.dump() == before
    assert closed.client(allowed).get(f"{OWN}/{'0' * 16}/{page}").status_code == 404
    assert TABLE["objection.decide"] == {"supervisor": {"addressed"}}


# the decision


def decision(world: World, **fields):
    page = world.client(CAMAT).get(case_path(world, TIGOR, "putusan")).text
    return {
        "dilihat": hidden(page, "dilihat"), "outcome": "upheld", "reasons": DECIDED, "final": "ya",
        "recommendation": "Pertahankan.", "n-work_result": "as", "n-KOM1": "2", "n-KOM2": "2", **fields,
    }  # fmt: skip


@pytest.fixture
def heard(closed: World) -> World:
    object_to(closed, TIGOR, KASI, CAMAT, ("work_result", "komunikasi"))
    objections.state_side(closed.office, CYCLE, TIGOR, KASI, "Dua laporan terlambat.")
    return closed


def test_an_upheld_objection_corrects_the_form_and_is_final(heard: World) -> None:
    boss, path = heard.client(CAMAT), case_path(heard, TIGOR, "putusan")
    page = boss.get(path).text
    assert "Di bawah ekspektasi (tetap)" in page
    assert "2 Jarang (tetap)" in page
    fields = decision(heard, **{"n-KOM1": "4"})
    for _ in range(2):
        answer = boss.post(path, fields)
        assert answer.status_code == 303, "twice is once"
    one = stored(heard, TIGOR)
    assert one.changed == {"work_result": ("below", "as"), "KOM1": ("2", "4")}
    assert "Kedua pihak dapat membacanya" in boss.get(answer.headers["Location"]).text
    for who, where in ((TIGOR, OWN), (KASI, case_path(heard, TIGOR, "tanggapan")), (CAMAT, path)):
        page = heard.client(who).get(where).text
        assert "Sudah diputus pada 1 Juli 2026: diterima. Final." in page, who
        assert DECIDED in page
        assert "Hasil kerja: di bawah ekspektasi menjadi sesuai ekspektasi" in page
        assert "Menyampaikan dengan jelas: 2 menjadi 4" in page
        assert "<textarea" not in page
    assert "sesuai ekspektasi" in heard.client(TIGOR).get(result_path(heard, TIGOR)).text


def test_a_decided_objection_keeps_what_was_disputed_and_its_result_is_marked(heard: World) -> None:
    disputed = "Hasil kerja (di bawah ekspektasi), Komunikasi (nilai 3,0)"
    pages = ((TIGOR, OWN), (KASI, case_path(heard, TIGOR, "tanggapan")), (CAMAT, case_path(heard, TIGOR, "putusan")))
    for who, where in pages:
        page = heard.client(who).get(where).text
        assert disputed in page, page[page.find("dipersoalkan") :][:300]
    for who in (TIGOR, KASI):
        assert "diperbaiki" not in heard.client(who).get("/hasil").text
    heard.client(CAMAT).post(pages[2][1], decision(heard, **{"n-KOM1": "4"}))
    for who, where in pages:
        page = heard.client(who).get(where).text
        assert disputed in page, who
        assert "Predikat: Butuh Perbaikan menjadi Baik." in page, who
    for who in (TIGOR, KASI):
        page = heard.client(who).get(result_path(heard, TIGOR)).text
        assert "Diperbaiki pada 1 Juli 2026 oleh putusan keberatan." in page, who
        assert "Predikat: Butuh Perbaikan menjadi Baik." in page, who
        assert "4,0</b> <small>diperbaiki</small>" in page, "the mean of communication"
        assert page.count("<small>diperbaiki</small>") == 1, "service was not disputed"
        assert heard.client(who).get("/hasil").text.count("<small>diperbaiki</small>") == 1, who
    desk = heard.client("staff:hr").get(f"/meja/periode/{CYCLE}/keberatan").text
    assert "diputus 1 Juli 2026, hasilnya diperbaiki" in desk


def test_a_rejected_objection_marks_nothing(heard: World) -> None:
    nothing = {"n-work_result": "", "n-KOM1": "", "n-KOM2": ""}
    heard.client(CAMAT).post(case_path(heard, TIGOR, "putusan"), decision(heard, outcome="rejected", **nothing))
    assert stored(heard, TIGOR).outcome == "rejected"
    for who, where in ((TIGOR, OWN), (TIGOR, "/hasil"), (TIGOR, result_path(heard, TIGOR)), (KASI, "/hasil")):
        page = heard.client(who).get(where).text
        assert "diperbaiki" not in page.lower(), where
        assert "Predikat tetap" not in page


def test_another_decision_afterwards_changes_nothing(heard: World) -> None:
    boss, path = heard.client(CAMAT), case_path(heard, TIGOR, "putusan")
    fields = decision(heard)
    boss.post(path, fields)
    before = heard.dump()
    answer = boss.post(path, {**fields, "outcome": "rejected", "n-work_result": "below", "reasons": DECIDED + " Lain."})
    assert answer.status_code == 422
    assert "sudah diputus" in answer.text
    assert "Lain." in answer.text
    assert heard.dump() == before


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"outcome": ""}, "outcome", "Pilih putusannya"),
        ({"outcome": "mungkin"}, "outcome", "Pilih putusannya"),
        ({"reasons": "Ya."}, "reasons", "Tulis alasan putusan"),
        ({"final": ""}, "final", "Centang"),
        ({"outcome": "rejected"}, "outcome", "tidak cocok"),
        ({"n-work_result": "below"}, "outcome", "tidak cocok"),
        ({"n-work_result": "hebat"}, "parts", "tiga tingkat"),
    ],
)
def test_mistakes_in_a_decision(heard: World, change, field, says) -> None:
    before = heard.dump()
    answer = heard.client(CAMAT).post(case_path(heard, TIGOR, "putusan"), decision(heard, **change))
    assert answer.status_code == 422
    assert says in errors_of(answer.text)[field]
    assert f'id="{field}"' in answer.text
    assert heard.dump() == before


def test_an_answer_out_of_scale_is_refused(heard: World) -> None:
    answer = heard.client(CAMAT).post(case_path(heard, TIGOR, "putusan"), decision(heard, **{"n-KOM1": "9"}))
    assert answer.status_code == 422
    assert "di luar skala" in answer.text


def test_parts_that_were_not_objected_to_cannot_be_corrected(heard: World) -> None:
    fields = decision(heard, **{"n-PEL1": "1", "n-work_behaviour": "below"})
    heard.client(CAMAT).post(case_path(heard, TIGOR, "putusan"), fields)
    assert set(stored(heard, TIGOR).changed) == {"work_result"}


def test_a_decision_without_the_statement_says_why(closed: World) -> None:
    object_to(closed, TIGOR, KASI, CAMAT)
    boss, path = closed.client(CAMAT), case_path(closed, TIGOR, "putusan")
    assert "Menunggu tanggapan penilai, sebaiknya paling lambat 6 Juli 2026" in boss.get("/tugas").text
    answer = boss.post(path, decision(closed, unheard=""))
    assert "unheard" in errors_of(answer.text)
    assert boss.post(path, decision(closed, unheard="Sedang cuti panjang.")).status_code == 303
    assert "Sedang cuti panjang." in closed.client(KASI).get(case_path(closed, TIGOR, "tanggapan")).text


def test_a_statement_that_arrives_meanwhile_has_to_be_read_first(closed: World) -> None:
    object_to(closed, TIGOR, KASI, CAMAT)
    fields = decision(closed, unheard="Sedang cuti.")
    objections.state_side(closed.office, CYCLE, TIGOR, KASI, "Saya sudah kembali; dua laporan terlambat.")
    answer = closed.client(CAMAT).post(case_path(closed, TIGOR, "putusan"), fields)
    assert answer.status_code == 422
    assert "Baca lagi kedua pihak" in answer.text
    assert "Saya sudah kembali" in answer.text
    assert DECIDED in answer.text
    assert stored(closed, TIGOR).state == "heard"


def test_withdrawn_meanwhile(heard: World) -> None:
    fields = decision(heard)
    objections.withdraw(heard.office, CYCLE, TIGOR)
    answer = heard.client(CAMAT).post(case_path(heard, TIGOR, "putusan"), fields)
    assert answer.status_code == 422
    assert "diputus atau ditarik" in answer.text
    answer = heard.client(KASI).post(case_path(heard, TIGOR, "tanggapan"), {"statement": "Terlambat.", "dilihat": "x"})
    assert answer.status_code == 422


def test_english_and_the_language_button_keep_what_was_typed(heard: World) -> None:
    answer = heard.client(CAMAT).post(case_path(heard, TIGOR, "putusan"), decision(heard, bahasa="en"))
    assert answer.status_code == 200
    assert "Read both sides, then decide with reasons" in answer.text
    assert DECIDED in answer.text
    assert stored(heard, TIGOR).state == "heard"
    page = heard.client(TIGOR, "en").get(OWN).text
    assert (
        "Both sides were heard. Waiting for the decision, by 10 July 2026, 7 working days left (PermenPANRB 6/2022, Lampiran V.B.6)."
        in page
    )


def test_the_overview_shows_each_side_what_is_theirs(heard: World) -> None:
    for who, words in ((TIGOR, "Keberatan saya"), (KASI, "atas penilaian Anda"), (CAMAT, "yang Anda putuskan")):
        page = heard.client(who).get("/keberatan").text
        assert words.casefold() in page.casefold()
    assert "Tigor" not in heard.client(BUDI).get("/keberatan").text
    advance(heard, "closed")


def test_no_words_in_the_log_and_no_number_in_addresses(heard: World, caplog) -> None:
    with heard.office.store.read() as view:
        numbers = set(participants(view, CYCLE))
    for who, where in ((TIGOR, OWN), (KASI, case_path(heard, TIGOR, "tanggapan")), (CAMAT, "/keberatan")):
        page = heard.client(who).get(where).text
        assert not any(n in page for n in numbers)
    assert caplog.text == ""
