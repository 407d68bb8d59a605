"""A year with its quarters, played."""

from __future__ import annotations

from kinerja_office import answering, assignments, cycles, publication, records
from tests.kinerja_office.small_town import instrument, on

PLAYED = {
    "2025": ("2025", "2025-12-15", "2026-01-15"), "2026-tw1": ("2026-Q1", "2026-04-01", "2026-04-10"),
    "2026-tw2": ("2026-Q2", "2026-07-01", "2026-07-10"), "2026-tw3": ("2026-Q3", "2026-10-01", "2026-10-10"),
    "2026-tw4": ("2026-Q4", "2026-12-20", "2027-01-10"), "2026": ("2026", "2026-12-15", "2027-01-15"),
}  # fmt: skip
"""Id → period, first and last day of the forms; those of the year and of its last quarter lie in each other."""


def play(office, packages, id: str, score: int = 4) -> publication.Prepared:
    period, start, end = PLAYED[id]
    now = on(office, start)
    methods = None if len(period) > 4 else ("self", "supervisor")  # peers would only make this slow
    cycles.create(now, id, instrument(), id, start, end, methods, (), "hr", period=period)
    assignments.generate_assignments(now, id, None, "hr")
    cycles.open_cycle(now, id, "hr")
    with office.store.read() as view:
        tool = records.instrument(view, records.cycle(view, id))
        wanted = records.assignments(view, id)
    levels = {"work_result": "as", "work_behaviour": "as", "reason": "Contoh."}
    for n, one in enumerate(wanted):
        marks = {i.code: str(score - (n + k) % 2) for k, i in enumerate(tool.items)}
        entry = answering.save(now, id, one, marks, levels=levels if one.method == "supervisor" else None)
        answering.send(now, id, one, entry.revision)
    cycles.close_cycle(on(office, end), id, "hr")
    return publication.publish(on(office, end), id, packages, {}, "hr")
