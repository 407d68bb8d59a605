"""The window for objections: working days of the office from receipt, whatever zone the clock is in and wherever the year ends."""

import datetime

import pytest

from assessment.calendar import ZONES
from assessment.evaluation import window
from assessment.limits import LAW
from assessment.objection import Claim
from kinerja_office import evaluations, objections, publication, records, settings
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, on, pair
from tests.wording import refusing


@pytest.fixture
def received(office):
    """Closed on 21 December 2026 and received that day: holidays 24 (joint leave) and 25 December and 1 January follow."""
    small_town.create(office, ("objections",), "assessment")
    small_town.answered(office)
    small_town.to_state(on(office, "2026-12-21"), "closed")
    return office


def claim(office):
    _, boss, superior = pair(office)
    return Claim(boss, superior, ("keluhan",), "38 dari 40 keluhan saya jawab tepat waktu.")


def test_a_late_objection_is_refused_with_the_day_it_ended(received):
    person = pair(received)[0]
    # 22, 23, 28, 29, 30, 31 December; 4-8, 11-13 January
    with refusing("13 January 2027"):
        objections.file(on(received, "2027-01-14", hour=0), ID, person, claim(received))
    assert objections.file(on(received, "2027-01-13", hour=23), ID, person, claim(received)).filed == "2027-01-13"


@pytest.mark.parametrize("zone", ZONES)
def test_the_offices_own_midnight_ends_the_last_day(received, zone):
    from dataclasses import replace

    organisation = replace(received.organisation, timezone=zone)
    midnight = datetime.datetime(2027, 1, 14, tzinfo=ZONES[zone])
    there = replace(received, organisation=organisation, now=lambda: midnight.astimezone(datetime.UTC))
    person = pair(received)[0]
    with refusing("13 January 2027"):
        objections.file(there, ID, person, claim(received))
    before = replace(there, now=lambda: midnight - datetime.timedelta(seconds=1))
    assert objections.file(before, ID, person, claim(received)).filed == "2027-01-13"


def test_without_a_receipt_no_window_opens_and_none_ends(office):
    small_town.create(office, ("objections",), "assessment")
    small_town.answered(office)
    person, boss, _ = pair(office)
    from kinerja_office import cycles

    cycles.close_cycle(on(office, "2026-07-02"), ID, "hr")
    with refusing("V.B.2"):
        objections.file(on(office, "2026-07-03"), ID, person, claim(office))
    late = on(office, "2027-03-01")
    evaluations.sign(late, ID, boss, [person])
    evaluations.hand_over_documents(late, ID, boss, [person])
    with refusing("V.B.2"):
        objections.file(late, ID, person, claim(office))
    evaluations.receive(late, ID, person, "2027-03-01")
    assert objections.file(on(office, "2027-03-02"), ID, person, claim(office)).filed == "2027-03-02"
    with office.store.read() as view:
        assert records.cycle(view, ID).rules == 4


def test_a_day_that_was_told_comes_no_earlier_and_may_come_later(received, tmp_path):
    """Received on 21 December, told 13 January 2027; then a joint leave is taken back, a limit is shortened, another day is free."""
    from dataclasses import replace

    person, days = pair(received)[0], received.holidays.days
    fewer = replace(received.holidays, days={d: h for d, h in days.items() if d != "2026-12-24"})
    shorter = {**received.organisation.limits, "objection": replace(LAW["objection"], days=5)}
    short = replace(received, holidays=fewer, organisation=replace(received.organisation, limits=shorter))
    more = replace(received.holidays, days={**days, "2027-01-05": days["2026-12-25"]})
    with received.store.read() as view:
        cycle = records.cycle(view, ID)
        stands = [
            evaluations.standing(on(o, "2027-01-13"), view, cycle) for o in (short, replace(received, holidays=more))
        ]
    assert [s.until for s in stands] == ["2027-01-13", "2027-01-14"]
    with refusing("13 January 2027"):
        publication.publish(on(short, "2027-01-13"), ID, tmp_path, {}, "hr")
    with refusing("13 January 2027"):
        objections.file(on(short, "2027-01-14"), ID, person, claim(received))
    assert objections.file(on(short, "2027-01-13"), ID, person, claim(received)).filed == "2027-01-13"


def test_a_receipt_put_right_takes_no_day_away(received):
    """HR wrote a receipt down wrong, then right: an earlier day does not shorten what was told, a later one lengthens it."""
    person = pair(received)[0]
    with received.store.write() as change:
        doc = change.get("evaluations", records.key(ID, person))
        change.put("evaluations", records.key(ID, person), {**doc, "received": "", "until": ""})
    now = on(received, "2026-12-30")
    for day, until in (("2026-12-23", "2027-01-15"), ("2026-12-22", "2027-01-15"), ("2026-12-28", "2027-01-18")):
        evaluations.record(now, ID, person, "received", day, "hr")
        with received.store.read() as view:
            cycle = records.cycle(view, ID)
            last = window(settings.limits(now, view, cycle), cycle, evaluations.get(view, ID, person))
        assert last
        assert last.day == until
