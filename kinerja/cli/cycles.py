"""The commands of a cycle, from its draft to its close."""

from __future__ import annotations

import json

import click

from assessment.method import METHODS
from kinerja.config import Folders, load_instrument, open_office, tell
from kinerja_words.problems import Name, refuse

ACTOR = "cli"


@click.group()
def cycle() -> None:
    """Periode penilaian. / Assessment cycles."""


@cycle.command("create")
@click.argument("id")
@click.option("--instrument", "code", required=True, help="Kode instrumen. / Instrument code.")
@click.option("--title", required=True, help="Judul. / Title.")
@click.option("--start", required=True, metavar="YYYY-MM-DD")
@click.option("--end", required=True, metavar="YYYY-MM-DD")
@click.option("--period", default="", metavar="2026 | 2026-Q1 | 2026-03",
              help="Masa kinerja; tanpanya periode bebas. / The period evaluated; a free one without.")  # fmt: skip
@click.option("--work-start", default="", metavar="YYYY-MM-DD",
              help="Awal masa kinerja periode bebas. / First day of work of a free cycle.")  # fmt: skip
@click.option("--work-end", default="", metavar="YYYY-MM-DD",
              help="Akhir masa kinerja periode bebas. / Last day of work of a free cycle.")  # fmt: skip
@click.option("--methods", default=None, metavar=",".join(METHODS))
@click.option("--with", "stages", default="", metavar="consultation,goals,objections",
              help="Tahap tambahan. / Optional stages.")  # fmt: skip
@click.option("--imported", is_flag=True,
              help="Seluruh periode diimpor dari berkas. / The whole cycle comes from a file.")  # fmt: skip
@click.option("--levels-from", default="", metavar="SUMBER",
              help="Predikat berasal dari sistem ini, mis. e-Kinerja BKN. / Predicates come from this system.")  # fmt: skip
@click.pass_obj
def cycle_create(
    folders: Folders, id: str, code: str, title: str, start: str, end: str, period: str, methods: str | None,
    stages: str, imported: bool, levels_from: str, work_start: str, work_end: str,
) -> None:  # fmt: skip
    """Membuat rancangan periode. / Create a draft cycle."""
    from kinerja_office import cycles

    instrument = load_instrument(folders, code)
    with open_office(folders) as office:
        created = cycles.create(
            office,
            id,
            instrument,
            title,
            start,
            end,
            _listed(methods),
            _listed(stages) or (),
            ACTOR,
            imported,
            period,
            levels_from,
            (work_start, work_end),
        )
    tell("cycle.created", cycle=created.id)


@cycle.command("organisation")
@click.argument("id")
@click.argument("predicate", metavar="istimewa|baik|butuh_perbaikan|kurang|sangat_kurang")
@click.option("--source", required=True, help="Dokumen sumber. / Source document.")
@click.option("--day", required=True, metavar="YYYY-MM-DD", help="Tanggal dokumen. / Its day.")
@click.option("--unit", default="", help="Kode unit; tanpanya seluruh kantor. / Unit code; the whole office without.")
@click.pass_obj
def cycle_organisation(folders: Folders, id: str, predicate: str, source: str, day: str, unit: str) -> None:
    """Mencatat predikat kinerja organisasi dengan dokumennya. / Enter the organisation's predicate with its document."""
    from kinerja_office import organisation_predicates

    with open_office(folders) as office:
        organisation_predicates.enter(office, id, unit, predicate, source, day, ACTOR)
    tell("cycle.organisation", cycle=id)


@cycle.command("open")
@click.argument("id")
@click.option("--grace", is_flag=True,
              help="Satu jam dapat dibatalkan sebelum formulir diterima. / An hour to undo it before forms are taken.")  # fmt: skip
@click.pass_obj
def cycle_open(folders: Folders, id: str, grace: bool) -> None:
    """Membuka penilaian; daftar pegawai, penugasan, dan rencana publikasi menjadi tetap. / Open the assessment."""
    from kinerja_office import cycles

    with open_office(folders) as office:
        cycles.open_cycle(office, id, ACTOR, grace)
    tell("cycle.opened", cycle=id)


@cycle.command("take-forms")
@click.argument("id")
@click.pass_obj
def cycle_take_forms(folders: Folders, id: str) -> None:
    """Menerima formulir sekarang, tanpa menunggu satu jam sesudah dibuka. / Take forms now, before the hour is over."""
    from kinerja_office import cycles

    with open_office(folders) as office:
        cycles.take_forms(office, id, ACTOR)
    tell("cycle.takes_forms", cycle=id)


