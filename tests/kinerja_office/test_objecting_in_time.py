"""The window for objections: calendar days of the office, whatever zone the clock is in and wherever the year ends."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from assessment.calendar import WIB, local_day
from assessment.objection import Claim, last_day, window_open
from kinerja_office import objections
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import ID, on, pair
from tests.wording import refusing

DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2031, 12, 31))
LENGTHS = st.integers(1, 60)
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda m: datetime.timezone(datetime.timedelta(minutes=m)))
TIMES = st.times()


@given(DAYS, LENGTHS, st.integers(-3, 65), TIMES, ZONES)
def test_the_day_in_the_offices_zone_decides(closed, days, later, time, zone):
    moment = datetime.datetime.combine(closed + datetime.timedelta(days=later), time, WIB)
    assert window_open(closed.isoformat(), days, moment.astimezone(zone)) == (0 <= later <= days)


@given(DAYS, LENGTHS)
def test_the_last_second_is_in_and_the_next_one_is_out(closed, days):
    end = datetime.datetime.fromisoformat(last_day(closed.isoformat(), days) + "T23:59:59").replace(tzinfo=WIB)
    assert window_open(closed.isoformat(), days, end)
    assert not window_open(closed.isoformat(), days, end + datetime.timedelta(seconds=1))


def test_the_year_ends_in_the_middle_of_it():
    assert last_day("2025-12-22", 14) == "2026-01-05"
    new_year_in_pekanbaru = datetime.datetime(2025, 12, 31, 17, 0, tzinfo=datetime.UTC)
    assert local_day(new_year_in_pekanbaru) == "2026-01-01"
    assert not window_open("2025-12-18", 13, new_year_in_pekanbaru)
    assert window_open("2025-12-18", 14, new_year_in_pekanbaru)


def test_before_the_close_there_is_no_window():
    assert not window_open("", 14, datetime.datetime.now(datetime.UTC))


def test_a_late_objection_is_refused_with_the_day_it_ended(office):
    small_town.create(office, ("objections",), "assessment")
    small_town.answered(office)
    small_town.to_state(on(office, "2026-12-22"), "closed")
    person, boss, superior = pair(office)
    claim = Claim(boss, superior, ("keluhan",), "38 dari 40 keluhan saya jawab tepat waktu.")
    with refusing("2027-01-05"):
        objections.file(on(office, "2027-01-06", hour=0), ID, person, claim)
    assert objections.file(on(office, "2027-01-05", hour=23), ID, person, claim).filed == "2027-01-05"
