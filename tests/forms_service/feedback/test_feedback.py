"""Feedback and dialogues as people use them: found by name, asked for, read beside the form, signed with one's own secret."""

from __future__ import annotations

import re

import pytest

from kinerja_office import accounts, dialogues, feedback
from tests.forms_town import advance, hidden, set_goal
from tests.forms_world import ASISTEN, BUDI, CAMAT, CYCLE, JOKO, KASI, MELATI, RATNA, SEKRETARIS, World

HOME = "/umpan-balik"


def person_path(world: World, who: str, page: str = "") -> str:
    return f"{HOME}/{CYCLE}/{world.app.extensions['kinerja'].tag('person', f'{CYCLE}/{who}')[:16]}{page}"


def line_path(world: World, who: str, id: str, page: str) -> str:
    return f"{HOME}/{CYCLE}/{world.app.extensions['kinerja'].tag('feedback', f'{CYCLE}/{who}/{id}')[:16]}{page}"


def pair_path(world: World, who: str) -> str:
    return f"/dialog/{CYCLE}/{world.app.extensions['kinerja'].tag('skp', f'{CYCLE}/{who}')[:16]}"


def test_anybody_is_found_by_a_part_of_their_name_and_told(setting: World) -> None:
    me = setting.client(BUDI)
    page = me.get(f"{HOME}?cari=melati").text
    assert person_path(setting, MELATI) in page
    assert person_path(setting, BUDI) not in me.get(f"{HOME}?cari=budi").text, "nobody tells themselves"
    assert "Tidak ada yang cocok" in me.get(f"{HOME}?cari=zzz").text
    assert "terpisah dari formulir penilaian rekan" in me.get(person_path(setting, MELATI)).text
    for _ in range(2):
        answer = me.post(person_path(setting, MELATI), {"about": "value:harmonis", "said": "Selalu menolong."})
        assert answer.headers["Location"] == f"{HOME}?selesai=beri"
    got = setting.client(MELATI).get(HOME).text
    assert got.count("Selalu menolong.") == 1
    assert "Harmonis" in got
    assert "Selalu menolong." in me.get(HOME).text
    for other in (RATNA, JOKO, KASI):
        assert "Selalu menolong." not in setting.client(other).get(HOME).text
    assert setting.client("staff:hr").get(HOME).status_code == 403


def test_what_is_asked_for_waits_in_tasks_and_is_answered_and_replied_to(setting: World) -> None:
    me, other = setting.client(MELATI), setting.client(RATNA)
    assert me.post(person_path(setting, RATNA, "/minta"), {"about": "", "said": "Apakah jelas?"}).status_code == 303
    page = other.get("/tugas").text
    path = next(p for p in re.findall(r'href="([^"]+/jawab)"', page))
    assert "Apakah jelas?" in other.get(path).text
    assert other.post(path, {"said": " "}).status_code == 422
    assert other.post(path, {"said": "Sangat jelas."}).status_code == 303
    assert path not in other.get("/tugas").text
    with setting.office.store.read() as view:
        (one,) = feedback.about(view, CYCLE, MELATI)
    reply = line_path(setting, MELATI, one.id, "/balas")
    assert me.post(reply, {"reply": "Terima kasih."}).status_code == 303
    assert "Terima kasih." in other.get(HOME).text
    assert other.get(reply).status_code == 404
    assert setting.client(BUDI).get(path).status_code == 404


def test_it_stands_beside_the_supervisors_form_and_names_results_only_to_those_who_see_them(setting: World) -> None:
    goal = set_goal(setting, MELATI, SEKRETARIS)
    boss = setting.client(SEKRETARIS)
    assert f'value="goal:{goal.id}"' in boss.get(person_path(setting, MELATI)).text
    page = setting.client(BUDI).get(person_path(setting, MELATI)).text
    assert goal.id not in page
    assert goal.wish.expected_result not in page
    answer = setting.client(BUDI).post(person_path(setting, MELATI), {"about": f"goal:{goal.id}", "said": "x"})
    assert answer.status_code == 422
    assert boss.post(person_path(setting, MELATI), {"about": f"goal:{goal.id}", "said": "Cepat."}).status_code == 303
    setting.client(BUDI).post(person_path(setting, MELATI), {"about": "", "said": "Ramah di loket."})
    advance(setting, "assessment")
    page = setting.client(SEKRETARIS).get(f"/tugas/{setting.ref('supervisor', SEKRETARIS, MELATI)}/3").text
    assert "Umpan balik dalam periode ini" in page
    assert page.index("Ramah di loket.") < page.index('name="work_result"')
    advance(setting, "closed")
    me = setting.client(MELATI)
    assert "Ramah di loket." in me.get(HOME).text
    assert me.get(person_path(setting, BUDI)).status_code == 404, "a closed cycle takes none"


