"""The built package keeps docs/formats.md to the byte, and reaches the disk whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import signal
import subprocess
import sys
import textwrap
from dataclasses import dataclass, replace

import frictionless
import pytest

from assessment.instrument import build_instrument
from assessment.method import Method
from publishing.package import (
    build_cleared,
    build_package,
    package_hash,
    people_in_shown_rows,
    release_json,
    write_package,
)
from tests.publishing.worlds import World, people, random_world

METHODS: tuple[Method, ...] = ("self", "supervisor", "peer")
"""Those that ask about everybody; reports rate leaders alone (`test_reports_of_a_city.py`)."""

HEADERS = {
    "results.csv": "cycle,group_type,group,method,criterion,assessments,mean,low_share,mid_share,high_share,status",
    "participation.csv": "cycle,group_type,group,method,assigned,assessments,status",
    "predicates.csv": "cycle,group_type,group,predicate,share,status",
    "plan.csv": "cycle,method,group_type,group,parent,members,heads,comparable_with",
    "receipts.csv": "cycle,receipt",
}
KEYS = {
    "results.csv": "cycle group_type group method criterion", "participation.csv": "cycle group_type group method",
    "predicates.csv": "cycle group_type group predicate", "plan.csv": "cycle method group_type group",
    "receipts.csv": "cycle receipt",
}  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    return random_world(5, 6, 2, mean_size=90)


@pytest.fixture(scope="module")
def files(world) -> dict[str, bytes]:
    return build_package(world.release(world.plan()))


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode())))


def test_frictionless_finds_it_valid(files, tmp_path):
    write_package(files, tmp_path / "2025-1")
    report = frictionless.validate(str(tmp_path / "2025-1" / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    assert {t.name for t in report.tasks} >= {"results", "participation", "predicates", "plan", "receipts"}


def test_files_headers_and_order_of_rows(files):
    assert set(files) == {*HEADERS, "datapackage.json", "instrument.json", "notes.md", "notes.en.md"}
    for name, header in HEADERS.items():
        text = files[name].decode()
        assert text.splitlines()[0] == header
        assert "\r" not in text
        keys = [tuple(r[k] for k in KEYS[name].split()) for r in rows(files, name)]
        assert keys == sorted(keys)
        assert len(keys) == len(set(keys))


def test_the_descriptor_lists_every_file_with_its_size_and_hash(files):
    descriptor = json.loads(files["datapackage.json"])
    listed = {r["path"]: r for r in descriptor["resources"]}
    assert set(listed) == set(files) - {"datapackage.json"}
    for path, resource in listed.items():
        assert resource["bytes"] == len(files[path])
        assert resource["hash"] == "sha256:" + hashlib.sha256(files[path]).hexdigest()
    assert list(descriptor["kinerja"]) == [
        "format", "cycle", "title", "start", "end", "closed", "methods", "instrument", "organisation", "disclosure",
        "imported_whole", "forms", "people_in_shown_rows", "fallback",
    ]  # fmt: skip
    assert descriptor["kinerja"]["disclosure"] == {
        "min_forms": 10, "min_raters": 5, "min_ratees": 5, "min_rest": 5, "min_heads": 15, "min_supervisors": 7,
        "min_ratings_for_shares": 40,
        "min_people_for_shares": 50,
    }  # fmt: skip


def test_the_instrument_reads_back(world, files):
    assert build_instrument(json.loads(files["instrument.json"])) == world.instrument


def test_bands_left_to_the_default_are_written_out_so_that_the_auditor_can_read_them(world):
    plain = build_instrument({k: v for k, v in world.instrument.source.items() if k != "bands"})
    built = build_package(replace(world.release(world.plan()), instrument=plain))
    assert json.loads(built["instrument.json"])["bands"] == {"low": [1, 2], "mid": [3], "high": [4, 5]}


def test_every_planned_cell_has_a_row_for_each_criterion_and_the_organisation_always(world, files):
    planned = {(r.method, r.group) for r in world.plan().rows}
    assert {(r["method"], r["group"]) for r in rows(files, "plan.csv")} == planned
    asked = {(m, g, c.code) for m, g in planned for c in world.instrument.asked(m)}
    assert {(r["method"], r["group"], r["criterion"]) for r in rows(files, "results.csv")} == asked
    assert {(r["method"], r["group"]) for r in rows(files, "participation.csv")} == planned
    assert {r["group"] for r in rows(files, "predicates.csv")} == {g for m, g in planned if m == "supervisor"}
    assert {(m, "*") for m in METHODS} <= planned


TWO = ["baik + sangat_baik", "butuh_perbaikan + kurang + sangat_kurang"]
FIVE = ["baik", "butuh_perbaikan", "kurang", "sangat_baik", "sangat_kurang"]


def test_predicates_stand_in_two_classes_until_eighty_forms_and_in_five_from_eighty_on(world):
    def classes(one: World) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for r in rows(build_package(one.release(one.plan())), "predicates.csv"):
            found.setdefault(r["group"], []).append(r["predicate"])
        return found

    def cut(one: World, forms: int) -> World:
        """So many forms of supervisors, and no others."""
        sent = [f for f in one.forms if f.method == "supervisor"]
        return replace(one, forms=tuple(random.Random(1).sample(sent, forms)))

    assert set(map(tuple, classes(world).values())) == {tuple(TWO)}  # withheld
    large = random_world(2, 6, 2, mean_size=90)
    for forms, listed in ((60, TWO), (79, TWO), (80, FIVE), (400, FIVE)):
        made = cut(large, forms)
        release = made.release(made.plan())
        assert release.counts["supervisor"].predicates["*"].shown
        assert release.counts["supervisor"].predicates["*"].forms == forms
        assert classes(made)["*"] == listed
    reduced = build_package(replace(large.release(large.plan()), reduced={"predicates.csv": 1}))
    assert [r["predicate"] for r in rows(reduced, "predicates.csv") if r["group"] == "*"] == TWO


def test_the_same_records_in_any_order_make_the_same_bytes(world, files):
    for seed in range(4):
        rng = random.Random(seed)
        mixed = replace(
            world,
            employees=tuple(rng.sample(world.employees, len(world.employees))),
            assigned=tuple(rng.sample(world.assigned, len(world.assigned))),
            forms=tuple(rng.sample(world.forms, len(world.forms))),
        )
        plan = mixed.plan(("peer", "self", "supervisor"))
        assert build_package(mixed.release(plan)) == files


def test_a_cycle_without_supervisors_or_answers_is_a_valid_package(tmp_path):
    empty = World(random_world(1, 2).instrument, tuple(people({"A": 3})), (), ())
    files = build_package(empty.release(empty.plan(["self"]), receipts={}, notes={}))
    assert [list(r.values())[4:] for r in rows(files, "results.csv")] == [
        ["c0", *"xxxxx", "withheld"],
        ["c1", *"xxxxx", "withheld"],
    ]
    assert rows(files, "predicates.csv") == []
    assert files["notes.md"] == b""
    write_package(files, tmp_path / "p")
    assert frictionless.validate(str(tmp_path / "p" / "datapackage.json")).valid


def test_later_features_bring_their_own_tables(world):
    schema = {"fields": [{"name": "cycle", "type": "string"}, {"name": "programme", "type": "string"}]}
    extra = {"training.csv": (("cycle", "programme"), [("2025-1", "b"), ("2025-1", "a")], schema)}
    files = build_package(world.release(world.plan(), extra_tables=extra))
    assert files["training.csv"] == b"cycle,programme\n2025-1,a\n2025-1,b\n"
    named = {r["name"]: r for r in json.loads(files["datapackage.json"])["resources"]}
    assert named["training"]["schema"] == schema


def test_share_of_people_in_shown_rows(world):
    release = world.release(world.plan())
    stated = json.loads(build_package(release)["datapackage.json"])["kinerja"]["people_in_shown_rows"]
    for method in METHODS:
        top = [r for r in release.plan.of(method) if r.parent == "*"]
        whole = release.plan.of(method)[0].heads
        inside = sum(r.heads for r in top if any(c[r.group].shown for c in release.counts[method].criteria.values()))
        assert stated[method] == people_in_shown_rows(release, method) == int(100 * inside / whole + 0.5)
    nothing = replace(release, reduced={"self": 1})
    assert people_in_shown_rows(nothing, "self") == 0


# --- R5: what an auditor discloses falls back to the organisation -----------------------------------------------------


@dataclass(frozen=True)
class Finding:
    kind: str
    pair: tuple[str, str] | None
    where: str = "2025-1/results:2"


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...]


def test_a_disclosed_pair_takes_its_whole_method_to_the_organisation(world):
    """One criterion alone in the record would say that a group's ratings there are nearly alike."""

    def audit(files):
        open_rows = [r for r in rows(files, "results.csv") if r["group"] != "*" and r["status"] == "shown"]
        hit = [r for r in open_rows if (r["method"], r["criterion"]) == ("self", "c1")]
        note = Finding("NOTE", ("peer", "c0"))
        return Report((note, Finding("DISCLOSURE", ("self", "c1"))) if hit else (note,))

    release, files, report = build_cleared(world.release(world.plan()), audit)
    assert release.reduced == {"self": 1}
    assert json.loads(files["datapackage.json"])["kinerja"]["fallback"] == [["self", "c0"], ["self", "c1"]]
    for r in rows(files, "results.csv"):
        if r["method"] == "self":
            assert (r["status"] == "shown") == (r["group"] == "*")
    assert [f.kind for f in report.findings] == ["NOTE"]


