"""A district office of 61 people in a folder of its own, with a clock the test sets; the roster of the worked example."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from assessment.calendar import WIB, parse_holidays
from assessment.cycle import Cycle
from assessment.instrument import Instrument, parse_instrument
from assessment.organisation import parse_organisation
from assessment.roster import Employee
from assessment.roster_reading import parse_roster
from kinerja.demo import invented
from kinerja_office import answering, assignments, cycles, records
from kinerja_office.office import INDEXES, Office
from kinerja_office.roster import import_roster
from kinerja_store import init_store, keyring, open_store
from tests.delivered import deliver
from tests.offices import shared

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content"
ID = "2026-1"
HOLIDAYS = parse_holidays((CONTENT / "holidays.toml").read_text(encoding="utf-8"))
METHODS = ("self", "supervisor")
T = TypeVar("T")
ALL_STAGES = ("consultation", "goals", "objections")


def instrument() -> Instrument:
    return parse_instrument((CONTENT / "instruments" / "berakhlak.toml").read_text(encoding="utf-8"), "berakhlak.toml")


@contextmanager
def town(folder: Path) -> Iterator[Office]:
    """An office with its roster, on 1 February 2026."""
    private = folder / "private"
    settings = parse_organisation((CONTENT / "organisation.toml").read_text(encoding="utf-8"))

    def empty() -> None:
        init_store(private)
        keyring.create(private, keyring.SERVER)

    shared(private, "senapelan, empty", empty)
    store = open_store(private, indexes=INDEXES)
    try:
        office = on(
            Office(private, store, settings, random=random.Random(1).randbytes, holidays=HOLIDAYS), "2026-02-01"
        )
        roster = parse_roster(invented.roster_csv().encode(), "roster.csv")
        played(office, lambda: import_roster(office, roster, "hr"), "roster")
        yield office
    finally:
        store.close()


def played(office: Office, play: Callable[[], T], *how: Hashable) -> T:
    """Take the office to where `play` takes it, or to where it took it in an earlier test; its random source goes along."""
    source: random.Random = office.random.__self__  # type: ignore[attr-defined]  # `town` gives it a bound method
    what = ("senapelan", how, office.now(), repr(office.organisation), source.getstate())
    made, state = shared(office.folder, what, lambda: (play(), source.getstate()))
    source.setstate(state)
    return made


def on(office: Office, day: str, hour: int = 10) -> Office:
    """The office with its clock at an hour (WIB) of a day."""
    moment = datetime.datetime.fromisoformat(day).replace(hour=hour, tzinfo=WIB)
    return replace(office, now=lambda: moment)


def create(office: Office, stages: tuple[str, ...] = ALL_STAGES, to: str = "draft", id: str = ID) -> Cycle:
    """A cycle with self and supervisor forms, taken to a state."""

    def play() -> Cycle:
        cycles.create(office, id, instrument(), "Semester", "2026-01-05", "2026-06-30", METHODS, stages, "hr")
        assignments.generate_assignments(office, id, None, "hr")
        return to_state(office, to, id)

    return played(office, play, "create", stages, to, id)


def to_state(office: Office, to: str, id: str = ID) -> Cycle:
    return played(office, lambda: _to_state(office, to, id), "to", to, id)


def _to_state(office: Office, to: str, id: str) -> Cycle:
    while True:
        with office.store.read() as view:
            one = records.cycle(view, id)
        if one.state == to:
            return one
        if one.state in ("draft", "consultation", "goals") and to != "assessment" and to not in ("closed",):
            cycles.next_stage(office, id, "hr")
        elif one.state == "assessment":
            cycles.close_cycle(office, id, "hr")
            deliver(office, id)
        else:
            cycles.open_cycle(office, id, "hr")


def answered(office: Office, score: int = 3, id: str = ID) -> None:
    """Everybody sends every form: the same rating for every statement, as expected on both sides."""
    played(office, lambda: _answered(office, score, id), "answered", score, id)


def _answered(office: Office, score: int, id: str) -> None:
    with office.store.read() as view:
        wanted = records.assignments(view, id)
    answers = {i.code: str(score) for i in instrument().items}
    levels = {"work_result": "as", "work_behaviour": "as", "reason": "Contoh."}
    for one in wanted:
        entry = answering.save(office, id, one, answers, levels=levels if one.method == "supervisor" else None)
        answering.send(office, id, one, entry.revision)


def people(office: Office) -> list[Employee]:
    """Everybody who is rated, in the order of the roster file."""
    with office.store.read() as view:
        return [e for e in records.roster(view).employees if e.rated]


def by_position(office: Office, position: str) -> Employee:
    return next(e for e in people(office) if e.position == position)


def pair(office: Office) -> tuple[str, str, str]:
    """A person, their appraising officer and that one's superior, all rated and in the roster."""
    everyone = {e.employee_number: e for e in people(office)}
    for e in everyone.values():
        boss = everyone.get(e.supervisor)
        if boss is not None and boss.supervisor in everyone:
            return e.employee_number, boss.employee_number, boss.supervisor
    raise AssertionError
