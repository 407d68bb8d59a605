"""The release calendar is made of days alone: what people answer, receive or object to changes nothing of it."""

import pytest

from assessment.objection import Claim
from kinerja_office import content_files, cycles, objections, publication, release_calendar
from kinerja_words.problems import Refused
from tests.delivered import deliver
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, on

STAGES = ("objections",)


def due(office, body=b""):
    with office.store.read() as view:
        return release_calendar.due(office, view, body)


def text(office, body=b""):
    with office.store.read() as view:
        return release_calendar.proposed(office, view, body)


@pytest.fixture
def taking(office):
    """Forms are taken until 30 June."""
    small_town.create(office, STAGES, "assessment")
    return on(office, "2026-06-01")


def test_what_takes_forms_is_announced_with_the_days_of_the_law(taking):
    (one,) = due(taking)
    assert one == {
        "cycle": ID, "title": "Semester", "told": "2026-06-01", "closes": "2026-06-30",
        "earliest": "2026-07-21", "planned": "2026-09-01",  # 14 working days after it, and 14 + 7 + 14 + 7
    }  # fmt: skip
    assert due(taking, text(taking).encode()) == []


def test_nothing_is_announced_before_forms_are_taken_or_once_it_is_out(office, tmp_path):
    small_town.create(office, (), "draft")
    assert due(office) == []
    small_town.to_state(office, "assessment")
    small_town.answered(office)
    small_town.to_state(office, "closed")
    assert [one["earliest"] for one in due(office)] == [office.today()]  # no documents, no objections: at once
    publication.publish(office, ID, tmp_path, {}, "hr")
    assert due(office) == []


def test_a_changed_day_is_announced_anew_and_the_planned_day_never_comes_forward(taking):
    planned = text(taking).replace("2026-09-01", "2026-11-02").encode()
    assert due(taking, planned) == []  # HR may plan a later day
    cycles.extend(taking, ID, "2026-07-10", "hr")
    (one,) = due(taking, planned)
    assert (one["closes"], one["earliest"], one["planned"]) == ("2026-07-10", "2026-07-31", "2026-11-02")
    assert text(taking, planned).startswith(planned.decode())


def test_nothing_is_planned_for_a_day_that_is_over(taking):
    """Of a cycle that closed long ago, an office that never announced it says a day to come."""
    for day in ("2026-09-01", "2026-12-01"):
        late = on(taking, day)
        (one,) = due(late)
        assert (one["told"], one["planned"]) == (day, day)
        content_files.check(late, release_calendar.FILE, text(late).encode())


def world(folder, busy):
    """What is announced day by day of a cycle in which everybody answers, receives and one objects; or nobody does anything."""
    with small_town.town(folder) as office:
        small_town.create(office, STAGES, "assessment")
        now, told = on(office, "2026-06-20"), [text(on(office, "2026-06-20"))]
        if busy:
            small_town.answered(now)
        told.append(text(now))
        cycles.close_cycle(on(office, "2026-07-02"), ID, "hr")
        told.append(text(on(office, "2026-07-02")))
        if busy:
            deliver(on(office, "2026-07-03"), ID)
            person, boss, superior = small_town.pair(office)
            claim = Claim(boss, superior, ("keluhan",), "Buku keluhan membuktikannya, lihat halaman 12.", "Buku")
            objections.file(on(office, "2026-07-06"), ID, person, claim)
        told.append(text(on(office, "2026-07-06")))
    return told


def test_two_worlds_that_differ_in_answers_documents_and_objections_have_the_same_calendar(tmp_path):
    silent, busy = (world(tmp_path / str(busy), busy) for busy in (False, True))
    assert silent == busy
    assert silent[1] != silent[2]  # the day of the close is told


def test_a_file_that_is_wrong_is_refused_where_it_is(taking):
    for body, code in (
        (text(taking).replace("2026-07-21", "2026-06-01"), "content.calendar_order"),
        (text(taking).replace('told = "2026-06-01"', 'told = "2026-09-02"'), "content.calendar_order"),
        (text(taking).replace(f'cycle = "{ID}"', 'cycle = "../isi"'), "shape.wrong"),
        (text(taking).replace("planned", "rencana"), "shape.missing"),
    ):
        with pytest.raises(Refused) as refused:
            content_files.check(taking, release_calendar.FILE, body.encode())
        assert code in [p.code for p in refused.value.problems]
    named = text(taking) + f'text = "Menunggu {small_town.people(taking)[4].name}."\n'
    with pytest.raises(Refused):
        content_files.check(taking, release_calendar.FILE, named.encode())