def test_an_auditor_that_is_never_content_ends_with_nothing_of_the_method(world):
    calls = []

    def audit(files):
        calls.append(
            {(r["status"], r["low_share"] != "x") for r in rows(files, "results.csv") if r["method"] == "self"}
        )
        return Report(
            (Finding("DISCLOSURE", ("self", "c0")), Finding("DISCLOSURE", None), Finding("DISCLOSURE", ("x", "y")))
        )

    release, _, report = build_cleared(world.release(world.plan()), audit)
    assert release.reduced == {"self": 3}
    assert len(calls) == 4
    assert calls[2:] == [{("shown", False), ("withheld", False)}, {("withheld", False)}]
    assert report.findings


def test_disclosed_predicates_and_opinions_lose_their_shares_in_every_row_and_then_all():
    """A row alone without shares would say that its spread points at a few; only findings of this cycle's own rows count."""
    header = ("cycle", "question", "responses", "mean", "low_share", "status")
    opinions = [("2025-1", "a", "90", "4.0", "20", "shown"), ("2025-1", "b", "90", "3.0", "40", "shown")]
    large = random_world(2, 6, 2, mean_size=90)
    release = large.release(large.plan(), extra_tables={"consultation.csv": (header, opinions, {})})
    seen = []

    def audit(files):
        seen.append(files)
        own = (Finding("DISCLOSURE", None, "2025-1/predicates:2"), Finding("DISCLOSURE", None, "2025-1/consultation:3"))
        return Report(
            (*own, Finding("DISCLOSURE", None, "2024-2/consultation:2"), Finding("NOTE", None, "2025-1/consultation:2"))
        )

    cleared, _, _ = build_cleared(release, audit)
    assert cleared.reduced == {"predicates.csv": 2, "consultation.csv": 2}
    assert not cleared.fallback
    assert [r["predicate"] for r in rows(seen[1], "predicates.csv") if r["group"] == "*"] == TWO
    assert [(r["mean"], r["low_share"]) for r in rows(seen[1], "consultation.csv")] == [("4.0", "x"), ("3.0", "x")]
    for name in ("predicates.csv", "consultation.csv"):
        for r in rows(seen[2], name):
            assert r["status"] == "withheld"
            assert {r[c] for c in ("share", "responses", "mean", "low_share") if c in r} == {"x"}


