"""Goals between a person and their supervisor, from the first draft to the last report."""

from dataclasses import replace

import pytest

from assessment.goal import Realisation, Wish
from kinerja_office import goals, records
from kinerja_words.catalogue import worded
from kinerja_words.problems import Refused
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, on, pair
from tests.wording import refusing

GOOD = Wish(
    "Surat selesai tanpa menunggu lama", "Rata-rata waktu satu surat", "menit", "20", "lower", "2026-06-30", "Register surat"
)  # fmt: skip


@pytest.fixture
def setting(office):
    small_town.create(office, to="goals")
    return office


def agreed(office, person, boss, wish=GOOD):
    one = goals.save(office, ID, person, wish)
    goals.propose(office, ID, person, one.id)
    return goals.agree(office, ID, boss, person, one.id)


def test_it_works(setting):
    person, boss, _ = pair(setting)
    draft = goals.save(setting, ID, person, replace(GOOD, target="dua puluh"))
    with pytest.raises(Refused) as refused:
        goals.propose(setting, ID, person, draft.id)
    assert [p.field for p in refused.value.problems] == ["target"]
    goals.save(setting, ID, person, GOOD, draft.id)
    goals.propose(setting, ID, person, draft.id)
    goals.agree(setting, ID, boss, person, draft.id, "Baik.")
    goals.report(on(setting, "2026-02-10"), ID, person, draft.id, "24", "Antrean panjang", "Register Februari")
    goals.report(on(setting, "2026-03-10"), ID, person, draft.id, "18,5")
    with setting.store.read() as view:
        (one,) = goals.of_person(view, ID, person)
        summary = goals.evidence_for(view, records.cycle(view, ID), boss, person)
    assert (one.state, one.words, [r.value for r in one.realisations]) == ("agreed", "Baik.", ["24", "18,5"])
    assert summary.bands == {"reached": 1, "near": 0, "below": 0, "unreported": 0}
    assert "tetap Anda yang menilai" in str(worded(summary.note, "id"))


def test_the_supervisor_sends_a_goal_back_with_words_and_gets_it_again(setting):
    person, boss, _ = pair(setting)
    one = goals.save(setting, ID, person, GOOD)
    goals.propose(setting, ID, person, one.id)
    with pytest.raises(Refused) as refused:
        goals.send_back(setting, ID, boss, person, one.id, "  ")
    assert refused.value.problems[0].field == "words"
    back = goals.send_back(setting, ID, boss, person, one.id, "Targetnya terlalu mudah.")
    assert (back.state, back.words) == ("sent_back", "Targetnya terlalu mudah.")
    goals.save(setting, ID, person, replace(GOOD, target="15"), one.id)
    assert goals.propose(setting, ID, person, one.id).words == ""


def test_nobody_else_agrees(setting):
    person, boss, superior = pair(setting)
    one = goals.save(setting, ID, person, GOOD)
    goals.propose(setting, ID, person, one.id)
    for other in (superior, person, "", "000"):
        with refusing("direct report"):
            goals.agree(setting, ID, other, person, one.id)
    with setting.store.read() as view, refusing("direct report"):
        goals.evidence_for(view, records.cycle(view, ID), superior, person)
    assert goals.agree(setting, ID, boss, person, one.id).state == "agreed"


def test_a_goal_that_changed_meanwhile_is_not_agreed_to_unread(setting):
    person, boss, _ = pair(setting)
    one = goals.save(setting, ID, person, GOOD)
    seen = goals.propose(setting, ID, person, one.id).revision
    goals.save(setting, ID, person, replace(GOOD, target="60"), one.id)
    with refusing("not waiting"):
        goals.agree(setting, ID, boss, person, one.id, revision=seen)
    goals.propose(setting, ID, person, one.id)
    with refusing("changed after"):
        goals.agree(setting, ID, boss, person, one.id, revision=seen)


