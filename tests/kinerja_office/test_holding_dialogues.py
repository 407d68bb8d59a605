"""Dialogues: both note, both sign; a change takes signatures away."""

import pytest

from kinerja_office import accounts, dialogues
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, pair
from tests.wording import refusing


@pytest.fixture
def setting(office):
    small_town.create(office, to="goals")
    person, boss, superior = pair(office)
    codes = accounts.issue_slips(office, [superior], "hr")
    return office, person, boss, superior, codes


def test_both_note_and_both_sign(setting):
    office, person, boss, _, _ = setting
    one = dialogues.note(office, ID, person, person, " Lapor tiap bulan. ", revision=0)
    with refusing("Both have to note"):
        dialogues.sign(office, ID, person, person, one.revision)
    one = dialogues.note(office, ID, person, boss, "Setuju.", revision=one.revision)
    one = dialogues.sign(office, ID, person, person, one.revision)
    with office.store.read() as view:
        assert dialogues.held(view, ID) == frozenset()
    one = dialogues.sign(office, ID, person, boss, one.revision)
    assert one.held
    assert dict(one.notes) == {"employee": "Lapor tiap bulan.", "leader": "Setuju."}
    with office.store.read() as view:
        assert dialogues.held(view, ID) == {person}
    assert dialogues.note(office, ID, person, boss, "Berikutnya.", revision=0).number == 2, "what both signed is final"


def test_a_note_that_changes_takes_both_signatures_away(setting):
    office, person, boss, _, _ = setting
    dialogues.note(office, ID, person, person, "Satu.")
    one = dialogues.note(office, ID, person, boss, "Dua.")
    signed = dialogues.sign(office, ID, person, person, one.revision)
    assert dialogues.note(office, ID, person, boss, "Dua.").signed == signed.signed, "the same words change nothing"
    changed = dialogues.note(office, ID, person, boss, "Tiga.", revision=signed.revision)
    assert changed.signed == {}
    with refusing("changed after"):
        dialogues.sign(office, ID, person, boss, signed.revision)
    with refusing("changed after"):
        dialogues.note(office, ID, person, person, "Empat.", revision=signed.revision)


def test_it_is_between_the_two_alone(setting):
    office, person, _, superior, codes = setting
    assert not accounts.knows_secret(office, superior, codes[superior]), "a slip's code signs nothing"
    for who in (superior, "000", ""):
        with refusing("their direct supervisor"):
            dialogues.note(office, ID, person, who, "x")
    small_town.to_state(office, "closed")
    with refusing("takes no feedback"):
        dialogues.note(office, ID, person, person, "x")
