"""Starting an office: what the program brings along to begin with."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from kinerja.config import tell
from kinerja_words.problems import refuse

_SHIPPED = Path(__file__).parents[1] / "office"
GIVEN = _SHIPPED if _SHIPPED.is_dir() else Path(__file__).parents[2]
"""Where `content/` and `deploy/` lie: in a wheel beside the command, in a checkout at its root."""
OF_THE_EXAMPLE = ("notes", "citizens", "calendar.toml")
"""What `content/` says of cycles that only the worked example has."""


def copy_content(into: Path, *without: str) -> Path:
    """Copy the content folder, whole or not at all, without what is named; raises `Refused` where there is one already."""
    if into.exists():
        raise refuse("file.exists", path=into)
    half = into.with_name(f".{into.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(GIVEN / "content", half, ignore=shutil.ignore_patterns(*without))
    half.rename(into)
    return into


@click.command("new-office")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def new_office(folder: Path) -> None:
    """Membuat folder kantor baru, dengan isi untuk diubah. / Make a folder for an office, with content to change."""
    content = copy_content(folder / "content", *OF_THE_EXAMPLE)
    for name in ("Caddyfile", "nginx.conf"):
        (folder / "deploy").mkdir(exist_ok=True)
        shutil.copyfile(GIVEN / "deploy" / name, folder / "deploy" / name)
    tell("new_office", folder=folder, content=content)
