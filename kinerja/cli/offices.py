"""Commands for whoever serves many offices: who is in the file, who comes in, who goes out, all brought to this release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kinerja.cli.operations import bring_to_this_release
from kinerja.config import language, say, tell
from kinerja_words import catalogue
from kinerja_words.problems import Refused

if TYPE_CHECKING:
    from kinerja.offices import Entry

FILE = click.option("--offices", "file", type=click.Path(path_type=Path, dir_okay=False), default=Path("offices.toml"), show_default=True,
                    envvar="KINERJA_OFFICES", show_envvar=True, help="Berkas yang menyebut kantor-kantornya. / The file that names the offices.")  # fmt: skip


@click.group()
def office() -> None:
    """Banyak kantor dalam satu layanan. / Many offices in one service."""


@office.command("add")
@click.argument("name")
@click.option("--host", default="", help="Nama host kantor itu. / The office's host name.")
@click.option("--path", default="", help="Atau jalurnya. / Or its path.  /senapelan")
@click.option(
    "--url",
    default="",
    help="Alamat bersama kantor-kantor di satu jalur, bila berkas belum menyebutnya. / The address that offices at paths share, where the file says none.",
)
@click.option("--content", required=True, help="Folder isi. / Content folder.")
@click.option("--data", required=True, help="Folder data. / Data folder.")
@click.option("--store", default="", help="Alamat basis data. / Address of the database.")
@FILE
def office_add(file: Path, name: str, host: str, path: str, url: str, content: str, data: str, store: str) -> None:
    """Menambah kantor ke berkas. / Put an office into the file."""
    from kinerja.offices import add

    new = add(file, url, name=name, host=host, path=path, content=content, data=data, store=store)
    tell("office.added", name=name, address=new.url + new.root, data=new.folders.data, content=new.folders.content)


@office.command("list")
@FILE
def office_list(file: Path) -> None:
    """Kantor yang dilayani, alamat, dan foldernya. / Offices that are served, their addresses and folders."""
    from kinerja.offices import read

    for one in read(file):
        tell("office.line", name=one.name, address=one.url + one.root, data=one.folders.data, state=_state(one))


def _state(one: Entry) -> str:
    from kinerja_store import StoreError
    from kinerja_store.opening import there

    try:
        return say("office.state.ready" if there(one.folders.private, one.folders.store) else "office.state.new")
    except StoreError as error:
        return catalogue.explain(error, language())


@office.command("remove")
@click.argument("name")
@FILE
def office_remove(file: Path, name: str) -> None:
    """Mengeluarkan kantor dari berkas; datanya tidak dihapus. / Take an office out of the file; nothing is deleted."""
    from kinerja.offices import remove

    gone = remove(file, name)
    tell("office.removed", name=name, file=file, data=gone.folders.data)


@office.command("upgrade")
@click.argument("name", required=False)
@FILE
@click.pass_context
def office_upgrade(ctx: click.Context, file: Path, name: str | None) -> None:
    """Membawa semua kantor, atau satu, ke versi program ini. / Bring all offices, or one, to this release."""
    from kinerja.offices import one_of, read

    entries = read(file)
    done = [_upgraded(one) for one in ([one_of(entries, name)] if name else entries)]
    ctx.exit(0 if all(done) else 1)


def _upgraded(one: Entry) -> bool:
    from kinerja_store import StoreError

    try:
        bring_to_this_release(one.folders)
    except (Refused, StoreError, OSError) as error:  # the others go on
        tell("office.failed", name=one.name, error=catalogue.explain(error, language()))
        return False
    tell("office.upgraded", name=one.name)
    return True
