"""HR's action list: a post, a day, a state, a result; names nobody."""

import csv
import io

import pytest

from kinerja_office import assignments, cycles, follow_up, publication
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


def life(office, tmp_path, cycle, start, day, promised=""):
    """One cycle from its first day to its release on `day`, with an action decided on it; returns what its package tells."""
    now = on(office, start)
    cycles.create(now, cycle, small_town.instrument(), cycle, start, start, ["self"], (), "hr")
    assignments.generate_assignments(now, cycle, None, "hr")
    cycles.open_cycle(now, cycle, "hr")
    small_town.answered(now, 3, cycle)
    cycles.close_cycle(now, cycle, "hr")
    if promised:
        follow_up.add(now, cycle, promised, "komunikasi", {"id": "Jadwal."}, "Lurah", "2026-12-01", "hr")
    return lambda: release(on(now, day), tmp_path, cycle)


def release(office, tmp_path, cycle):
    files = publication.publish(office, cycle, tmp_path, {}, "hr").files
    rows = csv.DictReader(io.StringIO(files["follow_up.csv"].decode())) if "follow_up.csv" in files else ()
    return {r["action"]: r["state"] for r in rows}


def done(office, day, action):
    follow_up.change_action(on(office, day), action, "done", "hr", result={"id": "Selesai."})


def test_what_is_open_comes_along_into_every_release_in_the_order_of_the_releases(office, tmp_path):
    """A cycle that began earlier and comes out later tells all that is public then, and the next one too."""
    first = life(office, tmp_path, "2026-a", "2026-01-05", "2026-04-20", "satu")
    second = life(office, tmp_path, "2026-b", "2026-02-05", "2026-03-20", "dua")
    assert second() == {"dua": "planned"}  # not `satu`: the cycle it was decided on is not out
    follow_up.add(
        on(office, "2026-03-25"), "2026-b", "tiga", "komunikasi", {"id": "Papan."}, "Lurah", "2026-06-01", "hr"
    )
    assert first() == {"satu": "planned", "dua": "planned", "tiga": "planned"}
    done(office, "2026-04-25", "dua")
    third = life(office, tmp_path, "2026-c", "2026-05-05", "2026-05-20")
    assert third() == {"satu": "planned", "dua": "done", "tiga": "planned"}


def test_what_ended_before_its_cycle_is_out_is_told_with_it_and_once(office, tmp_path):
    late = life(office, tmp_path, "2026-b", "2026-02-05", "2026-04-22", "dua")
    done(office, "2026-03-01", "dua")
    early = life(office, tmp_path, "2026-a", "2026-01-05", "2026-04-20", "satu")
    assert early() == {"satu": "planned"}
    assert late() == {"satu": "planned", "dua": "done"}
    assert life(office, tmp_path, "2026-c", "2026-05-05", "2026-05-20")() == {"satu": "planned"}


def test_nothing_decided_on_a_cycle_is_public_before_it_is(office, tmp_path):
    """So it may still be removed: no package tells of it."""
    life(office, tmp_path, "2026-a", "2026-01-05", "2026-04-20", "satu")
    assert life(office, tmp_path, "2026-b", "2026-02-05", "2026-03-20")() == {}
    follow_up.remove(office, "satu", "hr")
