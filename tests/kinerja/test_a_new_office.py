"""An office begins with a folder that the program writes: content to change, the proxies' files, and nothing of the example's cycles."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kinerja.cli.commands import main
from kinerja.cli.starting import GIVEN, OF_THE_EXAMPLE
from kinerja.config import Folders


def run(*words: object, code: int = 0) -> str:
    done = CliRunner().invoke(main, [str(w) for w in words])
    assert done.exit_code == code, done.output
    return done.output


def test_the_next_two_commands_work_as_they_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run("new-office", tmp_path / "kantor")
    monkeypatch.chdir(tmp_path)
    first, second = (line.strip() for line in said.splitlines() if line.startswith("  "))
    folder, _, command = first.removeprefix("cd ").partition(" && kinerja ")
    monkeypatch.chdir(folder)
    run(*command.split())
    assert second == "kinerja serve --local"
    run("doctor")
    run("site", "build")
    assert "Senapelan" in (tmp_path / "kantor/data/public_html/index.html").read_text("utf-8")


def test_what_only_the_example_has_is_left_out(tmp_path: Path) -> None:
    run("new-office", tmp_path / "kantor")
    made = {p.relative_to(tmp_path / "kantor") for p in (tmp_path / "kantor").rglob("*") if p.is_file()}
    given = {p.relative_to(GIVEN) for p in (GIVEN / "content").rglob("*") if p.is_file()}
    assert made == {p for p in given if p.parts[1] not in OF_THE_EXAMPLE} | {
        Path("deploy/Caddyfile"),
        Path("deploy/nginx.conf"),
    }


def test_a_content_folder_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "organisation.toml").write_text("mine")
    assert "content" in run("new-office", tmp_path, code=1)
    assert (tmp_path / "content" / "organisation.toml").read_text() == "mine"
    assert not (tmp_path / "deploy").exists()


def test_one_that_was_cut_short_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / ".content.half").mkdir()
    (tmp_path / ".content.half" / "rest").touch()
    run("new-office", tmp_path)
    assert (tmp_path / "content" / "organisation.toml").exists()
    assert not (tmp_path / "content" / "rest").exists()
    assert not (tmp_path / ".content.half").exists()


def test_the_example_says_that_it_uses_no_place_but_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it plays would else lie in a real office's database, or overwrite a real site."""
    used: list[Folders] = []
    monkeypatch.setattr("kinerja.demo.run.run_demo", lambda folders, *_: used.append(folders))
    monkeypatch.setenv("KINERJA_STORE", "postgresql://kantor@mesin/db#senapelan")
    said = run("--data", tmp_path, "--content", GIVEN / "content", "--publish-to", tmp_path / "x", "demo", "--no-serve")
    assert "--store, --publish-to" in said
    assert "--backups" not in said
    assert used == [Folders(tmp_path / "demo", GIVEN / "content")]
