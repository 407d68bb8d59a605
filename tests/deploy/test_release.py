"""What a release hands out: complete, the same bytes wherever it is built, with its bill of materials."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from tests.offices import once

ROOT = Path(__file__).parents[2]
PROGRAM = "docs/release.py"


def dist(root: Path, into: Path) -> dict[str, bytes]:
    """Run the release's own program in a source folder; returns what it made."""
    into.mkdir()
    done = subprocess.run([sys.executable, root / PROGRAM, into], cwd=into, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return {p.name: p.read_bytes() for p in into.iterdir()}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is built of this folder; made once a test run."""
    return once(tmp_path_factory.getbasetemp(), "release", lambda to: dist(ROOT, to / "dist") and None) / "dist"


@pytest.fixture(scope="session")
def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_who_builds_from_the_source_archive_elsewhere_gets_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """Another folder, other times, other modes."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        (top,) = {m.name.partition("/")[0] for m in archive}
        archive.extractall(tmp_path, filter="data")
    for path in (tmp_path / top).rglob("*"):
        if path.is_file():
            path.chmod(0o600 | (path.stat().st_mode & 0o100))
            os.utime(path, (1_800_000_000, 1_800_000_000))
    again = dist(tmp_path / top, tmp_path / "again")
    assert {n: hashlib.sha256(b).hexdigest() for n, b in again.items()} == {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in built.iterdir()
    }


def test_the_wheel_holds_code_pages_words_and_a_content_folder_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        there = {n for n in wheel.namelist() if ".dist-info/" not in n}
    rooms = ["kinerja", "forms_service", "publishing", "assessment", "kinerja_office", "kinerja_store", "kinerja_words"]
    sources = {r: ROOT / r for r in rooms} | {
        "public_site": ROOT / "site" / "public_site",
        "kinerja/office/content": ROOT / "content",
    }
    wanted = {
        f"{name}/{p.relative_to(folder).as_posix()}" for name, folder in sources.items() for p in folder.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }  # fmt: skip
    wanted |= {f"kinerja/office/deploy/{n}" for n in ("Caddyfile", "nginx.conf")}
    wanted |= {
        f"forms_service/docs/{p.relative_to(ROOT / 'docs').as_posix()}" for p in (ROOT / "docs" / "gambar").iterdir()
    }
    wanted |= {f"forms_service/docs/{n}.id.md" for n in ("handbook", "panduan-asn")}
    assert there == wanted


def test_the_bill_of_materials_names_what_is_locked_with_version_sums_and_licence(
    built: Path, program: ModuleType
) -> None:
    bill = json.loads((built / "sbom.cdx.json").read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    locked = {(name, version): set(sums) for name, version, sums in program.pins("requirements.txt")}
    told = {
        (c["name"], c["version"]): {h["content"] for r in c["externalReferences"] for h in r["hashes"]}
        for c in bill["components"]
    }
    assert told == locked
    assert all(c["licenses"][0]["expression"] and c["purl"] == c["bom-ref"] for c in bill["components"])
    assert bill["metadata"]["component"]["licenses"] == [{"expression": "GPL-3.0-or-later"}]


def test_the_sums_are_those_of_the_files(built: Path) -> None:
    lines = (built / "SHA256SUMS").read_text().splitlines()
    assert {line.split("  ")[1] for line in lines} == {p.name for p in built.iterdir()} - {"SHA256SUMS"}
    for line in lines:
        said, name = line.split("  ")
        assert hashlib.sha256((built / name).read_bytes()).hexdigest() == said


def test_a_public_machine_runs_what_everybody_runs() -> None:
    flow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    assert flow["permissions"] == {"contents": "read"}
    assert {"run": ".ci/run"} in flow["jobs"]["test"]["steps"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert flow["jobs"]["dist"]["needs"] == "test"
