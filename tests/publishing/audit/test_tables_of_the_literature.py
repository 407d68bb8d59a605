"""Tables others published or reported, with the verdict they deserve (sources: data/README.md)."""

from pathlib import Path

import pytest

from publishing.audit import Report
from publishing.audit.other_table import audit_table
from publishing.audit.sentences import Wrong

DATA = Path(__file__).parent / "data"


def said(report: Report) -> str:
    return " | ".join(f.sentence.en for f in report.findings)


def test_two_hidden_cells_still_sum_below_the_threshold() -> None:
    report = audit_table(DATA / "tau_argus_307_modular.csv", ["V1"], "FREQ", threshold=11)
    assert report.verdict == "DISCLOSURE"
    assert "“B” + “C” must be 8" in said(report)
    assert audit_table(DATA / "tau_argus_307_optimal.csv", ["V1"], "FREQ", threshold=11).verdict == "NONE_FOUND"


def test_tables_protected_in_turn_are_unsafe_together() -> None:
    for name, dims in (("county_only", ["county", "region"]), ("group_only", ["group", "region"])):
        alone = audit_table(DATA / f"usersupport_136_{name}.csv", dims, "n", threshold=4)
        assert alone.verdict == "NONE_FOUND", said(alone)
    dims = ["county", "group", "region"]
    both = audit_table(DATA / "usersupport_136_linked.csv", dims, "n", threshold=4)
    assert both.verdict == "DISCLOSURE"
    assert "figures “county-2·small·K” must be 3" in said(both)
    assert audit_table(DATA / "usersupport_136_protected.csv", dims, "n", threshold=4).verdict == "NONE_FOUND"


def test_three_singletons_give_each_other_away_where_zeros_are_printed() -> None:
    path = DATA / "usersupport_135_reconstructed.csv"
    report = audit_table(path, ["var1", "var2"], "values", threshold=3, least=1)
    assert report.verdict == "DISCLOSURE"
    for cell in ("1·A", "1·B", "1·M"):
        assert f"figures “{cell}” must be 1" in said(report)


def test_handbook_identification() -> None:
    report = audit_table(DATA / "handbook_5_marital_by_sex.csv", ["status", "sex"], "count", threshold=3)
    assert report.verdict == "DISCLOSURE"
    assert "“Single·Female” is shown as 1" in said(report)
    report = audit_table(DATA / "handbook_5_marital_sex_hours.csv", ["status", "group"], "count", threshold=3)
    assert "“Single·Female / <=15” is shown as 1" in said(report)


def test_handbook_group_attribute() -> None:
    report = audit_table(DATA / "handbook_5_marital_by_hours.csv", ["status", "hours"], "count", threshold=1)
    assert report.verdict == "DISCLOSURE"
    assert "is in “Married·Full time”" in said(report)


@pytest.mark.parametrize(
    ("name", "dims", "cells"),
    [
        ("geographical_differencing", ["area", "hours", "sex"], {"ED / rest·>30·Male": 2, "ED / rest·>30·Female": 1}),
        ("linking", ["lives", "works", "sex"], {"A·A·Female": 1, "A·elsewhere·Female": 5, "elsewhere·A·Female": 4}),
        ("sub_populations", ["first", "second", "sex"], {"20-39·<25·Male": 1, "20-39·<25·Female": 0}),
    ],
)
def test_handbook_differencing(name: str, dims: list[str], cells: dict[str, int]) -> None:
    report = audit_table(DATA / f"handbook_5_{name}.csv", dims, "count", threshold=6)
    assert report.verdict == "DISCLOSURE"
    for cell, value in cells.items():
        assert f"figures “{cell}” must be {value}" in said(report)


def test_handbook_rounded_tables_read_as_exact_counts() -> None:
    dims = ["area", "sex"]
    report = audit_table(DATA / "handbook_5_conventional_rounding.csv", dims, "count", threshold=5)
    assert report.verdict == "INCONSISTENT"
    report = audit_table(DATA / "handbook_5_controlled_rounding.csv", dims, "count", threshold=5)
    assert {f.rule for f in report.findings} == {"table_attribute"}  # additive, and its zeros read as exact


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mean_that_follows_from_the_others(tmp_path: Path) -> None:
    table = "unit;n;mean\nA;15;3.7\nB;15;x\nTotal;30;4.4\n"
    report = audit_table(write(tmp_path / "t.csv", table), ["unit"], "n", mean="mean")
    assert report.verdict == "DISCLOSURE"
    assert "all 15 values in “B” must be 5" in said(report)
    table = "unit;n;mean\nA;15;3.7\nB;15;x\nTotal;30;4.1\n"
    assert audit_table(write(tmp_path / "t.csv", table), ["unit"], "n", mean="mean").verdict == "NONE_FOUND"


def test_a_unanimous_share(tmp_path: Path) -> None:
    table = "unit,n,high\nA,20,100\nB,20,60\nTotal,40,80\n"
    report = audit_table(write(tmp_path / "t.csv", table), ["unit"], "n", shares=["high"])
    assert "all 20 values in “A” must be 100" in said(report)


def test_means_that_contradict_each_other(tmp_path: Path) -> None:
    table = "unit,n,mean\nA,20,3.0\nB,20,3.2\nTotal,40,4.0\n"
    assert audit_table(write(tmp_path / "t.csv", table), ["unit"], "n", mean="mean").verdict == "INCONSISTENT"


def test_counts_that_contradict_each_other(tmp_path: Path) -> None:
    table = "unit,n\nA,20\nB,x\nTotal,15\n"
    assert audit_table(write(tmp_path / "t.csv", table), ["unit"], "n").verdict == "INCONSISTENT"


def test_a_hidden_margin_protects(tmp_path: Path) -> None:
    table = "unit,n\nA,20\nB,x\nTotal,x\n"
    assert audit_table(write(tmp_path / "t.csv", table), ["unit"], "n").verdict == "NONE_FOUND"


def test_a_large_crossed_table_is_left_open(tmp_path: Path) -> None:
    rows = ["a,b,n"] + [f"{i},{j},x" for i in range(6) for j in range(6)]
    rows += [f"{i},Total,60" for i in range(6)] + [f"Total,{j},60" for j in range(6)]
    assert audit_table(write(tmp_path / "t.csv", "\n".join(rows)), ["a", "b"], "n").verdict == "UNDECIDED"


def test_a_long_list_is_one_tree(tmp_path: Path) -> None:
    rows = ["a,n"] + [f"u{i},{'x' if i % 3 else 20}" for i in range(90)] + ["Total,900"]
    assert audit_table(write(tmp_path / "t.csv", "\n".join(rows)), ["a"], "n").verdict == "NONE_FOUND"
    rows[-1] = "Total,605"
    report = audit_table(write(tmp_path / "t.csv", "\n".join(rows)), ["a"], "n")
    assert report.verdict == "DISCLOSURE"
    assert "must be 5" in said(report)


def test_columns_and_figures_that_are_not_there(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "unit,n\nA,banyak\n")
    assert audit_table(path, ["unit"], "n").verdict == "INCONSISTENT"
    with pytest.raises(Wrong) as caught:
        audit_table(path, ["unit"], "jumlah")
    assert caught.value.words == ("kolom tidak ada: jumlah", "no such column: jumlah")
