"""Commands that keep an office running: serve, slips, backup, restore, upgrade, doctor, verify-trail."""

from __future__ import annotations

import datetime
import errno
import ipaddress
import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, BinaryIO

import click

from kinerja.config import Folders, backup_place, language, open_office, organisation, say, tell
from kinerja_words.catalogue import both, name, visible, worded
from kinerja_words.problems import Name, refuse

if TYPE_CHECKING:
    from forms_service.desk.slip_sheets import Slip
    from kinerja_office.office import Office
    from kinerja_store.findings import Finding

REFUSED = 1
MARKS = {"ok": "·", "warning": "!", "error": "X"}
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def register(main: click.Group) -> None:
    """Add the commands of this module to the command."""
    for command in (serve, slips, backup, schedule, restore, upgrade, key, store, retention, doctor, verify_trail):
        main.add_command(command)


OFFICES = click.option("--offices", type=click.Path(path_type=Path), default=None, envvar="KINERJA_OFFICES", show_envvar=True,
                       help="Banyak kantor dalam satu layanan: berkas offices.toml. / Many offices in one service.")  # fmt: skip


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--local", is_flag=True, help="Tanpa TLS, hanya untuk peramban di mesin ini. / No TLS, this machine only."
)
@click.option("--url", default="", envvar="KINERJA_URL", show_envvar=True,
              help="Alamat yang dibuka pegawai. / The address people open.  https://penilaian.kantor.go.id")  # fmt: skip
@click.option("--proxy", default="127.0.0.1", show_default=True, envvar="KINERJA_PROXY",
              help="Alamat IP proksi TLS. / IP address of the TLS proxy.")  # fmt: skip
@click.option("--certificate", type=click.Path(path_type=Path), default=None, envvar="KINERJA_CERTIFICATE",
              help="Berkas PEM yang ditunjukkan proksi: meja mengingatkan sebelum habis. / The proxy's PEM file, to be reminded.")  # fmt: skip
@OFFICES
@click.pass_obj
def serve(
    folders: Folders, host: str, port: int, local: bool, url: str, proxy: str, certificate: Path | None, offices: Path | None
) -> None:  # fmt: skip
    """Menjalankan layanan formulir di belakang proksi TLS. / Run the form service behind a TLS proxy."""
    from kinerja.cli.serving import serve_forms, serve_offices

    if local and host not in LOOPBACK:
        raise refuse("serve.local_only")
    if not (local or url or offices):
        raise refuse("serve.url_missing")
    try:
        ipaddress.ip_address(proxy)
    except ValueError:
        raise refuse("serve.proxy", proxy=proxy) from None
    if offices:
        from kinerja.offices import read

        entries = read(offices, local=local)
        tell("office.serve", n=len(entries), host=host, port=port)
        serve_offices(entries, host, port, proxy, certificate)
        return
    tell("serve", host=host, port=port)
    serve_forms(folders, host, port, "" if local else url, proxy, certificate)


@click.command()
@click.argument("id")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="BERKAS.html, .xlsx, .csv")
@click.option("--url", default="", envvar="KINERJA_URL", show_envvar=True,
              help="Alamat yang dibuka pegawai. / The address people open.  https://asn.kantor.go.id, https://asn.kota.go.id/kantor")  # fmt: skip
