"""A city's portal: each source is taken in, audited and drawn by itself before it comes among the others."""

from __future__ import annotations

import errno
import gzip
import json
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from public_site.words import Text

from kinerja.cli import auditing
from kinerja.config import Folders, language, note, of_the_system, tell
from kinerja_words import catalogue
from kinerja_words.problems import Refused, refuse

LONGEST, HEAVIEST, NOT_ALL = 300, 8_000, 3
"""Seconds for one source, packed bytes of a page of one office alone, and the exit code where a source is not shown."""
GONE = {"portal.nothing", "portal.slow", "portal.unreachable"}
HERE = {errno.EACCES, errno.EPERM, errno.ENOENT, errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE}  # fmt: skip
"""What is no fault of the packages: by refusal, and by error of this machine."""


@click.command()
@click.option("--from", "sources", required=True, multiple=True, metavar="ALAMAT|FOLDER",
              help="Situs publik (https) atau folder paket satu kantor; boleh beberapa kali. / An office's public site or folder of packages; may be repeated.")  # fmt: skip
@click.option("--out", required=True, type=click.Path(path_type=Path))
@click.option("--full", is_flag=True, help="Bangun semua dari awal. / Build everything anew.")
@click.pass_obj
def portal(folders: Folders, sources: tuple[str, ...], out: Path, full: bool) -> None:
    """Portal banyak kantor dari paket yang terbit; nama dan warnanya dari --content. / A portal of many offices' packages.

    Keluar 3 bila ada sumber yang tidak ditampilkan. / Exits with 3 where a source is not shown.
    """
    from public_site.build import build
    from public_site.content import read_content
    from public_site.portal import TOLD, sources_of

    from kinerja.cli.building import prepared
    from kinerja.sources import must_be_usable
    from publishing.audit import mark

    read_content(folders.content)  # what is wrong here is told once, and of no office
    for source in sources:
        must_be_usable(source)
    with tempfile.TemporaryDirectory() as work:
        offices = Path(work, "offices")
        offices.mkdir()
        told = gather(sources, folders.content, Path(work), offices)
        if out.exists() and not told["addresses"] and {why for why, *_ in told["refused"]} == {"gone"}:
            raise refuse("portal.all_gone", out=out)
        (offices / TOLD).write_text(json.dumps(told), "utf-8")
        done = build(offices, folders.content, out, full=full, check=prepared, checker=mark(offices), read=sources_of)
    note(done.notices)
    n, left = len(told["addresses"]), len(told["refused"])
    tell("portal.ready", n=n, left=left, files=done.files, drawn=done.drawn, kept=done.kept)
    sys.exit(NOT_ALL if left else 0)


def gather(sources: Sequence[str], content: Path, work: Path, offices: Path) -> dict[str, Any]:
    """Put the packages of each office that passes into a folder of its own; returns `addresses` by folder, and `refused`: why, which
    source, whose name it claims. Of sources that claim one name none is taken: which of them is the office nobody here can know.
    """
    from public_site.portal import FOLDER
    from public_site.words import file_names

    from kinerja.sources import called, remote

    found = [(source, work / str(n) / f"{FOLDER}x", *admit(source, work / str(n), content)) for n, source in enumerate(dict.fromkeys(sources))]  # fmt: skip
    claims = Counter(claim for *_, name in found for claim in claimed(name))
    refused = [(why, called(source), "") for source, _, why, _ in found if why]
    both = {name for *_, name in found if any(claims[claim] > 1 for claim in claimed(name))}
    for source, name in ((source, name.plain("id")) for source, *_, name in found if name in both):
        refused.append(("twice", called(source), name))
        show(source, refuse("portal.twice", name=name))
    alone = [(source, folder, name.plain("id")) for source, folder, why, name in found if not why and name not in both]
    slugs, _ = file_names({name: 1 for *_, name in alone})
    for _, folder, name in alone:
        folder.rename(offices / f"{FOLDER}{slugs[name]}")
    addresses = {f"{FOLDER}{slugs[name]}": source if remote(source) else "" for source, _, name in alone}
    return {"addresses": addresses, "refused": sorted(refused)}


def show(source: str, error: Refused) -> None:
    """Tell whoever runs the command why a source is not shown."""
    click.echo(f"{catalogue.visible(source)}: {catalogue.text(error, language(), commands=True)}", err=True)


def claimed(name: Text) -> set[str]:
    """Return a name in both languages, as people tell names apart; nothing of an office that did not pass."""
    said = (unicodedata.normalize("NFKC", name.plain(lang)).casefold() for lang in ("id", "en"))
    return {" ".join(one.split()) for one in said} - {""}


def admit(source: str, work: Path, content: Path) -> tuple[str, Text]:
    """Take one source in, audit it and draw it as if it were alone; returns why it is not shown (nothing: it is), and its name.

    Whatever a stranger's package does to its readers is told of that source, and keeps no other office from being shown.
    """
    from public_site.build import build
    from public_site.portal import FOLDER, TOLD, read_office, sources_of
    from public_site.words import Text

    from kinerja.cli.building import prepared
    from kinerja.sources import take_in, within
    from publishing.audit import audit_packages

    folder, drawn = work / f"{FOLDER}x", work.with_name(f"{work.name}-drawn")
    try:
        with within(source, LONGEST):
            take_in(source, folder)
            report = audit_packages(sorted(folder.iterdir()))
            if report.exit_code:
                click.echo(f"{catalogue.visible(source)}:", err=True)
                auditing.show(report)
                return "failed", Text()
            name = read_office(folder).name
            (work / TOLD).write_text('{"addresses": {}, "refused": []}')
            build(work, content, drawn, check=prepared, read=sources_of)
            if max(len(gzip.compress(p.read_bytes())) for p in drawn.rglob("*.html")) > HEAVIEST:
                raise refuse("portal.heavy", name=source)
            return "", name
    except Refused as error:
        show(source, error)
        return "gone" if error.problems[0].code in GONE else "failed", Text()
    except OSError as error:
        show(source, of_the_system(error))
        return "gone" if error.errno in HERE else "failed", Text()
    except Exception as error:
        click.echo(f"{catalogue.visible(source)}: {catalogue.visible(repr(error))[:200]}", err=True)
        return "failed", Text()
