"""Feedback: named, on one's own initiative or asked for, and what it may be about."""

import pytest

from assessment.feedback import ABOUT_VALUES, GOAL
from assessment.goal import Wish
from kinerja_office import feedback, goals, records
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, pair
from tests.wording import refusing


@pytest.fixture
def setting(office):
    small_town.create(office, to="goals")
    return office


def colleague_of(office, person):
    with office.store.read() as view:
        people = records.people(view, records.cycle(view, ID))
    boss = people[person].supervisor
    return next(n for n, e in people.items() if n not in (person, boss) and e.supervisor != person)


def got(office, person):
    with office.store.read() as view:
        return feedback.about(view, ID, person)


def test_the_relation_is_read_off_the_roster_and_the_same_words_twice_are_one(setting):
    person, boss, superior = pair(setting)
    colleague = colleague_of(setting, person)
    for giver, relation in ((boss, "leader"), (colleague, "colleague"), (superior, "colleague")):
        for _ in range(2):
            assert feedback.give(setting, ID, giver, person, ABOUT_VALUES[0], " Ramah. ").relation == relation
    assert feedback.give(setting, ID, person, boss, "", "Arahan jelas.").relation == "report"
    assert sorted(f.giver for f in got(setting, person)) == sorted([boss, colleague, superior])
    with setting.store.read() as view:
        assert feedback.by_leaders(view, ID) == {person}, "a report's feedback to the boss is none of a leader"


def test_a_result_is_named_by_those_who_see_it_and_by_whom_its_owner_asks(setting):
    person, boss, _ = pair(setting)
    colleague = colleague_of(setting, person)
    goal = goals.save(setting, ID, person, Wish("Arsip tertata", success="Seratus berkas"))
    goals.propose(setting, ID, person, goal.id)
    goals.agree(setting, ID, boss, person, goal.id)
    about = GOAL + goal.id
    feedback.give(setting, ID, boss, person, about, "Bagus.")
    for wrong in (about, "goal:lain", "nilai", "value:lain"):
        with refusing("from the list"):
            feedback.give(setting, ID, colleague, person, wrong, "Bagus.")
    asked = feedback.ask(setting, ID, person, colleague, about, "Mudah dicari?")
    given = feedback.give(setting, ID, colleague, person, "", "Ya, mudah.", asked.id)
    assert (given.id, given.about, given.question, given.said) == (asked.id, about, "Mudah dicari?", "Ya, mudah.")
    with refusing("answered already"):
        feedback.give(setting, ID, colleague, person, "", "Lain.", asked.id)
    with refusing("answered already"):
        feedback.give(setting, ID, boss, person, "", "Bukan saya.", asked.id)


def test_a_request_asked_again_replaces_the_question_and_counts_once(setting):
    person, boss, _ = pair(setting)
    one = feedback.ask(setting, ID, person, boss, "", "Pertama?")
    assert feedback.ask(setting, ID, person, boss, ABOUT_VALUES[1], "Kedua?").id == one.id
    with setting.store.read() as view:
        assert [f.question for f in feedback.asked_by(view, ID, person)] == ["Kedua?"]
        assert feedback.about(view, ID, person) == []
        assert feedback.by_leaders(view, ID) == frozenset()


def test_it_is_answered_by_the_employee_alone(setting):
    person, boss, _ = pair(setting)
    one = feedback.give(setting, ID, boss, person, "", "Bagus.")
    assert feedback.reply(setting, ID, person, one.id, "Terima kasih.").reply == "Terima kasih."
    with refusing("no such feedback"):
        feedback.reply(setting, ID, boss, one.id, "x")


def test_nobody_tells_themselves_or_strangers_or_nothing(setting):
    person, boss, _ = pair(setting)
    for giver, other in ((person, person), ("000", person), (person, "000")):
        with refusing("somebody else who is assessed"):
            feedback.give(setting, ID, giver, other, "", "x")
    with refusing("Write the feedback"):
        feedback.give(setting, ID, boss, person, "", " \n ")
    for n in range(feedback.MOST):
        feedback.give(setting, ID, boss, person, "", f"{n}")
    with refusing("at most"):
        feedback.give(setting, ID, boss, person, "", "satu lagi")


def test_it_is_given_until_the_close_and_leaves_no_line_in_the_trail(setting):
    person, boss, _ = pair(setting)
    small_town.to_state(setting, "assessment")
    with setting.store.read() as view:
        before = view.get("meta", "trail")
    one = feedback.give(setting, ID, boss, person, "", "Bagus.")
    with setting.store.read() as view:
        assert view.get("meta", "trail") == before
    small_town.to_state(setting, "closed")
    with refusing("takes no feedback"):
        feedback.give(setting, ID, boss, person, "", "Terlambat.")
    with refusing("takes no feedback"):
        feedback.reply(setting, ID, person, one.id, "Terlambat.")
    assert [f.said for f in got(setting, person)] == ["Bagus."]
