"""Opinions before and after a cycle, and what stands beside results and tasks: suggestions, actions, things to do."""

from __future__ import annotations

import re

import pytest

from assessment.cycle import Cycle
from assessment.instrument import parse_instrument
from forms_service.web import lists
from kinerja_office import consultation, cycles, follow_up, goals, records, training
from kinerja_office.consultation import Response
from tests.forms_town import advance, at, build_town, object_to, result_path, set_goal
from tests.forms_world import ASISTEN, CYCLE, MELATI, RATNA, ROOT, SEKRETARIS, SMALL, TIGOR, World

BEFORE, AFTER = f"/pendapat/{CYCLE}/sebelum", f"/pendapat/{CYCLE}/sesudah"
CLEAR, FAIR = "n-komunikasi/clear", "n-komunikasi/fair"


def cycle(world: World) -> Cycle:
    with world.office.store.read() as view:
        return records.cycle(view, CYCLE)


def answered(world: World, stage: str) -> int:
    with world.office.store.read() as view:
        return view.count("opinions", cycle=CYCLE, stage=stage)


def publish(world: World) -> None:
    """Set the cycle to published, as the door does at its end (the door has its own tests)."""
    with world.office.store.write() as change:
        change.put("cycles", CYCLE, {**cycle(world).to_doc(), "state": "published", "published": world.office.today()})


def test_everybody_rates_the_draft_and_may_change_the_answer(asking: World) -> None:
    me = asking.client(MELATI)
    page = me.get(BEFORE).text
    assert "Jawaban disegel seperti formulir rekan" in page
    assert "kuncinya dimusnahkan" in page
    assert "Membuat orang bingung" in page, "the draft's statements are there to read"
    assert page.count('class="five"') == 4
    assert me.post(BEFORE, {CLEAR: "4", FAIR: "2", "comment": "Contoh di loket kurang."}).status_code == 303
    page = me.get(BEFORE).text
    assert "Anda sudah menjawab" in page
    assert "Contoh di loket kurang." in page
    for _ in range(2):
        assert me.post(BEFORE, {CLEAR: "5", "comment": ""}).status_code == 303
    assert answered(asking, "before") == 1
    with asking.office.store.read() as view:
        mine = consultation.mine(asking.office, view, cycle(asking), "before", MELATI)
    assert mine == consultation.Opinion({"komunikasi/clear": 5}, "")


def test_an_outside_rater_has_a_say_too(asking: World) -> None:
    assert asking.client(ASISTEN).post(BEFORE, {CLEAR: "4"}).status_code == 303


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({}, "n-pelayanan/clear", "Pilih sedikitnya satu nilai"),
        ({CLEAR: "6"}, CLEAR, "Pilih 1 sampai 5"),
        ({CLEAR: "ya"}, CLEAR, "Pilih 1 sampai 5"),
        ({"comment": "k" * 1001}, "comment", "Paling panjang 1000 huruf"),
    ],
)
def test_mistakes(asking: World, fields, field, says) -> None:
    answer = asking.client(MELATI).post(BEFORE, fields)
    assert answer.status_code == 422
    assert "<title>Kesalahan: " in answer.text
    said = dict(re.findall(r'<a href="#([^"]+)">([^<]+)</a>', answer.text.split('class="errors"')[1]))
    assert says in said[field]
    assert f'id="{field}"' in answer.text
    assert answered(asking, "before") == 0


def test_the_stage_ends_and_a_late_opinion_is_told_so(asking: World) -> None:
    asking.client(MELATI).post(BEFORE, {CLEAR: "4"})
    advance(asking, "goals")
    answer = asking.client(RATNA).post(BEFORE, {CLEAR: "1", "comment": "Terlambat saya tulis."})
    assert answer.status_code == 409
    assert "tidak sedang dibuka" in answer.text
    assert "<title>Kesalahan: " in answer.text
    assert "Terlambat saya tulis." in answer.text
    assert asking.client(MELATI).get(BEFORE).status_code == 200
    assert answered(asking, "before") == 0, "the stage has ended"


def test_pages_that_are_not_there(asking: World) -> None:
    assert asking.client(MELATI).get(f"/pendapat/{CYCLE}/nanti").status_code == 404
    assert asking.client(MELATI).get("/pendapat/2030-1/sebelum").status_code == 404
    assert asking.client("staff:hr").get(BEFORE).status_code == 403
    assert "belum dapat dikirim" in asking.client(MELATI).get(AFTER).text