@click.pass_obj
def slips(folders: Folders, id: str, out: Path, url: str) -> None:
    """Slip akses baru bagi yang belum pernah masuk. / New access slips for those who have not signed in yet."""
    from forms_service.desk.slip_sheets import Slip, slips_html, slips_table
    from kinerja.offices import address
    from kinerja_office import accounts, keys, records

    if out.suffix not in (".html", ".xlsx", ".csv"):
        raise refuse("slips.file_name")
    if not url:
        raise refuse("serve.url_missing")
    url = address(url) + "/masuk"
    with open_office(folders) as office, _private(out) as file:
        keys.must_fit(office)
        with office.store.read() as view:
            cycle = records.cycle(view, id)
            people = records.people(view, cycle)
            units = {u.code: u.name for u in records.roster(view).units}
            raters = {a.rater for a in records.assignments(view, id)} | {n for n, e in people.items() if e.rated}
        valid = accounts.valid_until(office, cycle.end)

        def rows_of(codes: Mapping[str, str]) -> list[Slip]:
            return [
                Slip(e.employee_number, e.name, e.position, e.unit, units.get(e.unit, e.unit), code, valid)
                for e, code in ((people[number], code) for number, code in codes.items())
            ]

        def sheet(rows: list[Slip]) -> bytes:
            if out.suffix == ".html":
                return slips_html(rows, url, office.organisation, cycle.title, until=cycle.end).encode()
            return slips_table(out.suffix[1:], rows, url, cycle.title, until=cycle.end)

        numbers = sorted(raters & people.keys())
        _reserve(file, _most(sheet, rows_of(dict.fromkeys(numbers, "0" * accounts.SLIP_LENGTH))))
        rows = rows_of(accounts.issue_slips(office, numbers, "cli", cycle=id, end=cycle.end))
        file.write(sheet(rows))
    tell("slips", n=len(rows), path=out)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--verify", is_flag=True, help="Periksa cadangan yang ada, jangan tulis. / Check one, write nothing.")
@click.option("--drill", is_flag=True, help="Pulihkan ke samping, periksa, hapus lagi. / Restore aside, check, remove.")
@click.option("--keep", nargs=2, type=click.IntRange(min=1), metavar="HARI BULAN",
              help="Simpan satu tiap hari dan tiap bulan, hapus selebihnya. / Keep one a day and one a month.")  # fmt: skip
@click.pass_obj
def backup(folders: Folders, file: Path | None, verify: bool, drill: bool, keep: tuple[int, int] | None) -> None:
    """Mencadangkan sambil berjalan, tersandi; kunci periode di FILE.key. / Encrypted backup while running.

    Tanpa FILE: ke folder cadangan, dengan nama menurut waktu. Kunci layanan ada di FILE.server.key: simpan selama FILE disimpan.
    / Without FILE: into the backup folder, named by the time. The service's key: keep it as long as FILE.
    """
    from kinerja_office import backups, keys
    from kinerja_store import backup as engine

    place = backup_place(folders)
    if keep and (file or verify or drill):
        raise refuse("backup.keep_alone")
    if verify or drill:
        last = file or next(iter(place.files()), place.folder)
        if not last.is_file():
            raise refuse("file.unreadable", path=last, error="-")
        if not drill:
            _show(engine.verify(last, _passphrase(confirm=False), needed=keys.needed), as_json=False)
        with open_office(folders) as office:
            found = backups.drill(office, last, _passphrase(confirm=False), "cli")
        _show(found, as_json=False)
    place = replace(place, passphrase=_passphrase(confirm=True))
    with open_office(folders) as office:
        if file is None:
            place.must_work()
        written = backups.make(office, file or place.new_file(office), place.passphrase, "cli")
    for path in written:
        click.echo(f"{visible(str(path))}  ≤ {backups.megabytes(path)} MB")  # what an exact size counts is not shown
    tell("backup.keep")
    if keep:
        _must_be_whole(written[0], place.passphrase)
        tell("backup.rotated", n=place.rotate(written[0], *keep))


def _must_be_whole(file: Path, passphrase: str) -> None:
    """End the command, with what is wrong, where a backup just made is not whole."""
    from kinerja_office import keys
    from kinerja_store import backup as engine

    if wrong := [f for f in engine.verify(file, passphrase, needed=keys.needed) if f.level == "error"]:
        _show(wrong, as_json=False)


ENV = Path("/etc/kinerja/kinerja.env")
OF_NOBODY = "PrivateNetwork=yes\nRestrictAddressFamilies=AF_UNIX\nIPAddressDeny=any"
OF_A_DATABASE = "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX"
"""The network of units that serve nobody: none, unless the documents lie on another machine."""


@click.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False, exists=True), default=None,
              help="Folder unit, mis. /etc/systemd/system; tanpanya ditampilkan. / Folder of units; shown without.")  # fmt: skip
