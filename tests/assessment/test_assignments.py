"""Who assesses whom: from the roster, peers near and balanced, the same draw every time."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import assignment
from assessment.assignment import draw_peers, from_roster, parse_assignments
from assessment.roster import Employee, Unit
from assessment.roster_reading import parse_roster
from kinerja.demo.invented import roster_csv
from kinerja_words.problems import Refused
from tests.wording import said


@pytest.fixture(scope="module")
def senapelan() -> tuple[tuple[Employee, ...], tuple[Unit, ...]]:
    roster = parse_roster(roster_csv().encode(), "roster.csv")
    return roster.employees, roster.units


def test_self_and_supervisor_follow_the_roster(senapelan: tuple[tuple[Employee, ...], tuple[Unit, ...]]) -> None:
    made = from_roster(senapelan[0], ("self", "supervisor"))
    assert Counter(a.method for a in made) == {"self": 61, "supervisor": 61}
    outside = next(e.employee_number for e in senapelan[0] if e.kind == "external")
    assert [a.method for a in made if a.rater == outside] == ["supervisor"]
    assert not [a for a in made if a.ratee == outside]


def test_peers_are_near_balanced_and_repeatable(senapelan: tuple[tuple[Employee, ...], tuple[Unit, ...]]) -> None:
    people, units = senapelan
    made = draw_peers(people, units, 5, "2026-1", "peer")
    assert made == draw_peers(tuple(reversed(people)), units, 5, "2026-1", "peer")
    assert made != draw_peers(people, units, 5, "2026-2", "peer")
    assert set(Counter(a.ratee for a in made).values()) == {5}
    loads = Counter(a.rater for a in made)
    assert max(loads.values()) <= 10
    by = {e.employee_number: e for e in people}
    same = sum(by[a.rater].unit == by[a.ratee].unit for a in made)
    assert same > len(made) / 3
    for a in made:
        assert by[a.rater].supervisor != a.ratee
        assert by[a.ratee].supervisor != a.rater
        assert by[a.rater].rated


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 20)), max_size=30), st.integers(0, 6))
def test_rules_hold_for_any_roster(shape: list[tuple[int, int]], peers: int) -> None:
    people = [
        Employee(f"p{n}", f"P {n}", "", "", f"u{unit}", "G", f"p{boss}" if 0 <= boss < n else "")
        for n, (unit, boss) in enumerate(shape)
    ]
    units = [Unit(f"u{n}", f"U{n}", f"u{n // 2}" if n else "") for n in range(5)]
    made = draw_peers(people, units, peers, "s", "peer")
    by = {e.employee_number: e for e in people}
    assert len(made) == len(set(made))
    assert all(n <= peers for n in Counter(a.ratee for a in made).values())
    assert all(n <= 2 * peers for n in Counter(a.rater for a in made).values())
    assert all(
        a.rater != a.ratee and by[a.rater].supervisor != a.ratee != by[a.ratee].supervisor != a.rater for a in made
    )


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("peer,a,x", "tidak ada di daftar"),
        ("self,a,b", "orang yang sama"),
        ("peer,a,a", "orang yang sama"),
        ("peer,boss,a", "atasan dan bawahan"),
        ("peer,a,boss", "atasan dan bawahan"),
        ("supervisor,a,out", "orang luar"),
        ("fan,a,b", "fan"),
        ("peer,b,a\npeer,b,a", "baris 2"),
        ("supervisor,boss,a\nsupervisor,b,a", "Satu orang dinilai satu pejabat penilai"),
        ("supervisor,boss,a\nsupervisor,boss,a", "penugasan yang sama sudah ada di baris 2"),
    ],
)
def test_a_wrong_assignment_says_why(row: str, word: str) -> None:
    people = {
        n: Employee(n, n, "", "", "u", "G", "boss" if n in "ab" else "", "external" if n == "out" else "pns")
        for n in ("a", "b", "boss", "out")
    }
    with pytest.raises(Refused) as caught:
        parse_assignments(f"method,rater,ratee\n{row}\n".encode(), "a.csv", people, ("self", "supervisor", "peer"))
    assert word in said(caught.value, "id")


def test_the_cost_of_a_city_grows_with_its_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units of ten under one root: whoever looks beyond the own unit meets everybody; only some of them are looked at."""
    calls = Counter[str]()
    lot = assignment._lot

    def counted(seed: str, what: str) -> str:
        calls["lot"] += 1
        return lot(seed, what)

    monkeypatch.setattr(assignment, "_lot", counted)
    people = [Employee(f"p{n}", f"P {n}", "", "", f"u{n // 10}", "G") for n in range(1000)]
    units = [Unit("root", "Root"), *(Unit(f"u{n}", f"U{n}", "root") for n in range(100))]
    made = draw_peers(people, units, 5, "s", "peer")
    assert set(Counter(a.ratee for a in made).values()) == {5}
    assert calls["lot"] <= len(people) * (2 * assignment.MOST_NEAR + 5)
