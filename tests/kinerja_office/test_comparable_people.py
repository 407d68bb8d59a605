"""Which earlier rows a row may be compared with: the people are compared where they are known, the cycles' names come out (R6)."""

import csv
import io
from dataclasses import replace

import pytest

from assessment.roster import Roster
from kinerja_office import assignments, cycles, publication, records
from tests.kinerja_office import small_town
from tests.kinerja_office.small_town import instrument, on

DATES = {
    "2025-1": ("2025-01-05", "2025-01-28"), "2025-2": ("2025-07-05", "2025-07-28"), "2026-1": ("2026-01-05", "2026-01-28"),
    "2026-2": ("2026-07-05", "2026-07-28"),
}  # fmt: skip


def play(office, packages, id, change=lambda people: people, methods=("self",)):
    """A published cycle of the roster as `change` leaves it; returns (method, group) → comparable_with."""
    now = on(office, DATES[id][0])
    with office.store.write() as store:
        roster = records.roster(store)
        for old in roster.employees:
            store.delete("roster", old.employee_number)
        for e in Roster(tuple(change(list(roster.employees))), roster.units).employees:
            store.put("roster", e.employee_number, e.to_doc())
    cycles.create(now, id, instrument(), id, *DATES[id], methods, (), "hr")
    assignments.generate_assignments(now, id, None, "hr")
    cycles.open_cycle(now, id, "hr")
    small_town.answered(now, 3, id)
    cycles.close_cycle(on(office, DATES[id][1]), id, "hr")
    made = publication.publish(on(office, DATES[id][1][:7] + "-30"), id, packages, {}, "hr")
    assert made.report.verdict == "NONE_FOUND", list(made.report.lines("en"))
    found = csv.DictReader(io.StringIO(made.files["plan.csv"].decode()))
    return {(r["method"], r["group"]): r["comparable_with"] for r in found}


def test_the_last_the_one_a_year_before_and_the_first(office, tmp_path):
    found = {id: play(office, tmp_path, id) for id in DATES}
    assert set(found["2025-1"].values()) == {""}
    assert set(found["2025-2"].values()) == {"2025-1"}
    assert set(found["2026-1"].values()) == {"2025-1 + 2025-2"}
    assert set(found["2026-2"].values()) == {"2025-1 + 2025-2 + 2026-1"}


def test_a_method_compares_with_the_last_cycle_that_has_it(office, tmp_path):
    play(office, tmp_path, "2025-1", methods=("self", "supervisor"))
    play(office, tmp_path, "2025-2")
    found = play(office, tmp_path, "2026-1", methods=("self", "supervisor"))
    assert found["supervisor", "*"] == "2025-1"
    assert found["self", "*"] == "2025-1 + 2025-2"


@pytest.mark.parametrize(("new", "same"), [(0, True), (1, True), (4, True), (12, True), (13, False), (40, False)])
def test_the_names_of_groups_stay_and_the_people_do_not(office, tmp_path, new, same):
    """Of 61 people so many have others in their posts: the units of every row are as they were."""

    def change(people):
        return [replace(e, employee_number=f"9{e.employee_number[1:]}") if e in gone else e for e in people]

    play(office, tmp_path, "2025-1")
    rated = small_town.people(office)
    supervisors = {e.supervisor for e in rated}
    gone = [e for e in rated if e.employee_number not in supervisors][:new]
    assert len(gone) == new
    assert (play(office, tmp_path, "2025-2", change)["self", "*"] == "2025-1") == same
