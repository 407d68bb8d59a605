"""A cycle whose predicates are given in another system."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assessment.assignment import from_roster
from assessment.organisation import Disclosure, Organisation
from assessment.predicate import PREDICATES
from assessment.roster import Roster
from kinerja_office import assignments, cycles, publication
from kinerja_office.office import INDEXES, Office
from kinerja_office.roster import import_roster
from kinerja_store import init_store, keyring, open_store
from tests.anonymity.city import CYCLE, Clock, Script, Source, invent

FROM = "e-Kinerja BKN"


MANY: Script = invent("recap", people=90)


A, B = (9, 71, 4, 3, 3), (8, 71, 3, 4, 4)
"""Two recaps of ninety people whose shares are coded alike."""


def make(folder: Path, script: Script = MANY, levels_from: str = FROM, stages: Sequence[str] = ()) -> Office:
    private = folder / "private"
    init_store(private)
    keyring.create(private, keyring.SERVER, Source())
    store = open_store(private, indexes=INDEXES)
    office = Office(private, store, Organisation({"id": "Kota Coba"}, Disclosure()), now=Clock(), random=Source())
    import_roster(office, Roster(script.people, script.units), "hr")
    cycles.create(
        office, CYCLE, script.instrument, "Semester I", "2026-06-01", "2026-06-30", ("self", "supervisor"), stages, "hr",
        levels_from=levels_from,
    )  # fmt: skip
    assignments.import_assignments(office, CYCLE, from_roster(script.people, ("self", "supervisor")), "hr")
    cycles.open_cycle(office, CYCLE, "hr")
    return office


def by_unit(counts: Sequence[int]) -> bytes:
    return ("unit," + ",".join(PREDICATES) + "\nKantor," + ",".join(map(str, counts)) + "\n").encode()


def published(office: Office, folder: Path) -> dict[str, bytes]:
    prepared = publication.publish(office, CYCLE, folder / "published", {}, "hr")
    assert prepared.report.exit_code == 0, list(prepared.report.lines("en"))
    return prepared.files
