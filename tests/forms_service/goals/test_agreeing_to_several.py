"""A supervisor agrees to several goals at once, each as it was shown; what has changed since is named and stays."""

from __future__ import annotations

import re

from kinerja_office import accounts, goals
from tests.forms_town import GOOD, goal_path, goals_of, set_goal
from tests.forms_world import BUDI, CYCLE, JOKO, KASI, MELATI, RATNA, SEKRETARIS, World

PAGE = "/tujuan-bawahan"


def put_before(world: World, who: str, result: str) -> goals.Goal:
    one = set_goal(world, who, expected_result=result)
    return goals.propose(world.office, CYCLE, who, one.id)


def ticks(page: str) -> list[str]:
    return re.findall(r'name="pilih" value="([^"]+)"', page)


def states(world: World, who: str) -> list[str]:
    return sorted(g.state for g in goals_of(world, who))


def test_all_that_are_ticked_are_agreed_and_a_second_click_says_the_same(setting: World) -> None:
    for who, result in ((MELATI, "Arsip tertata"), (MELATI, "Surat terjawab"), (BUDI, "Rapat tercatat")):
        put_before(setting, who, result)
    boss = setting.client(SEKRETARIS)
    shown = ticks(boss.get(PAGE).text)
    assert len(shown) == 3
    for _ in range(2):
        answer = boss.post(f"{PAGE}/{CYCLE}", {"pilih": shown[:2]})
        assert answer.status_code == 303
    assert "Semua rencana hasil kerja yang Anda centang disepakati." in boss.get(answer.headers["Location"]).text
    assert sorted(states(setting, MELATI) + states(setting, BUDI)) == ["agreed", "agreed", "proposed"]


def test_what_changed_meanwhile_is_named_and_not_agreed(setting: World) -> None:
    kept, changed = put_before(setting, MELATI, "Arsip tertata"), put_before(setting, BUDI, "Rapat tercatat")
    gone = put_before(setting, MELATI, "Surat terjawab")
    boss = setting.client(SEKRETARIS)
    shown = ticks(boss.get(PAGE).text)
    wish = goals.Wish.of({**GOOD, "expected_result": "Rapat tercatat dan dibagikan"})
    goals.save(setting.office, CYCLE, BUDI, wish, changed.id)
    goals.propose(setting.office, CYCLE, BUDI, changed.id)
    goals.remove(setting.office, CYCLE, MELATI, gone.id)
    answer = boss.post(f"{PAGE}/{CYCLE}", {"pilih": shown})
    assert answer.status_code == 422
    assert "Belum disepakati: “Rapat tercatat dan dibagikan”" in answer.text
    assert "ditarik kembali" in answer.text
    assert "1 rencana hasil kerja disepakati; yang lain belum." in answer.text
    assert [g.state for g in goals_of(setting, MELATI)] == ["agreed"]
    assert goals_of(setting, MELATI)[0].id == kept.id
    assert states(setting, BUDI) == ["proposed"]


def test_nobody_agrees_for_the_people_of_others(setting: World) -> None:
    put_before(setting, MELATI, "Arsip tertata")
    put_before(setting, BUDI, "Rapat tercatat")
    shown = ticks(setting.client(SEKRETARIS).get(PAGE).text)
    for who in (KASI, RATNA, JOKO):
        assert setting.client(who).post(f"{PAGE}/{CYCLE}", {"pilih": shown}).status_code == 422
    boss = setting.client(SEKRETARIS)
    for wrong in ({}, {"pilih": "x"}, {"pilih": f"{shown[0].split('.')[0]}.²"}, {"pilih": shown[0].split(".")[0]}):
        assert boss.post(f"{PAGE}/{CYCLE}", wrong).status_code == 422
    assert boss.post(f"{PAGE}/tidak-ada", {"pilih": shown}).status_code == 422
    assert states(setting, MELATI) + states(setting, BUDI) == ["proposed", "proposed"]


def test_ticks_outlive_an_ended_session(setting: World) -> None:
    put_before(setting, MELATI, "Arsip tertata")
    put_before(setting, BUDI, "Rapat tercatat")
    boss = setting.client(SEKRETARIS)
    shown = ticks(boss.get(PAGE).text)
    accounts.end_sessions(setting.office, SEKRETARIS, "hr")
    answer = boss.post(f"{PAGE}/{CYCLE}", {"pilih": shown})
    assert answer.status_code == 401
    assert 'name="bawa" value="' in answer.text
    assert states(setting, MELATI) == ["proposed"]


def test_all_there_is_to_read_stands_at_the_tick_and_one_alone_has_one_too(setting: World) -> None:
    skp = {"resources": "Dua rak arsip", "accountability": "Laporan bulanan", "consequences": "Sesuai kontrak"}
    goals.put_terms(setting.office, CYCLE, MELATI, "qualitative", skp)
    own = goals.propose(
        setting.office, CYCLE, SEKRETARIS, set_goal(setting, SEKRETARIS, expected_result="Arsip kantor tertib").id
    )
    set_goal(setting, MELATI, SEKRETARIS, expected_result="Rapat tercatat")
    one = goals.propose(
        setting.office, CYCLE, MELATI, set_goal(setting, MELATI, expected_result="Surat terjawab", parent=own.id).id
    )
    boss = setting.client(SEKRETARIS)
    page = boss.get(PAGE).text
    form = page.partition('id="setuju-1"')[2].partition("</form>")[0]
    for words in (
        "Melati Suryakencana",
        "Surat terjawab",
        GOOD["success"],
        "Utama",
        "Arsip kantor tertib",
        *skp.values(),
    ):
        assert words in form, words
    assert "Rapat tercatat" not in form, "what is agreed stands apart"
    assert "Rapat tercatat" in page
    assert ticks(page) == [f"{goal_path(setting, one).rpartition('/')[2]}.{one.revision}"]
    assert boss.post(f"{PAGE}/{CYCLE}", {"pilih": ticks(page)}).status_code == 303
    assert states(setting, MELATI) == ["agreed", "agreed"]
    after = boss.get(PAGE).text
    assert ticks(after) == []
    assert "<details open>" in after, "with nothing left to agree to all of it lies open"


def test_seven_goals_take_eight_taps_from_their_page(setting: World) -> None:
    for who, n in ((MELATI, 3), (BUDI, 2), (RATNA, 2)):
        for k in range(n):
            put_before(setting, who, f"Hasil {k}")
    boss = setting.client(SEKRETARIS)
    page = boss.get(PAGE).text
    assert len(ticks(page)) == 7
    assert page.count("<form") - page.count('class="inline"') == 1, "one form, so one button"
    assert boss.post(f"{PAGE}/{CYCLE}", {"pilih": ticks(page)}).status_code == 303
    assert states(setting, MELATI) + states(setting, BUDI) + states(setting, RATNA) == ["agreed"] * 7