@click.option("--env", type=click.Path(path_type=Path), default=ENV, show_default=True,
              help="Berkas lingkungan dengan KINERJA_PASSPHRASE. / Environment file with the passphrase.")  # fmt: skip
@OFFICES
@click.pass_obj
def schedule(folders: Folders, out: Path | None, env: Path, offices: Path | None) -> None:
    """Unit systemd: layanan, cadangan, uji pulih, doctor. / Systemd units: service, backup, drill, doctor."""
    program = _quoted(Path(sys.executable).with_name("kinerja"))
    if offices := offices or _said_in(env, "KINERJA_OFFICES"):
        from kinerja.offices import read

        if _said_in(env, "KINERJA_PINS"):
            raise refuse("offices.pins")
        every = [one.folders for one in read(offices)]
        # "-": an office that is not there, or fails, keeps no other
        places = [f"-{v.absolute()}" for f in every for v in (f.data, f.content, f.backups, f.publish_to) if v]
        again = ["schedule", "--offices", str(offices.absolute())]
        given = f"--offices {_quoted(offices.absolute())}"
        words = {
            "serve": f"{program} serve {given}",
            "upgrade": f"-{program} office upgrade {given}",
            "run": f"{program} office each {given}",
        }
    else:
        every = [folders]
        named = {"--backups": folders.backups or _said_in(env, "KINERJA_BACKUPS"),
                 "--publish-to": folders.publish_to or _said_in(env, "KINERJA_PUBLISH_TO")}  # fmt: skip
        options = {"--data": folders.data, "--content": folders.content} | {k: v for k, v in named.items() if v}
        pins = os.environ.get("KINERJA_PINS") or _said_in(env, "KINERJA_PINS")
        again = [*(word for k, v in options.items() for word in (k, str(v.absolute()))), "schedule"]
        places = [str(v.absolute()) for v in (*options.values(), *([Path(pins).parent] if pins else []))]
        run = " ".join([program, *(f"{k} {_quoted(v.absolute())}" for k, v in options.items())])
        words = {"serve": f"{run} serve", "upgrade": f"{run} upgrade", "run": run}
    owners = {f.private.owner() for f in every if f.private.exists() or len(every) == 1}
    if len(owners) != 1:
        raise refuse("schedule.owners", owners=sorted(owners) or "-")
    values = words | {
        "writable": " ".join(_quoted(place).replace("$$", "$") for place in dict.fromkeys(places)),
        "env": str(env.absolute()).replace("%", "%%"), "user": owners.pop(),
        "network": OF_A_DATABASE if any(f.store for f in every) or _said_in(env, "KINERJA_STORE") else OF_NOBODY,
    }  # fmt: skip
    units = Path(__file__).parents[1] / "units"
    sandbox = Template((units / "sandbox").read_text(encoding="utf-8")).substitute(values)
    for unit in sorted(units.glob("kinerja*")):
        text = Template(unit.read_text(encoding="utf-8")).substitute(values, sandbox=sandbox)
        if out is None:
            click.echo(f"# {unit.name}\n{text}")
        else:
            (out / unit.name).write_text(text, encoding="utf-8")
    again += ["--env", str(env.absolute())] if env != ENV else []
    tell("schedule.written" if out else "schedule.shown", env=env, folder=out or "-", words=shlex.join(again))


def _said_in(env: Path, name: str) -> Path | None:
    """Return the folder that an environment file names, so that the sandbox lets it be written; None where it says nothing."""
    try:
        found = re.search(rf"(?m)^\s*{name}=[\"']?([^\"'\n]+)", env.read_text(encoding="utf-8"))
    except OSError:
        return None
    return Path(found[1].strip()) if found else None


