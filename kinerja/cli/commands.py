"""The command `kinerja`: every command is a few lines that call one room; exit codes 0, 1 refused, 2 usage, 3 audit."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from kinerja.cli import activities, auditing, citizens, cycles, operations, portal, staff, starting
from kinerja.cli.cycles import print_json
from kinerja.cli.offices import office
from kinerja.config import (
    Folders,
    collect_seldom,
    language,
    of_the_system,
    open_office,
    organisation,
    read_bytes,
    say,
    tell,
)
from kinerja_words import catalogue
from kinerja_words.problems import Explained, Refused, refuse

ACTOR = "cli"
REFUSED, AUDIT_FAILED = 1, 3


class Command(click.Group):
    """Turns every refusal of any room into its message and exit code 1; a traceback never reaches a user."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the words of the command, should it be run again."""
        ctx.meta["words"] = [*args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a subcommand; again where it was refused for doubts alone, and somebody says yes to each."""
        try:
            return super().invoke(ctx)
        except Explained as error:
            if staff.said_yes(ctx.obj, error, ctx.params["confirm"]):
                with self.make_context(ctx.info_name, ctx.meta["words"], parent=ctx.parent) as again:
                    return self.invoke(again)
            _fail(error)
        except click.ClickException as error:  # what was typed is said back
            error.message = catalogue.visible(error.message)  # type: ignore[misc]  # final for subclasses alone
            raise
        except OSError as error:
            _fail(of_the_system(error))


def _fail(error: Explained) -> NoReturn:
    click.echo(catalogue.text(error, language(), commands=True), err=True)
    sys.exit(REFUSED)


@click.group(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=click.Path(path_type=Path), default="data", envvar="KINERJA_DATA", show_default=True,
              help="Folder data. / Data folder.")  # fmt: skip
@click.option("--content", type=click.Path(path_type=Path), default="content", envvar="KINERJA_CONTENT",
              show_default=True, help="Folder isi (teks, instrumen). / Content folder.")  # fmt: skip
@click.option("--publish-to", type=click.Path(path_type=Path), default=None, envvar="KINERJA_PUBLISH_TO",
              help="Folder tempat situs jadi disalin. / Folder the built site is copied to.")  # fmt: skip
@click.option("--backups", type=click.Path(path_type=Path), default=None, envvar="KINERJA_BACKUPS",
              help="Folder cadangan; bawaan data/backups. / Backup folder.")  # fmt: skip
@click.option("--store", default="", envvar="KINERJA_STORE", metavar="postgresql://…#SKEMA",
              help="Basis data; bawaan berkas di folder data. / Store; a file in the data folder without.")  # fmt: skip
@click.option("--confirm", multiple=True, metavar="KATA",
              help="Yang ditanyakan memang benar, misalnya bukan nama orang. / What is asked about is right, say no person's name.")  # fmt: skip
@click.version_option(package_name="kinerja-terbuka", message="kinerja %(version)s",
                      help="Versi program. / Version of the program.")  # fmt: skip
@click.pass_context
def main(
    ctx: click.Context, data: Path, content: Path, publish_to: Path | None, backups: Path | None,
    store: str, confirm: tuple[str, ...],  # noqa: ARG001  # `Command` reads it
) -> None:  # fmt: skip
    """Kinerja Terbuka: menilai kinerja ASN dan menerbitkan hasilnya tanpa membuka siapa pun.

    Assess civil servants and publish what came out without exposing anybody. Messages in English: KINERJA_LANG=en.
    """
    collect_seldom()
    ctx.obj = Folders(data, content, publish_to, backups, store)


@main.command()
@click.pass_obj
def init(folders: Folders) -> None:
    """Membuat folder data, kunci, dan akun HR pertama. / Make the data folder, keys and the first HR account."""
    from kinerja_office.accounts import add_staff, staff_accounts
    from kinerja_store import StoreExists, StoreMissing, keyring, pins
    from kinerja_store.opening import init_at

    organisation(folders)
    try:
        init_at(folders.private, folders.store)
    except StoreExists as there:  # by an earlier one that was killed before there was an account?
        try:
            with open_office(folders) as office, office.store.read() as view:
                if staff_accounts(view):
                    raise
        except StoreMissing:  # at the address; there is one in the folder
            raise there from None
    keyring.create(folders.private, keyring.SERVER)
    with open_office(folders) as office:
        password = add_staff(office, "hr", "hr", ACTOR)
        office.pin()
        key = pins.public_key(office.folder)
    tell("init", folder=folders.private, password=password, public=key, path=folders.pins)


@main.group()
def roster() -> None:
    """Daftar pegawai. / The roster."""


@roster.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Periksa saja, jangan tulis. / Check only, write nothing.")
@click.option("--id-scheme", type=click.Choice(["nip", "any"]), default="nip", show_default=True,
              help="Bentuk nomor pegawai. / Form of employee numbers.")  # fmt: skip
@click.option("--column", "columns", multiple=True, metavar="JUDUL=KOLOM",
              help="Kolom yang dimaksud judul di berkas, diingat. / Which column a heading of the file is; kept.")  # fmt: skip
@click.pass_obj
def roster_import(folders: Folders, file: Path, dry_run: bool, id_scheme: Any, columns: tuple[str, ...]) -> None:
    """Mengimpor daftar pegawai (CSV atau XLSX): semua baris atau tidak sama sekali. / Import the roster."""
    from assessment.roster_layout import named_columns
    from assessment.roster_reading import parse_roster
    from kinerja_office import records
    from kinerja_office.roster import import_roster, name_columns, preview, taken_numbers

    said = named_columns(dict(c.rpartition("=")[::2] for c in columns))
    with open_office(folders) as office:
        with office.store.read() as view:
            known, named, taken = records.roster(view), {**records.headings(view), **said}, taken_numbers(view)
        new = parse_roster(read_bytes(file), file.name, id_scheme, known=known, named=named, reserved=taken)
        if said and not dry_run:
            name_columns(office, said, ACTOR)
        if dry_run:
            with office.store.read() as view:
                changes = preview(view, new)
        else:
            changes = import_roster(office, new, ACTOR)
    for notice in catalogue.lines(Refused((*changes.notices, *new.notices)), language(), commands=True):
        tell("roster.notice", notice=notice)
    counts = {kind: len(getattr(changes, kind)) for kind in ("added", "changed", "removed")}
    tell("roster.would" if dry_run else "roster.done", n=len(new.employees), **counts)


@main.group()
def assignments() -> None:
    """Siapa menilai siapa. / Who assesses whom."""


@assignments.command("generate")
@click.argument("id")
@click.option("--peers", type=click.IntRange(0, 15), default=None, help="Rekan per orang. / Peers per person.")
@click.pass_obj
def assignments_generate(folders: Folders, id: str, peers: int | None) -> None:
    """Membuat penugasan dari daftar pegawai. / Make assignments from the roster."""
    from kinerja_office import assignments as acts

    with open_office(folders) as office:
        made = acts.generate_assignments(office, id, peers, ACTOR)
    tell("assignments.made", n=len(made))


@assignments.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--cycle", "id", required=True)
@click.pass_obj
def assignments_import(folders: Folders, file: Path, id: str) -> None:
    """Mengimpor penugasan (method,rater,ratee). / Import assignments."""
    from assessment.assignment import parse_assignments
    from kinerja_office import assignments as acts
    from kinerja_office import records

    with open_office(folders) as office:
        with office.store.read() as view:
            cycle, people = records.cycle(view, id), records.roster(view).by_number()
        wanted = parse_assignments(read_bytes(file), file.name, people, cycle.methods)
        acts.import_assignments(office, id, wanted, ACTOR)
    tell("assignments.imported", n=len(wanted))


@main.group()
def assessments() -> None:
    """Formulir dari berkas. / Forms from a file."""


@assessments.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--cycle", "id", required=True)
@click.option("--create-assignments", is_flag=True,
              help="Buat penugasan persis seperti isi berkas. / Add exactly the file's assignments.")  # fmt: skip
@click.pass_obj
def assessments_import(folders: Folders, file: Path, id: str, create_assignments: bool) -> None:
    """Memasukkan formulir kertas atau tahun lalu. / Take in paper forms or past years, all or none."""
    from assessment.form import parse_assessments
    from kinerja_office import answering, records

    with open_office(folders) as office:
        with office.store.read() as view:
            instrument = records.instrument(view, records.cycle(view, id))
        forms = parse_assessments(read_bytes(file), file.name, instrument)
        n = answering.import_assessments(office, id, forms, create_assignments, ACTOR)
    tell("assessments.assigned" if create_assignments and not n else "assessments.imported", n=n)


@main.group()
def recap() -> None:
    """Rekap predikat dari sistem lain. / The recap of predicates given elsewhere."""


@recap.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--cycle", "id", required=True)
@click.pass_obj
def recap_import(folders: Folders, file: Path, id: str) -> None:
    """Menghitung rekap; yang disimpan hanya persentase seluruh kantor. / Count a recap; only coded shares are kept."""
    from assessment.predicate import PREDICATES
    from kinerja_office import recap as acts

    with open_office(folders) as office:
        kept = acts.import_recap(office, id, read_bytes(file), file.name, ACTOR)
    tell("recap.few" if not kept.shares else "recap.imported", cycle=id)
    for code, share in zip(PREDICATES, kept.shares, strict=False):
        click.echo(f"  {code:<16} {catalogue.percent(share)}")


@main.command()
@click.argument("id")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def plan(folders: Folders, id: str, as_json: bool) -> None:
    """Apa yang akan tampil, digabung, atau tidak, dan mengapa. / What will be shown, merged, not planned, and why."""
    from kinerja_office import plans, records
    from publishing.plan import explain

    with open_office(folders) as office, office.store.read() as view:
        cycle = records.cycle(view, id)
        made, changes = plans.current_plan(office, view, cycle), plans.plan_changes(office, view, cycle)
    if as_json:
        reasons = [{**note.to_doc(), "reason": catalogue.both(note.reason)} for note in made.notes]
        print_json({**made.to_doc(), "notes": reasons})
        return
    for rows, why in explain(made):
        click.echo(catalogue.worded(rows, language()))
        for note in why:
            click.echo(f"  {catalogue.worded(note, language())}")
    if changes:
        tell("plan.changed")
    for change in changes:
        click.echo(f"  {catalogue.phrase(change, language())}")


@main.command()
@click.argument("id")
@click.option("--preview", is_flag=True, help="Periksa saja, jangan terbitkan. / Audit only, publish nothing.")
@click.option("--yes", is_flag=True, help="Tanpa bertanya. / Without asking.")
@click.option("--by", "account", default="", metavar="AKUN",
              help="Akun petugas; kata sandinya ditanyakan. / Staff account; its secret is asked for.")  # fmt: skip
@click.option("--note", default="", help="Catatan uji konsekuensi. / Note of the consequence test.")
@click.option("--undelivered", is_flag=True,
              help="Tanpa bukti terima yang kurang, sesudah batas hukum. / Without missing receipts, after the law's limit.")  # fmt: skip
@click.option("--again", is_flag=True, help="Kembalikan paket terbit yang hilang. / Put a lost package back.")
@click.pass_obj
def publish(
    folders: Folders, id: str, preview: bool, yes: bool, account: str, note: str, undelivered: bool, again: bool
) -> None:
    """Menerbitkan periode yang sudah ditutup, setelah lolos audit. Tetap. / Publish a closed cycle after the audit."""
    from assessment.cycle import must_be
    from kinerja_office import content_files, objections, publication, records

    with open_office(folders) as office:
        actor = staff.signed_in(office, account, "hr", "approver") if account else ACTOR
        if again:
            publication.publish_again(office, id, folders.published, actor)
            tell("publish.again", cycle=id, folder=folders.published / id)
            return
        with office.store.read() as view:
            cycle = records.cycle(view, id)
        two = publication.two_people(office, cycle)
        if not preview:
            if two and (yes or not account):
                raise refuse("publish.not_alone", cycle=id)
            with office.store.read() as view:
                must_be(cycle, "closed")
                objections.must_be_publishable(office, view, cycle, undelivered=undelivered)
        prepared = publication.prepare(office, id, folders.published, content_files.notes(office, folders.content, id))
        auditing.show(prepared.report)
        if prepared.report.exit_code:
            sys.exit(AUDIT_FAILED)
        if preview:
            return
        if not yes and not two:
            click.confirm(say("publish.confirm", cycle=id), abort=True)
        prepared = publication.publish(
            office,
            id,
            folders.published,
            content_files.notes(office, folders.content, id),
            actor,
            note,
            undelivered=undelivered,
        )
        if prepared.report.exit_code:
            auditing.show(prepared.report)
            sys.exit(AUDIT_FAILED)
        content_files.settle(office, folders.content)
    tell("publish.done", cycle=id, folder=folders.published / id)


@main.group()
def site() -> None:
    """Situs publik. / The public site."""


@site.command("build")
@click.option("--out", type=click.Path(path_type=Path), default=None)
@click.option("--full", is_flag=True, help="Bangun semua dari awal. / Build everything anew.")
@click.pass_obj
def site_build(folders: Folders, out: Path | None, full: bool) -> None:
    """Membangun situs dari paket data dan isi. / Freeze packages and content into the site."""
    from kinerja.cli.building import build_with_bar, copy_out, describe
    from kinerja.cli.errata import must_be_fit_here

    must_be_fit_here(folders)
    report = build_with_bar(folders.published, folders.content, out or folders.public_html, full=full)
    tell("site.ready", report=describe(report))
    if copied := copy_out(folders, out or folders.public_html):
        click.echo(catalogue.phrase(copied, language()))


@main.command()
@click.option("--from", "source", required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--content", "content", required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", required=True, type=click.Path(path_type=Path))
@click.option("--compare", "other", type=click.Path(path_type=Path, exists=True, file_okay=False))
def rebuild(source: Path, content: Path, out: Path, other: Path | None) -> None:
    """Membangun ulang situs dari paket yang diunduh, seperti yang dapat dilakukan warga. / What a citizen runs."""
    from public_site.build import compare

    from kinerja.cli.building import build_with_bar

    build_with_bar(source, content, out, full=True)
    if other is None:
        tell("site.built", folder=out)
        return
    differences = compare(out, other)
    if differences:
        for line in differences[:20]:
            click.echo(catalogue.phrase(line, language()))
        raise refuse("site.other_copy", n=len(differences))
    tell("site.same")


@main.command()
@click.option("--serve/--no-serve", default=True, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port", default=8000, show_default=True, type=int, help="Situs; formulir di PORT+1. / Site; forms at PORT+1."
)
@click.pass_obj
def demo(folders: Folders, serve: bool, host: str, port: int) -> None:
    """Contoh lengkap: Kecamatan Senapelan dengan pegawai rekaan. / The worked example with invented people."""
    from kinerja.cli.building import build_with_bar
    from kinerja.demo.run import run_demo, serve_demo

    data, content = folders.data / "demo", folders.content
    named = {"--store": folders.store, "--publish-to": folders.publish_to, "--backups": folders.backups}
    if given := ", ".join(option for option, value in named.items() if value):
        tell("demo.alone", given=given, folder=data)
    if content == Path("content") and not content.is_dir():  # installed, in a folder of its own
        shutil.rmtree(data / "content", ignore_errors=True)
        content = starting.copy_content(data / "content")
    result = run_demo(Folders(data, content), click.echo, build_with_bar)
    if serve:
        serve_demo(result, host, port, click.echo)


main.add_command(auditing.audit)
main.add_command(cycles.cycle)
main.add_command(starting.new_office)
main.add_command(citizens.citizens)
main.add_command(office)
main.add_command(portal.portal)
operations.register(main)
staff.register(main)
activities.register(main)

if __name__ == "__main__":
    main()