def test_the_language_button_keeps_the_marks(asking: World) -> None:
    page = asking.client(MELATI).post(BEFORE, {CLEAR: "4", "comment": "Baik.", "bahasa": "en"}).text
    assert "How clear is this criterion?" in page
    assert re.search(rf'name="{CLEAR}" value="4"[^>]* checked', page)
    assert "Baik." in page
    assert answered(asking, "before") == 0


def test_nothing_kept_names_the_person(asking: World) -> None:
    asking.client(MELATI).post(BEFORE, {CLEAR: "4", "comment": "Singkat."})
    says = asking.dump()["opinions"]
    assert len(says) == 1
    assert not any(x in repr(says) for x in (MELATI, "Singkat", "ratings"))


def test_everybody_reads_what_changed_and_what_hr_answered(asking: World) -> None:
    assert "Belum ada jawaban kepegawaian" in asking.client(RATNA).get("/pendapat").text
    asking.client(MELATI).post(BEFORE, {CLEAR: "1"})
    advance(asking, "goals")
    newer = SMALL.replace('version = "1"', 'version = "2"').replace("Membuat orang bingung", "Membiarkan orang bingung")
    cycles.revise_instrument(asking.office, CYCLE, parse_instrument(newer, "kecil.toml"), "hr")
    said = {"id": "Pernyataan kurang jelas.", "en": "A statement was unclear."}
    did = {"id": "Kata-katanya diganti.", "en": "It was worded anew."}
    consultation.put_response(asking.office, Response(CYCLE, "before", "kejelasan", said, did), "hr")
    page = asking.client(RATNA).get("/pendapat").text
    assert "Kata-katanya diganti." in page
    assert "“Membuat orang bingung” menjadi “Membiarkan orang bingung”" in page
    assert "It was worded anew." in asking.client(RATNA, "en").get("/pendapat").text


def test_three_closing_questions_for_fourteen_days(closed: World) -> None:
    me = closed.client(MELATI)
    assert "Tiga pertanyaan penutup" in me.get("/tugas").text
    assert "Sampai 15 Juli 2026." in me.get("/tugas").text
    assert f'href="{AFTER}"' in me.get(result_path(closed, MELATI)).text
    assert me.post(AFTER, {"n-adil/process": "4", "n-jelas/process": "3", "comment": ""}).status_code == 303
    assert "Sudah Anda jawab" in me.get("/tugas").text
    at(closed, "2026-07-16")
    late = closed.client(RATNA).post(AFTER, {"n-adil/process": "4"})
    assert late.status_code == 409
    assert answered(closed, "after") == 1


# beside results


def test_training_is_suggested_for_what_is_weak_with_the_number_behind_it(closed: World) -> None:
    page = closed.client(MELATI).get(result_path(closed, MELATI)).text
    assert "Saran pelatihan" in page
    assert "Teknik komunikasi" in page
    assert "Komunikasi 3,0" in page
    assert "Lokakarya dua hari dengan latihan di loket, 12 jam." in page
    assert "Layanan" not in page.split("Saran pelatihan")[1].split("Keberatan")[0], "service is strong"
    assert "Communication techniques" in closed.client(MELATI, "en").get(result_path(closed, MELATI)).text
    assert "Tidak ada saran" in closed.client(RATNA).get(result_path(closed, RATNA)).text


def test_plans_and_actions_are_seen_once_they_are_public(closed: World) -> None:
    programme = next(p for p in lists.programmes(ROOT / "content") if p.code == "teknik-komunikasi")
    training.plan(closed.office, CYCLE, programme, "2026-08-05", "hr")
    text = {"id": "Papan informasi di setiap loket", "en": "A board at each counter"}
    follow_up.add(closed.office, CYCLE, "papan", "komunikasi", text, "Kasi Pelayanan", "2026-09-01", "hr")
    page = closed.client(MELATI).get(result_path(closed, MELATI)).text
    assert "5 Agustus 2026" not in page
    assert "Papan informasi" not in page
    publish(closed)
    page = closed.client(MELATI).get(result_path(closed, MELATI)).text
    assert "Direncanakan 5 Agustus 2026." in page
    assert "Papan informasi di setiap loket" in page
    assert "Kasi Pelayanan, tenggat 1 September 2026: direncanakan." in page


