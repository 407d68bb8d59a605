"""What citizens said: a file of a published cycle is checked, shown as it would be released, and released."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kinerja.cli import auditing, staff
from kinerja.config import Folders, open_office, read_bytes, say, tell
from kinerja_words.problems import refuse

if TYPE_CHECKING:
    from kinerja_office.publication import Prepared

ACTOR = "cli"
AUDIT_FAILED = 3
CYCLE = click.argument("id")
FILE = click.argument("file", required=False, type=click.Path(path_type=Path))


@click.group()
def citizens() -> None:
    """Cermin warga: survei kepuasan dan keluhan. / What citizens said: survey and complaints."""


def path_of(folders: Folders, id: str, file: Path | None) -> Path:
    """Return the file of a cycle: the one given, else that of the content folder."""
    return file or folders.content / "citizens" / f"{id}.csv"


@citizens.command("check")
@CYCLE
@FILE
@click.pass_obj
def check(folders: Folders, id: str, file: Path | None) -> None:
    """Memeriksa content/citizens/PERIODE.csv dan menampilkan yang akan terbit. / Check a file and show what would be released."""
    from kinerja_office import citizens as acts

    path = path_of(folders, id, file)
    with open_office(folders) as office:
        prepared = acts.prepare(office, id, read_bytes(path), path.name, folders.published)
    show(prepared)
    sys.exit(AUDIT_FAILED if prepared.report.exit_code else 0)


def show(prepared: Prepared) -> None:
    """Print each figure as it would come out, and what the auditor says."""
    for row in csv.DictReader(io.StringIO(prepared.files["citizens.csv"].decode(), newline="")):
        click.echo("  ".join(row[c] for c in ("unit", "measure", "value", "respondents", "criterion")).rstrip())
    auditing.show(prepared.report)


@citizens.command("publish")
@CYCLE
@FILE
@click.option("--yes", is_flag=True, help="Tanpa bertanya. / Without asking.")
@click.option("--by", "account", default="", metavar="AKUN",
              help="Akun petugas; kata sandinya ditanyakan. / Staff account; its secret is asked for.")  # fmt: skip
@click.option("--note", default="", help="Catatan uji konsekuensi. / Note of the consequence test.")
@click.pass_obj
def publish(folders: Folders, id: str, file: Path | None, yes: bool, account: str, note: str) -> None:
    """Menerbitkan cermin warga sebuah periode. Tetap. / Release what citizens said of a cycle; final."""
    from kinerja_office import citizens as acts
    from kinerja_office import publication, records
    from publishing.package import package_hash

    path = path_of(folders, id, file)
    data = read_bytes(path)
    with open_office(folders) as office:
        with office.store.read() as view:
            two = publication.two_people(office, records.cycle(view, id))
        if two and (yes or not account):
            raise refuse("publish.not_alone", cycle=id)
        actor = staff.signed_in(office, account, "hr", "approver") if account else ACTOR
        seen = ""
        if not yes and not two:
            show(first := acts.prepare(office, id, data, path.name, folders.published))
            click.confirm(say("citizens.confirm", cycle=id), abort=True)
            seen = package_hash(first.files)
        prepared = acts.publish(office, id, data, path.name, folders.published, actor, note, seen)
    auditing.show(prepared.report)
    if prepared.report.exit_code:
        sys.exit(AUDIT_FAILED)
    tell("citizens.done", cycle=id, folder=folders.published / "citizens")
