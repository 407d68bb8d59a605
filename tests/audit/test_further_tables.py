"""Goals, consultation, training and HR's own words: the same care, table by table."""

import csv
import io
from pathlib import Path

import pytest
from small_office import Group, office, seal, write

from publishing.audit import Report, audit_packages

GOALS = "cycle,group_type,group,band,people,share,status"
CONSULTATION = "cycle,stage,question,aspect,responses,mean,low_share,mid_share,high_share,status"
TRAINING = "cycle,programme,criterion,title_id,title_en,planned,held,participants,status"


def package(tmp_path: Path, name: str, header: str, rows: list[str]) -> Report:
    folder = write(tmp_path / "2026-1", office({"Kelurahan": 40, "Seksi": 20}, methods=("self",)))
    text = io.StringIO(newline="")
    cells = [header.split(","), *sorted(f"2026-1,{r}".split(",") for r in rows)]
    csv.writer(text, lineterminator="\n").writerows(cells)
    (folder / f"{name}.csv").write_bytes(text.getvalue().encode())
    seal(folder)
    return audit_packages([folder])


def goals(group: str, people: object, *shares: str, status: str = "shown") -> list[str]:
    kind = "organisation" if group == "*" else "publication_group"
    bands = ("below", "near", "reached", "unreported")
    return [f"{kind},{group},{b},{people},{s},{status}" for b, s in zip(bands, shares, strict=True)]


def rules(report: Report) -> set[str]:
    return {f.rule for f in report.findings}


FINE = ("≤10", "20", "60", "≤10")
NONE = ("x", "x", "x", "x")


def test_goals_in_order(tmp_path: Path) -> None:
    rows = goals("*", 55, *FINE) + goals("Kelurahan", 37, *FINE) + goals("Seksi", 18, *NONE)
    report = package(tmp_path, "goals", GOALS, rows)
    assert report.verdict == "NONE_FOUND", list(report.lines("en"))


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (
            goals("*", 55, *FINE) + goals("Kelurahan", 50, *FINE) + goals("Seksi", "x", *NONE, status="withheld"),
            "remainder",
        ),
        (goals("*", 55, *FINE) + goals("Kelurahan", 37, *FINE) + goals("Seksi", 4, *NONE), "direct"),
        (
            goals("*", 55, *FINE) + goals("Kelurahan", 37, "50", "50", "50", "≤10") + goals("Seksi", 18, *NONE),
            "shares_sum",
        ),
        (
            goals("*", 55, *FINE) + goals("Kelurahan", 37, "≤10", "x", "60", "≤10") + goals("Seksi", 18, *NONE),
            "uneven_rows",
        ),
        (
            goals("*", 55, *FINE) + goals("Kelurahan", 37, "3", "20", "60", "≤10") + goals("Seksi", 18, *NONE),
            "bad_value",
        ),
        (goals("*", 55, *FINE) + goals("Kelurahan", 37, *FINE), "missing_row"),
    ],
)
def test_goals_out_of_order(tmp_path: Path, rows: list[str], rule: str) -> None:
    report = package(tmp_path, "goals", GOALS, rows)
    assert rule in rules(report), list(report.lines("en"))
    assert report.exit_code == 3


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("after,adil,process,48,3.9,≤10,20,70,shown", None),
        ("after,adil,process,x,x,x,x,x,withheld", None),
        ("after,adil,process,6,4.0,x,x,x,shown", "few_people"),
        ("after,adil,process,20,3.9,≤10,20,70,shown", "few_ratings"),
        ("after,adil,process,48,2.1,≤10,20,70,shown", "mean_shares"),
        ("after,adil,process,48,4.9,≤10,20,70,shown", "bad_value"),
        ("after,adil,process,x,3.9,x,x,x,withheld", "mark_status"),
    ],
)
def test_consultation(tmp_path: Path, row: str, rule: str | None) -> None:
    report = package(tmp_path, "consultation", CONSULTATION, [row])
    found = {f.rule for f in report.findings if f.kind != "NOTE"}
    assert found == ({rule} if rule else set()), list(report.lines("en"))


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("p1,layanan,Judul,Title,2026-02-01,2026-03-01,12,shown", None),
        ("p1,layanan,Judul,Title,2026-02-01,,x,withheld", None),
        ("p1,layanan,Judul,Title,2026-02-01,2026-03-01,3,shown", "few_people"),
        ("p1,layanan,Judul,Title,Februari,2026-03-01,12,shown", "bad_value"),
        ("p1,layanan,Judul untuk 19860926 201505 1 001,Title,,,x,withheld", "personal_number"),
    ],
)
def test_training(tmp_path: Path, row: str, rule: str | None) -> None:
    report = package(tmp_path, "training", TRAINING, [row])
    assert rules(report) == ({rule} if rule else set()), list(report.lines("en"))


def test_a_table_nobody_knows_is_not_called_safe(tmp_path: Path) -> None:
    report = package(tmp_path, "rankings", "cycle,person,score", ["A,5"])
    assert report.verdict == "INCONSISTENT"
    assert rules(report) == {"unknown_table"}


def test_a_number_of_a_person_in_a_group_name(tmp_path: Path) -> None:
    plan = [Group("Kantor 198609262015051001", "*", ("Kelurahan",)), Group("Seksi", "*", ("Seksi",))]
    report = audit_packages([write(tmp_path / "p", office({"Kelurahan": 40, "Seksi": 20}, plan=plan))])
    assert "personal_number" in rules(report)
