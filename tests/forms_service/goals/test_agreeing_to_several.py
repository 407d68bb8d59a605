"""A supervisor agrees to several goals at once, each as it was shown; what has changed since is named and stays."""

from __future__ import annotations

import re

from kinerja_office import accounts, goals
from tests.forms_town import GOOD, goals_of, set_goal
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
