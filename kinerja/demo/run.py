"""`make demo`: from a roster to a public site through the same acts as a real office, with invented people."""

from __future__ import annotations

import datetime
import random
import shutil
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from assessment.assignment import Assignment
from assessment.calendar import WIB
from assessment.form import decode
from assessment.instrument import Instrument
from assessment.method import RULES
from assessment.roster import parse_roster
from kinerja.cli.building import describe
from kinerja.config import Folders, instrument, language, notes, organisation, read_bytes, say, training_programmes
from kinerja.demo import acts, events, invented
from kinerja.demo.acts import at
from kinerja_office import accounts, answering, assignments, cycles, publication, records
from kinerja_office.office import INDEXES, Office
from kinerja_office.roster import import_roster
from kinerja_store import init_store, keyring, open_store, trail
from kinerja_words.problems import refuse

INSTRUMENT = "berakhlak"
ACTOR = "demo"
OPEN_DAYS = 21
TRIAL = "coba"


@dataclass(frozen=True)
class Done:
    """What the demo leaves: its folders and the sign-ins to try, as (role, number or name, code)."""

    folders: Folders
    sign_ins: tuple[tuple[str, str, str], ...]


def run_demo(folders: Folders, tell: Callable[[str], Any], build_site: Callable[[Path, Path, Path], Any]) -> Done:
    """Make the example anew under `folders.data`: roster, two past cycles, one just closed, one open; publish; freeze.

    Deterministic up to the keys and slips of the open cycle: the packages and the site are the same bytes every time.
    """
    started = time.monotonic()
    shutil.rmtree(folders.private, ignore_errors=True)
    shutil.rmtree(folders.published, ignore_errors=True)
    inputs = folders.data / "example"
    inputs.mkdir(parents=True, exist_ok=True)
    init_store(folders.private)
    keyring.create(folders.private, keyring.SERVER)
    store = open_store(folders.private, indexes=INDEXES)
    try:
        office = Office(folders.private, store, organisation(folders), random=random.Random(147105).randbytes)
        tool = instrument(folders, INSTRUMENT)
        (inputs / "roster.csv").write_text(invented.roster_csv(), encoding="utf-8")
        office = at(office, invented.CYCLES[0].start)
        roster = parse_roster(read_bytes(inputs / "roster.csv"), "roster.csv")
        import_roster(office, roster, ACTOR)
        tell(say("demo.roster", people=len(roster.employees), path=inputs / "roster.csv"))
        for number, cycle in enumerate(invented.CYCLES, start=2):
            done = _run_cycle(office, folders, tool, cycle, in_person=cycle is invented.CYCLES[-1])
            tell(say("demo.cycle", number=number, cycle=cycle.id, **done))
        sign_ins = _open_next(Office(folders.private, store, office.organisation), tool)
        trail.flush(store)
        tell(say("demo.next"))
    finally:
        store.close()
    result = build_site(folders.published, folders.content, folders.public_html)
    tell(say("demo.site", report=describe(result)))
    tell(say("demo.done", seconds=time.monotonic() - started))
    tell(say("demo.sign_ins", data=folders.data))
    for role, who, code in sign_ins:
        tell(f"  {role:<10} {who:<20} {code}")
    return Done(folders, sign_ins)


def serve_demo(done: Done, host: str, port: int, tell: Callable[[str], Any]) -> None:
    """Serve the frozen site and the form service until Ctrl+C, and say what to open."""
    from kinerja.cli.serving import serve_forms, serve_site

    site = threading.Thread(target=serve_site, args=(done.folders.public_html, host, port), daemon=True)
    site.start()
    tell(say("demo.open", host=host, port=port, forms=port + 1))
    tell(say("demo.stop"))
    serve_forms(done.folders, host, port + 1, secure=False)


