"""A build that dies or is refused leaves the old site or the new one, and the next build puts everything right."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from public_site import stage
from public_site.build import FileCheck, build, compare, walk

from tests.public_site.samples import CONTENT, senapelan
from tests.wording import refusing

RUN = """
import sys
from pathlib import Path
from public_site.build import build
build(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), full=True)
"""

LEFT = {".out.lock", ".out.built.json", ".out.templates"}


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    return senapelan(tmp_path / "published", 2)


def leftovers(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir() if p.name.startswith(".out.")}


def test_it_works(tmp_path: Path, packages: Path) -> None:
    out = tmp_path / "out"
    build(packages, CONTENT, out)
    assert leftovers(tmp_path) == LEFT


def test_killed_at_any_moment(tmp_path: Path, packages: Path) -> None:
    out, old, new = tmp_path / "out", tmp_path / "old", tmp_path / "new"
    content = shutil.copytree(CONTENT, tmp_path / "content")
    build(packages, content, out)
    shutil.copytree(out, old)
    organisation = content / "organisation.toml"
    organisation.write_text(organisation.read_text("utf-8").replace("Senapelan", "Baru"), "utf-8")
    build(packages, content, new)
    command = [sys.executable, "-c", RUN, str(packages), str(content), str(out)]
    for milliseconds in (150, 350, 500, 700, 900, 1100):
        with subprocess.Popen(command) as process:
            time.sleep(milliseconds / 1000)
            process.kill()
        assert compare(out, old) == [] or compare(out, new) == []
        build(packages, content, out)
        assert compare(out, new) == []
        assert leftovers(tmp_path) == LEFT
        shutil.rmtree(out)
        shutil.copytree(old, out)


def test_killed_between_the_two_renames(tmp_path: Path, packages: Path) -> None:
    out = tmp_path / "out"
    build(packages, CONTENT, out)
    shutil.copytree(out, tmp_path / "before")
    out.rename(stage.sibling(out, "old"))
    stage.sibling(out, "new").mkdir()
    build(packages, CONTENT, out)
    assert compare(out, tmp_path / "before") == []
    assert leftovers(tmp_path) == LEFT


def test_where_the_system_cannot_swap_folders(tmp_path: Path, packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "exchange", lambda a, b: False)
    out = tmp_path / "out"
    build(packages, CONTENT, out)
    build(packages, CONTENT, out, full=True)
    assert leftovers(tmp_path) == LEFT


def test_a_refused_check_changes_nothing(tmp_path: Path, packages: Path) -> None:
    out = tmp_path / "out"
    build(packages, CONTENT, out, check=lambda staged, published: lambda name, data, seal: ([], ""))
    shutil.copytree(out, tmp_path / "before")
    senapelan(packages, 3)

    def finding(staged: Path, published: Path) -> FileCheck:
        return lambda name, data, seal: (["index.html: 3,9 is not 3,8"] if name == "index.html" else [], "")

    with refusing("3,9 is not 3,8"):
        build(packages, CONTENT, out, check=finding)
    assert compare(out, tmp_path / "before") == []
    assert ".out.new" not in leftovers(tmp_path)


def test_a_site_that_was_never_checked_is_checked(tmp_path: Path, packages: Path) -> None:
    out = tmp_path / "out"
    build(packages, CONTENT, out)
    seen = tmp_path / "seen"  # a file, for other processes look too

    def sealing(staged: Path, published: Path) -> FileCheck:
        def look(name: str, data: bytes, seal: str) -> tuple[list[str], str]:
            with seen.open("a") as lines:
                lines.write(f"{name}={seal}\n")
            return [], f"seal of {name}"

        return look

    def looked_at() -> list[str]:
        lines = seen.read_text().splitlines() if seen.exists() else []
        seen.unlink(missing_ok=True)
        return sorted(line for line in lines if line != ".=")

    assert build(packages, CONTENT, out, check=sealing).drawn == 0
    assert looked_at() == sorted(f"{name}=" for name in walk(out))
    build(packages, CONTENT, out, check=sealing)
    assert looked_at() == []
    build(packages, CONTENT, out, check=sealing, checker="another")
    assert looked_at() == sorted(f"{name}=seal of {name}" for name in walk(out))


def test_two_builds_at_once(tmp_path: Path, packages: Path) -> None:
    out = tmp_path / "out"
    with stage.locked(out), refusing("being built by another process"):
        build(packages, CONTENT, out)


def test_progress_is_told(tmp_path: Path, packages: Path) -> None:
    told: list[tuple[int, int]] = []
    report = build(packages, CONTENT, tmp_path / "out", progress=lambda n, of: told.append((n, of)))
    assert told[-1] == (report.files, report.files)


def test_all_bytes_are_on_the_disk_before_the_folder_has_its_name(
    tmp_path: Path, packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    switch, sync = stage._switch, os.fsync
    monkeypatch.setattr(stage.os, "sync", lambda: told.append("bytes"))
    monkeypatch.setattr(stage, "_switch", lambda new, out: (told.append("name"), switch(new, out)))
    monkeypatch.setattr(stage.os, "fsync", lambda fd: (told.append(os.readlink(f"/proc/self/fd/{fd}")), sync(fd)))  # noqa: PTH115
    build(packages, CONTENT, tmp_path / "out")
    assert told[-3:] == ["bytes", "name", str(tmp_path)]