def test_receipts_and_forms_are_those_of_shown_methods(world):
    """The number of all forms less the shown ones would be the number of a method that is withheld."""
    release = world.release(world.plan())
    few = [f for f in world.forms if f.method == "peer"][:8]
    quiet = replace(world, forms=tuple(f for f in world.forms if f.method != "peer") + tuple(few))
    other = replace(quiet, forms=quiet.forms[:-1])
    made = [build_package(w.release(release.plan)) for w in (quiet, other)]
    assert made[0] == made[1]
    stated = json.loads(made[0]["datapackage.json"])["kinerja"]["forms"]
    shown = [
        int(r["assessments"])
        for r in rows(made[0], "participation.csv")
        if r["group"] == "*" and r["status"] == "shown"
    ]
    assert stated == sum(shown) == len(rows(made[0], "receipts.csv")) < len(quiet.forms)


def test_comparable_cycles_stand_in_the_plan(world):
    release = world.release(world.plan(), comparable={("peer", "*"): ("2024-2", "2024-1")})
    found = {(r["method"], r["group"]): r["comparable_with"] for r in rows(build_package(release), "plan.csv")}
    assert found["peer", "*"] == "2024-1 + 2024-2"
    assert {v for k, v in found.items() if k != ("peer", "*")} == {""}


