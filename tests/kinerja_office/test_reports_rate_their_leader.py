"""Reports rate their leader: all of five or more, whatever way the list is made; of a leader with fewer, none."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.assignment import Assignment, parse_assignments
from assessment.instrument import Instrument, build_instrument
from assessment.method import RULES
from assessment.organisation import Disclosure, Organisation
from assessment.roster import Employee, Roster, Unit
from kinerja_office import answering, assignments, cycles, declines, records
from kinerja_office.office import INDEXES, Office
from kinerja_office.roster import import_roster
from kinerja_store import init_store, keyring, open_store
from kinerja_words.problems import Refused
from tests.wording import said

ID, METHOD = "2026", "subordinate"
LEAST = RULES[METHOD].own_from
LEADERS = {"L5": 5, "L6": 6, "L4": 4, "OUT": 7}
"""Leader → direct reports; OUT is from outside."""


def instrument(**more: object) -> Instrument:
    return build_instrument({
        "code": "coba", "version": "1", "scale": {"min": 1, "max": 5, "cannot_judge": True},
        "methods": {"self": 0.0, "supervisor": 1.0, "peer": 0.0, METHOD: 0.0},
        "criteria": [{"code": "c", "items": [{"code": f"i{n}", "text": f"Isi {n}", "short": True, **more} for n in range(2)]}],
    })  # fmt: skip


def person(number: str, boss: str = "", kind: str = "pns") -> Employee:
    return Employee(number, f"Orang {number}", "Staf", "III/a", "U", "Kantor", boss, kind)  # type: ignore[arg-type]  # one of KINDS


def people() -> list[Employee]:
    found = [
        person(leader, "" if leader == "OUT" else "L6", "external" if leader == "OUT" else "pns") for leader in LEADERS
    ]
    found = [replace(e, supervisor="") if e.employee_number == "L6" else e for e in found]
    for leader, n in LEADERS.items():
        own = 2 if leader == "L6" else 0  # the two other leaders are reports of L6 too
        found += [person(f"{leader}-{k}", leader) for k in range(n - own)]
    return [*found, person("guest", "L5", "external")]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    private = tmp_path / "private"
    init_store(private)
    keyring.create(private, keyring.SERVER)
    store = open_store(private, indexes=INDEXES)
    moment = datetime.datetime(2026, 6, 10, tzinfo=datetime.UTC)
    made = Office(
        private,
        store,
        Organisation({"id": "Coba"}, Disclosure()),
        now=lambda: moment,
        random=random.Random(1).randbytes,
    )
    roster(made, people())
    cycles.create(made, ID, instrument(), "Tahun", "2026-06-01", "2026-06-30", None, (), "hr", period="2026")
    yield made
    store.close()


def roster(office: Office, now: list[Employee]) -> None:
    import_roster(office, Roster(tuple(now), (Unit("U", "Kantor", ""),)), "hr")


def raters(office: Office) -> dict[str, int]:
    """Leader → raters."""
    with office.store.read() as view:
        return dict(Counter(a.ratee for a in records.assignments(view, ID, method=METHOD)))


def generate(office: Office) -> dict[str, int]:
    assignments.generate_assignments(office, ID, 0, "hr")
    return raters(office)


def adjust(office: Office, rater: str, ratee: str, add: bool = False) -> None:
    assignments.adjust_assignment(office, ID, Assignment(METHOD, rater, ratee), add, "hr")


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return said(caught.value, "id")


def test_the_roster_gives_all_direct_reports_of_a_leader_with_enough(office: Office) -> None:
    assert generate(office) == {"L5": 5, "L6": 6}, "four are too few, an outside leader is never rated"
    with office.store.read() as view:
        found = records.assignments(view, ID, method=METHOD)
        assert {a.rater for a in found if a.ratee == "L6"} == {"L5", "L4", *(f"L6-{n}" for n in range(4))}
        assert "guest" not in {a.rater for a in found}, "who is not rated does not rate a leader"
        assert not [a for a in records.assignments(view, ID, method="peer") if (a.rater, a.ratee) == ("L5-0", "L5")]


def test_nobody_leaves_a_leader_with_one_to_four(office: Office) -> None:
    generate(office)
    assert "Sedikitnya 5" in refused(lambda: adjust(office, "L5-0", "L5"))
    adjust(office, "L6-0", "L6")
    adjust(office, "L6-0", "L6")
    assert raters(office) == {"L5": 5, "L6": 5}, "twice is once"
    assert "seluruhnya" in refused(lambda: adjust(office, "L6-1", "L6"))
    assert raters(office) == generate(office) == {"L5": 5, "L6": 5}, (
        "refused is nothing done; what was done by hand stays"
    )
    assert "Sedikitnya 5" in refused(lambda: adjust(office, "L4-0", "L4", True))
    assert "4 bawahan" in refused(lambda: adjust(office, "", "L4", True))
    assert "bawahan langsung" in refused(lambda: adjust(office, "L6-1", "L5", True)), "another leader's report"
    assert "bawahan langsung" in refused(lambda: adjust(office, "guest", "L5", True))
    assert "orang luar" in refused(lambda: adjust(office, "", "OUT", True))
    adjust(office, "L6-0", "L6", True)
    assert raters(office) == {"L5": 5, "L6": 6}


def test_one_act_takes_a_leader_off_and_brings_them_back(office: Office) -> None:
    generate(office)
    adjust(office, "", "L5")
    adjust(office, "", "L5")
    assert raters(office) == generate(office) == {"L6": 6}
    roster(office, [*people(), *(person(f"new-{n}", "L5") for n in range(5))])
    assert generate(office) == {"L6": 6}, "also with others: a leader is rated by all or by none"
    adjust(office, "", "L5", True)
    assert raters(office) == generate(office) == {"L5": 10, "L6": 6}
    adjust(office, "", "L5")
    assert generate(office) == {"L6": 6}
    assignments.generate_assignments(office, ID, 0, "hr", afresh=True)
    assert raters(office) == {"L5": 10, "L6": 6}


@pytest.mark.parametrize(("leader", "n", "word"), [("L6", 4, "Sedikitnya 5"), ("L5", 1, "Sedikitnya 5"), ("L4", 4, "Sedikitnya 5"), ("OUT", 5, "orang luar")])  # fmt: skip
def test_a_file_with_too_few_is_refused_by_its_row(office: Office, leader: str, n: int, word: str) -> None:
    rows = [f"bawahan,{leader}-{k},{leader}" for k in range(n)]
    text = "\n".join(["metode,penilai,dinilai", "diri,L5,L5", *rows])
    with office.store.read() as view:
        known = records.roster(view).by_number()
    with pytest.raises(Refused) as caught:
        parse_assignments(text.encode(), "a.csv", known, ("self", METHOD))
    assert word in said(caught.value, "id")
    assert {p.values.get("row") or p.row for p in caught.value.problems} & {3}


def test_a_file_of_enough_is_taken_and_acts_refuse_what_no_page_lets_through(office: Office) -> None:
    five = [Assignment(METHOD, f"L5-{n}", "L5") for n in range(5)]
    assignments.import_assignments(office, ID, five, "hr")
    assert raters(office) == {"L5": 5}
    assert "Sedikitnya" in refused(lambda: assignments.import_assignments(office, ID, five[1:], "hr"))
    assert raters(office) == {"L5": 5}


def test_a_leaver_takes_the_whole_leader_along_where_too_few_are_left(office: Office) -> None:
    generate(office)
    roster(office, [e for e in people() if e.employee_number not in ("L5-0", "L6-0")])
    with office.store.read() as view:
        found = assignments.faults(view, records.cycle(view, ID))
    mine = {f.assignment.ratee: f.last for f in found if f.assignment.method == METHOD}
    assert mine == {"L5": True, "L6": False}
    assert "L5" in refused(lambda: cycles.open_cycle(office, ID, "hr"))
    for fault in found:
        assignments.mend(office, ID, fault.assignment, "hr")
    assert raters(office) == {"L6": 5}
    assert generate(office) == {"L6": 5}
    cycles.open_cycle(office, ID, "hr")
    with office.store.read() as view:
        one = records.cycle(view, ID)
        assert [assignments.unrated_leader(view, one, n) for n in (*LEADERS, "L6-1")] == [
            True,
            False,
            True,
            False,
            False,
        ]


def test_a_hand_edit_and_a_leaver_together_leave_no_leader_with_four(office: Office) -> None:
    generate(office)
    adjust(office, "L6-0", "L6")
    roster(office, [e for e in people() if e.employee_number != "L6-1"])
    assert generate(office) == {"L5": 5}


def test_who_moves_goes_along_to_the_new_leader(office: Office) -> None:
    generate(office)
    roster(office, [replace(e, supervisor="L5") if e.employee_number == "L6-0" else e for e in people()])
    with office.store.read() as view:
        found = assignments.faults(view, records.cycle(view, ID))
    for fault in found:
        assignments.mend(office, ID, fault.assignment, "hr")
    assert raters(office) == generate(office) == {"L5": 6, "L6": 5}


def test_an_opening_refuses_what_came_to_be_too_few_and_it_can_be_mended(office: Office) -> None:
    generate(office)
    with office.store.write() as change:
        change.delete("assignments", records.assignment_key(ID, Assignment(METHOD, "L5-0", "L5")))
    assert "Sedikitnya 5" in refused(lambda: cycles.open_cycle(office, ID, "hr"))
    with office.store.read() as view:
        (fault, *_) = assignments.faults(view, records.cycle(view, ID))
    assignments.mend(office, ID, fault.assignment, "hr")
    assert raters(office) == {"L6": 6}
    cycles.open_cycle(office, ID, "hr")


def test_pairs_are_fixed_at_the_opening_and_declines_say_which_method(office: Office) -> None:
    generate(office)
    cycles.open_cycle(office, ID, "hr")
    assert "sudah tetap" in refused(lambda: adjust(office, "", "L5"))
    one = Assignment(METHOD, "L5-0", "L5")
    answering.decline(office, ID, one, "Atasan saya sekarang orang lain.")
    with office.store.read() as view:
        cycle = records.cycle(view, ID)
        (listed,) = declines.listed(office, view, cycle)
        assert (listed.task, declines.is_there(office, view, cycle, one._replace(method="peer"))) == (one, False)
    assert "menolak tugas ini" in refused(lambda: answering.save(office, ID, one, {"i0": "3"}))
    assignments.return_decline(office, ID, one, "hr")
    answering.save(office, ID, one, {"i0": "3"})


def test_a_part_of_a_year_has_no_reports(office: Office) -> None:
    words = refused(
        lambda: cycles.create(office, "q", instrument(), "T", "2026-03-01", "2026-04-01", ("self", METHOD), (), "hr", period="2026-Q1")
    )  # fmt: skip
    assert "penilaian bawahan" in words
    quarter = cycles.create(
        office, "q", instrument(), "T", "2026-03-01", "2026-04-01", None, (), "hr", period="2026-Q1"
    )
    assert quarter.methods == ("self", "supervisor")


def test_a_pair_given_twice_is_one_rater_and_a_method_the_cycle_lacks_takes_none(office: Office) -> None:
    four = [Assignment(METHOD, f"L5-{n}", "L5") for n in range(4)]
    assert "Sedikitnya 5" in refused(lambda: assignments.import_assignments(office, ID, [*four, four[0]], "hr"))
    cycles.create(
        office, "tw", instrument(), "Triwulan", "2026-07-01", "2026-07-31", ["self"], (), "hr", period="2026-Q2"
    )
    one = Assignment(METHOD, "", "L5")
    assert "tidak ada dalam periode ini" in refused(
        lambda: assignments.adjust_assignment(office, "tw", one, True, "hr")
    )
