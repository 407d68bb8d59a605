"""Who is signed in, with their roles."""

from __future__ import annotations

from dataclasses import dataclass

from forms_service.web.language import name_of
from forms_service.web.roles import Role
from kinerja_office import accounts, records
from kinerja_office.accounts import PROGRAMS, Session, Staff
from kinerja_office.office import Office
from kinerja_store import View


@dataclass(frozen=True)
class Person:
    """An employee (`number` set) or a staff account (`staff` set). `actor` is the name staff acts carry in the trail.

    `name` is the person's own; a staff account of nobody named goes by its own name.
    """

    number: str
    staff: Staff | None
    name: str
    roles: tuple[Role, ...]
    account: str = ""

    @property
    def actor(self) -> str:
        """Name for the trail."""
        return self.account or self.number


def called(view: View, actor: str) -> str:
    """Return what a page calls the staff account or program that did something."""
    return name_of("program", actor) if actor in PROGRAMS else accounts.called(view, actor)


def find_person(office: Office, session: Session) -> Person | None:
    """Return the person of a session; None where they have left (not in the roster nor in any cycle)."""
    with office.store.read() as view:
        if session.staff:
            account = session.account.removeprefix(records.STAFF)
            return Person("", session.staff, accounts.called(view, account), (session.staff,), account)
        known = records.employee(view, session.account)
    return Person(session.account, None, known.name, ("asn", "supervisor")) if known else None
