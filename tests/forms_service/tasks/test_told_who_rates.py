"""Whoever HR makes somebody's appraising officer, that person reads it on their own page until they say so; of peers nothing is told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from assessment.assignment import Assignment
from assessment.instrument import parse_instrument
from assessment.roster_reading import parse_roster
from forms_service import create_app
from kinerja_office import assignments, cycles, records
from kinerja_office.roster import import_roster
from kinerja_store import trail
from tests.forms_world import (
    BUDI,
    CYCLE,
    HEADER,
    KASI,
    LURAH,
    MELATI,
    PEOPLE,
    RATNA,
    SARI,
    SEKRETARIS,
    SMALL,
    TIGOR,
    Clock,
    World,
    build_office,
)  # fmt: skip

TOLD = "sebagai Pejabat Penilai Kinerja Anda sejak"


def supervise(world: World, rater: str = KASI, ratee: str = MELATI) -> None:
    assignments.adjust_assignment(world.office, CYCLE, Assignment("supervisor", rater, ratee), True, "hr")


def drafted(folder: Path) -> World:
    """An office with a draft of a cycle, as the roster has it."""
    clock, parsed = Clock(), parse_instrument(SMALL, "instrument.toml")
    office = build_office(folder, clock)
    cycles.create(office, CYCLE, parsed, "S", "2026-06-01", "2026-06-30", None, (), "hr")
    assignments.generate_assignments(office, CYCLE, 0, "hr")
    return World(office, create_app(office, packages=folder / "published"), clock)


def page(world: World, who: str = MELATI) -> str:
    return str(world.client(who).get("/tugas").text)


def read(world: World, who: str = MELATI, seen: str = "") -> Any:
    mark = re.search(r'name="dilihat" value="(\w+)"', page(world, who))
    assert mark
    return world.client(who).post("/tugas/pejabat-penilai", {"dilihat": seen or mark.group(1)})


def test_it_works(world: World) -> None:
    assert TOLD not in page(world)
    supervise(world)
    for _ in range(2):
        assert f"Darmawan Putra, Kasi Pelayanan {TOLD} 10 Juni 2026" in page(world), "until it is said to be read"
    assert read(world).status_code == 303
    assert TOLD not in page(world)
    supervise(world)
    assert TOLD not in page(world), "nothing has changed"
    supervise(world, LURAH)
    assert "Rizal Tanjung" in page(world)


def test_nobody_else_is_told(world: World) -> None:
    supervise(world)
    for who in (SEKRETARIS, KASI, BUDI):
        assert TOLD not in page(world, who)


def test_a_change_that_was_not_seen_stays(world: World) -> None:
    """Another one came between the page and the button."""
    supervise(world)
    mark = re.search(r'name="dilihat" value="(\w+)"', page(world))
    assert mark
    supervise(world, LURAH)
    for seen in (mark.group(1), "x"):
        read(world, seen=seen)
        assert "Rizal Tanjung" in page(world)


def test_nobody_answers_for_somebody_else(world: World) -> None:
    supervise(world)
    mark = re.search(r'name="dilihat" value="(\w+)"', page(world))
    assert mark
    for who in (KASI, BUDI, "staff:hr"):
        world.client(who).post("/tugas/pejabat-penilai", {"dilihat": mark.group(1)})
    assert TOLD in page(world)


def test_what_hr_sees_and_the_trail_are_the_same_whether_it_was_read(world: World) -> None:
    supervise(world)
    trail.flush(world.office.store)

    def seen() -> tuple[str, ...]:
        trail.flush(world.office.store)
        pages = [world.client("staff:hr").get(path).text for path in ("/meja/", f"/meja/periode/{CYCLE}/penugasan")]
        return (*(re.sub(r'value="[^"]{60,}"', "", p) for p in pages), str(trail.read_trail(world.office.folder)))

    read(world, seen="x")
    before = seen()
    read(world)
    assert TOLD not in page(world)
    assert seen() == before


def test_an_officer_made_by_hand_before_the_opening_is_told_at_it(tmp_path: Path) -> None:
    world = drafted(tmp_path)
    supervise(world)
    assert told(world, MELATI) == [], "nothing is final yet"
    cycles.open_cycle(world.office, CYCLE, "hr", grace=True)
    assert told(world, MELATI) == [KASI]
    assert told(world, BUDI) == []
    cycles.undo_open(world.office, CYCLE, "hr")
    assert told(world, MELATI) == [], "nothing is final again"
    supervise(world, SEKRETARIS)
    cycles.open_cycle(world.office, CYCLE, "hr")
    assert told(world, MELATI) == [], "the one of the roster again"


def told(world: World, number: str) -> list[str]:
    with world.office.store.read() as view:
        return [a.rater for _, a, _ in records.new_officers(view, number)]


def test_a_move_that_takes_the_form_to_another_officer_is_told(world: World) -> None:
    rows = [(*p[:4], "PEL", "Seksi Pelayanan", "Seksi", KASI, p[8]) if p[0] == MELATI else p for p in PEOPLE]
    text = HEADER + "\n" + "".join(",".join((*p, "")) + "\n" for p in rows)
    import_roster(world.office, parse_roster(text.encode(), "roster.csv"), "hr")
    assert "Darmawan Putra" in page(world)


def test_nothing_is_told_of_who_rates_as_a_colleague(tmp_path: Path) -> None:
    """Two offices that differ in who rates Melati as a colleague, by HR's hand: she is shown the same bytes."""
    pages = []
    for n, raters in enumerate(((RATNA, BUDI, TIGOR, SARI), (RATNA, BUDI, TIGOR, LURAH))):
        world = drafted(tmp_path / str(n))
        for rater in raters:
            assignments.adjust_assignment(world.office, CYCLE, Assignment("peer", rater, MELATI), True, "hr")
        cycles.open_cycle(world.office, CYCLE, "hr")
        assert told(world, MELATI) == []
        pages.append(re.sub(r'value="[^"]{60,}"|/tugas/\w{16}', "", page(world)))
    assert pages[0] == pages[1]