# --- on the disk ------------------------------------------------------------------------------------------------------


def test_release_json_is_what_the_contract_says():
    data = release_json("2025-1", "2025-05-02", "ab", "cd", "")
    assert json.loads(data) == {
        "cycle": "2025-1",
        "published": "2025-05-02",
        "trail_head": "ab",
        "package": "cd",
        "previous": "",
    }
    signed = json.loads(release_json("2025-1", "2025-05-02", "ab", "cd", "", "ef"))
    assert signed == json.loads(data) | {"trail_key": "ef"}


def test_the_package_hash_is_that_of_the_descriptor(files, tmp_path):
    write_package(files, tmp_path / "p")
    assert package_hash(files) == package_hash(tmp_path / "p") == hashlib.sha256(files["datapackage.json"]).hexdigest()


def test_writing_again_replaces_the_whole_folder(tmp_path):
    write_package({"a": b"1", "gone": b"1"}, tmp_path / "p")
    write_package({"a": b"2"}, tmp_path / "p")
    assert {f.name: f.read_bytes() for f in (tmp_path / "p").iterdir()} == {"a": b"2"}
    assert [f.name for f in tmp_path.iterdir()] == ["p"]


def test_without_an_exchange_of_folders_three_renames_do(tmp_path, monkeypatch):
    monkeypatch.setattr("publishing.package.RENAME_EXCHANGE", 1 << 20)  # EINVAL, as on a system without it
    test_writing_again_replaces_the_whole_folder(tmp_path)


KILLED = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    from publishing import package
    left = int(sys.argv[2])
    def count(event, arguments):
        global left
        if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "ctypes.dlopen") and armed:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
    armed = False
    sys.addaudithook(count)
    armed = True
    package.write_package({"a": b"new", "b": b"new"}, Path(sys.argv[1]))
""")


@pytest.mark.parametrize("existing", [True, False])
def test_killed_at_any_step_it_leaves_the_old_folder_or_the_new(tmp_path, existing):
    folder = tmp_path / "p"
    seen = set()
    for step in range(60):
        if existing:
            write_package({"a": b"old", "b": b"old"}, folder)
        run = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(step)], capture_output=True, check=False)
        found = tuple(f.read_bytes() for f in sorted(folder.iterdir())) if folder.exists() else ()
        assert found in ((b"new", b"new"), (b"old", b"old") if existing else ())
        seen.add(found)
        if run.returncode == 0:
            break
        assert run.returncode == -signal.SIGKILL, run.stderr
        if not existing and folder.exists():
            folder.rename(tmp_path / f"done{step}")
    assert step > 4
    assert len(seen) == 2