@cycle.command("announce")
@click.pass_obj
def cycle_announce(folders: Folders) -> None:
    """Menulis usulan jadwal rilis ke content/calendar.toml. / Write the proposed release calendar."""
    from kinerja_office import content_files, release_calendar

    with open_office(folders) as office:
        body = content_files.read(folders.content, release_calendar.FILE)
        with office.store.read() as view:
            found = release_calendar.due(office, view, body)
            text = release_calendar.proposed(office, view, body)
        if found:
            content_files.save(
                office, folders.content, release_calendar.FILE, text.encode(), content_files.mark(body), ACTOR
            )
    tell("cycle.announced", cycles=[one["cycle"] for one in found] or "-")


@cycle.command("close")
@click.argument("id")
@click.pass_obj
def cycle_close(folders: Folders, id: str) -> None:
    """Menutup: menghitung lalu menyegel sekaligus, tidak dapat dibatalkan. / Close: count and seal at once."""
    from kinerja_office import cycles

    with open_office(folders) as office:
        cycles.close_cycle(office, id, ACTOR)
    tell("cycle.closed", cycle=id)
    _tell_copies(folders, id)


def _tell_copies(folders: Folders, id: str) -> None:
    from kinerja_office.retention import key_copies

    with open_office(folders) as office:
        left = [c.file for c in key_copies(office, id) if not c.deleted]
    if left:
        tell("cycle.copies", files=left, cycle=id)


@cycle.command("copies")
@click.argument("id")
@click.option(
    "--deleted", "files", multiple=True, metavar="BERKAS", help="Salinan yang sudah dihapus. / A deleted copy."
)
@click.pass_obj
def cycle_copies(folders: Folders, id: str, files: tuple[str, ...]) -> None:
    """Salinan kunci dari cadangan: daftar, dan pernyataan bahwa sudah dihapus. / Copies of the cycle key in backups."""
    from kinerja_office.retention import confirm_key_copies, key_copies

    with open_office(folders) as office:
        if files:
            confirm_key_copies(office, id, files, ACTOR)
        copies = key_copies(office, id)
    for copy in copies:
        tell("cycle.copy_deleted" if copy.deleted else "cycle.copy_left", file=copy.file, day=copy.deleted)
    if not copies:
        tell("cycle.no_copies")


@cycle.command("next")
@click.argument("id")
@click.pass_obj
def cycle_next(folders: Folders, id: str) -> None:
    """Maju satu langkah: konsultasi, penetapan rencana, buka, tutup. / Take one step."""
    from assessment.cycle import following
    from kinerja_office import cycles, records

    with open_office(folders) as office:
        with office.store.read() as view:
            target = following(records.cycle(view, id))
        if target == "assessment":
            after = cycles.open_cycle(office, id, ACTOR)
        elif target == "closed":
            after = cycles.close_cycle(office, id, ACTOR)
        elif target == "published":
            raise refuse("publish.next", cycle=id)
        else:
            after = cycles.next_stage(office, id, ACTOR)
    tell("cycle.now", cycle=id, state=Name(f"cycle_state.{after.state}"))


@cycle.command("undo")
@click.argument("id")
@click.pass_obj
def cycle_undo(folders: Folders, id: str) -> None:
    """Membatalkan pembukaan dalam satu jam sebelum formulir diterima. / Undo an opening, before forms are taken."""
    from kinerja_office import cycles

    with open_office(folders) as office:
        cycles.undo_open(office, id, ACTOR)
    tell("cycle.undone", cycle=id)


@cycle.command("status")
@click.argument("id")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def cycle_status(folders: Folders, id: str, as_json: bool) -> None:
    """Keadaan periode dan keikutsertaan. / State and participation (sealed methods once closed, for the whole organisation only)."""

    from kinerja_office.participation import progress

    with open_office(folders) as office:
        state = progress(office, id)
    if as_json:
        print_json(state.to_doc())
        return
    tell("cycle.status", cycle=id, title=state.cycle.title, state=Name(f"cycle_state.{state.cycle.state}"))
    for method, (assigned, sent) in state.whole.items():
        click.echo(f"  {method:<11} {'?' if sent is None else sent}/{assigned}")


@cycle.command("list")
@click.pass_obj
def cycle_list(folders: Folders) -> None:
    """Semua periode. / All cycles."""
    from kinerja_office import records

    with open_office(folders) as office, office.store.read() as view:
        for c in records.cycles(view):
            click.echo(f"{c.id}\t{c.state}\t{c.start}\t{c.end}\t{c.title}")


def print_json(value: object) -> None:
    """Print a value as JSON, for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _listed(text: str | None) -> list[str] | None:
    return None if text is None else [part.strip() for part in text.split(",") if part.strip()]
