"""Goals as people set them: what is missing, agreed and sent back, reported and rated, two tabs, double clicks."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest

from kinerja_office import goals
from tests.forms_service.pictures import HTML, PNG
from tests.forms_town import GOOD, advance, goal_path, goals_of, hidden, set_goal
from tests.forms_world import ASISTEN, BUDI, CAMAT, CYCLE, JOKO, KASI, LURAH, MELATI, RATNA, SEKRETARIS, World

NEW = f"/tujuan/{CYCLE}/baru"


def write(world: World, who: str, does: str = "ajukan", lang: str = "id", **fields: str):
    return world.client(who, lang).post(NEW, {**GOOD, **fields, "aksi": does})


def errors_of(page: str) -> dict[str, str]:
    """Return the words of the summary by the field they lead to."""
    summary = page.split('class="errors"')[1].split("</div>")[0]
    return dict(re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary))


def test_a_goal_is_written_in_two_fields_and_put_forward(setting: World) -> None:
    page = setting.client(MELATI).get(NEW).text
    assert "Bagaimana Anda dan atasan akan tahu bahwa ini berhasil?" in page
    assert "Masih umum" in page
    assert page.count("<textarea") == 2
    assert 'name="quantity_indicator"' not in page
    answer = setting.client(MELATI).post(NEW, {k: GOOD[k] for k in ("expected_result", "success")} | {"aksi": "ajukan"})
    assert answer.status_code == 303
    (goal,) = goals_of(setting, MELATI)
    assert (goal.state, goal.wish.success, goal.wish.kind) == ("proposed", GOOD["success"], "main")
    shown = setting.client(MELATI).get(answer.headers["Location"]).text
    assert "Sudah diajukan" in shown
    assert "menunggu persetujuan atasan" in shown
    assert "Keluhan warga terjawab" in setting.client(MELATI).get("/tujuan").text


def test_a_quantitative_skp_asks_for_aspects(setting: World) -> None:
    me = setting.client(MELATI)
    path = f"/tujuan/{CYCLE}/skp"
    fields = {"approach": "quantitative", "resources": "Satu meja", "accountability": "", "consequences": ""}
    answer = me.post(path, {**fields, "seen": hidden(me.get(path).text, "seen")})
    assert answer.headers["Location"] == "/tujuan?selesai=skp"
    assert "Satu meja" in me.get("/tujuan").text
    assert "Satu meja" in me.get(path).text
    page = me.get(NEW).text
    assert 'name="cost_target"' in page
    assert 'name="success"' not in page
    said = {
        "expected_result": "Arsip tertata",
        "time_indicator": "Lama mencari",
        "time_target": "5 menit",
        "aksi": "ajukan",
    }
    answer = me.post(NEW, {**said, "cost_indicator": "Anggaran"})
    assert answer.status_code == 422
    assert "keduanya" in errors_of(answer.text)["cost_target"]
    assert me.post(NEW, said).status_code == 303
    assert {"time": ("Lama mencari", "5 menit")} in [g.wish.measures for g in goals_of(setting, MELATI)]


def test_the_supervisor_expects_by_value_and_the_employee_reads_it(setting: World) -> None:
    boss = setting.client(SEKRETARIS)
    path = f"/tujuan-bawahan/{CYCLE}/{setting.app.extensions['kinerja'].tag('skp', f'{CYCLE}/{MELATI}')[:16]}/perilaku"
    assert path in boss.get("/tujuan-bawahan").text
    fields = {"seen": hidden(boss.get(path).text, "seen"), "loyal": "Jaga rahasia jabatan."}
    assert boss.post(path, fields).status_code == 303
    assert "Jaga rahasia jabatan." in setting.client(MELATI).get("/tujuan").text
    answer = boss.post(path, {**fields, "loyal": "Lain."})
    assert answer.status_code == 422
    assert "berubah di tab" in answer.text
    for other in (KASI, MELATI):
        assert setting.client(other).get(path).status_code in (403, 404)


def test_examples_of_ones_own_kind_of_work_come_first(setting: World) -> None:
    page = setting.client(JOKO).get(NEW).text
    assert page.index("Loket pelayanan: surat") < page.index("Kesehatan: keluhan")
    assert "within 20 minutes on average" in setting.client(JOKO, "en").get(NEW).text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("success", "", "Tulis bagaimana keberhasilannya terlihat"),
        ("expected_result", "", "Tulis hasil apa yang diharapkan"),
        ("parent", "bukan-tujuan", "tidak ada lagi"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_kept_as_a_draft(setting, field, value, says) -> None:
    if field == "parent":
        set_goal(setting, SEKRETARIS, CAMAT)
    answer = write(setting, MELATI, **{field: value})
    assert answer.status_code == 422
    assert "<title>Kesalahan: " in answer.text
    said = errors_of(answer.text)
    assert list(said) == [field]
    assert says in said[field]
    assert f'id="{field}"' in answer.text
    assert answer.text.count(said[field]) == 2, "the same words in the summary and at the field"
    assert answer.text.index('class="errors"') < answer.text.index("<h1")
    assert "tersimpan sebagai rancangan" in answer.text
    (goal,) = goals_of(setting, MELATI)
    assert (goal.state, getattr(goal.wish, field)) == ("draft", value)


def test_a_text_that_is_too_long_is_refused_and_stays_on_the_page(setting: World) -> None:
    answer = write(setting, MELATI, expected_result="panjang " * 200)
    assert answer.status_code == 422
    assert list(errors_of(answer.text)) == ["expected_result"]
    assert "panjang panjang" in answer.text
    assert goals_of(setting, MELATI) == []


def test_a_double_click_makes_one_goal(setting: World) -> None:
    for _ in range(3):
        assert write(setting, MELATI).status_code == 303
    assert len(goals_of(setting, MELATI)) == 1


def test_a_draft_is_kept_whole_or_not(setting: World) -> None:
    answer = setting.client(MELATI).post(NEW, {"expected_result": "Arsip tertata", "aksi": "simpan"})
    assert answer.status_code == 303
    page = setting.client(MELATI).get(answer.headers["Location"]).text
    assert "Tersimpan sebagai rancangan" in page
    assert "Lengkapi dan ajukan" in page
    assert "Arsip tertata" not in setting.client(SEKRETARIS).get("/tujuan-bawahan").text


def test_the_language_changes_and_nothing_typed_is_lost(setting: World) -> None:
    answer = setting.client(MELATI).post(NEW, {**GOOD, "success": "Dalam 12,5 menit", "bahasa": "en"})
    assert answer.status_code == 200
    assert "How will you and your supervisor know" in answer.text
    assert "Dalam 12,5 menit</textarea>" in answer.text
    assert goals_of(setting, MELATI) == []


def test_two_tabs_never_overwrite_silently(setting: World) -> None:
    goal = set_goal(setting, MELATI)
    path = goal_path(setting, goal) + "/ubah"
    me = setting.client(MELATI)
    first, second = me.get(path).text, me.get(path).text
    assert (
        me.post(path, {**GOOD, "success": "95 persen", "revisi": hidden(first, "revisi"), "aksi": "simpan"}).status_code
        == 303
    )
    answer = me.post(path, {**GOOD, "success": "70 persen", "revisi": hidden(second, "revisi"), "aksi": "simpan"})
    assert answer.status_code == 422
    assert "di tab atau perangkat lain" in answer.text
    assert "Yang tersimpan sekarang" in answer.text
    assert "95 persen" in answer.text
    assert "70 persen</textarea>" in answer.text
    assert goals_of(setting, MELATI)[0].wish.success == "95 persen"
    again = me.post(path, {**GOOD, "success": "70 persen", "revisi": hidden(answer.text, "revisi"), "aksi": "simpan"})
    assert again.status_code == 303
    assert goals_of(setting, MELATI)[0].wish.success == "70 persen"


def test_an_older_tab_of_what_an_skp_says_once_is_told_first_whatever_else_is_wrong(setting: World) -> None:
    me, boss = setting.client(MELATI), setting.client(SEKRETARIS)
    listed = re.search(rf"/tujuan-bawahan/{CYCLE}/[0-9a-f]+/perilaku", boss.get("/tujuan-bawahan").text)[0]
    for who, path, field in ((me, f"/tujuan/{CYCLE}/skp", "resources"), (boss, listed, "loyal")):
        old = {"approach": "qualitative", "seen": hidden(who.get(path).text, "seen")}
        assert who.post(path, {**old, field: "Dari tab lain."}).status_code == 303
        long = who.post(path, {**old, field: "a" * 9000})
        assert long.status_code == 422
        page = who.post(path, {**old, "seen": hidden(long.text, "seen"), field: "Lama."})
        assert (page.status_code, "berubah di tab" in page.text) == (422, True), path
        assert who.post(path, {**old, "seen": hidden(page.text, "seen"), field: "Lama."}).status_code == 303


def test_the_back_button_sends_the_same_words_again_and_nothing_changes(setting: World) -> None:
    goal = set_goal(setting, MELATI)
    path = goal_path(setting, goal) + "/ubah"
    fields = {**GOOD, "success": "95 persen", "revisi": "1", "aksi": "simpan"}
    assert [setting.client(MELATI).post(path, fields).status_code for _ in range(2)] == [303, 303]
    assert goals_of(setting, MELATI)[0].revision == 2


def test_a_goal_is_removed_on_a_page_of_its_own(setting: World) -> None:
    goal = set_goal(setting, MELATI)
    path, me = goal_path(setting, goal) + "/hapus", setting.client(MELATI)
    assert "tidak dapat dibatalkan" in me.get(path).text
    assert goals_of(setting, MELATI) == [goal]
    old = hidden(me.get(path).text, "revisi")
    newer = goals.save(setting.office, CYCLE, MELATI, replace(goal.wish, success="70 persen"), goal.id)
    answer = me.post(path, {"revisi": old})
    assert answer.status_code == 422
    assert "70 persen" in answer.text, "what would go is shown as it stands now"
    assert goals_of(setting, MELATI) == [newer]
    revision = {"revisi": hidden(answer.text, "revisi")}
    assert [me.post(path, revision).status_code for _ in range(2)] == [303, 303]
    assert goals_of(setting, MELATI) == []


def test_the_supervisors_goal_is_chosen_from_those_put_forward(setting: World) -> None:
    assert "belum mengajukan rencananya sendiri" in setting.client(MELATI).get(NEW).text
    set_goal(setting, SEKRETARIS, expected_result="Rancangan yang tidak terlihat")
    parent = set_goal(setting, SEKRETARIS, CAMAT)
    page = setting.client(MELATI).get(NEW).text
    assert f'<option value="{parent.id}"' in page
    assert "Rancangan yang tidak terlihat" not in page
    answer = write(setting, MELATI, parent=parent.id)
    assert "Hasil kerja pimpinan yang diintervensi" in setting.client(MELATI).get(answer.headers["Location"]).text


def test_others_goals_do_not_exist_for_anybody_else(setting: World) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    for who in (BUDI, SEKRETARIS, KASI):
        for page in ("", "/ubah", "/hapus"):
            assert setting.client(who).get(goal_path(setting, goal) + page).status_code == 404
    for who in (BUDI, KASI, CAMAT, MELATI):
        assert setting.client(who).get(goal_path(setting, goal, "/tujuan-bawahan")).status_code == 404
        before = setting.dump()
        answer = setting.client(who).post(
            goal_path(setting, goal, "/tujuan-bawahan"), {"aksi": "kembali", "words": "x"}
        )
        assert answer.status_code == 404
        assert setting.dump() == before
    assert setting.client("staff:hr").get(goal_path(setting, goal)).status_code == 403


def test_an_outside_superior_has_reports_and_no_goals(setting: World) -> None:
    set_goal(setting, CAMAT, ASISTEN)
    assert "Syahril Effendi" in setting.client(ASISTEN).get("/tujuan-bawahan").text
    assert setting.client(ASISTEN).get(NEW).status_code == 404


# the supervisor


def proposed(world: World, who: str = MELATI):
    assert write(world, who).status_code == 303
    return goals_of(world, who)[0]


def test_the_supervisor_agrees_and_a_second_click_is_harmless(setting: World) -> None:
    goal = proposed(setting)
    path, boss = goal_path(setting, goal, "/tujuan-bawahan"), setting.client(SEKRETARIS)
    assert "1 rencana hasil kerja menunggu jawaban Anda" in boss.get("/tujuan-bawahan").text
    page = boss.get(path).text
    for _ in range(2):
        answer = boss.post(path, {"aksi": "setuju", "words": "", "revisi": hidden(page, "revisi")})
        assert answer.status_code == 303
    assert goals_of(setting, MELATI)[0].state == "agreed"
    assert "Rencana hasil kerja disepakati" in boss.get(answer.headers["Location"]).text


def test_sending_back_needs_words_which_the_person_reads(setting: World) -> None:
    goal = proposed(setting)
    path, boss = goal_path(setting, goal, "/tujuan-bawahan"), setting.client(SEKRETARIS)
    answer = boss.post(path, {"aksi": "kembali", "words": " ", "revisi": str(goal.revision)})
    assert answer.status_code == 422
    assert "Tulis apa yang perlu diperbaiki" in errors_of(answer.text)["words"]
    for _ in range(2):
        assert (
            boss.post(path, {"aksi": "kembali", "words": "Sebut bukunya.", "revisi": str(goal.revision)}).status_code
            == 303
        )
    assert "Sebut bukunya." in setting.client(MELATI).get("/tujuan").text
    assert "Sebut bukunya." in setting.client(MELATI).get(goal_path(setting, goal) + "/ubah").text


def test_agreeing_to_a_goal_that_changed_meanwhile_is_refused_with_the_new_words(setting: World) -> None:
    goal = proposed(setting)
    path, boss = goal_path(setting, goal, "/tujuan-bawahan"), setting.client(SEKRETARIS)
    page = boss.get(path).text
    fields = {**GOOD, "success": "40 persen", "revisi": str(goal.revision), "aksi": "ajukan"}
    assert setting.client(MELATI).post(goal_path(setting, goal) + "/ubah", fields).status_code == 303
    answer = boss.post(path, {"aksi": "setuju", "words": "Baik.", "revisi": hidden(page, "revisi")})
    assert answer.status_code == 422
    assert "berubah setelah halaman Anda dibuka" in answer.text
    assert "40 persen" in answer.text
    assert "Baik." in answer.text
    assert goals_of(setting, MELATI)[0].state == "proposed"


def test_two_tabs_of_the_supervisor_with_two_answers(setting: World) -> None:
    goal = proposed(setting)
    path, boss = goal_path(setting, goal, "/tujuan-bawahan"), setting.client(SEKRETARIS)
    boss.get(path)
    assert (
        boss.post(path, {"aksi": "kembali", "words": "Terlalu rendah.", "revisi": str(goal.revision)}).status_code
        == 303
    )
    answer = boss.post(path, {"aksi": "setuju", "words": "", "revisi": str(goal.revision)})
    assert answer.status_code == 422
    assert "tidak sedang menunggu" in answer.text
    assert goals_of(setting, MELATI)[0].state == "sent_back"


# realisations


def test_a_realisation_stands_in_words_with_its_evidence(setting: World) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    path, me = goal_path(setting, goal), setting.client(MELATI)
    assert "Belum ada realisasi" in me.get(path).text
    for day, said in (("2026-05-04", "45 persen"), ("2026-05-18", "81 persen")):
        fields = {"said": said, "day": day, "evidence": "Buku keluhan hlm. 3"}
        assert me.post(path + "/realisasi", fields).status_code == 303
    page = me.get(path + "?selesai=realisasi").text
    assert "Realisasi tersimpan" in page
    assert "style=" not in page
    assert page.index("18 Mei 2026</th>") < page.index("4 Mei 2026</th>")
    boss = setting.client(SEKRETARIS).get(goal_path(setting, goal, "/tujuan-bawahan")).text
    assert "Buku keluhan hlm. 3" in boss


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("said", " ", "Tulis apa yang sudah tercapai"), ("day", "2026-12-31", "belum tiba"), ("day", "1926-05-04", "Periksa tahunnya"),
        ("day", "kemarin", "Tanggal “kemarin” tidak sah"), ("said", "n" * 1001, "Paling panjang"),
    ],
)  # fmt: skip
def test_mistakes_in_a_realisation(setting: World, field: str, value: str, says: str) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    fields = {"said": "45", "day": "2026-05-04", "evidence": "", field: value}
    answer = setting.client(MELATI).post(goal_path(setting, goal) + "/realisasi", fields)
    assert answer.status_code == 422
    assert says in errors_of(answer.text)[field]
    assert goals_of(setting, MELATI)[0].realisations == ()


def test_a_rating_is_the_supervisors_and_shown_after_the_close(setting: World) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    path = goal_path(setting, goal, "/tujuan-bawahan")
    assert 'name="level"' not in setting.client(SEKRETARIS).get(path).text
    advance(setting, "assessment")
    boss = setting.client(SEKRETARIS)
    answer = boss.post(path, {"aksi": "nilai", "words": "Cepat."})
    assert "Pilih satu tingkat" in errors_of(answer.text)["level"]
    assert boss.post(path, {"aksi": "nilai", "level": "above", "words": "Cepat."}).status_code == 303
    assert "di atas ekspektasi" in boss.get("/tujuan-bawahan").text
    assert "Di atas ekspektasi" not in setting.client(MELATI).get(goal_path(setting, goal)).text
    advance(setting, "closed")
    shown = setting.client(MELATI).get(goal_path(setting, goal)).text
    assert "Di atas ekspektasi.</strong> Cepat." in shown


def test_a_realisation_of_an_older_tab_takes_the_place_of_no_newer_one_unseen(setting: World) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    path, me = goal_path(setting, goal), setting.client(MELATI)
    old = {"seen": hidden(me.get(path).text, "seen"), "day": "2026-05-04"}
    for _ in range(2):
        assert me.post(path + "/realisasi", {**old, "said": "45 di loket A"}).status_code == 303
    answer = me.post(path + "/realisasi", {**old, "said": "44 surat"})
    assert answer.status_code == 422
    assert "sudah dicatat: 45 di loket A" in errors_of(answer.text)["said"]
    assert "44 surat</textarea>" in answer.text
    assert me.post(path + "/realisasi", {**old, "said": "44 surat", "day": "2026-05-05"}).status_code == 303
    now = {"seen": hidden(me.get(path).text, "seen"), "day": "2026-05-04", "said": "44 surat"}
    assert me.post(path + "/realisasi", now).status_code == 303
    assert [r.said for r in goals_of(setting, MELATI)[0].realisations] == ["44 surat", "44 surat"]


@pytest.mark.parametrize("does", ["simpan", "ajukan"])
def test_an_empty_goal_is_not_said_to_be_saved(setting: World, does: str) -> None:
    empty = dict.fromkeys(GOOD, "") | {"kind": "main"}
    answer = setting.client(MELATI).post(NEW, {**empty, "aksi": does})
    assert answer.status_code == 422
    assert "belum ada yang disimpan" in errors_of(answer.text)["expected_result"]
    assert "tersimpan sebagai rancangan" not in answer.text
    assert goals_of(setting, MELATI) == []
    goal = set_goal(setting, MELATI)
    fields = {**empty, "revisi": str(goal.revision), "aksi": does}
    assert setting.client(MELATI).post(goal_path(setting, goal) + "/ubah", fields).status_code == 422
    assert goals_of(setting, MELATI) == [goal]


def test_a_goal_that_waits_for_the_supervisor_is_not_said_to_be_a_draft(setting: World) -> None:
    write(setting, MELATI)
    answer = write(setting, MELATI, "simpan")
    assert "sudah ada" in setting.client(MELATI).get(answer.headers["Location"]).text
    assert [g.state for g in goals_of(setting, MELATI)] == ["proposed"]


def test_an_older_tab_of_the_supervisor_undoes_no_newer_answer(setting: World) -> None:
    goal = proposed(setting)
    path, boss = goal_path(setting, goal, "/tujuan-bawahan"), setting.client(SEKRETARIS)
    old = {"revisi": hidden(boss.get(path).text, "revisi")}
    answer = boss.post(path, {**old, "aksi": "setuju", "words": ""})
    assert answer.headers["Location"] == "/tujuan-bawahan?selesai=setuju", "to the top, where the words are"
    answer = boss.post(path, {**old, "aksi": "kembali", "words": "Terlalu rendah."})
    assert answer.status_code == 422
    assert "Terlalu rendah." in answer.text
    assert goals_of(setting, MELATI)[0].state == "agreed"


def test_the_same_day_again_corrects(setting: World) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    for value in ("45", "46", "46"):
        setting.client(MELATI).post(goal_path(setting, goal) + "/realisasi", {"said": value, "day": "2026-05-04"})
    assert [r.said for r in goals_of(setting, MELATI)[0].realisations] == ["46"]


def test_after_the_close_goals_can_only_be_read(setting: World) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    draft = set_goal(setting, MELATI, expected_result="Rancangan lama")
    advance(setting, "assessment")
    assert "realisasi</button>" in setting.client(MELATI).get(goal_path(setting, goal)).text
    assert setting.client(MELATI).get(NEW).status_code == 303
    advance(setting, "closed")
    me = setting.client(MELATI)
    page = me.get(goal_path(setting, goal)).text
    assert "sudah tidak menerima perubahan" in page
    assert "realisasi</button>" not in page
    answer = me.post(goal_path(setting, goal) + "/realisasi", {"said": "45"})
    assert answer.status_code == 422
    assert "sudah tidak menerima realisasi" in answer.text
    answer = me.post(goal_path(setting, draft) + "/ubah", {**GOOD, "revisi": "1", "aksi": "ajukan"})
    assert answer.status_code == 422
    assert "sudah selesai" in answer.text
    assert GOOD["success"] in answer.text, "what was typed is still on the page"


def test_the_evidence_stands_beside_the_supervisors_rating(setting: World) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    set_goal(setting, MELATI, SEKRETARIS, expected_result="Arsip tertata")
    set_goal(setting, MELATI, expected_result="Hanya rancangan")
    goals.report(setting.office, CYCLE, MELATI, goal.id, "92 persen", "Buku keluhan", "2026-05-18")
    advance(setting, "assessment")
    path = f"/tugas/{setting.ref('supervisor', SEKRETARIS, MELATI)}/3"
    page = setting.client(SEKRETARIS).get(path).text
    assert "Tingkat hasil kerja tetap Anda yang menilai" in page
    assert "1 dilaporkan, belum dinilai, 1 belum dilaporkan" in page
    assert "92 persen" in page
    assert "Hanya rancangan" not in page
    assert page.index("Bukti: rencana") < page.index('name="work_result"')
    none = setting.client(SEKRETARIS).get(f"/tugas/{setting.ref('supervisor', SEKRETARIS, RATNA)}/3").text
    assert "Tidak ada rencana hasil kerja yang disepakati" in none


def test_an_ended_session_keeps_the_words_of_a_goal(setting: World) -> None:
    me = setting.client(MELATI)
    fields = {**GOOD, "csrf_token": me.token(), "aksi": "simpan"}
    setting.clock.turn(minutes=40)
    answer = me.http.post(NEW, data=fields)
    assert answer.status_code == 401
    assert "dibawa oleh halaman ini" in answer.text
    assert GOOD["success"] not in answer.text, "sealed, not readable on a shared computer"
    assert goals_of(setting, MELATI) == []


def test_no_number_stands_in_any_address_and_nothing_is_logged(setting: World, caplog) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    pages = [setting.client(MELATI).get(p).text for p in ("/tujuan", goal_path(setting, goal), NEW)]
    pages += [setting.client(SEKRETARIS).get("/tujuan-bawahan").text]
    for page in pages:
        for address in re.findall(r'(?:href|action)="([^"]*)"', page):
            assert not re.search(r"\d{15,}", address), address
        assert MELATI not in page
    assert caplog.text == ""


def test_a_lurah_may_have_twenty_goals_and_no_more(setting: World) -> None:
    for n in range(20):
        set_goal(setting, LURAH, expected_result=f"Hasil nomor {n}")
    answer = write(setting, LURAH)
    assert answer.status_code == 422
    assert "Paling banyak 20 rencana hasil kerja" in answer.text


# evidence files


def attach(world: World, who: str, path: str, body: bytes, name: str = "bukti.png"):
    return world.client(who).post(path, {"file": (io.BytesIO(body), name)}, content_type="multipart/form-data")


def test_an_evidence_file_is_given_to_its_owner_and_their_supervisor_alone(setting: World) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    path, boss_path = goal_path(setting, goal), goal_path(setting, goal, "/tujuan-bawahan")
    assert attach(setting, MELATI, f"{path}/bukti", PNG, "skrip.html").status_code == 303
    (link,) = re.findall(r'href="([^"]+/bukti/[^"]+)"', setting.client(MELATI).get(path).text)
    (boss_link,) = re.findall(r'href="([^"]+/bukti/[^"]+)"', setting.client(SEKRETARIS).get(boss_path).text)
    for who, address in ((MELATI, link), (SEKRETARIS, boss_link)):
        answer = setting.client(who).get(address)
        assert answer.data == PNG
        assert answer.headers["Content-Type"] == "image/png"
        assert re.fullmatch(r'attachment; filename="bukti-\w{6}\.png"', answer.headers["Content-Disposition"])
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"
    for who in (BUDI, KASI, CAMAT, SEKRETARIS):
        assert setting.client(who).get(link).status_code == 404
    for who in (BUDI, KASI, CAMAT):
        assert setting.client(who).get(boss_link).status_code in (403, 404)
        assert setting.client(who).post(link).status_code in (403, 404)
    assert setting.client("staff:hr").get(link).status_code == 403
    assert setting.client().get(link).status_code in (302, 303, 401)
    assert [setting.client(MELATI).post(link).status_code for _ in range(2)] == [303, 303]
    assert setting.client(MELATI).get(link).status_code == 404


def test_what_is_no_evidence_is_said_beside_the_field(setting: World) -> None:
    path = goal_path(setting, set_goal(setting, MELATI, SEKRETARIS))
    answer = attach(setting, MELATI, f"{path}/bukti", HTML)
    assert answer.status_code == 422
    assert "bukan PDF, JPG, atau PNG" in errors_of(answer.text)["file"]
    answer = setting.client(MELATI).post(f"{path}/bukti", {}, content_type="multipart/form-data")
    assert "Pilih dulu berkasnya" in answer.text