def _quoted(path: Path | str) -> str:
    """Return a path as one word of a systemd unit."""
    text = str(path)
    for sign, escaped in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        text = text.replace(sign, escaped)
    return f'"{text}"'


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", "key_file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="FILE.key")
@click.option("--server-key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="FILE.server.key")
@click.option("--certificates", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Salinan daftar berita acara pemusnahan. / A copy of the list of certificates.")  # fmt: skip
@click.pass_obj
def restore(
    folders: Folders, file: Path, key_file: Path | None, server_key: Path | None, certificates: Path | None
) -> None:
    """Memulihkan cadangan ke folder kosong. / Restore a backup into an empty folder."""
    from assessment.calendar import local_day
    from kinerja_office import destruction, keys
    from kinerja_store import StoreError, keyring, pins
    from kinerja_store import backup as store_backup
    from kinerja_store.opening import open_at

    given = zip((key_file, server_key), store_backup.beside(file), strict=True)
    found = [path or (there if there.exists() else None) for path, there in given]
    if certificates:
        destruction.take_list(folders.private, certificates)
    store_backup.restore(
        file, folders.private, _passphrase(confirm=False), *found, url=folders.store, needed=keys.needed
    )
    with closing(open_at(folders.private, folders.store)) as store:  # before anything is added to what was restored
        pins.make_key(store)
        day = local_day(datetime.datetime.now(datetime.UTC), organisation(folders).zone)
        with suppress(StoreError):
            pins.pin(store, folders.pins, day, put_back=True)
    with open_office(folders):
        tell("backup.restored", folder=folders.private)
    if not keyring.exists(folders.private, keyring.SERVER):
        tell("backup.no_server_key")
    if not destruction.list_file(folders.private).exists():
        tell("retention.no_list", path=destruction.list_file(folders.private).name)


@click.command()
@click.pass_obj
def upgrade(folders: Folders) -> None:
    """Membawa folder data ke versi program ini, setelah mencadangkannya. / Bring the data folder to this release, after a backup."""
    bring_to_this_release(folders)
    tell("upgrade.done")


def bring_to_this_release(folders: Folders) -> None:
    """Bring an office's data folder to this release, after a backup of it as it was."""
    from kinerja_office.office import Office
    from kinerja_store import backup as engine
    from kinerja_store.opening import older_at

    settings = organisation(folders)
    if (older := older_at(folders.private, folders.store)) is not None:
        with closing(older):
            place = replace(backup_place(folders), passphrase=_passphrase(confirm=True))
            place.must_work()
            file = place.new_file(Office(folders.private, older, settings))
            engine.backup(older, file, place.passphrase)
        _must_be_whole(file, place.passphrase)
        tell("upgrade.backed_up", path=file)
    with open_office(folders):
        """Opened, and so migrated."""


@click.group()
def store() -> None:
    """Tempat dokumen kantor disimpan. / Where the office's documents are kept."""


@store.command("copy")
@click.option("--to", required=True, metavar="postgresql://…#SKEMA | folder",
              help="Ke PostgreSQL, atau kembali ke folder data. / To PostgreSQL, or back to the data folder.")  # fmt: skip
@click.pass_obj
def store_copy(folders: Folders, to: str) -> None:
    """Menyalin semua dokumen ke basis data lain, seutuhnya atau tidak sama sekali. / Copy all documents to another store."""
    from kinerja_store.moving import copy

    with open_office(folders) as office:
        n, digest = copy(office.store, folders.private, "" if to == "folder" else to)  # type: ignore[arg-type]
    tell("store.copied", n=n, digest=digest)


@click.group()
def retention() -> None:
    """Masa simpan dan pemusnahan rekaman bernama. / How long named records are kept, and their destruction."""


@retention.command("list")
@click.argument("id")
@click.pass_obj
def retention_list(folders: Folders, id: str) -> None:
    """Apa yang disimpan sampai kapan, dan berita acara pemusnahan. / What is kept until when, and certificates."""
    from kinerja_office import destruction, records

    with open_office(folders) as office, office.store.read() as view:
        kept = destruction.keeping(office, view, records.cycle(view, id))
        done = destruction.certificates(view, id)
    for k in kept:
        tell("retention.kept", kind=Name(f"record_kind.{k.kind}"), n=k.there, years=k.years, day=k.until or "-")
    for one in done:
        kinds = ", ".join(f"{name(f'record_kind.{k}', language())} {n}" for k, n in one.kinds.items())
        tell("retention.certificate", day=one.day, actor=one.actor, kinds=kinds, hash=one.hash)


@retention.command("destroy")
@click.argument("id")
@click.option("--yes", is_flag=True, help="Tanpa bertanya. / Without asking.")
@click.pass_obj
def retention_destroy(folders: Folders, id: str, yes: bool) -> None:
    """Memusnahkan rekaman bernama yang masa simpannya habis; tidak dapat dibatalkan. / Destroy records past their time."""
    from kinerja_office import destruction

    with open_office(folders) as office:
        if not yes:
            click.confirm(say("retention.confirm", cycle=id), abort=True)
        one = destruction.destroy(office, id, "cli")
    tell("retention.done", cycle=id, n=sum(one.kinds.values()), hash=one.hash)


@click.group()
def key() -> None:
    """Kunci layanan. / The service's key."""


@key.command("renew-server")
@click.option("--yes", is_flag=True, help="Tanpa bertanya. / Without asking.")
@click.pass_obj
def renew_server(folders: Folders, yes: bool) -> None:
    """Membuat kunci layanan baru bila yang lama hilang. / Make a new service key where the old one is lost."""
    from kinerja_office import keys

    with open_office(folders) as office:
        if not yes:
            click.confirm(say("key.confirm"), abort=True)
        keys.renew_server(office, "cli")
    tell("key.renewed")


@click.command()
@click.option(
    "--repair", is_flag=True, help="Perbaiki yang dapat diperbaiki, simpan salinan. / Mend what can be mended."
)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def doctor(folders: Folders, repair: bool, as_json: bool) -> None:
    """Memeriksa folder data dan menjelaskan tiap temuan. / Check the data folder and explain each finding."""
    from kinerja_office.keys import needed
    from kinerja_office.publication import trail_head
    from kinerja_store import StoreError
    from kinerja_store.check import check
    from kinerja_store.findings import Finding
    from kinerja_store.repair import repair as mend

    organisation(folders)
    findings: list[Finding] = []
    if repair and not folders.store:
        findings += mend(folders.private).findings
    findings += check(folders.private, trail_head(folders.published), url=folders.store, needed=needed)
    if not any(f.level == "error" for f in findings):
        try:
            findings += [*_cycles(folders), *_evidence(folders, repair=repair)]
        except StoreError as error:
            findings.append(Finding("error", error.problems[0]))
    _show(findings, as_json)


@click.command("verify-trail")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def verify_trail(folders: Folders, as_json: bool) -> None:
    """Memeriksa jejak: baris yang diubah, hilang, atau bertukar tempat. / Check the trail for any changed line."""
    from kinerja_office.publication import trail_head
    from kinerja_store import trail

    with open_office(folders) as office, office.store.still() as view:
        kept = trail.copy(folders.private, view)
    findings = trail.verify(kept, trail_head(folders.published))
    _show([*findings, *_cycles(folders, findings)], as_json)


def _cycles(folders: Folders, before: Iterable[Finding] = ()) -> list[Finding]:
    """Say in plain words what still exists of each cycle's peer ballots and what does not; sign the trail where nothing is wrong, `before` neither."""
    from kinerja_office import destruction, records
    from kinerja_office.publication import lost, published_keys
    from kinerja_office.retention import aftermath
    from kinerja_store import pins, trail
    from kinerja_store.findings import error, ok, warning

    _, damaged = destruction.listed(path := destruction.list_file(folders.private))
    found = [error("doctor.bad_list", n=damaged, path=path.name)] if damaged else []
    with open_office(folders) as office:
        with office.store.still() as view:
            kept, lines = pins.copy(office.store, view, folders.pins), trail.copy(folders.private, view)
        found += pins.verify(kept, lines, office.today(), published_keys(folders.published))
        wrong = any(f.level == "error" for f in (*before, *found))
        found += [] if wrong else _pinned(office, folders.pins)  # nobody who knows signs the head of a wrong trail
        found += [error("doctor.lost_package", cycle=id) for id in lost(office, folders.published)]
        with office.store.read() as view:
            ids = [c.id for c in records.cycles(view) if not c.draft]
        for id in ids:
            after = aftermath(office, id)
            make = error if after.wrong else warning if after.sealed and after.unconfirmed else ok
            first, *rest = after.lines()
            found.append(make("remains.of_cycle", cycle=id, said=first))
            found += [ok("remains.of_cycle", cycle=id, said=said) for said in rest]
    return found


def _pinned(office: Office, path: Path) -> list[Finding]:
    """Sign the trail's head; say why it is not signed: the file, or the store, which has to know of each pin."""
    from kinerja_store import StoreError, pins
    from kinerja_store.findings import Finding, warning

    try:
        return [] if pins.pin(office.store, path, office.today()) else [warning("pins.unwritten", path=path)]
    except StoreError as error:
        return [Finding("warning", error.problems[0])]


def _evidence(folders: Folders, *, repair: bool) -> list[Finding]:
    """Say which evidence files have no record (a crash left them; `repair` removes them), what no program put there, and which records
    have no whole file."""
    from kinerja_office import evidence
    from kinerja_store.attachments import own
    from kinerja_store.findings import error, ok, warning

    with open_office(folders) as office:
        removed = evidence.sweep(office) if repair else []
        orphans, wrong = evidence.faults(office)
    found = [ok("doctor.evidence_removed", n=len(removed))] if removed else []
    left, foreign = sum(map(own, orphans)), [name for name in orphans if not own(name)]
    found += [warning("doctor.evidence_orphans", n=left)] if left else []
    found += [warning("doctor.evidence_foreign", files=foreign)] if foreign else []
    return found + [error("doctor.evidence_missing", file=name) for name in wrong]


def _show(findings: Iterable[Finding], as_json: bool) -> None:
    found = list(findings)
    if as_json:
        click.echo(json.dumps([{"level": f.level} | both(f.said) for f in found], ensure_ascii=False, indent=2))
    else:
        for f in found:
            click.echo(f"{MARKS[f.level]} {worded(f.said, language())}")
    sys.exit(REFUSED if any(f.level == "error" for f in found) else 0)


def _passphrase(confirm: bool) -> str:
    """Ask for the passphrase (or take KINERJA_PASSPHRASE, for a nightly backup); never on the command line."""
    from kinerja_office.backups import must_fit

    given = os.environ.get("KINERJA_PASSPHRASE")
    if given is None:
        given = click.prompt(say("backup.passphrase"), hide_input=True, confirmation_prompt=confirm)
    if confirm:
        must_fit(given)
    try:
        given.encode()
    except UnicodeEncodeError:
        raise refuse("backup.unreadable_passphrase") from None
    return str(given)


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """Make a file that only its owner can read, before what it is to hold is made; an existing one is refused, and where the block fails,
    or the disk takes less than all of it, none is left."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise refuse("file.exists", path=path) from None
    try:
        with os.fdopen(fd, "wb") as file:
            yield file
            file.truncate()  # to what was written, of what was reserved
            os.fsync(fd)
    except BaseException as error:
        path.unlink()
        if isinstance(error, OSError):
            error.filename = error.filename or str(path)
        raise


def _reserve(file: BinaryIO, size: int) -> None:
    """Have the disk keep so many bytes for a file, where its file system can (posix_fallocate(3)); raises `OSError` where there is no room."""
    try:
        os.posix_fallocate(file.fileno(), 0, max(size, 1))
    except AttributeError:
        """A system without that call."""
    except OSError as error:
        if error.errno not in (errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS):
            raise


def _most(sheet: Callable[[list[Slip]], bytes], rows: list[Slip]) -> int:
    """Return how many bytes a sheet has at most, by what its longest slip adds to it: a QR's picture is a little longer or shorter by its code."""
    longest = max(rows, key=lambda row: len(escape("".join(row))), default=None)
    if longest is None:
        return len(sheet([]))
    one, two = (len(sheet([longest] * n)) for n in (1, 2))
    return one + len(rows) * (two - one + len(escape("".join(longest)))) * 5 // 4