def _run_cycle(
    office: Office, folders: Folders, tool: Instrument, cycle: invented.Cycle, in_person: bool
) -> dict[str, Any]:
    """Play one cycle from its draft to its release; returns what to tell of it."""
    chapter, programmes = events.CHAPTERS[cycle.id], training_programmes(folders)
    since = invented.CYCLES[invented.CYCLES.index(cycle) - 1].published if cycle is not invented.CYCLES[0] else ""
    begun = chapter.consulted or chapter.set_goals
    acts.catch_up(office, since, begun)
    cycles.create(at(office, begun), cycle.id, tool, cycle.title, cycle.start, cycle.end, None, chapter.stages, ACTOR)
    acts.before_opening(office, cycle.id, in_person)
    acts.catch_up(office, begun, cycle.start)
    wanted = assignments.generate_assignments(at(office, cycle.start), cycle.id, None, ACTOR)
    cycles.open_cycle(at(office, cycle.start), cycle.id, ACTOR)
    if in_person:
        acts.report(at(office, chapter.reports[1]), cycle.id, 1)
    acts.talk(at(office, cycle.end), cycle.id)
    with office.store.read() as view:
        people = records.participants(view, cycle.id)
    forms = invented.answers(cycle, tool, people.values(), wanted)
    office = at(office, cycle.end)
    _fill_in(office, cycle.id, tool, forms)
    cycles.close_cycle(at(office, cycle.closed), cycle.id, ACTOR)
    acts.after_close(at(office, cycle.closed), cycle.id, tool)
    acts.plan_training(at(office, cycle.published), cycle.id, programmes)
    prepared = publication.publish(
        at(office, cycle.published), cycle.id, folders.published, notes(folders, cycle.id), ACTOR
    )
    if prepared.report.exit_code:
        lines = "\n".join(prepared.report.lines(language()))
        raise refuse("demo.audit", cycle=cycle.id, lines=lines)
    return {"sent": len(forms), "assigned": len(wanted), "verdict": prepared.report.verdict}


def _fill_in(office: Office, id: str, tool: Instrument, forms: list[Any]) -> None:
    """Send forms one by one the way people do: save, then send."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(forms, label=say("demo.filling"), hidden=hidden, file=sys.stderr) as bar:
        for form in bar:
            assignment = Assignment(form.method, form.rater, form.ratee)
            levels = {"work_result": form.work_result, "work_behaviour": form.work_behaviour, "reason": "Contoh."}
            given = levels if RULES[form.method].sets_levels else None
            entry = answering.save(office, id, assignment, decode(tool, form.answers), levels=given)
            answering.send(office, id, assignment, entry.revision)


def _open_next(office: Office, tool: Instrument) -> tuple[tuple[str, str, str], ...]:
    """Open one more cycle for trying things out, and give out sign-ins: a person, their supervisor, HR."""
    today = office.now().astimezone(WIB).date()
    end = today + datetime.timedelta(days=OPEN_DAYS)
    cycles.create(
        office, TRIAL, tool, say("demo.trial"), today.isoformat(), end.isoformat(), None,
        ("goals", "objections"), ACTOR,
    )  # fmt: skip
    cycles.next_stage(office, TRIAL, ACTOR)
    wanted = assignments.generate_assignments(office, TRIAL, None, ACTOR)
    bosses = {a.rater for a in wanted if a.method == "supervisor"}
    staff, boss = next((a.ratee, a.rater) for a in wanted if a.method == "supervisor" and a.ratee not in bosses)
    reports = {a.ratee for a in wanted if a.method == "supervisor" and a.rater == boss}
    acts.some_goals(office, TRIAL, reports | {boss})
    cycles.open_cycle(office, TRIAL, ACTOR)
    codes = accounts.issue_slips(office, [staff, boss], ACTOR)
    password = accounts.add_staff(office, "hr", "hr", ACTOR)
    return (("ASN", staff, codes[staff]), (say("demo.supervisor"), boss, codes[boss]), ("HR", "hr", password))
