"""Whatever stands in the files, the auditor answers with a verdict; it never raises."""

import copy
import csv
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest

from publishing.audit import audit_packages
from tests.publishing.audit.small_office import Group, change, office, seal, write

TEXTS = (
    "",
    "x",
    "*",
    "0",
    "1",
    "-3",
    "3.4",
    "≤1.5",
    "≥90",
    "35",
    "999999999",
    "shown",
    "withheld",
    "Seksi",
    "a / b",
    "é\u0000",
    "A + B",
)
VALUES: tuple[Any, ...] = (None, True, 0, -1, 7, 3.5, "x", "", [], {}, ["peer"], [1, "self"], {"id": 3})


def nested(tmp_path: Path) -> Path:
    plan = [
        Group("Dinas", "*", ("Dinas / A", "Dinas / B")),
        Group("Dinas / A", "Dinas", ("Dinas / A",)),
        Group("Dinas / B", "Dinas", ("Dinas / B",)),
        Group("Kantor", "*", ("Kantor",)),
    ]
    return write(tmp_path / "p", office({"Dinas / A": 20, "Dinas / B": 22, "Kantor": 30}, plan=plan, loose=12))


@pytest.mark.parametrize("seed", range(3))
def test_cells_replaced_at_random(tmp_path: Path, seed: int) -> None:
    rng, folder = random.Random(seed), nested(tmp_path)
    tables = sorted(folder.glob("*.csv"))
    kept = {path: path.read_bytes() for path in tables}
    for _ in range(25):
        for path in rng.sample(tables, rng.randint(1, 3)):
            rows = list(csv.reader(io.StringIO(kept[path].decode(), newline="")))
            for _ in range(rng.randint(1, 4)):
                row = rng.choice(rows[1:])
                row[rng.randrange(len(row))] = rng.choice([*TEXTS, *rng.choice(rows)])
            text = io.StringIO(newline="")
            csv.writer(text, lineterminator="\n").writerows(rows)
            path.write_bytes(text.getvalue().encode())
        seal(folder)
        assert audit_packages([folder]).verdict
        for path, data in kept.items():
            path.write_bytes(data)


@pytest.mark.parametrize("name", ["datapackage.json", "instrument.json", "release.json", "audit.json"])
def test_json_replaced_at_random(tmp_path: Path, name: str) -> None:
    rng, folder = random.Random(name), nested(tmp_path)
    if not (folder / name).exists():
        sample = {"cycle": "2026-1", "published": "2026-03-01", "trail_head": "", "package": "", "previous": ""}
        (folder / name).write_text(json.dumps(sample), encoding="utf-8")
    original = (folder / name).read_text(encoding="utf-8")
    for _ in range(60):
        value = json.loads(original)
        for _ in range(rng.randint(1, 2)):
            here, path = value, []
            while isinstance(here, dict | list) and here and (not path or rng.random() < 0.75):
                key = rng.choice(list(here)) if isinstance(here, dict) else rng.randrange(len(here))
                path.append((here, key))
                here = here[key]
            if path:
                path[-1][0][path[-1][1]] = copy.deepcopy(rng.choice(VALUES))
        (folder / name).write_text(json.dumps(value), encoding="utf-8")
        if name == "instrument.json":
            seal(folder)
        assert audit_packages([folder]).verdict


@pytest.mark.parametrize("seed", range(2))
def test_bytes_replaced_at_random(tmp_path: Path, seed: int) -> None:
    rng, folder = random.Random(seed), nested(tmp_path)
    for _ in range(30):
        path = rng.choice(sorted(folder.iterdir()))
        kept = data = bytearray(path.read_bytes())
        data = bytearray(kept)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(data)
        if path.name != "datapackage.json":
            seal(folder)
        assert audit_packages([folder]).verdict
        path.write_bytes(kept)
        seal(folder)


@pytest.mark.parametrize("name", ["datapackage.json", "instrument.json", "release.json", "audit.json"])
@pytest.mark.parametrize("depth", [60, 700, 100_000])
@pytest.mark.parametrize("mark", ["[]", '{"a":}'])
def test_deep_json_gets_a_verdict(package: Path, name: str, depth: int, mark: str) -> None:
    inner = mark[:-1] * depth + "0" + mark[-1] * depth
    (package / name).write_text('{"verdict": "NONE_FOUND", "deep": ' + inner + "}", encoding="utf-8")
    report = audit_packages([package])
    assert report.verdict == "INCONSISTENT"
    assert any("JSON" in f.sentence.en or "changed" in f.sentence.en for f in report.findings)


@pytest.mark.parametrize("name", ["a\x1b[2J\x1b]0;x\x07.csv", "a\u202egpj.csv", "a\nNONE_FOUND.csv", "a\udcff.csv"])
def test_a_file_name_cannot_steer_the_terminal(package: Path, name: str) -> None:
    (package / name).write_bytes(b"x")
    report = audit_packages([package])
    assert [f.rule for f in report.findings if f.kind != "NOTE"] == ["extra_file"]
    said = "".join([*report.lines("id"), *report.lines("en"), report.to_json().replace("\n", "")])
    assert said.isprintable()
    assert '"a\\' in said
    said.encode()
    seal(package)  # and listed in the description
    assert "\x1b" not in "".join(audit_packages([package]).lines())


def test_names_in_cells_and_of_folders_are_printed_quoted(tmp_path: Path) -> None:
    folder = write(tmp_path / "p\x1b[1m", office({"Kelurahan\x1b[5m": 24, "Seksi": 18}, cycle="2026\x1b[1m"))
    change(folder, "results", lambda r: r["group"] == "Seksi", mean="9\x1b[7m")
    lines = list(audit_packages([folder, tmp_path / "nothing\x1b[1m"]).lines("en"))
    assert lines
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize("name", ["x" * 300 + ".csv", "a\0.csv", "", "notes.md"])
def test_names_no_file_can_have(package: Path, name: str) -> None:
    path = package / "datapackage.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    value["resources"].append({"path": name, "bytes": 1, "hash": "sha256:0"})
    path.write_text(json.dumps(value), encoding="utf-8")
    assert audit_packages([package]).verdict == "INCONSISTENT"
