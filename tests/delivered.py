"""Evaluation documents of a closed cycle, taken through their whole way on one day."""

from __future__ import annotations

from collections.abc import Container

from kinerja_office import evaluations, records
from kinerja_office.office import Office


def deliver(office: Office, id: str, but: Container[str] = ()) -> None:
    """Everybody evaluated has their document signed, handed over and received, today."""
    with office.store.read() as view:
        cycle = records.cycle(view, id)
        pairs = evaluations.expected(view, cycle)
        waiting = {
            employee: officer for employee, officer in pairs.items()
            if employee not in but and not evaluations.load(view, cycle, employee).signed
            and evaluations.evaluated(view, cycle, employee, officer)
        }  # fmt: skip
    for employee, officer in waiting.items():
        evaluations.sign(office, id, officer, [employee])
        evaluations.hand_over_documents(office, id, officer, [employee])
        evaluations.receive(office, id, employee, office.today())
