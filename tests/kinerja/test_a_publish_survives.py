"""Nothing that runs beside a publish, or after it, takes a package away unnoticed."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest

from kinerja.config import Folders, open_office
from kinerja_office import content_files, publication
from kinerja_words.problems import Refused
from publishing import audit
from tests.kinerja.conftest import Office
from tests.kinerja.test_cycle_life import started


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def closed(office: Office) -> Office:
    started(office)
    office.shared("cycle", "open", "2026-1")
    office.shared("cycle", "close", "2026-1")
    return office


@pytest.fixture
def published(office: Office) -> Office:
    closed(office).shared("publish", "2026-1", "--yes")
    return office


def test_another_command_in_the_middle_of_a_publish_takes_nothing_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the audit and just before the rename, what is staged is still there after another office was opened."""
    folders = Folders(closed(office).data, office.content)
    seen: list[tuple[set[str], set[str]]] = []

    def beside() -> set[str]:
        return {str(p.relative_to(folders.published)) for p in folders.published.rglob("*")}

    def meanwhile(real):
        def call(*args):
            before = beside()
            other = threading.Thread(target=lambda: office.run("cycle", "list"))
            other.start()
            other.join()
            seen.append((before, beside()))
            return real(*args)

        return call

    monkeypatch.setattr(audit, "audit_packages", meanwhile(audit.audit_packages))
    monkeypatch.setattr("publishing.package._sync", meanwhile(lambda folder: None))
    with open_office(folders) as one:
        publication.publish(
            one, "2026-1", folders.published, content_files.notes(one, folders.content, "2026-1"), "ana"
        )
    assert len(seen) >= 4
    assert all(before == after != set() for before, after in seen)
    assert [p.name for p in folders.published.iterdir()] == ["2026-1"]
    assert publication.is_whole(folders.published / "2026-1")


def test_two_previews_wait_for_each_other(office: Office) -> None:
    folders = Folders(closed(office).data, office.content)
    with publication.alone(folders.published), pytest.raises(Refused) as refused:
        publication.alone(folders.published, patience=0).__enter__()
    assert refused.value.problems[0].code == "publish.busy"
    with open_office(folders) as one:
        publication.prepare(one, "2026-1", folders.published, {})


def test_leftovers_go_by_their_exact_names_and_nothing_else_does(published: Office) -> None:
    folder = published.data / "published"
    kept = bytes_of(folder / "2026-1")
    for name in (".git", ".2027-9.staged", ".audit-mine", ".2026-1.staged", ".kinerja-audit"):
        (folder / name).mkdir()
        (folder / name / "file").write_text("x")
    published.run("cycle", "list")
    assert {p.name for p in folder.iterdir()} == {"2026-1", ".git", ".2027-9.staged", ".audit-mine"}
    assert bytes_of(folder / "2026-1") == kept


def test_a_package_that_was_moved_aside_comes_back(published: Office) -> None:
    """Where folders can't be exchanged, a kill between two renames leaves the published package under a hidden name."""
    folder = published.data / "published"
    kept = bytes_of(folder / "2026-1")
    (folder / "2026-1").rename(folder / ".2026-1.staged.old")
    published.run("cycle", "list")
    assert [p.name for p in folder.iterdir()] == ["2026-1"]
    assert bytes_of(folder / "2026-1") == kept


@pytest.mark.parametrize("how", ["gone", "empty", "cut", "changed"])
def test_a_lost_package_stops_the_site_and_is_built_again(published: Office, how: str) -> None:
    package = published.data / "published" / "2026-1"
    kept = bytes_of(package)
    if how == "cut":
        (package / "plan.csv").unlink()
    elif how == "changed":
        (package / "plan.csv").write_bytes(kept["plan.csv"] + b"x")
    else:
        shutil.rmtree(package)
        if how == "empty":
            package.mkdir()
    said = published.run("site", "build", code=1)
    assert "2026-1" in said
    assert "--again" in said
    assert not (published.data / "public_html").exists()
    found = json.loads(published.run("doctor", "--json", code=1))
    assert [f["level"] for f in found if "--again" in f["id"]] == ["error"]
    published.run("publish", "2026-1", "--again")
    assert bytes_of(package) == kept
    assert "masih utuh" in published.run("publish", "2026-1", "--again", code=1)
    published.run("doctor", code=0)


def test_another_package_than_the_published_one_is_not_built(published: Office) -> None:
    shutil.rmtree(published.data / "published" / "2026-1")
    path = published.content / "organisation.toml"
    path.write_text(path.read_text().replace("Senapelan", "Sukajadi"))
    assert "tidak sama" in published.run("publish", "2026-1", "--again", code=1)
    assert not (published.data / "published" / "2026-1").exists()


def test_no_new_release_is_cleared_while_an_earlier_one_is_lost(published: Office) -> None:
    dates = ("--start", "2026-11-01", "--end", "2026-11-30")
    published.run("cycle", "create", "2026-2", "--instrument", "berakhlak", "--title", "Semester II", *dates)
    published.run("cycle", "open", "2026-2")
    published.run("cycle", "close", "2026-2")
    package = published.data / "published" / "2026-1"
    package.rename(published.data / "elsewhere")
    assert "2026-1 --again" in published.run("publish", "2026-2", "--yes", code=1)
    (published.data / "elsewhere").rename(package)
    assert "NONE_FOUND" in published.run("publish", "2026-2", "--yes")
    package.rename(published.data / "elsewhere")
    shutil.copytree(published.data / "published", published.data.parent / "copy")
    said = published.run("rebuild", "--from", published.data.parent / "copy", "--content", published.content,
                         "--out", published.data.parent / "out", code=1)  # fmt: skip
    assert "terbitan sebelumnya" in said, "whoever has the packages alone notices too"
