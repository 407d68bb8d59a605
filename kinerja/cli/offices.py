"""Commands for whoever serves many offices: who is in the file, who comes in, who goes out, all brought to this release."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kinerja.cli.operations import bring_to_this_release
from kinerja.config import language, of_the_system, say, tell
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

    def upgrade(one: Entry) -> None:
        bring_to_this_release(one.folders)
        tell("office.upgraded", name=one.name)

    entries = read(file)
    done = [_done(one, upgrade) for one in ([one_of(entries, name)] if name else entries)]
    ctx.exit(0 if all(done) else 1)


@office.command("each", context_settings={"allow_interspersed_args": False})
@FILE
@click.argument("words", nargs=-1, required=True, metavar="PERINTAH…", type=click.UNPROCESSED)
@click.pass_context
def office_each(ctx: click.Context, file: Path, words: tuple[str, ...]) -> None:
    """Menjalankan satu perintah di tiap kantor, bergiliran. / Run a command in each office.  each backup --keep 14 12"""
    from kinerja.offices import read

    root = ctx.find_root()
    _, command, rest = root.command.resolve_command(root, [*words])  # type: ignore[attr-defined]  # the group of all commands

    def run(one: Entry) -> None:
        tell("office.begun", name=one.name)
        with command.make_context(command.name, [*rest], parent=root, obj=one.folders) as inside:
            command.invoke(inside)

    done = [_done(one, run) for one in read(file)]
    ctx.exit(0 if all(done) else 1)


def _done(one: Entry, act: Callable[[Entry], None]) -> bool:
    """Whether an act on an office came to its end; where not, why is told, and the others go on."""
    from kinerja_store import StoreError

    try:
        act(one)
    except SystemExit as end:  # said already
        return not end.code
    except (Refused, StoreError, OSError) as error:
        said = of_the_system(error) if isinstance(error, OSError) else error
        tell("office.failed", name=one.name, error=catalogue.explain(said, language()))
        return False
    return True
