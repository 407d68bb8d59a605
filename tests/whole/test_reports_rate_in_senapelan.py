"""The worked example's office in its first year with reports' assessment: one leader has five reports, so R1 withholds it all."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from public_site.build import build

from assessment.assignment import Assignment
from assessment.form import Form, decode
from assessment.method import RULES
from kinerja.demo import invented
from kinerja_office import answering, assignments, cycles, publication, records
from publishing.audit.site import audit_site
from tests.kinerja_office.small_town import CONTENT, instrument, on, town

METHOD = "subordinate"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, int]:
    """The folder of the published year, the auditor's verdict, and how many reports sent their form."""
    folder, one = tmp_path_factory.mktemp("reports"), invented.RUNNING
    with town(folder) as office:
        office = on(office, "2026-12-14")
        cycles.create(office, one.id, instrument(), one.title, one.start, one.end, None, (), "hr", period=one.period)
        wanted = assignments.generate_assignments(office, one.id, None, "hr")
        cycles.open_cycle(on(office, one.start), one.id, "hr")
        office = on(office, one.end)
        with office.store.read() as view:
            people = records.participants(view, one.id).values()
        tool = instrument()
        forms: list[Form] = invented.answers(one, tool, people, wanted)
        for form in forms:
            levels = {"work_result": form.work_result, "work_behaviour": form.work_behaviour, "reason": "Contoh."}
            given, pair = decode(tool, form.answers), Assignment(form.method, form.rater, form.ratee)
            entry = answering.save(
                office, one.id, pair, given, levels=levels if RULES[form.method].sets_levels else None
            )
            answering.send(office, one.id, pair, entry.revision)
        office = on(office, "2027-01-16")
        cycles.close_cycle(office, one.id, "hr")
        done = publication.publish(office, one.id, folder / "published", {}, "hr")
    return folder, done.report.verdict, sum(f.method == METHOD for f in forms)


def rows(made: tuple[Path, str, int], table: str) -> list[dict[str, str]]:
    path = made[0] / "published" / "2026" / f"{table}.csv"
    return [r for r in csv.DictReader(path.read_text(encoding="utf-8").splitlines()) if r.get("method") == METHOD]


def test_the_one_leader_of_eleven_is_planned_and_withheld(made: tuple[Path, str, int]) -> None:
    _, verdict, sent = made
    assert verdict == "NONE_FOUND"
    assert sent >= 10
    assert [(r["group"], r["heads"]) for r in rows(made, "plan")] == [("*", "1")]
    for table in ("results", "participation"):
        assert {(r["group"], r["status"]) for r in rows(made, table)} == {("*", "withheld")}
    assert {value for r in rows(made, "results") for value in list(r.values())[5:10]} == {"x"}


def test_neither_receipts_nor_totals_tell_how_many_reports_answered(made: tuple[Path, str, int]) -> None:
    folder = made[0] / "published" / "2026"
    said = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["kinerja"]
    listed = (folder / "receipts.csv").read_text(encoding="utf-8").count("\n") - 1
    with (folder / "participation.csv").open(encoding="utf-8", newline="") as file:
        shown = sum(int(r["assessments"]) for r in csv.DictReader(file) if r["group"] == "*" and r["status"] == "shown")
    assert said["forms"] == listed == shown
    assert said["people_in_shown_rows"][METHOD] == 0
    assert said["format"] == 5


def test_the_pages_say_why_in_one_sentence(made: tuple[Path, str, int], tmp_path: Path) -> None:
    build(made[0] / "published", CONTENT, tmp_path / "site")
    assert [str(f) for f in audit_site(tmp_path / "site", made[0] / "published")] == []
    for name in ("2026/index.html", "2026/metode.html", "panduan/metode.html", "index.html"):
        assert "Menurut bawahan tidak ada angka yang tampil" in (tmp_path / "site" / name).read_text("utf-8"), name
    receipts = (tmp_path / "site" / "2026" / "tanda-terima.html").read_text("utf-8")
    assert "Kode untuk bawahan tidak ada di daftar ini" in receipts
    assert "Camat" in (tmp_path / "site" / "panduan" / "menilai-atasan.html").read_text("utf-8")
