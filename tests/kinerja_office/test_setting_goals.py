"""Goals between a person and their supervisor, from the first draft to the last report."""

import json
from dataclasses import replace

import pytest

from assessment.goal import Goal, Realisation, Wish, nearest_examples, parse_goal_examples
from kinerja_office import goals, records
from kinerja_words.catalogue import worded
from kinerja_words.problems import Refused
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, on, pair
from tests.wording import refusing

GOOD = Wish("Surat selesai tanpa menunggu lama", success="Rata-rata waktu satu surat paling banyak 20 menit")


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
    draft = goals.save(setting, ID, person, replace(GOOD, success=""))
    with pytest.raises(Refused) as refused:
        goals.propose(setting, ID, person, draft.id)
    assert [p.field for p in refused.value.problems] == ["success"]
    goals.save(setting, ID, person, GOOD, draft.id)
    goals.propose(setting, ID, person, draft.id)
    goals.agree(setting, ID, boss, person, draft.id, "Baik.")
    goals.report(on(setting, "2026-02-10"), ID, person, draft.id, "24 menit, antrean panjang", "Register Februari")
    goals.report(on(setting, "2026-03-10"), ID, person, draft.id, "18,5 menit")
    with setting.store.read() as view:
        (one,) = goals.of_person(view, ID, person)
        summary = goals.evidence_for(view, records.cycle(view, ID), boss, person)
    assert (one.state, one.words) == ("agreed", "Baik.")
    assert [r.said for r in one.realisations] == ["24 menit, antrean panjang", "18,5 menit"]
    assert summary.bands == {"above": 0, "as": 0, "below": 0, "reported": 1, "unreported": 0}
    assert "tetap Anda yang menilai" in str(worded(summary.note, "id"))


def test_a_result_is_rated_by_its_supervisor_while_forms_are_taken(setting):
    person, boss, superior = pair(setting)
    one = agreed(setting, person, boss)
    with refusing("while the assessment"):
        goals.rate(setting, ID, boss, person, one.id, "as", "")
    small_town.to_state(setting, "assessment")
    with refusing("direct report"):
        goals.rate(setting, ID, superior, person, one.id, "as", "")
    with refusing("one level"):
        goals.rate(setting, ID, boss, person, one.id, "luar biasa", "")
    goals.rate(setting, ID, boss, person, one.id, "as", "")
    assert goals.rate(setting, ID, boss, person, one.id, "above", "Lebih cepat.").band == "above"
    assert goals.send_back(setting, ID, boss, person, one.id, "Ubah.").band == "unreported", (
        "what changes is rated anew"
    )


def test_a_quantitative_skp_has_one_to_four_aspects_each_with_both_parts(setting):
    person, _, _ = pair(setting)
    goals.put_terms(setting, ID, person, "quantitative", {"resources": "Satu meja"})
    empty = goals.save(setting, ID, person, Wish("Arsip tertata"))
    half = goals.save(
        setting, ID, person, Wish("Loket rapi", measures={"time": ("Waktu tunggu", ""), "cost": ("", "0")})
    )
    for one, fields in ((empty, ["quantity_indicator"]), (half, ["time_target", "cost_indicator"])):
        with pytest.raises(Refused) as refused:
            goals.propose(setting, ID, person, one.id)
        assert [p.field for p in refused.value.problems] == fields
    whole = Wish("Loket rapi", measures={"quantity": ("Surat", "100"), "time": ("Waktu tunggu", "20 menit")})
    goals.save(setting, ID, person, whole, half.id)
    assert goals.propose(setting, ID, person, half.id).state == "proposed"


@pytest.mark.parametrize("said", ["lebih baik", "Pelayanan terbaik", "90", "Komunikasi", "x"])
def test_wording_is_never_refused(setting, said):
    person, _, _ = pair(setting)
    one = goals.save(setting, ID, person, Wish(said, success=said))
    assert goals.propose(setting, ID, person, one.id).state == "proposed"


def test_what_an_skp_says_once_is_the_persons_and_what_is_expected_the_supervisors(setting):
    person, boss, superior = pair(setting)
    first = goals.put_terms(setting, ID, person, "qualitative", {"resources": "Satu meja", "strange": "x"})
    old = goals.seen_skp(first)
    goals.expect(setting, ID, boss, person, {"loyal": " Jaga rahasia. ", "adaptif": "", "strange": "x"})
    with setting.store.read() as view:
        skp = goals.skp(view, ID, person)
    assert (skp.resources, skp.expectations) == ("Satu meja", {"loyal": "Jaga rahasia."})
    with refusing("changed in another tab"):
        goals.put_terms(setting, ID, person, "qualitative", {"resources": "Dua meja"}, seen=old)
    for other in (superior, person):
        with refusing("direct report"):
            goals.expect(setting, ID, other, person, {"loyal": "x"})
    small_town.to_state(setting, "assessment")
    goals.put_terms(setting, ID, person, "quantitative", {})  # it grows in the course of the year (Pasal 14)
    small_town.to_state(setting, "closed")
    with refusing("next cycle"):
        goals.put_terms(setting, ID, person, "qualitative", {})


