"""One test per kind of INCONSISTENT: something in the package is changed, the auditor says what and where."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from publishing.audit import Report, audit_packages
from tests.publishing.audit.small_office import change, office, rows_of, seal, write


def caught(folder: Path, rule: str, where: str = "") -> Report:
    report = audit_packages([folder])
    assert report.verdict == "INCONSISTENT"
    assert report.exit_code == 3
    found = [f for f in report.findings if f.rule == rule]
    assert found, [(f.rule, f.where, f.sentence.en) for f in report.findings]
    assert not where or where in {f.where for f in found}
    return report


def group_row(**want: str) -> Callable[[dict[str, str]], bool]:
    return lambda row: all(row[k] == v for k, v in want.items()) and row["status"] == "shown"


LAYANAN = {"group": "Kelurahan", "method": "peer", "criterion": "layanan"}
WHOLE = {"group": "*", "method": "self", "criterion": "layanan"}


def test_a_figure_changed_after_the_hash(package: Path) -> None:
    path = package / "results.csv"
    path.write_bytes(path.read_bytes().replace(b",3.", b",2.", 1))
    caught(package, "changed_file", "2026-1/results.csv")


def test_a_file_is_missing(package: Path) -> None:
    (package / "participation.csv").unlink()
    caught(package, "missing_file", "2026-1/participation.csv")


def test_a_file_too_many(package: Path) -> None:
    (package / "hasil-lama.csv").write_text("x\n", encoding="utf-8")
    caught(package, "extra_file", "2026-1/hasil-lama.csv")


def test_a_link_out_of_the_folder_is_not_followed(package: Path) -> None:
    (package / "notes.md").rename(package.parent / "elsewhere.md")
    (package / "notes.md").symlink_to(package.parent / "elsewhere.md")
    caught(package, "missing_file", "2026-1/notes.md")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("group_type", "grouptype", 1),
        lambda text: text + '"2026-1",publication_group\n',
        lambda text: text.replace("Kelurahan", '"Kelurahan"', 1),
        lambda text: text + "\n",
        lambda text: "\ufeff" + text,
    ],
    ids=["line ends", "header", "short row", "needless quotes", "empty line", "byte order mark"],
)
def test_malformed_csv(package: Path, damage: Callable[[str], str]) -> None:
    path = package / "results.csv"
    path.write_bytes(damage(path.read_text(encoding="utf-8")).encode())
    seal(package)
    caught(package, "malformed", "2026-1/results.csv")


def test_bytes_that_are_not_utf8(package: Path) -> None:
    path = package / "results.csv"
    path.write_bytes(path.read_bytes().replace(b"Kelurahan", b"Kel\xfcrahan", 1))
    seal(package)
    caught(package, "malformed")


def test_a_description_that_is_no_json(package: Path) -> None:
    (package / "datapackage.json").write_text("{", encoding="utf-8")
    caught(package, "malformed")


def test_an_address_outside_the_folder(package: Path) -> None:
    path = package / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"notes.md"', '"../notes.md"'), encoding="utf-8")
    caught(package, "malformed")


def test_rows_in_another_order(package: Path) -> None:
    path = package / "results.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[3], lines[4] = lines[4], lines[3]
    path.write_text("".join(lines), encoding="utf-8")
    seal(package)
    caught(package, "wrong_order", "2026-1/results:5")


def test_a_row_twice(package: Path) -> None:
    path = package / "receipts.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:2], *lines[1:]]), encoding="utf-8")
    seal(package)
    caught(package, "repeated_row", "2026-1/receipts:3")


def test_a_row_that_was_not_planned(package: Path) -> None:
    where = change(package, "results", group_row(**LAYANAN), group="Kelurahan Sago")
    report = caught(package, "not_planned", where)
    assert "missing_row" in {f.rule for f in report.findings}


def test_a_planned_row_is_missing(package: Path) -> None:
    path = package / "participation.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    seal(package)
    caught(package, "missing_row", "2026-1/participation.csv")


@pytest.mark.parametrize("text", ["3.65", "3", "3,6", "5.0", "1.0", "4.6", "≥4.6", "03.4", "3.6 ", "nan", "٣.٤"])
def test_a_mean_written_in_a_way_the_rules_forbid(package: Path, text: str) -> None:
    caught(package, "bad_value", change(package, "results", group_row(**LAYANAN), mean=text))


@pytest.mark.parametrize("text", ["33", "100", "0", "5", "95", "35.0", "≤5", "35 %"])
def test_a_share_written_in_a_way_the_rules_forbid(package: Path, text: str) -> None:
    caught(package, "bad_value", change(package, "results", group_row(**LAYANAN), mid_share=text))


def test_shares_that_cannot_add_up(package: Path) -> None:
    where = change(package, "results", group_row(**LAYANAN), low_share="35", mid_share="35", high_share="45")
    caught(package, "shares_sum", where)


def test_a_mean_that_contradicts_the_shares(package: Path) -> None:
    where = change(
        package, "results", group_row(**LAYANAN), mean="2.0", low_share="≤10", mid_share="20", high_share="75"
    )
    caught(package, "mean_shares", where)


def test_another_mark_for_a_hidden_value(package: Path) -> None:
    where = change(package, "results", group_row(**LAYANAN), low_share="c", mid_share="c", high_share="c")
    caught(package, "bad_value", where)


def test_a_withheld_row_that_still_holds_a_figure(package: Path) -> None:
    caught(package, "mark_status", change(package, "results", group_row(**LAYANAN), status="withheld"))


def test_one_share_hidden_alone(package: Path) -> None:
    caught(package, "mark_status", change(package, "results", group_row(**LAYANAN), mid_share="x"))


def test_groups_that_hold_more_forms_than_the_whole(package: Path) -> None:
    where = change(package, "results", group_row(**WHOLE), assessments="40")
    caught(package, "sum_forms", where)


def test_a_whole_that_its_groups_cannot_make(package: Path) -> None:
    where = change(package, "results", group_row(**WHOLE), mean="2.1", low_share="x", mid_share="x", high_share="x")
    caught(package, "sum_values", where)


def test_a_share_of_the_whole_that_its_groups_cannot_make(package: Path) -> None:
    where = change(package, "results", group_row(**WHOLE), low_share="50", mid_share="≤10", high_share="40")
    caught(package, "sum_values", where)


def test_more_results_than_forms_sent(package: Path) -> None:
    row = next(r for r in rows_of(package, "participation") if r["group"] == "*" and r["method"] == "self")
    where = change(package, "results", group_row(**WHOLE), assessments=str(int(row["assessments"]) + 1))
    caught(package, "results_participation", where)


def test_more_forms_sent_than_assigned(package: Path) -> None:
    caught(package, "sent_assigned", change(package, "participation", group_row(group="Seksi"), assigned="12"))


@pytest.mark.parametrize(
    "cells",
    [{"parent": "Dinas"}, {"heads": "70"}, {"members": "Seksi + Kelurahan"}, {"group_type": "organisation"}],
    ids=["unknown parent", "more people than the whole", "members unsorted", "wrong type"],
)
def test_a_plan_that_contradicts_itself(package: Path, cells: dict[str, str]) -> None:
    change(package, "plan", lambda row: row["group"] == "Kelurahan", **cells)
    caught(package, "plan_row")


def test_receipts_that_do_not_add_up(package: Path) -> None:
    path = package / "receipts.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    seal(package)
    caught(package, "receipts_sum")


def test_forms_that_do_not_add_up(package: Path) -> None:
    change(package, "participation", group_row(group="*", method="peer"), assessments="100")
    caught(package, "forms_sum")


def edit(folder: Path, **values: object) -> None:
    path = folder / "datapackage.json"
    description = json.loads(path.read_text(encoding="utf-8"))
    description["kinerja"] |= values
    path.write_text(json.dumps(description), encoding="utf-8")


def test_a_coverage_that_is_not_so(package: Path) -> None:
    edit(package, people_in_shown_rows={"self": 100, "supervisor": 40, "peer": 100})
    caught(package, "coverage")


def test_a_threshold_below_the_floor(package: Path) -> None:
    stated = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))["kinerja"]
    edit(package, disclosure=stated["disclosure"] | {"min_forms": 3})
    caught(package, "low_threshold")


def test_groups_shown_against_the_recorded_fallback(package: Path) -> None:
    edit(package, fallback=[["peer", "layanan"]])
    caught(package, "fallback_shown")


def test_a_stored_verdict_that_is_not_none_found(package: Path) -> None:
    (package / "audit.json").write_text('{"verdict": "UNDECIDED"}', encoding="utf-8")
    caught(package, "stored_verdict")


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "kosong").mkdir()
    caught(tmp_path / "kosong", "missing_file")


def test_predicates_shown_in_part(tmp_path: Path) -> None:
    folder = write(tmp_path / "2026-1", office({"Kelurahan": 60, "Seksi": 60}))
    where = change(folder, "predicates", group_row(group="Seksi", predicate="baik"), share="x", status="withheld")
    caught(folder, "half_mask", where)
