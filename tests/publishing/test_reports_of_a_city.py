"""Where R1 holds the reports' row is shown: a city of leaders from roster to audited package; with few leaders nothing is."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.assignment import from_roster
from assessment.instrument import build_instrument
from publishing.audit import audit_packages
from publishing.package import FORMAT, build_package, write_package
from tests.publishing.worlds import World, answered, instrument
from tests.publishing.worlds import _employee as employee

METHODS = ("self", "supervisor", "subordinate")


def asked_of_reports() -> dict[str, object]:
    """The trial instrument with the method; its last statement is not asked of reports."""
    source = dict(instrument().source)
    criteria = [{**c, "items": [dict(i) for i in c["items"]]} for c in source["criteria"]]
    criteria[-1]["items"][-1]["methods"] = ["self", "supervisor"]
    return {**source, "methods": {"self": 0.0, "supervisor": 0.6, "subordinate": 0.2}, "criteria": criteria}


def city(leaders: dict[str, int], reports: int) -> World:
    """So many leaders in each department, each with so many reports of the same department; a mayor from outside above all."""
    people = []
    for group, count in leaders.items():
        for n in range(count):
            people.append(employee(f"{group}-L{n}", group, "mayor"))
            people += [employee(f"{group}-L{n}-{r}", group, f"{group}-L{n}") for r in range(reports)]
    pairs = tuple((a.method, a.rater, a.ratee) for a in from_roster(people, METHODS))
    return answered(World(build_instrument(asked_of_reports()), tuple(people), pairs, ()), seed=3)


def published(world: World, folder: Path) -> tuple[str, dict[str, bytes]]:
    files = build_package(world.release(world.plan(METHODS)))
    write_package(files, folder / "2025-1")
    report = audit_packages([folder / "2025-1"])
    return report.verdict, files


def rows(files: dict[str, bytes], table: str) -> list[dict[str, str]]:
    found = csv.DictReader(io.StringIO(files[table].decode()))
    return [r for r in found if r["method"] == "subordinate"]


def test_a_city_shows_it_for_the_whole_and_for_departments_of_fifteen_leaders(tmp_path: Path) -> None:
    verdict, files = published(city({"Dinas A": 18, "Dinas B": 16, "Dinas C": 15}, 6), tmp_path)
    assert verdict == "NONE_FOUND"
    shown = {r["group"] for r in rows(files, "results.csv") if r["status"] == "shown"}
    assert shown == {"*", "Dinas A", "Dinas B", "Dinas C"}
    assert {r["heads"] for r in rows(files, "plan.csv") if r["group"] == "*"} == {"49"}
    assert b'"format": %d,' % FORMAT in files["datapackage.json"]


def test_small_departments_are_merged_by_their_leaders_not_by_their_people(tmp_path: Path) -> None:
    """Ninety people of nine leaders are one row with another department's; alone they would be nine leaders."""
    verdict, files = published(city({"Dinas A": 9, "Dinas B": 9, "Dinas C": 20}, 9), tmp_path)
    assert verdict == "NONE_FOUND"
    assert {r["group"] for r in rows(files, "plan.csv")} == {"*", "Dinas A + Dinas B", "Dinas C"}


@pytest.mark.parametrize("leaders", [1, 4])
def test_with_few_leaders_nothing_is_shown_however_many_forms_there_are(tmp_path: Path, leaders: int) -> None:
    verdict, files = published(city({"Dinas A": leaders}, 40), tmp_path)
    assert verdict == "NONE_FOUND"
    for table in ("results.csv", "participation.csv"):
        assert {r["status"] for r in rows(files, table)} == {"withheld"}


def test_leaders_of_four_are_rated_by_nobody_and_the_row_says_so(tmp_path: Path) -> None:
    world = city({"Dinas A": 20, "Dinas B": 20}, 4)
    assert not world.pairs("subordinate")
    verdict, files = published(world, tmp_path)
    assert verdict == "NONE_FOUND"
    assert [(r["group"], r["heads"]) for r in rows(files, "plan.csv")] == [("*", "0")]
    assert {r["status"] for r in rows(files, "results.csv")} == {"withheld"}


def test_other_marks_with_the_same_senders_leave_the_mask_as_it_is(tmp_path: Path) -> None:
    """Two worlds that differ in the answers alone: same rows, same numbers, same receipts."""
    world = city({"Dinas A": 6, "Dinas B": 5}, 5)
    rng = random.Random(8)
    other = replace(world, forms=tuple(
        f._replace(answers="".join(rng.choice("12345") if mark.isdigit() else mark for mark in f.answers)) for f in world.forms
    ))  # fmt: skip
    one, two = (published(w, tmp_path / str(n))[1] for n, w in enumerate((world, other)))
    for table in ("participation.csv", "plan.csv", "receipts.csv"):
        assert one[table] == two[table]
    kept = ("group", "criterion", "assessments", "status")
    assert [[r[k] for k in kept] for r in rows(one, "results.csv")] == [
        [r[k] for k in kept] for r in rows(two, "results.csv")
    ]
