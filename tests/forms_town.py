"""The small office with a cycle that has every stage: consultation, goals, assessment, objections."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from assessment.assignment import Assignment
from assessment.calendar import WIB
from assessment.goal import Goal, Wish
from assessment.instrument import parse_instrument
from assessment.objection import Claim
from forms_service import create_app
from kinerja_office import answering, assignments, cycles, goals, objections, records
from kinerja_office.office import Office
from kinerja_office.roster import import_roster
from tests.delivered import deliver
from tests.forms_world import CYCLE, PEER_PAIRS, ROOT, SMALL, Clock, World, build_office

STAGES = ("consultation", "goals", "objections")
GOOD = {
    "expected_result": "Keluhan warga terjawab tepat waktu",
    "success": "Paling sedikit 90 persen keluhan dijawab dalam 3 hari kerja", "kind": "main", "parent": "",
}  # fmt: skip
REASONS = "Tiga puluh delapan dari empat puluh keluhan saya jawab tepat waktu."


def at(world: World, day: str, hour: int = 10) -> None:
    """Turn the clock to an hour (WIB) of a day."""
    world.clock.at = datetime.datetime.fromisoformat(day).replace(hour=hour, tzinfo=WIB).astimezone(datetime.UTC)


def build_town(
    folder: Path, to: str = "goals", random: Callable[[int], bytes] = os.urandom,
    and_then: Callable[[World], object] | None = None, tool: str = SMALL, led: Mapping[str, str] | None = None, **more: Any,
) -> World:  # fmt: skip
    """Make the office with a cycle of all stages, taken to a state, and its app (`more`) with HR's own texts.

    `and_then` plays on from there; it is a function with a name of its own, not changed from call to call. `tool`: the
    instrument, as TOML. `led`: who has another superior than in the small office.
    """
    clock, led = Clock(), dict(led or {})

    def play(office: Office) -> None:
        if led:
            with office.store.read() as view:
                known = records.roster(view)
            people = (replace(e, supervisor=led.get(e.employee_number, e.supervisor)) for e in known.employees)
            import_roster(office, replace(known, employees=tuple(people)), "hr")
        cycles.create(
            office,
            CYCLE,
            parse_instrument(tool, "kecil.toml"),
            "Semester I 2026",
            "2026-06-01",
            "2026-06-30",
            None,
            STAGES,
            "hr",
        )
        assignments.generate_assignments(office, CYCLE, 0, "hr")
        for rater, ratee in PEER_PAIRS:
            assignments.adjust_assignment(office, CYCLE, Assignment("peer", rater, ratee), True, "hr")
        world = World(office, Flask("no pages yet"), clock)
        at(world, "2026-05-20")
        advance(world, to)
        if and_then:
            and_then(world)

    office = build_office(folder, clock, random, play, (to, and_then, tool, *led.items()))
    app = create_app(office, packages=folder / "published", content=ROOT / "content", **more)
    app.testing = False
    return World(office, app, clock)


def advance(world: World, to: str) -> None:
    """Take the cycle on to a state; the clock goes with it."""
    while (now := state(world)) != to:
        if now == "assessment":
            at(world, "2026-07-01")
            world.close()
            deliver(world.office, CYCLE)
        elif now in ("draft", "consultation"):
            cycles.next_stage(world.office, CYCLE, "hr")
        else:
            at(world, "2026-06-10")
            cycles.open_cycle(world.office, CYCLE, "hr")


def state(world: World) -> str:
    with world.office.store.read() as view:
        return records.cycle(view, CYCLE).state


def goals_of(world: World, who: str) -> list[Goal]:
    with world.office.store.read() as view:
        return goals.of_person(view, CYCLE, who)


def set_goal(world: World, who: str, boss: str = "", **fields: str) -> Goal:
    """Write a goal; put it before the supervisor and agree to it where one is named."""
    one = goals.save(world.office, CYCLE, who, Wish.of({**GOOD, **fields}))
    if boss:
        goals.propose(world.office, CYCLE, who, one.id)
        one = goals.agree(world.office, CYCLE, boss, who, one.id)
    return one


def goal_path(world: World, goal: Goal, start: str = "/tujuan") -> str:
    return f"{start}/{CYCLE}/{world.app.extensions['kinerja'].tag('goal', goals.key(goal))[:16]}"


def case_path(world: World, who: str, page: str) -> str:
    return f"/keberatan/{CYCLE}/{world.app.extensions['kinerja'].tag('objection', f'{CYCLE}/{who}')[:16]}/{page}"


def result_path(world: World, who: str) -> str:
    return f"/hasil/{CYCLE}/{world.app.extensions['kinerja'].tag('result', f'{CYCLE}/{who}')[:16]}"


def rate(world: World, boss: str, who: str, answers: str = "4422") -> None:
    """Send a supervisor's form: fine in service, weak in communication."""
    one = Assignment("supervisor", boss, who)
    given = dict(zip(("PEL1", "PEL2", "KOM1", "KOM2"), answers, strict=True))
    levels = {"work_result": "below", "work_behaviour": "as", "reason": "Dua laporan terlambat."}
    entry = answering.save(world.office, CYCLE, one, given, levels=levels)
    answering.send(world.office, CYCLE, one, entry.revision)


def object_to(world: World, who: str, boss: str, superior: str, parts: tuple[str, ...] = ("work_result",)) -> None:
    objections.file(world.office, CYCLE, who, Claim(boss, superior, parts, REASONS))


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found.group(1)
