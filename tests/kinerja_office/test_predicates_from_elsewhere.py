"""Predicates given in another system: no levels here, of the recap only its coded shares, of the whole office, from 80 people on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.assignment import Assignment
from assessment.form import Form
from assessment.predicate import PREDICATES
from kinerja_office import answering, cycles, publication, recap, records
from kinerja_office.office import Office
from kinerja_words.problems import Doubt, Refused
from publishing.audit import audit_packages
from tests.anonymity.city import CYCLE, Script, invent
from tests.kinerja_office.elsewhere import FROM, MANY, A, B, by_unit, make, published


def by_person(counts: Sequence[int], script: Script = MANY) -> bytes:
    given = [p for p, n in zip(PREDICATES, counts, strict=True) for _ in range(n)]
    pairs = zip((e.employee_number for e in script.people), given, strict=False)
    return ("nip,predikat\n" + "".join(f"{n},{p.replace('_', ' ')}\n" for n, p in pairs)).encode()


def supervisors_form(office: Office) -> Assignment:
    with office.store.read() as view:
        return records.assignments(view, CYCLE, method="supervisor")[0]


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def predicates(files: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files["predicates.csv"].decode())))


def test_the_supervisors_form_asks_no_levels_and_takes_none(tmp_path: Path) -> None:
    office = make(tmp_path)
    one = supervisors_form(office)
    levels = {"work_result": "above", "work_behaviour": "as", "reason": "Rahasia."}
    entry = answering.save(office, CYCLE, one, {"c0i0": "4"}, levels=levels)
    answering.send(office, CYCLE, one, entry.revision)
    with office.store.read() as view:
        form = records.sent_form(view, CYCLE, one)
        assert form is not None
        assert form[0].predicate is None
        assert "Rahasia" not in repr(list(view.find("forms")))
    sheet = Form("supervisor", *one[1:], "4" * len(MANY.instrument.items), "above", "as")
    with pytest.raises(Refused) as refused:
        answering.import_assessments(office, CYCLE, [(2, sheet)], False, "hr")
    assert [(p.code, p.row) for p in refused.value.problems] == [("form.levels_elsewhere", 2)]
    office.store.close()


@pytest.mark.parametrize(
    ("methods", "stages", "name", "code"),
    [
        (("self",), (), FROM, "cycle.levels_need_officer"),
        (("supervisor",), ("objections",), FROM, "cycle.levels_no_objections"),
        (("supervisor",), (), "x" * 61, "cycle.levels_from"),
        (("supervisor",), (), "e\x07Kinerja", "cycle.levels_from"),
    ],
)
def test_a_cycle_that_could_not_be_is_refused(
    methods: Sequence[str], stages: Sequence[str], name: str, code: str
) -> None:
    from assessment.cycle import new_cycle

    with pytest.raises(Refused) as refused:
        new_cycle(CYCLE, MANY.instrument, "Semester", "2026-06-01", "2026-06-30", methods, stages, levels_from=name)
    assert [p.code for p in refused.value.problems] == [code]


def test_a_source_that_names_a_person_is_not_published(tmp_path: Path) -> None:
    named = replace(MANY.people[5], name="Zulkifli Hasanuddin")
    script = replace(MANY, people=(*MANY.people[:5], named, *MANY.people[6:]))
    with pytest.raises(Refused) as refused:
        make(tmp_path, script, levels_from="Rekap Zulkifli Hasanuddin")
    assert refused.value.problems


def test_only_the_whole_office_is_published_coded_and_the_source_is_named(tmp_path: Path) -> None:
    office = make(tmp_path)
    assert recap.import_recap(office, CYCLE, by_person(A), "rekap.csv", "hr").shares == (
        "≤10",
        "80",
        "≤10",
        "≤10",
        "≤10",
    )
    cycles.close_cycle(office, CYCLE, "hr")
    files = published(office, tmp_path)
    rows = predicates(files)
    assert {(r["group"], r["status"]) for r in rows} == {("*", "shown")}
    assert {r["predicate"]: r["share"] for r in rows} == dict(
        zip(PREDICATES, ("≤10", "80", "≤10", "≤10", "≤10"), strict=True)
    )
    assert json.loads(files["datapackage.json"])["kinerja"]["levels_from"] == FROM
    office.store.close()


@pytest.mark.parametrize("shape", [by_unit, by_person])
def test_two_recaps_that_code_alike_leave_the_same_bytes_everywhere(tmp_path: Path, shape: object) -> None:
    """Store, history, trail and package: nothing finer than what is published is kept, not for a moment on the disk."""
    worlds = []
    for name, counts in (("a", A), ("b", B)):
        office = make(tmp_path / name)
        recap.import_recap(office, CYCLE, shape(counts), "rekap.csv", "hr")  # type: ignore[operator]
        cycles.close_cycle(office, CYCLE, "hr")
        published(office, tmp_path / name)
        office.store.close()
        worlds.append(everything(tmp_path / name))
    assert worlds[0] == worlds[1]


def test_of_a_recap_of_too_few_no_figure_is_kept_and_nothing_is_shown(tmp_path: Path) -> None:
    office = make(tmp_path)
    few = tuple(n - (10 if n > 70 else 1) for n in A)
    assert sum(few) < 80
    assert recap.import_recap(office, CYCLE, by_unit(few), "rekap.csv", "hr").shares == ()
    cycles.close_cycle(office, CYCLE, "hr")
    rows = predicates(published(office, tmp_path))
    assert {(r["group"], r["share"], r["status"]) for r in rows} == {("*", "x", "withheld")}
    office.store.close()


def test_the_last_recap_before_the_release_counts_and_none_after_it(tmp_path: Path) -> None:
    office = make(tmp_path)
    recap.import_recap(office, CYCLE, by_unit(A), "rekap.csv", "hr")
    cycles.close_cycle(office, CYCLE, "hr")
    again = recap.import_recap(office, CYCLE, by_unit((30, 50, 5, 3, 2)), "rekap.csv", "hr")
    files = published(office, tmp_path)
    assert [r["share"] for r in predicates(files) if r["predicate"] == "sangat_baik"] == [again.shares[0]] == ["35"]
    with pytest.raises(Refused) as refused:
        recap.import_recap(office, CYCLE, by_unit(A), "rekap.csv", "hr")
    assert [p.code for p in refused.value.problems] == ["recap.published"]
    office.store.close()


@pytest.mark.parametrize(("counts", "code"), [((0, 0, 0, 0, 0), "recap.nobody"), ((1, 90, 0, 0, 0), "recap.too_many")])
def test_a_recap_of_nobody_or_of_more_than_are_rated_is_refused(
    tmp_path: Path, counts: Sequence[int], code: str
) -> None:
    office = make(tmp_path)
    with pytest.raises(Refused) as refused:
        recap.import_recap(office, CYCLE, by_unit(counts), "rekap.csv", "hr")
    assert [p.code for p in refused.value.problems] == [code]
    office.store.close()


def test_without_a_recap_a_release_is_asked_about(tmp_path: Path) -> None:
    office = make(tmp_path)
    cycles.close_cycle(office, CYCLE, "hr")
    with pytest.raises(Refused) as refused:
        publication.publish(office, CYCLE, tmp_path / "published", {}, "hr")
    assert [p.code for p in refused.value.problems] == ["recap.missing"]
    assert isinstance(refused.value.problems[0], Doubt)
    office.store.close()


def test_a_cycle_whose_levels_are_given_here_takes_no_recap(tmp_path: Path) -> None:
    office = make(tmp_path, levels_from="")
    with pytest.raises(Refused) as refused:
        recap.import_recap(office, CYCLE, by_unit(A), "rekap.csv", "hr")
    assert [p.code for p in refused.value.problems] == ["recap.not_elsewhere"]
    office.store.close()


# ---- the auditor, who shares no code with this


def tampered(folder: Path, office: Office, change: object) -> set[str]:
    """Publish, change the package as a careless protector would have made it, and audit that."""
    import hashlib

    files = published(office, folder)
    path = folder / "published" / CYCLE
    made = change(files["predicates.csv"].decode())  # type: ignore[operator]
    (path / "predicates.csv").write_text(made, encoding="utf-8")
    stated = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
    entry = next(r for r in stated["resources"] if r["path"] == "predicates.csv")
    entry["bytes"], entry["hash"] = len(made.encode()), "sha256:" + hashlib.sha256(made.encode()).hexdigest()
    (path / "datapackage.json").write_text(json.dumps(stated), encoding="utf-8")
    (path / "release.json").unlink()
    office.store.close()
    return {f"{f.kind} {f.rule}" for f in audit_packages([path]).findings if "predicates" in f.where}


def test_the_auditor_wants_the_whole_office_alone(tmp_path: Path) -> None:
    office = make(tmp_path)
    recap.import_recap(office, CYCLE, by_unit(A), "rekap.csv", "hr")
    cycles.close_cycle(office, CYCLE, "hr")
    row = f"{CYCLE},publication_group,Bagian A,baik,80,shown\n"
    assert any("not_planned" in f for f in tampered(tmp_path, office, lambda text: text + row))


def test_the_auditor_wants_eighty_people(tmp_path: Path) -> None:
    office = make(tmp_path, invent("seventy", people=70))
    recap.import_recap(office, CYCLE, by_unit((10, 50, 4, 3, 3)), "rekap.csv", "hr")
    cycles.close_cycle(office, CYCLE, "hr")
    shown = "".join(
        f"{CYCLE},organisation,*,{p},{s},shown\n"
        for p, s in (("baik", "70"), ("butuh_perbaikan", "≤10"), ("kurang", "≤10"), ("sangat_baik", "15"), ("sangat_kurang", "≤10"))
    )  # fmt: skip
    found = tampered(tmp_path, office, lambda text: text.splitlines()[0] + "\n" + shown)
    assert "DISCLOSURE few_ratings" in found
