"""More commands: objections, training, follow-up and the draft instrument; `register` hangs them on the main command."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from typing import Any

import click

from kinerja.config import Folders, language, load_instrument, open_office, say, tell, training_programmes
from kinerja_words import catalogue
from kinerja_words.problems import Name, refuse
from kinerja_words.shape import read_text

ACTOR = "cli"


def register(main: click.Group) -> None:
    """Add the groups of this module to the command."""
    for group in (objections, training, follow_up, instrument_group):
        main.add_command(group)


@click.group()
def objections() -> None:
    """Keberatan. / Objections."""


@objections.command("list")
@click.argument("id")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def objections_list(folders: Folders, id: str, as_json: bool) -> None:
    """Keberatan satu periode: kapan masuk dan sampai di mana, tanpa isinya. / Where objections stand, without content."""
    from assessment.objection import deadlines, status
    from kinerja_office import evaluations, records, settings
    from kinerja_office import objections as acts

    with open_office(folders) as office, office.store.read() as view:
        cycle = records.cycle(view, id)
        people = records.participants(view, id)
        found = acts.of_cycle(view, id)
        until = evaluations.standing(office, view, cycle).until
        limits = settings.limits(office, view, cycle)
        days = {o.employee: deadlines(cycle, limits, evaluations.get(view, id, o.employee), o) for o in found}
        rows = [(o, people[o.employee], status(o, days[o.employee])) for o in found]
    if as_json:
        listed = [
            {"position": e.position, "unit": e.unit, "filed": o.filed, "state": o.state, "outcome": o.outcome}
            for o, e, _ in rows
        ]
        click.echo(json.dumps({"cycle": id, "file_by": until, "objections": listed}, ensure_ascii=False, indent=2))
        return
    if until:
        tell("objections.until", day=until)
    for o, person, words in rows:
        click.echo(f"{o.filed}\t{person.position} ({person.unit})\t{catalogue.phrase(words, language())}")
    if not rows:
        tell("objections.none")


@click.group()
def training() -> None:
    """Pelatihan sebagai jawaban atas hasil. / Training as an answer to results."""


@training.command("list")
@click.argument("id")
@click.pass_obj
def training_list(folders: Folders, id: str) -> None:
    """Kebutuhan menurut hasil yang terbit, dan pelatihan yang direncanakan. / Needs from published figures, and plans."""
    from kinerja_office import training as acts

    with open_office(folders) as office, office.store.read() as view:
        planned = acts.of_cycle(view, id)
    path = folders.published / id / "results.csv"
    if path.exists():
        rows = list(csv.DictReader(read_text(path).splitlines()))
        for need in acts.needs(rows, training_programmes(folders)):
            codes = ", ".join(p.code for p in need.programmes) or "-"
            click.echo(f"{need.criterion}\t{catalogue.phrase(need.reason, language())}\t{codes}")
    for course in planned:
        held = say("training.held_on", day=course.held, n=course.participants)
        state = held if course.held else catalogue.name("action_state.planned", language())
        click.echo(f"{course.programme}\t{course.planned}\t{state}")


@training.command("plan")
@click.argument("id")
@click.argument("programme")
@click.option("--on", "day", required=True, metavar="YYYY-MM-DD")
@click.pass_obj
def training_plan(folders: Folders, id: str, programme: str, day: str) -> None:
    """Merencanakan program dari content/training.toml setelah satu periode. / Plan a programme after a cycle."""
    from kinerja_office import training as acts

    known = {p.code: p for p in training_programmes(folders)}
    if programme not in known:
        listed = ", ".join(known) or "-"
        raise refuse("training.unknown_programme", programme=programme, listed=listed)
    with open_office(folders) as office:
        course = acts.plan(office, id, known[programme], day, ACTOR)
    tell("training.planned", title=course.title, day=course.planned)


@training.command("held")
@click.argument("id")
@click.argument("programme")
@click.option("--on", "day", required=True, metavar="YYYY-MM-DD")
@click.option("--participants", required=True, type=int, help="Jumlah saja, tanpa nama. / The number, no names.")
@click.pass_obj
def training_held(folders: Folders, id: str, programme: str, day: str, participants: int) -> None:
    """Mencatat bahwa pelatihan sudah diadakan. / Write down that a training was held."""
    from kinerja_office import training as acts

    with open_office(folders) as office:
        course = acts.hold(office, id, programme, day, participants, ACTOR)
    tell("training.held", title=course.title, day=course.held, n=course.participants)


@click.group("follow-up")
def follow_up() -> None:
    """Tindak lanjut hasil; tampil di situs publik. / Follow-up of results; becomes public."""


@follow_up.command("add")
@click.argument("id")
@click.argument("action")
@click.option("--criterion", required=True)
@click.option("--text", "text_id", required=True, help="Apa yang dilakukan. / What is done, in Indonesian.")
@click.option("--text-en", default="", help="Bahasa Inggris, boleh kosong. / In English, may be empty.")
@click.option("--owner", required=True, help="Jabatan, bukan nama. / A post, not a name.")
@click.option("--due", required=True, metavar="YYYY-MM-DD")
@click.pass_obj
def follow_up_add(
    folders: Folders, id: str, action: str, criterion: str, text_id: str, text_en: str, owner: str, due: str
) -> None:
    """Menambah tindak lanjut ACTION untuk periode ID. / Add the action ACTION to the cycle ID."""
    from kinerja_office import follow_up as acts

    with open_office(folders) as office:
        acts.add(office, id, action, criterion, {"id": text_id, "en": text_en}, owner, due, ACTOR)
    tell("follow_up.added", action=action)


@follow_up.command("set")
@click.argument("action")
@click.argument("state")
@click.option("--result", "result_id", default=None, help="Hasilnya, wajib bila selesai. / What came of it.")
@click.option("--result-en", default="")
@click.option("--due", default="", metavar="YYYY-MM-DD")
@click.pass_obj
def follow_up_set(
    folders: Folders, action: str, state: str, result_id: str | None, result_en: str, due: str
) -> None:  # fmt: skip
    """Mengubah status: planned, doing, done, dropped. / Set the state."""
    from kinerja_office import follow_up as acts

    result = None if result_id is None else {"id": result_id, "en": result_en}
    with open_office(folders) as office:
        changed = acts.change_action(office, action, state, ACTOR, result=result, due=due)
    tell("follow_up.now", action=action, state=Name(f"action_state.{changed.state}"))


@follow_up.command("list")
@click.argument("id", required=False)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def follow_up_list(folders: Folders, id: str | None, as_json: bool) -> None:
    """Semua tindak lanjut, atau yang dari satu periode. / All actions, or those of one cycle."""
    from kinerja_office import follow_up as acts
    from kinerja_office import records

    with open_office(folders) as office, office.store.read() as view:
        if id:
            records.cycle(view, id)
        found = acts.of_cycle(view, id) if id else acts.everything(view)
    if as_json:
        listed: list[dict[str, Any]] = [asdict(a) for a in found]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for action in found:
        state = catalogue.name(f"action_state.{action.state}", language())
        click.echo(f"{action.id}\t{action.due}\t{state}\t{action.owner}\t{action.text['id']}")


@click.group("instrument")
def instrument_group() -> None:
    """Instrumen penilaian. / Instruments."""


@instrument_group.command("revise")
@click.argument("id")
@click.argument("code")
@click.pass_obj
def instrument_revise(folders: Folders, id: str, code: str) -> None:
    """Mengganti rancangan instrumen periode ID sesudah konsultasi; menampilkan bedanya. / Replace the draft instrument."""
    from kinerja_office import cycles

    instrument = load_instrument(folders, code)
    with open_office(folders) as office:
        changes = cycles.revise_instrument(office, id, instrument, ACTOR)
    for change in changes:
        click.echo("- " + catalogue.phrase(change, language()))
    if not changes:
        tell("instrument.unchanged")
