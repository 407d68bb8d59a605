"""The small office over three years and two quarters, closed one after the other; Melati's officer was another one in the first year, who had five reports then."""

from __future__ import annotations

import datetime
from pathlib import Path

from assessment.assignment import Assignment
from assessment.calendar import WIB
from assessment.instrument import parse_instrument
from assessment.roster_reading import parse_roster
from forms_service import create_app
from kinerja_office import answering, assignments, cycles
from kinerja_office.office import Office
from kinerja_office.roster import import_roster
from tests.forms_world import (  # fmt: skip
    HEADER,
    JOKO,
    KASI,
    MELATI,
    PEER_PAIRS,
    PEOPLE,
    ROOT,
    SARI,
    SEKRETARIS,
    SMALL,
    TIGOR,
    WATI,
    Clock,
    World,
    build_office,
)

YEARS = {"2023": ("4422", "3344"), "2024": ("4433", "5511"), "2025": ("5544", "4422")}
"""Cycle → what Melati's officer and each of her four peers gave her."""
QUARTERS = {"2025-tw1": "4333", "2025-tw2": "4344"}
TOOL = SMALL.replace("peer = 0.4", "peer = 0.4\nsubordinate = 0.0").replace('code = "PEL1",', 'code = "PEL1", short = true,').replace('code = "KOM1",', 'code = "KOM1", short = true,') + """
[[criteria]]
code = "ketelitian"
name = { id = "Ketelitian", en = "Care" }
items = [{ code = "TEL1", short = true, text = { id = "Bekerja teliti", en = "Works with care" } }]
"""  # fmt: skip
FIVE = (MELATI, JOKO, SARI, TIGOR, WATI)
"""The direct reports of the Kasi in 2023, all of whom answer; from 2024 on there are four."""
ITEMS = ("PEL1", "PEL2", "KOM1", "KOM2")
NEW = TOOL.replace('version = "1"', 'version = "2"').replace("KOM2", "KOM3")
"""From 2025 on: communication is asked with another statement."""


def lived(folder: Path) -> World:
    clock = Clock()

    def play(office: Office) -> None:
        turn(clock, "2023-11-01")
        _roster(office, KASI)
        for cycle in sorted([*YEARS, *QUARTERS], key=lambda c: _days(c)[0]):
            _play(office, clock, cycle)

    office = build_office(folder, clock, play=play, what="periods")
    app = create_app(office, packages=folder / "published", content=ROOT / "content")
    app.testing = False
    return World(office, app, clock)


def result_of(world: World, cycle: str, who: str = MELATI) -> str:
    return f"/hasil/{cycle}/{world.app.extensions['kinerja'].tag('result', f'{cycle}/{who}')[:16]}"


def turn(clock: Clock, day: str) -> None:
    clock.at = datetime.datetime.fromisoformat(day).replace(hour=10, tzinfo=WIB).astimezone(datetime.UTC)


def _days(cycle: str) -> tuple[str, str]:
    year, _, quarter = cycle.partition("-tw")
    month = 12 if not quarter else 3 * int(quarter)
    return f"{year}-{month:02}-15", f"{year}-{month:02}-28"


def _roster(office: Office, officer: str) -> None:
    rows = [(*p[:7], officer, p[8]) if p[0] == MELATI else p for p in PEOPLE]
    text = "\n".join([HEADER, *(",".join((*p, "")) for p in rows)])
    import_roster(office, parse_roster(f"{text}\n".encode(), "roster.csv"), "hr")


def _play(office: Office, clock: Clock, id: str) -> None:
    start, end = _days(id)
    turn(clock, start)
    if id == "2024":
        _roster(office, SEKRETARIS)
    tool = parse_instrument(NEW if id == "2025" else TOOL, "kecil.toml")
    period = id.replace("tw", "Q")
    cycles.create(office, id, tool, f"Penilaian {period}", start, end, None, (), "hr", period=period)
    assignments.generate_assignments(office, id, 0, "hr")
    for rater, ratee in PEER_PAIRS if id in YEARS else ():
        assignments.adjust_assignment(office, id, Assignment("peer", rater, ratee), True, "hr")
    cycles.open_cycle(office, id, "hr")
    officer = KASI if id == "2023" else SEKRETARIS
    marks, peers = YEARS.get(id, (QUARTERS.get(id, ""), ""))
    for rater in FIVE if id == "2023" else ():
        _send(office, id, Assignment("subordinate", rater, KASI), "5534")
    _send(office, id, Assignment("self", MELATI, MELATI), "4444")
    _send(office, id, Assignment("supervisor", officer, MELATI), marks)
    for rater, ratee in PEER_PAIRS if id in YEARS else ():
        _send(office, id, Assignment("peer", rater, ratee), peers)
    turn(clock, end)
    cycles.close_cycle(office, id, "hr")


def _send(office: Office, id: str, one: Assignment, marks: str) -> None:
    items = ("PEL1", "KOM1") if id in QUARTERS else (*ITEMS[:3], "KOM3") if id == "2025" else ITEMS
    levels = {"work_result": "above" if id == "2025" else "as", "work_behaviour": "as", "reason": "Contoh."}
    answers = {**dict(zip(items, marks, strict=False)), "TEL1": "3"}
    entry = answering.save(office, id, one, answers, levels=levels if one.method == "supervisor" else None)
    answering.send(office, id, one, entry.revision)