def test_the_supervisor_sends_a_goal_back_with_words_and_gets_it_again(setting):
    person, boss, _ = pair(setting)
    one = goals.save(setting, ID, person, GOOD)
    goals.propose(setting, ID, person, one.id)
    with pytest.raises(Refused) as refused:
        goals.send_back(setting, ID, boss, person, one.id, "  ")
    assert refused.value.problems[0].field == "words"
    back = goals.send_back(setting, ID, boss, person, one.id, "Targetnya terlalu mudah.")
    assert (back.state, back.words) == ("sent_back", "Targetnya terlalu mudah.")
    goals.save(setting, ID, person, replace(GOOD, success="15 menit"), one.id)
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
    goals.save(setting, ID, person, replace(GOOD, success="60 menit"), one.id)
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


def test_realisations_are_said_of_days_that_have_come(setting):
    person, boss, _ = pair(setting)
    one = agreed(setting, person, boss)
    for said, day in ((" ", ""), ("5", "2026-12-31"), ("5", "kemarin"), ("5", "1926-01-01")):
        with pytest.raises(Refused):
            goals.report(setting, ID, person, one.id, said, day=day)
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
    told = (Realisation("2026-03-01", "25 menit"), Realisation("2026-05-01", "18,5 menit"))
    listed = [(person, GOOD, told), (boss, replace(GOOD, success=""), ()), ("123", GOOD, ())]
    with pytest.raises(Refused) as refused:
        goals.import_agreed(setting, ID, listed, "hr")
    assert [(p.row, p.field) for p in refused.value.problems] == [(2, "success"), (3, "")]
    with setting.store.read() as view:
        assert goals.agreed(view, ID) == []
    assert goals.import_agreed(setting, ID, listed[:1], "hr") == 1
    with setting.store.read() as view:
        (one,) = goals.of_person(view, ID, person)
    assert (one.state, one.latest) == ("agreed", told[1])


OLD = {
    "id": "a1", "cycle": "c", "employee": "1", "state": "agreed", "words": "Baik.", "revision": 3,
    "wish": {
        "expected_result": "Keluhan terjawab", "indicator": "Keluhan yang dijawab", "unit": "persen", "target": "90",
        "direction": "higher", "due": "2026-06-30", "evidence": "Buku keluhan", "parent": "b2",
    },
    "realisations": [
        {"day": "2026-05-01", "value": "81", "note": "Naik", "evidence": "hlm. 3"},
        {"day": "2026-06-01", "value": "92,5", "note": "", "evidence": ""},
    ],
}  # fmt: skip


def test_a_goal_of_numbers_reads_as_one_aspect_and_its_values_as_texts():
    goal = Goal.from_doc(OLD)
    assert goal.wish == Wish(
        "Keluhan terjawab",
        measures={"quantity": ("Keluhan yang dijawab (Buku keluhan, 2026-06-30)", "≥ 90 persen")},
        parent="b2",
    )
    assert goal.realisations == (
        Realisation("2026-05-01", "81 persen. Naik", "hlm. 3"), Realisation("2026-06-01", "92,5 persen")
    )  # fmt: skip
    assert (goal.state, goal.words, goal.revision, goal.band) == ("agreed", "Baik.", 3, "reported")
    assert Goal.from_doc(json.loads(json.dumps(goal.to_doc()))) == goal, "what is written anew reads the same"


@pytest.mark.parametrize(
    ("changed", "measures"),
    [
        ({"direction": "lower"}, ("Keluhan yang dijawab (Buku keluhan, 2026-06-30)", "≤ 90 persen")),
        ({"direction": "exact", "due": ""}, ("Keluhan yang dijawab (Buku keluhan)", "90 persen")),
        ({"direction": "", "indicator": ""}, ("", "90 persen")),
        ({"target": ""}, ("Keluhan yang dijawab (Buku keluhan, 2026-06-30)", "")),
    ],
)
def test_a_draft_of_numbers_keeps_what_it_has(changed, measures):
    assert Goal.from_doc({**OLD, "wish": {**OLD["wish"], **changed}}).wish.measures == {"quantity": measures}
    assert Goal.from_doc({**OLD, "wish": {**OLD["wish"], "indicator": "", "target": ""}}).wish.measures == {}


def test_the_examples_of_the_office_are_read_and_the_nearest_comes_first():
    text = (small_town.CONTENT / "goal_examples.toml").read_text(encoding="utf-8")
    examples = parse_goal_examples(text)
    assert nearest_examples(examples, "Antrean surat di loket")[0].code == "loket"
    assert nearest_examples(examples, "")[0] == examples[0]
    assert examples[0].sentence("quantitative").endswith("≥ 90 persen")
    assert all(e.success for e in examples), "every example is there in words too"
    with refusing("TOML"):
        parse_goal_examples("[[")
