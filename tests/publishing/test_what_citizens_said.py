"""What is shown of what citizens said follows from numbers of people alone, and leaves nobody's answers to be worked out."""

from dataclasses import replace
from itertools import combinations

import pytest

from publishing.citizens import build, shown, told
from tests.publishing.citizens import OFFICE, row


def earlier(rows):
    return [told(build("2025", "Tahun 2025", rows, OFFICE, [])["citizens.csv"])]


@pytest.mark.parametrize(
    ("people", "index", "element"), [(4, False, False), (5, True, False), (29, True, False), (30, True, True)]
)
def test_few_respondents(people, index, element):
    kept = shown([row("K", "skm", "81.00", people), row("K", "u8", "70.00", people)], [])
    assert kept == {("K", m) for m, is_shown in (("skm", index), ("u8", element)) if is_shown}


@pytest.mark.parametrize(("received", "kept"), [(0, True), (1, False), (4, False), (5, True)])
def test_few_complaints(received, kept):
    found = shown([row("K", "received", str(received)), row("K", "answered", "0"), row("K", "in_time", "0")], [])
    assert found == ({("K", m) for m in ("received", "answered", "in_time")} if kept else set())


def test_a_median_is_of_five_answers():
    rows = [row("K", "received", "9"), row("K", "answered", "4"), row("K", "median_days", "3")]
    assert ("K", "median_days") not in shown(rows, [])
    rows[1] = replace(rows[1], value="5")
    assert ("K", "median_days") in shown(rows, [])


def test_the_rest_of_a_whole_is_as_many_or_nobody():
    whole, big, small = row("K", "u8", "70.00", 80), row("K / A", "u8", "72.00", 45), row("K / B", "u8", "66.00", 35)
    assert len(shown([whole, big, small], [])) == 3
    few = [replace(whole, respondents=65), big, replace(small, respondents=20)]
    assert shown(few, []) == {("K", "u8")}, "the whole less A would be the answers of twenty"
    three = [replace(whole, respondents=100), big, small, row("K / C", "u8", "50.00", 20)]
    assert shown(three, []) == {("K", "u8"), ("K / A", "u8")}, "the smallest part goes, until what is left is thirty"
    flat = [replace(r, unit=r.unit.removeprefix("K / ")) for r in few]
    assert shown(flat, []) == {("K", "u8")}, "units that add up to one are its parts, whatever they are called"


def test_complaints_of_a_part_do_not_follow_from_the_others():
    rows = [row("K", "received", "12"), row("K / A", "received", "9"), row("K / B", "received", "3")]
    assert shown(rows, []) == {("K", "received")}


def test_the_difference_of_two_releases_is_as_many_or_nobody():
    first = [row("K", "u8", "70.00", 60), row("K", "received", "40"), row("K", "answered", "38")]
    later = [row("k.", "u8", "71.00", 75), row("k.", "received", "42"), row("k.", "answered", "42")]
    assert shown(later, earlier(first)) == set()
    enough = [row("K", "u8", "71.00", 90), row("K", "received", "45"), row("K", "answered", "44")]
    assert len(shown(enough, earlier(first))) == 3
    other_days = [replace(r, start="2026-01-01", end="2026-06-30") for r in later]
    assert len(shown(other_days, earlier(first))) == 3


def test_the_ninth_element_does_not_follow_from_eight_and_the_index():
    rows = [row("K", "skm", "81.00", 40), *(row("K", f"u{n}", "80.00", 29 + (n < 9)) for n in range(1, 10))]
    assert shown(rows, []) == {("K", "skm")}
    assert len(shown([replace(r, respondents=30) for r in rows], [])) == 10
    first = [row("K", "skm", "81.00", 100)]
    later = [replace(r, respondents=103) for r in rows[1:]]
    assert shown(later, earlier(first)) == set(), "nine elements are an index, which differs by three people"


def test_a_whole_of_one_release_and_parts_of_another_leave_as_many_or_nobody():
    whole, part, rest = row("K", "received", "43"), row("k. / Sago", "received", "40"), row("K / Sagu", "received", "3")
    assert shown([part], earlier([whole])) == set()
    assert shown([whole], earlier([part])) == set()
    assert shown([part, rest], earlier([whole])) == set()
    assert shown([replace(part, value="38")], earlier([whole])) == {("k. / Sago", "received")}
    other_days = replace(part, start="2026-01-01", end="2026-06-30")
    assert shown([other_days], earlier([whole])) == {("k. / Sago", "received")}


def test_what_goes_for_one_reason_is_looked_at_again_for_all_others():
    first = earlier([row("K / A / X", "received", "20")])
    rows = [row("K", "received", "60"), row("K / A", "received", "23"), row("K / B", "received", "37")]
    assert shown(rows, first) == {("K", "received")}, "without A, B would leave three of it"


def test_two_worlds_that_differ_in_what_was_said_withhold_the_same():
    people = {"K": 100, "K / A": 45, "K / B": 35, "K / C": 20}
    worlds = []
    for value in ("25.00", "81.24", "100.00"):
        rows = [row(u, m, value, n) for u, n in people.items() for m in ("skm", "u1", "u8")]
        rows += [
            row("K", "received", "9"),
            row("K", "answered", "7"),
            row("K", "in_time", "7" if value == "25.00" else "0"),
        ]
        worlds.append(build("2025", "Tahun 2025", rows, OFFICE, []))
    tables = [[line.split(",") for line in w["citizens.csv"].decode().splitlines()] for w in worlds]
    for one, other in combinations(tables, 2):
        assert [(r[4] == "x", *r[:4], *r[5:]) for r in one] == [(r[4] == "x", *r[:4], *r[5:]) for r in other]


def test_a_withheld_value_leaves_no_trace_in_the_package():
    worlds = [
        build("2025", "Tahun 2025", [row("K", "skm", "81.00", 29), row("K", "u8", value, 29)], OFFICE, [])
        for value in ("25.00", "99.99")
    ]
    assert worlds[0] == worlds[1]
