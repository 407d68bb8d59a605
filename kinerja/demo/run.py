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
from assessment.roster_reading import parse_roster
from kinerja.cli.building import describe
from kinerja.config import (
    Folders,
    holidays,
    language,
    load_instrument,
    organisation,
    read_bytes,
    say,
    training_programmes,
)
from kinerja.demo import acts, events, invented
from kinerja.demo.acts import at
from kinerja_office import (
    accounts,
    answering,
    assignments,
    citizens,
    content_files,
    cycles,
    organisation_predicates,
    publication,
    records,
)
from kinerja_office.office import INDEXES, Office
from kinerja_office.roster import import_roster
from kinerja_store import keyring, trail
from kinerja_store.opening import init_at, open_at
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
    """Make the example anew under `folders.data`: roster, three years and two quarters, one cycle open; publish; freeze.

    Deterministic up to the keys and slips of the open cycle: the packages and the site are the same bytes every time.
    """
    started = time.monotonic()
    shutil.rmtree(folders.private, ignore_errors=True)
    shutil.rmtree(folders.published, ignore_errors=True)
    inputs = folders.data / "example"
    inputs.mkdir(parents=True, exist_ok=True)
    init_at(folders.private, folders.store)
    keyring.create(folders.private, keyring.SERVER)
    store = open_at(folders.private, folders.store, indexes=INDEXES)
    try:
        office = Office(
            folders.private,
            store,
            organisation(folders),
            random=random.Random(147105).randbytes,
            holidays=holidays(folders),
        )
        instrument = load_instrument(folders, INSTRUMENT)
        (inputs / "roster.csv").write_text(invented.roster_csv(), encoding="utf-8")
        office = at(office, "2023-01-02")
        roster = parse_roster(read_bytes(inputs / "roster.csv"), "roster.csv")
        import_roster(office, roster, ACTOR)
        tell(say("demo.roster", people=len(roster.employees), path=inputs / "roster.csv"))
        _play(office, folders, instrument, tell)
        sign_ins = _open_next(Office(folders.private, store, office.organisation, holidays=office.holidays), instrument)
        trail.flush(store)
        tell(say("demo.next"))
    finally:
        store.close()
    result = build_site(folders.published, folders.content, folders.public_html)
    tell(say("demo.site", report=describe(result)))
    tell(say("demo.done", seconds=time.monotonic() - started))
    tell(say("demo.sign_ins", data=folders.data, content=folders.content))
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
    serve_forms(done.folders, host, port + 1, url="")


def _play(office: Office, folders: Folders, instrument: Instrument, tell: Callable[[str], Any]) -> None:
    """Play all cycles, step by step in the order of the days: one is prepared or filled in while the one before is not out yet."""
    steps, told = [], {}
    for one in invented.CYCLES:
        chapter = events.CHAPTERS[one.id]
        begun = chapter.consulted or chapter.set_goals or one.start
        steps += [(begun, 0, one), (one.start, 1, one), (one.published, 2, one)]
        if one.id in invented.CITIZENS and (folders.content / "citizens" / f"{one.id}.csv").is_file():
            steps.append((invented.CITIZENS[one.id], 3, one))
    running = invented.RUNNING
    steps.append((events.CHAPTERS[running.id].set_goals, 0, running))
    before = ""
    for day, step, one in sorted(steps, key=lambda s: s[:2]):
        acts.catch_up(office, before, day)
        before = day
        if step == 0:
            _begin(at(office, day), invented.instrument_used(one, instrument), one)
        elif step == 1:
            told[one.id] = _assess(at(office, day), one)
        elif step == 3:
            _mirror(at(office, day), folders, one)
        else:
            verdict = _publish(at(office, day), folders, one)
            number = invented.CYCLES.index(one) + 2
            tell(say("demo.cycle", number=number, cycle=one.id, verdict=verdict, **told[one.id]))


IN_PERSON = "2025"
"""The cycle whose goals the secretariat writes in the form."""


def _begin(office: Office, instrument: Instrument, one: invented.Cycle) -> None:
    """Create a cycle, with its consultation and goals."""
    stages = events.CHAPTERS[one.id].stages
    cycles.create(office, one.id, instrument, one.title, one.start, one.end, None, stages, ACTOR, period=one.period)
    acts.before_opening(office, one.id, one.id == IN_PERSON)


def _assess(office: Office, one: invented.Cycle) -> dict[str, int]:
    """Open a cycle, fill it in and close it, with all that follows the close; returns what to tell of it."""
    if one.id == IN_PERSON:
        for place, day in enumerate(events.CHAPTERS[one.id].reports):
            acts.report(at(office, day), one.id, place)
    wanted = assignments.generate_assignments(office, one.id, None, ACTOR)
    cycles.open_cycle(office, one.id, ACTOR)
    acts.talk(at(office, one.end), one.id)
    with office.store.read() as view:
        people = records.participants(view, one.id)
        instrument = records.instrument(view, records.cycle(view, one.id))
    forms = invented.answers(one, instrument, people.values(), wanted)
    office = at(office, one.end)
    organisation_predicates.enter(office, one.id, "", *one.organisation, ACTOR)
    _fill_in(office, one.id, instrument, forms)
    office = at(office, one.closed)
    cycles.close_cycle(office, one.id, ACTOR)
    acts.after_close(office, one.id, instrument)
    return {"sent": len(forms), "assigned": len(wanted)}


def _publish(office: Office, folders: Folders, one: invented.Cycle) -> str:
    """Plan what the office decided and publish a cycle; returns the auditor's verdict."""
    acts.plan_training(office, one.id, training_programmes(folders))
    prepared = publication.publish(
        office, one.id, folders.published, content_files.notes(office, folders.content, one.id), ACTOR, undelivered=True
    )
    if prepared.report.exit_code:
        lines = "\n".join(prepared.report.lines(language()))
        raise refuse("demo.audit", cycle=one.id, lines=lines)
    return prepared.report.verdict


def _mirror(office: Office, folders: Folders, one: invented.Cycle) -> None:
    """Release what citizens said of a cycle."""
    path = folders.content / "citizens" / f"{one.id}.csv"
    prepared = citizens.publish(office, one.id, read_bytes(path), path.name, folders.published, ACTOR)
    if prepared.report.exit_code:
        raise refuse("demo.audit", cycle=one.id, lines="\n".join(prepared.report.lines(language())))


def _fill_in(office: Office, id: str, instrument: Instrument, forms: list[Any]) -> None:
    """Send forms one by one the way people do: save, then send."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(forms, label=say("demo.filling"), hidden=hidden, file=sys.stderr) as bar:
        for form in bar:
            assignment = Assignment(form.method, form.rater, form.ratee)
            levels = {"work_result": form.work_result, "work_behaviour": form.work_behaviour, "reason": "Contoh."}
            given = levels if RULES[form.method].sets_levels else None
            entry = answering.save(office, id, assignment, decode(instrument, form.answers), levels=given)
            answering.send(office, id, assignment, entry.revision)


def _open_next(office: Office, instrument: Instrument) -> tuple[tuple[str, str, str], ...]:
    """Open one more cycle for trying things out, and give out sign-ins: a person, their supervisor, HR."""
    today = office.now().astimezone(WIB).date()
    end = today + datetime.timedelta(days=OPEN_DAYS)
    cycles.create(
        office, TRIAL, instrument, say("demo.trial"), today.isoformat(), end.isoformat(), None,
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
