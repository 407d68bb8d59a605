"""The worked example's first year with reports' assessment: one leader has five reports, so R1 withholds it all."""

from __future__ import annotations

import csv
import json
import shutil
from contextlib import closing
from pathlib import Path

from kinerja_office import records
from kinerja_office.office import INDEXES
from kinerja_office.participation import told
from kinerja_store import open_store

CYCLE, METHOD = "2025", "subordinate"


def rows(demo: Path, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader((demo / "published" / CYCLE / f"{table}.csv").read_text(encoding="utf-8").splitlines()))


def of_reports(demo: Path, table: str) -> list[dict[str, str]]:
    return [r for r in rows(demo, table) if r["method"] == METHOD]


def test_the_one_leader_of_eleven_is_planned_and_withheld(demo: Path) -> None:
    verdict = json.loads((demo / "published" / CYCLE / "audit.json").read_text(encoding="utf-8"))["verdict"]
    assert verdict == "NONE_FOUND"
    assert [(r["group"], r["heads"]) for r in of_reports(demo, "plan")] == [("*", "1")]
    for table in ("results", "participation"):
        assert {(r["group"], r["status"]) for r in of_reports(demo, table)} == {("*", "withheld")}
    assert {value for r in of_reports(demo, "results") for value in list(r.values())[5:10]} == {"x"}


def test_enough_reports_answered_and_nobody_is_told_how_many(demo: Path, tmp_path: Path) -> None:
    """The means of the one leader are there for that leader alone, so what is withheld is not just missing."""
    shutil.copytree(demo / "private", tmp_path / "private")
    with closing(open_store(tmp_path / "private", indexes=INDEXES)) as store, store.read() as view:
        cycle = records.cycle(view, CYCLE)
        (leader,) = {a.ratee for a in records.assignments(view, CYCLE, method=METHOD)}
        assert set(records.sealed_means(view, cycle, leader)) == {"peer", METHOD}
        assert told(view, cycle, METHOD) is None
        assert told(view, cycle, "peer")


def test_neither_receipts_nor_totals_tell_how_many_reports_answered(demo: Path) -> None:
    said = json.loads((demo / "published" / CYCLE / "datapackage.json").read_text(encoding="utf-8"))["kinerja"]
    counted = (r for r in rows(demo, "participation") if r["group"] == "*" and r["status"] == "shown")
    assert said["forms"] == len(rows(demo, "receipts")) == sum(int(r["assessments"]) for r in counted)
    assert said["people_in_shown_rows"][METHOD] == 0


def test_the_pages_say_why_in_one_sentence(demo: Path) -> None:
    site = demo / "public_html"
    for name in ("index.html", "metode.html"):
        assert "Menurut bawahan tidak ada angka yang tampil" in (site / CYCLE / name).read_text("utf-8"), name
    assert "Kode untuk bawahan tidak ada di daftar ini" in (site / CYCLE / "tanda-terima.html").read_text("utf-8")
    assert "Camat" in (site / "panduan" / "menilai-atasan.html").read_text("utf-8")