def test_the_pages_are_the_same_whether_two_are_drawn_as_peers_or_not(setting: World) -> None:
    """Who may tell whom follows from who is there alone."""
    advance(setting, "assessment")
    asks = {w: setting.client(w).get(f"{HOME}?cari=a").text for w in (BUDI, JOKO)}
    listed = {w: set(re.findall(rf'href="({HOME}/[^"]+)"', page)) for w, page in asks.items()}
    everybody = {person_path(setting, w, page) for w in (BUDI, JOKO) for page in ("", "/minta")}
    assert listed[BUDI] - everybody == listed[JOKO] - everybody


def signs(world: World, who: str, secret: str, path: str):
    page = world.client(who).get(path).text
    note = re.search(r'name="note"[^>]*>\n?([^<]*)<', page)
    assert note
    return world.client(who).post(
        path, {"aksi": "tanda", "secret": secret, "note": note.group(1), "revisi": hidden(page, "revisi")}
    )


def own_secret(world: World, who: str) -> str:
    (code,) = accounts.issue_slips(world.office, [who], "hr", again=True).values()
    session = accounts.sign_in(world.office, who, code)
    assert session
    accounts.set_secret(world.office, session, f"hujan sore {who[-5:-3]} teh")
    return f"hujan sore {who[-5:-3]} teh"


def test_a_dialogue_is_noted_and_signed_by_both(setting: World) -> None:
    path = pair_path(setting, MELATI)
    secrets = {who: own_secret(setting, who) for who in (MELATI, SEKRETARIS)}
    for who in (MELATI, SEKRETARIS):
        page = setting.client(who).get(path).text
        fields = {"aksi": "simpan", "note": f"Catatan {who[:4]}", "day": "2026-05-20", "revisi": hidden(page, "revisi")}
        assert 'name="secret"' not in page
        assert setting.client(who).post(path, fields).status_code == 303
    assert path in setting.client(MELATI).get("/tugas").text
    answer = signs(setting, MELATI, "bukan sandi saya", path)
    assert answer.status_code == 422
    assert "Sandi tidak cocok" in answer.text
    assert "bukan sandi saya" not in answer.text
    assert signs(setting, MELATI, secrets[MELATI], path).status_code == 303
    assert f'{path}">Tanda tangani dialog' in setting.client(MELATI).get("/tugas").text
    assert "Kedua catatan sudah ada" not in setting.client(MELATI).get("/tugas").text, "it is done, and counted"
    assert signs(setting, SEKRETARIS, secrets[SEKRETARIS], path).status_code == 303
    with setting.office.store.read() as view:
        assert dialogues.held(view, CYCLE) == {MELATI}
    assert "Dialog ke-1" in setting.client(MELATI).get(path).text
    for other in (BUDI, KASI, CAMAT, ASISTEN):
        assert setting.client(other).get(path).status_code == 404


@pytest.mark.parametrize("given", ["", "salah semua", "another's", "slip"])
def test_only_ones_own_secret_signs(setting: World, given: str) -> None:
    path, others = pair_path(setting, MELATI), own_secret(setting, SEKRETARIS)
    (code,) = accounts.issue_slips(setting.office, [MELATI], "hr", again=True).values()
    session = accounts.sign_in(setting.office, MELATI, code)
    assert session
    accounts.set_secret(setting.office, session, "hujan sore di teras")
    for who in (MELATI, SEKRETARIS):
        dialogues.note(setting.office, CYCLE, MELATI, who, "Setuju.")
    answer = signs(setting, MELATI, {"another's": others, "slip": code}.get(given, given), path)
    assert answer.status_code == 422
    assert "Sandi tidak cocok" in answer.text
    with setting.office.store.read() as view:
        (one,) = dialogues.of_person(view, CYCLE, MELATI)
    assert one.signed == {}


def test_wrong_secrets_have_to_wait_and_an_unsaved_note_is_not_signed(setting: World) -> None:
    path = pair_path(setting, MELATI)
    secret = own_secret(setting, MELATI)
    for who in (MELATI, SEKRETARIS):
        dialogues.note(setting.office, CYCLE, MELATI, who, "Setuju.")
    page = setting.client(MELATI).get(path).text
    fields = {"aksi": "tanda", "secret": secret, "note": "Berubah.", "revisi": hidden(page, "revisi")}
    answer = setting.client(MELATI).post(path, fields)
    assert answer.status_code == 422
    assert "belum tersimpan" in answer.text
    assert "Berubah.</textarea>" in answer.text
    said = [signs(setting, MELATI, "salah", path).text for _ in range(5)]
    assert "Sandi tidak cocok" in said[0]
    assert "Sandi tidak cocok" not in said[-1], "one has to wait"
    assert signs(setting, MELATI, secret, path).status_code == 422
