"""A city's portal: each source is taken in, audited and drawn by itself before it comes among the others."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import sys
import tempfile
import unicodedata
from collections import Counter
from contextlib import suppress
from pathlib import Path

import click

from kinerja.cli import auditing
from kinerja.config import Folders, note, tell
from kinerja.config import language as lang
from kinerja_words import catalogue
from kinerja_words.problems import Refused, refuse

LONGEST, HEAVIEST, NAMED, NOT_ALL = 600, 8_000, "kantor-x", 3
"""Seconds for one source, packed bytes of a page of one office alone, what its folder is called until its name is known, and the
exit code where a source is not shown."""
GONE = {"portal.nothing", "portal.slow", "portal.unreachable"}
"""What is no fault of the packages."""
Refusal = tuple[str, str, str]
"""Why a source is not shown, what it is called, and the name it claims."""


@click.command()
@click.option("--from", "sources", required=True, multiple=True, metavar="ALAMAT|FOLDER",
              help="Situs publik (https) atau folder paket satu kantor; boleh beberapa kali. / An office's public site or folder of packages; may be repeated.")  # fmt: skip
@click.option("--out", required=True, type=click.Path(path_type=Path))
@click.option("--full", is_flag=True, help="Bangun semua dari awal. / Build everything anew.")
@click.pass_obj
def portal(folders: Folders, sources: tuple[str, ...], out: Path, full: bool) -> None:
    """Portal beberapa kantor dari paket yang sudah terbit; nama dan warnanya dari --content. / A portal of many offices' packages."""
    from public_site.build import build
    from public_site.portal import TOLD, sources_of

    from kinerja.cli.building import prepared
    from kinerja.sources import must_be_usable
    from publishing.audit import mark

    for source in sources:
        must_be_usable(source)
    with tempfile.TemporaryDirectory() as work:
        offices = Path(work, "offices")
        offices.mkdir()
        addresses, refused = gather(sources, folders.content, Path(work), offices, out)
        told = {"addresses": addresses, "refused": sorted(refused)}
        (offices / TOLD).write_text(json.dumps(told), "utf-8")
        done = build(offices, folders.content, out, full=full, check=prepared, checker=mark(offices), read=sources_of)
    note(done.notices)
    tell("portal.ready", n=len(addresses), left=len(refused), files=done.files, drawn=done.drawn, kept=done.kept)
    sys.exit(NOT_ALL if refused else 0)


def gather(sources: tuple[str, ...], content: Path, work: Path, offices: Path, out: Path) -> tuple[dict[str, str], list[Refusal]]:  # fmt: skip
    """Put the packages of each office that passes into a folder of its own; returns where each is from, and who is not shown.

    Of sources that claim one name none is taken: which of them is the office nobody here can know.
    """
    from public_site.stage import sibling
    from public_site.words import file_names

    from kinerja.sources import called, remote

    known = sibling(out, "admitted.json")
    seals: list[str] = []
    with suppress(OSError, ValueError):
        seals = [str(seal) for seal in json.loads(known.read_text("utf-8"))]
    refused: list[Refusal] = []
    passed: list[tuple[str, str, Path]] = []
    new: list[str] = []
    for n, source in enumerate(sources):
        found = admit(source, work / str(n), content, seals)
        if found[0]:
            refused.append((found[0], called(source), ""))
        else:
            passed.append((source, found[1], work / str(n) / NAMED))
            new.append(found[2])
    claims = Counter(map(claim, (name for _, name, _ in passed)))
    refused += [("twice", called(source), name) for source, name, _ in passed if claims[claim(name)] > 1]
    alone = [one for one in passed if claims[claim(one[1])] == 1]
    slugs, _ = file_names(dict.fromkeys((name for _, name, _ in alone), 1))
    addresses = {}
    for source, name, folder in alone:
        shutil.move(folder, offices / f"kantor-{slugs[name]}")
        addresses[f"kantor-{slugs[name]}"] = source if remote(source) else ""
    known.parent.mkdir(parents=True, exist_ok=True)
    known.write_text(json.dumps(new), "utf-8")
    return addresses, refused


def claim(name: str) -> str:
    """Return a name as people tell names apart."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def admit(source: str, work: Path, content: Path, seals: list[str]) -> tuple[str, str, str]:
    """Take one source in and check it as if it were alone; returns why it is not shown, its name, and the seal by which it is known
    at the next build. What a stranger's package does to its readers is told of it, and harms no other office.
    """
    from public_site.build import build, code_digest, digest_of
    from public_site.portal import TOLD, read_office, sources_of

    from kinerja.cli.building import prepared
    from kinerja.sources import take_in, within
    from publishing.audit import audit_packages, mark

    folder = work / NAMED
    try:
        with within(LONGEST, refuse("portal.slow", name=source, n=LONGEST)):
            take_in(source, folder)
            seal = hashlib.sha256("\n".join((code_digest(), mark(folder), digest_of(content))).encode()).hexdigest()
            if seal not in seals:
                report = audit_packages(sorted(folder.iterdir()))
                if report.exit_code:
                    click.echo(f"{catalogue.visible(source)}:", err=True)
                    auditing.show(report)
                    return "failed", "", ""
                (work / TOLD).write_text('{"addresses": {}, "refused": []}')
                build(work, content, work.with_name(f"{work.name}-drawn"), check=prepared, read=sources_of)
                pages = work.with_name(f"{work.name}-drawn").rglob("*.html")
                if max(len(gzip.compress(p.read_bytes())) for p in pages) > HEAVIEST:
                    raise refuse("portal.heavy", name=source)
            return "", read_office(folder).name.plain("id"), seal
    except Refused as error:
        click.echo(f"{catalogue.visible(source)}: {catalogue.text(error, lang(), commands=True)}", err=True)
        return "gone" if error.problems[0].code in GONE else "failed", "", ""
    except Exception as error:
        click.echo(f"{catalogue.visible(source)}: {catalogue.visible(repr(error))[:200]}", err=True)
        return "failed", "", ""
