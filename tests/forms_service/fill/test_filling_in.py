"""An ASN fills in forms: one screen after the other, with mistakes, on two devices, and sends deliberately."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assessment.assignment import Assignment
from kinerja_office import answering, cycles, declines, records
from kinerja_words.problems import Refused
from tests.forms_town import hidden
from tests.forms_world import BUDI, CYCLE, JOKO, MELATI, RATNA, SEKRETARIS, Person, World

FIRST = {"n-PEL1": "4", "n-PEL2": "5"}
SECOND = {"n-KOM1": "3", "n-KOM2": "TD"}


def entry(world: World, method: str, rater: str, ratee: str) -> answering.Entry:
    with world.office.store.read() as view:
        cycle = records.cycle(view, CYCLE)
        return answering.load(world.office, view, cycle, Assignment(method, rater, ratee))  # type: ignore[arg-type]


def fill_all(me: Person, ref: str) -> None:
    assert me.post(f"/tugas/{ref}/1", FIRST).headers["Location"] == f"/tugas/{ref}/2"
    assert me.post(f"/tugas/{ref}/2", SECOND).headers["Location"] == f"/tugas/{ref}/periksa"


def send(me: Person, ref: str):
    page = me.get(f"/tugas/{ref}/periksa").text
    revision = re.search(r'name="revisi" value="(\d+)"', page)
    assert revision, page
    return me.post(f"/tugas/{ref}/kirim", {"revisi": revision.group(1)})


def test_it_works(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    assert f'href="/tugas/{ref}"' in me.get("/tugas").text
    assert "Mulai" in me.get(f"/tugas/{ref}").text
    fill_all(me, ref)
    answer = send(me, ref)
    assert answer.headers["Location"] == f"/tugas/{ref}/bukti"
    stored = entry(world, "self", MELATI, MELATI)
    assert stored.answers == "453T"
    assert stored.receipt in me.get(f"/tugas/{ref}/bukti").text
    assert "Terkirim</span>" in me.get("/tugas").text
    # whose form comes next is the lot of each rater
    assert "Berikutnya: Menilai rekan kerja: " in me.get(f"/tugas/{ref}/bukti").text


def test_missing_answers_are_listed_once_and_may_then_be_left_empty(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    page = me.post(f"/tugas/{ref}/1", {"n-PEL1": "4"})
    assert page.status_code == 422
    assert "<title>Kesalahan: " in page.text
    assert page.text.index('class="errors"') < page.text.index("<h1>")
    assert page.text.count("Belum dijawab: Ramah dan cekatan") == 2
    assert 'href="#n-PEL2"' in page.text
    assert 'id="n-PEL2"' in page.text
    assert "autofocus" in page.text
    assert entry(world, "self", MELATI, MELATI).draft == "4---", "what was chosen is kept"
    assert me.post(f"/tugas/{ref}/1", {"n-PEL1": "4", "aksi": "kosong"}).status_code == 303
    me.post(f"/tugas/{ref}/2", {"aksi": "kosong"})
    assert send(me, ref).status_code == 303
    assert entry(world, "self", MELATI, MELATI).answers == "4---"


@pytest.mark.parametrize("bad", [{"n-PEL1": "9"}, {"n-PEL1": "x"}, {"n-PEL1": ["4", "5"]}, {"n-PEL1": "４"}])
def test_what_no_page_offers_is_refused_and_nothing_changes(world: World, bad: dict) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    assert me.post(f"/tugas/{ref}/1", bad).status_code == 422
    assert entry(world, "self", MELATI, MELATI).draft == ""


def test_answers_can_be_cleared(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    me.post(f"/tugas/{ref}/1", FIRST)
    assert me.post(f"/tugas/{ref}/1", {**FIRST, "aksi": "hapus"}).headers["Location"].endswith("/1")
    assert entry(world, "self", MELATI, MELATI).draft == "----"


def test_change_from_the_check_page_leads_back_to_it(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    fill_all(me, ref)
    assert f"/tugas/{ref}/1?dari=periksa" in me.get(f"/tugas/{ref}/periksa").text
    assert 'name="dari"' in me.get(f"/tugas/{ref}/1?dari=periksa").text
    assert me.post(f"/tugas/{ref}/1", {**FIRST, "dari": "periksa"}).headers["Location"].endswith("/periksa")


def test_another_device_goes_on_where_the_first_stopped(world: World) -> None:
    ref = world.ref("self", MELATI, MELATI)
    world.client(MELATI).post(f"/tugas/{ref}/1", FIRST)
    phone = world.client(MELATI)
    assert "2 dari 4</span>" in phone.get("/tugas").text
    assert f"/tugas/{ref}/2" in phone.get(f"/tugas/{ref}").text
    assert len(re.findall(r"checked", phone.get(f"/tugas/{ref}/1").text)) == 2


def test_sending_twice_is_harmless(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("peer", MELATI, RATNA)
    fill_all(me, ref)
    page = me.get(f"/tugas/{ref}/periksa").text
    revision = {"revisi": re.search(r'name="revisi" value="(\d+)"', page)[1]}  # type: ignore[index]
    first = me.post(f"/tugas/{ref}/kirim", revision)
    receipt = entry(world, "peer", MELATI, RATNA).receipt
    assert me.post(f"/tugas/{ref}/kirim", revision).headers["Location"] == first.headers["Location"]
    assert entry(world, "peer", MELATI, RATNA).receipt == receipt


def test_two_tabs_a_stale_send_says_so_and_sends_nothing(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    fill_all(me, ref)
    page = me.get(f"/tugas/{ref}/periksa").text
    revision = {"revisi": re.search(r'name="revisi" value="(\d+)"', page)[1]}  # type: ignore[index]
    me.post(f"/tugas/{ref}/1", {"n-PEL1": "1", "n-PEL2": "1"})
    answer = me.post(f"/tugas/{ref}/kirim", revision)
    assert answer.status_code == 409
    assert "di tab atau perangkat lain" in answer.text
    assert f"/tugas/{ref}/periksa" in answer.text
    assert not entry(world, "self", MELATI, MELATI).sent


def older_tab(me: Person, path: str) -> dict[str, str]:
    """Return what a page that is open in another tab brings back besides what is typed on it."""
    return {"terlihat": hidden(me.get(path).text, "terlihat")}


def test_an_older_tab_overwrites_no_newer_answer_and_loses_none(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    path = f"/tugas/{ref}/1"
    me.post(path, {"n-PEL1": "2", "n-PEL2": "2", **older_tab(me, path)})
    old = older_tab(me, path)
    me.post(path, {"n-PEL1": "3", "n-PEL2": "2", **old})
    # the old tab changes the other answer alone: the newer one stays
    assert me.post(path, {"n-PEL1": "2", "n-PEL2": "TD", **old}).status_code == 303
    assert entry(world, "self", MELATI, MELATI).draft == "3T--"
    # both tabs changed the same one: both are shown, nothing is stored, and what is chosen then counts
    answer = me.post(path, {"n-PEL1": "5", "n-PEL2": "1", **old})
    assert answer.status_code == 422
    assert "sudah diubah menjadi: 3 Kadang-kadang" in answer.text
    assert "sudah diubah menjadi: Tidak dapat menilai" in answer.text
    assert re.search(r'name="n-PEL1" value="5"[^>]* checked', answer.text)
    assert entry(world, "self", MELATI, MELATI).draft == "3T--"
    assert (
        me.post(path, {"n-PEL1": "5", "n-PEL2": "TD", "terlihat": hidden(answer.text, "terlihat")}).status_code == 303
    )
    assert entry(world, "self", MELATI, MELATI).draft == "5T--"


@pytest.mark.parametrize("does", ["hapus", "lanjut"])
def test_clearing_and_leaving_empty_in_an_older_tab_take_away_no_newer_answer(world: World, does: str) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    path = f"/tugas/{ref}/1"
    old = older_tab(me, path)
    me.post(path, FIRST)
    me.post(path, {"aksi": does, **old})
    assert entry(world, "self", MELATI, MELATI).draft == "45--"


def test_a_double_click_and_a_language_button_are_no_conflict(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    path = f"/tugas/{ref}/1"
    once = {**FIRST, **older_tab(me, path)}
    assert [me.post(path, once).status_code for _ in range(2)] == [303, 303]
    half = me.post(f"/tugas/{ref}/2", {"n-KOM1": "3", **older_tab(me, f"/tugas/{ref}/2")})
    assert (
        me.post(
            f"/tugas/{ref}/2", {"n-KOM1": "4", "n-KOM2": "1", "terlihat": hidden(half.text, "terlihat")}
        ).status_code
        == 303
    )


def test_an_older_tab_of_the_levels_shows_both_reasons(world: World) -> None:
    boss, ref = world.client(SEKRETARIS), world.ref("supervisor", SEKRETARIS, MELATI)
    path = f"/tugas/{ref}/3"
    old = older_tab(boss, path)
    boss.post(path, {"work_result": "as", "work_behaviour": "as", "reason": "Arsip tertata.", **old})
    answer = boss.post(path, {"work_result": "above", "work_behaviour": "as", "reason": "Loket rapi.", **old})
    assert answer.status_code == 422
    assert "sudah diubah menjadi: Sesuai ekspektasi" in answer.text
    assert "sudah diubah menjadi: Arsip tertata." in answer.text
    assert "Loket rapi.</textarea>" in answer.text
    kept = entry(world, "supervisor", SEKRETARIS, MELATI)
    assert (kept.work_result, kept.reason) == ("as", "Arsip tertata.")


def test_changing_after_sending_keeps_the_receipt_and_says_what_counts(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    fill_all(me, ref)
    send(me, ref)
    before = entry(world, "self", MELATI, MELATI)
    me.post(f"/tugas/{ref}/1", {"n-PEL1": "1", "n-PEL2": "1"})
    assert "Perubahan belum dikirim" in me.get("/tugas").text
    assert "yang dihitung adalah kiriman sebelumnya" in me.get(f"/tugas/{ref}/periksa").text
    send(me, ref)
    after = entry(world, "self", MELATI, MELATI)
    assert (before.receipt, after.answers) == (after.receipt, "113T")


def test_before_a_peer_form_the_group_and_what_is_shown_are_said(world: World) -> None:
    page = world.client(BUDI).get(f"/tugas/{world.ref('peer', BUDI, MELATI)}").text
    assert "4 rekan kerja diminta menilai Melati" in page
    assert "sedikitnya 3 orang menjawab" in page
    few = world.client(MELATI).get(f"/tugas/{world.ref('peer', MELATI, RATNA)}").text
    assert "2 rekan kerja" in few
    assert "kurang dari 3" in few


def test_not_my_colleague(world: World) -> None:
    me, ref = world.client(JOKO), world.ref("peer", JOKO, MELATI)
    assert me.post(f"/tugas/{ref}/tolak", {"reason": " "}).status_code == 422
    long = me.post(f"/tugas/{ref}/tolak", {"reason": "x" * 501})
    assert long.status_code == 422
    assert "x" * 501 in long.text, "the text is kept"
    lines = "a\r\n" * 249 + "ab"  # 500 characters as the page counts them, and as a browser sends them
    assert me.post(f"/tugas/{ref}/tolak", {"reason": lines + "c\r\nd"}).status_code == 422
    assert (
        me.post(f"/tugas/{ref}/tolak", {"reason": lines, "revisi": "0"}).headers["Location"] == "/tugas?selesai=tolak"
    )
    assert me.post(f"/tugas/{ref}/tolak", {"reason": "Kami tidak bekerja bersama."}).status_code == 303
    page = me.get("/tugas").text
    assert "Anda menolak tugas ini" in page
    assert f'action="/tugas/{ref}/tolak/batal"' in page, "it is taken back in place"
    with world.office.store.read() as view:
        found = declines.listed(world.office, view, records.cycle(view, CYCLE))
    assert [(d.rater, d.reason) for d in found] == [(JOKO, "Kami tidak bekerja bersama.")]


def declined(world: World) -> list[str]:
    with world.office.store.read() as view:
        return [d.rater for d in declines.listed(world.office, view, records.cycle(view, CYCLE))]


def test_declining_is_taken_back_by_its_own_act_and_by_nothing_else(world: World) -> None:
    me, ref = world.client(JOKO), world.ref("peer", JOKO, MELATI)
    me.post(f"/tugas/{ref}/tolak", {"reason": "Salah tekan.", "revisi": "0"})
    page = me.get("/tugas?selesai=tolak").text
    assert "dapat membatalkannya" in page
    assert f'href="/tugas/{ref}"' in page
    for step in ("1", "periksa"):
        assert me.get(f"/tugas/{ref}/{step}").headers["Location"] == f"/tugas/{ref}"
    typed = me.post(f"/tugas/{ref}/1", FIRST)
    assert (typed.status_code, 'value="5"' in typed.text) == (409, True), "what an older tab typed is still there"
    assert me.post(f"/tugas/{ref}/kirim", {"revisi": "0"}).status_code == 409
    one = Assignment("peer", JOKO, MELATI)
    for act in (
        lambda: answering.save(world.office, CYCLE, one, {"PEL1": "4"}),
        lambda: answering.send(world.office, CYCLE, one, 0),
    ):
        with pytest.raises(Refused):
            act()
    assert declined(world) == [JOKO], "HR's list does not tell who has begun to answer"
    assert f'action="/tugas/{ref}/tolak/batal"' in me.get(f"/tugas/{ref}").text
    for _ in range(2):
        assert me.post(f"/tugas/{ref}/tolak/batal").headers["Location"] == f"/tugas/{ref}"
    assert declined(world) == []
    fill_all(me, ref)
    send(me, ref)
    assert entry(world, "peer", JOKO, MELATI).sent
    assert me.post(f"/tugas/{ref}/tolak/batal").status_code == 303
    assert entry(world, "peer", JOKO, MELATI).sent


def test_declining_from_an_older_tab_drops_no_answer_it_did_not_show(world: World) -> None:
    me, ref = world.client(JOKO), world.ref("peer", JOKO, MELATI)
    old = {"reason": "Bukan rekan.", "revisi": hidden(me.get(f"/tugas/{ref}/tolak").text, "revisi")}
    me.post(f"/tugas/{ref}/1", FIRST)
    answer = me.post(f"/tugas/{ref}/tolak", old)
    assert answer.status_code == 422
    assert "Jawaban yang sudah Anda isi untuk tugas ini dihapus" in answer.text
    assert entry(world, "peer", JOKO, MELATI).draft
    again = {**old, "revisi": hidden(answer.text, "revisi")}
    assert [me.post(f"/tugas/{ref}/tolak", again).status_code for _ in range(2)] == [303, 303]


def test_only_a_peer_task_can_be_declined_and_not_after_sending(world: World) -> None:
    me = world.client(MELATI)
    assert me.get(f"/tugas/{world.ref('self', MELATI, MELATI)}/tolak").status_code == 404
    ref = world.ref("peer", MELATI, RATNA)
    fill_all(me, ref)
    send(me, ref)
    assert me.post(f"/tugas/{ref}/tolak", {"reason": "x"}).status_code == 422


def test_a_supervisor_rates_and_sees_the_predicate_before_sending(world: World) -> None:
    boss, ref = world.client(SEKRETARIS), world.ref("supervisor", SEKRETARIS, MELATI)
    boss.post(f"/tugas/{ref}/1", FIRST)
    assert boss.post(f"/tugas/{ref}/2", SECOND).headers["Location"] == f"/tugas/{ref}/3"
    page = boss.get(f"/tugas/{ref}/periksa").text
    assert "belum lengkap" in page
    early = boss.post(f"/tugas/{ref}/kirim", {"revisi": "2"})
    assert early.status_code == 422
    bad = boss.post(f"/tugas/{ref}/3", {"work_result": "above"})
    assert bad.status_code == 422
    assert bad.text.count("Pilih tingkat perilaku kerja") == 2
    assert bad.text.count("Tulis alasannya") == 2
    assert entry(world, "supervisor", SEKRETARIS, MELATI).work_result == "above", "what was chosen is kept"
    full = {"work_result": "above", "work_behaviour": "above", "reason": "Arsip tertib, surat selesai sehari."}
    assert boss.post(f"/tugas/{ref}/3", full).headers["Location"].endswith("/periksa")
    page = boss.get(f"/tugas/{ref}/periksa").text
    assert "Sangat Baik" in page.split('class="here"')[1][:60]
    assert send(boss, ref).status_code == 303
    assert entry(world, "supervisor", SEKRETARIS, MELATI).sent


def test_a_named_form_is_sent_on_to_the_next_of_its_kind_with_its_receipt(world: World) -> None:
    """Reports one after the other; a sealed form has its receipt on a page of its own."""
    boss, to_do = world.client(SEKRETARIS), {RATNA: "Ratna Dewi", BUDI: "Budi Santoso", MELATI: "Melati Suryakencana"}
    who: str | None = MELATI
    while who:
        ref = world.ref("supervisor", SEKRETARIS, who)
        fill_with_levels(boss, ref)
        page = boss.get(f"/tugas/{ref}/periksa").text
        del to_do[who]
        on = re.search(r'value="lanjut">Kirim, lalu nilai ([^<]+)<', page)
        assert bool(on) == bool(to_do)
        answer = boss.post(f"/tugas/{ref}/kirim", {"revisi": hidden(page, "revisi"), "aksi": "lanjut"})
        next_one = next((n for n, name in to_do.items() if on and on.group(1) == name), None)
        there = (
            f"/tugas/{world.ref('supervisor', SEKRETARIS, next_one)}?sesudah={ref}"
            if next_one
            else f"/tugas/{ref}/bukti"
        )
        assert answer.headers["Location"] == there
        code = entry(world, "supervisor", SEKRETARIS, who).receipt
        assert code in boss.get(there).text
        if next_one:
            assert code not in boss.get(there.split("?")[0]).text
            assert world.client(next_one).get(there).status_code == 404, "the receipt is its rater's alone"
            assert boss.get(f"{there}0").status_code == 404
        who = next_one
    peer = world.ref("peer", MELATI, RATNA)
    me = world.client(MELATI)
    fill_all(me, peer)
    page = me.get(f"/tugas/{peer}/periksa").text
    assert "Kirim, lalu" not in page
    sent = me.post(f"/tugas/{peer}/kirim", {"revisi": hidden(page, "revisi"), "aksi": "lanjut"})
    assert sent.headers["Location"] == f"/tugas/{peer}/bukti"


def fill_with_levels(boss: Person, ref: str) -> None:
    boss.post(f"/tugas/{ref}/semua", {**FIRST, **SECOND, "aksi": "lanjut"})
    levels = {"work_result": "as", "work_behaviour": "as", "reason": "Tepat waktu."}
    assert boss.post(f"/tugas/{ref}/3", levels).headers["Location"] == f"/tugas/{ref}/periksa"


def test_a_reason_too_long_is_kept_on_the_page(world: World) -> None:
    boss, ref = world.client(SEKRETARIS), world.ref("supervisor", SEKRETARIS, MELATI)
    page = boss.post(f"/tugas/{ref}/3", {"work_result": "as", "work_behaviour": "as", "reason": "y" * 600})
    assert page.status_code == 422
    assert "y" * 600 in page.text
    assert entry(world, "supervisor", SEKRETARIS, MELATI).revision == 0


def test_the_language_button_of_a_form_saves_it(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    assert me.post(f"/tugas/{ref}/1", {"n-PEL1": "4", "bahasa": "en"}).headers["Location"].endswith("/1")
    page = me.get(f"/tugas/{ref}/1").text
    assert 'lang="en"' in page
    assert "Understands residents' needs" in page.replace("&#39;", "'")
    assert entry(world, "self", MELATI, MELATI).draft == "4---"


def test_others_tasks_do_not_exist_for_me(world: World) -> None:
    me, ref = world.client(BUDI), world.ref("self", MELATI, MELATI)
    for step in ("", "/1", "/periksa", "/bukti", "/tolak"):
        assert me.get(f"/tugas/{ref}{step}").status_code == 404
    for step in ("/1", "/kirim", "/tolak"):
        assert me.post(f"/tugas/{ref}{step}", FIRST).status_code == 404


def test_outside_the_dates_and_after_the_close_nothing_is_taken(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    fill_all(me, ref)
    world.clock.turn(days=30)
    me = world.client(MELATI)
    late = me.post(f"/tugas/{ref}/1", FIRST)
    assert late.status_code == 409
    assert "sudah berakhir" in late.text
    assert "belum Anda kirim, jadi tidak dihitung" in late.text
    cycles.extend(world.office, CYCLE, "2026-07-31", "hr")
    assert send(me, ref).status_code == 303, "HR gave more time"
    cycles.begin_closing(world.office, CYCLE, "hr")
    closing = me.post(f"/tugas/{ref}/1", FIRST)
    assert closing.status_code == 409
    assert "sedang ditutup" in closing.text
    assert 'name="n-PEL1" value="4"' in closing.text, "kept in case HR opens again"
    assert "sedang ditutup" in me.get("/tugas").text
    world.close()
    me = world.client(MELATI)
    over = me.post(f"/tugas/{ref}/1", FIRST)
    assert over.status_code == 409
    assert "dihitung" in over.text
    assert me.post(f"/tugas/{world.ref('peer', MELATI, RATNA)}/1", FIRST).status_code == 409
    assert "Hasil saya" in me.get("/tugas").text


def test_numbers_and_names_stay_out_of_addresses(world: World) -> None:
    for who in (MELATI, SEKRETARIS):
        page = world.client(who).get("/tugas").text
        for address in re.findall(r'(?:href|action)="([^"]+)"', page):
            assert not re.search(r"\d{18}|Melati|Ratna", address)


@pytest.mark.parametrize("revision", ["", "²", "٣", "-1", "x", "9" * 30, "1e3", " 2"])
def test_an_odd_revision_sends_nothing(world: World, revision: str) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    fill_all(me, ref)
    assert me.post(f"/tugas/{ref}/kirim", {"revisi": revision}).status_code == 409
    assert not entry(world, "self", MELATI, MELATI).sent


def test_all_statements_on_one_page_are_saved_part_by_part(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    assert f'href="/tugas/{ref}/semua"' in me.get(f"/tugas/{ref}").text
    page = me.get(f"/tugas/{ref}/semua").text
    assert page.count('value="sampai-') == 1, "each criterion but the last, which has “Periksa jawaban”"
    marks = hidden(page, "terlihat")
    part = me.post(f"/tugas/{ref}/semua", {"n-PEL1": "4", "n-KOM2": "2", "terlihat": marks, "aksi": "sampai-2"})
    assert part.headers["Location"] == f"/tugas/{ref}/semua#bagian-2"
    assert entry(world, "self", MELATI, MELATI).draft == "4--2", "all that was chosen, not that criterion alone"
    missing = me.post(f"/tugas/{ref}/semua", {"n-PEL1": "4", "n-KOM2": "2", "aksi": "lanjut"})
    assert missing.status_code == 422
    assert missing.text.count("Belum dijawab: ") == 4
    assert (
        me.post(f"/tugas/{ref}/semua", {**FIRST, "n-KOM1": "3", "aksi": "kosong"})
        .headers["Location"]
        .endswith("/periksa")
    )
    assert send(me, ref).status_code == 303
    assert entry(world, "self", MELATI, MELATI).answers == "4532"


def test_one_page_overwrites_nothing_newer(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    marks = hidden(me.get(f"/tugas/{ref}/semua").text, "terlihat")
    me.post(f"/tugas/{ref}/1", FIRST)
    both = me.post(f"/tugas/{ref}/semua", {"n-PEL1": "2", "n-KOM1": "3", "terlihat": marks, "aksi": "sampai-2"})
    assert both.status_code == 422
    assert entry(world, "self", MELATI, MELATI).draft == "45--"
    assert me.post(f"/tugas/{ref}/semua", {"n-KOM1": "3", "terlihat": marks, "aksi": "sampai-2"}).status_code == 303
    assert entry(world, "self", MELATI, MELATI).draft == "453-"


def test_changing_between_one_page_and_one_criterion_saves(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    assert (
        me.post(f"/tugas/{ref}/2", {"n-KOM1": "3", "aksi": "semua"}).headers["Location"]
        == f"/tugas/{ref}/semua#bagian-2"
    )
    assert me.post(f"/tugas/{ref}/semua", {**FIRST, "aksi": "satu"}).headers["Location"] == f"/tugas/{ref}/2"
    assert entry(world, "self", MELATI, MELATI).draft == "453-"
    for odd in ("sampai-", "sampai-\r\nX: y", "sampai-99", "sampai-٢", f"sampai-{'2' * 60_000}"):
        to_top = me.post(f"/tugas/{ref}/semua", {"aksi": odd}).headers["Location"]
        assert to_top == f"/tugas/{ref}/semua#bagian-1", "no longer an address than a page has, whatever was sent"
    assert me.get(f"/tugas/{ref}/0").status_code in (301, 308), "one address for one page"


@pytest.mark.parametrize("how", ["semua", "1"])
def test_the_second_form_of_a_kind_begins_with_its_statements_as_the_last_one_did(world: World, how: str) -> None:
    me, one, two = world.client(MELATI), world.ref("peer", MELATI, BUDI), world.ref("peer", MELATI, RATNA)
    assert "Mulai" in me.get(f"/tugas/{one}").text, "what is shown to whom is said before the first"
    me.post(f"/tugas/{one}/{how}", {**FIRST, "aksi": "kosong"})
    page = me.get(f"/tugas/{two}").text
    assert f'action="/tugas/{two}/{how}?' in page
    assert "2 rekan kerja diminta menilai Ratna Dewi" in page, "how many are asked differs from one to the next"
    assert f'href="/tugas/{two}/tolak"' in page
    assert "Mulai" in me.get(f"/tugas/{world.ref('self', MELATI, MELATI)}").text, (
        "another kind has another introduction"
    )
    assert "Lanjutkan dari bagian 2" in me.get(f"/tugas/{one}").text, "what was begun goes on where it stopped"
    assert "Mulai" in world.client(MELATI).get(f"/tugas/{two}").text, "a new session says it again"


def test_a_short_form_has_one_page_anyway(world: World) -> None:
    me, ref = world.client(MELATI), world.ref("self", MELATI, MELATI)
    assert me.get(f"/tugas/{ref}/3").status_code == 404
    with world.office.store.write() as change:
        records.put_cycle(change, replace(records.cycle(change, CYCLE), period=f"{CYCLE[:4]}-Q2"))
    assert me.get(f"/tugas/{ref}/semua").status_code == 404
    assert "/semua" not in me.get(f"/tugas/{ref}").text


def test_one_page_of_a_supervisor_leads_to_the_levels(world: World) -> None:
    me, ref = world.client(SEKRETARIS), world.ref("supervisor", SEKRETARIS, MELATI)
    assert (
        me.post(f"/tugas/{ref}/semua", {**FIRST, **SECOND, "aksi": "lanjut"}).headers["Location"] == f"/tugas/{ref}/3"
    )
    assert f'href="/tugas/{ref}/semua"' in me.get(f"/tugas/{ref}/3").text
