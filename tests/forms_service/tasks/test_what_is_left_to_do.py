"""The list of tasks: nothing that is open is called done, and receipts are shown as long as the page says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assessment.assignment import Assignment
from forms_service.tasks.listing import listed
from forms_service.web.language import show_date
from kinerja_office import answering, cycles, goals, records
from tests.forms_town import advance, at, goal_path, object_to, set_goal
from tests.forms_world import CAMAT, CYCLE, JOKO, MELATI, PEER_PAIRS, SEKRETARIS, TIGOR, World

DONE = "Semua selesai ("
RECEIPTS = "Kode tanda terima penilaian yang tersegel"


def send_all(world: World, who: str) -> list[Assignment]:
    """Send every form of a person."""
    with world.office.store.read() as view:
        mine = records.assignments(view, CYCLE, rater=who)
    for one in mine:
        levels = (
            {"work_result": "as", "work_behaviour": "as", "reason": "Baik."} if one.method == "supervisor" else None
        )
        entry = answering.save(world.office, CYCLE, one, {"PEL1": "4"}, levels=levels)
        answering.send(world.office, CYCLE, one, entry.revision)
    return mine


def test_it_works(setting: World) -> None:
    advance(setting, "assessment")
    assert "0 dari 3 selesai." in setting.client(MELATI).get("/tugas").text
    send_all(setting, MELATI)
    assert "Terkirim" in setting.client(MELATI).get("/tugas").text


def test_the_next_step_is_more_of_the_same_then_what_was_begun(world: World) -> None:
    """A supervisor's reports one after the other, then oneself; the button of the list and that of the receipt follow one order."""
    boss = world.client(SEKRETARIS)
    page = boss.get("/tugas").text
    first, second, third = re.findall(r'href="/tugas/([0-9a-f]{16})">(?!Berikutnya)[^<]+</a>', page)[:3]
    assert page.index("<h2>Menilai bawahan") < page.index("<h2>Menilai diri")
    assert re.search(rf'class="button" href="/tugas/{first}">Berikutnya: Menilai bawahan: ', page)
    own = Assignment("self", SEKRETARIS, SEKRETARIS)
    answering.save(world.office, CYCLE, own, {"PEL1": "4", "PEL2": "4"})
    me = world.ref("self", SEKRETARIS, SEKRETARIS)
    assert f'href="/tugas/{me}/2">Lanjutkan: Penilaian diri, bagian 2 dari 2' in boss.get("/tugas").text
    with world.office.store.read() as view:
        reports = {
            world.ref("supervisor", SEKRETARIS, a.ratee): a for a in records.assignments(view, CYCLE, rater=SEKRETARIS)
        }
    levels = {"work_result": "as", "work_behaviour": "as", "reason": "Baik."}
    for done, following in ((first, f"/tugas/{second}"), (second, f"/tugas/{third}"), (third, f"/tugas/{me}/2")):
        entry = answering.save(world.office, CYCLE, reports[done], {"PEL1": "4"}, levels=levels)
        answering.send(world.office, CYCLE, reports[done], entry.revision)
        assert f'class="button" href="{following}"' in boss.get(f"/tugas/{done}/bukti").text


def test_changes_that_were_not_sent_are_open(world: World) -> None:
    (first, *_) = send_all(world, MELATI)
    assert DONE in world.client(MELATI).get("/tugas").text
    answering.save(world.office, CYCLE, first, {"PEL1": "2"})
    page = world.client(MELATI).get("/tugas").text
    assert DONE not in page
    assert "2 dari 3 selesai." in page
    at(world, "2026-07-01")
    late = world.client(MELATI).get("/tugas").text
    assert "perubahan yang belum dikirim tidak ikut" in late
    assert "sampai Anda menekan Kirim" not in late


@pytest.mark.parametrize("what", ["draft", "sent back", "to agree", "unreported", "nothing"])
def test_goals_that_wait_are_open(setting: World, what: str) -> None:
    me = SEKRETARIS if what == "to agree" else MELATI
    mine = set_goal(setting, me, CAMAT if me == SEKRETARIS else SEKRETARIS)
    goals.report(setting.office, CYCLE, me, mine.id, "45", day="2026-05-18")
    if what in ("draft", "unreported"):
        set_goal(setting, me, "" if what == "draft" else SEKRETARIS, expected_result="Arsip tertata")
    if what == "sent back":
        goals.send_back(setting.office, CYCLE, SEKRETARIS, me, mine.id, "Sebut bukunya.")
    if what == "to agree":
        other = goals.save(setting.office, CYCLE, MELATI, replace(mine.wish, expected_result="Loket rapi"))
        goals.propose(setting.office, CYCLE, MELATI, other.id)
    advance(setting, "assessment")
    send_all(setting, me)
    page = setting.client(me).get("/tugas").text
    assert (DONE in page) == (what == "nothing")
    assert (" selesai.</strong>" in page) == (what != "nothing")