def test_an_agreed_goal_stays_until_the_supervisor_sends_it_back(setting):
    person, boss, _ = pair(setting)
    one = agreed(setting, person, boss)
    with refusing("agreed"):
        goals.save(setting, ID, person, GOOD, one.id)
    with refusing("agreed"):
        goals.remove(setting, ID, person, one.id)
    goals.send_back(setting, ID, boss, person, one.id, "Ubah targetnya.")
    goals.remove(setting, ID, person, one.id)
    with setting.store.read() as view:
        assert goals.of_person(view, ID, person) == []


def test_a_goal_serves_one_of_the_supervisors_own(setting):
    person, boss, superior = pair(setting)
    parent = agreed(setting, boss, superior)
    with setting.store.read() as view:
        assert goals.parents_for(view, records.cycle(view, ID), person) == [parent]
    assert agreed(setting, person, boss, replace(GOOD, parent=parent.id)).wish.parent == parent.id
    stray = goals.save(setting, ID, person, replace(GOOD, parent="no-such-goal"))
    with pytest.raises(Refused) as refused:
        goals.propose(setting, ID, person, stray.id)
    assert refused.value.problems[0].field == "parent"


def test_drafts_are_not_shown_to_the_supervisor(setting):
    person, boss, _ = pair(setting)
    goals.save(setting, ID, person, GOOD)
    with setting.store.read() as view:
        found = {e.employee_number: g for e, g in goals.of_reports(view, records.cycle(view, ID), boss)}
    assert found[person] == []


def test_realisations_are_numbers_of_days_that_have_come(setting):
    person, boss, _ = pair(setting)
    one = agreed(setting, person, boss)
    for value, day in (("banyak", ""), ("1.234", ""), ("5", "2026-12-31"), ("5", "kemarin")):
        with pytest.raises(Refused):
            goals.report(setting, ID, person, one.id, value, day=day)
    draft = goals.save(setting, ID, person, GOOD)
    with refusing("once the supervisor"):
        goals.report(setting, ID, person, draft.id, "5")


def test_while_the_assessment_runs_only_what_was_begun_is_finished(setting):
    person, boss, _ = pair(setting)
    waiting = goals.save(setting, ID, person, GOOD)
    goals.propose(setting, ID, person, waiting.id)
    small_town.to_state(setting, "assessment")
    goals.agree(setting, ID, boss, person, waiting.id)
    goals.report(setting, ID, person, waiting.id, "19")
    with refusing("next cycle"):
        goals.save(setting, ID, person, GOOD)
    small_town.to_state(setting, "closed")
    with refusing("no realisations"):
        goals.report(setting, ID, person, waiting.id, "21")


def test_a_cycle_without_goal_setting_says_so(office):
    small_town.create(office, ("objections",))
    with refusing("no goal setting"):
        goals.save(office, ID, pair(office)[0], GOOD)


def test_goals_leave_no_line_in_the_trail(setting):
    person, boss, _ = pair(setting)
    with setting.store.read() as view:
        before = view.get("meta", "trail")
    agreed(setting, person, boss)
    with setting.store.read() as view:
        assert view.get("meta", "trail") == before


def test_goals_agreed_on_paper_come_in_all_or_none(setting):
    person, boss, _ = pair(setting)
    told = (Realisation("2026-03-01", "25"), Realisation("2026-05-01", "18,5"))
    listed = [(person, GOOD, told), (boss, replace(GOOD, target="cepat"), ()), ("123", GOOD, ())]
    with pytest.raises(Refused) as refused:
        goals.import_agreed(setting, ID, listed, "hr")
    assert [(p.row, p.field) for p in refused.value.problems] == [(2, "target"), (3, "")]
    with setting.store.read() as view:
        assert goals.agreed(view, ID) == []
    assert goals.import_agreed(setting, ID, listed[:1], "hr") == 1
    with setting.store.read() as view:
        (one,) = goals.of_person(view, ID, person)
    assert (one.state, one.latest) == ("agreed", told[1])