def test_lists_of_hr_that_cannot_be_read_break_no_page(tmp_path, caplog) -> None:
    assert lists.programmes(None) == ()
    assert lists.goal_examples(tmp_path) == ()
    (tmp_path / "training.toml").write_text("[[programme]]\ncode = 1\n")
    (tmp_path / "goal_examples.toml").write_bytes(b"\xff\xfe")
    assert lists.programmes(tmp_path) == ()
    assert lists.goal_examples(tmp_path) == ()
    (tmp_path / "goal_examples.toml").write_text("[[example]]\ncode = 'x'\n")
    assert lists.goal_examples(tmp_path) == ()
    assert "cannot be used" in caplog.text


# my tasks


def test_tasks_through_goal_setting(setting: World) -> None:
    def tasks(who: str) -> str:
        return str(setting.client(who).get("/tugas").text)

    page = tasks(MELATI)
    assert "Ajukan rencana hasil kerja" in page
    assert "Anda belum menulis rencana hasil kerja. Sebelum penilaian dibuka, 1 Juni 2026." in page
    assert "Belum ada yang perlu diisi" not in page
    one = set_goal(setting, MELATI)
    assert "1 rancangan belum diajukan" in tasks(MELATI)
    goals.propose(setting.office, CYCLE, MELATI, one.id)
    assert 'Ajukan rencana hasil kerja</a><span class="tag ok">Selesai' in " ".join(tasks(MELATI).split())
    assert "Jawab rencana hasil kerja bawahan" in tasks(SEKRETARIS)
    assert "1 rencana hasil kerja menunggu Anda." in tasks(SEKRETARIS)
    goals.send_back(setting.office, CYCLE, SEKRETARIS, MELATI, one.id, "Perjelas.")
    assert "Perbaiki “" in tasks(MELATI)
    assert "“Perjelas.”" in tasks(MELATI)
    goals.propose(setting.office, CYCLE, MELATI, one.id)
    goals.agree(setting.office, CYCLE, SEKRETARIS, MELATI, one.id)
    at(setting, "2026-06-01")
    assert "Sampai kepegawaian menutup penetapan rencana." in tasks(RATNA)
    advance(setting, "assessment")
    assert "1 rencana hasil kerja belum punya realisasi. Catat sampai 30 Juni 2026." in tasks(MELATI)
    goals.report(setting.office, CYCLE, MELATI, one.id, "80")
    assert "Catat realisasi tujuan" not in tasks(MELATI)


def test_tasks_in_consultation_and_nothing_for_outsiders(asking: World) -> None:
    page = asking.client(MELATI).get("/tugas").text
    assert "Pendapat tentang rancangan instrumen" in page
    assert "Penilaian direncanakan mulai 1 Juni 2026." in page


def test_tasks_after_the_close_in_english(closed: World) -> None:
    object_to(closed, TIGOR, closed_boss(closed, TIGOR), superior(closed, TIGOR))
    page = closed.client(closed_boss(closed, TIGOR), "en").get("/tugas").text
    assert "State your side: Tigor Sihombing" in page
    assert "Ideally by 6 July 2026, 3 working days left" in page


def closed_boss(world: World, who: str) -> str:
    with world.office.store.read() as view:
        return records.participants(view, CYCLE)[who].supervisor


def superior(world: World, who: str) -> str:
    return closed_boss(world, closed_boss(world, who))


def test_a_cycle_without_stages_shows_none_of_it(tmp_path) -> None:
    from tests.forms_world import build_world

    world = build_world(tmp_path)
    assert "rencana hasil kerja" not in world.client(MELATI).get("/tugas").text
    assert "Belum ada rencana hasil kerja" in world.client(MELATI).get("/tujuan").text
    world.close()
    page = world.client(MELATI).get(result_path(world, MELATI)).text
    assert "tidak memakai tahap keberatan" in page
    assert world.client(MELATI).get(f"/keberatan/{CYCLE}").status_code == 404
    assert build_town(tmp_path / "other", "draft").client(MELATI).get(BEFORE).status_code == 200