@pytest.mark.parametrize(("state", "until"), [("goals", "2026-06-01"), ("assessment", "2026-06-30")])
def test_what_is_next_goes_by_the_day_that_the_line_says(setting: World, state: str, until: str) -> None:
    """Goals are to be settled before forms are taken, not by the end of what evaluates them."""
    set_goal(setting, MELATI, "")
    advance(setting, state)
    with setting.app.test_request_context("/masuk"):
        setting.app.preprocess_request()
        (one,) = (task for task in listed(setting.office, MELATI, []) if task.group[0] == "goals")
        assert one.until == until
        assert show_date(until) in one.note


def test_results_to_read_and_objections_to_answer_are_open_beside_a_newer_cycle(closed: World) -> None:
    object_to(closed, MELATI, SEKRETARIS, CAMAT)
    for who, waits in (
        (TIGOR, "Baca hasil Anda, Semester I 2026"),
        (SEKRETARIS, "Tanggapi keberatan"),
        (CAMAT, "Putuskan keberatan"),
    ):
        page = closed.client(who).get("/tugas").text
        assert waits in page
        assert "masih ada yang menunggu Anda" in page
    page = closed.client(MELATI).get("/tugas").text
    assert "Baca hasil Anda" not in page, "it was read, and objected to"
    assert "Menunggu jawaban, sebaiknya paling lambat 6 Juli 2026, tinggal 3 hari kerja" in page, "its clock is seen"
    at(closed, "2026-07-22")
    assert "Baca hasil Anda" not in closed.client(TIGOR).get("/tugas").text


def test_in_the_hour_after_opening_the_cycle_is_announced(setting: World) -> None:
    at(setting, "2026-06-10")
    cycles.open_cycle(setting.office, CYCLE, "hr", grace=True)
    page = setting.client(MELATI).get("/tugas").text
    assert "Semester I 2026 direncanakan mulai" in page


def test_receipts_are_shown_until_the_close_and_the_pages_say_so(world: World) -> None:
    send_all(world, MELATI)
    peer, own = world.ref("peer", MELATI, PEER_PAIRS[4][1]), world.ref("self", MELATI, MELATI)
    me = world.client(MELATI)
    assert (
        f"{RECEIPTS} hanya dapat dibuka di sini sampai periode ditutup (direncanakan setelah 30 Juni 2026"
        in me.get("/tugas").text
    )
    assert "tidak seorang pun dapat menampilkannya lagi" in me.get(f"/tugas/{peer}/bukti").text
    assert "mengajukan keberatan" not in me.get(f"/tugas/{own}/bukti").text, "this cycle has no such stage"
    assert "Ambil foto layar sekarang." in me.get(f"/tugas/{own}/bukti").text
    assert RECEIPTS not in world.client(JOKO).get("/tugas").text, "who has none is not warned"
    cycles.begin_closing(world.office, CYCLE, "hr")
    assert "paling lama satu jam" in me.get("/tugas").text
    assert 'class="code"' in me.get(f"/tugas/{peer}/bukti").text
    cycles.undo_closing(world.office, CYCLE, "hr")
    world.close()
    me = world.client(MELATI)
    for path in ("/tugas", f"/tugas/{peer}/bukti"):
        assert f"{RECEIPTS} dapat dibuka di sini sampai periode ditutup" in me.get(path).text
    assert "kertas" not in me.get(f"/tugas/{own}/bukti").text


def test_nothing_sent_is_called_not_begun_after_the_last_day(world: World) -> None:
    at(world, "2026-07-01")
    page = world.client(MELATI).get("/tugas").text
    assert "Belum dimulai" not in page
    assert "Tidak dikirim, jadi tidak dihitung" in page


def test_the_words_of_an_act_stand_where_its_redirect_leads(setting: World) -> None:
    goal = set_goal(setting, MELATI)
    goals.propose(setting.office, CYCLE, MELATI, goal.id)
    path, boss = goal_path(setting, goal, "/tujuan-bawahan"), setting.client(SEKRETARIS)
    answer = boss.post(path, {"aksi": "setuju", "words": "", "revisi": str(goal.revision + 1)})
    assert "#" not in answer.headers["Location"]
    assert "Rencana hasil kerja disepakati" in boss.get(answer.headers["Location"]).text
