"""HR's action list: a post, a day, a state, a result; names nobody."""

import pytest

from kinerja_office import follow_up, publication
from kinerja_words.problems import Refused
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, on
from tests.wording import refusing

TEXT = {"id": "Jadwal kabar tertulis di setiap loket.", "en": "A written schedule at every counter."}


@pytest.fixture
def closed(office):
    small_town.create(office, (), "assessment")
    small_town.answered(office)
    small_town.to_state(on(office, "2026-07-02"), "closed")
    return on(office, "2026-07-05")


def add(office, id="jadwal", **changes):
    fields = {"criterion": "komunikasi", "text": TEXT, "owner": "Kepala Seksi Pelayanan Umum", "due": "2026-09-30"}
    return follow_up.add(office, ID, id, **{**fields, **changes}, actor="hr")


def test_it_works(closed):
    add(closed)
    follow_up.change_action(closed, "jadwal", "doing", "hr", due="2026-10-31")
    one = follow_up.change_action(
        on(closed, "2026-10-20"), "jadwal", "done", "hr", result={"id": "Terpasang di semua loket."}
    )
    assert (one.state, one.due, one.ended) == ("done", "2026-10-31", "2026-10-20")
    with closed.store.read() as view:
        assert follow_up.of_cycle(view, ID) == [one]


def test_an_ended_action_says_what_became_of_it(closed):
    add(closed)
    for state in ("done", "dropped"):
        with pytest.raises(Refused) as refused:
            follow_up.change_action(closed, "jadwal", state, "hr")
        assert refused.value.problems[0].field == "result"


def test_texts_and_owners_name_nobody(closed):
    person = small_town.people(closed)[4]
    with pytest.raises(Refused) as refused:
        add(closed, text={"id": f"{person.name} memasang jadwal."})
    assert refused.value.problems[0].field == "text"
    with pytest.raises(Refused) as refused:
        add(closed, owner=person.name)
    assert refused.value.problems[0].field == "owner"
    add(closed)
    with pytest.raises(Refused):
        follow_up.change_action(closed, "jadwal", "done", "hr", result={"id": f"Dipasang oleh {person.name}."})


@pytest.mark.parametrize("changes", [{"criterion": "tidak-ada"}, {"due": "nanti"}, {"id": "kode salah!"}, {"text": {}}])
def test_other_mistakes_are_refused(closed, changes):
    with pytest.raises(Refused):
        add(closed, **changes)


def test_an_id_is_given_once_and_an_unknown_one_is_answered_with_the_known(closed):
    add(closed)
    with refusing("taken"):
        add(closed)
    with refusing("Known: jadwal"):
        follow_up.change_action(closed, "lain", "done", "hr")
    with refusing("unknown"):
        follow_up.change_action(closed, "jadwal", "selesai", "hr")


def test_what_is_public_is_not_removed_but_dropped(closed, tmp_path):
    add(closed, "salah-ketik")
    follow_up.remove(closed, "salah-ketik", "hr")
    add(closed)
    publication.publish(closed, ID, tmp_path, {}, "hr")
    with refusing("Set it to dropped"):
        follow_up.remove(closed, "jadwal", "hr")
