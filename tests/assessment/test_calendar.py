"""Working days with the holidays that are shipped; each right answer is counted by hand on a calendar."""

import datetime
from pathlib import Path

import holidays as second_opinion
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.calendar import ZONES, Holidays, add_working_days, local_day, parse_holidays, working_days_between
from assessment.limits import LAW, Limit, Limits, left
from assessment.organisation import parse_organisation
from kinerja_words.problems import Problem
from tests.wording import refusing

SHIPPED = parse_holidays((Path(__file__).parents[2] / "content" / "holidays.toml").read_text(encoding="utf-8"))
LAWS = Limits(LAW, SHIPPED)


@pytest.mark.parametrize(
    ("code", "since", "day"),
    [
        # Nyepi 18-19, Idulfitri with joint leave 20-24 March 2026: from Monday 16 only 17, 25, 26, 27, 30, 31 are left of March
        ("hand_over", "2026-03-16", "2026-04-13"),  # 3 April is a holiday
        ("return", "2025-03-26", "2025-04-25"),  # 28 March to 7 April 2025 and 18 April
        ("objection", "2026-03-17", "2026-04-14"),
        ("decision", "2026-03-16", "2026-04-01"),
        ("take_over", "2025-12-19", "2026-01-13"),  # 25, 26 December, 1 January
        ("superior_hand_over", "2026-12-21", "2027-01-04"),  # 24, 25 December, 1 January
        ("superior_return", "2025-12-24", "2026-01-07"),
        ("report", "2025-12-31", "2026-02-13"),  # 1 and 16 January
    ],
)
def test_each_limit_of_the_law_over_holidays(code, since, day):
    due = LAWS.due(code, since)
    assert due.day == day
    assert left(due, since, LAWS.holidays) == due.limit.days
    assert left(due, day, LAWS.holidays) == 0
    assert left(due, (datetime.date.fromisoformat(day) + datetime.timedelta(days=1)).isoformat(), LAWS.holidays) < 0


def test_the_limits_are_those_of_the_law_with_their_articles():
    assert {code: (limit.days, limit.unit, limit.article) for code, limit in LAW.items()} == {
        "hand_over": (14, "working", "Lampiran V.A.5"), "return": (14, "working", "Lampiran V.A.6"),
        "take_over": (14, "working", "Lampiran V.A.8"), "superior_hand_over": (7, "working", "Lampiran V.A.9"),
        "superior_return": (7, "working", "Lampiran V.A.10"), "report": (30, "working", "Lampiran V.A.7, V.A.11, V.B.8"),
        "objection": (14, "working", "Lampiran V.B.2"), "decision": (7, "working", "Lampiran V.B.6"),
    }  # fmt: skip


def test_the_last_resort_is_all_four_limits_one_after_the_other():
    # from 30 June 2026: 20 July, 29 July, 19 August (17 August), 31 August (25 August)
    assert LAWS.last_resort("2026-06-30") == "2026-08-31"


@pytest.mark.parametrize("zone", ["WIB", "WITA", "WIT"])
def test_the_day_of_the_office_changes_at_its_own_midnight(zone):
    midnight = datetime.datetime(2026, 3, 25, tzinfo=ZONES[zone])
    second = datetime.timedelta(seconds=1)
    assert [local_day((midnight - s).astimezone(datetime.UTC), ZONES[zone]) for s in (second, second * 0)] == [
        "2026-03-24", "2026-03-25",
    ]  # fmt: skip


def test_each_zone_is_an_hour_from_the_next():
    moment = datetime.datetime(2025, 12, 31, 15, 30, tzinfo=datetime.UTC)
    assert [local_day(moment, z) for z in ZONES.values()] == ["2025-12-31", "2025-12-31", "2026-01-01"]


def test_a_year_that_is_not_complete_is_told_and_one_that_is_not_touched_is_not():
    assert LAWS.due("decision", "2026-12-01").unsure == ()
    assert LAWS.due("decision", "2026-12-22").unsure == (2027,)
    assert Limits().due("decision", "2026-06-01").unsure == (2026,)


@given(st.dates(datetime.date(2025, 1, 1), datetime.date(2027, 6, 1)), st.integers(0, 60))
def test_counting_there_and_back_agrees(day, n):
    last = add_working_days(day.isoformat(), n, SHIPPED)
    assert working_days_between(day.isoformat(), last, SHIPPED) == n
    assert n == 0 or SHIPPED.working(datetime.date.fromisoformat(last))


def test_a_calendar_unit_and_another_number_come_from_the_settings():
    text = 'name = "K"\ntimezone = "WIT"\n[limits.objection]\ndays = 10\nunit = "calendar"\n[limits.return]\ndays = 5\n'
    found = parse_organisation(text)
    assert found.limits["objection"] == Limit(10, "calendar", "Lampiran V.B.2")
    assert found.limits["return"] == Limit(5, "working", "Lampiran V.A.6")
    assert found.limits["decision"] == LAW["decision"]
    assert found.zone is ZONES["WIT"]
    assert Limits(found.limits, SHIPPED).due("objection", "2026-03-16").day == "2026-03-26"


@pytest.mark.parametrize(("line", "wants"), [
    ('timezone = "CET"', "WITA"), ("[limits.objection]\ndays = 0", "1"), ('[limits.objection]\nunit = "weeks"', "working"),
    ("[limits.appeal]\ndays = 3", "objection"),
])  # fmt: skip
def test_a_wrong_setting_is_refused_with_what_is_known(line, wants):
    with refusing(wants):
        parse_organisation(f'name = "K"\n{line}\n')


def test_old_keys_are_read_with_a_notice_and_never_shorten_the_law():
    notices: list[Problem] = []
    found = parse_organisation('name = "K"\nobjection_days = 14\nanswer_days = 14\n', notices=notices)
    assert found.limits == LAW, "14 is what was shipped: nobody chose it"
    assert [(n.code, n.values["days"]) for n in notices] == [
        ("organisation.old_days", 14),
        ("organisation.old_days", 7),
    ]
    assert parse_organisation('name = "K"\nobjection_days = 21\n').limits["objection"].days == 21


@pytest.mark.parametrize("year", sorted(SHIPPED.complete))
@pytest.mark.parametrize(("kind", "category"), [("national", "public"), ("joint_leave", "government")])
def test_a_second_opinion_knows_the_same_days(year, kind, category):
    theirs = {d.isoformat() for d in second_opinion.country_holidays("ID", years=year, categories=(category,))}
    ours = {d for d, h in SHIPPED.days.items() if h.kind == kind and d[:4] == str(year)}
    assert (sorted(ours - theirs), sorted(theirs - ours)) == ([], [])


def test_a_holiday_twice_or_of_no_kind_is_refused():
    day = '[[holiday]]\nday = "2026-01-01"\nname = "Tahun Baru"\nkind = "national"\n'
    assert parse_holidays(day).days["2026-01-01"].name["id"] == "Tahun Baru"
    for text in (day + day, day.replace("national", "cuti"), day.replace("2026-01-01", "2026-02-30")):
        with refusing("holidays.toml"):
            parse_holidays(text)
    assert parse_holidays("") == Holidays()
