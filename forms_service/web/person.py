"""Who is signed in, with their roles."""

from __future__ import annotations

from dataclasses import dataclass

from forms_service.web.roles import Role
from kinerja_office import records
from kinerja_office.accounts import Session, Staff
from kinerja_office.office import Office


@dataclass(frozen=True)
class Person:
    """An employee (`number` set) or a staff account (`staff` set). `actor` is the name staff acts carry in the trail."""

    number: str
    staff: Staff | None
    name: str
    roles: tuple[Role, ...]

    @property
    def actor(self) -> str:
        """Name for the trail."""
        return self.name if self.staff else self.number


def find_person(office: Office, session: Session) -> Person | None:
    """Return the person of a session; None where they have left (not in the roster nor in any cycle)."""
    if session.staff:
        return Person("", session.staff, session.account.removeprefix("staff:"), (session.staff,))
    with office.store.read() as view:
        known = records.employee(view, session.account)
    return Person(session.account, None, known.name, ("asn", "supervisor")) if known else None
